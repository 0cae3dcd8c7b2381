//! `resolve`: one post's front matter, interpreted once by the rules of its site.

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::categories::categories;
use super::date::Clock;
use super::dates::dates;
use super::git::History;
use super::holds::holds_of;
use super::media::{self, Enclosure, Pages, Picture};
use super::origins::{Origin, Origins};
use super::page::{Page, address, id_of};
use super::person::{self, Directory, Person};
use super::sources::{Sources, own_name};
use super::typed::{Typed, no_text, typed};
use super::wishes::wishes;
use super::{BAD_PERMALINK, Body, Facts, Fields, Occasion, Post, permalink, scope, title};
use crate::problem::{Place, Problem};
use crate::site::{Collection, Site, TitleFallback};
use crate::source::read::{Markup, RawPost};

/// What the front matter of `raw` means on `site`.
///
/// `history` is asked only when a source of the site's dates is git and no source before it has one. Gives the post and
/// the warnings about it. The body of a post that lies on disk is not kept; a post whose path is empty keeps it.
///
/// # Errors
///
/// All problems of the post, errors among them: a date that cannot be read, an address that cannot be made.
pub fn resolve(
    site: &Site,
    raw: &RawPost,
    history: &History,
    occasion: Occasion,
) -> Result<(Post, Vec<Problem>), Vec<Problem>> {
    let Some(collection) = site.collections.get(raw.file.collection) else {
        let problem = Problem::new(&BAD_PERMALINK, "the post belongs to no collection of the site");
        return Err(vec![problem.at(Place::file(raw.file.name.clone()))]);
    };
    let in_path = scope::in_path(collection, &raw.file.name);
    let fields = scope::layers(site, collection, raw, &in_path);
    let (mut problems, mut origins) = (Vec::new(), Origins::new(occasion.noting));
    let clock = Clock { zone: site.zone, naive: collection.dates.naive };
    let sources = Sources { fields: &fields, collection, clock, source: &raw.file.name, history, now: occasion.now };
    let dates = dates(&sources, &mut problems);
    let Title { title, in_address } = title_of(collection, raw, &fields, (&mut origins, &mut problems));
    let holds = holds_of(&sources, &dates, title.as_deref(), &mut problems);
    let authors = authors(site, collection, &fields, &mut origins);
    let categories = categories(&collection.categories, &fields, &raw.file.name, &collection.files.folder);
    if !categories.is_empty() {
        origins.note("categories", || origin_of_categories(collection, &fields));
    }
    let address_date = dates.address.as_ref().or(dates.published.as_ref());
    let facts = Facts {
        site,
        collection,
        source: &raw.file.name,
        fields: &fields,
        title: title.as_deref().filter(|_| in_address),
        published: dates.published.as_ref().map(|dated| &dated.moment),
        address_date: address_date.map(|dated| &dated.moment),
        dated_by_name: address_date.is_some_and(|dated| dated.by_name),
        categories: &categories,
        authors: &authors,
    };
    let (extent, from) = wishes(&fields, &mut origins, &mut problems);
    let address = address(&facts, !holds.is_empty(), &mut problems);
    let Some(page) = address.filter(|_| !problems.iter().any(Problem::is_error)) else { return Err(problems) };
    let id = id_of(&facts, raw.file.collection, &page, &mut origins);
    let extras = extras(&facts, &page, &mut origins, &mut problems);
    let [published, updated, appears, expires] = dates.moments(&sources, (&mut origins, &mut problems));
    let post = Post {
        source: raw.file.name.clone(),
        collection: raw.file.collection,
        id,
        permalink: page.permalink,
        external: extras.external.map(Box::new),
        title,
        published,
        updated,
        appears,
        expires,
        authors,
        categories,
        language: extras.language,
        summary: extras.summary,
        cover: extras.cover.map(Box::new),
        enclosures: extras.enclosures,
        extent,
        from,
        holds,
        origins: origins.finish(),
        body: body(raw),
    };
    Ok((post, problems))
}

/// A title in plain words.
struct Title {
    title: Option<String>,
    /// Whether the generator knows it as well, and may make an address of it.
    in_address: bool,
}

fn title_of(
    collection: &Collection,
    raw: &RawPost,
    fields: &Fields<'_>,
    (origins, problems): (&mut Origins, &mut Vec<Problem>),
) -> Title {
    if let Some(found) = fields.get("title")
        && let Some(Typed { words, is_text }) = typed(&found)
        && let Some(title) = title::plain(&words, collection.title_markup)
    {
        origins.note("title", || Origin::of(found, "title"));
        if !is_text {
            problems.push(no_text(&found, "title", Some(&words)));
        }
        return Title { title: Some(title), in_address: is_text };
    }
    let (title, rule) = match collection.title {
        TitleFallback::Nothing => return Title { title: None, in_address: true },
        TitleFallback::TitleizedSlug => (title::titleized(own_name(&raw.file.name)), "file name"),
        TitleFallback::FirstHeading => {
            let body = raw.text.get(raw.body_start..).unwrap_or_default();
            (title::of_heading(body, raw.markup == Markup::Html), "first heading")
        }
    };
    if title.is_some() {
        origins.note("title", || Origin::rule(rule));
    }
    Title { title, in_address: true }
}

fn authors(site: &Site, collection: &Collection, fields: &Fields<'_>, origins: &mut Origins) -> Vec<Person> {
    let directory = Directory { people: &site.people, base: &site.url };
    for key in &collection.authors {
        let Some(found) = fields.get(key) else { continue };
        let people = person::people(found.node, directory);
        if !people.is_empty() {
            origins.note("authors", || Origin::of(found, key));
            return people;
        }
    }
    let people: Vec<Person> = site.authors.iter().filter(|person| title::shows(&person.name)).cloned().collect();
    if !people.is_empty() {
        origins.note("authors", || Origin::rule("author of the site"));
    }
    people
}

/// The first key that has some; the others follow it in the file.
fn origin_of_categories(collection: &Collection, fields: &Fields<'_>) -> Origin {
    let has = |found: &super::Found<'_>| !found.node.is_blank();
    let first = collection.categories.keys.iter().find_map(|(key, _)| Some((key, fields.get(key).filter(has)?)));
    first.map_or_else(|| Origin::rule("folder"), |(key, found)| Origin::of(found, key))
}

/// What neither address nor id needs.
struct Extras {
    external: Option<Url>,
    cover: Option<Picture>,
    enclosures: Vec<Enclosure>,
    language: Option<String>,
    summary: Option<String>,
}

fn extras(facts: &Facts<'_>, page: &Page, origins: &mut Origins, problems: &mut Vec<Problem>) -> Extras {
    let (fields, permalink) = (facts.fields, &page.permalink);
    origins.note("permalink", || Origin::rule(page.address.because.clone()));
    let external = permalink::external(fields, permalink, &page.address.slug).map(|(url, found, key)| {
        origins.note("external", || Origin::of(found, key));
        url
    });
    let pages = Pages {
        site: &facts.site.url,
        page: permalink,
        bundle: is_bundle(facts.source),
        in_place: facts.site.files_in_place,
    };
    let cover = media::cover(fields, pages).map(|(picture, found, key)| {
        origins.note("cover", || Origin::of(found, key));
        picture
    });
    let named = media::enclosures(fields, pages).into_iter();
    let enclosures = named.map(|(enclosure, found, key)| {
        origins.need("enclosure", Origin::of(found, key));
        enclosure
    });
    let enclosures = enclosures.collect();
    let language = language(facts, origins);
    Extras { external, cover, enclosures, language, summary: summary(fields, origins, problems) }
}

/// Whether a post is a folder of its own, with its files beside its page.
pub(super) fn is_bundle(source: &str) -> bool {
    source.rsplit_once('/').is_some_and(|(_, name)| name.starts_with("index."))
}

fn language(facts: &Facts<'_>, origins: &mut Origins) -> Option<String> {
    let own = facts.fields.first(&["lang", "language", "locale"]).and_then(|(key, found)| {
        let tag = found.node.text().and_then(language_tag)?;
        origins.note("language", || Origin::of(found, key));
        Some(tag)
    });
    let tag = own.or_else(|| facts.collection.addresses.language(facts.source))?;
    let of_site = facts.site.language.as_deref().is_some_and(|site| site.eq_ignore_ascii_case(&tag));
    (!of_site).then_some(tag)
}

/// A BCP 47 tag: `en_US.UTF-8` is `en-US`; what cannot be one is none.
fn language_tag(text: &str) -> Option<String> {
    let tag = text.trim().split('.').next()?.replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (fits && rest).then_some(tag)
}

/// The first summary that is a text; where none is, the words of a list. A map says too little of what it means: the
/// beginning of the post is a better summary.
fn summary(fields: &Fields<'_>, origins: &mut Origins, problems: &mut Vec<Problem>) -> Option<String> {
    let mut other = None;
    for key in ["description", "summary", "excerpt"] {
        let Some(found) = fields.get(key) else { continue };
        match typed(&found) {
            Some(Typed { words, is_text: true }) => {
                origins.note("summary", || Origin::of(found, key));
                return Some(words.trim().to_owned());
            }
            _ if other.is_none() && !found.node.is_blank() => other = Some((key, found)),
            _ => {}
        }
    }
    let (key, found) = other?;
    let words = typed(&found).filter(|_| found.node.as_list().is_some()).map(|typed| typed.words.into_owned());
    problems.push(no_text(&found, key, words.as_deref()));
    if words.is_some() {
        origins.note("summary", || Origin::of(found, key));
    }
    words
}

fn body(raw: &RawPost) -> Body {
    if raw.file.path.as_os_str().is_empty() {
        Body::Held { text: raw.text.as_str().into(), start: raw.body_start, markup: raw.markup }
    } else {
        let front = front(&raw.text, raw.body_start);
        Body::OnDisk { path: raw.file.path.clone(), start: raw.body_start, front, markup: raw.markup }
    }
}

/// Tells what stands before the body of a file's text.
pub(crate) fn front(text: &str, body_start: usize) -> u64 {
    xxh3_64(text.get(..body_start).unwrap_or(text).as_bytes())
}

#[cfg(test)]
mod tests;
