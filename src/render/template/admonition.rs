//! `:::note` … `:::`, the admonitions of Docusaurus, Starlight, `VuePress` and markdown-it-container, as quotes with their
//! title: what readers show of them anyway.

use std::borrow::Cow;

use memchr::memmem;

use super::report::MOST_FAULTS;
use super::{Fault, UNKNOWN};

/// Deeper ones are not set in further.
const DEEPEST: usize = 12;

/// Those whose title is their name.
const KNOWN: [&str; 14] = [
    "note",
    "tip",
    "info",
    "important",
    "warning",
    "danger",
    "caution",
    "success",
    "secondary",
    "error",
    "hint",
    "question",
    "example",
    "quote",
];

/// Those that only put their content in its place.
const PLAIN: [&str; 6] = ["code-group", "tabs", "tab", "v-pre", "raw", "center"];

/// A fence around code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    /// The fence that a line opens, whatever lists and quotes it stands in.
    pub(super) fn opening(line: &str) -> Option<Self> {
        let text = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let text = if text.len() < line.len() && !text.starts_with(['.', ')']) { line } else { text };
        let text = text.trim_start_matches([' ', '\t', '>', '-', '*', '+', '.', ')']);
        let mark = text.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let words = text.trim_start_matches(mark);
        let length = text.len() - words.len();
        (length >= 3 && !(mark == '`' && words.contains('`'))).then_some(Self { mark, length })
    }

    /// Whether a line closes it.
    pub(super) fn is_closed_by(self, line: &str) -> bool {
        let text = line.trim_matches([' ', '\t', '>', '\r', '\n']);
        text.len() >= self.length && text.chars().all(|c| c == self.mark)
    }
}

/// A line that opens an admonition, or closes one.
enum Directive<'t> {
    Opens { name: &'t str, title: Option<&'t str> },
    Closes,
}

/// What a line is, without the blanks before it, if it is a directive.
fn directive(text: &str) -> Option<(usize, Directive<'_>)> {
    let rest = text.trim_start_matches(':');
    let colons = text.len() - rest.len();
    if colons < 3 {
        return None;
    }
    let rest = rest.trim();
    if rest.is_empty() {
        return Some((colons, Directive::Closes));
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !(after.is_empty() || after.starts_with([' ', '[', '{']))
    {
        return None;
    }
    let after = after.trim();
    let title = match after.strip_prefix('[') {
        Some(inner) => inner.rsplit_once(']').map_or(inner, |(title, _)| title),
        None => after.split(" {").next().filter(|title| !title.starts_with('{')).unwrap_or_default(),
    };
    Some((colons, Directive::Opens { name, title: Some(title.trim()).filter(|title| !title.is_empty()) }))
}

/// An admonition that is open.
struct Open {
    colons: usize,
    /// The column that it stands in.
    column: usize,
    quoted: bool,
}

/// The text with its admonitions as quotes.
pub(super) fn expand(text: Cow<'_, str>) -> Cow<'_, str> {
    if memmem::find(text.as_bytes(), b":::").is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut open: Vec<Open> = Vec::new();
    let mut fence: Option<Fence> = None;
    let mut has_any = false;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let inner = line.get(indent..).unwrap_or_default();
        match fence {
            Some(found) if found.is_closed_by(line) => fence = None,
            Some(_) => {}
            None => {
                fence = Fence::opening(line);
                match directive(inner.trim_end()) {
                    Some((colons, Directive::Opens { name, title })) if fence.is_none() => {
                        has_any = true;
                        let is_plain = PLAIN.contains(&name) || open.len() >= DEEPEST;
                        let quoted = !is_plain && (KNOWN.contains(&name) || name == "details");
                        apart(&mut out, &open);
                        open.push(Open { colons, column: indent, quoted });
                        let title = title.map(str::to_owned).or_else(|| quoted.then(|| capitalised(name)));
                        if let Some(title) = title.filter(|_| !is_plain) {
                            push_line(&mut out, &open, &format!("**{title}**\n"));
                            apart(&mut out, &open);
                        }
                        continue;
                    }
                    Some((colons, Directive::Closes)) if open.last().is_some_and(|last| colons >= last.colons) => {
                        open.pop();
                        apart(&mut out, &open);
                        continue;
                    }
                    _ => {}
                }
            }
        }
        let column = open.last().map_or(0, |last| last.column);
        push_line(&mut out, &open, line.get(column.min(indent)..).unwrap_or_default());
    }
    if has_any { Cow::Owned(out) } else { text }
}

/// A line in all that is open; its own blanks are those behind the innermost column.
fn push_line(out: &mut String, open: &[Open], line: &str) {
    let quotes = open.iter().filter(|one| one.quoted).count();
    let outermost = open.iter().find(|one| one.quoted).or(open.last());
    out.push_str(&" ".repeat(outermost.map_or(0, |one| one.column)));
    out.push_str(&"> ".repeat(quotes));
    if line.trim().is_empty() {
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    } else {
        out.push_str(line);
    }
}

/// An empty line in what is open: what comes is another block.
fn apart(out: &mut String, open: &[Open]) {
    if !out.is_empty() {
        if !out.ends_with('\n') {
            out.push('\n');
        }
        push_line(out, open, "\n");
    }
}

/// A word with a capital.
pub(super) fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The admonitions whose names nobody knows: what is in them stays, what they show around it does not.
pub(super) fn unknown(body: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if memmem::find(body.as_bytes(), b":::").is_none() {
        return faults;
    }
    let (mut at, mut fence): (usize, Option<Fence>) = (0, None);
    for line in body.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        match fence {
            Some(found) if found.is_closed_by(line) => fence = None,
            Some(_) => {}
            None => {
                fence = Fence::opening(line);
                if let Some((_, Directive::Opens { name, .. })) = directive(line.trim())
                    && !KNOWN.contains(&name)
                    && !PLAIN.contains(&name)
                    && name != "details"
                    && faults.len() < MOST_FAULTS
                {
                    let message = format!("no admonition is called \"{name}\" here; the text in it is kept");
                    faults.push((start..start + line.trim().len(), &UNKNOWN, message));
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> String {
        expand(Cow::Borrowed(text)).into_owned()
    }

    #[test]
    fn an_admonition_is_a_quote_with_its_title() {
        for (text, expected) in [
            ("a\n:::note\nText\n:::\nb\n", "a\n\n> **Note**\n>\n> Text\n\nb\n"),
            ("::: tip Mind this\nText\n:::\n", "> **Mind this**\n>\n> Text\n\n"),
            (":::danger[Of *all*]{#x}\n\nText\n\n:::\n", "> **Of *all***\n>\n>\n> Text\n>\n\n"),
            ("::::info\n:::warning\nA\n:::\nB\n::::\n", "> **Info**\n>\n>\n> > **Warning**\n> >\n> > A\n>\n> B\n\n"),
            ("- a\n\n  :::tip\n  b\n  :::\n", "- a\n\n\n  > **Tip**\n  >\n  > b\n\n"),
            (":::note\n```\n:::\n```\n:::\n", "> **Note**\n>\n> ```\n> :::\n> ```\n\n"),
            (":::card\nText\n:::\n", "Text\n\n"),
            ("::: \na ::: b\n:::5\n", "::: \na ::: b\n:::5\n"),
            ("```\n:::note\n```\n", "```\n:::note\n```\n"),
        ] {
            assert_eq!(expanded(text), expected, "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_told_where_it_stands() {
        let told: Vec<_> =
            unknown(":::note\n:::\n```\n:::x\n```\n  :::card\n:::\n").into_iter().map(|fault| fault.0).collect();
        assert_eq!(told, vec![27..34_usize; 1]);
    }

    #[test]
    fn nothing_nests_without_end() {
        let text = ":::note\n".repeat(5000) + "x\n";
        assert!(expanded(&text).len() < text.len() * 40);
    }
}
