//! `feedwright init`: a commented feedwright.toml for the folder it finds.

use std::path::Path;

use feedwright::output::{FileOutcome, commit_file};
use feedwright::post::Occasion;
use feedwright::problem::{Problem, Rule, Severity};
use feedwright::site::{self, Generator, Site, SiteOptions};
use feedwright::{Error, pipeline};
use url::Url;

use super::origins::Origins;
use super::settings::{FILE_NAME, lay_over_site, relative};
use super::{Outcome, print};
use crate::cli::{Init, SaidArgs};
use crate::report::Voice;

/// There is a configuration file already.
static ALREADY_THERE: Rule =
    Rule { code: "already-there", severity: Severity::Error, summary: "the folder has a feedwright.toml" };

/// The folder that was named as that of the posts is a site.
static SITE_OF_ITS_OWN: Rule = Rule {
    code: "site-of-its-own",
    severity: Severity::Error,
    summary: "the folder of the posts is a site of its own",
};

/// The address that stands in a new file until its author writes the real one.
const EXAMPLE: &str = "https://example.org/";

/// Writes the configuration file.
///
/// # Errors
///
/// A folder that cannot be read or written; a file that is there already.
pub fn run(arguments: &Init, voice: Voice) -> Result<Outcome, Error> {
    let path = arguments.folder.join(FILE_NAME);
    if path.exists() && !arguments.force && !arguments.stdout {
        let problem = Problem::new(&ALREADY_THERE, format!("{} is there already", path.display()));
        return Err(Error::Problems(vec![problem.help("--force replaces it, --stdout prints what would be written")]));
    }
    let options = options(arguments)?;
    let (site, known) = open(&options)?;
    let posts = pipeline::read_posts(&site, pipeline::Memory::Nothing, Occasion::default(), &|| ())?;
    let origins = Origins::read(&arguments.folder, site.recognised.generator);
    let text = text(&site, known, posts.posts.len() + posts.unreadable.len(), &origins, (arguments, &options));
    if arguments.stdout {
        print(&text)?;
        return Ok(Outcome::Done);
    }
    if commit_file(&path, text.as_bytes())? == FileOutcome::Written {
        voice.says(&format!("wrote {}", path.display()));
    }
    if !known {
        voice.says("write the address of the site in it, then run feedwright");
    }
    Ok(Outcome::Done)
}

/// The site, and whether its address is known: a folder that says none is opened under an example's.
fn open(options: &SiteOptions) -> Result<(Site, bool), Error> {
    match site::open(options) {
        Ok((site, _)) => Ok((site, true)),
        Err(Error::Problems(problems)) if lacks_address(&problems) => {
            let options = SiteOptions { url: Url::parse(EXAMPLE).ok(), ..options.clone() };
            site::open(&options).map(|(site, _)| (site, false))
        }
        Err(error) => Err(error),
    }
}

fn options(arguments: &Init) -> Result<SiteOptions, Error> {
    let mut options = SiteOptions { root: arguments.folder.clone(), ..SiteOptions::default() };
    lay_over_site(&mut options, &arguments.said);
    match &arguments.said.content {
        Some(content) if options.content.is_none() => {
            let folder = content.display();
            let problem = Problem::new(&SITE_OF_ITS_OWN, format!("{folder} is a site of its own"));
            Err(Error::Problems(vec![
                problem.help(format!("write its settings beside it: `feedwright init {folder}`")),
            ]))
        }
        Some(content) if options.root != arguments.folder => {
            // The file stands in its own folder, wherever the posts are.
            options.content = relative(&arguments.folder, content).or(options.content);
            Ok(SiteOptions { root: arguments.folder.clone(), ..options })
        }
        _ => Ok(options),
    }
}

/// The settings that were typed: they stand in the file, whatever the site itself says.
fn typed(said: &SaidArgs) -> Vec<&'static str> {
    let typed = [
        ("url", said.url.is_some()),
        ("title", said.title.is_some()),
        ("description", said.description.is_some()),
        ("language", said.language.is_some()),
        ("timezone", said.timezone.is_some()),
        ("author", said.author.is_some()),
    ];
    typed.into_iter().filter(|(_, is_typed)| *is_typed).map(|(key, _)| key).collect()
}

fn lacks_address(problems: &[Problem]) -> bool {
    problems.iter().filter(|problem| problem.is_error()).all(|problem| problem.code == site::URL_MISSING.code)
}

/// The lines of the new file, one after another.
struct Lines<'a> {
    text: String,
    /// Where the site's own settings stand.
    origins: &'a Origins,
    /// The settings are the site's own already: they are shown, and commented out.
    taken: bool,
    /// But these.
    typed: Vec<&'static str>,
}

impl Lines<'_> {
    fn say(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A line for what the site says; a commented example for what it does not.
    fn setting(&mut self, key: &str, about: &str, value: Option<&str>, example: &str) {
        match value {
            Some(value) if self.taken && !self.typed.contains(&key) => {
                let origin = self.origins.of(key, value);
                self.say(&format!("# {about} Taken from {origin}:\n# {key} = {}", quoted(value)));
            }
            Some(value) => self.say(&format!("# {about}\n{key} = {}", quoted(value))),
            None => self.say(&format!("# {about}\n# {key} = {}", quoted(example))),
        }
    }
}

fn text(
    site: &Site,
    known: bool,
    posts: usize,
    origins: &Origins,
    (arguments, options): (&Init, &SiteOptions),
) -> String {
    let generator = site.recognised.generator;
    let typed = typed(&arguments.said);
    let mut lines = Lines { text: String::new(), origins, taken: generator != Generator::Plain, typed };
    lines.say("# The feeds of this site, made by `feedwright`.\n\n[site]");
    lines.say(&format!("# {}; {posts} posts were found.", site.recognised.because));
    lines.say(&format!("kind = {}", quoted(generator.name())));
    if known {
        lines.setting("url", "The absolute address of the site.", Some(site.url.as_str()), EXAMPLE);
    } else {
        // A build stops without it: ids that are made from an example's address would be readers' for ever.
        lines.say("# The absolute address of the site: every link in the feeds begins with it. Write yours.");
        lines.say(&format!("# url = {}", quoted(EXAMPLE)));
    }
    folders(&mut lines, site, (arguments, options));
    lines.setting("title", "The title of the feeds.", site.title.as_deref(), "My blog");
    lines.setting("description", "One sentence on what it is about.", site.description.as_deref(), "Notes");
    lines.setting("language", "Its language.", site.language.as_deref(), "en");
    let zone = Some(site.zone.name()).filter(|name| *name != "UTC");
    lines.setting("timezone", "The zone of dates that name none.", zone, "Europe/Berlin");
    let author = site.authors.first().map(|author| author.name.as_str());
    lines.setting("author", "Who writes when a post does not say.", author, "Ann Example");
    lines.say("\n[output]\nfolder = \"output\"\n\n[feed]\n# The newest posts in each feed; 0 for all.");
    match site.limit {
        Some(limit) => {
            let origin = origins.of("limit", &limit.to_string());
            lines.say(&format!("# Taken from {origin}:\n# limit = {limit}"));
        }
        None => lines.say("limit = 20"),
    }
    own_feeds(&mut lines, site);
    lines.say("# \"full\", \"beginning\" or \"summary\"\ncontent = \"full\"");
    if generator != Generator::Plain {
        lines.say(
            "\n# Where the text of entries comes from: \"markdown\", the posts; \"built\", the pages that were built of them;\n\
             # \"auto\", the posts, and the pages for what only the generator can render.\n# [content]\n# from = \"auto\"",
        );
    }
    lines.text
}

/// Where the posts are, and the built site.
fn folders(lines: &mut Lines<'_>, site: &Site, (arguments, options): (&Init, &SiteOptions)) {
    let found = site.collections.first().map(|collection| collection.files.folder.clone());
    let content = match &arguments.said.content {
        Some(_) => options.content.clone(),
        None => found.filter(|_| site.recognised.generator == Generator::Plain),
    };
    if let Some(folder) = content.filter(|folder| !folder.is_empty()) {
        lines.say(&format!("# The folder of the posts.\ncontent = {}", quoted(&folder)));
    }
    if let Some(built) = options.built.as_deref().map(shown) {
        lines.say(&format!("# The folder of the built site.\nbuilt = {}", quoted(&built)));
    }
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Where the generator's own feeds are: to replace them, the marks before these lines go.
fn own_feeds(lines: &mut Lines<'_>, site: &Site) {
    if site.feed_paths.is_empty() {
        return;
    }
    lines.say(
        "# The generator's own feeds are here; to write ours there, take the marks away or build with --like-site:",
    );
    for feed in &site.feed_paths {
        let origin = lines.origins.of("feed", &feed.path);
        lines.say(&format!("# {} = {}  # {origin}", feed.format.name(), quoted(&feed.path)));
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
