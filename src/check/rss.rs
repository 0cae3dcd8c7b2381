//! RSS 2.0 and its 0.9x forerunners: which elements stand where.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use super::extensions::{self, dublin_core};
use super::grammar::{AttributeSpec, Context, Kind, Spec, leaf, may, may_in, must, of_kind, skip, text, within};
use super::rules;
use super::value::Value;
use super::xml::namespace::Ns;

const INDEX: &[AttributeSpec] = &[may_in(Ns::Indexing, "index", Value::YesNo)];
const DOMAIN: &[AttributeSpec] = &[may("domain", Value::Any)];
const CLOUD: &[AttributeSpec] = &[
    must("domain", Value::Any),
    must("port", Value::Port),
    must("path", Value::Any),
    must("registerProcedure", Value::Any),
    must("protocol", Value::Any),
];
const ENCLOSURE: &[AttributeSpec] =
    &[must("url", Value::WebAddress), must("length", Value::Length), must("type", Value::MediaTypeAttribute)];
const GUID: &[AttributeSpec] =
    &[may("isPermaLink", Value::OneOf(&["true", "false"], &rules::INVALID_BOOLEAN_ATTRIBUTE))];
const SOURCE: &[AttributeSpec] = &[must("url", Value::FullUri)];
const RELATIONSHIP: &[AttributeSpec] =
    &[must("relationship", Value::OneOf(&["allow", "deny"], &rules::INVALID_ACCESS_RESTRICTION))];
const CHANNEL_IMAGE: &[AttributeSpec] = &[
    may_in(Ns::Rdf, "resource", Value::Any),
    may_in(Ns::Rdf, "about", Value::Any),
    may_in(Ns::Rdf, "parseType", Value::Any),
];
const ABOUT: &[AttributeSpec] = &[may_in(Ns::Rdf, "about", Value::Any)];

/// The attribute of `rss`.
pub(super) const VERSION: &[AttributeSpec] = &[may("version", Value::Any)];

/// The children of `rss`.
pub(super) fn in_rss(ns: Ns, name: &str) -> Option<Spec> {
    match (ns, name) {
        (Ns::Core, "channel") => Some(within(Context::Channel).with(INDEX).once()),
        (Ns::Access, "restriction") => Some(within(Context::Empty).with(RELATIONSHIP).once()),
        _ => None,
    }
}

/// What the channels of RSS 2.0 and 1.0 have in common.
pub(super) fn in_any_channel(ns: Ns, name: &str) -> Option<Spec> {
    match (ns, name) {
        (Ns::Core, "title") => Some(leaf(Value::Plain).filled().once()),
        (Ns::Core, "link") => Some(leaf(Value::FullUri).once()),
        (Ns::Core, "description") => Some(leaf(Value::Plain).once()),
        (Ns::Core, "image") => Some(within(Context::Image).with(CHANNEL_IMAGE).once()),
        (Ns::Core, "textInput") => Some(within(Context::TextInput).with(ABOUT).once()),
        (Ns::Core, "textinput") => Some(skip().once()),
        (Ns::Core, "blink") => Some(text().once()),
        (Ns::Dc, _) => match dublin_core::base(name) {
            "creator" | "subject" => Some(text()),
            "date" => Some(leaf(Value::W3cdtf).once()),
            _ => extensions::in_feed(ns, name),
        },
        (Ns::Cc, "license") => Some(skip()),
        (Ns::Atom, _) => atom_in_channel(name),
        _ => extensions::in_feed(ns, name),
    }
}

/// The elements of Atom that a channel may have.
fn atom_in_channel(name: &str) -> Option<Spec> {
    Some(match name {
        "author" | "contributor" => super::atom::person(),
        "category" => super::atom::category(),
        "generator" => super::atom::generator(),
        "id" => leaf(Value::FullUri).once(),
        "icon" | "logo" => leaf(Value::Uri).filled().once(),
        "link" => super::atom::link(),
        "title" | "subtitle" | "rights" => of_kind(Kind::TextConstruct).with(super::atom::TEXT).once(),
        "updated" => leaf(Value::Rfc3339).once(),
        _ => return None,
    })
}

/// The children of `channel`.
pub(super) fn in_channel(ns: Ns, name: &str) -> Option<Spec> {
    if ns == Ns::Access {
        return in_rss(ns, name);
    }
    if ns != Ns::Core {
        return in_any_channel(ns, name);
    }
    Some(match name {
        "item" => within(Context::Item),
        "category" => leaf(Value::Plain).with(DOMAIN),
        "cloud" => within(Context::Empty).with(CLOUD).once(),
        "rating" => text(),
        "ttl" => leaf(Value::Positive).filled().once(),
        "docs" => leaf(Value::FullUri).once(),
        "generator" => text().once(),
        "pubDate" | "lastBuildDate" => leaf(Value::MailDate).once(),
        "managingEditor" | "webMaster" => leaf(Value::NamedContact).once(),
        "language" => leaf(Value::Language).once(),
        "copyright" => leaf(Value::Plain).once(),
        "skipHours" => within(Context::SkipHours).once(),
        "skipDays" => within(Context::SkipDays).once(),
        _ => return in_any_channel(ns, name),
    })
}

/// Elements of the channel itself, which the best practices want before its items.
pub(super) fn is_metadata(ns: Ns, name: &str) -> bool {
    match ns {
        Ns::Core => matches!(
            name,
            "image"
                | "textInput"
                | "textinput"
                | "link"
                | "title"
                | "description"
                | "category"
                | "cloud"
                | "ttl"
                | "docs"
                | "generator"
                | "pubDate"
                | "managingEditor"
                | "webMaster"
                | "language"
                | "copyright"
                | "lastBuildDate"
                | "skipHours"
                | "skipDays"
        ),
        Ns::Atom => name == "link",
        _ => false,
    }
}

/// What the items of RSS 2.0 and 1.0 have in common. RSS 0.91 has plain descriptions.
pub(super) fn in_any_item(ns: Ns, name: &str, plain_description: bool) -> Option<Spec> {
    match (ns, name) {
        (Ns::Core, "title") => Some(leaf(Value::Plain).filled().once()),
        (Ns::Core, "link") => Some(leaf(Value::FullUri).once()),
        (Ns::Core, "description") if plain_description => Some(leaf(Value::Plain).once()),
        (Ns::Core, "description") | (Ns::Content, "encoded") => Some(leaf(Value::Html).once()),
        (Ns::Content, "items") => Some(within(Context::ContentItems).once()),
        (Ns::Xhtml, "body") => Some(Spec { open: true, ..of_kind(Kind::Xhtml) }),
        (Ns::Dc, _) => match dublin_core::base(name) {
            "creator" | "subject" => Some(text()),
            "date" => Some(leaf(Value::W3cdtf)),
            _ => extensions::in_entry(ns, name),
        },
        (Ns::Cc, "license") => Some(skip()),
        (Ns::Atom, _) => atom_in_item(name),
        _ => extensions::in_entry(ns, name),
    }
}

fn atom_in_item(name: &str) -> Option<Spec> {
    Some(match name {
        "id" => leaf(Value::FullUri).filled().once(),
        "link" => super::atom::link(),
        "title" => of_kind(Kind::AtomContent).with(super::atom::CONTENT).once(),
        "summary" => of_kind(Kind::TextConstruct).with(super::atom::TEXT).once(),
        "content" => of_kind(Kind::AtomContent).with(super::atom::CONTENT),
        "author" => super::atom::person().once(),
        "contributor" => super::atom::person(),
        "published" | "updated" => leaf(Value::Rfc3339).once(),
        _ => return None,
    })
}

/// The children of `item`.
pub(super) fn in_item(ns: Ns, name: &str, plain_description: bool) -> Option<Spec> {
    Some(match (ns, name) {
        (Ns::Core, "comments") => leaf(Value::FullUri).once(),
        (Ns::Core, "enclosure") => within(Context::Empty).with(ENCLOSURE).once_or(&rules::DUPLICATE_ENCLOSURE),
        (Ns::Core, "pubDate") => leaf(Value::MailDate).once(),
        (Ns::Core, "author") => leaf(Value::NamedContact).once(),
        (Ns::Core, "category") => leaf(Value::Plain).filled().with(DOMAIN),
        (Ns::Core, "guid") => text().filled().with(GUID).once(),
        (Ns::Core, "source") => leaf(Value::Plain).with(SOURCE).once(),
        (Ns::Trackback, "ping") => leaf(Value::FullUri).once(),
        (Ns::Trackback, "about") => leaf(Value::FullUri),
        _ => return in_any_item(ns, name, plain_description),
    })
}

/// The children of `image`, `textInput`, `skipHours` and `skipDays`.
pub(super) fn in_small(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    Some(match (context, ns, name) {
        (Context::Image | Context::RdfImage, Ns::Core, "title") => leaf(Value::Plain).once(),
        (Context::Image | Context::RdfImage, Ns::Core, "link" | "url") => leaf(Value::FullUri).once(),
        (Context::Image, Ns::Core, "width" | "height") => text().once(),
        (Context::Image, Ns::Core, "description") => leaf(Value::Plain).once(),
        (Context::TextInput | Context::RdfTextInput, Ns::Core, "title") => leaf(Value::Plain).once(),
        (Context::TextInput | Context::RdfTextInput, Ns::Core, "description") => text().once(),
        (Context::TextInput | Context::RdfTextInput, Ns::Core, "name") => leaf(Value::FormName).once(),
        (Context::TextInput | Context::RdfTextInput, Ns::Core, "link") => leaf(Value::FullUri).once(),
        (Context::SkipHours, Ns::Core, "hour") | (Context::SkipDays, Ns::Core, "day") => text(),
        (Context::SkipHours | Context::SkipDays, ..) => return None,
        (_, Ns::Dc, "creator" | "subject") => text(),
        (_, Ns::Dc, "date") => leaf(Value::W3cdtf).once(),
        (_, Ns::Cc, "license") => skip(),
        _ => return extensions::anywhere(ns, name),
    })
}

/// Pairs of elements that say the same: one of RSS itself, one of an extension.
pub(super) fn doubles(
    in_item: bool,
    ns: Ns,
    name: &str,
) -> impl Iterator<Item = &'static (&'static str, Ns, &'static str)> {
    const CHANNEL: &[(&str, Ns, &str)] = &[
        ("managingEditor", Ns::Dc, "creator"),
        ("category", Ns::Dc, "subject"),
        ("pubDate", Ns::Dc, "date"),
        ("generator", Ns::Admin, "generatorAgent"),
        ("webMaster", Ns::Dc, "publisher"),
        ("language", Ns::Dc, "language"),
        ("copyright", Ns::Dc, "rights"),
        ("lastBuildDate", Ns::Dcterms, "modified"),
    ];
    const ITEM: &[(&str, Ns, &str)] = &[
        ("author", Ns::Dc, "creator"),
        ("category", Ns::Dc, "subject"),
        ("pubDate", Ns::Dc, "date"),
        ("pubDate", Ns::Atom, "published"),
        ("guid", Ns::Atom, "id"),
        ("source", Ns::Dc, "source"),
    ];
    let pairs = if in_item { ITEM } else { CHANNEL };
    pairs
        .iter()
        .filter(move |(core, other, local)| (ns == Ns::Core && *core == name) || (ns == *other && *local == name))
}
