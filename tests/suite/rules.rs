//! Every rule of `check` has a failing and a passing case, and its place in the documentation.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use feedwright::check::{Options, check, documentation, rules};

/// The cases were written in 2026.
const NOW: i64 = 1_790_000_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

/// The file of this name with whatever ending.
fn case(code: &str, name: &str) -> Option<PathBuf> {
    ["xml", "json", "opml"]
        .iter()
        .map(|ending| folder().join(code).join(format!("{name}.{ending}")))
        .find(|path| path.exists())
}

fn codes(path: &Path) -> BTreeSet<&'static str> {
    let bytes = std::fs::read(path).unwrap();
    // One rule compares a feed with the address it was found at.
    let url = path.to_string_lossy().contains("self-link-elsewhere").then(|| "https://example.org/feed.xml".to_owned());
    check("case", &bytes, &Options { now: Some(NOW), url }).iter().map(|finding| finding.rule.code).collect()
}

#[test]
fn every_rule_has_a_case_that_breaks_it_and_one_that_does_not() {
    let mut wrong = Vec::new();
    for rule in rules() {
        match (case(rule.code, "bad"), case(rule.code, "good")) {
            (Some(bad), Some(good)) => {
                if !codes(&bad).contains(rule.code) {
                    wrong.push(format!("{}: bad does not break it: {:?}", rule.code, codes(&bad)));
                }
                if codes(&good).contains(rule.code) {
                    wrong.push(format!("{}: good breaks it", rule.code));
                }
            }
            (bad, good) => {
                let missing = [(bad, "bad"), (good, "good")].into_iter().filter(|(path, _)| path.is_none());
                wrong.extend(missing.map(|(_, name)| format!("{}: no {name}", rule.code)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} rules:\n{}", wrong.len(), rules().len(), wrong.join("\n"));
}

#[test]
fn every_folder_of_cases_belongs_to_a_rule() {
    let known: BTreeSet<&str> = rules().iter().map(|rule| rule.code).collect();
    let folders = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strange: Vec<String> = folders.filter(|name| !known.contains(name.as_str())).collect();
    assert_eq!(strange, Vec::<String>::new());
}

#[test]
fn every_code_means_one_thing() {
    let mut seen: BTreeSet<&str> = feedwright::problem::rules().iter().map(|rule| rule.code).collect();
    let doubles: Vec<&str> = rules().iter().map(|rule| rule.code).filter(|code| !seen.insert(code)).collect();
    assert_eq!(doubles, Vec::<&str>::new());
}

#[test]
fn the_page_of_the_rules_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    if std::env::var_os("FEEDWRIGHT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, documentation::page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == documentation::page(), "docs/rules.md is not current: run the tests with FEEDWRIGHT_BLESS=1");
}
