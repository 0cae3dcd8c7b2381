//! Documents: whole, with path, format and bytes, or piece by piece as they are made.

use super::Format;

/// A file to be written.
///
/// ```
/// use feedwright::feed::{Document, Format};
///
/// let document = Document { path: "rss.xml".to_owned(), format: Format::Rss, bytes: b"<rss/>".to_vec() };
/// assert_eq!(document.format.file_name(), document.path);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its path below the output folder, with `/`.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a document that is being made gets next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What stands above its entries: before the first of them, and once more where the last told of more.
    Head(&'a [u8]),
    /// Bytes that follow upon those before.
    Bytes(&'a [u8]),
}
