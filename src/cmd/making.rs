//! Posts into documents, for the commands that write them and for those that only compare them.

use std::io::{self, Read as _};
use std::path::Path;

use feedwright::Error;
use feedwright::feed::{Document, FeedSpec};
use feedwright::ledger::Ledger;
use feedwright::ledger::file;
use feedwright::ledger::store::Store;
use feedwright::output::{Prepared, Preparing};
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
    pub documents: Documents,
    /// The ledger as it was, and as it will be.
    pub ledgers: Option<(Store, Ledger)>,
    /// The text of the latter, where it is another than that of the first.
    pub ledger_text: Option<String>,
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

/// The files of the feeds, by their numbers in [`Order::files`].
pub enum Documents {
    /// Whole, in memory: they are not to be written, or could not be piece by piece.
    Whole(Vec<Document>),
    /// Beside their places in the output folder.
    Prepared(Prepared),
}

impl Documents {
    /// Makes them in memory, for those who do not write them.
    ///
    /// # Errors
    ///
    /// What ends the run.
    fn whole(order: &Order<'_>, posts: &Posts) -> Result<(Self, Vec<Problem>), Error> {
        let (documents, problems) = pipeline::documents(order, &posts.posts)?;
        Ok((Self::Whole(documents), problems))
    }

    /// Makes them beside their places in the folder `output`. Where they cannot be written they are made in memory all
    /// the same: what is wrong with them is still to be told. Written whole they may yet fit on the disk, on which a
    /// file whose head changed at its end was there twice.
    ///
    /// # Errors
    ///
    /// What ends the run.
    fn prepared(order: &Order<'_>, posts: &Posts, output: &Path) -> Result<(Self, Vec<Problem>), Error> {
        let paths = order.files().map(|(_, path)| path);
        let made = Preparing::begin(output, paths).and_then(|mut preparing| {
            let problems = pipeline::publish(order, &posts.posts, &mut |number, piece| preparing.take(number, piece))?;
            Ok((Self::Prepared(preparing.end()?), problems))
        });
        match made {
            Err(Error::Write { .. } | Error::Outside { .. }) => Self::whole(order, posts),
            made => made,
        }
    }

    /// The bytes of one.
    ///
    /// # Errors
    ///
    /// It cannot be read again.
    pub fn bytes(&self, number: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::Whole(documents) => {
                Ok(documents.get(number).map(|document| document.bytes.clone()).unwrap_or_default())
            }
            Self::Prepared(prepared) => {
                let mut bytes = Vec::new();
                prepared.reader(number)?.map(|mut file| file.read_to_end(&mut bytes)).transpose()?;
                Ok(bytes)
            }
        }
    }

    /// What is wrong with them.
    ///
    /// # Errors
    ///
    /// One that cannot be read again.
    pub fn judge(&self, order: &Order<'_>, posts: &Posts) -> Result<Vec<Problem>, Error> {
        match self {
            Self::Whole(documents) => Ok(pipeline::judge(documents, &posts.posts)),
            Self::Prepared(prepared) => pipeline::judge_prepared(order, prepared, &posts.posts),
        }
    }
}

/// Makes the feeds. `is_written` says of what is wrong so far, at the user's levels, whether they are to be written.
///
/// # Errors
///
/// What ends the run.
pub fn make(
    (site, typed): (&SiteArgs, &FeedArgs),
    messages: &Messages,
    voice: Voice,
    is_written: &dyn Fn(&[Problem]) -> bool,
) -> Result<Made, Error> {
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
    let occasion = Occasion { kept: kept(&feeds), ..settings.occasion(Noting::Needed) };
    let mut posts = pipeline::read_files(&site, &files, memory, occasion, &|| progress.step());
    refuse_shallow(&settings, &mut posts);
    problems.extend(store.as_ref().and_then(|store| store.repair.clone()));
    problems.append(&mut posts.problems);
    let output_url = settings.config.output_url.clone().unwrap_or_else(|| site.url.clone());
    let pages = pages(&settings, &site);
    progress.turns_to("posts read, making the feeds");
    let is_written = is_written(&settings.config.levels.apply(problems.clone()));
    let documents = || {
        let order = order(&settings, &site, (&feeds, &output_url), &pages);
        if is_written {
            Documents::prepared(&order, &posts, &settings.config.output)
        } else {
            Documents::whole(&order, &posts)
        }
    };
    let ledgers = || {
        let store = store?;
        let next = ledger::next(&store, &settings, &site, &posts);
        let text = store.would_change(&next).then(|| file::write(&next));
        Some(((store, next), text))
    };
    let (made, ledgers) = rayon::join(documents, ledgers);
    let (documents, mut more) = made?;
    problems.append(&mut more);
    let (ledgers, text) = ledgers.unzip();
    let ledger_text = text.flatten();
    Ok(Made { settings, site, posts, feeds, documents, ledgers, ledger_text, problems, output_url, pages })
}

/// How many bytes of texts stay in memory: where a feed shows every post, to read each again takes a twentieth of the
/// build. Past so many that is the better bargain.
fn kept(feeds: &[FeedSpec]) -> usize {
    if feeds.iter().any(|spec| spec.limit.is_none()) { 64 << 20 } else { 0 }
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
