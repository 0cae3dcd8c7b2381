//! Goldmark as Hugo sets it up: `markup.goldmark`.

use super::config::{Config, truth};
use crate::render::Dialect;

/// The site's Markdown dialect.
#[must_use]
pub fn dialect(config: &Config) -> Dialect {
    let set = |key: &str, otherwise: bool| {
        let value = config.get(&format!("markup.goldmark.{key}"));
        value.and_then(|value| truth(value.node)).unwrap_or(otherwise)
    };
    // Some extensions are a switch, or a map with a switch of their own.
    let extension = |name: &str| {
        let key = format!("extensions.{name}");
        set(&key, true) && set(&format!("{key}.enable"), true) && !set(&format!("{key}.disable"), false)
    };
    let passed = if set("extensions.passthrough.enable", false) { passed_through(config) } else { Vec::new() };
    let extra = |name: &str| set(&format!("extensions.extras.{name}.enable"), false);
    Dialect {
        emoji: config.flag("enableEmoji"),
        emoji_in_html: false,
        superscript: extra("superscript"),
        subscript: extra("subscript"),
        tables: extension("table"),
        footnotes: extension("footnote"),
        strikethrough: extension("strikethrough"),
        task_lists: extension("taskList"),
        definition_lists: extension("definitionList"),
        heading_attributes: set("parser.attribute.title", true),
        heading_ids: set("parser.autoHeadingID", true),
        alerts: true,
        admonitions: false,
        indented_admonitions: false,
        contents_marker: false,
        code_headers: false,
        math: passed.contains(&"$"),
        display_math: passed.contains(&"$$"),
        backslash_math: passed.iter().any(|open| matches!(*open, "\\(" | "\\[")),
        script_math: true,
        smart_punctuation: extension("typographer"),
        hard_breaks: set("renderer.hardWraps", false),
        autolinks: extension("linkify"),
        attribute_lists: false,
        brace_attributes: set("parser.attribute.block", false),
        raw_html: set("renderer.unsafe", false),
    }
}

/// What begins a formula: the first of each pair of delimiters that Goldmark passes through.
fn passed_through(config: &Config) -> Vec<&str> {
    let pairs = ["block", "inline"].into_iter().flat_map(|kind| {
        let found = config.get(&format!("markup.goldmark.extensions.passthrough.delimiters.{kind}"));
        found.and_then(|value| value.node.as_list()).unwrap_or_default()
    });
    pairs.filter_map(|pair| pair.as_list()?.first()?.text()).collect()
}
