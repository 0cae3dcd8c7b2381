//! Links into a part of an entry's text that was left out: they lead to the page, which has all of it.

use std::borrow::Cow;
use std::collections::HashSet;

use super::escape::unescaped;
use super::links::{Links, decode};

/// The text, of our own writing, with its links into what it does not hold leading to the page.
pub(super) fn to_the_page<'h>(html: &'h str, links: &Links) -> Cow<'h, str> {
    if !html.contains(LINK) {
        return Cow::Borrowed(html);
    }
    let ids: HashSet<Cow<'_, str>> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(unescaped).collect();
    let mut parts = html.split(LINK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (written, rest) = part.split_once('"').unwrap_or((part, ""));
        let fragment = decode(&unescaped(written));
        if ids.contains(fragment.as_str()) {
            out.extend([LINK, written]);
        } else {
            // A note has its number from us, and another address on the page.
            let own = fragment.strip_prefix(links.prefix()).unwrap_or(&fragment);
            out.push_str(" href=\"");
            out.push_str(&links.on_page(if own.starts_with("fn") { "" } else { own }).replace('&', "&amp;"));
        }
        out.push('"');
        out.push_str(rest);
    }
    Cow::Owned(out)
}

/// How a link into the entry begins.
const LINK: &str = " href=\"#";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_where_its_id_is_there_however_it_is_spelled() {
        let links = Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "id");
        for (id, kept) in [("a", true), ("über", true), ("a&b<c", true), ("gone", false), ("fort-ü", false)] {
            let mut out = String::new();
            super::super::escape::push_named(&mut out, "href", &links.within(id));
            let mut there = String::new();
            if kept {
                super::super::escape::push_named(&mut there, "id", &format!("{}{id}", links.prefix()));
            }
            let html = format!("<p{there}><a{out}>x</a></p>");
            let page = format!("<p><a href=\"{}\">x</a></p>", links.on_page(id));
            assert_eq!(to_the_page(&html, &links), if kept { html.as_str() } else { &page }, "{id}");
        }
    }
}
