//! Problems as text: for people, for editors, for scripts and for continuous integration.

mod full;
mod github;
mod json;
pub mod plan;
pub mod sarif;
mod short;

use std::io::{self, IsTerminal, Write};

use feedwright::problem::{Problem, Severity};

use crate::cli::{Color, MessageFormat, Messages};

/// How this run speaks.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    format: MessageFormat,
    quiet: bool,
    verbose: bool,
    coloured: bool,
}

impl Voice {
    /// The voice that the options ask for; `no_color` is whether the environment asks for none.
    pub fn new(messages: &Messages, no_color: bool) -> Self {
        let coloured = match messages.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stderr().is_terminal() && !no_color,
        };
        Self { format: messages.message_format, quiet: messages.quiet, verbose: messages.verbose, coloured }
    }

    /// Whether a progress bar is welcome: on a terminal, for people only.
    pub fn shows_progress(self) -> bool {
        io::stderr().is_terminal() && !self.quiet && self.format == MessageFormat::Full
    }

    /// Whether messages are coloured.
    pub fn is_coloured(self) -> bool {
        self.coloured
    }

    /// Whether only errors are to be printed.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Prints problems to standard error, in the order of their places, and says how many there were.
    ///
    /// `--quiet` leaves out all but errors.
    pub fn problems(self, problems: &[Problem]) {
        let mut shown: Vec<&Problem> = problems.iter().filter(|problem| !self.quiet || problem.is_error()).collect();
        shown.sort_by(|a, b| compare(a, b));
        let text: String = shown.iter().map(|problem| self.one(problem)).collect();
        write(&text);
        if matches!(self.format, MessageFormat::Full) && !shown.is_empty() {
            write(&format!("{}\n", count(&shown)));
        }
    }

    /// The lines of problems as `format` has them, in the order given.
    pub fn lines(self, problems: &[Problem], format: MessageFormat, coloured: bool) -> String {
        let voice = Self { format, coloured, ..self };
        problems.iter().map(|problem| voice.one(problem)).collect()
    }

    /// Prints a line about what was done, for people; not in the formats for machines, not with `--quiet`.
    pub fn says(self, line: &str) {
        if !self.quiet && matches!(self.format, MessageFormat::Full | MessageFormat::Short) {
            write(&format!("{line}\n"));
        }
    }

    /// Prints a line about how it was done, with `--verbose` only.
    pub fn whispers(self, line: &str) {
        if self.verbose {
            self.says(line);
        }
    }

    /// Prints what ended the run.
    pub fn ends(self, message: &str) {
        let text = match self.format {
            MessageFormat::Full | MessageFormat::Short => format!("error: {message}\n"),
            MessageFormat::Json => json::ending(message),
            MessageFormat::Github => github::ending(message),
        };
        write(&text);
    }

    fn one(self, problem: &Problem) -> String {
        match self.format {
            MessageFormat::Full => full::text(problem, self.coloured),
            MessageFormat::Short => short::text(problem),
            MessageFormat::Json => json::text(problem),
            MessageFormat::Github => github::text(problem),
        }
    }
}

fn write(text: &str) {
    // A reader that has gone away (`feedwright 2>&1 | head`) is no failure of the build.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Problems without a place first, then by file, line and column, errors before warnings at the same place.
fn compare(a: &Problem, b: &Problem) -> std::cmp::Ordering {
    let place = |problem: &Problem| {
        problem.place.as_ref().map(|place| {
            let (line, column) = place.point.as_ref().map_or((0, 0), |point| (point.line, point.column));
            (place.file.clone(), line, column)
        })
    };
    place(a).cmp(&place(b)).then(b.severity.cmp(&a.severity)).then(a.code.cmp(b.code))
}

/// How many problems there are of each severity.
pub fn count(problems: &[&Problem]) -> String {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Advice]
        .into_iter()
        .filter_map(|severity| {
            let number = problems.iter().filter(|problem| problem.severity == severity).count();
            match (number, severity) {
                (0, _) => None,
                (1, _) | (_, Severity::Advice) => Some(format!("{number} {}", severity.word())),
                _ => Some(format!("{number} {}s", severity.word())),
            }
        })
        .collect();
    parts.join(", ")
}
