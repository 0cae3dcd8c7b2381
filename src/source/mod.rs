//! From files to front matter: which files are posts, and what each of them holds, not yet interpreted.

pub mod discover;
pub mod json;
pub mod read;
mod syntax;
pub mod toml;
pub mod tree;
pub mod yaml;

use crate::problem::{Rule, Severity};

/// The rules of this module.
pub const RULES: &[&Rule] = &[&DATA_UNREADABLE, &DUPLICATE_KEY];

/// A configuration or data file that is no YAML, TOML or JSON.
pub(crate) static DATA_UNREADABLE: Rule = Rule {
    code: "data-unreadable",
    severity: Severity::Error,
    summary: "a configuration or data file cannot be read as YAML, TOML or JSON",
};

/// A key that stands twice in one map.
pub(crate) static DUPLICATE_KEY: Rule =
    Rule { code: "duplicate-key", severity: Severity::Warning, summary: "a key stands twice; the last value counts" };
