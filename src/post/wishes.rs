//! What a post says itself of its content in feeds: how much of it, and where from.

use super::extent::Extent;
use super::origins::{Origin, Origins};
use super::{CONTENT_EXTENT, CONTENT_SOURCE, Fields};
use crate::problem::{Place, Problem, Rule};
use crate::render::ContentSource;

/// A key whose value is one of some names.
struct Named<'a, T> {
    /// The keys that say it, the first one first.
    keys: &'a [&'a str],
    /// What its origin is noted under.
    value: &'static str,
    /// The values with their names.
    all: &'a [(&'a str, T)],
    /// The rule of a name that is none.
    rule: &'static Rule,
    /// What such a name is not.
    what: &'a str,
    help: &'a str,
}

/// How much of it the post wants to be in feeds, and where that is to come from.
pub(super) fn wishes(
    fields: &Fields<'_>,
    origins: &mut Origins,
    problems: &mut Vec<Problem>,
) -> (Option<Extent>, Option<ContentSource>) {
    let extent = Named {
        // Below `extra` or `params` where the generator allows keys of one's own there alone.
        keys: &["feed_content", "extra.feed_content", "params.feed_content"],
        value: "content",
        all: &Extent::ALL.map(|extent| (extent.name(), extent)),
        rule: &CONTENT_EXTENT,
        what: "extent of content",
        help: "write full, beginning or summary",
    };
    let source = Named {
        // Not `feed`: by that a post opts out.
        keys: &["feed_from", "extra.feed_from", "params.feed_from"],
        value: "from",
        all: &ContentSource::ALL.map(|source| (source.name(), source)),
        rule: &CONTENT_SOURCE,
        what: "source of content",
        help: "write markdown, built or auto",
    };
    (chosen(&extent, fields, origins, problems), chosen(&source, fields, origins, problems))
}

/// The value that the post names; a name that is none is told.
fn chosen<T: Copy>(
    named: &Named<'_, T>,
    fields: &Fields<'_>,
    origins: &mut Origins,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let (key, found) = fields.first(named.keys)?;
    let text = found.node.text().map(str::trim);
    let value = named.all.iter().find(|(name, _)| text == Some(name)).map(|(_, value)| *value);
    if value.is_some() {
        origins.note(named.value, || Origin::of(found, key));
        return value;
    }
    let message = format!("\"{}\" is no {}", text.unwrap_or(key), named.what);
    let place = Place::at(found.layer.file.clone(), found.layer.text, found.node.span);
    problems.push(Problem::new(named.rule, message).at(place).help(named.help));
    None
}
