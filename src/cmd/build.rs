//! `feedwright build`: posts in, feeds out.

use std::path::{Path, PathBuf};

use feedwright::Error;
use feedwright::check::own::OUR_BUG;
use feedwright::feed::select::{membership, next_change, standing};
use feedwright::feed::{FeedSpec, Format};
use feedwright::ledger::emptied::{emptied, entries, mistaken};
use feedwright::ledger::{self, State};
use feedwright::output::{FileOutcome, Prepared, prepare, read_present};
use feedwright::post::{DUPLICATE_ID, Post};
use feedwright::problem::Problem;
use feedwright::source::NO_POSTS;

use super::making::{Documents, Made, make};
use super::{Outcome, ledger as keeping, plan};
use crate::cli::{Build, Messages};
use crate::report::Voice;

const AS_THEY_WERE: &str = "nothing was written; the feeds are as they were";

/// Builds the feeds.
///
/// # Errors
///
/// What ends the run: unreadable folders, an output that cannot be written.
pub fn run(arguments: &Build, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let is_stopped =
        |problems: &[Problem]| problems.iter().any(Problem::is_error) && !(arguments.keep_going && can_go_on(problems));
    let mut made =
        make((&arguments.site, &arguments.feeds), messages, voice, &|problems: &[Problem]| !is_stopped(problems))?;
    if let (true, Some((store, next))) = (arguments.locked, &made.ledgers) {
        made.problems.extend(keeping::locked(store, next));
    }
    guard_entries(&mut made);
    made.problems.extend(plan::without_ledger(&made));
    let judged = if arguments.no_check { Ok(Vec::new()) } else { made.documents.judge(&made.order(), &made.posts) };
    let judged = judged.map(|judged| made.problems.extend(judged));
    let problems = made.settings.config.levels.apply(std::mem::take(&mut made.problems));
    voice.problems(&problems);
    judged?;
    if is_stopped(&problems) {
        let way_out = if can_go_on(&problems) { " (--keep-going publishes what can be read)" } else { "" };
        voice.says(&format!("{AS_THEY_WERE}{way_out}"));
        return Ok(Outcome::Problems);
    }
    if arguments.plan && !plan::before_build(&made, &arguments.accept, voice)? {
        voice.says(&format!("{AS_THEY_WERE} (--accept ID agrees to an entry)"));
        return Ok(Outcome::Problems);
    }
    if !write(&mut made, voice)? {
        voice.says(AS_THEY_WERE);
        return Ok(Outcome::Problems);
    }
    for source in &made.posts.unreadable {
        voice.says(&format!("missing: {source} could not be read"));
    }
    summary(&made, voice);
    // The program ends here; taking a large blog apart piece by piece would be one more twentieth of the build.
    std::mem::forget(made);
    Ok(if problems.iter().any(Problem::is_error) { Outcome::Problems } else { Outcome::Done })
}

/// Whether what is wrong only leaves posts out. A post of which nobody can tell which entry it is would be shown to
/// every reader again; a ledger that may not be written would not know what was published; a feed that is not valid,
/// as one with an id twice, helps nobody.
fn can_go_on(problems: &[Problem]) -> bool {
    let stops = [ledger::LOCKED.code, ledger::AMBIGUOUS.code, OUR_BUG.code, DUPLICATE_ID.code, NO_POSTS.code];
    !problems.iter().any(|problem| problem.is_error() && stops.contains(&problem.code))
}

/// Sees to it that no feed loses all of its entries without a word.
fn guard_entries(made: &mut Made) {
    let output = &made.settings.config.output;
    let view = made.settings.view(&made.site);
    let shows =
        |spec: &FeedSpec, post: &Post| standing(view, post).is_ok() && membership(view.site, spec, post).is_ok();
    let empty = made.feeds.iter().filter(|spec| !made.posts.posts.iter().any(|post| shows(spec, post)));
    let had = |(_, path): &(Format, String)| {
        let bytes = read_present(&output.join(path)).ok().flatten().unwrap_or_default();
        (shown(output, path).display().to_string(), entries(path, &bytes))
    };
    let lost: Vec<(String, usize)> =
        empty.filter_map(|spec| spec.files.iter().map(had).find(|(_, entries)| *entries > 0)).collect();
    let nothing = made.problems.iter_mut().find(|problem| problem.code == NO_POSTS.code);
    let Some(nothing) = nothing else {
        made.problems.extend(lost.iter().map(|(path, entries)| emptied(path, *entries)));
        return;
    };
    let live = made
        .ledgers
        .as_ref()
        .map_or(0, |(store, _)| store.ledger.lines.iter().filter(|line| line.state == State::Live).count());
    let of_ledger = (live > 0).then(|| (ledger::FILE_NAME.to_owned(), live));
    if let Some((known_to, entries)) = lost.into_iter().next().or(of_ledger) {
        *nothing = mistaken(nothing.clone(), &known_to, entries);
    }
}

/// Writes the ledger and the feeds as one. `false` where it must not be, since the ledger cannot be kept.
fn write(made: &mut Made, voice: Voice) -> Result<bool, Error> {
    let documents = std::mem::replace(&mut made.documents, Documents::Whole(Vec::new()));
    let output = &made.settings.config.output;
    let prepared = match documents {
        Documents::Prepared(prepared) => prepared,
        Documents::Whole(documents) => prepare(output, &documents)?,
    };
    let Some((store, next)) = &made.ledgers else { return write_feeds(output, prepared, voice).map(|()| true) };
    let mut unkept = Vec::new();
    let keeping = keeping::begin(store, next, !prepared.is_current(), &mut unkept)?;
    let unkept = made.settings.config.levels.apply(unkept);
    voice.problems(&unkept);
    if unkept.iter().any(Problem::is_error) {
        return Ok(false);
    }
    let folders: Vec<PathBuf> = prepared.folders().map(Path::to_owned).collect();
    write_feeds(output, prepared, voice)?;
    keeping.finish(made.ledger_text.take(), &folders, voice)?;
    Ok(true)
}

fn write_feeds(output: &Path, prepared: Prepared, voice: Voice) -> Result<(), Error> {
    for (path, outcome) in prepared.commit()? {
        let word = match outcome {
            FileOutcome::Written => "wrote",
            FileOutcome::Unchanged => "unchanged",
        };
        voice.says(&format!("{word} {}", shown(output, &path).display()));
    }
    Ok(())
}

/// The path of a written file for people: below this folder it needs no `./`.
fn shown(folder: &Path, file: &str) -> PathBuf {
    folder.strip_prefix(".").unwrap_or(folder).join(file)
}

/// Says how many posts are in and out, and when that will change without an edit.
fn summary(made: &Made, voice: Voice) {
    let order = made.order();
    let posts = &made.posts.posts;
    let files = posts.len() + made.posts.unreadable.len();
    let listed = posts.iter().filter(|post| standing(order.view, post).is_ok()).count();
    voice.says(&format!("{listed} of {files} posts are published"));
    for post in posts {
        if let Err(held) = standing(order.view, post) {
            voice.whispers(&format!("left out: {}: {held}", post.source));
        }
    }
    if let Some(moment) = next_change(order.view, order.feeds, posts) {
        voice.says(&format!("the next build will change something on {}: a post appears or expires", moment.rfc3339()));
    }
}
