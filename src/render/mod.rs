//! `render`: a post's text into HTML that is safe in a reader, and its summary in plain words.

pub mod html;

use url::Url;

use crate::post::Post;
use crate::problem::{Problem, Rule};
use crate::site::Site;
pub use html::SafeHtml;

/// The rules of this module.
pub const RULES: &[&Rule] = &[];

/// A Markdown dialect: what a generator's renderer has switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent switch of a renderer")]
pub struct Dialect {
    /// Pipe tables.
    pub tables: bool,
    /// Footnotes.
    pub footnotes: bool,
    /// `~~strikethrough~~`.
    pub strikethrough: bool,
    /// `- [ ]` task lists.
    pub task_lists: bool,
    /// Definition lists.
    pub definition_lists: bool,
    /// `{#id .class}` after headings.
    pub heading_attributes: bool,
    /// Headings get an id from their text.
    pub heading_ids: bool,
    /// `> [!NOTE]` alerts.
    pub alerts: bool,
    /// `$math$` and `$$math$$`.
    pub math: bool,
    /// Curly quotes and dashes.
    pub smart_punctuation: bool,
    /// A line end is a `<br>`.
    pub hard_breaks: bool,
    /// Bare URLs become links.
    pub autolinks: bool,
    /// Raw HTML goes through (and is cleaned); else it is left out.
    pub raw_html: bool,
}

impl Default for Dialect {
    /// CommonMark with tables, footnotes, strikethrough, task lists and heading ids; raw HTML allowed.
    fn default() -> Self {
        Self {
            tables: true,
            footnotes: true,
            strikethrough: true,
            task_lists: true,
            definition_lists: false,
            heading_attributes: true,
            heading_ids: true,
            alerts: true,
            math: false,
            smart_punctuation: false,
            hard_breaks: false,
            autolinks: false,
            raw_html: true,
        }
    }
}

/// What is wanted of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The full text.
    pub content: bool,
    /// Longest summary in characters.
    pub summary_length: usize,
}

/// A post's content, ready for every format.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The full text, when it was wanted.
    pub content: Option<SafeHtml>,
    /// The summary as plain text; `None` when the post has no words.
    pub summary: Option<String>,
    /// The first picture of the text, absolute: the cover of a post that names none.
    pub first_image: Option<Url>,
}

/// Renders `text`, the body of `post`. `text` is the whole file's, as [`Body`](crate::post::Body) describes it.
///
/// Gives the content and the warnings about it; their places are in the post's file.
#[must_use]
pub fn render(site: &Site, post: &Post, text: &str, wanted: Wanted) -> (Rendered, Vec<Problem>) {
    let _ = (site, post, text, wanted);
    (Rendered { content: None, summary: None, first_image: None }, Vec::new())
}
