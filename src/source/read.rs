//! `read`: one file's text into a [`RawPost`].

use std::path::Path;
use std::sync::Arc;

use super::decode::decode;
use super::fence::{self, Fenced, Language};
use super::syntax::{Fault, Parsed, repeat_problems};
use super::tree::Map;
use super::{FILE_NAME_NOT_UTF_8, FRONT_MATTER_LENIENT, FRONT_MATTER_UNREADABLE, POST_TOO_LARGE};
use super::{header, heads, javascript, json, tolerant, toml, yaml};
use crate::problem::{Place, Problem, Span};

/// A file that holds a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it lies, to open it.
    pub path: Arc<Path>,
    /// Its path below the site's root, with `/`: what messages and the ledger name.
    pub name: Arc<str>,
    /// Which of [`Site::collections`](crate::site::Site::collections) it belongs to.
    pub collection: usize,
}

/// The markup of a post's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Markup {
    /// CommonMark with the collection's extensions.
    Markdown,
    /// HTML, taken as it is.
    Html,
}

/// How the front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
    /// A JSON object, bare or between `;;;` lines; the plain values of JavaScript between `---js` and `---`.
    Json,
    /// `Key: value` lines up to the first blank line.
    Header,
    /// None at all.
    None,
}

/// What the reader must know of a generator's front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Lines between `---` are plain `Key: value`, not YAML (Pelican's Markdown reader).
    pub plain_headers: bool,
    /// Whether `Key: value` lines without fences at the beginning of a Markdown file are front matter.
    pub bare_headers: BareHeaders,
    /// The head of an HTML page and the fields below a reStructuredText title are front matter (Pelican).
    pub document_heads: bool,
}

/// Whether `Key: value` lines without fences are front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum BareHeaders {
    /// Never: the generator wants fences, and such lines are text (Jekyll, Hugo, Zola, Eleventy).
    Never,
    /// When they look like it: a post that begins with `Note: …` is not swallowed. For a plain folder.
    #[default]
    Likely,
    /// Whenever the first line is one (Pelican, `MultiMarkdown`).
    Always,
}

/// A post as it is written: front matter with spans, and where the body begins.
#[derive(Debug, Clone)]
pub struct RawPost {
    /// The file.
    pub file: SourceFile,
    /// The file's text, without a byte order mark. Spans count from its start.
    pub text: String,
    /// How the front matter is written.
    pub syntax: Syntax,
    /// The front matter.
    pub front: Map,
    /// Offset of the body's first byte.
    pub body_start: usize,
    /// The markup of the body, from the file's extension.
    pub markup: Markup,
}

/// The largest file that is read as a post, in bytes.
pub const LARGEST_POST: u64 = 32 << 20;

/// The largest front matter, in bytes.
const LARGEST_FRONT: usize = 1 << 20;

/// Whether a file of `bytes` bytes may be read as a post: to be asked before its bytes are in memory.
///
/// # Errors
///
/// The problem that it is too large.
pub fn check_size(file: &SourceFile, bytes: u64) -> Result<(), Problem> {
    if bytes <= LARGEST_POST {
        return Ok(());
    }
    let mebibytes = bytes >> 20;
    Err(Problem::new(
        &POST_TOO_LARGE,
        format!("this file has {mebibytes} MiB; the largest post is {} MiB", LARGEST_POST >> 20),
    )
    .at(Place::file(Arc::clone(&file.name)))
    .help("leave it out with `exclude` if it is no post"))
}

/// Reads one file's bytes.
///
/// Gives the post and the warnings about it.
///
/// # Errors
///
/// The problems that make it unreadable: invalid UTF-8, front matter that no reader understands, nesting or size
/// over the bounds.
///
/// ```
/// use feedwright::source::read::{Reading, SourceFile, read};
///
/// let file = SourceFile { path: std::path::Path::new("a.md").into(), name: "a.md".into(), collection: 0 };
/// let (post, warnings) = read(file, b"---\ntitle: One\n---\nText\n".to_vec(), Reading::default()).unwrap();
/// assert_eq!(post.front.get("title").and_then(|node| node.text()), Some("One"));
/// assert_eq!(&post.text[post.body_start..], "Text\n");
/// assert!(warnings.is_empty());
/// ```
pub fn read(file: SourceFile, bytes: Vec<u8>, reading: Reading) -> Result<(RawPost, Vec<Problem>), Vec<Problem>> {
    check_size(&file, bytes.len() as u64).map_err(|problem| vec![problem])?;
    let text = decode(&file.name, bytes).map_err(|problem| vec![problem])?;
    let markup = markup(&file.name);
    let front = match front(&text, &file.name, reading, markup) {
        Ok(front) => front,
        Err(fault) => return Err(vec![fault.problem(&FRONT_MATTER_UNREADABLE, &file.name, &text)]),
    };
    let mut problems = name_problems(&file);
    problems.extend(front.faults.into_iter().map(|fault| fault.problem(&FRONT_MATTER_LENIENT, &file.name, &text)));
    problems.extend(repeat_problems(&front.parsed.repeats, &file.name, &text));
    let post =
        RawPost { file, text, syntax: front.syntax, front: front.parsed.map, body_start: front.body_start, markup };
    Ok((post, problems))
}

/// Front matter that was understood, if only in part.
struct Front {
    syntax: Syntax,
    parsed: Parsed,
    /// What had to be read as plain text.
    faults: Vec<Fault>,
    body_start: usize,
}

fn front(text: &str, name: &str, reading: Reading, markup: Markup) -> Result<Front, Fault> {
    if reading.document_heads
        && let Some((map, body_start)) = heads::find(text, name)
    {
        let parsed = Parsed { map, ..Parsed::default() };
        return Ok(Front { syntax: Syntax::Header, parsed, faults: Vec::new(), body_start });
    }
    if let Some(fenced) = fence::find(text)? {
        return in_fences(text, &fenced, reading);
    }
    if let Some(at) = bare_object(text) {
        let (parsed, end) = json::read_object(text, at).map_err(|fault| {
            if fault.help.is_some() {
                fault
            } else {
                fault.help("mend the JSON, or write the front matter as YAML between `---` lines")
            }
        })?;
        return Ok(Front { syntax: Syntax::Json, parsed, faults: Vec::new(), body_start: after_line_end(text, end) });
    }
    if markup == Markup::Markdown
        && let Some(bare) = header::find(text, reading.bare_headers)
    {
        check_bound(bare.inner)?;
        if bare.is_yaml {
            return yaml_or_lines(text, bare.inner, bare.body_start);
        }
        let (parsed, faults) = header::read_at(text, bare.inner);
        return Ok(Front { syntax: Syntax::Header, parsed, faults, body_start: bare.body_start });
    }
    Ok(Front { syntax: Syntax::None, parsed: Parsed::default(), faults: Vec::new(), body_start: 0 })
}

fn in_fences(text: &str, fenced: &Fenced, reading: Reading) -> Result<Front, Fault> {
    check_bound(fenced.inner)?;
    let whole = |syntax, parsed| Front { syntax, parsed, faults: Vec::new(), body_start: fenced.body_start };
    match fenced.language {
        Language::Yaml if reading.plain_headers => {
            let (parsed, faults) = header::read_at(text, fenced.inner);
            Ok(Front { syntax: Syntax::Header, parsed, faults, body_start: fenced.body_start })
        }
        Language::Yaml => yaml_or_lines(text, fenced.inner, fenced.body_start),
        Language::Toml => Ok(whole(Syntax::Toml, toml::read_at(text, fenced.inner)?)),
        Language::Json => Ok(whole(Syntax::Json, json::read_at(text, fenced.inner)?)),
        Language::JavaScript => Ok(whole(Syntax::Json, javascript::read_at(text, fenced.inner)?)),
    }
}

fn yaml_or_lines(text: &str, inner: Span, body_start: usize) -> Result<Front, Fault> {
    match yaml::read_at(text, inner) {
        Ok(parsed) => Ok(Front { syntax: Syntax::Yaml, parsed, faults: Vec::new(), body_start }),
        Err(fault) if fault.hostile => Err(fault),
        Err(fault) => {
            let tolerated = tolerant::read_at(text, inner, fault)?;
            Ok(Front { syntax: Syntax::Yaml, parsed: tolerated.parsed, faults: tolerated.faults, body_start })
        }
    }
}

fn check_bound(inner: Span) -> Result<(), Fault> {
    if inner.end - inner.start <= LARGEST_FRONT {
        return Ok(());
    }
    Err(Fault::new(Span::new(inner.start, inner.start), "the front matter has more than a mebibyte"))
}

/// Where a JSON object begins the text; Liquid's `{% … %}` and Hugo's `{{< … >}}` are none.
fn bare_object(text: &str) -> Option<Span> {
    let rest = text.trim_start();
    let inside = rest.strip_prefix('{')?.trim_start();
    let start = text.len() - rest.len();
    if inside.starts_with(['"', '}']) { Some(Span::new(start, text.len())) } else { None }
}

fn after_line_end(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let after_blanks = rest.trim_start_matches([' ', '\t']);
    let body =
        after_blanks.strip_prefix("\r\n").or_else(|| after_blanks.strip_prefix(['\n', '\r'])).unwrap_or(after_blanks);
    text.len() - body.len()
}

/// The markup that a file's extension stands for; Markdown where nothing says HTML.
#[must_use]
pub fn markup(name: &str) -> Markup {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_html = ["html", "htm", "xhtml"].iter().any(|html| extension.eq_ignore_ascii_case(html));
    if is_html { Markup::Html } else { Markup::Markdown }
}

fn name_problems(file: &SourceFile) -> Vec<Problem> {
    if file.path.to_str().is_some() {
        return Vec::new();
    }
    let problem = Problem::new(&FILE_NAME_NOT_UTF_8, "the name of this file is not UTF-8")
        .at(Place::file(Arc::clone(&file.name)))
        .help("rename it: its address and id are made from its name");
    vec![problem]
}
