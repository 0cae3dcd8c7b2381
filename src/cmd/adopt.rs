//! `feedwright adopt`: the ids that readers know, from the feeds of before.

use std::collections::HashSet;
use std::fmt::Write;

use feedwright::ledger::adopt::{Adopter, Adoption, Left, adopt};
use feedwright::ledger::recognise::candidate;
use feedwright::ledger::saved::{self, SavedFeed};
use feedwright::ledger::words::Words;
use feedwright::ledger::{FILE_NAME, Ledger, file};
use feedwright::pipeline::{Memory, Posts};
use feedwright::post::{Noting, Post, UNDATED};
use feedwright::problem::{Problem, Rule, Severity};
use feedwright::{Error, site};
use serde_json::{Value, json};

use super::making::read;
use super::settings::Settings;
use super::{Outcome, fetch, ledger, print};
use crate::cli::{Adopt, AdoptFormat, Messages};
use crate::report::Voice;

/// Adoption without a ledger to adopt into.
static NO_LEDGER: Rule = Rule {
    code: "adoption-without-ledger",
    severity: Severity::Error,
    summary: "ids are to be adopted, and the ledger that would keep them is switched off",
};

/// A feed and what it gave.
struct Taken<'a> {
    name: &'a str,
    feed: SavedFeed,
    adoption: Adoption,
}

/// Adopts the ids of feeds.
///
/// # Errors
///
/// What ends the run: a feed that cannot be read, is not well formed, or is another site's.
pub fn run(arguments: &Adopt, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let mut settings = Settings::read(&arguments.site, messages)?;
    let (site, mut problems) = site::open(&settings.config.site)?;
    problems.append(&mut settings.problems);
    let Some(store) = ledger::open(&settings)? else {
        let problem = Problem::new(&NO_LEDGER, "there is no ledger to adopt ids into");
        let help = "leave out --no-ledger, and `enabled = false` in [ledger]";
        return Err(Error::Problems(vec![problem.help(help)]));
    };
    let mut posts = read(&site, Memory::Words, settings.occasion(Noting::Needed), voice)?;
    problems.append(&mut posts.problems);
    let mut next = store.ledger.clone();
    let mut taken = Vec::new();
    let mut known = Known::default();
    for name in &arguments.from {
        let bytes = fetch::bytes(name)?;
        let feed = saved::read(name, &bytes).map_err(|problem| Error::Problems(vec![problem]))?;
        problems.extend(feed.indistinct(name));
        let adoption = from_one(&next, &posts, &feed, (name, &mut known))?;
        next.clone_from(&adoption.ledger);
        taken.push(Taken { name, feed, adoption });
    }
    print(&match arguments.format {
        AdoptFormat::Table => as_table(&taken),
        AdoptFormat::Json => as_json(&taken),
    })?;
    // Whom a feed has dated is undated no more.
    let dated: HashSet<&str> =
        next.lines.iter().filter(|line| line.published.is_some()).map(|line| line.source.as_str()).collect();
    let is_dated = |problem: &Problem| problem.place.as_ref().is_some_and(|place| dated.contains(&*place.file));
    problems.retain(|problem| problem.code != UNDATED.code || !is_dated(problem));
    let problems = settings.config.levels.apply(problems);
    voice.problems(&problems);
    if problems.iter().any(Problem::is_error) {
        voice.says("nothing was written");
        return Ok(Outcome::Problems);
    }
    if arguments.dry_run {
        voice.says("nothing was written (--dry-run)");
    } else if store.would_change(&next) {
        store.begin(&next)?.finish(&file::write(&next))?;
        voice.says(&format!("wrote {FILE_NAME}: {} entries; commit it with the posts", next.lines.len()));
    } else {
        voice.says(&format!("{FILE_NAME} has all of this already"));
    }
    Ok(Outcome::Done)
}

/// What feeds before this one gave: they come first.
#[derive(Default)]
struct Known {
    ids: HashSet<String>,
    sources: HashSet<String>,
}

fn from_one(
    ledger: &Ledger,
    posts: &Posts,
    feed: &SavedFeed,
    (name, known): (&str, &mut Known),
) -> Result<Adoption, Error> {
    let is_unknown = |(post, _): &(&Post, &Words)| !known.sources.contains(&*post.source);
    let adopters: Vec<Adopter<'_>> = posts.posts.iter().zip(&posts.words).filter(is_unknown).map(adopter).collect();
    let mut feed = feed.clone();
    feed.entries.retain(|entry| !known.ids.contains(&entry.id));
    if feed.entries.is_empty() && !known.ids.is_empty() {
        return Ok(Adoption { ledger: ledger.clone(), adopted: Vec::new(), left: Vec::new() });
    }
    let failed = |problem| Error::Problems(vec![problem]);
    let adoption = match adopt(ledger, &adopters, &feed, name) {
        Ok(adoption) => adoption,
        // Nothing of it is left to adopt where an earlier feed knew all of its posts.
        Err(_) if !known.sources.is_empty() => {
            let all: Vec<Adopter<'_>> = posts.posts.iter().zip(&posts.words).map(adopter).collect();
            adopt(ledger, &all, &feed, name).map_err(failed)?;
            let left = feed.entries.iter().map(Left::of).collect();
            Adoption { ledger: ledger.clone(), adopted: Vec::new(), left }
        }
        Err(problem) => return Err(failed(problem)),
    };
    known.ids.extend(adoption.adopted.iter().map(|adopted| adopted.id.clone()));
    known.sources.extend(adoption.adopted.iter().map(|adopted| adopted.source.clone()));
    Ok(adoption)
}

fn adopter<'p>((post, words): (&'p Post, &Words)) -> Adopter<'p> {
    Adopter { candidate: candidate(post, *words), title: post.title.as_deref() }
}

fn as_table(taken: &[Taken<'_>]) -> String {
    let mut text = String::new();
    for Taken { name, feed, adoption } in taken {
        let (adopted, left) = (&adoption.adopted, &adoption.left);
        let width = adopted.iter().map(|one| one.source.chars().count()).max().unwrap_or(0);
        for one in adopted {
            let mut notes = String::new();
            if one.dated {
                notes.push_str(", with its date");
            }
            if let Some(replaced) = &one.replaced {
                let _ = write!(notes, ", instead of {}", visible(replaced));
            }
            let _ = writeln!(text, "{:width$}  {}  {}{notes}", one.source, visible(&one.id), one.by.phrase());
        }
        for one in left {
            let title = titled(&one.title);
            let like = if one.like.is_empty() { String::new() } else { format!("; like {}", one.like.join(", ")) };
            let _ = writeln!(text, "left: {}  {title}  {}{like}", visible(&one.id), one.link);
        }
        for one in &feed.indistinct {
            let why = if one.id.is_empty() { "it has neither id nor link" } else { "another entry has its id" };
            let _ = writeln!(text, "left: {}  {}  {}; {why}", visible(&one.id), titled(&one.title), one.link);
        }
        let not = left.len() + feed.indistinct.len();
        let _ = write!(text, "{name}: {}, {} adopted, {not} left", feed.kind.name(), adopted.len());
        if feed.passed_over > 0 {
            let _ = write!(text, ", {} passed over that are no published posts", feed.passed_over);
        }
        text.push('\n');
    }
    text
}

fn titled(title: &str) -> &str {
    if title.is_empty() { "without a title" } else { title }
}

/// An id with its blanks and line breaks to be seen.
fn visible(id: &str) -> String {
    let plain = id.trim() == id && !id.chars().any(char::is_control) && !id.is_empty();
    if plain { id.to_owned() } else { format!("{id:?}") }
}

fn as_json(taken: &[Taken<'_>]) -> String {
    let feeds: Vec<Value> = taken
        .iter()
        .map(|Taken { name, feed, adoption }| {
            let adopted: Vec<Value> = adoption
                .adopted
                .iter()
                .map(|one| {
                    json!({
                        "id": one.id, "source": one.source, "by": one.by.name(),
                        "replaced": one.replaced, "dated": one.dated,
                    })
                })
                .collect();
            let left: Vec<Value> = adoption
                .left
                .iter()
                .map(|one| json!({"id": one.id, "link": one.link, "title": one.title, "like": one.like}))
                .collect();
            let indistinct: Vec<Value> =
                feed.indistinct.iter().map(|one| json!({"id": one.id, "link": one.link, "title": one.title})).collect();
            json!({
                "feed": name, "kind": feed.kind.name(), "adopted": adopted, "left": left,
                "indistinct": indistinct, "passed_over": feed.passed_over,
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(feeds))
}
