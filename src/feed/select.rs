//! `select`: the posts of one feed, newest first, and why the others are not in it.

use std::cmp::{Ordering, Reverse};
use std::fmt;

use rayon::prelude::*;

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
                    Hold::Untitled => "without a title",
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
    if let Some((hold, origin)) = post.held_by(view.allowances.drafts) {
        return Err(Held::ByRule(*hold, origin.clone()));
    }
    in_its_time(view, post)
}

/// Whether the time of `view` is one at which a post is public.
fn in_its_time(view: View<'_>, post: &Post) -> Result<(), Held> {
    let (waits, ends) = waits_and_ends(view, post);
    if let Some(appears) = waits.filter(|appears| appears.instant > view.now.instant) {
        return Err(Held::Until(appears));
    }
    if let Some(expires) = ends.filter(|expires| expires.instant <= view.now.instant) {
        return Err(Held::Since(expires));
    }
    Ok(())
}

/// Whether a post has a page at the time of `view`, be it in a feed or in none.
#[must_use]
pub fn has_page(view: View<'_>, post: &Post) -> bool {
    let is_without = |hold: Hold| match hold {
        Hold::Draft => !view.allowances.drafts,
        Hold::Unpublished | Hold::NoPage => true,
        Hold::Unlisted | Hold::OptedOut | Hold::Untitled | Hold::Undated => false,
    };
    !post.holds.iter().any(|(hold, _)| is_without(*hold)) && in_its_time(view, post).is_ok()
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
    let has = |wanted: &String| post.categories.iter().any(|category| is_same_category(category, wanted));
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

/// The next time at which one of `feeds` will show another set of posts, and so the next build change something.
///
/// Until then nothing changes: who goes then is shown now, and who comes finds a place among those that are.
#[must_use]
pub fn next_change(view: View<'_>, feeds: &[FeedSpec], posts: &[Post]) -> Option<Moment> {
    let to_come = |moment: Option<Moment>| moment.filter(|moment| moment.instant > view.now.instant);
    let is_ever_shown = |post: &Post| {
        let (waits, ends) = waits_and_ends(view, post);
        let is_empty = waits.zip(ends).is_some_and(|(waits, ends)| ends.instant <= waits.instant);
        !is_empty && !post.is_held(view.allowances.drafts)
    };
    let coming = |post: &Post| to_come(waits_and_ends(view, post).0).filter(|_| is_ever_shown(post));
    let going = |post: &Post| to_come(waits_and_ends(view, post).1);
    if !posts.iter().any(|post| coming(post).or(going(post)).is_some()) {
        return None;
    }
    let comes: Vec<(&Post, Moment)> = posts.iter().filter_map(|post| Some((post, coming(post)?))).collect();
    let first_of = |spec: &FeedSpec| {
        let shown = select(view, spec, posts);
        let last = spec.limit.filter(|limit| *limit <= shown.len()).map(|_| shown.last().copied());
        let has_place = |post: &Post| last.is_none_or(|last| last.is_some_and(|last| newest_first(post, last).is_lt()));
        let belongs = |post: &Post| has_place(post) && membership(view.site, spec, post).is_ok();
        let comes = comes.iter().filter(|(post, _)| belongs(post)).map(|(_, moment)| *moment);
        let goes = shown.iter().filter_map(|post| going(post));
        comes.chain(goes).min_by_key(|moment| moment.instant)
    };
    let firsts: Vec<Option<Moment>> = feeds.par_iter().map(first_of).collect();
    firsts.into_iter().flatten().min_by_key(|moment| moment.instant)
}

/// From when and until when a post is public, by the site's rules and what the user lets in.
fn waits_and_ends(view: View<'_>, post: &Post) -> (Option<Moment>, Option<Moment>) {
    let rules = view.site.collections.get(post.collection).map(|collection| &collection.publication);
    let future = view.allowances.future || rules.is_some_and(|Publication { future, .. }| *future);
    let expired = view.allowances.expired || rules.is_some_and(|Publication { expired, .. }| *expired);
    let waits = post.appears.or(post.published).filter(|_| !future);
    (waits, post.expires.filter(|_| !expired))
}

/// The order of a feed.
pub(crate) fn newest_first(a: &Post, b: &Post) -> Ordering {
    let key = |post: &Post| Reverse(post.published.map(|published| published.instant));
    key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id)).then_with(|| a.source.cmp(&b.source))
}

fn is_same_category(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.to_lowercase() == other.to_lowercase()
}

/// Whether a language is the wanted one or a kind of it: `en-GB` is `en`.
fn is_language(language: &str, wanted: &str) -> bool {
    let start = language.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
    start && language.get(wanted.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::testing::{post, site};

    const NOW: &str = "2024-06-01T12:00:00+02:00";

    fn view(site: &Site, allowances: Allowances) -> View<'_> {
        View { site, now: NOW.parse().unwrap(), allowances }
    }

    fn spec() -> FeedSpec {
        FeedSpec {
            name: "main".into(),
            files: Vec::new(),
            title: None,
            description: None,
            home: None,
            limit: None,
            extent: super::super::Extent::Full,
            categories: Vec::new(),
            collections: Vec::new(),
            language: None,
            from: None,
            source_markdown: false,
            additions: crate::feed::Additions::default(),
        }
    }

    fn written(site: &Site, name: &str, lines: &str) -> Post {
        post(site, name, &format!("---\n{lines}\n---\n"))
    }

    fn names(posts: &[&Post]) -> Vec<String> {
        posts.iter().map(|post| post.source.trim_start_matches("content/").trim_end_matches(".md").to_owned()).collect()
    }

    #[test]
    fn a_post_dated_tomorrow_waits_and_an_expired_one_is_gone() {
        let site = site();
        let why = |lines: &str| {
            standing(view(&site, Allowances::default()), &written(&site, "a.md", lines))
                .map_err(|held| held.to_string())
        };
        assert_eq!(why("date: 2024-06-01T12:00:00+02:00"), Ok(()));
        assert_eq!(why("date: 2024-06-01T12:00:01+02:00"), Err("in the future until 2024-06-01T12:00:01+02:00".into()));
        assert_eq!(
            why("date: 2024-01-01\npublishDate: 2024-07-01"),
            Err("in the future until 2024-07-01T00:00:00+00:00".into())
        );
        assert_eq!(why("date: 2024-01-01\nexpires: 2024-06-01"), Err("expired since 2024-06-01T00:00:00+00:00".into()));
        assert_eq!(why("date: 2024-01-01\ndraft: true"), Err("a draft (draft: true, content/a.md:3)".into()));
        assert_eq!(
            why("date: 2024-01-01\npublished: false"),
            Err("not published (published: false, content/a.md:3)".into())
        );
    }

    #[test]
    fn each_allowance_lets_its_own_in() {
        let mut site = site();
        let posts = [
            written(&site, "draft.md", "date: 2024-01-01\ndraft: true"),
            written(&site, "future.md", "date: 2025-01-01"),
            written(&site, "expired.md", "date: 2024-01-01\nexpires: 2024-02-01"),
            written(&site, "unlisted.md", "date: 2024-01-01\nunlisted: true"),
        ];
        let of = |site: &Site, allowances| names(&select(view(site, allowances), &spec(), &posts));
        let none = Allowances::default();
        assert_eq!(of(&site, none), Vec::<String>::new());
        assert_eq!(of(&site, Allowances { drafts: true, ..none }), ["draft"]);
        assert_eq!(of(&site, Allowances { future: true, ..none }), ["future"]);
        assert_eq!(of(&site, Allowances { expired: true, ..none }), ["expired"]);
        site.collections[0].publication.future = true;
        assert_eq!(of(&site, none), ["future"]);
    }

    #[test]
    fn the_newest_come_first_and_undated_posts_last_whatever_the_order_of_the_files() {
        let site = site();
        let mut posts = vec![
            written(&site, "old.md", "date: 2023-01-01"),
            written(&site, "b.md", "date: 2024-01-01T10:00:00+01:00"),
            written(&site, "a.md", "date: 2024-01-01T09:00:00Z"),
            written(&site, "new.md", "date: 2024-01-01T08:00:00-02:00"),
        ];
        let mut undated = posts[0].clone();
        undated.source = "content/undated.md".into();
        undated.published = None;
        posts.insert(0, undated);
        for _ in 0..posts.len() {
            posts.rotate_left(1);
            let all = select(view(&site, Allowances::default()), &spec(), &posts);
            assert_eq!(names(&all), ["new", "a", "b", "old", "undated"]);
            for limit in 0..=6 {
                let limited = FeedSpec { limit: Some(limit), ..spec() };
                let some = select(view(&site, Allowances::default()), &limited, &posts);
                assert_eq!(names(&some), names(&all[..limit.min(5)]));
            }
        }
    }

    #[test]
    fn a_feed_takes_its_own_categories_collections_and_language() {
        let mut site = site();
        site.language = Some("en-GB".into());
        let post = written(&site, "a.md", "date: 2024-01-01\ntags: [Rust]");
        let of = |change: &dyn Fn(&mut FeedSpec)| {
            let mut spec = spec();
            change(&mut spec);
            membership(&site, &spec, &post)
        };
        assert_eq!(of(&|spec| spec.categories = vec!["rust".into()]), Ok(()));
        assert_eq!(of(&|spec| spec.categories = vec!["go".into()]), Err(Outside::Categories));
        assert_eq!(of(&|spec| spec.collections = vec!["posts".into()]), Ok(()));
        assert_eq!(of(&|spec| spec.collections = vec!["notes".into()]), Err(Outside::Collections));
        assert_eq!(of(&|spec| spec.language = Some("en".into())), Ok(()));
        assert_eq!(of(&|spec| spec.language = Some("e".into())), Err(Outside::Language));
    }

    #[test]
    fn the_next_change_is_the_first_date_to_come() {
        let site = site();
        let posts = [
            written(&site, "a.md", "date: 2024-01-01\nexpires: 2025-01-01"),
            written(&site, "b.md", "date: 2024-09-01"),
            written(&site, "c.md", "date: 2024-07-01\ndraft: true"),
        ];
        let change = |allowances, posts: &[Post]| {
            next_change(view(&site, allowances), &[spec()], posts).map(|moment| moment.date().to_string())
        };
        let next = |allowances| change(allowances, &posts);
        assert_eq!(next(Allowances::default()).as_deref(), Some("2024-09-01"));
        assert_eq!(next(Allowances { drafts: true, ..Allowances::default() }).as_deref(), Some("2024-07-01"));
        assert_eq!(next(Allowances { future: true, ..Allowances::default() }).as_deref(), Some("2025-01-01"));
        assert_eq!(change(Allowances::default(), &posts[2..]), None);
    }

    #[test]
    fn a_post_that_no_feed_shows_before_or_after_changes_nothing() {
        let site = site();
        let posts = [
            written(&site, "old.md", "date: 2024-01-01\nexpires: 2024-08-01"),
            written(&site, "new.md", "date: 2024-02-01\nexpires: 2025-03-01"),
            written(&site, "never.md", "date: 2024-10-01\nexpires: 2024-09-01"),
            written(&site, "late.md", "date: 2024-01-15\npublishDate: 2024-11-01"),
        ];
        let next = |limit, posts: &[Post]| {
            let spec = FeedSpec { limit: Some(limit), ..spec() };
            next_change(view(&site, Allowances::default()), &[spec], posts).map(|moment| moment.date().to_string())
        };
        assert_eq!(next(9, &posts).as_deref(), Some("2024-08-01"));
        assert_eq!(next(1, &posts).as_deref(), Some("2025-03-01"), "the feed has room for the newest alone");
        assert_eq!(next(9, &posts[2..3]), None);
        assert_eq!(next(9, &posts[1..]).as_deref(), Some("2024-11-01"));
        assert_eq!(next(0, &posts), None);
    }
}
