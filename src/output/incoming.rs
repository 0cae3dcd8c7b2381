//! A file that arrives in parts. As long as they are those of the file that is there, nothing is written; from the
//! first that differs on, a new one grows beside it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use tempfile::NamedTempFile;

use super::growing::Growing;
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
    New(Growing),
}

/// How much is read from a file at a time.
const BUFFER: usize = 256 << 10;

impl Incoming {
    pub(super) fn begin(target: Target) -> io::Result<Self> {
        // A file that cannot be read is replaced.
        let present = target.present.as_ref().and_then(|_| File::open(&target.path).ok());
        let state = match present {
            Some(file) => State::Same(file, 0),
            None => State::New(Growing::beside(&target)?),
        };
        Ok(Self { target, state, read: Vec::new() })
    }

    /// Takes the next bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let State::Same(present, length) = &mut self.state
            && stands_next(present, bytes, &mut self.read)
        {
            *length += bytes.len() as u64;
            return Ok(());
        }
        self.another()?.write(bytes)
    }

    /// Puts `head` in the place of the first `old` bytes.
    pub(super) fn replace_head(&mut self, old: u64, head: &[u8]) -> io::Result<()> {
        let mut file = Growing::beside(&self.target)?;
        file.write(head)?;
        match &mut self.state {
            State::Same(present, length) => file.copy(present, old..*length)?,
            State::New(before) => {
                let length = before.length();
                file.copy(before.as_file(), old..length)?;
            }
        }
        // With its true head it may be the file that is there after all.
        self.state = match File::open(&self.target.path) {
            Ok(present) if self.target.present.is_some() && begins_with(&present, file.as_file())? => {
                State::Same(present, file.length())
            }
            _ => State::New(file),
        };
        Ok(())
    }

    /// The complete file beside its target, or `None` where the target has these bytes already.
    pub(super) fn end(mut self) -> io::Result<(Target, Option<NamedTempFile>)> {
        if let State::Same(present, _) = &mut self.state
            && present.read(&mut [0]).is_ok_and(|more| more == 0)
        {
            return Ok((self.target, None));
        }
        self.another()?;
        match self.state {
            State::New(file) => file.end(&self.target).map(|file| (self.target, Some(file))),
            State::Same(..) => Ok((self.target, None)),
        }
    }

    /// The new file; where there was none so far, with what came of it.
    fn another(&mut self) -> io::Result<&mut Growing> {
        if let State::Same(present, length) = &mut self.state {
            let mut file = Growing::beside(&self.target)?;
            file.copy(present, 0..*length)?;
            self.state = State::New(file);
        }
        match &mut self.state {
            State::New(file) => Ok(file),
            State::Same(..) => Err(io::ErrorKind::InvalidData.into()),
        }
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
fn begins_with(mut present: &File, file: &mut File) -> io::Result<bool> {
    let (mut own, mut there) = (vec![0; BUFFER], vec![0; BUFFER]);
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::growing::remove_leftovers;
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
}
