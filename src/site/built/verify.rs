//! The entries of a site held against the pages that were built: is each where its link says, and are the feeds
//! announced that are written?

use std::collections::BTreeSet;

use url::Url;

use super::addresses::stem;
use super::{Built, Known, Page};
use crate::feed::Format;
use crate::post::Post;
use crate::problem::{Place, Problem, Rule, Severity};
use crate::site::Site;

/// The page of an entry is not in the built site.
pub const PAGE_MISSING: Rule =
    Rule { code: "page-missing", severity: Severity::Error, summary: "the page of an entry is not in the built site" };

/// The page of an entry says that it is elsewhere.
pub const PAGE_ELSEWHERE: Rule = Rule {
    code: "page-elsewhere",
    severity: Severity::Error,
    summary: "the page of an entry leads to another address, or names another one as its own",
};

/// Pages do not announce a feed that is written.
pub const NOT_ANNOUNCED: Rule = Rule {
    code: "feed-not-announced",
    severity: Severity::Warning,
    summary: "pages of the built site do not announce the feeds, so that readers cannot find them",
};

/// A page announces a feed that nobody writes.
pub const ANNOUNCED_MISSING: Rule = Rule {
    code: "announced-feed-missing",
    severity: Severity::Warning,
    summary: "a page of the built site announces a feed that is not written",
};

/// A feed that is written: its format, its address and its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its format.
    pub format: Format,
    /// Its address.
    pub url: Url,
    /// Its title.
    pub title: String,
}

impl Written {
    /// The tag by which a page announces it.
    #[must_use]
    pub fn tag(&self) -> String {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        format!(
            "<link rel=\"alternate\" type=\"{}\" title=\"{}\" href=\"{}\">",
            self.format.media_type(),
            escaped(&self.title),
            escaped(self.url.as_str())
        )
    }
}

/// What is wrong between `posts`, the entries of the site's feeds, and the built pages; and between the feeds that are
/// `written` and those that the pages announce.
#[must_use]
pub fn verify(site: &Site, built: &Built, posts: &[&Post], written: &[Written]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = posts.iter().filter_map(|post| entry(site, built, post)).collect();
    problems.extend(home(site, built, written));
    problems.extend(post_pages(built, posts, written));
    problems
}

/// What is wrong with the page of one entry.
fn entry(site: &Site, built: &Built, post: &Post) -> Option<Problem> {
    if post.permalink.host_str() != site.url.host_str() {
        return None;
    }
    let link = post.permalink.path();
    let place = Place::file(post.source.clone());
    let Some(page) = built.page(link) else {
        let problem = Problem::new(&PAGE_MISSING, format!("no page is at {link} in {}", built.folder.display()));
        return Some(problem.at(place).help(reason(built, post)));
    };
    let own = page.head.canonical.as_deref().and_then(|written| post.permalink.join(written).ok());
    let own = own.filter(|own| own.host_str() == post.permalink.host_str());
    if page.head.redirects {
        let target = own.map_or_else(|| "elsewhere".to_owned(), |url| format!("to {url}"));
        let problem = Problem::new(&PAGE_ELSEWHERE, format!("the page at {link} only leads {target}"));
        return Some(problem.at(place).help(reason(built, post)));
    }
    let own = own.filter(|own| decoded(own.path()) != decoded(link))?;
    let message = format!("the page at {link} says that its own address is {own}");
    let help =
        "readers open the link of the entry; give the post that permalink, or set links = \"built\" under [site]";
    Some(Problem::new(&PAGE_ELSEWHERE, message).at(place).help(help))
}

/// Why a page is not where the link says, as far as the page that is there tells.
fn reason(built: &Built, post: &Post) -> String {
    let stem = stem(&post.source);
    let slug = post.permalink.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let slug = slug.trim_end_matches(".html");
    let day = post.published.map(|at| at.instant.format("%Y-%m-%d").to_string());
    let names = [slug, stem];
    let Some(page) = built.find(Known { names: &names, title: post.title.as_deref(), day: day.as_deref() }) else {
        return "no page has its name or title: build the site anew, or see whether the generator leaves it out"
            .to_owned();
    };
    let (ours, theirs) = (decoded(post.permalink.path()), decoded(&built.path_of(page)));
    let why = if bare(&ours) == bare(&theirs) {
        "the two end differently: mind the slash or .html that the generator's configuration asks for"
    } else if ours.to_lowercase() == theirs.to_lowercase() {
        "the two differ in upper and lower case"
    } else if without_digits(&ours) == without_digits(&theirs) {
        "the two differ in the date: the site was built in another time zone, so set timezone"
    } else {
        "give the post that permalink, or set links = \"built\" under [site]"
    };
    format!("its page is {theirs} ({}); {why}", page.file)
}

fn bare(path: &str) -> &str {
    let path = path.trim_end_matches("index.html").trim_end_matches('/');
    path.trim_end_matches(".html")
}

fn without_digits(path: &str) -> String {
    path.chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn decoded(path: &str) -> String {
    super::decoded(path)
}

/// What the home page announces, against what is written.
fn home(site: &Site, built: &Built, written: &[Written]) -> Vec<Problem> {
    let Some(page) = built.page(site.url.path()) else { return Vec::new() };
    let announced = announced(&site.url, page);
    let mut problems = Vec::new();
    let missing: Vec<String> = written.iter().filter(|feed| !announced.contains(&feed.url)).map(Written::tag).collect();
    if !missing.is_empty() {
        let message = format!("the home page announces {} of {} feeds", written.len() - missing.len(), written.len());
        let problem = Problem::new(&NOT_ANNOUNCED, message).at(Place::file(page.file.clone()));
        problems.push(problem.help(format!("add to its <head>:\n{}", missing.join("\n"))));
    }
    for url in announced {
        let ours = url.host_str() == site.url.host_str();
        if ours && !written.iter().any(|feed| feed.url == url) && !built.has_file(url.path()) {
            let problem =
                Problem::new(&ANNOUNCED_MISSING, format!("the home page announces {url}, which is not there"));
            let help = "take the tag out, or write a feed to that path: --like-site takes the generator's own";
            problems.push(problem.at(Place::file(page.file.clone())).help(help));
        }
    }
    problems
}

/// The pages of entries that announce no feed at all.
fn post_pages(built: &Built, posts: &[&Post], written: &[Written]) -> Option<Problem> {
    let pages: Vec<(&Post, &Page)> =
        posts.iter().filter_map(|post| Some((*post, built.page(post.permalink.path())?))).collect();
    let silent: Vec<&Page> = pages
        .iter()
        .filter(|(post, page)| {
            let announced = announced(&post.permalink, page);
            !written.iter().any(|feed| announced.contains(&feed.url))
        })
        .map(|(_, page)| *page)
        .collect();
    let first = silent.first().filter(|_| !written.is_empty())?;
    let message = format!("{} of {} pages of entries announce none of the feeds", silent.len(), pages.len());
    let tags: Vec<String> = written.iter().map(Written::tag).collect();
    let problem = Problem::new(&NOT_ANNOUNCED, message).at(Place::file(first.file.clone()));
    Some(problem.help(format!("add to the <head> of their template:\n{}", tags.join("\n"))))
}

fn announced(base: &Url, page: &Page) -> BTreeSet<Url> {
    page.head.feeds.iter().filter_map(|(_, href)| base.join(href).ok()).collect()
}
