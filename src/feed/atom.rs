//! Atom 1.0 (RFC 4287), with `media:content` for covers.
//!
//! What Atom demands and the model may lack is decided here: an author and a title for every entry, and a date.

use std::collections::BTreeMap;

use atom_syndication::extension::ExtensionMap;
use atom_syndication::{Category, Content, Entry, Error, FixedDateTime, Generator, Link, Person, Text, WriteConfig};
use chrono::{DateTime, Utc};

use crate::feed::draft::Seams;
use crate::feed::text::{
    address, clean, is_email, language, line, media_type, some_line, stand_in_title, whole_seconds,
};
use crate::feed::uses::Uses;
use crate::feed::xml::{CONTENT_MARK, Element, MEDIA, cover, id, plain, with_references};
use crate::feed::{Feed, FeedEntry, FeedFile, GENERATOR, size};
use crate::post::media::Enclosure;
use crate::post::person;

/// The crate writes its declaration without an encoding, which the W3C validator remarks on.
const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// 1 January 2000: the day that stands for an unknown date. RFC 4287 §4.2.15 demands a date of every entry, and it
/// must not move from build to build or from machine to machine. Readers sort such an entry last.
const UNDATED_DAY: i64 = 946_684_800;

/// Where a document can be cut.
pub(super) const SEAMS: Seams =
    Seams { opening: b"\n  <entry>", between: b"\n  <entry>", end: b"\n</feed>", content: CONTENT_MARK };

/// The feed with its entries, for `file`; `uses` is what all its entries use.
///
/// # Errors
///
/// What the writer says; it writes into memory, so nothing is known to make it fail.
pub(super) fn write(feed: &Feed, file: &FeedFile, uses: &Uses) -> Result<Vec<u8>, Error> {
    let mut buffer = Vec::with_capacity(size(&feed.entries));
    buffer.extend_from_slice(DECLARATION);
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(2) };
    document(feed, file, uses).write_with_config(buffer, config).map(with_references)
}

fn document(feed: &Feed, file: &FeedFile, uses: &Uses) -> atom_syndication::Feed {
    let namespaces = if uses.cover { BTreeMap::from([owned(MEDIA)]) } else { BTreeMap::new() };
    let plain_line = |text: &String| some_line(text).map(|text| Text::plain(plain(&text)));
    let authors = fallback_authors(feed);
    atom_syndication::Feed {
        title: Text::plain(plain(&line(&feed.title))),
        id: clean(&feed.id).into_owned(),
        updated: feed.updated.as_ref().map(whole_seconds).or(uses.stand_in).unwrap_or_else(|| undated(0)),
        entries: feed.entries.iter().map(|one| entry(one, &authors)).collect(),
        authors,
        generator: Some(Generator { value: GENERATOR.to_owned(), uri: None, version: None }),
        icon: feed.icon.as_ref().map(|url| address(url).into_owned()),
        logo: feed.logo.as_ref().map(|logo| address(&logo.url).into_owned()),
        links: feed_links(feed, file),
        rights: feed.rights.as_ref().and_then(plain_line),
        subtitle: feed.description.as_ref().and_then(plain_line),
        namespaces,
        lang: feed.language.as_deref().and_then(language),
        ..atom_syndication::Feed::default()
    }
}

fn owned((prefix, namespace): (&str, &str)) -> (String, String) {
    (prefix.to_owned(), namespace.to_owned())
}

/// The feed's authors, else the feed's title as one: RFC 4287 §4.1.1 demands an author.
fn fallback_authors(feed: &Feed) -> Vec<Person> {
    let authors = people(&feed.authors);
    if authors.is_empty() {
        return vec![Person { name: plain(&line(&feed.title)), ..Person::default() }];
    }
    authors
}

fn people(people: &[person::Person]) -> Vec<Person> {
    let one = |person: &person::Person| {
        Some(Person {
            name: plain(&some_line(&person.name)?),
            email: person.email.as_deref().map(str::trim).filter(|email| is_email(email)).map(str::to_owned),
            uri: person.url.as_ref().map(|url| address(url).into_owned()),
            ..Person::default()
        })
    };
    people.iter().filter_map(one).collect()
}

/// The home page first, since some readers take the first alternate there is; then the feed's own address and its
/// other formats.
fn feed_links(feed: &Feed, file: &FeedFile) -> Vec<Link> {
    let mut links = vec![link("alternate", address(&feed.home).into_owned(), Some("text/html"))];
    links.push(link("self", address(&file.url).into_owned(), Some(file.format.media_type())));
    let others = feed.others(file);
    links.extend(others.map(|one| link("alternate", address(&one.url).into_owned(), Some(one.format.media_type()))));
    links
}

fn link(rel: &str, href: String, mime_type: Option<&str>) -> Link {
    Link { href, rel: rel.to_owned(), mime_type: mime_type.map(str::to_owned), ..Link::default() }
}

fn entry(entry: &FeedEntry, fallback: &[Person]) -> Entry {
    // `lang` is no field of an entry, so it is said of each text.
    let lang = entry.language.as_deref().and_then(language);
    let text = |value: String| Text { lang: lang.clone(), ..Text::plain(value) };
    let mut authors = people(&entry.authors);
    if authors.is_empty() {
        // Repeated in every entry: fifteen of 21 parsers do not look for the feed's author.
        authors = fallback.to_vec();
    }
    let title = entry.title.as_deref().and_then(some_line).unwrap_or_else(|| stand_in_title(entry));
    let summary = entry.summary_text().map(|summary| plain(&summary));
    let content = entry.full_text().map(|_| Content {
        base: Some(address(&entry.permalink).into_owned()),
        lang: lang.clone(),
        value: Some(CONTENT_MARK.to_owned()),
        content_type: Some("html".to_owned()),
        src: None,
    });
    // An entry with neither would have nothing to show.
    let summary = summary.or_else(|| content.is_none().then(|| plain(&title)));
    Entry {
        title: text(plain(&title)),
        id: id(&entry.id),
        updated: updated(entry),
        authors,
        categories: entry.categories.iter().filter_map(|name| category(name)).collect(),
        links: entry_links(entry),
        published: entry.published.as_ref().map(whole_seconds),
        summary: summary.map(text),
        content,
        extensions: extensions(entry),
        // Not by `Entry::default()`, which reads its date from a text.
        contributors: Vec::new(),
        rights: None,
        source: None,
        namespaces: BTreeMap::new(),
    }
}

/// The last change, else the day of publication, else a date that says nothing but never moves. Its time of day is
/// made from the id: entries that all changed in one second make the W3C validator doubt the feed.
fn updated(entry: &FeedEntry) -> FixedDateTime {
    match entry.updated.as_ref().or(entry.published.as_ref()) {
        Some(moment) => whole_seconds(moment),
        None => undated(xxhash_rust::xxh3::xxh3_64(entry.id.as_bytes())),
    }
}

/// The date that stands for that of an undated entry.
pub(super) fn stand_in(entry: &FeedEntry) -> Option<FixedDateTime> {
    (entry.updated.is_none() && entry.published.is_none()).then(|| updated(entry))
}

fn undated(seed: u64) -> FixedDateTime {
    let second = i64::try_from(seed % 86_400).unwrap_or(0);
    DateTime::<Utc>::from_timestamp(UNDATED_DAY + second, 0).unwrap_or_default().fixed_offset()
}

/// Term and label, since some readers show the one and some the other.
fn category(name: &str) -> Option<Category> {
    let name = some_line(name)?;
    Some(Category { label: Some(plain(&name)), term: name, scheme: None })
}

/// The page; what a link post points to; the files that come with it.
fn entry_links(entry: &FeedEntry) -> Vec<Link> {
    let mut links = vec![link("alternate", address(&entry.permalink).into_owned(), Some("text/html"))];
    if let Some(external) = &entry.external {
        links.push(link("related", address(external).into_owned(), None));
    }
    links.extend(entry.enclosures.iter().map(enclosure));
    links
}

fn enclosure(enclosure: &Enclosure) -> Link {
    Link {
        length: enclosure.length.map(|length| length.to_string()),
        title: enclosure.title.as_deref().and_then(some_line),
        ..link("enclosure", address(&enclosure.url).into_owned(), media_type(&enclosure.media_type))
    }
}

fn extensions(entry: &FeedEntry) -> ExtensionMap {
    let Some(picture) = &entry.cover else {
        return ExtensionMap::new();
    };
    let content = vec![Element::into_atom(cover(picture))];
    BTreeMap::from([(MEDIA.0.to_owned(), BTreeMap::from([("content".to_owned(), content)]))])
}
