//! Entry ids: one function per scheme, each named after whose it is.

use chrono::Datelike;
use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::EntryId;
use super::moment::Moment;
use super::named::folder_of;
use crate::site::{Address, IdScheme, Site};

/// What an id is made of.
#[derive(Debug, Clone, Copy)]
pub struct Ingredients<'a> {
    /// The site.
    pub site: &'a Site,
    /// Index of the post's collection.
    pub collection: usize,
    /// The file, below the site's root, with `/`.
    pub source: &'a str,
    /// The page.
    pub permalink: &'a Url,
    /// Its address as the site's rule made it.
    pub address: &'a Address,
    /// When it was published.
    pub published: Option<&'a Moment>,
}

/// The id of a post that names none itself.
#[must_use]
pub fn make(scheme: IdScheme, of: Ingredients<'_>) -> EntryId {
    EntryId(match scheme {
        IdScheme::Tag => tag(of),
        IdScheme::Permalink => of.permalink.as_str().to_owned(),
        IdScheme::RawPermalink => raw_permalink(of.permalink),
        IdScheme::JekyllFeed => jekyll_feed(of),
        IdScheme::PelicanTag => pelican_tag(of),
    })
}

/// The day on which the site's host was its owner's, as RFC 4151 wants one in every `tag:` URI. It is the same for every
/// post and every site: an id made of a post's date would change when the author mends the date, and the entry would
/// come again in every reader.
const AUTHORITY_DATE: &str = "2026";

/// `tag:e.example,2026:/blog/posts/hello`: the host, the site's base path and the file without its extension, lower case
/// and ASCII; letters are composed (NFC), and what is percent-encoded is in RFC 3986's normal form, `%C3`. Neither title
/// nor date nor address is in it.
fn tag(of: Ingredients<'_>) -> String {
    let collection = of.site.collections.get(of.collection);
    let folder = collection.map_or("", |collection| collection.files.folder.as_str());
    let below = of.source.strip_prefix(folder).unwrap_or(of.source).trim_start_matches('/');
    let stem = below.rsplit_once('.').filter(|(_, extension)| !extension.contains('/')).map_or(below, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    let name = match collection {
        Some(collection) if of.site.collections.len() > 1 => &format!("{}/", collection.name),
        _ => "",
    };
    let base = of.site.url.path();
    let mut path = [&decoded(base), name, stem].concat();
    if !path.is_ascii() {
        // One file has one id, whether its disk composes the letters of its name (Linux, git) or not (macOS).
        path = path.nfc().collect();
    }
    path.make_ascii_lowercase();
    let keeps = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/');
    ["tag:", &authority(&of.site.url), ",", AUTHORITY_DATE, ":", &encoded(&path, keeps)].concat()
}

/// A host as RFC 4151 allows it: ASCII, lower case, no port, no brackets.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or("localhost").trim_matches(['[', ']']);
    host.replace(':', "-").to_ascii_lowercase()
}

fn raw_permalink(permalink: &Url) -> String {
    let (origin, rest) = permalink.as_str().split_at(permalink.as_str().len() - path_length(permalink));
    format!("{origin}{}", decoded(rest))
}

fn path_length(url: &Url) -> usize {
    let query = url.query().map_or(0, |query| query.len() + 1);
    let fragment = url.fragment().map_or(0, |fragment| fragment.len() + 1);
    url.path().len() + query + fragment
}

/// Jekyll's `Document#id`: the directory of the URL, and the slug or the name of the file without its date, not
/// slugified; jekyll-feed makes it absolute. A `#` in it cuts the rest, as it begins a fragment there.
fn jekyll_feed(of: Ingredients<'_>) -> String {
    let base = of.site.url.path().trim_end_matches('/');
    let path = of.permalink.path();
    let below = path.strip_prefix(base).unwrap_or(path);
    // Ruby's File.dirname leaves out a slash at the end first.
    let folder = folder_of(below.trim_end_matches('/'));
    let slug = of.address.slug.split('#').next().unwrap_or_default();
    let slug = encoded(slug, |byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte));
    let mut url = of.site.url.as_str().trim_end_matches('/').to_owned();
    url.push_str(folder);
    url.push('/');
    url.push_str(&slug);
    url
}

/// Pelican's `get_tag_uri`: host, day of the date as it is written, and the path, nothing encoded.
fn pelican_tag(of: Ingredients<'_>) -> String {
    let host = authority(of.permalink);
    let path = decoded(of.permalink.path());
    match of.published.map(Moment::date) {
        Some(day) => format!("tag:{host},{:04}-{:02}-{:02}:{path}", day.year(), day.month(), day.day()),
        None => format!("tag:{host}:{path}"),
    }
}

/// `text` with every byte percent-encoded that `keeps` does not keep.
pub(super) fn encoded(text: &str, keeps: impl Fn(u8) -> bool) -> String {
    if text.bytes().all(&keeps) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if keeps(byte) {
            out.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            let digit = |nibble: u8| char::from(HEX.get(usize::from(nibble)).copied().unwrap_or(b'0'));
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// `text` with its percent-encoded characters decoded; what is no UTF-8 then, or a control character, stays as it is.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let hex = |at: usize| text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let value = if *byte == b'%' { hex(at + 1).zip(hex(at + 2)).map(|(high, low)| high * 16 + low) } else { None };
        let value = value.and_then(|value| u8::try_from(value).ok()).filter(|value| !value.is_ascii_control());
        bytes.push(value.unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
