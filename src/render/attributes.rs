//! Tags with more attributes than anybody writes, cut short before they are parsed.

use std::borrow::Cow;

/// Attributes of one tag. The parser looks for each among all before it, so a tag of a million takes the square of that.
const MOST: usize = 256;

/// Elements that hold text alone: what looks like a tag in them is none.
const TEXT_ONLY: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// The HTML with no more than [`MOST`] attributes in any tag.
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let inner = html.get(start + 1..).unwrap_or_default();
        if inner.starts_with("!--") {
            at = end_of(html, start + 4, "-->");
            continue;
        }
        at = start + 1;
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let tag = tag(html, start);
        if let Some(cut) = tag.cut {
            out.push_str(html.get(copied..cut).unwrap_or_default());
            copied = tag.end;
        }
        at = tag.end;
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if let Some(name) = TEXT_ONLY.into_iter().find(|known| name.eq_ignore_ascii_case(known)) {
            at = end_of_text(html, at, name);
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// A start tag: where its `>` is, and where it has too many attributes.
struct Tag {
    end: usize,
    cut: Option<usize>,
}

/// Goes through the tag that begins at `start` as a browser does (HTML, "Tokenization").
fn tag(html: &str, start: usize) -> Tag {
    let bytes = html.as_bytes();
    let byte = |at: usize| bytes.get(at).copied();
    let is_blank = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let skip = |at: usize, stays: &dyn Fn(u8) -> bool| {
        at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| stays(**byte)).count()
    };
    let mut at = skip(start + 1, &|byte| !is_blank(byte) && byte != b'>');
    let mut cut = None;
    for number in 0.. {
        at = skip(at, &is_blank);
        match byte(at) {
            None | Some(b'>') => break,
            Some(_) if number == MOST => cut = Some(at),
            Some(_) => {}
        }
        // A name may begin with `=`.
        at = skip(at + 1, &|byte| !is_blank(byte) && byte != b'>' && byte != b'=');
        let value = skip(at, &|byte| byte.is_ascii_whitespace());
        if byte(value) != Some(b'=') {
            continue;
        }
        at = skip(value + 1, &|byte| byte.is_ascii_whitespace());
        at = match byte(at) {
            Some(quote @ (b'"' | b'\'')) => skip(at + 1, &|byte| byte != quote) + 1,
            _ => skip(at, &|byte| !byte.is_ascii_whitespace() && byte != b'>'),
        };
    }
    Tag { end: at.min(html.len()), cut }
}

/// Where `mark` ends after `from`; the end where it does not come.
fn end_of(html: &str, from: usize, mark: &str) -> usize {
    html.get(from..).and_then(|rest| rest.find(mark)).map_or(html.len(), |found| from + found + mark.len())
}

/// Where the end tag of an element that holds text alone stands.
fn end_of_text(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find("</")).map(|found| at + found) {
        let is_it = |head: &str| head.eq_ignore_ascii_case(name);
        if html.get(found + 2..found + 2 + name.len()).is_some_and(is_it) {
            return found;
        }
        at = found + 2;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_many_attributes_is_cut_and_what_follows_stays() {
        let attributes =
            |most: usize| (0..most).fold(String::new(), |text, number| text + &format!(" a{number}=\">\""));
        let (many, few) = (attributes(1000), attributes(MOST));
        let cut = |html: &str| bounded(html).into_owned();
        assert_eq!(cut(&format!("x<b{many}>y</b><i>z")), format!("x<b{few} >y</b><i>z"));
        assert_eq!(cut(&format!("<b{many}")), format!("<b{few} "));
        assert_eq!(cut(&format!("<b{many} '")), format!("<b{few} "));
    }

    #[test]
    fn nothing_else_is_touched() {
        let words = "word ".repeat(1000);
        for html in [
            format!("<!-- <b {words} --> <b>x"),
            format!("<script>if (a<b) {{ {words} }}</script><b>{words}</b>"),
            format!("<TITLE>a <b {words}</TITLE ><b>{words}</b>"),
            format!("a < b {words} <1 {words} </b {words}>"),
            format!("<a title=\"{words}\" href='{words}'>{words}</a>"),
            "<".repeat(1000),
            "<b =x==y / / 'z'>".to_owned(),
        ] {
            assert!(matches!(bounded(&html), Cow::Borrowed(_)), "{html}");
        }
    }
}
