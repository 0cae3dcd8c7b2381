//! Temporary files beside their targets: those that grow are told from those that killed builds left.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

const LEFTOVER: (&str, &str) = (".feedwright-", ".tmp");

/// An empty file in `folder`, locked as long as it is open: so it is told from one that a killed build left.
pub(super) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        builder.prefix(LEFTOVER.0).suffix(LEFTOVER.1);
        // tempfile's own mode is 0600, which a web server cannot read; the umask is applied to this one.
        #[cfg(unix)]
        builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(without_name)?;
        match file.as_file().try_lock() {
            // Another build may have taken it for a leftover before it was locked.
            Ok(()) if !file.path().exists() => {}
            Err(TryLockError::WouldBlock) => {}
            // Where files cannot be locked, none is taken for a leftover.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes what builds that were killed left half written in `folder`. Nobody needs it; that it cannot be removed is
/// no failure.
pub fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(LEFTOVER.0) && name.ends_with(LEFTOVER.1));
        // A pipe of that name would wait for whoever writes into it.
        let is_file = is_ours && entry.file_type().is_ok_and(|kind| kind.is_file());
        let Some(file) = is_file.then(|| File::open(entry.path()).ok()).flatten() else { continue };
        // A build that runs holds its own locked; this lock lasts until the file is gone.
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The cause without the name of our own file, which is another every time and tells nobody anything: `tempfile` puts
/// it in, and lets nobody see the system's error behind it.
fn without_name(error: io::Error) -> io::Error {
    let kind = error.kind();
    let says_something = !matches!(kind.to_string().as_str(), "other error" | "uncategorized error");
    match error.get_ref().map(ToString::to_string) {
        Some(_) if says_something => kind.into(),
        Some(text) => io::Error::other(text.split(" at path ").next().unwrap_or_default().to_owned()),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_a_failure_is_told_without_a_name_that_changes() {
        let upstream = tempfile::Builder::new().prefix("x").tempfile_in("/no such folder").unwrap_err();
        assert!(upstream.to_string().contains("/no such folder/x"), "tempfile still names its file: {upstream}");
        assert_eq!(without_name(upstream).to_string(), "entity not found");
        let many = io::Error::other("Too many open files (os error 24) at path \"/x/.feedwright-a.tmp\"");
        assert_eq!(without_name(many).to_string(), "Too many open files (os error 24)");
        let system = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(without_name(system).to_string(), "permission denied");
    }
}
