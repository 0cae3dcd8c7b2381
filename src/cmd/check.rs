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

/// More bytes are not read of a feed: no reader loads so many, and standard input may have no end.
const MOST: u64 = 512 << 20;

/// A feed that was read.
struct Feed {
    /// Its name in messages.
    name: String,
    /// Where it lies; `None` for standard input.
    path: Option<PathBuf>,
    bytes: Vec<u8>,
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
    let (mut feeds, unread) = read(&arguments.feeds);
    if arguments.fix {
        fix(&mut feeds, &options)?;
    }
    let mut found = Vec::new();
    for feed in &feeds {
        found.extend(judge(feed, &options, &levels, voice));
    }
    // What went to standard output is the mended feed; the findings would be in its way.
    let is_taken = arguments.fix && feeds.iter().any(|feed| feed.path.is_none());
    if is_taken {
        let problems: Vec<Problem> = found.iter().map(Finding::to_problem).collect();
        voice.problems(&problems);
    } else {
        print(&listing(&found, arguments.format, voice))?;
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

/// The feeds that can be read, and why the first of the others cannot.
fn read(named: &[PathBuf]) -> (Vec<Feed>, Option<Error>) {
    let mut feeds = Vec::new();
    let mut unread = None;
    for path in named {
        let outcome = if path.as_os_str() == "-" {
            standard_input().map(|feed| feeds.push(feed))
        } else if path.is_dir() {
            below(path).map(|mut found| feeds.append(&mut found))
        } else {
            file(path).map(|feed| feeds.push(feed))
        };
        if let Err(error) = outcome {
            unread.get_or_insert(error);
        }
    }
    (feeds, unread)
}

fn standard_input() -> Result<Feed, Error> {
    let read = bounded(io::stdin().lock(), MOST);
    let bytes = read.map_err(|source| Error::Read { path: "standard input".into(), source })?;
    Ok(Feed { name: "-".into(), path: None, bytes })
}

fn file(path: &Path) -> Result<Feed, Error> {
    let read = File::open(path).and_then(|file| {
        let length = file.metadata().map_or(0, |known| known.len());
        if length > MOST { Err(too_large(MOST)) } else { bounded(file, MOST) }
    });
    let bytes = read.map_err(|source| Error::Read { path: path.into(), source })?;
    let name = path.to_string_lossy().replace('\\', "/");
    Ok(Feed { name, path: Some(path.into()), bytes })
}

/// All of `reader`, unless it has more than `most` bytes.
fn bounded(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) { Ok(bytes) } else { Err(too_large(most)) }
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
            let feed = file(entry.path())?;
            if looks_like_a_feed(&feed.bytes) {
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

fn looks_like_a_feed(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4_096)).unwrap_or_default());
    let head = head.replace('\0', "");
    ["<rss", "<feed", ":feed", "<rdf:RDF", "<opml", "jsonfeed.org/version"].iter().any(|mark| head.contains(mark))
}

/// What is found in a feed, with the severity that the user gives it.
fn judge(feed: &Feed, options: &Options, levels: &Levels, voice: Voice) -> Vec<Finding> {
    let mut found = check::check(&feed.name, &feed.bytes, options);
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
    found
}

fn fix(feeds: &mut [Feed], options: &Options) -> Result<(), Error> {
    for feed in feeds {
        let mended = mend(&feed.name, &feed.bytes, options);
        match (&feed.path, mended) {
            (None, mended) => {
                if let Some(mended) = mended {
                    feed.bytes = mended.text.into_bytes();
                }
                print(&String::from_utf8_lossy(&feed.bytes))?;
            }
            (Some(path), Some(mended)) => {
                print(&difference(feed, &mended))?;
                commit_file(path, mended.text.as_bytes())?;
                feed.bytes = mended.text.into_bytes();
            }
            (Some(_), None) => {}
        }
    }
    Ok(())
}

/// The lines of each edit, before and after.
fn difference(feed: &Feed, mended: &Mended) -> String {
    let text = String::from_utf8_lossy(&feed.bytes);
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mut result = String::new();
    for edit in &mended.edits {
        let place = Place::at(feed.name.as_str(), text, edit.span);
        let Some(point) = place.point else { continue };
        let head = format!("{}:{}:{}: fixed[{}]\n", feed.name, point.line, point.column, edit.code);
        let lines = |mark: &str, text: &str| {
            let lines: Vec<String> = text
                .lines()
                .map(|line| {
                    format!(
                        "{mark} {line}
"
                    )
                })
                .collect();
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
        assert_eq!(bounded(&b"abc"[..], 3).ok(), Some(b"abc".to_vec()));
        let refused = bounded(io::repeat(b'x'), 1 << 20).map_err(|error| error.to_string());
        assert_eq!(refused, Err("it has more than 1 megabytes, and no feed reader loads so much".to_owned()));
    }
}
