//! A plain folder of posts, without a site generator.
//!
//! The page of `content/notes/hello.md` is `/notes/hello/` below the site's address, and that of `notes/hello/index.md`
//! the same; a date in the name stays. `permalink`, `url`, `path` or `slug` in a post, or one template for all, say
//! otherwise. An `index` file of the content folder itself is the home page, not a post.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use regex::Regex;
use url::Url;

use super::configured::{self, Configured};
use super::path_fields::{PathFields, PathPart};
use super::pattern::{Pattern, collapse_slashes, date_field, encode_path, encode_value};
use super::{
    ADDRESS, Address, Addresses, Categories, CategoryFolders, Collection, DateSource, Dates, Files, Generator,
    IdScheme, Naive, PLACEHOLDER, Publication, Recognised, Site, SiteOptions, Split, Static, TitleFallback,
    TitleMarkup,
    detect::looks_like,
    slug,
    templates::{Language, Templates},
};
use crate::error::Error;
use crate::post::name_date::{self, Names};
use crate::post::{Facts, Found};
use crate::problem::{Place, Problem};
use crate::render::Dialect;
use crate::source::read::Reading;

/// Opens a plain folder of posts.
///
/// The posts are in the folder that the options name, else in `content`, `posts` or `_posts`, else in the root itself.
///
/// # Errors
///
/// Problems that allow no site: no address, a template with a placeholder that does not exist.
pub fn open(options: &SiteOptions) -> Result<(Site, Vec<Problem>), Error> {
    let mut problems = Vec::new();
    let folder = content_folder(options);
    let template = match options.permalink.as_deref().map(template) {
        None => None,
        Some(Ok(template)) => Some(template),
        Some(Err(problem)) => {
            problems.push(problem);
            None
        }
    };
    let base = options.url.as_ref().map_or_else(|| "/".to_owned(), |url| url.path().to_owned());
    let configured = Configured {
        statics: statics(&options.root, &folder, &base),
        files_in_place: true,
        collections: vec![collection(folder, PlainAddresses { template, base })],
        minds_template: true,
        templates: Templates {
            language: Language::Unnamed,
            // Where nobody named the kind of site, the folder has been found to look like none.
            looks_like: options.generator.and_then(|_| looks_like(&options.root)),
            ..Templates::default()
        },
        ..Configured::default()
    };
    let because = match options.generator {
        Some(_) => "[site] kind or --site",
        None => "no configuration file of a generator in the folder",
    };
    configured::site(
        options,
        Recognised { generator: Generator::Plain, because: because.to_owned() },
        configured,
        problems,
    )
}

/// The rules of a folder of posts of which no generator says anything.
pub(super) fn posts_in(folder: String, base: String) -> Collection {
    collection(folder, PlainAddresses { template: None, base })
}

fn content_folder(options: &SiteOptions) -> String {
    if let Some(folder) = &options.content {
        return folder.trim_start_matches("./").trim_matches('/').to_owned();
    }
    let usual = ["content", "posts", "_posts"].into_iter().find(|name| options.root.join(name).is_dir());
    usual.unwrap_or_default().to_owned()
}

/// Where files that posts name may lie: the usual folders, the posts' own, the root.
fn statics(root: &Path, content: &str, base: &str) -> Vec<Static> {
    let named = ["static", "public", content].into_iter().filter(|name| !name.is_empty()).map(|name| root.join(name));
    let folders = named.filter(|folder| folder.is_dir()).chain([root.to_owned()]);
    folders.map(|folder| Static { folder, prefix: base.to_owned() }).collect()
}

fn collection(folder: String, addresses: PlainAddresses) -> Collection {
    let key = |key: &&str| DateSource::Key((*key).to_owned());
    let places = [DateSource::FileName, DateSource::FolderName]
        .into_iter()
        .chain(["path", "permalink", "url"].map(|key| DateSource::PathKey(key.to_owned())))
        .chain([DateSource::AnywhereInPath, DateSource::GitFirst]);
    let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    Collection {
        name: "posts".to_owned(),
        files: Files {
            within: Vec::new(),
            below: None,
            extensions: EXTENSIONS.map(str::to_owned).to_vec(),
            dated: false,
            not_stems: NO_POSTS.map(str::to_owned).to_vec(),
            exclude: EXTENSIONS.map(|extension| below(&format!("index.{extension}"))).to_vec(),
            bundles: false,
            skip_underscore: false,
            folder,
        },
        reading: Reading::default(),
        fold_keys: true,
        path_fields: drafts(),
        dates: Dates {
            published: PUBLISHED.iter().map(key).chain(places).collect(),
            updated: UPDATED.iter().map(key).collect(),
            appears: ["publishDate", "publish_date"].iter().map(key).collect(),
            expires: EXPIRES.iter().map(key).collect(),
            address: Vec::new(),
            naive: Naive::SiteZone,
        },
        title: TitleFallback::FirstHeading,
        title_markup: TitleMarkup::Markdown,
        categories: Categories {
            keys: CATEGORIES.map(|key| (key.to_owned(), Split::Commas)).to_vec(),
            folders: CategoryFolders::None,
            ..Categories::default()
        },
        authors: ["authors", "author", "taxonomies.authors", "extra.authors", "extra.author"]
            .map(str::to_owned)
            .to_vec(),
        publication: Publication::default(),
        id: IdScheme::Tag,
        addresses: Arc::new(addresses),
        markdown: Dialect::default(),
    }
}

/// Posts in a folder `drafts` or `_drafts` are drafts, whatever generator the folder was made for.
fn drafts() -> Vec<PathFields> {
    let pattern = Regex::new("^(?:.*/)?_?(?<status>draft)s/");
    pattern.map(|pattern| PathFields { pattern, part: PathPart::Whole }).into_iter().collect()
}

const EXTENSIONS: [&str; 5] = ["md", "markdown", "mdx", "html", "htm"];

/// Files of a repository or a section that are no posts.
const NO_POSTS: [&str; 7] = ["_index", "README", "LICENSE", "CHANGELOG", "CONTRIBUTING", "CODE_OF_CONDUCT", "404"];

/// Keys of the date, compared without regard to case. `published: false` is no date and says something else.
const PUBLISHED: [&str; 12] = [
    "date",
    "published",
    "publishDate",
    "pubDate",
    "publish_date",
    "pub_date",
    "published_at",
    "publishedAt",
    "date_published",
    "datePublished",
    "created",
    "created_at",
];

const UPDATED: [&str; 11] = [
    "updated",
    "lastmod",
    "last_modified_at",
    "last_modified",
    "lastModified",
    "modified",
    "updated_at",
    "updatedAt",
    "updatedDate",
    "date_modified",
    "dateModified",
];

const EXPIRES: [&str; 6] = ["expires", "expiryDate", "expiry_date", "unpublishDate", "unpublish_date", "expired"];

const CATEGORIES: [&str; 5] = ["categories", "category", "tags", "taxonomies.categories", "taxonomies.tags"];

/// The placeholders of a template.
const PLACEHOLDERS: [&str; 8] = ["year", "month", "day", "slug", "name", "path", "folder", "category"];

fn template(written: &str) -> Result<Pattern, Problem> {
    let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(" ");
    let refuse =
        |what: String| Problem::new(&PLACEHOLDER, what).help(format!("the placeholders of permalink are {known}"));
    let pattern = Pattern::braces(written).map_err(|why| refuse(format!("permalink {written:?}: {why}")))?;
    let unknown = pattern.names().find(|name| !PLACEHOLDERS.contains(name)).map(ToOwned::to_owned);
    match unknown {
        Some(name) => Err(refuse(format!("permalink {written:?} has {{{name}}}, which is no placeholder"))),
        None => Ok(pattern),
    }
}

/// Addresses by the path of the file, or by one template.
#[derive(Debug)]
struct PlainAddresses {
    template: Option<Pattern>,
    /// The path of the site below its host, with slashes at both ends.
    base: String,
}

impl Addresses for PlainAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let parts = Parts::of(facts);
        let text = |key: &str| {
            let found = facts.fields.get(key)?;
            Some((found, found.node.text()?.trim())).filter(|(_, text)| !text.is_empty())
        };
        let own_slug = text("slug").map(|(_, slug)| slug.trim_matches('/').to_owned());
        let slug = own_slug.clone().unwrap_or_else(|| parts.slug.to_owned());
        for key in ["permalink", "url", "path"] {
            if let Some((found, written)) = text(key) {
                let path = self.below_base(&with_end(written));
                return Ok(Address { path, slug, because: because(key, &found) });
            }
        }
        if let Some((found, written)) = text("link").filter(|(_, link)| self.is_own(link, facts)) {
            return Ok(Address { path: self.below_base(written), slug, because: because("link", &found) });
        }
        if let Some(template) = &self.template {
            let path = template.expand(|field, _| value(field, facts, &parts, &slug))?;
            let because = format!("permalink {:?} in [site]", template.source);
            return Ok(Address { path: self.below_base(&path), slug, because });
        }
        let (path, because) = match &own_slug {
            Some(slug) => (join(parts.folder, &encode_value(slug)), "slug and folder".to_owned()),
            None => (encode_value(&parts.path).into_owned(), "path of the file".to_owned()),
        };
        Ok(Address { path: self.below_base(&format!("/{path}/")), slug, because })
    }
}

impl PlainAddresses {
    /// A path below the site's base path, unless it names that itself; an absolute URL stays.
    fn below_base(&self, path: &str) -> String {
        if is_absolute(path) {
            return path.to_owned();
        }
        let rooted = collapse_slashes(&encode_path(path));
        if rooted.starts_with(&self.base) { rooted } else { collapse_slashes(&format!("{}{rooted}", self.base)) }
    }

    /// Whether `link` is the post's own address: a path, or on the site's host.
    fn is_own(&self, link: &str, facts: &Facts<'_>) -> bool {
        let path = link.starts_with('/') && !link.starts_with("//");
        path || Url::parse(link)
            .is_ok_and(|url| url.host() == facts.site.url.host() && url.path().starts_with(&self.base))
    }
}

fn because(key: &str, found: &Found<'_>) -> String {
    format!("{key} in {}", found.layer.file)
}

fn is_absolute(path: &str) -> bool {
    path.starts_with("http://") || path.starts_with("https://")
}

/// An address with a slash at its end, unless its last part has an extension.
fn with_end(path: &str) -> Cow<'_, str> {
    let last = path.rsplit('/').next().unwrap_or_default();
    let complete = last.is_empty() || last.contains('.') || is_absolute(path);
    if complete { Cow::Borrowed(path) } else { Cow::Owned(format!("{path}/")) }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{}/{name}", encode_value(folder)) }
}

/// The parts of a file's path.
struct Parts<'a> {
    /// The folders below the content folder, those of an `index` file without its own.
    folder: &'a str,
    /// The file's name, or its folder's for an `index` file, without extension.
    name: &'a str,
    /// The name without a date before it.
    slug: &'a str,
    /// Folder and name.
    path: String,
}

impl<'a> Parts<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let content = facts.collection.files.folder.as_str();
        let below = facts.source.strip_prefix(content).unwrap_or(facts.source).trim_start_matches('/');
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let stem = stem.strip_suffix("/index").unwrap_or(stem);
        let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let dated = name_date::leading(name, Names::Iso).map(|found| found.rest);
        let slug = dated.filter(|rest| !rest.is_empty()).unwrap_or(name);
        Self { folder, name, slug, path: stem.to_owned() }
    }
}

fn value<'v>(field: &str, facts: &Facts<'_>, parts: &Parts<'_>, slug: &str) -> Result<Cow<'v, str>, Problem> {
    let value = match field {
        "slug" => slug.to_owned(),
        "name" => parts.name.to_owned(),
        "path" => parts.path.clone(),
        "folder" => parts.folder.to_owned(),
        "category" => facts.categories.first().map(|category| slug::jekyll::default(category)).unwrap_or_default(),
        field => {
            let undated = || {
                Problem::new(&ADDRESS, format!("the address has {{{field}}}, and the post has no date"))
                    .at(Place::file(facts.source))
                    .help("give it a date, or begin its file name with one: 2024-02-28-title.md")
            };
            let moment = facts.address_date.or(facts.published).ok_or_else(undated)?;
            date_field(field, &moment.instant).unwrap_or_default()
        }
    };
    Ok(Cow::Owned(encode_value(&value).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::testing::{post, site_with};

    #[test]
    fn an_address_is_the_path_of_the_file() {
        let site = site_with(|_| {});
        let of = |name: &str, line: &str| {
            String::from(post(&site, name, &format!("---\ndate: 2024-01-08\n{line}\n---\n")).permalink)
        };
        for (name, line, path) in [
            ("a/Hello World.md", "", "a/Hello%20World/"),
            ("a/b/index.md", "", "a/b/"),
            ("2024-01-08-x.md", "", "2024-01-08-x/"),
            ("a/x.md", "slug: y", "a/y/"),
            ("a/b/index.md", "slug: y", "a/y/"),
            ("a/x.md", "permalink: /p", "p/"),
            ("a/x.md", "permalink: p.html", "p.html"),
            ("a/x.md", "path: 2018/07/27/x", "2018/07/27/x/"),
        ] {
            assert_eq!(of(name, line), format!("https://e.example/{path}"), "{name} {line}");
        }
    }

    #[test]
    fn a_template_makes_every_address_below_the_base_path() {
        let of = |template: &str| {
            let site = site_with(|options| {
                options.url = "https://e.example/base/".parse().ok();
                options.permalink = Some(template.to_owned());
            });
            let text = "---\ntags: [Web Dev]\n---\n";
            String::from(post(&site, "notes/2024-01-08-My post.md", text).permalink)
        };
        assert_eq!(of("/blog/{year}/{month}/{day}/{slug}/"), "https://e.example/base/blog/2024/01/08/My%20post/");
        assert_eq!(of("{category}/{name}.html"), "https://e.example/base/web-dev/2024-01-08-My%20post.html");
        assert_eq!(of("/base/{path}"), "https://e.example/base/notes/2024-01-08-My%20post");
        assert_eq!(of("{folder}/{slug}"), "https://e.example/base/notes/My%20post");
    }

    fn refused(change: impl FnOnce(&mut SiteOptions)) -> Vec<(&'static str, String)> {
        let mut options = SiteOptions { url: "https://e.example/".parse().ok(), ..SiteOptions::default() };
        change(&mut options);
        match open(&options) {
            Err(Error::Problems(problems)) => {
                problems.into_iter().map(|problem| (problem.code, problem.help.unwrap_or_default())).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn an_unknown_placeholder_names_those_that_exist() {
        let help = "the placeholders of permalink are {year} {month} {day} {slug} {name} {path} {folder} {category}";
        for template in ["/{titel}/", "/{slug", "/slug}/"] {
            let found = refused(|options| options.permalink = Some(template.to_owned()));
            assert_eq!(found, [("permalink-placeholder-unknown", help.to_owned())], "{template}");
        }
        assert_eq!(
            refused(|options| options.url = None).iter().map(|(code, _)| *code).collect::<Vec<_>>(),
            ["site-url-missing"]
        );
    }
}
