//! How much of a post a feed carries.

/// How much of a post a feed carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Extent {
    /// The full text and a summary.
    #[default]
    Full,
    /// The beginning of the text, with a link to the rest, and a summary.
    Beginning,
    /// The summary alone.
    Summary,
}

impl Extent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Full, Self::Beginning, Self::Summary];

    /// Its name in configuration and front matter: `full`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Beginning => "beginning",
            Self::Summary => "summary",
        }
    }
}
