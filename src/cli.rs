//! What may be typed: the subcommands and their options, from which help, completions and the man page are made.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use url::Url;

/// The feed step of a publishing pipeline: posts in; RSS 2.0, Atom 1.0 and JSON Feed 1.1 out.
#[derive(Debug, Parser)]
#[command(name = "feedwright", version, max_term_width = 100)]
#[command(after_help = "Without a subcommand, `build` runs: `feedwright --url https://example.org/` is \
                        `feedwright build --url https://example.org/`.\nExit codes: 0 done, 1 problems found, 2 could \
                        not run.")]
pub struct Cli {
    /// What is to be done.
    #[command(subcommand)]
    pub command: Command,
    /// How messages look, and which count.
    #[command(flatten)]
    pub messages: Messages,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the feeds (what runs when no subcommand is named)
    Build(Build),
    /// Show what subscribers would see of the next build
    Plan(Plan),
    /// Take over the ids that readers know from the feeds of before
    Adopt(Adopt),
    /// List every post: its link, id and dates, whether it is listed, and why not
    List(List),
    /// Show where each value of one post came from, and why it is in or out of each feed
    Explain(Explain),
    /// Judge feeds, whoever made them, without a network
    Check(Check),
    /// List the codes of all rules
    Rules(Rules),
    /// Hold the entries' links against the pages of the built site, and the announced feeds against the written ones
    Verify(Verify),
    /// Write a commented feedwright.toml for the folder
    Init(Init),
    /// Print a shell's completion script
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// How messages look and which count; every subcommand takes these.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub struct Messages {
    /// How problems are printed
    #[arg(long, global = true, value_enum, default_value_t = MessageFormat::Full, value_name = "FORMAT")]
    pub message_format: MessageFormat,
    /// Print nothing but errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print what is done and why
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Whether messages are coloured
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Raise a warning to an error, by its code (may be given again)
    #[arg(long, global = true, value_name = "CODE")]
    pub deny: Vec<String>,
    /// Make a denied or silenced code a warning again
    #[arg(long, global = true, value_name = "CODE")]
    pub warn: Vec<String>,
    /// Silence a warning by its code
    #[arg(long, global = true, value_name = "CODE")]
    pub allow: Vec<String>,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// The source line with carets, what is wrong and what to write instead
    Full,
    /// A line each: place, severity and code, message, help
    Short,
    /// A JSON object a line
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// Whether messages are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal only, and not where `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is said of the site, over what it says itself and over its configuration file; `init` writes it into that.
#[derive(Debug, Clone, Args)]
pub struct SaidArgs {
    /// The site generator [default: recognised from the folder]
    #[arg(long, value_name = "KIND", value_parser = generator)]
    pub site: Option<feedwright::site::Generator>,
    /// The folder of the posts
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,
    /// The folder of the built site [default: the generator's own, such as public or _site]
    #[arg(long, value_name = "DIR")]
    pub built: Option<PathBuf>,
    /// The absolute address of the site
    #[arg(long, value_name = "URL", value_parser = address)]
    pub url: Option<Url>,
    /// The title of the site
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What the site is about, in a sentence
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The language of the site, as a BCP 47 tag
    #[arg(long, value_name = "TAG", value_parser = language)]
    pub language: Option<String>,
    /// The IANA zone of dates that name none, such as Europe/Berlin
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    pub timezone: Option<chrono_tz::Tz>,
    /// Who writes when a post does not say
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
}

/// What site it is and where; every subcommand that reads posts takes these.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Site")]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch on the command line")]
pub struct SiteArgs {
    /// The configuration file [default: feedwright.toml in the folder, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the site [default: the configuration file's folder, or this one]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// What is said of the site.
    #[command(flatten)]
    pub said: SaidArgs,
    /// The time that decides what is in the future [default: the clock]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    pub now: Option<DateTime<FixedOffset>>,
    /// Let drafts in, for this run: the ledger does not learn of them
    #[arg(long)]
    pub drafts: bool,
    /// Let posts of the future in, for this run: the ledger does not learn of them
    #[arg(long)]
    pub future: bool,
    /// Let expired posts in, for this run: the ledger does not learn of them
    #[arg(long)]
    pub expired: bool,
    /// Neither read nor write feedwright.lock, the ledger of the ids that readers know
    #[arg(long)]
    pub no_ledger: bool,
}

/// Which feeds and where; every subcommand that makes feeds takes these.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Feeds")]
pub struct FeedArgs {
    /// The folder the feeds are written to
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The most entries in a feed; 0 for all
    #[arg(long, value_name = "COUNT")]
    pub limit: Option<usize>,
    /// Write the feeds where the site generator's own feeds are
    #[arg(long)]
    pub like_site: bool,
}

/// `feedwright build`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Debug, Args)]
pub struct Build {
    /// Publish the posts that can be read, and say which are missing
    #[arg(long)]
    pub keep_going: bool,
    /// Write the feeds without judging them first
    #[arg(long)]
    pub no_check: bool,
    /// Never write feedwright.lock, and fail if it would change
    #[arg(long, conflicts_with = "no_ledger")]
    pub locked: bool,
    /// Print first what subscribers will see; write nothing when an entry would be reissued or vanish
    #[arg(long)]
    pub plan: bool,
    /// Agree that the entry of this id is reissued or vanishes (may be given again)
    #[arg(long, value_name = "ID", requires = "plan")]
    pub accept: Vec<String>,
    /// The feeds.
    #[command(flatten)]
    pub feeds: FeedArgs,
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// `feedwright plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// What to compare with: a saved feed or its address [default: the feeds in the output folder]
    #[arg(long, value_name = "FEED")]
    pub against: Option<String>,
    /// Only the feed of this name
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
    /// How the plan is printed
    #[arg(long, value_enum, default_value_t = PlanFormat::Table, value_name = "FORMAT")]
    pub format: PlanFormat,
    /// Agree that the entry of this id is reissued or vanishes (may be given again)
    #[arg(long, value_name = "ID")]
    pub accept: Vec<String>,
    /// The feeds.
    #[command(flatten)]
    pub feeds: FeedArgs,
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// How a plan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// Columns for people
    Table,
    /// One JSON array with an object for each feed
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// A table for a pull request
    Markdown,
}

/// `feedwright adopt`.
#[derive(Debug, Args)]
pub struct Adopt {
    /// Saved feeds, WordPress exports, or addresses of feeds; of two that know one post the first counts
    #[arg(required = true, value_name = "FEED")]
    pub from: Vec<String>,
    /// Print what would be adopted, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = AdoptFormat::Table, value_name = "FORMAT")]
    pub format: AdoptFormat,
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// How an adoption is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AdoptFormat {
    /// Columns for people
    Table,
    /// One JSON array with an object for each feed
    Json,
}

/// `feedwright list`.
#[derive(Debug, Args)]
pub struct List {
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = ListFormat::Table, value_name = "FORMAT")]
    pub format: ListFormat,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// Columns for people
    Table,
    /// One JSON array of objects
    Json,
    /// Tab-separated values with a header line
    Tsv,
}

/// `feedwright explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The post: its path, its link or its id
    pub post: String,
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// `feedwright check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Feeds, folders with feeds below them, or - for standard input
    #[arg(required_unless_present = "explain", value_name = "FEED")]
    pub feeds: Vec<PathBuf>,
    /// How findings are printed [default: as messages are]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<CheckFormat>,
    /// Mend what can be mended without asking, and show it; of standard input, print the mended feed
    #[arg(long)]
    pub fix: bool,
    /// Tell all about one code instead
    #[arg(long, value_name = "CODE", conflicts_with_all = ["feeds", "fix"])]
    pub explain: Option<String>,
    /// The address that the feed is served from, to compare its links to itself with
    #[arg(long, value_name = "URL", value_parser = address)]
    pub url: Option<Url>,
    /// The time that decides what is in the future [default: the clock]
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    pub now: Option<DateTime<FixedOffset>>,
    /// The configuration file whose levels count [default: feedwright.toml here, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// The source line with carets, what is wrong and what to write instead
    Full,
    /// A line each: place, severity and code, message, help
    Short,
    /// One JSON array of objects
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, as code scanning services take it
    Sarif,
}

impl From<MessageFormat> for CheckFormat {
    fn from(format: MessageFormat) -> Self {
        match format {
            MessageFormat::Full => Self::Full,
            MessageFormat::Short => Self::Short,
            MessageFormat::Json => Self::Json,
            MessageFormat::Github => Self::Github,
        }
    }
}

/// `feedwright rules`.
#[derive(Debug, Args)]
pub struct Rules {
    /// Tell all about one code instead
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
    /// How the list is printed
    #[arg(long, value_enum, default_value_t = RulesFormat::Table, value_name = "FORMAT")]
    pub format: RulesFormat,
}

/// How the list of rules is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// Columns for people
    Table,
    /// One JSON array of objects
    Json,
    /// The page of the documentation
    Markdown,
}

/// `feedwright verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
}

/// `feedwright init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder of the site
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// What is said of the site.
    #[command(flatten)]
    pub said: SaidArgs,
    /// Replace a feedwright.toml that is there
    #[arg(long)]
    pub force: bool,
    /// Print it instead of writing it
    #[arg(long)]
    pub stdout: bool,
}

/// `feedwright completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Puts `build` where no subcommand is named, so that its options need none.
///
/// Options before a subcommand that belong to every subcommand (`--quiet`) are passed over.
pub fn with_default_subcommand(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let command = Cli::command();
    let at = options_end(&arguments, 1, || command.get_arguments());
    // A subcommand behind its own options means the same as before them.
    let build = command.find_subcommand("build");
    let shared = || build.into_iter().flat_map(clap::Command::get_arguments).chain(command.get_arguments());
    let behind = options_end(&arguments, at, shared);
    let word = arguments.get(behind).and_then(|argument| argument.to_str());
    if behind > at && word.is_some_and(|word| command.find_subcommand(word).is_some()) {
        let name = arguments.remove(behind);
        arguments.insert(at, name);
    }
    let named = arguments.get(at).and_then(|argument| argument.to_str());
    let is_command = named.is_some_and(|name| {
        matches!(name, "help" | "-h" | "--help" | "-V" | "--version") || command.find_subcommand(name).is_some()
    });
    // A bare word that is no subcommand is a slip of the pen: clap says so, and names the nearest.
    let is_word = named.is_some_and(|name| !name.starts_with('-'));
    if !is_command && !is_word {
        arguments.insert(at.min(arguments.len()), OsString::from("build"));
    }
    arguments
}

/// Where the first argument from `at` on stands that is none of the `known` options, nor the value of one.
fn options_end<'c, I>(arguments: &[OsString], mut at: usize, known: impl Fn() -> I) -> usize
where
    I: Iterator<Item = &'c clap::Arg>,
{
    while let Some(argument) = arguments.get(at).and_then(|argument| argument.to_str()) {
        let Some(option) = known().find(|known| is_option(known, argument)) else { break };
        at += if option.get_action().takes_values() && !argument.contains('=') { 2 } else { 1 };
    }
    at
}

fn is_option(known: &clap::Arg, argument: &str) -> bool {
    let name = argument.split('=').next().unwrap_or(argument);
    known.get_long().is_some_and(|long| name.strip_prefix("--") == Some(long))
        || known.get_short().is_some_and(|short| name.strip_prefix('-') == Some(short.to_string().as_str()))
}

fn address(text: &str) -> Result<Url, String> {
    feedwright::site::address(text).map_err(|problem| problem.help.unwrap_or(problem.message))
}

fn generator(text: &str) -> Result<feedwright::site::Generator, String> {
    use feedwright::site::Generator;
    Generator::ALL.into_iter().find(|generator| generator.name() == text).ok_or_else(|| {
        let names: Vec<&str> = Generator::ALL.iter().map(|generator| generator.name()).collect();
        format!("the kinds are {}", names.join(", "))
    })
}

fn language(text: &str) -> Result<String, String> {
    feedwright::feed::text::language(text).ok_or_else(|| "write a tag such as en or pt-BR".to_owned())
}

fn zone(text: &str) -> Result<chrono_tz::Tz, String> {
    text.parse().map_err(|_| "write an IANA zone name such as Europe/Berlin, America/New_York or UTC".to_owned())
}

fn instant(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|_| "write it like 2026-02-28T09:00:00+01:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> Vec<String> {
        let words = line.split(' ').filter(|word| !word.is_empty()).map(OsString::from);
        with_default_subcommand(words).into_iter().map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn build_is_the_subcommand_that_need_not_be_named() {
        assert_eq!(typed("feedwright"), ["feedwright", "build"]);
        assert_eq!(typed("feedwright --content list"), ["feedwright", "build", "--content", "list"]);
        assert_eq!(typed("feedwright --quiet"), ["feedwright", "--quiet", "build"]);
        assert_eq!(typed("feedwright --color never list"), ["feedwright", "--color", "never", "list"]);
        assert_eq!(typed("feedwright --color=never --drafts"), ["feedwright", "--color=never", "build", "--drafts"]);
        assert_eq!(typed("feedwright --help"), ["feedwright", "--help"]);
        assert_eq!(typed("feedwright lst"), ["feedwright", "lst"]);
        assert_eq!(
            typed("feedwright --url x list --format json"),
            ["feedwright", "list", "--url", "x", "--format", "json"]
        );
        assert_eq!(typed("feedwright -q --drafts plan"), ["feedwright", "-q", "plan", "--drafts"]);
        assert_eq!(typed("feedwright --url list"), ["feedwright", "build", "--url", "list"]);
    }
}
