//! From files to front matter: which files are posts, and what each of them holds, not yet interpreted.

pub(crate) mod decode;
pub mod discover;
mod fence;
mod header;
mod heads;
mod javascript;
pub mod json;
mod line;
pub mod load;
pub mod read;
mod simple;
mod syntax;
mod tolerant;
pub mod toml;
pub mod tree;
mod walk;
pub mod yaml;

use crate::problem::{Rule, Severity};

/// The rules of this module.
pub const RULES: &[&Rule] = &[
    &DATA_UNREADABLE,
    &DUPLICATE_KEY,
    &EXCLUDE_INVALID,
    &FILE_NAME_NOT_UTF_8,
    &FRONT_MATTER_LENIENT,
    &FRONT_MATTER_UNREADABLE,
    &NO_POSTS,
    &NOT_TEXT,
    &NOT_UTF_8,
    &POST_TOO_LARGE,
    &load::POST_UNREADABLE,
];

/// A configuration or data file that is no YAML, TOML or JSON.
pub(crate) static DATA_UNREADABLE: Rule = Rule {
    code: "data-unreadable",
    severity: Severity::Error,
    summary: "a configuration or data file cannot be read as YAML, TOML or JSON",
};

/// A key that stands twice in one map.
pub(crate) static DUPLICATE_KEY: Rule = Rule {
    code: "duplicate-key",
    severity: Severity::Warning,
    summary: "a key stands twice in one map; only one of its values counts",
};

/// A pattern of files to leave out that is no pattern.
pub(crate) static EXCLUDE_INVALID: Rule = Rule {
    code: "exclude-invalid",
    severity: Severity::Error,
    summary: "a pattern of files to leave out is no glob pattern",
};

/// A file name that is not UTF-8.
pub(crate) static FILE_NAME_NOT_UTF_8: Rule =
    Rule { code: "file-name-not-utf-8", severity: Severity::Warning, summary: "a post's file name is not UTF-8" };

/// Front matter that is no YAML but was read line by line.
pub(crate) static FRONT_MATTER_LENIENT: Rule = Rule {
    code: "front-matter-lenient",
    severity: Severity::Warning,
    summary: "a value is no valid YAML and was read as plain text",
};

/// Front matter that no reader understands.
pub(crate) static FRONT_MATTER_UNREADABLE: Rule = Rule {
    code: "front-matter-unreadable",
    severity: Severity::Error,
    summary: "the front matter of a post cannot be read",
};

/// A site without a post.
pub static NO_POSTS: Rule =
    Rule { code: "no-posts", severity: Severity::Warning, summary: "the folder of the posts has none" };

/// A post that is no text.
pub(crate) static NOT_TEXT: Rule =
    Rule { code: "not-text", severity: Severity::Error, summary: "a post is no text file" };

/// A file in another encoding.
pub(crate) static NOT_UTF_8: Rule =
    Rule { code: "not-utf-8", severity: Severity::Error, summary: "a file is not written in UTF-8" };

/// A post over the bound.
pub(crate) static POST_TOO_LARGE: Rule =
    Rule { code: "post-too-large", severity: Severity::Error, summary: "a post is larger than 32 MiB" };

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod wild;
