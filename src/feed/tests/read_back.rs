//! What is written is read back: by strict parsers, whatever the text is, and by `feed-rs` as a reader would.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::samples::{bare, bare_entry, full, person, sparse, summaries};
use super::written;
use crate::feed::text::{as_html, clean, exact, is_blank, line, stand_in_title};
use crate::feed::{Feed, FeedEntry, Format};
use crate::render::SafeHtml;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// Any text, with what breaks feeds more often than chance would have it.
fn any_text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "]]>",
        "<![CDATA[",
        "<b>",
        "</p>",
        "<",
        ">",
        "&",
        "&amp;",
        "&nbsp;",
        "&#0;",
        "\"",
        "'",
        "\r\n",
        "\r",
        "\n",
        "\t",
        "\0",
        "\u{b}",
        "\u{1f}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffd}",
        "\u{fffe}",
        "\u{ffff}",
        "<!--",
        "-->",
        "<?xml",
        "?>",
        "\u{202e}",
        "é",
        "🍞",
        " ",
    ]);
    let piece = prop_oneof![nasty.prop_map(str::to_owned), any::<char>().prop_map(String::from), "[a-z]{1,5}"];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn texts_of(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// The text of each child of this name.
fn children(node: Node<'_, '_>, namespace: Option<&str>, name: &str) -> Vec<String> {
    node.children()
        .filter(|child| child.tag_name().name() == name && child.tag_name().namespace() == namespace)
        .map(texts_of)
        .collect()
}

fn some(text: &str) -> Vec<String> {
    if is_blank(text) { Vec::new() } else { vec![text.to_owned()] }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_place_reads_back_equal(
        title in any_text(), body in any_text(), summary in any_text(), name in any_text(), category in any_text(),
        id in any_text(), own in any_text(),
    ) {
        let entry = FeedEntry {
            id: format!("tag:{id}"),
            title: Some(title.clone()),
            summary: Some(summary.clone()),
            content: Some(SafeHtml::unchecked(&body)),
            authors: vec![person(&name)],
            categories: vec![category.clone()],
            ..bare_entry("any")
        };
        let feed = Feed {
            title: format!("x{own}"),
            description: Some(own.clone()),
            rights: Some(own.clone()),
            id: own,
            entries: vec![entry],
            ..bare()
        };
        reads_back_as_rss(&feed);
        reads_back_as_atom(&feed);
        reads_back_as_json(&feed);
    }
}

fn reads_back_as_rss(feed: &Feed) {
    let xml = written(feed, Format::Rss);
    let document = Document::parse(&xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    let channel = document.root_element().first_element_child().unwrap();
    let item = channel.children().find(|node| node.has_tag_name("item")).unwrap();
    let entry = feed.entries.first().unwrap();
    assert_eq!(children(channel, None, "title"), [line(&feed.title).into_owned()]);
    assert_eq!(children(channel, None, "copyright"), some(&line(feed.rights.as_deref().unwrap())));
    assert_eq!(children(item, None, "title"), some(&line(entry.title.as_deref().unwrap())));
    assert_eq!(children(item, None, "guid"), [exact(&entry.id).into_owned()]);
    assert_eq!(children(item, None, "category"), some(&line(&entry.categories.concat())));
    assert_eq!(children(item, Some(DC), "creator"), some(&line(&entry.authors.first().unwrap().name)));
    let summary = some(&clean(entry.summary.as_deref().unwrap()));
    let body = some(&clean(entry.content.as_ref().unwrap().as_str()));
    let summary: Vec<String> = summary.iter().map(|text| as_html(text).into_owned()).collect();
    match (summary.as_slice(), body.as_slice()) {
        ([], []) => assert!(children(item, None, "description").concat().contains(entry.permalink.as_str())),
        ([], body) => assert_eq!(children(item, None, "description"), body),
        (summary, body) => {
            assert_eq!(children(item, None, "description"), summary);
            assert_eq!(children(item, Some(CONTENT), "encoded"), body);
        }
    }
}

fn reads_back_as_atom(feed: &Feed) {
    let xml = written(feed, Format::Atom);
    let document = Document::parse(&xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    let root = document.root_element();
    let node = root.children().find(|node| node.has_tag_name((ATOM, "entry"))).unwrap();
    let of = |node, name| children(node, Some(ATOM), name);
    let entry = feed.entries.first().unwrap();
    assert_eq!(of(root, "title"), [line(&feed.title).into_owned()]);
    assert_eq!(of(root, "id"), [clean(&feed.id).into_owned()]);
    let title = line(entry.title.as_deref().unwrap()).into_owned();
    let title = if is_blank(&title) { stand_in_title(entry) } else { title };
    assert_eq!(of(node, "title"), std::slice::from_ref(&title));
    assert_eq!(of(node, "id"), [exact(&entry.id).into_owned()]);
    let content: Vec<String> = some(&clean(entry.content.as_ref().unwrap().as_str()));
    assert_eq!(of(node, "content"), content);
    let summary = clean(entry.summary.as_deref().unwrap());
    let summary = if is_blank(&summary) && content.is_empty() { vec![title] } else { some(&summary) };
    assert_eq!(of(node, "summary"), summary);
    let name = line(&entry.authors.first().unwrap().name).into_owned();
    let name = if is_blank(&name) { line(&feed.title).into_owned() } else { name };
    let author = node.children().find(|child| child.has_tag_name((ATOM, "author"))).unwrap();
    assert_eq!(of(author, "name"), [name]);
    let terms: Vec<String> = node
        .children()
        .filter(|child| child.has_tag_name((ATOM, "category")))
        .map(|child| child.attribute("term").unwrap().to_owned())
        .collect();
    assert_eq!(terms, some(&line(&entry.categories.concat())));
}

fn reads_back_as_json(feed: &Feed) {
    let json: serde_json::Value = serde_json::from_str(&written(feed, Format::Json)).unwrap();
    let entry = feed.entries.first().unwrap();
    let item = &json["items"][0];
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned).into_iter().collect::<Vec<_>>();
    assert_eq!(text(&json["title"]), [line(&feed.title).into_owned()]);
    assert_eq!(text(&item["id"]), [exact(&entry.id).into_owned()]);
    assert_eq!(text(&item["title"]), some(&line(entry.title.as_deref().unwrap())));
    assert_eq!(text(&item["summary"]), some(&clean(entry.summary.as_deref().unwrap())));
    assert_eq!(text(&item["content_html"]), some(&clean(entry.content.as_ref().unwrap().as_str())));
    assert_eq!(text(&item["authors"][0]["name"]), some(&line(&entry.authors.first().unwrap().name)));
    assert_eq!(text(&item["tags"][0]), some(&line(&entry.categories.concat())));
    assert!(item["content_html"].is_string() || item["content_text"].as_str().is_some_and(|text| !text.is_empty()));
}

/// What a reader keeps of an entry.
#[derive(Debug, PartialEq)]
struct Seen {
    id: String,
    link: Option<String>,
    title: Option<String>,
    published: Option<DateTime<Utc>>,
    updated: Option<DateTime<Utc>>,
    authors: Vec<String>,
    categories: Vec<String>,
}

/// What `feed-rs` makes of the feed. It has no field for JSON covers and reads no enclosures of JSON as media.
fn seen_by_feed_rs(feed: &Feed, format: Format) -> Vec<Seen> {
    let parsed = feed_rs::parser::parse(written(feed, format).as_bytes()).unwrap();
    assert_eq!(parsed.title.map(|title| title.content).as_deref(), Some(feed.title.as_str()));
    let seen = |entry: feed_rs::model::Entry| Seen {
        id: entry.id,
        link: entry.links.into_iter().next().map(|link| link.href),
        title: entry.title.map(|title| title.content),
        published: entry.published,
        updated: entry.updated,
        authors: entry.authors.into_iter().filter_map(|author| author.name).collect(),
        categories: entry.categories.into_iter().map(|category| category.term).collect(),
    };
    parsed.entries.into_iter().map(seen).collect()
}

/// What a reader is to keep, with what the format itself makes of a gap.
fn meant(feed: &Feed, format: Format) -> Vec<Seen> {
    let entries = feed.entries.iter();
    entries.map(|entry| meant_of(feed, entry, format)).collect()
}

fn meant_of(feed: &Feed, entry: &FeedEntry, format: Format) -> Seen {
    let published = entry.published.map(|moment| moment.instant.to_utc());
    let updated = entry.updated.map(|moment| moment.instant.to_utc());
    let names = |people: &[crate::post::person::Person]| people.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let mut seen = Seen {
        id: entry.id.clone(),
        link: Some(entry.permalink.to_string()),
        title: entry.title.clone(),
        published,
        updated,
        authors: names(&entry.authors),
        categories: entry.categories.clone(),
    };
    match format {
        Format::Rss => seen.updated = updated.or(published),
        Format::Atom => {
            seen.title = seen.title.or_else(|| Some(stand_in_title(entry)));
            seen.updated = updated.or(published);
            if seen.authors.is_empty() {
                seen.authors = if feed.authors.is_empty() { vec![feed.title.clone()] } else { names(&feed.authors) };
            }
        }
        Format::Json => {}
    }
    seen
}

#[test]
fn feed_rs_reads_the_same_entries_in_every_format() {
    for feed in [full(), sparse(), summaries(), bare()] {
        for format in Format::ALL {
            let mut seen = seen_by_feed_rs(&feed, format);
            for (entry, seen) in feed.entries.iter().zip(&mut seen) {
                // Atom must have a date; for an undated entry it is one that does not move.
                if format == Format::Atom && entry.published.is_none() {
                    assert_eq!(seen.updated.take().unwrap().format("%Y-%m-%d").to_string(), "2000-01-01");
                }
            }
            assert_eq!(seen, meant(&feed, format), "{format:?}");
        }
    }
}

#[test]
fn feed_rs_finds_the_files_of_an_entry() {
    let sizes = |format: Format| {
        let parsed = feed_rs::parser::parse(written(&full(), format).as_bytes()).unwrap();
        let entry = parsed.entries.into_iter().next().unwrap();
        let media = entry.media.into_iter().flat_map(|media| media.content);
        let of_media = media.map(|one| (one.url.unwrap().to_string(), one.size));
        let links = entry.links.into_iter().filter(|link| link.rel.as_deref() == Some("enclosure"));
        let mut all: Vec<_> = of_media.chain(links.map(|link| (link.href, link.length))).collect();
        all.sort();
        all
    };
    let cover = ("https://blog.example/posts/bread/loaf.jpg?size=l&v=2".to_owned(), Some(48_213));
    let recipe = ("https://blog.example/posts/bread/recipe%5B1%5D.pdf".to_owned(), None);
    // Where there is media:content, feed-rs gives up the RSS enclosure.
    let audio = ("https://media.example/bread.mp3".to_owned(), Some(5_242_880));
    assert_eq!(sizes(Format::Rss), [cover.clone(), recipe.clone()]);
    assert_eq!(sizes(Format::Atom), [cover, recipe, audio]);
}
