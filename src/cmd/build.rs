//! `feedwright build`: posts in, feeds out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use feedwright::Error;
use feedwright::feed::FeedSpec;
use feedwright::feed::select::{next_change, standing};
use feedwright::output::{FileOutcome, commit};
use feedwright::pipeline::{self, Memory, Order, Posts};
use feedwright::post::git;
use feedwright::problem::{Problem, Severity};
use feedwright::site::{self, Site, UpdateSource};

use super::settings::Settings;
use super::{Outcome, ledger};
use crate::cli::{Build, Messages};
use crate::report::Voice;

/// Builds the feeds.
///
/// # Errors
///
/// What ends the run: unreadable folders, an output that cannot be written.
pub fn run(arguments: &Build, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let mut settings = Settings::read(&arguments.site, messages)?;
    if let Some(folder) = &arguments.output {
        settings.config.output.clone_from(folder);
    }
    let (site, mut problems) = site::open(&settings.config.site)?;
    problems.extend(std::mem::take(&mut settings.problems));
    let feeds = feeds(&settings, &site, arguments);
    voice.whispers(&format!("site: {}, {}", site.recognised.generator.name(), site.recognised.because));

    let store = ledger::open(&settings)?;
    let mut posts = read(&site, store.as_ref().map(|store| ledger::memory(store, &settings)), voice)?;
    refuse_shallow(&settings, &mut posts);
    problems.extend(store.as_ref().and_then(|store| store.repair.clone()));
    let files = posts.posts.len() + posts.unreadable.len();
    let unreadable = posts.unreadable.clone();
    let output_url = settings.config.output_url.clone().unwrap_or_else(|| site.url.clone());
    let order = Order {
        view: settings.view(&site),
        feeds: &feeds,
        output_url: &output_url,
        summary_length: settings.config.summary_length,
        policy: &settings.config.content,
    };
    let (documents, more) = pipeline::documents(&order, &posts.posts)?;
    problems.extend(posts.problems.iter().cloned());
    problems.extend(more);
    let next = store.as_ref().map(|store| (store, ledger::next(store, &settings, &site, &posts)));
    if arguments.locked {
        problems.extend(next.as_ref().and_then(|(store, next)| ledger::locked(store, next)));
    }
    let problems = settings.config.levels.apply(problems);
    voice.problems(&problems);

    let failed = problems.iter().any(Problem::is_error);
    if failed && !arguments.keep_going {
        voice.says("nothing was written; the feeds are as they were (--keep-going publishes what can be read)");
        return Ok(Outcome::Problems);
    }
    let output = &settings.config.output;
    let mut unkept = Vec::new();
    let keeping = match &next {
        Some((store, next)) => Some(ledger::begin(store, next, (output, &documents), &mut unkept)?),
        None => None,
    };
    voice.problems(&settings.config.levels.apply(unkept));
    let written = commit(output, &documents)?;
    for (path, outcome) in &written {
        let word = match outcome {
            FileOutcome::Written => "wrote",
            FileOutcome::Unchanged => "unchanged",
        };
        voice.says(&format!("{word} {}", settings.config.output.join(path).display()));
    }
    if let Some(keeping) = keeping {
        keeping.finish(output, voice)?;
    }
    for source in &unreadable {
        voice.says(&format!("missing: {source} could not be read"));
    }
    summary(&order, &posts, files, voice);
    Ok(if failed { Outcome::Problems } else { Outcome::Done })
}

/// Where the user wants git's dates, a clone that has none stops the build as soon as a post needs one: any other date
/// would have to be taken back later.
fn refuse_shallow(settings: &Settings, posts: &mut Posts) {
    let wants = settings.config.site.updated.as_ref().is_some_and(|order| order.contains(&UpdateSource::Git));
    if wants && posts.recognised.asked_git {
        for problem in posts.problems.iter_mut().filter(|problem| problem.code == git::SHALLOW.code) {
            problem.severity = Severity::Error;
        }
    }
}

/// Says how many posts are in and out, and when that will change without an edit.
fn summary(order: &Order<'_>, posts: &Posts, files: usize, voice: Voice) {
    let listed = posts.posts.iter().filter(|post| standing(order.view, post).is_ok()).count();
    voice.says(&format!("{listed} of {files} posts are published"));
    for post in &posts.posts {
        if let Err(held) = standing(order.view, post) {
            voice.whispers(&format!("left out: {}: {held}", post.source));
        }
    }
    if let Some(moment) = next_change(order.view, &posts.posts) {
        voice.says(&format!("the next build will change something on {}: a post appears or expires", moment.rfc3339()));
    }
}

/// The feeds to build: those of the configuration, with what was typed, and the site's own limit and paths.
fn feeds(settings: &Settings, site: &Site, arguments: &Build) -> Vec<FeedSpec> {
    let mut feeds = settings.config.feeds.clone();
    if let Some(main) = feeds.first_mut() {
        if !settings.config.limit_is_set && site.limit.is_some() {
            main.limit = site.limit;
        }
        if let Some(limit) = arguments.limit {
            main.limit = (limit > 0).then_some(limit);
        }
        if arguments.like_site && !site.feed_paths.is_empty() {
            main.files = site.feed_paths.iter().map(|feed| (feed.format, feed.path.clone())).collect();
        }
    }
    feeds
}

/// Reads the posts, with a progress bar when it takes longer than a second.
pub fn read(site: &Site, memory: Option<Memory<'_>>, voice: Voice) -> Result<Posts, Error> {
    if !voice.shows_progress() {
        return pipeline::read_posts(site, memory, &|| ());
    }
    let done = AtomicU64::new(0);
    let bar = indicatif::ProgressBar::new_spinner();
    let begun = std::time::Instant::now();
    let posts = pipeline::read_posts(site, memory, &|| {
        let count = done.fetch_add(1, Ordering::Relaxed) + 1;
        if begun.elapsed() > Duration::from_secs(1) {
            bar.set_message(format!("{count} posts read"));
            bar.tick();
        }
    });
    bar.finish_and_clear();
    posts
}
