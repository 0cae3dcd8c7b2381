//! Posts into documents, for the commands that write them and for those that only compare them.

use feedwright::Error;
use feedwright::feed::{Document, FeedSpec};
use feedwright::ledger::Ledger;
use feedwright::ledger::store::Store;
use feedwright::pipeline::{self, Memory, Order, Posts};
use feedwright::post::{Noting, Occasion, git};
use feedwright::problem::{Problem, Severity};
use feedwright::site::built::{self, pages::Pages};
use feedwright::site::{self, Site, UpdateSource};
use feedwright::source::discover::discover;
use url::Url;

use super::ledger;
use super::progress::Progress;
use super::settings::Settings;
use crate::cli::{FeedArgs, Messages, SiteArgs};
use crate::report::Voice;

/// Feeds that are made, and not yet written.
pub struct Made {
    /// The settings, with what was typed.
    pub settings: Settings,
    /// The site.
    pub site: Site,
    /// The posts.
    pub posts: Posts,
    /// The feeds.
    pub feeds: Vec<FeedSpec>,
    /// Their files.
    pub documents: Vec<Document>,
    /// The ledger as it was, and as it will be.
    pub ledgers: Option<(Store, Ledger)>,
    /// What is wrong or doubtful; the user's levels are not yet applied.
    pub problems: Vec<Problem>,
    output_url: Url,
    pages: Pages,
}

impl Made {
    /// The order that the documents were made by.
    pub fn order(&self) -> Order<'_> {
        order(&self.settings, &self.site, (&self.feeds, &self.output_url), &self.pages)
    }
}

/// Makes the feeds.
///
/// # Errors
///
/// What ends the run.
pub fn make(site: &SiteArgs, typed: &FeedArgs, messages: &Messages, voice: Voice) -> Result<Made, Error> {
    let mut settings = Settings::read(site, messages)?;
    if let Some(folder) = &typed.output {
        settings.config.output.clone_from(folder);
        settings.config.site.written.push(folder.clone());
    }
    let (site, mut problems) = site::open(&settings.config.site)?;
    problems.append(&mut settings.problems);
    let feeds = feeds(&settings, &site, typed);
    if typed.like_site && site.feed_paths.is_empty() {
        problems.push(no_own_feed(&site));
    }
    voice.whispers(&format!("site: {}, {}", site.recognised.generator.name(), site.recognised.because));

    // Both take their time, and neither asks for the other.
    let (store, files) = rayon::join(|| ledger::open(&settings), || discover(&site));
    let (store, files) = (store?, files?);
    let memory = store.as_ref().map_or(Memory::Nothing, |store| ledger::memory(store, &settings));
    let progress = Progress::begin(voice);
    let mut posts = pipeline::read_files(&site, &files, memory, settings.occasion(Noting::Needed), &|| progress.step());
    refuse_shallow(&settings, &mut posts);
    problems.extend(store.as_ref().and_then(|store| store.repair.clone()));
    problems.append(&mut posts.problems);
    let output_url = settings.config.output_url.clone().unwrap_or_else(|| site.url.clone());
    let pages = pages(&settings, &site);
    progress.turns_to("posts read, making the feeds");
    let (made, ledgers) = rayon::join(
        || pipeline::documents(&order(&settings, &site, (&feeds, &output_url), &pages), &posts.posts),
        || {
            store.map(|store| {
                let next = ledger::next(&store, &settings, &site, &posts);
                (store, next)
            })
        },
    );
    let (documents, mut more) = made?;
    problems.append(&mut more);
    Ok(Made { settings, site, posts, feeds, documents, ledgers, problems, output_url, pages })
}

/// The pages of the built site: the folder that was named, or the generator's own.
pub fn pages(settings: &Settings, site: &Site) -> Pages {
    let named = settings.config.site.built.as_deref();
    Pages::new(built::folder(&site.root, named, site.recognised.generator), named.is_some(), &site.url)
}

/// The order of a build with these settings.
pub fn order<'a>(
    settings: &'a Settings,
    site: &'a Site,
    (feeds, output_url): (&'a [FeedSpec], &'a Url),
    pages: &'a Pages,
) -> Order<'a> {
    Order {
        view: settings.view(site),
        feeds,
        output_url,
        summary_length: settings.config.summary_length,
        beginning: settings.config.beginning,
        policy: &settings.config.content,
        pages: Some(pages),
    }
}

/// The feeds to build: those of the configuration, with what was typed, and the site's own limit and paths.
pub fn feeds(settings: &Settings, site: &Site, typed: &FeedArgs) -> Vec<FeedSpec> {
    let mut feeds = settings.config.feeds.clone();
    if let Some(main) = feeds.first_mut() {
        if !settings.config.limit_is_set && site.limit.is_some() {
            main.limit = site.limit;
        }
        if let Some(limit) = typed.limit {
            main.limit = (limit > 0).then_some(limit);
        }
        if typed.like_site && !site.feed_paths.is_empty() {
            main.files = site.feed_paths.iter().map(|feed| (feed.format, feed.path.clone())).collect();
        }
    }
    feeds
}

fn no_own_feed(site: &Site) -> Problem {
    let generator = site.recognised.generator.name();
    Problem::new(&site::OWN_FEED_UNKNOWN, format!("no configuration of this {generator} site says where its feed is"))
        .help("write its paths under [feed]: rss = \"feed.xml\", or atom = \"atom.xml\"")
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

/// Reads the posts, with a progress bar when it takes longer than a second.
///
/// # Errors
///
/// What ends the run.
pub fn read(site: &Site, memory: Memory<'_>, occasion: Occasion, voice: Voice) -> Result<Posts, Error> {
    let progress = Progress::begin(voice);
    pipeline::read_posts(site, memory, occasion, &|| progress.step())
}
