//! The bytes of a post's file, unless there are too many of them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::read::{LARGEST_POST, SourceFile, check_size};
use crate::problem::{Place, Problem, Rule, Severity};

/// A post's file cannot be opened or read.
pub static POST_UNREADABLE: Rule =
    Rule { code: "post-unreadable", severity: Severity::Error, summary: "a post's file cannot be opened or read" };

/// Reads the file whole.
///
/// # Errors
///
/// What the system says when it cannot be read; a file that is too large, before it is read.
pub fn load(file: &SourceFile) -> Result<Vec<u8>, Problem> {
    let refuse = |error: std::io::Error| {
        Problem::new(&POST_UNREADABLE, format!("the file cannot be read: {error}")).at(Place::file(file.name.clone()))
    };
    let opened = File::open(&file.path).map_err(refuse)?;
    let length = opened.metadata().map_err(refuse)?.len();
    check_size(file, length)?;
    whole(opened, length).map_err(refuse)
}

/// The bytes of a post's file once more, which [`load`] has allowed.
///
/// # Errors
///
/// What the system says when it cannot be read.
pub(crate) fn again(path: &Path) -> io::Result<Vec<u8>> {
    let opened = File::open(path)?;
    let length = opened.metadata()?.len();
    whole(opened, length.min(LARGEST_POST))
}

fn whole(opened: File, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    // As many bytes as it says it has, and the system is not asked whether there is one more. What has no length, such
    // as a pipe, is read to its end.
    let most = if length == 0 { LARGEST_POST + 1 } else { length };
    opened.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_a_problem_of_that_file() {
        let file =
            SourceFile { path: std::path::Path::new("nowhere/a.md").into(), name: "posts/a.md".into(), collection: 0 };
        let problem = load(&file).unwrap_err();
        assert_eq!((problem.code, &*problem.place.unwrap().file), ("post-unreadable", "posts/a.md"));
    }
}
