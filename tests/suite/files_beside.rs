//! Files beside the posts of a plain folder: they are served in their places, and each has one address.

use serde_json::Value;

use crate::blog::{Blog, messages};

/// The smallest GIF: 3 by 2 pixels in its header.
const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";

/// Enclosures, with their sizes.
type Enclosures = Vec<(String, Option<u64>)>;

/// What is shown of `posts/{name}` with these files: content, picture, enclosures.
fn shown(name: &str, text: &str, files: &[&str]) -> (String, Option<String>, Enclosures) {
    let blog =
        Blog::of(&[(&format!("posts/{name}"), text), ("posts/notes/other.html", "---\ndate: 2023-01-01\n---\n")]);
    for file in files {
        blog.write(file, GIF);
    }
    let output = blog.build(&["--limit", "1"]);
    assert!(output.status.success(), "{}", messages(&output));
    let item = blog.items("out/feed.json").remove(0);
    let text = |value: &Value| value.as_str().map(|url| url.replace("https://example.org", ""));
    let attachments = item["attachments"].as_array().cloned().unwrap_or_default();
    let attachment = |one: &Value| (text(&one["url"]).unwrap(), one["size_in_bytes"].as_u64());
    (text(&item["content_html"]).unwrap(), text(&item["image"]), attachments.iter().map(attachment).collect())
}

/// The content of `posts/notes/p.md` with this text, among some files.
fn content(text: &str) -> String {
    let files = ["posts/notes/pic.gif", "posts/notes/a b.pdf", "posts/img/x.gif", "posts/notes/README.md"];
    shown("notes/p.md", &format!("---\ndate: 2024-01-01\n---\n\n{text}\n"), &files).0
}

#[test]
fn a_relative_address_in_a_text_names_a_file_beside_the_post() {
    for (text, expected) in [
        ("![x](pic.gif)", "<p><img src=\"/notes/pic.gif\" alt=\"x\"/></p>\n"),
        ("![x](./pic.gif?v=1)", "<p><img src=\"/notes/pic.gif?v=1\" alt=\"x\"/></p>\n"),
        ("![x](../img/x.gif)", "<p><img src=\"/img/x.gif\" alt=\"x\"/></p>\n"),
        ("[x](a%20b.pdf#page=2)", "<p><a href=\"/notes/a%20b.pdf#page=2\">x</a></p>\n"),
        (
            "<img src=pic.gif alt=x srcset=\"pic.gif 1x, no.gif 2x\">",
            "<img src=\"/notes/pic.gif\" alt=\"x\" srcset=\"/notes/pic.gif 1x, /notes/p/no.gif 2x\"/>\n",
        ),
        // What lies not beside the post is relative to its page, or to the site.
        ("![x](no.gif)", "<p><img src=\"/notes/p/no.gif\" alt=\"x\"/></p>\n"),
        ("![x](../pic.gif)", "<p><img src=\"/notes/pic.gif\" alt=\"x\"/></p>\n"),
        ("![x](/pic.gif)", "<p><img src=\"/pic.gif\" alt=\"x\"/></p>\n"),
        ("[x](README.md)", "<p><a href=\"/notes/p/README.md\">x</a></p>\n"),
        ("[x](other.html)", "<p><a href=\"/notes/other/\">x</a></p>\n"),
    ] {
        assert_eq!(content(text), expected, "{text}");
    }
}

#[test]
fn the_cover_and_the_enclosures_are_the_files_beside_the_post() {
    let of = |lines: &str, files: &[&str]| {
        let (_, cover, enclosures) =
            shown("notes/p.md", &format!("---\ndate: 2024-01-01\n{lines}\n---\nText\n"), files);
        (cover, enclosures)
    };
    let is = |cover: &str, enclosure: &str, size| (Some(cover.to_owned()), vec![(enclosure.to_owned(), size)]);
    let beside = ["posts/notes/x.gif", "posts/notes/x.mp3"];
    let both = ["posts/notes/x.gif", "posts/notes/x.mp3", "posts/x.gif", "posts/x.mp3"];
    let size = Some(GIF.len() as u64);
    for (lines, files, expected) in [
        ("image: x.gif\naudio: x.mp3", &beside[..], is("/notes/x.gif", "/notes/x.mp3", size)),
        ("image: ./x.gif\naudio: {url: ./x.mp3}", &beside, is("/notes/x.gif", "/notes/x.mp3", size)),
        ("image: x.gif\naudio: x.mp3", &both, is("/notes/x.gif", "/notes/x.mp3", size)),
        ("image: /x.gif\naudio: /x.mp3", &both, is("/x.gif", "/x.mp3", size)),
        ("image: ../x.gif\naudio: ../x.mp3", &both, is("/x.gif", "/x.mp3", size)),
        ("image: x.gif\naudio: x.mp3", &["static/x.gif", "static/x.mp3"], is("/x.gif", "/x.mp3", size)),
        ("image: ./x.gif\naudio: ./x.mp3", &[], is("/notes/p/x.gif", "/notes/p/x.mp3", None)),
    ] {
        assert_eq!(of(lines, files), expected, "{lines} {files:?}");
    }
}

#[test]
fn the_files_of_a_post_that_is_a_folder_are_beside_its_page() {
    let text = "---\ndate: 2024-01-01\nslug: q\nimage: x.gif\n---\n\n![x](x.gif)\n";
    let (content, cover, _) = shown("notes/p/index.md", text, &["posts/notes/p/x.gif"]);
    assert_eq!(content, "<p><img src=\"/notes/q/x.gif\" alt=\"x\"/></p>\n");
    assert_eq!(cover.as_deref(), Some("/notes/q/x.gif"));
}

#[cfg(unix)]
#[test]
fn no_file_outside_of_the_site_is_beside_a_post() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("x.gif"), GIF).unwrap();
    let text = "---\ndate: 2024-01-01\n---\n\n![x](x.gif) ![y](to/x.gif) ![z](../../x.gif)\n";
    let blog = Blog::of(&[("posts/notes/p.md", text)]);
    std::os::unix::fs::symlink(outside.path().join("x.gif"), blog.file("posts/notes/x.gif")).unwrap();
    std::os::unix::fs::symlink(outside.path(), blog.file("posts/notes/to")).unwrap();
    assert!(blog.build(&[]).status.success());
    let page = "https://example.org/notes/p";
    assert_eq!(
        blog.contents("out/feed.json"),
        [format!(
            "<p><img src=\"{page}/x.gif\" alt=\"x\"/> <img src=\"{page}/to/x.gif\" alt=\"y\"/> \
             <img src=\"https://example.org/x.gif\" alt=\"z\"/></p>\n"
        )]
    );
}
