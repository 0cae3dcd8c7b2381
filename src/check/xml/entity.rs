//! References in text and attributes: characters, the five of XML, and what the document itself declares.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use memchr::memchr;

use super::Fault;
use super::name;
use crate::check::html::named;
use crate::check::rules::xml as rules;
use crate::problem::Span;

/// What internal entities may add to a document in all.
pub(crate) const MAX_EXPANSION: usize = 4 << 20;
/// How deep entities may lie in entities.
const MAX_NESTING: usize = 16;
/// How many entities a document may declare.
const MAX_DECLARED: usize = 10_000;

/// The entities that may be used, and what was used of them.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the document")]
pub(super) struct Entities {
    declared: HashMap<Box<str>, Option<Rc<str>>>,
    expanded: usize,
    /// Whether an external file might declare more; then an unknown one is not a fault of form (XML 1.0 §4.1).
    pub(super) external: bool,
    /// Whether an entity of another file is declared.
    pub(super) has_external: bool,
    /// Whether the document says that nothing outside it matters.
    pub(super) standalone: bool,
    /// Whether HTML's names are declared.
    pub(super) html: bool,
    /// Names used that an external file might declare.
    pub(super) skipped: Vec<(String, Span)>,
}

impl Entities {
    /// Declares an entity; the first declaration of a name holds (XML 1.0 §4.2). `None` stands for an external one.
    pub(super) fn declare(&mut self, name: &str, value: Option<&str>) {
        if self.declared.len() < MAX_DECLARED && !self.declared.contains_key(name) {
            self.declared.insert(name.into(), value.map(Rc::from));
        }
    }

    /// `raw`, which stands at `offset`, with references replaced and line ends made LF.
    pub(super) fn replace_in_text<'a>(&mut self, raw: &'a str, offset: usize) -> Result<Cow<'a, str>, Fault> {
        if memchr(b'&', raw.as_bytes()).is_none() {
            return Ok(with_unix_lines(raw));
        }
        self.replace(raw, offset).map(|text| Cow::Owned(if text.contains('\r') { without_cr(raw, text) } else { text }))
    }

    /// The same for an attribute's value, where every white space is a space.
    pub(super) fn replace_in_attribute<'a>(&mut self, raw: &'a str, offset: usize) -> Result<Cow<'a, str>, Fault> {
        let spaced = raw.contains(['\t', '\n', '\r']);
        if !raw.contains('&') {
            return Ok(if spaced { Cow::Owned(spaces(raw)) } else { Cow::Borrowed(raw) });
        }
        let replaced = self.replace(raw, offset)?;
        Ok(Cow::Owned(if spaced { spaces(&replaced) } else { replaced }))
    }

    fn replace(&mut self, raw: &str, offset: usize) -> Result<String, Fault> {
        let mut result = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((before, after)) = split_at_reference(rest) {
            result.push_str(before);
            if let Some((c, length)) = frequent(after) {
                result.push(c);
                rest = after.get(length..).unwrap_or_default();
                continue;
            }
            let at = offset + raw.len() - after.len() - 1;
            let (written, length) = reference(after, at)?;
            let span = Span::new(at, at + 1 + length);
            match written {
                Reference::Character(c) => result.push(c),
                Reference::Named(name) => self.named(name, span, &mut result)?,
            }
            rest = after.get(length..).unwrap_or_default();
        }
        result.push_str(rest);
        Ok(result)
    }

    fn named(&mut self, name: &str, span: Span, result: &mut String) -> Result<(), Fault> {
        if let Some(c) = predefined(name) {
            result.push(c);
            return Ok(());
        }
        if self.declared.contains_key(name) {
            return self.expand(name, span, result, 0);
        }
        if self.html
            && let Some(c) = named::find(name)
        {
            result.push(c);
            return Ok(());
        }
        if self.external && !self.standalone {
            self.skipped.push((name.to_owned(), span));
            return Ok(());
        }
        let fault = Fault::new(&rules::UNDEFINED_ENTITY, span, format!("XML knows no entity &{name};"));
        Err(match named::find(name) {
            Some(c) => fault.help(format!("write &#{}; or the character itself", u32::from(c))),
            None => fault.help(format!("write &amp;{name}; if the ampersand is meant")),
        })
    }

    fn expand(&mut self, name: &str, span: Span, result: &mut String, depth: usize) -> Result<(), Fault> {
        // An external entity is never fetched: it stands for nothing.
        let Some(Some(value)) = self.declared.get(name).cloned() else { return Ok(()) };
        if depth >= MAX_NESTING || self.expanded + value.len() > MAX_EXPANSION {
            let message = format!("the entity &{name}; expands to more than a feed needs");
            return Err(Fault::new(&rules::ENTITY_BOMB, span, message));
        }
        self.expanded += value.len().max(1);
        // Markup in an entity would have to be read as elements. No feed does so; its text is what counts here.
        let mut rest = &*value;
        while let Some((before, after)) = rest.split_once('&') {
            result.push_str(before);
            let (written, length) = reference(after, span.start).map_err(|fault| Fault { span, ..fault })?;
            match written {
                Reference::Character(c) => result.push(c),
                Reference::Named(inner) => match predefined(inner) {
                    Some(c) => result.push(c),
                    None => self.expand(inner, span, result, depth + 1)?,
                },
            }
            rest = after.get(length..).unwrap_or_default();
        }
        result.push_str(rest);
        Ok(())
    }
}

/// What stands before the first `&` and after it.
fn split_at_reference(text: &str) -> Option<(&str, &str)> {
    let at = memchr(b'&', text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The references that escaped HTML is full of, with their lengths.
fn frequent(after: &str) -> Option<(char, usize)> {
    Some(match after.as_bytes() {
        [b'l', b't', b';', ..] => ('<', 3),
        [b'g', b't', b';', ..] => ('>', 3),
        [b'a', b'm', b'p', b';', ..] => ('&', 4),
        [b'q', b'u', b'o', b't', b';', ..] => ('"', 5),
        _ => return None,
    })
}

enum Reference<'a> {
    Character(char),
    Named(&'a str),
}

/// The reference whose `&` stands at `at` and whose rest begins `after`, and its length without the `&`.
fn reference(after: &str, at: usize) -> Result<(Reference<'_>, usize), Fault> {
    let bare = || {
        let message = "this & begins no reference";
        Fault::new(&rules::BARE_AMPERSAND, Span::new(at, at + 1), message).help("write &amp;")
    };
    if let Some(number) = after.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix('x') {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let end = after.len() - digits.len() + length;
        if length == 0 || after.as_bytes().get(end) != Some(&b';') {
            return Err(bare());
        }
        let code = digits.get(..length).and_then(|digits| u32::from_str_radix(digits, radix).ok());
        let found = code.and_then(char::from_u32).filter(|c| is_allowed(*c));
        let span = Span::new(at, at + end + 2);
        let refused = || Fault::new(&rules::FORBIDDEN_CHARACTER, span, "this stands for a character that XML forbids");
        return Ok((Reference::Character(found.ok_or_else(refused)?), end + 1));
    }
    let length = name::length(after);
    match (after.get(..length), after.as_bytes().get(length)) {
        (Some(name), Some(b';')) if length > 0 => Ok((Reference::Named(name), length + 1)),
        _ => Err(bare()),
    }
}

/// Whether XML 1.0 §2.2 allows the character.
fn is_allowed(c: char) -> bool {
    !matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// `raw` with its line ends made LF (XML 1.0 §2.11).
pub(super) fn with_unix_lines(raw: &str) -> Cow<'_, str> {
    let has_return = memchr(b'\r', raw.as_bytes()).is_some();
    if has_return { Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(raw) }
}

/// The same for a text whose references are replaced already: a `&#13;` stays where `raw` has no CR of its own.
fn without_cr(raw: &str, text: String) -> String {
    if raw.contains('\r') { with_unix_lines(&text).into_owned() } else { text }
}

fn spaces(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")
}

/// Where in `raw` the character stands that ends up at `decoded` bytes of its value.
pub(crate) fn raw_offset(raw: &str, decoded: usize) -> usize {
    let mut passed = 0;
    let mut at = 0;
    while passed < decoded {
        let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) else { return raw.len() };
        let ampersand = rest.find('&').unwrap_or(rest.len());
        if passed + ampersand >= decoded {
            return at + (decoded - passed);
        }
        passed += ampersand;
        at += ampersand;
        let length = rest.get(ampersand..).and_then(|rest| rest.find(';')).map_or(1, |end| end + 1);
        passed += decoded_length(raw.get(at..at + length).unwrap_or_default());
        at += length;
    }
    at
}

fn decoded_length(reference: &str) -> usize {
    let inner = reference.trim_start_matches('&').trim_end_matches(';');
    match inner.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32).map_or(1, char::len_utf8)
        }
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_once() {
        let mut entities = Entities::default();
        let text = entities.replace_in_text("a &amp;lt; b&#x26;c&#233;", 0).unwrap();
        assert_eq!(text, "a &lt; b&cé");
    }

    #[test]
    fn entities_in_entities_end_at_a_limit() {
        let mut entities = Entities::default();
        entities.declare("a", Some("0123456789"));
        entities.declare("b", Some("&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"));
        entities.declare("loop", Some("&loop;"));
        assert_eq!(entities.replace_in_text("&b;", 0).unwrap().len(), 100);
        assert_eq!(entities.replace_in_text("&loop;", 0).unwrap_err().rule.code, "entity-bomb");
    }

    #[test]
    fn a_place_in_the_value_leads_back_to_the_text() {
        assert_eq!(raw_offset("ab &lt;i&gt; x", 3), 3);
        assert_eq!(raw_offset("ab &lt;i&gt; x", 4), 7);
        assert_eq!(raw_offset("ab &lt;i&gt; x", 7), 13);
    }
}
