//! Which of Hugo's pages are the blog: its collections.

use std::sync::Arc;

use super::address::HugoAddresses;
use super::config::Config;
use super::content::{EXTENSIONS, Found};
use super::languages::{Languages, Mount, is_within, plain};
use super::{dates, markdown};
use crate::problem::Problem;
use crate::site::slug::hugo::{Cleaning, normalised};
use crate::site::{
    Categories, Collection, Files, Hold, HoldRule, IdScheme, Publication, SiteOptions, Split, TitleFallback,
    TitleMarkup,
};
use crate::source::read::{BareHeaders, Reading};

/// The sections that are the blog by their name, where `mainSections` does not say.
const BLOGS: [&str; 16] = [
    "article",
    "articles",
    "blog",
    "blogs",
    "blogposts",
    "entries",
    "essays",
    "journal",
    "news",
    "notes",
    "post",
    "posts",
    "stories",
    "updates",
    "weblog",
    "writing",
];

/// What the collections of a content folder are made from.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The folder.
    pub mount: &'a Mount,
    /// What was found in it.
    pub seen: &'a Found,
    /// The languages.
    pub languages: &'a Languages,
    /// What the user says.
    pub options: &'a SiteOptions,
}

/// The collections of a content folder.
pub fn collections(
    ground: &Ground<'_>,
    addresses: &Arc<HugoAddresses>,
    problems: &mut Vec<Problem>,
) -> Vec<Collection> {
    let folder = ground.mount.folder.as_str();
    let template = template(ground, addresses, problems);
    let of = |name: &str, folder: String, undated_are_pages: bool| {
        let mut collection = template.clone();
        name.clone_into(&mut collection.name);
        collection.files.folder = folder;
        collection.publication.undated_are_pages = undated_are_pages;
        collection
    };
    // A folder that the user names is the blog, all of it.
    if let Some(named) = ground.options.content.as_deref().map(plain)
        && is_within(&named, folder)
        && named != folder
    {
        return vec![of(named.rsplit('/').next().unwrap_or(&named), named.clone(), false)];
    }
    let tops = |wanted: &dyn Fn(&str) -> bool| -> Vec<&String> {
        ground.seen.tops.iter().filter(|top| wanted(&normalised(top, Cleaning::default()))).collect()
    };
    let below = |top: &str| if folder.is_empty() { top.to_owned() } else { format!("{folder}/{top}") };
    let main: Vec<String> = main_sections(ground.config);
    let chosen = tops(&|name| main.iter().any(|section| is_within(section, name)));
    if !chosen.is_empty() {
        return chosen.into_iter().map(|top| of(top, below(top), false)).collect();
    }
    let blogs = tops(&|name| BLOGS.contains(&name));
    let mut all: Vec<Collection> = blogs.iter().map(|top| of(top, below(top), false)).collect();
    all.push(of("pages", folder.to_owned(), !blogs.is_empty()));
    all
}

/// `mainSections`, under `params` or, as since 0.112, beside it.
fn main_sections(config: &Config) -> Vec<String> {
    let own = config.texts("mainSections");
    let written = if own.is_empty() { config.texts("params.mainSections") } else { own };
    written.into_iter().map(|name| name.trim_matches('/').to_lowercase()).collect()
}

fn template(ground: &Ground<'_>, addresses: &Arc<HugoAddresses>, problems: &mut Vec<Problem>) -> Collection {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut exclude = vec!["**/_index.*".to_owned(), "_index.*".to_owned()];
    exclude.extend(ground.seen.ignored.iter().cloned());
    exclude.extend(ground.mount.exclude.iter().cloned());
    exclude.extend(ground.languages.disabled.iter().map(|language| format!("**/*.{}.*", globset::escape(language))));
    Collection {
        name: String::new(),
        files: Files {
            extensions: names(&EXTENSIONS),
            not_stems: names(&["_index"]),
            exclude,
            bundles: true,
            ..Files::default()
        },
        reading: Reading { bare_headers: BareHeaders::Never, ..Reading::default() },
        fold_keys: true,
        path_fields: Vec::new(),
        dates: dates::dates(ground.config, problems),
        title: TitleFallback::Nothing,
        title_markup: TitleMarkup::Html,
        categories: categories(ground.config),
        authors: names(&["authors", "author", "params.authors", "params.author"]),
        publication: publication(ground.config),
        id: IdScheme::Permalink,
        addresses: Arc::clone(addresses) as Arc<_>,
        markdown: markdown::dialect(ground.config),
    }
}

/// The taxonomies, but those of people.
fn categories(config: &Config) -> Categories {
    let mut keys: Vec<String> =
        config.entries("taxonomies").into_iter().filter_map(|(_, value)| Some(value.node.text()?.to_owned())).collect();
    if keys.is_empty() {
        keys = vec!["categories".to_owned(), "tags".to_owned()];
    }
    keys.retain(|key| !matches!(key.as_str(), "author" | "authors" | "contributor" | "contributors" | "people"));
    Categories { keys: keys.into_iter().map(|key| (key, Split::Whole)).collect(), ..Categories::default() }
}

/// What Hugo leaves out (`hugolib/site.go`, `pagemeta.BuildConfig`).
fn publication(config: &Config) -> Publication {
    let hold = |key: &str, value: &str, hold| HoldRule { key: key.to_owned(), value: value.to_owned(), hold };
    let mut holds = vec![hold("headless", "true", Hold::NoPage)];
    for key in ["build", "_build"] {
        holds.push(hold(&format!("{key}.render"), "never", Hold::NoPage));
        holds.push(hold(&format!("{key}.render"), "link", Hold::NoPage));
        holds.push(hold(&format!("{key}.render"), "false", Hold::NoPage));
        holds.push(hold(&format!("{key}.list"), "never", Hold::Unlisted));
        holds.push(hold(&format!("{key}.list"), "local", Hold::Unlisted));
        holds.push(hold(&format!("{key}.list"), "false", Hold::Unlisted));
    }
    if !config.flag("buildDrafts") {
        holds.push(hold("draft", "true", Hold::Draft));
        // Undocumented in Hugo: `published: false` is a draft.
        holds.push(hold("published", "false", Hold::Unpublished));
    }
    Publication {
        statuses: Vec::new(),
        holds,
        future: config.flag("buildFuture"),
        expired: config.flag("buildExpired"),
        undated_are_pages: false,
        needs_title_and_date: false,
    }
}
