//! What a built page says of itself: its canonical address, the feeds it announces, its title and day.

use std::borrow::Cow;

use crate::post::title::decoded;

/// What stands in a page's head, and its first heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// `<link rel="canonical">`.
    pub canonical: Option<String>,
    /// `<link rel="alternate">` with the type of a feed: (type, address).
    pub feeds: Vec<(String, String)>,
    /// `og:title`, `<title>` and the first `<h1>`, as plain text.
    pub titles: Vec<String>,
    /// The day of `article:published_time` or of the first `<time datetime>`: `2024-01-05`.
    pub day: Option<String>,
    /// It only leads elsewhere (`http-equiv="refresh"`).
    pub redirects: bool,
}

/// The media types by which feeds are announced.
pub const FEED_TYPES: [&str; 4] =
    ["application/atom+xml", "application/rss+xml", "application/feed+json", "application/json"];

/// The most tags that are looked at in one page.
const MOST_TAGS: usize = 5_000;

/// Reads the head of `page` and its first heading, in one pass.
#[must_use]
pub fn head(page: &str) -> Head {
    let mut found = Head::default();
    let mut rest = page;
    for _ in 0..MOST_TAGS {
        let Some((_, tag)) = rest.split_once('<') else { break };
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (inside, after) = end_of_tag(tag);
        rest = after;
        let name: &str = inside.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "link" => link(&mut found, inside),
            "meta" => meta(&mut found, inside),
            "title" => push_title(&mut found, after.split_once("</").map_or("", |(text, _)| text)),
            "time" if found.day.is_none() => found.day = attribute(inside, "datetime").and_then(|text| day(&text)),
            "h1" => {
                let text = after.split_once("</h1").map_or("", |(text, _)| text);
                push_title(&mut found, &without_tags(text));
                break;
            }
            // What stands in these is no markup.
            raw @ ("script" | "style") => {
                let close = format!("</{raw}");
                let ends = |part: &[u8]| part.eq_ignore_ascii_case(close.as_bytes());
                let end = after.as_bytes().windows(close.len()).position(ends);
                rest = end.and_then(|at| after.get(at..)).unwrap_or_default();
            }
            _ => {}
        }
    }
    found
}

fn link(found: &mut Head, tag: &str) {
    let (Some(rel), Some(href)) = (attribute(tag, "rel"), attribute(tag, "href")) else { return };
    let is = |wanted: &str| rel.split_whitespace().any(|word| word.eq_ignore_ascii_case(wanted));
    if is("canonical") && found.canonical.is_none() {
        found.canonical = Some(href.trim().to_owned());
    } else if is("alternate")
        && let Some(kind) = attribute(tag, "type").map(|kind| kind.trim().to_ascii_lowercase())
        && FEED_TYPES.contains(&kind.as_str())
    {
        found.feeds.push((kind, href.trim().to_owned()));
    }
}

fn meta(found: &mut Head, tag: &str) {
    if attribute(tag, "http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
        found.redirects = true;
    }
    let Some(name) = attribute(tag, "property").or_else(|| attribute(tag, "name")) else { return };
    let Some(content) = attribute(tag, "content") else { return };
    match name.to_ascii_lowercase().as_str() {
        "og:title" => push_title(found, &content),
        "article:published_time" => found.day = day(&content),
        _ => {}
    }
}

fn push_title(found: &mut Head, text: &str) {
    let plain = decoded(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if !plain.is_empty() && !found.titles.contains(&plain) {
        found.titles.push(plain);
    }
}

/// The ten characters of a date at the beginning of a text.
fn day(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    let fits =
        day.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    fits.then(|| day.to_owned())
}

/// The inside of a tag and what follows it; a `>` in quotes does not end it.
fn end_of_tag(tag: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return (tag.get(..at).unwrap_or_default(), tag.get(at + 1..).unwrap_or_default()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    (tag, "")
}

/// The value of an attribute, decoded.
fn attribute(tag: &str, wanted: &str) -> Option<String> {
    let mut rest = tag.split_once(|c: char| c.is_whitespace())?.1;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(length.max(1).min(rest.len()).max(rest.chars().next()?.len_utf8()));
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            rest = after;
            continue;
        };
        let (value, next) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = value.get(1..)?;
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(decoded(value).into_owned());
        }
        rest = next;
    }
}

fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        rest = end_of_tag(tag).1;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::{Head, head};

    #[test]
    fn a_page_says_where_it_is_and_which_feeds_there_are() {
        let page = "<!doctype html><head><!-- <link rel=canonical href=wrong> --><title>Fish &amp; chips | T</title>\n\
                    <script>if (a < b) '<link rel=canonical href=bad>'</script>\n\
                    <LINK rel='canonical' href=\"https://x.test/a?b=1&amp;c\"/>\n\
                    <link href=/feed.xml type=application/rss+xml rel=alternate title=\"a > b\">\n\
                    <link rel=\"alternate\" hreflang=\"de\" href=\"/de/\">\n\
                    <meta content='Fish &amp; chips' property=og:title>\n\
                    <meta property=\"article:published_time\" content=\"2024-01-05T10:00:00Z\"></head>\n\
                    <body><time datetime=2020-02-02></time><h1 class=x>Fish <em>&amp;</em> chips</h1><h1>No</h1>";
        assert_eq!(
            head(page),
            Head {
                canonical: Some("https://x.test/a?b=1&c".to_owned()),
                feeds: vec![("application/rss+xml".to_owned(), "/feed.xml".to_owned())],
                titles: vec!["Fish & chips | T".to_owned(), "Fish & chips".to_owned()],
                day: Some("2024-01-05".to_owned()),
                redirects: false,
            }
        );
    }

    #[test]
    fn a_page_that_leads_elsewhere_is_known() {
        let page = "<meta http-equiv=\"refresh\" content=\"0; url=/b/\"><link rel=canonical href=/b/>";
        assert!(head(page).redirects);
    }

    #[test]
    fn broken_pages_end() {
        for page in
            ["", "<", "<link", "<link rel", "<link rel=", "<link rel='", "<!--", "<script>", "<h1>", "< = = / é ="]
        {
            let _ = head(page);
        }
        let _ = head(&"<a =".repeat(10_000));
    }
}
