//! What every front-matter syntax gives: a tree, the keys that stand twice, or the fault that ended the reading.

use std::collections::HashMap;
use std::sync::Arc;

use super::tree::{Entry, Map};
use super::{DATA_UNREADABLE, DUPLICATE_KEY};
use crate::problem::{Place, Problem, Rule, Span};

/// How deep lists and maps may nest. Real front matter nests five deep; the bound keeps the stack safe, also when
/// a tree is dropped.
pub(super) const MAX_DEPTH: usize = 64;

/// Up to this many entries a map is searched from end to end, which is faster than hashing.
const FEW: usize = 16;

/// How many keys that stand twice are reported one by one.
const MOST_REPEATS: usize = 20;

/// A text that was understood.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// The tree.
    pub map: Map,
    /// Its keys that stand twice.
    pub repeats: Vec<Repeat>,
}

/// A key that stands twice in one map.
#[derive(Debug)]
pub(super) struct Repeat {
    key: String,
    /// The value that counts is the last one; else the first.
    last_counts: bool,
    first: Span,
    last: Span,
}

/// Why a text was not understood.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// Where, in bytes of the whole file.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// The text is over a bound: no other reader may try it.
    pub hostile: bool,
}

impl Fault {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None, hostile: false }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn too_deep(span: Span) -> Self {
        let message = format!("lists and maps nest more than {MAX_DEPTH} deep");
        let help = "look for brackets that are never closed; no post needs lists within so many lists".to_owned();
        Self { span, message, help: Some(help), hostile: true }
    }

    /// The fault as a problem of `rule` in `file`, whose whole text is `text`.
    pub(super) fn problem(self, rule: &'static Rule, file: &Arc<str>, text: &str) -> Problem {
        let problem = Problem::new(rule, self.message).at(Place::at(Arc::clone(file), text, self.span));
        match self.help {
            Some(help) => problem.help(help),
            None => problem,
        }
    }
}

impl Repeat {
    fn problem(&self, file: &Arc<str>, text: &str) -> Problem {
        let first = Place::at(Arc::clone(file), text, self.first).point.map_or(0, |point| point.line);
        let key = &self.key;
        let which = if self.last_counts { "this last" } else { "the first" };
        Problem::new(&DUPLICATE_KEY, format!("the key \"{key}\" stands twice, first in line {first}"))
            .at(Place::at(Arc::clone(file), text, self.last))
            .help(format!("{which} value counts; remove one of the two"))
    }
}

/// The warnings about keys that stand twice, the first few of them.
pub(super) fn repeat_problems(repeats: &[Repeat], file: &Arc<str>, text: &str) -> Vec<Problem> {
    // Each place costs a walk through the text, and a hostile file repeats a key on every line.
    let mut problems: Vec<Problem> =
        repeats.iter().take(MOST_REPEATS).map(|repeat| repeat.problem(file, text)).collect();
    if let Some(more) = repeats.len().checked_sub(MOST_REPEATS).filter(|more| *more > 0) {
        problems.push(
            Problem::new(&DUPLICATE_KEY, format!("{more} more keys stand twice")).at(Place::file(Arc::clone(file))),
        );
    }
    problems
}

/// A whole file of one syntax, as `parse` of each syntax gives it.
pub(super) fn whole_file(
    file: &Arc<str>,
    text: &str,
    parsed: Result<Parsed, Fault>,
) -> Result<(Map, Vec<Problem>), Vec<Problem>> {
    match parsed {
        Ok(parsed) => Ok((parsed.map, repeat_problems(&parsed.repeats, file, text))),
        Err(fault) => Err(vec![fault.problem(&DATA_UNREADABLE, file, text)]),
    }
}

/// The whole of a file without its byte order mark, if it has one.
pub(super) fn after_mark(text: &str) -> Span {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Span::new(mark, text.len())
}

/// A map in the making: finds a key again in constant time, however many there are.
#[derive(Debug, Default)]
pub(super) struct MapBuilder {
    map: Map,
    index: HashMap<String, usize>,
}

impl MapBuilder {
    /// Adds an entry. A key that is there already keeps its position and gets the new value.
    pub(super) fn insert(&mut self, entry: Entry, repeats: &mut Vec<Repeat>) {
        let Some(old) = self.position(&entry.key).and_then(|at| self.map.entries.get_mut(at)) else {
            self.push(entry);
            return;
        };
        repeats.push(Repeat { key: entry.key.clone(), last_counts: true, first: old.key_span, last: entry.key_span });
        *old = entry;
    }

    /// Adds an entry. A key that is there already keeps its value.
    pub(super) fn insert_first(&mut self, entry: Entry, repeats: &mut Vec<Repeat>) {
        match self.position(&entry.key).and_then(|at| self.map.entries.get(at)) {
            Some(old) => {
                let (first, last) = (old.key_span, entry.key_span);
                repeats.push(Repeat { key: entry.key, last_counts: false, first, last });
            }
            None => self.push(entry),
        }
    }

    /// Adds an entry unless its key is there already.
    pub(super) fn insert_absent(&mut self, entry: Entry) {
        if self.position(&entry.key).is_none() {
            self.push(entry);
        }
    }

    /// The map.
    pub(super) fn finish(self) -> Map {
        self.map
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.map.entries.len() <= FEW {
            self.map.entries.iter().position(|entry| entry.key == key)
        } else {
            self.index.get(key).copied()
        }
    }

    fn push(&mut self, entry: Entry) {
        self.map.entries.push(entry);
        let count = self.map.entries.len();
        if count <= FEW {
            return;
        }
        let fresh = if count == FEW + 1 { 0 } else { count - 1 };
        for (at, entry) in self.map.entries.iter().enumerate().skip(fresh) {
            self.index.insert(entry.key.clone(), at);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tree::{Kind, Node};
    use super::*;

    /// The tree on one line each: `key = 'text' Style`, lists and maps in brackets.
    pub(in super::super) fn outline(map: &Map) -> String {
        map.entries
            .iter()
            .map(|entry| format!("{} = {}\n", entry.key, value(&entry.value)))
            .collect::<Vec<_>>()
            .concat()
    }

    fn value(node: &Node) -> String {
        match &node.kind {
            Kind::Null => "null".to_owned(),
            Kind::Scalar { text, style } => format!("{text:?} {style:?}"),
            Kind::List(list) => format!("[{}]", list.iter().map(value).collect::<Vec<_>>().join(", ")),
            Kind::Map(map) => {
                let entries = map.entries.iter().map(|entry| format!("{}: {}", entry.key, value(&entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// What stands in `text` at the span of each key and value, outermost first.
    pub(in super::super) fn spans<'t>(map: &Map, text: &'t str) -> Vec<&'t str> {
        let mut found = Vec::new();
        for entry in &map.entries {
            found.push(slice(text, entry.key_span));
            collect(&entry.value, text, &mut found);
        }
        found
    }

    fn collect<'t>(node: &Node, text: &'t str, found: &mut Vec<&'t str>) {
        found.push(slice(text, node.span));
        match &node.kind {
            Kind::List(list) => list.iter().for_each(|node| collect(node, text, found)),
            Kind::Map(map) => found.extend(spans(map, text)),
            _ => {}
        }
    }

    fn slice(text: &str, span: Span) -> &str {
        text.get(span.start..span.end).unwrap_or_else(|| panic!("{span:?} is no place in the text"))
    }
}
