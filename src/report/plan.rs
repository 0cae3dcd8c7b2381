//! A plan as text: a table for people, JSON, annotations of GitHub Actions, Markdown for a pull request.

use std::fmt::Write;

use feedwright::ledger::plan::{Change, FilePlan, Plan, Planned};
use serde_json::{Value, json};

use super::github;
use crate::cli::PlanFormat;

/// The plans of all feeds. `accepted` are the ids of entries that the user agreed to.
pub fn text(plans: &[Plan], format: PlanFormat, accepted: &[String]) -> String {
    match format {
        PlanFormat::Table => plans.iter().map(|plan| table(plan, accepted)).collect::<Vec<_>>().join("\n"),
        PlanFormat::Json => {
            let feeds: Vec<Value> = plans.iter().map(|plan| object(plan, accepted)).collect();
            format!("{:#}\n", Value::Array(feeds))
        }
        PlanFormat::Github => plans.iter().map(|plan| annotations(plan, accepted)).collect(),
        PlanFormat::Markdown => plans.iter().map(|plan| markdown(plan, accepted)).collect::<Vec<_>>().join("\n"),
    }
}

/// The changes that are counted in the summary, in its order; those always told, even when there is none.
const COUNTED: [(Change, bool); 15] = [
    (Change::New, true),
    (Change::Rewritten, true),
    (Change::Retitled, false),
    (Change::Remarked, false),
    (Change::Filled, false),
    (Change::Emptied, false),
    (Change::Touched, false),
    (Change::Moved, true),
    (Change::Redated, true),
    (Change::Dated, false),
    (Change::Undated, false),
    (Change::Returned, false),
    (Change::Rolled, false),
    (Change::Vanished, true),
    (Change::Reissued, true),
];

fn summary(plan: &Plan) -> String {
    let counts = COUNTED.into_iter().map(|(change, always)| (change, plan.count(change), always));
    let told: Vec<String> = counts
        .filter(|(_, count, always)| *always || *count > 0)
        .map(|(change, count, _)| format!("{count} {}", change.name()))
        .collect();
    let order = if plan.reordered { ", another order" } else { "" };
    format!("{}{order}", told.join(", "))
}

fn names(planned: &Planned) -> String {
    planned.changes.iter().map(|change| change.name()).collect::<Vec<_>>().join(", ")
}

/// What readers show of an entry: of its first change that is shown at all.
fn shown(planned: &Planned) -> &'static str {
    let all = planned.changes.iter().map(|change| change.shown(planned.by_url));
    all.reduce(|worst, next| if worst.starts_with("nothing") { next } else { worst }).unwrap_or_default()
}

fn which(planned: &Planned) -> &str {
    planned.source.as_deref().unwrap_or(if planned.link.is_empty() { &planned.id } else { &planned.link })
}

fn size(file: &FilePlan) -> String {
    let now = format!("{} entries, {} bytes", file.after.entries, file.after.bytes);
    match file.before {
        None => format!("{}: {now}, a new file", file.path),
        Some(_) if file.same => format!("{}: {now}, as before", file.path),
        Some(before) => format!("{}: {now}; before {} entries, {} bytes", file.path, before.entries, before.bytes),
    }
}

fn table(plan: &Plan, accepted: &[String]) -> String {
    let mut text = format!("feed \"{}\": {}\n", plan.feed, summary(plan));
    let rows: Vec<[String; 3]> =
        plan.entries.iter().map(|entry| [names(entry), which(entry).to_owned(), shown(entry).to_owned()]).collect();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (first, second) = (width(0), width(1));
    for ([changes, which, shown], entry) in rows.iter().zip(&plan.entries) {
        let _ = writeln!(text, "  {changes:first$}  {which:second$}  {shown}");
        if let Some(was) = &entry.was {
            let _ = writeln!(text, "  {:first$}  id {}, before {was}", "", entry.id);
        }
        if let Some(old) = &entry.old_link {
            let _ = writeln!(text, "  {:first$}  link {}, before {old}", "", entry.link);
        }
    }
    for file in &plan.files {
        let _ = writeln!(text, "  {}", size(file));
    }
    for entry in plan.unaccepted(accepted) {
        let _ = writeln!(text, "  stopped: {} is {}; --accept '{}' agrees to it", which(entry), names(entry), entry.id);
    }
    text
}

fn object(plan: &Plan, accepted: &[String]) -> Value {
    let entries: Vec<Value> = plan
        .entries
        .iter()
        .map(|entry| {
            json!({
                "changes": entry.changes.iter().map(|change| change.name()).collect::<Vec<_>>(),
                "id": entry.id, "was": entry.was, "source": entry.source, "title": entry.title,
                "link": entry.link, "old_link": entry.old_link, "shown": shown(entry),
            })
        })
        .collect();
    let files: Vec<Value> = plan
        .files
        .iter()
        .map(|file| {
            let before = file.before.map(|size| json!({"entries": size.entries, "bytes": size.bytes}));
            json!({
                "path": file.path, "before": before,
                "after": {"entries": file.after.entries, "bytes": file.after.bytes},
            })
        })
        .collect();
    let counts: serde_json::Map<String, Value> =
        COUNTED.into_iter().map(|(change, _)| (change.name().to_owned(), plan.count(change).into())).collect();
    json!({
        "feed": plan.feed, "files": files, "counts": counts, "reordered": plan.reordered, "entries": entries,
        "stopped": plan.is_stopped(accepted),
    })
}

fn annotations(plan: &Plan, accepted: &[String]) -> String {
    let mut text = String::new();
    for entry in plan.unaccepted(accepted) {
        let file =
            entry.source.as_ref().map(|source| format!("file={},", github::property(source))).unwrap_or_default();
        let was = entry.was.as_ref().map(|was| format!(", before {was}")).unwrap_or_default();
        let message = format!("{} {}: id {}{was}: {}", names(entry), entry.title, entry.id, shown(entry));
        let _ =
            writeln!(text, "::error {file}title={}::{}", github::property(&names(entry)), github::escaped(&message));
    }
    let message = format!("feed \"{}\": {}", plan.feed, summary(plan));
    let _ = writeln!(text, "::notice title=feedwright plan::{}", github::escaped(&message));
    text
}

fn markdown(plan: &Plan, accepted: &[String]) -> String {
    let mut text = format!("### Feed \"{}\"\n\n{}\n", cell(&plan.feed), summary(plan));
    if !plan.entries.is_empty() {
        text.push_str("\n| change | entry | id | what readers show |\n| --- | --- | --- | --- |\n");
    }
    for entry in &plan.entries {
        let title = if entry.title.is_empty() { which(entry) } else { &entry.title };
        let was = entry.was.as_ref().map(|was| format!(", before `{}`", cell(was))).unwrap_or_default();
        let (names, title, id) = (names(entry), cell(title), cell(&entry.id));
        let _ = writeln!(text, "| {names} | {title} | `{id}`{was} | {} |", shown(entry));
    }
    text.push('\n');
    for file in &plan.files {
        let _ = writeln!(text, "- {}", cell(&size(file)));
    }
    if plan.is_stopped(accepted) {
        text.push_str("\n**Entries are reissued or vanish, and nobody has agreed to it.**\n");
    }
    text
}

/// Text that is safe in a cell of a Markdown table.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '<' | '[' | ']' | '*' | '`' | '\\' => safe.extend(['\\', c]),
            _ if c.is_control() => safe.push(' '),
            _ => safe.push(c),
        }
    }
    safe
}
