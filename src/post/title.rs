//! Titles as plain text: inline Markdown rendered, tags removed, entities decoded once, white space folded.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser};

use super::name_date::{self, Names};
use crate::site::TitleMarkup;

/// A title in plain words; `None` when there are none.
///
/// Only what is HTML by its name *and* is closed again counts as a tag, so `Vec<T>` and `the <b> tag` keep their
/// words. Block syntax means nothing: `1. FC` and `# 5` stay as they are.
///
/// ```
/// use feedwright::post::title::plain;
/// use feedwright::site::TitleMarkup;
///
/// assert_eq!(plain("Fast `for`-`in` &amp; *more*", TitleMarkup::Markdown).as_deref(), Some("Fast for-in & more"));
/// assert_eq!(plain("Fast `for`-`in` &amp; *more*", TitleMarkup::Html).as_deref(), Some("Fast `for`-`in` & *more*"));
/// assert_eq!(plain("A <b>bold</b> Vec<T>", TitleMarkup::Html).as_deref(), Some("A bold Vec<T>"));
/// ```
#[must_use]
pub fn plain(text: &str, markup: TitleMarkup) -> Option<String> {
    let text = folded(text);
    // All of them are ASCII, and bytes are compared many at once.
    let is_special = |byte: u8| match markup {
        TitleMarkup::Markdown => matches!(byte, b'*' | b'_' | b'`' | b'[' | b'<' | b'&' | b'\\' | b'~'),
        TitleMarkup::Html => matches!(byte, b'<' | b'&'),
    };
    if !text.bytes().fold(false, |any, byte| any | is_special(byte)) {
        return Some(text.into_owned()).filter(|text| shows(text));
    }
    let pieces = match markup {
        TitleMarkup::Markdown => markdown(&text),
        TitleMarkup::Html => html(&text),
    };
    let words = without_tags(&pieces);
    let plain = folded(&words).into_owned();
    Some(plain).filter(|plain| shows(plain))
}

/// Whether a text shows anything: blanks, joiners, marks of direction and what else has no width show nothing.
#[must_use]
pub fn shows(text: &str) -> bool {
    let is_unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
            || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
            || matches!(c, '\u{e0000}'..='\u{e0fff}')
    };
    !text.chars().all(is_unseen)
}

/// Runs of white space as one blank, none at the ends. A no-break space within stays one.
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let folds = |c: char| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}';
    let bytes = text.as_bytes();
    // Nearly every title, name and category is words of ASCII with single blanks between.
    let is_double = |pair: &[u8]| matches!(pair, [b' ', b' ']);
    let is_simple = bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) && !bytes.windows(2).any(is_double);
    let clean = is_simple || !text.contains(|c| folds(c) && c != ' ') && !text.contains("  ");
    if clean {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split(folds).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

/// A text with its character references decoded once; those that HTML does not know stay.
#[must_use]
pub fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        if let Some((characters, behind)) = reference(after) {
            out.push_str(&characters);
            rest = behind;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What the character reference stands for whose `&` stands before `text`, and what is behind it.
pub(super) fn reference(text: &str) -> Option<(String, &str)> {
    let end = text.bytes().take(33).position(|byte| byte == b';')?;
    let (name, behind) = text.split_at_checked(end)?;
    let characters = Some(name).filter(|name| is_reference(name)).and_then(reference_text)?;
    Some((characters, behind.strip_prefix(';')?))
}

/// What stands in the first element of this name; `lower` is the text in lower case.
fn element<'t>(text: &'t str, lower: &str, name: &str) -> Option<&'t str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let is_end_of_name = |at: &usize| lower.as_bytes().get(at + open.len()).is_some_and(|b| !b.is_ascii_alphanumeric());
    let (begins, _) = lower.match_indices(&open).find(|(at, _)| is_end_of_name(at))?;
    let from = begins + lower.get(begins..)?.find('>')? + 1;
    let until = from + lower.get(from..)?.find(&close)?;
    text.get(from..until)
}

/// A file's name as a title, as Jekyll's `Utils.titleize_slug` makes it: each word between hyphens with a capital, the
/// rest lower case; the date and dots at the end left out.
#[must_use]
pub fn titleized(name: &str) -> Option<String> {
    let slug = name_date::leading(name, Names::Jekyll).map_or(name, |found| found.rest).trim_end_matches('.');
    let words = slug.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.flat_map(char::to_lowercase)).collect::<String>()
    });
    let title = words.collect::<Vec<_>>().join(" ");
    Some(folded(&title).into_owned()).filter(|title| !title.is_empty())
}

/// The heading of the first level that a body begins with, in plain words; of a whole HTML document the first it has,
/// or its `<title>`.
#[must_use]
pub fn of_heading(body: &str, html: bool) -> Option<String> {
    let body = body.trim_start();
    let begins = |tag: &str| body.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    if html && (begins("<!doctype html") || begins("<html")) {
        let lower = body.to_ascii_lowercase();
        return ["h1", "title"].into_iter().find_map(|name| plain(element(body, &lower, name)?, TitleMarkup::Html));
    }
    if html || body.starts_with("<h1") {
        let inner = body.strip_prefix("<h1")?.split_once('>')?.1;
        return plain(inner.split_once("</h1>")?.0, TitleMarkup::Html);
    }
    let mut lines = body.lines();
    let first = lines.next()?;
    let words = match first.strip_prefix('#') {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim().trim_end_matches('#').trim_end(),
        Some(_) => return None,
        None => {
            let line = lines.next()?.trim_end();
            let setext = !line.is_empty() && line.bytes().all(|byte| byte == b'=');
            setext.then_some(first)?
        }
    };
    // `{#id .class}` belongs to the heading, not to its words.
    let words = words.rsplit_once('{').filter(|(_, rest)| rest.ends_with('}')).map_or(words, |(words, _)| words);
    plain(words, TitleMarkup::Markdown)
}

fn is_reference(name: &str) -> bool {
    let number = name.strip_prefix('#').unwrap_or(name);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// What `&name;` stands for, by the table of the Markdown parser, which is HTML's.
fn reference_text(name: &str) -> Option<String> {
    let reference = format!("&{name};");
    let source = format!("x {reference}");
    let mut text = String::new();
    for event in Parser::new(&source) {
        if let Event::Text(part) = event {
            text.push_str(&part);
        }
    }
    // A number for no character is U+FFFD by CommonMark; it is left as written.
    text.strip_prefix("x ").filter(|text| *text != reference && *text != "\u{fffd}").map(ToOwned::to_owned)
}

/// A part of a title.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(Cow<'a, str>),
    Tag(Cow<'a, str>),
}

/// What stands before a title so that it is a paragraph whatever it begins with.
const PARAGRAPH: &str = "x ";

fn markdown(text: &str) -> Vec<Piece<'static>> {
    let source = format!("{PARAGRAPH}{text}");
    let mut pieces = Vec::new();
    for event in Parser::new_ext(&source, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) => pieces.push(Piece::Text(Cow::Owned(text.into_string()))),
            Event::InlineHtml(tag) | Event::Html(tag) => pieces.push(Piece::Tag(Cow::Owned(tag.into_string()))),
            Event::SoftBreak | Event::HardBreak => pieces.push(Piece::Text(Cow::Borrowed(" "))),
            _ => {}
        }
    }
    if let Some(Piece::Text(first)) = pieces.first_mut() {
        *first = Cow::Owned(first.strip_prefix(PARAGRAPH).or(first.strip_prefix("x")).unwrap_or(first).to_owned());
    }
    pieces
}

fn html(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        pieces.push(Piece::Text(decoded(before)));
        // A tag is short; looking further for its end would cost the length of the text for every `<`.
        let near = from.get(..from.floor_char_boundary(4096)).unwrap_or(from);
        let (mark, length) = if near.starts_with("<!--") { ("-->", 3) } else { (">", 1) };
        let end = near.find(mark).map(|at| at + length);
        let tag = end.and_then(|end| from.split_at_checked(end)).filter(|(tag, _)| tag_name(tag).is_some());
        if let Some((tag, after)) = tag {
            pieces.push(Piece::Tag(Cow::Borrowed(tag)));
            rest = after;
        } else {
            pieces.push(Piece::Text(Cow::Borrowed("<")));
            rest = from.get(1..).unwrap_or_default();
        }
    }
    pieces.push(Piece::Text(decoded(rest)));
    pieces
}

/// The name of a tag, with a `/` before it for an end tag; `!` for a comment; `None` for what only looks like one.
fn tag_name(tag: &str) -> Option<String> {
    let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
    if inner.starts_with("!--") {
        return Some("!".to_owned());
    }
    let (slash, inner) = inner.strip_prefix('/').map_or(("", inner), |inner| ("/", inner));
    let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let (name, behind) = inner.split_at_checked(length)?;
    let ends = behind.is_empty() || behind.starts_with([' ', '/', '\t']);
    let name = name.to_ascii_lowercase();
    (ends && TAGS.contains(&name.as_str())).then(|| format!("{slash}{name}"))
}

/// The words of the pieces. A tag is left out when it has its other half, or is one that needs none.
fn without_tags(pieces: &[Piece<'_>]) -> String {
    let names: Vec<Option<String>> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Tag(tag) => tag_name(tag),
            Piece::Text(_) => None,
        })
        .collect();
    let mut is_markup = vec![false; pieces.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let Some(name) = name.as_deref() else { continue };
        if let Some(closed) = name.strip_prefix('/') {
            let Some(from) = open.iter().rposition(|(_, name)| *name == closed) else { continue };
            for (opener, _) in open.drain(from..).take(1) {
                if let Some(mark) = is_markup.get_mut(opener) {
                    *mark = true;
                }
            }
            if let Some(mark) = is_markup.get_mut(at) {
                *mark = true;
            }
        } else {
            open.push((at, name));
        }
    }
    let mut words = String::new();
    for ((piece, name), is_markup) in pieces.iter().zip(&names).zip(is_markup) {
        match (piece, name.as_deref()) {
            (Piece::Text(text), _) => words.push_str(text),
            (Piece::Tag(_), Some("!")) => {}
            (Piece::Tag(_), Some("br")) => words.push(' '),
            (Piece::Tag(tag), Some("img")) if tag.contains("src") => {}
            (Piece::Tag(tag), _) if !is_markup => words.push_str(tag),
            (Piece::Tag(_), _) => {}
        }
    }
    words
}

/// The elements that occur within a line of text.
const TAGS: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "data", "del", "dfn", "div",
    "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "img", "ins", "kbd", "mark", "nobr", "p", "q", "rp", "rt",
    "ruby", "s", "samp", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "time", "tt",
    "u", "var", "wbr",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(markup: TitleMarkup, rows: &[(&str, &str)]) {
        for (text, expected) in rows {
            assert_eq!(plain(text, markup).unwrap_or_default(), *expected, "{text}");
        }
    }

    #[test]
    fn inline_markdown_becomes_its_words() {
        rows(
            TitleMarkup::Markdown,
            &[
                ("What is in `.wasm`?", "What is in .wasm?"),
                ("*Updated* and __new__ ~~old~~", "Updated and new old"),
                ("See [the docs](https://e.example/?a=b)", "See the docs"),
                ("`Vec<T>` and `&str`", "Vec<T> and &str"),
                ("Vec<T> is a Box<str>", "Vec<T> is a Box<str>"),
                ("SSL for *.example.org", "SSL for *.example.org"),
                ("to_proc and has_many_through", "to_proc and has_many_through"),
                ("O*NET today", "O*NET today"),
                ("1. FC", "1. FC"),
                ("# 5", "# 5"),
                ("- a > b", "- a > b"),
                ("    indented", "indented"),
                ("a  \n\t folded\u{2028}title ", "a folded title"),
                ("snake\\_case", "snake_case"),
                ("\u{1f4af} & more", "\u{1f4af} & more"),
                ("1.10", "1.10"),
                ("x", "x"),
                ("*x*", "x"),
                ("  ", ""),
                ("<!-- nothing -->", ""),
            ],
        );
    }

    #[test]
    fn tags_go_and_what_only_looks_like_one_stays() {
        rows(
            TitleMarkup::Html,
            &[
                ("flexible <em>and</em> fast", "flexible and fast"),
                ("<i>Elements <b>kinds</b></i> in V8", "Elements kinds in V8"),
                ("A & <b>", "A & <b>"),
                ("The <title> element", "The <title> element"),
                ("the </b> tag", "the </b> tag"),
                ("one<br>two<br/>three", "one two three"),
                ("<img src=\"a.png\" alt=\"\"> picture", "picture"),
                ("from ->> to <<-", "from ->> to <<-"),
                ("a < b > c", "a < b > c"),
                ("<a href=\"x>y\">z</a>", "y\">z"),
                ("Using `code` & <b>bold</b>", "Using `code` & bold"),
            ],
        );
    }

    #[test]
    fn character_references_are_decoded_once() {
        rows(
            TitleMarkup::Html,
            &[
                ("a &ldquo;front door&rdquo;", "a \u{201c}front door\u{201d}"),
                ("Q&amp;A &#39;&#x27; &amp;amp;", "Q&A '' &amp;"),
                ("M&Ms &unknown; & &; &#0; &#xD800;", "M&Ms &unknown; & &; &#0; &#xD800;"),
                ("&lt;b&gt;", "<b>"),
            ],
        );
        assert_eq!(
            plain("Health&#46;gov&#58; &ldquo;a&rdquo;", TitleMarkup::Markdown).as_deref(),
            Some("Health.gov: \u{201c}a\u{201d}")
        );
    }

    #[test]
    fn what_shows_nothing_is_no_title() {
        for text in
            ["\u{200b}", "\u{feff} \u{ad}", "&shy;&#8203;", "**\u{2060}**", "\u{200e}\u{202b}\u{2069}", "\u{3164}"]
        {
            assert_eq!(plain(text, TitleMarkup::Markdown), None, "{text:?}");
        }
        assert_eq!(plain("\u{200f}\u{5d0}", TitleMarkup::Markdown).as_deref(), Some("\u{200f}\u{5d0}"));
    }

    #[test]
    fn a_name_and_a_heading_give_titles() {
        assert_eq!(titleized("2024-02-04-no-title").as_deref(), Some("No Title"));
        assert_eq!(titleized("2024-02-04-FOO--bar.").as_deref(), Some("Foo Bar"));
        assert_eq!(of_heading("\n# A *b* {#id}\n\ntext", false).as_deref(), Some("A b"));
        assert_eq!(of_heading("A title\n=====\n", false).as_deref(), Some("A title"));
        assert_eq!(of_heading("<h1 class=\"x\">A <b>b</b></h1>", true).as_deref(), Some("A b"));
        let page = "<!DOCTYPE html>\n<html><head><title>A | Site</title></head><header>x</header>";
        assert_eq!(of_heading(page, true).as_deref(), Some("A | Site"));
        assert_eq!(of_heading(&format!("{page}<H1\nid=a>A <i>b</i></H1>"), true).as_deref(), Some("A b"));
        assert_eq!(of_heading("<html><titles>x</titles><h1>x", true), None);
        assert_eq!(of_heading("## Second\n", false), None);
        assert_eq!(of_heading("text\n# Later\n", false), None);
        assert_eq!(of_heading("#hashtag", false), None);
    }

    #[test]
    fn a_title_made_of_brackets_takes_no_longer_than_its_length() {
        for text in [
            "<".repeat(100_000),
            "<a ".repeat(50_000),
            "<b>".repeat(50_000),
            "&a".repeat(50_000),
            "</b>".repeat(50_000),
        ] {
            assert!(plain(&text, TitleMarkup::Html).is_some());
        }
        for text in ["[".repeat(20_000), "*a".repeat(20_000), "`".repeat(20_000)] {
            assert!(plain(&text, TitleMarkup::Markdown).is_some());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_title_panic(text in "\\PC{0,60}", near in "[a-c<>/&;#!*_`\\[\\]() \n-]{0,40}") {
            for text in [&text, &near] {
                for markup in [TitleMarkup::Markdown, TitleMarkup::Html] {
                    let title = plain(text, markup);
                    assert!(title.as_deref().is_none_or(|title| !title.trim().is_empty()));
                }
                let _ = of_heading(text, true);
                let _ = of_heading(text, false);
                let _ = titleized(text);
            }
        }
    }
}
