//! The dates of a post: each from the first source of its site that has one.

use super::UPDATED_IN_FUTURE;
use super::moment::Moment;
use super::origins::{Origin, Origins};
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
    /// Published, updated, appears and expires, with their origins noted. No change is later than now.
    pub(super) fn moments(
        self,
        sources: &Sources<'_>,
        (origins, problems): (&mut Origins, &mut Vec<Problem>),
    ) -> [Option<Moment>; 4] {
        let (now, published) = (sources.now, self.published.as_ref().map(|dated| dated.moment));
        let updated = self.updated.filter(|updated| {
            let Some(why) = no_change(updated.moment, published, now) else { return true };
            origins.note(LEFT_OUT, || {
                let origin = updated.origin();
                Origin { rule: format!("{} {} {why}", origin.rule, updated.moment.rfc3339()).into(), ..origin }
            });
            // A post that is to come itself may well be changed after that.
            let is_to_come = |at: Option<Moment>| at.zip(now).is_some_and(|(at, now)| at.instant > now.instant);
            if is_to_come(Some(updated.moment)) && !is_to_come(published) {
                problems.push(in_future(updated, sources.source));
            }
            false
        });
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

/// The name under which the origin of a last change that was left out is noted.
pub const LEFT_OUT: &str = "updated, left out";

/// Why `updated` is no last change.
///
/// Readers show a change before the publication as nonsense; one in the future keeps its entry above all others until
/// then, or has the whole feed's date pass for wrong.
fn no_change(updated: Moment, published: Option<Moment>, now: Option<Moment>) -> Option<&'static str> {
    if now.is_some_and(|now| updated.instant > now.instant) {
        return Some("is in the future");
    }
    let published = published?.instant;
    if updated.instant < published {
        Some("is before the publication")
    } else {
        (updated.instant == published).then_some("is that of the publication")
    }
}

fn in_future(updated: &Dated<'_>, source: &str) -> Problem {
    let message = format!("the last change is in the future: {}", updated.moment.rfc3339());
    Problem::new(&UPDATED_IN_FUTURE, message)
        .at(updated.place(source))
        .help("the entry goes without it until then; write when the post was changed, or leave it out")
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
