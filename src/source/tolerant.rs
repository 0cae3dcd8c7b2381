//! Front matter that is no YAML but that a person can read: each key on its own, as YAML where it is, else as text.
//!
//! Of 20,000 real posts one in a thousand is refused by a YAML parser for `title: A: B` or a tab; its other keys
//! are sound, and so is the title to anybody who looks at it.

use super::line::{Line, lines};
use super::syntax::{Fault, MapBuilder, Parsed};
use super::tree::{Entry, Kind, Node, Style};
use super::yaml;
use crate::problem::Span;

/// How deep broken maps inside of broken maps are followed.
const MAX_NESTING: usize = 4;

/// Longest key that is taken for one, in bytes.
const LONGEST_KEY: usize = 128;

/// How many keys that had to be read as text are reported one by one.
const MOST_FAULTS: usize = 20;

/// Front matter of which at least one value is read as text.
#[derive(Debug)]
pub(super) struct Tolerated {
    pub parsed: Parsed,
    /// Why, for each value that YAML refused; at least one.
    pub faults: Vec<Fault>,
}

/// Reads the lines at `at` in `text`, of which the YAML reader said `whole`.
///
/// # Errors
///
/// `whole` again when there is no line of `key: value`; a bound that a single value breaks.
pub(super) fn read_at(text: &str, at: Span, whole: Fault) -> Result<Tolerated, Fault> {
    let mut reader = Reader { text, repeats: Vec::new(), faults: Vec::new() };
    let mut entries = MapBuilder::default();
    if !reader.keys(at, 0, &mut entries)? {
        return Err(whole);
    }
    if reader.faults.is_empty() {
        reader.faults.push(whole);
    }
    Ok(Tolerated { parsed: Parsed { map: entries.finish(), repeats: reader.repeats }, faults: reader.faults })
}

struct Reader<'t> {
    text: &'t str,
    repeats: Vec<super::syntax::Repeat>,
    faults: Vec<Fault>,
}

/// Where a line's key and value stand.
struct Head {
    key: Span,
    value: Span,
}

impl<'t> Reader<'t> {
    /// Reads every key at `at`; false when the first line is none.
    fn keys(&mut self, at: Span, nesting: usize, entries: &mut MapBuilder) -> Result<bool, Fault> {
        let Some(parts) = self.parts(at) else { return Ok(false) };
        for part in parts {
            match yaml::read_at(self.text, part) {
                Ok(parsed) => self.add(parsed, entries),
                Err(fault) if fault.hostile => return Err(fault),
                Err(fault) => self.broken(part, fault, nesting, entries)?,
            }
        }
        Ok(true)
    }

    fn add(&mut self, parsed: Parsed, entries: &mut MapBuilder) {
        for entry in parsed.map.entries {
            entries.insert(entry, &mut self.repeats);
        }
        self.repeats.extend(parsed.repeats);
    }

    /// One part for each key: its line and those that belong to it. None when the first line is no key.
    fn parts(&self, at: Span) -> Option<Vec<Span>> {
        let mut parts: Vec<Span> = Vec::new();
        let mut indent = usize::MAX;
        for line in lines(self.text, at) {
            if line.is_blank() || line.text.trim_start().starts_with('#') {
                continue;
            }
            let start = line.indented_start();
            let depth = start - line.start;
            if depth <= indent && head(&line).is_some() {
                indent = depth;
                parts.push(Span::new(start, line.next));
            } else {
                parts.last_mut()?.end = line.next;
            }
        }
        if parts.is_empty() { None } else { Some(parts) }
    }

    /// A key whose value is no YAML.
    fn broken(&mut self, at: Span, fault: Fault, nesting: usize, entries: &mut MapBuilder) -> Result<(), Fault> {
        let mut own = lines(self.text, at);
        let Some((first, head)) = own.next().and_then(|line| Some((line, head(&line)?))) else { return Ok(()) };
        let rest = Span::new(first.next, at.end);
        let value = self.slice(head.value);
        let more = self.content(rest);
        let next_is_key = more.first().is_some_and(|line| crate::source::tolerant::head(line).is_some());
        if next_is_key && nesting < MAX_NESTING {
            if value.is_empty() {
                let mut inner = MapBuilder::default();
                self.keys(rest, nesting + 1, &mut inner)?;
                let kind = Kind::Map(inner.finish());
                let span = more.first().zip(more.last()).map_or(rest, |(a, b)| Span::new(a.span().start, b.span().end));
                self.push(&head, Node { span, kind }, entries);
                return Ok(());
            }
            // ` date: 2024-01-08` below `title: x`: the indent is a slip, as no text goes on like that.
            self.report(fault);
            let line = Span::new(at.start, first.next);
            self.keys(line, nesting + 1, entries)?;
            self.keys(rest, nesting + 1, entries)?;
            return Ok(());
        }
        let node = self.as_text(head.value, &more);
        self.report(said(fault, self.slice(head.key), &node));
        self.push(&head, node, entries);
        Ok(())
    }

    fn report(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        }
    }

    fn push(&mut self, head: &Head, value: Node, entries: &mut MapBuilder) {
        let key = self.slice(head.key).trim_matches(['"', '\'']).to_owned();
        entries.insert(Entry { key, key_span: head.key, value }, &mut self.repeats);
    }

    /// The lines at `at` that are neither blank nor a comment.
    fn content(&self, at: Span) -> Vec<Line<'t>> {
        lines(self.text, at).filter(|line| !line.is_blank() && !line.text.trim_start().starts_with('#')).collect()
    }

    fn as_text(&self, first: Span, more: &[Line<'_>]) -> Node {
        let value = self.slice(first);
        let span = more.last().map_or(first, |last| Span::new(first.start, last.span().end));
        let is_list = value.is_empty() && more.iter().all(|line| line.text.trim_start().starts_with('-'));
        if is_list && let Some(start) = more.first() {
            let items = more.iter().map(|line| self.scalar(after_hyphen(line))).collect();
            return Node { span: Span::new(start.span().start, span.end), kind: Kind::List(items) };
        }
        if value.starts_with(['|', '>']) {
            let kind = Kind::Scalar { text: block(more), style: Style::Block };
            return Node { span: more.first().map_or(span, |line| Span::new(line.span().start, span.end)), kind };
        }
        if more.is_empty() {
            return self.line(first);
        }
        let mut text = value.to_owned();
        for line in more {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line.text.trim());
        }
        let start =
            if value.is_empty() { more.first().map_or(first.start, |line| line.span().start) } else { first.start };
        let (text, style) = unquoted(&text);
        Node { span: Span::new(start, span.end), kind: Kind::Scalar { text, style } }
    }

    /// A value on one line: `[a, b]`, a quoted text or a bare one.
    fn line(&self, at: Span) -> Node {
        let inner = self.slice(at).strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let Some(inner) = inner else { return self.scalar(at) };
        let mut items = Vec::new();
        let mut start = at.start + 1;
        for piece in pieces(inner) {
            let blanks = piece.len() - piece.trim_start().len();
            let item = Span::new(start + blanks, start + blanks + piece.trim().len());
            start += piece.len() + 1;
            if item.end > item.start {
                items.push(self.scalar(item));
            }
        }
        Node { span: at, kind: Kind::List(items) }
    }

    fn scalar(&self, span: Span) -> Node {
        let written = self.slice(span);
        let kind = if matches!(written, "" | "~" | "null") {
            Kind::Null
        } else {
            let (text, style) = unquoted(written);
            Kind::Scalar { text, style }
        };
        Node { span, kind }
    }

    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }
}

/// `key: value` with anything behind the colon; `key:value` only where the key is one word and no URL begins there.
fn head(line: &Line<'_>) -> Option<Head> {
    let text = line.text.trim();
    let start = line.indented_start();
    let (key, rest) = text.split_once(':')?;
    let bare = key.trim_matches(['"', '\'']);
    let is_key = !bare.is_empty()
        && key.len() <= LONGEST_KEY
        && bare.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/'));
    let is_spaced = rest.is_empty() || rest.starts_with([' ', '\t']);
    if !is_key || !(is_spaced || !(bare.contains(' ') || rest.starts_with("//"))) {
        return None;
    }
    let value_start = start + text.len() - rest.trim_start().len();
    let value = without_comment(rest.trim_start()).len();
    Some(Head {
        key: Span::new(start, start + key.trim_end().len()),
        value: Span::new(value_start, value_start + value),
    })
}

/// YAML's comment begins at a `#` behind a blank; inside of quotes there is none.
fn without_comment(value: &str) -> &str {
    if value.starts_with(['"', '\'']) {
        return value;
    }
    if value.starts_with('#') {
        return "";
    }
    value.split_once(" #").map_or(value, |(value, _)| value).trim_end()
}

fn after_hyphen(line: &Line<'_>) -> Span {
    let span = line.span();
    let item = line.text.trim().trim_start_matches('-').trim_start();
    Span::new(span.end - item.len(), span.end)
}

fn block(lines: &[Line<'_>]) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line.text.trim());
        text.push('\n');
    }
    text
}

/// The text without its quotes, where they are at both ends.
fn unquoted(written: &str) -> (String, Style) {
    let inside = |quote: char| written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(inner) = inside('"') {
        return (inner.replace("\\\"", "\"").replace("\\\\", "\\"), Style::Quoted);
    }
    match inside('\'') {
        Some(inner) => (inner.replace("''", "'"), Style::Quoted),
        None => (written.to_owned(), Style::Plain),
    }
}

/// Splits at commas outside of quotes.
fn pieces(list: &str) -> impl Iterator<Item = &str> {
    let mut quote = None;
    list.split(move |character| {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
        character == ',' && quote.is_none()
    })
}

/// The fault with what the value was read as, and how to write it.
fn said(fault: Fault, key: &str, node: &Node) -> Fault {
    let Some(text) = node.text().filter(|text| !text.contains('\n') && text.len() <= 200) else { return fault };
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    fault.help(format!("it was read as plain text; write {key}: \"{quoted}\""))
}
