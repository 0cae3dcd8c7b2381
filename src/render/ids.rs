//! The ids of one entry's headings: each once.

use std::collections::{BTreeMap, BTreeSet};

use super::escape;
use super::text::plain;
use super::write::{Heading, MAX_DEPTH, Way, Writer};
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
        self.unique(if slug.is_empty() { "section".to_owned() } else { slug })
    }

    /// The id that the author gave, or one near it where that is taken.
    pub(super) fn given(&mut self, id: &str) -> String {
        let clean: String = id.chars().filter(|c| !c.is_whitespace() && escape::is_allowed(*c)).collect();
        // The ids of footnotes begin so.
        let reserved = clean.starts_with("fn.") || clean.starts_with("fnref.");
        self.unique(if reserved { format!("h-{clean}") } else { clean })
    }

    /// Whether a heading has this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.taken.contains(id)
    }

    fn unique(&mut self, id: String) -> String {
        if self.taken.insert(id.clone()) {
            return id;
        }
        let number = self.numbers.entry(id.clone()).or_default();
        loop {
            *number += 1;
            let candidate = format!("{id}-{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

impl Writer<'_> {
    pub(super) fn end_heading(&mut self, tag: &str) {
        if let Some(Heading { at, id }) = self.heading.take()
            && self.opened.len() <= MAX_DEPTH
            && !self.is_blank_from(at + 1)
        {
            let words = || plain(self.out.get(at + 1..).unwrap_or_default());
            let id = match id {
                Some(id) => Some(self.ids.given(&id)),
                None if self.dialect.heading_ids => Some(self.ids.of_heading(&words())),
                None => None,
            };
            if let Some(id) = id {
                let attribute = self.id_attribute("id", &id);
                let grown = attribute.len();
                self.out.insert_str(at, &attribute);
                // They stand in the order of the text: those of this heading are the last.
                for (place, _) in self.fragments.iter_mut().rev().take_while(|(place, _)| *place >= at) {
                    *place += grown;
                }
            }
        }
        self.close_line(tag);
    }

    /// Appends the attribute with an id of our own, or a link to one.
    pub(super) fn push_id(&mut self, attribute: &str, id: &str) {
        let attribute = self.id_attribute(attribute, id);
        self.out.push_str(&attribute);
    }

    fn id_attribute(&self, name: &str, id: &str) -> String {
        let hash = if name == "href" { "#" } else { "" };
        let prefix = if self.way == Way::Short { self.links.prefix() } else { "" };
        let mut out = [" ", name, "=\"", hash, prefix].concat();
        escape::push_attribute(&mut out, id);
        out.push('"');
        out
    }
}
