//! Forms of values and elements that specifications allow or forbid, each tried in a feed that is good otherwise.

use std::collections::BTreeSet;

use feedwright::check::{Options, check};

const NAMESPACES: &str = r#"xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:access="http://www.bloglines.com/about/specs/fac-1.0" xmlns:thr="http://purl.org/syndication/thread/1.0""#;

fn item(inside: &str) -> String {
    rss("2.0", "", inside)
}

fn rss(version: &str, channel: &str, item: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"{version}\" {NAMESPACES}><channel><title>T</title>\
         <link>https://example.org/</link><description>d</description>{channel}<item><title>t</title>{item}</item>\
         </channel></rss>"
    )
}

fn entry(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\" \
         {NAMESPACES}><title>T</title><id>tag:example.org,2025:f</id><updated>2025-01-01T00:00:00Z</updated>\
         <author><name>A</name></author><entry><title>t</title><id>tag:example.org,2025:1</id>\
         <updated>2025-01-02T00:00:00Z</updated><link href=\"https://example.org/1\"/><content>c</content>{inside}\
         </entry></feed>"
    )
}

fn codes(feed: &str) -> BTreeSet<&'static str> {
    check("feed", feed.as_bytes(), &Options::default()).iter().map(|finding| finding.rule.code).collect()
}

fn errors(feed: &str) -> Vec<String> {
    let found = check("feed", feed.as_bytes(), &Options::default());
    let errors = found.iter().filter(|finding| finding.severity == feedwright::problem::Severity::Error);
    errors.map(|finding| format!("{}: {}", finding.rule.code, finding.message)).collect()
}

#[test]
fn what_specifications_allow_is_no_error() {
    let good = [
        item(r#"<enclosure url="https://example.org?episode=1" length="1" type="audio/mpeg"/>"#),
        item(r#"<enclosure url="https://ann:secret@example.org/1.mp3" length="1" type="audio/mpeg"/>"#),
        item("<georss:point>  45.256   -71.92 </georss:point>"),
        item(r#"<georss:point featurename="Bridge" elev="-3.5">45.256 -71.92</georss:point>"#),
        item("<georss:circle>42.943 -71.032 500</georss:circle><georss:featuretypetag>city</georss:featuretypetag>"),
        item("<media:community><media:statistics views=\"5\"/></media:community><media:status state=\"active\"/>"),
        item(r#"<media:credit role="uploader" scheme="urn:yvs">ann</media:credit>"#),
        item("<itunes:order>1</itunes:order><itunes:isClosedCaptioned>yes</itunes:isClosedCaptioned>"),
        item("<dc:date>2025-12</dc:date>"),
        rss("2.0", "<access:restriction relationship=\"deny\"/>", ""),
        rss("0.93", "", ""),
        rss("0.94", "", ""),
        entry(r#"<thr:in-reply-to ref="tag:example.org,2025:0" href="https://example.org/0"/>"#),
        entry("<published>2025-01-01T00:00:00.5+23:59</published>"),
    ];
    let wrong: Vec<(&String, Vec<String>)> =
        good.iter().map(|feed| (feed, errors(feed))).filter(|(_, errors)| !errors.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_specifications_forbid_is_found() {
    let bad = [
        (item("<dc:date>2025-13</dc:date>"), "w3cdtf-date-invalid"),
        (item("<media:hash algo=\"md5\">zfdec888b72151965a34b4b59031290z</media:hash>"), "media-hash-invalid"),
        (item("<georss:point>45.256, -71.92</georss:point>"), "position-with-comma"),
        (item("<enclosure url=\"https://@/x\" length=\"1\" type=\"a/b\"/>"), "web-address-invalid"),
        (rss("0.95", "", ""), "rss-version-invalid"),
        (rss("2.0\" xmlns:a=\"urn:x:1\" xmlns:a=\"urn:x:2", "", ""), "attribute-twice"),
        (entry("<published>2025-01-01T00:00:00.Z</published>"), "rfc3339-date-invalid"),
        (entry("<published>2025-01-01T00:00:00+24:00</published>"), "rfc3339-date-invalid"),
        (entry("<thr:in-reply-to href=\"https://example.org/0\"/>"), "attribute-missing"),
        (entry("<summary src=\"https://example.org/s\">s</summary>"), "attribute-unexpected"),
        (entry("<link rel=\"nosuch\" href=\"https://example.org/2\"/>"), "relation-unregistered"),
    ];
    for (feed, code) in bad {
        assert!(codes(&feed).contains(code), "{code}: {:?}\n{feed}", codes(&feed));
    }
    assert!(
        !codes(&entry("<link rel=\"author\" href=\"https://example.org/ann\"/>")).contains("relation-unregistered")
    );
}
