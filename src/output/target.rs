//! Where a document goes: a file below the output folder, whatever a path or a link says.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{cannot_write, not_a_file};
use crate::error::Error;

/// Whether a path names a file below a folder, on every system, and so may be written by [`commit`](super::commit).
#[must_use]
pub fn is_inner(path: &str) -> bool {
    inner_path(path).is_ok()
}

/// `path` as components below the output folder.
///
/// Whatever some system reads as more than the name of a file is refused on all of them, so that a site built on one
/// can be built on another: `..`, a root, a drive or stream (`c:`), a backslash, a device (`nul.xml`).
pub(super) fn inner_path(path: &str) -> Result<PathBuf, Error> {
    if !path.is_empty() && path.split('/').all(is_plain_name) {
        Ok(path.split('/').collect())
    } else {
        Err(Error::Outside { path: path.to_owned() })
    }
}

fn is_plain_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !name.is_empty() && !name.ends_with(['.', ' ']) && !name.contains(forbidden) && !is_device(name)
}

/// The names that Windows keeps for devices, with any extension and in any case.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |device: &str| {
        let number =
            stem.strip_prefix(device).and_then(|rest| rest.chars().next().filter(|c| rest.len() == c.len_utf8()));
        number.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

/// Where a document goes.
#[derive(Debug)]
pub(super) struct Target {
    /// The file, in a folder that exists, with no link left in its folders.
    pub(super) path: PathBuf,
    /// The folder of the file.
    pub(super) folder: PathBuf,
    /// The file that is there now.
    pub(super) present: Option<fs::Metadata>,
}

impl Target {
    /// Finds the place of `inner` below `root`, and makes its folders. `named` is the path for messages.
    pub(super) fn find((root, inner): (&Path, &Path), named: &str, made: &mut Made) -> Result<Self, Error> {
        let outside = || Error::Outside { path: named.to_owned() };
        let mut folder = root.to_owned();
        let (parents, name) = (inner.parent().unwrap_or(Path::new("")), inner.file_name().ok_or_else(outside)?);
        for part in parents {
            folder.push(part);
            made.make(&folder)?;
            // What is there may be a link; what it leads to is looked at before anything is made in it.
            folder = folder.canonicalize().map_err(|error| cannot_write(&folder, error))?;
            if !folder.starts_with(root) {
                return Err(outside());
            }
        }
        let mut path = folder.join(name);
        if let Ok(real) = path.canonicalize() {
            if !real.starts_with(root) {
                return Err(outside());
            }
            real.parent().unwrap_or(root).clone_into(&mut folder);
            path = real;
        }
        // A link that leads nowhere is replaced itself.
        let present = fs::metadata(&path).ok();
        if present.as_ref().is_some_and(|present| !present.is_file()) {
            return Err(cannot_write(&path, not_a_file()));
        }
        Ok(Self { path, folder, present })
    }
}

/// Folders that were made for files to come. They go again when the files do not come.
#[derive(Debug, Default)]
pub(super) struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a folder, and those above it, unless it is there.
    pub(super) fn make_all(&mut self, folder: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).collect();
        missing.into_iter().rev().try_for_each(|folder| self.make(folder))?;
        // What is there may be something else.
        fs::create_dir_all(folder).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => cannot_write(folder, io::Error::new(error.kind(), "it is not a folder")),
            _ => cannot_write(folder, error),
        })
    }

    fn make(&mut self, folder: &Path) -> Result<(), Error> {
        match fs::create_dir(folder) {
            Ok(()) => self.0.push(folder.to_owned()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cannot_write(folder, error)),
        }
        Ok(())
    }

    /// The files are there.
    pub(super) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // One that something else lies in meanwhile stays.
            let _ = fs::remove_dir(folder);
        }
    }
}
