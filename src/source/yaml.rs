//! YAML: the parser's events become our tree, with the place of every key and value.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use super::simple;
use super::syntax::{Fault, MAX_DEPTH, MapBuilder, Parsed, Repeat, after_mark, whole_file};
use super::tree::{Entry, Kind, Map, Node, Style};
use crate::problem::{Problem, Span};

/// What anchors and aliases may add to a tree: one for each value and one for each byte of its text.
const MOST_COPIED: usize = 1 << 20;

/// Reads a whole YAML file, such as a generator's configuration: its first document, which must be a map.
///
/// `file` is the name that problems give. Spans are bytes of `text`.
///
/// # Errors
///
/// The problem that makes it unreadable.
///
/// ```
/// let (map, problems) = feedwright::source::yaml::parse(&"_config.yml".into(), "title: A blog\n").unwrap();
/// assert_eq!(map.get("title").and_then(|node| node.text()), Some("A blog"));
/// assert!(problems.is_empty());
/// ```
pub fn parse(file: &Arc<str>, text: &str) -> Result<(Map, Vec<Problem>), Vec<Problem>> {
    whole_file(file, text, read_at(text, after_mark(text)))
}

/// Reads the YAML at `at` in `text`; spans count from the beginning of `text`.
pub(super) fn read_at(text: &str, at: Span) -> Result<Parsed, Fault> {
    simple::read_at(text, at).map_or_else(|| parse_at(text, at), Ok)
}

/// Reads it with the parser, however simple it is.
pub(super) fn parse_at(text: &str, at: Span) -> Result<Parsed, Fault> {
    let source = text.get(at.start..at.end).unwrap_or_default();
    let mut loader = Loader::new(text, at);
    for event in Parser::new_from_str_with_options(source, options()) {
        let (event, span) = event.map_err(|error| loader.scan_fault(&error))?;
        let span = loader.place(span);
        if loader.take(event, span)? == Progress::Done {
            break;
        }
    }
    loader.finish()
}

fn options() -> Options {
    granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

#[derive(PartialEq, Eq)]
enum Progress {
    More,
    Done,
}

/// A list or map whose end has not come yet.
struct Frame {
    start: usize,
    /// Where its last child ended.
    end: usize,
    flow: bool,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: MapBuilder, key: Option<Key>, merged: Vec<Node> },
}

struct Key {
    text: String,
    span: Span,
    /// An unquoted `<<`.
    merges: bool,
}

/// A value that aliases may repeat.
struct Anchored {
    node: Node,
    weight: usize,
    height: usize,
}

struct Loader<'t> {
    text: &'t str,
    at: Span,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    copied: usize,
    repeats: Vec<Repeat>,
    root: Option<Node>,
    /// The first document is over.
    ended: bool,
}

impl<'t> Loader<'t> {
    fn new(text: &'t str, at: Span) -> Self {
        Self {
            text,
            at,
            frames: Vec::new(),
            anchors: HashMap::new(),
            copied: 0,
            repeats: Vec::new(),
            root: None,
            ended: false,
        }
    }

    fn place(&self, span: granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        Span::new(range.start, range.end.max(range.start)).shifted(self.at.start)
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<Progress, Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), span);
                let merges = style == ScalarStyle::Plain && node.text() == Some("<<");
                let end = node.span.end;
                self.complete(node, anchor, end, merges)?;
            }
            Event::SequenceStart(style, anchor, _) => self.open(style, anchor, span, Content::List(Vec::new()))?,
            Event::MappingStart(style, anchor, _) => {
                let content = Content::Map { entries: MapBuilder::default(), key: None, merged: Vec::new() };
                self.open(style, anchor, span, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(anchor) => {
                let node = self.repeated(anchor, span)?;
                self.deliver(node, span.end, false);
            }
            Event::DocumentEnd => self.ended = true,
            // A second document is not front matter; Psych reads the first as well. What follows the first without
            // a mark is no document but a fault, which the parser tells instead of this event.
            Event::DocumentStart(..) if self.ended => return Ok(Progress::Done),
            Event::StreamEnd => return Ok(Progress::Done),
            _ => {}
        }
        Ok(Progress::More)
    }

    fn scalar(&self, text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Node {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        // `!!str 2024` is what quotes are: a text, whatever it looks like.
        let forced = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str") || tag.original() == "!");
        let style = if forced && style == Style::Plain { Style::Quoted } else { style };
        let null = style == Style::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
        let kind = if null { Kind::Null } else { Kind::Scalar { text: text.into_owned(), style } };
        Node { span: self.trimmed(span), kind }
    }

    /// The span without the blanks and line ends behind the value; behind its colon for a value that is not there.
    fn trimmed(&self, span: Span) -> Span {
        let written = self.text.get(span.start..span.end).unwrap_or_default();
        if written.is_empty() && self.text.as_bytes().get(span.start) == Some(&b':') {
            return Span::new(span.start + 1, span.start + 1);
        }
        Span::new(span.start, span.start + written.trim_end_matches([' ', '\t', '\n', '\r']).len())
    }

    fn open(&mut self, style: StructureStyle, anchor: usize, span: Span, content: Content) -> Result<(), Fault> {
        if self.frames.len() >= MAX_DEPTH {
            return Err(Fault::too_deep(span));
        }
        let flow = style == StructureStyle::Flow;
        let start = if matches!(content, Content::List(_)) && !flow { self.hyphen(span.start) } else { span.start };
        self.frames.push(Frame { start, end: span.end, flow, anchor, content });
        Ok(())
    }

    /// Where a block list begins: the parser says so, but for one that is not indented below its key it says where
    /// the first item begins.
    fn hyphen(&self, start: usize) -> usize {
        let (before, after) = self.text.split_at_checked(start).unwrap_or_default();
        let begins =
            after.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        let before = before.trim_end();
        if !begins && before.ends_with('-') { before.len() - 1 } else { start }
    }

    fn close(&mut self, span: Span) -> Result<(), Fault> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        // The end of a block is only seen at what follows it, comments and blank lines later.
        let end = if frame.flow { span.end } else { frame.end };
        let kind = match frame.content {
            Content::List(items) => Kind::List(items),
            Content::Map { mut entries, merged, .. } => {
                for value in merged {
                    merge(&mut entries, value);
                }
                Kind::Map(entries.finish())
            }
        };
        self.complete(Node { span: Span::new(frame.start, end.max(frame.start)), kind }, frame.anchor, end, false)
    }

    fn complete(&mut self, node: Node, anchor: usize, end: usize, merges: bool) -> Result<(), Fault> {
        if anchor != 0 {
            let (weight, height) = measure(&node);
            self.spend(weight, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), weight, height });
        }
        self.deliver(node, end, merges);
        Ok(())
    }

    fn repeated(&mut self, anchor: usize, span: Span) -> Result<Node, Fault> {
        let Some((weight, height)) = self.anchors.get(&anchor).map(|known| (known.weight, known.height)) else {
            return Err(Fault::new(span, "this alias stands inside of what it repeats"));
        };
        if self.frames.len() + height > MAX_DEPTH {
            return Err(Fault::too_deep(span));
        }
        self.spend(weight, span)?;
        // The spans stay those of the anchored value: that is where its text can be mended.
        Ok(self.anchors.get(&anchor).map_or(Node { span, kind: Kind::Null }, |known| known.node.clone()))
    }

    fn spend(&mut self, weight: usize, span: Span) -> Result<(), Fault> {
        self.copied = self.copied.saturating_add(weight);
        if self.copied > MOST_COPIED {
            let mut fault = Fault::new(span, "aliases repeat more than a mebibyte of values");
            fault.hostile = true;
            return Err(fault);
        }
        Ok(())
    }

    /// Gives a finished value to the list or map it stands in; `end` is where it was written.
    fn deliver(&mut self, node: Node, end: usize, merges: bool) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.end = frame.end.max(end);
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Map { entries, key: pending, merged } => match pending.take() {
                None => *pending = Some(key(self.text, node, merges)),
                Some(key) if key.merges && is_mergeable(&node) => merged.push(node),
                Some(key) => {
                    let entry = Entry { key: key.text, key_span: key.span, value: node };
                    entries.insert(entry, &mut self.repeats);
                }
            },
        }
    }

    fn finish(self) -> Result<Parsed, Fault> {
        let Some(root) = self.root else { return Ok(Parsed::default()) };
        match root.kind {
            Kind::Map(map) => Ok(Parsed { map, repeats: self.repeats }),
            Kind::Null => Ok(Parsed::default()),
            Kind::List(_) => Err(Fault::new(root.span, "this is a list, not `key: value` lines")
                .help("write a key before it: `tags: [a, b]`")),
            Kind::Scalar { .. } => Err(Fault::new(root.span, "this is a text, not `key: value` lines")
                .help("write a colon and a blank behind each key: `title: My post`")),
        }
    }

    /// The parser's message, in other words where it speaks of grammar only.
    fn message(&self, kind: &ErrorKind, at: usize) -> String {
        match kind {
            ErrorKind::MappingValueNotAllowed => "a colon and a blank in a bare value".to_owned(),
            ErrorKind::UnexpectedCharacter { character } => format!("no bare value begins with {character:?}"),
            ErrorKind::UnknownAnchor => {
                let rest = self.text.get(at..self.at.end).unwrap_or_default();
                let alias = rest.split(|c: char| c.is_whitespace() || ",[]{}".contains(c)).next().unwrap_or_default();
                format!("the alias `{alias}` has no anchor")
            }
            kind => kind.to_string(),
        }
    }

    fn scan_fault(&self, error: &ScanError) -> Fault {
        let at = error.marker().byte_offset().unwrap_or_default() + self.at.start;
        let at = at.min(self.at.end);
        let fault = Fault::new(Span::new(at, at + 1), self.message(error.kind(), at));
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => Fault::too_deep(fault.span),
            kind => match help(kind) {
                Some(help) => fault.help(help),
                None => fault,
            },
        }
    }
}

fn key(text: &str, node: Node, merges: bool) -> Key {
    let span = node.span;
    let text = match node.kind {
        Kind::Scalar { text, .. } => text,
        // `? [a, b]` or `{{ page.title }}`: no generator looks for such a key, so its spelling will do.
        _ => text.get(span.start..span.end).unwrap_or_default().to_owned(),
    };
    Key { text, span, merges }
}

fn is_mergeable(node: &Node) -> bool {
    match &node.kind {
        Kind::Map(_) => true,
        Kind::List(list) => list.iter().all(|node| node.as_map().is_some()),
        _ => false,
    }
}

/// YAML 1.1's merge key: what the map says itself wins, then what comes first.
fn merge(entries: &mut MapBuilder, value: Node) {
    match value.kind {
        Kind::Map(map) => {
            for entry in map.entries {
                entries.insert_absent(entry);
            }
        }
        Kind::List(list) => {
            for value in list {
                merge(entries, value);
            }
        }
        _ => {}
    }
}

/// How much a copy of the value costs, and how deep it nests. The depth of `node` is bounded by [`MAX_DEPTH`].
fn measure(node: &Node) -> (usize, usize) {
    let join = |(weight, height): (usize, usize), (more, inner): (usize, usize)| (weight + more, height.max(inner + 1));
    match &node.kind {
        Kind::Null => (1, 0),
        Kind::Scalar { text, .. } => (1 + text.len(), 0),
        Kind::List(list) => list.iter().map(measure).fold((1, 1), join),
        Kind::Map(map) => map
            .entries
            .iter()
            .map(|entry| {
                let (weight, height) = measure(&entry.value);
                (weight + entry.key.len(), height)
            })
            .fold((1, 1), join),
    }
}

fn help(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::MappingValueNotAllowed => "put a value that contains a colon and a blank in quotes",
        ErrorKind::UnknownAnchor | ErrorKind::MissingAnchorOrAliasName => {
            "put a value that begins with * or & in quotes"
        }
        ErrorKind::UnexpectedCharacter { .. } => "put a value that begins with @, ` or % in quotes",
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            "indent with blanks, not with tabs"
        }
        ErrorKind::UnclosedQuotedScalar => "close the quotes",
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            "put the whole value in quotes, and write a single quote inside of it twice"
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            "put the whole value in quotes, and write \\\" for a quote inside of it"
        }
        ErrorKind::UnknownQuotedScalarEscape => "write \\\\ for a backslash, or use single quotes",
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::ExpectedFlowMappingSeparator => "close the bracket, or put a value that begins with one in quotes",
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::ExpectedBlockMappingKey => {
            "write `key: value`, and indent the lines that continue a value"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::syntax::tests::{outline, spans};

    fn read(text: &str) -> Parsed {
        read_at(text, Span::new(0, text.len())).unwrap()
    }

    fn fault(text: &str) -> Fault {
        read_at(text, Span::new(0, text.len())).unwrap_err()
    }

    #[test]
    fn every_value_keeps_its_place() {
        let text = "# c\ntitle: a b  # c\nd: 'x'\ne: \"y\"\nf:\ng: ~\nh: [a, 'b']\nk:\n  - x\n  - y\n\n# c\nl: {a: b}\nm:\n  n: 1\n  o: 2\n\np: |\n  text\n  more\n\nq: >-\n  a\n  b\nr: ü\n";
        let parsed = read(text);
        assert_eq!(
            outline(&parsed.map),
            "title = \"a b\" Plain\nd = \"x\" Quoted\ne = \"y\" Quoted\nf = null\ng = null\n\
             h = [\"a\" Plain, \"b\" Quoted]\nk = [\"x\" Plain, \"y\" Plain]\nl = {a: \"b\" Plain}\n\
             m = {n: \"1\" Plain, o: \"2\" Plain}\np = \"text\\nmore\\n\" Block\nq = \"a b\" Block\nr = \"ü\" Plain\n"
        );
        assert_eq!(
            spans(&parsed.map, text),
            [
                "title",
                "a b",
                "d",
                "'x'",
                "e",
                "\"y\"",
                "f",
                "",
                "g",
                "~",
                "h",
                "[a, 'b']",
                "a",
                "'b'",
                "k",
                "- x\n  - y",
                "x",
                "y",
                "l",
                "{a: b}",
                "a",
                "b",
                "m",
                "n: 1\n  o: 2",
                "n",
                "1",
                "o",
                "2",
                "p",
                "text\n  more",
                "q",
                "a\n  b",
                "r",
                "ü",
            ]
        );
    }

    #[test]
    fn a_list_below_its_key_without_indent_begins_at_its_hyphen() {
        let text = "a:\n- x\n- - y\nb: 1\n";
        assert_eq!(spans(&read(text).map, text), ["a", "- x\n- - y", "x", "- y", "y", "b", "1"]);
    }

    #[test]
    fn a_value_with_a_colon_says_to_use_quotes() {
        let fault = fault("title: A: B");
        assert_eq!(fault.span, Span::new(8, 9));
        assert_eq!(fault.help.as_deref(), Some("put a value that contains a colon and a blank in quotes"));
    }
}
