//! The document type: which file it names, and which entities it declares.

use super::Fault;
use super::entity::Entities;
use super::name;
use crate::check::rules::xml as rules;
use crate::problem::Span;

const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// A `<!DOCTYPE …>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doctype<'a> {
    /// The root element's name.
    pub name: &'a str,
    /// The public identifier.
    pub public: Option<&'a str>,
    /// The system identifier, which is never fetched.
    pub system: Option<&'a str>,
    /// Whether it declares an entity that lies in another file.
    pub has_external_entity: bool,
    /// The whole of it.
    pub span: Span,
}

/// Reads the document type at `start` and declares its entities; the result is where it ends.
pub(super) fn read<'a>(
    text: &'a str,
    start: usize,
    entities: &mut Entities<'a>,
) -> Result<(Doctype<'a>, usize), Fault> {
    let mut cursor = Cursor { text, at: start + "<!DOCTYPE".len(), start };
    cursor.skip_space();
    let name = cursor.name().ok_or_else(|| cursor.fault("the document type has no name"))?;
    let (public, system) = cursor.external_id()?;
    entities.external = system.is_some();
    cursor.skip_space();
    if cursor.take("[") {
        subset(&mut cursor, entities)?;
        cursor.skip_space();
    }
    if !cursor.take(">") {
        return Err(cursor.fault("the document type is not closed with >"));
    }
    let has_external_entity = entities.has_external;
    Ok((Doctype { name, public, system, has_external_entity, span: Span::new(start, cursor.at) }, cursor.at))
}

fn subset<'a>(cursor: &mut Cursor<'a>, entities: &mut Entities<'a>) -> Result<(), Fault> {
    loop {
        cursor.skip_space();
        if cursor.take("]") {
            return Ok(());
        }
        if cursor.take("<!--") {
            cursor.skip_past("-->")?;
        } else if cursor.take("<?") {
            cursor.skip_past("?>")?;
        } else if cursor.take("%") {
            // What a parameter entity declares is not read, so more entities may exist than are known (XML 1.0 §4.1).
            entities.external = true;
            cursor.skip_past(";")?;
        } else if cursor.take("<!ENTITY") {
            entity(cursor, entities)?;
        } else if cursor.take("<!ELEMENT") || cursor.take("<!ATTLIST") || cursor.take("<!NOTATION") {
            cursor.skip_declaration()?;
        } else {
            return Err(cursor.fault("this is not allowed in a document type"));
        }
    }
}

fn entity<'a>(cursor: &mut Cursor<'a>, entities: &mut Entities<'a>) -> Result<(), Fault> {
    cursor.skip_space();
    if cursor.take("%") {
        return cursor.skip_declaration();
    }
    let name = cursor.name().ok_or_else(|| cursor.fault("the entity has no name"))?;
    cursor.skip_space();
    if let Some(value) = cursor.quoted() {
        entities.declare(name, Some(value));
    } else {
        let (_, system) = cursor.external_id()?;
        if system.is_none() {
            return Err(cursor.fault("the entity has no value"));
        }
        entities.has_external = true;
        entities.declare(name, None);
    }
    cursor.skip_declaration()
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    start: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fault(&self, message: &str) -> Fault {
        let at = if self.at < self.text.len() { self.at } else { self.start };
        Fault::new(&rules::NOT_WELL_FORMED, Span::new(at, at + 1), message)
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(SPACE).len();
    }

    fn take(&mut self, mark: &str) -> bool {
        let found = self.rest().starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    fn name(&mut self) -> Option<&'a str> {
        let found = self.rest().get(..name::length(self.rest())).filter(|name| !name.is_empty())?;
        self.at += found.len();
        Some(found)
    }

    fn quoted(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, _) = rest.get(1..)?.split_once(quote)?;
        self.at += value.len() + 2;
        Some(value)
    }

    fn external_id(&mut self) -> Result<(Option<&'a str>, Option<&'a str>), Fault> {
        self.skip_space();
        let is_public = self.take("PUBLIC");
        if !is_public && !self.take("SYSTEM") {
            return Ok((None, None));
        }
        self.skip_space();
        let public =
            if is_public { Some(self.quoted().ok_or_else(|| self.fault("an identifier is missing"))?) } else { None };
        self.skip_space();
        let system = self.quoted().ok_or_else(|| self.fault("an identifier is missing"))?;
        Ok((public, Some(system)))
    }

    fn skip_past(&mut self, mark: &str) -> Result<(), Fault> {
        let length = self.rest().find(mark).ok_or_else(|| self.fault("this has no end"))?;
        self.at += length + mark.len();
        Ok(())
    }

    /// Moves past the `>` of a declaration; one in quotes does not count.
    fn skip_declaration(&mut self) -> Result<(), Fault> {
        loop {
            let rest = self.rest();
            let next = rest.find(['>', '"', '\'']).ok_or_else(|| self.fault("this declaration has no end"))?;
            self.at += next;
            if self.take(">") {
                return Ok(());
            }
            if self.quoted().is_none() {
                return Err(self.fault("this quote has no end"));
            }
        }
    }
}
