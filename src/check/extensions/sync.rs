//! `FeedSync`, once Simple Sharing Extensions.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use crate::check::grammar::{AttributeSpec, Context, Spec, may, must, skip, within};
use crate::check::rules;
use crate::check::value::Value;
use crate::check::xml::namespace::Ns;

const SHARING: &[AttributeSpec] =
    &[may("expires", Value::Rfc3339), may("since", Value::Rfc3339), may("until", Value::Rfc3339)];
const SYNC: &[AttributeSpec] = &[
    may("deleted", Value::TrueFalseExactly),
    may("noconflicts", Value::TrueFalseExactly),
    must("id", Value::NameSpecific),
    must("updates", Value::Uint31),
];
const RELATED: &[AttributeSpec] = &[
    must("link", Value::FullUri),
    may("title", Value::Plain),
    must("type", Value::OneOf(&["complete", "aggregated"], &rules::INVALID_SYNC_TYPE)),
];
const HISTORY: &[AttributeSpec] =
    &[may("by", Value::NameSpecific), must("sequence", Value::Uint31), may("when", Value::Rfc3339)];

/// `sx:sharing`.
pub(crate) const fn sharing() -> Spec {
    within(Context::SyncSharing).with(SHARING)
}

/// `sx:sync`.
pub(crate) const fn sync() -> Spec {
    within(Context::Sync).with(SYNC)
}

/// What they hold.
pub(crate) fn inside(context: Context, ns: Ns, name: &str) -> Option<Spec> {
    Some(match (context, ns, name) {
        (Context::SyncSharing, Ns::Sx, "related") => within(Context::Empty).with(RELATED),
        (Context::Sync, Ns::Sx, "history") => within(Context::Empty).with(HISTORY),
        (Context::Sync, Ns::Sx, "conflicts") => skip(),
        _ => return None,
    })
}
