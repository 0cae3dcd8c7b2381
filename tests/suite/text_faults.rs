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

#[test]
fn eleventys_url_filter_is_known_and_puts_the_path_prefix_before_a_path() {
    let config = "module.exports = function (c) { return { pathPrefix: \"/blog/\" }; };\n";
    let body =
        "[a]({{ \"/x/\" | url }}) [b]({{ 'https://o.example/' | url | log }}) [c]({{ 'y/' | url }}) {{ 'd' | odd }}\n";
    let post = format!("---\ntitle: A\ndate: 2024-01-02\n---\n{body}");
    let blog = Blog::of(&[
        ("eleventy.config.js", config),
        ("_data/site.json", "{\"url\": \"https://e.example\", \"title\": \"T\"}"),
        ("posts/a.md", &post),
    ]);
    let output = blog.run(&["build", "--no-ledger", "--message-format", "short", "--now", "2026-01-01T00:00:00Z"]);
    let said = messages(&output);
    let warned: Vec<&str> = said.lines().filter(|line| line.contains("warning[")).collect();
    assert_eq!(warned.len(), 1, "{said}");
    assert!(warned[0].starts_with("posts/a.md:5:90: warning[template-unknown]: no filter is called \"odd\""), "{said}");
    let text = "<p><a href=\"https://e.example/blog/x/\">a</a> <a href=\"https://o.example/\">b</a> \
                <a href=\"https://e.example/blog/posts/a/y/\">c</a> d</p>\n";
    assert_eq!(blog.contents("output/feed.json"), [text]);
}

#[test]
fn template_text_in_a_plain_folder_is_told_once_for_a_post() {
    let post = "---\ntitle: A\ndate: 2024-01-02\n---\n`{{ shown }}`\n\n    {% shown %}\n\n![y]({{site.url}}/b.png) and {% include x.html %}\n\n\
                <a href=\"{{ site.url }}/c\">c</a> <code>{{ shown }}</code>\n";
    let (blog, said) = said_of("a.md", post);
    assert_eq!(
        said,
        "content/a.md:9:6: warning[template-unfilled]: this template text is published as it stands: {{site.url}}, and 2 \
         more of its kind in this post; help: if a generator fills it in, name that with --site, or take the texts from its \
         built pages with from = \"built\" under [content]; what is only shown belongs in code\n"
    );
    // A folder of Jekyll's, read as another.
    blog.write("_config.yml", b"title: T\n");
    let run = |more: &[&str]| {
        let output = blog.run(&[&["build", "--no-ledger", "--message-format", "short"], more].concat());
        messages(&output).lines().find(|line| line.contains("template-unfilled")).map(str::to_owned)
    };
    let told = run(&["--site", "plain"]).unwrap();
    let help = "help: the folder looks like jekyll's: read it with --site jekyll, or take the texts from its built pages \
                with from = \"built\" under [content]";
    assert!(told.ends_with(help), "{told}");
}

#[test]
fn a_post_about_templates_shows_them_in_code_and_nothing_is_said() {
    for (name, body) in [
        (
            "a.md",
            "Write `{{ page.title }}`:\n\n```liquid\n{% if x %}{{ x }}{% endif %}\n```\n\nso $x^{{n}}$ and `{%`.\n",
        ),
        ("a.md", "<pre>{{ a }}</pre>\n\n<p>b <code>{% c %}</code> <kbd>{{ d }}</kbd></p>\n"),
        ("a.html", "<pre><code>{{ a }}</code></pre><p>b {c} { {d} }</p>\n"),
        ("a.mdx", "<p style={{color: 'red'}}>a</p>\n"),
    ] {
        let (_, said) = said_of(name, &format!("---\ntitle: A\ndate: 2024-01-02\n---\n{body}"));
        assert_eq!(said, "", "{body}");
    }
}

#[test]
fn an_address_that_is_left_out_is_named_where_it_stands() {
    let unsafe_help = "; help: link to an http, https or mailto address";
    let invalid_help = "; help: write it like https://example.com/page";
    for (name, body, expected) in [
        (
            "a.md",
            "Text <a href=\"http://exa mple/\">x</a>\n",
            format!("5:15: warning[link-invalid]: this address is no URL: \"http://exa mple/\"{invalid_help}"),
        ),
        (
            "a.md",
            "`\"javascript:x\"`\n\nText <a href='javascript:x'>x</a>\n",
            format!(
                "7:15: warning[link-unsafe]: no reader should follow an address of this scheme: \"javascript:x\"{unsafe_help}"
            ),
        ),
        (
            "a.html",
            "<p>\n<a href=javascript:y>x</a></p>\n",
            format!(
                "6:9: warning[link-unsafe]: no reader should follow an address of this scheme: \"javascript:y\"{unsafe_help}"
            ),
        ),
        (
            "a.md",
            "A [javascript:x](javascript:x) b\n",
            format!(
                "5:18: warning[link-unsafe]: no reader should follow an address of this scheme: \"javascript:x\"{unsafe_help}"
            ),
        ),
        (
            "a.md",
            "A [b][c] d\n\n[c]: javascript:x\n",
            format!(
                "5:3: warning[link-unsafe]: no reader should follow an address of this scheme: \"javascript:x\"{unsafe_help}"
            ),
        ),
    ] {
        let (_, said) = said_of(name, &format!("---\ntitle: A\ndate: 2024-01-02\n---\n{body}"));
        assert_eq!(said, format!("content/{name}:{expected}\n"), "{body}");
    }
}
