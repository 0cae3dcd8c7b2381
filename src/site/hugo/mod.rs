//! Hugo's sites: `hugo.toml` and its other names, `config/_default` and `config/production`, languages, `permalinks`,
//! cascades and page bundles.
//!
//! Ids are permalinks, as in the RSS that Hugo has built in. feedwright differs on purpose in these points:
//!
//! - Hugo's feed of the home page lists every page of the site. Here `mainSections`, where it is configured, says which
//!   sections are the blog; without it every page with a date is an entry. A page that lies outside a section with the
//!   usual name of a blog (`posts`, `blog`, `news` …) and has no date is a page such as "About", and is left out
//!   without a word.
//! - A post without a date is reported; Hugo dates it to year 1, in the feed and in its address.
//! - Entries have the authors and categories of the front matter, and `lastmod` as the date of change; Hugo's feed has
//!   none of them.
//! - Dates in words (`Feb 11, 2024`), which Hugo takes for none, are read.
//! - `:fileModTime` is not used: it differs on every machine.
//! - What only a build can know is not read: the configuration of themes and modules, content adapters
//!   (`_content.gotmpl`), variables of the environment, mounts from outside of the site.
//! - Files of `AsciiDoc`, reStructuredText, Org and Pandoc are no entries.

mod address;
mod blog;
mod cascade;
pub(super) mod config;
mod content;
mod dates;
mod feeds;
mod languages;
mod layout;
mod markdown;
mod page;
mod permalink;

pub(super) use dates::FILE_TIME;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use regex::Regex;
use url::Url;

use super::configured::{Configured, site};
use super::slug::hugo::Cleaning;
use super::templates::{Language, Templates};
use super::{Defaults, Recognised, Scope, Site, SiteOptions, Static, people, settings};
use crate::error::Error;
use crate::post::person::Person;
use crate::problem::{Problem, Span};
use crate::source::tree::{Kind, Node};
use address::{HugoAddresses, Ugly};
use blog::{Ground, collections};
use cascade::{cascades, values_of};
use config::{Config, texts, truth};
use content::{Look, look};
use languages::Languages;

/// Opens a site of Hugo's.
///
/// # Errors
///
/// A file that cannot be read, a configuration that does not parse, or one that gives no site.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let config = Config::load(&options.root, &mut problems)?;
    let languages = Languages::of(&config, &mut problems);
    let url = match &options.url {
        Some(url) => Some(url.clone()),
        None => base_url(&config, &languages, &mut problems),
    };
    let default = languages.default.as_str();
    let zone = match options.zone {
        Some(zone) => Some(zone),
        None => config.get_for(default, "timeZone").and_then(|value| zone(value, &mut problems)),
    };
    let text = |key: &str| config.text_for(default, key).map(str::to_owned);
    let ignore = ignored(&config, &mut problems);
    let rules = permalink::rules(&config, &languages.keys(), &mut problems);
    let mut configured = Configured {
        templates: Templates { language: Language::Hugo, ..Templates::default() },
        url_setting: "baseURL in hugo.toml",
        zone,
        title: text("title"),
        description: text("params.description").or_else(|| text("description")),
        language: languages::site_tag(default, &config),
        rights: text("copyright"),
        authors: authors(&config, default, url.as_ref()),
        people: table(options, url.as_ref(), &mut problems)?,
        statics: statics(&config, options, url.as_ref()),
        feed_paths: feeds::paths(&config, default),
        limit: config.text("services.rss.limit").or_else(|| config.text("rssLimit")).and_then(|text| text.parse().ok()),
        url,
        ..Configured::default()
    };
    for mount in languages.mounts(&config, options) {
        let seen = look(&Look { root: &options.root, ground: mount.ground(), ignore: &ignore }, &mut problems)?;
        configured.defaults.extend(of_config(&config, mount.ground()));
        configured.defaults.extend(seen.defaults.iter().cloned());
        // A table of data says more of a person than the page of a taxonomy.
        let paged = seen.people.iter().map(|(key, person)| (key.clone(), person.clone()));
        configured.people = paged.chain(std::mem::take(&mut configured.people)).collect();
        let addresses = HugoAddresses {
            folder: mount.folder.clone(),
            mounted: mount.mounted.clone(),
            language: mount.language.clone(),
            languages: languages.all.clone(),
            rules: rules.clone(),
            sections: seen.sections.clone(),
            cleaning: Cleaning {
                lower: !config.flag("disablePathToLower"),
                accents_removed: config.flag("removePathAccents"),
            },
            ugly: ugly(&config),
        };
        let ground = Ground { config: &config, mount: &mount, seen: &seen, languages: &languages, options };
        configured.collections.extend(collections(&ground, &Arc::new(addresses), &mut problems));
    }
    content::narrowest_first(&mut configured.collections);
    site(options, recognised, configured, problems)
}

/// `baseURL`: the default language's own, else the site's.
fn base_url(config: &Config, languages: &Languages, problems: &mut Vec<Problem>) -> Option<Url> {
    let own = languages.all.get(&languages.default).and_then(|language| language.host.clone());
    let value = config.get("baseURL");
    let written = value.and_then(|value| value.node.text()).map(str::trim).filter(|text| !text.is_empty());
    let value = value.filter(|_| own.is_none());
    own.or_else(|| match settings::site_url(written?) {
        Ok(url) => Some(url),
        Err(problem) => {
            problems.push(problem.at(value?.place()));
            None
        }
    })
}

fn zone(value: config::Value<'_>, problems: &mut Vec<Problem>) -> Option<chrono_tz::Tz> {
    let name = value.node.text().map(str::trim).filter(|name| !name.is_empty())?;
    settings::zone(name).map_err(|problem| problems.push(problem.at(value.place()))).ok()
}

/// The patterns of `ignoreFiles`, over whole paths.
fn ignored(config: &Config, problems: &mut Vec<Problem>) -> Vec<Regex> {
    let Some(value) = config.get("ignoreFiles") else { return Vec::new() };
    let mut patterns = Vec::new();
    for text in texts(value.node) {
        match Regex::new(text) {
            Ok(pattern) => patterns.push(pattern),
            Err(_) => problems.push(
                Problem::new(&super::CONFIG, format!("{text:?} in ignoreFiles is no regular expression"))
                    .at(value.place())
                    .help("write it as Go's package regexp takes it"),
            ),
        }
    }
    patterns
}

/// The cascades of the configuration, the first of which counts.
fn of_config(config: &Config, ground: cascade::Ground<'_>) -> Vec<Defaults> {
    let Some(value) = config.get("cascade") else { return Vec::new() };
    let mut defaults = Vec::new();
    for one in cascades(value.node).into_iter().rev() {
        if let Some(scope) = one.scope(ground, ground.folder) {
            let scope = Scope { path: scope.path, ..Scope::default() };
            let (file, text) = (value.settings.file.clone(), value.settings.text.clone());
            defaults.push(Defaults { file, text, scope, values: values_of(&one) });
        }
    }
    defaults
}

fn ugly(config: &Config) -> Ugly {
    let all = config.get("uglyURLs").and_then(|value| truth(value.node)).unwrap_or(false);
    let sections = config.entries("uglyURLs").into_iter();
    Ugly { all, sections: sections.filter_map(|(name, value)| Some((name, truth(value.node)?))).collect() }
}

/// Who writes when a post does not say: `author` under `params`, as the built-in RSS has it, or the older one beside it.
fn authors(config: &Config, language: &str, url: Option<&Url>) -> Vec<Person> {
    let value = config.get_for(language, "params.author").or_else(|| config.get_for(language, "author"));
    value.map(|value| people::people(value.node, url)).unwrap_or_default()
}

/// The table of authors that many themes keep in `data/authors.yaml`, or in a file for each in `data/authors`.
fn table(
    options: &SiteOptions,
    url: Option<&Url>,
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, Person>, Error> {
    for extension in ["yaml", "yml", "toml", "json"] {
        if let Some(found) = settings::load(&options.root, &format!("data/authors.{extension}"), problems)? {
            return Ok(people::table(&found.map, url));
        }
    }
    let mut table = BTreeMap::new();
    for name in config::file_names(&options.root.join("data/authors"))? {
        let Some((key, "yaml" | "yml" | "toml" | "json")) = name.rsplit_once('.') else { continue };
        if let Some(found) = settings::load(&options.root, &format!("data/authors/{name}"), problems)? {
            let node = Node { span: Span::default(), kind: Kind::Map(found.map) };
            table.extend(people::person(&node, url).map(|person| (key.to_owned(), person)));
        }
    }
    Ok(table)
}

/// The folders of `staticDir`.
fn statics(config: &Config, options: &SiteOptions, url: Option<&Url>) -> Vec<Static> {
    let configured = config.texts("staticDir");
    let folders = if configured.is_empty() { vec!["static"] } else { configured };
    let prefix = url.map_or_else(|| "/".to_owned(), |url| url.path().to_owned());
    let folder = |name: &str| -> PathBuf { options.root.join(name) };
    folders.into_iter().map(|name| Static { folder: folder(name), prefix: prefix.clone() }).collect()
}
