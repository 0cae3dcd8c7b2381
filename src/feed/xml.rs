//! What both XML formats share, and the guards around the crates that write them.
//!
//! `rss` and `atom_syndication` escape text and most attributes, and no more: they write characters that XML forbids,
//! `atom_syndication` writes the attributes of extensions as they come, and `rss` leaves prefixes unbound. Everything
//! handed to them goes through [`clean`], [`plain`] or [`Element`] first; the tests below notice
//! when a crate begins to do the work itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::feed::text::{address, clean, exact, media_type, some_line};
use crate::post::media::{Enclosure, Picture};

/// Media RSS.
pub(crate) const MEDIA: (&str, &str) = ("media", "http://search.yahoo.com/mrss/");

/// Stands for an entry's content until the document is written: forbidden in XML as well.
pub(crate) const CONTENT_MARK: &str = "\u{1}";

/// Stand for `&#x3C;`, `&#x26;` and `&#xD;` until [`with_references`]: characters that XML forbids, so no text has them.
const LESS: char = '\u{fffe}';
const AMPERSAND: char = '\u{ffff}';
const RETURN: &str = "\u{b}";

/// An id for a text element. A parser takes a carriage return for a line feed unless it is a reference (XML 1.0 §2.11).
pub(crate) fn id(text: &str) -> String {
    let exact = exact(text).into_owned();
    if exact.contains('\r') { exact.replace('\r', RETURN) } else { exact }
}

/// Plain text for a text element. What looks like markup (`<b>`, `&copy;`) is to be written as hexadecimal references:
/// the W3C validator takes named ones for HTML that was escaped by mistake. Everything else keeps named references,
/// since one parser shows numeric ones as they are.
pub(crate) fn plain(text: &str) -> String {
    let text = clean(text);
    if looks_like_markup(&text) {
        text.chars()
            .map(|character| match character {
                '<' => LESS,
                '&' => AMPERSAND,
                other => other,
            })
            .collect()
    } else {
        text.into_owned()
    }
}

/// Whether `text` has `<letter`, `</`, or an entity-like `&name;`.
fn looks_like_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'<', b'&', bytes).any(|at| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        match bytes.get(at) {
            Some(b'<') => rest.first().is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/'),
            Some(b'&') => {
                let name = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == b'#').count();
                name > 0 && rest.get(name) == Some(&b';')
            }
            _ => false,
        }
    })
}

/// What was written, with the references of [`plain`] in their place.
pub(crate) fn with_references(bytes: Vec<u8>) -> Vec<u8> {
    let stand_ins = memchr::memchr2_iter(0xef, 0x0b, &bytes);
    let stand_ins: Vec<_> = stand_ins.filter_map(|at| Some((at, reference_at(&bytes, at)?))).collect();
    if stand_ins.is_empty() {
        return bytes;
    }
    let mut finished = Vec::with_capacity(bytes.len() + 4 * stand_ins.len() + 1);
    let mut written = 0;
    for (at, (length, reference)) in stand_ins {
        finished.extend_from_slice(bytes.get(written..at).unwrap_or_default());
        finished.extend_from_slice(reference);
        written = at + length;
    }
    finished.extend_from_slice(bytes.get(written..).unwrap_or_default());
    finished
}

/// The length of the stand-in whose UTF-8 begins at `at`, and its reference.
fn reference_at(bytes: &[u8], at: usize) -> Option<(usize, &'static [u8])> {
    match bytes.get(at..)? {
        [0xef, 0xbf, 0xbe, ..] => Some((3, b"&#x3C;")),
        [0xef, 0xbf, 0xbf, ..] => Some((3, b"&#x26;")),
        [0x0b, ..] => Some((1, b"&#xD;")),
        _ => None,
    }
}

/// An extension element, before one of the crates takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    name: &'static str,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// An element with text alone. Empty text rather than none: without any, the indentation would become its text.
    pub(crate) fn new(name: &'static str, text: &str) -> Self {
        Self { name, attributes: BTreeMap::new(), text: plain(text), children: Vec::new() }
    }

    fn set(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.attributes.insert(name.to_owned(), value.into());
        }
    }

    /// For `rss`, which escapes attributes.
    pub(crate) fn into_rss(self) -> rss::extension::Extension {
        let mut children: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for child in self.children {
            children.entry(child.name.to_owned()).or_default().push(child.into_rss());
        }
        let value = children.is_empty().then_some(self.text);
        rss::extension::Extension { name: self.name.to_owned(), value, attrs: self.attributes, children }
    }

    /// For `atom_syndication`, which writes attributes as they come.
    pub(crate) fn into_atom(self) -> atom_syndication::extension::Extension {
        let mut children: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for child in self.children {
            children.entry(child.name.to_owned()).or_default().push(child.into_atom());
        }
        let value = children.is_empty().then_some(self.text);
        let attrs = self.attributes.into_iter().map(|(name, value)| (name, attribute(&value).into_owned())).collect();
        atom_syndication::extension::Extension { name: self.name.to_owned(), value, attrs, children }
    }
}

/// `value` as it stands between the quotes of an attribute.
fn attribute(value: &str) -> Cow<'_, str> {
    if !value.contains(['&', '<', '>', '"', '\'', '\n', '\t']) {
        return Cow::Borrowed(value);
    }
    let mut escaped = String::with_capacity(value.len() + 16);
    for character in value.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            _ => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// The cover of an entry as `media:content`.
pub(crate) fn cover(picture: &Picture) -> Element {
    let mut content = Element::new("media:content", "");
    content.set("url", Some(address(&picture.url)));
    content.set("medium", Some("image"));
    content.set("type", picture.media_type.as_deref().and_then(media_type));
    content.set("fileSize", picture.length.and_then(positive));
    content.set("width", picture.width.map(u64::from).and_then(positive));
    content.set("height", picture.height.map(u64::from).and_then(positive));
    if let Some(alt) = picture.alt.as_deref().and_then(some_line) {
        content.children.push(Element::new("media:description", &alt));
    }
    content
}

/// A file of an entry as `media:content`.
pub(crate) fn file(enclosure: &Enclosure) -> Element {
    let mut content = Element::new("media:content", "");
    content.set("url", Some(address(&enclosure.url)));
    let kind = media_type(&enclosure.media_type);
    content.set("type", kind);
    let medium = kind.and_then(|kind| kind.split('/').next()).map(str::to_ascii_lowercase);
    let medium = medium.filter(|medium| matches!(medium.as_str(), "image" | "audio" | "video"));
    content.set("medium", Some(medium.unwrap_or_else(|| "document".to_owned())));
    content.set("fileSize", enclosure.length.and_then(positive));
    content.set("duration", enclosure.seconds.and_then(positive));
    if let Some(title) = enclosure.title.as_deref().and_then(some_line) {
        content.children.push(Element::new("media:title", &title));
    }
    content
}

/// Media RSS allows no zero.
fn positive(number: u64) -> Option<String> {
    (number > 0).then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `xml` strictly, or says why not.
    fn strict(xml: &str) -> Result<(), String> {
        roxmltree::Document::parse(xml).map(|_| ()).map_err(|error| error.to_string())
    }

    fn channel_titled(title: &str) -> rss::Channel {
        rss::Channel { title: title.to_owned(), ..rss::Channel::default() }
    }

    fn atom_titled(title: &str) -> atom_syndication::Feed {
        atom_syndication::Feed { title: atom_syndication::Text::plain(title), ..atom_syndication::Feed::default() }
    }

    #[test]
    fn only_what_looks_like_markup_gets_hexadecimal_references() {
        let written = |text: &str| {
            let bytes = channel_titled(&plain(text)).write_to(Vec::new()).unwrap();
            let xml = String::from_utf8(with_references(bytes)).unwrap();
            assert_eq!(
                roxmltree::Document::parse(&xml)
                    .unwrap()
                    .descendants()
                    .find(|n| n.has_tag_name("title"))
                    .unwrap()
                    .text(),
                Some(text)
            );
            xml.split("<title>").nth(1).unwrap().split("</title>").next().unwrap().to_owned()
        };
        assert_eq!(written("AT&T, 1 < 2 & 3 > 2"), "AT&amp;T, 1 &lt; 2 &amp; 3 &gt; 2");
        assert_eq!(written("the <b> tag & more"), "the &#x3C;b&gt; tag &#x26; more");
        assert_eq!(written("&amp; in HTML"), "&#x26;amp; in HTML");
        assert_eq!(written("&#8217; too"), "&#x26;#8217; too");
        assert_eq!(written("a & b; c"), "a &amp; b; c");
        assert_eq!(written("</p>"), "&#x3C;/p&gt;");
        assert_eq!(written("全角！"), "全角！");
    }

    #[test]
    fn upstream_still_writes_forbidden_characters() {
        let rss = channel_titled("a\u{1}b\u{fffe}").write_to(Vec::new()).unwrap();
        assert!(strict(&String::from_utf8(rss).unwrap()).is_err());
        let atom = atom_titled("a\u{1}b\u{fffe}").write_to(Vec::new()).unwrap();
        assert!(strict(&String::from_utf8(atom).unwrap()).is_err());
    }

    #[test]
    fn upstream_still_writes_stand_ins_unchanged() {
        let stand_ins = format!("{LESS}{AMPERSAND}{RETURN}");
        let rss = channel_titled(&stand_ins).write_to(Vec::new()).unwrap();
        let atom = atom_titled(&stand_ins).write_to(Vec::new()).unwrap();
        for written in [rss, atom] {
            assert!(String::from_utf8(written).unwrap().contains(&format!("<title>{stand_ins}</title>")));
        }
    }

    #[test]
    fn upstream_still_leaves_atom_extension_attributes_unescaped() {
        let extension = atom_syndication::extension::Extension {
            name: "media:content".to_owned(),
            attrs: [("url".to_owned(), "a\"&<".to_owned())].into(),
            ..Default::default()
        };
        let entry = atom_syndication::Entry {
            extensions: [("media".to_owned(), [("content".to_owned(), vec![extension])].into())].into(),
            ..Default::default()
        };
        let feed = atom_syndication::Feed {
            entries: vec![entry],
            namespaces: [(MEDIA.0.to_owned(), MEDIA.1.to_owned())].into(),
            ..Default::default()
        };
        let xml = String::from_utf8(feed.write_to(Vec::new()).unwrap()).unwrap();
        assert!(xml.contains("url=\"a\"&<\""), "{xml}");
        assert!(strict(&xml).is_err());
    }

    #[test]
    fn upstream_still_leaves_namespace_addresses_of_atom_unescaped() {
        let feed = atom_syndication::Feed {
            namespaces: [("x".to_owned(), "urn:a&b".to_owned())].into(),
            ..Default::default()
        };
        assert!(strict(&String::from_utf8(feed.write_to(Vec::new()).unwrap()).unwrap()).is_err());
    }

    #[test]
    fn upstream_still_writes_xhtml_unchecked() {
        let feed = atom_syndication::Feed { title: atom_syndication::Text::xhtml("<p>"), ..Default::default() };
        assert!(strict(&String::from_utf8(feed.write_to(Vec::new()).unwrap()).unwrap()).is_err());
    }

    #[test]
    fn upstream_still_leaves_undeclared_prefixes_of_rss_unbound() {
        let element = Element::new("media:content", "").into_rss();
        let item = rss::Item {
            extensions: [("media".to_owned(), [("content".to_owned(), vec![element])].into())].into(),
            ..Default::default()
        };
        let channel = rss::Channel { items: vec![item], ..Default::default() };
        assert!(strict(&String::from_utf8(channel.write_to(Vec::new()).unwrap()).unwrap()).is_err());
    }

    #[test]
    fn upstream_still_splits_cdata_at_its_end_mark() {
        let item = rss::Item { content: Some("a]]>b]]".to_owned()), ..Default::default() };
        let channel = rss::Channel { items: vec![item], ..Default::default() };
        let xml = String::from_utf8(channel.write_to(Vec::new()).unwrap()).unwrap();
        let document = roxmltree::Document::parse(&xml).unwrap();
        let encoded = document.descendants().find(|node| node.tag_name().name() == "encoded").unwrap();
        let text: String = encoded.children().filter_map(|node| node.text()).collect();
        assert_eq!(text, "a]]>b]]");
    }

    #[test]
    fn attributes_of_extensions_read_back_in_both_formats() {
        let mut element = Element::new("media:content", "");
        let value = "a\"'<&>\n\tb";
        element.set("url", Some(value));
        let atom = element.clone().into_atom();
        let entry = atom_syndication::Entry {
            extensions: [("media".to_owned(), [("content".to_owned(), vec![atom])].into())].into(),
            ..Default::default()
        };
        let feed = atom_syndication::Feed {
            entries: vec![entry],
            namespaces: [(MEDIA.0.to_owned(), MEDIA.1.to_owned())].into(),
            ..Default::default()
        };
        let xml = String::from_utf8(feed.write_to(Vec::new()).unwrap()).unwrap();
        let document = roxmltree::Document::parse(&xml).unwrap();
        let node = document.descendants().find(|node| node.has_tag_name((MEDIA.1, "content"))).unwrap();
        assert_eq!(node.attribute("url"), Some(value));
    }
}
