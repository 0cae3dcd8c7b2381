//! `[content]`: how texts become fit for readers.

use super::WRONG_VALUE;
use super::reader::Table;
use crate::problem::Problem;
use crate::render::{ContentSource, Frames, Policy, Selector};

/// Reads the table.
pub(super) fn content(table: Table<'_>, problems: &mut Vec<Problem>) -> Policy {
    let mut policy = Policy::default();
    if let Some(frames) = table.named("frames", Frames::ALL, Frames::name) {
        policy.frames = frames;
    }
    policy.from = table.named("from", ContentSource::ALL, ContentSource::name);
    let mut selector = |key: &str, text: &str| match Selector::parse(text) {
        Ok(selector) => Some(selector),
        Err(message) => {
            problems.push(
                table
                    .problem(key, &WRONG_VALUE, message)
                    .help("write element names, .classes, #ids and [attributes], such as \"div.advert, #related\""),
            );
            None
        }
    };
    policy.article = table.text("article").and_then(|text| selector("article", &text));
    let remove = table.texts("remove").unwrap_or_default();
    policy.remove = remove.iter().filter_map(|text| selector("remove", text)).collect();
    table.finish(problems);
    policy
}
