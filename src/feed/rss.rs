//! RSS 2.0, with `content`, `dc`, `atom` and `media` where they have something to say.
//!
//! Follows the RSS 2.0 specification and the RSS Board's best-practices profile. `sy:` never appears: how often a blog
//! will change is nothing that its posts say.

use std::collections::BTreeMap;

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Enclosure, Guid, Image, Item};

use crate::feed::draft::Seams;
use crate::feed::text::{address, as_html, is_email, language, line, media_type, rfc822, some_line};
use crate::feed::uses::Uses;
use crate::feed::xml::{CONTENT_MARK, Element, MEDIA, cover, file, id, plain, with_references};
use crate::feed::{Feed, FeedEntry, FeedFile, GENERATOR, size};
use crate::post::person::Person;

const CONTENT: (&str, &str) = ("content", "http://purl.org/rss/1.0/modules/content/");
/// What an item was made from: `http://source.scripting.com/`.
const SOURCE: (&str, &str) = ("source", "http://source.scripting.com/");
const DUBLIN_CORE: (&str, &str) = ("dc", "http://purl.org/dc/elements/1.1/");

/// RSS 2.0's greatest width and height of a channel image.
const IMAGE_LIMIT: (u32, u32) = (144, 400);

/// Where a document can be cut.
pub(super) const SEAMS: Seams =
    Seams { opening: b"\n    <item>", between: b"\n    <item>", end: b"\n  </channel>\n</rss>", content: CONTENT_MARK };

/// The channel with the items of `feed`, for `file`; `uses` is what all its items use.
///
/// # Errors
///
/// What the writer says; it writes into memory, so nothing is known to make it fail.
pub(super) fn write(feed: &Feed, file: &FeedFile, uses: &Uses) -> Result<Vec<u8>, rss::Error> {
    let channel = channel(feed, file, uses);
    channel.pretty_write_to(Vec::with_capacity(size(&feed.entries)), b' ', 2).map(with_references)
}

fn channel(feed: &Feed, file: &FeedFile, uses: &Uses) -> Channel {
    let title = plain(&line(&feed.title));
    let link = address(&feed.home).into_owned();
    Channel {
        image: image(feed, &title, &link),
        // A channel must have a description; the title is the shortest one.
        description: feed.description.as_deref().and_then(some_line).map_or_else(|| title.clone(), |text| plain(&text)),
        title,
        link,
        language: feed.language.as_deref().and_then(language),
        copyright: feed.rights.as_deref().and_then(some_line).map(|text| plain(&text)),
        managing_editor: feed.authors.first().and_then(mailbox),
        last_build_date: feed.updated.as_ref().map(rfc822),
        generator: Some(GENERATOR.to_owned()),
        atom_ext: Some(AtomExtension { links: links(feed, file) }),
        namespaces: namespaces(uses),
        items: feed.entries.iter().map(item).collect(),
        ..Channel::default()
    }
}

/// What the items use. The crate declares most of it by itself, but only for the items that it is given.
fn namespaces(uses: &Uses) -> BTreeMap<String, String> {
    let all = [
        (CONTENT, uses.content),
        (DUBLIN_CORE, uses.dublin_core),
        (SOURCE, uses.markdown),
        (MEDIA, uses.cover || uses.files),
    ];
    let needed = all.into_iter().filter(|(_, is_used)| *is_used);
    needed.map(|((prefix, namespace), _)| (prefix.to_owned(), namespace.to_owned())).collect()
}

/// The feed's own address first, then the other formats.
fn links(feed: &Feed, file: &FeedFile) -> Vec<Link> {
    let link = |other: &FeedFile, rel: &str| Link {
        href: address(&other.url).into_owned(),
        rel: rel.to_owned(),
        mime_type: Some(other.format.media_type().to_owned()),
        ..Link::default()
    };
    let others = feed.others(file).map(|other| link(other, "alternate"));
    std::iter::once(link(file, "self")).chain(others).collect()
}

/// The channel's image, when its kind is one that RSS allows. Title and link are the channel's, as the profile wants;
/// width and height are those it is shown in, so a larger image is scaled into the limit.
fn image(feed: &Feed, title: &str, link: &str) -> Option<Image> {
    let logo = feed.logo.as_ref().map(|logo| (&logo.url, logo.width, logo.height));
    let icon = feed.icon.as_ref().map(|icon| (icon, None, None));
    let (url, width, height) = logo.into_iter().chain(icon).find(|(url, ..)| {
        let path = url.path().to_ascii_lowercase();
        url.query().is_none() && [".jpg", ".jpeg", ".gif", ".png"].iter().any(|ending| path.ends_with(ending))
    })?;
    let shown = match (width, height) {
        (Some(width), Some(height)) => shown_size(width, height),
        _ => None,
    };
    Some(Image {
        url: address(url).into_owned(),
        title: title.to_owned(),
        link: link.to_owned(),
        width: shown.map(|(width, _)| width.to_string()),
        height: shown.map(|(_, height)| height.to_string()),
        description: None,
    })
}

/// The size within the limit that keeps the proportions; `None` for an image without any.
fn shown_size(width: u32, height: u32) -> Option<(u32, u32)> {
    if width == 0 || height == 0 {
        return None;
    }
    let (most_wide, most_high) = (IMAGE_LIMIT.0.min(width), IMAGE_LIMIT.1.min(height));
    let scaled = |side: u32, by: u32, of: u32| {
        u32::try_from(u64::from(side) * u64::from(by) / u64::from(of)).unwrap_or(by).max(1)
    };
    let high = scaled(height, most_wide, width);
    Some(if high <= most_high { (most_wide, high) } else { (scaled(width, most_high, height), most_high) })
}

fn item(entry: &FeedEntry) -> Item {
    let link = address(&entry.permalink).into_owned();
    let (description, content) = texts(entry, &link);
    let creators = creators(&entry.authors);
    let language = entry.language.as_deref().and_then(language).into_iter().collect::<Vec<_>>();
    let names_people_or_language = !creators.is_empty() || !language.is_empty();
    let guid = id(&entry.id);
    Item {
        title: entry.title.as_deref().and_then(some_line).map(|title| plain(&title)),
        description: Some(description),
        content,
        categories: categories(entry),
        enclosure: enclosed(entry).map(enclosure),
        // The default of isPermaLink is true, and the value must then be the page's address.
        guid: Some(Guid { permalink: guid == link, value: guid }),
        link: Some(link),
        pub_date: entry.published.as_ref().map(rfc822),
        extensions: extensions(entry),
        dublin_core_ext: names_people_or_language.then(|| DublinCoreExtension {
            creators,
            languages: language,
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    }
}

/// Description and full text. RSS descriptions are HTML. The full text stands in the description when there is no
/// summary; an item without words has its address there, since it must have a title or a description and many readers
/// show nothing else.
fn texts(entry: &FeedEntry, link: &str) -> (String, Option<String>) {
    let summary = entry.summary_text().map(|text| as_html(&text).into_owned());
    let full = entry.full_text().map(|_| CONTENT_MARK.to_owned());
    match (summary, full) {
        (Some(summary), full) => (summary, full),
        (None, Some(full)) => (full, None),
        (None, None) => {
            let link = as_html(link);
            (format!("<p><a href=\"{link}\">{link}</a></p>"), None)
        }
    }
}

/// Every author by name in `dc:creator`, never in `<author>`: that one wants an e-mail address, takes one person, and of
/// `mail (Name)` some parsers make another name. Both together would say the same twice.
fn creators(people: &[Person]) -> Vec<String> {
    people.iter().filter_map(|person| some_line(&person.name)).map(|name| plain(&name)).collect()
}

/// `mail@host.example (Name)`; `None` without an address, or when the name has parentheses, which are not its own there.
fn mailbox(person: &Person) -> Option<String> {
    let email = person.email.as_deref().map(str::trim).filter(|email| is_email(email))?;
    let name = some_line(&person.name).filter(|name| !name.contains(['(', ')', '\\']))?;
    Some(plain(&format!("{email} ({name})")))
}

fn categories(entry: &FeedEntry) -> Vec<Category> {
    let names = entry.categories.iter().filter_map(|name| some_line(name));
    names.map(|name| Category { name: plain(&name), domain: None }).collect()
}

/// The one file that an RSS item encloses: its first with an address that RSS allows.
fn enclosed(entry: &FeedEntry) -> Option<&crate::post::media::Enclosure> {
    entry.enclosures.iter().find(|one| matches!(one.url.scheme(), "http" | "https"))
}

fn enclosure(enclosure: &crate::post::media::Enclosure) -> Enclosure {
    Enclosure {
        url: address(&enclosure.url).into_owned(),
        // All three attributes are required; the profile says 0 for a length that is not known.
        length: enclosure.length.unwrap_or(0).to_string(),
        mime_type: media_type(&enclosure.media_type).unwrap_or("application/octet-stream").to_owned(),
    }
}

/// The cover and the files after the first as `media:content`, and the last change as `atom:updated`.
fn extensions(entry: &FeedEntry) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    if let Some(updated) = entry.later_change() {
        add(&mut map, "atom", "updated", vec![Element::new("atom:updated", &updated.rfc3339()).into_rss()]);
    }
    if let Some(markdown) = entry.markdown_text() {
        add(&mut map, SOURCE.0, "markdown", vec![Element::new("source:markdown", &markdown).into_rss()]);
    }
    let files = other_files(entry).map(file);
    let media: Vec<Extension> = entry.cover.iter().map(cover).chain(files).map(Element::into_rss).collect();
    if !media.is_empty() {
        add(&mut map, MEDIA.0, "content", media);
    }
    map
}

/// The files that an item does not enclose.
pub(super) fn other_files(entry: &FeedEntry) -> impl Iterator<Item = &crate::post::media::Enclosure> {
    let first = enclosed(entry);
    entry.enclosures.iter().filter(move |one| !first.is_some_and(|first| std::ptr::eq(first, *one)))
}

fn add(map: &mut ExtensionMap, prefix: &str, name: &str, elements: Vec<Extension>) {
    map.entry(prefix.to_owned()).or_default().insert(name.to_owned(), elements);
}
