//! What feeds add to the text of each entry, and how much of it they carry.

use crate::blog::{Blog, messages};

const SITE: &str = "[site]\ncontent = \"posts\"\nurl = \"https://e.example/\"\ntitle = \"T\"\nlanguage = \"fr\"\nauthor = { name = \"Ann\", email = \"ann@e.example\" }\n[output]\nfolder = \"out\"\n";

const LONG: &str = "---\ntitle: 'Ça & <là>'\ndate: 2025-05-02\n---\nOne *two*[^1].\n\n<!--more-->\n\n## Three\n\nFour.\n\n[^1]: Note.\n";

fn build(settings: &str, posts: &[(&str, &str)]) -> (Blog, String) {
    let blog = Blog::of(posts);
    blog.write("feedwright.toml", format!("{SITE}{settings}").as_bytes());
    let output = blog.run(&["build", "--now", "2026-01-01T00:00:00Z", "--message-format", "short"]);
    (blog, format!("{:?} {}", output.status.code(), messages(&output)))
}

fn items(blog: &Blog, file: &str) -> Vec<(Option<String>, Option<String>)> {
    let text = |item: &serde_json::Value, key: &str| item[key].as_str().map(str::to_owned);
    blog.items(file).iter().map(|item| (text(item, "content_html"), text(item, "summary"))).collect()
}

#[test]
fn a_reply_by_mail_stands_under_each_text_of_the_feeds_that_want_it() {
    let settings = "[content]\nprepend = \"<p>{author}, {date}</p>\"\n\
                    append = '<p><a href=\"mailto:{email}?subject=Re: {title}\">Répondre</a> <a href=\"{link}\" onclick=\"x()\">Lire</a></p>'\n\
                    [[feeds]]\nname = \"plain\"\nprepend = \"\"\nappend = \"\"\n";
    let post = ("posts/a.md", "---\ntitle: 'Ça & <là>'\ndate: 2025-05-02\n---\nOne.\n");
    let (blog, told) = build(settings, &[post]);
    assert!(told.starts_with("Some(0)"), "{told}");
    let reply = "<p>Ann, 2025-05-02</p><p>One.</p>\n<p><a href=\"mailto:ann@e.example?subject=Re:%20%C3%87a%20%26%20%3Cl%C3%A0%3E\">Répondre</a> \
                 <a href=\"https://e.example/a/\">Lire</a></p>";
    assert_eq!(items(&blog, "out/feed.json"), [(Some(reply.to_owned()), Some("One.".to_owned()))]);
    assert_eq!(items(&blog, "out/plain/feed.json"), [(Some("<p>One.</p>\n".to_owned()), Some("One.".to_owned()))]);
    let check = blog.run(&["check", "out"]);
    assert_eq!(check.status.code(), Some(0), "{check:?}");
}

#[test]
fn a_placeholder_that_does_not_exist_stops_the_build_and_names_the_nearest() {
    let (blog, told) = build("[feed]\nappend = \"<p>{titel}</p>\"\n", &[("posts/a.md", LONG)]);
    assert!(told.contains("feedwright.toml:10:10: error[wrong-value]: {titel} is no placeholder"), "{told}");
    assert!(told.contains("did you mean {title}?"), "{told}");
    assert!(!blog.file("out").exists());
}

#[test]
fn a_beginning_ends_at_the_marker_and_links_to_the_rest() {
    let short = ("posts/b.md", "---\ntitle: B\ndate: 2025-05-01\n---\nAll of it.\n");
    let own = ("posts/c.md", "---\ntitle: C\ndate: 2025-04-01\nfeed_content: summary\n---\nWords.\n");
    let (blog, told) = build("[feed]\ncontent = \"beginning\"\n", &[("posts/a.md", LONG), short, own]);
    assert!(told.starts_with("Some(0)"), "{told}");
    let found = items(&blog, "out/feed.json");
    let first = found[0].0.as_deref().unwrap();
    assert!(first.starts_with("<p>One <em>two</em><sup id="), "{first}");
    assert!(first.contains("<a href=\"https://e.example/a/\">1</a></sup>.</p>\n"), "{first}");
    assert!(first.ends_with("<p><a href=\"https://e.example/a/\">Lire la suite</a></p>"), "{first}");
    assert_eq!(found[0].1.as_deref(), Some("One two."));
    assert_eq!(found[1], (Some("<p>All of it.</p>\n".to_owned()), Some("All of it.".to_owned())));
    // JSON Feed wants a text of every item; that of a summary is plain.
    assert!(found[2].0.as_deref().is_none_or(|html| html == "<p>Words.</p>"), "{:?}", found[2]);

    let (blog, _) = build(
        "[content]\nbeginning = 2\nread-on = \"Weiter: {title}\"\n[feed]\ncontent = \"beginning\"\n",
        &[("posts/a.md", "---\ntitle: A & B\ndate: 2025-05-02\n---\nOne two.\n\nThree.\n")],
    );
    assert_eq!(
        items(&blog, "out/feed.json")[0].0.as_deref(),
        Some("<p>One two.</p>\n<p><a href=\"https://e.example/a/\">Weiter: A &amp; B</a></p>")
    );
}

#[test]
fn an_extent_that_does_not_exist_stops_the_build() {
    let post = ("posts/a.md", "---\ntitle: A\ndate: 2025-05-02\nfeed_content: sumary\n---\nOne.\n");
    let (_, told) = build("", &[post]);
    assert!(
        told.contains("posts/a.md:4:15: error[content-extent-unknown]: \"sumary\" is no extent of content"),
        "{told}"
    );
}

#[test]
fn the_posts_own_markdown_is_in_rss_when_asked_for_and_check_finds_nothing_wrong() {
    let post =
        ("posts/a.md", "---\ntitle: A\ndate: 2025-05-02\n---\nSee [b](/b) & <i>c</i> ![d](d.png) ]]>\n\n[e]: f\n");
    let (blog, told) =
        build("[feed]\nsource-markdown = true\n[[feeds]]\nname = \"plain\"\nsource-markdown = false\n", &[post]);
    assert!(told.starts_with("Some(0)"), "{told}");
    let rss = blog.text("out/rss.xml");
    let document = roxmltree::Document::parse(&rss).unwrap();
    let name = ("http://source.scripting.com/", "markdown");
    let found = document.descendants().find(|node| node.has_tag_name(name)).unwrap();
    let expected =
        "See [b](https://e.example/b) & <i>c</i> ![d](https://e.example/a/d.png) ]]>\n\n[e]: https://e.example/a/f";
    assert_eq!(found.text(), Some(expected));
    assert!(!blog.text("out/atom.xml").contains("scripting") && !blog.text("out/plain/rss.xml").contains("scripting"));
    let check = blog.run(&["check", "out/rss.xml", "out/plain/rss.xml"]);
    assert_eq!(check.status.code(), Some(0), "{check:?}");
}

#[test]
fn a_text_that_begins_with_its_title_begins_after_it_in_every_feed() {
    let posts = [
        ("posts/a.md", "---\ndate: 2025-05-03\n---\n# The *title*\n\nOne [up](#the-title).\n\n<!--more-->\n\nTwo.\n"),
        ("posts/b.md", "---\ntitle: \"Said “twice”\"\ndate: 2025-05-02\n---\nSaid \"twice\"\n====\n\nOne.\n"),
        ("posts/c.md", "---\ntitle: C\ndate: 2025-05-01\n---\n# Another\n\nOne.\n"),
    ];
    let settings = "[feed]\nsource-markdown = true\n[[feeds]]\nname = \"short\"\ncontent = \"beginning\"\n";
    let (blog, told) = build(settings, &posts);
    assert!(told.starts_with("Some(0)"), "{told}");
    let found = items(&blog, "out/feed.json");
    let expected = "<p>One <a href=\"https://e.example/a/#the-title\">up</a>.</p>\n<p>Two.</p>\n";
    assert_eq!(found[0], (Some(expected.to_owned()), Some("One up.".to_owned())));
    assert_eq!(found[1].0.as_deref(), Some("<p>One.</p>\n"));
    assert!(found[2].0.as_deref().is_some_and(|html| html.contains(">Another</h1>")), "{:?}", found[2]);
    let short = items(&blog, "out/short/feed.json");
    assert_eq!(
        short[0].0.as_deref(),
        Some(
            "<p>One <a href=\"https://e.example/a/#the-title\">up</a>.</p>\n\
             <p><a href=\"https://e.example/a/\">Lire la suite</a></p>"
        )
    );
    let rss = blog.text("out/rss.xml");
    assert!(rss.contains("<source:markdown>One [up](https://e.example/a/#the-title).\n"), "{rss}");
    assert!(rss.contains("<source:markdown># Another\n\nOne.</source:markdown>"), "{rss}");
    let explained = blog.run(&["explain", "posts/a.md", "--now", "2026-01-01T00:00:00Z"]);
    let explained = crate::blog::printed(&explained);
    assert!(
        explained.contains("content: the post's own text, after its first heading, which says the title  (markdown"),
        "{explained}"
    );
}

#[test]
fn a_link_to_what_the_beginning_shows_stays_in_it_whatever_its_letters() {
    let text = "---\ntitle: A\ndate: 2025-05-02\n---\n## Über {#a|über}\n\nOne [a](#a%7C%C3%BCber) [b](#a|b).\n\n<!--more-->\n\n## B {#a|b}\n\nTwo.\n";
    let (blog, _) = build("[feed]\ncontent = \"beginning\"\n", &[("posts/a.md", text)]);
    let html = items(&blog, "out/feed.json").remove(0).0.unwrap();
    let (_, after) = html.split_once("<h2 id=\"").unwrap();
    let prefix = after.split_once("a|über\"").unwrap().0;
    assert!(html.contains(&format!("<a href=\"#{prefix}a%7Cüber\">a</a>")), "{html}");
    assert!(html.contains("<a href=\"https://e.example/a/#a%7Cb\">b</a>"), "{html}");
}

#[test]
fn a_text_from_right_to_left_says_so_where_no_style_sheet_does() {
    let posts = [
        ("posts/a.md", "---\ntitle: A\ndate: 2025-05-03\nlang: fa\n---\nGNU Make ابزاری است.\n\n<!--more-->\n\nدو.\n"),
        ("posts/b.md", "---\ntitle: B\ndate: 2025-05-02\n---\nUn.\n"),
        ("posts/c.md", "---\ntitle: C\ndate: 2025-05-01\nlang: he\n---\n<div dir=\"auto\">אחת.</div>\n"),
    ];
    let (blog, told) = build("[[feeds]]\nname = \"short\"\ncontent = \"beginning\"\n", &posts);
    assert!(told.starts_with("Some(0)"), "{told}");
    let found = items(&blog, "out/feed.json");
    let first = "<div dir=\"rtl\">\n<p>GNU Make ابزاری است.</p>\n<p>دو.</p>\n</div>\n";
    assert_eq!(found[0], (Some(first.to_owned()), Some("GNU Make ابزاری است.".to_owned())));
    assert_eq!(found[1].0.as_deref(), Some("<p>Un.</p>\n"));
    assert_eq!(found[2].0.as_deref().map(str::trim_end), Some("<div dir=\"auto\">אחת.</div>"));
    let short = items(&blog, "out/short/feed.json").remove(0).0.unwrap();
    assert_eq!(
        short,
        "<div dir=\"rtl\">\n<p>GNU Make ابزاری است.</p>\n<p><a href=\"https://e.example/a/\">ادامه مطلب</a></p>\n</div>\n"
    );
}
