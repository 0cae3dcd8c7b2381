//! The ledger of a run: read before the posts, written with the feeds.

use std::io;
use std::path::PathBuf;

use feedwright::Error;
use feedwright::feed::select::standing;
use feedwright::ledger::recognise::record;
use feedwright::ledger::store::{Store, Writing};
use feedwright::ledger::{FILE_NAME, LOCKED, Ledger, NOT_KEPT, file};
use feedwright::output::{FileOutcome, remove_leftovers};
use feedwright::pipeline::{Memory, Posts};
use feedwright::post::Noting;
use feedwright::problem::{Place, Problem};
use feedwright::site::Site;

use super::making::read as read_posts;
use super::settings::Settings;
use crate::report::Voice;

/// The ledger beside the configuration file, unless the user wants none.
///
/// # Errors
///
/// It cannot be read, or is damaged.
pub fn open(settings: &Settings) -> Result<Option<Store>, Error> {
    if settings.config.ledger { Store::read(settings.ledger_folder()).map(Some) } else { Ok(None) }
}

/// What a run remembers by a ledger.
pub fn memory<'a>(store: &'a Store, settings: &Settings) -> Memory<'a> {
    Memory::Ledger { ledger: &store.ledger, now: settings.now }
}

/// Reads the posts for a command that writes nothing: with the ids of the ledger, if there is one.
///
/// # Errors
///
/// What ends the run.
pub fn read(settings: &Settings, site: &Site, noting: Noting, voice: Voice) -> Result<Posts, Error> {
    let store = open(settings)?.filter(|store| !store.ledger.lines.is_empty());
    let memory = store.as_ref().map_or(Memory::Nothing, |store| memory(store, settings));
    read_posts(site, memory, settings.occasion(noting), voice)
}

/// The ledger after this build.
pub fn next(store: &Store, settings: &Settings, site: &Site, posts: &Posts) -> Ledger {
    let view = settings.public_view(site);
    let published = |post: &_| standing(view, post).is_ok();
    record(&store.ledger, &posts.recognised, (&posts.posts, &posts.words), published, &posts.unreadable)
}

/// That the ledger would change, for `--locked`.
pub fn locked(store: &Store, next: &Ledger) -> Option<Problem> {
    store.would_change(next).then(|| {
        let known = |line: &&feedwright::ledger::Line| store.ledger.line(&line.id).is_none();
        let new = next.lines.iter().filter(known).count();
        let changed =
            next.lines.iter().filter(|line| store.ledger.line(&line.id).is_some_and(|old| old != *line)).count();
        let message = format!("the ledger would change ({new} new, {changed} changed), and --locked forbids it");
        let help = "run `feedwright build` without --locked and commit feedwright.lock with the posts";
        Problem::new(&LOCKED, message).at(Place::file(FILE_NAME)).help(help)
    })
}

/// A ledger that is being written with the feeds; `None` when neither changes.
pub struct Keeping<'a> {
    store: &'a Store,
    writing: Option<Writing>,
    next: &'a Ledger,
}

/// Begins to write the ledger, before a feed is replaced.
///
/// # Errors
///
/// The ledger cannot be written. Where there never was one, that is told in `problems`, and the feeds are written all
/// the same.
pub fn begin<'a>(
    store: &'a Store,
    next: &'a Ledger,
    feeds_change: bool,
    problems: &mut Vec<Problem>,
) -> Result<Keeping<'a>, Error> {
    let mut keeping = Keeping { store, writing: None, next };
    if !(store.would_change(next) || store.is_there() && feeds_change) {
        return Ok(keeping);
    }
    match store.begin(next) {
        Ok(writing) => keeping.writing = Some(writing),
        // It stays as it is, and no other build could write it either.
        Err(Error::Write { source, .. }) if !store.would_change(next) && is_forbidden(&source) => {}
        Err(Error::Write { source, .. }) if !store.is_there() && is_forbidden(&source) => {
            let message = format!("the ids of the entries are not kept: {FILE_NAME} cannot be written here ({source})");
            let help =
                "make the folder writable, or say `--no-ledger`, or in feedwright.toml `[ledger] enabled = false`";
            problems.push(Problem::new(&NOT_KEPT, message).at(Place::file(FILE_NAME)).help(help));
        }
        Err(error) => return Err(error),
    }
    Ok(keeping)
}

fn is_forbidden(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

impl Keeping<'_> {
    /// Puts the ledger in its place, after the feeds are in theirs. `text` is what it says, where that is known.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn finish(self, text: Option<String>, folders: &[PathBuf], voice: Voice) -> Result<(), Error> {
        let Some(writing) = self.writing else { return Ok(()) };
        if self.store.repair.is_some() {
            folders.iter().map(PathBuf::as_path).for_each(remove_leftovers);
        }
        // Also what a build left that was killed while this one waited for it, which nobody else would look for.
        remove_leftovers(self.store.folder());
        let outcome = writing.finish(&text.unwrap_or_else(|| file::write(self.next)))?;
        if outcome == FileOutcome::Written {
            let count = self.next.lines.len();
            let entries = if count == 1 { "entry" } else { "entries" };
            voice.says(&format!("wrote {FILE_NAME}: {count} {entries}; commit it with the posts"));
        }
        Ok(())
    }
}
