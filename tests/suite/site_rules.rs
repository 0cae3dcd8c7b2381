//! The awkward sites of `tests/fixtures/rules`: a site and one of its configurations put together, and every row that
//! was recorded of the generator held against ours.

use std::fs;
use std::path::{Path, PathBuf};

use feedwright::site::SiteOptions;

use super::compare::{self, Expected};

/// The folder of a generator's fixtures.
pub fn fixtures(generator: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules").join(generator)
}

/// Holds every variant of a generator's site against its recorded rows, of which there are `rows`; `skip` takes a row
/// that is no rule.
pub fn assert_rules(generator: &str, rows: usize, skip: impl Fn(&Expected, &str) -> bool) {
    let folder = fixtures(generator);
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder.join("variants")).expect("the variants").map(|entry| entry.expect("one").path()).collect();
    names.sort();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for variant in names {
        let site = tempfile::tempdir().expect("a folder");
        copy(&folder.join("site"), site.path());
        copy(&variant, site.path());
        let read = compare::read(&SiteOptions { root: site.path().to_owned(), ..SiteOptions::default() });
        let expected = expected(&variant.join("expected.tsv"), &skip);
        compared += expected.len();
        let found = compare::differences(&read, &expected);
        if !found.is_empty() {
            wrong.extend(read.errors());
        }
        for found in found {
            let name = variant.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let compare::Difference { source, field, theirs, ours } = found;
            wrong.push(format!("{name}: {source}: {field} is {ours:?}, and {generator} has {theirs:?}"));
        }
    }
    assert_eq!(compared, rows, "rows of {generator}");
    assert!(wrong.is_empty(), "{} values differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn expected(path: &Path, skip: &impl Fn(&Expected, &str) -> bool) -> Vec<Expected> {
    let mut rows = Vec::new();
    for row in compare::table(path) {
        let cell = |name: &str| row.get(name).filter(|cell| !cell.is_empty()).cloned();
        let expected = Expected {
            source: cell("source").unwrap_or_default(),
            link: cell("absolute"),
            id: cell("id"),
            published: cell("published"),
            updated: cell("updated"),
            title: cell("title"),
            listed: cell("listed").as_deref() == Some("yes"),
        };
        if !skip(&expected, row.get("why").map_or("", String::as_str)) {
            rows.push(expected);
        }
    }
    rows
}

/// Copies a folder and all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
