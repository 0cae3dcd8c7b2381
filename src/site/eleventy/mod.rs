//! Eleventy's sites: data files of folders and posts, default addresses and plain `permalink` templates.
//!
//! Eleventy's rules are code; what is written out in it is read, and nothing is run. Ids are permalinks. feedwright
//! differs on purpose in these points:
//!
//! - `draft: true` holds a post back. Eleventy itself knows no drafts; its base blog and most sites drop them in a
//!   preprocessor.
//! - A post without a date is reported in a folder of posts, and elsewhere it is a page and left out; Eleventy dates it
//!   by the file's time.
//! - The posts are those of the folders whose data gives them a tag such as `posts`, or which are called so; where there
//!   is no such folder, every Markdown page with a date.
//! - The names of the collections that a folder's data gives (`posts`), `all` and `nav` are no categories.
//! - A filter of the site's own in a `permalink` is code. Filters of dates whose names say what they do (`toDatePath`,
//!   `htmlDateString`) are taken at their word; others need `permalink` under `[site]`.
//! - Addresses are percent-encoded; Eleventy leaves blanks in them. `pathPrefix` is part of every address.

mod address;
mod data;
mod permalink;

use std::sync::Arc;

use url::Url;

use super::configured::{Configured, site};
use super::markdown_it::{self, Options};
use super::script::Script;
use super::templates::{Language, Templates};
use super::{
    ADDRESS, Categories, Collection, DateSource, Dates, FeedPath, Files, Hold, HoldRule, IdScheme, Naive, Publication,
    Recognised, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup, people, settings, template,
};
use crate::error::Error;
use crate::feed::Format;
use crate::post::person::Person;
use crate::problem::{Place, Problem};
use crate::render::Dialect;
use crate::source::read::{BareHeaders, Reading};
use address::EleventyAddresses;
use data::{Found, Global, NO_POSTS, look};

/// Tags and folder names that mean posts.
const POSTS: [&str; 14] = [
    "article", "articles", "blog", "blogs", "entries", "essays", "journal", "news", "note", "notes", "post", "posts",
    "weblog", "writing",
];

/// The configuration's names.
const CONFIGS: [&str; 6] = [
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.js",
    ".eleventy.cjs",
];

/// Opens a site of Eleventy's.
///
/// # Errors
///
/// A file that cannot be read, or a site without an address.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let script = Script::first(&options.root, &CONFIGS)?.unwrap_or_default();
    let of_script = script.ending("dir.input").map(|plain| folder(&plain.text));
    let named = options.content.as_deref().map(folder);
    // Addresses are counted from the input folder; the one that the user names lies in it, or is it.
    let input = match (&of_script, &named) {
        (Some(input), Some(named)) if !is_within(named, input) => named.clone(),
        (Some(input), _) => input.clone(),
        (None, named) => named.clone().unwrap_or_default(),
    };
    let global = Global::load(&options.root, &data_folders(&script, &input), &mut problems)?;
    let found = look(&options.root, &input, &mut problems)?;
    let folders = posts(&found, named.as_deref().unwrap_or(&input));
    let template = options
        .permalink
        .as_deref()
        .and_then(|written| template::template(written).map_err(|problem| problems.push(problem)).ok());
    if template.is_none() {
        problems.extend(computed(&found, &folders, &input));
    }
    let url = options.url.clone().or_else(|| address_of(&script, &global, &mut problems));
    let configured = Configured {
        templates: Templates {
            language: Language::Liquid,
            includes: vec![format!("{input}/_includes")],
            universal_filters: true,
            ..Templates::default()
        },
        title: global.of_site(&["title", "name", "siteName", "siteTitle"]).map(str::to_owned),
        description: global.of_site(&["description", "subtitle", "tagline", "siteDescription"]).map(str::to_owned),
        language: global.of_site(&["language", "lang", "locale"]).map(|tag| tag.replace('_', "-")),
        authors: authors(&global, url.as_ref()),
        statics: vec![Static {
            folder: options.root.join("public"),
            prefix: url.as_ref().map_or("/", Url::path).to_owned(),
        }],
        feed_paths: feed_paths(&script),
        limit: script.ending("collection.limit").and_then(|plain| plain.text.parse().ok()).filter(|limit| *limit > 0),
        collections: collections(
            &found,
            folders,
            input.clone(),
            EleventyAddresses { input, template, global },
            dialect(&script),
        ),
        defaults: found.defaults,
        url,
        minds_template: true,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

/// The folders of posts: those whose data tags them so, or that are called so; not those within another.
fn posts(found: &Found, within: &str) -> Vec<String> {
    let tagged = |folder: &str| {
        found.tags.iter().any(|(tagged, tag)| tagged == folder && POSTS.contains(&tag.to_lowercase().as_str()))
    };
    let called = |folder: &str| {
        let name = folder.rsplit('/').next().unwrap_or(folder).to_lowercase();
        folder != within && POSTS.contains(&name.as_str())
    };
    let here = || found.folders.iter().filter(|folder| is_within(folder, within));
    let mut chosen: Vec<String> = here().filter(|folder| tagged(folder)).cloned().collect();
    if chosen.is_empty() {
        chosen = here().filter(|folder| called(folder)).cloned().collect();
    }
    let outer = chosen.clone();
    chosen.retain(|folder| !outer.iter().any(|other| other != folder && is_within(folder, other)));
    chosen
}

/// The error for folders whose addresses code computes.
fn computed(found: &Found, posts: &[String], input: &str) -> Vec<Problem> {
    let whole = [input.to_owned()];
    let posts = if posts.is_empty() { &whole } else { posts };
    let concerns = |folder: &str| posts.iter().any(|post| is_within(post, folder) || is_within(folder, post));
    let concerning = found.computed.iter().filter(|(folder, _)| concerns(folder));
    let problem = |(folder, file): &(String, Arc<str>)| {
        Problem::new(&ADDRESS, format!("the addresses of the posts in {folder} are computed by code in {file}"))
            .at(Place::file(file.clone()))
            .help("say the rule in feedwright.toml: permalink = \"/blog/{slug}/\" under [site]")
    };
    concerning.map(problem).collect()
}

/// Where the site's data may lie: `dir.data` is below the input folder.
fn data_folders(script: &Script, input: &str) -> Vec<String> {
    let below = |name: &str| folder(&if input.is_empty() { name.to_owned() } else { format!("{input}/{name}") });
    let own = script.ending("dir.data").map(|plain| plain.text.as_str());
    let written = own.map(|name| match name.strip_prefix("../") {
        Some(beside) => folder(beside),
        None => below(name),
    });
    let usual = [below("_data"), "_data".to_owned(), "src/_data".to_owned(), "data".to_owned()];
    written.into_iter().chain(usual).collect()
}

fn address_of(script: &Script, global: &Global, problems: &mut Vec<Problem>) -> Option<Url> {
    let keys = ["url", "baseUrl", "baseURL", "siteUrl", "siteURL", "host", "domain", "base"];
    let base = || script.ending("metadata.base").map(|plain| plain.text.as_str());
    let written = global.of_site(&keys).or_else(base)?;
    let with_scheme = if written.contains("://") { written.to_owned() } else { format!("https://{written}") };
    let url = settings::site_url(&with_scheme).map_err(|problem| problems.push(problem)).ok()?;
    let prefix = script.ending("pathPrefix").map_or("", |plain| plain.text.trim_matches('/'));
    if prefix.is_empty() || url.path().trim_matches('/').ends_with(prefix) {
        return Some(url);
    }
    url.join(&format!("{}{prefix}/", url.path())).ok()
}

fn authors(global: &Global, url: Option<&Url>) -> Vec<Person> {
    if let Some(node) = global.node("author") {
        return people::people(node, url);
    }
    let name = global.of_site(&["author.name", "author", "authorName"]);
    name.map(|name| Person {
        name: name.to_owned(),
        email: global.of_site(&["author.email"]).map(str::to_owned),
        url: global.of_site(&["author.url"]).and_then(|url| Url::parse(url).ok()),
        avatar: None,
    })
    .into_iter()
    .collect()
}

/// The feed of the plugin that makes one by itself (`feedPlugin`, `outputPath`).
fn feed_paths(script: &Script) -> Vec<FeedPath> {
    let path = script.ending("outputPath").map(|plain| plain.text.trim_start_matches('/').to_owned());
    let Some(path) = path.filter(|path| path.ends_with("xml") || path.ends_with("json")) else { return Vec::new() };
    let kind = script.mentions("feedPlugin").then(|| script.ending("type")).flatten().map(|plain| plain.text.as_str());
    let format = match kind {
        Some("rss") => Format::Rss,
        Some("json") => Format::Json,
        _ if path.ends_with("json") => Format::Json,
        _ => Format::Atom,
    };
    vec![FeedPath { format, path }]
}

fn collections(
    found: &Found,
    folders: Vec<String>,
    input: String,
    addresses: EleventyAddresses,
    markdown: Dialect,
) -> Vec<Collection> {
    let addresses = Arc::new(addresses);
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut not = words(&["all", "nav", "post", "posts"]);
    not.extend(found.tags.iter().filter(|(folder, _)| folders.contains(folder)).map(|(_, tag)| tag.clone()));
    let of = |folder: String, is_posts: bool| {
        let hold = |key: &str, value: &str, hold| HoldRule { key: key.to_owned(), value: value.to_owned(), hold };
        Collection {
            name: "posts".to_owned(),
            files: Files {
                folder,
                extensions: if is_posts { words(&["md", "html"]) } else { words(&["md"]) },
                not_stems: if is_posts {
                    Vec::new()
                } else {
                    words(&["README", "LICENSE", "CHANGELOG", "CONTRIBUTING"])
                },
                exclude: NO_POSTS.iter().flat_map(|name| [format!("{name}/**"), format!("**/{name}/**")]).collect(),
                ..Files::default()
            },
            reading: Reading { bare_headers: BareHeaders::Never, ..Reading::default() },
            fold_keys: false,
            path_fields: Vec::new(),
            dates: Dates {
                published: vec![DateSource::Key("date".to_owned()), DateSource::AnywhereInPath],
                naive: Naive::Utc,
                ..Dates::default()
            },
            title: TitleFallback::Nothing,
            title_markup: TitleMarkup::Html,
            categories: Categories {
                keys: vec![("tags".to_owned(), Split::Commas)],
                not: not.clone(),
                with_defaults: true,
                ..Categories::default()
            },
            authors: words(&["author", "authors"]),
            publication: Publication {
                statuses: Vec::new(),
                holds: vec![
                    hold("draft", "true", Hold::Draft),
                    hold("permalink", "false", Hold::NoPage),
                    hold("permalink.build", "false", Hold::NoPage),
                    hold("eleventyExcludeFromCollections", "true", Hold::Unlisted),
                ],
                future: true,
                expired: true,
                undated_are_pages: !is_posts,
                needs_title_and_date: false,
            },
            id: IdScheme::Permalink,
            addresses: Arc::clone(&addresses) as Arc<_>,
            markdown,
        }
    };
    if folders.is_empty() {
        return vec![of(input, false)];
    }
    folders.into_iter().map(|folder| of(folder, true)).collect()
}

/// markdown-it as Eleventy sets it up, with what the configuration writes out of its own.
fn dialect(script: &Script) -> Dialect {
    let written = |key: &str| script.ending(key).map(|plain| plain.text == "true");
    let options = Options {
        html: written("html").unwrap_or(true),
        breaks: written("breaks").unwrap_or(false),
        linkify: written("linkify").unwrap_or(false),
        typographer: written("typographer").unwrap_or(false),
    };
    let dialect = markdown_it::dialect(options, |name| markdown_it::names(script.text(), name));
    Dialect { heading_ids: dialect.heading_ids || script.mentions("IdAttributePlugin"), ..dialect }
}

/// Whether `folder` is `other` or lies below it.
fn is_within(folder: &str, other: &str) -> bool {
    other.is_empty() || folder.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A folder below the site's root, without `./` and slashes at its ends.
fn folder(written: &str) -> String {
    let trimmed = written.trim().trim_start_matches("./").trim_matches('/');
    if trimmed == "." { String::new() } else { trimmed.to_owned() }
}
