//! JSON as a tree with places (RFC 8259), read strictly.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::check::finding::Findings;
use crate::check::registry::Rule;
use crate::check::rules;
use crate::problem::Span;

/// Objects and lists may be nested this deep.
const MAX_DEPTH: usize = 128;

/// A value with its place.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub kind: Kind<'a>,
    pub span: Span,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Kind<'a> {
    Null,
    /// `true` or `false`.
    Truth,
    /// A number as written.
    Number(&'a str),
    /// A text, its escapes replaced.
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member<'a> {
    pub name: Cow<'a, str>,
    pub name_span: Span,
    pub node: Node<'a>,
}

impl Kind<'_> {
    /// What messages call it.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Truth => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// The member of this name.
pub(super) fn member<'n, 'a>(members: &'n [Member<'a>], name: &str) -> Option<&'n Node<'a>> {
    members.iter().find(|member| member.name == name).map(|member| &member.node)
}

type Fault = (&'static Rule, Span, String);

/// Reads `text` as one value.
pub(super) fn read<'a>(text: &'a str, findings: &mut Findings) -> Result<Node<'a>, Fault> {
    let mut reader = Reader { text, at: 0, findings };
    let node = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        return Err(reader.fault("there is something after the end of the value"));
    }
    Ok(node)
}

struct Reader<'a, 'f> {
    text: &'a str,
    at: usize,
    findings: &'f mut Findings,
}

impl<'a> Reader<'a, '_> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fault(&self, message: &str) -> Fault {
        (&rules::JSON_BROKEN, Span::new(self.at, self.at + 1), message.to_owned())
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn take(&mut self, mark: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(mark);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Node<'a>, Fault> {
        self.skip_space();
        let start = self.at;
        if depth > MAX_DEPTH {
            let message = format!("values are nested more than {MAX_DEPTH} deep");
            return Err((&rules::JSON_TOO_DEEP, Span::new(start, start + 1), message));
        }
        let kind = match self.rest().bytes().next() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { kind, span: Span::new(start, self.at) })
    }

    fn object(&mut self, depth: usize) -> Result<Kind<'a>, Fault> {
        self.at += 1;
        let mut members = Vec::new();
        let mut names = HashSet::new();
        if self.take('}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.skip_space();
            let start = self.at;
            if !self.rest().starts_with('"') {
                return Err(self.fault("the name of a member is expected here, in quotes"));
            }
            let name = self.string()?;
            let name_span = Span::new(start, self.at);
            if !self.take(':') {
                return Err(self.fault("a colon is expected here"));
            }
            let node = self.value(depth + 1)?;
            if !names.insert(name.clone()) {
                self.findings.add(&rules::JSON_DUPLICATE_KEY, name_span, format!("there is a second {name:?}"));
            }
            members.push(Member { name, name_span, node });
            if self.take('}') {
                return Ok(Kind::Object(members));
            }
            if !self.take(',') {
                return Err(self.fault("a comma or } is expected here"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Kind<'a>, Fault> {
        self.at += 1;
        let mut nodes = Vec::new();
        if self.take(']') {
            return Ok(Kind::List(nodes));
        }
        loop {
            nodes.push(self.value(depth + 1)?);
            if self.take(']') {
                return Ok(Kind::List(nodes));
            }
            if !self.take(',') {
                return Err(self.fault("a comma or ] is expected here"));
            }
        }
    }

    fn word(&mut self) -> Result<Kind<'a>, Fault> {
        for (word, kind) in [("true", Kind::Truth), ("false", Kind::Truth), ("null", Kind::Null)] {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.fault("a value is expected here"))
    }

    fn number(&mut self) -> Result<Kind<'a>, Fault> {
        let rest = self.rest();
        let is_inside = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
        let length = rest.find(|c| !is_inside(c)).unwrap_or(rest.len());
        let number = rest.get(..length).unwrap_or_default();
        let digits = number.strip_prefix('-').unwrap_or(number);
        let starts_right =
            digits == "0" || !digits.starts_with('0') || digits.starts_with("0.") || digits.starts_with("0e");
        if number.parse::<f64>().is_err() || !starts_right || digits.starts_with('.') || number.ends_with('.') {
            return Err(self.fault("this is no number of JSON"));
        }
        self.at += length;
        Ok(Kind::Number(number))
    }

    /// A text in quotes; the cursor stands on the first.
    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.at += 1;
        let start = self.at;
        let mut built = String::new();
        let mut from = start;
        loop {
            let rest = self.rest();
            let Some(next) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') else {
                self.at = start - 1;
                return Err(self.fault("this text has no closing quote"));
            };
            self.at += next;
            let run = self.text.get(from..self.at).unwrap_or_default();
            match self.rest().bytes().next() {
                Some(b'"') => {
                    self.at += 1;
                    if from == start {
                        return Ok(Cow::Borrowed(run));
                    }
                    built.push_str(run);
                    return Ok(Cow::Owned(built));
                }
                Some(b'\\') => {
                    built.push_str(run);
                    built.push(self.escape()?);
                    from = self.at;
                }
                _ => return Err(self.fault("a control character is not allowed in a text; write \\n or \\t")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let c = match self.rest().as_bytes().get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("JSON has no such escape")),
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let unit = |text: &str| text.get(2..6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let Some(first) = unit(self.rest()) else { return Err(self.fault("\\u needs four hex digits")) };
        let after = self.rest().get(6..).unwrap_or_default();
        let second = after.strip_prefix("\\u").and_then(|_| unit(after)).filter(|unit| (0xDC00..0xE000).contains(unit));
        if let (0xD800..0xDC00, Some(second)) = (first, second) {
            self.at += 12;
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Ok(char::from_u32(code).unwrap_or('\u{FFFD}'));
        }
        self.at += 6;
        Ok(char::from_u32(first).unwrap_or('\u{FFFD}'))
    }
}
