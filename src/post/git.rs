//! Dates from git: the first and the last commit of every file, from one `git log`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use chrono::DateTime;

use super::moment::Moment;
use crate::problem::{Problem, Rule, Severity};

/// A shallow clone knows only its newest commits: every file would seem to begin there.
pub const SHALLOW: Rule = Rule {
    code: "git-shallow",
    severity: Severity::Warning,
    summary: "the clone is shallow, so git's first commit of a file is not known",
};

/// The dates of the files of a folder under git. Git is asked when the first post needs it, once.
#[derive(Debug, Default)]
pub struct History {
    root: Option<PathBuf>,
    read: OnceLock<Result<Files, Problem>>,
}

/// The author dates of a file's first and last commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commits {
    /// The first, under whatever name the file had then.
    pub first: Moment,
    /// The last.
    pub last: Moment,
}

type Files = HashMap<String, Commits>;

/// The history of the site in `root`. Where there is no git, or the folder is in no repository, it knows nothing.
#[must_use]
pub fn history(root: &Path) -> History {
    History { root: Some(root.to_owned()), read: OnceLock::new() }
}

impl History {
    /// A history that knows nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// A history of known commits: (file below the root, commits).
    #[must_use]
    pub fn of(files: impl IntoIterator<Item = (String, Commits)>) -> Self {
        let read = OnceLock::new();
        let _ = read.set(Ok(files.into_iter().collect()));
        Self { root: None, read }
    }

    /// The commits of a file, given below the site's root.
    #[must_use]
    pub fn commits(&self, source: &str) -> Option<Commits> {
        self.files().as_ref().ok()?.get(source).copied()
    }

    /// Why git's dates were refused; `None` when they were not, or not asked for.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.read.get()?.as_ref().err()
    }

    fn files(&self) -> &Result<Files, Problem> {
        self.read.get_or_init(|| self.root.as_deref().map_or_else(|| Ok(Files::new()), read))
    }
}

fn read(root: &Path) -> Result<Files, Problem> {
    let Some(shallow) = git(root, &["rev-parse", "--is-shallow-repository"]) else { return Ok(Files::new()) };
    if shallow.trim_ascii() == b"true" {
        let problem =
            Problem::new(&SHALLOW, "this is a shallow clone, so git does not know when a post was first committed");
        return Err(problem.help(
            "fetch the whole history (`git fetch --unshallow`; in GitHub Actions `fetch-depth: 0`), or date the posts",
        ));
    }
    // Newest first, each with the files it touched below the folder; `-z` keeps names as they are.
    let log = git(
        root,
        &["log", "-z", "--format=%x01%aI", "--name-status", "-M", "--relative", "--no-show-signature", "--", "."],
    );
    Ok(log.map(|log| parse(&String::from_utf8_lossy(&log))).unwrap_or_default())
}

fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args([
        "-c",
        "core.quotePath=false",
        "-c",
        "log.showSignature=false",
        "--no-optional-locks",
    ]);
    let output = command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Reads `git log -z --format=%x01%aI --name-status -M`: per commit its date, then status and one or two names.
fn parse(log: &str) -> Files {
    let mut files = Files::new();
    // The name that a file has today, by the name it had at this point of the log.
    let mut today: HashMap<String, String> = HashMap::new();
    let mut date = None;
    let mut fields = log.split('\0').filter(|field| !field.is_empty());
    while let Some(field) = fields.next() {
        let field = field.trim_start_matches('\n');
        if let Some(header) = field.strip_prefix('\u{1}') {
            // Without `-z` between header and names some versions of git put a line end.
            let (written, status) = header.split_once('\n').unwrap_or((header, ""));
            date = DateTime::parse_from_rfc3339(written.trim()).ok().and_then(|at| Moment::new(at, false));
            if !status.trim().is_empty() {
                take(status.trim(), &mut fields, date, (&mut files, &mut today));
            }
        } else if !field.is_empty() {
            take(field, &mut fields, date, (&mut files, &mut today));
        }
    }
    files
}

fn take<'a>(
    status: &str,
    fields: &mut impl Iterator<Item = &'a str>,
    date: Option<Moment>,
    (files, today): (&mut Files, &mut HashMap<String, String>),
) {
    let Some(name) = fields.next() else { return };
    let (old, new) =
        if status.starts_with(['R', 'C']) { (Some(name), fields.next().unwrap_or(name)) } else { (None, name) };
    let known = today.get(new).cloned().unwrap_or_else(|| new.to_owned());
    if let Some(date) = date {
        let commits = files.entry(known.clone()).or_insert(Commits { first: date, last: date });
        commits.first = date;
    }
    match old {
        Some(old) if status.starts_with('R') => {
            today.insert(new.to_owned(), format!("\u{0}{new}"));
            today.insert(old.to_owned(), known);
        }
        // Before it was added, a file of this name was another one.
        _ if status.starts_with('A') => {
            today.insert(new.to_owned(), format!("\u{0}{new}"));
        }
        _ => {}
    }
}
