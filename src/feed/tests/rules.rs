//! The rules of the specifications that the W3C validator was measured to hold, each said of every sample.

use std::collections::BTreeSet;

use roxmltree::{Document, Node};
use serde_json::Value;
use url::Url;

use super::samples::{all, bare, bare_entry, full, moment, person, picture};
use super::written;
use crate::feed::{Feed, FeedEntry, Format};
use crate::post::person::Person;

fn each(format: Format, check: impl Fn(&str, &Feed)) {
    for (_, feed) in all() {
        check(&written(&feed, format), &feed);
    }
}

fn named<'a, 'd>(node: Node<'a, 'd>, name: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default()
}

fn is_absolute(text: &str) -> bool {
    text.is_ascii() && Url::parse(text).is_ok() && !text.contains([' ', '[', ']', '|', '^', '`', '{', '}'])
}

fn is_rss_date(text: &str) -> bool {
    text.len() == 31 && text.ends_with(" +0000") && chrono::DateTime::parse_from_rfc2822(text).is_ok()
}

fn is_atom_date(text: &str) -> bool {
    text.len() == 25 && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

#[test]
fn namespaces_are_declared_exactly_when_they_are_used() {
    for format in [Format::Rss, Format::Atom] {
        each(format, |xml, _| {
            let document = Document::parse(xml).unwrap();
            let root = document.root_element();
            let declared: BTreeSet<&str> =
                root.namespaces().map(roxmltree::Namespace::uri).filter(|uri| !uri.ends_with("/namespace")).collect();
            let used: BTreeSet<&str> = root.descendants().filter_map(|node| node.tag_name().namespace()).collect();
            assert_eq!(declared, used, "{xml}");
        });
    }
}

#[test]
fn xml_is_laid_out_for_people_and_has_no_foreign_markup() {
    for format in [Format::Rss, Format::Atom] {
        each(format, |xml, _| {
            assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<"), "{xml}");
            assert!(xml.ends_with(">\n") && !xml.ends_with("\n\n") && !xml.contains('\r'), "{xml}");
            assert!(!xml.contains("http://www.w3.org/1999/xhtml") && !xml.contains("<!DOCTYPE"), "{xml}");
            let document = Document::parse(xml).unwrap();
            for element in document.descendants().filter(Node::is_element) {
                let before = xml.split_at(element.range().start).0;
                assert!(before.trim_end_matches(' ').ends_with('\n'), "{} begins no line", element.tag_name().name());
                let mixed = element.children().any(|child| child.is_element());
                let own: String = element.children().filter(Node::is_text).filter_map(|one| one.text()).collect();
                assert!(!mixed || own.trim().is_empty(), "{} mixes text and elements", element.tag_name().name());
                assert!(mixed || own.is_empty() || !own.trim().is_empty(), "{} is blank", element.tag_name().name());
            }
        });
    }
}

#[test]
fn rss_channels_keep_the_rules() {
    each(Format::Rss, |xml, feed| {
        let document = Document::parse(xml).unwrap();
        let root = document.root_element();
        assert_eq!(root.attribute("version"), Some("2.0"));
        let channel = root.first_element_child().unwrap();
        let names: Vec<&str> = channel.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
        assert_eq!(names.get(..3), Some(&["title", "link", "description"][..]));
        let first_item = names.iter().position(|name| *name == "item").unwrap_or(names.len());
        assert!(names.iter().skip(first_item).all(|name| *name == "item"), "items come last: {names:?}");
        assert!(is_absolute(text(channel.children().find(|node| node.has_tag_name("link")).unwrap())));
        let selfs: Vec<_> = channel.children().filter(|node| node.attribute("rel") == Some("self")).collect();
        assert_eq!(selfs.len(), 1);
        assert_eq!(selfs[0].attribute("href"), Some("https://blog.example/rss.xml"));
        assert_eq!(
            named(channel, "lastBuildDate").filter(|node| is_rss_date(text(*node))).count(),
            usize::from(feed.updated.is_some())
        );
        for image in named(channel, "image") {
            for name in ["title", "link"] {
                assert_eq!(named(image, name).next().map(text), named(channel, name).next().map(text));
            }
        }
    });
}

#[test]
fn rss_items_keep_the_rules() {
    each(Format::Rss, |xml, feed| {
        let document = Document::parse(xml).unwrap();
        let items: Vec<_> = document.descendants().filter(|node| node.has_tag_name("item")).collect();
        assert_eq!(items.len(), feed.entries.len());
        for (item, entry) in items.into_iter().zip(&feed.entries) {
            let one = |name| named(item, name).map(text).collect::<Vec<_>>();
            assert!(one("link").iter().all(|link| is_absolute(link)) && one("link").len() == 1);
            assert_eq!(one("description").len(), 1);
            assert!(!one("description")[0].trim().is_empty());
            let guid = named(item, "guid").next().unwrap();
            let is_page = text(guid) == one("link")[0];
            assert_eq!(guid.attribute("isPermaLink"), (!is_page).then_some("false"));
            assert_eq!(
                one("pubDate").iter().filter(|date| is_rss_date(date)).count(),
                usize::from(entry.published.is_some())
            );
            assert!(one("author").is_empty(), "dc:creator says it");
            assert!(named(item, "enclosure").count() <= 1);
            for enclosure in named(item, "enclosure") {
                assert!(enclosure.attribute("url").is_some_and(|url| url.starts_with("http") && is_absolute(url)));
                assert!(enclosure.attribute("length").is_some_and(|length| length.parse::<u64>().is_ok()));
                assert!(enclosure.attribute("type").is_some_and(|kind| kind.contains('/')));
            }
            let names: Vec<&str> =
                item.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
            let at = |name: &str| names.iter().position(|one| *one == name);
            assert!(at("encoded").is_none_or(|encoded| at("description").is_some_and(|before| before < encoded)));
        }
    });
}

#[test]
fn atom_feeds_keep_the_rules() {
    each(Format::Atom, |xml, _| {
        let document = Document::parse(xml).unwrap();
        let root = document.root_element();
        let names: Vec<&str> = root.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
        let first_entry = names.iter().position(|name| *name == "entry").unwrap_or(names.len());
        assert!(names.iter().skip(first_entry).all(|name| *name == "entry"), "entries come last: {names:?}");
        let selfs = named(root, "link").filter(|link| link.attribute("rel") == Some("self"));
        assert_eq!(
            selfs.filter_map(|link| link.attribute("href")).collect::<Vec<_>>(),
            ["https://blog.example/atom.xml"]
        );
        for node in std::iter::once(root).chain(named(root, "entry")) {
            for name in ["title", "id", "updated"] {
                assert_eq!(named(node, name).count(), 1, "{name}");
                assert!(!text(named(node, name).next().unwrap()).trim().is_empty(), "{name}");
            }
            assert!(named(node, "title").all(|title| title.attribute("type").is_none()));
            assert!(named(node, "id").all(|id| is_absolute(text(id))));
            assert!(["updated", "published"].iter().all(|name| named(node, name).all(|date| is_atom_date(text(date)))));
            assert!(named(node, "author").count() > 0, "an author in the feed and in every entry");
            assert!(
                named(node, "author").all(|author| named(author, "name").all(|name| !text(name).trim().is_empty()))
            );
            assert!(named(node, "category").all(|one| one.attribute("term").is_some_and(|term| !term.is_empty())
                && one.attribute("term") == one.attribute("label")));
            assert!(named(node, "link").all(|link| link.attribute("href").is_some_and(is_absolute)));
            let alternates: Vec<_> = named(node, "link")
                .filter(|link| link.attribute("rel") == Some("alternate"))
                .map(|link| link.attribute("type"))
                .collect();
            assert_eq!(alternates.iter().collect::<BTreeSet<_>>().len(), alternates.len(), "one alternate of a kind");
            assert_eq!(alternates.first(), Some(&Some("text/html")), "the page is the first alternate");
        }
        for entry in named(root, "entry") {
            assert!(named(entry, "summary").chain(named(entry, "content")).any(|node| !text(node).trim().is_empty()));
            assert!(named(entry, "summary").all(|summary| !text(summary).trim().is_empty()));
            assert!(
                named(entry, "content")
                    .filter(|node| node.tag_name().namespace() == Some("http://www.w3.org/2005/Atom"))
                    .all(|content| content.attribute("type") == Some("html"))
            );
        }
    });
}

#[test]
fn json_feeds_keep_the_rules() {
    each(Format::Json, |json, feed| {
        assert!(json.ends_with("}\n") && json.starts_with("{\n  \"version\": \"https://jsonfeed.org/version/1.1\",\n"));
        let value: Value = serde_json::from_str(json).unwrap();
        assert_eq!(value["feed_url"], "https://blog.example/feed.json");
        let items = value["items"].as_array().unwrap();
        let ids: BTreeSet<&str> = items.iter().filter_map(|item| item["id"].as_str()).collect();
        assert_eq!(ids.len(), feed.entries.len());
        for item in items {
            let strings = ["content_html", "content_text"].iter().filter_map(|key| item[*key].as_str());
            assert_eq!(strings.filter(|content| !content.trim().is_empty()).count(), 1, "{item}");
            for key in ["url", "external_url", "image"] {
                assert!(item[key].as_str().is_none_or(is_absolute), "{item}");
            }
            for key in ["date_published", "date_modified"] {
                assert!(item[key].as_str().is_none_or(is_atom_date), "{item}");
            }
            let people = item["authors"].as_array().into_iter().flatten();
            assert!(people.clone().all(|person| person["name"].as_str().is_some_and(|name| !name.is_empty())));
        }
    });
}

fn rss_image(
    width: Option<u32>,
    height: Option<u32>,
    address: &str,
) -> Option<(String, Option<String>, Option<String>)> {
    let logo = crate::post::media::Picture { width, height, ..picture(address) };
    let xml = written(&Feed { logo: Some(logo), ..bare() }, Format::Rss);
    let document = Document::parse(&xml).unwrap();
    let image = document.descendants().find(|node| node.has_tag_name("image"))?;
    let one = |name| named(image, name).next().map(|node| text(node).to_owned());
    Some((one("url").unwrap(), one("width"), one("height")))
}

#[test]
fn an_rss_image_has_an_allowed_kind_and_is_shown_within_the_limits() {
    let size = |width, height| {
        rss_image(Some(width), Some(height), "https://blog.example/l.png")
            .map(|(_, width, height)| (width.unwrap(), height.unwrap()))
    };
    let is = |width: u32, height: u32| Some((width.to_string(), height.to_string()));
    assert_eq!(size(88, 31), is(88, 31));
    assert_eq!(size(144, 400), is(144, 400));
    assert_eq!(size(600, 200), is(144, 48));
    assert_eq!(size(100, 1000), is(40, 400));
    assert_eq!(size(1, 4_000_000_000), is(1, 400));
    assert_eq!(
        rss_image(None, Some(3), "https://blog.example/L.JPEG"),
        Some(("https://blog.example/L.JPEG".to_owned(), None, None))
    );
    for address in [
        "https://blog.example/l.svg",
        "https://blog.example/l.webp",
        "https://blog.example/l",
        "https://blog.example/l.png?v=1",
    ] {
        assert_eq!(rss_image(Some(10), Some(10), address), None, "{address}");
    }
    let icon = Some("https://blog.example/i.gif".parse().unwrap());
    let xml = written(&Feed { logo: Some(picture("https://blog.example/l.svg")), icon, ..bare() }, Format::Rss);
    assert!(xml.contains("<url>https://blog.example/i.gif</url>"), "{xml}");
}

#[test]
fn rss_names_the_authors_of_an_item_and_the_address_of_the_editor() {
    let ada = |email: &str| Person { email: Some(email.to_owned()), ..person("Ada (she)") };
    let of = |people: Vec<Person>, name: &'static str| {
        let entry = FeedEntry { authors: people.clone(), ..bare_entry("a") };
        let xml = written(&Feed { authors: people, entries: vec![entry], ..bare() }, Format::Rss);
        let document = Document::parse(&xml).unwrap();
        let named: Vec<_> = document.descendants().filter(|node| node.tag_name().name() == name).map(text).collect();
        named.join("|")
    };
    assert_eq!(of(vec![ada("ada@a.example"), person("Bob")], "creator"), "Ada (she)|Bob");
    assert_eq!(of(vec![ada("ada@a.example")], "author"), "");
    assert_eq!(of(vec![ada("ada@a.example")], "managingEditor"), "");
    assert_eq!(
        of(vec![Person { name: "Ada".to_owned(), ..ada("ada@a.example") }], "managingEditor"),
        "ada@a.example (Ada)"
    );
    assert_eq!(of(vec![Person { name: "Ada".to_owned(), ..ada("not an address") }], "managingEditor"), "");
    assert_eq!(of(Vec::new(), "creator"), "");
}

#[test]
fn the_date_of_an_undated_entry_depends_on_its_id_alone() {
    let dates = |names: &[&str]| {
        let entries = names.iter().map(|name| bare_entry(name)).collect();
        let xml = written(&Feed { entries, ..bare() }, Format::Atom);
        let document = Document::parse(&xml).unwrap();
        document
            .descendants()
            .filter(|node| node.tag_name().name() == "updated")
            .map(|node| text(node).to_owned())
            .collect::<Vec<_>>()
    };
    let both = dates(&["one", "two"]);
    assert_eq!(both[1..], [dates(&["one"])[1].clone(), dates(&["two"])[1].clone()]);
    assert_ne!(both[1], both[2]);
    assert_eq!(Some(&both[0]), both[1..].iter().max(), "the feed is as new as its newest entry");
    assert_eq!(dates(&[]), ["2000-01-01T00:00:00+00:00"]);
}

#[test]
fn the_same_feed_gives_the_same_bytes_and_a_change_of_one_entry_leaves_the_others() {
    let before = written(&full(), Format::Atom);
    assert_eq!(before, written(&full(), Format::Atom));
    let mut changed = full();
    changed.entries.remove(0);
    let after = written(&changed, Format::Atom);
    let tail = |xml: &str| xml.rsplit("<entry>").next().unwrap().to_owned();
    assert_eq!(tail(&before), tail(&after));
}

#[test]
fn a_later_change_is_said_and_an_earlier_one_is_not() {
    let with = |updated: &str| {
        let entry = FeedEntry {
            published: Some(moment("2024-03-10T12:00:00+01:00")),
            updated: Some(moment(updated)),
            ..bare_entry("a")
        };
        let feed = Feed { entries: vec![entry], ..bare() };
        let json: Value = serde_json::from_str(&written(&feed, Format::Json)).unwrap();
        (
            json["items"][0]["date_modified"].as_str().map(str::to_owned),
            written(&feed, Format::Rss).contains("atom:updated"),
        )
    };
    assert_eq!(with("2024-03-10T12:00:00Z"), (Some("2024-03-10T12:00:00+00:00".to_owned()), true));
    assert_eq!(with("2024-03-10T11:00:00Z"), (None, false));
}
