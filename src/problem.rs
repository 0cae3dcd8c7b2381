//! Problems: what is wrong in an author's files, where it stands, and what to write instead.
//!
//! A [`Problem`] is the author's to mend. It is collected, never thrown: a build reports every problem of every
//! file at once. What ends a run (an unreadable disk, a missing folder) is an [`Error`](crate::Error).

use std::sync::Arc;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never stops anything.
    Advice,
    /// Published all the same, and shown; `--deny CODE` raises it to an error.
    Warning,
    /// Stops the build: nothing is written.
    Error,
}

impl Severity {
    /// The word that messages use: `error`, `warning` or `advice`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One kind of problem: its code in kebab-case, its usual severity, and what it means.
///
/// Every module that finds problems lists its rules in a `RULES` constant; [`rules`] gathers them.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code, as `--deny`, `--warn` and `--allow` take it: `undated-post`.
    pub code: &'static str,
    /// The severity unless the user changes it.
    pub severity: Severity,
    /// One sentence for lists: what the rule finds.
    pub summary: &'static str,
}

/// A stretch of a text, in bytes: `start` up to but without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to but without `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// This span moved right by `by` bytes.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

/// Where in which file a problem stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, below the site's root where it lies there, with `/`.
    pub file: Arc<str>,
    /// The point in the file; `None` when the whole file is meant.
    pub point: Option<Point>,
}

/// A point in a file, with the line it stands on for the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Line number, from 1.
    pub line: u32,
    /// Column in characters (not bytes), from 1.
    pub column: u32,
    /// How many characters are meant, at least 1, never past the line's end.
    pub length: u32,
    /// The source line, or the part of it around the column when it is long.
    pub excerpt: String,
    /// The column of the excerpt's first character, from 1.
    pub excerpt_column: u32,
}

/// Longest part of a source line that a message shows, in characters on either side of the column.
const EXCERPT_REACH: usize = 100;

impl Place {
    /// The whole of a file.
    #[must_use]
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), point: None }
    }

    /// The place of `span` in `text`, which is the whole text of `file`.
    ///
    /// A span outside the text, or inside a character, is moved to the nearest character before it. Lines end at
    /// LF, CRLF or a lone CR.
    ///
    /// ```
    /// use feedwright::problem::{Place, Span};
    ///
    /// let place = Place::at("a.md", "title: x\ndate: soon\n", Span::new(15, 19));
    /// let point = place.point.unwrap();
    /// assert_eq!((point.line, point.column, point.length), (2, 7, 4));
    /// assert_eq!(point.excerpt, "date: soon");
    /// ```
    #[must_use]
    pub fn at(file: impl Into<Arc<str>>, text: &str, span: Span) -> Self {
        Self { file: file.into(), point: Some(Point::of(text, span)) }
    }
}

impl Point {
    fn of(text: &str, span: Span) -> Self {
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end.max(start));
        let (before, after) = text.split_at(start);
        let mut line = 1;
        let mut line_start = 0;
        let bytes = before.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                line += 1;
                line_start = at + 1;
            }
        }
        let line_text = before.get(line_start..).unwrap_or_default();
        let rest: &str = after.split(['\n', '\r']).next().unwrap_or_default();
        let column = line_text.chars().count();
        let meant = text.get(start..end).unwrap_or_default();
        let length = meant.chars().take_while(|c| !matches!(c, '\n' | '\r')).count().max(1);
        let skipped = column.saturating_sub(EXCERPT_REACH);
        let excerpt: String = line_text.chars().skip(skipped).chain(rest.chars().take(EXCERPT_REACH)).collect();
        Self {
            line,
            column: clamp(column + 1),
            length: clamp(length.min(EXCERPT_REACH)),
            excerpt,
            excerpt_column: clamp(skipped + 1),
        }
    }
}

fn clamp(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Something in the author's files that is wrong or doubtful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The code of its rule.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it stands; `None` for what has no place, such as a missing option.
    pub place: Option<Place>,
    /// What was found: lower case, no full stop.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Problem {
    /// A problem found by `rule`, with the rule's own severity and no place.
    #[must_use]
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self { code: rule.code, severity: rule.severity, place: None, message: message.into(), help: None }
    }

    /// The same problem at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same problem with what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether it stops a build.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What the user makes of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// An error: it stops the build.
    Deny,
    /// A warning.
    Warn,
    /// Silent.
    Allow,
}

/// The levels that the user gave to codes; the last word on a code counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(Vec<(String, Level)>);

impl Levels {
    /// Sets the level of a code; it beats what was said of the code before.
    pub fn set(&mut self, code: impl Into<String>, level: Level) {
        self.0.push((code.into(), level));
    }

    /// The level that the user gave to `code`.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<Level> {
        self.0.iter().rev().find(|(named, _)| named == code).map(|(_, level)| *level)
    }

    /// The problems with their severity by these levels; silenced ones are left out.
    ///
    /// What is an error by itself stays one: nothing right could be published in its place.
    ///
    /// ```
    /// use feedwright::problem::{Level, Levels, Problem, Rule, Severity};
    ///
    /// static RULE: Rule = Rule { code: "undated-post", severity: Severity::Warning, summary: "a post has no date" };
    /// let mut levels = Levels::default();
    /// levels.set("undated-post", Level::Deny);
    /// assert!(levels.apply(vec![Problem::new(&RULE, "no date")])[0].is_error());
    /// levels.set("undated-post", Level::Allow);
    /// assert!(levels.apply(vec![Problem::new(&RULE, "no date")]).is_empty());
    /// ```
    #[must_use]
    pub fn apply(&self, problems: Vec<Problem>) -> Vec<Problem> {
        problems
            .into_iter()
            .filter_map(|mut problem| {
                match self.of(problem.code) {
                    _ if problem.is_error() => {}
                    None => {}
                    Some(Level::Allow) => return None,
                    Some(Level::Warn) => problem.severity = Severity::Warning,
                    Some(Level::Deny) => problem.severity = Severity::Error,
                }
                Some(problem)
            })
            .collect()
    }
}

/// Every rule of every module that reads posts and configuration, sorted by code.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = [
        crate::config::RULES,
        crate::ledger::RULES,
        crate::source::RULES,
        crate::site::RULES,
        crate::post::RULES,
        crate::render::RULES,
        crate::check::own::RULES,
    ]
    .concat();
    all.sort_by_key(|rule| rule.code);
    all
}
