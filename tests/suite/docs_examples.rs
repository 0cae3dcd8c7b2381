//! The examples of `docs/content.md` are what the command makes: settings, a post, and what its entry has.

use crate::blog::{Blog, messages};

const PAGE: &str = include_str!("../../docs/content.md");

/// The blocks of code of a page: language and text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut parts = page.split("```");
    parts.next();
    parts.step_by(2).filter_map(|block| block.split_once('\n')).collect()
}

/// A blog of one post at `/post/`, with the example's settings among its own.
fn built(settings: &str, post: &str) -> Blog {
    let site = "[site]\ncontent = \"posts\"\nurl = \"https://e.example/\"\ntitle = \"Example\"\n";
    let settings = match settings.strip_prefix("[site]\n") {
        Some(more) => format!("{site}{more}"),
        None => format!("{site}{settings}"),
    };
    let blog = Blog::of(&[("posts/post.md", post), ("feedwright.toml", &settings)]);
    let output = blog.run(&["build", "--now", "2026-06-01T00:00:00Z"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    blog
}

#[test]
fn an_example_is_what_the_command_makes_of_it() {
    let (mut settings, mut post, mut shown) = ("", "", 0);
    for (language, text) in blocks(PAGE) {
        match language {
            "toml" => settings = text,
            "markdown" => post = text,
            "html" => {
                let feed = built(settings, post).text("output/feed.json");
                let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
                assert_eq!(
                    feed["items"][0]["content_html"].as_str().map(str::trim_end),
                    Some(text.trim_end()),
                    "{post}"
                );
                shown += 1;
            }
            "xml" => {
                let feed = built(settings, post).text("output/rss.xml");
                assert!(feed.contains(text.trim_end()), "{feed}");
                shown += 1;
            }
            _ => {}
        }
    }
    assert_eq!(shown, 3);
}
