//! From what a generator's configuration says, and what the user says over it, to the [`Site`].

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;
use url::Url;

use super::built::addresses::BuiltAddresses;
use super::built::{self, Built};
use super::template::{Templated, template};
use super::{
    Collection, DateSource, Defaults, FeedPath, Links, MARKDOWN_SWITCH, Recognised, Site, SiteOptions, Static,
    URL_INVALID, URL_MISSING, UpdateSource,
};
use crate::error::Error;
use crate::post::person::Person;
use crate::problem::Problem;
use crate::render::Dialect;

/// What a generator's own configuration says; the user's options beat it.
#[derive(Debug, Default)]
pub struct Configured {
    /// The absolute address, ending in `/`.
    pub url: Option<Url>,
    /// How to give the address: `url in _config.yml`; empty where the configuration is code.
    pub url_setting: &'static str,
    /// An address that the configuration lets one guess, with the reason, for the message where none is given.
    pub url_offer: Option<(String, String)>,
    /// The zone of dates without one.
    pub zone: Option<Tz>,
    /// Title of the site.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Who writes when a post does not say.
    pub authors: Vec<Person>,
    /// The authors table.
    pub people: BTreeMap<String, Person>,
    /// Square image, absolute or below the site's address.
    pub icon: Option<String>,
    /// Wide image, absolute or below the site's address.
    pub logo: Option<String>,
    /// Folders of files that are served unchanged.
    pub statics: Vec<Static>,
    /// Whether files beside posts are served by these, too.
    pub files_in_place: bool,
    /// The kinds of posts.
    pub collections: Vec<Collection>,
    /// Values by path.
    pub defaults: Vec<Defaults>,
    /// Where the generator's own feeds are.
    pub feed_paths: Vec<FeedPath>,
    /// How many entries its own feed has.
    pub limit: Option<usize>,
    /// The adapter itself minds the user's template of addresses; else it stands over the generator's rule.
    pub minds_template: bool,
    /// What the templates in its posts may ask for.
    pub templates: super::templates::Templates,
}

/// The site: `configured`, with what the user says in `options` over it.
///
/// `problems` are those found so far; warnings come back beside the site.
///
/// # Errors
///
/// A problem among all of them that allows no site: no address, or an address that is none.
pub fn site(
    options: &SiteOptions,
    recognised: Recognised,
    configured: Configured,
    mut problems: Vec<Problem>,
) -> Result<(Site, Vec<Problem>), Error> {
    let mut collections = configured.collections;
    if !configured.minds_template {
        put_template(options, &mut collections, &mut problems);
    }
    let unread = problems.iter().any(Problem::is_error);
    let Some(url) = options.url.clone().or(configured.url).filter(|_| !unread) else {
        if !unread {
            problems.push(no_url(&options.root, configured.url_setting, configured.url_offer));
        }
        return Err(Error::Problems(problems));
    };
    for collection in &mut collections {
        overrule(options, collection, &mut problems);
    }
    if options.links == Links::Built {
        let folder = built::folder(&options.root, options.built.as_deref(), recognised.generator);
        let built = Arc::new(Built::open(&folder, &url)?);
        for collection in &mut collections {
            let rule = Arc::clone(&collection.addresses);
            collection.addresses = Arc::new(BuiltAddresses { rule, built: Arc::clone(&built) });
        }
    }
    problems.dedup();
    let mut people = configured.people;
    people.extend(options.people.clone());
    let authors = if options.authors.is_empty() { configured.authors } else { options.authors.clone() };
    let mut image = |written: Option<&String>| {
        let written = written?;
        let joined = url.join(written.trim_start_matches("./").trim_start_matches('/'));
        joined.map_err(|_| problems.push(Problem::new(&URL_INVALID, format!("{written:?} is no address")))).ok()
    };
    let icon = image(options.icon.as_ref().or(configured.icon.as_ref()));
    let logo = image(options.logo.as_ref().or(configured.logo.as_ref()));
    let site = Site {
        root: options.root.clone(),
        recognised,
        zone: options.zone.or(configured.zone).unwrap_or(Tz::UTC),
        title: options.title.clone().or(configured.title),
        description: options.description.clone().or(configured.description),
        language: options.language.clone().or(configured.language),
        rights: options.rights.clone().or(configured.rights),
        authors,
        people,
        icon,
        logo,
        statics: statics(options, &url, configured.statics),
        files_in_place: configured.files_in_place,
        collections,
        defaults: configured.defaults,
        feed_paths: configured.feed_paths,
        limit: configured.limit,
        templates: configured.templates,
        url,
    };
    Ok((site, problems))
}

/// Puts the user's template of addresses over the rules of the collections.
fn put_template(options: &SiteOptions, collections: &mut [Collection], problems: &mut Vec<Problem>) {
    let Some(written) = &options.permalink else { return };
    match template(written) {
        Err(problem) => problems.push(problem),
        Ok(pattern) => {
            for collection in collections {
                let inner = Arc::clone(&collection.addresses);
                let folder = collection.files.folder.clone();
                collection.addresses = Arc::new(Templated { inner, pattern: pattern.clone(), folder });
            }
        }
    }
}

/// The folder that the user names, before the generator's own.
fn statics(options: &SiteOptions, url: &Url, configured: Vec<Static>) -> Vec<Static> {
    let own = options
        .statics
        .as_ref()
        .map(|folder| Static { folder: options.root.join(folder), prefix: url.path().to_owned() });
    own.into_iter().chain(configured).collect()
}

fn overrule(options: &SiteOptions, collection: &mut Collection, problems: &mut Vec<Problem>) {
    if let Some(id) = options.id {
        collection.id = id;
    }
    collection.dates.updated = update_order(options.updated.as_deref(), &collection.dates.updated);
    collection.files.exclude.extend(options.exclude.iter().cloned());
    collection.files.exclude.extend(written(options, &collection.files.folder));
    for (name, on) in &options.markdown {
        if !set_switch(&mut collection.markdown, name, *on) {
            problems.push(
                Problem::new(&MARKDOWN_SWITCH, format!("there is no Markdown switch {name:?}"))
                    .help(format!("the switches are {}", SWITCHES.join(", "))),
            );
        }
    }
}

/// The patterns of the folders below that of the posts, `folder`, which are written and not read: the page that was built
/// of a post would be a second post.
fn written(options: &SiteOptions, folder: &str) -> Vec<String> {
    let Ok(home) = options.root.join(folder).canonicalize() else { return Vec::new() };
    let below = |written: &PathBuf| {
        let written = written.canonicalize().ok()?;
        let inner = written.strip_prefix(&home).ok().filter(|inner| !inner.as_os_str().is_empty())?;
        let parts: Option<Vec<&str>> = inner.iter().map(OsStr::to_str).collect();
        let named = Some(folder).filter(|folder| !folder.is_empty());
        Some(globset::escape(&named.into_iter().chain(parts?).collect::<Vec<_>>().join("/")))
    };
    options.written.iter().filter_map(below).collect()
}

/// The sources of `updated`: the generator's own and then the ledger, or those that the user names.
fn update_order(named: Option<&[UpdateSource]>, own: &[DateSource]) -> Vec<DateSource> {
    let Some(named) = named else { return own.iter().cloned().chain([DateSource::Ledger]).collect() };
    let is_key = |source: &&DateSource| matches!(source, DateSource::Key(_) | DateSource::PathKey(_));
    let mut keys: Vec<DateSource> = own.iter().filter(is_key).cloned().collect();
    if keys.is_empty() {
        keys = UPDATE_KEYS.map(|key| DateSource::Key(key.to_owned())).to_vec();
    }
    let before_published = named.iter().take_while(|source| **source != UpdateSource::Published);
    before_published
        .flat_map(|source| match source {
            UpdateSource::FrontMatter => keys.clone(),
            UpdateSource::Git => vec![DateSource::GitWords],
            UpdateSource::Ledger => vec![DateSource::Ledger],
            UpdateSource::Published => Vec::new(),
        })
        .collect()
}

/// The keys under which posts of any generator tell their last change.
const UPDATE_KEYS: [&str; 4] = ["updated", "lastmod", "last_modified_at", "modified"];

/// The names of a dialect's switches, as `[markdown]` has them.
pub(crate) const SWITCHES: [&str; 17] = [
    "tables",
    "footnotes",
    "strikethrough",
    "task-lists",
    "definition-lists",
    "heading-attributes",
    "heading-ids",
    "alerts",
    "admonitions",
    "emoji",
    "superscript",
    "subscript",
    "math",
    "smart-punctuation",
    "hard-breaks",
    "autolinks",
    "raw-html",
];

/// Sets the switch of this name; says whether there is one.
fn set_switch(dialect: &mut Dialect, name: &str, on: bool) -> bool {
    let switch = match name {
        "tables" => &mut dialect.tables,
        "footnotes" => &mut dialect.footnotes,
        "strikethrough" => &mut dialect.strikethrough,
        "task-lists" => &mut dialect.task_lists,
        "definition-lists" => &mut dialect.definition_lists,
        "heading-attributes" => &mut dialect.heading_attributes,
        "heading-ids" => &mut dialect.heading_ids,
        "alerts" => &mut dialect.alerts,
        "admonitions" => &mut dialect.admonitions,
        "emoji" => &mut dialect.emoji,
        "superscript" => &mut dialect.superscript,
        "subscript" => &mut dialect.subscript,
        "math" => &mut dialect.math,
        "smart-punctuation" => &mut dialect.smart_punctuation,
        "hard-breaks" => &mut dialect.hard_breaks,
        "autolinks" => &mut dialect.autolinks,
        "raw-html" => &mut dialect.raw_html,
        _ => return false,
    };
    *switch = on;
    match name {
        "math" => {
            dialect.display_math &= on;
            dialect.backslash_math &= on;
            dialect.script_math = on;
        }
        "emoji" if !on => dialect.emoji_in_html = false,
        "admonitions" => dialect.indented_admonitions = on,
        _ => {}
    }
    true
}

/// The problem of a site whose address nobody gives, with what a `CNAME` file offers.
fn no_url(root: &Path, setting: &str, offer: Option<(String, String)>) -> Problem {
    let problem = Problem::new(&URL_MISSING, "the address of the site is not known");
    let how = if setting.is_empty() { String::new() } else { format!("{setting}, ") };
    let cname = ["CNAME", "static/CNAME", "source/CNAME", "public/CNAME", "content/extra/CNAME", "docs/CNAME"]
        .into_iter()
        .find_map(|name| {
            let host = host_in(&root.join(name))?;
            Some((format!("the file {name} names {host}"), format!("https://{host}/")))
        });
    let end = |url: &str| format!("write {how}url under [site] in feedwright.toml or --url {url}");
    problem.help(match cname.or(offer) {
        Some((reason, url)) => format!("{reason}: {}", end(&url)),
        None => end("https://example.com/"),
    })
}

/// The host that a `CNAME` file of a page host names in its first line.
fn host_in(path: &Path) -> Option<Arc<str>> {
    let text = fs::read_to_string(path).ok()?;
    let host = text.lines().next()?.trim();
    let plain = !host.is_empty() && host.len() <= 253 && host.contains('.');
    (plain && host.chars().all(|c| c.is_alphanumeric() || "-.".contains(c))).then(|| host.into())
}
