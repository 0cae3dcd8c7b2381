//! What an author can decide about the content of entries.

use super::frames::Frames;
use super::selector::Selector;

/// How texts become fit for readers: `[content]` in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// What becomes of frames.
    pub frames: Frames,
    /// Elements to remove, besides those that are always removed.
    pub remove: Vec<Selector>,
}
