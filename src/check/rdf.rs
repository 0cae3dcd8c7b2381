//! RSS 1.0 and 0.90, which are RDF.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use super::grammar::{AttributeSpec, Context, Spec, may, may_in, resource, skip, text, within};
use super::rss;
use super::value::Value;
use super::xml::namespace::Ns;

/// The `rdf:about` that names what is described.
pub(super) const ABOUT: &[AttributeSpec] =
    &[AttributeSpec { ns: Ns::Rdf, name: "about", value: Value::Uri, required: true }];
const ABOUT_090: &[AttributeSpec] = &[may_in(Ns::Rdf, "about", Value::Uri)];
const PARSE_TYPE: &[AttributeSpec] = &[may_in(Ns::Rdf, "parseType", Value::Any)];
const LIST_ITEM: &[AttributeSpec] = &[may("resource", Value::Any), may_in(Ns::Rdf, "resource", Value::Any)];
const PERMALINK: &[AttributeSpec] = &[
    may_in(Ns::Rdf, "resource", Value::Uri),
    may_in(Ns::Dc, "title", Value::Any),
    may_in(Ns::L, "type", Value::MediaType),
];

/// The children of `rdf:RDF`; in RSS 0.90 nothing has an `rdf:about`.
pub(super) fn in_rdf(ns: Ns, name: &str, is_090: bool) -> Option<Spec> {
    let about = if is_090 { ABOUT_090 } else { ABOUT };
    Some(match (ns, name) {
        (Ns::Core, "channel") if is_090 => within(Context::Channel).once(),
        (Ns::Core, "channel") => within(Context::RdfChannel).with(ABOUT).once(),
        (Ns::Core, "item") => within(Context::RdfItem).with(about),
        (Ns::Core, "textinput") => within(Context::RdfTextInput).with(about),
        (Ns::Core, "image") => within(Context::RdfImage).with(about),
        (Ns::Cc, "License") | (Ns::Taxo, "topic") | (Ns::Rdf, "Description") => skip(),
        _ => return None,
    })
}

/// The children of a channel of RSS 1.0.
pub(super) fn in_channel(ns: Ns, name: &str) -> Option<Spec> {
    match (ns, name) {
        (Ns::Core, "items") => Some(within(Context::RdfItems).with(PARSE_TYPE).once()),
        (Ns::Rdfs, "label" | "comment") => Some(text()),
        _ => rss::in_any_channel(ns, name),
    }
}

/// The children of an item of RSS 1.0.
pub(super) fn in_item(ns: Ns, name: &str) -> Option<Spec> {
    Some(match (ns, name) {
        (Ns::Rdfs, "label" | "comment") => text(),
        (Ns::Trackback, "ping") => resource().once(),
        (Ns::Trackback, "about") => resource(),
        (Ns::L, "permalink") => resource().with(PERMALINK),
        (Ns::ThrRss | Ns::Thr, "children") => skip(),
        _ => return rss::in_any_item(ns, name, false),
    })
}

/// The children of the lists of RSS 1.0 and of `content:items`.
pub(super) fn in_list(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    Some(match (context, ns, name) {
        (Context::RdfItems, Ns::Rdf, "Seq") => within(Context::RdfSeq),
        (Context::RdfSeq, Ns::Rdf, "li") => within(Context::Empty).with(LIST_ITEM),
        (Context::ContentItems, Ns::Rdf, "Bag") => within(Context::ContentBag).once(),
        (Context::ContentBag, Ns::Rdf, "li") => within(Context::ContentListItem),
        (Context::ContentListItem, Ns::Content, "item") => within(Context::ContentItem),
        (Context::ContentItem, Ns::Content, "format" | "encoding") => resource().once(),
        (Context::ContentItem, Ns::Rdf, "value") => text().once(),
        _ => return None,
    })
}
