//! What other documents say of themselves: the head of an HTML page, and the fields below a reStructuredText title.

use super::tree::{Entry, Kind, Map, Node, Style};
use crate::post::title::decoded;
use crate::problem::Span;

/// The most fields that are read.
const MOST_FIELDS: usize = 500;

/// The values of an HTML page's head or of a reStructuredText document's fields, by the file's extension, and where the
/// body begins. `None` for other files and for a page without a head.
pub(super) fn find(text: &str, name: &str) -> Option<(Map, usize)> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => page(text),
        "rst" => Some(structured(text)),
        _ => None,
    }
}

/// `<title>` and `<meta name content>`; the body is what stands in `<body>`.
fn page(text: &str) -> Option<(Map, usize)> {
    let head = position(text, "<head", 0)?;
    let end = position(text, "</head", head)?;
    let mut map = Map::default();
    let mut at = head;
    while let Some(tag) = text.get(at..end).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let close = text.get(tag..end).and_then(|rest| rest.find('>')).map_or(end, |found| tag + found);
        let inside = text.get(tag + 1..close).unwrap_or_default();
        at = close.max(tag + 1);
        let is = |name: &str| inside.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if is("title") {
            let stop = text.get(at..end).and_then(|rest| rest.find('<')).map_or(end, |found| at + found);
            push(&mut map, "title", text, Span::new((at + 1).min(stop), stop));
        } else if is("meta") {
            let name = attribute(text, Span::new(tag + 5, close), "name");
            let content =
                ["content", "contents"].iter().find_map(|key| attribute(text, Span::new(tag + 5, close), key));
            if let (Some(name), Some(content)) = (name, content) {
                let key = text.get(name.start..name.end).unwrap_or_default().to_ascii_lowercase();
                // Pelican takes the page's keywords for its tags.
                push(&mut map, if key == "keywords" { "tags" } else { &key }, text, content);
            }
        }
    }
    let body = position(text, "<body", end);
    let start = body.and_then(|body| Some(body + text.get(body..)?.find('>')? + 1));
    Some((map, start.unwrap_or(end)))
}

/// Where `wanted`, in any case, begins in `text` after `from`.
fn position(text: &str, wanted: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let found = rest.windows(wanted.len()).position(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))?;
    Some(from + found)
}

/// Where the value of an attribute stands inside a tag.
fn attribute(text: &str, tag: Span, wanted: &str) -> Option<Span> {
    let mut at = tag.start;
    while at < tag.end {
        let rest = text.get(at..tag.end)?;
        let name_at = at + (rest.len() - rest.trim_start().len());
        let rest = text.get(name_at..tag.end)?;
        let length = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest.get(..length)?;
        let after = rest.get(length..)?.trim_start();
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
            at = name_at + length.max(1);
            continue;
        };
        let start = tag.end - value.len();
        let span = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = value.get(1..)?.find(quote)?;
                Span::new(start + 1, start + 1 + end)
            }
            _ => Span::new(start, start + value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(span);
        }
        at = span.end + 1;
    }
    None
}

/// A title with a line of punctuation below it, then `:name: value` lines with continuation lines further in.
fn structured(text: &str) -> (Map, usize) {
    let mut map = Map::default();
    let lines = lines(text);
    let mut next = 0;
    let line = |at: usize| lines.get(at).and_then(|span| text.get(span.start..span.end)).map(str::trim_end);
    let blank = |at: usize| line(at).is_some_and(|line| line.trim().is_empty() || line.starts_with(".. "));
    while blank(next) {
        next += 1;
    }
    if line(next).is_some_and(is_rule) && line(next + 2).is_some_and(is_rule) {
        next += 1;
    }
    if line(next + 1).is_some_and(is_rule)
        && let Some(span) = lines.get(next)
    {
        push(&mut map, "title", text, *span);
        next += 2;
    }
    while blank(next) {
        next += 1;
    }
    while let Some((name, value)) = line(next).and_then(field) {
        if map.entries.len() > MOST_FIELDS {
            break;
        }
        let end = lines.get(next).map_or(0, |span| span.start + line(next).map_or(0, str::len));
        let mut span = Span::new(end - value.len(), end);
        next += 1;
        while line(next).is_some_and(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty()) {
            span.end = lines.get(next).map_or(span.end, |line| line.end);
            next += 1;
        }
        push(&mut map, &name.to_ascii_lowercase(), text, span);
    }
    (map, lines.get(next).map_or(text.len(), |span| span.start))
}

fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let spans = text.split_inclusive('\n').map(|line| {
        let span = Span::new(at, at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        span
    });
    // A head is short; the rest of a long text need not be cut into lines.
    spans.take(MOST_FIELDS * 4).collect()
}

/// A line of one punctuation character, at least three of it.
fn is_rule(line: &str) -> bool {
    let mut chars = line.chars();
    let first = chars.next();
    first.is_some_and(|first| first.is_ascii_punctuation() && chars.all(|c| c == first)) && line.len() >= 3
}

/// `:name: value`.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(':')?;
    let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-_ ".contains(c));
    (plain && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (name, value.trim()))
}

/// Adds a value; a later one under the same key beats an earlier one.
fn push(map: &mut Map, key: &str, text: &str, span: Span) {
    let written = text.get(span.start..span.end).unwrap_or_default();
    let words: Vec<&str> = written.split_whitespace().collect();
    let plain = decoded(&words.join(" ")).into_owned();
    map.entries.retain(|entry| entry.key != key);
    let value = Node { span, kind: Kind::Scalar { text: plain, style: Style::Plain } };
    map.entries.push(Entry { key: key.to_owned(), key_span: span, value });
}

#[cfg(test)]
mod tests {
    use super::find;

    fn shown(text: &str, name: &str) -> Option<(String, String)> {
        let (map, start) = find(text, name)?;
        let fields: Vec<String> =
            map.entries.iter().map(|entry| format!("{}={}", entry.key, entry.value.text().unwrap())).collect();
        Some((fields.join("; "), text.split_at(start).1.to_owned()))
    }

    fn pair(fields: &str, body: &str) -> (String, String) {
        (fields.to_owned(), body.to_owned())
    }

    #[test]
    fn a_page_says_in_its_head_what_it_is() {
        let text = "<html>\n<HEAD><title>Fish &amp; chips</title>\n<meta name=\"date\" content='2024-01-05 10:00' />\n\
                    <meta charset=utf-8><meta name=keywords content=\"a, b\"></head>\n<body class=x><p>Text</p></body>";
        assert_eq!(
            shown(text, "a.html"),
            Some(pair("title=Fish & chips; date=2024-01-05 10:00; tags=a, b", "<p>Text</p></body>"))
        );
        assert_eq!(shown("<p>no head</p>", "a.html"), None);
        assert_eq!(shown("<head><meta name='x", "a.html"), None);
        assert_eq!(shown("<head><title", "a.md"), None);
    }

    #[test]
    fn a_structured_text_has_a_title_and_fields() {
        let text = "A title\n#######\n\n:date: 2024-02-09 12:00\n:tags: one,\n    two\n\nBody\n";
        assert_eq!(shown(text, "a.rst"), Some(pair("title=A title; date=2024-02-09 12:00; tags=one, two", "\nBody\n")));
        let over = "=====\nTitle\n=====\n:Slug: x\n";
        assert_eq!(shown(over, "a.rst"), Some(pair("title=Title; slug=x", "")));
        assert_eq!(shown("Just text\n", "a.rst"), Some(pair("", "Just text\n")));
        assert_eq!(shown("", "a.rst"), Some(pair("", "")));
    }
}
