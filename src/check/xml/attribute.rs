//! Start tags: their name, their attributes, and the namespaces that they declare.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use memchr::memchr;

use super::entity::Entities;
use super::name;
use super::namespace::{Declared, Ns, Scope};
use super::{Fault, MAX_NAMESPACES, Stop, unbound};
use crate::check::rules::xml as rules;
use crate::check::window::Window;
use crate::problem::Span;

/// So many attributes may stand in one tag.
const MAX_ATTRIBUTES: usize = 10_000;
/// The value of an attribute may have so many bytes: pictures stand in some, but not feeds.
const MAX_VALUE: usize = 16 << 20;
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// An attribute of a start tag.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'a> {
    /// The name without its prefix.
    pub local: Cow<'a, str>,
    /// The name as written.
    pub raw: Cow<'a, str>,
    /// Its namespace; `Core` without a prefix.
    pub ns: Ns,
    /// Its value, references replaced.
    pub value: Cow<'a, str>,
    /// Where the name stands.
    pub name_span: Span,
    /// Where the value stands, without its quotes.
    pub span: Span,
}

impl Attribute<'_> {
    /// The attribute as one that needs nothing of the document's text.
    pub(crate) fn detached(self) -> Attribute<'static> {
        Attribute {
            local: Cow::Owned(self.local.into_owned()),
            raw: Cow::Owned(self.raw.into_owned()),
            ns: self.ns,
            value: Cow::Owned(self.value.into_owned()),
            name_span: self.name_span,
            span: self.span,
        }
    }
}

/// A tag as written.
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) attributes: Vec<Written<'a>>,
    pub(super) empty: bool,
    pub(super) end: usize,
}

/// An attribute as written.
pub(super) struct Written<'a> {
    name: &'a str,
    name_span: Span,
    raw: &'a str,
    span: Span,
}

/// Reads the start tag whose `<` stands at `start`.
pub(super) fn read_tag(window: Window<'_>, start: usize) -> Result<Tag<'_>, Stop> {
    let form = |at: usize, message: &str| Fault::new(&rules::NOT_WELL_FORMED, Span::new(at, at + 1), message);
    let after = window.after(start + 1);
    let length = name::length(after);
    if length == 0 {
        let fault = || form(start, "this < begins no tag").help("write &lt;");
        return Err(if after.is_empty() { Stop::at_end(window, fault) } else { fault().into() });
    }
    let name = after.get(..length).unwrap_or_default();
    let mut at = start + 1 + length;
    let mut attributes = Vec::new();
    loop {
        let rest = window.after(at);
        let inner = rest.trim_start_matches(SPACE);
        let spaced = inner.len() < rest.len();
        at += rest.len() - inner.len();
        if inner.starts_with('>') {
            return Ok(Tag { name, attributes, empty: false, end: at + 1 });
        }
        if inner.starts_with("/>") {
            return Ok(Tag { name, attributes, empty: true, end: at + 2 });
        }
        if inner.is_empty() {
            return Err(Stop::at_end(window, || form(start, "this tag has no end")));
        }
        if inner == "/" && !window.is_last {
            return Err(Stop::Short);
        }
        if !spaced {
            return Err(form(at, "white space is missing before this attribute").into());
        }
        let written = read_attribute(window, at)?;
        at = written.span.end + 1;
        attributes.push(written);
        if attributes.len() > MAX_ATTRIBUTES {
            let message = format!("this tag has more than {MAX_ATTRIBUTES} attributes");
            return Err(Fault::new(&rules::LIMIT, Span::new(start, start + 1), message).into());
        }
    }
}

fn read_attribute(window: Window<'_>, start: usize) -> Result<Written<'_>, Stop> {
    let form = |at: usize, message: String| Fault::new(&rules::NOT_WELL_FORMED, Span::new(at, at + 1), message);
    let rest = window.after(start);
    let length = name::length(rest);
    if length == 0 {
        return Err(form(start, "an attribute cannot begin with this character".into()).into());
    }
    let name = rest.get(..length).unwrap_or_default();
    let after = rest.get(length..).unwrap_or_default().trim_start_matches(SPACE);
    let Some(value) = after.strip_prefix('=') else {
        let fault = || form(start, format!("the attribute {name} has no value")).help(format!("write {name}=\"…\""));
        return Err(if after.is_empty() { Stop::at_end(window, fault) } else { fault().into() });
    };
    let value = value.trim_start_matches(SPACE);
    let at = window.end() - value.len();
    let Some(quote @ (b'"' | b'\'')) = value.bytes().next() else {
        let fault = || form(at, format!("the value of {name} is not in quotes"));
        return Err(if value.is_empty() { Stop::at_end(window, fault) } else { fault().into() });
    };
    let inner = value.get(1..).unwrap_or_default();
    let within_limit = inner.as_bytes().get(..=MAX_VALUE).unwrap_or(inner.as_bytes());
    let Some(end) = memchr(quote, within_limit) else {
        if inner.len() > MAX_VALUE {
            let message = format!("the value of {name} has more than {} megabytes", MAX_VALUE >> 20);
            return Err(Fault::new(&rules::LIMIT, Span::new(start, start + length), message).into());
        }
        return Err(Stop::at_end(window, || form(at, format!("the value of {name} has no closing quote"))));
    };
    let raw = inner.get(..end).unwrap_or_default();
    if let Some(less) = raw.find('<') {
        let fault = form(at + 1 + less, format!("< is not allowed in the value of {name}"));
        return Err(fault.help("write &lt;").into());
    }
    Ok(Written { name, name_span: Span::new(start, start + length), raw, span: Span::new(at + 1, at + 1 + end) })
}

type Resolved<'a> = (Vec<Attribute<'a>>, Vec<(Declared<'a>, Cow<'a, str>)>);

/// Binds the `xmlns` attributes for the element at `depth` and gives the others their namespace.
pub(super) fn resolve<'a>(
    written: Vec<Written<'a>>,
    scope: &mut Scope<'a>,
    entities: &mut Entities,
    depth: usize,
) -> Result<Resolved<'a>, Fault> {
    let mut declared = Vec::new();
    let mut plain = Vec::new();
    for attribute in written {
        let value = entities.replace_in_attribute(attribute.raw, attribute.span.start)?;
        let prefix = match attribute.name.strip_prefix("xmlns") {
            Some("") => Some(""),
            Some(rest) => rest.strip_prefix(':'),
            None => None,
        };
        match prefix {
            Some(prefix) => {
                if declared.iter().any(|(known, _): &(Declared<'_>, _)| known.prefix == prefix) {
                    return Err(double(attribute.name, attribute.name_span));
                }
                bind(prefix, &value, &attribute, (scope, depth))?;
                declared.push((Declared { prefix, span: attribute.span }, value));
            }
            None => plain.push((attribute, value)),
        }
    }
    let attributes =
        plain.into_iter().map(|(written, value)| place(&written, value, scope)).collect::<Result<_, _>>()?;
    refuse_doubles(&attributes)?;
    Ok((attributes.into_iter().map(|(attribute, _)| attribute).collect(), declared))
}

fn bind<'a>(
    prefix: &'a str,
    uri: &str,
    written: &Written<'a>,
    (scope, depth): (&mut Scope<'a>, usize),
) -> Result<(), Fault> {
    let refuse = |message: String| Err(Fault::new(&rules::NOT_WELL_FORMED, written.name_span, message));
    if scope.len() >= MAX_NAMESPACES {
        let message = format!("more than {MAX_NAMESPACES} namespaces are declared");
        return Err(Fault::new(&rules::LIMIT, written.name_span, message));
    }
    if !prefix.is_empty() && uri.is_empty() {
        return refuse(format!("the prefix {prefix}: is declared with an empty namespace"));
    }
    if prefix == "xmlns" || (prefix == "xml") != (uri == "http://www.w3.org/XML/1998/namespace") {
        return refuse(format!("the prefix {prefix}: cannot be bound to this namespace"));
    }
    if uri.split_whitespace().nth(1).is_some() {
        let message = format!("the namespace {uri:?} has white space in it");
        return Err(Fault::new(&rules::SPACE_IN_NAMESPACE, written.span, message));
    }
    scope.bind(prefix, uri, depth);
    Ok(())
}

fn place<'a>(
    written: &Written<'a>,
    value: Cow<'a, str>,
    scope: &Scope<'a>,
) -> Result<(Attribute<'a>, Option<Rc<str>>), Fault> {
    let Some(name) = name::split(written.name) else {
        let message = format!("{} is no name with a namespace prefix", written.name);
        return Err(Fault::new(&rules::NOT_WELL_FORMED, written.name_span, message));
    };
    let (ns, uri) = if name.prefix.is_empty() {
        (Ns::Core, None)
    } else {
        scope.find(name.prefix).ok_or_else(|| unbound(name.prefix, written.name_span))?
    };
    let attribute = Attribute {
        local: name.local.into(),
        raw: written.name.into(),
        ns,
        value,
        name_span: written.name_span,
        span: written.span,
    };
    Ok((attribute, uri))
}

fn double(name: &str, span: Span) -> Fault {
    Fault::new(&rules::DUPLICATE_ATTRIBUTE, span, format!("the attribute {name} stands twice"))
}

fn refuse_doubles(attributes: &Vec<(Attribute<'_>, Option<Rc<str>>)>) -> Result<(), Fault> {
    if attributes.len() <= 8 {
        for (at, (one, uri)) in attributes.iter().enumerate() {
            if attributes.iter().take(at).any(|(other, known)| other.local == one.local && known == uri) {
                return Err(double(&one.raw, one.name_span));
            }
        }
        return Ok(());
    }
    let mut seen = HashSet::with_capacity(attributes.len());
    for (attribute, uri) in attributes {
        if !seen.insert((&*attribute.local, uri.clone())) {
            return Err(double(&attribute.raw, attribute.name_span));
        }
    }
    Ok(())
}
