//! What is published and when: every reason, its option, and what `list`, `explain` and `build` say.

use serde_json::Value;

use crate::blog::{Blog, messages, printed};
use crate::reading;

const NOW: &str = "2026-01-01T00:00:00Z";

fn blog() -> Blog {
    let post = |lines: &str| format!("---\ntitle: x\ndate: 2025-01-01\n{lines}---\nx\n");
    let blog = Blog::of(&[]);
    for (name, lines) in [
        ("draft", "draft: true\n"),
        ("expired", "expires: 2025-12-31\n"),
        ("ends", "expires: 2026-03-01\n"),
        ("hidden", "hidden: true\n"),
        ("listed", ""),
        ("optedout", "feed: false\n"),
        ("private", "private: true\n"),
        ("status", "status: draft\n"),
        ("trash", "status: Trash\n"),
        ("unlisted", "unlisted: true\n"),
        ("unpublished", "published: false\n"),
        ("waits", "publishDate: 2026-02-01T09:00:00+01:00\n"),
    ] {
        blog.write(&format!("posts/{name}.md"), post(lines).as_bytes());
    }
    blog.write("posts/future.md", b"---\ntitle: x\ndate: 2026-05-01\n---\nx\n");
    blog.write("posts/_drafts/idea.md", b"---\ntitle: x\n---\nx\n");
    blog
}

/// The sources that are not listed, with the reason.
fn left_out(blog: &Blog, more: &[&str]) -> Vec<(String, String)> {
    let usual = ["list", "--content", "posts", "--url", "https://example.org/", "--format", "json", "--now", NOW];
    let output = blog.run(&[&usual, more].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().trim_start_matches("posts/").to_owned();
    let mut left_out = Vec::new();
    for row in rows {
        assert_eq!(row["listed"] == true, row["why"].is_null(), "{row}");
        if row["listed"] == false {
            left_out.push((text(&row["source"]), text(&row["why"])));
        }
    }
    left_out
}

fn names(left_out: &[(String, String)]) -> Vec<&str> {
    left_out.iter().map(|(source, _)| source.trim_end_matches(".md")).collect()
}

#[test]
fn every_post_that_is_held_back_has_its_reason() {
    let found = left_out(&blog(), &[]);
    let found: Vec<(&str, &str)> = found.iter().map(|(source, why)| (source.as_str(), why.as_str())).collect();
    assert_eq!(
        found,
        [
            ("_drafts/idea.md", "a draft (path of the file)"),
            ("draft.md", "a draft (draft: true, posts/draft.md:4)"),
            ("expired.md", "expired since 2025-12-31T00:00:00+00:00"),
            ("future.md", "in the future until 2026-05-01T00:00:00+00:00"),
            ("hidden.md", "not listed (hidden: true, posts/hidden.md:4)"),
            ("optedout.md", "wants to be in no feed (feed: false, posts/optedout.md:4)"),
            ("private.md", "not published (private: true, posts/private.md:4)"),
            ("status.md", "a draft (status: draft, posts/status.md:4)"),
            ("trash.md", "not published (status: Trash, posts/trash.md:4)"),
            ("unlisted.md", "not listed (unlisted: true, posts/unlisted.md:4)"),
            ("unpublished.md", "not published (published: false, posts/unpublished.md:4)"),
            ("waits.md", "in the future until 2026-02-01T09:00:00+01:00"),
        ]
    );
}

#[test]
fn each_option_lets_in_its_own() {
    let blog = blog();
    let never = ["hidden", "optedout", "private", "trash", "unlisted", "unpublished"];
    let drafts = left_out(&blog, &["--drafts", "--allow", "undated-post"]);
    assert_eq!(
        names(&drafts),
        ["expired", "future", "hidden", "optedout", "private", "trash", "unlisted", "unpublished", "waits"]
    );
    let future = left_out(&blog, &["--future"]);
    assert_eq!(
        names(&future),
        [
            "_drafts/idea",
            "draft",
            "expired",
            "hidden",
            "optedout",
            "private",
            "status",
            "trash",
            "unlisted",
            "unpublished"
        ]
    );
    let all = left_out(&blog, &["--drafts", "--future", "--expired"]);
    assert_eq!(names(&all), never);
}

#[test]
fn the_feeds_have_what_the_list_says() {
    let blog = blog();
    let output = blog.build(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        messages(&output),
        "wrote out/rss.xml\nwrote out/atom.xml\nwrote out/feed.json\nwrote feedwright.lock: 2 entries; commit it with the posts\n\
         2 of 14 posts are published\n\
         the next build will change something on 2026-02-01T09:00:00+01:00: a post appears or expires\n"
    );
    let links = |blog: &Blog| -> Vec<String> {
        reading::entries(&blog.file("out")).into_iter().map(|entry| entry.link).collect()
    };
    assert_eq!(links(&blog), ["https://example.org/ends/", "https://example.org/listed/"]);
    blog.build(&["--drafts", "--future", "--expired"]);
    assert_eq!(links(&blog).len(), 8);
}

#[test]
fn the_next_change_is_the_next_date_that_still_counts() {
    let blog = blog();
    for (now, next) in [
        ("2026-01-31T00:00:00Z", "2026-02-01T09:00:00+01:00"),
        ("2026-02-02T00:00:00Z", "2026-03-01T00:00:00+00:00"),
        ("2026-03-02T00:00:00Z", "2026-05-01T00:00:00+00:00"),
    ] {
        let arguments = ["--content", "posts", "--url", "https://example.org/", "--no-ledger", "--now", now];
        let told = messages(&blog.run(&arguments));
        assert!(told.contains(&format!("will change something on {next}")), "{now}: {told}");
    }
    let arguments =
        ["--content", "posts", "--url", "https://example.org/", "--no-ledger", "--now", "2027-01-01T00:00:00Z"];
    let told = messages(&blog.run(&arguments));
    assert!(!told.contains("will change"), "{told}");
}

#[test]
fn explain_says_why_a_post_is_in_or_out_of_each_feed() {
    let blog = Blog::of(&[
        ("posts/new.md", "---\ntitle: New\ndate: 2025-06-01\ntags: [rust]\nauthor: Ann\n---\nx\n"),
        ("posts/old.md", "---\ntitle: Old\ndate: 2025-01-01\ntags: cooking, rust\n---\nx\n"),
        ("posts/draft.md", "---\ntitle: Draft\ndate: 2025-01-01\ndraft: yes\n---\nx\n"),
        (
            "feedwright.toml",
            "[site]\nurl = \"https://example.org/\"\ncontent = \"posts\"\n[feed]\nlimit = 1\n[[feeds]]\nname = \"rust\"\n\
             categories = [\"Rust\"]\nlimit = 0\n[[feeds]]\nname = \"de\"\nlanguage = \"de\"\n",
        ),
    ]);
    let explained = |post: &str| printed(&blog.run(&["explain", post, "--now", NOW]));
    let feeds = |post: &str| -> Vec<String> {
        let text = explained(post);
        text.lines().filter(|line| line.contains("feed \"")).map(str::to_owned).collect()
    };
    assert_eq!(
        feeds("posts/new.md"),
        [
            "in feed \"main\" (rss.xml, atom.xml, feed.json): entry 1 of 1",
            "in feed \"rust\" (rust/rss.xml, rust/atom.xml, rust/feed.json): entry 1 of 2",
            "not in feed \"de\" (de/rss.xml, de/atom.xml, de/feed.json): it is in another language than the feed",
        ]
    );
    assert_eq!(
        feeds("https://example.org/old/")[..2],
        [
            "not in feed \"main\" (rss.xml, atom.xml, feed.json): 1 newer posts fill it",
            "in feed \"rust\" (rust/rss.xml, rust/atom.xml, rust/feed.json): entry 2 of 2",
        ]
    );
    let draft = explained("draft.md");
    assert!(draft.contains("left out: a draft (draft: yes, posts/draft.md:4)\n"), "{draft}");
    assert!(draft.contains("not in feed \"main\" (rss.xml, atom.xml, feed.json): it is left out of all feeds\n"));
    assert_eq!(
        explained("new.md")
            .lines()
            .next()
            .map(str::to_owned)
            .into_iter()
            .chain(explained("new.md").lines().skip(2).take(7).map(str::to_owned))
            .collect::<Vec<_>>()
            .join("\n"),
        "posts/new.md\n\
         site         plain  (no configuration file of a generator in the folder)\n\
         link         https://example.org/new/  (path of the file)\n\
         id           tag:example.org,2026:/new  (id scheme tag)\n\
         title        New  (posts/new.md:2: title)\n\
         published    2025-06-01T00:00:00+00:00  (posts/new.md:3: date)\n\
         authors      Ann  (posts/new.md:5: author)\n\
         categories   rust  (posts/new.md:4: tags)"
    );
}

#[test]
fn whoever_says_it_otherwise_is_held_back_as_well() {
    let blog = Blog::of(&[]);
    for (number, lines) in [
        "listed: false",
        "status: Hidden",
        "status: unlisted",
        "visibility: private",
        "visibility: hidden",
        "rss: false",
        "no_feed: yes",
        "exclude_from_feed: true",
        "eleventyExcludeFromCollections: true",
    ]
    .iter()
    .enumerate()
    {
        let text = format!("---\ntitle: x\ndate: 2025-01-01\n{lines}\n---\nx\n");
        blog.write(&format!("posts/{number}.md"), text.as_bytes());
    }
    blog.write(
        "posts/in.md",
        b"---\ntitle: x\ndate: 2025-01-01\nlisted: true\nvisibility: public\nrss: true\n---\nx\n",
    );
    assert_eq!(names(&left_out(&blog, &[])), ["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
}

#[test]
fn a_draft_with_the_id_of_another_post_is_told_where_drafts_are_shown() {
    let blog = Blog::of(&[
        ("posts/a.md", "---\ntitle: x\ndate: 2025-01-01\n---\nx\n"),
        ("posts/a.html", "---\ntitle: x\ndate: 2025-01-01\ndraft: true\n---\nx\n"),
    ]);
    assert_eq!(blog.build(&["--no-ledger"]).status.code(), Some(0));
    let output = blog.build(&["--no-ledger", "--drafts"]);
    let said = messages(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[duplicate-id]") && !said.contains("our-bug"), "{said}");
}
