//! From posts to documents: select, assemble, serialise.

pub mod assemble;
mod atom;
mod document;
pub mod draft;
mod escaping;
mod json;
mod rss;
pub mod select;
#[cfg(test)]
mod tests;
pub mod text;
pub mod uses;
mod xml;

use std::borrow::Cow;
use std::sync::Arc;

use url::Url;

use crate::error::Error;
use crate::post::Post;
pub use crate::post::extent::Extent;
use crate::post::media::{Enclosure, Picture};
use crate::post::moment::Moment;
use crate::post::person::Person;
use crate::render::snippet::Snippet;
use crate::render::{ContentSource, SafeHtml};
pub use document::{Document, Piece};

/// A feed format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// Its name in configuration and options: `rss`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// Its media type, for links and servers.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The usual file name: `rss.xml`.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Rss => "rss.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }
}

/// One feed to make: which posts, and in which formats under which paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSpec {
    /// Its name in messages: `main`.
    pub name: String,
    /// Its files: format and path below the output folder, with `/`.
    pub files: Vec<(Format, String)>,
    /// Title, where it is not the site's.
    pub title: Option<String>,
    /// Description, where it is not the site's.
    pub description: Option<String>,
    /// The page that the feed follows, where it is not the site's home page.
    pub home: Option<Url>,
    /// The most entries; `None` for all.
    pub limit: Option<usize>,
    /// How much of each post, where it does not say so itself.
    pub extent: Extent,
    /// Only posts with one of these categories; empty for all.
    pub categories: Vec<String>,
    /// Only posts of one of these collections; empty for all.
    pub collections: Vec<String>,
    /// Only posts in this language.
    pub language: Option<String>,
    /// Whether its RSS carries each post's own Markdown, where it carries the whole text.
    pub source_markdown: bool,
    /// What it adds to the text of each entry.
    pub additions: Additions,
    /// Where its content comes from, where that is not as `[content]` says.
    pub from: Option<ContentSource>,
}

impl FeedSpec {
    /// How much of `post` it carries: as the post says, else as it does itself.
    #[must_use]
    pub fn extent_of(&self, post: &Post) -> Extent {
        post.extent.unwrap_or(self.extent)
    }
}

/// What a feed adds to the text of each entry; never to its summary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Additions {
    /// Before the text.
    pub prepend: Option<Snippet>,
    /// After the text.
    pub append: Option<Snippet>,
    /// The link to the rest, behind the beginning of a text; `None` for the usual one of the entry's language.
    pub read_on: Option<Snippet>,
}

/// A feed with no format in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Atom's feed id: for ever the same.
    pub id: String,
    /// Title, never empty.
    pub title: String,
    /// Description.
    pub description: Option<String>,
    /// The home page.
    pub home: Url,
    /// The files of this feed, each other's alternates.
    pub files: Vec<FeedFile>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Who writes it.
    pub authors: Vec<Person>,
    /// Square image.
    pub icon: Option<Url>,
    /// Wide image with its size where it is known.
    pub logo: Option<Picture>,
    /// The newest date of its entries; `None` when it has no dated entry.
    pub updated: Option<Moment>,
    /// Its entries, newest first.
    pub entries: Vec<FeedEntry>,
}

/// A file of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedFile {
    /// Its format.
    pub format: Format,
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// Its absolute address.
    pub url: Url,
}

/// An entry with no format in it.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedEntry {
    /// The file it was made from.
    pub source: Arc<str>,
    /// Its id.
    pub id: String,
    /// The page.
    pub permalink: Url,
    /// Where a link post points to.
    pub external: Option<Url>,
    /// Title in plain text.
    pub title: Option<String>,
    /// Published.
    pub published: Option<Moment>,
    /// Last changed; Atom's `updated` always has a value that does not move.
    pub updated: Option<Moment>,
    /// Authors, never empty names.
    pub authors: Vec<Person>,
    /// Categories.
    pub categories: Vec<String>,
    /// Language, where it differs from the feed's.
    pub language: Option<String>,
    /// Summary in plain text.
    pub summary: Option<String>,
    /// Full text, when the feed carries it.
    pub content: Option<SafeHtml>,
    /// The post's own Markdown, when the feed carries it.
    pub markdown: Option<String>,
    /// The picture of its card.
    pub cover: Option<Picture>,
    /// Files that come with it.
    pub enclosures: Vec<Enclosure>,
}

impl Feed {
    /// The files of the other formats: one for each, since of one kind there may be one alternate.
    fn others(&self, file: &FeedFile) -> impl Iterator<Item = &FeedFile> {
        let others = Format::ALL.into_iter().filter(|format| *format != file.format);
        others.filter_map(|format| self.files.iter().find(|other| other.format == format))
    }
}

impl FeedEntry {
    /// An entry of which nothing is known but its file, its id and its page.
    fn bare(source: &str, id: String, permalink: Url) -> Self {
        Self {
            source: source.into(),
            id,
            permalink,
            external: None,
            title: None,
            published: None,
            updated: None,
            authors: Vec::new(),
            categories: Vec::new(),
            language: None,
            summary: None,
            content: None,
            markdown: None,
            cover: None,
            enclosures: Vec::new(),
        }
    }

    /// The full text, unless there is nothing in it.
    fn full_text(&self) -> Option<&SafeHtml> {
        self.content.as_ref().filter(|html| !text::is_blank(html.as_str()))
    }

    /// The summary, clean, unless there is nothing in it.
    fn summary_text(&self) -> Option<Cow<'_, str>> {
        self.summary.as_deref().and_then(text::some_text)
    }

    /// The post's own Markdown, clean, unless there is nothing in it.
    fn markdown_text(&self) -> Option<Cow<'_, str>> {
        self.markdown.as_deref().and_then(text::some_text)
    }

    /// The last change, when it is later than the publication.
    fn later_change(&self) -> Option<&Moment> {
        let updated = self.updated.as_ref()?;
        self.published.is_none_or(|published| published.instant < updated.instant).then_some(updated)
    }
}

/// About how many bytes the entries take without their content, for a buffer that need not grow.
fn size(entries: &[FeedEntry]) -> usize {
    2048 + entries.iter().map(|entry| 1024 + 2 * entry.summary.as_ref().map_or(0, String::len)).sum::<usize>()
}

/// The program's name in a feed. Without its version, so that a new one changes no feed.
const GENERATOR: &str = "feedwright";

/// Writes `feed` in `format`, all in one, for the file at `path`, one of [`Feed::files`].
///
/// # Errors
///
/// `feed` has no such file, or the document could not be written, which is a fault of feedwright's.
pub fn serialise(feed: &Feed, format: Format, path: &str) -> Result<Document, Error> {
    let file = feed.files.iter().find(|file| file.format == format && file.path == path);
    let file = file.ok_or_else(|| Error::Serialise {
        document: path.to_owned(),
        message: format!("the feed has no {} file of this path", format.name()),
    })?;
    let place = draft::Place { is_first: true, is_last: true };
    let part = draft::part(feed, file, &uses::Uses::of(&feed.entries), place)?;
    Ok(Document { path: path.to_owned(), format, bytes: part.bytes })
}
