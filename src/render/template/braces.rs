//! `{.class #id key=value}` behind an element or a block, of markdown-it-attrs, Python-Markdown and Goldmark: for style
//! sheets that no reader has.

use std::borrow::Cow;
use std::ops::Range;

use super::super::Dialect;
use super::code;

/// Longer ones are text.
const LONGEST: usize = 500;

/// The text without them; those of headings stay, since the parser takes ids from them.
pub(super) fn without(text: Cow<'_, str>, dialect: Dialect) -> Cow<'_, str> {
    let has_any = memchr::memchr_iter(b'{', text.as_bytes()).any(|at| list(&text, at).is_some());
    if !has_any {
        return text;
    }
    let code = code(&text, dialect);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let start = at;
        at += line.len();
        let is_underlined = lines.peek().is_some_and(|next| is_underline(next));
        if is_underlined || line.trim_start().starts_with('#') || !line.contains('{') {
            out.push_str(line);
            continue;
        }
        let is_code = |place: usize| {
            let next = code.partition_point(|range| range.end <= start + place);
            code.get(next).is_some_and(|range| range.contains(&(start + place)))
        };
        push_line(&mut out, line, &is_code);
    }
    Cow::Owned(out)
}

/// Appends a line without its lists; nothing of a line that is one.
fn push_line(out: &mut String, line: &str, is_code: &dyn Fn(usize) -> bool) {
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = line.get(at..).and_then(|rest| rest.find('{')).map(|found| at + found) {
        at = found + 1;
        let Some(range) = list(line, found).filter(|_| !is_code(found)) else { continue };
        let before = line.get(from..found).unwrap_or_default();
        let is_last = line.get(range.end..).is_some_and(|after| after.trim().is_empty());
        // `x_{.5}` is a formula's.
        let near = before.get(before.floor_char_boundary(before.len().saturating_sub(LONGEST))..).unwrap_or_default();
        let is_emphasis = near.ends_with('_') && (near.starts_with('_') || near.contains(" _"));
        if is_emphasis
            || before.ends_with([')', ']', '*', '`'])
            || (is_last && (found == 0 || before.ends_with([' ', '\t'])))
        {
            out.push_str(before.trim_end_matches([' ', '\t']));
            from = range.end;
            at = range.end;
        }
    }
    let rest = line.get(from..).unwrap_or_default();
    if from == 0 || !line.get(..from).is_some_and(|all| all.trim_start().starts_with('{')) || !rest.trim().is_empty() {
        out.push_str(rest);
    }
}

/// The list that begins at a brace: classes, ids and values in the same line, nothing else, and one at least.
fn list(text: &str, at: usize) -> Option<Range<usize>> {
    let inner = text.get(at + 1..)?;
    let near = inner.get(..inner.floor_char_boundary(LONGEST))?;
    let end = near.find(['}', '{', '\n']).filter(|end| near.as_bytes().get(*end) == Some(&b'}'))?;
    let mut rest = near.get(..end)?.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        rest = one(rest)?.trim_start();
    }
    Some(at..at + end + 2)
}

/// What is left behind the first attribute of a list.
fn one(rest: &str) -> Option<&str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '/' | '.' | '%');
    let marked = rest.strip_prefix(['.', '#']);
    let body = marked.unwrap_or(rest);
    let length = body.find(|c: char| !is_name(c)).unwrap_or(body.len());
    let after = body.get(length..).filter(|_| length > 0)?;
    if marked.is_some() {
        return Some(after).filter(|after| after.is_empty() || after.starts_with([' ', '\t', '.', '#']));
    }
    let value = after.strip_prefix('=')?;
    if let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) {
        return value.get(1..)?.split_once(quote).map(|(_, after)| after);
    }
    let length = value.find(char::is_whitespace).unwrap_or(value.len());
    value.get(length..).filter(|_| length > 0)
}

fn is_underline(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> String {
        without(Cow::Borrowed(text), Dialect::default()).into_owned()
    }

    #[test]
    fn what_is_for_style_sheets_goes() {
        for (text, expected) in [
            ("A text {.small .grey}\n", "A text\n"),
            ("![a](b.png){width=50% loading=\"lazy\"} c\n", "![a](b.png) c\n"),
            ("*a*{.c #d} _b_{.c} `e`{.f}\n", "*a* _b_ `e`\n"),
            ("- a\n- b\n{.list}\n\nc\n", "- a\n- b\n\nc\n"),
            ("- a {.x}\n- b\n", "- a\n- b\n"),
            ("A\n{ .c }\n", "A\n"),
            ("{.c}", ""),
        ] {
            assert_eq!(left(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_code_and_words_in_braces_stay() {
        for text in [
            "# A {#b}\n",
            "A {#b}\n===\n",
            "`a {.b}`\n",
            "```\na {.b}\n```\n",
            "a set {x} and {1, 2}\n",
            "$G_{i.j}$ {.}\n",
            "f(x){return} and x_{.5}\n",
            "a {.b} c\n",
            "{{ .Title }}\n",
            "{.a{.b",
        ] {
            assert_eq!(left(text), text);
        }
    }
}
