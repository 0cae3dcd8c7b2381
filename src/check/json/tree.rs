//! JSON as a tree with places (RFC 8259), read strictly.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memchr2;

use super::{Judging, feed};
use crate::check::finding::Findings;
use crate::check::registry::Rule;
use crate::check::window::Window;
use crate::check::{Options, rules};
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
    /// The items of a feed, which were judged one by one while they were read, and are gone.
    Items,
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
            Self::List(_) | Self::Items => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// The member of this name.
pub(super) fn member<'n, 'a>(members: &'n [Member<'a>], name: &str) -> Option<&'n Node<'a>> {
    members.iter().find(|member| member.name == name).map(|member| &member.node)
}

pub(super) type Fault = (&'static Rule, Span, String);

/// Reads all that is at hand as one value; the items of a feed are judged as they are read, so that one of them is held
/// at a time.
pub(super) fn read<'a>(window: Window<'a>, options: &Options, findings: &mut Findings) -> Result<Node<'a>, Fault> {
    let mut reader = Reader { window, at: 0, options, findings };
    let node = reader.value(0)?;
    reader.end()?;
    Ok(node)
}

/// The members of an object so far.
#[derive(Debug, Default)]
pub(super) struct Object<'a> {
    pub members: Vec<Member<'a>>,
    names: HashSet<Cow<'a, str>>,
}

impl<'a> Object<'a> {
    /// Adds a member, and says whether another has its name.
    pub(super) fn add(&mut self, member: Member<'a>, findings: &mut Findings) {
        let Self { members, names } = self;
        // Few objects have so many members that looking through them takes long.
        let is_second = if members.len() < 32 {
            members.iter().any(|known| known.name == member.name)
        } else {
            if names.is_empty() {
                names.extend(members.iter().map(|known| known.name.clone()));
            }
            !names.insert(member.name.clone())
        };
        if is_second {
            let message = format!("there is a second {:?}", member.name);
            findings.add(&rules::JSON_DUPLICATE_KEY, member.name_span, message);
        }
        members.push(member);
    }
}

/// A character that stands in no text of JSON as it is.
const fn is_control(byte: u8) -> bool {
    byte < b' '
}

/// A place in a document, from which values are read. It knows of nothing behind the window.
pub(super) struct Reader<'a, 'f> {
    pub window: Window<'a>,
    pub at: usize,
    pub options: &'f Options,
    pub findings: &'f mut Findings,
}

impl<'a> Reader<'a, '_> {
    fn rest(&self) -> &'a str {
        self.window.after(self.at)
    }

    pub(super) fn fault(&self, message: &str) -> Fault {
        (&rules::JSON_BROKEN, Span::new(self.at, self.at + 1), message.to_owned())
    }

    pub(super) fn skip_space(&mut self) {
        self.at = self.window.end() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    pub(super) fn take(&mut self, mark: char) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(mark);
        self.at += usize::from(found);
        found
    }

    /// The end of the document, which is that of the window.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        self.skip_space();
        if self.rest().is_empty() { Ok(()) } else { Err(self.fault("there is something after the end of the value")) }
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Node<'a>, Fault> {
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
        let mut object = Object::default();
        if self.take('}') {
            return Ok(Kind::Object(object.members));
        }
        loop {
            let name = self.name()?;
            self.member(&mut object, name, depth)?;
            if self.ends_with('}')? {
                return Ok(Kind::Object(object.members));
            }
        }
    }

    /// Adds the member of this name, whose value is next, to an object in so many others.
    pub(super) fn member(
        &mut self,
        object: &mut Object<'a>,
        (name, name_span): (Cow<'a, str>, Span),
        depth: usize,
    ) -> Result<(), Fault> {
        let is_1_0 = if depth == 0 && name == "items" { feed::is_1_0(&object.members) } else { None };
        let node = match is_1_0.filter(|_| self.rest().starts_with('[')) {
            Some(is_1_0) => self.items(is_1_0)?,
            None => self.value(depth + 1)?,
        };
        object.add(Member { name, name_span, node }, self.findings);
        Ok(())
    }

    /// The name of a member, up to its value.
    pub(super) fn name(&mut self) -> Result<(Cow<'a, str>, Span), Fault> {
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
        self.skip_space();
        Ok((name, name_span))
    }

    /// Whether `mark` ends the object or list here, or a comma leads on.
    pub(super) fn ends_with(&mut self, mark: char) -> Result<bool, Fault> {
        if self.take(mark) {
            return Ok(true);
        }
        if self.take(',') { Ok(false) } else { Err(self.fault(&format!("a comma or {mark} is expected here"))) }
    }

    fn list(&mut self, depth: usize) -> Result<Kind<'a>, Fault> {
        self.at += 1;
        let mut nodes = Vec::new();
        if self.take(']') {
            return Ok(Kind::List(nodes));
        }
        loop {
            nodes.push(self.value(depth + 1)?);
            if self.ends_with(']')? {
                return Ok(Kind::List(nodes));
            }
        }
    }

    /// The items of a feed whose version is known.
    fn items(&mut self, is_1_0: bool) -> Result<Node<'a>, Fault> {
        let start = self.at;
        self.at += 1;
        let mut items = feed::Items::default();
        if !self.take(']') {
            while !self.item(&mut items, is_1_0)? {}
        }
        let span = Span::new(start, self.at);
        items.finish(span, self.findings);
        Ok(Node { kind: Kind::Items, span })
    }

    /// Judges the next item, and tells whether it is the last.
    pub(super) fn item(&mut self, items: &mut feed::Items, is_1_0: bool) -> Result<bool, Fault> {
        let item = self.value(2)?;
        let findings = &mut *self.findings;
        items.take(&mut Judging { window: self.window, options: self.options, findings, is_1_0 }, &item);
        self.ends_with(']')
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
            let rest = self.rest().as_bytes();
            let next = memchr2(b'"', b'\\', rest);
            let run = rest.get(..next.unwrap_or(rest.len())).unwrap_or_default();
            // Looked at without branches: nearly no text has one.
            if run.iter().fold(false, |found, byte| found | is_control(*byte)) {
                self.at += run.iter().position(|byte| is_control(*byte)).unwrap_or_default();
                return Err(self.fault("a control character is not allowed in a text; write \\n or \\t"));
            }
            let Some(next) = next else {
                self.at = start - 1;
                return Err(self.fault("this text has no closing quote"));
            };
            self.at += next;
            let run = self.window.cut(Span::new(from, self.at));
            if self.rest().starts_with('\\') {
                built.push_str(run);
                built.push(self.escape()?);
                from = self.at;
                continue;
            }
            self.at += 1;
            if from == start {
                return Ok(Cow::Borrowed(run));
            }
            built.push_str(run);
            return Ok(Cow::Owned(built));
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
