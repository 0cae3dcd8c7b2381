//! The order of the stages: the only place that knows it.
//!
//! [`read_posts`] discovers, reads and resolves; [`documents`] selects, renders, assembles and serialises. What is
//! written is up to the caller: see [`crate::output::commit`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use url::Url;

use crate::check::own::own;
use crate::error::Error;
use crate::feed::assemble::{Assembly, assemble, entry};
use crate::feed::draft::draft;
use crate::feed::select::{View, select};
use crate::feed::{Document, Extent, Feed, FeedSpec, Format};
use crate::ledger::Ledger;
use crate::ledger::recognise::{Recognised, recognise};
use crate::ledger::words::Words;
use crate::post::collisions::collisions;
use crate::post::git::{self, History};
use crate::post::measure::{measure, picture};
use crate::post::moment::Moment;
use crate::post::resolve::resolve;
use crate::post::{Body, Post, UNDATED};
use crate::problem::Problem;
use crate::render::{Around, Choice, ContentSource, Policy, Rendered, Wanted, render_from};
use crate::site::built::pages::Pages;
use crate::site::{DateSource, Site};
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
pub fn read_posts(site: &Site, memory: Memory<'_>, watch: Watch<'_>) -> Result<Posts, Error> {
    let files = discover(site)?;
    let nothing = files.is_empty().then(|| nothing_found(site));
    let fingerprints = Fingerprints::of(memory);
    let (results, history) = resolve_all(site, &files, &fingerprints, watch);
    let mut all = Posts { posts: Vec::with_capacity(files.len()), ..Posts::default() };
    for (file, result) in files.iter().zip(results) {
        match result {
            Ok((post, words, mut warnings)) => {
                all.posts.push(post);
                if fingerprints.wanted {
                    all.words.push(words);
                }
                all.problems.append(&mut warnings);
            }
            Err(mut errors) => {
                all.unreadable.push(file.name.clone());
                all.problems.append(&mut errors);
            }
        }
    }
    all.problems.extend(nothing);
    all.problems.extend(history.problem().cloned());
    if let Memory::Ledger { ledger, now } = memory {
        all.recognised = recognise(ledger, &mut all.posts, &all.words, site, now.instant);
        // Whom the ledger dates is undated no more; whom it dates now, it says.
        all.problems.retain(|problem| problem.code != UNDATED.code);
        all.problems.append(&mut all.recognised.problems);
    }
    all.problems.extend(collisions(&all.posts));
    Ok(all)
}

fn resolve_all(
    site: &Site,
    files: &[SourceFile],
    words: &Fingerprints<'_>,
    watch: Watch<'_>,
) -> (Vec<Resolved>, History) {
    let asks_git =
        |source: &DateSource| matches!(source, DateSource::GitFirst | DateSource::GitLast | DateSource::GitWords);
    let at_once = site.collections.iter().any(|collection| collection.dates.updated.iter().any(asks_git));
    let mut history = if at_once { git::history(&site.root) } else { History::none() };
    let mut results: Vec<Resolved> = files
        .par_iter()
        .map(|file| {
            let result = from_disk(site, file, &history, words);
            watch();
            result
        })
        .collect();
    if !at_once {
        // Git is slow to start and seldom needed: only a post that nothing else dates is worth asking it about.
        let undated = |result: &Resolved| matches!(result, Ok((post, ..)) if post.published.is_none());
        let again: Vec<usize> = (0..results.len()).filter(|at| results.get(*at).is_some_and(undated)).collect();
        let dated_by_git = site.collections.iter().any(|collection| collection.dates.published.iter().any(asks_git));
        if dated_by_git && !again.is_empty() {
            history = git::history(&site.root);
            for at in again {
                if let (Some(file), Some(result)) = (files.get(at), results.get_mut(at)) {
                    *result = from_disk(site, file, &history, words);
                }
            }
        }
    }
    (results, history)
}

type Resolved = Result<(Post, Words, Vec<Problem>), Vec<Problem>>;

fn from_disk(site: &Site, file: &SourceFile, history: &History, words: &Fingerprints<'_>) -> Resolved {
    let bytes = load(file).map_err(|problem| vec![problem])?;
    let (raw, mut problems) = read(file.clone(), bytes, reading(site, file))?;
    let (post, more) = resolve(site, &raw, history)?;
    problems.extend(more);
    let body = raw.text.get(raw.body_start..).unwrap_or_default();
    let words = words.words(&file.name, body);
    Ok((post, words, problems))
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
    let file = SourceFile { path: PathBuf::new(), name: name.into(), collection: 0 };
    let reading = reading(site, &file);
    let (raw, mut problems) = read(file, text.as_bytes().to_vec(), reading)?;
    let (post, more) = resolve(site, &raw, &History::none())?;
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
    /// How texts become fit for readers.
    pub policy: &'a Policy,
    /// The pages of the built site, where content may come from them.
    pub pages: Option<&'a Pages>,
}

impl Order<'_> {
    /// Where the content of `post` comes from in the feed `spec`: as the post says, else the feed, else the policy.
    #[must_use]
    pub fn source(&self, spec: &FeedSpec, post: &Post) -> ContentSource {
        post.from.or(spec.from).or(self.policy.from).unwrap_or_default()
    }
}

/// Selects, renders, assembles and serialises: the documents of every feed, and the warnings about the content.
///
/// Only posts that some feed shows are rendered, each once.
///
/// # Errors
///
/// A post whose file has gone since it was resolved; a document that cannot be serialised, which is our fault.
pub fn documents(order: &Order<'_>, posts: &[Post]) -> Result<(Vec<Document>, Vec<Problem>), Error> {
    let selections: Vec<(&FeedSpec, Vec<&Post>)> =
        order.feeds.iter().map(|spec| (spec, select(order.view, spec, posts))).collect();
    let (shown, problems) = render_selected(order, posts, &selections)?;
    let feeds: Vec<(&FeedSpec, Feed)> = selections
        .into_par_iter()
        .map(|(spec, selected)| {
            let assembly = Assembly { site: order.view.site, spec, output_url: order.output_url };
            let shown = selected.into_par_iter().filter_map(|post| {
                let from = order.source(spec, post);
                shown.get(&post.source)?.iter().find_map(|(source, shown)| (*source == from).then_some(shown))
            });
            let entries = shown.map(|(post, rendered)| entry(&assembly, post, rendered)).collect();
            (spec, assemble(&assembly, entries))
        })
        .collect();
    let files: Vec<(&Feed, &(Format, String))> =
        feeds.iter().flat_map(|(spec, feed)| spec.files.iter().map(move |file| (feed, file))).collect();
    let documents = files.into_par_iter().map(|(feed, (format, path))| {
        let draft = draft(feed, *format, path)?;
        let parts = (0..draft.parts()).into_par_iter().map(|number| draft.part(number)).collect::<Result<_, _>>()?;
        Ok(draft.document(parts))
    });
    Ok((documents.collect::<Result<_, _>>()?, problems))
}

/// Judges the documents before they are written; `posts` are those they were made from.
#[must_use]
pub fn judge(documents: &[Document], posts: &[Post]) -> Vec<Problem> {
    let judged: Vec<Vec<Problem>> = documents.par_iter().map(|document| own(document, posts)).collect();
    let mut all: Vec<Problem> = Vec::new();
    for problem in judged.into_iter().flatten() {
        // One post's fault shows in every format; it is told once.
        let is_told = |told: &Problem| told.code == problem.code && told.place == problem.place;
        if !all.iter().any(is_told) {
            all.push(problem);
        }
    }
    all
}

/// A post with its content.
pub type Shown = (Post, Rendered);

/// Each post once, with its content from every source that some feed takes it from.
type ShownBySource = HashMap<Arc<str>, Vec<(ContentSource, Shown)>>;

fn render_selected(
    order: &Order<'_>,
    posts: &[Post],
    selections: &[(&FeedSpec, Vec<&Post>)],
) -> Result<(ShownBySource, Vec<Problem>), Error> {
    let mut selected: HashMap<&str, Vec<(ContentSource, bool)>> = HashMap::new();
    for (spec, posts) in selections {
        for post in posts {
            let from = order.source(spec, post);
            let full = spec.extent == Extent::Full;
            let sources = selected.entry(&post.source).or_default();
            match sources.iter_mut().find(|(source, _)| *source == from) {
                Some((_, content)) => *content |= full,
                None => sources.push((from, full)),
            }
        }
    }
    let mut all: Vec<Problem> =
        lacking(order, selected.values().flatten().map(|(from, _)| *from)).into_iter().collect();
    // In the order of the posts, which is that of the problems.
    let wanted: Vec<(&Post, ContentSource, bool)> = posts
        .iter()
        .filter_map(|post| Some((post, selected.get(&*post.source)?)))
        .flat_map(|(post, sources)| sources.iter().map(move |(from, content)| (post, *from, *content)))
        .collect();
    let results: Vec<(ContentSource, Shown, Vec<Problem>)> = wanted
        .into_par_iter()
        .map(|(post, from, content)| {
            let (rendered, mut problems) = content_of(order, posts, post, (from, content))?;
            let (media, more) = measure(order.view.site, post);
            problems.extend(more);
            let mut post = post.clone();
            let first = rendered.first_image.clone();
            post.cover = media.cover.or_else(|| first.map(|url| picture(order.view.site, &post, url)));
            post.enclosures = media.enclosures;
            Ok((from, (post, rendered), problems))
        })
        .collect::<Result<_, Error>>()?;
    let mut shown = ShownBySource::with_capacity(results.len());
    for (from, entry, mut problems) in results {
        let sources = shown.entry(entry.0.source.clone()).or_default();
        if !sources.is_empty() {
            // What two sources have in common is told once.
            problems.retain(|problem| !all.contains(problem));
        }
        sources.push((from, entry));
        all.append(&mut problems);
    }
    Ok((shown, all))
}

/// The content of one post from one source, whole or only its summary.
///
/// # Errors
///
/// The post's file has gone since it was resolved.
pub fn content_of(
    order: &Order<'_>,
    posts: &[Post],
    post: &Post,
    (from, content): (ContentSource, bool),
) -> Result<(Rendered, Vec<Problem>), Error> {
    let wanted = Wanted { content, summary_length: order.summary_length };
    let around = Around { site: order.view.site, posts, policy: order.policy };
    let choice = Choice { from, pages: order.pages };
    Ok(render_from(around, post, &body(post)?, wanted, choice))
}

/// The problem of a built site that is not there, told once for all posts.
fn lacking(order: &Order<'_>, mut sources: impl Iterator<Item = ContentSource>) -> Option<Problem> {
    let most = sources.try_fold(ContentSource::Markdown, |most, source| match source {
        ContentSource::Built => Err(source),
        ContentSource::Auto => Ok(source),
        ContentSource::Markdown => Ok(most),
    });
    match most {
        Ok(ContentSource::Markdown) => None,
        most => order.pages.and_then(|pages| pages.lacking(most.is_err())),
    }
}

/// The whole text of a post's file.
fn body(post: &Post) -> Result<Cow<'_, str>, Error> {
    match &post.body {
        Body::Held { text, .. } => Ok(Cow::Borrowed(text)),
        Body::OnDisk { path, .. } => {
            let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
            let text = String::from_utf8(bytes).map_err(|error| Error::Read {
                path: path.clone(),
                source: std::io::Error::new(std::io::ErrorKind::InvalidData, error.utf8_error()),
            })?;
            Ok(match text.strip_prefix('\u{feff}') {
                Some(rest) => Cow::Owned(rest.to_owned()),
                None => Cow::Owned(text),
            })
        }
    }
}
