//! Walks a folder: every file below it, whatever order the disk gives them in.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;

/// What a walk leaves out by name, so that it does not enter it.
pub(super) struct Pruning<'p> {
    /// Whether a directory of this name, at this path below the walked folder, is entered.
    pub enters: &'p dyn Fn(&str, &str) -> bool,
    /// Whether a file of this name makes its directory one post (Hugo's `index.md`).
    pub bundles: &'p dyn Fn(&str) -> bool,
}

/// A file below the walked folder.
#[derive(Debug)]
pub(super) struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// Its path below the walked folder, with `/`.
    pub below: String,
    /// It lies in a directory that is one post, and is not that post's own file.
    pub bundled: bool,
}

struct Directory {
    path: PathBuf,
    /// Empty for the walked folder, else ending in `/`.
    below: String,
    bundled: bool,
}

/// Every file below `folder`. A link to a file counts as that file; a link to a folder is entered, but no folder
/// twice that way and none that holds the link, so that links in a circle end.
///
/// # Errors
///
/// A folder that cannot be read.
pub(super) fn walk(folder: &Path, pruning: &Pruning<'_>) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    let mut linked = BTreeSet::new();
    let mut open = vec![Directory { path: folder.to_owned(), below: String::new(), bundled: false }];
    while let Some(directory) = open.pop() {
        let entries = read_sorted(&directory.path)?;
        // A folder is no post of its own, so an index in it bundles nothing.
        let has_index = !directory.below.is_empty() && entries.iter().any(|(name, _)| (pruning.bundles)(name));
        let mut inner = Vec::new();
        for (name, entry) in entries {
            let path = entry.path();
            let below = [directory.below.as_str(), &name].concat();
            let own = directory.bundled || has_index;
            match kind(&entry, &path, &mut linked)? {
                What::File => {
                    let bundled = directory.bundled || (has_index && !(pruning.bundles)(&name));
                    found.push(Found { path, below, bundled });
                }
                What::Folder if (pruning.enters)(&name, &below) => {
                    inner.push(Directory { path, below: below + "/", bundled: own });
                }
                What::Folder | What::Other => {}
            }
        }
        // The first name comes off the stack first, so that of two links to one folder the same is always entered.
        open.extend(inner.into_iter().rev());
    }
    Ok(found)
}

/// The entries of a folder by name, byte for byte. A name that is not UTF-8 gets U+FFFD where it is not.
fn read_sorted(folder: &Path) -> Result<Vec<(String, DirEntry)>, Error> {
    let fault = |source| Error::Read { path: folder.to_owned(), source };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        let entry = entry.map_err(fault)?;
        let name = entry.file_name();
        // `.` begins what is never a post: .git, .obsidian, editors' locks.
        if !name.as_encoded_bytes().starts_with(b".") {
            entries.push((name.to_string_lossy().into_owned(), entry));
        }
    }
    entries.par_sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.file_name().cmp(&other.file_name())));
    Ok(entries)
}

enum What {
    File,
    Folder,
    Other,
}

fn kind(entry: &DirEntry, path: &Path, linked: &mut BTreeSet<PathBuf>) -> Result<What, Error> {
    let fault = |source| Error::Read { path: path.to_owned(), source };
    let kind = entry.file_type().map_err(fault)?;
    if kind.is_file() {
        return Ok(What::File);
    }
    if kind.is_dir() {
        return Ok(What::Folder);
    }
    if !kind.is_symlink() {
        return Ok(What::Other);
    }
    // A link into nothing or in a circle is kept as a file, so that a post that is missing says so when it is read.
    let Ok(target) = fs::metadata(path) else { return Ok(What::File) };
    if !target.is_dir() {
        return Ok(if target.is_file() { What::File } else { What::Other });
    }
    let real = fs::canonicalize(path).map_err(fault)?;
    let holder = path.parent().map_or_else(|| Ok(PathBuf::new()), fs::canonicalize).map_err(fault)?;
    if holder.starts_with(&real) || !linked.insert(real) {
        return Ok(What::Other);
    }
    Ok(What::Folder)
}

/// Whether the error says that the folder is not there, rather than that it cannot be read.
pub(super) fn is_missing(error: &Error) -> bool {
    matches!(error, Error::Read { source, .. } if source.kind() == io::ErrorKind::NotFound)
}
