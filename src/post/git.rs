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

/// Git's dates are asked for, and there is no git.
pub const MISSING: Rule = Rule {
    code: "git-missing",
    severity: Severity::Warning,
    summary: "[dates] updated names git, and the folder is in no repository that git can read",
};

/// The dates of the files of a folder under git. Git is asked when the first post needs it, once.
#[derive(Debug, Default)]
pub struct History {
    root: Option<PathBuf>,
    read: OnceLock<Result<Files, Problem>>,
    changes: OnceLock<HashMap<String, Moment>>,
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

/// The history of the site in `root`. Where there is no git, or the folder is in no repository, it knows nothing, and
/// [`problem`](History::problem) says so.
#[must_use]
pub fn history(root: &Path) -> History {
    History { root: Some(root.to_owned()), ..History::default() }
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
        Self { read, ..Self::default() }
    }

    /// The commits of a file, given below the site's root.
    #[must_use]
    pub fn commits(&self, source: &str) -> Option<Commits> {
        self.files().as_ref().ok()?.get(source).copied()
    }

    /// The author date of the last commit that changed the words of a file, given below the site's root.
    #[must_use]
    pub fn last_change(&self, source: &str) -> Option<Moment> {
        let known = self.commits(source)?;
        let changes = self.changes.get_or_init(|| self.root.as_deref().map(super::changes::read).unwrap_or_default());
        Some(changes.get(source).copied().unwrap_or(known.last))
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
    let Some(shallow) = git(root, &["rev-parse", "--is-shallow-repository"]) else { return Err(missing(root)) };
    if shallow.trim_ascii() == b"true" {
        let problem = Problem::new(
            &SHALLOW,
            "this is a shallow clone, so git does not know when a post was first or last committed",
        );
        return Err(problem.help(
            "fetch the whole history (`git fetch --unshallow`; in GitHub Actions `fetch-depth: 0`), or write into the posts when \
             they were published and changed",
        ));
    }
    // Newest first, each with the files it touched below the folder; `-z` keeps names as they are.
    let log = git(
        root,
        &["log", "-z", "--format=%x01%aI", "--name-status", "-M", "--relative", "--no-show-signature", "--", "."],
    );
    Ok(log.map(|log| parse(&String::from_utf8_lossy(&log))).unwrap_or_default())
}

/// Why git knows nothing here, in its own words: no repository, one of another owner, or no git at all.
fn missing(root: &Path) -> Problem {
    let asked = Command::new("git").arg("-C").arg(root).args(["rev-parse", "--git-dir"]).stdin(Stdio::null()).output();
    let said =
        asked.map_or_else(|error| error.to_string(), |output| String::from_utf8_lossy(&output.stderr).into_owned());
    let why = said.lines().map(|line| line.trim_start_matches("fatal: ").trim()).find(|line| !line.is_empty());
    let message = format!("git has no dates of this folder: {}", why.unwrap_or("it is in no repository"));
    Problem::new(&MISSING, message)
        .help("build in a clone of the site's repository, or take git out of `updated` under [dates]")
}

pub(super) fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run(folder: &Path, date: &str, arguments: &[&str]) -> bool {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@e.example",
            "-c",
            "commit.gpgsign=false",
        ]);
        command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z").args(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn shown(history: &History, file: &str) -> Option<(String, String)> {
        history.commits(file).map(|commits| (commits.first.rfc3339(), commits.last.rfc3339()))
    }

    #[test]
    fn the_first_commit_of_a_file_is_found_under_its_old_name() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        std::fs::create_dir_all(&site).unwrap();
        if !run(folder.path(), "", &["init", "-q"]) {
            println!("skipped: there is no git");
            return;
        }
        let body = "A text that is long enough to be known again under another name.\n".repeat(9);
        let write = |name: &str, text: &str| std::fs::write(site.join(name), text).unwrap();
        let commit = |date: &str| {
            assert!(run(folder.path(), date, &["add", "-A"]) && run(folder.path(), date, &["commit", "-qm", "x"]));
        };
        write("old ü.md", &body);
        commit("2020-01-01T10:00:00+01:00");
        std::fs::rename(site.join("old ü.md"), site.join("new.md")).unwrap();
        commit("2021-01-01T10:00:00Z");
        write("new.md", &format!("{body}more\n"));
        write("old ü.md", "Another post altogether.\n");
        commit("2022-01-01T10:00:00Z");
        let history = history(&site);
        let dates = |first: &str, last: &str| Some((first.to_owned(), last.to_owned()));
        assert_eq!(shown(&history, "new.md"), dates("2020-01-01T10:00:00+01:00", "2022-01-01T10:00:00+00:00"));
        assert_eq!(shown(&history, "old ü.md"), dates("2022-01-01T10:00:00+00:00", "2022-01-01T10:00:00+00:00"));
        assert_eq!(shown(&history, "none.md"), None);
        assert_eq!(history.problem(), None);
    }

    #[test]
    fn a_shallow_clone_is_refused_and_a_folder_without_git_knows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let origin = folder.path().join("origin");
        let clone = folder.path().join("clone");
        std::fs::create_dir_all(&origin).unwrap();
        std::fs::write(origin.join("a.md"), "a").unwrap();
        let history_of_none = history(folder.path());
        assert_eq!(shown(&history_of_none, "origin/a.md"), None);
        assert_eq!(history_of_none.problem().map(|problem| problem.code), Some("git-missing"));
        let date = "2020-01-01T10:00:00Z";
        if !run(&origin, date, &["init", "-q"]) {
            println!("skipped: there is no git");
            return;
        }
        for text in ["a", "b"] {
            std::fs::write(origin.join("a.md"), text).unwrap();
            assert!(run(&origin, date, &["add", "-A"]) && run(&origin, date, &["commit", "-qm", "x"]));
        }
        let url = format!("file://{}", origin.display());
        assert!(run(folder.path(), date, &["clone", "-q", "--depth", "1", &url, "clone"]));
        let history = history(&clone);
        assert_eq!(shown(&history, "a.md"), None);
        assert_eq!(history.problem().map(|problem| problem.code), Some("git-shallow"));
    }
}
