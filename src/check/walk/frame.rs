//! An open element: what it may hold, and what was seen of it so far.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::check::grammar::{Context, Kind, Spec};
use crate::check::value::Piece;
use crate::check::xml::attribute::Attribute;
use crate::check::xml::namespace::Ns;
use crate::problem::Span;

/// An open element.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub ns: Ns,
    pub local: &'a str,
    /// The name as written.
    pub raw: &'a str,
    pub spec: Spec,
    pub kind: Kind,
    /// The start tag.
    pub tag: Span,
    pub attributes: Vec<Attribute<'a>>,
    /// The text so far.
    pub text: Cow<'a, str>,
    pub pieces: Vec<Piece<'a>>,
    /// The known children so far, each once, and how often.
    seen: Vec<(Ns, &'a str, usize)>,
    /// Whether it has any child element.
    pub has_children: bool,
    /// Whether text in it was complained about.
    pub complained: bool,
    /// Whether a language is known here.
    pub has_language: bool,
    /// The innermost `xml:base`, resolved as far as it can be.
    pub base: Option<std::rc::Rc<str>>,
    pub stripe: super::extension_marks::Stripe,
    pub notes: Notes<'a>,
}

/// What a parent remembers of its children.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    /// The texts of `title`, `link` and `docs`.
    pub title: Option<String>,
    pub link: Option<String>,
    pub docs: Option<String>,
    /// Hashes of ids, and of dates of update.
    pub ids: HashSet<u64>,
    pub updates: HashSet<u64>,
    /// Days and hours to be skipped.
    pub skipped: Vec<String>,
    pub links: Vec<Link<'a>>,
    /// Whether an element of iTunes was seen.
    pub itunes: bool,
    pub enclosures: Vec<(Cow<'a, str>, Span)>,
    /// Of `content`: its type, and whether it lies elsewhere.
    pub content: Option<(String, bool)>,
    /// The type of a text construct.
    pub kind: String,
    /// Whether a `source` names an author.
    pub source_author: bool,
}

/// A link of Atom.
#[derive(Debug, Clone)]
pub(super) struct Link<'a> {
    pub rel: Cow<'a, str>,
    pub kind: Cow<'a, str>,
    pub language: Cow<'a, str>,
    pub href: Cow<'a, str>,
    pub span: Span,
}

impl<'a> Frame<'a> {
    /// An element that has just begun.
    pub(super) fn new(name: (Ns, &'a str, &'a str), spec: Spec, tag: Span, attributes: Vec<Attribute<'a>>) -> Self {
        let (ns, local, raw) = name;
        Self {
            ns,
            local,
            raw,
            spec,
            kind: spec.kind,
            tag,
            attributes,
            text: Cow::Borrowed(""),
            pieces: Vec::new(),
            seen: Vec::new(),
            has_children: false,
            complained: false,
            has_language: false,
            base: None,
            stripe: super::extension_marks::Stripe::default(),
            notes: Notes::default(),
        }
    }

    /// The context that its children stand in.
    pub(super) fn context(&self) -> Option<Context> {
        match self.kind {
            Kind::In(context) => Some(context),
            _ => None,
        }
    }

    /// Whether a child of this name was seen.
    pub(super) fn has(&self, ns: Ns, local: &str) -> bool {
        self.count(ns, local) > 0
    }

    /// How many children of this name were seen.
    pub(super) fn count(&self, ns: Ns, local: &str) -> usize {
        let found = self.seen.iter().find(|(known, name, _)| *known == ns && *name == local);
        found.map_or(0, |(.., count)| *count)
    }

    /// Notes a child that its context knows. Names are those of the grammar, so there are few.
    pub(super) fn see(&mut self, ns: Ns, local: &'a str) {
        match self.seen.iter_mut().find(|(known, name, _)| *known == ns && *name == local) {
            Some((.., count)) => *count += 1,
            None => self.seen.push((ns, local, 1)),
        }
    }

    /// The attribute without a namespace of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attribute_in(Ns::Core, name)
    }

    /// The attribute of this namespace and name.
    pub(super) fn attribute_in(&self, ns: Ns, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.ns == ns && attribute.local == name)
    }

    /// Adds text that stands at `start` in the document.
    pub(super) fn add_text(&mut self, value: Cow<'a, str>, piece: (usize, &'a str, bool)) {
        let (start, raw, verbatim) = piece;
        self.pieces.push(Piece { at: self.text.len(), start, raw, verbatim });
        if self.text.is_empty() {
            self.text = value;
        } else {
            self.text.to_mut().push_str(&value);
        }
    }
}
