//! The heading that a text begins with and that says its entry's title: a reader shows the title already.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};

use super::Dialect;
use super::escape::MORE;
use super::fragments::to_the_page;
use super::html::SafeHtml;
use super::links::Links;
use super::markdown::options;
use super::text::{plain, tag_name};
use crate::post::title::{folded, of_heading};
use crate::source::read::Markup;

/// What follows the heading that is the title of the post, or says the same; `None` where the text begins otherwise.
///
/// `html` is the text as it was made, its more-marker still in it, `body` as it was written.
pub(super) fn after_title(
    html: &SafeHtml,
    title: Option<&str>,
    (body, markup): (&str, Markup),
    links: &Links,
) -> Option<SafeHtml> {
    let (title, html) = (title?, html.as_str());
    let heading = first(html)?;
    let words = plain(html.get(heading.clone())?);
    // What a template or an emoji's name stands for in the heading is no word of the title.
    if !say_the_same(&words, title) && of_heading(body, markup == Markup::Html).as_deref() != Some(title) {
        return None;
    }
    let left = [html.get(..heading.start)?, html.get(heading.end..)?.trim_start_matches('\n')].concat();
    Some(SafeHtml::written(to_the_page(&left, links).into_owned()))
}

/// The same of Markdown: what follows its first heading.
pub(super) fn after_first(markdown: &str, dialect: Dialect) -> &str {
    let mut events = Parser::new_ext(markdown, options(dialect)).into_offset_iter();
    match events.next() {
        Some((Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }), range)) => {
            markdown.get(range.end..).unwrap_or_default().trim_start_matches(['\r', '\n'])
        }
        _ => markdown,
    }
}

/// Whether a heading says what a title says, whatever its marks and quotes are.
pub(super) fn say_the_same(heading: &str, title: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (ours, theirs) = (letters(heading), letters(title));
    ours == theirs && !(ours.is_empty() && folded(heading) != folded(title))
}

/// The first or second heading with which HTML of our own writing begins, whatever groups it stands in.
fn first(html: &str) -> Option<Range<usize>> {
    let mut rest = html;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == MORE);
        let tag = rest.strip_prefix('<')?.split('>').next()?;
        let end = match tag_name(tag) {
            "h1" => "</h1>",
            "h2" => "</h2>",
            "div" | "section" | "article" | "main" | "header" => {
                rest = rest.get(tag.len() + 2..)?;
                continue;
            }
            _ => return None,
        };
        let start = html.len() - rest.len();
        return Some(start..start + rest.find(end)? + end.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(html: &str, title: &str, body: &str) -> Option<String> {
        let links = Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "id");
        let html = SafeHtml::written(html.replace("P-", links.prefix()));
        let left = after_title(&html, Some(title), (body, Markup::Markdown), &links)?;
        Some(left.as_str().replace(links.prefix(), "P-"))
    }

    #[test]
    fn a_text_begins_after_the_heading_that_is_its_title() {
        for (html, title, expected) in [
            ("<h1 id=\"P-a\">A “title”</h1>\n<p>x</p>\n", "A \"title\"", "<p>x</p>\n"),
            ("<h2>A <em>title</em>!</h2>\n<p>x</p>\n", "A title", "<p>x</p>\n"),
            ("<div>\n<h1>A title</h1>\n<p>x</p></div>", "A title", "<div>\n<p>x</p></div>"),
            ("\u{fdd0}<h1>A</h1>\n<p>x</p>\n", "A", "\u{fdd0}<p>x</p>\n"),
            ("<h1>!?</h1>\n<p>x</p>\n", "!?", "<p>x</p>\n"),
            (
                "<h1 id=\"P-a\">A</h1>\n<p><a href=\"#P-a\">up</a> <a href=\"#P-b\">b</a></p><p id=\"P-b\">x</p>\n",
                "A",
                "<p><a href=\"https://example.com/a/#a\">up</a> <a href=\"#P-b\">b</a></p><p id=\"P-b\">x</p>\n",
            ),
        ] {
            assert_eq!(after(html, title, "").as_deref(), Some(expected), "{html}");
        }
        let made = after("<h1>A \u{1f389}</h1>\n<p>x</p>\n", "A :tada:", "# A :tada:\n\nx\n");
        assert_eq!(made.as_deref(), Some("<p>x</p>\n"));
    }

    #[test]
    fn other_headings_and_later_ones_stay() {
        for (html, title) in [
            ("<h1>Another</h1>\n<p>x</p>\n", "A title"),
            ("<p>x</p>\n<h1>A title</h1>\n", "A title"),
            ("<p><img src=\"https://e.example/x\"/></p><h1>A title</h1>\n", "A title"),
            ("<h3>A title</h3>\n", "A title"),
            ("<h1>!</h1>\n", "?"),
            ("A title", "A title"),
            ("", ""),
        ] {
            assert_eq!(after(html, title, "x"), None, "{html}");
        }
    }

    #[test]
    fn markdown_begins_after_its_first_heading() {
        let after = |text| after_first(text, Dialect::default());
        assert_eq!(after("# A\n\nx\n"), "x\n");
        assert_eq!(after("A\n===\n\n\nx\n"), "x\n");
        assert_eq!(after("### A\n\nx\n"), "### A\n\nx\n");
        assert_eq!(after("x\n\n# A\n"), "x\n\n# A\n");
    }
}
