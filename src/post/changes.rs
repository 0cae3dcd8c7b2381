//! From git: the last commit that changed a post's words, whatever touched its file since.
//!
//! A commit that only formats, moves or tags posts is no update of them. One that does change words and is no update
//! either, such as a new spelling of a name in all posts, may be listed in `.git-blame-ignore-revs`, as git and its
//! hosts know it.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::git::git;
use super::moment::Moment;
use crate::ledger::words::Words;

/// The file of commits that change nothing that matters, one a line, with comments after `#`.
const IGNORED: &str = ".git-blame-ignore-revs";

/// What one commit did to a file.
struct Version {
    commit: String,
    date: Moment,
    /// The blobs before and after; `None` before for a file that it added.
    old: Option<String>,
    new: String,
}

/// The author date of the last commit that changed the words of each file below `root`, which is in a repository with
/// its whole history.
pub(super) fn read(root: &Path) -> HashMap<String, Moment> {
    let format = "--format=%x01%H %aI";
    let log =
        git(root, &["log", "-z", format, "--raw", "--no-abbrev", "-M", "--relative", "--no-show-signature", "--", "."]);
    let files = log.map(|log| versions(&String::from_utf8_lossy(&log))).unwrap_or_default();
    let ignored = ignored(root);
    let compared = files.values().flatten().filter(|version| version.old.is_some());
    let blobs: HashSet<&str> =
        compared.flat_map(|version| [version.old.as_deref(), Some(version.new.as_str())]).flatten().collect();
    let words = words(root, &blobs).unwrap_or_default();
    files.iter().filter_map(|(file, versions)| Some((file.clone(), last(versions, &words, &ignored)?))).collect()
}

/// The date of the newest of `versions`, newest first, that changed words; else of the one that added the file.
fn last(versions: &[Version], words: &HashMap<String, Words>, ignored: &HashSet<String>) -> Option<Moment> {
    let changes = |version: &&Version| {
        let old = version.old.as_ref();
        let before = old.and_then(|old| words.get(old));
        let is_ignored = ignored.contains(&version.commit);
        !is_ignored && (old.is_none() || before.is_none() || before != words.get(&version.new))
    };
    versions.iter().find(changes).or(versions.last()).map(|version| version.date)
}

fn ignored(root: &Path) -> HashSet<String> {
    let top = git(root, &["rev-parse", "--show-toplevel"]).map(|top| String::from_utf8_lossy(&top).trim().to_owned());
    let folders = [Some(root.to_owned()), top.map(Into::into)];
    let lists = folders.into_iter().flatten().filter_map(|folder| std::fs::read_to_string(folder.join(IGNORED)).ok());
    let mut commits = HashSet::new();
    for list in lists {
        let lines = list.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned());
        commits.extend(lines.filter(|line| !line.is_empty()));
    }
    commits
}

/// Reads `git log -z --raw --no-abbrev -M`: for each file of today what was done to it, newest first.
fn versions(log: &str) -> HashMap<String, Vec<Version>> {
    let mut files: HashMap<String, Vec<Version>> = HashMap::new();
    // The name that a file has today, by the name it had at this point of the log; `None` for another file's.
    let mut today: HashMap<String, Option<String>> = HashMap::new();
    let mut commit: Option<(String, Moment)> = None;
    let mut fields = log.split(['\0', '\n']).filter(|field| !field.is_empty());
    while let Some(field) = fields.next() {
        if let Some(header) = field.strip_prefix('\u{1}') {
            let parts = header.split_once(' ');
            commit = parts.and_then(|(commit, date)| Some((commit.to_owned(), date.trim().parse().ok()?)));
            continue;
        }
        let Some(change) = field.strip_prefix(':') else { continue };
        let parts: Vec<&str> = change.split(' ').collect();
        let ([_, _, old, new, status], Some(name)) = (parts.as_slice(), fields.next()) else { continue };
        let renamed = status.starts_with('R');
        let now = if renamed || status.starts_with('C') { fields.next().unwrap_or(name) } else { name };
        let known = today.get(now).cloned().unwrap_or_else(|| Some(now.to_owned()));
        if let (Some(file), Some((commit, date))) = (&known, &commit) {
            let is_new = status.starts_with(['A', 'C']);
            let version = Version {
                commit: commit.clone(),
                date: *date,
                old: (!is_new).then(|| (*old).to_owned()),
                new: (*new).to_owned(),
            };
            files.entry(file.clone()).or_default().push(version);
        }
        if renamed {
            today.insert(now.to_owned(), None);
            today.insert(name.to_owned(), known);
        } else if status.starts_with('A') {
            // Before it was added, a file of this name was another one.
            today.insert(now.to_owned(), None);
        }
    }
    files
}

/// The words of blobs, from one `git cat-file --batch`.
fn words(root: &Path, blobs: &HashSet<&str>) -> Option<HashMap<String, Words>> {
    if blobs.is_empty() {
        return Some(HashMap::new());
    }
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["cat-file", "--batch"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut input = child.stdin.take()?;
    let names = blobs.iter().copied().chain([""]).collect::<Vec<_>>().join("\n");
    // Written beside the reading: either pipe alone would fill and wait for the other.
    let writing = std::thread::spawn(move || input.write_all(names.as_bytes()));
    let output = child.wait_with_output().ok()?;
    writing.join().ok()?.ok()?;
    let mut found = HashMap::with_capacity(blobs.len());
    let mut rest = output.stdout.as_slice();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (header, body) = rest.split_at(end);
        let header = String::from_utf8_lossy(header);
        let mut parts = header.split(' ');
        let (Some(blob), Some(_), Some(length)) = (parts.next(), parts.next(), parts.next()) else {
            rest = body.get(1..)?;
            continue;
        };
        let text = body.get(1..1 + length.parse::<usize>().ok()?)?;
        found.insert(blob.to_owned(), Words::of(body_of(&String::from_utf8_lossy(text))));
        rest = body.get(text.len() + 2..)?;
    }
    Some(found)
}

/// The text without its front matter, found by its fences alone: whether a title or a tag changed is not asked here.
fn body_of(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let fence = ["---", "+++", ";;;"].into_iter().find(|fence| text.starts_with(fence));
    let Some(fence) = fence else { return text };
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        if number > 0 && line.trim_end() == fence {
            return text.get(at..).unwrap_or_default();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(folder: &Path, date: &str, arguments: &[&str]) -> bool {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(["-c", "user.name=A", "-c", "user.email=a@e.example"]);
        command.args(["-c", "commit.gpgsign=false"]).args(arguments);
        command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z");
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    #[test]
    fn only_a_commit_that_changed_words_is_an_update() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        if !run(path, "", &["init", "-q"]) {
            println!("skipped: there is no git");
            return;
        }
        let write = |name: &str, text: &str| std::fs::write(path.join(name), text).unwrap();
        let commit = |date: &str| {
            assert!(run(path, date, &["add", "-A"]) && run(path, date, &["commit", "-qm", "x"]));
        };
        let words = "Words that are many enough for git to know the file again. ".repeat(9);
        write("old.md", &format!("---\ntitle: A\n---\n{words}\n"));
        write("spelled.md", "---\ntitle: B\n---\nIt is colourful.\n");
        commit("2020-01-01T10:00:00+01:00");
        write("old.md", &format!("---\ntitle: A\n---\n{words} One more.\n"));
        commit("2021-01-01T10:00:00Z");
        std::fs::rename(path.join("old.md"), path.join("new.md")).unwrap();
        commit("2022-01-01T10:00:00Z");
        write("new.md", &format!("---\ntitle: Another\ntags: [x]\n---\n{} *One*\nmore.\n", words.replace(' ', "  ")));
        write("spelled.md", "---\ntitle: B\n---\nIt is colorful.\n");
        commit("2023-01-01T10:00:00Z");
        let dates = |file: &str| read(path).get(file).map(Moment::rfc3339);
        assert_eq!(dates("new.md").as_deref(), Some("2021-01-01T10:00:00+00:00"));
        assert_eq!(dates("spelled.md").as_deref(), Some("2023-01-01T10:00:00+00:00"));
        assert_eq!(dates("old.md"), None);

        let head = git(path, &["rev-parse", "HEAD"]).unwrap();
        write(IGNORED, &format!("# spelling\n{}", String::from_utf8(head).unwrap()));
        assert_eq!(dates("spelled.md").as_deref(), Some("2020-01-01T10:00:00+01:00"));
    }
}
