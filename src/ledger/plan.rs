//! The plan: what subscribers would see of a new feed, told before it is published.
//!
//! Two states of a feed are compared by what readers store: the id above all. What a change makes of an old entry in
//! real readers was measured; `docs/shown-again.md` tells it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::Line;
use super::adopt::{Adopter, as_line, by_likeness};
use super::identity::{Candidate, Evidence, Pairing, is_another};
use super::saved::{Kind, SavedEntry, SavedFeed};
use super::words::Words;
use crate::post::moment::Moment;
use crate::problem::{Problem, Rule, Severity};

/// An agreement to what does not happen.
pub static ACCEPTED_NOTHING: Rule = Rule {
    code: "accepted-nothing",
    severity: Severity::Warning,
    summary: "`--accept` names an id that no reissued or vanished entry has",
};

/// A first ledger beside feeds that know other ids.
pub static NOT_ADOPTED: Rule = Rule {
    code: "ids-not-adopted",
    severity: Severity::Warning,
    summary: "there is no ledger, and the feeds in the output folder know posts by other ids, which would all be shown again",
};

/// What happens to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The same post under another id: every reader shows it again.
    Reissued,
    /// It was in the feed, and its post is gone or does not belong in the feed any more.
    Vanished,
    /// It is there for the first time.
    New,
    /// It was published before and is in the feed again.
    Returned,
    /// Its title changed.
    Retitled,
    /// Its words changed.
    Rewritten,
    /// Its markup changed, but not its words.
    Remarked,
    /// It has its whole text where it had a summary or nothing.
    Filled,
    /// It has a summary or nothing where it had its whole text.
    Emptied,
    /// Its `updated` date changed.
    Touched,
    /// Its link changed.
    Moved,
    /// Its published date changed.
    Redated,
    /// It has a published date where it had none.
    Dated,
    /// It has no published date where it had one.
    Undated,
    /// Newer entries took its place: the feed has room for so many only.
    Rolled,
}

impl Change {
    /// Its name in JSON and tables: `reissued`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reissued => "reissued",
            Self::Vanished => "vanished",
            Self::New => "new",
            Self::Returned => "returned",
            Self::Retitled => "retitled",
            Self::Rewritten => "updated",
            Self::Remarked => "markup",
            Self::Filled => "whole text",
            Self::Emptied => "summary only",
            Self::Touched => "touched",
            Self::Moved => "moved",
            Self::Redated => "re-dated",
            Self::Dated => "dated",
            Self::Undated => "undated",
            Self::Rolled => "rolled out",
        }
    }

    /// What readers show of it, as measured in nine of them; `by_url` when it is an Atom entry whose id is a URL.
    #[must_use]
    pub const fn shown(self, by_url: bool) -> &'static str {
        match (self, by_url) {
            (Self::Reissued, _) => "shown again in every reader",
            (Self::Vanished | Self::Rolled, _) => "nothing is shown; readers keep what they have",
            (Self::New, _) => "shown as new",
            (Self::Returned, _) => "shown to readers that never had it",
            (Self::Retitled | Self::Moved, _) => "again in sfeed, and in readers set to mark updates",
            (Self::Rewritten | Self::Remarked | Self::Filled | Self::Emptied, _) => {
                "only in readers set to mark updates"
            }
            (Self::Touched | Self::Redated, true) => "again in yarr",
            (Self::Touched | Self::Redated, false) | (Self::Dated | Self::Undated, _) => "nothing is shown",
        }
    }
}

/// What happens to one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its id in the new feed; of one that is not in it, in the old.
    pub id: String,
    /// The id that readers know it by, when it is another.
    pub was: Option<String>,
    /// Its title, the new one where there is one.
    pub title: String,
    /// Its link, the new one where there is one.
    pub link: String,
    /// The link that it had, when it is another.
    pub old_link: Option<String>,
    /// Its post, when there is one.
    pub source: Option<String>,
    /// What happens, worst first.
    pub changes: Vec<Change>,
    /// Whether it is an Atom entry whose id is a URL: one reader stores those together with `updated`.
    pub by_url: bool,
}

impl Planned {
    /// Whether `id` is its id, old or new.
    #[must_use]
    pub fn is_called(&self, id: &str) -> bool {
        self.id == id || self.was.as_deref() == Some(id)
    }
}

/// A file of a feed, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlan {
    /// Its path below the output folder, or the name of what it was compared with.
    pub path: String,
    /// Entries and bytes before; `None` for a new file.
    pub before: Option<Size>,
    /// Entries and bytes after.
    pub after: Size,
    /// Whether it is the same, byte for byte.
    pub same: bool,
}

/// How large a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Its entries.
    pub entries: usize,
    /// Its bytes.
    pub bytes: usize,
}

/// What happens to a feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The feed's name.
    pub feed: String,
    /// Its files.
    pub files: Vec<FilePlan>,
    /// Whether entries that stay change their order.
    pub reordered: bool,
    /// What happens to its entries, worst first, in the order of the feed.
    pub entries: Vec<Planned>,
}

/// What is known of the site beside the two states.
#[derive(Debug, Default)]
pub struct Known<'a> {
    /// The posts that belong in the feed, be it beyond its limit: id and source.
    pub belonging: HashMap<&'a str, &'a str>,
    /// The ids of all posts that are there, published or held back.
    pub posts: HashSet<&'a str>,
    /// The posts of entries as the ledger had them before: id and source.
    pub ledger: HashMap<&'a str, &'a str>,
}

/// One state of a file of a feed.
#[derive(Debug)]
pub struct Version {
    /// What it says.
    pub feed: SavedFeed,
    /// Its length in bytes.
    pub bytes: usize,
    /// A hash of its bytes.
    pub digest: u64,
}

impl Version {
    /// A saved feed and its bytes.
    #[must_use]
    pub fn of(feed: SavedFeed, bytes: &[u8]) -> Self {
        Self { feed, bytes: bytes.len(), digest: xxh3_64(bytes) }
    }

    fn size(&self) -> Size {
        Size { entries: self.feed.entries.len(), bytes: self.bytes }
    }
}

impl Plan {
    /// Whether something happens that subscribers should not see without somebody having agreed to it: an entry that
    /// comes again under another id or vanishes, and is not among `accepted` by its old or new id.
    #[must_use]
    pub fn is_stopped(&self, accepted: &[String]) -> bool {
        self.unaccepted(accepted).next().is_some()
    }

    /// The entries for which that is so.
    pub fn unaccepted(&self, accepted: &[String]) -> impl Iterator<Item = &Planned> {
        self.entries.iter().filter(move |entry| {
            let bad = entry.changes.iter().any(|change| matches!(change, Change::Reissued | Change::Vanished));
            bad && !accepted.iter().any(|id| entry.is_called(id))
        })
    }

    /// How many entries a change happens to.
    #[must_use]
    pub fn count(&self, change: Change) -> usize {
        self.entries.iter().filter(|entry| entry.changes.contains(&change)).count()
    }

    /// Whether nothing changes but perhaps the bytes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.reordered
    }
}

/// The problems of ids that were accepted, where nothing bad happens to an entry with that id in any of `plans`.
#[must_use]
pub fn accepted_nothing(plans: &[Plan], accepted: &[String]) -> Vec<Problem> {
    let is_told = |id: &str| plans.iter().any(|plan| plan.unaccepted(&[]).any(|entry| entry.is_called(id)));
    let without = accepted.iter().filter(|id| !is_told(id));
    without
        .map(|id| {
            let message = format!("--accept {id}: no entry that is reissued or vanishes has this id");
            Problem::new(&ACCEPTED_NOTHING, message).help("leave it out, or write the id as the plan tells it")
        })
        .collect()
}

/// That `plan` shows entries again for want of a ledger, if it does; `file` is the feed that knows them.
#[must_use]
pub fn not_adopted(plan: &Plan, file: &str) -> Option<Problem> {
    let again = plan.count(Change::Reissued);
    let message = format!(
        "there is no ledger, and {file} knows {again} of the posts by other ids: every reader shows them again"
    );
    let help = format!(
        "take the ledger from version control again, or the ids from the feed that is published now: `feedwright adopt {file}`"
    );
    (again > 0).then(|| Problem::new(&NOT_ADOPTED, message).help(help))
}

/// Compares the files of one feed: (path, the file as it is, the file as it will be).
///
/// What happens to one entry in several files is told once. A file that is not there yet says nothing, unless none of
/// them is.
#[must_use]
pub fn plan(feed: &str, files: &[(String, Option<Version>, Version)], known: &Known<'_>) -> Plan {
    let mut plan = Plan { feed: feed.to_owned(), ..Plan::default() };
    let first_ever = files.iter().all(|(_, before, _)| before.is_none());
    let mut merged: BTreeMap<(String, Option<String>), (usize, Planned)> = BTreeMap::new();
    for (path, before, after) in files {
        plan.files.push(FilePlan {
            path: path.clone(),
            before: before.as_ref().map(Version::size),
            after: after.size(),
            same: before.as_ref().is_some_and(|before| (before.bytes, before.digest) == (after.bytes, after.digest)),
        });
        let nothing = SavedFeed { kind: after.feed.kind, entries: Vec::new(), indistinct: Vec::new(), passed_over: 0 };
        let before = match before {
            Some(before) => &before.feed,
            None if first_ever => &nothing,
            None => continue,
        };
        plan.reordered |= is_reordered(before, &after.feed);
        for planned in compare(before, &after.feed, known) {
            let place = merged.len();
            let (_, told) = merged
                .entry((planned.id.clone(), planned.was.clone()))
                .or_insert_with(|| (place, Planned { changes: Vec::new(), ..planned.clone() }));
            told.by_url |= planned.by_url;
            told.changes.extend(planned.changes);
            told.changes.sort_unstable();
            told.changes.dedup();
        }
    }
    let mut entries: Vec<(usize, Planned)> = merged.into_values().collect();
    entries.sort_by_key(|(place, planned)| (planned.changes.first().copied(), *place));
    plan.entries = entries.into_iter().map(|(_, planned)| planned).collect();
    plan
}

/// What happens to the entries from one state to the next, in the order of the new one, then of the old.
fn compare(before: &SavedFeed, after: &SavedFeed, known: &Known<'_>) -> Vec<Planned> {
    let old: HashMap<&str, &SavedEntry> = before.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let new: HashSet<&str> = after.entries.iter().map(|entry| entry.id.as_str()).collect();
    let lost: Vec<&SavedEntry> = before.entries.iter().filter(|entry| !new.contains(entry.id.as_str())).collect();
    // What belongs in the feed and is not in it is beyond its limit.
    let is_rolled = |entry: &&SavedEntry| known.belonging.contains_key(entry.id.as_str());
    let (rolled, lost): (Vec<_>, Vec<_>) = lost.into_iter().partition(is_rolled);
    let fresh: Vec<&SavedEntry> = after.entries.iter().filter(|entry| !old.contains_key(entry.id.as_str())).collect();
    // An entry whose id another post has now is lost for its own readers as well.
    let now: HashMap<&str, &SavedEntry> = after.entries.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let fresh_links: HashSet<&str> = fresh.iter().map(|entry| entry.link.as_str()).collect();
    let is_displaced = |entry: &&SavedEntry| {
        let now = now.get(entry.id.as_str());
        let has_moved = now.is_some_and(|now| now.link != entry.link && !is_one_post(entry, now));
        !entry.link.is_empty() && has_moved && fresh_links.contains(entry.link.as_str())
    };
    // The post of an entry that is there, be it held back, comes under no other id.
    let without_post = lost.iter().copied().filter(|entry| !known.posts.contains(entry.id.as_str()));
    let gone: Vec<&SavedEntry> = without_post.chain(before.entries.iter().filter(is_displaced)).collect();
    let reissued = reissued(&gone, &fresh, known);
    let mut told = Vec::new();
    for entry in &after.entries {
        let was = old.get(entry.id.as_str()).copied();
        let was = was.or_else(|| reissued.get(entry.id.as_str()).copied());
        let mut changes = was.map_or_else(Vec::new, |was| changes(was, entry));
        match was {
            Some(was) if was.id != entry.id => changes.insert(0, Change::Reissued),
            Some(_) => {}
            None if known.ledger.contains_key(entry.id.as_str()) => changes.push(Change::Returned),
            None => changes.push(Change::New),
        }
        if !changes.is_empty() {
            told.push(planned(entry, was, changes, (after.kind, known)));
        }
    }
    let taken: HashSet<&str> = reissued.values().map(|entry| entry.id.as_str()).collect();
    let vanished = lost.into_iter().filter(|entry| !taken.contains(entry.id.as_str()));
    told.extend(vanished.map(|entry| planned(entry, None, vec![Change::Vanished], (after.kind, known))));
    told.extend(rolled.into_iter().map(|entry| planned(entry, None, vec![Change::Rolled], (after.kind, known))));
    told
}

/// Whether an entry says before and after what one post may say: not wholly other words; where those tell nothing, the
/// same title.
fn is_one_post(was: &SavedEntry, is: &SavedEntry) -> bool {
    if was.whole && is.whole && !was.words.is_short() { !was.words.are_others(is.words) } else { was.title == is.title }
}

fn changes(was: &SavedEntry, is: &SavedEntry) -> Vec<Change> {
    let instant = |moment: &Option<Moment>| moment.map(|moment| moment.instant);
    // Even the spelling of `updated` counts: one reader takes another offset for another entry.
    let spelled = |moment: &Option<Moment>| moment.map(|moment| moment.instant.to_rfc3339());
    let rewritten = was.whole == is.whole && was.words != is.words;
    let redated = instant(&was.published) != instant(&is.published);
    let all = [
        (was.title != is.title, Change::Retitled),
        (rewritten, Change::Rewritten),
        (was.whole == is.whole && !rewritten && was.markup != is.markup, Change::Remarked),
        (!was.whole && is.whole, Change::Filled),
        (was.whole && !is.whole, Change::Emptied),
        (spelled(&was.updated) != spelled(&is.updated), Change::Touched),
        (was.link != is.link, Change::Moved),
        (redated && was.published.is_some() && is.published.is_some(), Change::Redated),
        (was.published.is_none() && is.published.is_some(), Change::Dated),
        (was.published.is_some() && is.published.is_none(), Change::Undated),
    ];
    all.into_iter().filter_map(|(happens, change)| happens.then_some(change)).collect()
}

fn planned(
    entry: &SavedEntry,
    was: Option<&SavedEntry>,
    changes: Vec<Change>,
    (kind, known): (Kind, &Known<'_>),
) -> Planned {
    let id = entry.id.as_str();
    let source = known.belonging.get(id).or_else(|| known.ledger.get(id)).filter(|source| !source.is_empty());
    Planned {
        id: entry.id.clone(),
        was: was.map(|was| &was.id).filter(|was| **was != entry.id).cloned(),
        title: entry.title.clone(),
        link: entry.link.clone(),
        old_link: was.map(|was| &was.link).filter(|was| **was != entry.link).cloned(),
        source: source.map(|source| (*source).to_owned()),
        changes,
        by_url: kind == Kind::Atom && (id.starts_with("http://") || id.starts_with("https://")),
    }
}

/// Which new entries are old ones under another id: new id → old entry.
fn reissued<'a>(
    lost: &[&'a SavedEntry],
    fresh: &[&'a SavedEntry],
    known: &Known<'_>,
) -> HashMap<&'a str, &'a SavedEntry> {
    let lines: Vec<Line> = lost
        .iter()
        .map(|entry| {
            let source = known.ledger.get(entry.id.as_str()).copied().unwrap_or_default().to_owned();
            Line { source, ..as_line(entry) }
        })
        .collect();
    let sources: Vec<Arc<str>> =
        fresh.iter().map(|entry| known.belonging.get(entry.id.as_str()).copied().unwrap_or_default().into()).collect();
    let adopters: Vec<Adopter<'_>> = fresh
        .iter()
        .zip(&sources)
        .map(|(entry, source)| {
            let candidate = Candidate {
                source,
                explicit: None,
                made: &entry.id,
                link: &entry.link,
                published: entry.published.as_ref(),
                words: if entry.whole { entry.words } else { Words::default() },
            };
            Adopter { candidate, title: Some(&entry.title) }
        })
        .collect();
    let candidates: Vec<Candidate<'_>> = adopters.iter().map(|adopter| adopter.candidate.clone()).collect();
    let entries: Vec<SavedEntry> = lost.iter().map(|entry| (*entry).clone()).collect();
    let mut pairing = Pairing::new(&lines, &candidates);
    let named = |source: &str| (!source.is_empty()).then(|| source.to_owned());
    let fits = |line: &Line, post: &Candidate<'_>| !is_another(line, post);
    pairing.by_key(Evidence::Path, |line| named(&line.source), |post| named(post.source), fits);
    by_likeness(&mut pairing, &adopters, &entries);
    let pairs = pairing.matches.iter().zip(fresh);
    pairs.filter_map(|(found, entry)| Some((entry.id.as_str(), *lost.get(found.as_ref()?.line)?))).collect()
}

/// Whether the entries that are in both states come in another order.
fn is_reordered(before: &SavedFeed, after: &SavedFeed) -> bool {
    let places: HashMap<&str, usize> =
        before.entries.iter().enumerate().map(|(place, entry)| (entry.id.as_str(), place)).collect();
    let kept: Vec<usize> = after.entries.iter().filter_map(|entry| places.get(entry.id.as_str()).copied()).collect();
    !kept.is_sorted()
}

#[cfg(test)]
mod tests;
