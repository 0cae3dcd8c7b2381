//! The document type: which file it names, and which entities it declares.

use super::entity::Entities;
use super::name;
use super::{Fault, Stop};
use crate::check::rules::xml as rules;
use crate::check::window::Window;
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
///
/// Where it is not whole yet, it is read again from its start: to declare the same a second time changes nothing.
pub(super) fn read<'a>(
    window: Window<'a>,
    start: usize,
    entities: &mut Entities,
) -> Result<(Doctype<'a>, usize), Stop> {
    let mut cursor = Cursor { window, at: start + "<!DOCTYPE".len(), start };
    cursor.skip_space()?;
    let name = cursor.name()?.ok_or_else(|| cursor.fault("the document type has no name"))?;
    let (public, system) = cursor.external_id()?;
    entities.external = system.is_some();
    cursor.skip_space()?;
    if cursor.take("[")? {
        subset(&mut cursor, entities)?;
        cursor.skip_space()?;
    }
    if !cursor.take(">")? {
        return Err(cursor.fault("the document type is not closed with >").into());
    }
    let has_external_entity = entities.has_external;
    Ok((Doctype { name, public, system, has_external_entity, span: Span::new(start, cursor.at) }, cursor.at))
}

fn subset(cursor: &mut Cursor<'_>, entities: &mut Entities) -> Result<(), Stop> {
    loop {
        cursor.skip_space()?;
        if cursor.take("]")? {
            return Ok(());
        }
        if cursor.take("<!--")? {
            cursor.skip_past("-->")?;
        } else if cursor.take("<?")? {
            cursor.skip_past("?>")?;
        } else if cursor.take("%")? {
            // What a parameter entity declares is not read, so more entities may exist than are known (XML 1.0 §4.1).
            entities.external = true;
            cursor.skip_past(";")?;
        } else if cursor.take("<!ENTITY")? {
            entity(cursor, entities)?;
        } else if cursor.take("<!ELEMENT")? || cursor.take("<!ATTLIST")? || cursor.take("<!NOTATION")? {
            cursor.skip_declaration()?;
        } else {
            return Err(cursor.fault("this is not allowed in a document type").into());
        }
    }
}

fn entity(cursor: &mut Cursor<'_>, entities: &mut Entities) -> Result<(), Stop> {
    cursor.skip_space()?;
    if cursor.take("%")? {
        return cursor.skip_declaration();
    }
    let name = cursor.name()?.ok_or_else(|| cursor.fault("the entity has no name"))?;
    cursor.skip_space()?;
    if let Some(value) = cursor.quoted()? {
        entities.declare(name, Some(value));
    } else {
        let (_, system) = cursor.external_id()?;
        if system.is_none() {
            return Err(cursor.fault("the entity has no value").into());
        }
        entities.has_external = true;
        entities.declare(name, None);
    }
    cursor.skip_declaration()
}

/// A place in a document type. Whatever it looks for may lie beyond the window; then it wants more of the document.
struct Cursor<'a> {
    window: Window<'a>,
    at: usize,
    start: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.window.after(self.at)
    }

    fn fault(&self, message: &str) -> Fault {
        let at = if self.at < self.window.end() { self.at } else { self.start };
        Fault::new(&rules::NOT_WELL_FORMED, Span::new(at, at + 1), message)
    }

    /// Stops where what was found may go on beyond the window.
    fn unless_cut(&self, is_cut: bool) -> Result<(), Stop> {
        if is_cut && !self.window.is_last { Err(Stop::Short) } else { Ok(()) }
    }

    fn skip_space(&mut self) -> Result<(), Stop> {
        self.at = self.window.end() - self.rest().trim_start_matches(SPACE).len();
        self.unless_cut(self.rest().is_empty())
    }

    fn take(&mut self, mark: &str) -> Result<bool, Stop> {
        let rest = self.rest();
        let found = rest.starts_with(mark);
        if found {
            self.at += mark.len();
        }
        self.unless_cut(!found && mark.starts_with(rest))?;
        Ok(found)
    }

    fn name(&mut self) -> Result<Option<&'a str>, Stop> {
        let rest = self.rest();
        let length = name::length(rest);
        self.unless_cut(length == rest.len())?;
        self.at += length;
        Ok(rest.get(..length).filter(|name| !name.is_empty()))
    }

    fn quoted(&mut self) -> Result<Option<&'a str>, Stop> {
        let rest = self.rest();
        self.unless_cut(rest.is_empty())?;
        let Some(quote @ ('"' | '\'')) = rest.chars().next() else { return Ok(None) };
        let found = rest.get(1..).and_then(|inner| inner.split_once(quote)).map(|(value, _)| value);
        self.unless_cut(found.is_none())?;
        self.at += found.map_or(0, |value| value.len() + 2);
        Ok(found)
    }

    fn external_id(&mut self) -> Result<(Option<&'a str>, Option<&'a str>), Stop> {
        self.skip_space()?;
        let is_public = self.take("PUBLIC")?;
        if !is_public && !self.take("SYSTEM")? {
            return Ok((None, None));
        }
        self.skip_space()?;
        let public = if is_public { Some(self.identifier()?) } else { None };
        self.skip_space()?;
        let system = self.identifier()?;
        Ok((public, Some(system)))
    }

    fn identifier(&mut self) -> Result<&'a str, Stop> {
        let found = self.quoted()?;
        found.ok_or_else(|| self.fault("an identifier is missing").into())
    }

    fn skip_past(&mut self, mark: &str) -> Result<(), Stop> {
        let found = self.rest().find(mark);
        let length = found.ok_or_else(|| Stop::at_end(self.window, || self.fault("this has no end")))?;
        self.at += length + mark.len();
        Ok(())
    }

    /// Moves past the `>` of a declaration; one in quotes does not count.
    fn skip_declaration(&mut self) -> Result<(), Stop> {
        loop {
            let found = self.rest().find(['>', '"', '\'']);
            let missing = || self.fault("this declaration has no end");
            self.at += found.ok_or_else(|| Stop::at_end(self.window, missing))?;
            if self.take(">")? {
                return Ok(());
            }
            if self.quoted()?.is_none() {
                return Err(self.fault("this quote has no end").into());
            }
        }
    }
}
