//! Feeds as a subscriber's program reads them: by a strict parser of each format, and by `feed-rs`.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use roxmltree::{Document, Node};
use serde_json::Value;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// What a reader keeps of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub link: String,
    pub title: Option<String>,
    pub published: Option<DateTime<Utc>>,
    pub authors: Vec<String>,
    pub categories: Vec<String>,
    pub summary: Option<String>,
    pub content: Option<String>,
}

/// The entries of the three feeds in a folder, which are the same in each; JSON Feed's, which need no stand-ins.
pub fn entries(folder: &Path) -> Vec<Entry> {
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (rss, atom, json) = (text("rss.xml"), text("atom.xml"), text("feed.json"));
    let (of_rss, of_atom, of_json) = (rss_entries(&rss), atom_entries(&atom), json_entries(&json));
    assert_eq!(of_rss.len(), of_json.len());
    assert_eq!(of_atom.len(), of_json.len());
    for ((rss, atom), json) in of_rss.iter().zip(&of_atom).zip(&of_json) {
        // RSS leaves a summary that stands alone in the description, where the content would be.
        let rss = Entry { summary: json.summary.clone(), content: json.content.clone(), ..rss.clone() };
        assert_eq!(rss, json.clone(), "RSS and JSON Feed");
        let atom = Entry {
            // Atom wants a title, an author and words in every entry.
            title: atom.title.clone().filter(|_| json.title.is_some()),
            authors: if json.authors.is_empty() { Vec::new() } else { atom.authors.clone() },
            summary: atom.summary.clone().filter(|_| json.summary.is_some()),
            content: json.content.clone(),
            ..atom.clone()
        };
        assert_eq!(atom, json.clone(), "Atom and JSON Feed");
    }
    for (name, text) in [("rss.xml", &rss), ("atom.xml", &atom), ("feed.json", &json)] {
        feed_rs_reads(name, text, &of_json);
    }
    of_json
}

fn feed_rs_reads(name: &str, text: &str, meant: &[Entry]) {
    let parsed = feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
    assert_eq!(parsed.entries.len(), meant.len(), "{name}");
    for (seen, meant) in parsed.entries.into_iter().zip(meant) {
        assert_eq!(seen.id.trim(), meant.id, "{name}");
        assert_eq!(seen.links.first().map(|link| link.href.as_str()), Some(meant.link.as_str()), "{name}");
        assert_eq!(seen.published, meant.published, "{name}: {}", meant.id);
        if meant.title.is_some() {
            assert_eq!(seen.title.map(|title| title.content), meant.title, "{name}");
        }
        if !meant.authors.is_empty() {
            let authors: Vec<String> = seen.authors.into_iter().map(|author| author.name.unwrap_or_default()).collect();
            assert_eq!(authors, meant.authors, "{name}");
        }
    }
}

fn document(text: &str) -> Document<'_> {
    Document::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn named<'a, 'i: 'a>(node: Node<'a, 'i>, namespace: Option<&'a str>, name: &'a str) -> Vec<Node<'a, 'i>> {
    let is = move |child: &Node<'_, '_>| {
        child.tag_name().name() == name && child.tag_name().namespace() == namespace && child.is_element()
    };
    node.children().filter(is).collect()
}

fn text_of(node: &Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

fn texts(node: Node<'_, '_>, namespace: Option<&str>, name: &str) -> Vec<String> {
    named(node, namespace, name).iter().map(text_of).collect()
}

/// The entries of an RSS feed.
pub fn rss_entries(text: &str) -> Vec<Entry> {
    let document = document(text);
    let channel = document.root_element().first_element_child().unwrap();
    let item = |item: Node<'_, '_>| {
        let first = |namespace, name| texts(item, namespace, name).into_iter().next();
        Entry {
            id: first(None, "guid").unwrap(),
            link: first(None, "link").unwrap(),
            title: first(None, "title"),
            published: first(None, "pubDate").map(|date| DateTime::parse_from_rfc2822(&date).unwrap().to_utc()),
            authors: texts(item, Some(DC), "creator"),
            categories: texts(item, None, "category"),
            summary: first(None, "description"),
            content: first(Some(CONTENT), "encoded"),
        }
    };
    named(channel, None, "item").into_iter().map(item).collect()
}

/// The entries of an Atom feed.
pub fn atom_entries(text: &str) -> Vec<Entry> {
    let document = document(text);
    let entry = |entry: Node<'_, '_>| {
        let first = |name| texts(entry, Some(ATOM), name).into_iter().next();
        let link = |node: &Node<'_, '_>| node.attribute("rel").is_none_or(|rel| rel == "alternate");
        let links = named(entry, Some(ATOM), "link");
        let authors = named(entry, Some(ATOM), "author");
        let categories = named(entry, Some(ATOM), "category");
        first("updated").expect("Atom wants updated");
        Entry {
            id: first("id").unwrap(),
            link: links.iter().find(|node| link(node)).unwrap().attribute("href").unwrap().to_owned(),
            title: first("title"),
            published: first("published").map(|date| DateTime::parse_from_rfc3339(&date).unwrap().to_utc()),
            authors: authors.into_iter().flat_map(|author| texts(author, Some(ATOM), "name")).collect(),
            categories: categories.iter().map(|node| node.attribute("term").unwrap().to_owned()).collect(),
            summary: first("summary"),
            content: first("content"),
        }
    };
    named(document.root_element(), Some(ATOM), "entry").into_iter().map(entry).collect()
}

/// The entries of a JSON feed.
pub fn json_entries(text: &str) -> Vec<Entry> {
    let feed: Value = serde_json::from_str(text).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let item = |item: Value| Entry {
        id: text(&item["id"]).unwrap(),
        link: text(&item["url"]).unwrap(),
        title: text(&item["title"]),
        published: text(&item["date_published"]).map(|date| DateTime::parse_from_rfc3339(&date).unwrap().to_utc()),
        authors: list(&item["authors"]).iter().filter_map(|author| text(&author["name"])).collect(),
        categories: list(&item["tags"]).iter().filter_map(text).collect(),
        summary: text(&item["summary"]),
        content: text(&item["content_html"]),
    };
    list(&feed["items"]).into_iter().map(item).collect()
}
