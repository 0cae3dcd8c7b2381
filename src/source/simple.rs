//! The part of YAML that nearly every post keeps to, read straight from its lines: `key: value`, quotes without
//! escapes, lists of texts. Anything else is left to the YAML parser, which gives the same tree for what is read here;
//! it only needs eight times as long.

use super::line::{Line, lines};
use super::syntax::{MapBuilder, Parsed};
use super::tree::{Entry, Kind, Node, Style};
use crate::problem::Span;

/// YAML's bound for a key on one line is 1024 characters; no real one comes near.
const LONGEST_KEY: usize = 128;

/// Reads the YAML at `at` in `text`; `None` when it takes a parser to know what it means.
pub(super) fn read_at(text: &str, at: Span) -> Option<Parsed> {
    let mut entries = MapBuilder::default();
    let mut repeats = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines(text, at) {
        if line.text.is_empty() || (line.text.starts_with('#') && is_ordinary(line.text)) {
            continue;
        }
        let bytes = line.text.as_bytes();
        // A lone CR ends a line for YAML too, but few write it.
        if bytes.contains(&b'\t') || text.as_bytes().get(line.next - 1) == Some(&b'\r') {
            return None;
        }
        if matches!(bytes, [b' ' | b'-', ..]) {
            open.as_mut()?.item(&line)?;
            continue;
        }
        if let Some(done) = open.replace(Open::new(&line)?) {
            entries.insert(done.entry, &mut repeats);
        }
    }
    entries.insert(open?.entry, &mut repeats);
    Some(Parsed { map: entries.finish(), repeats })
}

/// An entry whose list may go on with the next line.
struct Open {
    entry: Entry,
    /// How far its hyphens are indented, once there is one.
    indent: Option<usize>,
    /// It has a value on its own line: then no list may follow.
    is_full: bool,
}

impl Open {
    fn new(line: &Line<'_>) -> Option<Self> {
        let (key, rest) = line.text.split_once(':')?;
        let is_word = key.len() <= LONGEST_KEY
            && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if !is_word || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        let key_span = Span::new(line.start, line.start + key.len());
        let value = rest.trim_start_matches(' ');
        let start = line.start + line.text.len() - value.len();
        let value = value.trim_end_matches(' ');
        let node = if value.is_empty() { nothing(key_span.end + 1) } else { node(value, start)? };
        let entry = Entry { key: key.to_owned(), key_span, value: node };
        Some(Self { entry, indent: None, is_full: !value.is_empty() })
    }

    /// Takes the line `- text` into the list.
    fn item(&mut self, line: &Line<'_>) -> Option<()> {
        let hyphen = line.text.trim_start_matches(' ');
        let indent = line.text.len() - hyphen.len();
        let value = hyphen.strip_prefix("- ")?.trim_start_matches(' ');
        if self.is_full || self.indent.is_some_and(|before| before != indent) {
            return None;
        }
        let start = line.start + line.text.len() - value.len();
        let item = scalar(value.trim_end_matches(' '), start)?;
        let list = &mut self.entry.value;
        list.span.end = item.span.end;
        if self.indent.replace(indent).is_none() {
            list.span.start = line.start + indent;
            list.kind = Kind::List(Vec::new());
        }
        if let Kind::List(items) = &mut list.kind {
            items.push(item);
        }
        Some(())
    }
}

fn nothing(at: usize) -> Node {
    Node { span: Span::new(at, at), kind: Kind::Null }
}

fn node(value: &str, start: usize) -> Option<Node> {
    let Some(inner) = value.strip_prefix('[') else { return scalar(value, start) };
    let inner = inner.strip_suffix(']')?;
    let span = Span::new(start, start + value.len());
    let mut items = Vec::new();
    if inner.trim_matches(' ').is_empty() {
        return Some(Node { span, kind: Kind::List(items) });
    }
    let mut at = start + 1;
    for piece in inner.split(',') {
        let item = piece.trim_start_matches(' ');
        // Inside of brackets more characters mean something, also within quotes that the comma has cut in two.
        if item.contains(['[', ']', '{', '}', ':', '#']) {
            return None;
        }
        items.push(scalar(item.trim_end_matches(' '), at + piece.len() - item.len())?);
        at += piece.len() + 1;
    }
    Some(Node { span, kind: Kind::List(items) })
}

fn scalar(value: &str, start: usize) -> Option<Node> {
    let span = Span::new(start, start + value.len());
    let (text, style) = match value.as_bytes().first()? {
        b'"' => (quoted(value, '"')?, Style::Quoted),
        b'\'' => (quoted(value, '\'')?, Style::Quoted),
        _ => (plain(value)?, Style::Plain),
    };
    if style == Style::Plain && matches!(text, "null" | "Null" | "NULL") {
        return Some(Node { span, kind: Kind::Null });
    }
    is_ordinary(text).then(|| Node { span, kind: Kind::Scalar { text: text.to_owned(), style } })
}

fn quoted(value: &str, quote: char) -> Option<&str> {
    let inner = value.strip_prefix(quote)?.strip_suffix(quote)?;
    if inner.contains(['\\', quote]) { None } else { Some(inner) }
}

/// A bare value that begins with none of YAML's indicators and in which no colon or `#` means anything.
fn plain(value: &str) -> Option<&str> {
    let begins_with_indicator = value.starts_with(|c: char| is_indicator(c) || c.is_whitespace());
    if begins_with_indicator || value.ends_with(':') {
        return None;
    }
    let bytes = value.as_bytes();
    let means_something = |pair: &[u8]| matches!(pair, [b':', b' '] | [b' ', b'#']);
    if bytes.windows(2).any(means_something) { None } else { Some(value) }
}

/// What means something at the beginning of a value (YAML 1.2 §5.3; `~` and `=` as YAML 1.1 has them).
fn is_indicator(c: char) -> bool {
    matches!(
        c,
        '-' | '?'
            | ':'
            | ','
            | '['
            | ']'
            | '{'
            | '}'
            | '#'
            | '&'
            | '*'
            | '!'
            | '|'
            | '>'
            | '\''
            | '"'
            | '%'
            | '@'
            | '`'
            | '~'
            | '='
    )
}

/// No control characters, nor what ends a line or is no character elsewhere.
fn is_ordinary(text: &str) -> bool {
    let is_plain_ascii = text.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
    is_plain_ascii
        || text
            .chars()
            .all(|c| !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::yaml;

    fn whole(text: &str) -> Span {
        Span::new(0, text.len())
    }

    fn same_as_the_parser(text: &str, at: Span) -> bool {
        let Some(simple) = read_at(text, at) else { return false };
        let parsed = yaml::parse_at(text, at).unwrap_or_else(|fault| panic!("{text:?} is no YAML: {fault:?}"));
        assert_eq!(simple.map, parsed.map, "{text:?}");
        assert_eq!(simple.repeats.len(), parsed.repeats.len(), "{text:?}");
        true
    }

    #[test]
    fn the_usual_post_is_read_here() {
        let text = "# c\ntitle: \"A post: one\"\ndate: 2024-01-08 09:00:00 +0100\nlayout: post\r\n\nurl: https://x.y/#z\n\
                    tags: [one, 'two', three four]\ncategories:\n  - news\n  - 'more: x'\nlist:\n- a\nempty:\nnone: null\n\
                    e: []\nit: It's \"so\" [x]\ntitle: é\u{a0}\n";
        assert!(same_as_the_parser(text, whole(text)));
    }

    #[test]
    fn what_takes_a_parser_is_left_to_it() {
        for text in [
            "",
            "a",
            "a:b",
            "a: b: c",
            "a: b #c",
            "a: |\n  b",
            "a: &x b",
            "a: *x",
            "a: !!str b",
            "a: 'it''s'",
            "a: \"\\n\"",
            "a:\n  b: c",
            "a: b\n  c",
            "a:\n- b\n c",
            "a: {b: c}",
            "a: [b, [c]]",
            "a: [b,]",
            "a: [b, \"c, d\"]",
            "a:\n -\n",
            "a:\n - b\n  - c",
            "<<: a",
            "a: -b",
            "a:\tb",
            "a: b\rc: d",
            "a: ?",
            "- a",
            " a: b",
            "---\na: b",
            "a: b\n...\n",
            "a: ~",
            "a:\n - - b",
            "a:\n - b: c",
            "\"a\": b",
            "a b: c",
            "a: b\u{feff}\u{85}",
            "a: [b: c]",
        ] {
            assert!(read_at(text, whole(text)).is_none(), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_never_reads_what_the_parser_reads_otherwise(pieces in prop::collection::vec(prop::sample::select(vec![
            "a: ", "b: ", "c:", "\n", "\n", "\n", "\n- ", "\n  - ", "\n    - ", "\r\n", "\r", " ", "  ", "x", "y z", "1.10", "'", "\"", "'q'",
            "\"q\"", "[", "]", "[x, y]", "[x]", ",", ", ", "#", " #", ":", ": ", "-", "- ", "null", "~", "é", "\u{a0}", "\u{feff}",
            "\u{85}", "\u{2028}", "\u{7f}", "\u{200d}", "{", "}", "?", "&", "*", "!", "|", ">", "%", "@", "`", "\\", "/", "<", "(", "$", ".", "“", "---", "...",
        ]), 0..24)) {
            let text = pieces.concat();
            same_as_the_parser(&text, whole(&text));
            let text = format!("a: {text}");
            same_as_the_parser(&text, whole(&text));
            let text = format!("é a:\n{text}\nb: x\n");
            same_as_the_parser(&text, Span::new(6, text.len()));
        }

        #[test]
        fn any_text_as_a_value_is_the_parsers(value in "\\PC{0,12}", item in "\\PC{0,6}") {
            for text in [format!("a: {value}\nb:\n  - {item}\n"), format!("a: \"{value}\"\nb: [{item}, '{item}']\n")] {
                same_as_the_parser(&text, whole(&text));
            }
        }
    }
}
