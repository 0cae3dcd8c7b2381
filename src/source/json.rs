//! JSON (RFC 8259) with the place of every key and value, which the usual readers do not give; and the literals of
//! JavaScript, which have more ways to write the same.

use std::sync::Arc;

use super::syntax::{Fault, MAX_DEPTH, MapBuilder, Parsed, Repeat, after_mark, whole_file};
use super::tree::{Entry, Kind, Map, Node, Style};
use crate::problem::{Problem, Span};

/// Reads a whole JSON file, such as `package.json` or directory data: one object.
///
/// `file` is the name that problems give. Spans are bytes of `text`.
///
/// # Errors
///
/// The problem that makes it unreadable.
///
/// ```
/// let (map, _) = feedwright::source::json::parse(&"posts.json".into(), r#"{"layout": "post"}"#).unwrap();
/// assert_eq!(map.get("layout").and_then(|node| node.text()), Some("post"));
/// ```
pub fn parse(file: &Arc<str>, text: &str) -> Result<(Map, Vec<Problem>), Vec<Problem>> {
    whole_file(file, text, read_at(text, after_mark(text)))
}

/// Reads the one object at `at` in `text`, with nothing but blanks around it.
pub(super) fn read_at(text: &str, at: Span) -> Result<Parsed, Fault> {
    let (parsed, end) = read_object(text, at)?;
    let reader = Reader::new(text, Span::new(end, at.end), Dialect::Json);
    match reader.peek_past_blanks() {
        None => Ok(parsed),
        Some((at, _)) => Err(Fault::new(reader.one(at), "there is more after the end of the object")),
    }
}

/// Reads the object that `at` begins with, blanks before it allowed, and says where it ends.
pub(super) fn read_object(text: &str, at: Span) -> Result<(Parsed, usize), Fault> {
    let mut reader = Reader::new(text, at, Dialect::Json);
    let node = reader.value(0)?;
    match node.kind {
        Kind::Map(map) => Ok((Parsed { map, repeats: reader.repeats }, reader.at)),
        _ => Err(Fault::new(node.span, "this is no object").help("write `{\"key\": \"value\"}`")),
    }
}

/// What is allowed beyond JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Nothing.
    Json,
    /// Single quotes, bare keys, a comma after the last value, comments.
    JavaScript,
}

/// Reads values one after the other.
pub(super) struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    end: usize,
    dialect: Dialect,
    /// Keys that stood twice so far.
    pub repeats: Vec<Repeat>,
}

impl<'t> Reader<'t> {
    /// A reader of the part `at` of `text`.
    pub(super) fn new(text: &'t str, at: Span, dialect: Dialect) -> Self {
        let end = at.end.min(text.len());
        Self { text, bytes: text.as_bytes(), at: at.start, end, dialect, repeats: Vec::new() }
    }

    /// Takes `word` when it comes next, as a whole word if it is one; blanks before it are passed over.
    pub(super) fn takes(&mut self, word: &str) -> bool {
        self.next();
        let rest = self.text.get(self.at..self.end).and_then(|rest| rest.strip_prefix(word));
        let is_name = word.ends_with(char::is_alphanumeric);
        let Some(_) = rest.filter(|rest| !(is_name && rest.starts_with(is_identifier))) else { return false };
        self.at += word.len();
        true
    }

    /// Takes a JavaScript name, with its place.
    pub(super) fn identifier(&mut self) -> Option<(&'t str, Span)> {
        self.next();
        let rest = self.text.get(self.at..self.end)?;
        let length = rest.find(|c| !is_identifier(c)).unwrap_or(rest.len());
        let name = rest.get(..length).filter(|name| !name.is_empty())?;
        let span = Span::new(self.at, self.at + length);
        self.at += length;
        Some((name, span))
    }

    /// Whether nothing but blanks is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.next().is_none()
    }

    /// The place of the next character.
    pub(super) fn here(&self) -> Span {
        self.one(self.at)
    }

    fn peek(&self) -> Option<u8> {
        if self.at < self.end { self.bytes.get(self.at).copied() } else { None }
    }

    fn peek_past_blanks(&self) -> Option<(usize, u8)> {
        let mut at = self.at;
        loop {
            let rest = self.bytes.get(at..self.end).unwrap_or_default();
            at += rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))?;
            let comment = if self.dialect == Dialect::JavaScript { self.comment(at) } else { 0 };
            if comment == 0 {
                return Some((at, *self.bytes.get(at)?));
            }
            at += comment;
        }
    }

    /// How long the comment at `at` is; 0 for none.
    fn comment(&self, at: usize) -> usize {
        let rest = self.text.get(at..self.end).unwrap_or_default();
        if rest.starts_with("//") {
            rest.find(['\n', '\r']).unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            0
        }
    }

    /// Moves to the next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        if let Some((at, byte)) = self.peek_past_blanks() {
            self.at = at;
            Some(byte)
        } else {
            self.at = self.end;
            None
        }
    }

    fn one(&self, at: usize) -> Span {
        let at = at.min(self.end);
        Span::new(at, at + 1)
    }

    fn expected(&self, what: &str) -> Fault {
        let found = self.text.get(self.at..self.end).and_then(|rest| rest.chars().next());
        let message = match found {
            Some(found) => format!("expected {what}, found {found:?}"),
            None => format!("expected {what}, found the end"),
        };
        Fault::new(self.one(self.at), message)
    }

    /// The next value, inside of `depth` lists and maps.
    pub(super) fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        let first = self.next();
        let start = self.at;
        if depth >= MAX_DEPTH && matches!(first, Some(b'{' | b'[')) {
            return Err(Fault::too_deep(self.one(start)));
        }
        let kind = match first {
            Some(b'{') => Kind::Map(self.object(depth)?),
            Some(b'[') => Kind::List(self.array(depth)?),
            Some(b'"') => Kind::Scalar { text: self.string()?, style: Style::Quoted },
            Some(b'-' | b'0'..=b'9') => Kind::Scalar { text: self.number()?, style: Style::Number },
            Some(b't') => self.word("true", Kind::Scalar { text: "true".to_owned(), style: Style::Boolean })?,
            Some(b'f') => self.word("false", Kind::Scalar { text: "false".to_owned(), style: Style::Boolean })?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(b'\'' | b'`') if self.dialect == Dialect::JavaScript => {
                Kind::Scalar { text: self.string()?, style: Style::Quoted }
            }
            Some(b'\'') => return Err(self.expected("a value").help("JSON has double quotes only")),
            _ => return Err(self.expected("a value")),
        };
        Ok(Node { span: Span::new(start, self.at), kind })
    }

    fn object(&mut self, depth: usize) -> Result<Map, Fault> {
        self.at += 1;
        let mut entries = MapBuilder::default();
        if self.next() == Some(b'}') {
            self.at += 1;
            return Ok(entries.finish());
        }
        loop {
            let (key, key_span) = self.key()?;
            if self.next() != Some(b':') {
                return Err(self.expected("a colon after the key"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            entries.insert(Entry { key, key_span, value }, &mut self.repeats);
            if self.ends_with(b'}', "a comma or } after the value")? {
                return Ok(entries.finish());
            }
        }
    }

    fn key(&mut self) -> Result<(String, Span), Fault> {
        let first = self.next();
        let start = self.at;
        let relaxed = self.dialect == Dialect::JavaScript;
        if first == Some(b'"') || (relaxed && first == Some(b'\'')) {
            let key = self.string()?;
            return Ok((key, Span::new(start, self.at)));
        }
        if let Some((name, span)) = self.identifier().filter(|_| relaxed) {
            return Ok((name.to_owned(), span));
        }
        self.at = start;
        Err(self.expected("a key in double quotes"))
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, Fault> {
        self.at += 1;
        let mut list = Vec::new();
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(list);
        }
        loop {
            list.push(self.value(depth + 1)?);
            if self.ends_with(b']', "a comma or ] after the value")? {
                return Ok(list);
            }
        }
    }

    /// Takes a comma (`false`) or the closing bracket (`true`).
    fn ends_with(&mut self, close: u8, what: &str) -> Result<bool, Fault> {
        let comma = self.next();
        if comma == Some(close) {
            self.at += 1;
            return Ok(true);
        }
        if comma != Some(b',') {
            return Err(self.expected(what));
        }
        let comma = self.at;
        self.at += 1;
        if self.next() == Some(close) {
            if self.dialect == Dialect::JavaScript {
                self.at += 1;
                return Ok(true);
            }
            return Err(Fault::new(self.one(comma), "a comma before the closing bracket")
                .help("JSON allows no comma after the last value; remove it"));
        }
        Ok(false)
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Fault> {
        if !self.text.get(self.at..self.end).is_some_and(|rest| rest.starts_with(word)) {
            return Err(self.expected("a value"));
        }
        self.at += word.len();
        Ok(kind)
    }

    fn number(&mut self) -> Result<String, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if leading_zero && whole > 1 {
            return Err(Fault::new(Span::new(start, self.at), "a number may not begin with 0")
                .help("put it in quotes if it is a text"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default().to_owned())
    }

    fn digits(&mut self) -> Result<usize, Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.expected("a digit")) } else { Ok(self.at - start) }
    }

    /// A string from its opening quote; leaves the place behind the closing one.
    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let quote = self.peek().unwrap_or(b'"');
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.bytes.get(self.at..self.end).unwrap_or_default();
            let Some(run) = rest.iter().position(|byte| *byte == quote || matches!(byte, b'\\' | 0..=0x1f)) else {
                return Err(Fault::new(self.one(start), "these quotes are never closed"));
            };
            text.push_str(self.text.get(self.at..self.at + run).unwrap_or_default());
            self.at += run;
            match self.peek() {
                Some(byte) if byte == quote => {
                    self.at += 1;
                    return Ok(text);
                }
                // A template's text may have lines.
                Some(byte @ (b'\n' | b'\r' | b'\t')) if quote == b'`' => {
                    text.push(char::from(byte));
                    self.at += 1;
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => {
                    return Err(Fault::new(self.one(self.at), "a line break or control character in a text")
                        .help("write \\n for a line break, \\t for a tab"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        self.at += 1;
        let escaped = self.peek();
        self.at += 1;
        Ok(match escaped {
            Some(quoted @ (b'"' | b'\\' | b'/')) => char::from(quoted),
            Some(quoted @ (b'\'' | b'`' | b'$')) if self.dialect == Dialect::JavaScript => char::from(quoted),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.unicode(start)?,
            _ => {
                return Err(
                    Fault::new(Span::new(start, start + 2), "an unknown escape").help("write \\\\ for a backslash")
                );
            }
        })
    }

    fn unicode(&mut self, start: usize) -> Result<char, Fault> {
        let first = self.hex(start)?;
        if !(0xd800..0xe000).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        // RFC 8259 §7: beyond the basic plane as a pair of surrogates. Half a pair stands for no character;
        // browsers show U+FFFD for it.
        let paired = first < 0xdc00 && self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
        if !paired {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let back = self.at;
        self.at += 2;
        let second = self.hex(back)?;
        if !(0xdc00..0xe000).contains(&second) {
            self.at = back;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let scalar = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self, start: usize) -> Result<u32, Fault> {
        let end = (self.at + 4).min(self.end);
        let digits = self.text.get(self.at..end).unwrap_or_default();
        let valid = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let fault = || Fault::new(Span::new(start, end), "four hexadecimal digits must follow \\u");
        if !valid {
            return Err(fault());
        }
        self.at = end;
        u32::from_str_radix(digits, 16).map_err(|_| fault())
    }
}

fn is_identifier(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}
