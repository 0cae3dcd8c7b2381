//! Adoption: a site that had feeds before feedwright keeps the ids that its readers know.
//!
//! The entries of a saved feed are matched to posts by id, link, title and date, words and title, and each post takes
//! over its entry's id byte for byte; its date too, where the post has none of its own.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use xxhash_rust::xxh3::xxh3_64;

use super::identity::{Candidate, Evidence, Pairing, SAME_DATE, bare_link, contents};
use super::saved::{SavedEntry, SavedFeed};
use super::words::Words;
use super::{Ledger, Line, State};
use crate::post::moment::Moment;
use crate::post::title::plain;
use crate::problem::{Place, Problem, Rule, Severity};
use crate::site::TitleMarkup;

/// A feed none of whose entries is a post of the site.
pub static NOTHING_ADOPTED: Rule = Rule {
    code: "nothing-adopted",
    severity: Severity::Error,
    summary: "no entry of a saved feed is a post of this site",
};

/// A post as adoption sees it.
#[derive(Debug, Clone)]
pub struct Adopter<'a> {
    /// What identity knows of it.
    pub candidate: Candidate<'a>,
    /// Its title in plain text.
    pub title: Option<&'a str>,
}

/// What a saved feed gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// The ledger with the adopted ids.
    pub ledger: Ledger,
    /// Which posts took over an id, in the order of the feed.
    pub adopted: Vec<Adopted>,
    /// The entries that no post was found for, in the order of the feed.
    pub left: Vec<Left>,
}

/// A post that took over an entry's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The id.
    pub id: String,
    /// The post's file.
    pub source: String,
    /// By what the post was found.
    pub by: Evidence,
    /// The id that the ledger had for the post before, when it was another.
    pub replaced: Option<String>,
    /// Whether the entry's date becomes the post's.
    pub dated: bool,
}

/// An entry without a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its id.
    pub id: String,
    /// Its link.
    pub link: String,
    /// Its title.
    pub title: String,
    /// The posts of the same title, none of which could be told to be it.
    pub like: Vec<String>,
}

impl Left {
    /// An entry that nothing is like.
    #[must_use]
    pub fn of(entry: &SavedEntry) -> Self {
        let (id, link, title) = (entry.id.clone(), entry.link.clone(), entry.title.clone());
        Self { id, link, title, like: Vec::new() }
    }
}

/// Matches the entries of `feed` to `posts`, and gives the ledger in which they keep their ids.
///
/// Entries without a post are kept in the ledger as gone, so that a post that comes back later has its id again.
///
/// # Errors
///
/// No entry is a post's: it is not this site's feed.
pub fn adopt(ledger: &Ledger, posts: &[Adopter<'_>], feed: &SavedFeed, name: &str) -> Result<Adoption, Problem> {
    let entries: Vec<Line> = feed.entries.iter().map(as_line).collect();
    let candidates: Vec<Candidate<'_>> = posts.iter().map(|post| post.candidate.clone()).collect();
    let mut pairing = Pairing::new(&entries, &candidates);
    by_known_id(&mut pairing, ledger);
    by_likeness(&mut pairing, posts, &feed.entries);
    by_title(&mut pairing, posts, &feed.entries, Titles::Alone);
    let matches = pairing.matches;
    if matches.iter().all(Option::is_none) {
        let help = "give a feed of this site, or say with --content and --url where its posts are";
        let message = format!("none of its {} entries is a post of this site", feed.entries.len());
        return Err(Problem::new(&NOTHING_ADOPTED, message).at(Place::file(name)).help(help));
    }
    let mut found: Vec<(usize, Evidence, &Candidate<'_>)> = matches
        .iter()
        .zip(&candidates)
        .filter_map(|(found, post)| found.map(|found| (found.line, found.by, post)))
        .collect();
    found.sort_by_key(|(entry, ..)| *entry);
    let found: Vec<Found<'_>> = found
        .into_iter()
        .filter_map(|(entry, by, post)| entries.get(entry).map(|entry| Found { entry, by, post }))
        .collect();
    Ok(take_over(ledger, &entries, &found, &All { posts, entries: &feed.entries }))
}

/// Everything that tells an entry and a post to be one, but a title alone.
pub(super) fn by_likeness(pairing: &mut Pairing<'_>, posts: &[Adopter<'_>], entries: &[SavedEntry]) {
    pairing.by_key(Evidence::Link, |line| Some(line.link.as_str()), |post| Some(post.link), |_, _| true);
    pairing.by_key(Evidence::Link, |line| bare_link(&line.link), |post| bare_link(post.link), |_, _| true);
    // A guid that is the page's address, beside a link that somebody counts clicks with.
    let by_id = |line: &Line| line.id.contains("://").then(|| bare_link(&line.id)).flatten();
    pairing.by_key(Evidence::Link, by_id, |post| bare_link(post.link), |_, _| true);
    by_title(pairing, posts, entries, Titles::Dated(TimeDelta::zero()));
    by_title(pairing, posts, entries, Titles::Dated(SAME_DATE));
    contents::by_words(pairing);
    contents::by_most_words(pairing);
}

pub(super) fn as_line(entry: &SavedEntry) -> Line {
    Line {
        id: entry.id.clone(),
        source: String::new(),
        link: entry.link.clone(),
        published: entry.published,
        updated: entry
            .updated
            .filter(|updated| entry.published.is_some_and(|published: Moment| updated.instant > published.instant)),
        // A summary's words are not the post's.
        words: if entry.whole { entry.words } else { Words::default() },
        state: State::Live,
    }
}

/// Entries whose id the ledger or a front matter names already.
fn by_known_id(pairing: &mut Pairing<'_>, ledger: &Ledger) {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut sources: HashMap<&str, usize> = HashMap::new();
    for (at, post) in pairing.posts.iter().enumerate() {
        sources.insert(post.source, at);
        known.extend(post.explicit.map(|id| (id, at)));
    }
    for line in &ledger.lines {
        known.extend(sources.get(line.source.as_str()).map(|at| (line.id.as_str(), *at)));
    }
    let entries: Vec<(usize, &Line)> = pairing.free_lines().collect();
    let mut paired = HashSet::new();
    for (at, line) in entries {
        if let Some(post) = known.get(line.id.as_str()).filter(|post| paired.insert(**post)) {
            pairing.pair(*post, at, Evidence::Id);
        }
    }
}

/// What must hold beside the title.
#[derive(Clone, Copy)]
enum Titles {
    /// The dates are no further apart.
    Dated(TimeDelta),
    /// No other post and no other entry has the title.
    Alone,
}

/// Pairs by title: where several have it by the date, or where no two have it by the title alone.
fn by_title(pairing: &mut Pairing<'_>, posts: &[Adopter<'_>], entries: &[SavedEntry], titles: Titles) {
    let mut shelf: HashMap<u64, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (at, post) in posts.iter().enumerate() {
        if let Some(key) = post.title.and_then(title_key) {
            shelf.entry(key).or_default().0.push(at);
        }
    }
    for (at, entry) in entries.iter().enumerate() {
        if let Some((_, its)) = title_key(&entry.title).and_then(|key| shelf.get_mut(&key)) {
            its.push(at);
        }
    }
    let free_posts: HashSet<usize> = pairing.free_posts().map(|(at, _)| at).collect();
    let free_entries: HashSet<usize> = pairing.free_lines().map(|(at, _)| at).collect();
    let mut pairs = Vec::new();
    for (its_posts, its_entries) in shelf.into_values() {
        let near = |post: usize, entry: usize| match titles {
            Titles::Dated(within) => same_date(posts.get(post), entries.get(entry), within),
            Titles::Alone => its_posts.len() == 1 && its_entries.len() == 1,
        };
        let free: Vec<usize> = its_entries.iter().copied().filter(|entry| free_entries.contains(entry)).collect();
        for post in its_posts.iter().copied().filter(|post| free_posts.contains(post)) {
            let mut its = free.iter().filter(|entry| near(post, **entry));
            if let (Some(entry), None) = (its.next(), its.next())
                && its_posts.iter().filter(|other| free_posts.contains(other) && near(**other, *entry)).count() == 1
            {
                pairs.push((post, *entry));
            }
        }
    }
    pairs.sort_unstable();
    let by = if matches!(titles, Titles::Alone) { Evidence::Title } else { Evidence::TitleAndDate };
    for (post, entry) in pairs {
        pairing.pair(post, entry, by);
    }
}

/// Titles with the same words are one, whatever their quotes, case and character references.
fn title_key(title: &str) -> Option<u64> {
    let plain = plain(title, TitleMarkup::Html)?.to_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| xxh3_64(words.join(" ").as_bytes()))
}

fn same_date(post: Option<&Adopter<'_>>, entry: Option<&SavedEntry>, within: TimeDelta) -> bool {
    let dates = (post.and_then(|post| post.candidate.published), entry.and_then(|entry| entry.published));
    matches!(dates, (Some(post), Some(entry)) if (post.instant - entry.instant).abs() <= within)
}

/// Puts the ids of the found entries into the ledger, and the entries without a post as gone.
fn take_over(ledger: &Ledger, entries: &[Line], found: &[Found<'_>], all: &All<'_>) -> Adoption {
    let sources: HashSet<&str> = found.iter().map(|found| &**found.post.source).collect();
    let ids: HashSet<&str> = found.iter().map(|found| found.entry.id.as_str()).collect();
    let (replaced, mut lines): (Vec<&Line>, Vec<&Line>) =
        ledger.lines.iter().partition(|line| sources.contains(line.source.as_str()) || ids.contains(line.id.as_str()));
    let before: HashMap<&str, &Line> =
        replaced.iter().filter(|line| line.state == State::Live).map(|line| (line.source.as_str(), *line)).collect();
    let new: Vec<Line> = found.iter().map(Found::line).collect();
    let adopted = found
        .iter()
        .map(|found| Adopted {
            id: found.entry.id.clone(),
            source: found.post.source.to_string(),
            by: found.by,
            replaced: before
                .get(&**found.post.source)
                .map(|line| &line.id)
                .filter(|id| **id != found.entry.id)
                .cloned(),
            dated: found.post.published.is_none() && found.entry.published.is_some(),
        })
        .collect();
    lines.extend(&new);
    let there: HashSet<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    let without_post = || entries.iter().zip(all.entries).filter(|(entry, _)| !ids.contains(entry.id.as_str()));
    let gone: Vec<Line> = without_post()
        .filter(|(entry, _)| !there.contains(entry.id.as_str()))
        .map(|(entry, _)| Line { state: State::Gone, ..entry.clone() })
        .collect();
    let left =
        without_post().map(|(_, saved)| Left { like: like(all.posts, &saved.title), ..Left::of(saved) }).collect();
    lines.extend(&gone);
    Adoption { ledger: Ledger::of(lines.into_iter().cloned().collect()), adopted, left }
}

/// An entry with its post.
struct Found<'a> {
    entry: &'a Line,
    by: Evidence,
    post: &'a Candidate<'a>,
}

/// Everything that was to be matched.
struct All<'a> {
    posts: &'a [Adopter<'a>],
    entries: &'a [SavedEntry],
}

impl Found<'_> {
    fn line(&self) -> Line {
        Line {
            source: self.post.source.to_string(),
            link: self.post.link.to_owned(),
            published: self.entry.published.or(self.post.published.copied()),
            words: self.post.words,
            ..self.entry.clone()
        }
    }
}

fn like(posts: &[Adopter<'_>], title: &str) -> Vec<String> {
    let Some(key) = title_key(title) else { return Vec::new() };
    let same = posts.iter().filter(|post| post.title.and_then(title_key) == Some(key));
    same.take(4).map(|post| post.candidate.source.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;

    use super::super::saved::Kind;
    use super::*;

    fn moment(text: &str) -> Option<Moment> {
        DateTime::parse_from_rfc3339(text).ok().map(|instant| Moment { instant, day_only: false })
    }

    struct Written {
        source: Arc<str>,
        link: String,
        title: &'static str,
        published: Option<Moment>,
        text: String,
    }

    fn a_post(name: &str, title: &'static str, date: &str, text: &str) -> Written {
        Written {
            source: format!("posts/{name}.md").into(),
            link: format!("https://new.example/{name}/"),
            title,
            published: moment(date),
            text: text.to_owned(),
        }
    }

    fn an_entry(id: &str, link: &str, title: &str, date: &str, text: &str) -> SavedEntry {
        SavedEntry {
            id: id.to_owned(),
            link: link.to_owned(),
            title: title.to_owned(),
            published: moment(date),
            updated: None,
            words: Words::of(text),
            whole: true,
            markup: 0,
        }
    }

    fn adopted(ledger: &Ledger, posts: &[Written], entries: Vec<SavedEntry>) -> Result<Adoption, Problem> {
        let adopters: Vec<Adopter<'_>> = posts
            .iter()
            .map(|post| Adopter {
                candidate: Candidate {
                    source: &post.source,
                    explicit: None,
                    made: &post.link,
                    link: &post.link,
                    published: post.published.as_ref(),
                    words: Words::of(&post.text),
                },
                title: Some(post.title),
            })
            .collect();
        adopt(
            ledger,
            &adopters,
            &SavedFeed { kind: Kind::Rss, entries, indistinct: Vec::new(), passed_over: 0 },
            "old.xml",
        )
    }

    const DAY: &str = "2024-01-08T00:00:00Z";
    const LONG: &str = "the quick brown fox jumps over a lazy dog and then goes home to tell its mother about that";

    #[test]
    fn entries_are_matched_by_link_title_and_words() {
        let posts = [
            a_post("a", "A", DAY, "one"),
            a_post("b", "Weekly notes", DAY, "two"),
            a_post("c", "Weekly notes", "2024-01-15T00:00:00Z", "three"),
            a_post("d", "Retitled", DAY, LONG),
            a_post("e", "Redated", "", "five"),
        ];
        let entries = vec![
            an_entry("?p=5", "http://old.example/?p=5", "redated!", "2019-05-05T12:00:00Z", "rewritten"),
            an_entry("?p=4", "http://old.example/?p=4", "Before", "2011-01-01T00:00:00Z", LONG),
            an_entry("?p=3", "http://old.example/?p=3", "Weekly  Notes", "2024-01-14T21:00:00-05:00", "x"),
            an_entry("?p=2", "http://old.example/?p=2", "Weekly notes", DAY, "y"),
            an_entry(" ?p=1\n", "http://old.example/a.html", "Other title", "", "z"),
            an_entry("?p=6", "http://old.example/?p=6", "Deleted", DAY, "gone"),
        ];
        let adoption = adopted(&Ledger::default(), &posts, entries).unwrap();
        let told: Vec<(&str, &str, Evidence, bool)> =
            adoption.adopted.iter().map(|a| (a.id.as_str(), a.source.as_str(), a.by, a.dated)).collect();
        assert_eq!(
            told,
            [
                ("?p=5", "posts/e.md", Evidence::Title, true),
                ("?p=4", "posts/d.md", Evidence::Words, false),
                ("?p=3", "posts/c.md", Evidence::TitleAndDate, false),
                ("?p=2", "posts/b.md", Evidence::TitleAndDate, false),
                (" ?p=1\n", "posts/a.md", Evidence::Link, false),
            ]
        );
        assert_eq!(adoption.left.iter().map(|left| left.id.as_str()).collect::<Vec<_>>(), ["?p=6"]);
        assert_eq!(adoption.ledger.line("?p=6").unwrap().state, State::Gone);
        assert_eq!(adoption.ledger.line("?p=5").unwrap().published, moment("2019-05-05T12:00:00Z"));
        assert_eq!(adoption.ledger.lines.len(), 6);
    }

    #[test]
    fn an_adopted_id_takes_the_place_of_the_one_that_the_ledger_had() {
        let posts = [a_post("a", "A", DAY, "one")];
        let entry = || an_entry("?p=1", "https://new.example/a", "A", DAY, "one");
        let mut before = adopted(&Ledger::default(), &posts, vec![entry()]).unwrap().ledger;
        assert_eq!(adopted(&before, &posts, vec![entry()]).unwrap().ledger, before, "a second time changes nothing");
        before.lines[0].id = "tag:made".to_owned();
        let adoption = adopted(&before, &posts, vec![entry()]).unwrap();
        assert_eq!(adoption.adopted[0].replaced.as_deref(), Some("tag:made"));
        assert_eq!(adoption.ledger.lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["?p=1"]);
    }

    #[test]
    fn a_feed_of_another_site_is_refused() {
        let posts = [a_post("a", "A", DAY, "one")];
        let problem = adopted(&Ledger::default(), &posts, vec![an_entry("x", "https://x.example/x", "X", DAY, "two")]);
        assert_eq!(problem.unwrap_err().code, "nothing-adopted");
    }

    #[test]
    fn posts_with_one_title_and_date_are_left_and_named() {
        let posts = [a_post("a", "Photo", DAY, ""), a_post("b", "Photo", DAY, ""), a_post("c", "C", DAY, "")];
        let entries = vec![
            an_entry("1", "http://old.example/?p=1", "Photo", DAY, ""),
            an_entry("3", "http://old.example/?p=3", "C", DAY, ""),
        ];
        let adoption = adopted(&Ledger::default(), &posts, entries).unwrap();
        assert_eq!(adoption.left[0].like, ["posts/a.md", "posts/b.md"]);
    }
}
