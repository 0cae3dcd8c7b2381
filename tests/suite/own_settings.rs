//! A site's own settings taken over: `--like-site` writes where its feeds are, `init` says where each setting stands.

use crate::blog::{Blog, messages};

const NOW: [&str; 2] = ["--now", "2026-01-01T00:00:00Z"];

fn post(title: &str, date: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n{more}---\nWords of {title}.\n")
}

fn site(files: &[(&str, String)]) -> Blog {
    let blog = Blog::of(&[]);
    for (path, text) in files {
        blog.write(path, text.as_bytes());
    }
    blog
}

/// A generator, the files of a site of its, and where its feeds are.
type Case<'a> = (&'a str, Vec<(&'a str, String)>, &'a [&'a str]);

#[test]
fn like_site_writes_where_each_generator_has_its_feed() {
    let one = |date: &str| post("One", date, "");
    let cases: [Case; 9] = [
        (
            "jekyll",
            vec![("_config.yml", "url: https://e.example\ntitle: T\n".to_owned()), ("_posts/2025-05-01-one.md", one("2025-05-01"))],
            &["feed.xml"],
        ),
        (
            "hugo",
            vec![("hugo.toml", "baseURL = 'https://e.example/'\ntitle = 'T'\n".to_owned()), ("content/posts/one.md", one("2025-05-01"))],
            &["index.xml"],
        ),
        (
            "zola",
            vec![
                ("config.toml", "base_url = \"https://e.example\"\ntitle = \"T\"\ngenerate_feeds = true\nfeed_filenames = [\"atom.xml\", \"rss.xml\"]\n".to_owned()),
                ("content/one.md", "+++\ntitle = \"One\"\ndate = 2025-05-01\n+++\nx\n".to_owned()),
            ],
            &["atom.xml", "rss.xml"],
        ),
        (
            "pelican",
            vec![
                ("pelicanconf.py", "SITENAME = 'T'\nSITEURL = 'https://e.example'\nTIMEZONE = 'UTC'\nPATH = 'content'\n".to_owned()),
                ("content/one.md", "Title: One\nDate: 2025-05-01\n\nx\n".to_owned()),
            ],
            &["feeds/all.atom.xml"],
        ),
        (
            "hexo",
            vec![
                ("_config.yml", "url: https://e.example\ntitle: T\npermalink: :year/:title/\nsource_dir: source\n".to_owned()),
                ("source/_posts/one.md", one("2025-05-01 10:00:00")),
            ],
            &["atom.xml"],
        ),
        (
            "docusaurus",
            vec![
                ("docusaurus.config.js", "module.exports = { title: 'T', url: 'https://e.example', baseUrl: '/', presets: [['classic', { blog: {} }]] };\n".to_owned()),
                ("blog/2025-05-01-one.md", post("One", "2025-05-01", "")),
            ],
            &["blog/rss.xml", "blog/atom.xml"],
        ),
        (
            "eleventy",
            vec![
                ("eleventy.config.js", "import { feedPlugin } from '@11ty/eleventy-plugin-rss';\nexport default function (c) { c.addPlugin(feedPlugin, { type: 'atom', outputPath: '/feed/feed.xml', metadata: { title: 'T', base: 'https://e.example/' } }); }\n".to_owned()),
                ("posts/one.md", one("2025-05-01")),
            ],
            &["feed/feed.xml"],
        ),
        (
            "astro",
            vec![
                ("astro.config.mjs", "export default { site: 'https://e.example' };\n".to_owned()),
                ("src/pages/rss.xml.js", "export const GET = 1;\n".to_owned()),
                ("src/content/blog/one.md", one("2025-05-01")),
                ("src/pages/blog/[...slug].astro", "---\nconst posts = await getCollection('blog');\nreturn posts.map((post) => ({ params: { slug: post.id } }));\n---\n".to_owned()),
            ],
            &["rss.xml"],
        ),
        ("plain", vec![("posts/one.md", one("2025-05-01"))], &["atom.xml", "feed.json", "rss.xml"]),
    ];
    for (kind, files, expected) in cases {
        let blog = site(&files);
        let url = ["--url", "https://e.example/", "--site", kind, "--output", "out", "--no-ledger"];
        let output = blog.run(&[&["build", "--like-site", "--message-format", "short"], &url[..], &NOW[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{kind}: {output:?}");
        for path in expected {
            assert!(blog.file(&format!("out/{path}")).is_file(), "{kind} {path}: {output:?}");
        }
        let told = messages(&output).contains("warning[own-feed-unknown]");
        assert_eq!(told, kind == "plain", "{kind}: {output:?}");
        let written = messages(&output).matches("wrote out/").count();
        assert_eq!(written, expected.len(), "{kind}: {output:?}");
    }
}

#[test]
fn init_says_of_each_line_where_it_came_from() {
    let config = "# A site.\ntitle: \"The blog\"\ndescription: About it\nurl: https://e.example\nbaseurl: /b\n\
                  timezone: Europe/Berlin\nlang: de\nfeed:\n  path: atom.xml\n  posts_limit: 7\n";
    let blog = site(&[("_config.yml", config.to_owned()), ("_posts/2025-05-01-one.md", post("One", "2025-05-01", ""))]);
    let output = blog.run(&["init"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = blog.text("feedwright.toml");
    for line in [
        "# The absolute address of the site. Taken from _config.yml:4:\n# url = \"https://e.example/b/\"",
        "# The title of the feeds. Taken from _config.yml:2:\n# title = \"The blog\"",
        "# One sentence on what it is about. Taken from _config.yml:3:\n# description = \"About it\"",
        "# Its language. Taken from _config.yml:7:\n# language = \"de\"",
        "# The zone of dates that name none. Taken from _config.yml:6:\n# timezone = \"Europe/Berlin\"",
        "# Taken from _config.yml:10:\n# limit = 7",
        "# atom = \"atom.xml\"  # _config.yml:9",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(blog.run(&["build"]).status.code(), Some(0), "it builds as it is");
}

#[test]
fn init_writes_what_is_typed_of_the_site_over_what_the_site_says() {
    let config = "title: The blog\nurl: https://e.example\n";
    let blog = site(&[("_config.yml", config.to_owned()), ("_posts/2025-05-01-one.md", post("One", "2025-05-01", ""))]);
    let said = ["--title", "Another \"title\"", "--timezone", "Asia/Tokyo", "--author", "Ann", "--built", "docs"];
    let output = blog.run(&[&["init"][..], &said].concat());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = blog.text("feedwright.toml");
    for line in [
        "\ntitle = 'Another \"title\"'\n",
        "\ntimezone = \"Asia/Tokyo\"\n",
        "\nauthor = \"Ann\"\n",
        "\nbuilt = \"docs\"\n",
        "\n# url = \"https://e.example/\"\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let plain = Blog::of(&[("my posts/a.md", "---\ndate: 2025-05-01\n---\nx")]);
    let output = plain.run(&["init", "--url", "https://e.example/", "--content", "my posts", "--site", "plain"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(plain.text("feedwright.toml").contains("\ncontent = \"my posts\"\n"));
    assert_eq!(plain.run(&["build"]).status.code(), Some(0), "it builds as it is");
}
