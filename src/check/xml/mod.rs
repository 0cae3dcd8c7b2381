//! XML, read strictly and with the exact place of every fault.
//!
//! The reader keeps nothing but the names of the open elements, so its memory is bounded by [`MAX_DEPTH`]. It reads what
//! is at hand of a document and asks for more where a piece is not whole yet. External entities are never fetched, and
//! internal ones may expand to [`entity::MAX_EXPANSION`] bytes in all.

pub(crate) mod attribute;
pub(crate) mod doctype;
pub(crate) mod entity;
pub(crate) mod name;
pub(crate) mod namespace;
mod reader;

use std::borrow::Cow;
use std::rc::Rc;

use self::attribute::Attribute;
use self::doctype::Doctype;
use self::namespace::{Declared, Ns};
pub(crate) use self::reader::Reader;
use crate::check::registry::Rule;
use crate::check::rules::xml as rules;
use crate::check::window::Window;
use crate::problem::Span;

/// Elements may be nested this deep; feeds need about ten levels, HTML as XML some dozens.
pub(crate) const MAX_DEPTH: usize = 1_000;
/// So many namespace declarations may be in scope at once.
pub(crate) const MAX_NAMESPACES: usize = 1_000;

/// What ends the reading: the text is no XML from here on.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// Where.
    pub span: Span,
    /// What is wrong there.
    pub message: String,
    /// What to write instead, where more can be said than the rule says.
    pub help: Option<String>,
}

impl Fault {
    pub(super) fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self { rule, span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Why a piece of the document cannot be read.
pub(super) enum Stop {
    /// It is no XML.
    Fault(Fault),
    /// It is not whole yet.
    Short,
}

impl Stop {
    /// What it means that the window ends within a piece: the fault that it is where the document ends there as well.
    pub(super) fn at_end(window: Window<'_>, fault: impl FnOnce() -> Fault) -> Self {
        if window.is_last { Self::Fault(fault()) } else { Self::Short }
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A piece of the document.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// `<!DOCTYPE …>`.
    Doctype(Doctype<'a>),
    /// A start tag; an empty-element tag is followed by its own `End`.
    Start(Start<'a>),
    /// An end tag.
    End(Span),
    /// Text of an element, references replaced.
    Text(Text<'a>),
    /// The next piece is not whole yet: the reader wants to go on over more of the document.
    More,
    /// The end of the document.
    Eof,
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    /// The name without its prefix.
    pub local: &'a str,
    /// The name as written.
    pub raw: &'a str,
    /// Its namespace.
    pub ns: Ns,
    /// The URI of its namespace, where it has one.
    pub uri: Option<Rc<str>>,
    /// The whole tag.
    pub span: Span,
    /// Its attributes without the `xmlns` ones.
    pub attributes: Vec<Attribute<'a>>,
    /// The namespaces that it declares, with their URIs.
    pub declared: Vec<(Declared<'a>, Cow<'a, str>)>,
}

/// Character data.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    /// The text with its references replaced and its line ends made LF.
    pub value: Cow<'a, str>,
    /// Where it stands, without the marks of a CDATA section.
    pub span: Span,
    /// Whether it stands in a CDATA section.
    pub cdata: bool,
}

/// The fault of a prefix that nothing declares.
pub(super) fn unbound(prefix: &str, span: Span) -> Fault {
    let fault = Fault::new(&rules::UNBOUND_PREFIX, span, format!("the prefix {prefix}: is not declared"));
    match namespace::usual_uri(prefix) {
        Some(uri) => fault.help(format!("add xmlns:{prefix}=\"{uri}\" to the root element")),
        None => fault,
    }
}
