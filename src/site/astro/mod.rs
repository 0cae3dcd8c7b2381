//! Astro's sites: one content collection, or Markdown pages, and the template of their addresses.
//!
//! Astro has no rule for addresses: the pages of `src/pages` are code that makes them. Where that code says plainly that
//! a route shows one collection by its ids (`params: { slug: post.id }` in `src/pages/blog/[...slug].astro`), it is
//! taken; else `permalink = "/blog/{id}/"` under `[site]` is needed. `site`, `base`, `trailingSlash` and `build.format`
//! are read where they are written out, and nothing is run. Ids are permalinks.
//!
//! - The posts are those of the collection called `blog`, `posts` or the like, else of the only one.
//! - `draft: true` holds a post back, as nearly every site's own code does; Astro itself knows no drafts.
//! - An entry's id is its `slug`, else its path slugged as GitHub slugs headings; a `generateId` of the site's own is
//!   code.

mod address;
mod route;

use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::configured::{Configured, site};
use super::script::Script;
use super::{
    ADDRESS, Categories, Collection, DateSource, Dates, FeedPath, Files, Hold, HoldRule, IdScheme, Naive, Publication,
    Recognised, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup, settings, template,
};
use crate::error::Error;
use crate::feed::Format;
use crate::post::person::Person;
use crate::problem::Problem;
use crate::render::Dialect;
use crate::source::read::{BareHeaders, Reading};
use address::{AstroAddresses, Ending};
use route::route;

/// What a collection of posts is called.
const POSTS: [&str; 10] =
    ["blog", "posts", "post", "articles", "article", "news", "writing", "notes", "essays", "journal"];

/// The configuration's names.
const CONFIGS: [&str; 6] = [
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
    "astro.config.mts",
    "astro.config.cjs",
    "astro.config.cts",
];

/// Where the collections are set up.
const COLLECTIONS: [&str; 6] = [
    "src/content.config.ts",
    "src/content.config.mjs",
    "src/content.config.js",
    "src/content/config.ts",
    "src/content/config.mjs",
    "src/content/config.js",
];

/// Where themes keep the site's title.
const CONSTANTS: [&str; 8] = [
    "src/consts.ts",
    "src/consts.js",
    "src/config.ts",
    "src/config.js",
    "src/config.mjs",
    "src/site.config.ts",
    "src/constants.ts",
    "src/data/site.ts",
];

/// Opens a site of Astro's.
///
/// # Errors
///
/// A file that cannot be read, or a site without an address or without a template where it needs one.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let script = Script::first(&options.root, &CONFIGS)?.unwrap_or_default();
    let constants = Script::first(&options.root, &CONSTANTS)?.unwrap_or_default();
    let (name, folder) = posts(options)?;
    let url = options.url.clone().or_else(|| address_of(&script, &constants, &mut problems));
    let addresses = addresses(options, &script, &name, folder.clone(), &mut problems)?;
    let of_site = |keys: &[&str]| keys.iter().find_map(|key| constants.top(key)).map(str::to_owned);
    let author = of_site(&["SITE.author", "SITE_AUTHOR", "AUTHOR", "siteConfig.author", "AUTHOR_NAME"]);
    let feeds = ["rss.xml", "feed.xml", "index.xml"].into_iter();
    let has_page = |feed: &&str| {
        [".js", ".ts", ".mjs"].iter().any(|end| options.root.join(format!("src/pages/{feed}{end}")).is_file())
    };
    let configured = Configured {
        url_setting: "site in astro.config.mjs",
        title: of_site(&["SITE_TITLE", "SITE.title", "SITE.TITLE", "SITE.NAME", "siteConfig.title", "TITLE"]),
        description: of_site(&["SITE_DESCRIPTION", "SITE.description", "SITE.desc", "siteConfig.description"]),
        language: of_site(&["SITE.lang", "SITE_LANG", "LANG", "siteConfig.lang"])
            .or_else(|| script.top("i18n.defaultLocale").map(str::to_owned)),
        authors: author.map(|name| Person { name, ..Person::default() }).into_iter().collect(),
        statics: vec![Static {
            folder: options.root.join("public"),
            prefix: url.as_ref().map_or("/", Url::path).to_owned(),
        }],
        feed_paths: feeds
            .filter(has_page)
            .map(|path| FeedPath { format: Format::Rss, path: path.to_owned() })
            .collect(),
        collections: vec![collection(name, folder, addresses, dialect(&script))],
        url,
        minds_template: true,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

/// `site` and `base` as one address. `SITE.website` in the theme's constants stands in for a computed `site`.
fn address_of(script: &Script, constants: &Script, problems: &mut Vec<Problem>) -> Option<Url> {
    let of_theme = || constants.top("SITE.website").or_else(|| constants.top("SITE_URL")).map(|text| (text, None));
    let own = script.top_value("site").map(|plain| (plain.text.as_str(), Some(plain.span)));
    let (written, span) = own.or_else(of_theme)?;
    let base = script.top("base").unwrap_or_default();
    let whole = format!("{}/{}", written.trim_end_matches('/'), base.trim_matches('/'));
    let place = |problem: Problem| match span {
        Some(span) => problem.at(script.place(span)),
        None => problem,
    };
    settings::site_url(&whole).map_err(|problem| problems.push(place(problem))).ok()
}

/// The collection of posts: its name and folder.
fn posts(options: &SiteOptions) -> Result<(String, String), Error> {
    if let Some(named) = &options.content {
        let folder = plain(named);
        return Ok((folder.rsplit('/').next().unwrap_or_default().to_owned(), folder));
    }
    let script = Script::first(&options.root, &COLLECTIONS)?.unwrap_or_default();
    let loaders = script.values().iter().filter_map(|value| {
        let name = value.path.strip_suffix(".loader.base")?;
        Some((name.rsplit('.').next().unwrap_or(name).to_owned(), plain(&script.known(value)?.text)))
    });
    let loaders: Vec<(String, String)> = loaders.collect();
    let of_posts = POSTS.iter().find_map(|post| loaders.iter().find(|(name, _)| name == post));
    if let Some(found) = of_posts.or_else(|| loaders.first().filter(|_| loaders.len() == 1)) {
        return Ok(found.clone());
    }
    for parent in ["src/content", "src/data", "content", "src/pages"] {
        for name in POSTS {
            let folder = format!("{parent}/{name}");
            if holds_markdown(&options.root.join(&folder)) {
                return Ok((name.to_owned(), folder));
            }
        }
    }
    Ok(("content".to_owned(), "src/content".to_owned()))
}

fn holds_markdown(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else { return false };
    // A folder of folders counts as well: an entry may be `post/index.md`.
    entries.flatten().any(|entry| {
        let path = entry.path();
        path.extension().is_some_and(|extension| extension == "md" || extension == "mdx") || path.is_dir()
    })
}

fn addresses(
    options: &SiteOptions,
    script: &Script,
    name: &str,
    folder: String,
    problems: &mut Vec<Problem>,
) -> Result<AstroAddresses, Error> {
    let ending = match (script.top("trailingSlash"), script.top("build.format")) {
        (Some("always"), _) => Ending::Slash,
        (Some("never"), _) => Ending::Bare,
        (_, Some("file")) => Ending::Html,
        _ => Ending::AsWritten,
    };
    if let Some(written) = &options.permalink {
        let because = "permalink in feedwright.toml".to_owned();
        let template = template::template(written).map_err(|problem| problems.push(problem)).ok();
        return Ok(AstroAddresses { folder, template, because, ending });
    }
    if folder.starts_with("src/pages/") {
        let because = "the page's path".to_owned();
        return Ok(AstroAddresses { folder: "src/pages".to_owned(), template: None, because, ending });
    }
    let found = route(&options.root, name)?;
    let because = found.as_ref().map(|route| route.file.clone()).unwrap_or_default();
    let template = found.and_then(|route| template::template(&route.template).ok());
    if template.is_none() {
        problems.push(
            Problem::new(&ADDRESS, format!("which page of src/pages shows the posts of {folder} is code"))
                .help("say it in feedwright.toml: permalink = \"/blog/{id}/\" under [site]"),
        );
    }
    Ok(AstroAddresses { folder, template, because, ending })
}

fn collection(name: String, folder: String, addresses: AstroAddresses, markdown: Dialect) -> Collection {
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let hold = |key: &str, hold| HoldRule { key: key.to_owned(), value: "true".to_owned(), hold };
    Collection {
        name,
        files: Files {
            folder,
            extensions: words(&["md", "mdx", "markdown"]),
            skip_underscore: true,
            ..Files::default()
        },
        reading: Reading { bare_headers: BareHeaders::Never, ..Reading::default() },
        fold_keys: false,
        path_fields: Vec::new(),
        dates: dates(),
        title: TitleFallback::Nothing,
        title_markup: TitleMarkup::Html,
        categories: Categories {
            keys: ["categories", "category", "tags"].map(|key| (key.to_owned(), Split::Whole)).to_vec(),
            ..Categories::default()
        },
        authors: words(&["authors", "author"]),
        publication: Publication {
            statuses: Vec::new(),
            holds: vec![hold("draft", Hold::Draft), hold("isDraft", Hold::Draft), hold("unlisted", Hold::Unlisted)],
            future: true,
            expired: true,
            undated_are_pages: false,
            needs_title_and_date: false,
        },
        id: IdScheme::Permalink,
        addresses: Arc::new(addresses),
        markdown,
    }
}

/// remark as Astro sets it up, with the plugins that the configuration names.
fn dialect(script: &Script) -> Dialect {
    let names = |package: &str| script.text().contains(package);
    let is_on = |key: &str| script.top(key) != Some("false");
    let github = is_on("markdown.gfm");
    Dialect {
        tables: github,
        footnotes: github,
        strikethrough: github,
        task_lists: github,
        autolinks: github,
        alerts: names("remark-github-blockquote-alert") || names("remark-github-alerts"),
        admonitions: names("starlight") || names("remark-directive"),
        heading_attributes: false,
        emoji: names("remark-emoji") || names("remark-gemoji"),
        math: names("remark-math"),
        hard_breaks: names("remark-breaks"),
        definition_lists: names("remark-definition-list") || names("remark-deflist"),
        smart_punctuation: is_on("markdown.smartypants"),
        ..Dialect::default()
    }
}

/// The keys that Astro's own template and the themes use; a collection's schema calls its dates as it likes.
fn dates() -> Dates {
    let keys = |names: &[&str]| names.iter().map(|name| DateSource::Key((*name).to_owned())).collect::<Vec<_>>();
    let mut published = keys(&["pubDate", "pubDatetime", "publishDate", "publishedDate", "publishedAt", "published"]);
    published.extend(keys(&["date", "createdAt", "pubdate"]));
    published.push(DateSource::FileName);
    let mut updated = keys(&["updatedDate", "modDatetime", "updatedAt", "updateDate", "modifiedDate"]);
    updated.extend(keys(&["lastModified", "lastmod", "updated"]));
    Dates { published, updated, naive: Naive::Utc, ..Dates::default() }
}

/// A folder below the site's root, without `./` and slashes at its ends.
fn plain(written: &str) -> String {
    written.trim().trim_start_matches("./").trim_matches('/').to_owned()
}
