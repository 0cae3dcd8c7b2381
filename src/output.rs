//! `commit`: documents into the output folder, each replaced whole or not at all.
//!
//! Every document is first written to a file of its own beside its target; only when all of them are complete is each
//! renamed into place. A reader of the folder, or a second build at the same time, sees the old file or the new one.
//! Nothing waits for the disk (`fdatasync` of a large archive takes as long as its build): after a power cut a feed is
//! built again. The ledger, which cannot be, is waited for.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::Error;
use crate::feed::Document;

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

/// Documents that are written beside their targets, and not yet in their places.
#[derive(Debug)]
pub struct Prepared {
    /// For each its path below the folder, its target, and its file unless that has these bytes already.
    files: Vec<(String, Target, Option<NamedTempFile>)>,
}

impl Prepared {
    /// Puts each into its place.
    ///
    /// # Errors
    ///
    /// One that cannot be replaced; those before it are.
    pub fn commit(self) -> Result<Vec<(String, FileOutcome)>, Error> {
        let replaced = self.files.into_iter().map(|(path, target, file)| {
            let Some(file) = file else { return Ok((path, FileOutcome::Unchanged)) };
            file.persist(&target.path).map_err(|failed| cannot_write(&target.path, failed.error))?;
            Ok((path, FileOutcome::Written))
        });
        replaced.collect()
    }
}

/// The first half of [`commit`]: writes every document that is new beside its target. Nothing is replaced yet, and what
/// was written goes again when the second half does not follow.
///
/// # Errors
///
/// Those of [`commit`].
pub fn prepare(folder: &Path, documents: &[Document]) -> Result<Prepared, Error> {
    let paths = documents.iter().map(|document| inner_path(&document.path)).collect::<Result<Vec<_>, _>>()?;
    refuse_doubles(documents)?;
    fs::create_dir_all(folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => cannot_write(folder, io::Error::new(error.kind(), "it is not a folder")),
        _ => cannot_write(folder, error),
    })?;
    let root = folder.canonicalize().map_err(|error| cannot_write(folder, error))?;
    let targets = paths
        .iter()
        .zip(documents)
        .map(|(path, document)| Target::find(&root, path, &document.path))
        .collect::<Result<Vec<_>, _>>()?;
    let files = written(&targets, documents)?;
    let names = documents.iter().map(|document| document.path.clone());
    Ok(Prepared { files: names.zip(targets).zip(files).map(|((name, target), file)| (name, target, file)).collect() })
}

/// A document of this many bytes is written by a thread of its own.
const LARGE: usize = 1 << 20;

/// A complete file for each target that is not current; large ones side by side.
fn written(targets: &[Target], documents: &[Document]) -> Result<Vec<Option<NamedTempFile>>, Error> {
    std::thread::scope(|scope| {
        let work: Vec<_> = targets
            .iter()
            .zip(documents)
            .map(|(target, document)| {
                let content = |out: &mut dyn Write| document.write_to(&mut { out });
                if document.size() < LARGE {
                    return Err(target.prepare(&content));
                }
                Ok(scope.spawn(move || target.prepare(&content)))
            })
            .collect();
        let done = work.into_iter().map(|one| match one {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(done) => done,
        });
        done.collect()
    })
}

/// Writes one file that is no feed, such as a configuration, in the same way: whole or not at all.
///
/// # Errors
///
/// A path without a file name; a folder that is not there; a file that cannot be written.
pub fn commit_file(path: &Path, bytes: &[u8]) -> Result<FileOutcome, Error> {
    let Some(name) = path.file_name() else {
        return Err(Error::Outside { path: path.display().to_string() });
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let root = folder.canonicalize().map_err(|error| cannot_write(folder, error))?;
    let target = Target::find(&root, Path::new(name), &path.display().to_string())?;
    match target.prepare(&|out| out.write_all(bytes))? {
        Some(file) => {
            file.persist(&target.path).map_err(|failed| cannot_write(&target.path, failed.error))?;
            Ok(FileOutcome::Written)
        }
        None => Ok(FileOutcome::Unchanged),
    }
}

/// Whether the files below `folder` have the bytes of `documents` already, so that nothing would be written.
#[must_use]
pub fn is_current(folder: &Path, documents: &[Document]) -> bool {
    documents.iter().all(|document| holds(&folder.join(&document.path), &|out| document.write_to(&mut { out })))
}

/// What writes the bytes of a file, in pieces.
type Content<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// How much is read from or written to a file at a time.
const BUFFER: usize = 256 << 10;

/// Whether the file at `path` has exactly these bytes. One that cannot be read has not.
fn holds(path: &Path, content: Content<'_>) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut comparison = Comparison { present: BufReader::with_capacity(BUFFER, file), read: Vec::new() };
    content(&mut comparison).is_ok() && comparison.present.read(&mut [0]).is_ok_and(|more| more == 0)
}

/// Whether the file at `path` has exactly these bytes.
pub(crate) fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    holds(path, &|out| out.write_all(bytes))
}

/// Takes bytes as long as those of a file are the same.
struct Comparison {
    present: BufReader<File>,
    read: Vec<u8>,
}

impl Write for Comparison {
    fn write(&mut self, wanted: &[u8]) -> io::Result<usize> {
        let wanted = wanted.get(..BUFFER).unwrap_or(wanted);
        self.read.resize(wanted.len(), 0);
        self.present.read_exact(&mut self.read)?;
        if self.read == wanted { Ok(wanted.len()) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const LEFTOVER: (&str, &str) = (".feedwright-", ".tmp");

/// Removes what a build that was killed left half written in `folder`. Nobody needs it; that it cannot be removed is
/// no failure.
pub fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(LEFTOVER.0) && name.ends_with(LEFTOVER.1)) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a path names a file below a folder, on every system, and so may be written by [`commit`].
#[must_use]
pub fn is_inner(path: &str) -> bool {
    inner_path(path).is_ok()
}

fn cannot_write(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.to_owned(), source }
}

/// `path` as components below the output folder.
///
/// Whatever some system reads as more than the name of a file is refused on all of them, so that a site built on one
/// can be built on another: `..`, a root, a drive or stream (`c:`), a backslash, a device (`nul.xml`).
fn inner_path(path: &str) -> Result<PathBuf, Error> {
    if !path.is_empty() && path.split('/').all(is_plain_name) {
        Ok(path.split('/').collect())
    } else {
        Err(Error::Outside { path: path.to_owned() })
    }
}

fn is_plain_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !name.is_empty() && !name.ends_with(['.', ' ']) && !name.contains(forbidden) && !is_device(name)
}

/// The names that Windows keeps for devices, with any extension and in any case.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |device: &str| {
        let number =
            stem.strip_prefix(device).and_then(|rest| rest.chars().next().filter(|c| rest.len() == c.len_utf8()));
        number.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

fn refuse_doubles(documents: &[Document]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    match documents.iter().find(|document| !seen.insert(document.path.as_str())) {
        Some(double) => {
            let source = io::Error::new(io::ErrorKind::AlreadyExists, "two feeds have this path");
            Err(cannot_write(Path::new(&double.path), source))
        }
        None => Ok(()),
    }
}

/// Where a document goes.
#[derive(Debug)]
struct Target {
    /// The file, in a folder that exists, with no link left in its folders.
    path: PathBuf,
    /// The folder of the file.
    folder: PathBuf,
    /// The file that is there now.
    present: Option<fs::Metadata>,
}

impl Target {
    /// Finds the place of `inner` below `root`, and makes its folders. `named` is the path for messages.
    fn find(root: &Path, inner: &Path, named: &str) -> Result<Self, Error> {
        let outside = || Error::Outside { path: named.to_owned() };
        let mut folder = root.to_owned();
        let (parents, name) = (inner.parent().unwrap_or(Path::new("")), inner.file_name().ok_or_else(outside)?);
        for part in parents {
            folder.push(part);
            match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(cannot_write(&folder, error)),
                _ => {}
            }
            // What is there may be a link; what it leads to is looked at before anything is made in it.
            folder = folder.canonicalize().map_err(|error| cannot_write(&folder, error))?;
            if !folder.starts_with(root) {
                return Err(outside());
            }
        }
        let mut path = folder.join(name);
        if let Ok(real) = path.canonicalize() {
            if !real.starts_with(root) {
                return Err(outside());
            }
            real.parent().unwrap_or(root).clone_into(&mut folder);
            path = real;
        }
        // A link that leads nowhere is replaced itself.
        let present = fs::metadata(&path).ok();
        if present.as_ref().is_some_and(|present| !present.is_file()) {
            return Err(cannot_write(&path, io::Error::new(io::ErrorKind::AlreadyExists, "it is not a file")));
        }
        Ok(Self { path, folder, present })
    }

    /// A complete file beside the target, or `None` when the target has these bytes already.
    fn prepare(&self, content: Content<'_>) -> Result<Option<NamedTempFile>, Error> {
        if self.present.is_some() && holds(&self.path, content) {
            return Ok(None);
        }
        self.write_beside(content).map(Some).map_err(|error| cannot_write(&self.path, error))
    }

    fn write_beside(&self, content: Content<'_>) -> io::Result<NamedTempFile> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(LEFTOVER.0).suffix(LEFTOVER.1);
        // tempfile's own mode is 0600, which a web server cannot read; the umask is applied to this one.
        #[cfg(unix)]
        builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
        let file = builder.tempfile_in(&self.folder).map_err(without_name)?;
        let mut buffer = BufWriter::with_capacity(BUFFER, file.as_file());
        content(&mut buffer)?;
        buffer.flush()?;
        drop(buffer);
        if let Some(present) = &self.present {
            file.as_file().set_permissions(present.permissions())?;
        }
        Ok(file)
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
    use std::fs::Permissions;

    use super::*;
    use crate::feed::{Format, Part};

    fn document(path: &str, text: &str) -> Document {
        Document { path: path.to_owned(), format: Format::Rss, parts: vec![Part::Bytes(text.as_bytes().to_vec())] }
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
    fn the_cause_of_a_failure_is_told_without_a_name_that_changes() {
        let upstream = tempfile::Builder::new().prefix("x").tempfile_in("/no such folder").unwrap_err();
        assert!(upstream.to_string().contains("/no such folder/x"), "tempfile still names its file: {upstream}");
        assert_eq!(without_name(upstream).to_string(), "entity not found");
        let system = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(without_name(system).to_string(), "permission denied");
    }

    #[test]
    fn two_documents_of_one_path_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let result = commit(folder.path(), &[document("a.xml", "1"), document("a.xml", "2")]);
        assert_eq!(result.unwrap_err().to_string(), "cannot write a.xml: two feeds have this path");
        assert_eq!(names(folder.path()), Vec::<String>::new());
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
