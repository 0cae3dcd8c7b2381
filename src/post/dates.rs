//! The dates of a post: each from the first source of its site that has one.

use super::moment::Moment;
use super::origins::Origins;
use super::sources::{Dated, Sources};
use crate::problem::Problem;

/// The dates of a post.
pub(super) struct Dates<'a> {
    pub published: Option<Dated<'a>>,
    pub updated: Option<Dated<'a>>,
    pub appears: Option<Dated<'a>>,
    pub expires: Option<Dated<'a>>,
    pub address: Option<Dated<'a>>,
}

impl Dates<'_> {
    /// Published, updated, appears and expires, with their origins noted.
    pub(super) fn moments(self, origins: &mut Origins) -> [Option<Moment>; 4] {
        let published = self.published.as_ref().map(|dated| dated.moment.instant);
        // Readers show a change before the publication as nonsense.
        let is_later = |updated: &Dated<'_>| published.is_none_or(|published| updated.moment.instant > published);
        let updated = self.updated.filter(is_later);
        let named =
            [("published", self.published), ("updated", updated), ("appears", self.appears), ("expires", self.expires)];
        named.map(|(name, dated)| {
            dated.map(|dated| {
                if name == "updated" && dated.is_written() || name == "published" && dated.is_of_git() {
                    origins.need(name, dated.origin());
                } else {
                    origins.note(name, || dated.origin());
                }
                dated.moment
            })
        })
    }
}

pub(super) fn dates<'a>(sources: &Sources<'a>, problems: &mut Vec<Problem>) -> Dates<'a> {
    let rules = &sources.collection.dates;
    Dates {
        published: sources.first(&rules.published, problems),
        updated: sources.first(&rules.updated, problems),
        appears: sources.first(&rules.appears, problems),
        expires: sources.first(&rules.expires, problems),
        address: sources.first(&rules.address, problems),
    }
}
