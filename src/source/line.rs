//! Lines of a text with their places; LF, CRLF and a lone CR end a line.

use crate::problem::Span;

/// One line of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// The line without its end.
    pub text: &'t str,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset of the next line's first byte.
    pub next: usize,
}

impl Line<'_> {
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Offset of its first character that is no blank; its end where there is none.
    pub(super) fn indented_start(&self) -> usize {
        self.start + self.text.len() - self.text.trim_start().len()
    }

    /// The line without blanks at either end.
    pub(super) fn span(&self) -> Span {
        Span::new(
            self.indented_start(),
            self.start + self.text.trim_end().len().max(self.indented_start() - self.start),
        )
    }
}

/// The lines of the part `at` of `text`.
pub(super) fn lines(text: &str, at: Span) -> impl Iterator<Item = Line<'_>> {
    let mut start = at.start;
    let end = at.end.min(text.len());
    std::iter::from_fn(move || {
        let rest = text.get(start..end).filter(|rest| !rest.is_empty())?;
        let bytes = rest.as_bytes();
        let length = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
        let break_length = match bytes.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let line = Line { text: rest.get(..length)?, start, next: start + length + break_length };
        start = line.next;
        Some(line)
    })
}
