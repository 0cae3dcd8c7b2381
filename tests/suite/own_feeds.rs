//! feedwright's own feeds: `output/` is what `content/` gives.

use std::fs;
use std::path::Path;

use crate::ground::feedwright;

#[test]
fn the_feeds_in_output_are_current() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = tempfile::tempdir().unwrap();
    let output = built.path().to_str().unwrap();
    let run = feedwright(project, &["build", "--locked", "--output", output, "--now", "2026-11-24T12:00:00Z"]);
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    for file in ["rss.xml", "atom.xml", "feed.json"] {
        let now = fs::read_to_string(built.path().join(file)).unwrap();
        let committed = fs::read_to_string(project.join("output").join(file)).unwrap_or_default();
        assert!(now == committed, "output/{file} is not current: run `cargo run --release` and read the difference");
    }
}
