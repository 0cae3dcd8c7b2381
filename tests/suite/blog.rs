//! Small blogs in folders of their own, made by the tests that build them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use feedwright::site::SiteOptions;

use crate::ground::feedwright;

/// A blog in a temporary folder, gone with the test.
pub struct Blog {
    folder: tempfile::TempDir,
}

impl Blog {
    /// A blog of these posts: (path below the folder, text).
    pub fn of(posts: &[(&str, &str)]) -> Self {
        let blog = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in posts {
            blog.write(path, text.as_bytes());
        }
        blog
    }

    /// The blog's folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the folder.
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Writes a file, with the folders it needs.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        let file = self.file(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.file(path)).unwrap()
    }

    /// What a JSON Feed of its holds, newest first.
    pub fn items(&self, feed: &str) -> Vec<serde_json::Value> {
        let feed: serde_json::Value = serde_json::from_str(&self.text(feed)).unwrap();
        feed["items"].as_array().unwrap().clone()
    }

    /// The contents of these.
    pub fn contents(&self, feed: &str) -> Vec<String> {
        self.items(feed).iter().map(|item| item["content_html"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What the folder is opened with as a site.
    pub fn options(&self) -> SiteOptions {
        SiteOptions { root: self.path().to_owned(), ..SiteOptions::default() }
    }

    /// Runs the command in the folder, at a time that does not move.
    pub fn run(&self, arguments: &[&str]) -> Output {
        feedwright(self.path(), arguments)
    }

    /// Builds as a folder of posts with no configuration file, with `more` options.
    pub fn build(&self, more: &[&str]) -> Output {
        let usual =
            ["build", "--content", "posts", "--output", "out", "--url", "https://example.org/", "--title", "Blog"];
        let short = ["--message-format", "short"];
        let now: &[&str] = if more.contains(&"--now") { &[] } else { &["--now", "2026-01-01T00:00:00Z"] };
        self.run(&[&usual[..], &short, now, more].concat())
    }
}

/// What a run printed as messages.
pub fn messages(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What a run printed.
pub fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
