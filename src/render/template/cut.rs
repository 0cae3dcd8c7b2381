//! Liquid's text cut into its pieces: text, outputs and tags.

use std::ops::Range;

/// A part of a template.
#[derive(Debug, Clone)]
pub(super) enum Piece<'t> {
    /// Text that stands for itself.
    Text(&'t str),
    /// `{{ expression }}`.
    Output(&'t str, Range<usize>),
    /// `{% name arguments %}`.
    Tag(&'t str, &'t str, Range<usize>),
}

/// Cuts a text into its pieces. In `code` only `raw` means something: the text of code is what an author shows.
pub(super) fn pieces<'t>(text: &'t str, code: &[Range<usize>]) -> Vec<Piece<'t>> {
    let mut cut = Cut { text, from: 0, pieces: Vec::new(), unclosed: Vec::new() };
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
        let Some((inner, close)) = cut.tag(found) else {
            at = found + 1;
            continue;
        };
        let next = code.partition_point(|range| range.end <= found);
        let in_code = code.get(next).is_some_and(|range| range.contains(&found));
        if in_code && !(close == "%}" && matches!(name_of(inner).0, "raw" | "endraw")) {
            at = found + 2;
            continue;
        }
        at = cut.piece(found, inner, close);
    }
    cut.pieces.push(Piece::Text(text.get(cut.from..).unwrap_or_default()));
    cut.pieces
}

/// A text being cut.
struct Cut<'t> {
    text: &'t str,
    /// Where the text begins that is in no piece yet.
    from: usize,
    pieces: Vec<Piece<'t>>,
    /// Ends that do not come any more: each search for one would go through the whole text.
    unclosed: Vec<&'static str>,
}

impl<'t> Cut<'t> {
    /// What is inside the tag that begins at `found`, and how it ends. One that is never closed is text.
    fn tag(&mut self, found: usize) -> Option<(&'t str, &'static str)> {
        let rest = self.text.get(found..)?;
        let close = match rest.get(..2)? {
            "{{" => "}}",
            "{%" => "%}",
            _ => return None,
        };
        if self.unclosed.contains(&close) {
            return None;
        }
        let end = rest.find(close);
        if end.is_none() {
            self.unclosed.push(close);
        }
        Some((rest.get(2..end?)?, close))
    }

    /// Makes the piece of a tag; gives where the text goes on.
    fn piece(&mut self, found: usize, inner: &'t str, close: &'static str) -> usize {
        let mut end = found + inner.len() + 4;
        let before = self.text.get(self.from..found).unwrap_or_default();
        self.pieces.push(Piece::Text(if inner.starts_with('-') { before.trim_end() } else { before }));
        let (name, arguments) = name_of(inner);
        match (close, name) {
            ("}}", _) => self.pieces.push(Piece::Output(inner.trim_matches('-').trim(), found..end)),
            (_, "raw") => end = self.literal("raw", found, end),
            (_, "comment") => end = self.literal("comment", found, end),
            (_, "highlight") => end = self.literal("highlight", found, end),
            (_, "endraw") => {}
            _ => self.pieces.push(Piece::Tag(name, arguments, found..end)),
        }
        if inner.ends_with('-') {
            let tail = self.text.get(end..).unwrap_or_default();
            end += tail.len() - tail.trim_start().len();
        }
        self.from = end;
        end
    }

    /// A block whose content is no template; gives where the text goes on after its end tag.
    fn literal(&mut self, name: &'static str, found: usize, end: usize) -> usize {
        let ended = if self.unclosed.contains(&name) { None } else { until_end(self.text.get(end..), name) };
        let Some((inside, after)) = ended else {
            self.unclosed.push(name);
            return end;
        };
        match name {
            "raw" => self.pieces.push(Piece::Text(inside)),
            "highlight" => {
                let whole = self.text.get(found..end + inside.len()).unwrap_or_default();
                self.pieces.push(Piece::Tag("highlighted", whole, found..end));
            }
            _ => {}
        }
        self.text.len() - after.len()
    }
}

/// A tag's name and arguments, without the hyphens that take blanks away.
fn name_of(inner: &str) -> (&str, &str) {
    let inner = inner.trim_start_matches('-').trim_end_matches('-').trim();
    let end = inner.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(inner.len());
    let (name, arguments) = inner.split_at_checked(end).unwrap_or((inner, ""));
    (name, arguments.trim())
}

/// What stands before `{% endNAME %}`, and what comes after it.
fn until_end<'t>(text: Option<&'t str>, name: &str) -> Option<(&'t str, &'t str)> {
    let text = text?;
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find("{%").map(|found| at + found) {
        let tail = text.get(found + 2..)?;
        let end = tail.find("%}")?;
        let (tag, _) = name_of(tail.get(..end)?);
        if tag.strip_prefix("end") == Some(name) {
            return Some((text.get(..found)?, tail.get(end + 2..)?));
        }
        at = found + 2;
    }
    None
}
