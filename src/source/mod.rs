//! From files to front matter: which files are posts, and what each of them holds, not yet interpreted.

pub mod discover;
pub mod read;
pub mod tree;

use crate::problem::Rule;

/// The rules of this module.
pub const RULES: &[&Rule] = &[];
