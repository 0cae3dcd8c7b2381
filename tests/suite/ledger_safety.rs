//! Whatever happens to a build or to the ledger, no id is lost.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

use crate::ground::feedwright;

const SETTINGS: &str =
    "[site]\nurl = \"https://e.example/\"\ntitle = \"A blog\"\ncontent = \"posts\"\n[feed]\nlimit = 0\n";

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_default()
}

/// A blog of so many posts, not yet built.
fn a_blog(posts: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "feedwright.toml", SETTINGS);
    for at in 0..posts {
        let text = format!("---\ntitle: Post {at}\ndate: 2024-01-{:02}\n---\nThe words of post {at}.\n", at % 28 + 1);
        write(folder.path(), &format!("posts/post-{at}.md"), &text);
    }
    folder
}

fn build(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let arguments: Vec<&str> = ["build", "--message-format", "short", "--now", "2025-01-01T00:00:00Z"]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    let output = feedwright(folder, &arguments);
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

const FILES: [&str; 4] = ["feedwright.lock", "output/rss.xml", "output/atom.xml", "output/feed.json"];

fn state(folder: &Path) -> [String; 4] {
    FILES.map(|file| read(folder, file))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A build is killed at ever other moments while it writes what a new post changes.
#[test]
fn a_build_that_is_killed_leaves_old_or_new_or_is_repaired() {
    let folder = a_blog(30);
    let path = folder.path();
    assert_eq!(build(path, &[]).0, Some(0));
    let old = state(path);
    // Undated: were it dated twice, the feeds would differ.
    write(path, "posts/new.md", "---\ntitle: New\n---\nNew words.\n");
    let begun = Instant::now();
    assert_eq!(build(path, &[]).0, Some(0));
    let longest = begun.elapsed();
    let new = state(path);
    assert!(old.iter().zip(&new).all(|(old, new)| old != new));

    let (mut interrupted, mut mixed) = (0, 0);
    for round in 0..240_u32 {
        for (file, text) in FILES.iter().zip(&old) {
            write(path, file, text);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_feedwright"))
            .args(["build", "--quiet", "--now", "2025-01-01T00:00:00Z"])
            .current_dir(path)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The last two thirds of a run hold everything that is written.
        sleep(longest / 3 + longest * (round % 80) / 80);
        let _ = child.kill();
        child.wait().unwrap();
        let found = state(path);
        for ((file, found), (old, new)) in FILES.iter().zip(&found).zip(old.iter().zip(&new)) {
            assert!(found == old || found == new, "{file} is torn in round {round}");
        }
        let is_mixed = found != old && found != new;
        let (code, said) = build(path, &[]);
        assert_eq!((code, state(path) == new), (Some(0), true), "round {round}: {said}");
        mixed += u32::from(is_mixed);
        interrupted += u32::from(said.contains("warning[build-interrupted]"));
        assert!(!is_mixed || said.contains("warning[build-interrupted]"), "round {round}: {said}");
    }
    println!("240 builds killed: {interrupted} completed by the next, {mixed} of them with old and new files");
    let (code, said) = build(path, &["--locked"]);
    assert_eq!((code, said.contains("interrupted")), (Some(0), false), "{said}");
    assert!(!names(path).iter().any(|name| name.contains("pending")), "{:?}", names(path));
}

#[test]
fn a_damaged_ledger_stops_the_build_and_nothing_is_written() {
    let folder = a_blog(3);
    let path = folder.path();
    assert_eq!(build(path, &[]).0, Some(0));
    write(path, "posts/new.md", "---\ntitle: New\ndate: 2024-05-05\n---\nNew words.\n");
    let before = state(path);
    let lock = before[0].as_str();
    let line = lock.lines().nth(2).unwrap();
    for (damaged, expected) in [
        (lock.replace("end\n", ""), "feedwright.lock:5:152: error[ledger-damaged]: the ledger breaks off here"),
        (lock.replace("live\nend", "li"), "feedwright.lock:5:142: error[ledger-damaged]: \"li\" cannot be the state"),
        (lock.replace("\tposts/post-1.md", ""), "feedwright.lock:4:1: error[ledger-damaged]: this line has 6 fields"),
        (
            lock.replace("end\n", &format!("{line}\nend\n")),
            "feedwright.lock:6:1: error[ledger-duplicate]: this id stands in line 3",
        ),
        (lock.replace("ledger 1", "ledger 9"), "feedwright.lock:1:1: error[ledger-newer]: this ledger is of version 9"),
        (String::new(), "feedwright.lock:1:1: error[ledger-damaged]: the ledger is empty"),
    ] {
        write(path, "feedwright.lock", &damaged);
        let (code, said) = build(path, &[]);
        let begins = expected.split(':').next().unwrap();
        assert!(code == Some(1) && said.starts_with(begins), "{said}");
        let message = expected.rsplit(": ").next().unwrap();
        assert!(said.contains(message), "{said} has no {message}");
        assert_eq!(read(path, "feedwright.lock"), damaged, "it is never mended silently");
        assert_eq!(state(path)[1..], before[1..]);
    }
}

#[test]
fn ids_with_tabs_line_ends_and_ten_thousand_bytes_are_kept() {
    let folder = a_blog(3);
    let path = folder.path();
    let long = "x".repeat(10_000);
    let feed = format!(
        "<rss version=\"2.0\"><channel><item><guid>a\tb&#10;c</guid><link>https://e.example/post-0/</link></item>\
         <item><guid>{long}</guid><link>https://e.example/post-1/</link></item><item><guid>\\n - #</guid>\
         <link>https://e.example/post-2/</link></item></channel></rss>"
    );
    write(path, "old.xml", &feed);
    assert!(feedwright(path, &["adopt", "old.xml"]).status.success());
    assert_eq!(build(path, &[]).0, Some(0));
    let json: serde_json::Value = serde_json::from_str(&read(path, "output/feed.json")).unwrap();
    let mut ids: Vec<&str> =
        json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert!(ids == ["\\n - #", "a\tb\nc", long.as_str()], "{}", ids.iter().map(|id| id.len()).sum::<usize>());
}

#[test]
fn a_locked_build_never_writes_the_ledger() {
    let folder = a_blog(3);
    let path = folder.path();
    let (code, said) = build(path, &["--locked"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("error[ledger-locked]: the ledger would change (3 new, 0 changed)"), "{said}");
    assert_eq!(names(path), ["feedwright.toml", "posts"]);
    assert_eq!(build(path, &[]).0, Some(0));
    let before = state(path);
    assert_eq!((build(path, &["--locked"]).0, state(path)), (Some(0), before));
}

#[test]
fn without_a_ledger_nothing_but_the_feeds_is_written() {
    let folder = a_blog(2);
    assert_eq!(build(folder.path(), &["--no-ledger"]).0, Some(0));
    assert_eq!(names(folder.path()), ["feedwright.toml", "output", "posts"]);
    write(folder.path(), "feedwright.toml", &format!("{SETTINGS}[ledger]\nenabled = false\n"));
    assert_eq!(build(folder.path(), &[]).0, Some(0));
    assert_eq!(names(folder.path()), ["feedwright.toml", "output", "posts"]);
}

fn git(folder: &Path, arguments: &[&str], date: &str) {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@e.example", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_shallow_clone_refuses_the_dates_of_git_and_changes_no_byte() {
    let folder = a_blog(3);
    let path = folder.path();
    write(path, "feedwright.toml", &format!("{SETTINGS}[dates]\nupdated = [\"front-matter\", \"git\"]\n"));
    git(path, &["init", "-q"], "2024-02-01T10:00:00+01:00");
    git(path, &["add", "posts", "feedwright.toml"], "2024-02-01T10:00:00+01:00");
    git(path, &["commit", "-q", "-m", "posts"], "2024-02-01T10:00:00+01:00");
    write(path, "posts/post-1.md", "---\ntitle: Post 1\ndate: 2024-01-02\n---\nOther words of post 1.\n");
    git(path, &["commit", "-q", "-a", "-m", "an edit"], "2024-03-01T10:00:00+01:00");
    assert_eq!(build(path, &[]).0, Some(0));
    let whole = state(path);
    assert!(whole[3].contains("\"date_modified\": \"2024-03-01T10:00:00+01:00\""), "{}", whole[3]);
    git(path, &["add", "feedwright.lock", "output"], "2024-03-02T10:00:00+01:00");
    git(path, &["commit", "-q", "-m", "feeds"], "2024-03-02T10:00:00+01:00");

    let clones = tempfile::tempdir().unwrap();
    let from = format!("file://{}", path.display());
    git(clones.path(), &["clone", "-q", "--depth", "1", &from, "shallow"], "2024-03-02T10:00:00+01:00");
    let shallow = clones.path().join("shallow");
    let (code, said) = build(&shallow, &[]);
    assert!(said.contains("[git-shallow]: ") && code == Some(0), "what the ledger knows needs no git: {said}");
    assert_eq!(state(&shallow), whole);

    write(&shallow, "posts/new.md", "---\ntitle: New\ndate: 2024-05-05\n---\nNew words.\n");
    let output = feedwright(&shallow, &["build", "--now", "2025-01-01T00:00:00Z"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[git-shallow]") && said.contains("git fetch --unshallow"), "{said}");
    assert_eq!(state(&shallow), whole);
}

/// In a folder that cannot be written the feeds are made all the same, and that the ids are not kept is said.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_gets_feeds_and_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let folder = a_blog(2);
    let output = tempfile::tempdir().unwrap();
    let to = output.path().join("feeds");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = fs::write(folder.path().join("probe"), "").is_ok();
    let to_there = ["--output", to.to_str().unwrap()];
    let (denied, _) = build(folder.path(), &[&to_there[..], &["--deny", "ledger-not-kept"]].concat());
    assert_eq!((denied, to.exists()), if is_root { (Some(0), true) } else { (Some(1), false) });
    let (code, said) = build(folder.path(), &to_there);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(code, Some(0), "{said}");
    assert!(is_root || said.contains("warning[ledger-not-kept]"), "{said}");
    assert_eq!(names(&to), ["atom.xml", "feed.json", "rss.xml"]);
}
