//! TOML: the `toml` crate's spanned table becomes our tree; numbers and dates keep their spelling.

use std::borrow::Cow;
use std::sync::Arc;

use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};

use super::syntax::{Fault, MAX_DEPTH, Parsed, after_mark, whole_file};
use super::tree::{Entry, Kind, Map, Node, Style};
use crate::problem::{Problem, Span};

/// Reads a whole TOML file, such as a generator's configuration.
///
/// `file` is the name that problems give. Spans are bytes of `text`.
///
/// # Errors
///
/// The problem that makes it unreadable.
///
/// ```
/// let (map, _) = feedwright::source::toml::parse(&"hugo.toml".into(), "title = 'A blog'\n").unwrap();
/// assert_eq!(map.get("title").and_then(|node| node.text()), Some("A blog"));
/// ```
pub fn parse(file: &Arc<str>, text: &str) -> Result<(Map, Vec<Problem>), Vec<Problem>> {
    whole_file(file, text, read_at(text, after_mark(text)))
}

/// What to do about text that is no TOML.
const HELP: &str = "write each key on a line of its own and texts in quotes: title = \"Hello\"";

/// Reads the TOML at `at` in `text`; spans count from the beginning of `text`.
pub(super) fn read_at(text: &str, at: Span) -> Result<Parsed, Fault> {
    let source = with_line_feeds(text.get(at.start..at.end).unwrap_or_default());
    let table = DeTable::parse(&source).map_err(|error| {
        let range = error.span().unwrap_or_default();
        let span = Span::new(range.start, range.end.max(range.start)).shifted(at.start);
        // The crate bounds nesting itself, in two places with two messages.
        if error.message().contains("recurs") {
            Fault::too_deep(span)
        } else {
            fault(first_line(error.message()), span, source.get(range.start..).unwrap_or_default())
        }
    })?;
    let place = Placing { source: &source, base: at.start };
    Ok(Parsed { map: place.map(table.into_inner(), 0)?, repeats: Vec::new() })
}

/// What the crate says of the text that `rest` begins with. Of a date it says what it expected, and of none that it has
/// no such day.
fn fault(message: String, span: Span, rest: &str) -> Fault {
    let written = rest.split([' ', '\t', '\n', '\r', ',', ']', '}', '#']).next().unwrap_or_default();
    if !message.starts_with("invalid date") && !message.starts_with("invalid time") {
        return Fault::new(span, message).help(HELP);
    }
    let is_missing = ["expected day between", "expected month between"].iter().any(|end| message.contains(end));
    let message = if is_missing { format!("there is no such day: {written}") } else { message };
    Fault::new(span, message).help("write it like 2024-02-28 or 2024-02-28T09:00:00+01:00")
}

/// A lone CR ends a line in a post but not in TOML. Every byte keeps its place.
fn with_line_feeds(source: &str) -> Cow<'_, str> {
    let bytes = source.as_bytes();
    let is_lone = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) != Some(&b'\n');
    if !(0..bytes.len()).any(is_lone) {
        return Cow::Borrowed(source);
    }
    let mut lines = String::with_capacity(source.len());
    for (at, character) in source.char_indices() {
        lines.push(if is_lone(at) { '\n' } else { character });
    }
    Cow::Owned(lines)
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or("invalid TOML").to_owned()
}

struct Placing<'s> {
    source: &'s str,
    base: usize,
}

impl Placing<'_> {
    fn map(&self, table: DeTable<'_>, depth: usize) -> Result<Map, Fault> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            entries.push(self.entry(key, value, depth)?);
        }
        // `[extra]` may open again after other tables: the order is that of the file.
        entries.sort_by_key(|entry: &Entry| entry.key_span.start);
        Ok(Map { entries })
    }

    fn entry(&self, key: Spanned<DeString<'_>>, value: Spanned<DeValue<'_>>, depth: usize) -> Result<Entry, Fault> {
        let key_span = self.span(&key.span());
        let value = self.node(value, depth + 1)?;
        Ok(Entry { key: key.into_inner().into_owned(), key_span, value })
    }

    fn node(&self, value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fault> {
        let range = value.span();
        let span = self.span(&range);
        if depth > MAX_DEPTH {
            return Err(Fault::too_deep(span));
        }
        let written = |style| Kind::Scalar { text: self.source.get(range).unwrap_or_default().to_owned(), style };
        let kind = match value.into_inner() {
            DeValue::String(text) => Kind::Scalar { text: text.into_owned(), style: Style::Quoted },
            DeValue::Integer(_) | DeValue::Float(_) => written(Style::Number),
            DeValue::Boolean(_) => written(Style::Boolean),
            DeValue::Datetime(_) => written(Style::Datetime),
            DeValue::Table(table) => Kind::Map(self.map(table, depth)?),
            DeValue::Array(array) => {
                let mut list = Vec::with_capacity(array.len());
                for value in array {
                    list.push(self.node(value, depth + 1)?);
                }
                Kind::List(list)
            }
        };
        Ok(Node { span, kind })
    }

    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(range.start, range.end.max(range.start)).shifted(self.base)
    }
}
