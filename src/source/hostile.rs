//! Hostile front matter: deep, repeated, endless. Each is an answer at once, and never the end of the program.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::read::{BareHeaders, RawPost, Reading, SourceFile, read};
use super::syntax::tests::{outline, spans};
use crate::problem::Problem;

type Answer = Result<(RawPost, Vec<Problem>), Vec<Problem>>;

/// A thousand times what a sound post takes, for slow machines and builds without optimisation.
const AT_ONCE: Duration = Duration::from_secs(20);

fn answer(bytes: Vec<u8>, reading: Reading) -> Answer {
    let file = SourceFile { path: std::path::Path::new("a.md").into(), name: "a.md".into(), collection: 0 };
    read(file, bytes, reading)
}

/// The message of the only problem, which must come at once.
fn refusal(text: &str) -> String {
    let start = Instant::now();
    let problems = answer(text.as_bytes().to_vec(), Reading::default()).unwrap_err();
    assert!(start.elapsed() < AT_ONCE, "took {:?}", start.elapsed());
    assert_eq!(problems.len(), 1);
    problems.into_iter().map(|problem| problem.message).collect()
}

fn accepted(text: &str) -> (String, Vec<Problem>) {
    let start = Instant::now();
    let (post, problems) = answer(text.as_bytes().to_vec(), Reading::default()).unwrap();
    assert!(start.elapsed() < AT_ONCE, "took {:?}", start.elapsed());
    (outline(&post.front), problems)
}

const TOO_DEEP: &str = "lists and maps nest more than 64 deep";

#[test]
fn endless_nesting_is_an_error_at_once() {
    for unit in ["[", "{", "- ", "? ", "[{", "{a: ", "{a: [", "[a: ", "{[", "{{"] {
        let many = unit.repeat(100_000 / unit.len());
        assert_eq!(refusal(&format!("---\n{many}\n---\n")), TOO_DEEP, "{unit:?}");
        if !unit.starts_with(['-', '?']) {
            assert_eq!(refusal(&format!("---\na: {many}\n---\n")), TOO_DEEP, "{unit:?}");
        }
    }
    assert_eq!(refusal(&format!("+++\na = {}\n+++\n", "[".repeat(100_000))), TOO_DEEP);
    assert_eq!(refusal(&format!("+++\na = {}\n+++\n", "{a=".repeat(30_000))), TOO_DEEP);
    assert_eq!(refusal(&format!("{{\"a\": {}", "[".repeat(100_000))), TOO_DEEP);
    assert_eq!(refusal(&"{\"a\":".repeat(20_000)), TOO_DEEP);
    assert_eq!(refusal(&format!("---js\nlet a = {}\n---\n", "[".repeat(100_000))), TOO_DEEP);
}

#[test]
fn twenty_thousand_nested_lists_are_an_error_at_once() {
    let nested = format!("a: {}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(refusal(&format!("---\n{nested}\n---\n")), TOO_DEEP);
    let mut steps = String::from("---\n");
    for depth in 0..1_000 {
        let _ = writeln!(steps, "{}a:", " ".repeat(depth));
    }
    assert_eq!(refusal(&(steps + "---\n")), TOO_DEEP);
    let dotted = format!("+++\n{}a = 1\n+++\n", "a.".repeat(20_000));
    assert_eq!(refusal(&dotted), TOO_DEEP);
}

#[test]
fn sixty_levels_are_still_read() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let (_, problems) = accepted(&format!("---\na: {}1{}\n---\n", open.repeat(60), close.repeat(60)));
        assert_eq!(problems, []);
    }
    let (_, problems) = accepted(&format!("+++\na = {}1{}\n+++\n", "[".repeat(60), "]".repeat(60)));
    assert_eq!(problems, []);
}

#[test]
fn aliases_cannot_blow_up() {
    let mut bomb = String::from("---\na0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    let mut chain = String::from("---\na0: &a0 []\n");
    for level in 1..100 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", [before.as_str(); 9].join(", "));
        let _ = writeln!(chain, "a{level}: &a{level} [{before}]");
    }
    assert_eq!(refusal(&(bomb + "---\n")), "aliases repeat more than a mebibyte of values");
    assert_eq!(refusal(&(chain + "---\n")), TOO_DEEP);
    let (front, problems) = accepted("---\na: &a [*a]\n---\n");
    assert_eq!((front.as_str(), problems.len()), ("a = \"&a [*a]\" Plain\n", 1));
}

#[test]
fn a_megabyte_of_one_thing() {
    let key = "k".repeat(1_000_000);
    refusal(&format!("---\n{key}: 1\n---\n"));
    refusal(&format!("---\ntitle: x\n{}---\n", "a: b\n".repeat(300_000)));
    refusal(&format!("+++\n{key}\n+++\n"));
    accepted(&format!("+++\n{key} = 1\n+++\n"));
    accepted(&format!("{{\"{key}\": 1}}"));
    accepted(&format!("{key}: 1\n\nText"));
    accepted(&format!("---\ntitle: {key}\n---\n"));
}

#[test]
fn a_hundred_thousand_keys_take_no_time_to_compare() {
    let mut distinct = String::from("---\n");
    for key in 0..60_000 {
        let _ = writeln!(distinct, "k{key}: 1");
    }
    let (_, problems) = accepted(&(distinct + "---\n"));
    assert_eq!(problems, []);
    let (front, problems) = accepted(&format!("---\n{}---\n", "a: 1\n".repeat(100_000)));
    assert_eq!((front.as_str(), problems.len()), ("a = \"1\" Plain\n", 21));
    let (_, problems) = accepted(&format!("---\n{}---\n", "a: 1: 2\n".repeat(20_000)));
    assert_eq!(problems.len(), 41);
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let bare = prop_oneof![Just(BareHeaders::Never), Just(BareHeaders::Likely), Just(BareHeaders::Always)];
    (any::<bool>(), bare, any::<bool>()).prop_map(|(plain_headers, bare_headers, document_heads)| Reading {
        plain_headers,
        bare_headers,
        document_heads,
    })
}

/// Text of what front matter is made of, in no order.
fn any_front_matter() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "---", "+++", ";;;", "...", "---js", "\n", "\r\n", "\r", "\n", "\n", " ", "  ", "\t", ":", ": ", "- ", "#", " #",
            "[", "]", "{", "}", ",", "\"", "'", "\\", "|", ">", ">-", "&a", "*a", "<<: ", "!!str ", "%", "@", "`", "?", "= ", "=",
            "title: ", "title", "date = ", "a", "b", "ü", "日", "\u{feff}", "1.10", "2024-01-08", "null", "~", "true", "const ",
            "\\u00e9", "\\ud83d", "//", "/*", "\u{0}", "\u{85}", "\u{2028}",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ];
    (prop::sample::select(vec!["", "---\n", "+++\n", "{\"", "---js\n", "title: "]), prop::collection::vec(piece, 0..40))
        .prop_map(|(start, pieces)| start.to_owned() + &pieces.concat())
}

/// Every span is a place in the text, the body begins at one, and the spans of what was written as it is slice
/// back to it.
fn check(answer: Answer) {
    let Ok((post, _)) = answer else { return };
    spans(&post.front, &post.text);
    assert!(post.text.get(post.body_start..).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200), reading in any_reading()) {
        check(answer(bytes, reading));
    }

    #[test]
    fn any_front_matter_is_an_answer_with_places(text in any_front_matter(), reading in any_reading()) {
        check(answer(text.into_bytes(), reading));
    }

    // YAML takes U+FFFE and U+FFFF for no characters (YAML 1.2 §5.1), and the post is told so.
    #[test]
    fn any_title_in_quotes_comes_back(title in "[^\\p{Cc}\\u{feff}\\u{fffe}\\u{ffff}]{0,40}") {
        let json = serde_json::to_string(&title).unwrap();
        for text in [
            format!("---\ntitle: '{}'\n---\n", title.replace('\'', "''")),
            format!("---\ntitle: {json}\n---\n"),
            format!("+++\ntitle = {json}\n+++\n"),
            format!("{{\"title\": {json}}}\n"),
        ] {
            let (post, problems) = answer(text.clone().into_bytes(), Reading::default()).unwrap();
            prop_assert_eq!(problems, []);
            prop_assert_eq!(post.front.get("title").and_then(|node| node.text()), Some(title.as_str()), "{}", text);
            let place = post.front.get("title").unwrap().span;
            prop_assert!(post.text.get(place.start..place.end).unwrap().starts_with(['\'', '"']));
        }
    }
}
