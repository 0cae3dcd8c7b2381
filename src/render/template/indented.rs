//! `!!! note "Title"` over text that is set in, the admonitions of Python-Markdown and `MkDocs`, and `???` for those that a
//! page can fold: quotes with their title, what readers show of them anyway.

use std::borrow::Cow;

use super::super::Dialect;
use super::admonition::capitalised;
use super::code;

/// Deeper ones stay as they are.
const DEEPEST: usize = 12;

/// How far the text of one is set in.
const STEP: usize = 4;

/// The text with its admonitions as quotes.
pub(super) fn expand(text: Cow<'_, str>, dialect: Dialect) -> Cow<'_, str> {
    if text.contains("!!!") || text.contains("???") { within(text, dialect, 0) } else { text }
}

fn within(text: Cow<'_, str>, dialect: Dialect, depth: usize) -> Cow<'_, str> {
    let has_any = text.lines().any(|line| opening(line.trim_start()).is_some());
    if !has_any || depth >= DEEPEST {
        return text;
    }
    let code = code(&text, dialect);
    let is_code = |at: usize| {
        let next = code.partition_point(|range| range.end <= at);
        code.get(next).is_some_and(|range| range.contains(&at))
    };
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let column = indent(line);
        let found = opening(line.get(column..).unwrap_or_default()).filter(|_| !is_code(at + column));
        at += line.len();
        let Some(title) = found else {
            out.push_str(line);
            continue;
        };
        let mut inner = String::new();
        while let Some(next) = lines.next_if(|next| next.trim().is_empty() || indent(next) >= column + STEP) {
            at += next.len();
            inner.push_str(next.get(column + STEP..).filter(|_| !next.trim().is_empty()).unwrap_or("\n"));
        }
        quote(&mut out, &" ".repeat(column), &title, &within(Cow::Owned(inner), dialect, depth + 1));
    }
    Cow::Owned(out)
}

/// The title of the admonition that a line opens, empty for one that asks for none.
fn opening(line: &str) -> Option<String> {
    let rest = line.strip_prefix("!!!").or_else(|| {
        let rest = line.strip_prefix("???")?;
        Some(rest.strip_prefix('+').unwrap_or(rest))
    })?;
    let (names, title) = match rest.trim().split_once('"') {
        Some((names, title)) => (names.strip_suffix(' ')?, Some(title.strip_suffix('"')?)),
        None => (rest.trim(), None),
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut words = names.split_whitespace();
    let first = words.next().filter(|_| names.chars().all(|c| is_name(c) || c == ' '))?;
    Some(title.map_or_else(|| capitalised(&first.to_lowercase()), |title| title.trim().to_owned()))
}

/// A tab counts as one blank: who mixes them is not followed.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn quote(out: &mut String, before: &str, title: &str, inner: &str) {
    if !out.is_empty() {
        out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
    }
    if !title.is_empty() {
        out.extend([before, "> **", title, "**\n", before, ">\n"]);
    }
    for line in inner.trim_end().lines() {
        out.extend(if line.trim().is_empty() { [before, ">", "", "\n"] } else { [before, "> ", line, "\n"] });
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> String {
        expand(Cow::Borrowed(text), Dialect::default()).into_owned()
    }

    #[test]
    fn an_admonition_is_a_quote_of_what_is_set_in() {
        for (text, expected) in [
            ("!!! note\n    a\n\n    b\n\nc\n", "> **Note**\n>\n> a\n>\n> b\n\nc\n"),
            ("x\n!!! tip \"T *x*\"\n    a\nb\n", "x\n\n> **T *x***\n>\n> a\n\nb\n"),
            ("!!! important \"\"\n    a\n", "> a\n\n"),
            ("!!! note inline end\n    a\n", "> **Note**\n>\n> a\n\n"),
            ("- x\n\n    !!! tip\n        y\n", "- x\n\n\n    > **Tip**\n    >\n    > y\n\n"),
            ("!!! a\n    x\n\n    !!! b\n        y\n", "> **A**\n>\n> x\n>\n>\n> > **B**\n> >\n> > y\n\n"),
            ("???+ note \"T\"\n    a\n", "> **T**\n>\n> a\n\n"),
            ("!!! note\na\n", "> **Note**\n>\n\na\n"),
        ] {
            assert_eq!(expanded(text), expected, "{text}");
        }
    }

    #[test]
    fn code_and_exclamations_stay() {
        for text in [
            "    !!! note\n        a\n",
            "```\n!!! note\n    a\n```\n",
            "Stop!!! Now\n",
            "!!! (really)\n",
            "!!! danger 'x'\n    a\n",
            "???\n",
        ] {
            assert_eq!(expanded(text), text);
        }
    }

    #[test]
    fn nothing_nests_without_end() {
        let lines = (0..300).flat_map(|depth| [" ".repeat(4 * depth), "!!! note\n".to_owned()]);
        let text: String = lines.collect();
        assert!(expanded(&text).len() < text.len() * 4);
    }
}
