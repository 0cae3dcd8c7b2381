//! The command as a user runs it: arguments in, exit code, messages and files out.

use std::path::Path;

use crate::ground::{feedwright, shared};

#[test]
fn the_command_starts() {
    let output = feedwright(Path::new(env!("CARGO_MANIFEST_DIR")), &["--version"]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_seed_is_where_it_is_expected() {
    let Some(seed) = shared("seed") else { return };
    assert_eq!(std::fs::read_dir(seed).unwrap().count(), 1);
}
