//! The offline validator: what is wrong with a feed, ours or not, and what to write instead.
//!
//! It judges bytes and nothing else: no network, no clock, no environment. What it finds it finds by the rules of one
//! [`registry`].
//!
//! ```
//! use feedwright::check::{Options, check};
//!
//! let found = check("feed.xml", b"<rss version=\"2.0\"><channel/></rss>", &Options::default());
//! let codes: Vec<&str> = found.iter().map(|finding| finding.rule.code).collect();
//! assert!(codes.contains(&"title-missing"));
//! ```

mod atom;
mod dates;
pub mod documentation;
mod email;
mod encoding;
mod extensions;
pub mod finding;
pub mod fix;
mod grammar;
pub(crate) mod html;
mod json;
mod language;
mod media_type;
mod number;
mod opml;
pub mod own;
mod rdf;
mod reader;
pub mod registry;
mod rss;
mod rules;
mod source;
mod stream;
mod text;
mod uri;
mod value;
mod walk;
mod window;
mod xml;

pub use self::finding::Finding;
use self::finding::Findings;
pub use self::registry::{Rule, explain, rule, rules};
pub use self::stream::{check_stream, in_steps};
use self::window::Window;
use crate::problem::Span;

/// More bytes than this make a feed slow to load.
const LARGE: usize = 1 << 19;

/// What the caller knows of a feed beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Now, in seconds since the start of 1970; without it no date lies in the future.
    pub now: Option<i64>,
    /// The address that the feed was fetched from.
    pub url: Option<String>,
}

/// Judges `bytes`, which were read from the file `name`. The format is that of the content, not of the name.
///
/// The findings stand in the order of the text.
#[must_use]
pub fn check(name: &str, bytes: &[u8], options: &Options) -> Vec<Finding> {
    judge(name, bytes, options, Findings::default())
}

fn judge(name: &str, bytes: &[u8], options: &Options, mut findings: Findings) -> Vec<Finding> {
    let decoded = encoding::decode(bytes, &mut findings);
    let (text, head) = (decoded.text.as_ref(), encoding::head_text(bytes));
    if json::is_json(&head) {
        json::mark(decoded.mark, &mut findings);
        json::check(Window::whole(text), options, &mut findings);
    } else {
        walk::walk(text, (&head, &decoded.encoding), options, &mut findings);
    }
    size(bytes.len(), &mut findings);
    findings.finish(name, Window::whole(text))
}

fn size(bytes: usize, findings: &mut Findings) {
    if bytes > LARGE {
        let message = format!("the feed has {} kilobytes", bytes / 1024);
        findings.add(&rules::FEED_SIZE, Span::new(0, 1), message);
    }
}
