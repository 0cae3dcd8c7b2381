//! How much of a post a feed carries.

use super::origins::Origins;
use super::{CONTENT_EXTENT, Fields, Origin};
use crate::problem::{Place, Problem};

/// How much of a post a feed carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Extent {
    /// The full text and a summary.
    #[default]
    Full,
    /// The beginning of the text, with a link to the rest, and a summary.
    Beginning,
    /// The summary alone.
    Summary,
}

impl Extent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Full, Self::Beginning, Self::Summary];

    /// Its name in configuration and front matter: `full`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Beginning => "beginning",
            Self::Summary => "summary",
        }
    }
}

/// The key by which a post says how much of it feeds carry; below `extra` or `params` where its generator allows keys of
/// one's own there alone.
const KEYS: [&str; 3] = ["feed_content", "extra.feed_content", "params.feed_content"];

/// How much of it the post wants to be in feeds.
pub(super) fn extent(fields: &Fields<'_>, origins: &mut Origins, problems: &mut Vec<Problem>) -> Option<Extent> {
    let (key, found) = fields.first(&KEYS)?;
    let named = found.node.text().map(str::trim);
    let extent = Extent::ALL.into_iter().find(|extent| named == Some(extent.name()));
    if extent.is_some() {
        origins.note("content", || Origin::of(found, key));
        return extent;
    }
    let message = format!("\"{}\" is no extent of content", named.unwrap_or(key));
    let place = Place::at(found.layer.file.clone(), found.layer.text, found.node.span);
    problems.push(Problem::new(&CONTENT_EXTENT, message).at(place).help("write full, beginning or summary"));
    None
}
