//! A file that arrives in parts. As long as they are those of the file that is there, nothing is written; from the
//! first that differs on, a new one grows beside it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::target::Target;

/// A file on its way to its target.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) target: Target,
    state: State,
    /// What was read of the file that is there.
    read: Vec<u8>,
}

#[derive(Debug)]
enum State {
    /// So many bytes came, and are those that the file which is there begins with.
    Same(File, u64),
    /// It is another file.
    New(NamedTempFile),
}

/// How much is read from a file at a time.
const BUFFER: usize = 256 << 10;

impl Incoming {
    pub(super) fn begin(target: Target) -> io::Result<Self> {
        // A file that cannot be read is replaced.
        let present = target.present.as_ref().and_then(|_| File::open(&target.path).ok());
        let state = match present {
            Some(file) => State::Same(file, 0),
            None => State::New(beside(&target)?),
        };
        Ok(Self { target, state, read: Vec::new() })
    }

    /// Takes the next bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let State::Same(present, length) = &mut self.state {
            if stands_next(present, bytes, &mut self.read) {
                *length += bytes.len() as u64;
                return Ok(());
            }
            let mut file = beside(&self.target)?;
            copy(present, 0..*length, &mut file)?;
            self.state = State::New(file);
        }
        match &mut self.state {
            State::New(file) => file.as_file_mut().write_all(bytes),
            State::Same(..) => Ok(()),
        }
    }

    /// Puts `head` in the place of the first `old` bytes.
    pub(super) fn replace_head(&mut self, old: u64, head: &[u8]) -> io::Result<()> {
        let mut file = beside(&self.target)?;
        file.as_file_mut().write_all(head)?;
        match &mut self.state {
            State::Same(present, length) => copy(present, old..*length, &mut file)?,
            State::New(before) => {
                let length = before.as_file_mut().stream_position()?;
                copy(before.as_file_mut(), old..length, &mut file)?;
            }
        }
        // With its true head it may be the file that is there after all.
        self.state = match File::open(&self.target.path) {
            Ok(present) if self.target.present.is_some() && begins_with(&present, &mut file)? => {
                let length = file.as_file_mut().stream_position()?;
                State::Same(present, length)
            }
            _ => State::New(file),
        };
        Ok(())
    }

    /// The complete file beside its target, or `None` where the target has these bytes already.
    pub(super) fn end(mut self) -> io::Result<(Target, Option<NamedTempFile>)> {
        if let State::Same(present, length) = &mut self.state {
            if present.read(&mut [0]).is_ok_and(|more| more == 0) {
                return Ok((self.target, None));
            }
            let mut file = beside(&self.target)?;
            copy(present, 0..*length, &mut file)?;
            self.state = State::New(file);
        }
        let State::New(file) = self.state else { return Ok((self.target, None)) };
        if let Some(present) = &self.target.present {
            file.as_file().set_permissions(present.permissions())?;
        }
        Ok((self.target, Some(file)))
    }
}

/// Whether the next bytes of `file` are `bytes`.
fn stands_next(file: &mut File, bytes: &[u8], read: &mut Vec<u8>) -> bool {
    bytes.chunks(BUFFER).all(|wanted| {
        read.resize(wanted.len(), 0);
        file.read_exact(read).is_ok() && read == wanted
    })
}

/// Whether `present` begins with all that was written into `file`; both are left at the end of that.
fn begins_with(mut present: &File, file: &mut NamedTempFile) -> io::Result<bool> {
    let (mut own, mut there) = (vec![0; BUFFER], vec![0; BUFFER]);
    let file = file.as_file_mut();
    file.rewind()?;
    loop {
        let count = file.read(&mut own)?;
        let there = there.get_mut(..count).unwrap_or_default();
        if count == 0 {
            return Ok(true);
        }
        if present.read_exact(there).is_err() || own.get(..count) != Some(&*there) {
            file.seek(SeekFrom::End(0))?;
            return Ok(false);
        }
    }
}

/// Copies some bytes of `from` to the end of `to`.
fn copy(from: &mut File, range: std::ops::Range<u64>, to: &mut NamedTempFile) -> io::Result<()> {
    from.seek(SeekFrom::Start(range.start))?;
    let length = range.end.saturating_sub(range.start);
    let copied = io::copy(&mut from.take(length), to.as_file_mut())?;
    if copied == length { Ok(()) } else { Err(io::Error::other("it was changed while it was read")) }
}

const LEFTOVER: (&str, &str) = (".feedwright-", ".tmp");

/// An empty file beside a target, locked as long as it is open: so it is told from one that a killed build left.
fn beside(target: &Target) -> io::Result<NamedTempFile> {
    loop {
        let mut builder = tempfile::Builder::new();
        builder.prefix(LEFTOVER.0).suffix(LEFTOVER.1);
        // tempfile's own mode is 0600, which a web server cannot read; the umask is applied to this one.
        #[cfg(unix)]
        builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
        let file = builder.tempfile_in(&target.folder).map_err(without_name)?;
        match file.as_file().try_lock() {
            // Another build may have taken it for a leftover before it was locked.
            Ok(()) if file.path().exists() => return Ok(file),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            // Where files cannot be locked, none is taken for a leftover.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
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

    fn incoming(folder: &Path) -> Incoming {
        let root = folder.canonicalize().unwrap();
        let target = Target::find((&root, Path::new("a.xml")), "a.xml", &mut Made::default()).unwrap();
        Incoming::begin(target).unwrap()
    }

    /// What stands beside the target after these parts, and perhaps another head, came.
    fn arrived(folder: &Path, parts: &[&str], head: Option<(u64, &str)>) -> Option<String> {
        let mut file = incoming(folder);
        for part in parts {
            file.add(part.as_bytes()).unwrap();
        }
        if let Some((old, head)) = head {
            file.replace_head(old, head.as_bytes()).unwrap();
        }
        let (_, file) = file.end().unwrap();
        file.map(|file| fs::read_to_string(file.path()).unwrap())
    }

    #[test]
    fn a_file_is_written_from_the_first_byte_that_differs_on_and_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let parts = ["one ", "two ", "three"];
        let whole = Some("one two three".to_owned());
        assert_eq!(arrived(folder.path(), &parts, None), whole);
        for (there, expected) in [
            ("one two three", None),
            ("", whole.clone()),
            ("one two thr", whole.clone()),
            ("one two three four", whole.clone()),
            ("one tWo three", whole.clone()),
            ("One two three", whole),
        ] {
            fs::write(folder.path().join("a.xml"), there).unwrap();
            assert_eq!(arrived(folder.path(), &parts, None), expected, "{there:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_head_takes_the_place_of_another_whatever_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let parts = ["<a>", "1", "2"];
        let with = |head| arrived(folder.path(), &parts, Some((3, head)));
        assert_eq!(with("<a b>"), Some("<a b>12".to_owned()));
        for (there, expected) in [
            ("<a b>12", None),
            ("<a>12", Some("<a b>12".to_owned())),
            ("<a b>123", Some("<a b>12".to_owned())),
            ("<a b>1", Some("<a b>12".to_owned())),
            ("<c>", Some("<a b>12".to_owned())),
        ] {
            fs::write(folder.path().join("a.xml"), there).unwrap();
            assert_eq!(with("<a b>"), expected, "{there:?}");
        }
        assert_eq!(with(""), Some("12".to_owned()));
    }

    #[test]
    fn what_a_killed_build_left_is_removed_and_what_a_running_one_writes_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join(".feedwright-killed.tmp");
        fs::write(&left, "half").unwrap();
        fs::write(folder.path().join(".feedwright.toml"), "").unwrap();
        let mut running = incoming(folder.path());
        running.add(b"new").unwrap();
        remove_leftovers(folder.path());
        assert!(!left.exists() && folder.path().join(".feedwright.toml").exists());
        let (target, file) = running.end().unwrap();
        file.unwrap().persist(&target.path).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), "new");
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
