//! Feeds made to harm: an answer in bounded time, whatever comes.

use std::time::{Duration, Instant};

use feedwright::check::fix::mend;
use feedwright::check::{Options, check};
use proptest::prelude::*;

/// What any of these may take in a build without optimisation, on a slow machine under load.
const LONG: Duration = Duration::from_mins(1);

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    let begin = Instant::now();
    let found = check("hostile", bytes, &Options { now: Some(1_790_000_000), url: None });
    assert!(begin.elapsed() < LONG, "{:?}", begin.elapsed());
    let mut codes: Vec<&str> = found.iter().map(|finding| finding.rule.code).collect();
    codes.dedup();
    codes
}

#[test]
fn a_billion_laughs_are_not_laughed() {
    let mut feed = String::from("<!DOCTYPE rss [<!ENTITY a0 \"lol\">");
    for depth in 1..12 {
        let ten = format!("&a{};", depth - 1).repeat(10);
        feed.extend(["<!ENTITY a", &depth.to_string(), " \"", &ten, "\">"]);
    }
    feed.push_str("]><rss version=\"2.0\"><channel><title>&a11;</title></channel></rss>");
    assert!(codes(feed.as_bytes()).contains(&"entity-bomb"));
}

#[test]
fn an_entity_of_another_file_stands_for_nothing() {
    let feed = "<!DOCTYPE rss [<!ENTITY secret SYSTEM \"file:///etc/passwd\">]>\
        <rss version=\"2.0\"><channel><title>&secret;</title></channel></rss>";
    let found = check("f", feed.as_bytes(), &Options::default());
    assert!(found.iter().all(|finding| !finding.message.contains("root")));
    assert!(codes(feed.as_bytes()).contains(&"doctype-external"));
}

#[test]
fn a_million_nested_elements_end_at_a_limit() {
    let feed = "<rss version=\"2.0\"><channel>".to_owned() + &"<a>".repeat(1_000_000);
    assert!(codes(feed.as_bytes()).contains(&"too-deep"));
    let html = format!(
        "<rss version=\"2.0\"><channel><item><description>{}</description></item></channel></rss>",
        "&lt;b>".repeat(500_000)
    );
    assert!(codes(html.as_bytes()).contains(&"html-broken"));
}

#[test]
fn a_huge_attribute_and_a_huge_tag_are_read_through() {
    let feed = format!("<rss version=\"2.0\" x=\"{}\"><channel/></rss>", "a".repeat(10_000_000));
    assert!(codes(feed.as_bytes()).contains(&"attribute-unexpected"));
    let feed = format!("<rss version=\"{}\"><channel/></rss>", "a".repeat(50_000_000));
    assert!(codes(feed.as_bytes()).contains(&"too-deep"));
    let many: Vec<String> = (0..200_000).map(|at| format!(" a{at}=\"\"")).collect();
    let many = many.concat();
    assert!(codes(format!("<rss{many}><channel/></rss>").as_bytes()).contains(&"too-deep"));
    let namespaces: Vec<String> = (0..200_000).map(|at| format!(" xmlns:a{at}=\"urn:a:{at}\"")).collect();
    let namespaces = namespaces.concat();
    assert!(codes(format!("<rss{namespaces}><channel/></rss>").as_bytes()).contains(&"too-deep"));
}

#[test]
fn many_findings_of_one_kind_are_counted_and_not_all_listed() {
    let feed = format!("<rss version=\"2.0\"><channel>{}</channel></rss>", "<nope/>".repeat(200_000));
    let found = check("f", feed.as_bytes(), &Options::default());
    let nopes: Vec<&str> = found
        .iter()
        .filter(|found| found.rule.code == "element-undefined")
        .map(|found| found.message.as_str())
        .collect();
    assert_eq!(nopes.len(), 1_000);
    assert_eq!(nopes[999], "<nope> does not belong into <channel> (and 199000 more)");
}

#[test]
fn text_that_is_no_feed_gets_an_answer() {
    for bytes in [
        &b""[..],
        b"\0",
        b"\xFF\xFE",
        b"\xEF\xBB\xBF",
        b"<",
        b"<?xml",
        b"{",
        b"[",
        b"\"",
        b"&",
        b"<![CDATA[",
        b"<!DOCTYPE",
    ] {
        assert!(!codes(bytes).is_empty(), "{bytes:?}");
    }
}

/// A feed of every kind, small, with a bit of everything.
const FEEDS: [&str; 4] = [
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE rss [<!ENTITY e \"x\">]>\n<rss version=\"2.0\" \
     xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\">\
     <channel><title>A &amp; B &e;</title><link>https://a.b/</link><description>d</description><itunes:category text=\"Arts\"/>\
     <item><title>t&#x26;</title><guid>1</guid><pubDate>Tue, 03 Jun 2025 08:00:00 GMT</pubDate><content:encoded><![CDATA[\
     <table><tr><td><p style=\"color:red\">é<img src='x'></table>&nbsp;]]></content:encoded></item></channel></rss>",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://a.b/\" xml:lang=\"en\"><title type=\"html\">&lt;b>x&lt;/b></title>\
     <id>tag:a.b,2025:f</id><updated>2025-06-03T08:00:00Z</updated><entry><id>HTTP://A.b/%7e</id><content type=\"xhtml\">\
     <div xmlns=\"http://www.w3.org/1999/xhtml\"><svg xmlns=\"http://www.w3.org/2000/svg\"/></div></content></entry></feed>",
    "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"\\u00e9\\ud83d\\ude00\", \"items\": [{\"id\": 1.5e3, \
     \"content_html\": \"<p>a&amp;b\", \"tags\": [true, null], \"date_published\": \"2025-06-03T08:00:00Z\"}]}",
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><channel \
     rdf:about=\"https://a.b/\"><items><rdf:Seq/></items></channel><item rdf:about=\"x\"><title>é</title></item></rdf:RDF>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 256 } else { 20_000 }))]

    #[test]
    fn damaged_feeds_are_judged_and_mended_without_a_fall(
        which in 0..FEEDS.len(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        doubled in any::<prop::sample::Index>(),
    ) {
        let mut bytes = FEEDS[which].as_bytes().to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let at = doubled.index(bytes.len());
        let tail = bytes[at..].to_vec();
        bytes.truncate(cut.index(bytes.len() + 1).max(at));
        bytes.extend(tail);
        let _ = codes(&bytes);
        if let Some(mended) = mend("f", &bytes, &Options::default()) {
            prop_assert!(!mended.edits.is_empty());
            let _ = codes(mended.text.as_bytes());
        }
    }

    #[test]
    fn random_bytes_are_judged_without_a_fall(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = codes(&bytes);
    }

    #[test]
    fn random_html_is_judged_without_a_fall(html in "(<[a-z/!?]{0,3}(div|p|b|a|table|td|tr|svg|li|select|script)?[ a-z=\"'/]{0,6}>?|&[#a-z0-9]{0,5};?|[a-zé ]){0,30}") {
        let escaped = html.replace('&', "&amp;").replace('<', "&lt;");
        let feed = format!("<rss version=\"2.0\"><channel><item><description>{escaped}</description></item></channel></rss>");
        let _ = codes(feed.as_bytes());
    }
}

#[test]
fn a_message_does_not_quote_a_megabyte() {
    let feed = format!("<rss version=\"{}\"><channel/></rss>", "ü".repeat(1_000_000));
    let found = check("f", feed.as_bytes(), &Options::default());
    assert!(found.iter().any(|finding| finding.rule.code == "rss-version-invalid"));
    assert!(found.iter().all(|finding| finding.message.len() < 700 && finding.help.len() < 700));
}

#[test]
fn names_that_no_character_has_cost_no_more_than_others() {
    let text = "x&amp;none ".repeat(500_000);
    let feed = format!("<rss version=\"2.0\"><channel><title>{text}</title></channel></rss>");
    assert!(codes(feed.as_bytes()).contains(&"feed-size"));
}
