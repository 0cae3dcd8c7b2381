//! What the entries of a feed use that its head must say.

use chrono::{DateTime, FixedOffset};

use super::text::{is_blank, language, line};
use super::{FeedEntry, atom, rss};

/// What some entries use; that of all is known when the last of them is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is used or not, whatever the others are")]
pub struct Uses {
    /// A full text beside a summary.
    pub(super) content: bool,
    /// Names of people, or a language of an entry's own.
    pub(super) dublin_core: bool,
    /// A post's own Markdown.
    pub(super) markdown: bool,
    /// A cover.
    pub(super) cover: bool,
    /// More files than the one that an RSS item encloses.
    pub(super) files: bool,
    /// The latest of the dates that stand for those of undated entries.
    pub(super) stand_in: Option<DateTime<FixedOffset>>,
}

impl Uses {
    /// What these entries use.
    #[must_use]
    pub fn of(entries: &[FeedEntry]) -> Self {
        entries.iter().map(of_entry).fold(Self::default(), Self::and)
    }

    /// What both use.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            content: self.content || other.content,
            dublin_core: self.dublin_core || other.dublin_core,
            markdown: self.markdown || other.markdown,
            cover: self.cover || other.cover,
            files: self.files || other.files,
            stand_in: self.stand_in.max(other.stand_in),
        }
    }
}

fn of_entry(entry: &FeedEntry) -> Uses {
    let is_named = entry.authors.iter().any(|person| !is_blank(&line(&person.name)));
    Uses {
        content: entry.full_text().is_some() && entry.summary_text().is_some(),
        dublin_core: is_named || entry.language.as_deref().and_then(language).is_some(),
        markdown: entry.markdown_text().is_some(),
        cover: entry.cover.is_some(),
        files: rss::other_files(entry).next().is_some(),
        stand_in: atom::stand_in(entry),
    }
}
