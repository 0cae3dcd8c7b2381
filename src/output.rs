//! `commit`: documents into the output folder, each replaced whole or not at all.
//!
//! Every document is first written to a file of its own beside its target, piece by piece as it is made; only when all
//! of them are complete is each renamed into place. A reader of the folder, or a second build at the same time, sees
//! the old file or the new one. A document that comes out as the file that is there is not written at all. Nothing
//! waits for the disk (`fdatasync` of a large archive takes as long as its build): after a power cut a feed is built
//! again. The ledger, which cannot be, is waited for.

mod growing;
mod incoming;
mod target;
mod temporary;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::Error;
use crate::feed::{Document, Piece};
use incoming::{Arrived, Incoming};
pub use target::is_inner;
use target::{Made, Target, inner_path};
pub use temporary::remove_leftovers;

/// What became of a document's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOutcome {
    /// It has new bytes.
    Written,
    /// It had these bytes already, and keeps its time.
    Unchanged,
}

/// Writes `documents` below `folder`, which is made when it is missing, and says what became of each.
///
/// A file that is replaced keeps its mode; a new one gets the usual mode of the user's files. A link inside the folder
/// is followed as long as it leads to a place inside the folder.
///
/// # Errors
///
/// A path that leads outside the folder, or is no file name on some system; a file that cannot be written. No file is
/// replaced when one of them cannot be prepared.
pub fn commit(folder: &Path, documents: &[Document]) -> Result<Vec<(String, FileOutcome)>, Error> {
    prepare(folder, documents)?.commit()
}

/// The first half of [`commit`]: writes every document that is new beside its target. Nothing is replaced yet, and what
/// was written goes again when the second half does not follow.
///
/// # Errors
///
/// Those of [`commit`].
pub fn prepare(folder: &Path, documents: &[Document]) -> Result<Prepared, Error> {
    let mut preparing = Preparing::begin(folder, documents.iter().map(|document| document.path.as_str()))?;
    for (number, document) in documents.iter().enumerate() {
        preparing.take(number, Piece::Bytes(&document.bytes))?;
    }
    preparing.end()
}

/// The same for documents that are still being made: they are written piece by piece.
///
/// ```
/// use feedwright::feed::Piece;
/// use feedwright::output::Preparing;
///
/// let folder = tempfile::tempdir()?;
/// let mut preparing = Preparing::begin(folder.path(), ["a.xml"])?;
/// preparing.take(0, Piece::Head(b"<a>"))?;
/// preparing.take(0, Piece::Bytes(b"<b/>"))?;
/// preparing.take(0, Piece::Bytes(b"</a>"))?;
/// // What only the end of a document told of its beginning.
/// preparing.take(0, Piece::Head(b"<a x='1'>"))?;
/// let prepared = preparing.end()?;
/// assert!(!folder.path().join("a.xml").exists());
/// prepared.commit()?;
/// assert_eq!(std::fs::read(folder.path().join("a.xml"))?, b"<a x='1'><b/></a>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Preparing {
    files: Vec<(String, Incoming)>,
    made: Made,
}

impl Preparing {
    /// Begins with documents of these paths below `folder`.
    ///
    /// # Errors
    ///
    /// Those of [`commit`].
    pub fn begin<'a>(folder: &Path, paths: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        let names: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        let paths = names.iter().map(|name| inner_path(name)).collect::<Result<Vec<_>, _>>()?;
        let mut made = Made::default();
        made.make_all(folder)?;
        let root = folder.canonicalize().map_err(|error| cannot_write(folder, error))?;
        let mut targets = Vec::with_capacity(paths.len());
        for (path, name) in paths.iter().zip(&names) {
            targets.push(Target::find((&root, path), name, &mut made)?);
        }
        refuse_conflicts(&names, &targets)?;
        let files = names.into_iter().zip(targets).map(|(name, target)| {
            let path = target.path.clone();
            Ok((name, Incoming::begin(target).map_err(|error| cannot_write(&path, error))?))
        });
        Ok(Self { files: files.collect::<Result<_, _>>()?, made })
    }

    /// Takes the next piece of a document.
    ///
    /// # Errors
    ///
    /// Its file cannot be written.
    pub fn take(&mut self, number: usize, piece: Piece<'_>) -> Result<(), Error> {
        let Some((_, file)) = self.files.get_mut(number) else { return Ok(()) };
        let done = match piece {
            Piece::Bytes(bytes) => file.add(bytes),
            Piece::Head(bytes) => file.put_head(bytes),
        };
        done.map_err(|error| cannot_write(&file.target.path, error))
    }

    /// All documents are whole.
    ///
    /// # Errors
    ///
    /// A file that cannot be written.
    pub fn end(self) -> Result<Prepared, Error> {
        let ended = self.files.into_iter().map(|(name, file)| {
            let path = file.target.path.clone();
            let (target, file) = file.end().map_err(|error| cannot_write(&path, error))?;
            Ok((name, target, file))
        });
        Ok(Prepared { files: ended.collect::<Result<_, _>>()?, made: self.made })
    }
}

/// Documents that are written beside their targets, and not yet in their places.
#[derive(Debug)]
pub struct Prepared {
    /// For each its path below the folder, its target, and its file.
    files: Vec<(String, Target, Arrived)>,
    made: Made,
}

impl Prepared {
    /// Whether every file has these bytes already, so that nothing would be written.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.files.iter().all(|(_, _, file)| matches!(file, Arrived::Same(_)))
    }

    /// The bytes of a document, from its beginning; `None` where there is none of this number. One reader at a time.
    ///
    /// # Errors
    ///
    /// Its file cannot be read.
    pub fn reader(&self, number: usize) -> io::Result<Option<impl Read + use<>>> {
        let Some((_, _, file)) = self.files.get(number) else { return Ok(None) };
        // Not by its path: something else may have it now, and not everywhere is a locked file read through another
        // handle.
        let mut file = match file {
            Arrived::Same(file) => file.try_clone()?,
            Arrived::New(file) => file.as_file().try_clone()?,
        };
        file.rewind()?;
        Ok(Some(file))
    }

    /// The folders of the documents.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        let folders: BTreeSet<&Path> = self.files.iter().map(|(_, target, _)| target.folder.as_path()).collect();
        folders.into_iter()
    }

    /// Puts each into its place.
    ///
    /// # Errors
    ///
    /// One that cannot be replaced; those before it are.
    pub fn commit(self) -> Result<Vec<(String, FileOutcome)>, Error> {
        let folders: Vec<PathBuf> =
            if self.is_current() { Vec::new() } else { self.folders().map(Path::to_owned).collect() };
        let replaced = self.files.into_iter().map(|(path, target, file)| {
            let Arrived::New(file) = file else { return Ok((path, FileOutcome::Unchanged)) };
            persist(file, &target)?;
            Ok((path, FileOutcome::Written))
        });
        let outcomes = replaced.collect::<Result<_, _>>()?;
        self.made.keep();
        for folder in &folders {
            remove_leftovers(folder);
        }
        Ok(outcomes)
    }
}

fn persist(file: NamedTempFile, target: &Target) -> Result<(), Error> {
    file.persist(&target.path).map(drop).map_err(|failed| cannot_write(&target.path, failed.error))
}

/// Writes one file that is no feed, such as a configuration, in the same way: whole or not at all.
///
/// # Errors
///
/// A path without a file name; a folder that is not there; a file that cannot be written.
pub fn commit_file(path: &Path, bytes: &[u8]) -> Result<FileOutcome, Error> {
    let target = place(path)?;
    let place = target.path.clone();
    let complete = Incoming::begin(target).and_then(|mut file| file.add(bytes).and_then(|()| file.end()));
    match complete.map_err(|error| cannot_write(&place, error))? {
        (target, Arrived::New(file)) => persist(file, &target).map(|()| FileOutcome::Written),
        (_, Arrived::Same(_)) => Ok(FileOutcome::Unchanged),
    }
}

/// Whether [`commit_file`] may write there at all, before anything is written.
///
/// # Errors
///
/// A path without a file name; a folder that is not there; a link that leads out of it; what is no file.
pub fn may_commit_file(path: &Path) -> Result<(), Error> {
    place(path).map(drop)
}

fn place(path: &Path) -> Result<Target, Error> {
    let Some(name) = path.file_name() else {
        return Err(Error::Outside { path: path.display().to_string() });
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let root = folder.canonicalize().map_err(|error| cannot_write(folder, error))?;
    Target::find((&root, Path::new(name)), &path.display().to_string(), &mut Made::default())
}

/// The bytes of a file that a build may replace; `None` where there is none.
///
/// # Errors
///
/// It cannot be read, or is no file: a pipe would never end.
pub fn read_present(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(present) if present.is_file() => fs::read(path).map(Some),
        Ok(_) => Err(not_a_file()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "it is not a file")
}

/// Whether the file at `path` has exactly these bytes. One that cannot be read has not.
pub(crate) fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    let is_as_long = fs::metadata(path).is_ok_and(|found| found.len() == bytes.len() as u64);
    is_as_long && fs::read(path).is_ok_and(|there| there == bytes)
}

fn cannot_write(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.to_owned(), source }
}

/// Two documents cannot have one file, nor one the file and the other a folder in its place.
fn refuse_conflicts(names: &[String], targets: &[Target]) -> Result<(), Error> {
    let refused = |name: &String, why| cannot_write(Path::new(name), io::Error::new(io::ErrorKind::AlreadyExists, why));
    let mut files = BTreeSet::new();
    for (name, target) in names.iter().zip(targets) {
        if !files.insert(target.path.as_path()) {
            return Err(refused(name, "two feeds have this path"));
        }
    }
    let in_a_file = |target: &Target| target.folder.ancestors().any(|folder| files.contains(folder));
    match names.iter().zip(targets).find(|(_, target)| in_a_file(target)) {
        Some((name, _)) => Err(refused(name, "its folder is the file of another feed")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{File, Permissions};

    use super::*;
    use crate::feed::Format;

    fn document(path: &str, text: &str) -> Document {
        Document { path: path.to_owned(), format: Format::Rss, bytes: text.as_bytes().to_vec() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn written(folder: &Path, documents: &[Document]) -> Vec<(String, FileOutcome)> {
        commit(folder, documents).unwrap()
    }

    #[test]
    fn documents_are_written_with_their_folders_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public/feeds");
        let outcomes = written(&output, &[document("rss.xml", "a"), document("tag/rust/atom.xml", "b")]);
        let expected = [("rss.xml", FileOutcome::Written), ("tag/rust/atom.xml", FileOutcome::Written)];
        assert_eq!(outcomes, expected.map(|(path, outcome)| (path.to_owned(), outcome)));
        assert_eq!(fs::read_to_string(output.join("tag/rust/atom.xml")).unwrap(), "b");
        assert_eq!(
            (names(&output), names(&output.join("tag/rust"))),
            (vec!["rss.xml".into(), "tag".into()], vec!["atom.xml".to_owned()])
        );
    }

    #[test]
    fn equal_bytes_are_not_written_and_keep_their_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rss.xml");
        written(folder.path(), &[document("rss.xml", "same")]);
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        let outcomes = written(folder.path(), &[document("rss.xml", "same"), document("atom.xml", "new")]);
        assert_eq!(
            outcomes.iter().map(|(_, outcome)| *outcome).collect::<Vec<_>>(),
            [FileOutcome::Unchanged, FileOutcome::Written]
        );
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
        assert_eq!(
            written(folder.path(), &[document("rss.xml", "sane")]),
            [("rss.xml".to_owned(), FileOutcome::Written)]
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "sane");
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_of_a_replaced_file_is_kept_and_a_new_file_has_the_usual_one() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        let folder = tempfile::tempdir().unwrap();
        let usual = folder.path().join("usual");
        fs::write(&usual, "").unwrap();
        written(folder.path(), &[document("rss.xml", "one")]);
        let path = folder.path().join("rss.xml");
        assert_eq!(mode(&path), mode(&usual));
        for kept in [0o640, 0o664, 0o444] {
            fs::set_permissions(&path, Permissions::from_mode(kept)).unwrap();
            written(folder.path(), &[document("rss.xml", &kept.to_string())]);
            assert_eq!(mode(&path), kept);
        }
    }

    #[test]
    fn a_path_that_is_more_than_file_names_is_refused() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("output");
        let paths = [
            "",
            "/",
            "/etc/x",
            "..",
            "../x",
            "a/../../x",
            "../../etc/x",
            "./x",
            "a//b",
            "a/",
            "a\\..\\x",
            "\\\\host\\x",
            "C:/x",
            "c:x",
            "x:stream",
            "nul",
            "NUL.xml",
            "com1.xml",
            "a/LPT9",
            "com¹",
            "aux .xml",
            "x.",
            "x ",
            "a\0b",
            "a\nb",
            "a*",
        ];
        for path in paths {
            let result = commit(&folder, &[document("good.xml", "a"), document(path, "bad")]);
            assert!(matches!(&result, Err(Error::Outside { path: named }) if named == path), "{path:?}: {result:?}");
        }
        assert_eq!(names(above.path()), Vec::<String>::new());
        for path in ["nulls.xml", "com10.xml", ".well-known/feed", "ünï cödé/全.xml", "..x", "a..b"] {
            assert!(commit(&folder, &[document(path, "good")]).is_ok(), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_outside_is_not_followed() {
        use std::os::unix::fs::symlink;
        let above = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (above.path().join("output"), above.path().join("elsewhere"));
        fs::create_dir_all(folder.join("real")).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("secret"), "secret").unwrap();
        symlink(&elsewhere, folder.join("away")).unwrap();
        symlink(elsewhere.join("secret"), folder.join("file.xml")).unwrap();
        symlink("../../elsewhere", folder.join("real/away")).unwrap();
        for path in ["away/x.xml", "away/deep/x.xml", "file.xml", "real/away/secret"] {
            let result = commit(&folder, &[document("good.xml", "a"), document(path, "bad")]);
            assert!(matches!(&result, Err(Error::Outside { path: named }) if named == path), "{path}: {result:?}");
        }
        assert_eq!(names(&elsewhere), ["secret"]);
        assert_eq!(fs::read_to_string(elsewhere.join("secret")).unwrap(), "secret");
        assert!(!folder.join("good.xml").exists());

        symlink("real", folder.join("inner")).unwrap();
        symlink("real/target.xml", folder.join("link.xml")).unwrap();
        fs::write(folder.join("real/target.xml"), "old").unwrap();
        written(&folder, &[document("inner/x.xml", "x"), document("link.xml", "new")]);
        assert_eq!(fs::read_to_string(folder.join("real/x.xml")).unwrap(), "x");
        assert_eq!(fs::read_to_string(folder.join("real/target.xml")).unwrap(), "new");
        assert!(folder.join("link.xml").is_symlink());

        symlink("../gone.xml", folder.join("dangling.xml")).unwrap();
        written(&folder, &[document("dangling.xml", "here")]);
        assert!(!folder.join("dangling.xml").is_symlink());
        assert!(!above.path().join("gone.xml").exists());
    }

    #[test]
    fn nothing_is_replaced_when_one_document_cannot_be_prepared() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.xml"), "old").unwrap();
        fs::create_dir(folder.path().join("b.xml")).unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        for bad in ["b.xml", "file/c.xml"] {
            let result = commit(folder.path(), &[document("a.xml", "new"), document(bad, "new")]);
            assert!(matches!(result, Err(Error::Write { .. })), "{result:?}");
        }
        assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["a.xml", "b.xml", "file"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        fs::create_dir(&output).unwrap();
        fs::write(output.join("a.xml"), "old").unwrap();
        fs::set_permissions(&output, Permissions::from_mode(0o555)).unwrap();
        let result = commit(&output, &[document("a.xml", "new")]);
        fs::set_permissions(&output, Permissions::from_mode(0o755)).unwrap();
        // The superuser may write anywhere.
        if let Err(error) = result {
            assert_eq!(
                error.to_string(),
                format!("cannot write {}: permission denied", output.canonicalize().unwrap().join("a.xml").display())
            );
            assert_eq!(fs::read_to_string(output.join("a.xml")).unwrap(), "old");
        }
        let result = commit(Path::new("/dev/null/output"), &[document("a.xml", "new")]);
        assert!(matches!(result, Err(Error::Write { path, .. }) if path == Path::new("/dev/null/output")));
    }

    #[cfg(unix)]
    #[test]
    fn a_target_that_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("a.xml")).unwrap();
        let error = commit(folder.path(), &[document("a.xml", "new")]).unwrap_err();
        assert!(error.to_string().ends_with("a.xml: it is not a file"), "{error}");
    }

    #[test]
    fn folders_that_were_made_go_again_when_nothing_comes_into_them() {
        let above = tempfile::tempdir().unwrap();
        let output = above.path().join("public/feeds");
        drop(prepare(&output, &[document("a.xml", "1"), document("tag/b.xml", "2")]).unwrap());
        assert_eq!(names(above.path()), Vec::<String>::new());
        let prepared = prepare(&output, &[document("tag/b.xml", "2")]).unwrap();
        fs::write(above.path().join("public/other"), "").unwrap();
        drop(prepared);
        assert_eq!(names(&above.path().join("public")), ["other"]);
        prepare(&output, &[document("tag/b.xml", "2")]).unwrap().commit().unwrap();
        assert_eq!(names(&output.join("tag")), ["b.xml"]);
    }

    #[test]
    fn two_documents_of_one_path_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let result = commit(folder.path(), &[document("a.xml", "1"), document("a.xml", "2")]);
        assert_eq!(result.unwrap_err().to_string(), "cannot write a.xml: two feeds have this path");
        assert_eq!(names(folder.path()), Vec::<String>::new());
        let result = commit(folder.path(), &[document("a", "1"), document("b", "2"), document("b/c.xml", "3")]);
        assert_eq!(result.unwrap_err().to_string(), "cannot write b/c.xml: its folder is the file of another feed");
        assert_eq!(names(folder.path()), Vec::<String>::new());
    }

    #[cfg(unix)]
    #[test]
    fn two_documents_that_are_one_file_by_a_link_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        written(folder.path(), &[document("a.xml", "old")]);
        std::os::unix::fs::symlink("a.xml", folder.path().join("b.xml")).unwrap();
        let result = commit(folder.path(), &[document("a.xml", "1"), document("b.xml", "2")]);
        assert_eq!(result.unwrap_err().to_string(), "cannot write b.xml: two feeds have this path");
        assert_eq!(fs::read_to_string(folder.path().join("a.xml")).unwrap(), "old");
    }

    #[test]
    fn builds_at_the_same_time_tear_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let texts: Vec<String> = ["a", "b", "c"].iter().map(|letter| letter.repeat(100_000)).collect();
        let path = folder.path().join("rss.xml");
        fs::write(&path, texts.first().unwrap()).unwrap();
        std::thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| {
                    for _ in 0..15 {
                        written(folder.path(), &[document("rss.xml", text), document("atom.xml", text)]);
                    }
                });
            }
            for _ in 0..200 {
                let seen = fs::read_to_string(&path).unwrap();
                assert!(texts.contains(&seen), "a file of {} bytes", seen.len());
            }
        });
        assert_eq!(names(folder.path()), ["atom.xml", "rss.xml"]);
    }
}
