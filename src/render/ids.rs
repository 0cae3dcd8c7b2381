//! The ids of one entry's headings: each once.

use std::collections::{BTreeMap, BTreeSet};

use crate::site::slug::github;

/// The ids given out so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// For each id that was wanted twice, the number it had last: of many headings of one name each is found at once.
    numbers: BTreeMap<String, usize>,
}

impl Ids {
    /// An id for a heading of these words.
    pub(super) fn of_heading(&mut self, words: &str) -> String {
        let slug = github::slug(words);
        self.unique(if slug.is_empty() { "section" } else { &slug })
    }

    /// The id that the author gave, or one near it where that is taken.
    pub(super) fn given(&mut self, id: &str) -> String {
        let clean: String = id.chars().filter(|c| !c.is_whitespace() && super::escape::is_allowed(*c)).collect();
        // The ids of footnotes begin so.
        let reserved = clean.starts_with("fn.") || clean.starts_with("fnref.");
        self.unique(&if reserved { format!("h-{clean}") } else { clean })
    }

    /// Whether a heading has this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.taken.contains(id)
    }

    fn unique(&mut self, id: &str) -> String {
        if self.taken.insert(id.to_owned()) {
            return id.to_owned();
        }
        let number = self.numbers.entry(id.to_owned()).or_default();
        loop {
            *number += 1;
            let candidate = format!("{id}-{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}
