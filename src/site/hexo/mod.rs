//! Hexo's sites: `_config.yml`, `source/_posts`, and the rules of `lib/hexo/default_config.ts` and
//! `lib/plugins/processor/post.ts`.
//!
//! Ids, limits and feed paths follow the plugin hexo-generator-feed. feedwright differs on purpose in these points:
//!
//! - Hexo fills the date of an address in the zone of the machine that builds. feedwright takes UTC, as on the machines
//!   of every service that builds sites; a site that is built at home in another zone takes its links from the built
//!   site.
//! - A time whose offset is written is read as Hexo reads it: the clock that it shows in UTC counts in the site's zone.
//! - A post without a date has none, and `updated` is none either where the front matter has no such key: the time of a
//!   file is the time of its checkout.
//! - A folder that the user names and that has no `_posts` is read as one of posts all the same: its files have the address
//!   of the pages that Hexo makes of them.
//! - `:id` is known only to Hexo's own database, so a post needs one of its own.

mod address;
mod markdown;
mod sha1;

use std::sync::Arc;

use super::configured::{Configured, site};
use super::settings::{self, Settings};
use super::templates::{Language, Templates};
use super::{
    Categories, Collection, DateSource, Dates, FeedPath, Files, Hold, HoldRule, IdScheme, Naive, Publication,
    Recognised, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup, plain,
};
use crate::error::Error;
use crate::feed::Format;
use crate::post::person::Person;
use crate::problem::Problem;
use crate::render::Dialect;
use crate::source::read::{BareHeaders, Reading};
use address::HexoAddresses;

/// Opens a site of Hexo's.
///
/// # Errors
///
/// A file that cannot be read, a configuration that does not parse, or one that gives no site.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let mut settings = Settings { file: "_config.yml".into(), ..Settings::default() };
    for name in ["_config.yml", "_config.yaml", "_config.json"] {
        if let Some(found) = settings::load(&options.root, name, &mut problems)? {
            settings = found;
            break;
        }
    }
    // `url` has the path of `root` in it.
    let url = settings.text("url").and_then(|written| {
        settings::site_url(written).map_err(|problem| problems.push(problem.at(settings.place_of("url")))).ok()
    });
    let zone = settings.text("timezone").and_then(|name| {
        settings::zone(name).map_err(|problem| problems.push(problem.at(settings.place_of("timezone")))).ok()
    });
    let base = options.url.as_ref().or(url.as_ref()).map_or_else(|| "/".to_owned(), |url| url.path().to_owned());
    let ground = Ground::of(options, &settings);
    let source = ground.source.clone();
    let addresses = HexoAddresses::new(&settings, &base, ground.pages.clone());
    let markdown = markdown::dialect(&options.root, &settings)?;
    let configured = Configured {
        templates: Templates { language: Language::Liquid, ..Templates::default() },
        url_setting: "url in _config.yml",
        zone,
        title: settings.text("title").map(str::to_owned),
        description: settings.text("description").or_else(|| settings.text("subtitle")).map(str::to_owned),
        language: settings.texts("language").first().map(|tag| tag.replace('_', "-")),
        authors: settings.text("author").map(|name| author(name, &settings)).into_iter().collect(),
        statics: vec![Static { folder: options.root.join(&source), prefix: base.clone() }],
        collections: vec![collection(&settings, (&ground, &base), addresses, markdown)],
        feed_paths: feed_paths(&settings),
        limit: settings.text("feed.limit").and_then(|limit| limit.parse().ok()).filter(|limit| *limit > 0),
        url,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

fn author(name: &str, settings: &Settings) -> Person {
    Person { name: name.to_owned(), email: settings.text("email").map(str::to_owned), ..Person::default() }
}

/// hexo-generator-feed's `type` and `path`, each one or two of them.
fn feed_paths(settings: &Settings) -> Vec<FeedPath> {
    let mut kinds = settings.texts("feed.type");
    if kinds.is_empty() {
        kinds.push("atom");
    }
    let paths = settings.texts("feed.path");
    let made = kinds.into_iter().take(2).enumerate().map(|(at, kind)| {
        let (format, usual) = if kind == "rss2" { (Format::Rss, "rss2.xml") } else { (Format::Atom, "atom.xml") };
        let path = paths.get(at).copied().unwrap_or(usual).trim_start_matches('/').to_owned();
        FeedPath { format, path }
    });
    made.collect()
}

/// The folders of a site.
struct Ground {
    /// Hexo's source, below the site's root.
    source: String,
    /// The folder to walk, below the site's root.
    folder: String,
    /// The one folder in it that was named.
    within: Option<String>,
    /// Its files are no posts to Hexo.
    is_other: bool,
    /// They are pages, and this is their folder below the source.
    pages: Option<String>,
}

impl Ground {
    /// The ground that `[site] content` names, else the site's own: another source, a folder of posts in one, or any
    /// other folder, whose files Hexo builds as pages where it lies in the source.
    fn of(options: &SiteOptions, settings: &Settings) -> Self {
        let bare = |folder: &str| folder.trim_start_matches("./").trim_matches('/').to_owned();
        let own = bare(settings.text("source_dir").unwrap_or("source"));
        let posts_of = |source: &str| if source.is_empty() { "_posts".to_owned() } else { format!("{source}/_posts") };
        let posts =
            |source: String, within| Self { folder: posts_of(&source), source, within, is_other: false, pages: None };
        let Some(named) = options.content.as_deref().map(bare) else { return posts(own, None) };
        let above = |name: &str| {
            let at = named.split('/').position(|part| part == name)?;
            Some(named.split('/').take(at).collect::<Vec<_>>().join("/"))
        };
        if let Some(source) = above("_posts") {
            let within = (posts_of(&source) != named).then(|| named.clone());
            return posts(source, within);
        }
        if named == own || options.root.join(posts_of(&named)).is_dir() {
            return posts(named, None);
        }
        // Drafts are walked to from above, where their path tells what they are.
        let (folder, within) = match above("_drafts") {
            Some(above) => (above, Some(named)),
            None => (named, None),
        };
        let inner = folder.strip_prefix(&own).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let pages = inner.map(|rest| rest.trim_start_matches('/').to_owned());
        Self { source: own, folder, within, is_other: true, pages }
    }
}

/// A folder of pages, read as posts.
fn pages(
    settings: &Settings,
    (ground, base): (&Ground, &str),
    addresses: HexoAddresses,
    markdown: Dialect,
) -> Collection {
    let plain = plain::posts_in(ground.folder.clone(), base.to_owned());
    let future = settings.flag("future") != Some(false);
    Collection {
        files: Files {
            exclude: [plain.files.exclude, files(settings, ground).exclude].concat(),
            within: ground.within.clone().into_iter().collect(),
            skip_underscore: ground.within.is_none(),
            ..plain.files
        },
        dates: Dates { naive: Naive::UtcClockInSiteZone, ..plain.dates },
        title_markup: TitleMarkup::Html,
        publication: Publication { future, ..plain.publication },
        addresses: if ground.pages.is_some() { Arc::new(addresses) } else { plain.addresses },
        markdown,
        ..plain
    }
}

fn collection(
    settings: &Settings,
    (ground, base): (&Ground, &str),
    addresses: HexoAddresses,
    markdown: Dialect,
) -> Collection {
    if ground.is_other {
        return pages(settings, (ground, base), addresses, markdown);
    }
    let key = |name: &str| DateSource::Key(name.to_owned());
    let hold = |key: &str, value: &str, hold| HoldRule { key: key.to_owned(), value: value.to_owned(), hold };
    let mut published = vec![key("date")];
    if addresses.has_date_in_name() {
        published.push(DateSource::AnywhereInPath);
    }
    Collection {
        name: "posts".to_owned(),
        files: files(settings, ground),
        reading: Reading { bare_headers: BareHeaders::Likely, ..Reading::default() },
        fold_keys: false,
        path_fields: Vec::new(),
        dates: Dates { published, updated: vec![key("updated")], naive: Naive::UtcClockInSiteZone, ..Dates::default() },
        title: TitleFallback::Nothing,
        title_markup: TitleMarkup::Html,
        categories: Categories {
            keys: ["categories", "category", "tags", "tag"].map(|key| (key.to_owned(), Split::Whole)).to_vec(),
            ..Categories::default()
        },
        authors: vec!["author".to_owned()],
        publication: Publication {
            holds: vec![
                hold("published", "false", Hold::Unpublished),
                hold("draft", "true", Hold::Draft),
                hold("feed", "false", Hold::OptedOut),
            ],
            future: settings.flag("future") != Some(false),
            ..Publication::default()
        },
        id: IdScheme::Permalink,
        addresses: Arc::new(addresses),
        markdown,
    }
}

/// `isHiddenFile`, `skip_render`, `exclude` and `ignore`; patterns are below the source folder, those of `ignore` below
/// the site's root.
fn files(settings: &Settings, ground: &Ground) -> Files {
    let source = &ground.source;
    let below = |pattern: &str| format!("{source}/{}", pattern.trim_start_matches('/'));
    let inner = ["skip_render", "exclude"].into_iter().flat_map(|key| settings.texts(key)).map(below);
    let outer = settings.texts("ignore").into_iter().map(|pattern| pattern.trim_start_matches('/').to_owned());
    let mut extensions = vec!["md", "markdown", "mkd", "mkdn", "mdwn", "mdtxt", "mdtext", "html", "htm"];
    if settings.flag("post_asset_folder") == Some(true) {
        // Whatever else lies beside a post is its asset.
        let name = settings.text("new_post_name").unwrap_or(":title.md");
        let extension = name.rsplit_once('.').map_or("md", |(_, extension)| extension);
        extensions.retain(|known| *known == extension);
    }
    Files {
        folder: ground.folder.clone(),
        within: ground.within.clone().into_iter().collect(),
        extensions: extensions.into_iter().map(str::to_owned).collect(),
        exclude: inner.chain(outer).filter(|pattern| !pattern.trim_matches(['/', '!']).is_empty()).collect(),
        skip_underscore: true,
        ..Files::default()
    }
}
