//! A new file that grows beside its target, until it takes its place.

use std::fs::{self, File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use tempfile::NamedTempFile;

use super::target::Target;

/// The file, written to its end.
#[derive(Debug)]
pub(super) struct Growing {
    file: NamedTempFile,
    length: u64,
    /// Up to where the system has set room aside; `None` where it does not.
    room: Option<u64>,
}

/// A file of so many bytes is one for which room is set aside: to find each block of it by itself takes a quarter of
/// the time of writing it. A short one has only a few.
const LARGE: u64 = 1 << 20;

/// For how many bytes more room is set aside at a time.
const STEP: u64 = 16 << 20;

const LEFTOVER: (&str, &str) = (".feedwright-", ".tmp");

impl Growing {
    /// An empty file beside a target, locked as long as it is open: so it is told from one that a killed build left.
    pub(super) fn beside(target: &Target) -> io::Result<Self> {
        loop {
            let mut builder = tempfile::Builder::new();
            builder.prefix(LEFTOVER.0).suffix(LEFTOVER.1);
            // tempfile's own mode is 0600, which a web server cannot read; the umask is applied to this one.
            #[cfg(unix)]
            builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
            let file = builder.tempfile_in(&target.folder).map_err(without_name)?;
            match file.as_file().try_lock() {
                // Another build may have taken it for a leftover before it was locked.
                Ok(()) if !file.path().exists() => {}
                Err(TryLockError::WouldBlock) => {}
                // Where files cannot be locked, none is taken for a leftover.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Self { file, length: 0, room: Some(0) }),
            }
        }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.set_room_aside(bytes.len() as u64);
        self.file.as_file_mut().write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Writes some bytes of another file.
    pub(super) fn copy(&mut self, from: &mut File, range: Range<u64>) -> io::Result<()> {
        from.seek(SeekFrom::Start(range.start))?;
        let length = range.end.saturating_sub(range.start);
        self.set_room_aside(length);
        let copied = io::copy(&mut io::Read::take(from, length), self.file.as_file_mut())?;
        self.length += copied;
        if copied == length { Ok(()) } else { Err(io::Error::other("it was changed while it was read")) }
    }

    /// The file itself, for reading.
    pub(super) fn as_file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Nothing more comes.
    pub(super) fn end(self, target: &Target) -> io::Result<NamedTempFile> {
        if self.room.is_some_and(|room| room > self.length) {
            // Gives back what was set aside, though the length stays what it is.
            self.file.as_file().set_len(self.length)?;
        }
        if let Some(present) = &target.present {
            self.file.as_file().set_permissions(present.permissions())?;
        }
        Ok(self.file)
    }

    /// Tells the system of `more` bytes. Where it cannot be told, or has no room, writing will show.
    fn set_room_aside(&mut self, more: u64) {
        let end = self.length + more;
        let Some(room) = self.room.filter(|room| end > LARGE && end > *room) else { return };
        let from = room.max(self.length);
        self.room = allocate(self.file.as_file(), from..end + STEP).then_some(end + STEP);
    }
}

#[cfg(target_os = "linux")]
fn allocate(file: &File, range: Range<u64>) -> bool {
    use rustix::fs::{FallocateFlags, fallocate};
    fallocate(file, FallocateFlags::KEEP_SIZE, range.start, range.end - range.start).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn allocate(_: &File, _: Range<u64>) -> bool {
    false
}

/// Removes what builds that were killed left half written in `folder`. Nobody needs it; that it cannot be removed is
/// no failure.
pub fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(LEFTOVER.0) && name.ends_with(LEFTOVER.1));
        let Some(file) = is_ours.then(|| File::open(entry.path()).ok()).flatten() else { continue };
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
    if error.get_ref().is_some() && says_something { kind.into() } else { error }
}

#[cfg(test)]
mod tests {
    use super::super::target::Made;
    use super::*;

    fn target(folder: &Path) -> Target {
        Target::find((&folder.canonicalize().unwrap(), Path::new("a.xml")), "a.xml", &mut Made::default()).unwrap()
    }

    #[test]
    fn a_large_file_has_the_bytes_that_came_and_no_room_behind_them() {
        let folder = tempfile::tempdir().unwrap();
        let target = target(folder.path());
        let mut file = Growing::beside(&target).unwrap();
        let piece: Vec<u8> = (0..700_001).map(|at: u32| u8::try_from(at % 251).unwrap()).collect();
        for _ in 0..4 {
            file.write(&piece).unwrap();
        }
        let whole = file.end(&target).unwrap();
        assert!(fs::read(whole.path()).unwrap() == piece.repeat(4));
        #[cfg(unix)]
        assert!(std::os::unix::fs::MetadataExt::blocks(&fs::metadata(whole.path()).unwrap()) * 512 < 4 << 20);
    }

    #[test]
    fn the_cause_of_a_failure_is_told_without_a_name_that_changes() {
        let upstream = tempfile::Builder::new().prefix("x").tempfile_in("/no such folder").unwrap_err();
        assert!(upstream.to_string().contains("/no such folder/x"), "tempfile still names its file: {upstream}");
        assert_eq!(without_name(upstream).to_string(), "entity not found");
        let system = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(without_name(system).to_string(), "permission denied");
    }
}
