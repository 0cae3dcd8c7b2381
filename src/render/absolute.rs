//! A post's own Markdown with every address absolute, for `source:markdown`: who shows it elsewhere knows no base.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{CowStr, Event, LinkType, Parser, Tag, TagEnd};
use regex::Regex;

use super::Dialect;
use super::dollars;
use super::escape;
use super::links::{Links, Resolved, Use};
use super::markdown::options;

/// Attributes of raw HTML that hold addresses.
static ADDRESSES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)\s(href|src|poster|cite|longdesc|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+))"#).ok()
});

/// The text with its links, pictures, definitions of links and raw HTML absolute. An address that no reader should
/// follow goes.
pub(super) fn absolute(text: &str, dialect: Dialect, links: &Links) -> String {
    let parsed = dollars::kept(text, dialect);
    let parser = Parser::new_ext(&parsed, options(dialect));
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for (_, definition) in parser.reference_definitions().iter() {
        let whole = text.get(definition.span.clone()).unwrap_or_default();
        let after = whole.find("]:").map(|at| definition.span.start + at + 2);
        changes.extend(
            after.and_then(|at| destination(text, at..definition.span.end, (&definition.dest, Use::Link), links)),
        );
    }
    // Each open link: where its text ends so far, its address, and what for.
    let mut open: Vec<(usize, Option<CowStr<'_>>, Use)> = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let own = (link_type == LinkType::Inline).then_some(dest_url);
                open.push((range.start + 1, own, Use::Link));
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                let own = (link_type == LinkType::Inline).then_some(dest_url);
                open.push((range.start + 2, own, Use::Media));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((at, Some(url), purpose)) = open.pop() {
                    let opens = text.get(at..range.end).and_then(|rest| rest.find("](")).map(|found| at + found + 2);
                    changes.extend(opens.and_then(|at| destination(text, at..range.end, (&url, purpose), links)));
                }
                if let Some(outer) = open.last_mut() {
                    outer.0 = range.end;
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => html(text, range, links, &mut changes),
            _ => {
                if let Some(outer) = open.last_mut() {
                    outer.0 = outer.0.max(range.end);
                }
            }
        }
    }
    apply(text, changes)
}

/// The change of the address with which a part of the text begins.
fn destination(
    text: &str,
    within: Range<usize>,
    (url, purpose): (&str, Use),
    links: &Links,
) -> Option<(Range<usize>, String)> {
    let rest = text.get(within.clone())?;
    let start = within.start + rest.len() - rest.trim_start().len();
    let rest = rest.trim_start();
    let length = if let Some(inner) = rest.strip_prefix('<') {
        inner.find('>')? + 2
    } else {
        let mut depth = 0_usize;
        let mut escaped = false;
        rest.find(|c: char| {
            if std::mem::take(&mut escaped) {
                return false;
            }
            match c {
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' if depth == 0 => return true,
                ')' => depth -= 1,
                _ => return c.is_ascii_whitespace(),
            }
            false
        })
        .unwrap_or(rest.len())
    };
    let written = rest.get(..length)?;
    let made = resolved(url, purpose, links);
    if made == written {
        return None;
    }
    let needs_brackets = made.is_empty() || made.contains(['(', ')', ' ', '\\', '<']);
    Some((start..start + length, if needs_brackets { format!("<{}>", made.replace(['<', '>'], "")) } else { made }))
}

fn resolved(url: &str, purpose: Use, links: &Links) -> String {
    match links.resolve(url, purpose) {
        Resolved::Url(url) => url.into_owned(),
        Resolved::Fragment(fragment) => links.on_page(&fragment),
        Resolved::Refused(_) => String::new(),
    }
}

fn html(text: &str, range: Range<usize>, links: &Links, changes: &mut Vec<(Range<usize>, String)>) {
    let (Some(pattern), Some(raw)) = (ADDRESSES.as_ref(), text.get(range.clone())) else { return };
    for found in pattern.captures_iter(raw) {
        let value = found.get(2).or(found.get(3)).or(found.get(4));
        let (Some(name), Some(value)) = (found.get(1), value) else { continue };
        let written = value.as_str().replace("&amp;", "&");
        let made = match name.as_str().to_ascii_lowercase().as_str() {
            "srcset" => links.srcset(&written).unwrap_or_default(),
            "src" | "poster" => resolved(&written, Use::Media, links),
            _ => resolved(&written, Use::Link, links),
        };
        if made != written {
            let mut quoted = String::new();
            escape::push_attribute(&mut quoted, &made);
            let quoted = if found.get(4).is_some() { format!("\"{quoted}\"") } else { quoted.replace('\'', "&#39;") };
            changes.push((range.start + value.start()..range.start + value.end(), quoted));
        }
    }
}

fn apply(text: &str, mut changes: Vec<(Range<usize>, String)>) -> String {
    changes.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len() + changes.len() * 32);
    let mut at = 0;
    for (range, made) in changes {
        // One within another: a definition that stands in a block of HTML.
        if range.start >= at {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(&made);
            at = range.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_text_is_absolute_and_the_rest_stays() {
        let links = Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "id");
        for (text, expected) in [
            (
                "[a *b*](c \"t\") and [x][y]\n\n[y]: ../z 'u'\n",
                "[a *b*](https://example.com/a/c \"t\") and [x][y]\n\n[y]: https://example.com/z 'u'\n",
            ),
            (
                "![p](/i.png) [![q](j.png)](k)",
                "![p](https://example.com/i.png) [![q](https://example.com/a/j.png)](https://example.com/a/k)",
            ),
            (
                "[a](<b c>) [d](e_(f)) [](g)",
                "[a](https://example.com/a/b%20c) [d](<https://example.com/a/e_(f)>) [](https://example.com/a/g)",
            ),
            (
                "[a](#b) [c](https://e.example/x) <https://e.example> d@e.example",
                "[a](https://example.com/a/#b) [c](https://e.example/x) <https://e.example> d@e.example",
            ),
            ("[a](javascript:x) ![b](data:text/html,x)", "[a](<>) ![b](<>)"),
            (
                "<p><a href='/x' class=\"y\">z</a></p>\n\nq <img src=r.png>",
                "<p><a href='https://example.com/x' class=\"y\">z</a></p>\n\nq <img src=\"https://example.com/a/r.png\">",
            ),
            (
                "`[a](b)`\n\n    [c](d)\n\n```\n<a href=\"e\">\n```\n",
                "`[a](b)`\n\n    [c](d)\n\n```\n<a href=\"e\">\n```\n",
            ),
            ("[a [b] `](`](c)", "[a [b] `](`](https://example.com/a/c)"),
        ] {
            assert_eq!(absolute(text, Dialect::default(), &links), expected, "{text}");
        }
    }
}
