//! Each line of what was counted in the wild.

mod broken;
mod real;

use super::read::{BareHeaders, RawPost, Reading, SourceFile, Syntax, read};
use super::syntax::tests::{outline, spans};
use crate::problem::Problem;

const PELICAN: Reading = Reading { plain_headers: true, bare_headers: BareHeaders::Always, document_heads: true };

fn file(name: &str) -> SourceFile {
    SourceFile { path: std::path::Path::new(name).into(), name: name.into(), collection: 0 }
}

fn post(text: &str) -> (RawPost, Vec<Problem>) {
    read(file("a.md"), text.as_bytes().to_vec(), Reading::default()).unwrap()
}

/// The front matter of a post without problems, and its body.
fn clean(text: &str) -> (String, String) {
    let (post, problems) = post(text);
    assert_eq!(problems, []);
    (outline(&post.front), post.text.get(post.body_start..).unwrap().to_owned())
}

/// The problems of a post that is read all the same, as `line:column code: message; help`.
fn doubts(text: &str) -> (String, Vec<String>) {
    let (post, problems) = post(text);
    (outline(&post.front), problems.iter().map(say).collect())
}

fn refusal(bytes: &[u8]) -> Vec<String> {
    let problems = read(file("a.md"), bytes.to_vec(), Reading::default()).unwrap_err();
    problems.iter().map(say).collect()
}

fn say(problem: &Problem) -> String {
    let point = problem.place.as_ref().and_then(|place| place.point.as_ref());
    let place = point.map_or_else(|| "-".to_owned(), |point| format!("{}:{}", point.line, point.column));
    format!("{place} {}: {}; {}", problem.code, problem.message, problem.help.as_deref().unwrap_or("-"))
}

fn pair(front: &str, body: &str) -> (String, String) {
    (front.to_owned(), body.to_owned())
}

#[test]
fn yaml_between_hyphens() {
    assert_eq!(clean("---\ntitle: One\n---\n\nText\n"), pair("title = \"One\" Plain\n", "\nText\n"));
    assert_eq!(clean("---\n---\nText\n"), pair("", "Text\n"));
    assert_eq!(clean("---\ntitle: One\n...\nText\n"), pair("title = \"One\" Plain\n", "Text\n"));
}

#[test]
fn toml_between_plus_signs() {
    let text = "+++\ntitle = \"One\"\ndate = 2024-01-08T09:00:00Z\nweight = 10\ndraft = true\n\
                [extra]\nday = 2024-01-08\nlist = [1.50, 'b']\n+++\nText";
    let (post, _) = post(text);
    assert_eq!(post.syntax, Syntax::Toml);
    assert_eq!(
        clean(text),
        pair(
            "title = \"One\" Quoted\ndate = \"2024-01-08T09:00:00Z\" Datetime\nweight = \"10\" Number\n\
             draft = \"true\" Boolean\nextra = {day: \"2024-01-08\" Datetime, list: [\"1.50\" Number, \"b\" Quoted]}\n",
            "Text"
        )
    );
    assert_eq!(
        spans(&post.front, text),
        [
            "title",
            "\"One\"",
            "date",
            "2024-01-08T09:00:00Z",
            "weight",
            "10",
            "draft",
            "true",
            "extra",
            "[extra]",
            "day",
            "2024-01-08",
            "list",
            "[1.50, 'b']",
            "1.50",
            "'b'",
        ]
    );
}

#[test]
fn json_bare_or_between_semicolons() {
    let text = "{\n  \"title\": \"One \\u00e9 \\ud83d\\ude00\",\n  \"tags\": [\"a\", 1.0, null, {}]\n}\nText";
    let front = "title = \"One é 😀\" Quoted\ntags = [\"a\" Quoted, \"1.0\" Number, null, {}]\n";
    assert_eq!(clean(text), pair(front, "Text"));
    let (post, _) = post(text);
    assert_eq!(
        spans(&post.front, text),
        [
            "\"title\"",
            "\"One \\u00e9 \\ud83d\\ude00\"",
            "\"tags\"",
            "[\"a\", 1.0, null, {}]",
            "\"a\"",
            "1.0",
            "null",
            "{}",
        ]
    );
    assert_eq!(clean(";;;\n{\"a\": true}\n;;;\nText"), pair("a = \"true\" Boolean\n", "Text"));
}

#[test]
fn a_language_behind_the_fence() {
    assert_eq!(clean("---toml\na = 1\n---\nText"), pair("a = \"1\" Number\n", "Text"));
    assert_eq!(clean("--- json\n{\"a\": 1}\n---\nText"), pair("a = \"1\" Number\n", "Text"));
    assert_eq!(clean("---yaml\na: 1\n---\nText"), pair("a = \"1\" Plain\n", "Text"));
}

#[test]
fn headers_without_fences() {
    let text = "Title: One: two\nDate: 2024-01-08\nTags: a, b\nEmpty:\n\nText: more\n";
    let front = "Title = \"One: two\" Plain\nDate = \"2024-01-08\" Plain\nTags = \"a, b\" Plain\nEmpty = null\n";
    assert_eq!(clean(text), pair(front, "Text: more\n"));
    let (post, _) = post(text);
    assert_eq!(post.syntax, Syntax::Header);
    assert_eq!(spans(&post.front, text), ["Title", "One: two", "Date", "2024-01-08", "Tags", "a, b", "Empty", ""]);
}

#[test]
fn a_text_that_begins_like_a_header_is_text() {
    for text in [
        "Note: this is new.\n\nText",
        "Note: this is new.\nIt goes on: and on.\n",
        "https://example.com/\nTitle: x\n",
        "Summary: short.\n\nText",
        "Title: one\ngoes on here\n\nText",
        "Text",
        "",
        "# Heading\n\nText",
    ] {
        assert_eq!(clean(text), pair("", text), "{text:?}");
    }
    assert_eq!(clean("Title: One\n\nText"), pair("Title = \"One\" Plain\n", "Text"));
}

#[test]
fn pelican_takes_any_first_line_with_a_key() {
    let text = "Note: this\n    goes on\nTitle: \"x\"\nText: of: post\nno key\n";
    let (post, problems) = read(file("a.md"), text.as_bytes().to_vec(), PELICAN).unwrap();
    assert_eq!(problems, []);
    assert_eq!(
        outline(&post.front),
        "Note = \"this\\ngoes on\" Plain\nTitle = \"\\\"x\\\"\" Plain\nText = \"of: post\" Plain\n"
    );
    assert_eq!(spans(&post.front, text), ["Note", "this\n    goes on", "Title", "\"x\"", "Text", "of: post"]);
    assert_eq!(post.text.get(post.body_start..), Some("no key\n"));
}

#[test]
fn a_generator_with_fences_has_no_bare_headers() {
    let reading = Reading { bare_headers: BareHeaders::Never, ..Reading::default() };
    let (post, _) = read(file("a.md"), b"Title: x\nDate: y\n\nText".to_vec(), reading).unwrap();
    assert_eq!((post.syntax, post.body_start), (Syntax::None, 0));
}

#[test]
fn hexos_old_style_has_only_the_closing_fence() {
    let text = "title: One\ntags:\n- a\n- b\n---\nText";
    assert_eq!(clean(text), pair("title = \"One\" Plain\ntags = [\"a\" Plain, \"b\" Plain]\n", "Text"));
}

#[test]
fn fences_longer_than_three_hyphens() {
    assert_eq!(clean("------\na: 1\n---\nText"), pair("a = \"1\" Plain\n", "Text"));
    let closer = "-".repeat(64);
    assert_eq!(clean(&format!("---\na: 1\n{closer}\nText")), pair("a = \"1\" Plain\n", "Text"));
}

#[test]
fn javascript_is_read_as_far_as_it_is_plain_and_never_run() {
    assert_eq!(
        clean("---js\nconst title = \"One\";\nconst draft = true;\n---\nText"),
        pair("title = \"One\" Quoted\ndraft = \"true\" Boolean\n", "Text")
    );
    assert_eq!(
        refusal(b"---js\n{ title: f() }\n---\nText"),
        ["2:10 front-matter-unreadable: JavaScript is read only where it is plain values; this would have to be run; \
          write the front matter as YAML between `---` lines"]
    );
    assert_eq!(
        refusal(b"---coffee\ntitle: 1\n---\nText"),
        ["1:1 front-matter-unreadable: front matter in the language `coffee` would have to be run; \
          write it as YAML between `---` lines"]
    );
}

#[test]
fn comments_inside_yaml() {
    let text = "---\n# one\ntitle: One # two\n# three\nlink: a#b\n---\n";
    assert_eq!(clean(text), pair("title = \"One\" Plain\nlink = \"a#b\" Plain\n", ""));
}

#[test]
fn titles_keep_tags_entities_and_quotes_as_they_are_written() {
    for title in
        ["<em>One</em> & two", "A < B > C", "One &amp; two", "On `code` and *more*", "Say \"x\"", "It’s 🎉 “so”"]
    {
        let front = format!("title = {title:?} Plain\n");
        assert_eq!(clean(&format!("---\ntitle: {title}\n---\n")), pair(&front, ""));
        assert_eq!(clean(&format!("title: {title}\ndate: x\n\n")), pair(&format!("{front}date = \"x\" Plain\n"), ""));
    }
}

#[test]
fn authors_and_tags_in_every_shape() {
    let text = "---\nauthor: {name: A, url: b}\nauthors:\n  - name: A\n    url: b\n  - name: B\nwriters: [A, B]\n\
                writer: A and B, C\ntags: a b, c\ntopics:\n- 47\n- x\nby: '[A](https://b.c)'\n---\n";
    let front = "author = {name: \"A\" Plain, url: \"b\" Plain}\n\
                 authors = [{name: \"A\" Plain, url: \"b\" Plain}, {name: \"B\" Plain}]\n\
                 writers = [\"A\" Plain, \"B\" Plain]\nwriter = \"A and B, C\" Plain\ntags = \"a b, c\" Plain\n\
                 topics = [\"47\" Plain, \"x\" Plain]\nby = \"[A](https://b.c)\" Quoted\n";
    assert_eq!(clean(text), pair(front, ""));
}

#[test]
fn html_posts_have_fences_but_no_bare_headers() {
    let html = |text: &str| read(file("a.HTML"), text.as_bytes().to_vec(), Reading::default()).unwrap().0;
    let post = html("---\ntitle: x\n---\n<p>y</p>");
    assert_eq!((post.markup, post.syntax), (super::read::Markup::Html, Syntax::Yaml));
    assert_eq!(html("title: x\ndate: y\n\n<p>z</p>").syntax, Syntax::None);
}

#[test]
fn tabs_around_values() {
    assert_eq!(clean("---\na:\tx\nb: y\t\n---\n"), pair("a = \"x\" Plain\nb = \"y\" Plain\n", ""));
}

#[test]
fn blanks_behind_fences() {
    assert_eq!(clean("---  \na: 1\n--- \t\nText"), pair("a = \"1\" Plain\n", "Text"));
}

#[test]
fn a_byte_order_mark_is_no_text() {
    assert_eq!(clean("\u{feff}---\na: 1\n---\nText"), pair("a = \"1\" Plain\n", "Text"));
    assert_eq!(clean("\u{feff}"), pair("", ""));
}

#[test]
fn line_ends_of_every_kind() {
    let front = "a = \"1\" Plain\nb = \"x y\" Plain\n";
    for end in ["\r\n", "\r", "\n"] {
        let text = ["---", "a: 1", "b: x", "  y", "---", "Text", ""].join(end);
        assert_eq!(clean(&text), pair(front, &format!("Text{end}")), "{end:?}");
        let toml = ["+++", "a = 1", "[b]", "c = 2", "+++", "Text"].join(end);
        assert_eq!(clean(&toml), pair("a = \"1\" Number\nb = {c: \"2\" Number}\n", "Text"), "{end:?}");
        let header = ["Title: x", "Date: y", "", "Text"].join(end);
        assert_eq!(clean(&header), pair("Title = \"x\" Plain\nDate = \"y\" Plain\n", "Text"), "{end:?}");
    }
    assert_eq!(clean("---\r\na: 1\nb: x\r  y\r\n---\rText"), pair(front, "Text"));
}

#[test]
fn no_final_newline() {
    assert_eq!(clean("---\na: 1\n---"), pair("a = \"1\" Plain\n", ""));
    assert_eq!(clean("+++\na = 1\n+++"), pair("a = \"1\" Number\n", ""));
    assert_eq!(clean("{\"a\": 1}"), pair("a = \"1\" Number\n", ""));
    assert_eq!(clean("title: x\ndate: y"), pair("title = \"x\" Plain\ndate = \"y\" Plain\n", ""));
}

#[test]
fn titles_folded_and_empty() {
    let text = "---\ntitle: >\n  One\n  two\nempty:\nquoted: \"\"\nlong: a\n  b\n---\n";
    let front = "title = \"One two\\n\" Block\nempty = null\nquoted = \"\" Quoted\nlong = \"a b\" Plain\n";
    assert_eq!(clean(text), pair(front, ""));
}

#[test]
fn values_keep_their_spelling() {
    let text = "---\na: 1.10\nb: '2024-01-08'\nc: 2024-01-08\nd: 0x1F\ne: Yes\nf: !!str 1\ng: 2017-02-29\n---\n";
    let front = "a = \"1.10\" Plain\nb = \"2024-01-08\" Quoted\nc = \"2024-01-08\" Plain\nd = \"0x1F\" Plain\n\
                 e = \"Yes\" Plain\nf = \"1\" Quoted\ng = \"2017-02-29\" Plain\n";
    assert_eq!(clean(text), pair(front, ""));
}

#[test]
fn anchors_aliases_and_merge_keys() {
    let text = "---\na: &x {k: 1, l: 2}\nb: *x\nc:\n  <<: *x\n  l: 3\n---\n";
    let map = "{k: \"1\" Plain, l: \"2\" Plain}";
    let merged = "{l: \"3\" Plain, k: \"1\" Plain}";
    assert_eq!(clean(text), pair(&format!("a = {map}\nb = {map}\nc = {merged}\n"), ""));
}

#[test]
fn a_thematic_break_is_no_fence() {
    for text in ["---\n\nText\n", "\n---\nText\n---\n", "+++\nText", "---\nText without end"] {
        assert_eq!(clean(text), pair("", text), "{text:?}");
    }
    assert_eq!(clean("\n\n---\na: 1\n---\nText"), pair("a = \"1\" Plain\n", "Text"));
}

#[test]
fn template_tags_are_no_json() {
    for text in ["{% include x %}\n", "{{ x }}", "{{< x >}}", "{: .class}", "{"] {
        assert_eq!(clean(text), pair("", text), "{text:?}");
    }
}
