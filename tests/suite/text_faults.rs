//! What is said of the texts of posts: only what their authors can mend, what it is, and where.

use crate::blog::{Blog, messages};

/// Builds a plain blog of this one post: the problems, a line each.
fn said_of(name: &str, text: &str) -> (Blog, String) {
    let settings = "[site]\nurl = \"https://e.example/\"\ntitle = \"T\"\n";
    let blog = Blog::of(&[("feedwright.toml", settings), (&format!("content/{name}"), text)]);
    let output = blog.run(&["build", "--no-ledger", "--message-format", "short", "--now", "2026-01-01T00:00:00Z"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = messages(&output);
    let problems = said.lines().filter(|line| line.contains("warning["));
    let problems = problems.flat_map(|line| [line, "\n"]).collect();
    (blog, problems)
}

/// The codes that `check` gives the feeds of a blog, without its advice.
fn checked(blog: &Blog) -> String {
    let output = blog.run(&["check", "--format", "short", "output"]);
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !line.contains("advice[") && line.contains('[')).flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn end_tags_in_plain_texts_are_no_fault_of_the_author() {
    let (blog, said) = said_of(
        "a.md",
        "---\ntitle: Use </b> tags\ndate: 2024-01-02\nauthor: A </b> B\ntags: [\"</b>\", C&M]\n---\nClose it with `</div>` please.\n",
    );
    assert_eq!((said.as_str(), checked(&blog).as_str()), ("", ""));
    let atom = blog.text("output/atom.xml");
    for written in ["<title>Use &#x3C;/b&gt; tags</title>", "<name>A &#x3C;/b&gt; B</name>", "label=\"&#x3C;/b&gt;\""] {
        assert!(atom.contains(written), "{written}: {atom}");
    }
}

#[test]
fn the_controls_of_a_player_are_nothing_to_remove() {
    let (blog, said) = said_of("a.md", "---\ntitle: A\ndate: 2024-01-02\n---\n<video src=v.mp4></video>\n");
    assert_eq!((said.as_str(), checked(&blog).as_str()), ("", ""));
    let player = "<p><video src=\"https://e.example/a/v.mp4\" controls=\"\"></video></p>\n";
    assert_eq!(blog.contents("output/feed.json"), [player]);
}
