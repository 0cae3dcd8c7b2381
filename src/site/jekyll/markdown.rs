//! Jekyll's Markdown: kramdown in its GFM mode, or another renderer that the configuration names.

use crate::render::Dialect;
use crate::site::settings::Settings;
use crate::source::tree::Node;

/// The site's Markdown dialect.
#[must_use]
pub fn dialect(settings: &Settings) -> Dialect {
    let engine = settings.text("markdown").unwrap_or("kramdown").to_ascii_lowercase();
    let dialect = match engine.as_str() {
        "gfm" => commonmark(settings, true),
        "redcarpet" => redcarpet(settings),
        name if name.starts_with("commonmark") => commonmark(settings, name != "commonmark"),
        _ => kramdown(settings),
    };
    let has_plugin = |key: &str| settings.texts(key).contains(&"jemoji");
    // It looks for names in the page that was made.
    let jemoji = has_plugin("plugins") || has_plugin("gems");
    Dialect { emoji: dialect.emoji || jemoji, emoji_in_html: jemoji, ..dialect }
}

/// jekyll-commonmark, or with `github` its sister for GitHub Pages.
fn commonmark(settings: &Settings, github: bool) -> Dialect {
    let has = |key: &str, name: &str| settings.texts(key).iter().any(|text| text.eq_ignore_ascii_case(name));
    Dialect {
        tables: github || has("commonmark.extensions", "table"),
        strikethrough: github || has("commonmark.extensions", "strikethrough"),
        autolinks: github || has("commonmark.extensions", "autolink"),
        task_lists: github || has("commonmark.extensions", "tasklist"),
        footnotes: has("commonmark.options", "FOOTNOTES"),
        smart_punctuation: has("commonmark.options", "SMART"),
        hard_breaks: has("commonmark.options", "HARDBREAKS"),
        heading_ids: github,
        heading_attributes: false,
        alerts: false,
        ..Dialect::default()
    }
}

/// Redcarpet, Jekyll's renderer of old, with its extensions.
fn redcarpet(settings: &Settings) -> Dialect {
    let has = |name: &str| settings.texts("redcarpet.extensions").contains(&name);
    Dialect {
        tables: has("tables"),
        strikethrough: has("strikethrough"),
        autolinks: has("autolink"),
        footnotes: has("footnotes"),
        smart_punctuation: has("smart"),
        hard_breaks: has("hard_wrap"),
        superscript: has("superscript"),
        heading_ids: has("with_toc_data"),
        raw_html: !has("filter_html"),
        task_lists: false,
        heading_attributes: false,
        alerts: false,
        ..Dialect::default()
    }
}

fn kramdown(settings: &Settings) -> Dialect {
    let github = settings.text("kramdown.input").is_none_or(|input| input.eq_ignore_ascii_case("gfm"));
    let quotes = settings.get("kramdown.smart_quotes").and_then(Node::text).unwrap_or("lsquo");
    Dialect {
        attribute_lists: true,
        strikethrough: github,
        task_lists: github,
        definition_lists: true,
        display_math: true,
        heading_ids: settings.flag("kramdown.auto_ids") != Some(false),
        alerts: false,
        emoji: github && settings.flag("kramdown.gfm_emojis") == Some(true),
        smart_punctuation: quotes.contains("lsquo") || quotes.contains("ldquo"),
        hard_breaks: github && settings.flag("kramdown.hard_wrap") == Some(true),
        ..Dialect::default()
    }
}
