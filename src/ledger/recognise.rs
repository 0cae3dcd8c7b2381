//! Posts meet the ledger: each published post gets its id and first date back, and what the ledger will know next is
//! written down.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::identity::{Candidate, Match, identify};
use super::words::Words;
use super::{ID_KEPT, Ledger, Line, SHARED_ID, State};
use crate::post::moment::Moment;
use crate::post::{EntryId, Origin, Post, UNDATED};
use crate::problem::{Place, Problem};
use crate::site::{DateSource, Site};

/// What the ledger said of the posts.
#[derive(Debug, Clone, Default)]
pub struct Recognised {
    /// For each post its line; `None` for a new one.
    pub matches: Vec<Option<Match>>,
    /// The posts that need git's date of the last commit, as their words changed or are new.
    pub asked_git: bool,
    /// What is doubtful.
    pub problems: Vec<Problem>,
}

/// Gives published posts their ids and first dates, and undated new ones the date of today.
///
/// `words` are the fingerprints of `posts`. The problems replace all `undated-post` warnings of before: a post is
/// undated once.
pub fn recognise(
    ledger: &Ledger,
    posts: &mut [Post],
    words: &[Words],
    unreadable: &[Arc<str>],
    (site, now): (&Site, DateTime<FixedOffset>),
) -> Recognised {
    let candidates: Vec<Candidate<'_>> = posts.iter().zip(words).map(|(post, words)| candidate(post, *words)).collect();
    let (matches, mut problems) = identify(ledger, &candidates, unreadable);
    drop(candidates);
    let mut used: HashSet<String> = HashSet::new();
    let mut asked_git = false;
    let today = today(site, now);
    for ((post, words), found) in posts.iter_mut().zip(words).zip(&matches) {
        let line = found.as_ref().and_then(|found| ledger.lines.get(found.line));
        let order = site.collections.get(post.collection).map_or(&[][..], |collection| &collection.dates.updated);
        let dating = Dating { order, today, now, words: *words };
        asked_git |= dating.needs_git(post, line);
        match (line, found) {
            (Some(line), Some(found)) => known(post, line, *found, &dating, &mut problems),
            _ => new(post, ledger, (now, site), &mut used, &mut problems),
        }
    }
    Recognised { matches, asked_git, problems }
}

/// What identity has to know of a post.
#[must_use]
pub fn candidate(post: &Post, words: Words) -> Candidate<'_> {
    Candidate {
        source: &post.source,
        explicit: origin(post, "id").filter(|origin| origin.file.is_some()).map(|_| post.id.0.as_str()),
        made: &post.id.0,
        link: post.permalink.as_str(),
        published: post.published.as_ref(),
        words,
    }
}

/// The ledger after a build of `posts`, whose `words` they are.
///
/// Posts for which `is_published` holds have a line in it; entries without a post are gone, unless their file is among
/// those that could not be read.
#[must_use]
pub fn record(
    ledger: &Ledger,
    recognised: &Recognised,
    (posts, words): (&[Post], &[Words]),
    is_published: impl Fn(&Post) -> bool,
    unreadable: &[Arc<str>],
) -> Ledger {
    let unreadable: HashSet<&str> = unreadable.iter().map(|source| &**source).collect();
    let mut there = vec![false; ledger.lines.len()];
    let mut lines = Vec::with_capacity(ledger.lines.len() + posts.len());
    for ((post, words), found) in posts.iter().zip(words).zip(&recognised.matches) {
        let old = found.as_ref().and_then(|found| {
            if let Some(there) = there.get_mut(found.line) {
                *there = true;
            }
            ledger.lines.get(found.line)
        });
        let published = is_published(post);
        match old {
            None if !published => {}
            // What is held back for now keeps what readers saw of it last.
            Some(old) if !published => {
                lines.push(Line { source: post.source.to_string(), state: State::Live, ..old.clone() });
            }
            _ => lines.push(Line {
                id: post.id.0.clone(),
                source: post.source.to_string(),
                link: post.permalink.to_string(),
                published: old.and_then(|old| old.published).or(post.published.map(instant)),
                updated: post.updated.map(instant),
                // What told an unchanged file apart stays as it is while the words do: less to read in a diff.
                words: old.map(|old| old.words).filter(|old| old == words && old.bytes != 0).unwrap_or(*words),
                state: State::Live,
            }),
        }
    }
    for (line, _) in ledger.lines.iter().zip(there).filter(|(_, there)| !there) {
        let state = if unreadable.contains(line.source.as_str()) { line.state } else { State::Gone };
        lines.push(Line { state, ..line.clone() });
    }
    Ledger::of(lines)
}

/// A date as the ledger keeps it: what is read back must be equal to what was written.
fn instant(moment: Moment) -> Moment {
    Moment { day_only: false, ..moment }
}

/// Midnight of the day of `now` on the site's clock.
fn today(site: &Site, now: DateTime<FixedOffset>) -> Option<Moment> {
    Moment::day(now.with_timezone(&site.zone).date_naive(), site.zone)
}

fn origin<'p>(post: &'p Post, value: &str) -> Option<&'p Origin> {
    post.origins.iter().find(|(name, _)| *name == value).map(|(_, origin)| origin)
}

fn set_origin(post: &mut Post, value: &'static str, rule: impl Into<Cow<'static, str>>) {
    post.origins.retain(|(name, _)| *name != value);
    post.origins.push((value, Origin::rule(rule)));
}

fn known(post: &mut Post, line: &Line, found: Match, dating: &Dating<'_>, problems: &mut Vec<Problem>) {
    if post.id.0 != line.id {
        if let Some(origin) = origin(post, "id").filter(|origin| origin.file.is_some()) {
            let message = format!("the post was published as {} and keeps that id", line.id);
            let help = format!(
                "delete {} from the front matter; or, to show the post to every reader again, delete the line of the old \
                 id in feedwright.lock",
                origin.rule
            );
            problems.push(Problem::new(&ID_KEPT, message).at(Place::file(Arc::clone(&post.source))).help(help));
        }
        post.id = EntryId(line.id.clone());
        set_origin(post, "id", format!("feedwright.lock, found {}", found.by.phrase()));
    }
    // What git says depends on how deep a clone is, and comes after the first build: what readers saw stays.
    let is_doubtful = post.published.is_none() || origin(post, "published").is_some_and(Origin::is_of_git);
    if let (true, Some(first)) = (is_doubtful, line.published) {
        post.published = Some(first);
        set_origin(post, "published", "first seen, in feedwright.lock");
    }
    let is_change = |updated: &Moment| is_later(updated, post.published.as_ref()) && updated.instant <= dating.now;
    let updated = dating.updated(post, line).filter(is_change);
    if updated != post.updated {
        post.origins.retain(|(name, _)| *name != "updated");
        if updated.is_some() {
            set_origin(post, "updated", "feedwright.lock");
        }
        post.updated = updated;
    }
}

fn is_later(updated: &Moment, published: Option<&Moment>) -> bool {
    published.is_none_or(|published| updated.instant > published.instant)
}

fn new(
    post: &mut Post,
    ledger: &Ledger,
    (now, site): (DateTime<FixedOffset>, &Site),
    used: &mut HashSet<String>,
    problems: &mut Vec<Problem>,
) {
    if ledger.line(&post.id.0).is_some() {
        let id = free_id(&post.id.0, |id| ledger.line(id).is_some() || used.contains(id));
        let owner = ledger.line(&post.id.0).map_or("", |line| line.source.as_str());
        let message = format!("its id {} is that of {owner}; it is published as {id}", post.id.0);
        if origin(post, "id").is_some_and(|origin| origin.file.is_some()) {
            let help = "give it a `guid` of its own, or none";
            let place = Place::file(Arc::clone(&post.source));
            problems.push(Problem::new(&SHARED_ID, message).at(place).help(help));
        }
        used.insert(id.clone());
        post.id = EntryId(id);
        set_origin(post, "id", "the usual one is another post's");
    }
    if post.published.is_none() && post.holds.is_empty() {
        post.published = Moment::new(now.with_timezone(&site.zone).fixed_offset(), false);
        set_origin(post, "published", "first seen now");
        let seen = post.published.map(|seen| seen.rfc3339()).unwrap_or_default();
        let message = format!("the post has no date; it keeps the moment of its first build, {seen}");
        let help = format!("write `date: {seen}` into its front matter, or the day that is meant");
        problems.push(Problem::new(&UNDATED, message).at(Place::file(Arc::clone(&post.source))).help(help));
        // As at every later build: nothing was changed before it was there.
        if post.updated.is_some_and(|updated| !is_later(&updated, post.published.as_ref())) {
            post.updated = None;
            post.origins.retain(|(name, _)| *name != "updated");
        }
    }
}

/// An id like `id` that nobody has. A fragment keeps a URL leading to the page, and is part of any URI (RFC 3986 §3.5).
fn free_id(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mark = if id.contains('#') { '-' } else { '#' };
    (2..=u32::MAX).map(|number| format!("{id}{mark}{number}")).find(|id| !is_taken(id)).unwrap_or_else(|| id.to_owned())
}

/// By what the day of the last change is told.
struct Dating<'a> {
    order: &'a [DateSource],
    today: Option<Moment>,
    /// No change was later.
    now: DateTime<FixedOffset>,
    words: Words,
}

impl Dating<'_> {
    /// The day of the last change of a published post.
    ///
    /// What its author says counts. Else it stays what it was while the words stay what they were, whatever git says:
    /// a commit that changed a template, or a clone without history, changes no feed.
    fn updated(&self, post: &Post, line: &Line) -> Option<Moment> {
        let says = origin(post, "updated");
        if says.is_some_and(|origin| origin.file.is_some()) || !self.has(&DateSource::Ledger) && !self.has_git() {
            return post.updated;
        }
        if !self.changed(line) {
            return line.updated;
        }
        // A commit from before what readers have cannot be the one that changed the words since.
        let known = line.updated.or(line.published);
        let commit = post.updated.filter(|commit| known.is_none_or(|known| commit.instant > known.instant));
        let seen = self.today.filter(|_| self.has(&DateSource::Ledger));
        let git = self.place(&DateSource::GitWords).min(self.place(&DateSource::GitLast));
        let git_first = git < self.place(&DateSource::Ledger);
        let found = if git_first { commit.or(seen) } else { seen.or(commit) };
        found.or(line.updated)
    }

    fn changed(&self, line: &Line) -> bool {
        // An adopted entry whose words nobody knew has not changed.
        !line.words.is_empty() && line.words != self.words
    }

    fn needs_git(&self, post: &Post, line: Option<&Line>) -> bool {
        let says = origin(post, "updated").is_some_and(|origin| origin.file.is_some());
        self.has_git() && !says && post.holds.is_empty() && line.is_none_or(|line| self.changed(line))
    }

    fn has_git(&self) -> bool {
        self.has(&DateSource::GitLast) || self.has(&DateSource::GitWords)
    }

    fn has(&self, source: &DateSource) -> bool {
        self.order.contains(source)
    }

    fn place(&self, source: &DateSource) -> usize {
        self.order.iter().position(|other| other == source).unwrap_or(usize::MAX)
    }
}
