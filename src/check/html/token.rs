//! The tags of HTML, found as browsers find them, with every mistake that the HTML standard calls a parse error.

use memchr::{memchr, memchr_iter, memchr3, memmem};

use super::named;
use super::names::Name;

/// A tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Where its `<` stands.
    pub at: usize,
    /// Its attributes; empty for an end tag.
    pub attributes: Vec<Attribute<'a>>,
    /// Whether it ends in `/>`.
    pub closes_itself: bool,
}

/// An attribute of a tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    /// Its name as written.
    pub name: &'a str,
    /// Its value, references not replaced.
    pub value: &'a str,
    /// Where its name stands.
    pub at: usize,
}

/// A piece of HTML.
#[derive(Debug)]
pub(super) enum Token<'a> {
    Start(Tag<'a>),
    End(Tag<'a>),
    /// Text, and whether it is white space alone.
    Text {
        at: usize,
        blank: bool,
    },
    /// A comment or the like, which changes nothing.
    Comment,
    Doctype(usize),
    Eof,
}

/// A text being read as HTML.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The first mistake, with its place.
    pub mistake: Option<(usize, String)>,
    /// Whether CDATA sections may stand here, as they may in SVG.
    pub foreign: bool,
    /// Whether any reference stands in the text, and any byte that may spell a control character.
    has_reference: bool,
    has_suspect: bool,
}

const SPACE: [char; 5] = [' ', '\t', '\n', '\r', '\x0C'];

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0C')
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let has_reference = memchr(b'&', text.as_bytes()).is_some();
        let has_suspect = memchr3(0x7F, 0xC2, 0xEF, text.as_bytes()).is_some();
        Self { text, at: 0, mistake: None, foreign: false, has_reference, has_suspect }
    }

    /// Notes a mistake; only the first is kept.
    pub(super) fn fault(&mut self, at: usize, message: impl FnOnce() -> String) {
        if self.mistake.is_none() {
            self.mistake = Some((at, message()));
        }
    }

    /// The next piece.
    pub(super) fn next(&mut self) -> Token<'a> {
        let start = self.at;
        let rest = self.rest();
        if rest.is_empty() {
            return Token::Eof;
        }
        if !rest.starts_with('<') {
            return self.characters(start, rest);
        }
        match rest.as_bytes().get(1) {
            Some(byte) if byte.is_ascii_alphabetic() => self.tag(start, 1).map_or(Token::Eof, Token::Start),
            Some(b'/') => self.end_tag(start, rest),
            Some(b'!') => self.declaration(start, rest),
            Some(b'?') => {
                self.fault(start, || "<? begins nothing in HTML".into());
                self.skip_past('>');
                Token::Comment
            }
            _ => {
                self.fault(start, || "this < begins no tag; write &lt;".into());
                self.at = start + 1;
                Token::Text { at: start, blank: false }
            }
        }
    }

    /// Passes the text of an element that holds no tags, up to its end tag; whether there is one.
    pub(super) fn skip_raw_text(&mut self, name: &str) -> bool {
        let mut from = self.at;
        while let Some(found) = self.text.get(from..).and_then(|rest| memmem::find(rest.as_bytes(), b"</")) {
            let at = from + found;
            let after = self.text.get(at + 2..).unwrap_or_default();
            let is_name = after.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
            let ends = after
                .get(name.len()..)
                .is_some_and(|tail| tail.is_empty() || tail.starts_with([' ', '\t', '\n', '/', '>']));
            if is_name && ends {
                self.at = at;
                return true;
            }
            from = at + 2;
        }
        self.at = self.text.len();
        false
    }

    /// Passes all the rest.
    pub(super) fn skip_all(&mut self) {
        self.at = self.text.len();
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_past(&mut self, mark: char) {
        self.at = self.rest().find(mark).map_or(self.text.len(), |found| self.at + found + 1);
    }

    fn characters(&mut self, start: usize, rest: &'a str) -> Token<'a> {
        let end = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default();
        self.at = start + end;
        self.check_references(run, start);
        if self.has_suspect
            && self.mistake.is_none()
            && run.as_bytes().iter().any(|byte| matches!(byte, 0x7F | 0xC2 | 0xEF))
            && let Some(bad) = run.find(|c| matches!(c, '\u{7F}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}'))
        {
            self.fault(start + bad, || "this is a control character".into());
        }
        Token::Text { at: start, blank: run.bytes().all(is_space) }
    }

    fn declaration(&mut self, start: usize, rest: &'a str) -> Token<'a> {
        if let Some(inner) = rest.strip_prefix("<!--") {
            if inner.starts_with('>') || inner.starts_with("->") {
                self.fault(start, || "this comment ends where it begins".into());
                self.skip_past('>');
                return Token::Comment;
            }
            if let Some(end) = inner.find("-->") {
                self.at = start + 4 + end + 3;
            } else {
                self.fault(start, || "this comment has no end".into());
                self.skip_all();
            }
            return Token::Comment;
        }
        if self.foreign && rest.starts_with("<![CDATA[") {
            self.at = rest.find("]]>").map_or(self.text.len(), |end| start + end + 3);
            return Token::Text { at: start, blank: false };
        }
        let is_doctype = rest.get(2..9).is_some_and(|word| word.eq_ignore_ascii_case("doctype"));
        self.skip_past('>');
        if is_doctype {
            return Token::Doctype(start);
        }
        self.fault(start, || "<! begins neither a comment nor a document type".into());
        Token::Comment
    }

    fn end_tag(&mut self, start: usize, rest: &'a str) -> Token<'a> {
        if !rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) {
            self.fault(start, || "</ is followed by no name".into());
            self.skip_past('>');
            return Token::Comment;
        }
        let Some(tag) = self.tag(start, 2) else { return Token::Eof };
        if !tag.attributes.is_empty() || tag.closes_itself {
            self.fault(start, || format!("the end tag </{}> has more than its name", tag.name));
        }
        Token::End(tag)
    }

    /// The tag whose `<` stands at `start` and whose name `skip` bytes later; `None` where the text ends first.
    fn tag(&mut self, start: usize, skip: usize) -> Option<Tag<'a>> {
        let after = self.text.get(start + skip..).unwrap_or_default();
        let ends_name = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>');
        let length = after.as_bytes().iter().position(ends_name).unwrap_or(after.len());
        let name = Name::of(after.get(..length).unwrap_or_default());
        self.at = start + skip + length;
        let mut attributes: Vec<Attribute<'a>> = Vec::new();
        loop {
            let rest = self.rest();
            self.at += rest.bytes().take_while(|byte| is_space(*byte)).count();
            let inner = self.rest();
            match inner.as_bytes() {
                [] => {
                    self.fault(start, || format!("the tag <{name} has no end"));
                    return None;
                }
                [b'>', ..] => {
                    self.at += 1;
                    return Some(Tag { name, at: start, attributes, closes_itself: false });
                }
                [b'/', b'>', ..] => {
                    self.at += 2;
                    return Some(Tag { name, at: start, attributes, closes_itself: true });
                }
                [b'/', ..] => {
                    let at = self.at;
                    self.fault(at, || "this / stands where no / belongs".into());
                    self.at += 1;
                }
                _ => {
                    let attribute = self.attribute(inner)?;
                    // The names are compared as browsers do: without regard to case, the first counts.
                    if attributes.iter().any(|other| other.name.eq_ignore_ascii_case(attribute.name)) {
                        self.fault(attribute.at, || format!("the attribute {} stands twice", attribute.name));
                    } else if attributes.len() < 256 {
                        attributes.push(attribute);
                    }
                }
            }
        }
    }

    fn attribute(&mut self, inner: &'a str) -> Option<Attribute<'a>> {
        let at = self.at;
        let ends_name = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>' | b'=');
        let length = inner.as_bytes().iter().skip(1).position(ends_name).map_or(inner.len(), |end| 1 + end);
        let name = inner.get(..length).unwrap_or_default();
        if name.starts_with('=') || name.contains(['"', '\'', '<']) {
            self.fault(at, || "an attribute's name cannot have this sign".into());
        }
        self.at = at + length;
        let rest = self.rest();
        let after = rest.trim_start_matches(SPACE);
        let Some(value) = after.strip_prefix('=') else { return Some(Attribute { name, value: "", at }) };
        let value = value.trim_start_matches(SPACE);
        self.at = self.text.len() - value.len();
        let from = self.at;
        match value.bytes().next() {
            Some(quote @ (b'"' | b'\'')) => {
                let end = value.get(1..).and_then(|rest| memchr(quote, rest.as_bytes()));
                let Some((inner, tail)) = end.and_then(|end| Some((value.get(1..=end)?, value.get(end + 2..)?))) else {
                    self.fault(at, || format!("the value of {name} has no closing quote"));
                    self.skip_all();
                    return None;
                };
                self.at = self.text.len() - tail.len();
                self.check_references(inner, from + 1);
                if !tail.is_empty() && !tail.starts_with(|c| SPACE.contains(&c) || c == '>' || c == '/') {
                    let at = self.at;
                    self.fault(at, || "white space is missing between two attributes".into());
                }
                Some(Attribute { name, value: inner, at })
            }
            Some(b'>') => {
                self.fault(at, || format!("the attribute {name} has = and no value"));
                Some(Attribute { name, value: "", at })
            }
            _ => {
                let ends_value = |byte: &u8| is_space(*byte) || *byte == b'>';
                let length = value.as_bytes().iter().position(ends_value).unwrap_or(value.len());
                let inner = value.get(..length).unwrap_or_default();
                self.at += length;
                self.check_references(inner, from);
                if inner.contains(['"', '\'', '<', '=', '`']) {
                    self.fault(at, || format!("the value of {name} needs quotes"));
                }
                Some(Attribute { name, value: inner, at })
            }
        }
    }

    /// Finds the first reference in `run` that is none.
    fn check_references(&mut self, run: &'a str, start: usize) {
        if !self.has_reference || self.mistake.is_some() {
            return;
        }
        for at in memchr_iter(b'&', run.as_bytes()) {
            let rest = run.get(at + 1..).unwrap_or_default();
            let problem = match rest.chars().next() {
                None | Some(' ' | '\t' | '\n' | '\r' | '\x0C' | '<' | '&') => None,
                Some('#') => numeric_problem(rest.get(1..).unwrap_or_default()),
                Some(_) => named_problem(rest),
            };
            if let Some(problem) = problem {
                self.fault(start + at, || problem.into());
                return;
            }
        }
    }
}

fn numeric_problem(rest: &str) -> Option<&'static str> {
    let (digits, radix) = match rest.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (rest, 10),
    };
    let length = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    if length == 0 {
        return Some("&# is followed by no number");
    }
    let code = digits.get(..length).and_then(|digits| u32::from_str_radix(digits, radix).ok()).unwrap_or(u32::MAX);
    if digits.as_bytes().get(length) != Some(&b';') {
        return Some("this reference has no semicolon");
    }
    let is_bad =
        matches!(code, 0..=8 | 0xB | 0xE..=0x1F | 0x7F..=0x9F | 0xFDD0..=0xFDEF) || char::from_u32(code).is_none();
    is_bad.then_some("this number stands for no character of HTML")
}

fn named_problem(rest: &str) -> Option<&'static str> {
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let with_semicolon = rest.get(..=length).filter(|name| name.ends_with(';'));
    if with_semicolon.is_some_and(named::is_known) {
        return None;
    }
    Some("this & begins no reference; write &amp;")
}
