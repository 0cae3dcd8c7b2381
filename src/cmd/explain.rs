//! `feedwright explain`: where each value of a post came from, and why it is in or out of each feed.

use std::fmt::Write;

use feedwright::feed::FeedSpec;
use feedwright::feed::select::{View, membership, select, standing};
use feedwright::pipeline::{self, Order};
use feedwright::post::measure::Folders;
use feedwright::post::{LEFT_OUT, Noting, Origin, Post};
use feedwright::problem::{Problem, Rule, Severity};
use feedwright::{Error, site};

use super::settings::Settings;
use super::{Outcome, ledger, making, print};
use crate::cli::{Explain, Messages};
use crate::report::Voice;

/// No post has the path, link or id that was given.
static NO_SUCH_POST: Rule =
    Rule { code: "no-such-post", severity: Severity::Error, summary: "no post has this path, link or id" };

/// Explains one post.
///
/// # Errors
///
/// What ends the run; no post of that name.
pub fn run(arguments: &Explain, messages: &Messages, voice: Voice) -> Result<Outcome, Error> {
    let mut settings = Settings::read(&arguments.site, messages)?;
    let (site, mut problems) = site::open(&settings.config.site)?;
    problems.append(&mut settings.problems);
    let posts = ledger::read(&settings, &site, Noting::All, voice)?;
    problems.extend(posts.problems);
    let Some(post) = find(&posts.posts, &arguments.post) else {
        return Err(Error::Problems(not_found(&arguments.post, &posts.posts, problems)));
    };
    let view = settings.view(&site);
    let mut text = String::new();
    let recognised = &site.recognised;
    let _ = writeln!(text, "{}\n", post.source);
    let _ = writeln!(text, "{:12} {}  ({})", "site", recognised.generator.name(), recognised.because);
    for (name, value) in values(post) {
        let noted = if name == "link" { "permalink" } else { name };
        let origin = post.origins.iter().find(|(known, _)| *known == noted).map(|(_, origin)| origin);
        let from = origin.map_or_else(String::new, |origin| format!("  ({})", origin_text(origin)));
        let _ = writeln!(text, "{name:12} {value}{from}");
    }
    if let Some((_, origin)) = post.origins.iter().find(|(name, _)| *name == LEFT_OUT) {
        let _ = writeln!(text, "{:12} left out: {}", "updated", origin_text(origin));
    }
    text.push('\n');
    match standing(view, post) {
        Ok(()) => text.push_str("published\n"),
        Err(held) => {
            let _ = writeln!(text, "left out: {held}");
        }
    }
    let pages = making::pages(&settings, &site);
    let output_url = settings.config.output_url.clone().unwrap_or_else(|| site.url.clone());
    let order = making::order(&settings, &site, (&settings.config.feeds, &output_url), &pages);
    for spec in &settings.config.feeds {
        let (told, is_in) = in_feed(view, spec, post, &posts.posts);
        let _ = writeln!(text, "{told}");
        if is_in {
            let (told, found) = content(&order, spec, post, &posts.posts)?;
            let _ = writeln!(text, "  {told}");
            problems.extend(found.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>());
        }
    }
    print(&text)?;
    let about: Vec<Problem> = problems
        .into_iter()
        .filter(|problem| problem.place.as_ref().is_some_and(|place| place.file == post.source))
        .collect();
    let about = settings.config.levels.apply(about);
    voice.problems(&about);
    Ok(if about.iter().any(Problem::is_error) { Outcome::Problems } else { Outcome::Done })
}

/// By path, from the left or the right, by link or by id.
fn find<'p>(posts: &'p [Post], named: &str) -> Option<&'p Post> {
    let path = named.trim_start_matches("./");
    let exact = |post: &&Post| &*post.source == path || post.permalink.as_str() == named || post.id.0 == named;
    let ends = |post: &&Post| {
        path.strip_suffix(&*post.source).is_some_and(|head| head.ends_with('/'))
            || post.source.strip_suffix(path).is_some_and(|head| head.ends_with('/'))
    };
    posts.iter().find(exact).or_else(|| posts.iter().find(ends))
}

fn not_found(named: &str, posts: &[Post], problems: Vec<Problem>) -> Vec<Problem> {
    let about: Vec<Problem> = problems
        .into_iter()
        .filter(|problem| {
            problem.is_error() && problem.place.as_ref().is_some_and(|place| named.ends_with(&*place.file))
        })
        .collect();
    if !about.is_empty() {
        return about;
    }
    let near = feedwright::config::nearest(named, posts.iter().map(|post| &*post.source));
    let problem = Problem::new(&NO_SUCH_POST, format!("no post is called \"{named}\""));
    vec![match near {
        Some(near) => problem.help(format!("did you mean {near}?")),
        None => problem.help("`feedwright list` shows all posts"),
    }]
}

fn values(post: &Post) -> Vec<(&'static str, String)> {
    let moment = |moment: &feedwright::post::moment::Moment| moment.rfc3339();
    let mut values = vec![("link", post.permalink.to_string()), ("id", post.id.0.clone())];
    let optional = [
        ("title", post.title.clone()),
        ("published", Some(post.published.as_ref().map_or_else(|| "undated".to_owned(), moment))),
        ("updated", post.updated.as_ref().map(moment)),
        ("appears", post.appears.as_ref().map(moment)),
        ("expires", post.expires.as_ref().map(moment)),
        ("external", post.external.as_ref().map(ToString::to_string)),
        ("language", post.language.clone()),
        ("summary", post.summary.clone()),
        ("cover", post.cover.as_ref().map(|cover| cover.url.to_string())),
    ];
    values.extend(optional.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))));
    let names: Vec<&str> = post.authors.iter().map(|author| author.name.as_str()).collect();
    let lists = [("authors", names.join("; ")), ("categories", post.categories.join("; "))];
    values.extend(lists.into_iter().filter(|(_, value)| !value.is_empty()));
    values.extend(post.enclosures.iter().map(|enclosure| ("enclosure", enclosure.url.to_string())));
    values
}

fn origin_text(origin: &Origin) -> String {
    match (&origin.file, origin.line) {
        (Some(file), Some(line)) => format!("{file}:{line}: {}", origin.rule),
        (Some(file), None) => format!("{file}: {}", origin.rule),
        _ => origin.rule.to_string(),
    }
}

/// Which source the content of an entry was taken from, and why; and what is wrong with it.
fn content(order: &Order<'_>, spec: &FeedSpec, post: &Post, posts: &[Post]) -> Result<(String, Vec<Problem>), Error> {
    let from = order.source(spec, post);
    let (rendered, problems) = pipeline::content_of(
        (order, &Folders::of(order.view.site)),
        posts,
        post,
        (from, pipeline::Parts { content: true, beginning: false, markdown: false }),
    )?;
    let origin = post.origins.iter().find(|(known, _)| *known == "from").map(|(_, origin)| origin_text(origin));
    let asked_by = match origin {
        Some(origin) => origin,
        None if spec.from.is_some() => "from of the feed".to_owned(),
        None if order.policy.from.is_some() => "from under [content]".to_owned(),
        None => "nothing says otherwise".to_owned(),
    };
    let begins = if rendered.began_with_title { ", after its first heading, which says the title" } else { "" };
    Ok((format!("content: {}{begins}  ({}, {asked_by})", rendered.taken, from.name()), problems))
}

/// Whether a post is in a feed; in words too.
fn in_feed(view: View<'_>, spec: &FeedSpec, post: &Post, posts: &[Post]) -> (String, bool) {
    let files: Vec<&str> = spec.files.iter().map(|(_, path)| path.as_str()).collect();
    let name = format!("feed \"{}\" ({})", spec.name, files.join(", "));
    if standing(view, post).is_err() {
        return (format!("not in {name}: it is left out of all feeds"), false);
    }
    if let Err(why) = membership(view.site, spec, post) {
        return (format!("not in {name}: it {why}"), false);
    }
    let selected = select(view, spec, posts);
    match selected.iter().position(|chosen| chosen.source == post.source) {
        Some(at) => (format!("in {name}: entry {} of {}", at + 1, selected.len()), true),
        None => (format!("not in {name}: {} newer posts fill it", selected.len()), false),
    }
}
