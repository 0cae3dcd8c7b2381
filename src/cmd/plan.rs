//! `feedwright plan`: what subscribers would see of the next build.

use std::collections::HashMap;

use feedwright::Error;
use feedwright::feed::select::{membership, standing};
use feedwright::feed::{FeedSpec, Format};
use feedwright::ledger::plan::{Known, Plan, Version, accepted_nothing, not_adopted, plan};
use feedwright::ledger::saved::{self, Kind};
use feedwright::output::read_present;
use feedwright::post::Post;
use feedwright::problem::{Problem, Rule, Severity};

use super::making::{Made, make};
use super::{Outcome, fetch, print};
use crate::cli::{self, Messages, PlanFormat};
use crate::report::{Voice, plan as report};

/// No feed has the name that was given.
static NO_SUCH_FEED: Rule =
    Rule { code: "no-such-feed", severity: Severity::Error, summary: "no feed of the site has this name" };

/// Prints the plan. Something that subscribers should not see stops it: exit code 1.
///
/// # Errors
///
/// What ends the run: a feed to compare with that cannot be read.
pub fn run(arguments: &cli::Plan, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let mut made = make((&arguments.site, &arguments.feeds), messages, voice, &|_: &[Problem]| false)?;
    let problems = made.settings.config.levels.apply(std::mem::take(&mut made.problems));
    voice.problems(&problems);
    if problems.iter().any(Problem::is_error) {
        voice.says("there is no plan: the posts have errors");
        return Ok(Outcome::Problems);
    }
    let wanted = |spec: &&FeedSpec| arguments.feed.as_ref().is_none_or(|name| *name == spec.name);
    let feeds: Vec<&FeedSpec> = made.feeds.iter().filter(wanted).collect();
    if feeds.is_empty() {
        let names: Vec<&str> = made.feeds.iter().map(|spec| spec.name.as_str()).collect();
        let asked = arguments.feed.as_deref().unwrap_or_default();
        let problem = Problem::new(&NO_SUCH_FEED, format!("no feed is called \"{asked}\""));
        return Err(Error::Problems(vec![problem.help(format!("the feeds are {}", names.join(", ")))]));
    }
    let mut doubts = Vec::new();
    let plans = match &arguments.against {
        Some(named) => vec![against(&made, feeds.first().copied(), named, &mut doubts)?],
        None => feeds.into_iter().map(|spec| with_output(&made, spec, &mut doubts)).collect::<Result<_, _>>()?,
    };
    doubts.extend(accepted_nothing(&plans, &arguments.accept));
    let doubts = made.settings.config.levels.apply(doubts);
    voice.problems(&doubts);
    print(&report::text(&plans, arguments.format, &arguments.accept))?;
    let stopped = plans.iter().any(|plan| plan.is_stopped(&arguments.accept)) || doubts.iter().any(Problem::is_error);
    Ok(if stopped { Outcome::Problems } else { Outcome::Done })
}

/// Prints the plan of a build, and says whether it may write.
///
/// # Errors
///
/// A feed in the output folder that cannot be read.
pub fn before_build(made: &Made, accept: &[String], voice: Voice) -> Result<bool, Error> {
    let mut doubts = Vec::new();
    let plans =
        made.feeds.iter().map(|spec| with_output(made, spec, &mut doubts)).collect::<Result<Vec<_>, Error>>()?;
    doubts.extend(accepted_nothing(&plans, accept));
    let doubts = made.settings.config.levels.apply(doubts);
    voice.problems(&doubts);
    if !voice.is_quiet() {
        print(&report::text(&plans, PlanFormat::Table, accept))?;
    }
    Ok(!plans.iter().any(|plan| plan.is_stopped(accept)) && !doubts.iter().any(Problem::is_error))
}

/// The posts that the feeds in the output folder know by other ids, where there is no ledger that would tell.
pub fn without_ledger(made: &Made) -> Vec<Problem> {
    if made.ledgers.as_ref().is_none_or(|(store, _)| store.is_there()) {
        return Vec::new();
    }
    let told = made.feeds.iter().filter_map(|spec| {
        // What is no feed has no entries that anybody knows.
        let plan = with_output(made, spec, &mut Vec::new()).ok()?;
        let file = plan.files.iter().find(|file| file.before.is_some())?;
        not_adopted(&plan, &made.settings.config.output.join(&file.path).display().to_string())
    });
    told.collect()
}

/// One feed against its files in the output folder.
fn with_output(made: &Made, spec: &FeedSpec, doubts: &mut Vec<Problem>) -> Result<Plan, Error> {
    let mut files = Vec::new();
    for (number, _, name) in of_feed(made, spec) {
        let path = made.settings.config.output.join(name);
        let before = match read_present(&path) {
            Ok(Some(bytes)) => {
                let name = path.display().to_string();
                let before = version(&name, &bytes)?;
                doubts.extend(before.feed.indistinct(&name));
                Some(before)
            }
            Ok(None) => None,
            Err(source) => return Err(Error::Read { path, source }),
        };
        files.push((name.to_owned(), before, after(made, number, name)?));
    }
    Ok(plan(&spec.name, &files, &known(made, Some(spec))))
}

/// The first feed against a saved one; of its files the one of the same format.
fn against(made: &Made, spec: Option<&FeedSpec>, named: &str, doubts: &mut Vec<Problem>) -> Result<Plan, Error> {
    let before = version(named, &fetch::bytes(named)?)?;
    doubts.extend(before.feed.indistinct(named));
    let format = match before.feed.kind {
        Kind::Rss | Kind::Wordpress => Format::Rss,
        Kind::Atom => Format::Atom,
        Kind::Json => Format::Json,
    };
    let documents: Vec<(usize, Format, &str)> = spec.map(|spec| of_feed(made, spec).collect()).unwrap_or_default();
    let same = documents.iter().find(|(_, other, _)| *other == format).or(documents.first());
    let mut files = Vec::new();
    if let Some((number, _, name)) = same {
        files.push((named.to_owned(), Some(before), after(made, *number, name)?));
    }
    Ok(plan(spec.map_or("", |spec| spec.name.as_str()), &files, &known(made, spec)))
}

/// The documents of a feed: the number, format and path of each.
fn of_feed<'a>(made: &'a Made, spec: &'a FeedSpec) -> impl Iterator<Item = (usize, Format, &'a str)> {
    let all = made.feeds.iter().flat_map(|spec| &spec.files).enumerate();
    let own = all.filter(|(_, (_, path))| spec.files.iter().any(|(_, own)| own == path));
    own.map(|(number, (format, path))| (number, *format, path.as_str()))
}

/// A document as it would be published.
fn after(made: &Made, number: usize, name: &str) -> Result<Version, Error> {
    let bytes = made.documents.bytes(number).map_err(|source| Error::Read { path: name.into(), source })?;
    version(name, &bytes)
}

fn version(name: &str, bytes: &[u8]) -> Result<Version, Error> {
    let feed = saved::read(name, bytes).map_err(|problem| Error::Problems(vec![problem]))?;
    Ok(Version::of(feed, bytes))
}

fn known<'m>(made: &'m Made, spec: Option<&FeedSpec>) -> Known<'m> {
    let view = made.order().view;
    let belongs = |post: &&Post| {
        standing(view, post).is_ok() && spec.is_none_or(|spec| membership(view.site, spec, post).is_ok())
    };
    let lines = made.ledgers.iter().flat_map(|(store, _)| &store.ledger.lines);
    Known {
        posts: made.posts.posts.iter().map(|post| post.id.0.as_str()).collect(),
        belonging: made.posts.posts.iter().filter(belongs).map(|post| (post.id.0.as_str(), &*post.source)).collect(),
        ledger: lines.map(|line| (line.id.as_str(), line.source.as_str())).collect::<HashMap<_, _>>(),
    }
}
