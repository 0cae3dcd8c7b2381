use super::*;

fn at(text: &str) -> Option<Moment> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| Moment { instant, day_only: false })
}

fn without_markup(entry: &SavedEntry) -> SavedEntry {
    SavedEntry { markup: 0, ..entry.clone() }
}

fn refused(bytes: &[u8]) -> (&'static str, Option<(u32, u32)>, String) {
    let problem = read("feed", bytes).unwrap_err();
    let point = problem.place.and_then(|place| place.point).map(|point| (point.line, point.column));
    (problem.code, point, problem.message)
}

#[test]
fn rss_is_read_with_its_ids_byte_for_byte() {
    let text = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The blog</title><link>https://e.example/</link>
<item><guid isPermaLink="false">  not a &amp; URI
ñ </guid><link> https://e.example/a </link><title>A &lt;b&gt;</title><pubDate>Tue, 03 Jun 2025 08:00:00 +0200</pubDate>
<description>short</description><content:encoded><![CDATA[<p>Hello <b>you</b></p>]]></content:encoded></item>
<item><guid>https://e.example/b</guid><pubDate>Mon, 03 Jun 2025 08:00:00 GMT</pubDate><description>Only this</description></item>
<item><link>https://e.example/c</link></item>
<item><title>neither id nor link</title></item>
</channel></rss>"#;
    let feed = read("feed", text.as_bytes()).unwrap();
    assert_eq!((feed.kind, feed.entries.len()), (Kind::Rss, 3));
    let first = SavedEntry {
        id: "  not a & URI\nñ ".to_owned(),
        link: "https://e.example/a".to_owned(),
        title: "A <b>".to_owned(),
        published: at("2025-06-03T08:00:00+02:00"),
        updated: None,
        words: Words::of("Hello you"),
        whole: true,
        markup: 0,
    };
    assert_eq!(without_markup(&feed.entries[0]), first);
    let second = SavedEntry {
        id: "https://e.example/b".to_owned(),
        link: "https://e.example/b".to_owned(),
        published: at("2025-06-03T08:00:00+00:00"),
        words: Words::of("Only this"),
        ..SavedEntry::default()
    };
    assert_eq!(without_markup(&feed.entries[1]), second);
    assert_eq!(feed.entries[2].id, "https://e.example/c");
}

#[test]
fn atom_is_read_with_xhtml_and_prefixes() {
    let text = r#"<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:id>f</a:id><a:entry><a:id>tag:x</a:id>
<a:link rel="self" href="https://e.example/self"/><a:link href="https://e.example/a"/>
<a:published>2025-06-03T08:00:00Z</a:published><a:updated>2025-06-04T08:00:00Z</a:updated><a:title>T</a:title>
<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hello</p><p>you<br/>all</p></div></a:content>
<a:source><a:id>not this</a:id></a:source></a:entry></a:feed>"#;
    let entry = SavedEntry {
        id: "tag:x".to_owned(),
        link: "https://e.example/a".to_owned(),
        title: "T".to_owned(),
        published: at("2025-06-03T08:00:00Z"),
        updated: at("2025-06-04T08:00:00Z"),
        words: Words::of("Hello you all"),
        whole: true,
        markup: 0,
    };
    assert_eq!(read("feed", text.as_bytes()).unwrap().entries.iter().map(without_markup).collect::<Vec<_>>(), [entry]);
}

#[test]
fn a_wordpress_export_gives_its_published_posts_alone() {
    let item = |id: u32, kind: &str, status: &str| {
        format!(
            "<item><title>P{id}</title><link>https://e.example/p{id}/</link><guid isPermaLink=\"false\">\
             https://e.example/?p={id}</guid><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><wp:post_date_gmt>\
             2019-01-08 10:00:00</wp:post_date_gmt><wp:status>{status}</wp:status><wp:post_type><![CDATA[{kind}]]>\
             </wp:post_type></item>"
        )
    };
    let text = format!(
        "<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel>{}{}{}</channel></rss>",
        item(1, "post", "publish"),
        item(2, "page", "publish"),
        item(3, "post", "draft")
    );
    let feed = read("export.xml", text.as_bytes()).unwrap();
    assert_eq!((feed.kind, feed.passed_over), (Kind::Wordpress, 2));
    assert_eq!(feed.entries[0].id, "https://e.example/?p=1");
    assert_eq!((feed.entries.len(), feed.entries[0].published), (1, at("2019-01-08T10:00:00Z")));
}

#[test]
fn an_rdf_feed_has_its_ids_in_attributes() {
    let text = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"/><item rdf:about="urn:1"><link>https://e.example/a</link>
<dc:date>2005-01-01T00:00:00Z</dc:date></item></rdf:RDF>"#;
    let feed = read("feed", text.as_bytes()).unwrap();
    assert_eq!((feed.entries[0].id.as_str(), feed.entries[0].published), ("urn:1", at("2005-01-01T00:00:00Z")));
}

#[test]
fn a_json_feed_may_number_its_entries() {
    let text = r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":7,"url":"https://e.example/","content_text":"Hi"}]}"#;
    let feed = read("feed", text.as_bytes()).unwrap();
    assert_eq!((feed.kind, feed.entries[0].id.as_str(), feed.entries[0].whole), (Kind::Json, "7", true));
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    let broken = |text: &str| {
        let (code, point, _) = refused(text.as_bytes());
        (code, point)
    };
    let malformed = |line, column| ("saved-feed-malformed", Some((line, column)));
    assert_eq!(broken("<rss>\n<channel>\n"), malformed(2, 1));
    assert_eq!(broken("<rss>\n<a></b></rss>"), malformed(2, 4));
    assert_eq!(broken("<rss><channel>a & b</channel></rss>"), malformed(1, 17));
    assert_eq!(broken("<rss><channel>a&nbsp;b</channel></rss>"), malformed(1, 16));
    assert_eq!(broken("<rss><channel a='1' a='2'/></rss>"), malformed(1, 6));
    assert_eq!(broken("<rss></rss>\nmore"), malformed(2, 1));
    assert_eq!(broken("<rss>\u{1}</rss>"), malformed(1, 6));
    assert_eq!(broken("{\n\"version\": }"), malformed(2, 12));
    assert_eq!(broken(&"<rss>".repeat(1000)), malformed(1, 1281));
    assert_eq!(refused(b"<rss>\xff</rss>").1, Some((1, 6)));
}

#[test]
fn what_is_no_feed_is_called_so() {
    for text in ["", "hello", "<opml/>", "{\"items\": []}", "{}", "<!DOCTYPE html><html></html>"] {
        assert_eq!(refused(text.as_bytes()).0, "saved-feed-unknown", "{text}");
    }
    assert_eq!(refused(b"<!DOCTYPE html><html><p></html>").2, "this is a web page, not a feed");
}

#[test]
fn older_encodings_are_read() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><rss><channel><item><guid>caf\xe9 \x93</guid></item></channel></rss>";
    assert_eq!(read("feed", latin).unwrap().entries[0].id, "café “");
    let text = "<rss><channel><item><guid>é</guid></item></channel></rss>";
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("feed", &wide).unwrap().entries[0].id, "é");
}
