//! The three formats together: golden feeds, what strict parsers and `feed-rs` read back, and the rules that the W3C
//! validator was measured to hold.

mod golden;
mod read_back;
mod rules;
pub(super) mod samples;

use super::{Feed, Format, serialise};

/// The document of `feed` in `format`, under the usual name.
fn written(feed: &Feed, format: Format) -> String {
    String::from_utf8(serialise(feed, format, format.file_name()).unwrap().bytes).unwrap()
}
