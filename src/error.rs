//! Errors: what ends a run, with the path and the act that failed.

use std::path::{Path, PathBuf};

use crate::problem::Problem;

/// What ends a run. A [`Problem`] in a post is collected instead; see [`crate::problem`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", shown(path))]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}: {source}", shown(path))]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A path of the output leads outside the output folder.
    #[error("{path} leads outside the output folder")]
    Outside {
        /// The path as it was configured.
        path: String,
    },
    /// Problems in the configuration or the posts that allow no result.
    #[error("{}", first_message(.0))]
    Problems(Vec<Problem>),
    /// A document could not be made; this is a fault of feedwright's.
    #[error("could not serialise {document}: {message}")]
    Serialise {
        /// The document's path.
        document: String,
        /// What the writer said.
        message: String,
    },
}

/// A path for people: what lies in this folder needs no `./`.
fn shown(path: &Path) -> std::path::Display<'_> {
    match path.strip_prefix(".") {
        Ok(below) if !below.as_os_str().is_empty() => below.display(),
        _ => path.display(),
    }
}

fn first_message(problems: &[Problem]) -> String {
    match problems {
        [] => "problems were found".to_owned(),
        [one] => one.message.clone(),
        [first, rest @ ..] => format!("{} (and {} more)", first.message, rest.len()),
    }
}
