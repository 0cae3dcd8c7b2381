//! Docusaurus's sites: the blog plugin's options, `authors.yml`, dates in paths.
//!
//! `docusaurus.config.js` is code; the values that are written out in it are read, and nothing is run. What is computed
//! there goes under `[site]` in `feedwright.toml`. Ids are permalinks. feedwright differs on purpose in these points:
//!
//! - A post without a date is dated by git's first commit of it, else reported; Docusaurus takes the file's time.
//! - `last_update.date` is the date of change; Docusaurus's feeds have none.
//! - The posts of all blogs of a site are entries, each with the address of its own blog.
//! - A tag that stands in `tags.yml` is called as the post calls it.
//! - Posts of other languages, below `i18n`, are no entries.

mod address;
mod blogs;

use std::collections::BTreeMap;
use std::sync::Arc;

use url::Url;

use super::configured::{Configured, site};
use super::pattern::Pattern;
use super::script::Script;
use super::templates::{Language, Templates};
use super::{
    Categories, Collection, DateSource, Dates, FeedPath, Files, Hold, HoldRule, IdScheme, Naive, Publication,
    Recognised, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup, people, settings, template,
};
use crate::error::Error;
use crate::feed::Format;
use crate::post::person::Person;
use crate::problem::Problem;
use crate::render::Dialect;
use crate::source::read::{BareHeaders, Reading};
use address::DocusaurusAddresses;
use blogs::{Blog, blogs};

/// The configuration's names.
const CONFIGS: [&str; 6] = [
    "docusaurus.config.ts",
    "docusaurus.config.mts",
    "docusaurus.config.cts",
    "docusaurus.config.js",
    "docusaurus.config.mjs",
    "docusaurus.config.cjs",
];

/// Opens a site of Docusaurus's.
///
/// # Errors
///
/// A file that cannot be read, or a site without an address.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let script = Script::first(&options.root, &CONFIGS)?.unwrap_or_default();
    let url = options.url.clone().or_else(|| address_of(&script, &mut problems));
    let mut blogs = blogs(&script);
    if let Some(folder) = &options.content {
        let named = folder.trim_start_matches("./").trim_matches('/');
        blogs.retain(|blog| blog.folder("path") == named);
        if blogs.is_empty() {
            blogs.push(Blog { is_preset: true, options: [("path".to_owned(), named.to_owned())].into() });
        }
    }
    let template = options
        .permalink
        .as_deref()
        .and_then(|written| template::template(written).map_err(|problem| problems.push(problem)).ok());
    let first = blogs.first().cloned().unwrap_or_default();
    let title = script.top("title");
    let mut people = BTreeMap::new();
    for blog in &blogs {
        people.extend(authors(options, blog, url.as_ref(), &mut problems)?);
    }
    let feed_title = || title.map(|title| format!("{title} Blog"));
    // Every file is MDX, unless only those are that say so by their name.
    let is_mdx = script.top("markdown.format").is_none_or(|format| format == "mdx");
    let language = if is_mdx { Language::Mdx } else { Language::None };
    let configured = Configured {
        templates: Templates { language, ..Templates::default() },
        url_setting: "url in docusaurus.config.js",
        title: first.option("feedOptions.title").map(str::to_owned).or_else(feed_title),
        description: first
            .option("feedOptions.description")
            .or_else(|| first.option("blogDescription"))
            .or_else(|| script.top("tagline"))
            .map(str::to_owned),
        language: first.option("feedOptions.language").or_else(|| script.top("i18n.defaultLocale")).map(str::to_owned),
        rights: first.option("feedOptions.copyright").map(str::to_owned),
        icon: script.top("favicon").map(str::to_owned),
        statics: vec![Static {
            folder: options.root.join("static"),
            prefix: url.as_ref().map_or("/", Url::path).to_owned(),
        }],
        feed_paths: feed_paths(&first),
        limit: limit(&first),
        collections: blogs.iter().map(|blog| collection(&script, blog, template.clone())).collect(),
        people,
        url,
        minds_template: true,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

/// `url` and `baseUrl` as one address.
fn address_of(script: &Script, problems: &mut Vec<Problem>) -> Option<Url> {
    let url = script.top_value("url")?;
    let base = script.top("baseUrl").unwrap_or_default();
    let whole = format!("{}/{}", url.text.trim_end_matches('/'), base.trim_matches('/'));
    settings::site_url(&whole).map_err(|problem| problems.push(problem.at(script.place(url.span)))).ok()
}

/// The table of authors beside a blog's posts.
fn authors(
    options: &SiteOptions,
    blog: &Blog,
    url: Option<&Url>,
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, Person>, Error> {
    let named = blog.option("authorsMapPath").map(|name| name.trim_start_matches("./"));
    for name in named.into_iter().chain(["authors.yml", "authors.yaml", "authors.json"]) {
        let file = format!("{}/{name}", blog.folder("path"));
        if let Some(found) = settings::load(&options.root, &file, problems)? {
            return Ok(people::table(&found.map, url));
        }
    }
    Ok(BTreeMap::new())
}

/// `feedOptions.limit`, 20 where it is not given.
fn limit(blog: &Blog) -> Option<usize> {
    match blog.option("feedOptions.limit") {
        None => Some(20),
        Some(text) => text.parse().ok(),
    }
}

/// `feedOptions.type`: RSS and Atom where it is not given.
fn feed_paths(blog: &Blog) -> Vec<FeedPath> {
    let types = blog.option("feedOptions.type").unwrap_or("rss,atom");
    let route = blog.folder("routeBasePath");
    let files =
        [("rss", Format::Rss, "rss.xml"), ("atom", Format::Atom, "atom.xml"), ("json", Format::Json, "feed.json")];
    let wanted = files.into_iter().filter(|(name, ..)| types == "all" || types.split(',').any(|kind| kind == *name));
    wanted
        .map(|(_, format, file)| {
            let path = if route.is_empty() { file.to_owned() } else { format!("{route}/{file}") };
            FeedPath { format, path }
        })
        .collect()
}

fn collection(script: &Script, blog: &Blog, template: Option<Pattern>) -> Collection {
    let folder = blog.folder("path").to_owned();
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let hold = |key: &str, hold| HoldRule { key: key.to_owned(), value: "true".to_owned(), hold };
    let own = blog.option("exclude").unwrap_or_default();
    let exclude = own.split(',').filter(|glob| !glob.is_empty()).map(|glob| format!("{folder}/{glob}"));
    Collection {
        name: blog.option("id").unwrap_or("blog").to_owned(),
        files: Files {
            folder: folder.clone(),
            extensions: words(&["md", "mdx"]),
            exclude: exclude.collect(),
            skip_underscore: true,
            ..Files::default()
        },
        reading: Reading { bare_headers: BareHeaders::Never, ..Reading::default() },
        fold_keys: false,
        path_fields: Vec::new(),
        dates: Dates {
            published: vec![
                DateSource::Key("date".to_owned()),
                DateSource::FileName,
                DateSource::AnywhereInPath,
                DateSource::FolderName,
                DateSource::GitFirst,
            ],
            updated: vec![DateSource::Key("last_update.date".to_owned())],
            naive: Naive::Utc,
            ..Dates::default()
        },
        title: TitleFallback::FirstHeading,
        title_markup: TitleMarkup::Html,
        categories: Categories { keys: vec![("tags".to_owned(), Split::Whole)], ..Categories::default() },
        authors: words(&["authors", "author"]),
        publication: Publication {
            statuses: Vec::new(),
            holds: vec![hold("draft", Hold::Draft), hold("unlisted", Hold::Unlisted)],
            future: true,
            expired: true,
            undated_are_pages: false,
            needs_title_and_date: false,
        },
        id: IdScheme::Permalink,
        addresses: Arc::new(DocusaurusAddresses {
            folder,
            route: blog.folder("routeBasePath").to_owned(),
            trailing_slash: script.top("trailingSlash").and_then(|text| text.parse().ok()),
            template,
        }),
        markdown: dialect(script),
    }
}

/// MDX with the plugins that Docusaurus has on, and those of remark and rehype that the configuration names.
fn dialect(script: &Script) -> Dialect {
    let names = |package: &str| script.text().contains(package);
    Dialect {
        alerts: names("remark-github-blockquote-alert") || names("remark-github-alerts"),
        admonitions: true,
        autolinks: true,
        emoji: script.top("markdown.emoji") != Some("false"),
        math: names("remark-math"),
        hard_breaks: names("remark-breaks"),
        smart_punctuation: names("remark-smartypants"),
        ..Dialect::default()
    }
}
