//! Jekyll's sites: `_config.yml`, `_posts` at any depth, and the rules of `lib/jekyll/{configuration,reader}.rb`.
//!
//! Ids, limits and feed paths follow the plugin jekyll-feed. feedwright differs on purpose in these points:
//!
//! - A slash at the end of `url` is not doubled in links (jekyll-feed writes `https://x.test//a.html`).
//! - All of `authors:` are kept (jekyll-feed takes the first), and a post without an author has none (jekyll-feed
//!   writes an empty `<name>`).
//! - Quotes in titles stay straight.
//! - Without `timezone` the zone is UTC, never the machine's.
//! - Only posts are entries: a collection has entries of its own in jekyll-feed only when `feed.collections` names it,
//!   in a feed of its own.
//! - A folder that the user names and that is no folder of posts is read as one all the same: its files have the address
//!   of the pages, or of the collection, that Jekyll makes of them.
//! - A page's address is percent-encoded throughout, also where a template has characters that an address must not.

mod address;
mod defaults;
mod ground;
mod markdown;

pub(super) use defaults::IGNORED;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use url::Url;

use super::configured::{Configured, site};
use super::settings::{self, Settings};
use super::templates::{Language, Templates};
use super::{
    Categories, CategoryFolders, Collection, DateSource, Dates, FeedPath, Files, Hold, HoldRule, IdScheme, Naive,
    Publication, Recognised, Site, SiteOptions, Split, Static, TitleFallback, TitleMarkup, people, plain,
};
use crate::error::Error;
use crate::feed::Format;
use crate::post::person::Person;
use crate::problem::{Problem, Severity};
use crate::source::read::{BareHeaders, Reading};
use address::JekyllAddresses;
use ground::{BuiltAs, Ground, ground};

/// Opens a site of Jekyll's.
///
/// # Errors
///
/// A file that cannot be read, a configuration that does not parse, or one that gives no site.
pub fn open(options: &SiteOptions, recognised: Recognised) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let mut settings = Settings { file: "_config.yml".into(), ..Settings::default() };
    for name in ["_config.yml", "_config.yaml", "_config.toml"] {
        if let Some(found) = settings::load(&options.root, name, &mut problems)? {
            settings = found;
            break;
        }
    }
    let url = address_of(&settings, &mut problems);
    let base = options.url.as_ref().or(url.as_ref()).map_or_else(|| "/".to_owned(), |url| url.path().to_owned());
    let zone = options.zone.or_else(|| zone(&settings, &mut problems));
    let ground = ground(options, &settings);
    let source = ground.source.clone();
    let table = authors_table(options, &settings, &source, url.as_ref(), &mut problems)?;
    let addresses = JekyllAddresses::new(&settings, &ground.built_as, (&base, zone.unwrap_or(Tz::UTC)), &mut problems);
    let collection = match ground.built_as {
        BuiltAs::Post | BuiltAs::Document(_) => collection(&settings, &ground, addresses),
        BuiltAs::Page(_) | BuiltAs::Nothing => pages(&settings, &ground, addresses, &base),
    };
    let configured = Configured {
        templates: Templates {
            language: Language::Liquid,
            settings: settings.map.clone(),
            includes: vec![join(&source, settings.text("includes_dir").unwrap_or("_includes"))],
            data: Some(join(&source, settings.text("data_dir").unwrap_or("_data"))),
            ..Templates::default()
        },
        url_setting: "url in _config.yml",
        url_offer: page_host(&settings),
        zone,
        title: settings.text("title").or_else(|| settings.text("name")).map(str::to_owned),
        description: settings.text("description").map(str::to_owned),
        language: settings.text("lang").map(|tag| tag.replace('_', "-")),
        authors: site_authors(&settings, &table, url.as_ref()),
        people: table,
        logo: image(&settings, "logo"),
        icon: image(&settings, "icon"),
        statics: vec![Static { folder: options.root.join(&source), prefix: base }],
        defaults: defaults::read(&settings, &source, &mut problems),
        collections: vec![collection],
        feed_paths: vec![FeedPath {
            format: Format::Atom,
            path: settings.text("feed.path").unwrap_or("feed.xml").trim_start_matches('/').to_owned(),
        }],
        limit: settings.text("feed.posts_limit").and_then(|limit| limit.parse().ok()),
        url,
        ..Configured::default()
    };
    site(options, recognised, configured, problems)
}

/// `url` and `baseurl` as one address.
fn address_of(settings: &Settings, problems: &mut Vec<Problem>) -> Option<Url> {
    let written = settings.text("url")?;
    let base = settings.text("baseurl").unwrap_or_default();
    let base = base.trim_matches('/');
    let whole = if base.is_empty() { written.to_owned() } else { format!("{}/{base}", written.trim_end_matches('/')) };
    settings::site_url(&whole).map_err(|problem| problems.push(problem.at(settings.place_of("url")))).ok()
}

/// Where GitHub Pages serves the site of a `repository`.
fn page_host(settings: &Settings) -> Option<(String, String)> {
    let repository = settings.text("repository")?;
    let (owner, name) = repository.split_once('/')?;
    let host = format!("{}.github.io", owner.to_ascii_lowercase());
    let folder = if name.eq_ignore_ascii_case(&host) { String::new() } else { format!("{name}/") };
    let url = format!("https://{host}/{folder}");
    Some((format!("GitHub Pages serves {repository} at {url}"), url))
}

/// `timezone` becomes `TZ`, and a name that the C library does not know means UTC without a word. The form
/// `GMT+8` is POSIX's: eight hours *behind* UTC.
fn zone(settings: &Settings, problems: &mut Vec<Problem>) -> Option<Tz> {
    let name = settings.text("timezone")?;
    let posix = || {
        let signed = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let hours: i8 = signed.parse().ok()?;
        (name.len() - signed.len() >= 3).then(|| format!("Etc/GMT{hours:+}").parse().ok())?
    };
    match settings::zone(name) {
        Ok(zone) => Some(zone),
        Err(_) if posix().is_some() => posix(),
        Err(problem) => {
            let help = "Jekyll takes UTC for it; write a name of the IANA database, such as Europe/Berlin";
            let problem = Problem { severity: Severity::Warning, ..problem };
            problems.push(problem.at(settings.place_of("timezone")).help(help));
            Some(Tz::UTC)
        }
    }
}

/// `_data/authors.yml`, the table that jekyll-feed looks authors up in.
fn authors_table(
    options: &SiteOptions,
    settings: &Settings,
    source: &str,
    url: Option<&Url>,
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, Person>, Error> {
    let folder = join(source, settings.text("data_dir").unwrap_or("_data"));
    for extension in ["yml", "yaml", "json"] {
        let name = format!("{folder}/authors.{extension}");
        if let Some(found) = settings::load(&options.root, &name, problems)? {
            return Ok(people::table(&found.map, url));
        }
    }
    Ok(BTreeMap::new())
}

/// `author`: a person, or the key of one in the table.
fn site_authors(settings: &Settings, table: &BTreeMap<String, Person>, url: Option<&Url>) -> Vec<Person> {
    let Some(node) = settings.get("author") else { return Vec::new() };
    match node.text().and_then(|key| table.get(key.trim())) {
        Some(person) => vec![person.clone()],
        None => people::people(node, url),
    }
}

/// An image as a path, or as a map with a `path`.
fn image(settings: &Settings, key: &str) -> Option<String> {
    let node = settings.get(key)?;
    let node = node.as_map().and_then(|map| map.get("path")).unwrap_or(node);
    node.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A folder of pages, read as posts. Jekyll has no rules of its own for what is a post there.
fn pages(settings: &Settings, ground: &Ground, addresses: JekyllAddresses, base: &str) -> Collection {
    let plain = plain::posts_in(ground.folder.clone(), base.to_owned());
    let is_built = ground.built_as != BuiltAs::Nothing;
    let own = Publication { future: publication(settings).future, ..plain.publication.clone() };
    Collection {
        files: Files {
            exclude: [plain.files.exclude, excluded(settings, &ground.source)].concat(),
            within: ground.within.clone().into_iter().collect(),
            skip_underscore: ground.within.is_none(),
            ..plain.files
        },
        dates: Dates { naive: Naive::YamlTimestampUtc, ..plain.dates },
        title_markup: TitleMarkup::Html,
        publication: own,
        addresses: if is_built { Arc::new(addresses) } else { plain.addresses },
        markdown: markdown::dialect(settings),
        ..plain
    }
}

fn collection(settings: &Settings, ground: &Ground, addresses: JekyllAddresses) -> Collection {
    let key = |name: &str| DateSource::Key(name.to_owned());
    Collection {
        name: "posts".to_owned(),
        files: files(settings, ground),
        reading: Reading { bare_headers: BareHeaders::Never, ..Reading::default() },
        fold_keys: false,
        path_fields: Vec::new(),
        dates: Dates {
            published: vec![key("date"), DateSource::FileName],
            updated: vec![key("last_modified_at")],
            naive: Naive::YamlTimestampUtc,
            ..Dates::default()
        },
        title: TitleFallback::TitleizedSlug,
        title_markup: TitleMarkup::Html,
        categories: Categories {
            keys: vec![
                ("categories".to_owned(), Split::Blanks),
                ("category".to_owned(), Split::Whole),
                ("tag".to_owned(), Split::Whole),
                ("tags".to_owned(), Split::Blanks),
            ],
            folders: CategoryFolders::Above("_posts".to_owned()),
            with_defaults: true,
            ..Categories::default()
        },
        authors: vec!["author".to_owned(), "authors".to_owned()],
        publication: publication(settings),
        id: IdScheme::JekyllFeed,
        addresses: Arc::new(addresses),
        markdown: markdown::dialect(settings),
    }
}

/// `lib/jekyll/readers/post_reader.rb` and `entry_filter.rb`.
fn files(settings: &Settings, ground: &Ground) -> Files {
    let written = settings.text("markdown_ext").unwrap_or("markdown,mkdown,mkdn,mkd,md");
    let mut extensions: Vec<String> = written.split(',').map(|ext| ext.trim().to_ascii_lowercase()).collect();
    extensions.extend(["html".to_owned(), "htm".to_owned()]);
    extensions.retain(|ext| !ext.is_empty());
    let is_post = ground.built_as == BuiltAs::Post;
    Files {
        folder: ground.folder.clone(),
        within: ground.within.clone().into_iter().collect(),
        below: is_post.then(|| "_posts".to_owned()),
        extensions,
        dated: is_post,
        exclude: excluded(settings, &ground.source),
        skip_underscore: true,
        ..Files::default()
    }
}

/// The patterns of what Jekyll leaves out.
fn excluded(settings: &Settings, source: &str) -> Vec<String> {
    // Configuration#DEFAULTS; what a site excludes itself comes on top of it.
    let usual = ["gemfiles", "node_modules", "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/"];
    let own = settings.texts("exclude").into_iter().flat_map(|text| text.split(',')).map(str::trim);
    let exclude = usual.into_iter().chain(own).filter(|pattern| !pattern.is_empty()).flat_map(|pattern| {
        // glob_include? takes a pattern as a prefix of the path as well.
        let whole = join(source, pattern.trim_start_matches('/'));
        let stem = whole.trim_end_matches(['/', '*']).to_owned();
        if whole.ends_with('/') { vec![format!("{stem}/**")] } else { vec![format!("{stem}*"), format!("{stem}*/**")] }
    });
    exclude.collect()
}

/// `lib/jekyll/publisher.rb`, and jekyll-feed's `draft != true`.
fn publication(settings: &Settings) -> Publication {
    let hold = |key: &str, value: &str, hold| HoldRule { key: key.to_owned(), value: value.to_owned(), hold };
    let mut holds = vec![hold("draft", "true", Hold::Draft), hold("feed", "false", Hold::OptedOut)];
    if settings.flag("unpublished") != Some(true) {
        holds.push(hold("published", "false", Hold::Unpublished));
    }
    let future = [settings.flag("future"), settings.flag("collections.posts.future")].contains(&Some(true));
    Publication { holds, future, ..Publication::default() }
}

/// A folder below the site's root, without `./` and slashes at its ends.
fn folder(written: &str) -> String {
    let trimmed = written.trim().trim_start_matches("./").trim_matches('/');
    if trimmed == "." { String::new() } else { trimmed.to_owned() }
}

/// `inner` below `outer`, either of which may be empty.
fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("", inner) => inner.to_owned(),
        (outer, "") => outer.to_owned(),
        (outer, inner) => format!("{outer}/{inner}"),
    }
}
