//! What kind of site this is, as plain data: a folder becomes a [`Site`], and no later stage asks who made it.
//!
//! One file per site generator fills in the same fields. What is a table (folders, date sources, keys) is data; what
//! each generator computes in its own way (the address of a page) is behind [`Addresses`].

mod address;
pub mod astro;
pub mod built;
pub mod configured;
pub mod detect;
pub mod docusaurus;
pub mod eleventy;
pub mod hexo;
pub mod hugo;
pub mod jekyll;
mod markdown_it;
mod options;
pub mod path_fields;
pub mod pattern;
pub mod pelican;
pub mod people;
pub mod plain;
mod rules;
pub mod script;
pub mod settings;
pub mod slug;
pub mod template;
pub mod templates;
pub mod zola;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use url::Url;

use crate::post::Facts;
use crate::post::person::Person;
use crate::problem::{Problem, Rule, Severity};
use crate::source::read::Reading;
use crate::source::tree::Map;
pub use address::address;
pub use options::{Links, SiteOptions};
pub use rules::{
    Categories, CategoryFolders, DateSource, Dates, Files, Hold, HoldRule, IdScheme, Naive, Publication, Split,
    TitleFallback, TitleMarkup, UpdateSource,
};

/// The rules of this module.
pub const RULES: &[&Rule] = &[
    &ADDRESS,
    &detect::AMBIGUOUS,
    &CONFIG,
    &hugo::FILE_TIME,
    &jekyll::IGNORED,
    &MARKDOWN_SWITCH,
    &OWN_FEED_UNKNOWN,
    &pelican::BY_CODE,
    &pelican::EXPRESSION,
    &PLACEHOLDER,
    &TIME_ZONE,
    &URL_INVALID,
    &URL_MISSING,
    &built::verify::PAGE_MISSING,
    &built::verify::PAGE_ELSEWHERE,
    &built::verify::NOT_ANNOUNCED,
    &built::verify::ANNOUNCED_MISSING,
    &built::pages::NO_BUILT_SITE,
    &built::pages::PAGE_UNREADABLE,
];

/// The rule of an address needs what the post does not have, or what only the generator can compute.
pub const ADDRESS: Rule = Rule {
    code: "permalink-incomplete",
    severity: Severity::Error,
    summary: "the rule of an address needs something that the post does not have",
};

/// A configuration file of the generator cannot be read as what it is.
pub const CONFIG: Rule = Rule {
    code: "site-config-unreadable",
    severity: Severity::Error,
    summary: "a site generator's configuration file does not parse",
};

/// A Markdown switch that does not exist.
pub const MARKDOWN_SWITCH: Rule = Rule {
    code: "markdown-switch-unknown",
    severity: Severity::Error,
    summary: "the configuration sets a Markdown switch that does not exist",
};

/// `--like-site` on a site whose generator says of no feed where it is.
pub const OWN_FEED_UNKNOWN: Rule = Rule {
    code: "own-feed-unknown",
    severity: Severity::Warning,
    summary: "with --like-site, the site's configuration does not say where its own feed is",
};

/// A template of an address has a placeholder that its generator does not know.
pub const PLACEHOLDER: Rule = Rule {
    code: "permalink-placeholder-unknown",
    severity: Severity::Error,
    summary: "a template of an address has a placeholder that does not exist",
};

/// A time zone that does not exist.
pub const TIME_ZONE: Rule = Rule {
    code: "time-zone-unknown",
    severity: Severity::Error,
    summary: "the configuration names a time zone that does not exist",
};

/// The address of the site is no absolute URL.
pub const URL_INVALID: Rule = Rule {
    code: "site-url-invalid",
    severity: Severity::Error,
    summary: "the address of the site is no absolute http or https URL",
};

/// Nobody says where the site is.
pub const URL_MISSING: Rule = Rule {
    code: "site-url-missing",
    severity: Severity::Error,
    summary: "the address of the site is not known, and entries need absolute links",
};

/// A blog: where its posts are and by which rules they become entries.
#[derive(Debug, Clone)]
pub struct Site {
    /// The folder of the site; source paths are given below it.
    pub root: PathBuf,
    /// Which generator the site was taken for, and why: for messages only.
    pub recognised: Recognised,
    /// The absolute address of the site, with its base path, always ending in `/`.
    pub url: Url,
    /// The one zone in which dates without a zone are read.
    pub zone: Tz,
    /// Title of the site, for the feeds.
    pub title: Option<String>,
    /// What the site is about, in a sentence.
    pub description: Option<String>,
    /// BCP 47 language tag of the site.
    pub language: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Who writes when a post does not say.
    pub authors: Vec<Person>,
    /// The authors table: key in a post → person.
    pub people: BTreeMap<String, Person>,
    /// Square image of the site, absolute (JSON `icon`, Atom `icon`).
    pub icon: Option<Url>,
    /// Wide image of the site, absolute (RSS `image`, Atom `logo`).
    pub logo: Option<Url>,
    /// Where the files that the site serves as they are lie, to measure images and enclosures: (folder, URL prefix).
    pub statics: Vec<Static>,
    /// A relative address in a post may name a file beside the post's own, which [`statics`](Self::statics) serve: no
    /// generator moves it to the page.
    pub files_in_place: bool,
    /// The kinds of posts. A file belongs to the first whose rule takes it.
    pub collections: Vec<Collection>,
    /// Front-matter values by path, from least to most specific: a later one beats an earlier one.
    pub defaults: Vec<Defaults>,
    /// Where the generator's own feeds are, below the site's address: what `--like-site` writes.
    pub feed_paths: Vec<FeedPath>,
    /// How many entries the generator's own feed has, when its configuration says.
    pub limit: Option<usize>,
    /// What the templates in its posts may ask for.
    pub templates: templates::Templates,
}

impl Site {
    /// Whether a file with this extension may be a post's.
    #[must_use]
    pub fn has_posts_of(&self, extension: &str) -> bool {
        let mut known = self.collections.iter().flat_map(|collection| &collection.files.extensions);
        known.any(|known| known.eq_ignore_ascii_case(extension))
    }
}

/// What a site was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// The generator.
    pub generator: Generator,
    /// Why: `_config.yml in the folder`, `[site] kind`.
    pub because: String,
}

/// The site generators that feedwright knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Generator {
    /// A folder of posts, no generator.
    Plain,
    /// Jekyll.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
    /// Pelican.
    Pelican,
    /// Eleventy.
    Eleventy,
    /// Hexo.
    Hexo,
    /// Docusaurus.
    Docusaurus,
    /// Astro.
    Astro,
}

impl Generator {
    /// All of them, plain first.
    pub const ALL: [Self; 9] = [
        Self::Plain,
        Self::Jekyll,
        Self::Hugo,
        Self::Zola,
        Self::Pelican,
        Self::Eleventy,
        Self::Hexo,
        Self::Docusaurus,
        Self::Astro,
    ];

    /// Its name in options and configuration, lower case: `jekyll`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Jekyll => "jekyll",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
            Self::Pelican => "pelican",
            Self::Eleventy => "eleventy",
            Self::Hexo => "hexo",
            Self::Docusaurus => "docusaurus",
            Self::Astro => "astro",
        }
    }
}

/// A folder of files that the site serves unchanged, and the path prefix under which it serves them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// The folder, absolute or below the working directory.
    pub folder: PathBuf,
    /// URL path prefix below the host, beginning and ending in `/`.
    pub prefix: String,
}

/// A feed that the generator itself writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPath {
    /// Its format.
    pub format: crate::feed::Format,
    /// Its path below the site's address: `feed.xml`.
    pub path: String,
}

/// One kind of posts of a site: which files, and by which rules.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Its name: `posts`.
    pub name: String,
    /// Which files belong to it.
    pub files: Files,
    /// How their front matter is read.
    pub reading: Reading,
    /// Front-matter keys are compared without regard to case (Hugo, Pelican).
    pub fold_keys: bool,
    /// Front-matter values that stand in the file's path; they beat the site's defaults.
    pub path_fields: Vec<path_fields::PathFields>,
    /// Where dates come from.
    pub dates: Dates,
    /// Where titles come from when the front matter has none.
    pub title: TitleFallback,
    /// Which markup a title may hold.
    pub title_markup: TitleMarkup,
    /// How categories are read.
    pub categories: Categories,
    /// Which front-matter keys hold authors, in order.
    pub authors: Vec<String>,
    /// Which posts are published.
    pub publication: Publication,
    /// How ids are made.
    pub id: IdScheme,
    /// The address of a page.
    pub addresses: Arc<dyn Addresses>,
    /// The Markdown dialect.
    pub markdown: crate::render::Dialect,
}

/// Opens a site: recognises its generator, reads its configuration and gives the rules as data.
///
/// Gives the warnings about the configuration beside it.
///
/// # Errors
///
/// The folder or a configuration file cannot be read; or problems that allow no site (no address, an unknown zone).
pub fn open(options: &SiteOptions) -> Result<(Site, Vec<Problem>), crate::Error> {
    let recognised = detect::detect(options)?;
    match recognised.generator {
        Generator::Plain => plain::open(options),
        Generator::Jekyll => jekyll::open(options, recognised),
        Generator::Hugo => hugo::open(options, recognised),
        Generator::Zola => zola::open(options, recognised),
        Generator::Pelican => pelican::open(options, recognised),
        Generator::Eleventy => eleventy::open(options, recognised),
        Generator::Hexo => hexo::open(options, recognised),
        Generator::Docusaurus => docusaurus::open(options, recognised),
        Generator::Astro => astro::open(options, recognised),
    }
}

/// Front-matter values that the configuration gives to a part of the site.
#[derive(Debug, Clone)]
pub struct Defaults {
    /// The file that holds them, for messages and `explain`.
    pub file: Arc<str>,
    /// That file's text, to find line and column.
    pub text: Arc<str>,
    /// Which posts get them.
    pub scope: Scope,
    /// The values, with spans in `text`.
    pub values: Map,
}

/// Which posts get default values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// A path prefix or glob below the site's root; empty for all.
    pub path: String,
    /// Only posts of the collection of this name.
    pub collection: Option<String>,
    /// The path is any beginning of the file's path, not only a folder or the whole of it (Jekyll).
    pub is_beginning: bool,
}

/// How a generator makes the address of a post's page, and what it calls the post in its address.
///
/// A trait, since every generator computes this in its own way from the same facts.
pub trait Addresses: fmt::Debug + Send + Sync {
    /// The path of the page below the host, from `/`, base path included, percent-encoded.
    ///
    /// # Errors
    ///
    /// A problem that says what is missing for it (a date, a rule that only the generator can run).
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem>;

    /// Whether `host` is another host of the same site, such as that of a language.
    fn is_own_host(&self, host: &str) -> bool {
        let _ = host;
        false
    }

    /// The BCP 47 tag of the language that the file's name or folder gives its post; `None` where it says nothing.
    fn language(&self, source: &str) -> Option<String> {
        let _ = source;
        None
    }
}

/// The address of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The path below the host, from `/`, percent-encoded; or an absolute URL where a post names one.
    pub path: String,
    /// The post's name in it, as the generator's id scheme needs it, not encoded.
    pub slug: String,
    /// Which rule made it, for `explain`: `permalink "pretty" in _config.yml`.
    pub because: String,
}
