//! What goes wrong around the ledger, and must show no post twice, no change that is none, and no untrue word.

use std::process::Command;

use crate::blog::{Blog, messages};

const SETTINGS: &str = "[site]\nurl = \"https://e.example/\"\ntitle = \"T\"\n";

/// A blog of four dated posts.
fn blog() -> Blog {
    let blog = Blog::of(&[("feedwright.toml", SETTINGS)]);
    for number in 1..=4 {
        blog.write(&format!("content/p{number}.md"), post(number, "").as_bytes());
    }
    blog
}

fn post(number: u32, more: &str) -> String {
    let words: Vec<String> = (0..20).map(|at| format!("word{}", at * number)).collect();
    format!("---\ntitle: Post {number}\ndate: 2024-0{number}-01\n{more}---\n{}\n", words.join(" "))
}

/// Builds at noon of a day of 2026, with `more` options: the exit code and what was said.
fn build(blog: &Blog, day: &str, more: &[&str]) -> (Option<i32>, String) {
    let now = format!("2026-{day}T12:00:00Z");
    let output = blog.run(&[&["build", "--now", &now][..], more].concat());
    (output.status.code(), messages(&output))
}

fn git(blog: &Blog, arguments: &[&str], date: &str) {
    let status = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@e.example"])
        .args(arguments)
        .current_dir(blog.path())
        .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
        .status()
        .unwrap();
    assert!(status.success(), "git {arguments:?}");
}

#[test]
fn an_undated_post_keeps_the_day_of_its_first_build_when_it_is_committed() {
    let blog = Blog::of(&[("feedwright.toml", SETTINGS), ("content/a.md", "---\ntitle: A\n---\nwords\n")]);
    git(&blog, &["init", "-q"], "2026-05-01T12:00:00Z");
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    let first = blog.text("output/rss.xml");
    assert!(first.contains("<pubDate>Mon, 01 Jun 2026 12:00:00 +0000</pubDate>"), "{first}");
    git(&blog, &["add", "."], "2026-06-05T12:00:00Z");
    git(&blog, &["commit", "-q", "-m", "all"], "2026-06-05T12:00:00Z");
    let (code, said) = build(&blog, "06-06", &["--locked"]);
    assert_eq!((code, blog.text("output/rss.xml")), (Some(0), first), "{said}");
}

#[test]
fn an_undated_post_that_was_changed_before_its_first_build_comes_out_the_same_at_the_second() {
    let post = "---\ntitle: A\nupdated: 2026-02-11\n---\nwords\n";
    let blog = Blog::of(&[("feedwright.toml", SETTINGS), ("content/a.md", post)]);
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    let first = (blog.text("output/atom.xml"), blog.text("feedwright.lock"));
    let (code, said) = build(&blog, "06-02", &["--locked"]);
    assert_eq!((code, (blog.text("output/atom.xml"), blog.text("feedwright.lock"))), (Some(0), first), "{said}");
}

#[test]
fn a_post_that_loses_its_id_to_another_is_told_as_reissued() {
    let blog = blog();
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    blog.write("content/q.md", post(7, "guid: tag:e.example,2026:/p2\n").as_bytes());
    let (code, said) = build(&blog, "06-02", &["--plan"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    let plan = blog.run(&["plan", "--format", "json", "--now", "2026-06-02T12:00:00Z"]);
    let plan: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
    let reissued = plan[0]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["changes"].as_array().unwrap().iter().any(|change| change == "reissued"));
    assert_eq!(reissued.unwrap()["source"], "content/p2.md", "{plan:#}");
}

#[test]
fn a_build_that_cannot_write_its_feeds_leaves_nothing_to_complete() {
    let blog = blog();
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    let (ledger, feed) = (blog.text("feedwright.lock"), blog.text("output/rss.xml"));
    std::fs::remove_file(blog.file("output/feed.json")).unwrap();
    std::fs::create_dir(blog.file("output/feed.json")).unwrap();
    blog.write("content/p1.md", format!("{} and more", post(1, "")).as_bytes());
    let (code, said) = build(&blog, "06-02", &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(!blog.file("feedwright.lock.pending").exists());
    assert_eq!((blog.text("feedwright.lock"), blog.text("output/rss.xml")), (ledger.clone(), feed.clone()));
    std::fs::remove_dir(blog.file("output/feed.json")).unwrap();
    blog.write("content/p1.md", post(1, "").as_bytes());
    let (code, said) = build(&blog, "07-01", &[]);
    assert!(code == Some(0) && !said.contains("interrupted"), "{said}");
    assert_eq!((blog.text("feedwright.lock"), blog.text("output/rss.xml")), (ledger, feed));
}

#[test]
fn of_two_feeds_that_know_the_same_posts_the_first_is_adopted_and_the_second_left() {
    let blog = blog();
    let feed = |guid: &str| {
        let item = |number: u32| {
            format!(
                "<item><title>Post {number}</title><link>https://e.example/p{number}/</link><guid>{guid}:{number}</guid></item>"
            )
        };
        let items: String = (1..=4).map(item).collect();
        format!("<rss version=\"2.0\"><channel><title>T</title><link>https://e.example/</link>{items}</channel></rss>")
    };
    blog.write("a.xml", feed("x:a").as_bytes());
    blog.write("b.xml", feed("x:b").as_bytes());
    let output = blog.run(&["adopt", "a.xml", "b.xml"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("b.xml: RSS, 0 adopted, 4 left") && told.contains("left: x:b:1  Post 1"), "{told}");
    let ledger = blog.text("feedwright.lock");
    assert!((1..=4).all(|number| ledger.contains(&format!("x:a:{number}\t"))) && !ledger.contains("x:b"), "{ledger}");
}

#[test]
fn an_id_of_any_characters_is_kept_and_is_no_fault_of_ours() {
    for id in ["a\"b", "https://e.org/?a=1&b=<2>", "back\\slash \\\"", "ends in \\", "<b>", "a &amp; b"] {
        let blog = blog();
        let written = serde_json::to_string(id).unwrap();
        blog.write("content/p1.md", post(1, &format!("guid: {written}\n")).as_bytes());
        let (code, said) = build(&blog, "06-01", &[]);
        assert_eq!(code, Some(0), "{id}: {said}");
        for feed in ["rss.xml", "atom.xml", "feed.json"] {
            let saved = feedwright::ledger::saved::read(feed, blog.text(&format!("output/{feed}")).as_bytes()).unwrap();
            assert!(saved.entries.iter().any(|entry| entry.id == id), "{id:?} in {feed}");
        }
        let (code, said) = build(&blog, "06-02", &["--locked"]);
        assert!(code == Some(0) && said.contains("unchanged output/rss.xml"), "{id:?}: {said}");
    }
}

#[test]
fn a_draft_is_held_back_however_its_author_says_yes() {
    for yes in ["true", "yes", "\"yes\"", "\"true\"", "on", "y", "Y", "1", "\"1\""] {
        let blog = blog();
        blog.write("content/p1.md", post(1, &format!("draft: {yes}\n")).as_bytes());
        assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
        assert_eq!(blog.items("output/feed.json").len(), 3, "draft: {yes}");
    }
}

#[test]
fn a_way_out_is_named_where_it_is_one() {
    let blog = blog();
    blog.write("content/p1.md", post(1, "guid: 5\n").as_bytes());
    blog.write("content/p2.md", post(2, "guid: 5\n").as_bytes());
    let (code, said) = build(&blog, "06-01", &["--keep-going"]);
    assert!(code == Some(1) && !said.contains("(--keep-going"), "{said}");
    blog.write("content/p2.md", b"---\ndate: never\n---\n");
    let (code, said) = build(&blog, "06-01", &[]);
    assert!(code == Some(1) && said.contains("(--keep-going publishes what can be read)"), "{said}");
}

#[test]
fn an_example_of_an_address_is_never_published() {
    let blog = Blog::of(&[("content/a.md", "---\ndate: 2024-01-01\n---\nx\n")]);
    assert_eq!(blog.run(&["init"]).status.code(), Some(0));
    let (code, said) = build(&blog, "06-01", &[]);
    assert!(code == Some(1) && said.contains("site-url-missing"), "{said}");
}

#[test]
fn findings_are_printed_as_messages_are() {
    let blog = Blog::of(&[("a.xml", "<rss version=\"2.0\"><channel/></rss>")]);
    for format in ["short", "json", "github"] {
        let asked = blog.run(&["check", "a.xml", "--format", format]);
        let usual = blog.run(&["check", "a.xml", "--message-format", format]);
        assert_eq!((usual.stdout, usual.status.code()), (asked.stdout, Some(1)));
    }
}

#[test]
fn a_new_post_at_the_path_of_a_deleted_one_is_shown_to_everybody() {
    let blog = blog();
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    let id = |title: &str| {
        let items = blog.items("output/feed.json");
        items.iter().find(|item| item["title"] == title).unwrap()["id"].clone()
    };
    let first = id("Post 2");
    std::fs::remove_file(blog.file("content/p2.md")).unwrap();
    assert_eq!(build(&blog, "06-02", &[]).0, Some(0));
    blog.write("content/p2.md", post(7, "").as_bytes());
    let (code, said) = build(&blog, "06-03", &[]);
    assert!(code == Some(0) && said.contains("identity-not-restored"), "{said}");
    let second = id("Post 7");
    assert_ne!(first, second);
    let (_, said) = build(&blog, "06-04", &["--locked"]);
    assert!(!said.contains("identity") && id("Post 7") == second, "{said}");
    blog.write("content/p2.md", post(2, "").as_bytes());
    std::fs::rename(blog.file("content/p2.md"), blog.file("content/back.md")).unwrap();
    assert_eq!(build(&blog, "06-05", &[]).0, Some(0));
    assert_eq!(id("Post 2"), first, "the deleted post is back");
}

#[test]
fn entries_that_a_saved_feed_does_not_tell_apart_are_told_and_not_lost() {
    let blog = blog();
    let item = |number: u32, guid: &str| {
        format!("<item><title>Post {number}</title><link>https://e.example/p{number}/</link>{guid}</item>")
    };
    let same = |number| item(number, "<guid>same</guid>");
    let items =
        [same(1), same(2), item(3, "<guid>three</guid>"), "<item><title>Post 4</title></item>".to_owned()].concat();
    blog.write("old.xml", format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>").as_bytes());
    let output = blog.run(&["adopt", "old.xml", "--dry-run"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "content/p1.md  same  by its link\n\
         content/p3.md  three  by its link\n\
         left: same  Post 2  https://e.example/p2/; another entry has its id\n\
         left: \"\"  Post 4  ; it has neither id nor link\n\
         old.xml: RSS, 2 adopted, 2 left\n"
    );
    assert!(messages(&output).contains("saved-feed-indistinct"), "{}", messages(&output));
    let output = blog.run(&["adopt", "old.xml", "--format", "json", "--deny", "saved-feed-indistinct"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &told[0]["indistinct"][0]["title"]), (Some(1), &"Post 2".into()));
    let output = blog.run(&["plan", "--against", "old.xml"]);
    assert!(messages(&output).contains("saved-feed-indistinct"), "{}", messages(&output));
}

#[test]
fn a_post_that_leaves_a_feed_by_its_categories_is_not_called_rolled_out() {
    let settings = format!("{SETTINGS}[feed]\nlimit = 3\ncategories = [\"a\"]\n");
    let blog = blog();
    blog.write("feedwright.toml", settings.as_bytes());
    for number in 1..=4 {
        blog.write(&format!("content/p{number}.md"), post(number, "tags: [a]\n").as_bytes());
    }
    let counts = || {
        let plan = blog.run(&["plan", "--format", "json", "--now", "2026-06-02T12:00:00Z"]);
        let plan: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
        let count = |change: &str| plan[0]["counts"][change].as_u64();
        (count("vanished"), count("rolled out"), count("new"))
    };
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    blog.write("content/p2.md", post(2, "tags: [b]\n").as_bytes());
    assert_eq!(counts(), (Some(1), Some(0), Some(0)), "it has another category, and there is room for the first");
    blog.write("content/p2.md", post(2, "tags: [a]\n").as_bytes());
    blog.write("content/p5.md", post(5, "tags: [a]\n").as_bytes());
    assert_eq!(counts(), (Some(0), Some(1), Some(1)));
}

#[test]
fn an_agreement_to_nothing_is_told() {
    let blog = blog();
    assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
    std::fs::remove_file(blog.file("content/p2.md")).unwrap();
    let id = "tag:e.example,2026:/p2";
    for command in ["plan", "build --plan"] {
        let accepting = |ids: &[&str]| {
            let ids = ids.iter().flat_map(|id| ["--accept", id]);
            let output = blog.run(&command.split(' ').chain(ids).collect::<Vec<_>>());
            (output.status.code(), messages(&output).contains("accepted-nothing"))
        };
        assert_eq!(accepting(&["p2"]), (Some(1), true), "{command}");
        assert_eq!(accepting(&[id]), (Some(0), false), "{command}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_in_the_place_of_the_ledger_or_its_pending_file() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    let victim = elsewhere.path().join("victim");
    for (name, why) in [("feedwright.lock.pending", "it is not a file"), ("feedwright.lock", "leads out of its folder")]
    {
        let blog = blog();
        assert_eq!(build(&blog, "06-01", &[]).0, Some(0));
        std::fs::rename(blog.file("feedwright.lock"), &victim).unwrap();
        let (ledger, feed) = (std::fs::read_to_string(&victim).unwrap(), blog.text("output/rss.xml"));
        symlink(&victim, blog.file(name)).unwrap();
        blog.write("content/p5.md", post(5, "").as_bytes());
        let (code, said) = build(&blog, "06-02", &[]);
        assert_eq!(code, Some(2), "{name}: {said}");
        assert!(said.contains(why), "{name}: {said}");
        assert_eq!((std::fs::read_to_string(&victim).unwrap(), blog.text("output/rss.xml")), (ledger, feed), "{name}");
        assert!(blog.file(name).is_symlink(), "{name}");
    }
}
