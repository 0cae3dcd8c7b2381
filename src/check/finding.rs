//! Findings: what a rule found, and where.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use super::html::seen::Seen;
use super::registry::{Finder, Rule};
use super::window::Window;
use super::xml::Fault;
use crate::problem::{Place, Point, Problem, Severity, Span};

/// So many findings of one rule are listed for one feed; the last says how many more there are.
pub const MAX_OF_ONE_RULE: usize = 1_000;
/// Longest part of a line that a finding shows, in characters on either side of the column.
const REACH: usize = 100;
/// So many bytes of the text on either side of a place may be shown with it.
pub(super) const REACH_BYTES: usize = 4 * REACH;

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
    /// Those whose text is at hand, and those whose places are known.
    open: Vec<Found>,
    placed: Vec<(Found, Spot)>,
    /// How many were found in all.
    number: usize,
    counts: BTreeMap<&'static str, usize>,
    /// The places of what may be spoken of later, when its text is gone.
    held: HashMap<Span, Spot>,
    lines: Lines,
    /// What is known of HTML from other documents.
    seen: Option<Seen>,
}

#[derive(Debug)]
struct Found {
    rule: &'static Rule,
    span: Span,
    message: String,
    help: Option<String>,
    /// How many were found before it: findings at one place stand in the order in which they were found.
    number: usize,
}

/// A span as whole characters, and its place.
#[derive(Debug, Clone)]
struct Spot {
    span: Span,
    point: Point,
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
        if *count > MAX_OF_ONE_RULE {
            return;
        }
        let found = Found { rule, span, message, help, number: self.number };
        self.number += 1;
        match self.held.get(&span) {
            Some(spot) => self.placed.push((found, spot.clone())),
            None => self.open.push(found),
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
        self.open.retain(|found| found.rule != rule);
        self.placed.retain(|(found, _)| found.rule != rule);
        self.counts.remove(rule.code);
    }

    /// Notes the places of everything before `settled`, whose text will be gone: those of findings, and those of `held`,
    /// of which something may be found later.
    pub(super) fn settle(&mut self, window: Window<'_>, settled: usize, held: impl Iterator<Item = Span>) {
        if settled <= self.lines.offset {
            return;
        }
        let mut due: Vec<Span> = held.filter(|span| span.start < settled).collect();
        let mut known = std::mem::take(&mut self.held);
        let open = std::mem::take(&mut self.open);
        let (gone, open): (Vec<Found>, Vec<Found>) = open.into_iter().partition(|found| found.span.start < settled);
        self.open = open;
        let mut fresh: Vec<Span> = due.iter().copied().filter(|span| !known.contains_key(span)).collect();
        fresh.extend(gone.iter().map(|found| found.span));
        fresh.sort_unstable_by_key(|span| (span.start, span.end));
        fresh.dedup();
        known.extend(fresh.into_iter().map(|span| (span, self.lines.spot(window, span))));
        self.lines.move_to(window, settled);
        self.placed.extend(gone.into_iter().filter_map(|found| {
            let spot = known.get(&found.span)?.clone();
            Some((found, spot))
        }));
        due.sort_unstable_by_key(|span| (span.start, span.end));
        due.dedup();
        self.held = due.into_iter().filter_map(|span| known.remove_entry(&span)).collect();
    }

    /// Notes the places of what was found in the first of the text, which is `head`, when the rest was gone through.
    pub(super) fn settle_head(&mut self, head: &str) {
        let lines = std::mem::take(&mut self.lines);
        let settled = head.len().saturating_sub(REACH_BYTES);
        self.settle(Window { text: head, base: 0, is_last: false }, settled, std::iter::empty());
        self.lines = lines;
    }

    /// The findings in the order of the text, with their places; `window` is the end of file `name`, or all of it.
    pub(super) fn finish(mut self, name: &str, window: Window<'_>) -> Vec<Finding> {
        self.settle(window, usize::MAX, std::iter::empty());
        // Bytes become text before anything is found in it, but not always all of them before the first of it is judged.
        let is_read = |found: &Found| found.rule.found_by != Finder::Decode;
        self.placed.sort_unstable_by_key(|(found, _)| (found.span.start, is_read(found), found.number));
        let file: Arc<str> = name.into();
        let mut left = self.counts.clone();
        let mut result = Vec::with_capacity(self.placed.len());
        for (found, spot) in self.placed {
            let left = left.entry(found.rule.code).or_default();
            *left = left.saturating_sub(1);
            let total = self.counts.get(found.rule.code).copied().unwrap_or_default();
            let more = total.saturating_sub(MAX_OF_ONE_RULE);
            let message =
                if more > 0 && *left == more { format!("{} (and {more} more)", found.message) } else { found.message };
            result.push(Finding {
                rule: found.rule,
                severity: found.rule.severity,
                place: Place { file: file.clone(), point: Some(spot.point) },
                span: spot.span,
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

/// The places of a document, asked for in its order: what lies before a finding is read once for all findings, and a
/// line may be a gigabyte long.
///
/// An offset whose line and column are known, both counted from 0.
#[derive(Debug, Clone, Copy, Default)]
struct Lines {
    offset: usize,
    line: usize,
    line_start: usize,
    column: usize,
}

impl Lines {
    /// Counts on to `offset`, or to the window's end.
    fn move_to(&mut self, window: Window<'_>, offset: usize) {
        debug_assert!(self.offset >= window.base, "what was not counted is gone");
        let offset = window.floor(offset).max(self.offset);
        let part = Span::new(self.offset, offset);
        let (lines, last) = ends(window, part);
        let characters = |from| window.cut(Span::new(from, offset)).chars().count();
        self.column = last.map_or_else(|| self.column + characters(part.start), |end| characters(end + 1));
        self.line_start = last.map_or(self.line_start, |end| end + 1);
        self.line += lines;
        self.offset = offset;
    }

    /// The span as whole characters, and its place: a rule that means the first byte of a feed means what begins there,
    /// if anything does.
    fn spot(&mut self, window: Window<'_>, span: Span) -> Spot {
        let start = window.floor(span.start);
        debug_assert!(start >= self.offset, "{span:?} was not to be spoken of any more");
        self.move_to(window, start);
        let is_beyond = span.end > window.end() && !window.is_last;
        let snapped = Span::new(start, if is_beyond { span.end } else { window.ceil(span.end).max(start) });
        let meant = window.cut(Span::new(start, window.floor(span.end.max(start))));
        let length = meant.chars().take(REACH).take_while(|c| !matches!(c, '\n' | '\r')).count();
        let before = window.cut(Span::new(self.line_start.max(window.base), start));
        let skipped = self.column.saturating_sub(REACH);
        let tail: Vec<char> = before.chars().rev().take(REACH).collect();
        let ahead = window.after(start).chars().take(REACH).take_while(|c| !matches!(c, '\n' | '\r'));
        let point = Point {
            line: clamp(self.line + 1),
            column: clamp(self.column + 1),
            length: clamp(length.max(1)),
            excerpt: tail.into_iter().rev().chain(ahead).collect(),
            excerpt_column: clamp(skipped + 1),
        };
        Spot { span: snapped, point }
    }
}

/// How many lines end in this part of the text, and where the last does. CR LF is one end, and so is a CR alone.
fn ends(window: Window<'_>, part: Span) -> (usize, Option<usize>) {
    let bytes = window.cut(part).as_bytes();
    if memchr(b'\r', bytes).is_none() {
        return (memchr_iter(b'\n', bytes).count(), memrchr(b'\n', bytes).map(|at| part.start + at));
    }
    let after = window.after(part.start).as_bytes();
    let is_end = |at: &usize| after.get(*at) == Some(&b'\n') || after.get(at + 1) != Some(&b'\n');
    let ends = memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
    ends.fold((0, None), |(count, _), at| (count + 1, Some(part.start + at)))
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
        let mut lines = Lines::default();
        for (start, end) in [(0, 3), (5, 8), (8, 10), (11, 12), (13, 17), (17, 17), (99, 100)] {
            let span = Span::new(start, end);
            let spot = lines.spot(Window::whole(text), span);
            assert_eq!(Some(spot.point), Place::at("f", text, span).point, "{start}");
        }
    }
}
