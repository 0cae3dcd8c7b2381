//! The plan: what subscribers would see of a new feed, told before it is published.
//!
//! Two states of a feed are compared by what readers store: the id above all. What a change makes of an old entry in
//! real readers was measured; `docs/shown-again.md` tells it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Line;
use super::adopt::{Adopter, as_line, by_likeness};
use super::identity::{Candidate, Evidence, Pairing};
use super::saved::{Kind, SavedEntry, SavedFeed};
use super::words::Words;
use crate::post::moment::Moment;

/// What happens to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The same post under another id: every reader shows it again.
    Reissued,
    /// It was in the feed and its post is in none any more.
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
    /// Its `updated` date changed.
    Touched,
    /// Its link changed.
    Moved,
    /// Its published date changed.
    Redated,
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
            Self::Touched => "touched",
            Self::Moved => "moved",
            Self::Redated => "re-dated",
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
            (Self::Rewritten | Self::Remarked, _) => "only in readers set to mark updates",
            (Self::Touched | Self::Redated, true) => "again in yarr",
            (Self::Touched | Self::Redated, false) => "nothing is shown",
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

/// A file of a feed, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePlan {
    /// Its path below the output folder, or the name of what it was compared with.
    pub path: String,
    /// Entries and bytes before; `None` for a new file.
    pub before: Option<Size>,
    /// Entries and bytes after.
    pub after: Size,
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
    /// The posts that are published, in a feed or beyond its limit: id and source.
    pub listed: HashMap<&'a str, &'a str>,
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
}

impl Version {
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
            let named = |id: &str| accepted.iter().any(|accepted| accepted == id);
            bad && !named(&entry.id) && !entry.was.as_deref().is_some_and(named)
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
        });
        let nothing = SavedFeed { kind: after.feed.kind, entries: Vec::new(), passed_over: 0 };
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
    let (rolled, lost): (Vec<_>, Vec<_>) = lost.into_iter().partition(|entry| is_rolled(entry, after, known));
    let fresh: Vec<&SavedEntry> = after.entries.iter().filter(|entry| !old.contains_key(entry.id.as_str())).collect();
    // An entry whose id another post has now is lost for its own readers as well.
    let links: HashMap<&str, &str> =
        after.entries.iter().map(|entry| (entry.id.as_str(), entry.link.as_str())).collect();
    let fresh_links: HashSet<&str> = fresh.iter().map(|entry| entry.link.as_str()).collect();
    let is_displaced = |entry: &&SavedEntry| {
        let now = links.get(entry.id.as_str());
        !entry.link.is_empty() && now.is_some_and(|now| *now != entry.link) && fresh_links.contains(entry.link.as_str())
    };
    let gone: Vec<&SavedEntry> = lost.iter().copied().chain(before.entries.iter().filter(is_displaced)).collect();
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

/// Whether an entry that is not in the new feed is only older than those that are: its post is published still.
fn is_rolled(entry: &SavedEntry, after: &SavedFeed, known: &Known<'_>) -> bool {
    let date = |entry: &SavedEntry| entry.published.or(entry.updated).map(|moment| moment.instant);
    let oldest = after.entries.iter().filter_map(date).min();
    known.listed.contains_key(entry.id.as_str()) && (date(entry).is_none() || date(entry) <= oldest)
}

fn changes(was: &SavedEntry, is: &SavedEntry) -> Vec<Change> {
    let instant = |moment: &Option<Moment>| moment.map(|moment| moment.instant);
    // Even the spelling of `updated` counts: one reader takes another offset for another entry.
    let spelled = |moment: &Option<Moment>| moment.map(|moment| moment.instant.to_rfc3339());
    let comparable = was.whole == is.whole;
    let rewritten = comparable && was.words != is.words;
    let all = [
        (was.title != is.title, Change::Retitled),
        (rewritten, Change::Rewritten),
        (!rewritten && was.markup != is.markup, Change::Remarked),
        (spelled(&was.updated) != spelled(&is.updated), Change::Touched),
        (was.link != is.link, Change::Moved),
        (instant(&was.published) != instant(&is.published), Change::Redated),
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
    let source = known.listed.get(id).or_else(|| known.ledger.get(id)).filter(|source| !source.is_empty());
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
        fresh.iter().map(|entry| known.listed.get(entry.id.as_str()).copied().unwrap_or_default().into()).collect();
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
    pairing.by_key(Evidence::Path, |line| named(&line.source), |post| named(post.source));
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
mod tests {
    use chrono::DateTime;

    use super::*;

    fn day(day: u32) -> Option<Moment> {
        let instant = DateTime::parse_from_rfc3339(&format!("2024-01-{day:02}T00:00:00Z")).ok()?;
        Some(Moment { instant, day_only: false })
    }

    fn an_entry(name: &str, on: u32) -> SavedEntry {
        SavedEntry {
            id: format!("id:{name}"),
            link: format!("https://e.example/{name}/"),
            title: format!("Title of {name}"),
            published: day(on),
            updated: None,
            words: Words::of(&format!("the words of {name}")),
            whole: true,
            markup: u64::from(on),
        }
    }

    fn version(entries: &[SavedEntry]) -> Version {
        Version { feed: SavedFeed { kind: Kind::Rss, entries: entries.to_vec(), passed_over: 0 }, bytes: entries.len() }
    }

    fn told(before: &[SavedEntry], after: &[SavedEntry], listed: &[&str]) -> Vec<(String, Vec<&'static str>)> {
        let listed = listed.iter().map(|id| (*id, "")).collect();
        let known = Known { listed, ledger: HashMap::new() };
        let plan = plan("main", &[("rss.xml".to_owned(), Some(version(before)), version(after))], &known);
        plan.entries.iter().map(|e| (e.id.clone(), e.changes.iter().map(|change| change.name()).collect())).collect()
    }

    fn is(id: &str, changes: &[&'static str]) -> (String, Vec<&'static str>) {
        (id.to_owned(), changes.to_vec())
    }

    #[test]
    fn nothing_happens_when_nothing_changed() {
        let entries = [an_entry("b", 2), an_entry("a", 1)];
        assert_eq!(told(&entries, &entries, &[]), []);
    }

    #[test]
    fn every_kind_of_change_is_told() {
        let before: Vec<SavedEntry> = (1..=8).map(|at| an_entry(&format!("{at}"), 10 + at)).collect();
        let mut after = before.clone();
        after[0].id = "id:other".to_owned();
        after[1].title = "Retitled".to_owned();
        after[2].words = Words::of("new words");
        after[3].link = "https://e.example/elsewhere/".to_owned();
        after[4].published = day(30);
        after[5].updated = day(31);
        after.remove(7);
        after.push(an_entry("new", 20));
        assert_eq!(
            told(&before, &after, &[]),
            [
                is("id:other", &["reissued"]),
                is("id:8", &["vanished"]),
                is("id:new", &["new"]),
                is("id:2", &["retitled"]),
                is("id:3", &["updated"]),
                is("id:6", &["touched"]),
                is("id:4", &["moved"]),
                is("id:5", &["re-dated"]),
            ]
        );
    }

    #[test]
    fn an_entry_beyond_the_limit_has_not_vanished() {
        let before = [an_entry("b", 2), an_entry("a", 1)];
        let after = [an_entry("c", 3), an_entry("b", 2)];
        assert_eq!(
            told(&before, &after, &["id:a", "id:b", "id:c"]),
            [is("id:c", &["new"]), is("id:a", &["rolled out"])]
        );
        assert_eq!(told(&before, &after, &["id:b", "id:c"]), [is("id:a", &["vanished"]), is("id:c", &["new"])]);
    }

    #[test]
    fn a_weekly_title_does_not_make_a_new_post_a_reissued_one() {
        let mut before = an_entry("a", 1);
        let mut after = an_entry("b", 8);
        before.title = "Weekly notes".to_owned();
        after.title = "Weekly notes".to_owned();
        assert_eq!(told(&[before], &[after], &[]), [is("id:a", &["vanished"]), is("id:b", &["new"])]);
    }

    #[test]
    fn what_is_accepted_stops_nothing() {
        let before = [an_entry("a", 1), an_entry("b", 2)];
        let mut after = [an_entry("a", 1)];
        after[0].id = "other".to_owned();
        let files = [("rss.xml".to_owned(), Some(version(&before)), version(&after))];
        let plan = plan("main", &files, &Known::default());
        let accept = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert!(plan.is_stopped(&[]));
        assert!(plan.is_stopped(&accept(&["id:a"])));
        assert!(!plan.is_stopped(&accept(&["id:a", "id:b"])));
        assert!(!plan.is_stopped(&accept(&["other", "id:b"])));
    }

    #[test]
    fn a_file_that_is_new_beside_others_says_nothing_of_its_own() {
        let entries = [an_entry("a", 1)];
        let files = [
            ("rss.xml".to_owned(), Some(version(&entries)), version(&entries)),
            ("atom.xml".to_owned(), None, version(&entries)),
        ];
        let plan = plan("main", &files, &Known::default());
        assert!(plan.is_empty());
        assert_eq!((plan.files[0].before.map(|size| size.entries), plan.files[1].before), (Some(1), None));
    }

    #[test]
    fn another_order_is_told() {
        let entries = [an_entry("b", 2), an_entry("a", 1)];
        let turned = [an_entry("a", 1), an_entry("b", 2)];
        let files = [("rss.xml".to_owned(), Some(version(&entries)), version(&turned))];
        let plan = plan("main", &files, &Known::default());
        assert!(plan.reordered && plan.entries.is_empty());
    }
}
