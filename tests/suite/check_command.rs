//! `feedwright check` and `feedwright rules` as a user runs them.

use std::path::Path;

use crate::ground::{feedwright, ran};

fn case(code: &str) -> String {
    format!("{}/tests/rules/{code}/bad.xml", env!("CARGO_MANIFEST_DIR"))
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    ran(folder.path(), arguments)
}

#[test]
fn the_json_of_a_finding_has_eight_members_and_no_others() {
    let path = case("guid-missing");
    let (code, out, err) = run(&["check", "--format", "json", &path]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        found,
        serde_json::json!([{
            "file": path, "line": 9, "column": 3, "code": "guid-missing", "severity": "warning",
            "message": "<item> has no <guid>",
            "help": "add <guid isPermaLink=\"false\"> with an id that never changes", "w3c": "MissingGuid",
        }])
    );
}

#[test]
fn the_exit_code_tells_clean_from_broken_from_unread() {
    let (warning, error) = (case("guid-missing"), case("title-missing"));
    assert_eq!(run(&["check", &warning]).0, Some(0));
    assert_eq!(run(&["check", "--deny", "guid-missing", &warning]).0, Some(1));
    assert_eq!(run(&["check", &error]).0, Some(1));
    assert_eq!(run(&["check", "--allow", "title-missing", &error]).0, Some(0));
    assert_eq!(run(&["check", "no-such-file.xml"]).0, Some(2));
    assert_eq!(run(&["check", "--deny", "no-such-code", &warning]).0, Some(1));
}

#[test]
fn a_mended_feed_is_written_and_the_change_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(case("guid-no-permalink"), folder.path().join("feed.xml")).unwrap();
    let output = feedwright(folder.path(), &["check", "--fix", "feed.xml"]);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "feed.xml:12:9: fixed[guid-no-permalink]\n+  isPermaLink=\"false\"\n"
    );
    let good = Path::new(&case("guid-no-permalink")).with_file_name("good.xml");
    assert_eq!(std::fs::read(folder.path().join("feed.xml")).unwrap(), std::fs::read(good).unwrap());
}

#[test]
fn all_is_told_of_one_code() {
    let told = run(&["check", "--explain", "guid-missing"]);
    assert_eq!(told, run(&["rules", "--explain", "guid-missing"]));
    assert!(told.1.starts_with("guid-missing (warning)\n"));
    assert!(run(&["rules"]).1.lines().any(|line| line.starts_with("guid-missing ")));
}

#[test]
fn the_short_format_is_a_line_each_with_its_help_at_the_end() {
    let path = case("guid-missing");
    let (code, out, err) = run(&["check", "--format", "short", &path]);
    let help = "add <guid isPermaLink=\"false\"> with an id that never changes";
    let line = format!("{path}:9:3: warning[guid-missing]: <item> has no <guid>; help: {help}\n");
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), line.as_str(), ""));
}
