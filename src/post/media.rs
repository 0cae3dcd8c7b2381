//! Media: the cover picture and the enclosures of a post, as the front matter names them.
//!
//! Nothing is read from disk here; [`measure`](super::measure) does that for the posts that a feed shows.

use url::Url;

use super::named::Named;
use super::{Fields, Found};
use crate::source::tree::{Kind, Map, Node};

/// A picture for an entry's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Absolute address.
    pub url: Url,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// Media type, `image/png`.
    pub media_type: Option<String>,
    /// Width in pixels, when the file is local.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Size in bytes.
    pub length: Option<u64>,
    /// As it is written, where that may be a file beside the post; measuring settles it.
    pub relative: Option<Box<str>>,
}

/// A file that comes with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute address.
    pub url: Url,
    /// Size in bytes; `None` when it is neither local nor given.
    pub length: Option<u64>,
    /// Media type, `audio/mpeg`.
    pub media_type: String,
    /// Playing time in seconds.
    pub seconds: Option<u64>,
    /// Title of the file.
    pub title: Option<String>,
    /// As it is written, where that may be a file beside the post; measuring settles it.
    pub relative: Option<Box<str>>,
}

/// The media type of what no extension tells.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

/// What addresses in front matter are made absolute against.
#[derive(Debug, Clone, Copy)]
pub struct Pages<'a> {
    /// The site's address.
    pub site: &'a Url,
    /// The post's page.
    pub page: &'a Url,
    /// The post is a folder of its own, whose other files are served beside its page.
    pub bundle: bool,
    /// The site serves files beside posts by a rule of its own, and relative addresses may name them.
    pub in_place: bool,
}

impl Pages<'_> {
    /// The address as it is written, where it may name a file beside the post.
    fn relative(&self, address: &str) -> Option<Box<str>> {
        let address = address.trim();
        let may_be = self.in_place && !self.bundle && Named::of(address).is_some_and(Named::is_relative);
        may_be.then(|| address.into())
    }

    /// An address of the front matter, absolute.
    ///
    /// `/img/a.png` is below the site's base path, as jekyll-feed, Hugo's `absURL` and Hexo take it, unless it already
    /// begins with it. `./a.png` is beside the page; `img/a.png` is beside the page of a bundle, else below the site.
    #[must_use]
    pub fn absolute(&self, address: &str) -> Option<Url> {
        let address = address.trim();
        if address.is_empty() || address.contains(char::is_control) {
            return None;
        }
        let base = self.site.path();
        let url = if let Some(below) = address.strip_prefix('/').filter(|rest| !rest.starts_with(['/', '\\'])) {
            let has_base = address.starts_with(base);
            if has_base { self.site.join(address) } else { self.site.join(&format!("./{below}")) }
        } else if self.bundle || address.starts_with("./") || address.starts_with("../") {
            self.page.join(address)
        } else if Url::parse(address).is_ok() {
            Url::parse(address)
        } else if address.starts_with("//") {
            self.site.join(address)
        } else {
            self.site.join(&format!("./{address}"))
        };
        url.ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    }
}

/// Keys of a cover picture, the most particular first.
const COVERS: &[&str] = &[
    "cover",
    "cover_image",
    "coverImage",
    "featured_image",
    "featuredImage",
    "feature_image",
    "image",
    "thumbnail",
    "og_image",
    "ogImage",
    "header.image",
    "header.teaser",
    "hero_image",
    "heroImage",
    "hero",
    "banner",
    "teaser",
    "images",
    "extra.cover",
    "extra.image",
    "extra.thumbnail",
    "extra.og_image",
    "params.cover",
    "params.image",
];

/// Keys of the words for a cover picture that is a string.
const ALTS: &[&str] =
    &["image_alt", "imageAlt", "cover_alt", "coverAlt", "featured_image_alt", "image_accessibility", "alt"];

/// The cover picture of a post, not measured.
#[must_use]
pub fn cover<'a>(fields: &Fields<'a>, pages: Pages<'_>) -> Option<(Picture, Found<'a>, &'static str)> {
    COVERS.iter().find_map(|key| {
        let found = fields.get(key).filter(|found| !found.node.is_blank())?;
        let (address, alt) =
            address_of(found.node, &["url", "src", "image", "path", "file", "feature", "teaser", "publicURL"])?;
        let picture = address.contains('.') || address.contains('/');
        let url = pages.absolute(address).filter(|_| picture)?;
        let relative = pages.relative(address);
        let alt = alt.or_else(|| fields.first(ALTS).and_then(|(_, found)| found.node.text()));
        let alt = alt.map(|alt| super::title::folded(alt).into_owned()).filter(|alt| !alt.is_empty());
        let media_type = guess(&url).filter(|kind| kind.starts_with("image/"));
        Some((Picture { url, alt, media_type, width: None, height: None, length: None, relative }, found, *key))
    })
}

/// The address in a node, and the words for it: a string, a map, or the first of a list.
fn address_of<'a>(node: &'a Node, keys: &[&str]) -> Option<(&'a str, Option<&'a str>)> {
    match &node.kind {
        Kind::Scalar { text, .. } => Some((text.trim(), None)).filter(|(text, _)| !text.is_empty()),
        Kind::List(nodes) => nodes.iter().find_map(|node| address_of(node, keys)),
        Kind::Map(map) => {
            let address = keys.iter().find_map(|key| map.get(key)?.text().filter(|text| !text.trim().is_empty()))?;
            let alt = ["alt", "description", "title", "caption"].iter().find_map(|key| map.get(key)?.text());
            Some((address.trim(), alt))
        }
        Kind::Null => None,
    }
}

/// Keys under which any file is an enclosure.
const ENCLOSURES: &[&str] = &["enclosure", "enclosures", "attachments"];

/// Keys under which a sound or a film is one.
const PLAYED: &[&str] = &[
    "audio",
    "audio_url",
    "audioUrl",
    "audio_file",
    "audiofile",
    "podcast",
    "podcast_url",
    "podcast_file",
    "episode",
    "media",
    "mp3",
    "video",
    "video_url",
    "file",
    "extra.audio",
    "extra.enclosure",
    "params.audio",
];

/// The files that come with a post, not measured, each with the value that names it.
#[must_use]
pub fn enclosures<'a>(fields: &Fields<'a>, pages: Pages<'_>) -> Vec<(Enclosure, Found<'a>, &'static str)> {
    let mut found: Vec<(Enclosure, Found<'a>, &'static str)> = Vec::new();
    let keys = ENCLOSURES.iter().map(|key| (*key, false)).chain(PLAYED.iter().map(|key| (*key, true)));
    for (key, played) in keys {
        let Some(value) = fields.get(key).filter(|found| !found.node.is_blank()) else { continue };
        let nodes = value.node.as_list().unwrap_or(std::slice::from_ref(value.node));
        for node in nodes {
            let Some(enclosure) = enclosure(node, fields, pages) else { continue };
            let kind = enclosure.media_type.as_str();
            let plays = ["audio/", "video/", "application/ogg"].iter().any(|start| kind.starts_with(start));
            let known = found.iter().any(|(known, ..)| known.url == enclosure.url);
            if (plays || !played) && !known {
                found.push((enclosure, Found { node, ..value }, key));
            }
        }
    }
    found
}

fn enclosure(node: &Node, fields: &Fields<'_>, pages: Pages<'_>) -> Option<Enclosure> {
    match &node.kind {
        Kind::Map(map) => from_map(map, pages),
        Kind::Scalar { text, .. } => {
            // WordPress exports hold "url\nlength\ntype" in one string.
            let mut words = text.split_whitespace();
            let address = if text.contains('\n') { words.next()? } else { text };
            let url = pages.absolute(address)?;
            let tail: Vec<&str> = if text.contains('\n') { words.collect() } else { Vec::new() };
            let beside = |keys: &[&str]| fields.first(keys).and_then(|(_, found)| found.node.text());
            let length = tail
                .first()
                .copied()
                .or_else(|| beside(&["length", "filesize", "file_size", "audio_size", "size", "bytes"]));
            let kind = tail.get(1).copied().or_else(|| beside(&["mime_type", "mimetype", "mime", "audio_type"]));
            let seconds = beside(&["duration", "audio_duration", "itunes_duration"]).and_then(seconds);
            let seconds = seconds.or_else(|| length.filter(|text| text.contains(':')).and_then(self::seconds));
            Some(Enclosure {
                media_type: media_type(kind, &url),
                url,
                length: length.and_then(bytes),
                seconds,
                title: None,
                relative: pages.relative(address),
            })
        }
        Kind::Null | Kind::List(_) => None,
    }
}

fn from_map(map: &Map, pages: Pages<'_>) -> Option<Enclosure> {
    let text =
        |keys: &[&str]| keys.iter().find_map(|key| map.get(key)?.text().map(str::trim).filter(|text| !text.is_empty()));
    let address = text(&[
        "url",
        "file",
        "src",
        "href",
        "link",
        "uri",
        "path",
        "audio",
        "mp3",
        "mp3_url",
        "audio_url",
        "mediaUrl",
    ])?;
    let url = pages.absolute(address)?;
    let length = text(&["length", "size", "bytes", "filesize", "file_size", "size_in_bytes", "mediaLength"]);
    let duration = text(&["duration", "seconds", "duration_in_seconds", "time"]);
    Some(Enclosure {
        media_type: media_type(text(&["type", "mime_type", "mimetype", "mime", "mimeType"]), &url),
        url,
        length: length.and_then(bytes),
        seconds: duration.or_else(|| length.filter(|text| text.contains(':'))).and_then(seconds),
        title: text(&["title", "name"]).map(|title| super::title::folded(title).into_owned()),
        relative: pages.relative(address),
    })
}

fn media_type(given: Option<&str>, url: &Url) -> String {
    let given = given.map(str::trim).filter(|kind| is_media_type(kind)).map(str::to_ascii_lowercase);
    given.or_else(|| guess(url)).unwrap_or_else(|| UNKNOWN_TYPE.to_owned())
}

fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-+._".contains(&byte))
    };
    text.split_once('/').is_some_and(|(kind, name)| token(kind) && token(name))
}

/// The media type by the extension of an address.
#[must_use]
pub fn guess(url: &Url) -> Option<String> {
    let name = url.path_segments()?.next_back()?;
    let (_, extension) = name.rsplit_once('.')?;
    // mime_guess has `audio/m4a` and `audio/x-…` for some; these are the registered or usual names.
    match extension.to_ascii_lowercase().as_str() {
        "m4a" | "m4b" => Some("audio/mp4".to_owned()),
        "opus" | "oga" | "ogg" => Some("audio/ogg".to_owned()),
        "flac" => Some("audio/flac".to_owned()),
        "wav" => Some("audio/wav".to_owned()),
        "aac" => Some("audio/aac".to_owned()),
        extension => mime_guess::from_ext(extension).first_raw().map(ToOwned::to_owned),
    }
}

/// A size in bytes: `60946851`, `60,946,851`, `58 MB`.
#[must_use]
pub fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    if let Ok(bytes) = digits.parse::<u64>() {
        return Some(bytes);
    }
    let at = digits.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = digits.split_at_checked(at)?;
    let unit: u64 = match unit.to_ascii_lowercase().as_str() {
        "b" | "bytes" => 1,
        "k" | "kb" => 1000,
        "kib" => 1024,
        "m" | "mb" => 1_000_000,
        "mib" => 1 << 20,
        "g" | "gb" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return None,
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: String = part.chars().chain("000000".chars()).take(6).collect();
    let millionths = whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(part.parse().ok()?)?;
    u64::try_from(u128::from(millionths) * u128::from(unit) / 1_000_000).ok()
}

/// A playing time in seconds: `1:03:29`, `63:29`, `3809`, `1h3m29s`, `PT1H3M29S`, `45 min`.
#[must_use]
pub fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains(':') {
        let parts: Vec<&str> = text.split(':').collect();
        let (last, front) = parts.split_last().filter(|(_, front)| front.len() <= 2)?;
        let last = last.split('.').next()?.parse::<u64>().ok()?;
        let front = front.iter().try_fold(0_u64, |sum, part| sum.checked_mul(60)?.checked_add(part.parse().ok()?))?;
        return front.checked_mul(60)?.checked_add(last);
    }
    let (mut total, mut number, mut any) = (0_u64, String::new(), false);
    let units = text.to_ascii_lowercase();
    let mut rest = units.strip_prefix("pt").unwrap_or(&units);
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() || first == '.' {
            number.push(first);
            rest = rest.get(1..)?;
        } else if first == ' ' {
            rest = rest.get(1..)?;
        } else {
            let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            let unit = match rest.get(..length)? {
                "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
                "m" | "min" | "mins" | "minute" | "minutes" => 60,
                "s" | "sec" | "secs" | "second" | "seconds" => 1,
                _ => return None,
            };
            total = total.checked_add(number.split('.').next()?.parse::<u64>().ok()?.checked_mul(unit)?)?;
            number.clear();
            any = true;
            rest = rest.get(length..)?;
        }
    }
    if number.is_empty() {
        return any.then_some(total);
    }
    total.checked_add(number.split('.').next()?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_playing_times_are_read_as_people_write_them() {
        assert_eq!(bytes("60946851"), Some(60_946_851));
        assert_eq!(bytes("60,946,851"), Some(60_946_851));
        assert_eq!(bytes("58.1 MB"), Some(58_100_000));
        assert_eq!(bytes("1 MiB"), Some(1_048_576));
        assert_eq!(bytes("big"), None);
        assert_eq!(seconds("1:03:29"), Some(3809));
        assert_eq!(seconds("63:29"), Some(3809));
        assert_eq!(seconds("3809"), Some(3809));
        assert_eq!(seconds("3809.7"), Some(3809));
        assert_eq!(seconds("1h3m29s"), Some(3809));
        assert_eq!(seconds("PT1H3M29S"), Some(3809));
        assert_eq!(seconds("45 min"), Some(2700));
        assert_eq!(seconds("1:2:3:4"), None);
        assert_eq!(seconds("soon"), None);
        assert_eq!(seconds("99999999999999999999:00"), None);
    }

    #[test]
    fn an_address_of_the_front_matter_is_made_absolute() {
        let site = Url::parse("https://e.example/blog/").unwrap();
        let page = site.join("2024/a/").unwrap();
        let pages = Pages { site: &site, page: &page, bundle: false, in_place: false };
        let absolute = |address: &str| pages.absolute(address).map(String::from);
        assert_eq!(absolute("/img/a.png").as_deref(), Some("https://e.example/blog/img/a.png"));
        assert_eq!(absolute("/blog/img/a.png").as_deref(), Some("https://e.example/blog/img/a.png"));
        assert_eq!(absolute("img/a b.png").as_deref(), Some("https://e.example/blog/img/a%20b.png"));
        assert_eq!(absolute("./a.png").as_deref(), Some("https://e.example/blog/2024/a/a.png"));
        assert_eq!(absolute("//cdn.example/a.png").as_deref(), Some("https://cdn.example/a.png"));
        assert_eq!(absolute("http://cdn.example/a.png").as_deref(), Some("http://cdn.example/a.png"));
        assert_eq!(absolute("data:image/png;base64,AA"), None);
        assert_eq!(absolute(" "), None);
        let bundle = Pages { bundle: true, ..pages };
        assert_eq!(bundle.absolute("a.png").map(String::from).as_deref(), Some("https://e.example/blog/2024/a/a.png"));
    }
}
