//! `feedwright list`: every post, with its link, id and dates, and why it is not listed.

use feedwright::feed::select::standing;
use feedwright::post::{Noting, Post};
use feedwright::problem::Problem;
use feedwright::{Error, site};
use serde_json::{Value, json};

use super::settings::Settings;
use super::{Outcome, ledger, print};
use crate::cli::{List, ListFormat, Messages};
use crate::report::Voice;

/// The columns, in the order of every format.
const COLUMNS: [&str; 10] =
    ["source", "link", "id", "title", "published", "updated", "listed", "why", "authors", "categories"];

/// One post as a row.
struct Row {
    source: String,
    link: String,
    id: String,
    title: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    why: Option<String>,
    authors: Vec<String>,
    categories: Vec<String>,
}

/// Lists the posts.
///
/// # Errors
///
/// What ends the run.
pub fn run(arguments: &List, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let mut settings = Settings::read(&arguments.site, messages)?;
    let (site, mut problems) = site::open(&settings.config.site)?;
    problems.append(&mut settings.problems);
    let posts = ledger::read(&settings, &site, Noting::Needed, voice)?;
    problems.extend(posts.problems);
    let view = settings.view(&site);
    let rows: Vec<Row> =
        posts.posts.iter().map(|post| row(post, standing(view, post).err().map(|held| held.to_string()))).collect();
    let text = match arguments.format {
        ListFormat::Json => as_json(&rows),
        ListFormat::Tsv => as_tsv(&rows),
        ListFormat::Table => as_table(&rows),
    };
    print(&text)?;
    let problems = settings.config.levels.apply(problems);
    voice.problems(&problems);
    Ok(if problems.iter().any(Problem::is_error) { Outcome::Problems } else { Outcome::Done })
}

fn row(post: &Post, why: Option<String>) -> Row {
    // RFC 4287 §4.2.15: what was never changed was last updated when it was published.
    let updated = post.updated.or(post.published);
    Row {
        source: post.source.to_string(),
        link: post.permalink.to_string(),
        id: post.id.0.clone(),
        title: post.title.clone(),
        published: post.published.map(|moment| moment.rfc3339()),
        updated: updated.map(|moment| moment.rfc3339()),
        why,
        authors: post.authors.iter().map(|author| author.name.clone()).collect(),
        categories: post.categories.clone(),
    }
}

fn as_json(rows: &[Row]) -> String {
    let objects: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "source": row.source,
                "link": row.link,
                "id": row.id,
                "title": row.title,
                "published": row.published,
                "updated": row.updated,
                "listed": row.why.is_none(),
                "why": row.why,
                "authors": row.authors,
                "categories": row.categories,
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(objects))
}

/// The cells of a row; several authors or categories are joined by `joint`.
fn cells(row: &Row, joint: &str) -> [String; 10] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        row.source.clone(),
        row.link.clone(),
        row.id.clone(),
        text(&row.title),
        text(&row.published),
        text(&row.updated),
        row.why.is_none().to_string(),
        text(&row.why),
        row.authors.join(joint),
        row.categories.join(joint),
    ]
}

fn as_tsv(rows: &[Row]) -> String {
    let mut text = COLUMNS.join("\t") + "\n";
    for row in rows {
        let line = cells(row, "; ").map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        text.push_str(&line.join("\t"));
        text.push('\n');
    }
    text
}

/// The table for people leaves out what would not fit a line: ids and names are in the other formats.
fn as_table(rows: &[Row]) -> String {
    let lines: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            let day = row.published.as_ref().and_then(|date| date.get(..10)).unwrap_or("undated").to_owned();
            let state = row.why.clone().map_or_else(|| "listed".to_owned(), |why| format!("left out: {why}"));
            [day, row.source.clone(), row.link.clone(), state]
        })
        .collect();
    let header = ["published", "source", "link", ""].map(str::to_owned);
    let width = |column: usize| {
        lines.iter().chain([&header]).map(|line| line.get(column).map_or(0, |cell| cell.chars().count())).max()
    };
    let widths = [0, 1, 2, 3].map(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for line in [&header].into_iter().chain(&lines) {
        let padded: Vec<String> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(padded.join("  ").trim_end());
        text.push('\n');
    }
    text
}
