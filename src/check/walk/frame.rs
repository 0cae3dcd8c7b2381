//! An open element: what it may hold, and what was seen of it so far.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Deref;

use crate::check::finding::MAX_OF_ONE_RULE;
use crate::check::grammar::{Context, Kind, Spec};
use crate::check::xml::attribute::Attribute;
use crate::check::xml::namespace::Ns;
use crate::problem::Span;

/// An open element.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the element")]
pub(super) struct Frame<'a> {
    pub ns: Ns,
    pub local: Cow<'a, str>,
    /// The name as written.
    pub raw: Cow<'a, str>,
    pub spec: Spec,
    pub kind: Kind,
    /// The start tag.
    pub tag: Span,
    pub attributes: Attributes<'a>,
    /// The text so far.
    pub text: Cow<'a, str>,
    pub stretches: Vec<Stretch>,
    /// The known children so far, each once, and how often.
    seen: Vec<(Ns, Cow<'a, str>, usize)>,
    /// Whether it has any child element.
    pub has_children: bool,
    /// Whether it has text that is more than white space, where the text itself is not kept.
    pub has_text: bool,
    /// Whether text in it was complained about.
    pub complained: bool,
    /// Whether a language is known here.
    pub has_language: bool,
    /// The innermost `xml:base`, resolved as far as it can be.
    pub base: Option<std::rc::Rc<str>>,
    pub stripe: super::extension_marks::Stripe,
    pub notes: Notes,
}

/// A stretch of an element's text, and where in the document it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// Offset in the text.
    pub at: usize,
    /// Where its source stands.
    pub source: Span,
    /// Whether references mean nothing in it, as in a CDATA section.
    pub verbatim: bool,
}

/// The attributes of an open element: parts of the text at hand, or copies of what is not at hand any more.
#[derive(Debug)]
pub(super) enum Attributes<'a> {
    Near(Vec<Attribute<'a>>),
    Far(Vec<Attribute<'static>>),
}

impl Default for Attributes<'_> {
    fn default() -> Self {
        Self::Far(Vec::new())
    }
}

impl<'a> Deref for Attributes<'a> {
    type Target = [Attribute<'a>];

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Near(attributes) | Self::Far(attributes) => attributes,
        }
    }
}

impl Attributes<'_> {
    /// What was copied once is not looked at again: a deep element may have ten thousand.
    fn detached(self) -> Attributes<'static> {
        match self {
            Self::Near(attributes) => Attributes::Far(attributes.into_iter().map(Attribute::detached).collect()),
            Self::Far(attributes) => Attributes::Far(attributes),
        }
    }
}

/// What a parent remembers of its children.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The texts of `title`, `link` and `docs`.
    pub title: Option<String>,
    pub link: Option<String>,
    pub docs: Option<String>,
    /// Hashes of ids, and of dates of update.
    pub ids: HashSet<u64>,
    pub updates: HashSet<u64>,
    /// Days and hours to be skipped.
    pub skipped: Vec<String>,
    pub links: Vec<Link>,
    /// The places of those of which something may be said at the end, and how many of either kind they are.
    link_spans: Vec<Span>,
    alternates: usize,
    paging: usize,
    /// Whether an element of iTunes was seen.
    pub itunes: bool,
    /// The endings of enclosures that Apple does not play, and where their addresses stand.
    pub unplayed: Vec<(String, Span)>,
    /// Of `content`: its type, and whether it lies elsewhere.
    pub content: Option<(String, bool)>,
    /// The type of a text construct.
    pub kind: String,
    /// Whether a `source` names an author.
    pub source_author: bool,
}

impl Notes {
    /// Adds a link. So many of a kind are listed in all as findings of one rule are.
    pub(super) fn add_link(&mut self, link: Link) {
        let count = match link.rel.as_str() {
            "alternate" => Some(&mut self.alternates),
            _ if link.is_paging() => Some(&mut self.paging),
            _ => None,
        };
        if let Some(count) = count.filter(|count| **count < MAX_OF_ONE_RULE) {
            *count += 1;
            self.link_spans.push(link.span);
        }
        self.links.push(link);
    }
}

/// A link of Atom.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub rel: String,
    pub kind: String,
    pub language: String,
    pub href: String,
    pub span: Span,
}

impl<'a> Frame<'a> {
    /// An element that has just begun.
    pub(super) fn new(name: (Ns, &'a str, &'a str), spec: Spec, tag: Span, attributes: Vec<Attribute<'a>>) -> Self {
        let (ns, local, raw) = name;
        Self {
            ns,
            local: local.into(),
            raw: raw.into(),
            spec,
            kind: spec.kind,
            tag,
            attributes: Attributes::Near(attributes),
            text: Cow::Borrowed(""),
            stretches: Vec::new(),
            seen: Vec::new(),
            has_children: false,
            has_text: false,
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
            None => self.seen.push((ns, local.into(), 1)),
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

    /// Adds text, with where it comes from.
    pub(super) fn add_text(&mut self, value: Cow<'a, str>, source: Span, verbatim: bool) {
        self.stretches.push(Stretch { at: self.text.len(), source, verbatim });
        if self.text.is_empty() {
            self.text = value;
        } else {
            self.text.to_mut().push_str(&value);
        }
    }

    /// Whether its text is kept until it ends, and judged with its places: then its source is kept as well. A `div`
    /// stands in one of these.
    pub(super) fn keeps_text(&self) -> bool {
        matches!(self.kind, Kind::Leaf | Kind::TextConstruct | Kind::AtomContent)
    }

    /// The places of which something may be said at its end.
    pub(super) fn held(&self) -> impl Iterator<Item = Span> {
        let unplayed = self.notes.unplayed.iter().take(MAX_OF_ONE_RULE).map(|(_, span)| *span);
        [self.tag].into_iter().chain(self.notes.link_spans.iter().copied()).chain(unplayed)
    }

    /// The element as one that needs nothing of the document's text.
    pub(super) fn detached(self) -> Frame<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Frame {
            ns: self.ns,
            local: own(self.local),
            raw: own(self.raw),
            spec: self.spec,
            kind: self.kind,
            tag: self.tag,
            attributes: self.attributes.detached(),
            text: own(self.text),
            stretches: self.stretches,
            seen: self.seen.into_iter().map(|(ns, name, count)| (ns, own(name), count)).collect(),
            has_children: self.has_children,
            has_text: self.has_text,
            complained: self.complained,
            has_language: self.has_language,
            base: self.base,
            stripe: self.stripe,
            notes: self.notes,
        }
    }
}
