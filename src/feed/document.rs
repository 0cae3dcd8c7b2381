//! A document that is ready to be written: its path, its format, and its bytes in parts.
//!
//! The content of an entry is most of its bytes, and every format carries the same. So a document does not hold it: it
//! shares it with the others and escapes it on its way out. An archive takes a third of the memory that way, and half
//! the time.

use std::io::{self, Read, Write};

use super::Format;
use super::escaping::Escaping;
use crate::render::SafeHtml;

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// Its bytes, in parts that follow one upon the other.
    pub parts: Vec<Part>,
}

/// Some of a document's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Bytes as they stand in the document.
    Bytes(Vec<u8>),
    /// The content of an entry, which the document's format escapes in its own way.
    Content(SafeHtml),
}

impl Document {
    /// Writes its bytes, part by part.
    ///
    /// # Errors
    ///
    /// What `out` says.
    ///
    /// ```
    /// use feedwright::feed::{Document, Format, Part};
    ///
    /// let parts = vec![Part::Bytes(b"<a>".to_vec()), Part::Bytes(b"</a>".to_vec())];
    /// let document = Document { path: "a.xml".to_owned(), format: Format::Rss, parts };
    /// let mut bytes = Vec::new();
    /// document.write_to(&mut bytes)?;
    /// assert_eq!(bytes, b"<a></a>");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        let escaping = Escaping::of(self.format);
        let mut escaped = Vec::new();
        self.parts.iter().try_for_each(|part| match part {
            Part::Bytes(bytes) => out.write_all(bytes),
            Part::Content(html) => {
                escaped.clear();
                escaping.push(&mut escaped, html.as_str());
                out.write_all(&escaped)
            }
        })
    }

    /// Its bytes in one piece.
    ///
    /// ```
    /// use feedwright::feed::{Document, Format, Part};
    ///
    /// let parts = vec![Part::Bytes(b"<a>".to_vec()), Part::Bytes(b"</a>".to_vec())];
    /// let document = Document { path: "a.xml".to_owned(), format: Format::Rss, parts };
    /// assert_eq!(document.bytes(), b"<a></a>");
    /// ```
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.size() + self.size() / 8);
        // Writing into memory does not fail.
        let _ = self.write_to(&mut bytes);
        bytes
    }

    /// Its bytes as they are asked for.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { parts: self.parts.iter(), escaping: Escaping::of(self.format), part: Vec::new(), read: 0 }
    }

    /// About how many bytes it has: escaping adds to it.
    #[must_use]
    pub fn size(&self) -> usize {
        let of = |part: &Part| match part {
            Part::Bytes(bytes) => bytes.len(),
            Part::Content(html) => html.as_str().len(),
        };
        self.parts.iter().map(of).sum()
    }
}

/// Reads a document, of which one part at a time is at hand as it will be written.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    parts: std::slice::Iter<'a, Part>,
    escaping: Escaping,
    part: Vec<u8>,
    /// How much of the part has been read.
    read: usize,
}

impl Read for Reader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.read == self.part.len() {
            let Some(next) = self.parts.next() else { return Ok(0) };
            self.part.clear();
            self.read = 0;
            match next {
                Part::Bytes(bytes) => self.part.extend_from_slice(bytes),
                Part::Content(html) => self.escaping.push(&mut self.part, html.as_str()),
            }
        }
        let count = self.part.get(self.read..).unwrap_or_default().read(out)?;
        self.read += count;
        Ok(count)
    }
}

/// Cuts `bytes` at each `mark`, where the next of `contents` is to stand, onto the end of `parts`.
///
/// No text that a feed carries has the mark in it: it is a character that XML forbids.
pub(super) fn cut<'h>(
    bytes: &[u8],
    mark: &[u8],
    contents: impl IntoIterator<Item = &'h SafeHtml>,
    parts: &mut Vec<Part>,
) {
    let mut rest = bytes;
    for html in contents {
        let Some(at) = memchr::memmem::find(rest, mark) else { break };
        let (before, behind) = rest.split_at(at);
        parts.push(Part::Bytes(before.to_vec()));
        parts.push(Part::Content(html.clone()));
        rest = behind.get(mark.len()..).unwrap_or_default();
    }
    parts.push(Part::Bytes(rest.to_vec()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_reads_as_it_is_written_in_whatever_pieces() {
        let content = Part::Content(SafeHtml::unchecked("<p>a &amp; \"b\"</p>\n"));
        let parts = vec![Part::Bytes(b"<a>".to_vec()), content, Part::Bytes(Vec::new()), Part::Bytes(b"</a>".to_vec())];
        for format in Format::ALL {
            let document = Document { path: "a.xml".to_owned(), format, parts: parts.clone() };
            let mut read = Vec::new();
            let mut reader = document.reader();
            let mut piece = [0; 5];
            while let count @ 1.. = reader.read(&mut piece).unwrap() {
                read.extend_from_slice(&piece[..count]);
            }
            assert_eq!(read, document.bytes());
        }
    }
}
