//! What every test of the suite stands on: the command, and the reference data beside the project.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the command in `folder` with a bare environment.
pub fn feedwright(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_feedwright"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .expect("the command starts")
}

/// The same: the exit code, what it printed, what it said.
pub fn ran(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = feedwright(folder, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The reference data beside the project; `None`, with a word about it, where it is missing.
pub fn shared(below: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(below);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("skipped: no reference data at ../shared/{below}");
    None
}
