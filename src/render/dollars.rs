//! Formulas between two dollars, and between `\(` and `\)` or `\[` and `\]`, in Markdown, kept from the parser: to it `_` is
//! emphasis there, `\(` a bracket, and `+` at the beginning of a line a list.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::Dialect;
use super::markdown::options;

/// Stands at both ends of the code that a formula becomes. No text has it: XML 1.0 forbids it.
pub(super) const FORMULA: char = '\u{1}';

/// Stand for a backtick and for the end of a line within.
const BACKTICK: char = '\u{2}';
const LINE_END: char = '\u{3}';

/// The text with each formula as code between marks, every byte in its old place.
pub(super) fn kept(text: &str, dialect: Dialect) -> Cow<'_, str> {
    let has = |open: &str| memchr::memmem::find(text.as_bytes(), open.as_bytes()).is_some();
    let dollars = (dialect.math || dialect.display_math) && has("$$");
    let backslashes = dialect.backslash_math && (has("\\(") || has("\\["));
    if !dollars && !backslashes {
        return Cow::Borrowed(text);
    }
    let literal = literal(text, dialect);
    let mut formulas = if dollars { between_dollars(text, &literal) } else { Vec::new() };
    if backslashes {
        formulas.extend(between_backslashes(text, &literal));
        formulas.sort_by_key(|range| range.start);
    }
    if formulas.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for formula in formulas {
        // `$$` within `\[…\]`, or the other way round.
        if formula.start < at {
            continue;
        }
        out.push_str(text.get(at..formula.start).unwrap_or_default());
        let tex = text.get(formula.start + 2..formula.end - 2).unwrap_or_default();
        out.extend(['`', FORMULA]);
        push_on_one_line(&mut out, tex, tex.contains('\n') && is_quoted(text, formula.start));
        out.extend([FORMULA, '`']);
        at = formula.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

/// The TeX of code that stands for a formula.
pub(super) fn tex(code: &str) -> Option<String> {
    let tex = code.strip_prefix(FORMULA)?.strip_suffix(FORMULA)?;
    let lines = tex.split(LINE_END).map(str::trim).filter(|line| !line.is_empty());
    Some(lines.collect::<Vec<_>>().join("\n").replace(BACKTICK, "`"))
}

/// Where dollars mean nothing: in code and in raw HTML.
fn literal(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options(dialect)).into_offset_iter();
    let is_literal = |event: &Event<'_>| {
        matches!(event, Event::Code(_) | Event::InlineHtml(_) | Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock))
    };
    events.filter(|(event, _)| is_literal(event)).map(|(_, range)| range).collect()
}

/// Whether a place is in what is literal.
fn is_in(literal: &[Range<usize>], at: usize) -> bool {
    let next = literal.partition_point(|range| range.end <= at);
    literal.get(next).is_some_and(|range| range.contains(&at))
}

/// Where the formulas are, their dollars included.
fn between_dollars(text: &str, literal: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut pairs = memchr::memmem::find_iter(bytes, b"$$").peekable();
    while let Some(start) = pairs.next() {
        let begin = line.of(bytes, start);
        let before = start.checked_sub(1).and_then(|at| bytes.get(at));
        if matches!(before, Some(b'\\' | b'`')) || is_in(literal, start) {
            continue;
        }
        let Some(end) = pairs.peek().map(|close| close + 2) else { break };
        if bytes.get(end) != Some(&b'`') && is_one(text, start..end, begin) {
            pairs.next();
            found.push(start..end);
        }
    }
    found
}

/// Where the formulas between `\(` and `\)` or `\[` and `\]` are. None holds the beginning of another one of its kind.
fn between_backslashes(text: &str, literal: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut open: Option<(usize, u8, usize)> = None;
    let mut at = 0;
    while let Some(start) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)).map(|next| at + next) {
        at = start + 2;
        let Some(kind) = bytes.get(start + 1) else { break };
        match (kind, open) {
            (b'(' | b'[', _) if !is_in(literal, start) => {
                let close = if *kind == b'(' { b')' } else { b']' };
                if open.is_none_or(|(_, known, _)| known == close) {
                    open = Some((start, close, line.of(bytes, start)));
                }
            }
            (kind, Some((from, close, begin))) if *kind == close => {
                open = None;
                if is_one(text, from..at, begin) {
                    found.push(from..at);
                }
            }
            _ => {}
        }
    }
    found
}

/// The beginning of the line of a place, for places that come one after another: a line may be as long as the text.
#[derive(Default)]
struct Line {
    begin: usize,
    seen: usize,
}

impl Line {
    fn of(&mut self, bytes: &[u8], place: usize) -> usize {
        let end = bytes.get(self.seen..place).and_then(|passed| memchr::memrchr(b'\n', passed));
        self.begin = end.map_or(self.begin, |at| self.seen + at + 1);
        self.seen = place;
        self.begin
    }
}

/// Whether what stands at `range`, on a line that begins at `line`, is a formula.
fn is_one(text: &str, range: Range<usize>, line: usize) -> bool {
    let tex = text.get(range.start + 2..range.end - 2).unwrap_or_default();
    // The cells of a row are parted first.
    let is_parted = tex.contains('|') && text.as_bytes().get(line) == Some(&b'|');
    // Within a paragraph a formula ends with it; one that stands alone may have blank lines.
    let is_whole = || !has_blank_line(tex) || stands_alone(text, range.start, range.end);
    !tex.trim().is_empty() && !is_parted && is_whole()
}

fn has_blank_line(tex: &str) -> bool {
    let inner = tex.split('\n').skip(1);
    let count = tex.split('\n').count();
    inner.take(count.saturating_sub(2)).any(|line| line.trim().is_empty())
}

/// Whether a formula begins its line after a blank one, and nothing follows it on its last.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '\t']);
    let after = text.get(end..).unwrap_or_default().split('\n').next().unwrap_or_default();
    let above = before.strip_suffix('\n').map(|above| above.rsplit('\n').next().unwrap_or_default().trim());
    (before.is_empty() || above == Some("")) && after.trim().is_empty()
}

/// Whether the line of a formula's beginning is one of a quotation.
fn is_quoted(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default().trim_start().starts_with('>')
}

/// Appends what stands between the dollars, marks of a quotation as blanks.
fn push_on_one_line(out: &mut String, tex: &str, quoted: bool) {
    let mut at_start = false;
    for character in tex.chars() {
        let is_mark = quoted && at_start && character == '>';
        at_start = character == '\n' || (at_start && (is_mark || character == ' '));
        out.push(match character {
            '\n' => LINE_END,
            '\r' => ' ',
            '`' => BACKTICK,
            _ if is_mark => ' ',
            other => other,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with its formulas in ⟨…⟩.
    fn shown(text: &str) -> String {
        let dialect = Dialect { display_math: true, ..Dialect::default() };
        let kept = kept(text, dialect);
        assert_eq!(kept.len(), text.len(), "{text}");
        kept.replace("`\u{1}", "⟨").replace("\u{1}`", "⟩").replace(BACKTICK, "ˋ").replace(LINE_END, "/")
    }

    #[test]
    fn formulas_are_found_where_kramdown_finds_them() {
        for (text, expected) in [
            ("If $$a_1$$ and $$b_1$$.", "If ⟨a_1⟩ and ⟨b_1⟩."),
            ("$$\na\n+ b\n$$\n", "⟨/a/+ b/⟩\n"),
            ("$$\na\n\nb\n$$\n", "⟨/a//b/⟩\n"),
            ("> $$\n> a > b\n> $$\n", "> ⟨/  a > b/  ⟩\n"),
            ("$$a ``b''$$", "⟨a ˋˋb''⟩"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn formulas_are_found_between_backslashes_where_the_site_passes_them_through() {
        let dialect = Dialect { backslash_math: true, ..Dialect::default() };
        for (text, expected) in [
            ("If \\(a_1\\) and \\[b_1\\].", "If ⟨a_1⟩ and ⟨b_1⟩."),
            ("\\[\na\n+ b\n\\]\n", "⟨/a/+ b/⟩\n"),
            ("\\[ (a \\\\ b) \\]", "⟨ (a \\\\ b) ⟩"),
            ("\\( \\(a\\) b", "\\( ⟨a⟩ b"),
            ("\\(f\\[x\\)", "⟨f\\[x⟩"),
            ("$$a_1$$", "$$a_1$$"),
            ("\\\\(a\\\\) `\\(a\\)` \\(a\n\nb\\)", "\\\\(a\\\\) `\\(a\\)` \\(a\n\nb\\)"),
        ] {
            assert_eq!(
                kept(text, dialect).replace("`\u{1}", "⟨").replace("\u{1}`", "⟩").replace(LINE_END, "/"),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn money_code_and_markup_are_no_formulas() {
        for text in [
            "It costs $5, or $6.",
            "From $$ to $.",
            "`$$a$$` and ``$$``",
            "\\$$a$$",
            "    $$a$$\n",
            "```\n$$a$$\n```\n",
            "<a title=\"$$a$$\">b</a>",
            "<div>\n$$a$$\n</div>\n",
            "It is $$\n\nand $$.",
            "$$ $$",
            "| a |\n|---|\n| $$b|c$$ |",
            "`a `$$b$$` c",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_long_line_of_formulas_takes_no_longer_than_its_length() {
        let begun = std::time::Instant::now();
        for formula in ["$$a", "$$a$$ ", "$$a|b$$ ", "$$ ", "> $$a\n"] {
            let text = formula.repeat(1_000_000 / formula.len());
            assert_eq!(between_dollars(&text, &[]).is_empty(), formula == "$$ ", "{formula}");
        }
        for formula in ["\\(a", "\\(a\\) ", "\\[a|b\\] ", "\\(\\[", "\\(\n\n", "> \\[a\\]\n"] {
            let text = formula.repeat(1_000_000 / formula.len());
            assert_eq!(
                between_backslashes(&text, &[]).is_empty(),
                !formula.contains("a\\") && !formula.contains("b\\"),
                "{formula}"
            );
        }
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }

    #[test]
    fn code_between_marks_is_its_tex() {
        assert_eq!(tex("\u{1}\u{3} a\u{3}\u{3} \u{2}b \u{1}").as_deref(), Some("a\n`b"));
        assert_eq!(tex("a"), None);
    }
}
