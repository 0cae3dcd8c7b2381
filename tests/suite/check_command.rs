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

/// The exit code, and the severity that is told, of a feed whose guid is missing and of one whose title is.
fn weighed(configuration: &str, arguments: &[&str]) -> Vec<(Option<i32>, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("feedwright.toml"), configuration).unwrap();
    let severity = |code: &str| {
        let path = case(code);
        let output = feedwright(folder.path(), &[&["check", "--format", "json", &path], arguments].concat());
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let severities = found.as_array().unwrap().iter().map(|finding| finding["severity"].as_str().unwrap());
        (output.status.code(), severities.collect())
    };
    vec![severity("guid-missing"), severity("title-missing")]
}

#[test]
fn the_configuration_and_then_the_command_line_say_what_weighs_how_much() {
    let (error, warning, silent) = ((Some(1), "error".into()), (Some(0), "warning".into()), (Some(0), String::new()));
    let deny = "[rules]\ndeny = [\"guid-missing\"]\n";
    let lower = "[rules]\nwarn = [\"title-missing\"]\nallow = [\"guid-missing\"]\n";
    assert_eq!(weighed("", &[]), [warning.clone(), error.clone()]);
    assert_eq!(weighed(deny, &[]), [error.clone(), error.clone()]);
    assert_eq!(weighed(lower, &[]), [silent.clone(), warning.clone()]);
    assert_eq!(weighed(deny, &["--warn", "guid-missing"]), [warning.clone(), error.clone()]);
    assert_eq!(weighed(deny, &["--allow", "guid-missing", "--allow", "title-missing"]), [silent.clone(), silent]);
    assert_eq!(weighed(lower, &["--deny", "guid-missing", "--deny", "title-missing"]), [error.clone(), error.clone()]);
    assert_eq!(weighed(deny, &["--quiet", "--warn", "guid-missing"]), [(Some(0), String::new()), error]);
}

#[test]
fn of_two_levels_of_a_code_the_stricter_counts() {
    let both = "[rules]\nallow = [\"guid-missing\"]\ndeny = [\"guid-missing\"]\nwarn = [\"title-missing\"]\n";
    assert_eq!(weighed(both, &[])[0].0, Some(1));
    for arguments in [["--deny", "guid-missing", "--allow"], ["--allow", "guid-missing", "--deny"]] {
        assert_eq!(weighed("", &[&arguments[..], &["guid-missing"]].concat())[0].0, Some(1));
    }
}

#[test]
fn a_feed_on_standard_input_is_judged_as_one_in_a_file() {
    let path = case("guid-missing");
    let judge = |argument: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_feedwright"))
            .args(["check", "--format", "short", argument])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(std::fs::File::open(&path).unwrap())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(judge("-"), judge(&path).replacen(&path, "-", 1));
}

#[test]
fn a_feed_that_cannot_be_read_does_not_hide_the_others() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(case("guid-missing"), folder.path().join("feed.xml")).unwrap();
    let output = feedwright(folder.path(), &["check", "--format", "short", "none.xml", "feed.xml"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("feed.xml:9:3: warning[guid-missing]"), "{text}");
    assert_eq!(output.status.code(), Some(2));
}
