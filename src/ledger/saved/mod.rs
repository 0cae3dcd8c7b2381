//! A feed that somebody saved: RSS, Atom, JSON Feed or a WordPress export of any generator, read for what readers know
//! of its entries.
//!
//! Ids are kept byte for byte, blanks and illegal characters included: that is what readers have stored.

mod decode;
mod json;
mod xml;

use chrono::{DateTime, NaiveDateTime};

use super::words::Words;
use crate::post::moment::Moment;
use crate::problem::{Place, Problem, Rule, Severity, Span};

/// A saved feed that cannot be read.
pub static MALFORMED: Rule = Rule {
    code: "saved-feed-malformed",
    severity: Severity::Error,
    summary: "a saved feed is not well formed, so that its ids cannot be trusted",
};
/// A file that is no feed.
pub static NO_FEED: Rule = Rule {
    code: "saved-feed-unknown",
    severity: Severity::Error,
    summary: "a file that was given as a feed is not RSS, Atom, JSON Feed or a WordPress export",
};
/// Entries that readers cannot tell apart.
pub static INDISTINCT: Rule = Rule {
    code: "saved-feed-indistinct",
    severity: Severity::Warning,
    summary: "entries of a saved feed have the id of another one, or no id and no link, so that nothing is known of them",
};

/// What kind of feed was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// RSS of any version.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
    /// A WordPress export (WXR).
    Wordpress,
}

impl Kind {
    /// Its name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
            Self::Wordpress => "WordPress export",
        }
    }
}

/// A feed as it was saved.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedFeed {
    /// Its kind.
    pub kind: Kind,
    /// Its entries, in its order; of several with one id the first.
    pub entries: Vec<SavedEntry>,
    /// The entries that have the id of one before them, or neither id nor link: readers cannot tell them apart.
    pub indistinct: Vec<SavedEntry>,
    /// How many of its items are no published posts: drafts, pages and attachments of a WordPress export.
    pub passed_over: usize,
}

/// What a saved feed says of an entry.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SavedEntry {
    /// The id that readers know: the feed's own, byte for byte, else the link, as readers take it.
    pub id: String,
    /// The page; empty when the feed names none.
    pub link: String,
    /// The title as plain text.
    pub title: String,
    /// When it was published.
    pub published: Option<Moment>,
    /// When it was last changed.
    pub updated: Option<Moment>,
    /// The fingerprint of its words.
    pub words: Words,
    /// Whether these are all of its words, or a summary's.
    pub whole: bool,
    /// A hash of its content with all its markup, for telling whether anything changed.
    pub markup: u64,
}

/// Reads a saved feed. `name` is what messages call it.
///
/// # Errors
///
/// A problem with its place: it is not well formed, or no feed.
///
/// ```
/// let text = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": " 7\t"}]}"#;
/// let feed = feedwright::ledger::saved::read("feed.json", text.as_bytes()).unwrap();
/// assert_eq!(feed.entries[0].id, " 7\t");
/// ```
pub fn read(name: &str, bytes: &[u8]) -> Result<SavedFeed, Problem> {
    let text = decode::decode(name, bytes)?;
    let mut feed = match text.trim_start().as_bytes().first() {
        Some(b'{') => json::read(name, &text)?,
        Some(b'<') => xml::read(name, &text)?,
        _ => return Err(no_feed(name, &text)),
    };
    let mut seen = std::collections::HashSet::new();
    let is_known_by_its_id = |entry: &SavedEntry| !entry.id.is_empty() && seen.insert(entry.id.clone());
    (feed.entries, feed.indistinct) = feed.entries.into_iter().partition(is_known_by_its_id);
    Ok(feed)
}

impl SavedFeed {
    /// The problem of the entries that cannot be told apart, if there are any; `name` is what messages call the feed.
    #[must_use]
    pub fn indistinct(&self, name: &str) -> Option<Problem> {
        let first = self.indistinct.first()?;
        let which = match (first.id.is_empty(), first.title.is_empty()) {
            (true, _) => "have neither id nor link".to_owned(),
            (false, true) => format!("have the id of another one; the first is {}", first.id),
            (false, false) => format!("have the id of another one; the first is {}, \"{}\"", first.id, first.title),
        };
        let message = format!("{} of its entries {which}", self.indistinct.len());
        let help = "readers keep one of each at most; the posts of the others are published under ids of their own";
        Some(Problem::new(&INDISTINCT, message).at(Place::file(name)).help(help))
    }
}

fn no_feed(name: &str, text: &str) -> Problem {
    let begins = text.trim_start().get(..200).unwrap_or(text).to_ascii_lowercase();
    let problem = if begins.starts_with("<!doctype html") || begins.starts_with("<html") {
        let help = "save the feed's own address: the page's source names it in `<link rel=\"alternate\" href=\"…\">`";
        Problem::new(&NO_FEED, "this is a web page, not a feed").help(help)
    } else {
        let help = "give an RSS, Atom or JSON feed, or the XML file of WordPress's export";
        Problem::new(&NO_FEED, "this is no feed").help(help)
    };
    problem.at(Place::file(name))
}

fn malformed(name: &str, text: &str, at: usize, message: impl Into<String>) -> Problem {
    let help = "save the feed again as the server sends it; an id read from broken text could be a wrong one";
    Problem::new(&MALFORMED, message).at(Place::at(name, text, Span::new(at, at))).help(help)
}

/// A date as feeds write it: RFC 3339, RFC 822 with or without a right weekday, or `2019-01-08 10:00:00` in UTC.
fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let without_weekday = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let instant = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_rfc2822(text))
        .or_else(|_| DateTime::parse_from_rfc2822(without_weekday))
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").map(|naive| naive.and_utc().into()))
        .ok()?;
    // WordPress dates what was never published in the year 0 or -1.
    Moment::new(instant, false).filter(|moment| chrono::Datelike::year(&moment.instant) > 1)
}

#[cfg(test)]
mod tests;
