//! `Key: value` headers without YAML, as Python-Markdown's meta extension (Pelican) and `MultiMarkdown` read them.

use super::fence;
use super::line::{Line, lines};
use super::read::BareHeaders;
use super::syntax::{Fault, MapBuilder, Parsed};
use super::tree::{Entry, Kind, Node, Style};
use crate::problem::Span;

/// Keys by which a header is known when no fence announces it.
const KNOWN: [&str; 18] = [
    "author",
    "authors",
    "categories",
    "category",
    "date",
    "description",
    "keywords",
    "lang",
    "layout",
    "modified",
    "permalink",
    "published",
    "slug",
    "status",
    "subtitle",
    "summary",
    "tags",
    "title",
];

/// A header that no fence opens.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bare {
    pub inner: Span,
    pub body_start: usize,
    /// A fence closes it: then it is YAML, as Hexo's old style has it.
    pub is_yaml: bool,
}

/// The header at the beginning of `text`, where there is one.
pub(super) fn find(text: &str, mode: BareHeaders) -> Option<Bare> {
    match mode {
        BareHeaders::Never => None,
        BareHeaders::Always => find_any(text),
        BareHeaders::Likely => find_likely(text),
    }
}

/// Python-Markdown's rule: header lines and their continuations, up to a blank line or any other line.
fn find_any(text: &str) -> Option<Bare> {
    let mut end = None;
    for line in lines(text, Span::new(0, text.len())) {
        let belongs = entry(&line).is_some() || (end.is_some() && is_continuation(line.text));
        if !belongs || line.is_blank() {
            let end = end?;
            let body_start = if line.is_blank() { line.next } else { line.start };
            return Some(Bare { inner: Span::new(0, end), body_start, is_yaml: false });
        }
        end = Some(line.next);
    }
    end.map(|end| Bare { inner: Span::new(0, end), body_start: end, is_yaml: false })
}

/// Header lines that nobody would write as text: two or more, or a `Title:` or `Date:` alone, and a known key first.
fn find_likely(text: &str) -> Option<Bare> {
    let mut keys = 0;
    let mut known = 0;
    let mut listed = false;
    for line in lines(text, Span::new(0, text.len())) {
        if line.is_blank() || fence::is_hyphens(line.text) {
            let is_yaml = !line.is_blank();
            let alone =
                keys == 1 && !is_yaml && first_key(text).is_some_and(|key| matches!(key.as_str(), "title" | "date"));
            let found = (alone || keys >= 2) && known >= 1 && (is_yaml || !listed);
            let bare = Bare { inner: Span::new(0, line.start), body_start: line.next, is_yaml };
            return found.then_some(bare);
        }
        if let Some(key) = entry(&line).and_then(|entry| entry.spaced_key(text)) {
            let is_known = KNOWN.contains(&key.to_ascii_lowercase().as_str());
            if keys == 0 && !is_known {
                return None;
            }
            keys += 1;
            known += usize::from(is_known);
        } else if keys > 0 && line.text.starts_with("- ") {
            listed = true;
        } else if keys == 0 || !line.text.starts_with([' ', '\t']) {
            // Text right below two header lines: the blank line is only missing.
            let bare = Bare { inner: Span::new(0, line.start), body_start: line.start, is_yaml: false };
            return (known >= 2 && !listed).then_some(bare);
        }
    }
    let bare = Bare { inner: Span::new(0, text.len()), body_start: text.len(), is_yaml: false };
    (known >= 1 && keys >= 2 && !listed).then_some(bare)
}

fn first_key(text: &str) -> Option<String> {
    let line = lines(text, Span::new(0, text.len())).next()?;
    Some(entry(&line)?.spaced_key(text)?.to_ascii_lowercase())
}

/// Reads the `Key: value` lines at `at` in `text`. Gives the lines that are none beside them.
///
/// Of a key that stands twice the first value counts, as in Pelican's `readers.py`.
pub(super) fn read_at(text: &str, at: Span) -> (Parsed, Vec<Fault>) {
    let mut entries = MapBuilder::default();
    let mut repeats = Vec::new();
    let mut faults = Vec::new();
    let mut open: Option<Entry> = None;
    for line in lines(text, at) {
        if line.is_blank() || line.text.starts_with('#') {
            continue;
        }
        if let Some(found) = entry(&line) {
            let fresh = found.entry(text);
            if let Some(done) = open.replace(fresh) {
                entries.insert_first(done, &mut repeats);
            }
        } else if let Some(entry) = open.as_mut().filter(|_| is_continuation(line.text)) {
            continue_value(&mut entry.value, &line);
        } else {
            faults.push(
                Fault::new(line.span(), "this line is no `Key: value`; it is left out")
                    .help("indent a line that continues a value by four blanks"),
            );
        }
    }
    if let Some(done) = open {
        entries.insert_first(done, &mut repeats);
    }
    (Parsed { map: entries.finish(), repeats }, faults)
}

/// Where key and value of a header line stand.
struct Found {
    key: Span,
    value: Span,
    /// A blank or nothing follows the colon.
    spaced: bool,
}

impl Found {
    fn spaced_key<'t>(&self, text: &'t str) -> Option<&'t str> {
        if self.spaced { text.get(self.key.start..self.key.end) } else { None }
    }

    fn entry(&self, text: &str) -> Entry {
        let value = text.get(self.value.start..self.value.end).unwrap_or_default();
        let kind =
            if value.is_empty() { Kind::Null } else { Kind::Scalar { text: value.to_owned(), style: Style::Plain } };
        let key = text.get(self.key.start..self.key.end).unwrap_or_default().to_owned();
        Entry { key, key_span: self.key, value: Node { span: self.value, kind } }
    }
}

/// Python-Markdown: up to three blanks, then letters, digits, `_` and `-`, then a colon.
fn entry(line: &Line<'_>) -> Option<Found> {
    let (name, value) = line.text.split_once(':')?;
    let key = name.trim_start_matches(' ');
    let indent = name.len() - key.len();
    let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if indent > 3 || !is_key {
        return None;
    }
    let start = line.start + indent;
    let value_start = line.start + name.len() + 1 + value.len() - value.trim_start().len();
    Some(Found {
        key: Span::new(start, start + key.len()),
        value: Span::new(value_start, value_start + value.trim().len()),
        spaced: value.is_empty() || value.starts_with([' ', '\t']),
    })
}

fn is_continuation(line: &str) -> bool {
    let indent: usize = line
        .bytes()
        .map_while(|byte| match byte {
            b' ' => Some(1),
            b'\t' => Some(4),
            _ => None,
        })
        .sum();
    indent >= 4
}

fn continue_value(value: &mut Node, line: &Line<'_>) {
    let span = line.span();
    let more = line.text.trim();
    match &mut value.kind {
        Kind::Scalar { text, .. } => {
            text.push('\n');
            text.push_str(more);
            value.span.end = span.end;
        }
        _ => *value = Node { span, kind: Kind::Scalar { text: more.to_owned(), style: Style::Plain } },
    }
}
