//! A new file that grows beside its target.

use std::fs::{File, Permissions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::Path;

use tempfile::NamedTempFile;

use super::temporary::temporary;

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

/// A disk that has not room for so many such steps has none to set aside: what is written beside would lack it.
#[cfg(target_os = "linux")]
const PLENTY: u64 = 64;

impl Growing {
    /// An empty file in `folder`.
    pub(super) fn begin(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: temporary(folder)?, length: 0, room: Some(0) })
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
        let copied = io::copy(&mut from.take(length), self.file.as_file_mut())?;
        self.length += copied;
        if copied == length { Ok(()) } else { Err(io::Error::other("it was changed while it was read")) }
    }

    /// Puts `head` in the place of its first `old` bytes.
    pub(super) fn change_head(&mut self, folder: &Path, old: u64, head: &[u8]) -> io::Result<()> {
        if self.length == 0 {
            return self.write(head);
        }
        let mut other = Self::begin(folder)?;
        other.write(head)?;
        other.copy(self.file.as_file_mut(), old..self.length)?;
        *self = other;
        Ok(())
    }

    /// Nothing more comes. The file gets these permissions, or keeps the usual ones.
    pub(super) fn end(self, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
        if self.room.is_some_and(|room| room > self.length) {
            // Gives back what was set aside, though the length stays what it is.
            self.file.as_file().set_len(self.length)?;
        }
        permissions.map(|permissions| self.file.as_file().set_permissions(permissions)).transpose()?;
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

/// Sets room aside where that is known to help: other file systems fill it with zeros, or compress no more.
#[cfg(target_os = "linux")]
fn allocate(file: &File, range: Range<u64>) -> bool {
    use rustix::fs::{FallocateFlags, FsWord, fallocate, fstatfs};
    const EXT4: FsWord = 0xef53;
    const XFS: FsWord = 0x5846_5342;
    let length = range.end - range.start;
    let helps = fstatfs(file).is_ok_and(|disk| {
        let free = disk.f_bavail.saturating_mul(u64::try_from(disk.f_bsize).unwrap_or(0));
        [EXT4, XFS].contains(&disk.f_type) && free / PLENTY > length
    });
    helps && fallocate(file, FallocateFlags::KEEP_SIZE, range.start, length).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn allocate(_: &File, _: Range<u64>) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_of_which_nothing_is_written_gets_its_head_without_another() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Growing::begin(folder.path()).unwrap();
        let path = file.file.path().to_owned();
        file.change_head(folder.path(), 0, b"head").unwrap();
        let file = file.end(None).unwrap();
        assert_eq!((file.path(), fs::read(&path).unwrap().as_slice()), (path.as_path(), &b"head"[..]));
    }

    #[test]
    fn a_large_file_has_the_bytes_that_came_and_no_room_behind_them() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = Growing::begin(folder.path()).unwrap();
        let piece: Vec<u8> = (0..700_001).map(|at: u32| u8::try_from(at % 251).unwrap()).collect();
        for _ in 0..4 {
            file.write(&piece).unwrap();
        }
        file.change_head(folder.path(), 1, b"head").unwrap();
        let whole = file.end(None).unwrap();
        assert!(fs::read(whole.path()).unwrap() == [b"head", &piece.repeat(4)[1..]].concat());
        #[cfg(unix)]
        assert!(std::os::unix::fs::MetadataExt::blocks(&fs::metadata(whole.path()).unwrap()) * 512 < 4 << 20);
    }
}
