//! Posts in which something is wrong: read as a person would, with a warning, or refused at the place.

use super::super::read::check_size;
use super::*;

#[test]
fn a_title_with_a_colon_is_read_with_a_warning() {
    let text = "---\ntitle: A: B  # c\ntags: [x, 'y']\n---\nText";
    let (post, _) = post(text);
    assert_eq!(spans(&post.front, text), ["title", "A: B", "tags", "[x, 'y']", "x", "'y'"]);
    assert_eq!(
        doubts(text),
        (
            "title = \"A: B\" Plain\ntags = [\"x\" Plain, \"y\" Quoted]\n".to_owned(),
            vec![
                "2:9 front-matter-lenient: a colon and a blank in a bare value; \
                 it was read as plain text; write title: \"A: B\""
                    .to_owned()
            ]
        )
    );
}

#[test]
fn what_yaml_refuses_is_read_as_a_person_would() {
    for (written, read) in [
        ("a: `x` y\nb: 1\n", "a = \"`x` y\" Plain\nb = \"1\" Plain\n"),
        ("a: @x\nb: 1\n", "a = \"@x\" Plain\nb = \"1\" Plain\n"),
        ("a: \"x\" and y\nb: 1\n", "a = \"\\\"x\\\" and y\" Plain\nb = \"1\" Plain\n"),
        ("a: [Video] One\nb: 1\n", "a = \"[Video] One\" Plain\nb = \"1\" Plain\n"),
        ("a: *x\nb: 1\n", "a = \"*x\" Plain\nb = \"1\" Plain\n"),
        ("a: [x, 'y: z', @w]\nb: 1\n", "a = [\"x\" Plain, \"y: z\" Quoted, \"@w\" Plain]\nb = \"1\" Plain\n"),
        ("a:\n  - x: y: z\n  - w\nb: 1\n", "a = [\"x: y: z\" Plain, \"w\" Plain]\nb = \"1\" Plain\n"),
        ("a: x\n  b: y\nc: z\n", "a = \"x\" Plain\nb = \"y\" Plain\nc = \"z\" Plain\n"),
        ("a: x\ngoes on\nb: 1\n", "a = \"x goes on\" Plain\nb = \"1\" Plain\n"),
        ("a:\n  n: P: Q\n  m: R\nb: 1\n", "a = {n: \"P: Q\" Plain, m: \"R\" Plain}\nb = \"1\" Plain\n"),
        ("title:One\ndate:2024-01-08\n", "title = \"One\" Plain\ndate = \"2024-01-08\" Plain\n"),
        ("a:\n\t- x\n\t- y\nb: 1\n", "a = [\"x\" Plain, \"y\" Plain]\nb = \"1\" Plain\n"),
        (" a: x\nb: y\n", "a = \"x\" Plain\nb = \"y\" Plain\n"),
        ("a: 'it's'\nb: y\n", "a = \"it's\" Quoted\nb = \"y\" Plain\n"),
    ] {
        let (front, problems) = doubts(&format!("---\n{written}---\n"));
        assert_eq!(front, read, "{written:?}");
        assert!(problems.iter().all(|problem| problem.contains("front-matter-lenient")), "{problems:?}");
        assert!(!problems.is_empty(), "{written:?} gives no warning");
    }
}

#[test]
fn a_warning_says_what_is_wrong_and_what_to_write() {
    let cases = [
        ("a: `x` y", 4, "no bare value begins with '`'"),
        ("a: *x", 4, "the alias `*x` has no anchor"),
        ("a: b: c", 5, "a colon and a blank in a bare value"),
    ];
    for (written, column, message) in cases {
        let value = written.strip_prefix("a: ").unwrap();
        let (_, problems) = doubts(&format!("---\n{written}\nb: 1\n---\n"));
        let said =
            format!("2:{column} front-matter-lenient: {message}; it was read as plain text; write a: \"{value}\"");
        assert_eq!(problems, [said]);
    }
}

#[test]
fn pelican_between_hyphens_is_not_yaml() {
    let text = "---\nTitle: A: B\nTags: [x\n---\nText";
    let (post, problems) = read(file("a.md"), text.as_bytes().to_vec(), PELICAN).unwrap();
    assert_eq!(problems, []);
    assert_eq!(outline(&post.front), "Title = \"A: B\" Plain\nTags = \"[x\" Plain\n");
    assert_eq!(post.text.get(post.body_start..), Some("Text"));
}

#[test]
fn of_a_key_that_stands_twice_the_last_value_counts() {
    assert_eq!(
        doubts("---\na: 1\nb: 2\na: 3\n---\n"),
        (
            "a = \"3\" Plain\nb = \"2\" Plain\n".to_owned(),
            vec![
                "4:1 duplicate-key: the key \"a\" stands twice, first in line 2; \
                 this last value counts; remove one of the two"
                    .to_owned()
            ]
        )
    );
    let (front, problems) = doubts("{\"a\": 1, \"a\": 2}");
    assert_eq!((front.as_str(), problems.len()), ("a = \"2\" Number\n", 1));
}

#[test]
fn of_a_header_that_stands_twice_the_first_value_counts() {
    assert_eq!(
        doubts("Title: One\nDate: x\nTitle: Two\n\nText"),
        (
            "Title = \"One\" Plain\nDate = \"x\" Plain\n".to_owned(),
            vec![
                "3:1 duplicate-key: the key \"Title\" stands twice, first in line 1; \
                 the first value counts; remove one of the two"
                    .to_owned()
            ]
        )
    );
}

#[test]
fn front_matter_that_never_ends() {
    let help = "write a line `---` below the last line of the front matter";
    assert_eq!(
        refusal(b"---\ntitle: x\n\nText\n"),
        [format!("1:1 front-matter-unreadable: this front matter is never closed; {help}")]
    );
}

#[test]
fn what_nobody_can_read_is_an_error_at_its_place() {
    assert_eq!(
        refusal(b"---\nonly text\n---\n"),
        ["2:1 front-matter-unreadable: this is a text, not `key: value` lines; \
          write a colon and a blank behind each key: `title: My post`"]
    );
    assert_eq!(
        refusal(b"+++\na = 1\nb = x\n+++\n"),
        ["3:5 front-matter-unreadable: string values must be quoted, expected literal string; \
         write each key on a line of its own and texts in quotes: title = \"Hello\""]
    );
    let help = "write it like 2024-02-28 or 2024-02-28T09:00:00+01:00";
    for (written, message) in [
        ("2026-02-30", "there is no such day: 2026-02-30"),
        ("2026-13-01T10:00:00Z", "there is no such day: 2026-13-01T10:00:00Z"),
        ("2026-02-28T25:00:00", "invalid time, expected hour between 00 and 23"),
        ("2026-1-1", "invalid date, expected a two-digit month (MM)"),
    ] {
        assert_eq!(
            refusal(format!("+++\ndate = {written}\n+++\nx\n").as_bytes()),
            [format!("2:8 front-matter-unreadable: {message}; {help}")]
        );
    }
    assert_eq!(
        refusal(b"---\n- a\n---\n"),
        ["2:1 front-matter-unreadable: this is a list, not `key: value` lines; write a key before it: `tags: [a, b]`"]
    );
    assert_eq!(
        refusal(format!("---\na: {}\n---\n", "[".repeat(70)).as_bytes()),
        ["2:68 front-matter-unreadable: lists and maps nest more than 64 deep; \
          look for brackets that are never closed; no post needs lists within so many lists"]
    );
    assert_eq!(
        refusal(b"{\"a\": 1,\n \"b\": 2,\n}\n"),
        ["2:8 front-matter-unreadable: a comma before the closing bracket; \
          JSON allows no comma after the last value; remove it"]
    );
}

#[test]
fn other_encodings_are_named() {
    assert_eq!(
        refusal(b"---\ntitle: x\n---\nCaf\xe9\n"),
        ["4:4 not-utf-8: the byte 0xE9 is not UTF-8; save the file as UTF-8; in Latin-1 this byte is `é`"]
    );
    assert_eq!(refusal(b"\xff\xfea\0"), ["- not-utf-8: this file is UTF-16; save it as UTF-8"]);
    assert_eq!(
        refusal(b"GIF\0"),
        ["- not-text: this file is no text: it has zero bytes; save it as UTF-8, or leave it out with `exclude`"]
    );
}

#[test]
fn a_post_over_the_bound_is_refused_before_it_is_read() {
    let problem = check_size(&file("a.md"), 100 << 20).unwrap_err();
    assert_eq!(
        say(&problem),
        "- post-too-large: this file has 100 MiB; the largest post is 32 MiB; leave it out with `exclude` if it is no post"
    );
    assert!(check_size(&file("a.md"), 32 << 20).is_ok());
}
