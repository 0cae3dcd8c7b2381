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
    let mut cut = Cut { text, from: 0, pieces: Vec::new(), ends: [Some(0), Some(0)], unclosed: Vec::new() };
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
    /// Where the next `}}` and the next `%}` stand, as far as they were looked for; `None` after the last. Each tag
    /// would look through the whole text for its own.
    ends: [Option<usize>; 2],
    /// End tags that do not come any more.
    unclosed: Vec<&'static str>,
}

impl<'t> Cut<'t> {
    /// What is inside the tag that begins at `found`, and how it ends. One that is never closed is text.
    fn tag(&mut self, found: usize) -> Option<(&'t str, &'static str)> {
        let (close, end) = match self.text.get(found..found + 2)? {
            "{{" => ("}}", &mut self.ends[0]),
            "{%" => ("%}", &mut self.ends[1]),
            _ => return None,
        };
        let inner = found + 2;
        if end.is_some_and(|end| end < inner) {
            *end = self.text.get(inner..).and_then(|rest| rest.find(close)).map(|at| inner + at);
        }
        Some((self.text.get(inner..(*end)?)?, close))
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
    let mut end = 0;
    while let Some(found) = text.get(at..)?.find("{%").map(|found| at + found) {
        let inner = found + 2;
        if end < inner {
            end = inner + text.get(inner..)?.find("%}")?;
        }
        let (tag, _) = name_of(text.get(inner..end)?);
        if tag.strip_prefix("end") == Some(name) {
            return Some((text.get(..found)?, text.get(end + 2..)?));
        }
        at = inner;
    }
    None
}
