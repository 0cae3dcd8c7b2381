//! Feeds of more entries than are made at a time.

use std::fs;
use std::process::Command;

use crate::blog::{Blog, messages};
use crate::reading;

const FILES: [&str; 3] = ["out/rss.xml", "out/atom.xml", "out/feed.json"];

/// A blog of 150 posts, a day apart; every third is about cooking, and `more` is in the front matter of the oldest.
fn archive(more: &str) -> Blog {
    let blog = Blog::of(&[]);
    for number in 0..150 {
        let (month, day) = (1 + number / 28, 1 + number % 28);
        let about = if number % 3 == 0 { "cooking" } else { "trains" };
        let more = if number == 0 { more } else { "" };
        let text = format!(
            "---\ntitle: Post {number}\ndate: 2025-{month:02}-{day:02}\ntags: {about}\n{more}---\nWords of {number}.\n"
        );
        blog.write(&format!("posts/{number}.md"), text.as_bytes());
    }
    blog
}

fn build(blog: &Blog) -> String {
    let output = blog.build(&["--limit", "0", "--no-ledger"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    messages(&output)
}

#[test]
fn the_head_of_an_archive_says_what_its_oldest_entry_alone_needs() {
    let blog = archive("image: https://example.org/a.png\nauthor: Ada\nlang: de\n");
    build(&blog);
    for file in ["out/rss.xml", "out/atom.xml"] {
        let text = blog.text(file);
        let tree = roxmltree::Document::parse(&text).unwrap();
        let covers =
            tree.descendants().filter(|node| node.tag_name().name() == "content" && node.attribute("url").is_some());
        assert_eq!(covers.count(), 1, "{file}");
        assert_eq!(text.matches("xmlns:media=").count(), 1, "{file}");
    }
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for file in FILES {
        fs::File::options().write(true).open(blog.file(file)).unwrap().set_modified(old).unwrap();
    }
    let again = build(&blog);
    assert!(FILES.iter().all(|file| again.contains(&format!("unchanged {file}"))), "{again}");
    assert!(FILES.iter().all(|file| fs::metadata(blog.file(file)).unwrap().modified().unwrap() == old));
    // Without it, the archive is that of a blog that never had it.
    let plain = archive("");
    build(&plain);
    blog.write("posts/0.md", plain.text("posts/0.md").as_bytes());
    build(&blog);
    for file in FILES {
        assert!(blog.text(file) == plain.text(file), "{file}");
        assert!(!plain.text(file).contains("xmlns:media="), "{file}");
    }
    assert_eq!(fs::read_dir(blog.file("out")).unwrap().count(), 3, "nothing else is left");
}

#[test]
fn feeds_that_share_posts_are_each_what_they_would_be_alone() {
    let feeds = [
        "[[feeds]]\nname = \"cooking\"\ncategories = [\"cooking\"]\nlimit = 0\n",
        "[[feeds]]\nname = \"newest\"\nlimit = 40\ncontent = \"summary\"\n",
        "[[feeds]]\nname = \"none\"\ncategories = [\"none\"]\n",
    ];
    let built = |feeds: &[&str]| {
        let blog = archive("");
        let all = "[site]\nurl = \"https://example.org/\"\ncontent = \"posts\"\n[output]\nfolder = \"out\"\n[feed]\nlimit = 0\n";
        blog.write("feedwright.toml", [all, &feeds.concat()].concat().as_bytes());
        let output = blog.run(&["--no-ledger", "--now", "2026-01-01T00:00:00Z"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        blog
    };
    let together = built(&feeds);
    for (feed, (name, count)) in feeds.iter().zip([("cooking", 50), ("newest", 40), ("none", 0)]) {
        let alone = built(&[feed]);
        for file in ["rss.xml", "atom.xml", "feed.json"] {
            let path = format!("out/{name}/{file}");
            assert!(together.text(&path) == alone.text(&path), "{path}");
        }
        if count > 0 {
            assert_eq!(reading::entries(&together.file(&format!("out/{name}"))).len(), count);
        }
        assert!(FILES.iter().all(|file| together.text(file) == alone.text(file)));
    }
}

/// Builds on so many threads.
fn build_on(blog: &Blog, threads: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_feedwright"))
        .args(["--content", "posts", "--output", "out", "--url", "https://example.org/", "--title", "Blog"])
        .args(["--limit", "0", "--no-ledger", "--now", "2026-01-01T00:00:00Z"])
        .env("RAYON_NUM_THREADS", threads)
        .current_dir(blog.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn an_archive_has_the_same_bytes_on_however_many_threads_it_was_made() {
    let blog = archive("image: /a.png\n");
    build(&blog);
    let before = FILES.map(|file| blog.text(file));
    for threads in ["1", "5"] {
        fs::remove_dir_all(blog.file("out")).unwrap();
        build_on(&blog, threads);
        assert!(FILES.map(|file| blog.text(file)) == before, "{threads} threads");
    }
}

#[test]
fn a_build_that_changes_nothing_touches_nothing_on_however_many_threads() {
    let blog = archive("image: https://example.org/a.png\nauthor: Ada\n");
    build_on(&blog, "1");
    let time = || fs::metadata(blog.file("out")).unwrap().modified().unwrap();
    let before = time();
    for threads in ["1", "2", "8"] {
        build_on(&blog, threads);
        assert_eq!(time(), before, "{threads} threads");
    }
}

#[test]
fn what_killed_builds_left_beside_feeds_and_ledger_goes_with_the_next_build_that_writes_there() {
    let blog = Blog::of(&[("posts/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\nText.\n")]);
    let build = || assert_eq!(blog.build(&[]).status.code(), Some(0));
    build();
    let left = ["out/.feedwright-a1b2c3.tmp", ".feedwright-d4e5f6.tmp"];
    for file in left {
        blog.write(file, b"half");
    }
    build();
    assert!(left.iter().all(|file| blog.file(file).exists()), "a build that writes nothing looks for nothing");
    blog.write("posts/b.md", b"---\ntitle: B\ndate: 2025-03-02\n---\nMore.\n");
    build();
    assert!(!left.iter().any(|file| blog.file(file).exists()));
}
