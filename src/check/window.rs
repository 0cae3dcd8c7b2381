//! The part of a document that is at hand: all of it, or what of a stream was read and not yet let go.

use crate::problem::Span;

/// A part of a document. Offsets and spans are those of the whole document, whatever part it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window<'a> {
    /// The text of the part.
    pub text: &'a str,
    /// Where in the document it begins.
    pub base: usize,
    /// Whether the document ends with it.
    pub is_last: bool,
}

impl<'a> Window<'a> {
    /// A document of which everything is at hand.
    pub(super) const fn whole(text: &'a str) -> Self {
        Self { text, base: 0, is_last: true }
    }

    /// Where it ends.
    pub(super) const fn end(self) -> usize {
        self.base + self.text.len()
    }

    /// What stands from `at` on.
    pub(super) fn after(self, at: usize) -> &'a str {
        at.checked_sub(self.base).and_then(|at| self.text.get(at..)).unwrap_or_default()
    }

    /// What stands at `span`; nothing where that is not at hand.
    pub(super) fn cut(self, span: Span) -> &'a str {
        let start = span.start.checked_sub(self.base);
        start.and_then(|start| self.text.get(start..span.end - self.base)).unwrap_or_default()
    }

    /// `at`, or where the character begins that it lies in.
    pub(super) fn floor(self, at: usize) -> usize {
        self.base + self.text.floor_char_boundary(at.saturating_sub(self.base))
    }

    /// `at`, or where the character ends that it lies in.
    pub(super) fn ceil(self, at: usize) -> usize {
        self.base + self.text.ceil_char_boundary(at.saturating_sub(self.base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_asked_by_the_offsets_of_the_whole() {
        let window = Window { text: "éxy", base: 10, is_last: false };
        assert_eq!((window.after(12), window.after(9), window.after(99)), ("xy", "", ""));
        assert_eq!((window.cut(Span::new(10, 13)), window.cut(Span::new(13, 99))), ("éx", ""));
        assert_eq!((window.floor(11), window.ceil(11), window.floor(99), window.floor(3)), (10, 12, 14, 10));
    }
}
