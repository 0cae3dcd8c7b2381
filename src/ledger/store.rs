//! The ledger on disk: read before a build, and written with the feeds as one.
//!
//! A build that changes anything first writes the lines that it changes to `feedwright.lock.pending` and gives them to
//! the disk; then the feeds are replaced, then `feedwright.lock`, then the pending file goes. A build that is killed
//! before its lines are whole has changed nothing. One that is killed later left them whole: the next build takes them
//! into the ledger, so that every id and date that a feed may hold already stays what it is, and writes the feeds
//! again. It adds its own lines below, so that it may be killed as well. Who writes holds the pending file locked, so
//! that a build that runs is never taken for one that was killed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use same_file::Handle;
use xxhash_rust::xxh3::xxh3_64;

use super::{FILE_NAME, INTERRUPTED, Ledger, Line, file};
use crate::error::Error;
use crate::output::{FileOutcome, commit_file, has_bytes, may_commit_file, not_a_file, read_present};
use crate::problem::{Place, Problem};

/// The comment in a pending file that tells from which ledger it was made.
const MADE_FROM: &str = "# made from ";

/// The ledger as it was found.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    /// The bytes of the file; `None` when there is none.
    bytes: Option<Vec<u8>>,
    /// What it says, with what an interrupted build had added.
    pub ledger: Ledger,
    /// That a build was interrupted.
    pub repair: Option<Problem>,
}

/// A build that has begun to write.
#[derive(Debug)]
pub struct Writing {
    path: PathBuf,
    pending: PathBuf,
    /// Locked as long as this lives.
    _locked: File,
}

impl Store {
    /// Reads the ledger in `folder`, and what an interrupted build left of one.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is damaged: see [`file::parse`].
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE_NAME);
        let pending = pending(&path);
        let (bytes, left) = loop {
            let bytes = read_if_there(&path)?;
            match leftover(&pending)? {
                // Its build ended between the two: the ledger that was just read is the one before it.
                Leftover::Gone => {}
                Leftover::None => break (bytes, None),
                Leftover::Bytes(left) => break (bytes, Some(left)),
            }
        };
        let ledger = match &bytes {
            Some(bytes) => file::parse(FILE_NAME, bytes).map_err(Error::Problems)?,
            None => Ledger::default(),
        };
        let mut store = Self { path, bytes, ledger, repair: None };
        if let Some(left) = left {
            store.take(&left);
        }
        Ok(store)
    }

    /// Whether `ledger` is another than the one in the file, or a build was interrupted.
    #[must_use]
    pub fn would_change(&self, ledger: &Ledger) -> bool {
        self.repair.is_some() || self.bytes.is_none() && !ledger.lines.is_empty() || *ledger != self.ledger
    }

    /// The folder that it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Whether there is a file.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.bytes.is_some()
    }

    /// Begins to write `ledger`: from here on an interrupted build can be completed.
    ///
    /// # Errors
    ///
    /// The folder cannot be written, or the ledger not be replaced, such as by a link out of the folder; or another build
    /// has changed the ledger since this one read it.
    pub fn begin(&self, ledger: &Ledger) -> Result<Writing, Error> {
        let pending = pending(&self.path);
        let failed = |source| Error::Write { path: pending.clone(), source };
        may_commit_file(&self.path).map_err(|error| match error {
            Error::Outside { .. } => {
                let source = io::Error::other("it is a link that leads out of its folder");
                Error::Write { path: self.path.clone(), source }
            }
            error => error,
        })?;
        let mut file = open_locked(&pending).map_err(failed)?;
        if !self.stays_or_is(ledger)? {
            // With bytes in it, it is what a killed build left, and the next build's to complete.
            if file.metadata().is_ok_and(|found| found.len() == 0) {
                let _ = fs::remove_file(&pending);
            }
            let changed = io::Error::other("another build changed the ledger meanwhile; build again");
            return Err(Error::Write { path: self.path.clone(), source: changed });
        }
        let start = if self.repair.is_some() { SeekFrom::End(0) } else { SeekFrom::Start(0) };
        let block = self.block(ledger);
        file.seek(start)
            .and_then(|at| file.set_len(at))
            .and_then(|()| file.write_all(block.as_bytes()))
            .and_then(|()| file.sync_data())
            .map_err(failed)?;
        Ok(Writing { path: self.path.clone(), pending: pending.clone(), _locked: file })
    }

    /// Whether the file is as it was read, or says what `ledger` says: the same from two builds is no conflict.
    fn stays_or_is(&self, ledger: &Ledger) -> Result<bool, Error> {
        if self.bytes.as_ref().is_some_and(|bytes| has_bytes(&self.path, bytes)) {
            return Ok(true);
        }
        let now = read_if_there(&self.path)?;
        Ok(now == self.bytes || now.as_deref() == Some(file::write(ledger).as_bytes()))
    }

    /// What goes into the pending file: the lines that change, or all of them where it holds what an earlier build
    /// left, which may go meanwhile.
    fn block(&self, ledger: &Ledger) -> String {
        let lines = if self.repair.is_some() { ledger.lines.clone() } else { changed(&self.ledger, ledger) };
        let text = file::write(&Ledger { lines });
        let header = file::header();
        let rest = text.strip_prefix(&header).unwrap_or_default();
        // What was left may break off within a line.
        let behind = if self.repair.is_some() { "\n" } else { "" };
        format!("{behind}{header}{MADE_FROM}{:016x}\n{rest}", self.base())
    }

    /// By what a pending file is known to be made from this ledger.
    fn base(&self) -> u64 {
        xxh3_64(self.bytes.as_deref().unwrap_or_default())
    }

    /// Takes over what interrupted builds were about to write.
    fn take(&mut self, left: &[u8]) {
        let base = format!("{MADE_FROM}{:016x}", self.base());
        for block in blocks(left) {
            let Ok(pending) = file::parse(FILE_NAME, block) else { continue };
            let is_next = block.split(|byte| *byte == b'\n').nth(1) == Some(base.as_bytes());
            let next = if is_next { overlaid(&self.ledger, pending) } else { merged(&self.ledger, pending) };
            if next == self.ledger && !is_next {
                continue;
            }
            let message = "the last build was interrupted while it wrote; a build completes its ledger and feeds";
            self.repair = Some(Problem::new(&INTERRUPTED, message).at(Place::file(FILE_NAME)));
            self.ledger = next;
        }
    }
}

impl Writing {
    /// Puts the new ledger, as [`file::write`] writes it, in its place, after the feeds are in theirs.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn finish(self, text: &str) -> Result<FileOutcome, Error> {
        let outcome = commit_file(&self.path, text.as_bytes())?;
        // Removed before the lock goes with `self`, so that it is this build's own and not the next one's.
        match fs::remove_file(&self.pending) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(Error::Write { path: self.pending, source }),
            _ => Ok(outcome),
        }
    }
}

/// The lines of `new` that `old` has not.
fn changed(old: &Ledger, new: &Ledger) -> Vec<Line> {
    let mut known = old.lines.iter().peekable();
    let is_changed = |line: &&Line| {
        while known.next_if(|old| old.id < line.id).is_some() {}
        known.peek() != Some(line)
    };
    new.lines.iter().filter(is_changed).cloned().collect()
}

/// What each of the builds left that were killed one after the other. What is not whole was never acted upon.
fn blocks(left: &[u8]) -> impl Iterator<Item = &[u8]> {
    // Each with its line end, since the line of an entry has tabs.
    let (header, end) = (file::header(), [b"\n", file::END.as_bytes(), b"\n"].concat());
    let starts: Vec<usize> = memchr::memmem::find_iter(left, &header).collect();
    starts.into_iter().filter(|at| *at == 0 || left.get(at - 1) == Some(&b'\n')).filter_map(move |at| {
        let block = left.get(at..)?;
        block.get(..memchr::memmem::find(block, &end)? + end.len())
    })
}

/// The ledger with these lines in the place of those with their ids.
fn overlaid(ledger: &Ledger, lines: Ledger) -> Ledger {
    let unchanged = ledger.lines.iter().filter(|line| lines.line(&line.id).is_none()).cloned().collect::<Vec<_>>();
    Ledger::of(lines.lines.into_iter().chain(unchanged).collect())
}

/// The ledger on disk with the entries that only the pending one has: it moved on since, by a merge or a checkout.
fn merged(ledger: &Ledger, pending: Ledger) -> Ledger {
    let known = |line: &Line| ledger.line(&line.id).is_some();
    let sources: std::collections::HashSet<&str> = ledger.lines.iter().map(|line| line.source.as_str()).collect();
    let more = pending.lines.into_iter().filter(|line| !known(line) && !sources.contains(line.source.as_str()));
    Ledger::of(more.chain(ledger.lines.iter().cloned()).collect())
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    read_present(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

fn pending(ledger: &Path) -> PathBuf {
    ledger.with_file_name(format!("{FILE_NAME}.pending"))
}

/// What there is of a pending file.
enum Leftover {
    /// No file, or one that a running build holds.
    None,
    /// What a killed build wrote.
    Bytes(Vec<u8>),
    /// It was there, and its build removed it meanwhile.
    Gone,
}

fn leftover(path: &Path) -> Result<Leftover, Error> {
    let failed = |source| Error::Read { path: path.to_owned(), source };
    refuse_other(path).map_err(failed)?;
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Leftover::None),
        Err(error) => return Err(failed(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Leftover::None),
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    if !is_at(&file, path).map_err(failed)? {
        return Ok(Leftover::Gone);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(Leftover::Bytes(bytes))
}

/// What a build left is a file. A link would lead to one that is none of ours, and a pipe would never end.
fn refuse_other(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.is_file() => Err(not_a_file()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Opens the pending file and waits until no other build holds it.
fn open_locked(path: &Path) -> io::Result<File> {
    loop {
        refuse_other(path)?;
        let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        file.lock()?;
        // The build that held it may have removed it meanwhile, and a third may have made one of its own since: then
        // this lock guards nothing.
        if is_at(&file, path)? {
            return Ok(file);
        }
    }
}

/// Whether `file` is the one that has this path now.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match Handle::from_path(path) {
        Ok(there) => Ok(there == Handle::from_file(file.try_clone()?)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::ledger::words::Words;

    fn a_line(id: &str) -> Line {
        Line {
            id: id.to_owned(),
            source: format!("{id}.md"),
            link: String::new(),
            published: None,
            updated: None,
            words: Words::default(),
            state: State::Live,
        }
    }

    fn ledger(ids: &[&str]) -> Ledger {
        Ledger::of(ids.iter().map(|id| a_line(id)).collect())
    }

    fn written(folder: &Path, ledger: &Ledger) {
        let store = Store::read(folder).unwrap();
        store.begin(ledger).unwrap().finish(&file::write(ledger)).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_ledger_is_read_as_it_was_written_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!Store::read(folder.path()).unwrap().is_there());
        written(folder.path(), &ledger(&["a"]));
        let store = Store::read(folder.path()).unwrap();
        assert_eq!((store.ledger.clone(), store.repair.is_none()), (ledger(&["a"]), true));
        assert!(!store.would_change(&ledger(&["a"])) && store.would_change(&ledger(&["a", "b"])));
        assert_eq!(names(folder.path()), [FILE_NAME]);
    }

    #[test]
    fn an_interrupted_build_is_completed_and_said() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &ledger(&["a"]));
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b"])).unwrap());
        let store = Store::read(folder.path()).unwrap();
        assert_eq!(store.ledger, ledger(&["a", "b"]));
        assert_eq!(store.repair.as_ref().map(|problem| problem.code), Some("build-interrupted"));
        assert!(store.would_change(&store.ledger));
        written(folder.path(), &ledger(&["a", "b"]));
        assert!(Store::read(folder.path()).unwrap().repair.is_none());
    }

    #[test]
    fn a_pending_file_that_is_not_whole_was_never_acted_upon() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &ledger(&["a"]));
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b"])).unwrap());
        let pending = folder.path().join("feedwright.lock.pending");
        let bytes = fs::read(&pending).unwrap();
        for cut in 0..bytes.len() - 1 {
            fs::write(&pending, &bytes[..cut]).unwrap();
            let store = Store::read(folder.path()).unwrap();
            assert_eq!((store.ledger, store.repair), (ledger(&["a"]), None), "cut at {cut}");
        }
    }

    #[test]
    fn a_ledger_that_moved_on_keeps_what_only_the_interrupted_build_knew() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &ledger(&["a"]));
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b"])).unwrap());
        fs::write(folder.path().join(FILE_NAME), file::write(&ledger(&["a", "c"]))).unwrap();
        let store = Store::read(folder.path()).unwrap();
        assert_eq!((store.ledger, store.repair.is_some()), (ledger(&["a", "b", "c"]), true));
    }

    #[test]
    fn a_build_that_runs_is_not_taken_for_an_interrupted_one() {
        let folder = tempfile::tempdir().unwrap();
        let writing = Store::read(folder.path()).unwrap().begin(&ledger(&["a"])).unwrap();
        assert!(Store::read(folder.path()).unwrap().repair.is_none());
        writing.finish(&file::write(&ledger(&["a"]))).unwrap();
    }

    #[test]
    fn a_build_that_completes_a_killed_one_may_be_killed_at_any_moment() {
        let folder = tempfile::tempdir().unwrap();
        let pending = folder.path().join("feedwright.lock.pending");
        written(folder.path(), &ledger(&["a", "c"]));
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b", "c"])).unwrap());
        let first = fs::read(&pending).unwrap();
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b", "c", "d"])).unwrap());
        let both = fs::read(&pending).unwrap();
        assert!(both.starts_with(&first));
        for end in first.len()..both.len() - 1 {
            fs::write(&pending, &both[..end]).unwrap();
            let store = Store::read(folder.path()).unwrap();
            assert_eq!((store.ledger, store.repair.is_some()), (ledger(&["a", "b", "c"]), true), "cut at {end}");
        }
        fs::write(&pending, &both[..both.len() - 20]).unwrap();
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b", "c", "e"])).unwrap());
        assert_eq!(Store::read(folder.path()).unwrap().ledger, ledger(&["a", "b", "c", "e"]));
        written(folder.path(), &ledger(&["a", "b", "c", "e"]));
        assert_eq!(names(folder.path()), [FILE_NAME]);
    }

    #[test]
    fn a_pending_file_holds_the_lines_that_change() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &ledger(&["a", "b", "d"]));
        let mut next = ledger(&["a", "b", "c", "d"]);
        next.lines[1].link = "https://example.org/b/".to_owned();
        let writing = Store::read(folder.path()).unwrap().begin(&next).unwrap();
        let ids: Vec<String> = file::parse(FILE_NAME, &fs::read(&writing.pending).unwrap())
            .unwrap()
            .lines
            .into_iter()
            .map(|line| line.id)
            .collect();
        assert_eq!(ids, ["b", "c"]);
        drop(writing);
        assert_eq!(Store::read(folder.path()).unwrap().ledger, next);
    }

    #[test]
    fn a_ledger_that_another_build_changed_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::read(folder.path()).unwrap();
        written(folder.path(), &ledger(&["a"]));
        assert!(store.begin(&ledger(&["b"])).is_err());
        assert!(store.begin(&ledger(&["a"])).is_ok(), "the same from two builds is no conflict");
    }

    #[test]
    fn builds_that_write_at_once_wait_for_each_other() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &ledger(&["a"]));
        let inside = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let store = Store::read(folder.path()).unwrap();
                        assert_eq!(store.repair, None, "no build was killed");
                        let writing = store.begin(&ledger(&["a"])).unwrap();
                        assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0, "one at a time");
                        assert!(file::parse(FILE_NAME, &fs::read(&writing.pending).unwrap()).is_ok());
                        inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        writing.finish(&file::write(&store.ledger)).unwrap();
                    }
                });
            }
        });
        assert_eq!(names(folder.path()), [FILE_NAME]);
    }

    #[test]
    fn a_build_that_comes_too_late_leaves_what_a_killed_one_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let late = Store::read(folder.path()).unwrap();
        written(folder.path(), &ledger(&["a"]));
        drop(Store::read(folder.path()).unwrap().begin(&ledger(&["a", "b"])).unwrap());
        assert!(late.begin(&ledger(&["c"])).is_err());
        assert_eq!(Store::read(folder.path()).unwrap().ledger, ledger(&["a", "b"]));
    }
}
