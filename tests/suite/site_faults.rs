//! What goes wrong between a site, the folder of its posts and the folder of its feeds.

use crate::blog::{Blog, messages};

const JEKYLL: &str = "title: T\nurl: https://e.example\n";
const HEXO: &str =
    "title: T\nurl: https://e.example\nnew_post_name: :title.md\nsource_dir: source\npublic_dir: public\n";
const PLAIN: &str = "[site]\nurl = \"https://e.example/\"\ntitle = \"T\"\n";

fn post(title: &str, day: u32) -> String {
    format!("---\ntitle: {title}\ndate: 2024-01-0{day}\n---\nwords of {title}\n")
}

/// A site with this configuration file and these files, each a post of the next day.
fn site((name, text): (&str, &str), posts: &[&str]) -> Blog {
    let blog = Blog::of(&[(name, text)]);
    for (path, day) in posts.iter().zip(1..) {
        blog.write(path, post(path, day).as_bytes());
    }
    blog
}

/// Builds with `more` options: the exit code and what was said.
fn build(blog: &Blog, more: &[&str]) -> (Option<i32>, String) {
    let output =
        blog.run(&[&["build", "--now", "2026-01-01T00:00:00Z", "--message-format", "short"][..], more].concat());
    (output.status.code(), messages(&output))
}

/// The links of a build with `--content`, oldest first.
fn links(blog: &Blog, content: &str) -> Vec<String> {
    let (code, said) = build(blog, &["--no-ledger", "--content", content]);
    assert_eq!(code, Some(0), "{content}: {said}");
    let items = blog.items("output/feed.json");
    items.iter().rev().map(|item| item["url"].as_str().unwrap().replace("https://e.example", "")).collect()
}

#[test]
fn a_folder_of_pages_in_a_jekyll_site_is_read_as_posts_under_the_addresses_of_pages() {
    let files = ["_posts/2024-01-01-own.md", "notes/a.md", "notes/2024-01-03-b c.md", "notes/deep/index.md"];
    for (permalink, expected) in [
        ("", ["/notes/a.html", "/notes/2024-01-03-b%20c.html", "/notes/deep/"]),
        ("permalink: none\n", ["/notes/a.html", "/notes/2024-01-03-b%20c.html", "/notes/deep/"]),
        ("permalink: pretty\n", ["/notes/a/", "/notes/2024-01-03-b%20c/", "/notes/deep/"]),
        ("permalink: /:year/:title/\n", ["/notes/a/", "/notes/2024-01-03-b%20c/", "/notes/deep/"]),
    ] {
        let blog = site(("_config.yml", &format!("{JEKYLL}{permalink}")), &files);
        blog.write("notes/index.md", b"---\ntitle: All notes\n---\n");
        assert_eq!(links(&blog, "notes"), expected, "{permalink}");
        assert_eq!(links(&blog, blog.file("notes").to_str().unwrap()), expected, "{permalink}");
        blog.write("notes/a.md", b"---\ntitle: A\ndate: 2024-01-02\npermalink: /other/\n---\nx\n");
        assert_eq!(links(&blog, "notes")[0], "/other/");
    }
}

#[test]
fn the_folder_of_a_jekyll_sites_posts_may_be_named_itself() {
    let files = ["_posts/2024-01-01-own.md", "blog/_posts/2024-01-02-other.md", "_posts/sub/2024-01-03-x.md"];
    let blog = site(("_config.yml", JEKYLL), &files);
    assert_eq!(links(&blog, "blog/_posts"), ["/blog/2024/01/02/other.html"]);
    assert_eq!(links(&blog, "_posts"), ["/2024/01/01/own.html", "/2024/01/03/x.html"]);
    assert_eq!(links(&blog, "_posts/sub"), ["/2024/01/03/x.html"]);
}

#[test]
fn the_folder_of_a_jekyll_sites_collection_has_its_addresses() {
    let files = ["_notes/a.md", "_notes/deep/2024-01-02-b.md", "_recipes/c.md"];
    let config = format!("{JEKYLL}collections:\n  notes:\n    output: true\n  recipes:\n    permalink: /eat/:name/\n");
    let blog = site(("_config.yml", &config), &files);
    assert_eq!(links(&blog, "_notes"), ["/notes/a.html", "/notes/deep/2024-01-02-b.html"]);
    assert_eq!(links(&blog, "_notes/deep"), ["/notes/deep/2024-01-02-b.html"]);
    assert_eq!(links(&blog, "_recipes"), ["/eat/c/"]);
}

#[test]
fn drafts_that_are_named_stay_drafts() {
    for (config, folder) in [(JEKYLL, "_drafts"), (JEKYLL, "blog/_drafts"), (HEXO, "source/_drafts")] {
        let blog = site(("_config.yml", config), &[&format!("{folder}/a.md"), "_site/x.md", "source/y.md"]);
        assert_eq!(links(&blog, folder), Vec::<String>::new());
        let (_, said) = build(&blog, &["--no-ledger", "--content", folder, "--drafts"]);
        assert!(said.contains("1 of 1 posts are published"), "{said}");
    }
}

#[test]
fn a_folder_without_posts_of_hexos_is_read_as_posts() {
    let files = ["source/_posts/own.md", "source/_posts/tech/t.md", "source/notes/a.md", "notes/b.md"];
    let blog = site(("_config.yml", HEXO), &files);
    assert_eq!(links(&blog, "source"), ["/2024/01/01/own/", "/2024/01/02/tech/t/"]);
    assert_eq!(links(&blog, "source/_posts"), ["/2024/01/01/own/", "/2024/01/02/tech/t/"]);
    assert_eq!(links(&blog, "source/_posts/tech"), ["/2024/01/02/tech/t/"]);
    assert_eq!(links(&blog, "source/notes"), ["/notes/a.html"]);
    // Hexo builds nothing of it.
    assert_eq!(links(&blog, "notes"), ["/b/"]);
}

#[test]
fn every_generator_reads_the_folder_that_is_named() {
    let configurations = [
        ("_config.yml", JEKYLL),
        ("_config.yml", HEXO),
        ("hugo.toml", "baseURL = 'https://e.example/'\n"),
        ("config.toml", "base_url = 'https://e.example/'\n"),
        (".eleventy.js", "module.exports = function () {};\n"),
        ("pelicanconf.py", "SITEURL = 'https://e.example'\n"),
        ("docusaurus.config.js", "module.exports = {url: 'https://e.example', baseUrl: '/'};\n"),
    ];
    for (name, text) in configurations {
        let blog = site((name, text), &["notes/a.md", "notes/b.md"]);
        let (code, said) =
            build(&blog, &["--no-ledger", "--content", "notes", "--url", "https://e.example/", "--title", "T"]);
        assert_eq!((code, said.contains("2 of 2 posts are published")), (Some(0), true), "{name}: {said}");
    }
}

#[test]
fn a_folder_beside_the_site_is_read_where_the_site_has_none_of_its_name() {
    let blog =
        Blog::of(&[("posts/a.md", &post("a", 1)), ("site/feedwright.toml", PLAIN), ("site/x/b.md", &post("b", 1))]);
    let output = blog.run(&["list", "--root", "site", "--content", "posts"]);
    let listed = String::from_utf8_lossy(&output.stdout);
    assert!(listed.contains("https://e.example/a/"), "{listed}{}", messages(&output));
}

#[test]
fn no_post_at_all_does_not_empty_a_feed() {
    let blog = site(("_config.yml", JEKYLL), &["_posts/2024-01-01-own.md", "_posts/2024-01-02-other.md"]);
    blog.write("docs/_posts/readme.txt", b"no post");
    assert_eq!(build(&blog, &[]).0, Some(0));
    let feed = blog.text("output/rss.xml");
    let lost = "error[no-posts]: there is no post in any folder _posts below docs, and output/rss.xml has 2 entries; help: posts \
                are files that end in .markdown, .mkdown, .mkdn, .mkd, .md, .html, .htm, with a date before the name, such \
                as 2024-02-28-title.md; --content names their folder, --site the kind of site, which was taken to be \
                jekyll (_config.yml in the folder); where the blog is to be empty, delete its feeds and build with \
                --no-ledger\n";
    for more in [&[][..], &["--keep-going"], &["--allow", "no-posts"]] {
        let (code, said) = build(&blog, &[&["--content", "docs"], more].concat());
        assert_eq!((code, said.starts_with(lost)), (Some(1), true), "{more:?} {said}");
        assert_eq!(blog.text("output/rss.xml"), feed);
    }
    // On a machine that never saw the feeds, the ledger knows of them.
    std::fs::remove_dir_all(blog.file("output")).unwrap();
    let (code, said) = build(&blog, &["--content", "docs"]);
    assert!(code == Some(1) && said.contains(", and feedwright.lock has 2 entries;"), "{said}");
    assert!(!blog.file("output").exists());
    let (code, said) = build(&blog, &["--content", "docs", "--no-ledger"]);
    assert!(
        code == Some(0) && said.contains("warning[no-posts]: there is no post in any folder _posts below docs; "),
        "{said}"
    );
    assert_eq!(build(&blog, &["--content", "docs", "--no-ledger"]).0, Some(0));
}

#[test]
fn a_feed_whose_posts_are_all_held_back_is_told() {
    let blog = site(("feedwright.toml", PLAIN), &["content/a.md"]);
    assert_eq!(build(&blog, &[]).0, Some(0));
    blog.write("content/a.md", b"---\ntitle: A\ndate: 2024-01-01\ndraft: true\n---\nx\n");
    let (code, said) = build(&blog, &["--deny", "feed-emptied"]);
    assert_eq!((code, blog.items("output/feed.json").len()), (Some(1), 1), "{said}");
    let (code, said) = build(&blog, &[]);
    let told = "warning[feed-emptied]: output/rss.xml has 1 entry, and now has none: no post is published in it; ";
    assert!(code == Some(0) && said.starts_with(told), "{said}");
    assert_eq!(blog.items("output/feed.json").len(), 0);
    assert!(!build(&blog, &[]).1.contains("feed-emptied"));
}

#[test]
fn what_is_built_is_no_post() {
    let page = "<!doctype html><title>A</title><h1>A</h1><p>words</p>";
    let files = ["a.md", "2024/b.md"];
    for (settings, more) in [
        ("", &["--output", "out"][..]),
        ("[output]\nfolder = \"out\"\n", &[]),
        ("", &["--built", "out"]),
        ("[output]\nfolder = \"out/feeds\"\n", &["--built", "./out/"]),
    ] {
        let blog = site(("feedwright.toml", &format!("{PLAIN}{settings}")), &files);
        blog.write("out/a/index.html", page.as_bytes());
        blog.write("out/feeds/b.html", page.as_bytes());
        let (code, said) = build(&blog, &[&["--no-ledger"], more].concat());
        assert!(code == Some(0) && said.contains("2 of 2 posts are published"), "{settings}{more:?}: {said}");
    }
    // The usual folder of the feeds, and characters that mean something in a pattern.
    let blog = site(("feedwright.toml", PLAIN), &files);
    blog.write("output/a/index.html", page.as_bytes());
    blog.write("[x]*/a/index.html", page.as_bytes());
    let (_, said) = build(&blog, &["--no-ledger", "--built", "[x]*"]);
    assert!(said.contains("2 of 2 posts are published"), "{said}");
    let listed = blog.run(&["list", "--built", "[x]*"]);
    assert_eq!(String::from_utf8(listed.stdout).unwrap().lines().count(), 3);
}

#[test]
fn the_folder_of_the_posts_is_read_though_feeds_are_written_there() {
    for (content, output) in [("posts", "posts"), ("posts/new", "posts"), (".", ".")] {
        let blog = site(("feedwright.toml", PLAIN), &["posts/new/a.md"]);
        let (code, said) = build(&blog, &["--no-ledger", "--content", content, "--output", output]);
        assert!(code == Some(0) && said.contains("1 of 1 posts are published"), "{content} {output}: {said}");
    }
}

#[test]
fn a_folder_of_posts_that_is_written_from_the_root_of_the_disk_is_refused_with_what_to_write() {
    let blog = site(("feedwright.toml", PLAIN), &["posts/a.md"]);
    let root = blog.path().canonicalize().unwrap();
    for (content, help) in [
        (
            "/etc".to_owned(),
            "write it as it is seen from there, such as \"posts\"; `--content /etc` reads the posts of a folder elsewhere",
        ),
        (root.join("posts").display().to_string(), "write it as it is seen from there: \"posts\""),
        (root.display().to_string(), "write \".\" for the site's folder itself"),
    ] {
        blog.write("feedwright.toml", format!("{PLAIN}content = \"{content}\"\n").as_bytes());
        let told = format!(
            "feedwright.toml:4:11: error[wrong-value]: \"{content}\" is not written as a folder below the site's folder; \
             help: {help}\n"
        );
        let (code, said) = build(&blog, &[]);
        assert_eq!((code, said.starts_with(&told)), (Some(1), true), "{said}");
    }
}

#[test]
fn posts_outside_of_a_generators_site_are_read_with_its_settings() {
    for (name, text, link) in [
        ("_config.yml", JEKYLL, "https://e.example/a/"),
        ("_config.yml", HEXO, "https://e.example/a/"),
        ("hugo.toml", "baseURL = 'https://e.example/'\ntitle = 'T'\n", "https://e.example/a/"),
        ("config.toml", "base_url = 'https://e.example/'\ntitle = 'T'\n", "https://e.example/a/"),
        ("pelicanconf.py", "SITEURL = 'https://e.example'\nSITENAME = 'T'\n", "https://e.example/a.html"),
    ] {
        let blog = Blog::of(&[(&format!("site/{name}"), text), ("posts/a.md", &post("a", 1))]);
        for content in ["posts", "./site/../posts", blog.file("posts").to_str().unwrap()] {
            let (code, said) =
                build(&blog, &["--no-ledger", "--root", "site", "--content", content, "--output", "out"]);
            assert_eq!(code, Some(0), "{name} {content}: {said}");
            let feed: serde_json::Value = serde_json::from_str(&blog.text("out/feed.json")).unwrap();
            assert_eq!((&feed["title"], &feed["items"][0]["url"]), (&"T".into(), &link.into()), "{name} {content}");
        }
    }
    // A folder with a configuration of its own is a site of its own.
    let sites = [("site/_config.yml", JEKYLL), ("other/hugo.toml", "baseURL = 'https://o.example/'\n")];
    let blog = Blog::of(&[&sites[..], &[("other/content/a.md", &post("a", 1))]].concat());
    let (code, said) = build(&blog, &["--no-ledger", "--root", "site", "--content", "other", "--output", "out"]);
    assert_eq!((code, &blog.items("out/feed.json")[0]["url"]), (Some(0), &"https://o.example/a/".into()), "{said}");
    // Also below a folder that is none, and whatever it calls its source.
    let files =
        [("blog/_config.yml", "title: B\nurl: https://b.example\nsource: src\n"), ("blog/_site/a.html", "<p>x")];
    let blog = Blog::of(&[&files[..], &[("blog/src/_posts/2024-01-02-a.md", &post("a", 1))]].concat());
    for content in ["blog", "./blog/", blog.file("blog").to_str().unwrap()] {
        let (code, said) = build(&blog, &["--no-ledger", "--content", content]);
        assert!(code == Some(0) && said.contains("1 of 1 posts are published"), "{content}: {said}");
        assert_eq!(blog.items("output/feed.json")[0]["url"], "https://b.example/2024/01/01/a.html", "{content}");
    }
    let plain = ["--no-ledger", "--content", "blog", "--site", "plain", "--url", "https://e.example/", "--title", "T"];
    assert_eq!(build(&blog, &plain).0, Some(0));
    assert_eq!(blog.items("output/feed.json")[0]["url"], "https://e.example/src/_posts/2024-01-02-a/");
    let blog = Blog::of(&[("site/_config.yml", JEKYLL), ("blog/_posts/2024-01-02-a.md", &post("a", 1))]);
    for content in ["blog", "blog/_posts"] {
        let (code, said) = build(&blog, &["--no-ledger", "--root", "site", "--content", content, "--output", "out"]);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(blog.items("out/feed.json")[0]["url"], "https://e.example/2024/01/01/a.html");
    }
}

#[test]
fn init_writes_where_the_posts_are_as_it_is_seen_from_its_file() {
    let blog = Blog::of(&[("posts/a.md", &post("a", 1)), ("own/_config.yml", JEKYLL)]);
    std::fs::create_dir(blog.file("here")).unwrap();
    for content in ["posts", "./posts", blog.file("posts").to_str().unwrap()] {
        let output = blog.run(&["init", "here", "--force", "--content", content, "--url", "https://e.example/"]);
        assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
        assert!(blog.text("here/feedwright.toml").contains("\ncontent = \"../posts\"\n"), "{content}");
        let listed = blog.run(&["list", "--config", "here/feedwright.toml"]);
        assert!(String::from_utf8_lossy(&listed.stdout).contains("https://e.example/a/"), "{}", messages(&listed));
    }
    let output = blog.run(&["init", "--content", "own", "--message-format", "short"]);
    let told =
        "error[site-of-its-own]: own is a site of its own; help: write its settings beside it: `feedwright init own`\n";
    assert_eq!((output.status.code(), messages(&output).starts_with(told)), (Some(1), true), "{}", messages(&output));
}
