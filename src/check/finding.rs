//! Findings: what a rule found, and where.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use super::html::seen::Seen;
use super::registry::Rule;
use super::xml::Fault;
use crate::problem::{Place, Point, Problem, Severity, Span};

/// So many findings of one rule are listed for one feed; the last says how many more there are.
pub const MAX_OF_ONE_RULE: usize = 1_000;
/// Longest part of a line that a finding shows, in characters on either side of the column.
const REACH: usize = 100;

/// Longest message, in bytes: some quote what is wrong, and that may be long.
const MAX_MESSAGE: usize = 600;

/// Something that a rule found in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it weighs here; the rule's own severity unless the user changed it.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// The bytes of the decoded text that it is about.
    pub span: Span,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: Cow<'static, str>,
}

impl Finding {
    /// The finding as a problem, for the reports.
    #[must_use]
    pub fn to_problem(&self) -> Problem {
        Problem {
            code: self.rule.code,
            severity: self.severity,
            place: Some(self.place.clone()),
            message: self.message.clone(),
            help: Some(self.help.to_string()),
        }
    }
}

/// The findings of one feed while it is read.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Found>,
    counts: BTreeMap<&'static str, usize>,
    /// What is known of HTML from other documents.
    seen: Option<Seen>,
}

#[derive(Debug)]
struct Found {
    rule: &'static Rule,
    span: Span,
    message: String,
    help: Option<String>,
}

impl Findings {
    /// No findings yet, in one of several documents with the same HTML in them.
    pub(super) fn beside(seen: Seen) -> Self {
        Self { seen: Some(seen), ..Self::default() }
    }

    /// What is known of HTML from other documents, if there are any.
    pub(super) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    /// Notes that `rule` found something at `span`.
    pub(super) fn add(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) {
        self.push(rule, span, message.into(), None);
    }

    /// The same with what to write instead.
    pub(super) fn add_with_help(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(rule, span, message.into(), Some(help.into()));
    }

    /// Notes a fault of form.
    pub(super) fn add_fault(&mut self, fault: Fault) {
        self.push(fault.rule, fault.span, fault.message, fault.help);
    }

    fn push(&mut self, rule: &'static Rule, span: Span, message: String, help: Option<String>) {
        let (message, help) = (shortened(message), help.map(shortened));
        let count = self.counts.entry(rule.code).or_default();
        *count += 1;
        if *count <= MAX_OF_ONE_RULE {
            self.found.push(Found { rule, span, message, help });
        }
    }

    /// How often `rule` found something.
    pub(super) fn count(&self, rule: &'static Rule) -> usize {
        self.counts.get(rule.code).copied().unwrap_or_default()
    }

    /// Whether it found anything.
    pub(super) fn has(&self, rule: &'static Rule) -> bool {
        self.count(rule) > 0
    }

    /// Takes back what `rule` found.
    pub(super) fn withdraw(&mut self, rule: &'static Rule) {
        self.found.retain(|found| found.rule != rule);
        self.counts.remove(rule.code);
    }

    /// The findings in the order of the text, with their places in `text`, which is the whole of file `name`.
    pub(super) fn finish(mut self, name: &str, text: &str) -> Vec<Finding> {
        self.found.sort_by_key(|found| found.span.start);
        let file: Arc<str> = name.into();
        let lines = Lines::of(text);
        let mut left = self.counts.clone();
        let place = |span| Place { file: file.clone(), point: Some(lines.point(span)) };
        let mut result = Vec::with_capacity(self.found.len());
        for found in self.found {
            let left = left.entry(found.rule.code).or_default();
            *left = left.saturating_sub(1);
            let total = self.counts.get(found.rule.code).copied().unwrap_or_default();
            let more = total.saturating_sub(MAX_OF_ONE_RULE);
            let message =
                if more > 0 && *left == more { format!("{} (and {more} more)", found.message) } else { found.message };
            let span = snapped(found.span, text);
            result.push(Finding {
                rule: found.rule,
                severity: found.rule.severity,
                place: place(span),
                span,
                message,
                help: found.help.map_or(Cow::Borrowed(found.rule.help), Cow::Owned),
            });
        }
        result
    }
}

/// The message, cut where it is longer than anybody reads.
fn shortened(mut message: String) -> String {
    if message.len() > MAX_MESSAGE {
        message.truncate(message.floor_char_boundary(MAX_MESSAGE));
        message.push('…');
        message.shrink_to_fit();
    }
    message
}

/// The span as whole characters of `text`: a rule that means the first byte of a feed means what begins there, if
/// anything does.
fn snapped(span: Span, text: &str) -> Span {
    let start = text.floor_char_boundary(span.start);
    Span::new(start, text.ceil_char_boundary(span.end).max(start))
}

/// The places of a text, asked for in its order: what lies before a finding is read once for all findings, and a line
/// may be a gigabyte long.
struct Lines<'a> {
    text: &'a str,
    has_returns: bool,
    known: Cell<Known>,
}

/// An offset whose line and column are known, both counted from 0.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    offset: usize,
    line: usize,
    line_start: usize,
    column: usize,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let has_returns = memchr(b'\r', text.as_bytes()).is_some();
        Self { text, has_returns, known: Cell::new(Known::default()) }
    }

    /// What is known of `offset`, counted on from what is known of an earlier one.
    fn known(&self, offset: usize) -> Known {
        let known = Some(self.known.get()).filter(|known| known.offset <= offset).unwrap_or_default();
        let (lines, last) = self.ends(known.offset, offset);
        let characters = |from| self.text.get(from..offset).unwrap_or_default().chars().count();
        let column = last.map_or_else(|| known.column + characters(known.offset), |end| characters(end + 1));
        let line_start = last.map_or(known.line_start, |end| end + 1);
        let known = Known { offset, line: known.line + lines, line_start, column };
        self.known.set(known);
        known
    }

    /// How many lines end in this part of the text, and where the last does. CR LF is one end, and so is a CR alone.
    fn ends(&self, from: usize, to: usize) -> (usize, Option<usize>) {
        let part = self.text.as_bytes().get(from..to).unwrap_or_default();
        if !self.has_returns {
            return (memchr_iter(b'\n', part).count(), memrchr(b'\n', part).map(|at| from + at));
        }
        let bytes = self.text.as_bytes();
        let is_end = |at: &usize| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n');
        let ends = memchr2_iter(b'\n', b'\r', part).map(|at| from + at).filter(is_end);
        ends.fold((0, None), |(count, _), at| (count + 1, Some(at)))
    }

    fn point(&self, span: Span) -> Point {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.floor_char_boundary(span.end.max(start));
        let Known { line, line_start, column, .. } = self.known(start);
        let before = self.text.get(line_start..start).unwrap_or_default();
        let skipped = column.saturating_sub(REACH);
        let tail: Vec<char> = before.chars().rev().take(REACH).collect();
        let rest = self.text.get(start..).unwrap_or_default();
        let ahead = rest.chars().take(REACH).take_while(|c| !matches!(c, '\n' | '\r'));
        let excerpt = tail.into_iter().rev().chain(ahead).collect();
        let meant = self.text.get(start..end).unwrap_or_default();
        let length = meant.chars().take(REACH).take_while(|c| !matches!(c, '\n' | '\r')).count();
        Point {
            line: clamp(line + 1),
            column: clamp(column + 1),
            length: clamp(length.max(1)),
            excerpt,
            excerpt_column: clamp(skipped + 1),
        }
    }
}

fn clamp(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, check};

    #[test]
    fn what_a_finding_is_about_is_a_part_of_the_text() {
        for text in ["", "é", "a"] {
            for finding in check("f", text.as_bytes(), &Options::default()) {
                assert!(text.get(finding.span.start..finding.span.end).is_some(), "{text:?}: {finding:?}");
            }
        }
    }

    #[test]
    fn a_place_is_the_one_that_problems_have() {
        let text = "<a>\r\n<b>é x\r</b>\n";
        let lines = Lines::of(text);
        for (start, end) in [(0, 3), (5, 8), (8, 10), (11, 12), (13, 17), (17, 17), (99, 100)] {
            let span = Span::new(start, end);
            assert_eq!(Some(lines.point(span)), Place::at("f", text, span).point, "{start}");
        }
    }
}
