//! `feedwright.toml` as written, into the settings of a run.
//!
//! Every key that is not known is an error that names the nearest known one: a slip of the pen must not become a feed
//! that is quietly another.

mod content;
mod reader;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use url::Url;

use crate::error::Error;
use crate::feed::select::Allowances;
use crate::feed::{Additions, Extent, FeedSpec, Format};
use crate::output::is_inner;
use crate::problem::{Level, Levels, Problem, Rule, Severity};
use crate::render::ContentSource;
use crate::site::configured::SWITCHES;
use crate::site::{Generator, IdScheme, Links, SiteOptions, UpdateSource};
use crate::source::decode::decode;
use reader::Table;

/// A key that feedwright does not know.
pub static UNKNOWN_KEY: Rule = Rule {
    code: "unknown-key",
    severity: Severity::Error,
    summary: "feedwright.toml has a key that feedwright does not know",
};
/// A value of the wrong kind, or not one of those that a key takes.
pub static WRONG_VALUE: Rule = Rule {
    code: "wrong-value",
    severity: Severity::Error,
    summary: "a key of feedwright.toml has a value it cannot take",
};
/// Two feeds want one file.
pub static SHARED_FILE: Rule =
    Rule { code: "shared-file", severity: Severity::Error, summary: "two feeds are to be written to one file" };
/// A code in `[rules]` or an option that no rule has.
pub static UNKNOWN_CODE: Rule =
    Rule { code: "unknown-code", severity: Severity::Error, summary: "no rule has this code" };

/// The rules of this module.
pub const RULES: &[&Rule] = &[&UNKNOWN_KEY, &WRONG_VALUE, &SHARED_FILE, &UNKNOWN_CODE];

/// How many entries a feed has when nothing says.
pub const USUAL_LIMIT: usize = 20;
/// How many characters a summary has at the most when nothing says.
pub const USUAL_SUMMARY: usize = 280;
/// How many words the beginning of a text has at least when nothing says: as many as Hugo's summaries.
pub const USUAL_BEGINNING: usize = 70;

/// The settings of a run.
#[derive(Debug, Clone)]
pub struct Config {
    /// What is said of the site.
    pub site: SiteOptions,
    /// The folder of the feeds.
    pub output: PathBuf,
    /// The address under which the output folder is served, where that is not the site's.
    pub output_url: Option<Url>,
    /// The main feed, then the others.
    pub feeds: Vec<FeedSpec>,
    /// Whether the configuration sets the main feed's limit; else the site's own may.
    pub limit_is_set: bool,
    /// The most characters of a summary.
    pub summary_length: usize,
    /// How many words the beginning of a text has at least, where no more-marker ends it.
    pub beginning: usize,
    /// How texts become fit for readers.
    pub content: crate::render::Policy,
    /// What lets held-back posts in.
    pub publish: Allowances,
    /// Whether a ledger is kept.
    pub ledger: bool,
    /// The levels of codes.
    pub levels: Levels,
}

impl Config {
    /// The settings without a configuration file: one feed in three formats in `output/`.
    #[must_use]
    pub fn without_file(root: &Path) -> Self {
        Self {
            site: SiteOptions { root: root.to_owned(), ..SiteOptions::default() },
            output: root.join("output"),
            output_url: None,
            feeds: vec![main_feed()],
            limit_is_set: false,
            summary_length: USUAL_SUMMARY,
            beginning: USUAL_BEGINNING,
            content: crate::render::Policy::default(),
            publish: Allowances::default(),
            ledger: true,
            levels: Levels::default(),
        }
    }
}

/// The feed of a site that says nothing of its feeds: the newest 20 posts, whole, in three formats.
#[must_use]
pub fn main_feed() -> FeedSpec {
    FeedSpec {
        name: "main".to_owned(),
        files: Format::ALL.map(|format| (format, format.file_name().to_owned())).to_vec(),
        title: None,
        description: None,
        home: None,
        limit: Some(USUAL_LIMIT),
        extent: Extent::Full,
        categories: Vec::new(),
        collections: Vec::new(),
        language: None,
        from: None,
        source_markdown: false,
        additions: Additions::default(),
    }
}

/// Reads a configuration file.
///
/// # Errors
///
/// The file cannot be read, or it has problems: each with its line and column.
pub fn load(path: &Path) -> Result<(Config, Vec<Problem>), Error> {
    let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let file: Arc<str> = path.strip_prefix(".").unwrap_or(path).to_string_lossy().into();
    let text = decode(&file, bytes).map_err(|problem| Error::Problems(vec![problem]))?;
    let root = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    parse(&file, &text, root).map_err(Error::Problems)
}

/// Reads the text of a configuration file of a site in the folder `root`.
///
/// # Errors
///
/// Every problem of the file: what cannot be parsed, unknown keys, values that a key cannot take.
pub fn parse(file: &Arc<str>, text: &str, root: &Path) -> Result<(Config, Vec<Problem>), Vec<Problem>> {
    let (map, mut problems) = crate::source::toml::parse(file, text)?;
    let mut config = Config::without_file(root);
    let mut top = Table::new(file, text, &map);
    if let Some(table) = top.table("site") {
        site(table, &mut config.site, &mut problems);
    }
    if let Some(table) = top.table("authors") {
        people(table, &mut config.site, &mut problems);
    }
    if let Some(table) = top.table("output") {
        output(table, root, &mut config, &mut problems);
    }
    let mut main = main_feed();
    if let Some(table) = top.table("content") {
        config.beginning = table.number("beginning").unwrap_or(USUAL_BEGINNING);
        config.content = content::content(table, &mut main.additions, &mut problems);
    }
    feeds(&mut top, main, &mut config, &mut problems);
    if let Some(table) = top.table("summary") {
        config.summary_length = table.number("length").unwrap_or(USUAL_SUMMARY);
        table.finish(&mut problems);
    }
    if let Some(table) = top.table("markdown") {
        let switches = SWITCHES.into_iter().filter_map(|name| Some((name.to_owned(), table.boolean(name)?)));
        config.site.markdown = switches.collect();
        table.finish(&mut problems);
    }
    if let Some(table) = top.table("publish") {
        config.publish = Allowances {
            drafts: table.boolean("drafts").unwrap_or_default(),
            future: table.boolean("future").unwrap_or_default(),
            expired: table.boolean("expired").unwrap_or_default(),
        };
        table.finish(&mut problems);
    }
    if let Some(table) = top.table("dates") {
        config.site.updated = table.names("updated", UpdateSource::ALL, UpdateSource::name);
        table.finish(&mut problems);
    }
    if let Some(table) = top.table("ledger") {
        config.ledger = table.boolean("enabled").unwrap_or(true);
        table.finish(&mut problems);
    }
    if let Some(table) = top.table("rules") {
        levels(table, &mut config.levels, &mut problems);
    }
    top.finish(&mut problems);
    if problems.iter().any(Problem::is_error) { Err(problems) } else { Ok((config, problems)) }
}

fn site(table: Table<'_>, site: &mut SiteOptions, problems: &mut Vec<Problem>) {
    site.generator = table.named("kind", Generator::ALL, Generator::name);
    site.id = table.named("id", IdScheme::ALL, IdScheme::name);
    let root = site.root.clone();
    site.content = table.parsed("content", |text| content_below(&root, text));
    site.url =
        table.parsed("url", |text| crate::site::address(text).map_err(|problem| (problem.message, problem.help)));
    site.zone = table.parsed("timezone", |text| {
        text.parse().map_err(|_| {
            let help = "write an IANA zone name such as Europe/Berlin or UTC".to_owned();
            (format!("\"{text}\" is no time zone"), Some(help))
        })
    });
    site.title = table.text("title");
    site.description = table.text("description");
    site.language = language(&table);
    site.rights = table.text("rights");
    site.icon = table.text("icon");
    site.logo = table.text("logo");
    site.statics = table.text("static");
    site.permalink = table.text("permalink");
    site.links = table.named("links", Links::ALL, Links::name).unwrap_or_default();
    site.built = table.text("built").map(PathBuf::from);
    site.exclude = table.texts("exclude").unwrap_or_default();
    site.authors = table.people("author");
    table.finish(problems);
}

/// The folder of the posts, as it is seen from the site's folder, `root`.
fn content_below(root: &Path, written: &str) -> Result<String, (String, Option<String>)> {
    let named = Path::new(written);
    if !named.is_absolute() {
        return Ok(written.to_owned());
    }
    let real = root.canonicalize().ok().zip(named.canonicalize().ok());
    let below = real.as_ref().and_then(|(root, named)| named.strip_prefix(root).ok());
    let message = format!("\"{written}\" is not written as a folder below the site's folder");
    Err((
        message,
        Some(match below.map(|below| below.display().to_string()) {
            Some(below) if below.is_empty() => "write \".\" for the site's folder itself".to_owned(),
            Some(below) => format!("write it as it is seen from there: \"{below}\""),
            None => format!(
                "write it as it is seen from there, such as \"posts\"; `--content {written}` reads the posts of a folder elsewhere"
            ),
        }),
    ))
}

fn people(table: Table<'_>, site: &mut SiteOptions, problems: &mut Vec<Problem>) {
    for key in table.keys() {
        if let Some(person) = table.people(&key).into_iter().next() {
            site.people.insert(key, person);
        }
    }
    table.finish(problems);
}

fn output(table: Table<'_>, root: &Path, config: &mut Config, problems: &mut Vec<Problem>) {
    if let Some(folder) = table.text("folder") {
        config.output = root.join(folder);
    }
    config.output_url =
        table.parsed("url", |text| crate::site::address(text).map_err(|problem| (problem.message, problem.help)));
    table.finish(problems);
}

fn feeds(top: &mut Table<'_>, mut main: FeedSpec, config: &mut Config, problems: &mut Vec<Problem>) {
    if let Some(mut table) = top.table("feed") {
        config.limit_is_set = table.has("limit");
        feed(&mut table, &mut main);
        table.finish(problems);
    }
    let mut all = vec![main];
    for mut table in top.tables("feeds") {
        let mut spec = all.first().cloned().unwrap_or_else(main_feed);
        spec.name = table.required("name").unwrap_or_default();
        spec.title = None;
        spec.description = None;
        spec.files =
            spec.files.iter().map(|(format, _)| (*format, format!("{}/{}", spec.name, format.file_name()))).collect();
        if !is_inner(&spec.name) && table.has("name") {
            let message = format!("\"{}\" is no name of a folder below the output folder", spec.name);
            table.report(table.problem("name", &WRONG_VALUE, message).help("write it like rust or de/rust"));
        }
        feed(&mut table, &mut spec);
        if let Some((_, path)) = shared_file(&all, &spec) {
            problems.push(
                table
                    .problem("name", &SHARED_FILE, format!("{path} is another feed's file already"))
                    .help("give each feed its own name, or its own rss, atom and json paths"),
            );
        }
        table.finish(problems);
        all.push(spec);
    }
    config.feeds = all;
}

fn shared_file<'s>(all: &[FeedSpec], spec: &'s FeedSpec) -> Option<&'s (Format, String)> {
    spec.files.iter().find(|(_, path)| all.iter().any(|other| other.files.iter().any(|(_, taken)| taken == path)))
}

/// A language tag: another text would come into no feed.
fn language(table: &Table<'_>) -> Option<String> {
    table.parsed("language", |text| {
        let wrong = || (format!("\"{text}\" is no language tag"), Some("write it like en or pt-BR".to_owned()));
        crate::feed::text::language(text).ok_or_else(wrong)
    })
}

/// Sets what `table` says of a feed over what `spec` has.
fn feed(table: &mut Table<'_>, spec: &mut FeedSpec) {
    if let Some(formats) = table.names("formats", Format::ALL, Format::name) {
        spec.files.retain(|(format, _)| formats.contains(format));
    }
    for format in Format::ALL {
        if let Some(path) = table.text(format.name()) {
            if !is_inner(&path) {
                let message = format!("\"{path}\" is no path of a file below the output folder");
                let help = format!("write it like {} or blog/{}", format.file_name(), format.file_name());
                table.report(table.problem(format.name(), &WRONG_VALUE, message).help(help));
            }
            spec.files.retain(|(other, _)| *other != format);
            spec.files.push((format, path));
        }
    }
    spec.files.sort_by_key(|(format, _)| *format);
    if let Some(limit) = table.number("limit") {
        spec.limit = (limit > 0).then_some(limit);
    }
    if let Some(extent) = table.named("content", Extent::ALL, Extent::name) {
        spec.extent = extent;
    }
    spec.from = table.named("from", ContentSource::ALL, ContentSource::name).or(spec.from);
    spec.source_markdown = table.boolean("source-markdown").unwrap_or(spec.source_markdown);
    content::additions(table, &mut spec.additions);
    spec.title = table.text("title").or(spec.title.take());
    spec.description = table.text("description").or(spec.description.take());
    spec.home = table
        .parsed("home", |text| {
            Url::parse(text)
                .map_err(|_| (format!("\"{text}\" is not an absolute URL"), Some("write the whole address".to_owned())))
        })
        .or(spec.home.take());
    spec.language = language(table).or(spec.language.take());
    spec.categories = table.texts("categories").unwrap_or_else(|| std::mem::take(&mut spec.categories));
    spec.collections = table.texts("collections").unwrap_or_else(|| std::mem::take(&mut spec.collections));
}

fn levels(table: Table<'_>, levels: &mut Levels, problems: &mut Vec<Problem>) {
    // Of a code in two lists the stricter counts, as it does on the command line.
    for (key, level) in [("allow", Level::Allow), ("warn", Level::Warn), ("deny", Level::Deny)] {
        for code in table.texts(key).unwrap_or_default() {
            match known_code(&code) {
                Ok(()) => levels.set(code, level),
                Err(problem) => problems.push(Problem { place: table.place(key), ..problem }),
            }
        }
    }
    table.finish(problems);
}

/// Whether some rule has this code.
///
/// # Errors
///
/// A problem that names the nearest code.
pub fn known_code(code: &str) -> Result<(), Problem> {
    let rules = crate::problem::rules();
    let known = || rules.iter().map(|rule| rule.code).chain(crate::check::rules().into_iter().map(|rule| rule.code));
    if known().any(|known| known == code) {
        return Ok(());
    }
    let problem = Problem::new(&UNKNOWN_CODE, format!("no rule has the code \"{code}\""));
    Err(match nearest(code, known()) {
        Some(near) => problem.help(format!("did you mean \"{near}\"?")),
        None => problem.help("`feedwright rules` lists the codes"),
    })
}

/// The candidate that is most like `word`, when one is near enough to be meant.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Vec<String>> {
        let told = |problem: &Problem| {
            let point = problem.place.as_ref().and_then(|place| place.point.as_ref());
            let place = point.map_or_else(String::new, |point| format!("{}:{} ", point.line, point.column));
            let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
            format!("{place}{}: {}{help}", problem.code, problem.message)
        };
        match parse(&"feedwright.toml".into(), text, Path::new("/blog")) {
            Ok((config, problems)) => {
                assert_eq!(problems, []);
                Ok(config)
            }
            Err(problems) => Err(problems.iter().map(told).collect()),
        }
    }

    #[test]
    fn an_empty_file_is_a_feed_in_three_formats() {
        let config = read("").unwrap();
        assert_eq!(config.feeds, [main_feed()]);
        assert_eq!(config.output, Path::new("/blog/output"));
    }

    #[test]
    fn every_feed_takes_what_the_main_one_says() {
        let text = "[feed]\nlimit = 5\nformats = [\"atom\"]\natom = \"feed.xml\"\n\
                    [[feeds]]\nname = \"rust\"\ncategories = [\"rust\"]\nlimit = 0\n";
        let feeds = read(text).unwrap().feeds;
        assert_eq!(feeds.len(), 2);
        assert_eq!((feeds[0].limit, feeds[1].limit), (Some(5), None));
        assert_eq!(feeds[0].files, [(Format::Atom, "feed.xml".to_owned())]);
        assert_eq!(feeds[1].files, [(Format::Atom, "rust/atom.xml".to_owned())]);
        assert_eq!(feeds[1].categories, ["rust"]);
    }

    #[test]
    fn an_unknown_key_names_the_nearest_one_at_its_place() {
        assert_eq!(
            read("[site]\nurl = \"https://example.org\"\ntitel = \"x\"\n").unwrap_err(),
            ["3:1 unknown-key: \"titel\" is no key in [site] (did you mean \"title\"?)"]
        );
        assert_eq!(
            read("[sight]\n").unwrap_err(),
            [
                "1:2 unknown-key: \"sight\" is no key (the keys are site, authors, output, content, feed, feeds, summary, markdown, publish, dates, ledger, rules)"
            ]
        );
    }

    #[test]
    fn every_wrong_value_is_told_at_its_place() {
        let text = "[site]\nkind = \"jekil\"\nurl = \"example.org\"\ntimezone = \"Europe/Berlyn\"\ntitle = 3\n\
                    [feed]\nlimit = \"many\"\n[rules]\ndeny = [\"unknown-kye\"]\n";
        assert_eq!(
            read(text).unwrap_err(),
            [
                "2:8 wrong-value: \"jekil\" is not one of the values (did you mean \"jekyll\"?)",
                "3:7 wrong-value: \"example.org\" is not an absolute URL (write the whole address of the site: https://example.org/)",
                "4:12 wrong-value: \"Europe/Berlyn\" is no time zone (write an IANA zone name such as Europe/Berlin or UTC)",
                "5:9 wrong-value: \"title\" must be a text",
                "7:9 wrong-value: \"limit\" must be a whole number from 0 (write limit = 20, without quotes, or 0 for all entries)",
                "9:8 unknown-code: no rule has the code \"unknown-kye\" (did you mean \"unknown-key\"?)",
            ]
        );
    }

    #[test]
    fn a_switch_of_markdown_is_on_or_off_and_has_a_known_name() {
        let config = read("[markdown]\nmath = true\ntables = false\n").unwrap();
        let switches: Vec<(&str, bool)> = config.site.markdown.iter().map(|(name, on)| (name.as_str(), *on)).collect();
        assert_eq!(switches, [("math", true), ("tables", false)]);
        assert_eq!(
            read("[markdown]\nfootnote = true\n").unwrap_err(),
            ["2:1 unknown-key: \"footnote\" is no key in [markdown] (did you mean \"footnotes\"?)"]
        );
    }

    #[test]
    fn people_are_names_or_tables() {
        let text = "[site]\nauthor = \"Ann\"\n[authors.ben]\nname = \"Ben\"\nurl = \"https://ben.example/\"\n";
        let site = read(text).unwrap().site;
        assert_eq!(site.authors[0].name, "Ann");
        assert_eq!(site.people["ben"].url.as_ref().unwrap().as_str(), "https://ben.example/");
        assert_eq!(
            read("[authors.ben]\nemail = \"ben@example.org\"\n").unwrap_err(),
            ["1:1 wrong-value: a table of \"ben\" has no \"name\" (add name = \"…\")"]
        );
    }

    #[test]
    fn two_feeds_do_not_share_a_file() {
        let text = "[[feeds]]\nname = \"rust\"\nrss = \"rss.xml\"\n";
        assert_eq!(
            read(text).unwrap_err(),
            [
                "2:8 shared-file: rss.xml is another feed's file already (give each feed its own name, or its own rss, atom and json paths)"
            ]
        );
    }
}
