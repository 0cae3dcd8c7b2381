//! Extensions: which elements of other namespaces may stand where, and what they hold.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

pub(super) mod dublin_core;
pub(super) mod geo;
pub(super) mod itunes;
pub(super) mod media;
pub(super) mod podcast;
pub(super) mod sync;

use super::grammar::{AttributeSpec, Context, Spec, leaf, may, may_in, must, resource, skip, stranger, text, within};
use super::rules;
use super::value::Value;
use super::xml::namespace::Ns;

/// What may stand anywhere in any format.
pub(super) fn anywhere(ns: Ns, name: &str) -> Option<Spec> {
    match ns {
        Ns::Dc => dublin_core::element(name),
        Ns::Dcterms => dublin_core::term(name),
        Ns::Geo | Ns::Geourl | Ns::Icbm | Ns::Georss => geo::anywhere(ns, name),
        Ns::Rdf if matches!(name, "RDF" | "type" | "Description") => Some(skip()),
        Ns::Rdfs if name == "seeAlso" => Some(resource()),
        Ns::Opml => match name {
            "dateCreated" | "dateModified" => Some(leaf(Value::MailDate).once()),
            "ownerName" => Some(leaf(Value::Html).once()),
            "ownerEmail" => Some(leaf(Value::Contact).once()),
            "ownerId" => Some(leaf(Value::WebAddress).once()),
            _ => None,
        },
        Ns::Source | Ns::Googleplay => Some(stranger()),
        _ => None,
    }
}

/// What may stand in a channel or feed as well as in its entries.
fn in_both(ns: Ns, name: &str) -> Option<Spec> {
    match (ns, name) {
        (Ns::Media, _) => media::element(name),
        (Ns::Taxo, "topics") => Some(skip()),
        (Ns::L, "link") => Some(resource().with(L_LINK)),
        (Ns::Podcast | Ns::PodcastOld, _) => Some(podcast::element()),
        _ => anywhere(ns, name),
    }
}

const L_LINK: &[AttributeSpec] = &[
    may_in(Ns::Rdf, "resource", Value::Uri),
    may_in(Ns::Dc, "title", Value::Any),
    may_in(Ns::L, "lang", Value::Language),
    AttributeSpec { ns: Ns::L, name: "rel", value: Value::FullUri, required: true },
    may_in(Ns::L, "type", Value::Any),
    may_in(Ns::L, "title", Value::Plain),
];

/// What may stand in an entry of any format.
pub(super) fn in_entry(ns: Ns, name: &str) -> Option<Spec> {
    let link = || Some(leaf(Value::FullUri).once());
    match (ns, name) {
        (Ns::Annotate, "reference") => Some(resource().once()),
        (Ns::Ag, "source") => Some(text().once()),
        (Ns::Ag, "sourceURL") => link(),
        (Ns::Ag, "timestamp") => Some(leaf(Value::Iso8601).once()),
        (Ns::Ev, "startdate" | "enddate") => Some(leaf(Value::Iso8601Any).once()),
        (Ns::Ev, "location" | "organizer") => Some(skip()),
        (Ns::Ev, "type") => Some(text().once()),
        (Ns::Feedburner, "awareness" | "origEnclosureLink" | "origLink") => link(),
        (Ns::Foaf, "maker" | "primaryTopic") => Some(skip()),
        (Ns::Slash, "comments") => Some(leaf(Value::NonNegative).once()),
        (Ns::Slash, "section" | "department") => Some(text()),
        (Ns::Slash, "hit_parade") => Some(leaf(Value::Integers).once()),
        (Ns::Thr | Ns::ThrRss, "total") => Some(leaf(Value::NonNegative).once()),
        (Ns::Thr | Ns::ThrRss, "in-reply-to") => Some(leaf(Value::Any).with(IN_REPLY_TO)),
        (Ns::Wfw, "comment" | "commentRss" | "commentRSS") => link(),
        (Ns::Wiki | Ns::WikiOld, "diff" | "history" | "importance" | "status" | "version") => Some(text()),
        // Google's product feeds have outgrown Google Base, whose rules the W3C's validator still has.
        (Ns::G, _) => Some(stranger()),
        (Ns::Media, "group") => Some(within(Context::MediaGroup)),
        (Ns::Media, "content") => Some(media::content()),
        (Ns::Sx, "sync") => Some(sync::sync()),
        (Ns::ConversationsNetwork, _) => conversations_network(name),
        (Ns::CreativeCommons, "license") => Some(leaf(Value::FullUri)),
        (Ns::Itunes, _) => itunes::in_entry(name),
        _ => in_both(ns, name),
    }
}

const IN_REPLY_TO: &[AttributeSpec] =
    &[may("href", Value::Iri), must("ref", Value::Canonical), may("source", Value::Iri), may("type", Value::MediaType)];

fn conversations_network(name: &str) -> Option<Spec> {
    Some(match name {
        "introMilliseconds" | "ratingCount" => leaf(Value::NonNegative).once(),
        "image" => leaf(Value::WebAddress).once(),
        "ratingAverage" => leaf(Value::Float).once(),
        "ratingIndividual" => leaf(Value::Positive).once(),
        "ratingTimestamp" => leaf(Value::Iso8601).once(),
        _ => return None,
    })
}

/// What may stand in a channel or feed of any format.
pub(super) fn in_feed(ns: Ns, name: &str) -> Option<Spec> {
    let link = || Some(leaf(Value::FullUri).once());
    match (ns, name) {
        (Ns::Admin, "generatorAgent" | "errorReportsTo") => Some(resource().once()),
        (Ns::BlogChannel, "blogRoll" | "mySubscriptions" | "blink" | "changes") => link(),
        (Ns::Sy, "updatePeriod") => Some(leaf(UPDATE_PERIOD).once()),
        (Ns::Sy, "updateFrequency") => Some(leaf(Value::Positive).filled().once()),
        (Ns::Sy, "updateBase") => Some(leaf(Value::W3cdtf).once()),
        (Ns::Foaf, "maker") => Some(skip()),
        (Ns::Cp, "server") => Some(resource()),
        (Ns::Wiki | Ns::WikiOld, "interwiki") => Some(text()),
        (Ns::Thr | Ns::ThrRss, "in-reply-to") => Some(leaf(Value::Any).with(IN_REPLY_TO)),
        (Ns::Cf, "listinfo") => Some(within(Context::ListInfo)),
        (Ns::Cf, "treatAs") => Some(text()),
        (Ns::Feedburner, "awareness" | "feedburnerHostname") => link(),
        (Ns::Feedburner, "browserFriendly") => Some(leaf(Value::Plain).once()),
        (Ns::Feedburner, "emailServiceId") => Some(text().once()),
        (Ns::Feedburner, "feedFlare") => Some(leaf(Value::Plain).with(FEED_FLARE)),
        (Ns::Feedburner, "info") => Some(within(Context::Empty).with(FEED_INFO)),
        (Ns::Opensearch | Ns::Opensearch10, "totalResults" | "itemsPerPage") => Some(leaf(Value::NonNegative).once()),
        (Ns::Opensearch | Ns::Opensearch10, "startIndex") => Some(leaf(Value::Integer).once()),
        (Ns::Opensearch | Ns::Opensearch10, "Query") => Some(skip()),
        (Ns::Xhtml, "div") => Some(skip()),
        (Ns::Xhtml, "meta") => Some(within(Context::Empty).with(META)),
        (Ns::Sx, "sharing") => Some(sync::sharing()),
        (Ns::Fh, "archive" | "complete") => Some(within(Context::Empty)),
        (Ns::CreativeCommons, "license") => Some(leaf(Value::FullUri)),
        (Ns::Itunes, _) => itunes::in_feed(name),
        _ => in_both(ns, name),
    }
}

const UPDATE_PERIOD: Value =
    Value::OneOf(&["hourly", "daily", "weekly", "monthly", "yearly"], &rules::INVALID_UPDATE_PERIOD);
const FEED_FLARE: &[AttributeSpec] = &[must("href", Value::Any), must("src", Value::Any)];
const FEED_INFO: &[AttributeSpec] = &[must("uri", Value::Iri)];
const META: &[AttributeSpec] = &[
    must("name", Value::OneOfAnyCase(&["robots"], &rules::INVALID_META_NAME)),
    must(
        "content",
        Value::OneOfAnyCase(
            &[
                "all",
                "none",
                "index",
                "index,follow",
                "index,nofollow",
                "noindex",
                "noindex,follow",
                "noindex,nofollow",
                "follow",
                "follow,index",
                "follow,noindex",
                "nofollow",
                "nofollow,index",
                "nofollow,noindex",
            ],
            &rules::INVALID_META_CONTENT,
        ),
    ),
];

/// What Microsoft's list extensions hold.
pub(super) fn in_list_info(ns: Ns, name: &str) -> Option<Spec> {
    match (ns, name) {
        (Ns::Cf, "sort") => Some(within(Context::Empty).with(SORT)),
        (Ns::Cf, "group") => Some(within(Context::Empty).with(GROUP)),
        _ => None,
    }
}

const SORT: &[AttributeSpec] = &[
    may("data-type", Value::Any),
    may("default", Value::Any),
    may("element", Value::Any),
    may("label", Value::Any),
    may("ns", Value::Any),
];
const GROUP: &[AttributeSpec] = &[may("element", Value::Any), may("label", Value::Any), may("ns", Value::Any)];
