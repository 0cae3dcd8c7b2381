//! Dates of a post from the sources that its site names, in their order.

use super::date::{self, Clock, Doubt};
use super::git::History;
use super::moment::Moment;
use super::name_date::{self, Names};
use super::origins::IN_GIT;
use super::{AMBIGUOUS_DATE, DATE_RUBBISH, DATE_UNREADABLE, DATE_ZERO, Fields, Found, NAME_DATE_IMPOSSIBLE, Origin};
use crate::problem::{Place, Problem};
use crate::site::{Collection, DateSource};
use crate::source::tree::Kind;

/// A date with where it came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated<'a> {
    pub moment: Moment,
    source: Source<'a>,
    /// The file's or a folder's name was the source.
    pub by_name: bool,
}

#[derive(Debug, Clone, Copy)]
enum Source<'a> {
    /// A front-matter value under this key.
    Value(Found<'a>, &'a str),
    Rule(&'static str),
}

impl Dated<'_> {
    /// Whether the author wrote it into a file.
    pub(super) fn is_written(&self) -> bool {
        matches!(self.source, Source::Value(..))
    }

    /// Whether it is a commit's.
    pub(super) fn is_of_git(&self) -> bool {
        matches!(self.source, Source::Rule(rule) if rule.contains(IN_GIT))
    }

    /// Where it stands; `file` is the post's.
    pub(super) fn place(&self, file: &str) -> Place {
        match self.source {
            Source::Value(found, _) => place_of(found),
            Source::Rule(_) => Place::file(file),
        }
    }

    pub(super) fn origin(&self) -> Origin {
        match self.source {
            Source::Value(found, key) => Origin::of(found, key),
            Source::Rule(rule) => Origin::rule(rule),
        }
    }
}

/// Where the dates of one post may stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    pub fields: &'a Fields<'a>,
    pub collection: &'a Collection,
    pub clock: Clock,
    /// The file, below the site's root.
    pub source: &'a str,
    pub history: &'a History,
    /// The time: no change was later.
    pub now: Option<Moment>,
}

impl<'a> Sources<'a> {
    /// The date of the first source that has one. A date that is there but cannot be read is an error, and no later
    /// source stands in for it.
    pub(super) fn first(&self, of: &'a [DateSource], problems: &mut Vec<Problem>) -> Option<Dated<'a>> {
        let mut unreadable = false;
        of.iter().find_map(|source| {
            if unreadable {
                return None;
            }
            match source {
                DateSource::Key(key) => {
                    let found = self.fields.get(key)?;
                    self.key(key, found, problems).unwrap_or_else(|()| {
                        unreadable = true;
                        None
                    })
                }
                source => self.place(source),
            }
        })
    }

    /// The date in a front-matter value; `Err` when there is one that cannot be read.
    fn key(&self, key: &'a str, found: Found<'a>, problems: &mut Vec<Problem>) -> Result<Option<Dated<'a>>, ()> {
        // `published: true` says that it is, not when.
        if found.node.is_blank() || found.node.as_bool().is_some() {
            return Ok(None);
        }
        let mut report = |problem: Problem| {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        };
        let place = || place_of(found);
        let Kind::Scalar { text, style } = &found.node.kind else {
            report(Problem::new(&DATE_UNREADABLE, format!("{key} holds no date")).at(place()).help(DATE_HELP));
            return Err(());
        };
        if is_zero(text) {
            return Ok(None);
        }
        match text.trim().to_ascii_lowercase().as_str() {
            // Eleventy's words for the date of a commit, or of the file itself, which is never used.
            "git created" => return Ok(self.place(&DateSource::GitFirst)),
            "git last modified" => return Ok(self.place(&DateSource::GitLast)),
            "created" | "last modified" => return Ok(None),
            _ => {}
        }
        match date::read(text, *style, self.clock) {
            Ok(reading) => {
                if let Some(doubt) = &reading.doubt {
                    report(doubtful(text, doubt, reading.moment).at(place()));
                }
                Ok(Some(Dated { moment: reading.moment, source: Source::Value(found, key), by_name: false }))
            }
            Err(why) => {
                report(Problem::new(&DATE_UNREADABLE, format!("\"{text}\" {why}")).at(place()).help(DATE_HELP));
                Err(())
            }
        }
    }

    fn place(&self, source: &'a DateSource) -> Option<Dated<'a>> {
        let dated = |moment: Option<Moment>, rule: &'static str, by_name| {
            moment.map(|moment| Dated { moment, source: Source::Rule(rule), by_name })
        };
        match source {
            // What the ledger knows comes to the post when it is found there.
            DateSource::Key(_) | DateSource::Ledger => None,
            DateSource::FileName => {
                let names = if self.collection.files.dated { Names::Jekyll } else { Names::Iso };
                dated(self.leading(names), "file name", true)
            }
            DateSource::PaddedFileName => dated(self.leading(Names::Padded), "file name", true),
            DateSource::FolderName => {
                let moment = name_date::folder(self.source).and_then(|found| found.moment(self.clock));
                dated(moment, "folder name", true)
            }
            DateSource::PathKey(key) => {
                let found = self.fields.get(key)?;
                let moment = Moment::day(name_date::segments_within(found.node.text()?)?, self.clock.local())?;
                Some(Dated { moment, source: Source::Value(found, key), by_name: false })
            }
            DateSource::AnywhereInPath => {
                let moment = name_date::anywhere(self.source).and_then(|day| Moment::day(day, self.clock.local()));
                dated(moment, "path", true)
            }
            DateSource::GitFirst => {
                dated(self.history.commits(self.source).map(|commits| commits.first), "first commit in git", false)
            }
            DateSource::GitWords => {
                dated(self.history.last_change(self.source), "last commit in git that changed its words", false)
            }
            DateSource::GitLast => {
                dated(self.history.commits(self.source).map(|commits| commits.last), "last commit in git", false)
            }
        }
    }

    /// What looks like the date of an undated post, and is none; with what to do.
    pub(super) fn no_date(&self) -> Option<Problem> {
        let rules = &self.collection.dates.published;
        let zero = rules.iter().find_map(|source| match source {
            DateSource::Key(key) => self.fields.get(key).filter(|found| found.node.text().is_some_and(is_zero)),
            _ => None,
        });
        if let Some(found) = zero {
            let message = "0001-01-01 is what programs write where there is no date: the post has none";
            return Some(Problem::new(&DATE_ZERO, message).at(place_of(found)).help("write the day of publication"));
        }
        let by_name = |source: &DateSource| {
            matches!(source, DateSource::FileName | DateSource::PaddedFileName | DateSource::FolderName)
        };
        let folders = self.source.rsplit('/').skip(1);
        let name = std::iter::once(own_name(self.source)).chain(folders).find_map(name_date::impossible)?;
        rules.iter().any(by_name).then(|| {
            let message = format!("the name begins like a date, and {name} is not in the calendar: the post has none");
            Problem::new(&NAME_DATE_IMPOSSIBLE, message)
                .at(Place::file(self.source))
                .help("name it by year, month and day, 2024-02-28-name.md, or add a line such as `date: 2024-02-28`")
        })
    }

    fn leading(&self, names: Names) -> Option<Moment> {
        name_date::leading(own_name(self.source), names)?.moment(self.clock)
    }
}

fn place_of(found: Found<'_>) -> Place {
    Place::at(found.layer.file.clone(), found.layer.text, found.node.span)
}

/// The first moment of Go's time, and of .NET's: Hugo and others write it where a date was never set, and take it for
/// none.
fn is_zero(text: &str) -> bool {
    let rest = text.trim().strip_prefix("0001-01-01");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['T', 't', ' ']))
}

const DATE_HELP: &str = "write it like 2024-02-28 or 2024-02-28T09:00:00+01:00";

fn doubtful(text: &str, doubt: &Doubt, read_as: Moment) -> Problem {
    let text = text.trim();
    match doubt {
        Doubt::Rubbish(rest) => {
            let problem = Problem::new(&DATE_RUBBISH, format!("\"{rest}\" in the date \"{text}\" means nothing"));
            let read_as = if read_as.day_only { read_as.date().to_string() } else { read_as.rfc3339() };
            problem.help(format!("it was read as {read_as}; leave out the rest"))
        }
        Doubt::Order => {
            let message = format!("day and month of \"{text}\" may be meant the other way round");
            let day = read_as.date();
            Problem::new(&AMBIGUOUS_DATE, message)
                .help(format!("it was read as {day}; write {day}, or the day that was meant"))
        }
    }
}

/// The name of the post: of its file without extension, of its folder for an `index` file.
pub(super) fn own_name(source: &str) -> &str {
    let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_index = stem == "index" || stem.strip_prefix("index").is_some_and(|rest| rest.starts_with('.'));
    if is_index && !folder.is_empty() { folder.rsplit('/').next().unwrap_or(stem) } else { stem }
}
