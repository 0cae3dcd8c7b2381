//! Which post is which published entry: by its id, then its path, then its link, then its words.
//!
//! Each step looks only at posts and lines that no earlier step has paired, and pairs only what is one on both
//! sides. So two posts never share an entry, and a copied file, whose entry its original has, is a new post.

pub(super) mod contents;
mod keys;

use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};
use foldhash::{HashMap, HashMapExt as _, HashSet};

pub(crate) use self::keys::{bare_link, file_stem};
use self::keys::{line_name_and_day, name_and_day};
use super::words::Words;
use super::{AMBIGUOUS, FOLLOWED, Ledger, Line, NOT_RESTORED, State};
use crate::post::moment::Moment;
use crate::problem::{Place, Problem};

/// What is known of a post when its entry is looked for.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Its file, below the site's root, with `/`.
    pub source: &'a Arc<str>,
    /// The id that its front matter names.
    pub explicit: Option<&'a str>,
    /// The id that it would have if it were new.
    pub made: &'a str,
    /// Its link.
    pub link: &'a str,
    /// When it was published, if it says so.
    pub published: Option<&'a Moment>,
    /// The fingerprint of its words.
    pub words: Words,
}

/// By what a post was found in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Evidence {
    /// The id in its front matter.
    Id,
    /// Its path.
    Path,
    /// Its link, be it on another host, by another scheme, or with another ending.
    Link,
    /// The id that it would have as a new post.
    MadeId,
    /// Its words.
    Words,
    /// Most of its words: it was moved and edited at once.
    MostWords,
    /// Its file name and date.
    NameAndDate,
    /// Its date, where its words are not wholly others.
    Date,
    /// Its title and date: only a saved feed tells titles.
    TitleAndDate,
    /// Its title, which no other post and no other entry has.
    Title,
}

impl Evidence {
    /// Its name in JSON: `path`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Path => "path",
            Self::Link => "link",
            Self::MadeId => "made-id",
            Self::Words => "words",
            Self::MostWords => "most-words",
            Self::NameAndDate => "name-and-date",
            Self::Date => "date",
            Self::TitleAndDate => "title-and-date",
            Self::Title => "title",
        }
    }

    /// The phrase for messages: `by its path`.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Id => "by its id",
            Self::Path => "by its path",
            Self::Link => "by its link",
            Self::MadeId => "by the id it would have",
            Self::Words => "by its words",
            Self::MostWords => "by most of its words",
            Self::NameAndDate => "by its file name and date",
            Self::Date => "by its date",
            Self::TitleAndDate => "by its title and date",
            Self::Title => "by its title",
        }
    }
}

/// The line of the ledger that is a post's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// Index of the line.
    pub line: usize,
    /// How it was found.
    pub by: Evidence,
}

/// Finds each post's line; `None` for a new post.
///
/// Takes time linear in posts and lines. The result depends on their order in no way but the order of the problems.
///
/// The lines of `unreadable` files are theirs, whatever another post may have in common with them.
#[must_use]
pub fn identify(
    ledger: &Ledger,
    posts: &[Candidate<'_>],
    unreadable: &[Arc<str>],
) -> (Vec<Option<Match>>, Vec<Problem>) {
    let mut pairing = Pairing::new(&ledger.lines, posts);
    pairing.keep(unreadable);
    pairing.by_id(ledger);
    let waiting = pairing.by_path();
    let links = |pairing: &mut Pairing<'_>, fits: fn(&Line, &Candidate<'_>) -> bool| {
        pairing.by_key(Evidence::Link, |line| Some(line.link.as_str()), |post| Some(post.link), fits);
        pairing.by_key(Evidence::Link, |line| bare_link(&line.link), |post| bare_link(post.link), fits);
    };
    links(&mut pairing, |line, post| !is_doubtful(line, post));
    contents::by_words(&mut pairing);
    contents::by_most_words(&mut pairing);
    let there = |line: &Line| line.published.filter(|_| line.state == State::Live).map(|moment| moment.instant);
    pairing.by_key(Evidence::Date, there, |post| post.published.map(|moment| moment.instant), is_told_by_date);
    // Where the words are nowhere else, a path and a link keep their entry whatever they say now.
    pairing.by_path_after_all(&waiting);
    links(&mut pairing, |line, post| !is_in_place_of_gone(line, post));
    pairing.by_key(
        Evidence::MadeId,
        |line| Some(line.id.as_str()),
        |post| Some(post.made),
        |line, post| !is_another(line, post),
    );
    pairing.by_key(
        Evidence::NameAndDate,
        line_name_and_day,
        |post| name_and_day(post.source, post.published),
        |_, _| true,
    );
    contents::ambiguous(&mut pairing);
    pairing.not_restored();
    (pairing.matches, pairing.problems)
}

/// Dates of one entry may differ by this much where a zone was lost.
pub(super) const SAME_DATE: TimeDelta = TimeDelta::hours(36);

/// The pairs found so far.
pub(super) struct Pairing<'a> {
    pub(super) lines: &'a [Line],
    pub(super) posts: &'a [Candidate<'a>],
    pub(super) matches: Vec<Option<Match>>,
    taken: Vec<bool>,
    problems: Vec<Problem>,
}

impl<'a> Pairing<'a> {
    pub(super) fn new(lines: &'a [Line], posts: &'a [Candidate<'a>]) -> Self {
        let (matches, taken) = (vec![None; posts.len()], vec![false; lines.len()]);
        Self { lines, posts, matches, taken, problems: Vec::new() }
    }

    pub(super) fn pair(&mut self, post: usize, line: usize, by: Evidence) {
        if let (Some(found), Some(taken)) = (self.matches.get_mut(post), self.taken.get_mut(line)) {
            *found = Some(Match { line, by });
            *taken = true;
        }
    }

    pub(super) fn free_lines(&self) -> impl Iterator<Item = (usize, &'a Line)> {
        self.lines.iter().enumerate().filter(|(at, _)| self.taken.get(*at) == Some(&false))
    }

    pub(super) fn free_posts(&self) -> impl Iterator<Item = (usize, &'a Candidate<'a>)> {
        self.posts.iter().enumerate().filter(|(at, _)| self.matches.get(*at) == Some(&None))
    }

    /// The ids that front matters name. Of two posts with one id it is the one at the entry's path, or the first.
    fn by_id(&mut self, ledger: &Ledger) {
        let mut claims: HashMap<usize, usize> = HashMap::new();
        for (at, post) in self.posts.iter().enumerate() {
            let Some(line) = post.explicit.and_then(|id| ledger.position(id)) else { continue };
            let at_home = self.lines.get(line).is_some_and(|line| *line.source == **post.source);
            claims.entry(line).and_modify(|claimed| *claimed = if at_home { at } else { *claimed }).or_insert(at);
        }
        for (line, post) in claims {
            self.pair(post, line, Evidence::Id);
        }
    }

    /// Leaves the lines of these files to them.
    fn keep(&mut self, files: &[Arc<str>]) {
        let files: HashSet<&str> = files.iter().map(|file| &**file).collect();
        for (line, taken) in self.lines.iter().zip(&mut self.taken) {
            *taken = *taken || files.contains(line.source.as_str());
        }
    }

    /// Pairs by the path; gives back the posts and lines of one path whose words have nothing to do with each other.
    fn by_path(&mut self) -> Vec<(usize, usize)> {
        let mut sources: HashMap<&str, (usize, Vec<usize>)> = HashMap::with_capacity(self.lines.len());
        for (at, line) in self.free_lines().filter(|(_, line)| !line.source.is_empty()) {
            sources.entry(&line.source).and_modify(|(_, more)| more.push(at)).or_insert((at, Vec::new()));
        }
        let line_of = |post: &Candidate<'_>| match sources.get(&**post.source)? {
            (line, more) if more.is_empty() => Some(*line),
            (line, more) => self.best(more.iter().chain([line]).copied(), post),
        };
        let found: Vec<(usize, usize)> =
            self.free_posts().filter_map(|(at, post)| line_of(post).map(|line| (at, line))).collect();
        let is_doubtful = |(post, line): &(usize, usize)| {
            self.lines.get(*line).zip(self.posts.get(*post)).is_some_and(|(line, post)| is_doubtful(line, post))
        };
        let (waiting, sure): (Vec<_>, Vec<_>) = found.into_iter().partition(is_doubtful);
        for (post, line) in sure {
            self.pair(post, line, Evidence::Path);
        }
        waiting
    }

    /// Pairs those that had to wait, where both are free still; says where an entry went with its words.
    fn by_path_after_all(&mut self, waiting: &[(usize, usize)]) {
        let now: HashMap<usize, usize> =
            self.matches.iter().enumerate().filter_map(|(post, found)| Some((found.as_ref()?.line, post))).collect();
        for (post, line) in waiting.iter().copied() {
            let Some((there, candidate)) = self.lines.get(line).zip(self.posts.get(post)) else { continue };
            if let Some(now) = now.get(&line).and_then(|now| self.posts.get(*now)) {
                self.problems.push(followed(candidate.source, now.source));
            } else if self.matches.get(post) == Some(&None) && !is_in_place_of_gone(there, candidate) {
                self.pair(post, line, Evidence::Path);
            }
        }
    }

    /// Of the lines that one path had over time: the one that is there, else the one with these words, else the one
    /// that was published last.
    fn best(&self, lines: impl Iterator<Item = usize>, post: &Candidate<'_>) -> Option<usize> {
        let rank = |at: &usize| {
            let line = self.lines.get(*at);
            let there = line.is_some_and(|line| line.state == State::Live);
            let same = line.is_some_and(|line| line.words == post.words);
            let published = line.and_then(|line| line.published.as_ref()).map(|moment| moment.instant.timestamp());
            (there, same, published)
        };
        lines.max_by_key(rank)
    }

    /// Pairs posts and lines with the same key that fit, where only one of either has it; a line that is there before
    /// one that is gone.
    pub(super) fn by_key<L, P, K, F>(&mut self, by: Evidence, line_key: L, post_key: P, fits: F)
    where
        L: Fn(&'a Line) -> Option<K>,
        P: Fn(&'a Candidate<'a>) -> Option<K>,
        F: Fn(&Line, &Candidate<'_>) -> bool,
        K: Eq + std::hash::Hash,
    {
        let mut posts: HashMap<K, Option<usize>> = HashMap::new();
        for (at, post) in self.free_posts() {
            if let Some(key) = post_key(post) {
                posts.entry(key).and_modify(|only| *only = None).or_insert(Some(at));
            }
        }
        if posts.is_empty() {
            return;
        }
        for state in [State::Live, State::Gone] {
            let mut lines: HashMap<K, Option<usize>> = HashMap::new();
            for (at, line) in self.free_lines().filter(|(_, line)| line.state == state) {
                if let Some(key) = line_key(line).filter(|key| posts.contains_key(key)) {
                    lines.entry(key).and_modify(|only| *only = None).or_insert(Some(at));
                }
            }
            let one_post = |(post, line): &(usize, usize)| {
                self.lines.get(*line).zip(self.posts.get(*post)).is_some_and(|(line, post)| fits(line, post))
            };
            let mut pairs: Vec<(usize, usize)> = lines
                .into_iter()
                .filter_map(|(key, line)| Some((posts.remove(&key)??, line?)))
                .filter(one_post)
                .collect();
            pairs.sort_unstable();
            for (post, line) in pairs {
                self.pair(post, line, by);
            }
        }
    }

    /// Reports the posts that stand where another was published until it was deleted: theirs is a new entry.
    fn not_restored(&mut self) {
        let stands: HashMap<&str, &Arc<str>> =
            self.free_posts().map(|(_, post)| (&**post.source, post.source)).collect();
        let gone = self.free_lines().filter(|(_, line)| line.state == State::Gone);
        let places = gone.filter_map(|(_, line)| Some((line, *stands.get(line.source.as_str())?)));
        let problems: Vec<Problem> = places.map(|(line, source)| not_restored(line, source)).collect();
        self.problems.extend(problems);
    }

    fn ambiguous(&mut self, source: &Arc<str>, message: String, help: String) {
        let place = Place::file(Arc::clone(source));
        self.problems.push(Problem::new(&AMBIGUOUS, message).at(place).help(help));
    }
}

/// Whether a post that has something of an entry, but not its words, must wait until nothing else is that entry: a file
/// may be given to another post while its own moves. Of a short text only another day makes a doubt.
fn is_doubtful(line: &Line, post: &Candidate<'_>) -> bool {
    line.words.are_others(post.words) && (!line.words.is_short() || are_apart(line, post))
}

/// Whether a post is not that of an entry, although it has its path, its link or the id that it would be given: of
/// another day, and in wholly other words.
pub(super) fn is_another(line: &Line, post: &Candidate<'_>) -> bool {
    line.words.are_others(post.words) && are_apart(line, post)
}

/// Whether a post has only taken the place of one that was deleted. What is there still keeps its path and its link.
fn is_in_place_of_gone(line: &Line, post: &Candidate<'_>) -> bool {
    line.state == State::Gone && is_another(line, post)
}

/// Whether a date that no other has may tell: an edit leaves something of a text, and of short texts that differ the time
/// of day is sign enough.
fn is_told_by_date(line: &Line, post: &Candidate<'_>) -> bool {
    let is_timed = post.published.is_some_and(|moment| !moment.day_only && moment.instant.time() != NaiveTime::MIN);
    let is_short = line.words.is_short() || post.words.is_short();
    line.words.likeness(post.words) > Words::UNLIKE || is_timed && is_short
}

/// Whether both are dated, and not of one day.
pub(super) fn are_apart(line: &Line, post: &Candidate<'_>) -> bool {
    let apart = |(then, now): (Moment, &Moment)| (then.instant - now.instant).abs() > SAME_DATE;
    line.published.zip(post.published).is_some_and(apart)
}

fn not_restored(line: &Line, source: &Arc<str>) -> Problem {
    let message = "the post that was published from this file until it was deleted had another date and other words; \
                   this one is a new entry";
    let help = format!("if it is that post, write its id into the front matter: `guid: \"{}\"`", line.id);
    Problem::new(&NOT_RESTORED, message).at(Place::file(Arc::clone(source))).help(help)
}

fn followed(source: &Arc<str>, file: &str) -> Problem {
    let message = format!("this file holds other words than it was published with; its entry went with them to {file}");
    let help = format!("if {file} is the copy, write its id as `guid` into this file's front matter");
    Problem::new(&FOLLOWED, message).at(Place::file(Arc::clone(source))).help(help)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    /// A post as the tests write it; its words are those of `text`.
    #[derive(Clone)]
    struct Written {
        source: Arc<str>,
        id: Option<&'static str>,
        made: String,
        link: String,
        day: Option<Moment>,
        text: String,
    }

    fn day(text: &str) -> Moment {
        let instant = DateTime::parse_from_rfc3339(&format!("{text}T00:00:00Z")).unwrap();
        Moment { instant, day_only: false }
    }

    fn a_post(source: &str, text: &str) -> Written {
        let slug = file_stem(source).unwrap();
        Written {
            source: source.into(),
            id: None,
            made: format!("tag:example.org,2024:{source}"),
            link: format!("https://example.org/{slug}/"),
            day: Some(day("2024-01-08")),
            text: text.to_owned(),
        }
    }

    fn ledger_of(posts: &[Written]) -> Ledger {
        let line = |post: &Written| Line {
            id: format!("id of {}", post.source),
            source: post.source.to_string(),
            link: post.link.clone(),
            published: post.day,
            updated: None,
            words: Words::of(&post.text),
            state: State::Live,
        };
        Ledger::of(posts.iter().map(line).collect())
    }

    /// From which file a post was published, and by what that was found.
    type Was = Option<(String, Evidence)>;

    /// The sources that were published, in the order of the posts that are them now, and the problems' codes.
    fn found(ledger: &Ledger, posts: &[Written]) -> (Vec<Was>, Vec<&'static str>) {
        let candidates: Vec<Candidate<'_>> = posts
            .iter()
            .map(|post| Candidate {
                source: &post.source,
                explicit: post.id,
                made: &post.made,
                link: &post.link,
                published: post.day.as_ref(),
                words: Words::of(&post.text),
            })
            .collect();
        let (matches, problems) = identify(ledger, &candidates, &[]);
        let was = |found: Match| (ledger.lines[found.line].source.clone(), found.by);
        (matches.into_iter().map(|found| found.map(was)).collect(), problems.iter().map(|p| p.code).collect())
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what `found` gives")]
    fn is(source: &str, by: Evidence) -> Was {
        Some((source.to_owned(), by))
    }

    fn long(seed: u32) -> String {
        let word = |at: u32| format!("word{} ", (at * seed + at * at) % 997);
        (1..80).map(word).collect()
    }

    #[test]
    fn a_post_is_found_by_path_then_link_then_words() {
        let old = [a_post("a.md", "one"), a_post("b.md", "two"), a_post("c.md", "three")];
        let ledger = ledger_of(&old);
        let mut renamed = a_post("deep/b2.md", "two, edited");
        renamed.link = "http://www.other.example/b.html".to_owned();
        let posts = [a_post("a.md", "another text"), renamed, a_post("z.md", "three")];
        let (all, problems) = found(&ledger, &posts);
        assert_eq!(all, [is("a.md", Evidence::Path), is("b.md", Evidence::Link), is("c.md", Evidence::Words)]);
        assert!(problems.is_empty());
    }

    #[test]
    fn an_id_in_the_front_matter_goes_first() {
        let ledger = ledger_of(&[a_post("a.md", "one"), a_post("b.md", "two")]);
        let mut posts = [a_post("a.md", "one"), a_post("b.md", "two")];
        posts[1].id = Some("id of a.md");
        let (all, _) = found(&ledger, &posts);
        assert_eq!(all, [is("b.md", Evidence::Words).filter(|_| false), is("a.md", Evidence::Id)]);
    }

    #[test]
    fn a_copied_file_is_a_new_post() {
        let ledger = ledger_of(&[a_post("a.md", &long(3))]);
        let (all, problems) = found(&ledger, &[a_post("a-copy.md", &long(3)), a_post("a.md", &long(3))]);
        assert_eq!((all, problems), (vec![None, is("a.md", Evidence::Path)], vec![]));
    }

    #[test]
    fn a_copy_of_a_post_that_is_edited_at_once_is_still_the_new_one() {
        let ledger = ledger_of(&[a_post("a.md", &long(3))]);
        let edited = long(3).replacen("word", "changed", 2);
        let (all, problems) = found(&ledger, &[a_post("a-copy.md", &long(3)), a_post("a.md", &edited)]);
        assert_eq!((all, problems), (vec![None, is("a.md", Evidence::Path)], vec![]));
    }

    #[test]
    fn renumbered_posts_keep_their_entries() {
        let old = [a_post("1.md", &long(3)), a_post("2.md", &long(5)), a_post("3.md", &long(7))];
        let ledger = ledger_of(&old);
        let posts =
            [a_post("1.md", &long(11)), a_post("2.md", &long(3)), a_post("3.md", &long(5)), a_post("4.md", &long(7))];
        let (all, problems) = found(&ledger, &posts);
        let words = |source| is(source, Evidence::Words);
        assert_eq!(all, [None, words("1.md"), words("2.md"), words("3.md")]);
        assert_eq!(problems, ["identity-followed"; 3]);
    }

    #[test]
    fn a_post_moved_and_edited_at_once_is_found_by_most_of_its_words() {
        let ledger = ledger_of(&[a_post("a.md", &long(3)), a_post("b.md", &long(5))]);
        let mut moved = a_post("new/elsewhere.md", &long(3).replacen("word", "changed", 2));
        moved.day = Some(day("2025-05-05"));
        let (all, problems) = found(&ledger, &[a_post("b.md", &long(5)), moved]);
        assert_eq!((all, problems), (vec![is("b.md", Evidence::Path), is("a.md", Evidence::MostWords)], vec![]));
    }

    #[test]
    fn a_rewritten_post_in_another_folder_is_found_by_name_and_date() {
        let ledger = ledger_of(&[a_post("_posts/2024-01-08-hello.md", "one")]);
        let mut post = a_post("content/hello/index.md", "wholly other words");
        post.link = "https://example.org/blog/p/7".to_owned();
        assert_eq!(found(&ledger, &[post]).0, [is("_posts/2024-01-08-hello.md", Evidence::NameAndDate)]);
    }

    #[test]
    fn two_posts_with_the_words_of_one_entry_are_shown_with_the_ways_to_settle_them() {
        let ledger = ledger_of(&[a_post("a.md", &long(3))]);
        let mut posts = [a_post("x.md", &long(3)), a_post("y.md", &long(3))];
        for post in &mut posts {
            post.day = None;
        }
        let (all, problems) = found(&ledger, &posts);
        assert_eq!((all, problems), (vec![None, None], vec!["identity-ambiguous"; 2]));
        posts[1].id = Some("id of a.md");
        let (all, problems) = found(&ledger, &posts);
        assert_eq!((all, problems), (vec![None, is("a.md", Evidence::Id)], vec![]));
    }

    #[test]
    fn equal_posts_that_moved_together_are_told_apart_by_their_names() {
        let ledger = ledger_of(&[a_post("p/a.md", "photo"), a_post("p/b.md", "photo")]);
        let mut posts = [a_post("q/b.md", "photo"), a_post("q/a.md", "photo")];
        for post in &mut posts {
            post.link = format!("https://example.org/q{}", post.link.len() + post.source.len());
        }
        posts[0].link.push('b');
        let words = |source| is(source, Evidence::Words);
        assert_eq!(found(&ledger, &posts), (vec![words("p/b.md"), words("p/a.md")], vec![]));
    }

    #[test]
    fn of_two_posts_that_name_one_id_the_original_has_it() {
        let ledger = ledger_of(&[a_post("b.md", "one")]);
        let mut posts = [a_post("a-copy.md", "one"), a_post("b.md", "one")];
        for post in &mut posts {
            post.id = Some("id of b.md");
        }
        assert_eq!(found(&ledger, &posts).0, [None, is("b.md", Evidence::Id)]);
    }

    #[test]
    fn a_post_of_few_words_is_not_one_that_went_long_ago() {
        let mut ledger = ledger_of(&[a_post("a.md", "coming soon"), a_post("b.md", &long(3))]);
        for line in &mut ledger.lines {
            line.state = State::Gone;
        }
        let mut posts = [a_post("x.md", "coming soon"), a_post("y.md", &long(3)), a_post("a.md", "coming soon")];
        for post in &mut posts {
            post.day = None;
        }
        let (all, _) = found(&ledger, &posts[..2]);
        assert_eq!(all, [None, is("b.md", Evidence::Words)]);
        assert_eq!(found(&ledger, &posts[2..]).0, [is("a.md", Evidence::Path)]);
    }

    #[test]
    fn a_post_at_the_place_of_one_that_was_deleted_is_it_only_by_its_date_or_its_words() {
        let mut ledger = ledger_of(&[a_post("a.md", &long(3)), a_post("short.md", "coming soon")]);
        for line in &mut ledger.lines {
            line.state = State::Gone;
        }
        let later = |source: &str, text: &str| Written { day: Some(day("2026-05-05")), ..a_post(source, text) };
        let here = |source| (vec![is(source, Evidence::Path)], vec![]);
        let new = (vec![None], vec!["identity-not-restored"]);
        assert_eq!(found(&ledger, &[later("a.md", &long(11))]), new);
        assert_eq!(found(&ledger, &[later("short.md", "it is there")]), new);
        assert_eq!(found(&ledger, &[later("a.md", &long(3))]), here("a.md"));
        assert_eq!(found(&ledger, &[a_post("a.md", &long(11))]), here("a.md"));
        assert_eq!(found(&ledger, &[Written { day: None, ..a_post("a.md", &long(11)) }]), here("a.md"));
        let elsewhere = Written { link: "https://example.org/a/".to_owned(), ..later("b.md", &long(11)) };
        assert_eq!(found(&ledger, &[elsewhere]), (vec![None], vec![]));
    }

    #[test]
    fn the_order_of_the_posts_decides_nothing() {
        let old: Vec<Written> = (2..40).map(|at| a_post(&format!("{at}.md"), &long(at))).collect();
        let ledger = ledger_of(&old);
        let mut posts: Vec<Written> = old
            .iter()
            .enumerate()
            .map(|(at, post)| {
                let mut post = post.clone();
                post.source = format!("moved/{}.md", at * 7 % 38).into();
                post.link = format!("https://example.org/{}", at + 100);
                post
            })
            .collect();
        let (forward, _) = found(&ledger, &posts);
        posts.reverse();
        let (mut backward, _) = found(&ledger, &posts);
        backward.reverse();
        assert_eq!(forward, backward);
        assert!(forward.iter().all(Option::is_some));
    }
}
