//! The command as a user runs it: arguments in, exit code, messages and files out.

use std::fs;
use std::path::Path;

use crate::blog::{Blog, messages, printed};
use crate::ground::{feedwright, shared};

const HELLO: (&str, &str) = ("posts/hello.md", "---\ntitle: Hello\ndate: 2025-05-01\n---\nThe first words.\n");

#[test]
fn build_is_what_runs_when_no_subcommand_is_named() {
    let blog = Blog::of(&[HELLO]);
    let output =
        blog.run(&["--content", "posts", "--output", "out", "--url", "https://example.org/", "--title", "Blog"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for file in ["out/rss.xml", "out/atom.xml", "out/feed.json"] {
        assert!(blog.text(file).contains("Hello"), "{file}");
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let blog = Blog::of(&[HELLO]);
    assert_eq!(messages(&blog.build(&[])).matches("wrote out/").count(), 3);
    let time = |file: &str| fs::metadata(blog.file(file)).unwrap().modified().unwrap();
    let before = time("out/rss.xml");
    let second = blog.build(&[]);
    assert_eq!(messages(&second).matches("unchanged out/").count(), 3, "{second:?}");
    assert_eq!(time("out/rss.xml"), before);
}

#[test]
fn a_post_that_cannot_be_read_leaves_the_feeds_as_they_were() {
    let blog = Blog::of(&[HELLO]);
    blog.build(&[]);
    let before = blog.text("out/atom.xml");
    blog.write("posts/bad.md", b"---\ntitle: Bad\ndate: 31/02/2024\n---\nx\n");
    blog.write("posts/new.md", b"---\ntitle: New\ndate: 2025-06-01\n---\nx\n");
    let output = blog.build(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(messages(&output).starts_with("posts/bad.md:3:7: error[date-unreadable]: "), "{}", messages(&output));
    assert_eq!(blog.text("out/atom.xml"), before);

    let kept = blog.build(&["--keep-going"]);
    assert_eq!(kept.status.code(), Some(1));
    assert!(messages(&kept).contains("missing: posts/bad.md could not be read"), "{}", messages(&kept));
    assert!(blog.text("out/atom.xml").contains("<title>New</title>"));
}

#[test]
fn every_bad_file_is_told_in_one_run() {
    let blog = Blog::of(&[
        ("posts/a.md", "---\ntitle: A\ndate: 2024-02-31\n---\nx\n"),
        ("posts/b.md", "+++\ntitle = \n+++\nx\n"),
        ("posts/c.md", "{\"title\": }\n\nx\n"),
        ("posts/d.md", "---\ntitle: D\ndate: soon\n---\nx\n"),
    ]);
    blog.write("posts/e.md", b"---\ntitle: E\n---\ncaf\xe9\n");
    let output = blog.build(&[]);
    assert_eq!(output.status.code(), Some(1));
    let told = messages(&output);
    for file in ["a.md:3:7", "b.md:2:", "c.md:1:", "d.md:3:7", "e.md:4:4"] {
        assert!(told.contains(&format!("posts/{file}")), "{file}: {told}");
    }
    assert!(!blog.file("out").exists(), "nothing is written");
}

#[test]
fn the_time_zone_the_language_and_the_order_of_the_folder_change_no_byte() {
    let posts: Vec<(String, String)> = (0..40)
        .map(|number| {
            let day = number % 27 + 1;
            let text = format!("---\ntitle: Post {number}\ndate: 2025-03-{day:02} 23:30\n---\nWords of {number}.\n");
            (format!("posts/p{number}.md"), text)
        })
        .collect();
    let build = |reversed: bool, zone: &str, language: &str| {
        let blog = Blog::of(&[]);
        let ordered: Vec<_> = if reversed { posts.iter().rev().collect() } else { posts.iter().collect() };
        for (path, text) in ordered {
            blog.write(path, text.as_bytes());
        }
        let status = std::process::Command::new(env!("CARGO_BIN_EXE_feedwright"))
            .args(["--quiet", "--content", "posts", "--output", "out", "--url", "https://example.org/", "--title", "B"])
            .current_dir(blog.path())
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language)
            .status()
            .unwrap();
        assert!(status.success());
        ["out/rss.xml", "out/atom.xml", "out/feed.json"].map(|file| blog.text(file))
    };
    let here = build(false, "UTC", "en_US.UTF-8");
    assert_eq!(here, build(true, "Asia/Tokyo", "C"));
    assert_eq!(here, build(false, "America/St_Johns", "tr_TR.UTF-8"));
}

#[test]
fn a_list_has_exactly_these_keys() {
    let blog = Blog::of(&[HELLO, ("posts/draft.md", "---\ntitle: Later\ndate: 2025-05-02\ndraft: true\n---\nx\n")]);
    let output = blog.run(&["list", "--content", "posts", "--url", "https://example.org/", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["source", "link", "id", "title", "published", "updated", "listed", "why", "authors", "categories"]
    );
    assert_eq!(rows[1]["source"], "posts/hello.md");
    assert_eq!((&rows[1]["listed"], &rows[1]["why"]), (&true.into(), &serde_json::Value::Null));
    assert_eq!(rows[0]["listed"], false);
    assert!(rows[0]["why"].as_str().is_some_and(|why| why.contains("draft")), "{rows}");
}

#[test]
fn explain_says_where_each_value_came_from() {
    let blog = Blog::of(&[HELLO]);
    let output = blog.run(&["explain", "posts/hello.md", "--content", "posts", "--url", "https://example.org/"]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text.contains("posts/hello.md:2"), "{text}");
    assert!(text.contains("posts/hello.md:3"), "{text}");
    assert!(text.contains("in feed \"main\""), "{text}");
    let missing = blog.run(&["explain", "posts/hallo.md", "--content", "posts", "--url", "https://example.org/"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(messages(&missing).contains("did you mean posts/hello.md?"), "{}", messages(&missing));
}

#[test]
fn the_configuration_switches_markdown() {
    let blog = Blog::of(&[("content/a.md", "---\ntitle: A\ndate: 2025-05-01\n---\n\"Quoted\" -- and $x$\n")]);
    let built = |switches: &str| {
        let text = format!("[site]\nurl = \"https://example.org/\"\n[markdown]\n{switches}");
        blog.write("feedwright.toml", text.as_bytes());
        assert_eq!(blog.run(&["build", "--no-ledger"]).status.code(), Some(0));
        let json: serde_json::Value = serde_json::from_str(&blog.text("output/feed.json")).unwrap();
        json["items"][0]["content_html"].as_str().unwrap().to_owned()
    };
    assert!(built("").contains("\"Quoted\" -- and $x$"), "{}", built(""));
    assert!(built("smart-punctuation = true\n").contains("\u{201c}Quoted\u{201d} \u{2013} and $x$"));
    assert!(!built("math = true\n").contains("$x$"), "{}", built("math = true\n"));
}

#[test]
fn init_writes_a_configuration_that_builds() {
    let blog = Blog::of(&[HELLO]);
    let output = blog.run(&["init", "--url", "https://example.org/"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(blog.run(&["build"]).status.code(), Some(0));
    assert!(blog.file("output/feed.json").exists());
    let again = blog.run(&["init"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(messages(&again).contains("already-there"), "{}", messages(&again));
}

#[test]
fn the_same_definitions_give_completions_and_the_manual() {
    let folder = Path::new(".");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&feedwright(folder, &["completions", shell]));
        assert!(script.contains("keep-going"), "{shell}");
    }
    let page = printed(&feedwright(folder, &["man"]));
    assert!(page.contains("keep\\-going") && page.contains("FEEDWRIGHT-EXPLAIN"), "{page}");
}

#[test]
fn a_warning_can_be_raised_and_silenced_by_its_code() {
    let blog = Blog::of(&[("posts/undated.md", "---\ntitle: When?\n---\nx\n")]);
    let denied = blog.build(&["--deny", "undated-post"]);
    assert_eq!(denied.status.code(), Some(1));
    assert!(messages(&denied).contains("error[undated-post]"), "{}", messages(&denied));
    let allowed = blog.build(&["--no-ledger", "--allow", "undated-post"]);
    assert_eq!(allowed.status.code(), Some(0));
    assert!(!messages(&allowed).contains("undated-post"), "{}", messages(&allowed));
    let usual = blog.build(&[]);
    assert_eq!(usual.status.code(), Some(0));
    assert!(messages(&usual).contains("warning[undated-post]"), "{}", messages(&usual));
    let slip = blog.build(&["--allow", "undated-pots"]);
    assert_eq!(slip.status.code(), Some(1));
    assert!(messages(&slip).contains("did you mean \"undated-post\"?"), "{}", messages(&slip));
}

#[test]
fn messages_come_in_four_formats() {
    let blog = Blog::of(&[("posts/bad.md", "---\ntitle: Bad\ndate: soon\n---\nx\n")]);
    let told = |format: &str| {
        let arguments = ["build", "--content", "posts", "--url", "https://example.org/", "--message-format", format];
        messages(&blog.run(&arguments))
    };
    assert!(told("full").contains(" --> posts/bad.md:3:7\n"), "{}", told("full"));
    assert!(told("full").contains("3 | date: soon\n"), "{}", told("full"));
    assert!(told("short").starts_with("posts/bad.md:3:7: error[date-unreadable]"), "{}", told("short"));
    let json: serde_json::Value = serde_json::from_str(told("json").lines().next().unwrap()).unwrap();
    assert_eq!((&json["file"], &json["line"], &json["column"]), (&"posts/bad.md".into(), &3.into(), &7.into()));
    assert!(told("github").starts_with("::error file=posts/bad.md,line=3,col=7"), "{}", told("github"));
}

#[test]
fn the_seed_becomes_an_entry_of_all_three_feeds() {
    let Some(seed) = shared("seed") else { return };
    let file = fs::read_dir(seed).unwrap().next().unwrap().unwrap().path();
    let blog = Blog::of(&[]);
    blog.write("posts/seed.md", &fs::read(file).unwrap());
    let output = blog.build(&["--no-ledger"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(messages(&output).contains("posts/seed.md: warning[undated-post]"), "{}", messages(&output));
    assert!(!blog.text("out/rss.xml").contains("pubDate"), "without a ledger nothing dates it");
    let unchanged = blog.build(&["--no-ledger", "--now", "2026-02-02T00:00:00Z"]);
    assert_eq!(messages(&unchanged).matches("unchanged out/").count(), 3, "its date in Atom does not move");
    let json: serde_json::Value = serde_json::from_str(&blog.text("out/feed.json")).unwrap();
    let entry = &json["items"][0];
    let (title, summary) = (entry["title"].as_str().unwrap(), entry["summary"].as_str().unwrap());
    assert_eq!(title, "iFixits iMac Pro teardown shows off redesigned internals and modular components");
    assert!(summary.starts_with("With their usual degree of pomp and circumstance, iFixit has performed"), "{summary}");
    let html = entry["content_html"].as_str().unwrap();
    let upload = "http://media.idownloadblog.com/wp-content/uploads/2018/01/";
    assert_eq!(html.matches(&format!("src=\"{upload}")).count(), 4, "{html}");
    assert_eq!((html.matches("<li>").count(), html.matches("/></li>").count()), (10, 3), "pictures are in their items");
}
