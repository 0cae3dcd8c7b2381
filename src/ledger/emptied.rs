//! Feeds that would lose all of their entries: more often a folder that was mistaken than a blog that has ended.

use super::saved;
use crate::problem::{Problem, Rule, Severity};

/// A feed that has entries, and would have none.
pub static EMPTIED: Rule =
    Rule { code: "feed-emptied", severity: Severity::Warning, summary: "a feed that has entries will have none" };

/// How many entries the feed of these bytes has; 0 where it is none.
#[must_use]
pub fn entries(name: &str, bytes: &[u8]) -> usize {
    saved::read(name, bytes).map_or(0, |feed| feed.entries.len())
}

/// That a feed will have no entries in the place of `entries`, since no post is published in it.
#[must_use]
pub fn emptied(path: &str, entries: usize) -> Problem {
    let entries = counted(entries);
    Problem::new(&EMPTIED, format!("{path} has {entries}, and now has none: no post is published in it"))
        .help("`feedwright list` says of each post why it is left out; `--deny feed-emptied` stops such a build")
}

/// That no post is found, `nothing`, where a feed or the ledger knows of entries: an error.
///
/// Posts that are all held back are there; a blog of which no file is left is a folder that was mistaken.
#[must_use]
pub fn mistaken(nothing: Problem, known_to: &str, entries: usize) -> Problem {
    let entries = counted(entries);
    let help = nothing.help.map(|help| format!("{help}; ")).unwrap_or_default();
    Problem {
        severity: Severity::Error,
        message: format!("{}, and {known_to} has {entries}", nothing.message),
        help: Some(format!("{help}where the blog is to be empty, delete its feeds and build with --no-ledger")),
        ..nothing
    }
}

fn counted(entries: usize) -> String {
    if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") }
}
