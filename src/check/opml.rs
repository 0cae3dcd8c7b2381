//! OPML 1.0, 1.1 and 2.0.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use super::extensions;
use super::grammar::{AttributeSpec, Context, Spec, leaf, may, within};
use super::rules;
use super::value::Value;
use super::xml::namespace::Ns;

const VERSION: &[AttributeSpec] = &[may("version", Value::OneOf(&["1.0", "1.1", "2.0"], &rules::INVALID_OPML_VERSION))];
const OUTLINE: &[AttributeSpec] = &[
    may("category", Value::Any),
    may("created", Value::MailDate),
    may("description", Value::Html),
    may("htmlUrl", Value::FullUri),
    may("isBreakpoint", Value::TrueFalse),
    may("isComment", Value::TrueFalse),
    may("language", Value::Language),
    may("text", Value::Html),
    may("title", Value::Html),
    may("type", Value::Any),
    may("url", Value::FullUri),
    may("version", Value::OneOf(&["RSS", "RSS1", "RSS2", "scriptingNews"], &rules::OUTLINE_VERSION)),
    may("xmlUrl", Value::Any),
];

/// The root element.
pub(super) const fn root() -> Spec {
    within(Context::Opml).with(VERSION)
}

/// What its parts hold.
pub(super) fn inside(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    Some(match (context, ns, name) {
        (Context::Opml, Ns::Core, "head") => within(Context::OpmlHead),
        (Context::Opml, Ns::Core, "body") => within(Context::OpmlBody),
        (Context::OpmlHead, Ns::Core, "title" | "ownerName") => leaf(Value::Html).once(),
        (Context::OpmlHead, Ns::Core, "dateCreated" | "dateModified") => leaf(Value::MailDate).once(),
        (Context::OpmlHead, Ns::Core, "ownerEmail") => leaf(Value::Contact).once(),
        (Context::OpmlHead, Ns::Core, "ownerId") => leaf(Value::WebAddress).once(),
        (Context::OpmlHead, Ns::Core, "docs") => leaf(Value::FullUri).once(),
        (Context::OpmlHead, Ns::Core, "expansionState") => leaf(Value::LineNumbers).once(),
        (
            Context::OpmlHead,
            Ns::Core,
            "vertScrollState" | "windowTop" | "windowLeft" | "windowBottom" | "windowRight",
        ) => leaf(Value::Positive).filled().once(),
        (Context::OpmlBody | Context::Outline, Ns::Core, "outline") => within(Context::Outline).with(OUTLINE),
        _ => return extensions::anywhere(ns, name),
    })
}
