//! Our own documents, judged before they are written: what is wrong in one is our fault, what is doubtful comes from a
//! post, and is told there.

use std::collections::BTreeSet;
use std::io::{self, Read};

use url::{Host, Url};

use super::finding::{Finding, Findings};
use super::html::seen;
use super::source::STEP;
use super::{Options, stream};
use crate::feed::Format;
use crate::post::Post;
use crate::problem::{Place, Problem, Rule, Severity};

/// A document of ours is not valid.
pub static OUR_BUG: Rule =
    Rule { code: "our-bug", severity: Severity::Error, summary: "feedwright made a feed that is not valid" };

/// The rules of this module.
pub const RULES: &[&Rule] = &[&OUR_BUG];

/// What the best feed there is may still be warned of, since the other way is worse.
///
/// A footnote's link stays within its entry, though RSS and JSON Feed have no base for it; posts of one day have one date.
const BY_DESIGN: &[&str] = &["entry-updated-twice", "html-relative-url"];

/// What is a guess about a plain text: that its signs stand for HTML. We know that ours do not, and an author could
/// not write them otherwise.
const GUESSES: &[&str] = &["html-in-plain-text", "html-undeclared", "json-html-in-plain-text", "sign-like-markup"];

/// What is said of an id that two entries share.
const ID_TWICE: &[&str] = &["all-ids-equal", "entry-id-twice", "json-id-twice", "value-twice"];

/// What was found in documents that are judged together: the HTML of a post stands in each of them and is read once.
#[derive(Debug, Clone)]
pub struct Together(seen::Seen);

impl Default for Together {
    fn default() -> Self {
        Self(seen::Seen::new())
    }
}

/// Judges a document that is about to be written, which `open` opens. `posts` are those it was made from, `together`
/// belongs to all documents of the build.
///
/// An error is a fault of feedwright's, and stops the build. A warning is about a post's content and is told at that
/// post's file; advice is for `feedwright check`.
///
/// # Errors
///
/// The document cannot be read.
pub fn own<R: Read>(
    (format, path): (Format, &str),
    open: impl Fn() -> io::Result<R>,
    posts: &[Post],
    together: &Together,
) -> io::Result<Vec<Problem>> {
    let beside = Findings::beside(together.0.clone());
    let (mut findings, _) = stream::judge(path, open()?, &Options::default(), STEP, beside)?;
    let is_told = |code: &str| !BY_DESIGN.contains(&code) && !GUESSES.contains(&code);
    findings.retain(|finding| finding.severity != Severity::Advice && is_told(finding.rule.code));
    if findings.is_empty() {
        return Ok(Vec::new());
    }
    // Of which posts they are, the whole tells.
    let mut text = String::new();
    open()?.read_to_string(&mut text)?;
    let text = text.as_str();
    let mut told = BTreeSet::new();
    let mut problems = Vec::new();
    for finding in findings {
        let post = post_at(text, finding.span.start, format, posts);
        if ID_TWICE.contains(&finding.rule.code) && is_shared(post.or(posts.first()), posts) {
            continue;
        }
        let local = local_address(text, &finding);
        if let Some(address) = &local
            && posts.iter().all(|post| post.permalink.host() == address.host())
        {
            continue;
        }
        let is_ours = local.is_none() && !post.is_some_and(|post| is_kept_id(text, &finding, post));
        if finding.severity == Severity::Error && is_ours {
            problems.push(ours(path, &finding, post));
        } else if let Some(post) = post
            && told.insert((post.source.clone(), finding.rule.code))
        {
            let place = Some(Place::file(post.source.clone()));
            problems.push(Problem { place, severity: Severity::Warning, ..finding.to_problem() });
        }
    }
    Ok(problems)
}

/// Whether another post has the id of `post`. It has been told at the posts, as `duplicate-id`.
fn is_shared(post: Option<&Post>, posts: &[Post]) -> bool {
    post.is_some_and(|post| posts.iter().filter(|other| other.id == post.id).count() > 1)
}

/// The address that a finding is about, where its host is none of the public ones: `localhost`, a name without a dot,
/// an IPv6 address. The validator knows no such host; a feed that is looked at before it is published has nothing else.
fn local_address(text: &str, finding: &Finding) -> Option<Url> {
    // A string of JSON is found with its quotes.
    let value = text.get(finding.span.start..)?.trim_start_matches('"').split(['"', '<']).next()?;
    let address = Url::parse(&quick_xml::escape::unescape(value).ok()?).ok()?;
    match address.host()? {
        Host::Domain(name) => !name.contains('.'),
        Host::Ipv6(_) => true,
        Host::Ipv4(_) => false,
    }
    .then_some(address)
}

/// Whether a finding is about an id that readers know or its author wrote. Such an id is kept byte for byte, even where
/// it is no legal one: another would show the entry again to every reader.
fn is_kept_id(text: &str, finding: &Finding, post: &Post) -> bool {
    let before = text.get(..text.floor_char_boundary(finding.span.start)).unwrap_or_default();
    let from = before.rfind(['<', '{']).and_then(|at| text.get(at..)).unwrap_or_default();
    !post.has_made_id()
        && ["<id", "<guid", "</id", "</guid", "{\n      \"id\""].iter().any(|element| from.starts_with(element))
}

fn ours(path: &str, finding: &Finding, post: Option<&Post>) -> Problem {
    let message = format!("{path} would not be valid: {} ({})", finding.message, finding.rule.code);
    let from = post.map_or_else(String::new, |post| format!(", made from {}", post.source));
    let help = format!("this is a fault of feedwright's and not of yours: please report it with this message{from}");
    Problem::new(&OUR_BUG, message).at(finding.place.clone()).help(help)
}

/// The post whose entry `at` lies in: the post whose id the entry has.
fn post_at<'p>(text: &str, at: usize, format: Format, posts: &'p [Post]) -> Option<&'p Post> {
    let (begins, ends) = match format {
        Format::Rss => ("<item>", "</item>"),
        Format::Atom => ("<entry>", "</entry>"),
        Format::Json => ("\n    {", "\n    }"),
    };
    let before = text.get(..text.floor_char_boundary(at))?;
    let start = before.rfind(begins)?;
    let entry = text.get(start..)?;
    let entry = entry.get(..entry.find(ends).unwrap_or(entry.len()))?;
    if start + entry.len() < at {
        return None;
    }
    let opens = match format {
        Format::Rss => "<guid",
        Format::Atom => "<id>",
        Format::Json => "\"id\": ",
    };
    let rest = entry.get(entry.find(opens)? + opens.len()..)?;
    let id = match format {
        Format::Json => serde_json::Deserializer::from_str(rest).into_iter::<String>().next()?.ok()?,
        Format::Rss | Format::Atom => {
            let text = rest.get(..rest.find("</")?)?;
            quick_xml::escape::unescape(text.rsplit('>').next().unwrap_or(text)).ok()?.into_owned()
        }
    };
    posts.iter().find(|post| post.id.0 == id)
}
