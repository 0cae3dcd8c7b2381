//! The feeds that a site of Hugo's writes for its home page: `outputs`, `outputFormats`, `disableKinds`.

use super::config::Config;
use crate::feed::Format;
use crate::site::FeedPath;

/// The paths of the home page's feeds.
#[must_use]
pub fn paths(config: &Config, language: &str) -> Vec<FeedPath> {
    let configured = config.get_for(language, "outputs.home").map(|value| super::config::texts(value.node));
    let formats = configured.unwrap_or_else(|| vec!["html", "rss"]);
    let without_rss = config.texts("disableKinds").iter().any(|kind| kind.eq_ignore_ascii_case("rss"));
    let mut paths = Vec::new();
    for name in formats {
        if without_rss && name.eq_ignore_ascii_case("rss") {
            continue;
        }
        paths.extend(path(config, &name.to_lowercase()));
    }
    paths
}

/// The file of an output format, where that is a feed.
fn path(config: &Config, name: &str) -> Option<FeedPath> {
    let of = |key: &str| config.text(&format!("outputFormats.{name}.{key}"));
    let media = of("mediaType").unwrap_or_default().to_lowercase();
    let format = if name == "rss" || media.contains("rss") {
        Format::Rss
    } else if name == "atom" || media.contains("atom") {
        Format::Atom
    } else if name == "jsonfeed" || media.contains("feed+json") {
        Format::Json
    } else {
        return None;
    };
    let base = of("baseName").unwrap_or("index");
    let extension = if format == Format::Json { "json" } else { "xml" };
    let folder = of("path").map(|path| format!("{}/", path.trim_matches('/'))).unwrap_or_default();
    Some(FeedPath { format, path: format!("{folder}{base}.{extension}") })
}
