//! `read`: one file's text into a [`RawPost`].

use std::path::PathBuf;
use std::sync::Arc;

use super::tree::Map;
use crate::problem::Problem;

/// A file that holds a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it lies, to open it.
    pub path: PathBuf,
    /// Its path below the site's root, with `/`: what messages and the ledger name.
    pub name: Arc<str>,
    /// Which of [`Site::collections`](crate::site::Site::collections) it belongs to.
    pub collection: usize,
}

/// The markup of a post's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Markup {
    /// CommonMark with the collection's extensions.
    Markdown,
    /// HTML, taken as it is.
    Html,
}

/// How the front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
    /// A JSON object, bare or between `;;;` lines.
    Json,
    /// `Key: value` lines up to the first blank line.
    Header,
    /// None at all.
    None,
}

/// What the reader must know of a generator's front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Lines between `---` are plain `Key: value`, not YAML (Pelican's Markdown reader).
    pub plain_headers: bool,
    /// Whether `Key: value` lines without fences at the beginning of a Markdown file are front matter.
    pub bare_headers: BareHeaders,
}

/// Whether `Key: value` lines without fences are front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum BareHeaders {
    /// Never: the generator wants fences, and such lines are text (Jekyll, Hugo, Zola, Eleventy).
    Never,
    /// When they look like it: a post that begins with `Note: …` is not swallowed. For a plain folder.
    #[default]
    Likely,
    /// Whenever the first line is one (Pelican, `MultiMarkdown`).
    Always,
}

/// A post as it is written: front matter with spans, and where the body begins.
#[derive(Debug, Clone)]
pub struct RawPost {
    /// The file.
    pub file: SourceFile,
    /// The file's text, without a byte order mark. Spans count from its start.
    pub text: Arc<str>,
    /// How the front matter is written.
    pub syntax: Syntax,
    /// The front matter.
    pub front: Map,
    /// Offset of the body's first byte.
    pub body_start: usize,
    /// The markup of the body, from the file's extension.
    pub markup: Markup,
}

/// Reads one file's bytes.
///
/// Gives the post and the warnings about it.
///
/// # Errors
///
/// The problems that make it unreadable: invalid UTF-8, front matter that no reader understands, nesting or size
/// over the bounds.
pub fn read(file: SourceFile, bytes: Vec<u8>, reading: Reading) -> Result<(RawPost, Vec<Problem>), Vec<Problem>> {
    let _ = (file, bytes, reading);
    Err(Vec::new())
}
