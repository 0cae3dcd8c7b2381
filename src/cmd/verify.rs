//! `feedwright verify`: each entry's link against the pages of the built site.

use feedwright::feed::select::standing;
use feedwright::post::{Noting, Post};
use feedwright::problem::Problem;
use feedwright::site::Links;
use feedwright::site::built::verify::{Written, verify};
use feedwright::site::built::{Built, folder};
use feedwright::{Error, site};

use super::settings::Settings;
use super::{Outcome, ledger};
use crate::cli::{Messages, Verify};
use crate::report::Voice;

/// Holds the entries against the built site.
///
/// # Errors
///
/// What ends the run: unreadable folders, a built site that is not there.
pub fn run(arguments: &Verify, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let mut settings = Settings::read(&arguments.site, messages)?;
    // The rule is what is to be verified.
    settings.config.site.links = Links::Rule;
    let (site, mut problems) = site::open(&settings.config.site)?;
    problems.append(&mut settings.problems);
    let posts = ledger::read(&settings, &site, Noting::Needed, voice)?;
    problems.extend(posts.problems);
    let folder = folder(&site.root, settings.config.site.built.as_deref(), site.recognised.generator);
    let built = Built::open(&folder, &site.url)?;
    let view = settings.view(&site);
    let entries: Vec<&Post> = posts.posts.iter().filter(|post| standing(view, post).is_ok()).collect();
    let output_url = settings.config.output_url.as_ref().unwrap_or(&site.url);
    let title = site.title.clone().unwrap_or_else(|| "Feed".to_owned());
    let written: Vec<Written> = settings
        .config
        .feeds
        .iter()
        .flat_map(|feed| feed.files.iter().map(|file| (feed.title.as_ref().unwrap_or(&title), file)))
        .filter_map(|(title, (format, path))| {
            Some(Written { format: *format, url: output_url.join(path).ok()?, title: title.clone() })
        })
        .collect();
    let found = verify(&site, &built, &entries, &written);
    let wrong = found.iter().filter(|problem| problem.is_error()).count();
    problems.extend(found);
    let problems = settings.config.levels.apply(problems);
    voice.problems(&problems);
    voice.says(&format!(
        "{} of {} entries have their page in {} ({} pages)",
        entries.len() - wrong.min(entries.len()),
        entries.len(),
        folder.display(),
        built.len()
    ));
    Ok(if problems.iter().any(Problem::is_error) { Outcome::Problems } else { Outcome::Done })
}
