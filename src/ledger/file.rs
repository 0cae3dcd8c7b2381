//! The ledger's file: one line an entry, seven fields between tabs, sorted by id.
//!
//! ```text
//! feedwright-ledger 1
//! # What readers know of this site's entries. Commit this file with the posts; `feedwright build` keeps it.
//! tag:example.org,2024-01-08:hello⇥posts/hello.md⇥https://example.org/hello/⇥2024-01-08T09:00:00+01:00⇥-⇥6f1c…⇥live
//! end
//! ```
//!
//! A tab, a line break, a backslash or a control character in a field is written as `\t`, `\n`, `\\` or `\u{85}`; an
//! empty field as `-`. The last line shows that the file is whole, and is the same in every branch, so that it takes
//! no part in a merge. Lines may be read in any order, as a merge by `merge=union` leaves them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;

use super::words::Words;
use super::{CONFLICT, DAMAGED, DUPLICATE, Ledger, Line, NEWER, State};
use crate::post::moment::Moment;
use crate::problem::{Place, Problem, Rule, Span};

/// The version of the format, and of the way in which words are found.
const VERSION: u32 = 1;
const HEADER: &str = "feedwright-ledger ";
const COMMENT: &str =
    "# What readers know of this site's entries. Commit this file with the posts; `feedwright build` keeps it.";
pub(super) const END: &str = "end";
const FIELDS: [&str; 7] = ["id", "source", "link", "published", "updated", "words", "state"];
/// More problems than these of one file help nobody.
const MOST_PROBLEMS: usize = 20;
const RESTORE: &str = "take the file from version control again (`git checkout -- feedwright.lock`); without it every id \
                       that readers know would be lost";

/// The first line.
pub(super) fn header() -> String {
    format!("{HEADER}{VERSION}\n")
}

/// So many lines are written by one thread at a time.
const LINES: usize = 1 << 10;
/// About so many bytes are read by one thread at a time.
const PART: usize = 128 << 10;

/// The ledger as the bytes of its file: the same for the same ledger, always.
#[must_use]
pub fn write(ledger: &Ledger) -> String {
    let mut texts = vec![header(), format!("{COMMENT}\n")];
    texts.par_extend(ledger.lines.par_chunks(LINES).map(written));
    texts.push(format!("{END}\n"));
    texts.concat()
}

fn written(lines: &[Line]) -> String {
    let mut text = String::with_capacity(lines.len() * 250);
    for line in lines {
        field(&mut text, &line.id);
        field(&mut text, &line.source);
        field(&mut text, &line.link);
        moment(&mut text, line.published.as_ref());
        moment(&mut text, line.updated.as_ref());
        if line.words.is_empty() {
            text.push('-');
        } else {
            let _ = write!(text, "{}", line.words);
        }
        text.push('\t');
        text.push_str(line.state.word());
        text.push('\n');
    }
    text
}

/// Reads the bytes of a ledger. `name` is what messages call the file.
///
/// # Errors
///
/// Everything that is wrong with it, each with its line: it is never mended silently.
///
/// ```
/// use feedwright::ledger::{Ledger, file};
///
/// let text = file::write(&Ledger::default());
/// assert_eq!(file::parse("feedwright.lock", text.as_bytes()).unwrap(), Ledger::default());
/// assert!(file::parse("feedwright.lock", b"").is_err());
/// ```
pub fn parse(name: &str, bytes: &[u8]) -> Result<Ledger, Vec<Problem>> {
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

fn field(text: &mut String, value: &str) {
    match value {
        "" => text.push('-'),
        "-" => text.push_str("\\-"),
        _ if value.bytes().all(|byte| byte > b' ' && byte < 0x7f && byte != b'\\' && byte != b'#') => {
            text.push_str(value);
        }
        _ => {
            let value = value.strip_prefix('#').map_or(value, |rest| {
                text.push_str("\\#");
                rest
            });
            for c in value.chars() {
                match c {
                    '\\' => text.push_str("\\\\"),
                    '\t' => text.push_str("\\t"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    // Editors take U+2028 and U+2029 for line breaks as well.
                    _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                        let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
                    }
                    _ => text.push(c),
                }
            }
        }
    }
    text.push('\t');
}

fn moment(text: &mut String, moment: Option<&Moment>) {
    match moment {
        Some(moment) => moment.push_rfc3339(text),
        None => text.push('-'),
    }
    text.push('\t');
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
            let number = self.number(first);
            if id == line.id {
                let message = format!("this id stands in line {number} as well: {id}");
                self.report(&DUPLICATE, *span, message, "delete one of the two lines; a merge may have left both");
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

#[cfg(test)]
mod tests {
    use super::*;

    fn a_line(id: &str, source: &str) -> Line {
        let moment = |text: &str| Some(text.parse::<Moment>().unwrap());
        Line {
            id: id.to_owned(),
            source: source.to_owned(),
            link: format!("https://example.org/{source}/"),
            published: moment("2024-01-08T09:00:00+01:00"),
            updated: None,
            words: Words::of("some words"),
            state: State::Live,
        }
    }

    fn found(text: &str) -> Vec<(&'static str, Option<u32>, Option<u32>)> {
        let problems = parse("feedwright.lock", text.as_bytes()).unwrap_err();
        let point = |problem: &Problem| problem.place.as_ref().and_then(|place| place.point.clone());
        problems.iter().map(|p| (p.code, point(p).map(|p| p.line), point(p).map(|p| p.column))).collect()
    }

    fn written(lines: &[Line]) -> String {
        write(&Ledger::of(lines.to_vec()))
    }

    #[test]
    fn a_ledger_reads_as_it_was_written() {
        let long = "x".repeat(10_000);
        let odd =
            ["a\tb", "a\nb\r", "\\", "-", "#", "# c", "\u{85}\u{2028}", " blank ", "日本語", "end", long.as_str()];
        let lines: Vec<Line> = odd.iter().enumerate().map(|(at, id)| a_line(id, &format!("{at}.md"))).collect();
        let ledger = Ledger::of(lines);
        let text = write(&ledger);
        assert_eq!(parse("feedwright.lock", text.as_bytes()).unwrap(), ledger);
        assert_eq!(text.lines().count(), odd.len() + 3, "one line an entry");
        assert_eq!(write(&parse("x", text.as_bytes()).unwrap()), text);
    }

    #[test]
    fn the_file_looks_as_documented() {
        let mut line = a_line("tag:example.org,2024-01-08:hello", "hello");
        line.state = State::Gone;
        let words = line.words;
        let entry = "tag:example.org,2024-01-08:hello\thello\thttps://example.org/hello/\t2024-01-08T09:00:00+01:00\t-";
        assert_eq!(written(&[line]), format!("feedwright-ledger 1\n{COMMENT}\n{entry}\t{words}\tgone\nend\n"));
    }

    #[test]
    fn windows_line_ends_a_mark_and_another_order_are_read() {
        let ledger = Ledger::of(vec![a_line("a", "a"), a_line("b", "b")]);
        let text = write(&ledger);
        let lines: Vec<&str> = text.lines().collect();
        let turned = format!("\u{feff}{}\r\n{}\r\n{}\r\nend\r\n", lines[0], lines[3], lines[2]);
        assert_eq!(parse("x", turned.as_bytes()).unwrap(), ledger);
    }

    #[test]
    fn a_ledger_cut_anywhere_is_an_error() {
        let text = written(&[a_line("a", "a"), a_line("b", "b")]);
        for cut in 0..text.len() - 1 {
            assert!(parse("x", &text.as_bytes()[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn damage_is_named_with_its_place() {
        let text = written(&[a_line("a", "a")]);
        assert_eq!(found(""), [("ledger-damaged", Some(1), Some(1))]);
        assert_eq!(found("hello\nend\n"), [("ledger-damaged", Some(1), Some(1))]);
        assert_eq!(found(&text.replace("\tlive", "")), [("ledger-damaged", Some(3), Some(1))]);
        assert_eq!(found(&text.replace("live", "alive")), [("ledger-damaged", Some(3), Some(105))]);
        assert_eq!(found(&text.replace("2024-01", "2024-31")), [("ledger-damaged", Some(3), Some(28))]);
        assert_eq!(found(&text.replace("a\ta\t", "\\q\ta\t")), [("ledger-damaged", Some(3), Some(1))]);
        assert_eq!(found(&text.replace("end", "more\nend")), [("ledger-damaged", Some(4), Some(1))]);
        assert_eq!(found(&text.replace(" 1\n", " 2\n")), [("ledger-newer", Some(1), Some(1))]);
        assert_eq!(found(text.strip_suffix("end\n").unwrap()), [("ledger-damaged", Some(3), Some(109))]);
    }

    #[test]
    fn bytes_that_are_no_text_are_damage() {
        let mut bytes = written(&[a_line("a", "a")]).into_bytes();
        let at = bytes.len() - 10;
        bytes[at] = 0xff;
        let problems = parse("x", &bytes).unwrap_err();
        assert_eq!(problems[0].place.as_ref().unwrap().point.as_ref().unwrap().line, 3);
    }

    #[test]
    fn two_lines_of_one_entry_are_an_error() {
        let two = format!("{}{}", written(&[a_line("a", "a")]).replace("end\n", ""), "a\tb\t-\t-\t-\t-\tlive\nend\n");
        assert_eq!(found(&two), [("ledger-duplicate", Some(4), Some(1))]);
        let one_post = written(&[a_line("a", "p.md"), a_line("b", "p.md")]);
        assert_eq!(found(&one_post), [("ledger-duplicate", Some(4), Some(1))]);
    }

    #[test]
    fn an_unfinished_merge_is_called_one() {
        let text = written(&[a_line("a", "a")]);
        let (head, rest) = text.split_at(text.find("a\ta").unwrap());
        let entry = rest.strip_suffix("end\n").unwrap();
        let merged = format!("{head}<<<<<<< HEAD\n{entry}=======\n{entry}>>>>>>> other\nend\n");
        assert_eq!(found(&merged), [("ledger-conflict", Some(3), Some(1))]);
        assert_eq!(found(&text.replace("end", "=======\nend")), [("ledger-conflict", Some(4), Some(1))]);
    }
}
