//! Reading the ledger's file: its lines on all threads, and everything that is wrong with it.

use std::borrow::Cow;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;

use super::{END, FIELDS, HEADER, VERSION};
use crate::ledger::words::Words;
use crate::ledger::{CONFLICT, DAMAGED, DUPLICATE, Ledger, Line, NEWER, State};
use crate::post::moment::Moment;
use crate::problem::{Place, Problem, Rule, Span};

/// More problems than these of one file help nobody.
const MOST_PROBLEMS: usize = 20;
/// About so many bytes are read by one thread at a time.
const PART: usize = 128 << 10;
const RESTORE: &str = "take the file from version control again (`git checkout -- feedwright.lock`); without it every id \
                       that readers know would be lost";

pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Ledger, Vec<Problem>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned();
        let end = before.len();
        let place = Place::at(name, &before, Span::new(end, end));
        vec![Problem::new(&DAMAGED, "the ledger is not UTF-8 here").at(place).help(RESTORE)]
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = Reading { name, text, problems: Vec::new() };
    reading.conflicts();
    if reading.problems.is_empty() {
        let (lines, spans) = reading.lines();
        if reading.problems.is_empty() {
            reading.duplicates(&lines, &spans);
        }
        if reading.problems.is_empty() {
            return Ok(Ledger::of(lines));
        }
    }
    Err(reading.problems)
}

struct Reading<'t> {
    name: &'t str,
    text: &'t str,
    problems: Vec<Problem>,
}

/// A line's offset in the text and the line.
type Placed<'t> = (usize, &'t str);

/// The lines of `text` that begin within `range`.
fn placed(text: &str, range: Range<usize>) -> impl Iterator<Item = Placed<'_>> {
    let within = text.get(range.clone()).unwrap_or_default();
    let last = (!within.is_empty() && !within.ends_with('\n')).then_some(within.len());
    let mut at = 0;
    memchr::memchr_iter(b'\n', within.as_bytes()).chain(last).map(move |end| {
        let start = std::mem::replace(&mut at, end + 1);
        let line = within.get(start..end).unwrap_or_default();
        (range.start + start, line.strip_suffix('\r').unwrap_or(line))
    })
}

/// Cuts `range` at the ends of lines, into parts of about [`PART`] bytes.
fn parts(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::with_capacity(range.len() / PART + 1);
    let mut start = range.start;
    while start < range.end {
        let rest = text.as_bytes().get(start + PART..range.end).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(range.end, |at| start + PART + at + 1);
        parts.push(start..end);
        start = end;
    }
    parts
}

fn is_entry(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

impl<'t> Reading<'t> {
    fn placed(&self) -> impl Iterator<Item = Placed<'t>> + use<'t> {
        placed(self.text, 0..self.text.len())
    }

    fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if self.problems.len() < MOST_PROBLEMS {
            let place = Place::at(self.name, self.text, span);
            self.problems.push(Problem::new(rule, message).at(place).help(help));
        }
    }

    fn conflicts(&mut self) {
        let has = |mark: &[u8]| memchr::memmem::find(self.text.as_bytes(), mark).is_some();
        if ![&b"<<<<<<<"[..], b"=======", b">>>>>>>"].into_iter().any(has) {
            return;
        }
        for (at, line) in self.placed() {
            if line.starts_with("<<<<<<< ") {
                let (message, help) = (
                    format!("a merge was not finished here: {line}"),
                    "keep the lines of both sides and delete the three marks; where both sides have a line of one id, \
                     keep one of them. `feedwright.lock merge=union` in .gitattributes lets git do it",
                );
                self.report(&CONFLICT, Span::new(at, at + line.len()), message, help);
            }
        }
        let left = self.placed().find(|(_, line)| line.starts_with(">>>>>>> ") || *line == "=======");
        if let (true, Some((at, line))) = (self.problems.is_empty(), left) {
            let message = format!("a mark of a merge was left here: {line}");
            self.report(&CONFLICT, Span::new(at, at + line.len()), message, "delete the mark, and keep the lines");
        }
    }

    /// The entries and where they stand, read on all threads.
    fn lines(&mut self) -> (Vec<Line>, Vec<Span>) {
        let (mut lines, mut spans) = (Vec::new(), Vec::new());
        if !self.header(self.placed().next()) {
            return (lines, spans);
        }
        let start = memchr::memchr(b'\n', self.text.as_bytes()).map_or(self.text.len(), |at| at + 1);
        let end = self.end();
        let parts = parts(self.text, start..end.as_ref().map_or(self.text.len(), |end| end.start));
        let (name, text) = (self.name, self.text);
        let read = parts.into_par_iter().map(|part| {
            let mut reading = Reading { name, text, problems: Vec::new() };
            (reading.part(part), reading.problems)
        });
        for ((more, placed), problems) in read.collect::<Vec<_>>() {
            lines.extend(more);
            spans.extend(placed);
            self.problems.extend(problems);
        }
        if let Some(end) = end {
            self.behind(end.end);
        } else {
            let end = self.text.trim_end().len();
            let message = "the ledger breaks off here: its last line, `end`, is missing";
            self.report(&DAMAGED, Span::new(end, end), message, RESTORE);
        }
        self.problems.truncate(MOST_PROBLEMS);
        (lines, spans)
    }

    fn part(&mut self, part: Range<usize>) -> (Vec<Line>, Vec<Span>) {
        let most = memchr::memchr_iter(b'\n', self.text.as_bytes().get(part.clone()).unwrap_or_default()).count();
        let (mut lines, mut spans) = (Vec::with_capacity(most), Vec::with_capacity(most));
        for (at, line) in placed(self.text, part).filter(|(_, line)| is_entry(line)) {
            if let Some(entry) = self.entry(at, line) {
                lines.push(entry);
                spans.push(Span::new(at, at + line.len()));
            }
        }
        (lines, spans)
    }

    /// Where the line stands that ends the ledger.
    fn end(&self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let starts = memchr::memmem::find_iter(bytes, "\nend").map(|at| at + 1);
        let ends = |at: &usize| {
            let rest = bytes.get(at + END.len()..).unwrap_or_default();
            rest.is_empty() || rest.starts_with(b"\n") || rest == b"\r" || rest.starts_with(b"\r\n")
        };
        starts.filter(ends).map(|at| at..at + END.len()).next()
    }

    /// Behind the end, at `end`, nothing may follow.
    fn behind(&mut self, end: usize) {
        for (at, line) in placed(self.text, end..self.text.len()).filter(|(_, line)| is_entry(line)) {
            let span = Span::new(at, at + line.len());
            self.report(&DAMAGED, span, "there is a line after the ledger's end", "put it before the last line");
        }
    }

    fn header(&mut self, first: Option<Placed<'t>>) -> bool {
        let Some((_, line)) = first else {
            self.report(&DAMAGED, Span::default(), "the ledger is empty", RESTORE);
            return false;
        };
        let span = Span::new(0, line.len());
        match line.strip_prefix(HEADER).map(str::parse::<u32>) {
            Some(Ok(VERSION)) => return true,
            Some(Ok(version)) if version > VERSION => {
                let message =
                    format!("this ledger is of version {version}, and this feedwright reads version {VERSION}");
                self.report(&NEWER, span, message, "use the newer feedwright that wrote it");
            }
            _ => {
                let message = format!("a ledger begins with `{HEADER}{VERSION}`");
                self.report(&DAMAGED, span, message, RESTORE);
            }
        }
        false
    }

    fn entry(&mut self, at: usize, whole: &str) -> Option<Line> {
        let mut fields: [(usize, &str); FIELDS.len()] = [(at, ""); FIELDS.len()];
        let mut count = 0;
        let mut start = 0;
        for end in memchr::memchr_iter(b'\t', whole.as_bytes()).chain([whole.len()]) {
            if let Some(slot) = fields.get_mut(count) {
                *slot = (at + start, whole.get(start..end).unwrap_or_default());
            }
            count += 1;
            start = end + 1;
        }
        if count != FIELDS.len() {
            let message = format!("this line has {count} fields between tabs, and an entry has {}", FIELDS.len());
            self.report(&DAMAGED, Span::new(at, at + whole.len()), message, RESTORE);
            return None;
        }
        let [id, source, link, published, updated, words, state] = fields;
        let entry = Line {
            id: self.text(0, id)?.into_owned(),
            source: self.text(1, source)?.into_owned(),
            link: self.text(2, link)?.into_owned(),
            published: self.moment(3, published).ok()?,
            updated: self.moment(4, updated).ok()?,
            words: self.words(words)?,
            state: self.state(state)?,
        };
        if entry.id.is_empty() {
            self.wrong(0, id);
            return None;
        }
        Some(entry)
    }

    fn wrong(&mut self, field: usize, (at, value): Placed<'_>) {
        let name = FIELDS.get(field).copied().unwrap_or_default();
        let shown: String = value.chars().take(60).collect();
        let message = format!("\"{shown}\" cannot be the {name} of an entry");
        self.report(&DAMAGED, Span::new(at, at + value.len()), message, RESTORE);
    }

    fn text<'v>(&mut self, field: usize, (at, value): Placed<'v>) -> Option<Cow<'v, str>> {
        let text = unescape(value);
        if text.is_none() {
            self.wrong(field, (at, value));
        }
        text
    }

    /// A moment, or that there is none; an error when it is neither, which has been reported.
    fn moment(&mut self, field: usize, (at, value): Placed<'_>) -> Result<Option<Moment>, ()> {
        if value == "-" {
            return Ok(None);
        }
        value.parse().map(Some).map_err(|_| self.wrong(field, (at, value)))
    }

    fn words(&mut self, (at, value): Placed<'_>) -> Option<Words> {
        if value == "-" {
            return Some(Words::default());
        }
        let words = value.parse().ok();
        if words.is_none() {
            self.wrong(5, (at, value));
        }
        words
    }

    fn state(&mut self, (at, value): Placed<'_>) -> Option<State> {
        let state = [State::Live, State::Gone].into_iter().find(|state| state.word() == value);
        if state.is_none() {
            self.wrong(6, (at, value));
        }
        state
    }

    fn duplicates(&mut self, lines: &[Line], spans: &[Span]) {
        if !lines.is_sorted_by(|a, b| a.id < b.id) {
            self.doubles(lines, spans, |line| Some(line.id.as_str()));
        }
        let is_there = |line: &&Line| line.state == State::Live && !line.source.is_empty();
        self.doubles(lines, spans, |line| Some(line).filter(is_there).map(|line| line.source.as_str()));
    }

    /// Reports the lines that have what another has.
    fn doubles<'l>(&mut self, lines: &'l [Line], spans: &[Span], what: impl Fn(&'l Line) -> Option<&'l str>) {
        let mut seen: HashMap<&str, (&str, Span)> = HashMap::with_capacity(lines.len());
        for (line, span) in lines.iter().zip(spans) {
            let first = what(line).and_then(|value| seen.insert(value, (&line.id, *span)));
            let Some((id, first)) = first.filter(|_| self.problems.len() < MOST_PROBLEMS) else { continue };
            let is_told = |told: &Problem| told.place.as_ref() == Some(&Place::at(self.name, self.text, *span));
            if self.problems.iter().any(is_told) {
                continue;
            }
            let number = self.number(first);
            if id == line.id {
                let message = format!("this id stands in line {number} as well: {id}");
                self.report(
                    &DUPLICATE,
                    *span,
                    message,
                    "a merge may have left both: keep the one with the post's path of now and the later `updated`; of two equal \
                     ones either may go",
                );
            } else {
                let message = format!("{} has another id in line {number}", line.source);
                let help = "delete the line whose id was published later, or not at all";
                self.report(&DUPLICATE, *span, message, help);
            }
        }
    }

    fn number(&self, span: Span) -> usize {
        self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
    }
}

/// The text of a field; `None` when an escape is not one of ours.
fn unescape(value: &str) -> Option<Cow<'_, str>> {
    if value == "-" {
        return Some(Cow::Borrowed(""));
    }
    if value.is_empty() {
        return None;
    }
    if !value.contains('\\') {
        return Some(Cow::Borrowed(value));
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let mut characters = after.chars();
        match characters.next()? {
            't' => text.push('\t'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            same @ ('\\' | '-' | '#') => text.push(same),
            'u' => {
                let (code, tail) = characters.as_str().strip_prefix('{')?.split_once('}')?;
                text.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                rest = tail;
                continue;
            }
            _ => return None,
        }
        rest = characters.as_str();
    }
    text.push_str(rest);
    Some(Cow::Owned(text))
}
