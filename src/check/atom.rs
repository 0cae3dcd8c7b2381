//! Atom 1.0 (RFC 4287) with threads (RFC 4685) and archives (RFC 5005): which elements stand where.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use super::extensions::{self, dublin_core};
use super::grammar::{
    AttributeSpec, Context, Kind, Spec, leaf, may, may_in, must, of_kind, resource, skip, text, within,
};
use super::rules;
use super::value::Value;
use super::xml::namespace::Ns;

/// The attribute of text constructs.
pub(super) const TEXT: &[AttributeSpec] = &[may("type", Value::Any)];
/// The attributes of content.
pub(super) const CONTENT: &[AttributeSpec] = &[may("type", Value::Any), may("src", Value::UriAttribute)];
const CATEGORY: &[AttributeSpec] =
    &[must("term", Value::Any), may("scheme", Value::FullUri), may("label", Value::Plain)];
const GENERATOR: &[AttributeSpec] = &[may("uri", Value::UriAttribute), may("version", Value::Any)];
const PARSE_TYPE: &[AttributeSpec] = &[may_in(Ns::Rdf, "parseType", Value::Any)];
const INDEX: &[AttributeSpec] = &[may_in(Ns::Indexing, "index", Value::YesNo)];
const RELATIONSHIP: &[AttributeSpec] =
    &[must("relationship", Value::OneOf(&["allow", "deny"], &rules::INVALID_ACCESS_RESTRICTION))];
/// The attributes of `link`; `href` and `rel` are looked at together with the others.
const LINK: &[AttributeSpec] = &[
    may("href", Value::Any),
    may("rel", Value::Any),
    may("type", Value::MediaType),
    may("hreflang", Value::Language),
    may("title", Value::Plain),
    may("length", Value::NonNegative),
    may_in(Ns::Rdf, "type", Value::Any),
    may_in(Ns::Rdf, "resource", Value::Any),
    may_in(Ns::Thr, "count", Value::NonNegative),
    may_in(Ns::Thr, "when", Value::Any),
    may_in(Ns::Thr, "updated", Value::Rfc3339),
];

/// `author` and `contributor`.
pub(super) const fn person() -> Spec {
    within(Context::Person).with(PARSE_TYPE)
}

/// `category`.
pub(super) const fn category() -> Spec {
    within(Context::Empty).with(CATEGORY)
}

/// `generator`.
pub(super) const fn generator() -> Spec {
    leaf(Value::Plain).filled().with(GENERATOR).once()
}

/// `link`.
pub(super) const fn link() -> Spec {
    within(Context::Link).with(LINK)
}

/// The root element.
pub(super) const fn feed() -> Spec {
    within(Context::Feed).with(INDEX)
}

/// `entry`.
pub(super) const fn entry() -> Spec {
    within(Context::Entry).with(PARSE_TYPE)
}

const fn construct() -> Spec {
    of_kind(Kind::TextConstruct).with(TEXT).once()
}

/// The children of `feed` and of an entry's `source`.
pub(super) fn in_feed(ns: Ns, name: &str, is_source: bool) -> Option<Spec> {
    Some(match (ns, name) {
        (Ns::Core, "author" | "contributor") => person(),
        (Ns::Core, "category") => category(),
        (Ns::Core, "generator") => generator(),
        (Ns::Core, "id") => leaf(Value::Canonical).tight().once(),
        (Ns::Core, "icon" | "logo") => leaf(Value::Uri).filled().tight().once(),
        (Ns::Core, "link") => link(),
        (Ns::Core, "title" | "subtitle" | "rights") => construct(),
        (Ns::Core, "updated") => leaf(Value::Rfc3339).tight().once(),
        (Ns::Core, "entry") if !is_source => entry(),
        (Ns::App, "collection") => skip().once(),
        (Ns::Access, "restriction") => within(Context::Empty).with(RELATIONSHIP),
        (Ns::Dc, _) => match dublin_core::base(name) {
            "creator" | "subject" => text(),
            "date" => leaf(Value::W3cdtf).once(),
            _ => return extensions::in_feed(ns, name),
        },
        _ => return extensions::in_feed(ns, name),
    })
}

/// The children of `entry`.
pub(super) fn in_entry(ns: Ns, name: &str) -> Option<Spec> {
    Some(match (ns, name) {
        (Ns::Core, "author" | "contributor") => person(),
        (Ns::Core, "category") => category(),
        (Ns::Core, "content") => of_kind(Kind::AtomContent).with(CONTENT).once(),
        (Ns::Core, "id") => leaf(Value::Canonical).filled().tight().once(),
        (Ns::Core, "link") => link(),
        (Ns::Core, "published") => leaf(Value::Rfc3339).tight().once(),
        (Ns::Core, "updated") => leaf(Value::Rfc3339).filled().tight().once(),
        (Ns::Core, "source") => within(Context::Source).with(INDEX).once(),
        (Ns::Core, "rights" | "summary" | "title") => construct(),
        (Ns::App, "edited") => leaf(Value::Rfc3339).tight().once(),
        (Ns::App, "control") => within(Context::AppControl).once(),
        (Ns::Dc, _) => match dublin_core::base(name) {
            "creator" | "subject" => text(),
            "date" => leaf(Value::W3cdtf).once(),
            _ => return extensions::in_entry(ns, name),
        },
        (Ns::Trackback, "ping") => leaf(Value::FullUri).once(),
        (Ns::Trackback, "about") => leaf(Value::FullUri),
        _ => return extensions::in_entry(ns, name),
    })
}

/// The children of `author` and `contributor`.
pub(super) fn in_person(ns: Ns, name: &str) -> Option<Spec> {
    Some(match (ns, name) {
        (Ns::Core | Ns::Atom, "name") => leaf(Value::Name).filled().once(),
        (Ns::Core | Ns::Atom, "email") => leaf(Value::Address).once(),
        (Ns::Core | Ns::Atom, "uri") => leaf(Value::Iri).filled().tight().once(),
        (Ns::Foaf, "workplaceHomepage" | "homepage" | "weblog" | "plan") => resource(),
        (Ns::Foaf, "firstName") => text(),
        (Ns::Xhtml, "div") => skip(),
        _ => return None,
    })
}

/// Elements of the feed itself, which must stand before its entries.
pub(super) fn is_metadata(ns: Ns, name: &str) -> bool {
    ns == Ns::Core
        && matches!(
            name,
            "author"
                | "category"
                | "contributor"
                | "generator"
                | "id"
                | "icon"
                | "link"
                | "logo"
                | "title"
                | "subtitle"
                | "rights"
                | "updated"
        )
}

/// The elements of Atom that make sense in many places where nobody expects them.
pub(super) fn questionable(name: &str) -> Option<Spec> {
    Some(match name {
        "author" | "contributor" => person(),
        "category" => category(),
        "content" => of_kind(Kind::AtomContent).with(CONTENT),
        "generator" => generator(),
        "icon" | "logo" => leaf(Value::Uri).once(),
        "id" => leaf(Value::Canonical).once(),
        "link" => link(),
        "published" | "updated" => leaf(Value::Rfc3339).once(),
        "rights" | "subtitle" | "summary" | "title" => construct(),
        _ => return None,
    })
}
