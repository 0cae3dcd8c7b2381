//! A file that arrives in pieces. As long as they are those of the file that is there, nothing is written; from the
//! first that differs on, a new one grows beside it.
//!
//! What stands above the entries is known for certain when the last of them is made. So it is held against the file
//! that is there at the end, and the entries against what stands behind it there, wherever that begins.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use tempfile::NamedTempFile;

use super::growing::Growing;
use super::target::Target;

/// A file on its way to its target.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) target: Target,
    /// What stands above the entries, as it was said last.
    head: Vec<u8>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// What came stands in the file that is there.
    Same(Present),
    /// It is another file, with its head.
    New(Growing),
}

/// The file that is there.
#[derive(Debug)]
struct Present {
    file: File,
    /// What stands in it above the first entry that came.
    head: Vec<u8>,
    /// How much has come that stands behind that.
    length: u64,
    /// What was read of it last.
    read: Vec<u8>,
}

/// A file that has arrived.
#[derive(Debug)]
pub(super) enum Arrived {
    /// It has the bytes of the file that is there: this one.
    Same(File),
    /// It lies beside its target.
    New(NamedTempFile),
}

/// How much is read from a file at a time.
const BUFFER: usize = 256 << 10;

/// By how many bytes a head may have grown shorter since it was written: some namespaces are fewer.
const SHORTER: usize = 4 << 10;

/// By so many bytes the first entry is found in the file that is there.
const BEGINNING: usize = 256;

impl Incoming {
    pub(super) fn begin(target: Target) -> io::Result<Self> {
        // A file that cannot be read is replaced.
        let present = target.present.as_ref().and_then(|_| File::open(&target.path).ok());
        let state = match present {
            Some(file) => State::Same(Present { file, head: Vec::new(), length: 0, read: Vec::new() }),
            None => State::New(Growing::begin(&target.folder)?),
        };
        Ok(Self { target, head: Vec::new(), state })
    }

    /// Takes what stands above the entries, before the first of them, or in the place of what was said so.
    pub(super) fn put_head(&mut self, head: &[u8]) -> io::Result<()> {
        if self.head == head {
            return Ok(());
        }
        if let State::New(file) = &mut self.state {
            file.change_head(&self.target.folder, self.head.len() as u64, head)?;
        }
        self.head = head.to_vec();
        Ok(())
    }

    /// Takes the next bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let State::Same(present) = &mut self.state
            && present.goes_on_with(bytes, self.head.len())
        {
            return Ok(());
        }
        self.another()?.write(bytes)
    }

    /// The file, complete.
    pub(super) fn end(mut self) -> io::Result<(Target, Arrived)> {
        let is_there = match &mut self.state {
            State::Same(present) => {
                present.head == self.head && present.file.read(&mut [0]).is_ok_and(|more| more == 0)
            }
            State::New(_) => false,
        };
        if !is_there {
            self.another()?;
        }
        let arrived = match self.state {
            State::Same(present) => Arrived::Same(present.file),
            State::New(file) => {
                Arrived::New(file.end(self.target.present.as_ref().map(std::fs::Metadata::permissions))?)
            }
        };
        Ok((self.target, arrived))
    }

    /// The new file; where there was none so far, with what came of it.
    fn another(&mut self) -> io::Result<&mut Growing> {
        if let State::Same(present) = &mut self.state {
            let mut file = Growing::begin(&self.target.folder)?;
            file.write(&self.head)?;
            let begins = present.head.len() as u64;
            file.copy(&mut present.file, begins..begins + present.length)?;
            self.state = State::New(file);
        }
        match &mut self.state {
            State::New(file) => Ok(file),
            State::Same(_) => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

impl Present {
    /// Whether the next bytes of the file are `bytes`. The first stand behind a head of about this length.
    fn goes_on_with(&mut self, bytes: &[u8], head: usize) -> bool {
        if self.length == 0 && !self.find(bytes, head) {
            return false;
        }
        let read = &mut self.read;
        let is_next = bytes.chunks(BUFFER).all(|wanted| {
            read.resize(wanted.len(), 0);
            self.file.read_exact(read).is_ok() && read == wanted
        });
        self.length += if is_next { bytes.len() as u64 } else { 0 };
        is_next
    }

    /// Goes to where the file has the first of `bytes`.
    fn find(&mut self, bytes: &[u8], head: usize) -> bool {
        let wanted = bytes.get(..BEGINNING).unwrap_or(bytes);
        let mut there = Vec::new();
        let most = (head + SHORTER + wanted.len()) as u64;
        let is_read = self.file.rewind().and_then(|()| (&self.file).take(most).read_to_end(&mut there)).is_ok();
        let Some(at) = memchr::memmem::find(&there, wanted).filter(|_| is_read) else { return false };
        there.truncate(at);
        self.head = there;
        self.file.seek(SeekFrom::Start(at as u64)).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::target::Made;
    use super::super::temporary::remove_leftovers;
    use super::*;

    fn incoming(folder: &Path) -> Incoming {
        let root = folder.canonicalize().unwrap();
        let target = Target::find((&root, Path::new("a.xml")), "a.xml", &mut Made::default()).unwrap();
        Incoming::begin(target).unwrap()
    }

    /// What stands beside the target after these heads, each with the pieces that come behind it.
    fn arrived(folder: &Path, pieces: &[(&str, &[&str])]) -> Option<String> {
        let mut file = incoming(folder);
        for (head, parts) in pieces {
            file.put_head(head.as_bytes()).unwrap();
            for part in *parts {
                file.add(part.as_bytes()).unwrap();
            }
        }
        match file.end().unwrap() {
            (_, Arrived::New(file)) => Some(fs::read_to_string(file.path()).unwrap()),
            (_, Arrived::Same(_)) => None,
        }
    }

    #[test]
    fn a_file_is_written_from_the_first_byte_that_differs_on_and_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let pieces: [(&str, &[&str]); 1] = [("", &["one ", "two ", "three"])];
        let whole = Some("one two three".to_owned());
        assert_eq!(arrived(folder.path(), &pieces), whole);
        for (there, expected) in [
            ("one two three", None),
            ("", whole.clone()),
            ("one two thr", whole.clone()),
            ("one two three four", whole.clone()),
            ("one tWo three", whole.clone()),
            ("more one two three", whole.clone()),
            ("One two three", whole),
        ] {
            fs::write(folder.path().join("a.xml"), there).unwrap();
            assert_eq!(arrived(folder.path(), &pieces), expected, "{there:?}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_head_takes_the_place_of_another_whatever_is_there() {
        let folder = tempfile::tempdir().unwrap();
        for head in ["<a b>", "<a>", ""] {
            let with = || arrived(folder.path(), &[("<a>", &["1", "2"]), (head, &[])]);
            let whole = Some(format!("{head}12"));
            let _ = fs::remove_file(folder.path().join("a.xml"));
            assert_eq!(with(), whole);
            for there in ["<a b>12", "<a>12", "<a b>123", "<a b>1", "<a>1", "<c>", "12", "2", ""] {
                fs::write(folder.path().join("a.xml"), there).unwrap();
                let expected = whole.clone().filter(|whole| whole != there);
                assert_eq!(with(), expected, "{there:?}");
            }
        }
    }

    #[test]
    fn a_file_that_is_there_is_not_written_whatever_is_said_of_its_head_at_first() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.xml"), "<a b>12").unwrap();
        let mut file = incoming(folder.path());
        file.put_head(b"<a>").unwrap();
        for part in ["1", "2"] {
            file.add(part.as_bytes()).unwrap();
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
        file.put_head(b"<a b>").unwrap();
        assert!(matches!(file.end().unwrap().1, Arrived::Same(_)));
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
        let (target, Arrived::New(file)) = running.end().unwrap() else { panic!("there was no file") };
        file.persist(&target.path).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), "new");
    }
}
