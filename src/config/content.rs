//! `[content]`: how texts become fit for readers, and what feeds add to them.

use super::WRONG_VALUE;
use super::reader::Table;
use crate::feed::Additions;
use crate::problem::Problem;
use crate::render::snippet::Snippet;
use crate::render::{ContentSource, Frames, Policy, Selector};

/// Reads the table.
pub(super) fn content(table: Table<'_>, all: &mut Additions, problems: &mut Vec<Problem>) -> Policy {
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
    additions(&table, all);
    table.finish(problems);
    policy
}

/// What a table adds to the text of each entry, over what has been said; an empty text adds nothing.
pub(super) fn additions(table: &Table<'_>, additions: &mut Additions) {
    let Additions { prepend, append, read_on } = additions;
    for (key, addition) in [("prepend", prepend), ("append", append), ("read-on", read_on)] {
        let Some(html) = table.any_text(key) else { continue };
        if html.trim().is_empty() {
            *addition = None;
            continue;
        }
        match if key == "read-on" { Snippet::link(&html) } else { Snippet::parse(&html) } {
            Ok(snippet) => *addition = Some(snippet),
            Err((message, help)) => table.report(Problem { help, ..table.problem(key, &WRONG_VALUE, message) }),
        }
    }
}
