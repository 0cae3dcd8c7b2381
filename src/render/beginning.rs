//! The beginning of an entry's text, ended at a block: what a feed carries where it does not carry the whole.

use super::fragments::to_the_page;
use super::html::{SafeHtml, is_void};
use super::links::Links;
use super::text::{has_words, tag_name};

/// The beginning of `html`, of our own writing: what stands before byte `more`, where a more-marker stood, else whole
/// blocks until there are so many words. `None` where that is all of it.
pub(super) fn of_content(html: &str, more: Option<usize>, words: usize, links: &Links) -> Option<SafeHtml> {
    let marked = more.filter(|at| html.get(..*at).is_some_and(has_words));
    let end = marked.or_else(|| end_of_blocks(html, words))?;
    let (kept, left) = html.split_at_checked(end)?;
    let shows = |part: &str| has_words(part) || ["<img", "<video", "<audio"].iter().any(|tag| part.contains(tag));
    shows(left).then(|| SafeHtml::written(to_the_page(&closed(kept), links).into_owned()))
}

/// Where the block ends in which the words become so many; a heading is no end.
fn end_of_blocks(html: &str, words: usize) -> Option<usize> {
    let mut open: Vec<&str> = Vec::new();
    let mut count = 0;
    let mut at = 0;
    while let Some((before, start)) = html.get(at..).and_then(|rest| Some((rest.split_once('<')?.0, rest))) {
        count += count_words(before);
        let inner = start.get(before.len() + 1..)?;
        let tag = inner.split('>').next()?;
        at += before.len() + tag.len() + 2;
        let name = tag_name(tag);
        if let Some(name) = name.strip_prefix('/') {
            if let Some(from) = open.iter().rposition(|open| *open == name) {
                open.truncate(from);
            }
            let is_heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
            if count >= words && count > 0 && !is_heading && is_block(name) && open.iter().all(|open| is_group(open)) {
                return Some(at);
            }
        } else if !tag.ends_with('/') && !is_void(name) {
            open.push(name);
        }
    }
    None
}

/// Words between blanks; of a script that has none between words, each character is one.
fn count_words(text: &str) -> usize {
    let alone = |c: char| matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF);
    let single = text.chars().filter(|c| alone(*c)).count();
    single
        + text
            .split(|c: char| c.is_whitespace() || alone(c))
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count()
}

/// Elements that only put others in their place: the text may end within them.
fn is_group(name: &str) -> bool {
    matches!(name, "div" | "section" | "article" | "main")
}

fn is_block(name: &str) -> bool {
    is_group(name)
        || matches!(
            name,
            "p" | "ul" | "ol" | "dl" | "pre" | "table" | "blockquote" | "figure" | "details" | "aside" | "address"
        )
}

/// What is open at the end of `html` closed, and what has only been opened left out.
fn closed(html: &str) -> String {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let Some(tag) = html.get(start + 1..).and_then(|rest| rest.split('>').next()) else { break };
        at = start + tag.len() + 2;
        let name = tag_name(tag);
        if let Some(name) = name.strip_prefix('/') {
            if let Some(from) = open.iter().rposition(|(open, _)| *open == name) {
                open.truncate(from);
            }
        } else if !tag.ends_with('/') && !is_void(name) {
            open.push((name, start));
        }
    }
    let mut kept = html.trim_end();
    while let Some((name, start)) = open.last().copied()
        && let Some((before, tag)) = kept.split_at_checked(start)
        && tag.find('>').is_some_and(|end| end + 1 == tag.len())
        && !name.is_empty()
    {
        kept = before.trim_end();
        open.pop();
    }
    let mut out = kept.to_owned();
    for (name, _) in open.iter().rev() {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning(html: &str, words: usize) -> Option<String> {
        let links = Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "id");
        let more = html.find('|');
        of_content(&html.replacen('|', "", 1), more, words, &links).map(|html| html.as_str().trim_end().to_owned())
    }

    #[test]
    fn a_marker_ends_the_beginning_and_what_is_open_is_closed() {
        for (html, expected) in [
            ("<p>One</p>\n|<p>Two</p>", Some("<p>One</p>")),
            ("<p>One|</p><p>Two</p>", Some("<p>One</p>")),
            ("<p>One <em>big</em>| thing</p>", Some("<p>One <em>big</em></p>")),
            ("<div><p>One</p><p>|Two</p></div>", Some("<div><p>One</p></div>")),
            ("<p>One</p><p>Two</p>|\n", None),
            ("|<p>One two</p><p>Three</p>", Some("<p>One two</p>")),
        ] {
            assert_eq!(beginning(html, 1).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn without_a_marker_it_is_whole_blocks_of_enough_words() {
        for (html, words, expected) in [
            ("<p>One two</p><p>Three</p><p>Four</p>", 3, Some("<p>One two</p><p>Three</p>")),
            ("<h1>A title</h1><p>One</p><p>Two</p>", 2, Some("<h1>A title</h1><p>One</p>")),
            ("<ul><li>One</li><li>Two</li></ul><p>Three</p>", 1, Some("<ul><li>One</li><li>Two</li></ul>")),
            ("<div><p>One</p><p>Two</p></div>", 1, Some("<div><p>One</p></div>")),
            ("<p><img src=\"x\"/></p><p>One</p><p>Two</p>", 1, Some("<p><img src=\"x\"/></p><p>One</p>")),
            ("<p>一二三</p><p>四</p>", 3, Some("<p>一二三</p>")),
            ("<p>One</p><p>Two</p>", 9, None),
            ("<p>One</p>", 1, None),
            ("bare text", 1, None),
            ("", 1, None),
        ] {
            assert_eq!(beginning(html, words).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn links_into_what_is_left_out_lead_to_the_page() {
        let links = Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "id");
        let prefix = links.prefix();
        let html = format!(
            "<h2 id=\"{prefix}ä\">A</h2><p><a href=\"#{prefix}%C3%A4\">a</a> <a href=\"#{prefix}b\">b</a> <a href=\"#{prefix}fn.1\">1</a></p><p id=\"{prefix}b\">B</p>"
        );
        let found = of_content(&html, None, 1, &links).unwrap();
        assert_eq!(
            found.as_str().replace(prefix, "P-").trim_end(),
            "<h2 id=\"P-ä\">A</h2><p><a href=\"#P-%C3%A4\">a</a> <a href=\"https://example.com/a/#b\">b</a> <a href=\"https://example.com/a/\">1</a></p>"
        );
    }
}
