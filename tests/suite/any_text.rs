//! Any text in any place of a post: valid feeds or a clean diagnostic, never a crash.

use proptest::prelude::*;

use crate::blog::{Blog, messages};
use crate::reading;

/// Any text, with what breaks files and feeds more often than chance would have it.
fn any_text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "]]>",
        "<![CDATA[",
        "<b>",
        "</p>",
        "<script>",
        "<",
        "&",
        "&amp;",
        "&nbsp;",
        "&#0;",
        "\"",
        "'",
        "\\",
        "\r\n",
        "\r",
        "\n",
        "\n\n",
        "\t",
        "\0",
        "\u{b}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{fffe}",
        "\u{ffff}",
        "<!--",
        "-->",
        "<!--more-->",
        "<?xml",
        "?>",
        "\u{202e}",
        "é",
        "e\u{301}",
        "🍞",
        "---\n",
        "+++\n",
        "{{",
        "{%",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "![](",
        "](javascript:x)",
        "](//x/y)",
        "..",
        "#",
        "*",
        "`",
        "```\n",
        "|",
        "$",
        "![a](a.png)",
        "2024-02-30",
        "%",
        "%zz",
        "?",
        "\u{200d}",
        " ",
    ]);
    let piece = prop_oneof![
        3 => nasty.prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-zA-Z0-9 ]{1,6}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A file name that a disk takes.
fn file_name(text: &str) -> String {
    let name: String = text.chars().filter(|c| !matches!(c, '/' | '\0')).take(40).collect();
    format!("posts/x{name}.md")
}

/// One post of each shape with the same words.
fn posts(words: &[String; 5]) -> Vec<(String, String)> {
    let [title, body, value, author, category] = words;
    let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
    let json = serde_json::json!({
        "title": title, "date": "2025-01-01", "summary": value, "author": author, "tags": [category],
    });
    let own = format!("title: {}\nauthor: {}\ntags: [{}]\n", quoted(title), quoted(author), quoted(category));
    vec![
        (file_name(value), format!("---\n{own}date: 2025-01-02\n---\n{body}\n")),
        ("posts/plain.md".to_owned(), format!("---\ntitle: {title}\ndate: {value}\nauthor: {author}\n---\n{body}")),
        ("posts/fenced.md".to_owned(), format!("---\n{value}\n---\n{body}")),
        ("posts/toml.md".to_owned(), format!("+++\ntitle = {}\nslug = {}\n+++\n{body}", quoted(title), quoted(value))),
        ("posts/raw.toml.md".to_owned(), format!("+++\n{value}\n+++\n{body}")),
        ("posts/json.md".to_owned(), format!("{json}\n\n{body}")),
        ("posts/none.md".to_owned(), body.clone()),
        ("posts/page.html".to_owned(), format!("---\ndate: 2025-01-03\nimage: {}\n---\n{body}", quoted(value))),
        ("posts/link.md".to_owned(), format!("---\npermalink: {}\ndate: 2025-01-04\n---\n{body}", quoted(value))),
    ]
}

fn build(words: &[String; 5]) {
    let blog = Blog::of(&[]);
    for (path, text) in posts(words) {
        blog.write(&path, text.as_bytes());
    }
    let options = ["--title", "Any text", "--author", "Ann", "--limit", "0"];
    let strict = blog.build(&options[2..]);
    let code = strict.status.code();
    assert!(matches!(code, Some(0 | 1)), "{strict:?}");
    assert_eq!(code == Some(1), messages(&strict).contains(" error["), "{}", messages(&strict));
    assert_eq!(blog.file("out").exists(), code == Some(0));

    let kept = blog.build(&["--limit", "0", "--keep-going"]);
    assert!(matches!(kept.status.code(), Some(0 | 1)), "{kept:?}");
    let entries = reading::entries(&blog.file("out"));
    let listed = blog.run(&[
        "list",
        "--content",
        "posts",
        "--url",
        "https://example.org/",
        "--format",
        "json",
        "--now",
        "2026-01-01T00:00:00Z",
    ]);
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let mut ids: Vec<&str> =
        rows.iter().filter(|row| row["listed"] == true).filter_map(|row| row["id"].as_str()).collect();
    let mut found: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, ids);
    for entry in &entries {
        assert!(entry.link.starts_with("http"), "{entry:?}");
        assert!(entry.authors.iter().all(|name| !name.trim().is_empty()), "{entry:?}");
        let safe = entry.content.as_deref().unwrap_or_default().to_lowercase();
        assert!(!safe.contains("<script") && !safe.contains("=\"javascript:"), "{entry:?}");
    }
    assert!(!blog.file("../etc").exists());
}

#[test]
fn two_names_that_only_a_forbidden_character_tells_apart_are_one_author() {
    build(&["", "", "", "&amp;\u{fffe}&amp;", ""].map(str::to_owned));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_place_gives_valid_feeds_or_says_what_is_wrong(
        title in any_text(), body in any_text(), value in any_text(), author in any_text(), category in any_text(),
    ) {
        build(&[title, body, value, author, category]);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), front in any::<bool>()) {
        let blog = Blog::of(&[]);
        let text = if front { [b"---\n", bytes.as_slice(), b"\n---\n"].concat() } else { bytes };
        blog.write("posts/a.md", &text);
        let output = blog.build(&[]);
        prop_assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output);
        if output.status.code() == Some(0) {
            prop_assert_eq!(reading::entries(&blog.file("out")).len(), 1);
        }
    }

    #[test]
    fn any_configuration_is_read_or_refused(text in any_text(), key in any_text()) {
        let blog = Blog::of(&[("posts/a.md", "---\ndate: 2025-01-01\n---\nx\n")]);
        let quoted = serde_json::Value::from(text.as_str()).to_string();
        blog.write("feedwright.toml", format!(
            "{key}\n[site]\nurl = \"https://example.org/\"\ntitle = {quoted}\n[output]\nfolder = \"out\"\n\
             [feed]\nrss = {quoted}\n").as_bytes());
        let output = blog.run(&[]);
        prop_assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output);
        blog.write("feedwright.toml", text.as_bytes());
        let output = blog.run(&["--url", "https://example.org/"]);
        prop_assert!(matches!(output.status.code(), Some(0..=2)), "{:?}", output);
    }
}

#[test]
fn titles_and_names_that_yaml_or_html_reads_otherwise_are_shown_as_they_were_meant() {
    let posts = [
        ("posts/a.md", "---\ntitle: [Solved]\ndate: 2025-01-04\nauthor: \"A &amp; co\"\n---\nText.\n"),
        ("posts/b.md", "---\ntitle: B\ndate: 2025-01-03\nauthor: Jane <mailto:jane@example.org>\n---\nText.\n"),
        ("posts/c.md", "---\ntitle: C\ndate: 2025-01-02\nauthor: [\"M&uuml;ller; Ann\", \"mailto:Bo\"]\n---\nText.\n"),
        ("posts/d.md", "---\ntitle: D\ndate: 2025-01-01\nauthor: \"\\u200b\"\ntags: [\"\\ufeff\", x]\n---\nText.\n"),
    ];
    let blog = Blog::of(&posts);
    let built = blog.build(&[]);
    assert!(built.status.success(), "{}", messages(&built));
    let told = "posts/a.md:2:8: warning[value-not-text]: title is a list; it was read as the text \"[Solved]\"";
    assert!(messages(&built).starts_with(told), "{}", messages(&built));
    let entries = reading::entries(&blog.path().join("out"));
    let shown: Vec<_> = entries
        .iter()
        .map(|entry| {
            (entry.title.as_deref().unwrap_or_default(), entry.authors.join(" | "), entry.categories.join(" | "))
        })
        .collect();
    let entry = |title, authors: &str, categories: &str| (title, authors.to_owned(), categories.to_owned());
    assert_eq!(
        shown,
        [
            entry("[Solved]", "A & co", ""),
            entry("B", "Jane", ""),
            entry("C", "Müller | Ann | Bo", ""),
            entry("D", "", "x")
        ]
    );
}
