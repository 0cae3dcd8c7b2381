//! What feedwright makes of a site, held against what the site's own generator made of it, entry by entry.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use feedwright::feed::select::{Allowances, View, standing};
use feedwright::post::Post;
use feedwright::post::git::History;
use feedwright::post::moment::Moment;
use feedwright::post::resolve::resolve;
use feedwright::post::title::plain;
use feedwright::post::{Noting, Occasion};
use feedwright::problem::Problem;
use feedwright::site::pattern::encode_path;
use feedwright::site::{Site, SiteOptions, TitleMarkup};
use feedwright::source;
use feedwright::source::discover::discover;

/// What the generator made of one source file. A value that its feed does not give is `None` and not compared.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    pub source: String,
    pub link: Option<String>,
    pub id: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub title: Option<String>,
    pub listed: bool,
}

/// A value in which the two disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub source: String,
    pub field: &'static str,
    pub theirs: String,
    pub ours: String,
}

/// A site, opened and read.
pub struct Read {
    pub site: Site,
    pub posts: BTreeMap<String, Post>,
    pub problems: Vec<Problem>,
}

impl Read {
    /// The errors among the problems, for the message of a test that fails.
    pub fn errors(&self) -> impl Iterator<Item = String> {
        self.problems.iter().filter(|problem| problem.is_error()).map(|problem| {
            let place = problem.place.as_ref().map_or_else(String::new, |place| format!("{}: ", place.file));
            format!("{place}{}", problem.message)
        })
    }
}

/// Opens the site and reads all of its posts.
pub fn read(options: &SiteOptions) -> Read {
    let (site, mut problems) = feedwright::site::open(options).unwrap_or_else(|error| panic!("{error}: {error:?}"));
    let mut posts = BTreeMap::new();
    for file in discover(&site).expect("the folder can be read") {
        let bytes = fs::read(&file.path).expect("the file can be read");
        let reading = site.collections[file.collection].reading;
        let resolved = source::read::read(file, bytes, reading).and_then(|(raw, warnings)| {
            problems.extend(warnings);
            resolve(&site, &raw, &History::none(), Occasion { noting: Noting::All, ..Occasion::default() })
        });
        match resolved {
            Ok((post, warnings)) => {
                problems.extend(warnings);
                posts.insert(post.source.to_string(), post);
            }
            Err(found) => problems.extend(found),
        }
    }
    Read { site, posts, problems }
}

/// The time at which the generators were run, for what was in the future.
pub fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-01T00:00:00Z").expect("a date")
}

/// A site as it was at that time.
pub fn view(site: &Site) -> View<'_> {
    let now = Moment::new(now(), false).expect("a year that feeds can have");
    View { site, now, allowances: Allowances::default() }
}

/// Every value in which `read` disagrees with `expected`.
pub fn differences(read: &Read, expected: &[Expected]) -> Vec<Difference> {
    let mut found = Vec::new();
    for row in expected {
        let post = read.posts.get(&row.source);
        let listed = post.is_some_and(|post| is_listed(&read.site, post));
        let mut differ = |field, theirs: &str, ours: String| {
            found.push(Difference { source: row.source.clone(), field, theirs: theirs.to_owned(), ours });
        };
        if row.listed != listed {
            differ("listed", &row.listed.to_string(), listed.to_string());
        }
        let Some(post) = post.filter(|_| row.listed) else { continue };
        compare_text("link", row.link.as_deref().map(link), Some(post.permalink.to_string()), &mut differ);
        compare_text("id", row.id.as_deref().map(single_slashes), Some(post.id.0.clone()), &mut differ);
        compare_text("title", row.title.as_deref().map(title), post.title.as_deref().map(title), &mut differ);
        compare_instant("published", row.published.as_deref(), post.published.map(|at| at.instant), &mut differ);
        let updated = post.updated.or(post.published).map(|at| at.instant);
        compare_instant("updated", row.updated.as_deref(), updated, &mut differ);
    }
    found
}

fn compare_text(
    field: &'static str,
    theirs: Option<String>,
    ours: Option<String>,
    differ: &mut impl FnMut(&'static str, &str, String),
) {
    if let Some(theirs) = theirs
        && ours.as_deref().unwrap_or_default() != theirs
    {
        differ(field, &theirs, ours.unwrap_or_default());
    }
}

fn compare_instant(
    field: &'static str,
    theirs: Option<&str>,
    ours: Option<DateTime<FixedOffset>>,
    differ: &mut impl FnMut(&'static str, &str, String),
) {
    let Some(theirs) = theirs else { return };
    // Fractions of a second are no part of any feed format's date that all readers take.
    let read = DateTime::parse_from_rfc3339(theirs).or_else(|_| DateTime::parse_from_rfc2822(theirs));
    let instant = read.map(|at| at.timestamp()).ok();
    if instant != ours.map(|at| at.timestamp()) {
        differ(field, theirs, ours.map_or_else(String::new, |at| at.to_rfc3339()));
    }
}

/// Whether a feed of the whole site shows the post.
pub fn is_listed(site: &Site, post: &Post) -> bool {
    post.published.is_some() && standing(view(site), post).is_ok()
}

/// A link with the characters percent-encoded that a URI does not allow, and the slash not doubled that Jekyll doubles
/// where `url` ends in one.
fn link(written: &str) -> String {
    let (scheme, rest) = written.split_once("://").unwrap_or(("", written));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    format!("{scheme}://{host}{}", encode_path(&format!("/{}", path.trim_start_matches('/'))))
}

fn single_slashes(id: &str) -> String {
    match id.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", rest.replacen("//", "/", 1)),
        None => id.to_owned(),
    }
}

/// A title apart from curly against straight quotes and HTML in it, which jekyll-feed takes out as feedwright does, and
/// Hugo, Zola and Eleventy leave.
fn title(written: &str) -> String {
    let plain = plain(written, TitleMarkup::Html)
        .unwrap_or_default()
        .replace(['\u{2018}', '\u{2019}'], "'")
        .replace(['\u{201c}', '\u{201d}'], "\"");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The rows of a table with a header line, by column name.
pub fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let row = |line: &str| {
        names.iter().zip(line.split('\t')).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect()
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}
