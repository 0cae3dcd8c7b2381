//! The real blogs of `../shared/sites/real`, held against the feeds of their own generators, entry by entry.
//!
//! Their posts are other people's writing and stay out of this repository; where they are not, these tests say so and
//! pass. An entry that does not agree is listed in `tests/real-disagreements/SITE.tsv` with the reason; one that is
//! listed and agrees makes the test fail, so that the number can only grow.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use feedwright::site::{Generator, SiteOptions};
use serde_json::Value;

use super::compare::{self, Difference, Expected};

#[test]
fn the_jekyll_sites_agree() {
    assert_agreement(&["j-18f", "j-cfpb", "j-homebrew", "j-jekylldocs", "j-persian", "j-poole", "j-swift"]);
}

#[test]
fn the_pelican_site_agrees() {
    assert_agreement(&["p-jakevdp"]);
}

#[test]
fn the_hugo_sites_agree() {
    assert_agreement(&["h-digitalgov", "h-grpc", "h-scipy"]);
}

#[test]
fn the_zola_sites_agree() {
    assert_agreement(&["z-apollo", "z-rustblog"]);
}

#[test]
fn the_eleventy_sites_agree() {
    assert_agreement(&["e-18f", "e-base"]);
}

/// The folder of the real sites, where it is there.
pub fn real() -> Option<PathBuf> {
    let own = std::env::var_os("FEEDWRIGHT_SHARED").map(PathBuf::from);
    let folder = own.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")).join("sites/real");
    if folder.join("sites.tsv").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not here", folder.display());
    None
}

/// The settings with which `sites.tsv` says that a site is run.
pub fn options(folder: &Path, site: &str) -> SiteOptions {
    let row = compare::table(&folder.join("sites.tsv")).into_iter().find(|row| row["site"] == site).expect("a row");
    let words: Vec<&str> = row.get("options").map(|text| text.split(' ').collect()).unwrap_or_default();
    let after = |name: &str| words.iter().position(|word| *word == name).map(|at| words[at + 1]);
    SiteOptions {
        root: folder.join(site).join(row["root"].trim_start_matches('.')),
        generator: after("--site").and_then(|name| Generator::ALL.into_iter().find(|kind| kind.name() == name)),
        content: after("--content").map(str::to_owned),
        url: after("--url").map(|url| url.parse().expect("a URL")),
        ..SiteOptions::default()
    }
}

fn assert_agreement(sites: &[&str]) {
    let Some(folder) = real() else { return };
    let (mut entries, mut disagreeing, mut wrong) = (0, 0, Vec::new());
    for site in sites {
        let options = options(&folder, site);
        let rows = truth(&folder, site, &options.root);
        let read = compare::read(&options);
        let found = compare::differences(&read, &rows);
        let sources: BTreeSet<&str> = found.iter().map(|difference| difference.source.as_str()).collect();
        entries += rows.iter().filter(|row| row.listed).count();
        disagreeing += sources.len();
        let unlisted = unlisted(site, &found);
        if !unlisted.is_empty() {
            wrong.extend(read.errors());
        }
        wrong.extend(unlisted);
    }
    println!("{} of {entries} entries agree", entries - disagreeing);
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
    assert!(disagreeing * 1000 <= entries * 5, "{disagreeing} of {entries} entries disagree");
}

/// What the generator made of the sources that are here.
fn truth(folder: &Path, site: &str, root: &Path) -> Vec<Expected> {
    let path = folder.join(site).join("truth.json");
    let truth: Value = serde_json::from_slice(&fs::read(path).expect("the truth")).expect("JSON");
    // Sources are given below the site's folder; feedwright names them below the one it is run in.
    let inner =
        root.strip_prefix(folder.join(site)).map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
    let below = |source: &str| source.strip_prefix(&inner).unwrap_or(source).trim_start_matches('/').to_owned();
    let list = |key: &str| truth[key].as_array().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for entry in list("entries") {
        let text = |key: &str| entry[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let Some(source) = text("source_path").map(|source| below(&source)) else { continue };
        if root.join(&source).is_file() {
            rows.push(Expected {
                source,
                link: text("link"),
                id: text("id"),
                published: text("published"),
                updated: text("updated"),
                title: text("title"),
                listed: true,
            });
        }
    }
    for entry in list("not_in_feed").into_iter().chain(list("staged_posts_not_in_feed")) {
        let source = entry.as_str().or_else(|| entry["source_path"].as_str()).map(below);
        rows.extend(source.map(|source| Expected { source, ..Expected::default() }));
    }
    rows
}

/// The disagreements that nobody has given a reason for, and the reasons that nothing needs any more.
fn unlisted(site: &str, found: &[Difference]) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/real-disagreements/{site}.tsv"));
    let mut reasons: BTreeMap<(String, String), String> = BTreeMap::new();
    if path.is_file() {
        for row in compare::table(&path) {
            let (source, field) = (row["source"].clone(), row["field"].clone());
            assert!(!row["reason"].trim().is_empty(), "{site}: {source} is listed without a reason");
            reasons.insert((source, field), row["reason"].clone());
        }
    }
    let mut wrong = Vec::new();
    for Difference { source, field, theirs, ours } in found {
        if reasons.remove(&(source.clone(), (*field).to_owned())).is_none() {
            wrong.push(format!("{site}: {source}: {field} is {ours:?}, and the generator has {theirs:?}"));
        }
    }
    for ((source, field), reason) in reasons {
        wrong.push(format!("{site}: {source}: {field} agrees now; take it off the list ({reason})"));
    }
    wrong
}
