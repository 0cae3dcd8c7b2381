//! The order of the stages: the only place that knows it.
//!
//! [`read_posts`] discovers, reads and resolves; [`publish`] selects, renders, assembles and serialises, a batch of
//! entries at a time. What is written is up to the caller: see [`crate::output`].

mod batches;
mod content;
mod turns;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;
use url::Url;

pub use self::batches::{documents, publish};
pub use self::content::{Parts, content_of};
use crate::check::own::{Together, own};
use crate::error::Error;
use crate::feed::select::View;
use crate::feed::{Document, FeedSpec, Format};
use crate::ledger::Ledger;
use crate::ledger::recognise::{Recognised, recognise};
use crate::ledger::words::Words;
use crate::output::Prepared;
use crate::post::collisions::collisions;
use crate::post::git::{self, History};
use crate::post::moment::Moment;
use crate::post::resolve::resolve;
use crate::post::{Body, Noting, Occasion, Post, UNDATED};
use crate::problem::Problem;
use crate::render::{ContentSource, Policy};
use crate::site::built::pages::Pages;
use crate::site::{Collection, DateSource, Site};
use crate::source::discover::{discover, nothing_found};
use crate::source::load::load;
use crate::source::read::{Reading, SourceFile, read};

/// The posts of a site, with what was wrong in them.
#[derive(Debug, Default)]
pub struct Posts {
    /// Those that could be read, sorted by their source.
    pub posts: Vec<Post>,
    /// What was wrong, in the order of the sources.
    pub problems: Vec<Problem>,
    /// The sources of those that could not be read.
    pub unreadable: Vec<Arc<str>>,
    /// The fingerprints of the posts' words, where there is a ledger that needs them.
    pub words: Vec<Words>,
    /// What the ledger said of them.
    pub recognised: Recognised,
}

/// What is remembered of earlier builds.
#[derive(Debug, Clone, Copy)]
pub enum Memory<'a> {
    /// Nothing.
    Nothing,
    /// Nothing, but the posts' words are to be known: for adoption.
    Words,
    /// What a ledger says.
    Ledger {
        /// The ledger.
        ledger: &'a Ledger,
        /// When a post that nobody saw before is first seen.
        now: Moment,
    },
}

/// How the words of the posts become known: those of a file that did not change are in the ledger.
struct Fingerprints<'a> {
    wanted: bool,
    known: HashMap<&'a str, Words>,
}

impl<'a> Fingerprints<'a> {
    fn of(memory: Memory<'a>) -> Self {
        let known = match memory {
            Memory::Ledger { ledger, .. } => {
                ledger.lines.iter().map(|line| (line.source.as_str(), line.words)).collect()
            }
            _ => HashMap::new(),
        };
        Self { wanted: !matches!(memory, Memory::Nothing), known }
    }

    fn words(&self, source: &str, body: &str) -> Words {
        if self.wanted { Words::again(self.known.get(source).copied(), body) } else { Words::default() }
    }
}

/// Told of each post that is done; called from several threads.
pub type Watch<'a> = &'a (dyn Fn() + Sync);

/// Discovers, reads and resolves the posts of `site`, and gives those that `memory` knows their ids and first dates.
///
/// # Errors
///
/// A folder that cannot be read. What is wrong in a post is a problem, and the other posts are read all the same.
pub fn read_posts(site: &Site, memory: Memory<'_>, occasion: Occasion, watch: Watch<'_>) -> Result<Posts, Error> {
    Ok(read_files(site, &discover(site)?, memory, occasion, watch))
}

/// Reads and resolves `files`, the posts that were discovered of `site`: see [`read_posts`].
#[must_use]
pub fn read_files(
    site: &Site,
    files: &[SourceFile],
    memory: Memory<'_>,
    occasion: Occasion,
    watch: Watch<'_>,
) -> Posts {
    let fingerprints = Fingerprints::of(memory);
    let stage = Stage { site, words: &fingerprints, occasion, room: &AtomicUsize::new(occasion.kept) };
    let (posts, rest, history) = stage.resolve_all(files, watch);
    let mut all = Posts::default();
    for ((file, post), (words, mut problems)) in files.iter().zip(&posts).zip(rest) {
        all.problems.append(&mut problems);
        if post.is_none() {
            all.unreadable.push(file.name.clone());
        } else if fingerprints.wanted {
            all.words.push(words);
        }
    }
    all.posts = present(posts);
    all.problems.extend(files.is_empty().then(|| nothing_found(site)));
    all.problems.extend(history.problem().filter(|problem| is_asked_for(problem, site)).cloned());
    if let Memory::Ledger { ledger, now } = memory {
        all.recognised = recognise(ledger, &mut all.posts, &all.words, &all.unreadable, (site, now.instant));
        // Whom the ledger dates is undated no more; whom it dates now, it says.
        all.problems.retain(|problem| problem.code != UNDATED.code);
        all.problems.append(&mut all.recognised.problems);
    }
    all.problems.extend(collisions(&all.posts, occasion.drafts));
    all
}

/// Those that are there, in the memory where they are: of a large blog they are many megabytes.
fn present<T>(all: Vec<Option<T>>) -> Vec<T> {
    #[expect(clippy::filter_map_identity, reason = "`flatten` collects into new memory, and `filter_map` does not")]
    all.into_iter().filter_map(|one| one).collect()
}

/// By what files become posts.
#[derive(Clone, Copy)]
struct Stage<'a> {
    site: &'a Site,
    words: &'a Fingerprints<'a>,
    occasion: Occasion,
    /// For how many bytes of texts there is still room in memory.
    room: &'a AtomicUsize,
}

/// Whether a problem of git's is one to the user: a folder without git is none, unless git was asked for by name.
fn is_asked_for(problem: &Problem, site: &Site) -> bool {
    let named = |collection: &Collection| collection.dates.updated.contains(&DateSource::GitWords);
    problem.code != git::MISSING.code || site.collections.iter().any(named)
}

/// What comes of a file beside its post: the fingerprint of its words, and what was wrong.
type Rest = (Words, Vec<Problem>);

impl Stage<'_> {
    /// For each file its post, if it can be read, and the rest. The two are apart so that the posts, which stay, need
    /// not be copied out of what does not.
    fn resolve_all(self, files: &[SourceFile], watch: Watch<'_>) -> (Vec<Option<Post>>, Vec<Rest>, History) {
        let site = self.site;
        let asks_git =
            |source: &DateSource| matches!(source, DateSource::GitFirst | DateSource::GitLast | DateSource::GitWords);
        let at_once = site.collections.iter().any(|collection| collection.dates.updated.iter().any(asks_git));
        let mut history = if at_once { git::history(&site.root) } else { History::none() };
        let (mut posts, mut rest) = (Vec::new(), Vec::new());
        let made = files.par_iter().map(|file| {
            let made = apart(self.resolve_one(file, &history));
            watch();
            made
        });
        made.unzip_into_vecs(&mut posts, &mut rest);
        if !at_once {
            // Git is slow to start and seldom needed: only a post that nothing else dates is worth asking it about.
            let undated = |post: &Option<Post>| post.as_ref().is_some_and(|post| post.published.is_none());
            let again: Vec<usize> = (0..posts.len()).filter(|at| posts.get(*at).is_some_and(undated)).collect();
            let dates = |collection: &Collection| collection.dates.published.iter().any(asks_git);
            if !again.is_empty() && site.collections.iter().any(dates) {
                history = git::history(&site.root);
                for at in again {
                    if let (Some(file), Some(post), Some(rest)) = (files.get(at), posts.get_mut(at), rest.get_mut(at)) {
                        (*post, *rest) = apart(self.resolve_one(file, &history));
                    }
                }
            }
        }
        (posts, rest, history)
    }

    fn resolve_one(self, file: &SourceFile, history: &History) -> Resolved {
        let bytes = load(file).map_err(|problem| vec![problem])?;
        let (raw, mut problems) = read(file.clone(), bytes, reading(self.site, file))?;
        let (mut post, more) = resolve(self.site, &raw, history, self.occasion)?;
        problems.extend(more);
        let body = raw.text.get(raw.body_start..).unwrap_or_default();
        let words = self.words.words(&file.name, body);
        let less = |room: usize| room.checked_sub(raw.text.len());
        if self.occasion.kept > 0 && self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok() {
            post.body = Body::Held { text: raw.text.into(), start: raw.body_start, markup: raw.markup };
        }
        Ok((post, (words, problems)))
    }
}

type Resolved = Result<(Post, Rest), Vec<Problem>>;

fn apart(resolved: Resolved) -> (Option<Post>, Rest) {
    match resolved {
        Ok((post, rest)) => (Some(post), rest),
        Err(problems) => (None, (Words::default(), problems)),
    }
}

fn reading(site: &Site, file: &SourceFile) -> Reading {
    site.collections.get(file.collection).map(|collection| collection.reading).unwrap_or_default()
}

/// Reads and resolves one post from its text, with no file at all: `name` is what its path would be below the site's
/// root.
///
/// # Errors
///
/// The problems that make it unreadable.
pub fn post_from_text(site: &Site, name: &str, text: &str) -> Result<(Post, Vec<Problem>), Vec<Problem>> {
    let file = SourceFile { path: Path::new("").into(), name: name.into(), collection: 0 };
    let reading = reading(site, &file);
    let (raw, mut problems) = read(file, text.as_bytes().to_vec(), reading)?;
    let (post, more) = resolve(site, &raw, &History::none(), Occasion { noting: Noting::All, ..Occasion::default() })?;
    problems.extend(more);
    Ok((post, problems))
}

/// What is to be made of the posts.
#[derive(Debug)]
pub struct Order<'a> {
    /// The site, the time, and what is let in.
    pub view: View<'a>,
    /// The feeds.
    pub feeds: &'a [FeedSpec],
    /// The address under which the output folder is served.
    pub output_url: &'a Url,
    /// The most characters of a summary.
    pub summary_length: usize,
    /// How many words the beginning of a text has at least, where no more-marker ends it.
    pub beginning: usize,
    /// How texts become fit for readers.
    pub policy: &'a Policy,
    /// The pages of the built site, where content may come from them.
    pub pages: Option<&'a Pages>,
}

impl Order<'_> {
    /// The files of all feeds, in the order of their numbers: the format of each, and its path below the output folder.
    pub fn files(&self) -> impl Iterator<Item = (Format, &str)> {
        self.feeds.iter().flat_map(|spec| &spec.files).map(|(format, path)| (*format, path.as_str()))
    }

    /// Where the content of `post` comes from in the feed `spec`: as the post says, else the feed, else the policy.
    #[must_use]
    pub fn source(&self, spec: &FeedSpec, post: &Post) -> ContentSource {
        post.from.or(spec.from).or(self.policy.from).unwrap_or_default()
    }
}

/// Judges the documents before they are written; `posts` are those they were made from.
#[must_use]
pub fn judge(documents: &[Document], posts: &[Post]) -> Vec<Problem> {
    let together = Together::default();
    let of = |document: &Document| {
        own((document.format, &document.path), || Ok(document.bytes.as_slice()), posts, &together).unwrap_or_default()
    };
    told_once(documents.par_iter().map(of).collect())
}

/// Judges the documents of `order` that are prepared, and not yet in their places; `posts` are those they were made
/// from.
///
/// # Errors
///
/// One that cannot be read again.
pub fn judge_prepared(order: &Order<'_>, prepared: &Prepared, posts: &[Post]) -> Result<Vec<Problem>, Error> {
    let together = Together::default();
    let files: Vec<(Format, &str)> = order.files().collect();
    let of = |(number, (format, path)): (usize, &(Format, &str))| {
        let open = || prepared.reader(number)?.ok_or_else(|| io::ErrorKind::NotFound.into());
        own((*format, path), open, posts, &together).map_err(|source| Error::Read { path: (*path).into(), source })
    };
    Ok(told_once(files.par_iter().enumerate().map(of).collect::<Result<_, _>>()?))
}

/// One post's fault shows in every format; it is told once.
fn told_once(judged: Vec<Vec<Problem>>) -> Vec<Problem> {
    let mut all: Vec<Problem> = Vec::new();
    for problem in judged.into_iter().flatten() {
        let is_told = |told: &Problem| told.code == problem.code && told.place == problem.place;
        if !all.iter().any(is_told) {
            all.push(problem);
        }
    }
    all
}
