//! A saved JSON Feed.

use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::{Kind, SavedEntry, SavedFeed, malformed, moment, no_feed};
use crate::ledger::words::Words;
use crate::problem::Problem;

/// Reads the text of a JSON Feed of any version.
pub(super) fn read(name: &str, text: &str) -> Result<SavedFeed, Problem> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        malformed(name, text, before + error.column().saturating_sub(1), format!("this is no JSON: {error}"))
    })?;
    let version = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let items = value.get("items").and_then(Value::as_array);
    match items {
        Some(items) if version.contains("jsonfeed.org") => {
            let entries = items.iter().filter_map(Value::as_object).map(entry).collect();
            Ok(SavedFeed { kind: Kind::Json, entries, indistinct: Vec::new(), passed_over: 0 })
        }
        _ => Err(no_feed(name, text)),
    }
}

fn entry(item: &Map<String, Value>) -> SavedEntry {
    let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
    let content = [text("content_html"), text("content_text")].into_iter().find(|content| !content.is_empty());
    // JSON Feed 1.1 allows a number as id, to be taken as text.
    let id = match item.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => text("url").to_owned(),
    };
    SavedEntry {
        id,
        link: text("url").to_owned(),
        title: text("title").to_owned(),
        published: moment(text("date_published")),
        updated: moment(text("date_modified")),
        words: Words::of(content.unwrap_or_else(|| text("summary"))),
        markup: xxh3_64(content.unwrap_or_else(|| text("summary")).as_bytes()),
        whole: content.is_some(),
    }
}
