//! What an author can decide about the content of entries.

use super::frames::Frames;
use super::selector::Selector;

/// Where the content of an entry comes from: `[content] from`, a feed's `from`, a post's `feed_from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum ContentSource {
    /// The post's own text.
    ///
    /// It is what is meant where nothing says: a feed must not depend on whether a built site lies beside the posts
    /// today, or two machines would write two feeds of one commit.
    #[default]
    Markdown,
    /// The page that the site generator built of it.
    Built,
    /// The post's own text, and the built page where that text holds what only the generator can render.
    Auto,
}

impl ContentSource {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Markdown, Self::Built, Self::Auto];

    /// Its name in settings and front matter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Built => "built",
            Self::Auto => "auto",
        }
    }
}

/// How texts become fit for readers: `[content]` in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Where the content comes from when neither the feed nor the post says.
    pub from: Option<ContentSource>,
    /// The article of a built page, where its markup does not tell.
    pub article: Option<Selector>,
    /// What becomes of frames.
    pub frames: Frames,
    /// Elements to remove, besides those that are always removed.
    pub remove: Vec<Selector>,
}
