//! JSON Feed 1.1, its members in the order of the specification.

use std::borrow::Cow;

use serde::Serialize;

use crate::feed::draft::Seams;
use crate::feed::text::{address, exact, language, line, media_type, some_line};
use crate::feed::{Feed, FeedEntry, FeedFile, size};
use crate::post::media::Enclosure;
use crate::post::moment::Moment;
use crate::post::person::Person;

const VERSION: &str = "https://jsonfeed.org/version/1.1";

#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: Cow<'a, str>,
    home_page_url: Cow<'a, str>,
    feed_url: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    items: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: Cow<'a, str>,
    url: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: Cow<'a, str>,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

/// Where a document can be cut.
pub(super) const SEAMS: Seams =
    Seams { opening: b"\n  \"items\": [", between: b",", end: b"\n  ]\n}", content: CONTENT_MARK };

/// Stands for an entry's content. JSON escapes the mark of the XML formats; this one is forbidden in XML as well.
const CONTENT_MARK: &str = "\u{fffe}";

/// The feed as JSON Feed 1.1 with its entries, for `file`.
///
/// # Errors
///
/// What the writer says; it writes into memory, so nothing is known to make it fail.
pub(super) fn write(feed: &Feed, file: &FeedFile) -> Result<Vec<u8>, serde_json::Error> {
    let document = Document {
        version: VERSION,
        title: line(&feed.title),
        home_page_url: address(&feed.home),
        feed_url: address(&file.url),
        description: feed.description.as_deref().and_then(some_line),
        icon: feed.icon.as_ref().map(address),
        authors: authors(&feed.authors),
        language: feed.language.as_deref().and_then(language),
        items: feed.entries.iter().map(entry).collect(),
    };
    let mut bytes = Vec::with_capacity(size(&feed.entries));
    serde_json::to_writer_pretty(&mut bytes, &document)?;
    Ok(bytes)
}

fn authors(people: &[Person]) -> Vec<Author<'_>> {
    let one = |person: &'_ Person| -> Option<String> { some_line(&person.name) };
    people
        .iter()
        .filter_map(|person| {
            Some(Author {
                name: one(person)?,
                url: person.url.as_ref().map(address),
                avatar: person.avatar.as_ref().map(address),
            })
        })
        .collect()
}

fn entry(entry: &FeedEntry) -> Entry<'_> {
    let title = entry.title.as_deref().and_then(some_line);
    let summary = entry.summary_text();
    let content_html = entry.full_text().map(|_| CONTENT_MARK);
    // An item must have one of the two, so an entry without words says its title or its address.
    let content_text = if content_html.is_some() {
        None
    } else {
        summary.clone().or_else(|| title.clone().map(Cow::Owned)).or_else(|| Some(address(&entry.permalink)))
    };
    Entry {
        id: exact(&entry.id),
        url: address(&entry.permalink),
        external_url: entry.external.as_ref().map(address),
        title,
        content_html,
        content_text,
        summary,
        image: entry.cover.as_ref().map(|cover| address(&cover.url)),
        date_published: entry.published.as_ref().map(Moment::rfc3339),
        date_modified: entry.later_change().map(Moment::rfc3339),
        authors: authors(&entry.authors),
        tags: entry.categories.iter().filter_map(|name| some_line(name)).collect(),
        language: entry.language.as_deref().and_then(language),
        attachments: entry.enclosures.iter().map(attachment).collect(),
    }
}

fn attachment(enclosure: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: address(&enclosure.url),
        mime_type: media_type(&enclosure.media_type).unwrap_or("application/octet-stream"),
        title: enclosure.title.as_deref().and_then(some_line),
        size_in_bytes: enclosure.length,
        duration_in_seconds: enclosure.seconds,
    }
}
