//! Several feeds, where they go, and the settings by which a run finds them.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::blog::{Blog, messages, printed};
use crate::reading;

const NOW: [&str; 2] = ["--now", "2026-01-01T00:00:00Z"];

fn blog(configuration: &str) -> Blog {
    let blog = Blog::of(&[
        ("posts/a.md", "---\ntitle: A\ndate: 2025-03-01\ntags: [Rust]\n---\nFirst of a.\n\nSecond of a.\n"),
        ("posts/b.md", "---\ntitle: B\ndate: 2025-02-01\ntags: [cooking]\nlang: de\n---\nErstes.\n\nZweites.\n"),
        ("posts/c.md", "---\ntitle: C\ndate: 2025-01-01\ntags: [cooking, rust]\n---\nFirst of c.\n"),
    ]);
    blog.write("feedwright.toml", configuration.as_bytes());
    blog
}

const CONFIGURATION: &str = "[site]\nurl = \"https://example.org/blog/\"\ntitle = \"Blog\"\nlanguage = \"en\"\n\
    content = \"posts\"\n[output]\nfolder = \"public/feeds\"\nurl = \"https://feeds.example.org/x\"\n\
    [[feeds]]\nname = \"rust\"\ntitle = \"Only Rust\"\ncategories = [\"rust\"]\n\
    [[feeds]]\nname = \"de\"\nlanguage = \"de\"\nformats = [\"json\"]\n\
    [[feeds]]\nname = \"short\"\ncontent = \"summary\"\nlimit = 1\nrss = \"short.xml\"\n";

#[test]
fn each_feed_has_its_own_posts_title_files_and_addresses() {
    let blog = blog(CONFIGURATION);
    let output = blog.run(&[&NOW[..], &["--no-ledger"]].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let written: Vec<String> =
        messages(&output).lines().filter_map(|line| line.strip_prefix("wrote ")).map(str::to_owned).collect();
    assert_eq!(
        written,
        [
            "public/feeds/rss.xml",
            "public/feeds/atom.xml",
            "public/feeds/feed.json",
            "public/feeds/rust/rss.xml",
            "public/feeds/rust/atom.xml",
            "public/feeds/rust/feed.json",
            "public/feeds/de/feed.json",
            "public/feeds/short.xml",
            "public/feeds/short/atom.xml",
            "public/feeds/short/feed.json",
        ]
    );
    let titles = |entries: Vec<reading::Entry>| entries.into_iter().filter_map(|entry| entry.title).collect::<Vec<_>>();
    assert_eq!(titles(reading::entries(&blog.file("public/feeds"))), ["A", "B", "C"]);
    assert_eq!(titles(reading::entries(&blog.file("public/feeds/rust"))), ["A", "C"]);
    let json = |path: &str| serde_json::from_str::<Value>(&blog.text(path)).unwrap();
    let german = json("public/feeds/de/feed.json");
    assert_eq!(
        (titles(reading::json_entries(&german.to_string())), &german["language"]),
        (vec!["B".to_owned()], &"de".into())
    );
    let rust = json("public/feeds/rust/feed.json");
    assert_eq!(rust["title"], "Only Rust");
    assert_eq!(rust["feed_url"], "https://feeds.example.org/x/rust/feed.json");
    assert_eq!(rust["home_page_url"], "https://example.org/blog/");
    let short = reading::json_entries(&blog.text("public/feeds/short/feed.json"));
    assert_eq!(short.len(), 1);
    assert_eq!((short[0].summary.as_deref(), &short[0].content), (Some("First of a."), &None));
    assert!(!blog.text("public/feeds/short.xml").contains("Second"));
}

#[test]
fn a_configuration_in_another_folder_counts_from_its_own_and_options_from_here() {
    let blog = Blog::of(&[("site/posts/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\nx\n")]);
    blog.write(
        "site/feedwright.toml",
        b"[site]\nurl = \"https://example.org/\"\ncontent = \"posts\"\n[output]\nfolder = \"out\"\n",
    );
    let run = |more: &[&str]| {
        let output = blog.run(&[&["--config", "site/feedwright.toml", "--no-ledger"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        messages(&output)
    };
    assert!(run(&[]).starts_with("wrote site/out/rss.xml\n"));
    assert!(run(&["--output", "here"]).starts_with("wrote here/rss.xml\n"));
    assert!(blog.file("here/feed.json").exists() && blog.file("site/out/feed.json").exists());
    assert_eq!(blog.text("here/rss.xml"), blog.text("site/out/rss.xml"));
}

#[test]
fn a_folder_of_posts_is_one_however_it_is_spelled() {
    let blog = Blog::of(&[("posts/a.md", "---\ntitle: A\ndate: 2025-03-01\n---\nx\n")]);
    let whole = blog.file("posts");
    let list = |content: &str| {
        let output = blog.run(&["list", "--content", content, "--url", "https://example.org/", "--format", "json"]);
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let expected = list("posts");
    assert_eq!(expected[0]["source"], "posts/a.md");
    for content in ["./posts", "posts/", "posts/../posts", whole.to_str().unwrap()] {
        assert_eq!(list(content), expected, "{content}");
    }
}

#[test]
fn content_outside_the_folder_is_a_site_of_its_own() {
    let elsewhere = Blog::of(&[("a.md", "---\ntitle: A\ndate: 2025-03-01\n---\nx\n")]);
    let blog = Blog::of(&[]);
    let content = elsewhere.path().to_str().unwrap();
    let output = blog.run(&["--content", content, "--output", "out", "--url", "https://example.org/", "--no-ledger"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(reading::entries(&blog.file("out")).len(), 1);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1, "nothing is written beside the posts");
}

#[test]
fn an_enclosure_of_the_site_is_measured() {
    let blog = Blog::of(&[(
        "posts/a.md",
        "---\ntitle: A\ndate: 2025-03-01\nenclosure: /talk.mp3\n---\n![x](/pixel.png)\n\nx\n",
    )]);
    blog.write("static/talk.mp3", &[0; 1234]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x20\x08\x02\0\0\0".to_vec();
    png.extend([0; 40]);
    blog.write("static/pixel.png", &png);
    let output = blog.build(&["--no-ledger"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = blog.text("out/rss.xml");
    let tree = roxmltree::Document::parse(&document).unwrap();
    let attributes = |name: &str| -> Vec<(String, String)> {
        let node = tree.descendants().find(|node| node.tag_name().name() == name).unwrap();
        node.attributes().map(|attribute| (attribute.name().to_owned(), attribute.value().to_owned())).collect()
    };
    let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    assert_eq!(
        attributes("enclosure"),
        [("url", "https://example.org/talk.mp3"), ("length", "1234"), ("type", "audio/mpeg")].map(pair)
    );
    let cover = attributes("content");
    for wanted in [("width", "64"), ("height", "32"), ("url", "https://example.org/pixel.png")] {
        assert!(cover.contains(&pair(wanted)), "{cover:?}");
    }
}

#[test]
fn quiet_says_errors_only_and_verbose_says_why() {
    let blog = Blog::of(&[
        ("posts/a.md", "---\ntitle: A\n---\nx\n"),
        ("posts/b.md", "---\ntitle: B\ndate: 2025-01-01\ndraft: true\n---\nx\n"),
    ]);
    assert_eq!(messages(&blog.build(&["--quiet"])), "");
    assert_eq!(reading::entries(&blog.file("out")).len(), 1);
    let told = messages(&blog.build(&["--verbose"]));
    assert!(told.contains("site: plain, no configuration file of a generator in the folder\n"), "{told}");
    assert!(told.contains("left out: posts/b.md: a draft (draft: true, posts/b.md:4)\n"), "{told}");
    blog.write("posts/c.md", b"---\ndate: soon\n---\nx\n");
    let told = messages(&blog.build(&["--quiet"]));
    assert!(told.starts_with("posts/c.md:2:7: error[date-unreadable]: \"soon\" is no date; help: "), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let blog = Blog::of(&[("posts/c.md", "---\ndate: soon\n---\nx\n")]);
    let run = |more: &[&str]| {
        messages(&blog.run(&[&["--content", "posts", "--url", "https://example.org/", "--no-ledger"], more].concat()))
    };
    assert!(!run(&[]).contains('\u{1b}'), "standard error is no terminal here");
    assert!(run(&["--color", "always"]).contains("\u{1b}["));
    assert!(!run(&["--color", "never"]).contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let blog = Blog::of(&[]);
    for number in 0..3000 {
        blog.write(&format!("posts/p{number}.md"), b"---\ndate: 2025-01-01\n---\nx\n");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_feedwright"))
        .args(["list", "--content", "posts", "--url", "https://example.org/", "--format", "json"])
        .current_dir(blog.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), messages(&output).as_str()), (Some(0), ""));
}

#[test]
fn a_list_is_a_table_for_people_and_tabs_for_programs() {
    let blog = blog(CONFIGURATION);
    let list = |format: &str| printed(&blog.run(&[&["list", "--format", format], &NOW[..]].concat()));
    assert_eq!(
        list("table"),
        "published   source      link\n\
         2025-03-01  posts/a.md  https://example.org/blog/a/  listed\n\
         2025-02-01  posts/b.md  https://example.org/blog/b/  listed\n\
         2025-01-01  posts/c.md  https://example.org/blog/c/  listed\n"
    );
    assert_eq!(
        list("tsv").lines().take(2).collect::<Vec<_>>(),
        [
            "source\tlink\tid\ttitle\tpublished\tupdated\tlisted\twhy\tauthors\tcategories",
            "posts/a.md\thttps://example.org/blog/a/\ttag:example.org,2026:/blog/a\tA\t2025-03-01T00:00:00+00:00\t\
             2025-03-01T00:00:00+00:00\ttrue\t\t\tRust",
        ]
    );
}
