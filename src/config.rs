//! `feedwright.toml` as written, into the settings of a run.

use crate::problem::Rule;

/// The rules of this module.
pub const RULES: &[&Rule] = &[];
