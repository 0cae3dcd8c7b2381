//! Each real blog of `../shared/sites/real`, read as a plain folder: it builds, what is said of it is true, and a
//! subscriber finds every post with its title, its words and its pictures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::blog::messages;
use crate::ground::feedwright;
use crate::reading::{self, Entry};
use crate::real_sites::real;

/// A site, its folder of posts, how many are published of how many, and how often each warning is told. Every one was
/// looked up in its file: it is so.
type Site = (&'static str, &'static str, (usize, usize), &'static [(&'static str, usize)]);

const SITES: [Site; 15] = [
    ("e-18f", "content", (57, 57), &[("template-unfilled", 41)]),
    ("e-base", "content", (4, 5), &[]),
    // What is left out has expired, or is a draft.
    ("h-digitalgov", "content", (178, 302), &[("duplicate-key", 2), ("template-unfilled", 60)]),
    ("h-grpc", "content", (59, 59), &[("template-unfilled", 7)]),
    ("h-scipy", "content", (82, 82), &[("template-unfilled", 3)]),
    ("j-18f", "_posts", (172, 172), &[("date-rubbish", 3), ("template-unfilled", 96)]),
    ("j-cfpb", "_posts", (18, 18), &[("template-unfilled", 1)]),
    ("j-homebrew", "_posts", (45, 45), &[("duplicate-key", 1), ("template-unfilled", 2)]),
    ("j-jekylldocs", "docs/_posts", (102, 102), &[("date-rubbish", 1), ("template-unfilled", 36)]),
    // A folder of drafts.
    ("j-persian", "src", (93, 98), &[("template-unfilled", 2)]),
    ("j-poole", "_posts", (4, 4), &[("template-unfilled", 2)]),
    ("j-swift", "_posts", (113, 113), &[("duplicate-key", 2), ("template-unfilled", 7)]),
    ("p-jakevdp", "content", (66, 66), &[("template-unfilled", 59)]),
    ("z-apollo", "content", (20, 20), &[("template-unfilled", 4)]),
    // A link to `ttps:`, and a page that leads to the latest release.
    ("z-rustblog", "content", (220, 220), &[("link-unsafe", 1), ("undated-post", 1)]),
];

#[test]
fn every_real_site_builds_as_a_plain_folder_and_what_is_said_is_true() {
    let Some(folder) = real() else { return };
    for (site, content, (published, files), warnings) in SITES {
        let out = tempfile::tempdir().unwrap();
        let output = feedwright(
            &folder.join(site),
            &[
                "build",
                "--site",
                "plain",
                "--content",
                content,
                "--url",
                "https://example.org/",
                "--title",
                "Blog",
                "--now",
                "2026-11-01T00:00:00Z",
                "--message-format",
                "short",
                "--limit",
                "0",
                "--no-ledger",
                "--output",
                out.path().to_str().unwrap(),
            ],
        );
        let told = messages(&output);
        assert_eq!(output.status.code(), Some(0), "{site}: {told}");
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for line in told.lines() {
            if let Some(code) = line.split_once(" warning[").and_then(|(_, rest)| rest.split(']').next()) {
                *codes.entry(code).or_default() += 1;
            }
        }
        assert_eq!(codes.into_iter().collect::<Vec<_>>(), warnings, "{site}: {told}");
        assert!(told.contains(&format!("{published} of {files} posts are published")), "{site}: {told}");
        let entries = reading::entries(out.path());
        assert_eq!(entries.len(), published, "{site}");
        reads_well(site, &entries);
        has_the_words(&folder.join(site), &entries);
    }
}

/// What a subscriber would be annoyed by.
fn reads_well(site: &str, entries: &[Entry]) {
    let mut untitled = 0;
    let mut bare = 0;
    for entry in entries {
        assert!(entry.link.starts_with("https://example.org/"), "{site}: {}", entry.link);
        untitled += usize::from(entry.title.as_deref().is_none_or(|title| title.trim().is_empty()));
        let content = entry.content.as_deref().unwrap_or_default();
        let summary = entry.summary.as_deref().unwrap_or_default();
        // What a plain folder leaves of a template's tags is no summary.
        let has_words = |part: &str| part.contains("p>") && part.len() > 20 && !part.contains("p>{%");
        bare += usize::from(summary.is_empty() && content.split('<').any(has_words));
        assert!(!summary.contains("</") && !summary.contains("&amp;"), "{site}: {}: {summary}", entry.id);
        for tag in content.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            for value in [" src=\"", " href=\""].iter().filter_map(|name| tag.split_once(name)) {
                let value = value.1.split('"').next().unwrap_or_default();
                assert!(value.starts_with('#') || value.contains(':'), "{site}: {}: {value}", entry.id);
            }
        }
        for tag in ["script", "style", "form", "iframe srcdoc"] {
            assert!(!content.contains(&format!("<{tag}")), "{site}: {}: <{tag}>", entry.id);
        }
    }
    assert!(untitled <= 2, "{site}: {untitled} entries without a title");
    assert!(bare == 0, "{site}: {bare} entries with words and no summary");
}

/// Few words of an entry may be fewer than in the generator's feed: template engines are not run for a plain folder,
/// and what they leave is more, not less.
fn has_the_words(folder: &Path, entries: &[Entry]) {
    let truth: Value = serde_json::from_slice(&fs::read(folder.join("truth.json")).unwrap()).unwrap();
    let words: BTreeMap<&str, u64> = truth["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| Some((entry["title"].as_str()?, entry["text"]["words"].as_u64()?)))
        .collect();
    let mut short = Vec::new();
    for entry in entries {
        let Some(theirs) = entry.title.as_deref().and_then(|title| words.get(title)) else { continue };
        let ours = count(entry.content.as_deref().unwrap_or_default());
        if ours * 100 < theirs * 95 {
            short.push(format!("{}: {ours} of {theirs} words", entry.id));
        }
    }
    assert!(short.len() * 20 <= entries.len().max(20), "{}: {short:#?}", folder.display());
}

fn count(html: &str) -> u64 {
    let mut text = String::new();
    for (at, part) in html.split('<').enumerate() {
        text.push_str(if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
        text.push(' ');
    }
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() as u64
}

#[test]
fn every_title_of_the_table_reads_as_in_its_generators_feed() {
    let Some(folder) = real() else { return };
    let rows: Vec<Value> = serde_json::from_slice(&fs::read(folder.join("tables/titles.json")).unwrap()).unwrap();
    let options = feedwright::site::SiteOptions {
        generator: Some(feedwright::site::Generator::Plain),
        root: folder.join("j-poole"),
        url: Some("https://example.org/".parse().unwrap()),
        ..feedwright::site::SiteOptions::default()
    };
    let (site, _) = feedwright::site::open(&options).unwrap();
    let (mut differing, mut compared) = (Vec::new(), 0);
    for row in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let raw = text("raw_front_matter");
        let front = match text("generator") {
            "Zola" => format!("+++\ntitle = {raw}\ndate = 2024-01-01\n+++\nx\n"),
            _ => format!("---\ntitle: {raw}\ndate: 2024-01-01\n---\nx\n"),
        };
        let found = feedwright::pipeline::post_from_text(&site, "a.md", &front);
        let ours = found.map(|(post, _)| straight(&post.title.unwrap_or_default())).unwrap_or_default();
        let theirs = straight(text("feed_title_xml_text"));
        // The table has the first line of titles that go on in the next.
        if ours.is_empty() || (ours != theirs && theirs.starts_with(ours.trim_start_matches(['!', ' ', '\'', '"']))) {
            continue;
        }
        compared += 1;
        if ours != theirs {
            differing.push(format!("{}: {raw} is {ours:?}, and there {theirs:?}", text("site")));
        }
    }
    assert!(differing.is_empty(), "{} of {compared}:\n{}", differing.len(), differing.join("\n"));
    assert!(compared >= 180, "{compared} of {}", rows.len());
}

/// A title in plain words, with what generators do to quotes, dots and dashes undone.
fn straight(title: &str) -> String {
    let plain = feedwright::post::title::plain(title, feedwright::site::TitleMarkup::Markdown).unwrap_or_default();
    let plain = plain.replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"");
    let plain = plain.replace('\u{2026}', "...").replace("--", "\u{2013}").replace("''", "'").replace('\\', "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
