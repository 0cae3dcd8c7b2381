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
pub mod path_fields;
pub mod pattern;
pub mod pelican;
pub mod people;
pub mod plain;
pub mod script;
pub mod settings;
pub mod slug;
pub mod template;
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
    /// The kinds of posts. A file belongs to the first whose rule takes it.
    pub collections: Vec<Collection>,
    /// Front-matter values by path, from least to most specific: a later one beats an earlier one.
    pub defaults: Vec<Defaults>,
    /// Where the generator's own feeds are, below the site's address: what `--like-site` writes.
    pub feed_paths: Vec<FeedPath>,
    /// How many entries the generator's own feed has, when its configuration says.
    pub limit: Option<usize>,
}

/// What the user says of the site, in `feedwright.toml` or by options; each beats what the generator's own
/// configuration says.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// The folder of the site.
    pub root: PathBuf,
    /// The generator; `None` to recognise it.
    pub generator: Option<Generator>,
    /// The folder of the posts below the root, where it is not the generator's usual one.
    pub content: Option<String>,
    /// The absolute address of the site.
    pub url: Option<Url>,
    /// The zone of dates without one.
    pub zone: Option<Tz>,
    /// Title of the site.
    pub title: Option<String>,
    /// What the site is about.
    pub description: Option<String>,
    /// BCP 47 language tag.
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
    /// Folder of files that are served unchanged, below the root.
    pub statics: Option<String>,
    /// Where the addresses of posts come from.
    pub links: Links,
    /// The folder of the built site, below the root, where it is not the generator's usual one.
    pub built: Option<String>,
    /// Template of a page's address, where the rule lives in code that cannot be run: `/blog/{slug}/`.
    pub permalink: Option<String>,
    /// How ids are made.
    pub id: Option<IdScheme>,
    /// Glob patterns of files that are no posts.
    pub exclude: Vec<String>,
    /// Order of the sources of `updated`.
    pub updated: Option<Vec<UpdateSource>>,
    /// Switches of the Markdown dialect that the user sets, by name: `smart-punctuation`.
    pub markdown: BTreeMap<String, bool>,
}

/// Where the addresses of posts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Links {
    /// The generator's rule.
    #[default]
    Rule,
    /// The pages of the built site; the rule only where its page is there.
    Built,
}

impl Links {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Rule, Self::Built];

    /// Its name in `[site] links`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Built => "built",
        }
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

/// Which files belong to a collection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// The folder to walk, below the site's root; empty for the root itself.
    pub folder: String,
    /// Only files below these folders of the site's root; empty for all (Pelican's `ARTICLE_PATHS`).
    pub within: Vec<String>,
    /// Only files below a directory of this name, at any depth (Jekyll's `_posts`).
    pub below: Option<String>,
    /// File extensions without dot, lower case.
    pub extensions: Vec<String>,
    /// Only files whose name begins with a date and a hyphen.
    pub dated: bool,
    /// File stems that are never posts (`_index`).
    pub not_stems: Vec<String>,
    /// Glob patterns below the site's root that are left out.
    pub exclude: Vec<String>,
    /// A directory with an `index` file is one post, and its other files are that post's own (Hugo's leaf bundles).
    pub bundles: bool,
    /// Directories and files whose name begins with `_` or `.` are left out (`.` always is).
    pub skip_underscore: bool,
}

/// Where the dates of a collection come from: sources in order, first that has one wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// The published date.
    pub published: Vec<DateSource>,
    /// The day of the last change.
    pub updated: Vec<DateSource>,
    /// From when on the post is public; it waits until then.
    pub appears: Vec<DateSource>,
    /// From when on it is gone.
    pub expires: Vec<DateSource>,
    /// The date that stands in the address, where that is not `published` (Hugo's `Date` beside its `PublishDate`);
    /// empty where it is.
    pub address: Vec<DateSource>,
    /// What a time without a zone means.
    pub naive: Naive,
}

/// One place where a date may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateSource {
    /// A front-matter key; `extra.date` looks into a map.
    Key(String),
    /// The beginning of the file's name, `2024-01-08-x`; of the folder's name for an index file.
    FileName,
    /// The same, but only with two digits for month and day (Hugo, Zola): `2024-1-8-x` is no date.
    PaddedFileName,
    /// The nearest folder whose name begins with a date.
    FolderName,
    /// Three path segments, `2018/07/27`, in the front-matter key.
    PathKey(String),
    /// The first `YYYY-MM-DD` or `YYYY/MM/DD` anywhere in the file's path.
    AnywhereInPath,
    /// Git's first commit of the file.
    GitFirst,
    /// Git's last commit of the file.
    GitLast,
    /// Git's last commit that changed the words of the file.
    GitWords,
    /// The day on which the ledger saw its words change; known only when the post was found there.
    Ledger,
}

/// What the day of a post's last change is taken from, as `[dates] updated` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UpdateSource {
    /// The keys of the site's generator, or `updated`, `lastmod`, `last_modified_at` and `modified`.
    FrontMatter,
    /// The last commit that changed the words.
    Git,
    /// The day on which the ledger saw the words change.
    Ledger,
    /// None: the post counts as never changed.
    Published,
}

impl UpdateSource {
    /// All of them, in their usual order.
    pub const ALL: [Self; 4] = [Self::FrontMatter, Self::Git, Self::Ledger, Self::Published];

    /// Its name in `[dates] updated`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FrontMatter => "front-matter",
            Self::Git => "git",
            Self::Ledger => "ledger",
            Self::Published => "published",
        }
    }
}

/// What a date and time without a zone means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Naive {
    /// Local time in the site's zone.
    #[default]
    SiteZone,
    /// UTC.
    Utc,
    /// Jekyll: an unquoted YAML timestamp with seconds is UTC, everything else is local.
    YamlTimestampUtc,
    /// Pelican: local time, and where day and month could be either the month comes first, as in `dateutil`.
    MonthFirst,
    /// Hexo: the clock that the time shows in UTC is read as local time, even where an offset is written.
    UtcClockInSiteZone,
}

/// What a post without a title is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TitleFallback {
    /// Nothing: the entry has no title.
    #[default]
    Nothing,
    /// The slug in title case, as Jekyll does.
    TitleizedSlug,
    /// The heading of the first level that the body begins with, else nothing.
    FirstHeading,
}

/// Which markup is taken out of titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TitleMarkup {
    /// Inline Markdown, HTML tags and character references.
    #[default]
    Markdown,
    /// HTML tags and character references only: back-ticks and asterisks stay, as in the feeds of Jekyll, Hugo, Zola,
    /// Pelican and Eleventy, none of which takes a title for Markdown.
    Html,
}

/// How categories are read: every key in order, duplicates left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Categories {
    /// Front-matter keys with how one string under them is split; `taxonomies.tags` looks into a map.
    pub keys: Vec<(String, Split)>,
    /// Folders that count as categories.
    pub folders: CategoryFolders,
    /// Names that are machinery, not categories (Eleventy's collection tag `posts`).
    pub not: Vec<String>,
    /// The values of the defaults count as well, before the post's own (Jekyll's `categories`).
    pub with_defaults: bool,
}

/// How one string becomes several categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// It does not.
    Whole,
    /// At white space (Jekyll).
    Blanks,
    /// At commas.
    Commas,
    /// At semicolons if there is one, else at commas (Pelican).
    SemicolonsOrCommas,
}

/// Which folders of a path are categories.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CategoryFolders {
    /// None.
    #[default]
    None,
    /// Those above a directory of this name (Jekyll's `_posts`).
    Above(String),
    /// The nearest, when the first key has none; without a folder this default (Pelican).
    Nearest(String),
}

/// Which posts a site publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent rule of a generator")]
pub struct Publication {
    /// Keys that hold a post back when true (`draft`), or false (`published`, `render`), or that hold a word.
    pub holds: Vec<HoldRule>,
    /// Posts dated in the future are published.
    pub future: bool,
    /// Expired posts are published.
    pub expired: bool,
    /// A post without any date is a page that belongs in no feed, and nothing to report (Zola); else it is reported.
    pub undated_are_pages: bool,
    /// A post without a title or a date is left out, and reported (Pelican).
    pub needs_title_and_date: bool,
}

impl Default for Publication {
    fn default() -> Self {
        let when = |key: &str, value: &str, hold| HoldRule { key: key.to_owned(), value: value.to_owned(), hold };
        Self {
            holds: vec![
                when("draft", "true", Hold::Draft),
                when("published", "false", Hold::Unpublished),
                when("status", "draft", Hold::Draft),
                when("unlisted", "true", Hold::Unlisted),
                when("hidden", "true", Hold::Unlisted),
                when("feed", "false", Hold::OptedOut),
            ],
            future: false,
            expired: false,
            undated_are_pages: false,
            needs_title_and_date: false,
        }
    }
}

/// A front-matter value that holds a post back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRule {
    /// The key; `build.list` looks into a map.
    pub key: String,
    /// The value, compared in lower case; `true` and `false` take every spelling of YAML.
    pub value: String,
    /// Why it holds the post back.
    pub hold: Hold,
}

/// Why a post is held back, whatever the time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hold {
    /// Not finished; `--drafts` lets it in.
    Draft,
    /// Taken back (`published: false`).
    Unpublished,
    /// Has a page but is in no list.
    Unlisted,
    /// Has asked to be in no feed.
    OptedOut,
    /// Has no page of its own (`render = false`).
    NoPage,
    /// Has no title, on a site that wants one ([`Publication::needs_title_and_date`]).
    Untitled,
    /// Has no date, on a site whose undated posts are pages ([`Publication::undated_are_pages`]).
    Undated,
}

/// How an entry id is made for a post that has no published one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdScheme {
    /// A `tag:` URI (RFC 4151) of host, first date and source path: the plain site's.
    Tag,
    /// The permalink.
    Permalink,
    /// The permalink with nothing percent-encoded, as Zola writes it: `https://e.example/My Section/p/`.
    RawPermalink,
    /// jekyll-feed's: `post.id`, made absolute.
    JekyllFeed,
    /// Pelican's: `tag:` host `,` date `:` path.
    PelicanTag,
}

impl IdScheme {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Tag, Self::Permalink, Self::RawPermalink, Self::JekyllFeed, Self::PelicanTag];

    /// Its name in `[site] id`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Permalink => "permalink",
            Self::RawPermalink => "raw-permalink",
            Self::JekyllFeed => "jekyll-feed",
            Self::PelicanTag => "pelican-tag",
        }
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
