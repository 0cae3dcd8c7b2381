//! Media: the cover picture and the enclosures of a post.

use url::Url;

/// A picture for an entry's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Absolute address.
    pub url: Url,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// Media type, `image/png`.
    pub media_type: Option<String>,
    /// Width in pixels, when the file is local.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Size in bytes.
    pub length: Option<u64>,
}

/// A file that comes with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute address.
    pub url: Url,
    /// Size in bytes; `None` when it is neither local nor given.
    pub length: Option<u64>,
    /// Media type, `audio/mpeg`.
    pub media_type: String,
    /// Playing time in seconds.
    pub seconds: Option<u64>,
    /// Title of the file.
    pub title: Option<String>,
}
