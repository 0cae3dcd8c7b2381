//! The rules of a collection, as data: which files, where dates, titles and categories come from, what is published.

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
    /// The words that `status` may hold; any, where there are none. A post with another is not published.
    pub statuses: Vec<String>,
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
                // WordPress's words for what only its author may see.
                when("status", "private", Hold::Unpublished),
                when("status", "pending", Hold::Unpublished),
                when("status", "trash", Hold::Unpublished),
                when("private", "true", Hold::Unpublished),
                // The same words where the key is WordPress's `visibility`, as in most exports.
                when("visibility", "private", Hold::Unpublished),
                when("unlisted", "true", Hold::Unlisted),
                when("hidden", "true", Hold::Unlisted),
                when("listed", "false", Hold::Unlisted),
                when("status", "hidden", Hold::Unlisted),
                when("status", "unlisted", Hold::Unlisted),
                when("visibility", "hidden", Hold::Unlisted),
                when("visibility", "unlisted", Hold::Unlisted),
                when("eleventyExcludeFromCollections", "true", Hold::Unlisted),
                when("feed", "false", Hold::OptedOut),
                when("rss", "false", Hold::OptedOut),
                when("no_feed", "true", Hold::OptedOut),
                when("exclude_from_feed", "true", Hold::OptedOut),
            ],
            statuses: Vec::new(),
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
