//! `[content]`: how texts become fit for readers.

use super::WRONG_VALUE;
use super::reader::Table;
use crate::problem::Problem;
use crate::render::{Frames, Policy, Selector};

/// Reads the table.
pub(super) fn content(table: Table<'_>, problems: &mut Vec<Problem>) -> Policy {
    let mut policy = Policy::default();
    if let Some(frames) = table.named("frames", Frames::ALL, Frames::name) {
        policy.frames = frames;
    }
    for selector in table.texts("remove").unwrap_or_default() {
        match Selector::parse(&selector) {
            Ok(selector) => policy.remove.push(selector),
            Err(message) => problems.push(
                table
                    .problem("remove", &WRONG_VALUE, message)
                    .help("write element names, .classes, #ids and [attributes], such as \"div.advert, #related\""),
            ),
        }
    }
    table.finish(problems);
    policy
}
