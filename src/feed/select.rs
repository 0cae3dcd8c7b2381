//! `select`: the posts of one feed, newest first, and why the others are not in it.

use std::cmp::{Ordering, Reverse};
use std::fmt;

use super::FeedSpec;
use crate::post::moment::Moment;
use crate::post::{Origin, Post};
use crate::site::{Hold, Publication, Site};

/// From where posts are looked at: the time, and what the user lets in.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The site.
    pub site: &'a Site,
    /// The time that decides what is in the future.
    pub now: Moment,
    /// What is let in that would wait.
    pub allowances: Allowances,
}

/// What is let in that would be held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Allowances {
    /// Drafts (`--drafts`).
    pub drafts: bool,
    /// Posts dated in the future (`--future`).
    pub future: bool,
    /// Posts that have expired (`--expired`).
    pub expired: bool,
}

/// Why a post is not published; as text, a sentence for `list` and `explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// By a rule of the site.
    ByRule(Hold, Origin),
    /// It is dated in the future.
    Until(Moment),
    /// It has expired.
    Since(Moment),
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByRule(hold, origin) => {
                f.write_str(match hold {
                    Hold::Draft => "a draft",
                    Hold::Unpublished => "not published",
                    Hold::Unlisted => "not listed",
                    Hold::OptedOut => "wants to be in no feed",
                    Hold::NoPage => "has no page",
                    Hold::Undated => "a page without a date",
                })?;
                match (&origin.file, origin.line) {
                    (Some(file), Some(line)) => write!(f, " ({}, {file}:{line})", origin.rule),
                    _ => write!(f, " ({})", origin.rule),
                }
            }
            Self::Until(moment) => write!(f, "in the future until {}", moment.rfc3339()),
            Self::Since(moment) => write!(f, "expired since {}", moment.rfc3339()),
        }
    }
}

/// Why a published post is not in a feed; as text, a sentence for `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// It has none of the feed's categories.
    Categories,
    /// It is in none of the feed's collections.
    Collections,
    /// It is in another language.
    Language,
}

impl fmt::Display for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Categories => "has none of the feed's categories",
            Self::Collections => "is in none of the feed's collections",
            Self::Language => "is in another language than the feed",
        })
    }
}

/// Whether a post is published at the time of `view`.
///
/// # Errors
///
/// Why it is not: a rule that holds it back before its date, its date before its end.
pub fn standing(view: View<'_>, post: &Post) -> Result<(), Held> {
    let lets_in = |hold: Hold| hold == Hold::Draft && view.allowances.drafts;
    if let Some((hold, origin)) = post.holds.iter().find(|(hold, _)| !lets_in(*hold)) {
        return Err(Held::ByRule(*hold, origin.clone()));
    }
    let (waits, ends) = waits_and_ends(view, post);
    if let Some(appears) = waits.filter(|appears| appears.instant > view.now.instant) {
        return Err(Held::Until(appears));
    }
    if let Some(expires) = ends.filter(|expires| expires.instant <= view.now.instant) {
        return Err(Held::Since(expires));
    }
    Ok(())
}

/// Whether a post belongs in a feed, its standing apart.
///
/// # Errors
///
/// Why it does not. Categories are compared without regard to case.
pub fn membership(site: &Site, spec: &FeedSpec, post: &Post) -> Result<(), Outside> {
    let collection = site.collections.get(post.collection).map(|collection| collection.name.as_str());
    if !spec.collections.is_empty() && !spec.collections.iter().any(|name| Some(name.as_str()) == collection) {
        return Err(Outside::Collections);
    }
    let has = |wanted: &String| post.categories.iter().any(|category| category.to_lowercase() == wanted.to_lowercase());
    if !spec.categories.is_empty() && !spec.categories.iter().any(has) {
        return Err(Outside::Categories);
    }
    if let Some(wanted) = &spec.language {
        let language = post.language.as_ref().or(site.language.as_ref());
        if !language.is_some_and(|language| is_language(language, wanted)) {
            return Err(Outside::Language);
        }
    }
    Ok(())
}

/// The posts of one feed: those that are published and belong in it, newest first, no more than its limit.
///
/// Dates are compared as instants. Undated posts come last, since nothing says that they are new; posts of one instant
/// are in the order of their ids, then of their files.
#[must_use]
pub fn select<'p>(view: View<'_>, spec: &FeedSpec, posts: &'p [Post]) -> Vec<&'p Post> {
    let belongs = |post: &&Post| standing(view, post).is_ok() && membership(view.site, spec, post).is_ok();
    let mut selected: Vec<&Post> = posts.iter().filter(belongs).collect();
    let limit = spec.limit.unwrap_or(usize::MAX);
    if limit == 0 {
        return Vec::new();
    }
    if limit < selected.len() {
        // Only the newest need an order.
        selected.select_nth_unstable_by(limit - 1, |a, b| newest_first(a, b));
        selected.truncate(limit);
    }
    selected.sort_unstable_by(|a, b| newest_first(a, b));
    selected
}

/// The next time at which a post will appear or expire, and so the next build change something.
#[must_use]
pub fn next_change(view: View<'_>, posts: &[Post]) -> Option<Moment> {
    let blocked = |post: &&Post| post.holds.iter().all(|(hold, _)| *hold == Hold::Draft && view.allowances.drafts);
    let changes = posts.iter().filter(blocked).flat_map(|post| {
        let (waits, ends) = waits_and_ends(view, post);
        [waits, ends]
    });
    changes.flatten().filter(|change| change.instant > view.now.instant).min_by_key(|change| change.instant)
}

/// From when and until when a post is public, by the site's rules and what the user lets in.
fn waits_and_ends(view: View<'_>, post: &Post) -> (Option<Moment>, Option<Moment>) {
    let rules = view.site.collections.get(post.collection).map(|collection| &collection.publication);
    let future = view.allowances.future || rules.is_some_and(|Publication { future, .. }| *future);
    let expired = view.allowances.expired || rules.is_some_and(|Publication { expired, .. }| *expired);
    let waits = post.appears.or(post.published).filter(|_| !future);
    (waits, post.expires.filter(|_| !expired))
}

fn newest_first(a: &Post, b: &Post) -> Ordering {
    let key = |post: &Post| Reverse(post.published.map(|published| published.instant));
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id)).then_with(|| a.source.cmp(&b.source))
}

/// Whether a language is the wanted one or a kind of it: `en-GB` is `en`.
fn is_language(language: &str, wanted: &str) -> bool {
    let start = language.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
    start && language.get(wanted.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
