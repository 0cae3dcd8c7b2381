//! Hugo's rules that the recorded sites do not show, and what is said of a configuration that is wrong.

use feedwright::site::SiteOptions;

use super::blog::Blog;
use super::compare;
use super::site_cases::{listed, opening, posts, without_help};

const POST: &str = "---\ntitle: A\ndate: 2024-03-02\n---\nText\n";

#[test]
fn sections_slices_and_layouts_stand_in_permalinks() {
    let config = "baseURL: https://x.test/b/\npermalinks:\n  posts: /:2006/:Jan/:2/:filename\n  posts/deep: /d/:sections[1:]/:yearday/\n  /: /root/:slug/\n";
    let (found, problems) = posts(&[
        ("hugo.yaml", config),
        ("content/posts/a.md", POST),
        ("content/posts/deep/_index.md", "---\ntitle: Deep\n---\n"),
        ("content/posts/deep/b.md", POST),
        ("content/posts/bundle/index.md", POST),
        ("content/posts/bundle/part.md", POST),
        ("content/c.md", POST),
        ("content/other/d.md", POST),
    ]);
    assert_eq!(
        found,
        [
            "content/c.md https://x.test/b/root/a/ 2024-03-02T00:00:00+00:00",
            "content/other/d.md https://x.test/b/other/d/ 2024-03-02T00:00:00+00:00",
            "content/posts/a.md https://x.test/b/2024/mar/2/a/ 2024-03-02T00:00:00+00:00",
            "content/posts/bundle/index.md https://x.test/b/2024/mar/2/bundle/ 2024-03-02T00:00:00+00:00",
            "content/posts/deep/b.md https://x.test/b/d/deep/62/ 2024-03-02T00:00:00+00:00",
        ]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn people_are_known_by_the_keys_that_posts_name() {
    let folder = Blog::of(&[
        ("hugo.toml", "baseURL = 'https://x.test'\n"),
        ("data/authors/ann.toml", "name = 'Ann Editor'\n"),
        ("content/authors/ann/_index.md", "---\ntitle: Ann\n---\n"),
        ("content/authors/bob/_index.md", "---\ntitle: Bob Writer\n---\n"),
        ("content/posts/a.md", "---\ntitle: A\ndate: 2024-03-02\nauthors: [bob, ann, Eve]\n---\n"),
    ]);
    let read = compare::read(&folder.options());
    let names = read.posts["content/posts/a.md"].authors.iter().map(|person| person.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["Bob Writer", "Ann Editor", "Eve"]);
}

#[test]
fn a_template_of_the_users_stands_over_hugos_rule() {
    let folder = Blog::of(&[
        ("hugo.toml", "baseURL = 'https://x.test/b/'\npermalinks.posts = '/p/:slug/'\n"),
        ("content/posts/sub/A b.md", POST),
        ("content/posts/own.md", "---\ntitle: A\ndate: 2024-03-02\nurl: /own/\n---\n"),
    ]);
    let permalink = Some("/{year}/{folder}/{slug}.html".to_owned());
    let read = compare::read(&SiteOptions { permalink, ..folder.options() });
    let links = read.posts.values().map(|post| post.permalink.as_str());
    assert_eq!(links.collect::<Vec<_>>(), ["https://x.test/b/own/", "https://x.test/b/2024/sub/A%20b.html"]);
    let wrong = SiteOptions {
        root: folder.path().to_owned(),
        permalink: Some("/{yaer}/".to_owned()),
        ..SiteOptions::default()
    };
    assert!(feedwright::site::open(&wrong).is_err());
}

#[test]
fn what_is_built_and_not_listed_is_no_entry() {
    let post = |more: &str| format!("---\ntitle: A\ndate: 2024-03-02\n{more}\n---\n");
    let files = [
        ("content/posts/a.md", post("headless: true")),
        ("content/posts/b.md", post("_build: {render: never}")),
        ("content/posts/c.md", post("build: {list: local}")),
        ("content/posts/d.md", post("published: false")),
        ("content/posts/e.md", post("PublishDate: 2099-01-01")),
        ("content/posts/f.md", post("unpublishdate: 2024-03-03")),
        ("content/posts/g.md", post("published: true")),
    ];
    let mut site = vec![("config.toml", "baseURL = 'https://x.test'\n")];
    site.extend(files.iter().map(|(name, text)| (*name, text.as_str())));
    let (found, problems) = listed(&site);
    assert_eq!(found, ["content/posts/g.md"]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn pages_without_a_date_are_no_posts_outside_of_the_blog() {
    let (found, problems) = listed(&[
        ("hugo.toml", "baseURL = 'https://x.test'\n"),
        ("content/blog/a.md", POST),
        ("content/blog/undated.md", "---\ntitle: U\n---\n"),
        ("content/docs/undated.md", "---\ntitle: U\n---\n"),
        ("content/about.md", "---\ntitle: U\n---\n"),
    ]);
    assert_eq!(found, ["content/blog/a.md"]);
    assert_eq!(problems, ["content/blog/undated.md: warning[undated-post] the post has no date"]);
}

#[test]
fn languages_that_are_off_are_not_read() {
    let config = "baseURL = 'https://x.test'\ndisableLanguages = ['fr']\ndefaultContentLanguage = 'de'\n\
                  defaultContentLanguageInSubdir = true\n[languages.de]\n[languages.fr]\n[languages.en]\nlanguageCode = 'en-GB'\n";
    let (found, problems) = posts(&[
        ("hugo.toml", config),
        ("content/posts/a.md", POST),
        ("content/posts/a.fr.md", POST),
        ("content/posts/a.en.md", POST),
        ("content/posts/b.xx.md", POST),
    ]);
    assert_eq!(
        found,
        [
            "content/posts/a.en.md https://x.test/en/posts/a/ 2024-03-02T00:00:00+00:00",
            "content/posts/a.md https://x.test/de/posts/a/ 2024-03-02T00:00:00+00:00",
            "content/posts/b.xx.md https://x.test/de/posts/b.xx/ 2024-03-02T00:00:00+00:00",
        ]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_configuration_that_is_wrong_is_said_with_its_place() {
    for (config, expected) in [
        ("title = \n", "hugo.toml:1:9: error[data-unreadable] string values must be quoted"),
        (
            "baseURL = 'https://x.test'\n[permalinks]\nposts = '/:yaer/'\n",
            "hugo.toml:3:9: error[permalink-placeholder-unknown] Hugo has no permalink token :yaer",
        ),
        (
            "baseURL = 'https://x.test'\ntimeZone = 'Mars/Base'\n",
            "hugo.toml:2:12: error[time-zone-unknown] there is no time zone \"Mars/Base\"",
        ),
        ("baseURL = '/'\n", "hugo.toml:1:11: error[site-url-invalid] \"/\" is not an absolute URL"),
        ("title = 'x'\n", "error[site-url-missing] the address of the site is not known"),
        (
            "baseURL = 'https://x.test'\nignoreFiles = ['(']\n",
            "hugo.toml:2:15: error[site-config-unreadable] \"(\" in ignoreFiles is no regular expression",
        ),
    ] {
        let said = opening(&[("hugo.toml", config), ("content/posts/a.md", POST)]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with(expected), "{said:?}");
    }
}

#[test]
fn a_page_hosts_name_is_offered_where_no_address_is_given() {
    let said =
        opening(&[("hugo.toml", "title = 'x'\n"), ("static/CNAME", "blog.example.org\n"), ("content/a.md", POST)]);
    assert!(said.join(" ").contains("https://blog.example.org/"), "{said:?}");
}

#[test]
fn an_address_of_a_date_that_is_missing_is_an_error() {
    let (found, problems) = posts(&[
        ("hugo.toml", "baseURL = 'https://x.test'\npermalinks.posts = '/:year/:slug/'\n"),
        ("content/posts/a.md", "---\ntitle: A\n---\n"),
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(
        without_help(problems),
        [
            "content/posts/a.md: warning[undated-post] the post has no date",
            "content/posts/a.md: error[permalink-incomplete] the address has :year, and the post has no date",
        ]
    );
}
