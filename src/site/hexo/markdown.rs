//! Hexo's Markdown: hexo-renderer-marked with its settings, or hexo-renderer-markdown-it with its own.

use std::path::Path;

use crate::error::Error;
use crate::render::Dialect;
use crate::site::markdown_it::{self, Options};
use crate::site::settings::{Settings, text_of};

/// The site's Markdown dialect. Which renderer there is stands in `package.json`.
///
/// # Errors
///
/// `package.json` cannot be read.
pub fn dialect(root: &Path, settings: &Settings) -> Result<Dialect, Error> {
    let packages = text_of(root, "package.json")?.unwrap_or_default();
    let has_markdown_it = packages.contains("hexo-renderer-markdown-it");
    let dialect = if has_markdown_it { with_markdown_it(settings) } else { marked(settings) };
    // hexo-filter-github-emojis is on where it is installed.
    let has_filter = packages.contains("hexo-filter-github-emojis") || settings.get("githubEmojis").is_some();
    let is_filtered = has_filter && settings.flag("githubEmojis.enable") != Some(false);
    // It looks for names in the HTML that was made.
    Ok(Dialect { emoji: dialect.emoji || is_filtered, emoji_in_html: is_filtered, ..dialect })
}

/// `README.md` of hexo-renderer-marked.
fn marked(settings: &Settings) -> Dialect {
    let on = |key: &str| settings.flag(key) != Some(false);
    let github = on("marked.gfm");
    Dialect {
        tables: github,
        strikethrough: github,
        task_lists: github,
        autolinks: github && on("marked.autolink"),
        hard_breaks: github && on("marked.breaks"),
        smart_punctuation: on("marked.smartypants"),
        heading_ids: on("marked.headerIds"),
        footnotes: false,
        heading_attributes: false,
        alerts: false,
        ..Dialect::default()
    }
}

/// `index.js` of hexo-renderer-markdown-it: all four options are on, and headings have anchors.
fn with_markdown_it(settings: &Settings) -> Dialect {
    let on = |key: &str| settings.flag(&format!("markdown.render.{key}")) != Some(false);
    let options =
        Options { html: on("html"), breaks: on("breaks"), linkify: on("linkify"), typographer: on("typographer") };
    // Each is a name, or a map with one under `name`.
    let listed = settings.get("markdown.plugins").and_then(|node| node.as_list()).unwrap_or_default();
    let name = |node: &crate::source::tree::Node| match node.as_map() {
        Some(map) => map.get("name").and_then(|name| name.text()).map(str::to_owned),
        None => node.text().map(str::to_owned),
    };
    let plugins = listed.iter().filter_map(name).collect::<Vec<_>>().join("\n");
    let dialect = markdown_it::dialect(options, |name| markdown_it::names(&plugins, name));
    Dialect { heading_ids: settings.flag("markdown.anchors") != Some(false), ..dialect }
}
