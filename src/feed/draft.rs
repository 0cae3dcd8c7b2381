//! A document in parts: each is written by itself, on any thread, and one behind the other they are the document.
//!
//! Neither feed crate writes a part of a feed. So every part is written as a document with the head of the whole one
//! and a few of its entries; the heads of all parts but the first and the ends of all but the last are then left out.
//! The content of an entry goes past the crates: a mark stands for it, and is filled in behind them.

use super::escaping::Escaping;
use super::uses::Uses;
use super::{Feed, FeedEntry, FeedFile, Format, atom, json, rss};
use crate::error::Error;

/// Where a part stands among those of its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// It begins the document.
    pub is_first: bool,
    /// It ends it.
    pub is_last: bool,
}

/// Some bytes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// As they stand in it.
    pub bytes: Vec<u8>,
    /// How many of them stand above the entries: some in the first part, none in the others.
    pub head: usize,
}

/// Where a document can be cut.
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

/// Writes a part of the document for `file`, one of [`Feed::files`]. Of all its entries, `feed` has those of the part.
///
/// # Errors
///
/// It could not be written, which is a fault of feedwright's.
pub fn part(feed: &Feed, file: &FeedFile, uses: &Uses, place: Place) -> Result<Part, Error> {
    let (whole, seams) = whole(feed, file, uses)?;
    let head = memchr::memmem::find(&whole, seams.opening).unwrap_or(whole.len());
    let (from, before): (usize, &[u8]) =
        if place.is_first { (0, b"") } else { (head + seams.opening.len(), seams.between) };
    let (end, behind): (usize, &[u8]) = if place.is_last { (0, b"\n") } else { (seams.end.len(), b"") };
    let frame = whole.get(from..whole.len().saturating_sub(end)).unwrap_or_default();
    let contents = feed.entries.iter().filter_map(FeedEntry::full_text);
    let size = contents.clone().map(|html| html.as_str().len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(frame.len() + size + size / 6 + seams.between.len());
    bytes.extend_from_slice(before);
    let (escaping, mark) = (Escaping::of(file.format), seams.content.as_bytes());
    let mut rest = frame;
    for html in contents {
        let Some(at) = memchr::memmem::find(rest, mark) else { break };
        bytes.extend_from_slice(rest.get(..at).unwrap_or_default());
        escaping.push(&mut bytes, html.as_str());
        rest = rest.get(at + mark.len()..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest);
    bytes.extend_from_slice(behind);
    Ok(Part { bytes, head: if place.is_first { head } else { 0 } })
}

/// What stands above the entries of the document for `file` where all of them together use `uses`.
///
/// # Errors
///
/// It could not be written, which is a fault of feedwright's.
pub fn head(feed: &Feed, file: &FeedFile, uses: &Uses) -> Result<Vec<u8>, Error> {
    // The crates put the end of a head behind it together with an entry, be it one that uses nothing.
    let entry = FeedEntry::bare("", String::new(), feed.home.clone());
    let feed = Feed { entries: vec![entry], ..feed.clone() };
    let (mut whole, seams) = whole(&feed, file, uses)?;
    whole.truncate(memchr::memmem::find(&whole, seams.opening).unwrap_or(whole.len()));
    Ok(whole)
}

/// A document of the entries that `feed` has, and where it can be cut.
fn whole(feed: &Feed, file: &FeedFile, uses: &Uses) -> Result<(Vec<u8>, Seams), Error> {
    let failed = |message: String| Error::Serialise { document: file.path.clone(), message };
    Ok(match file.format {
        Format::Rss => (rss::write(feed, file, uses).map_err(|error| failed(error.to_string()))?, rss::SEAMS),
        Format::Atom => (atom::write(feed, file, uses).map_err(|error| failed(error.to_string()))?, atom::SEAMS),
        Format::Json => (json::write(feed, file).map_err(|error| failed(error.to_string()))?, json::SEAMS),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::serialise;
    use crate::feed::tests::samples;

    #[test]
    fn a_document_of_many_parts_is_that_of_one() {
        let mut feed = samples::full();
        feed.title = "<item> \n  \"items\": [ <entry>".to_owned();
        let uses = Uses::of(&feed.entries);
        for file in &feed.files {
            let whole = String::from_utf8(serialise(&feed, file.format, &file.path).unwrap().bytes).unwrap();
            for size in [1, 2, 3] {
                let runs: Vec<&[FeedEntry]> = feed.entries.chunks(size).collect();
                let mut written = Vec::new();
                for (number, run) in runs.iter().enumerate() {
                    let feed = Feed { entries: run.to_vec(), ..feed.clone() };
                    let place = Place { is_first: number == 0, is_last: number + 1 == runs.len() };
                    let part = part(&feed, file, &Uses::of(run), place).unwrap();
                    let head = if place.is_first { head(&feed, file, &uses).unwrap() } else { Vec::new() };
                    written.extend_from_slice(&head);
                    written.extend_from_slice(&part.bytes[part.head..]);
                }
                assert_eq!(String::from_utf8(written).unwrap(), whole);
            }
        }
    }
}
