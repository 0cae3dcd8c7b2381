//! Pelican's sites: `pelicanconf.py` with `publishconf.py` over it, and the rules of `pelican/{settings,contents,
//! readers,generators}.py`.
//!
//! The settings are Python, and Python is never run: plain assignments are read, and a setting that matters and is made
//! by code is a warning that says what to write instead. feedwright differs on purpose in these points:
//!
//! - An address with spaces is percent-encoded in links; the id keeps them, as Pelican writes it.
//! - All of an article's authors are kept; Pelican's feeds have the first.
//! - An article without a date has the date of its first commit at most, never that of its file (`DEFAULT_DATE = 'fs'`).
//! - All articles are in the main feed, as in `FEED_ALL_ATOM`: translations are entries of their own.
//! - Of a reStructuredText article, title and fields are read; its body is shown as plain Markdown would be.

mod address;
mod conf;
mod python;

use std::sync::Arc;

use regex::Regex;

use super::configured::{Configured, site};
use super::path_fields::{PathFields, PathPart};
use super::settings;
use super::slug::pelican::Rules;
use super::templates::{Language, Templates};
use super::{
    Categories, CategoryFolders, Collection, DateSource, Dates, Defaults, FeedPath, Files, Hold, HoldRule, IdScheme,
    Naive, Publication, Recognised, Scope, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup,
};
use crate::error::Error;
use crate::feed::Format;
use crate::post::person::Person;
use crate::problem::{Problem, Rule, Severity, Span};
use crate::render::Dialect;
use crate::source::read::{BareHeaders, Reading};
use crate::source::tree::{Entry, Kind, Map, Node, Style};
use address::PelicanAddresses;
use conf::Conf;

pub(crate) use conf::BY_CODE;

/// A regular expression of the settings that cannot be used.
pub(super) const EXPRESSION: Rule = Rule {
    code: "setting-expression-invalid",
    severity: Severity::Error,
    summary: "a regular expression in the site's settings cannot be used",
};

/// The settings that shape links, ids and dates, with what to do where code makes them.
const IMPORTANT: [(&str, &str); 15] = [
    ("SITEURL", "give url under [site] in feedwright.toml"),
    ("TIMEZONE", "give zone under [site] in feedwright.toml"),
    ("PATH", "give content under [site] in feedwright.toml"),
    ("ARTICLE_URL", "give permalink under [site] in feedwright.toml"),
    ("ARTICLE_LANG_URL", "give permalink under [site] in feedwright.toml"),
    ("ARTICLE_PATHS", "give content under [site] in feedwright.toml"),
    ("ARTICLE_EXCLUDES", "give exclude under [site] in feedwright.toml"),
    ("FILENAME_METADATA", "give each article its metadata"),
    ("PATH_METADATA", "give each article its metadata"),
    ("EXTRA_PATH_METADATA", "give each article its metadata"),
    ("DEFAULT_METADATA", "give each article its metadata"),
    ("SLUGIFY_SOURCE", "give each article a slug"),
    ("SLUG_REGEX_SUBSTITUTIONS", "give each article a slug"),
    ("DEFAULT_LANG", "give language under [site] in feedwright.toml"),
    ("DEFAULT_CATEGORY", "give each article a category"),
];

/// Opens a site of Pelican's.
///
/// # Errors
///
/// A file that cannot be read, or settings that give no site.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let conf = Conf::read(&options.root)?;
    let mut problems = conf.by_code(&IMPORTANT);
    let url = conf.text("SITEURL").and_then(|written| {
        settings::site_url(written).map_err(|problem| problems.push(problem.at(conf.place("SITEURL")))).ok()
    });
    let zone = conf.text("TIMEZONE").and_then(|name| {
        settings::zone(name).map_err(|problem| problems.push(problem.at(conf.place("TIMEZONE")))).ok()
    });
    let base = options.url.as_ref().or(url.as_ref()).map_or_else(|| "/".to_owned(), |url| url.path().to_owned());
    let folder = folder(options, &conf);
    let addresses = PelicanAddresses::new(&conf, &base, &mut problems);
    let configured = Configured {
        templates: Templates { language: Language::Tags, ..Templates::default() },
        url_setting: "SITEURL in publishconf.py",
        zone,
        title: conf.text("SITENAME").map(str::to_owned),
        description: conf.text("SITESUBTITLE").map(str::to_owned),
        language: Some(conf.text("DEFAULT_LANG").unwrap_or("en").replace('_', "-")),
        authors: conf
            .text("AUTHOR")
            .map(|name| Person { name: name.to_owned(), ..Person::default() })
            .into_iter()
            .collect(),
        statics: statics(options, &conf, &folder, &base),
        defaults: defaults(&conf, &folder),
        collections: vec![collection(&conf, folder, addresses, &mut problems)],
        feed_paths: feed_paths(&conf),
        limit: conf.text("FEED_MAX_ITEMS").and_then(|limit| limit.parse().ok()),
        url,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

/// `PATH`, below the root; `content` where it is not set and that folder is there, as `pelican content` has it.
fn folder(options: &SiteOptions, conf: &Conf) -> String {
    let usual = if options.root.join("content").is_dir() { "content" } else { "" };
    let written = options.content.as_deref().or_else(|| conf.text("PATH")).unwrap_or(usual);
    let trimmed = written.trim().trim_start_matches("./").trim_end_matches('/');
    if trimmed == "." { String::new() } else { trimmed.to_owned() }
}

/// `STATIC_PATHS` below `PATH` are served as they are.
fn statics(options: &SiteOptions, conf: &Conf, folder: &str, base: &str) -> Vec<Static> {
    let paths = conf.texts("STATIC_PATHS").unwrap_or_else(|| vec!["images".to_owned()]);
    let served = paths.iter().map(|path| path.trim_start_matches("./").trim_matches('/'));
    served
        .map(|path| {
            let below = if path.is_empty() || path == "." { String::new() } else { format!("{path}/") };
            Static { folder: options.root.join(folder).join(&below), prefix: format!("{base}{below}") }
        })
        .collect()
}

fn feed_paths(conf: &Conf) -> Vec<FeedPath> {
    let usual = if conf.is_none("FEED_ALL_ATOM") { None } else { Some("feeds/all.atom.xml") };
    let settings = [
        ("FEED_ALL_ATOM", Format::Atom, usual),
        ("FEED_ATOM", Format::Atom, None),
        ("FEED_ALL_RSS", Format::Rss, None),
        ("FEED_RSS", Format::Rss, None),
    ];
    let paths = settings.into_iter().filter_map(|(name, format, usual)| {
        let path = conf.text(name).or(usual)?;
        Some(FeedPath { format, path: path.trim_start_matches('/').to_owned() })
    });
    paths.collect()
}

/// From least to most specific: `DEFAULT_METADATA`, `DEFAULT_CATEGORY` and `DEFAULT_DATE` for all, then
/// `EXTRA_PATH_METADATA` by path.
fn defaults(conf: &Conf, folder: &str) -> Vec<Defaults> {
    let mut found = Vec::new();
    if let Some((settings, map)) = conf.get("DEFAULT_METADATA").and_then(|(file, node)| Some((file, node.as_map()?))) {
        found.push(values(settings, String::new(), map.clone()));
    }
    if let Some((settings, node)) = conf.get("DEFAULT_DATE")
        && let Some(date) = date_of(node)
    {
        found.push(values(settings, String::new(), one("date", node.span, date)));
    }
    if let Some((settings, node)) = conf.get("DEFAULT_CATEGORY")
        && let Some(name) = node.text().filter(|_| !conf.flag("USE_FOLDER_AS_CATEGORY", true))
    {
        found.push(values(settings, String::new(), one("category", node.span, name.to_owned())));
    }
    if let Some((settings, map)) = conf.get("EXTRA_PATH_METADATA").and_then(|(file, node)| Some((file, node.as_map()?)))
    {
        let mut rows: Vec<&Entry> = map.entries.iter().collect();
        rows.sort_by_key(|entry| entry.key.len());
        for entry in rows {
            let path = entry.key.trim_matches('/');
            let path = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
            if let Some(map) = entry.value.as_map() {
                found.push(values(settings, path, map.clone()));
            }
        }
    }
    found
}

fn values(settings: &settings::Settings, path: String, values: Map) -> Defaults {
    let scope = Scope { path, ..Scope::default() };
    Defaults { file: settings.file.clone(), text: settings.text.clone(), scope, values }
}

fn one(key: &str, span: Span, text: String) -> Map {
    let value = Node { span, kind: Kind::Scalar { text, style: Style::Plain } };
    Map { entries: vec![Entry { key: key.to_owned(), key_span: span, value }] }
}

/// `DEFAULT_DATE` as a text or as a tuple of numbers; `'fs'`, the file's own time, is none.
fn date_of(node: &Node) -> Option<String> {
    if let Some(text) = node.text() {
        return (text != "fs").then(|| text.to_owned());
    }
    let numbers: Vec<u32> = node.as_list()?.iter().map_while(|node| node.text()?.parse().ok()).collect();
    let part = |at: usize| numbers.get(at).copied();
    let day = format!("{:04}-{:02}-{:02}", part(0)?, part(1)?, part(2)?);
    let time = |at| part(at).unwrap_or(0);
    Some(match numbers.len() {
        3 => day,
        _ => format!("{day} {:02}:{:02}:{:02}", time(3), time(4), time(5)),
    })
}

fn collection(conf: &Conf, folder: String, addresses: PelicanAddresses, problems: &mut Vec<Problem>) -> Collection {
    let key = |name: &str| DateSource::Key(name.to_owned());
    let mut published = vec![key("date")];
    if conf.text("DEFAULT_DATE") == Some("fs") {
        published.push(DateSource::GitFirst);
    }
    let category = conf.text("DEFAULT_CATEGORY").unwrap_or("misc").to_owned();
    let by_folder = conf.flag("USE_FOLDER_AS_CATEGORY", true);
    let hold = |value: &str, hold| HoldRule { key: "status".to_owned(), value: value.to_owned(), hold };
    Collection {
        name: "articles".to_owned(),
        files: files(conf, folder),
        reading: Reading { plain_headers: true, bare_headers: BareHeaders::Always, document_heads: true },
        fold_keys: true,
        path_fields: path_fields(conf, problems),
        dates: Dates { published, updated: vec![key("modified")], naive: Naive::MonthFirst, ..Dates::default() },
        title: TitleFallback::Nothing,
        title_markup: TitleMarkup::Html,
        categories: Categories {
            keys: vec![("category".to_owned(), Split::Whole), ("tags".to_owned(), Split::SemicolonsOrCommas)],
            folders: if by_folder { CategoryFolders::Nearest(category) } else { CategoryFolders::None },
            ..Categories::default()
        },
        authors: vec!["authors".to_owned(), "author".to_owned()],
        publication: Publication {
            holds: vec![
                hold("draft", Hold::Draft),
                hold("hidden", Hold::Unlisted),
                hold("skip", Hold::Unpublished),
                HoldRule { key: "feed".to_owned(), value: "false".to_owned(), hold: Hold::OptedOut },
            ],
            // `Article.allowed_statuses`; Pelican passes over a file with another.
            statuses: ["published", "hidden", "draft", "skip"].map(str::to_owned).to_vec(),
            future: conf.flag("WITH_FUTURE_DATES", true),
            needs_title_and_date: true,
            ..Publication::default()
        },
        id: IdScheme::PelicanTag,
        addresses: Arc::new(addresses),
        markdown: dialect(conf),
    }
}

fn files(conf: &Conf, folder: String) -> Files {
    let below = |path: &str| {
        let path = path.trim_start_matches("./").trim_matches('/');
        if folder.is_empty() || path.is_empty() { format!("{folder}{path}") } else { format!("{folder}/{path}") }
    };
    let within = conf.texts("ARTICLE_PATHS").unwrap_or_default();
    // settings.py: what is a page is no article.
    let pages = conf.texts("PAGE_PATHS").unwrap_or_else(|| vec!["pages".to_owned()]);
    let excluded = conf.texts("ARTICLE_EXCLUDES").unwrap_or_default().into_iter().chain(pages);
    let ignored = conf.texts("IGNORE_FILES").unwrap_or_default();
    let exclude = excluded
        .filter(|path| !path.trim_matches(['/', '.']).is_empty())
        .map(|path| below(&globset::escape(&path)))
        .chain(ignored.iter().map(|pattern| below(&format!("**/{}", pattern.trim_start_matches("**/")))));
    let mut extensions = vec!["md", "markdown", "mkd", "mdown", "html", "htm", "rst"];
    if let Some(readers) = conf.get("READERS").and_then(|(_, node)| node.as_map()) {
        let off = |ext: &str| readers.get(ext).is_some_and(|node| node.kind == Kind::Null);
        extensions.retain(|ext| !off(ext));
    }
    Files {
        exclude: exclude.collect(),
        within: within.iter().map(|path| below(path)).filter(|path| *path != folder).collect(),
        extensions: extensions.into_iter().map(str::to_owned).collect(),
        folder,
        ..Files::default()
    }
}

/// `FILENAME_METADATA` before `PATH_METADATA` (`readers.py`, `parse_path_metadata`).
fn path_fields(conf: &Conf, problems: &mut Vec<Problem>) -> Vec<PathFields> {
    let usual = r"(?P<date>\d{4}-\d{2}-\d{2}).*";
    let name = if conf.is_none("FILENAME_METADATA") { None } else { conf.text("FILENAME_METADATA").or(Some(usual)) };
    let rules =
        [("FILENAME_METADATA", name, PathPart::Stem), ("PATH_METADATA", conf.text("PATH_METADATA"), PathPart::Whole)];
    let mut found = Vec::new();
    for (setting, written, part) in rules {
        let Some(written) = written else { continue };
        if let Some(pattern) = expression(conf, setting, &format!("^(?:{written})"), problems) {
            found.push(PathFields { pattern, part });
        }
    }
    found
}

/// A Python expression as a Rust one.
fn expression(conf: &Conf, setting: &str, written: &str, problems: &mut Vec<Problem>) -> Option<Regex> {
    let pattern = Regex::new(&written.replace(r"\Z", r"\z")).ok();
    if pattern.is_none() {
        problems.push(
            Problem::new(&EXPRESSION, format!("the expression {written:?} of {setting} cannot be used"))
                .at(conf.place(setting))
                .help("write it without look-around and back-references, or give each article its metadata"),
        );
    }
    pattern
}

/// The rules of slugs under the first of `names` that is set.
fn slug_rules(conf: &Conf, names: &[&str], usual: &Rules, problems: &mut Vec<Problem>) -> Rules {
    let set = names.iter().find_map(|name| Some((*name, conf.get(name)?.1.as_list()?)));
    let substitutions = match set {
        None => usual.substitutions.clone(),
        Some((name, list)) => {
            let pair = |node: &Node| {
                let parts = node.as_list()?;
                Some((parts.first()?.text()?.to_owned(), parts.get(1)?.text()?.to_owned()))
            };
            let rows: Vec<(String, String)> = list.iter().filter_map(pair).collect();
            let read = rows.into_iter().filter_map(|(from, to)| {
                let pattern = expression(conf, name, &format!("(?i){from}"), problems)?;
                Some((pattern, to.replace('$', "$$").replace('\\', "$")))
            });
            read.collect()
        }
    };
    Rules {
        substitutions,
        unicode: conf.flag("SLUGIFY_USE_UNICODE", false),
        keep_case: conf.flag("SLUGIFY_PRESERVE_CASE", false),
    }
}

/// Python-Markdown with `codehilite` and `extra`, as `DEFAULT_CONFIG["MARKDOWN"]` has it.
fn dialect(conf: &Conf) -> Dialect {
    let extensions = conf.get("MARKDOWN").and_then(|(_, node)| node.as_map()).map(|map| {
        let configured = map.get("extension_configs").and_then(Node::as_map);
        let listed = map.get("extensions").and_then(Node::as_list).unwrap_or_default();
        let keys = configured.into_iter().flat_map(|map| &map.entries).map(|entry| entry.key.as_str());
        keys.chain(listed.iter().filter_map(Node::text)).map(str::to_owned).collect::<Vec<_>>()
    });
    let usual = || ["codehilite", "extra"].map(str::to_owned).to_vec();
    let extensions = extensions.unwrap_or_else(usual);
    // `pymdownx.tilde`, `markdown.extensions.toc:TocExtension`, `mdx_linkify`.
    let last = |extension: &str| {
        extension.split([':', '(']).next().and_then(|path| path.rsplit('.').next()).map(str::to_owned)
    };
    let names: Vec<String> = extensions.iter().filter_map(|extension| last(extension)).collect();
    let has = |name: &str| names.iter().any(|own| own == name || own.strip_prefix("mdx_") == Some(name));
    Dialect {
        tables: has("extra") || has("tables"),
        footnotes: has("extra") || has("footnotes"),
        definition_lists: has("extra") || has("def_list"),
        heading_attributes: has("extra") || has("attr_list"),
        // Python-Markdown's are written with a colon or without one.
        attribute_lists: has("extra") || has("attr_list"),
        brace_attributes: has("extra") || has("attr_list"),
        heading_ids: has("toc"),
        hard_breaks: has("nl2br"),
        smart_punctuation: has("smarty") || has("smartsymbols") || conf.flag("TYPOGRIFY", false),
        // PyMdown's extensions, and those of others that go by the name.
        strikethrough: has("tilde") || has("strikethrough") || has("del_ins"),
        subscript: has("tilde"),
        superscript: has("caret") || has("superscript"),
        task_lists: has("tasklist") || has("checklist"),
        autolinks: has("magiclink") || has("urlize") || has("linkify"),
        code_headers: has("codehilite"),
        indented_admonitions: has("admonition") || has("details"),
        // Without the extension the page shows the words, until somebody sees them.
        contents_marker: true,
        math: has("arithmatex") || has("math"),
        backslash_math: has("arithmatex"),
        emoji: has("emoji"),
        alerts: false,
        ..Dialect::default()
    }
}
