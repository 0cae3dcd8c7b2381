//! Why a post is held back, and what is told of one that lacks its date or title.

use super::dates::Dates;
use super::origins::Origin;
use super::sources::Sources;
use super::{DRAFT_UNREADABLE, Fields, Found, UNDATED, UNTITLED};
use crate::problem::{Place, Problem};
use crate::site::{Hold, HoldRule};

/// Why the post is held back; a post without a date is reported, or held back where that is the site's rule.
pub(super) fn holds_of(
    sources: &Sources<'_>,
    dates: &Dates<'_>,
    title: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Vec<(Hold, Origin)> {
    let publication = &sources.collection.publication;
    let mut holds = holds(&publication.holds, sources.fields);
    if holds.is_empty() {
        let unclear = unanswered(&publication.holds, sources.fields);
        problems.extend(unclear.or_else(|| unknown_status(&publication.statuses, sources.fields)));
    }
    let lacks_title = publication.needs_title_and_date && title.is_none();
    if dates.published.is_none() && !problems.iter().any(Problem::is_error) {
        if holds.is_empty() {
            let usual = || (!publication.undated_are_pages).then(|| undated(sources.source));
            problems.extend(sources.no_date().or_else(usual));
        }
        if publication.undated_are_pages || publication.needs_title_and_date {
            holds.push((Hold::Undated, Origin::rule("no date")));
        }
    } else if lacks_title && holds.is_empty() {
        problems.push(untitled(sources.source));
    }
    if lacks_title {
        holds.push((Hold::Untitled, Origin::rule("no title")));
    }
    holds
}

fn holds(rules: &[HoldRule], fields: &Fields<'_>) -> Vec<(Hold, Origin)> {
    let mut holds: Vec<(Hold, Origin)> = Vec::new();
    for rule in rules {
        let Some(found) = fields.get(&rule.key) else { continue };
        let Some(text) = found.node.text().map(str::trim) else { continue };
        let says = yes_or_no(text).map_or_else(
            || text.eq_ignore_ascii_case(&rule.value),
            |says| rule.value == if says { "true" } else { "false" } || text.eq_ignore_ascii_case(&rule.value),
        );
        if says && !holds.iter().any(|(hold, _)| *hold == rule.hold) {
            holds.push((rule.hold, Origin::of(found, &format!("{}: {text}", rule.key))));
        }
    }
    holds
}

/// The first value that should say whether the post may be published, and says neither yes nor no: it is no more
/// published than one whose date cannot be read. A date under `published` is an answer.
fn unanswered(rules: &[HoldRule], fields: &Fields<'_>) -> Option<Problem> {
    let asks = |rule: &&HoldRule| {
        matches!(rule.hold, Hold::Draft | Hold::Unpublished) && matches!(rule.value.as_str(), "true" | "false")
    };
    rules.iter().filter(asks).find_map(|rule| {
        let found = fields.get(&rule.key)?;
        let text = found.node.text().map(str::trim);
        let dates =
            rule.hold == Hold::Unpublished && text.is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()));
        let answers = dates || found.node.is_blank() || text.and_then(yes_or_no).is_some();
        (!answers).then(|| no_answer(&rule.key, found))
    })
}

/// A `status` that is none of those that the site's generator knows: a slip of the pen in `draft` publishes no draft.
fn unknown_status(known: &[String], fields: &Fields<'_>) -> Option<Problem> {
    let found = fields.get("status").filter(|found| !known.is_empty() && !found.node.is_blank())?;
    let text = found.node.text().unwrap_or_default().trim();
    let is_known = known.iter().any(|status| status.eq_ignore_ascii_case(text));
    (!is_known).then(|| {
        Problem::new(&DRAFT_UNREADABLE, format!("there is no status \"{text}\""))
            .at(Place::at(found.layer.file.clone(), found.layer.text, found.node.span))
            .help(format!("write one of {}", known.join(", ")))
    })
}

fn no_answer(key: &str, found: Found<'_>) -> Problem {
    let message = match found.node.text() {
        Some(text) => format!("{key} says \"{text}\", which is neither yes nor no"),
        None => format!("{key} says neither yes nor no"),
    };
    Problem::new(&DRAFT_UNREADABLE, message)
        .at(Place::at(found.layer.file.clone(), found.layer.text, found.node.span))
        .help(format!("write `{key}: true` or `{key}: false`"))
}

/// What a text or a number means where a yes or no is wanted: a draft that its author marked in another spelling must not
/// be published.
fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "0" => Some(false),
        _ => None,
    }
}

fn undated(source: &str) -> Problem {
    Problem::new(&UNDATED, "the post has no date").at(Place::file(source)).help(
        "add a line such as `date: 2024-02-28` to its front matter, or begin its file name with the date: 2024-02-28-name.md",
    )
}

fn untitled(source: &str) -> Problem {
    Problem::new(&UNTITLED, "the post has no title, and the site leaves it out")
        .at(Place::file(source))
        .help("add a line such as `title: …` to its front matter, or leave the file out with `exclude`")
}
