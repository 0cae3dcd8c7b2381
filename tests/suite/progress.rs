//! The progress bar: on a terminal, when the work takes longer than a second, and nowhere else.

use std::fs::{self, File, OpenOptions};
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::blog::{Blog, messages};

const BUILD: [&str; 10] = [
    "build",
    "--content",
    "posts",
    "--url",
    "https://example.org/",
    "--no-ledger",
    "--limit",
    "0",
    "--allow",
    "undated-post",
];

/// A blog whose build takes two seconds on any machine: one of its posts has no date, and the `git` that is asked for
/// it is slow.
fn slow() -> Blog {
    let blog = Blog::of(&[("posts/a.md", "---\ntitle: A\ndate: 2025-01-01\n---\nx\n"), ("posts/b.md", "Undated.\n")]);
    blog.write("bin/git", b"#!/bin/sh\nsleep 2\nexit 1\n");
    fs::set_permissions(blog.file("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
    blog
}

/// The build of a blog, with the blog's own `bin` before the programs of the system.
fn build(blog: &Blog, more: &[&str]) -> Command {
    let mut build = Command::new(env!("CARGO_BIN_EXE_feedwright"));
    build.args(BUILD).args(more).current_dir(blog.path()).env_clear().env("TERM", "xterm").stdin(Stdio::null());
    build.env("PATH", format!("{}:/usr/bin:/bin", blog.file("bin").display()));
    build
}

/// What a build writes to a terminal.
fn on_terminal(blog: &Blog, more: &[&str]) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let screen = OpenOptions::new().read(true).write(true).open(name).unwrap();
    let mut build = build(blog, more).stdout(Stdio::null()).stderr(screen).spawn().unwrap();
    let reader = thread::spawn(move || {
        let (mut terminal, mut said) = (File::from(terminal), Vec::new());
        // Linux ends a terminal that nobody writes to any more with an error, and what was read before stays.
        let _ = terminal.read_to_end(&mut said);
        String::from_utf8(said).unwrap()
    });
    assert!(build.wait().unwrap().success());
    reader.join().unwrap()
}

#[test]
fn a_long_build_shows_on_a_terminal_how_far_it_is_and_nowhere_else() {
    let blog = slow();
    let piped = build(&blog, &[]).output().unwrap();
    assert_eq!(piped.status.code(), Some(0), "{}", messages(&piped));
    let piped = messages(&piped);
    assert!(!piped.contains("posts read") && !piped.contains('\u{1b}') && !piped.contains('\r'), "{piped:?}");

    let shown = on_terminal(&blog, &[]);
    assert!(shown.contains(" posts read"), "{shown:?}");
    // In the end it is gone, and the messages are those of any other build.
    let after = shown.rsplit_once("\u{1b}[2K").map_or("", |(_, after)| after).replace("\r\n", "\n");
    assert_eq!(after.trim_start_matches('\r'), piped.replace("wrote ", "unchanged "), "{shown:?}");

    for quiet in [&["--quiet"][..], &["--message-format", "short"], &["--message-format", "json"]] {
        let shown = on_terminal(&blog, quiet);
        assert!(!shown.contains("posts read") && !shown.contains('\u{1b}'), "{quiet:?}: {shown:?}");
    }
}

#[test]
fn a_short_build_shows_no_bar_on_a_terminal_either() {
    let blog = Blog::of(&[("posts/a.md", "---\ntitle: A\ndate: 2025-01-01\n---\nx\n")]);
    let shown = on_terminal(&blog, &["--color", "never"]);
    assert!(shown.contains("wrote output/rss.xml") && !shown.contains("posts read"), "{shown:?}");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}
