//! A document in parts: each is written by itself, on any thread, and together they are the document.
//!
//! Neither feed crate writes a part of a feed. So every part is written as a document with the head of the whole one
//! and a few of its entries; joined, the heads of all parts but the first and the ends of all but the last are left
//! out. The content of an entry goes past the crates: a mark stands for it until the document is written.

use super::document::cut;
use super::{Document, Feed, FeedEntry, FeedFile, Format, Part, atom, json, rss};
use crate::error::Error;

/// How many entries a part has.
const ENTRIES: usize = 32;

/// A document that is yet to be written.
#[derive(Debug)]
pub struct Draft<'a> {
    feed: &'a Feed,
    file: &'a FeedFile,
    head: Head,
    /// How many entries a part has.
    size: usize,
}

/// What stands above the entries, as the crates know it.
#[derive(Debug)]
enum Head {
    Rss(Box<::rss::Channel>),
    Atom(Box<atom_syndication::Feed>),
    Json,
}

/// Where a document of a format can be cut.
pub(super) struct Seams {
    /// What opens the first entry, and stands nowhere above it: an element there would be text, and so escaped.
    pub opening: &'static [u8],
    /// What opens each other entry behind the one before.
    pub between: &'static [u8],
    /// What ends the document.
    pub end: &'static [u8],
    /// Stands for the content of an entry: a character that no text has and that the format writes as it is.
    pub content: &'static str,
}

/// A draft of `feed` in `format` for the file at `path`, one of [`Feed::files`].
///
/// # Errors
///
/// `feed` has no such file.
pub fn draft<'a>(feed: &'a Feed, format: Format, path: &str) -> Result<Draft<'a>, Error> {
    let file = feed.files.iter().find(|file| file.format == format && file.path == path);
    let file = file.ok_or_else(|| Error::Serialise {
        document: path.to_owned(),
        message: format!("the feed has no {} file of this path", format.name()),
    })?;
    let head = match format {
        Format::Rss => Head::Rss(Box::new(rss::head(feed, file))),
        Format::Atom => Head::Atom(Box::new(atom::head(feed, file))),
        Format::Json => Head::Json,
    };
    Ok(Draft { feed, file, head, size: ENTRIES })
}

impl Draft<'_> {
    /// How many parts it has; a feed without entries has one, too.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.feed.entries.len().div_ceil(self.size).max(1)
    }

    /// Writes the part of this number, from 0.
    ///
    /// # Errors
    ///
    /// It could not be written, which is a fault of feedwright's.
    pub fn part(&self, number: usize) -> Result<Vec<Part>, Error> {
        let entries = self.feed.entries.chunks(self.size).nth(number).unwrap_or_default();
        let (mut bytes, seams) = self.as_a_whole(entries)?;
        if number > 0
            && let Some(at) = memchr::memmem::find(&bytes, seams.opening)
        {
            bytes.splice(..at + seams.opening.len(), seams.between.iter().copied());
        }
        if number + 1 < self.parts() {
            bytes.truncate(bytes.len().saturating_sub(seams.end.len()));
        } else {
            bytes.push(b'\n');
        }
        let mut parts = Vec::with_capacity(2 * entries.len() + 1);
        cut(&bytes, seams.content.as_bytes(), entries.iter().filter_map(FeedEntry::full_text), &mut parts);
        Ok(parts)
    }

    /// The document of all its parts, in their order.
    ///
    /// # Errors
    ///
    /// That of a part that could not be written.
    pub fn document(&self, written: Vec<Result<Vec<Part>, Error>>) -> Result<Document, Error> {
        let mut parts = Vec::with_capacity(2 * self.feed.entries.len() + written.len());
        for part in written {
            parts.append(&mut part?);
        }
        Ok(Document { path: self.file.path.clone(), format: self.file.format, parts })
    }

    /// A document with these entries alone, and where it can be cut.
    fn as_a_whole(&self, entries: &[FeedEntry]) -> Result<(Vec<u8>, Seams), Error> {
        let failed = |message: String| Error::Serialise { document: self.file.path.clone(), message };
        Ok(match &self.head {
            Head::Rss(head) => (rss::part(head, entries).map_err(|error| failed(error.to_string()))?, rss::SEAMS),
            Head::Atom(head) => (atom::part(head, entries).map_err(|error| failed(error.to_string()))?, atom::SEAMS),
            Head::Json => {
                let bytes = json::part(self.feed, self.file, entries).map_err(|error| failed(error.to_string()))?;
                (bytes, json::SEAMS)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::tests::samples;

    #[test]
    fn a_document_of_many_parts_is_that_of_one() {
        let mut feed = samples::full();
        feed.title = "<item> \n  \"items\": [ <entry>".to_owned();
        for format in Format::ALL {
            let written = |size: usize| {
                let draft = Draft { size, ..draft(&feed, format, format.file_name()).unwrap() };
                let parts = (0..draft.parts()).map(|number| draft.part(number)).collect();
                String::from_utf8(draft.document(parts).unwrap().bytes()).unwrap()
            };
            let whole = written(feed.entries.len());
            for size in [1, 2, 3] {
                assert_eq!(written(size), whole);
            }
        }
    }
}
