//! Zola's sites: `config.toml` (or `zola.toml`), sections, languages and slugs.
//!
//! Ids are permalinks as Zola writes them, blanks and all. feedwright differs on purpose in these points:
//!
//! - Links are percent-encoded; Zola writes blanks and other characters as they are.
//! - A page with `render = false` is no entry; Zola lists it with a link that leads nowhere.
//! - Names of authors have no blanks around them, and an entry without an author names none; Zola names "Unknown".
//! - Categories are those of `[taxonomies]`; Zola's feed has none.
//! - Where no page of a site has a date that Zola knows of, its own feed is empty, and the site makes one in some other
//!   way: then the three numbers at the beginning of `path` (`2018/07/27/slug`) are the date.
//!
//! As in Zola, a page without a date is no entry, a page dated in the future is one, and every section is in the feed.

mod address;
mod content;

use std::sync::Arc;

use url::Url;

use super::configured::{Configured, site};
use super::settings::{self, Settings};
use super::slug::zola::Strategy;
use super::templates::{Language, Templates};
use super::{
    CONFIG, Categories, Collection, DateSource, Dates, FeedPath, Files, Hold, HoldRule, IdScheme, Naive, Publication,
    Recognised, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup, people,
};
use crate::error::Error;
use crate::feed::Format;
use crate::problem::Problem;
use crate::render::Dialect;
use crate::source::read::{BareHeaders, Reading};
use crate::source::tree::Node;
use address::ZolaAddresses;
use content::{DRAFT_SECTION, look};

/// Opens a site of Zola's.
///
/// # Errors
///
/// A file that cannot be read, a configuration that does not parse, or one that gives no site.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let mut settings = Settings { file: "config.toml".into(), ..Settings::default() };
    for name in ["zola.toml", "config.toml"] {
        if let Some(found) = settings::load(&options.root, name, &mut problems)? {
            settings = found;
            break;
        }
    }
    let url = options.url.clone().or_else(|| base_url(&settings, &mut problems));
    let prefix = url.as_ref().map_or("/", Url::path).to_owned();
    // Sections are counted from `content`; a folder that the user names lies in it, or is the content itself.
    let named = options.content.as_deref().map(|folder| folder.trim_start_matches("./").trim_matches('/').to_owned());
    let posts = named.unwrap_or_else(|| "content".to_owned());
    let root = if posts == "content" || posts.starts_with("content/") { "content".to_owned() } else { posts.clone() };
    let found = look(&options.root, &root, &mut problems)?;
    let addresses = ZolaAddresses {
        folder: root,
        default: settings.text("default_language").unwrap_or("en").to_owned(),
        others: other_languages(&settings),
        strategy: strategy(&settings, &mut problems),
        keeps_dates: settings.flag("slugify.paths_keep_dates") == Some(true),
    };
    let configured = Configured {
        templates: Templates {
            language: Language::Zola,
            settings: settings.map.clone(),
            includes: vec!["templates/shortcodes".to_owned()],
            ..Templates::default()
        },
        url_setting: "base_url in config.toml",
        title: in_language(&settings, "title"),
        description: in_language(&settings, "description"),
        language: Some(addresses.default.clone()),
        authors: settings.get("author").map(|node| people::people(node, url.as_ref())).unwrap_or_default(),
        statics: vec![Static { folder: options.root.join("static"), prefix }],
        collections: vec![collection(&settings, posts, addresses, found.is_dated)],
        defaults: found.defaults,
        feed_paths: feed_paths(&settings),
        limit: settings.text("feed_limit").and_then(|limit| limit.parse().ok()),
        url,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

fn base_url(settings: &Settings, problems: &mut Vec<Problem>) -> Option<Url> {
    let written = settings.text("base_url")?;
    settings::site_url(written).map_err(|problem| problems.push(problem.at(settings.place_of("base_url")))).ok()
}

/// A text of the default language: at the top, or under `[languages.…]`.
fn in_language(settings: &Settings, key: &str) -> Option<String> {
    let default = settings.text("default_language").unwrap_or("en");
    let own = || settings.text(&format!("languages.{default}.{key}"));
    settings.text(key).or_else(own).map(str::to_owned)
}

fn other_languages(settings: &Settings) -> Vec<String> {
    let default = settings.text("default_language").unwrap_or("en");
    let table = settings.get("languages").and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    let list = settings.get("languages").and_then(Node::as_list).unwrap_or_default();
    // Before 0.16 the languages were a list of tables with a code.
    let listed = list.iter().filter_map(|node| node.as_map()?.get("code")?.text());
    let codes = table.iter().map(|entry| entry.key.as_str()).chain(listed);
    codes.filter(|code| *code != default).map(str::to_owned).collect()
}

/// `[slugify] paths`; before 0.12 one switch, `slugify_paths`.
fn strategy(settings: &Settings, problems: &mut Vec<Problem>) -> Strategy {
    let Some(name) = settings.text("slugify.paths") else {
        return if settings.flag("slugify_paths") == Some(false) { Strategy::Safe } else { Strategy::On };
    };
    Strategy::named(name).unwrap_or_else(|| {
        problems.push(
            Problem::new(&CONFIG, format!("Zola knows no way {name:?} to slugify paths"))
                .at(settings.place_of("slugify.paths"))
                .help("write on, safe or off"),
        );
        Strategy::On
    })
}

fn feed_paths(settings: &Settings) -> Vec<FeedPath> {
    let default = settings.text("default_language").unwrap_or("en");
    let on = [
        settings.flag("generate_feeds"),
        settings.flag("generate_feed"),
        settings.flag(&format!("languages.{default}.generate_feeds")),
    ];
    if !on.contains(&Some(true)) {
        return Vec::new();
    }
    let mut names = settings.texts("feed_filenames");
    names.extend(settings.text("feed_filename"));
    if names.is_empty() {
        names.push("atom.xml");
    }
    let path = |name: &&str| {
        let format = match name.rsplit_once('.')?.1 {
            // Zola has templates of its own for atom.xml and rss.xml; others are the site's.
            "xml" if name.contains("rss") => Format::Rss,
            "xml" => Format::Atom,
            "json" if name.contains("feed") => Format::Json,
            _ => return None,
        };
        Some(FeedPath { format, path: (*name).to_owned() })
    };
    names.iter().filter_map(path).collect()
}

fn collection(settings: &Settings, folder: String, addresses: ZolaAddresses, is_dated: bool) -> Collection {
    let key = |name: &str| DateSource::Key(name.to_owned());
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let hold = |key: &str, value: &str, hold| HoldRule { key: key.to_owned(), value: value.to_owned(), hold };
    let mut published = vec![key("date"), DateSource::PaddedFileName];
    if !is_dated {
        published.push(DateSource::PathKey("path".to_owned()));
    }
    let ignored = settings.texts("ignored_content").into_iter();
    let mut exclude = words(&["**/_index.*", "_index.*"]);
    exclude.extend(ignored.flat_map(|glob| [glob.to_owned(), format!("**/{}", glob.trim_start_matches('/'))]));
    Collection {
        name: "pages".to_owned(),
        files: Files { folder, extensions: words(&["md"]), not_stems: words(&["_index"]), exclude, ..Files::default() },
        reading: Reading { bare_headers: BareHeaders::Never, ..Reading::default() },
        fold_keys: false,
        path_fields: Vec::new(),
        dates: Dates { published, updated: vec![key("updated")], naive: Naive::Utc, ..Dates::default() },
        title: TitleFallback::Nothing,
        title_markup: TitleMarkup::Html,
        categories: categories(settings),
        authors: words(&["authors", "taxonomies.authors", "extra.authors", "extra.author"]),
        publication: Publication {
            statuses: Vec::new(),
            holds: vec![
                hold("draft", "true", Hold::Draft),
                hold(DRAFT_SECTION, "true", Hold::Draft),
                hold("render", "false", Hold::NoPage),
            ],
            future: true,
            expired: true,
            undated_are_pages: true,
            needs_title_and_date: false,
        },
        id: IdScheme::RawPermalink,
        addresses: Arc::new(addresses),
        markdown: dialect(settings),
    }
}

/// The configured taxonomies, but those of people.
fn categories(settings: &Settings) -> Categories {
    let listed = settings.get("taxonomies").and_then(Node::as_list).unwrap_or_default();
    let mut names: Vec<&str> = listed.iter().filter_map(|node| node.as_map()?.get("name")?.text()).collect();
    if names.is_empty() {
        names = vec!["categories", "tags"];
    }
    names.retain(|name| !matches!(*name, "author" | "authors" | "people"));
    let keys = names.into_iter().map(|name| (format!("taxonomies.{name}"), Split::Whole));
    Categories { keys: keys.collect(), ..Categories::default() }
}

/// pulldown-cmark as Zola sets it up (`components/markdown/src/markdown.rs`).
fn dialect(settings: &Settings) -> Dialect {
    let set = |key: &str| settings.flag(&format!("markdown.{key}")) == Some(true);
    Dialect {
        definition_lists: set("definition_list"),
        alerts: set("github_alerts"),
        smart_punctuation: set("smart_punctuation"),
        emoji: set("render_emoji"),
        ..Dialect::default()
    }
}
