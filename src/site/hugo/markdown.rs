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
        math: set("extensions.passthrough.enable", false),
        display_math: false,
        script_math: true,
        smart_punctuation: extension("typographer"),
        hard_breaks: set("renderer.hardWraps", false),
        autolinks: extension("linkify"),
        attribute_lists: false,
        brace_attributes: set("parser.attribute.block", false),
        raw_html: set("renderer.unsafe", false),
    }
}
