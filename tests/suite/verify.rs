//! `feedwright verify` and `links = "built"`: the entries against the built site.

use super::blog::Blog;
use super::ground::ran;

const CONFIG: &str = "title: T\nurl: https://x.test\nbaseurl: /b\npermalink: /:year/:month/:day/:title/\n";

const HEAD: &str = "<link rel=alternate type=application/rss+xml href=/b/rss.xml>\
                    <link rel=alternate type=application/atom+xml href=/b/atom.xml>\
                    <link rel=alternate type=application/feed+json href=/b/feed.json>";

#[test]
fn a_site_as_it_was_built_is_found_right() {
    let page = format!("<title>A</title><link rel=canonical href=https://x.test/b/2024/01/05/a/>{HEAD}");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("_posts/2024-01-05-a.md", "---\ntitle: A\n---\n"),
        ("_site/index.html", HEAD),
        ("_site/2024/01/05/a/index.html", &page),
    ]);
    let (code, printed, said) = ran(site.path(), &["verify", "--message-format", "short"]);
    assert_eq!(
        (code, printed.as_str(), said.as_str()),
        (Some(0), "", "1 of 1 entries have their page in ./_site (2 pages)\n")
    );
}

#[test]
fn every_entry_whose_page_is_elsewhere_is_named_with_the_likely_reason() {
    let post = |title: &str| format!("---\ntitle: {title}\n---\n");
    let texts = ["Day", "Case", "End", "Own", "Gone", "Moved", "Else"].map(post);
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("_posts/2024-01-05-day.md", &texts[0]),
        ("_posts/2024-01-05-Case.md", &texts[1]),
        ("_posts/2024-01-05-end.md", &texts[2]),
        ("_posts/2024-01-05-own.md", &texts[3]),
        ("_posts/2024-01-05-gone.md", &texts[4]),
        ("_posts/2024-01-05-moved.md", &texts[5]),
        ("_posts/2024-01-05-else.md", &texts[6]),
        ("_site/2024/01/06/day/index.html", "<title>Day | T</title>"),
        ("_site/2024/01/05/case/index.html", "<title>Case | T</title>"),
        ("_site/2024/01/05/end.html", "<title>End | T</title>"),
        ("_site/2024/01/05/own/index.html", "<title>Own</title><link rel=canonical href=/b/own/>"),
        ("_site/2024/01/05/moved/index.html", "<meta http-equiv=refresh><link rel=canonical href=/b/new/>"),
        ("_site/new/index.html", "<title>Moved</title>"),
        ("_site/blog/else/index.html", "<title>Else</title>"),
    ]);
    let (code, printed, said) =
        ran(site.path(), &["verify", "--message-format", "short", "--allow", "feed-not-announced"]);
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    assert_eq!(said, ELSEWHERE);
}

#[test]
fn feeds_that_are_not_announced_come_with_their_tags() {
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("_posts/2024-01-05-a.md", "---\ntitle: A\n---\n"),
        ("_site/index.html", "<link rel=alternate type=application/rss+xml href=/b/feed.xml>"),
        ("_site/2024/01/05/a/index.html", "<title>A</title>"),
    ]);
    let (code, printed, said) = ran(site.path(), &["verify", "--message-format", "short"]);
    assert_eq!((code, printed.as_str()), (Some(0), ""));
    assert_eq!(said, SILENT);
}

#[test]
fn links_can_be_those_of_the_built_site() {
    let site = Blog::of(&[
        ("_config.yml", "title: T\nurl: https://x.test\nnew_post_name: x\npublic_dir: y\npermalink: :id/\n"),
        ("feedwright.toml", "[site]\nlinks = \"built\"\n"),
        ("source/_posts/one.md", "---\ntitle: One\ndate: 2024-01-05\n---\n"),
        ("source/_posts/two.md", "---\ntitle: Two\ndate: 2024-01-06\n---\n"),
        ("source/_posts/three.md", "---\ntitle: Three\ndate: 2024-01-07\n---\n"),
        ("public/cj123/index.html", "<title>One | T</title>"),
        ("public/cj124/index.html", "<link rel=canonical href=https://x.test/zwei/><h1>Two</h1>"),
    ]);
    let (code, printed, said) = ran(site.path(), &["list", "--format", "tsv", "--message-format", "short"]);
    let links: Vec<&str> = printed.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).collect();
    assert_eq!((code, links), (Some(1), vec!["https://x.test/cj123/", "https://x.test/zwei/"]));
    assert_eq!(said, NOWHERE);
}

#[test]
fn a_built_site_that_is_not_there_ends_the_run() {
    let site = Blog::of(&[("_config.yml", CONFIG), ("_posts/2024-01-05-a.md", "---\ntitle: A\n---\n")]);
    let (code, _, said) = ran(site.path(), &["verify", "--built", "out"]);
    assert_eq!((code, said.as_str()), (Some(2), "error: cannot read out: No such file or directory (os error 2)\n"));
}

const NOWHERE: &str = "source/_posts/three.md: error[permalink-incomplete]: no page of ./public is known as this post's \
                       by its name or title; help: build the site anew, or give the post a \
                       permalink; a draft has no page until it is published\n";

const ELSEWHERE: &str = r#"_posts/2024-01-05-Case.md: error[page-missing]: no page is at /b/2024/01/05/Case/ in ./_site; help: its page is /b/2024/01/05/case/ (2024/01/05/case/index.html); the two differ in upper and lower case
_posts/2024-01-05-day.md: error[page-missing]: no page is at /b/2024/01/05/day/ in ./_site; help: its page is /b/2024/01/06/day/ (2024/01/06/day/index.html); the two differ in the date: the site was built in another time zone, so set timezone
_posts/2024-01-05-else.md: error[page-missing]: no page is at /b/2024/01/05/else/ in ./_site; help: its page is /b/blog/else/ (blog/else/index.html); give the post that permalink, or set links = "built" under [site]
_posts/2024-01-05-end.md: error[page-missing]: no page is at /b/2024/01/05/end/ in ./_site; help: its page is /b/2024/01/05/end.html (2024/01/05/end.html); the two end differently: mind the slash or .html that the generator's configuration asks for
_posts/2024-01-05-gone.md: error[page-missing]: no page is at /b/2024/01/05/gone/ in ./_site; help: no page has its name or title: build the site anew, or see whether the generator leaves it out
_posts/2024-01-05-moved.md: error[page-elsewhere]: the page at /b/2024/01/05/moved/ only leads to https://x.test/b/new/; help: its page is /b/new/ (new/index.html); give the post that permalink, or set links = "built" under [site]
_posts/2024-01-05-own.md: error[page-elsewhere]: the page at /b/2024/01/05/own/ says that its own address is https://x.test/b/own/; help: readers open the link of the entry; give the post that permalink, or set links = "built" under [site]
0 of 7 entries have their page in ./_site (7 pages)
"#;

const SILENT: &str = r#"2024/01/05/a/index.html: warning[feed-not-announced]: 1 of 1 pages of entries announce none of the feeds; help: add to the <head> of their template: <link rel="alternate" type="application/rss+xml" title="T" href="https://x.test/b/rss.xml"> <link rel="alternate" type="application/atom+xml" title="T" href="https://x.test/b/atom.xml"> <link rel="alternate" type="application/feed+json" title="T" href="https://x.test/b/feed.json">
index.html: warning[announced-feed-missing]: the home page announces https://x.test/b/feed.xml, which is not there; help: take the tag out, or write a feed to that path: --like-site takes the generator's own
index.html: warning[feed-not-announced]: the home page announces 0 of 3 feeds; help: add to its <head>: <link rel="alternate" type="application/rss+xml" title="T" href="https://x.test/b/rss.xml"> <link rel="alternate" type="application/atom+xml" title="T" href="https://x.test/b/atom.xml"> <link rel="alternate" type="application/feed+json" title="T" href="https://x.test/b/feed.json">
1 of 1 entries have their page in ./_site (2 pages)
"#;
