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
    let mut opened = File::open(&file.path).map_err(refuse)?;
    let begun = beginning(&mut opened).map_err(refuse)?;
    if begun.len() < BEGINNING {
        return Ok(begun);
    }
    let length = opened.metadata().map_err(refuse)?.len();
    check_size(file, length)?;
    whole(begun, opened, length).map_err(refuse)
}

/// The bytes of a post's file once more, which [`load`] has allowed.
///
/// # Errors
///
/// What the system says when it cannot be read.
pub(crate) fn again(path: &Path) -> io::Result<Vec<u8>> {
    let mut opened = File::open(path)?;
    let begun = beginning(&mut opened)?;
    if begun.len() < BEGINNING {
        return Ok(begun);
    }
    let length = opened.metadata()?.len();
    whole(begun, opened, length.min(LARGEST_POST))
}

/// Room for most posts: to ask how long a file is takes longer than to read to the end of a short one.
const BEGINNING: usize = 16 << 10;

/// The first bytes of a file; all of them when there are fewer than [`BEGINNING`].
fn beginning(opened: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(BEGINNING);
    opened.take(BEGINNING as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn whole(mut bytes: Vec<u8>, opened: File, length: u64) -> io::Result<Vec<u8>> {
    // As many bytes as it says it has, and the system is not asked whether there is one more. What has no length, such
    // as a pipe, is read to its end.
    let most = if length == 0 { LARGEST_POST + 1 } else { length };
    bytes.reserve(usize::try_from(length).unwrap_or(0).saturating_sub(bytes.len()));
    opened.take(most.saturating_sub(bytes.len() as u64)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_whatever_its_length() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        for length in [0, 1, BEGINNING - 1, BEGINNING, BEGINNING + 1, 3 * BEGINNING + 5] {
            let bytes: Vec<u8> = (0..length).map(|at| b'a' + u8::try_from(at % 23).unwrap()).collect();
            std::fs::write(&path, &bytes).unwrap();
            let file = SourceFile { path: path.as_path().into(), name: "a.md".into(), collection: 0 };
            assert!(load(&file).unwrap() == bytes && again(&path).unwrap() == bytes, "{length} bytes");
        }
    }

    #[test]
    fn a_file_that_is_gone_is_a_problem_of_that_file() {
        let file =
            SourceFile { path: std::path::Path::new("nowhere/a.md").into(), name: "posts/a.md".into(), collection: 0 };
        let problem = load(&file).unwrap_err();
        assert_eq!((problem.code, &*problem.place.unwrap().file), ("post-unreadable", "posts/a.md"));
    }
}
