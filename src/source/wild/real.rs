//! The posts of real blogs, where they lie beside the repository.

use std::path::{Path, PathBuf};

use super::super::read::Syntax;
use super::super::syntax::tests::spans;
use super::super::{fence, simple, yaml};
use super::{PELICAN, Reading, file, read};

#[test]
fn real_posts_are_read_and_what_is_reported_is_true() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/sites/real");
    if !folder.is_dir() {
        println!("skipped: the real sites are not here");
        return;
    }
    let mut count = 0;
    let (mut of_yaml, mut of_simple) = (0, 0);
    for path in post_files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        let reading = if name.starts_with("p-") { PELICAN } else { Reading::default() };
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let (post, problems) = read(file(&name), bytes, reading).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let fenced = text.starts_with("---") || text.starts_with("+++");
        assert_eq!(post.syntax == Syntax::None, !fenced && !name.starts_with("p-"), "{name}");
        if post.syntax == Syntax::Yaml {
            let inner = fence::find(&post.text).unwrap().unwrap().inner;
            let parsed = yaml::parse_at(&post.text, inner).unwrap();
            assert_eq!(post.front, parsed.map, "{name}");
            of_simple += usize::from(simple::read_at(&post.text, inner).is_some());
            of_yaml += 1;
        }
        // No value spans more than its lines, and each slices.
        spans(&post.front, &post.text);
        for problem in problems {
            assert_eq!(problem.code, "duplicate-key", "{name}: {problem:?}");
            let key = problem.message.split('"').nth(1).unwrap();
            let front = post.text.get(..post.body_start).unwrap();
            let lines = front.lines().filter(|line| line.trim_start().starts_with(&format!("{key}:"))).count();
            assert!(lines >= 2, "{name}: {key} stands once");
        }
        count += 1;
    }
    assert!(count > 1000, "only {count} posts");
    assert!(of_simple * 10 > of_yaml * 3, "only {of_simple} of {of_yaml} are read without the parser");
}

fn post_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if path.is_dir() && !path.ends_with("_LICENCE") {
                open.push(path);
            } else if matches!(extension, "md" | "markdown" | "html" | "htm" | "mdx") && !path.ends_with("README.md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}
