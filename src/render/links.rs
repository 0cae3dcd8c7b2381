//! Addresses in a post's text: absolute, percent-encoded, and of a scheme that is safe to follow.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use url::{Position, Url};
use xxhash_rust::xxh3::xxh3_64;

use super::by_file::ByFile;

/// What the addresses of one entry's text are relative to.
#[derive(Debug)]
pub(super) struct Links<'a> {
    page: Url,
    /// What relative addresses are relative to, where the page says that it is not the page.
    other: Option<Url>,
    /// The folder of `base` up to its last slash, where that is spelled so that paths below it are known without
    /// parsing.
    folder: Option<String>,
    /// Begins every id of the entry, since readers show many entries on one page.
    prefix: String,
    /// The files that addresses may name, where the text is a post's own.
    by_file: Option<ByFile<'a>>,
}

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// To be followed.
    Link,
    /// To be shown or played.
    Media,
}

/// What became of an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolved<'a> {
    /// It is this absolute URL.
    Url(Cow<'a, str>),
    /// It points into the entry itself: the part after `#`, decoded.
    Fragment(String),
    /// Nobody should follow it.
    Refused(Refusal),
}

/// An address that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Where its link or picture stands in the text; `None` where only the parser knows.
    pub range: Option<Range<usize>>,
    /// The address as it was written, up to [`REMEMBERED`] bytes of it.
    pub address: String,
    pub why: Refusal,
}

/// So much of an address that was left out is known later.
const REMEMBERED: usize = 256;

impl Refused {
    pub(super) fn new(range: Option<Range<usize>>, address: &str, why: Refusal) -> Self {
        let address = address.get(..address.floor_char_boundary(REMEMBERED)).unwrap_or_default().to_owned();
        Self { range, address, why }
    }
}

/// Why an address was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its scheme runs code, or no reader knows it.
    Scheme,
    /// It is no URL.
    Invalid,
    /// A template could not say where it leads, and has told so itself.
    Nowhere,
}

/// Schemes of links that a reader can follow and that run nothing.
pub(super) const LINK_SCHEMES: [&str; 22] = [
    "http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "ftp", "ftps", "sftp", "magnet", "geo", "webcal",
    "gemini", "gopher", "matrix", "news", "nntp", "feed", "git", "ssh",
];

/// A picture written into its address may have so many bytes; larger ones are refused.
const DATA_LIMIT: usize = 32 * 1024;

impl<'p> Links<'p> {
    /// The addresses of the page at `base`; ids are made unique by `id`, the entry's own.
    pub(super) fn new(base: &Url, id: &str) -> Self {
        let mut prefix = String::with_capacity(10);
        // A letter first: an id that begins with a digit cannot be written in a style sheet as it is.
        let _ = write!(prefix, "e{:08x}-", xxh3_64(id.as_bytes()) & 0xffff_ffff);
        Self { page: base.clone(), other: None, folder: plain_folder(base), prefix, by_file: None }
    }

    /// The same for a text whose addresses may name files.
    pub(super) fn among(self, by_file: ByFile<'p>) -> Self {
        Self { by_file: Some(by_file), ..self }
    }

    /// The same for a page that says by `<base href>` what its addresses are relative to.
    pub(super) fn with_base(mut self, href: &str) -> Self {
        if let Ok(base) = self.page.join(href.trim())
            && matches!(base.scheme(), "http" | "https")
        {
            self.folder = plain_folder(&base);
            self.other = Some(base);
        }
        self
    }

    /// What relative addresses are relative to.
    fn base(&self) -> &Url {
        self.other.as_ref().unwrap_or(&self.page)
    }

    /// What begins every id of the entry.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What becomes of an address as it is written in the text.
    pub(super) fn resolve<'a>(&self, written: &'a str, purpose: Use) -> Resolved<'a> {
        let trimmed = written.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        if trimmed.starts_with(super::template::NOWHERE) {
            return Resolved::Refused(Refusal::Nowhere);
        }
        if is_plain(trimmed) {
            return Resolved::Url(Cow::Borrowed(trimmed));
        }
        let leads_to = || self.base().join(trimmed).ok();
        if let Some(url) = self.by_file.and_then(|files| files.address(trimmed, purpose, leads_to)) {
            return Resolved::Url(Cow::Owned(encoded(&url, Position::AfterFragment)));
        }
        if let Some(url) = self.plain_path(trimmed) {
            return Resolved::Url(Cow::Owned(url));
        }
        if let Some(fragment) = trimmed.strip_prefix('#').filter(|_| purpose == Use::Link) {
            return Resolved::Fragment(decode(fragment));
        }
        if purpose == Use::Media && is_small_picture(trimmed) {
            return Resolved::Url(Cow::Borrowed(trimmed));
        }
        let Ok(url) = self.base().join(trimmed) else { return Resolved::Refused(Refusal::Invalid) };
        let allowed = match purpose {
            Use::Link => LINK_SCHEMES.contains(&url.scheme()),
            Use::Media => matches!(url.scheme(), "http" | "https"),
        };
        if !allowed {
            return Resolved::Refused(Refusal::Scheme);
        }
        if matches!(url.scheme(), "http" | "https") && url.host_str().is_none_or(str::is_empty) {
            return Resolved::Refused(Refusal::Invalid);
        }
        Resolved::Url(Cow::Owned(encoded(&url, Position::AfterFragment)))
    }

    /// The address of a path without anything in it that would have to be understood: `/img/a.png`, `../b/`. Most are
    /// such, and parsing is what costs.
    fn plain_path(&self, written: &str) -> Option<String> {
        let folder = self.folder.as_deref()?;
        let (mut base, mut rest) = (folder, written);
        if let Some(below) = rest.strip_prefix('/') {
            base = folder.get(..=self.base()[..Position::BeforePath].len())?;
            rest = below;
        } else {
            let root = self.base()[..Position::BeforePath].len();
            while let Some(above) = rest.strip_prefix("../") {
                // Above the root there is nothing, and it stays the root.
                let parent = base
                    .strip_suffix('/')
                    .and_then(|base| memchr::memrchr(b'/', base.as_bytes()))
                    .unwrap_or(root)
                    .max(root);
                base = base.get(..=parent)?;
                rest = above;
            }
        }
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
        let has_dots = rest.starts_with('.') || memchr::memmem::find(rest.as_bytes(), b"/.").is_some();
        if rest.is_empty() || rest.starts_with('/') || has_dots || !rest.bytes().all(is_plain) {
            return None;
        }
        Some([base, rest].concat())
    }

    /// The address of `fragment` within the entry. What no URL may hold is percent-encoded: readers decode a fragment
    /// before they look for its id.
    pub(super) fn within(&self, fragment: &str) -> String {
        let mut out = format!("#{}", self.prefix);
        for c in fragment.chars() {
            match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() && (matches!(byte, b'%' | b'#') || !is_url_byte(byte)) => {
                    let _ = write!(out, "%{byte:02X}");
                }
                _ => out.push(c),
            }
        }
        out
    }

    /// The address of `fragment` on the page itself, for what is not in the entry.
    pub(super) fn on_page(&self, fragment: &str) -> String {
        let mut url = self.page.clone();
        url.set_fragment(Some(fragment).filter(|fragment| !fragment.is_empty()));
        encoded(&url, Position::AfterFragment)
    }

    /// The candidates of a `srcset`, absolute; `None` when none is left.
    pub(super) fn srcset(&self, written: &str) -> Option<String> {
        let mut out = String::with_capacity(written.len());
        for (url, descriptor) in candidates(written) {
            if let Resolved::Url(url) = self.resolve(url, Use::Media) {
                if !out.is_empty() {
                    out.push_str(", ");
                }
                out.push_str(&url);
                if !descriptor.is_empty() {
                    out.push(' ');
                    out.push_str(descriptor);
                }
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

/// The folder of a page, percent-encoded, when nothing in it needs a second look.
fn plain_folder(base: &Url) -> Option<String> {
    let mut folder = encoded(base, Position::AfterPath);
    folder.truncate(folder.rfind('/')? + 1);
    let path = folder.get(base[..Position::BeforePath].len()..)?;
    (path.starts_with('/') && !path.contains("//")).then_some(folder)
}

/// The candidates of a `srcset` as written: address and descriptor (HTML, "Parsing a srcset attribute").
pub(super) fn candidates(written: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = written;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (url, tail) = rest.split_at(end);
        if let Some(bare) = url.strip_suffix(',') {
            found.push((bare.trim_end_matches(','), ""));
            rest = tail;
            continue;
        }
        let (descriptor, tail) = tail.split_once(',').unwrap_or((tail, ""));
        found.push((url, descriptor.trim()));
        rest = tail;
    }
}

/// Whether it is an absolute web address that needs nothing done to it: most are, and parsing is what costs.
fn is_plain(written: &str) -> bool {
    let Some(rest) = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://")) else {
        return false;
    };
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, tail) = rest.split_at(host_end);
    let host_is_plain = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
        // A host that ends in a number is an IPv4 address, and those have many spellings.
        && host.bytes().last().is_some_and(|b| b.is_ascii_lowercase())
        && host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !host.contains("..")
        && !host.contains("xn--");
    host_is_plain && tail.bytes().all(is_url_byte) && !tail.contains("/.") && tail.matches('#').count() < 2
}

/// Whether the byte may stand in the path, query or fragment of a URL as it is (RFC 3986 §2).
fn is_url_byte(byte: u8) -> bool {
    // As a set it would be searched for each byte.
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9')
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&' | b'\'')
        || matches!(byte, b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%')
}

/// The URL up to a place in it, with what WHATWG leaves alone and RFC 3986 forbids (`[`, `|`, `^`) percent-encoded after
/// the host.
fn encoded(url: &Url, end: Position) -> String {
    let (head, tail) = (&url[..Position::AfterHost], &url[Position::AfterHost..end]);
    let mut out = String::with_capacity(head.len() + tail.len());
    out.push_str(head);
    let mut hashes = 0;
    for byte in tail.bytes() {
        hashes += usize::from(byte == b'#');
        if is_url_byte(byte) && (byte != b'#' || hashes == 1) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// An address as it can stand between `<` and `>` in Markdown.
pub(super) fn percent_encoded(url: &str) -> String {
    url.replace(' ', "%20").replace('<', "%3C").replace('>', "%3E").replace('\n', "")
}

fn is_small_picture(written: &str) -> bool {
    let Some(kind) = written.get(..5).filter(|head| head.eq_ignore_ascii_case("data:")).and(written.get(5..)) else {
        return false;
    };
    let pictures = ["image/png", "image/gif", "image/jpeg", "image/webp", "image/avif"];
    written.len() <= DATA_LIMIT
        && pictures.iter().any(|picture| {
            kind.get(..picture.len()).is_some_and(|head| head.eq_ignore_ascii_case(picture))
                && kind.get(picture.len()..).is_some_and(|tail| tail.starts_with([';', ',']))
        })
        && kind.bytes().all(is_url_byte)
}

/// Percent-encoding undone, where it stands for UTF-8.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
        if let (b'%', Some(high), Some(low)) = (first, hex(0), hex(1)) {
            bytes.push(high * 16 + low);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn links() -> Links<'static> {
        Links::new(&Url::parse("https://example.com/blog/2024/post/").unwrap(), "tag:example.com,2024:post")
    }

    fn link(written: &str) -> String {
        match links().resolve(written, Use::Link) {
            Resolved::Url(url) => url.into_owned(),
            Resolved::Fragment(fragment) => format!("fragment {fragment}"),
            Resolved::Refused(refusal) => format!("{refusal:?}"),
        }
    }

    #[test]
    fn links_become_absolute_against_the_page() {
        for (written, expected) in [
            ("pic.png", "https://example.com/blog/2024/post/pic.png"),
            ("/pic.png", "https://example.com/pic.png"),
            ("../x/?a=1&b=2#c", "https://example.com/blog/2024/x/?a=1&b=2#c"),
            ("//cdn.example.org/x", "https://cdn.example.org/x"),
            ("", "https://example.com/blog/2024/post/"),
            ("?page=2", "https://example.com/blog/2024/post/?page=2"),
            ("https://example.org", "https://example.org"),
            ("https://example.org/a_(b)", "https://example.org/a_(b)"),
            (" https://example.org/x ", "https://example.org/x"),
            ("HTTPS://Example.ORG/a/../b", "https://example.org/b"),
            ("https://münchen.example/ünï?ö#ä", "https://xn--mnchen-3ya.example/%C3%BCn%C3%AF?%C3%B6#%C3%A4"),
            ("a b[1]|^{}.png", "https://example.com/blog/2024/post/a%20b%5B1%5D%7C%5E%7B%7D.png"),
            ("https://[::1]:8080/a[b]", "https://[::1]:8080/a%5Bb%5D"),
            ("mailto:me@example.com", "mailto:me@example.com"),
            ("#top", "fragment top"),
            ("#caf%C3%A9", "fragment café"),
            ("java\nscript:alert(1)", "Scheme"),
            ("JaVaScRiPt:alert(1)", "Scheme"),
            ("\u{1}javascript:alert(1)", "Scheme"),
            ("vbscript:x", "Scheme"),
            ("data:text/html,x", "Scheme"),
            ("file:///etc/passwd", "Scheme"),
            ("http://[bad", "Invalid"),
            ("https://", "Invalid"),
        ] {
            assert_eq!(link(written), expected, "{written:?}");
        }
    }

    proptest! {
        #[test]
        fn a_path_that_is_not_parsed_is_what_parsing_gives(
            base in prop::sample::select(vec![
                "https://example.com", "https://example.com/a.html", "http://example.com:8080/a/b/c/?q#f",
                "https://example.com/a b/[c]/", "https://example.com/a//b/",
            ]),
            path in "(\\.\\./){0,4}/?[a-c./_0-]{0,12}",
        ) {
            let links = Links::new(&Url::parse(base).unwrap(), "x");
            if let Some(url) = links.plain_path(&path) {
                prop_assert_eq!(url, encoded(&links.base().join(&path).unwrap(), Position::AfterFragment));
            }
        }
    }

    #[test]
    fn the_paths_that_most_posts_have_are_not_parsed() {
        for (written, expected) in [
            ("../word/", Some("https://example.com/blog/2024/word/")),
            ("../../../../x.png", Some("https://example.com/x.png")),
            ("/img/a_1.png", Some("https://example.com/img/a_1.png")),
            ("pic.png", Some("https://example.com/blog/2024/post/pic.png")),
            ("a/../b", None),
            ("//host/x", None),
            ("a?b", None),
        ] {
            assert_eq!(links().plain_path(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_small_picture_may_be_in_its_address_and_a_script_may_not() {
        let media = |written: &str| matches!(links().resolve(written, Use::Media), Resolved::Url(_));
        assert!(media("data:image/png;base64,AAAA"));
        assert!(!media("data:image/svg+xml;base64,AAAA"));
        assert!(!media("data:text/html;base64,AAAA"));
        assert!(!media(&format!("data:image/png;base64,{}", "A".repeat(DATA_LIMIT))));
        assert!(!media("mailto:me@example.com"));
    }

    #[test]
    fn every_candidate_of_a_srcset_becomes_absolute() {
        assert_eq!(
            links().srcset("a.png 1x, /b.png 2x,c,d 100w , javascript:x 3x").unwrap(),
            "https://example.com/blog/2024/post/a.png 1x, https://example.com/b.png 2x, \
             https://example.com/blog/2024/post/c,d 100w"
        );
        assert_eq!(links().srcset(" , "), None);
    }

    proptest! {
        #[test]
        fn what_is_resolved_once_stays_as_it_is(written in ".{0,60}") {
            if let Resolved::Url(once) = links().resolve(&written, Use::Link) {
                prop_assert_eq!(links().resolve(&once, Use::Link), Resolved::Url(Cow::Borrowed(once.as_ref())));
                prop_assert!(once.is_ascii());
            }
        }
    }

    #[test]
    fn a_fragment_within_the_entry_is_a_url_whatever_its_id_holds() {
        let links = Links::new(&Url::parse("https://e.example/a/").unwrap(), "x");
        let within = |fragment| links.within(fragment).replace(links.prefix(), "");
        assert_eq!(within("a-b_1:c.d"), "#a-b_1:c.d");
        assert_eq!(within("caf\u{e9}"), "#caf\u{e9}");
        assert_eq!(within("<b> 50% \"#1"), "#%3Cb%3E%2050%25%20%22%231");
    }
}
