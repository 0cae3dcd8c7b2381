//! `feedwright check`: what is wrong with feeds, whoever made them.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use chrono::Utc;
use feedwright::Error;
use feedwright::check::fix::{Mended, mend};
use feedwright::check::{self, Finding, Options};
use feedwright::config;
use feedwright::output::commit_file;
use feedwright::problem::{Level, Levels, Place, Problem, Severity};
use serde_json::{Value, json};

use super::settings::{self, FILE_NAME};
use super::{Outcome, print, rules};
use crate::cli::{Check, CheckFormat, MessageFormat, Messages};
use crate::report::{Voice, count, sarif};

/// Endings of the files that are looked for below a folder.
const ENDINGS: [&str; 6] = ["xml", "rss", "atom", "rdf", "json", "opml"];

/// More bytes are not read of a feed: no reader loads so many, and standard input may have no end. What is kept of the
/// text does not grow with it, but what is known of each entry does.
const MOST: u64 = 512 << 20;

/// So many bytes of a file below a folder are looked at to tell whether it is a feed.
const GLANCE: u64 = 4_096;

/// A feed to be judged.
struct Feed {
    /// Its name in messages.
    name: String,
    /// Where it lies; `None` for standard input.
    path: Option<PathBuf>,
}

/// Judges the feeds, and mends them where that was asked for.
///
/// # Errors
///
/// A feed that cannot be read or written; the problems of the configuration.
pub fn run(arguments: &Check, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    if let Some(code) = &arguments.explain {
        print(&rules::explained(code)?)?;
        return Ok(Outcome::Done);
    }
    let levels = levels(arguments, messages)?;
    let now = arguments.now.map_or_else(|| Utc::now().timestamp(), |now| now.timestamp());
    let options = Options { now: Some(now), url: arguments.url.as_ref().map(ToString::to_string) };
    let (mut found, mut unread) = (Vec::new(), None);
    for path in &arguments.feeds {
        match feeds(path) {
            Ok(feeds) => {
                for feed in feeds {
                    let outcome = if arguments.fix { mended(&feed, &options)? } else { judged(&feed, &options) };
                    match outcome {
                        Ok(more) => found.extend(more),
                        Err(error) => _ = unread.get_or_insert(error),
                    }
                }
            }
            Err(error) => _ = unread.get_or_insert(error),
        }
    }
    weigh(&mut found, &levels, voice);
    // What went to standard output is the mended feed; the findings would be in its way.
    if arguments.fix && arguments.feeds.iter().any(|path| is_standard_input(path)) {
        let problems: Vec<Problem> = found.iter().map(Finding::to_problem).collect();
        voice.problems(&problems);
    } else {
        let format = arguments.format.unwrap_or_else(|| messages.message_format.into());
        print(&listing(&found, format, voice))?;
    }
    match unread {
        Some(error) => Err(error),
        None if found.iter().any(|finding| finding.severity == Severity::Error) => Ok(Outcome::Problems),
        None => Ok(Outcome::Done),
    }
}

fn levels(arguments: &Check, messages: &Messages) -> Result<Levels, Error> {
    let here = PathBuf::from(FILE_NAME);
    let path = arguments.config.clone().or_else(|| here.exists().then_some(here));
    let mut levels = match path {
        Some(path) => config::load(&path)?.0.levels,
        None => Levels::default(),
    };
    settings::levels(&mut levels, messages)?;
    Ok(levels)
}

/// The feeds that the user means by a path.
fn feeds(path: &Path) -> Result<Vec<Feed>, Error> {
    if is_standard_input(path) {
        Ok(vec![Feed { name: "-".into(), path: None }])
    } else if path.is_dir() {
        below(path)
    } else {
        Ok(vec![Feed::at(path)])
    }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Feed {
    fn at(path: &Path) -> Self {
        Self { name: path.to_string_lossy().replace('\\', "/"), path: Some(path.into()) }
    }

    /// What `read` makes of the feed's bytes.
    fn read<T>(&self, read: impl FnOnce(&mut dyn Read) -> io::Result<T>) -> Result<T, Error> {
        let Some(path) = &self.path else {
            let result = read(&mut Bounded::new(io::stdin().lock(), MOST));
            return result.map_err(|source| Error::Read { path: "standard input".into(), source });
        };
        let result = File::open(path).and_then(|file| {
            let length = file.metadata().map_or(0, |known| known.len());
            if length > MOST { Err(too_large(MOST)) } else { read(&mut Bounded::new(file, MOST)) }
        });
        result.map_err(|source| Error::Read { path: path.into(), source })
    }
}

/// A reader that refuses to read on when it has given so many bytes.
struct Bounded<R> {
    reader: R,
    most: u64,
    given: u64,
}

impl<R> Bounded<R> {
    fn new(reader: R, most: u64) -> Self {
        Self { reader, most, given: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        self.given = self.given.saturating_add(count as u64);
        if self.given > self.most { Err(too_large(self.most)) } else { Ok(count) }
    }
}

fn too_large(most: u64) -> io::Error {
    io::Error::other(format!("it has more than {} megabytes, and no feed reader loads so much", most >> 20))
}

/// The feeds below a folder, by their endings and their first bytes, sorted by path.
fn below(folder: &Path) -> Result<Vec<Feed>, Error> {
    let mut feeds = Vec::new();
    for entry in
        ignore::WalkBuilder::new(folder).standard_filters(false).hidden(true).sort_by_file_path(Path::cmp).build()
    {
        let entry = entry.map_err(|error| Error::Read { path: folder.into(), source: io::Error::other(error) })?;
        let has_ending = entry
            .path()
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)));
        if has_ending && entry.file_type().is_some_and(|kind| kind.is_file()) {
            let feed = Feed::at(entry.path());
            if looks_like_a_feed(&feed)? {
                feeds.push(feed);
            }
        }
    }
    if feeds.is_empty() {
        let source = io::Error::new(io::ErrorKind::NotFound, "there is no feed in it");
        return Err(Error::Read { path: folder.into(), source });
    }
    Ok(feeds)
}

fn looks_like_a_feed(feed: &Feed) -> Result<bool, Error> {
    let mut head = Vec::new();
    feed.read(|reader| reader.take(GLANCE).read_to_end(&mut head))?;
    let head = String::from_utf8_lossy(&head).replace('\0', "");
    let marks = ["<rss", "<feed", ":feed", "<rdf:RDF", "<opml", "jsonfeed.org/version"];
    Ok(marks.iter().any(|mark| head.contains(mark)))
}

/// What is found in a feed.
fn judged(feed: &Feed, options: &Options) -> Result<Vec<Finding>, Error> {
    feed.read(|reader| check::check_stream(&feed.name, reader, options))
}

/// The findings with the severity that the user gives them.
fn weigh(found: &mut Vec<Finding>, levels: &Levels, voice: Voice) {
    // A feed that is only looked at is not published, so an error may be silenced as well.
    found.retain_mut(|finding| {
        match levels.of(finding.rule.code) {
            None => {}
            Some(Level::Allow) => return false,
            Some(Level::Warn) => finding.severity = Severity::Warning,
            Some(Level::Deny) => finding.severity = Severity::Error,
        }
        !voice.is_quiet() || finding.severity == Severity::Error
    });
}

/// Mends a feed and tells what is found in it then. A feed that cannot be read is one thing, one that cannot be written
/// ends the run.
fn mended(feed: &Feed, options: &Options) -> Result<Result<Vec<Finding>, Error>, Error> {
    let mut bytes = Vec::new();
    if let Err(error) = feed.read(|reader| reader.read_to_end(&mut bytes)) {
        return Ok(Err(error));
    }
    let mended = mend(&feed.name, &bytes, options);
    if let (Some(path), Some(mended)) = (&feed.path, &mended) {
        print(&difference(&feed.name, &bytes, mended))?;
        commit_file(path, mended.text.as_bytes())?;
    }
    let bytes = mended.map_or(bytes, |mended| mended.text.into_bytes());
    if feed.path.is_none() {
        print(&String::from_utf8_lossy(&bytes))?;
    }
    Ok(Ok(check::check(&feed.name, &bytes, options)))
}

/// The lines of each edit, before and after.
fn difference(name: &str, bytes: &[u8], mended: &Mended) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mut result = String::new();
    for edit in &mended.edits {
        let place = Place::at(name, text, edit.span);
        let Some(point) = place.point else { continue };
        let head = format!("{name}:{}:{}: fixed[{}]\n", point.line, point.column, edit.code);
        let lines = |mark: &str, text: &str| {
            let lines: Vec<String> = text.lines().map(|line| format!("{mark} {line}\n")).collect();
            lines.concat()
        };
        result.push_str(&head);
        result.push_str(&lines("-", &edit.before));
        result.push_str(&lines("+", &edit.after));
    }
    result
}

fn listing(found: &[Finding], format: CheckFormat, voice: Voice) -> String {
    let problems: Vec<Problem> = found.iter().map(Finding::to_problem).collect();
    let lines = |format| voice.lines(&problems, format, voice.is_coloured() && io::stdout().is_terminal());
    match format {
        CheckFormat::Full if problems.is_empty() => String::new(),
        CheckFormat::Full => {
            let all: Vec<&Problem> = problems.iter().collect();
            format!("{}{}\n", lines(MessageFormat::Full), count(&all))
        }
        CheckFormat::Short => lines(MessageFormat::Short),
        CheckFormat::Github => lines(MessageFormat::Github),
        CheckFormat::Json => format!("{:#}\n", Value::Array(found.iter().map(object).collect())),
        CheckFormat::Sarif => sarif::log(&problems, |code| {
            check::rule(code).map(|rule| sarif::Described { code: rule.code, summary: rule.summary, help: rule.help })
        }),
    }
}

fn object(finding: &Finding) -> Value {
    let point = finding.place.point.as_ref();
    json!({
        "file": finding.place.file.as_ref(),
        "line": point.map(|point| point.line),
        "column": point.map(|point| point.column),
        "code": finding.rule.code,
        "severity": finding.severity.word(),
        "message": finding.message,
        "help": finding.help,
        "w3c": finding.rule.w3c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_end_is_not_read_to_its_end() {
        let read = |mut reader: Bounded<&[u8]>| {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).map(|_| bytes)
        };
        assert_eq!(read(Bounded::new(&b"abc"[..], 3)).ok(), Some(b"abc".to_vec()));
        assert!(read(Bounded::new(&b"abcd"[..], 3)).is_err());
        let endless = Bounded::new(io::repeat(b' '), 1 << 20);
        let refused = check::check_stream("-", endless, &Options::default()).map_err(|error| error.to_string());
        assert_eq!(refused, Err("it has more than 1 megabytes, and no feed reader loads so much".to_owned()));
    }
}
