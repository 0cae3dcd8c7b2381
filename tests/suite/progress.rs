//! The progress bar: on a terminal, when the work takes longer than a second, and nowhere else.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::blog::{Blog, messages};

const BUILD: [&str; 8] =
    ["build", "--content", "posts", "--url", "https://example.org/", "--no-ledger", "--limit", "0"];

/// A blog that takes a good deal longer than a second to build, on this machine; with what its build says to a pipe.
fn slow() -> (Blog, String) {
    let blog = Blog::of(&[]);
    let mut posts = 0;
    loop {
        for number in posts..posts + 2_000 {
            let text = format!("---\ntitle: Post {number}\ndate: 2025-01-01\n---\n{}\n", "*some* words ".repeat(100));
            blog.write(&format!("posts/{number}.md"), text.as_bytes());
        }
        posts += 2_000;
        let begin = Instant::now();
        let output = blog.run(&BUILD);
        if begin.elapsed() > Duration::from_secs(3) {
            assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
            return (blog, messages(&output));
        }
    }
}

/// What a build writes to a terminal.
fn on_terminal(blog: &Blog, more: &[&str]) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap().into_string().unwrap();
    let screen = OpenOptions::new().read(true).write(true).open(name).unwrap();
    let mut build = Command::new(env!("CARGO_BIN_EXE_feedwright"))
        .args(BUILD)
        .args(more)
        .current_dir(blog.path())
        .env_clear()
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(screen)
        .spawn()
        .unwrap();
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
    let (blog, piped) = slow();
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
