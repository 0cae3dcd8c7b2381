//! kramdown's attribute lists, comments and options: notes to the generator that are no text.

use std::borrow::Cow;

use memchr::memmem;

use super::super::Dialect;
use super::code;

/// The text without them.
pub(super) fn without_attributes(text: Cow<'_, str>, dialect: Dialect) -> Cow<'_, str> {
    let has = |mark: &str| memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let has_any = ["{:", "markdown=", "\n*[", "[^"].into_iter().any(has) || has_blank_address(&text);
    if !has_any {
        return text;
    }
    let code = code(&text, dialect);
    let in_code = |at: usize| {
        let next = code.partition_point(|range| range.end <= at);
        code.get(next).is_some_and(|range| range.contains(&at))
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut in_comment = false;
    // The elements whose content is Markdown, that are open.
    let mut open: Vec<&str> = Vec::new();
    let mut in_note = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let begins_with_code = in_code(start + (line.len() - line.trim_start().len()));
        if in_code(start) || begins_with_code {
            out.push_str(line);
            continue;
        }
        // CommonMark would take a link's definition right after a footnote for more of the footnote.
        in_note = bare.starts_with("[^") || (in_note && !bare.is_empty());
        if in_note && is_definition(bare) {
            out.push('\n');
        }
        match special(bare) {
            Some(Special::CommentBegins) => in_comment = true,
            Some(Special::CommentEnds) => in_comment = false,
            _ if in_comment => {}
            Some(Special::Contents) => drop_list(&mut out),
            Some(Special::Dropped) => {}
            Some(Special::OpensMarkdown) => {
                // CommonMark reads Markdown inside of HTML after a blank line.
                open.push(tag_name(bare));
                out.push_str(line);
                out.push('\n');
            }
            None => {
                let closes = open.last().is_some_and(|tag| bare.strip_prefix("</").map(tag_name) == Some(*tag));
                if closes {
                    open.pop();
                    out.push('\n');
                }
                inline(line, start, &in_code, &mut out);
                if !open.is_empty() && bare.starts_with('<') && bare.ends_with('>') {
                    out.push('\n');
                }
            }
        }
    }
    Cow::Owned(out)
}

/// Whether a line is the definition of a link: `[label]: address`.
fn is_definition(line: &str) -> bool {
    line.starts_with('[')
        && !line.starts_with("[^")
        && line.split_once("]:").is_some_and(|(_, url)| url.starts_with(' '))
}

/// The name in `<name …` or `name>`.
fn tag_name(tag: &str) -> &str {
    let tag = tag.trim_start_matches('<');
    tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

enum Special {
    CommentBegins,
    CommentEnds,
    /// `{:toc}`: the list before it becomes the table of contents.
    Contents,
    Dropped,
    OpensMarkdown,
}

/// What a line is, if it is no text.
fn special(line: &str) -> Option<Special> {
    if line.starts_with("{::comment") && !line.contains("{:/") {
        return Some(Special::CommentBegins);
    }
    if line.starts_with("{:/") {
        return Some(Special::CommentEnds);
    }
    if line.starts_with("{:") && line.ends_with('}') && !line.get(2..line.len() - 1)?.contains('}') {
        let inner = line.get(2..line.len() - 1)?.trim();
        return Some(if inner == "toc" || inner.starts_with("toc ") { Special::Contents } else { Special::Dropped });
    }
    // An abbreviation: `*[HTML]: Hypertext Markup Language`.
    if line.starts_with("*[") && line.contains("]:") {
        return Some(Special::Dropped);
    }
    let opens = line.starts_with('<') && line.ends_with('>') && !line.starts_with("</");
    let asks = ["markdown=\"1\"", "markdown=\"block\"", "markdown='1'", "markdown=1"].iter().any(|a| line.contains(a));
    (opens && asks).then_some(Special::OpensMarkdown)
}

/// Takes the list that was written last away again: it only stood for the table of contents.
fn drop_list(out: &mut String) {
    let end = out.trim_end_matches('\n').len();
    let start = out.get(..end).and_then(|text| text.rfind("\n\n")).map_or(0, |at| at + 2);
    if out.get(start..).is_some_and(|list| list.trim_start().starts_with(['*', '-', '+', '1'])) {
        out.truncate(start);
    }
}

/// A line without the lists of attributes that follow an element in it: `[a](b){:target="_blank"}`.
fn inline(line: &str, start: usize, in_code: &dyn Fn(usize) -> bool, out: &mut String) {
    let encoded;
    let mut rest = line;
    let mut at = start;
    if has_blank_address(line) && !line.contains('`') {
        encoded = with_whole_addresses(line);
        rest = &encoded;
    }
    while let Some((before, after)) = rest.split_once("{:") {
        let found = at + before.len();
        // Up to the next brace and no further: a line of nothing but beginnings has no end to look for.
        let end = after.find(['{', '}']).filter(|end| after.as_bytes().get(*end) == Some(&b'}') && !in_code(found));
        let list = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)));
        // It belongs to what stands right before it.
        let belongs = before.is_empty() || !before.ends_with(char::is_whitespace) || line.trim_start().starts_with('#');
        match list {
            Some((list, tail)) if belongs => {
                out.push_str(before.trim_end_matches(' '));
                rest = tail;
                at = found + 2 + list.len() + 1;
            }
            _ => {
                out.push_str(before);
                out.push_str("{:");
                rest = after;
                at = found + 2;
            }
        }
    }
    out.push_str(rest);
}

/// Whether some `](address)` has a blank in it: kramdown takes it for an address, CommonMark for text.
fn has_blank_address(text: &str) -> bool {
    memmem::find_iter(text.as_bytes(), "](")
        .any(|at| text.get(at + 2..).is_some_and(|rest| blank_address(rest).is_some()))
}

/// The address at the beginning of `rest` up to its `)`, if it has blanks in it and no title.
fn blank_address(rest: &str) -> Option<&str> {
    // A bracket within is none of one's; nor does the search go beyond the next link.
    let (address, _) = rest.split_at_checked(memchr::memchr2(b')', b'(', rest.as_bytes())?)?;
    let is_whole = rest.as_bytes().get(address.len()) == Some(&b')');
    let is_one = is_whole && address.trim().contains(' ') && !address.contains(['"', '\'', '<', '\n', '\\']);
    is_one.then_some(address)
}

fn with_whole_addresses(line: &str) -> String {
    let mut parts = line.split("](");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("](");
        match blank_address(part) {
            Some(address) => {
                out.push_str(&address.trim().replace(' ', "%20"));
                out.push_str(part.get(address.len()..).unwrap_or_default());
            }
            None => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_to_the_generator_go_and_text_and_code_stay() {
        for (text, expected) in [
            ("Text\n{: .lead}\nmore\n", "Text\nmore\n"),
            ("{:.center}\n![a](b){: width=\"5\"} c\n", "![a](b) c\n"),
            ("# T {: #id}\n", "# T\n"),
            ("Intro\n\n* TOC\n{:toc}\n\nText\n", "Intro\n\n\nText\n"),
            ("`{: .x}` and\n\n    {: .y}\n", "`{: .x}` and\n\n    {: .y}\n"),
            ("a\n{::comment}\nx\n{:/comment}\nb\n", "a\nb\n"),
            ("HTML\n\n*[HTML]: Markup\n", "HTML\n\n"),
            ("[a](mailto:b?subject=c d) [e](f \"g h\")\n", "[a](mailto:b?subject=c%20d) [e](f \"g h\")\n"),
            ("[^1]: Note\n[a]: /b\n", "[^1]: Note\n\n[a]: /b\n"),
            ("<div markdown=\"1\">\n*a*\n</div>\n", "<div markdown=\"1\">\n\n*a*\n\n</div>\n"),
        ] {
            assert_eq!(without_attributes(Cow::Borrowed(text), Dialect::default()), expected, "{text}");
        }
    }
}
