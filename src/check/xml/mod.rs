//! XML, read strictly and with the exact place of every fault.
//!
//! The reader keeps nothing but the names of the open elements, so its memory is bounded by [`MAX_DEPTH`]. External
//! entities are never fetched, and internal ones may expand to [`entity::MAX_EXPANSION`] bytes in all.

pub(crate) mod attribute;
pub(crate) mod doctype;
pub(crate) mod entity;
pub(crate) mod name;
pub(crate) mod namespace;

use std::borrow::Cow;
use std::rc::Rc;

use memchr::{memchr, memmem};

use self::attribute::Attribute;
use self::doctype::Doctype;
use self::entity::Entities;
use self::namespace::{Declared, Ns, Scope};
use crate::check::registry::Rule;
use crate::check::rules::xml as rules;
use crate::problem::Span;

/// Elements may be nested this deep; feeds need about ten levels, HTML as XML some dozens.
pub(crate) const MAX_DEPTH: usize = 1_000;
/// So many namespace declarations may be in scope at once.
pub(crate) const MAX_NAMESPACES: usize = 1_000;

/// What ends the reading: the text is no XML from here on.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// Where.
    pub span: Span,
    /// What is wrong there.
    pub message: String,
    /// What to write instead, where more can be said than the rule says.
    pub help: Option<String>,
}

impl Fault {
    pub(super) fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self { rule, span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A piece of the document.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// `<!DOCTYPE …>`.
    Doctype(Doctype<'a>),
    /// A start tag; an empty-element tag is followed by its own `End`.
    Start(Start<'a>),
    /// An end tag.
    End(Span),
    /// Text of an element, references replaced.
    Text(Text<'a>),
    /// The end of the document.
    Eof,
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    /// The name without its prefix.
    pub local: &'a str,
    /// The name as written.
    pub raw: &'a str,
    /// Its namespace.
    pub ns: Ns,
    /// The URI of its namespace, where it has one.
    pub uri: Option<Rc<str>>,
    /// The whole tag.
    pub span: Span,
    /// Its attributes without the `xmlns` ones.
    pub attributes: Vec<Attribute<'a>>,
    /// The namespaces that it declares, with their URIs.
    pub declared: Vec<(Declared<'a>, Cow<'a, str>)>,
}

/// Character data.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    /// The text with its references replaced and its line ends made LF.
    pub value: Cow<'a, str>,
    /// Where it stands, without the marks of a CDATA section.
    pub span: Span,
    /// Whether it stands in a CDATA section.
    pub cdata: bool,
}

/// A document being read.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Where the first character stands that XML forbids.
    forbidden: usize,
    open: Vec<(&'a str, Span)>,
    scope: Scope<'a>,
    entities: Entities<'a>,
    /// The end tag that an empty-element tag stands for.
    pending_end: Option<Span>,
    rooted: bool,
    /// The declarations of a tag that turned out to be faulty.
    last_declared: Vec<(Declared<'a>, Cow<'a, str>)>,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `text`, after its byte order mark.
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            forbidden: first_forbidden(text),
            open: Vec::new(),
            scope: Scope::default(),
            entities: Entities::default(),
            pending_end: None,
            rooted: false,
            last_declared: Vec::new(),
        }
    }

    /// The next piece of the document.
    pub(crate) fn next(&mut self) -> Result<Event<'a>, Fault> {
        if let Some(span) = self.pending_end.take() {
            return Ok(self.close(span));
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return self.end_of_document();
            }
            if !rest.starts_with('<') {
                match self.characters()? {
                    Some(text) => return Ok(Event::Text(text)),
                    None => continue,
                }
            }
            let event = match rest.as_bytes().get(1) {
                Some(b'/') => Some(self.end_tag()?),
                Some(b'!') if rest.starts_with("<!--") => self.comment()?,
                Some(b'!') if rest.starts_with("<![CDATA[") => Some(self.cdata()?),
                Some(b'!') if rest.starts_with("<!DOCTYPE") => Some(self.doctype()?),
                Some(b'!') => return Err(self.fault_here(2, "this is neither a comment nor a CDATA section")),
                Some(b'?') => self.instruction()?,
                _ => Some(self.start_tag()?),
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// The names of entities that were used and may be declared in an external file, since the last call.
    pub(crate) fn take_unknown_entities(&mut self) -> Vec<(&'a str, Span)> {
        std::mem::take(&mut self.entities.skipped)
    }

    /// The namespaces that the tag declares at which the reading ended.
    pub(crate) fn take_last_declared(&mut self) -> Vec<(Declared<'a>, Cow<'a, str>)> {
        std::mem::take(&mut self.last_declared)
    }

    /// Lets the named characters of HTML be used, as Netscape's RSS 0.91 declares them.
    pub(crate) fn allow_html_entities(&mut self) {
        self.entities.html = true;
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn cut(&self, span: Span) -> &'a str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Moves on to `to`, unless a forbidden character lies before it.
    fn advance(&mut self, to: usize) -> Result<(), Fault> {
        if self.forbidden >= to {
            self.at = to;
            return Ok(());
        }
        let found = self.text.get(self.forbidden..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        let span = Span::new(self.forbidden, self.forbidden + found.len_utf8());
        let message = format!("the character U+{:04X} is not allowed in XML", u32::from(found));
        Err(Fault::new(&rules::FORBIDDEN_CHARACTER, span, message))
    }

    fn fault_here(&self, length: usize, message: impl Into<String>) -> Fault {
        Fault::new(&rules::NOT_WELL_FORMED, Span::new(self.at, self.at + length), message)
    }

    /// Where `mark` stands next, looked for from `from`; a fault about `what` where it does not.
    fn find(&self, from: usize, mark: &str, what: &str) -> Result<usize, Fault> {
        let found = self.text.get(from..).and_then(|rest| memmem::find(rest.as_bytes(), mark.as_bytes()));
        found
            .map(|at| from + at)
            .ok_or_else(|| self.fault_here(1, format!("this {what} has no end: {mark} is missing")))
    }

    fn end_of_document(&mut self) -> Result<Event<'a>, Fault> {
        if let Some((name, span)) = self.open.last() {
            let message = format!("<{name}> is never closed");
            return Err(Fault::new(&rules::NOT_WELL_FORMED, *span, message).help(format!("add </{name}>")));
        }
        if !self.rooted {
            let message = "there is no element in this document";
            return Err(Fault::new(&rules::NOT_WELL_FORMED, Span::new(self.at, self.at), message));
        }
        Ok(Event::Eof)
    }

    /// Text up to the next markup; `None` for white space outside the root element.
    fn characters(&mut self) -> Result<Option<Text<'a>>, Fault> {
        let start = self.at;
        let end = memchr(b'<', self.rest().as_bytes()).map_or(self.text.len(), |length| start + length);
        let span = Span::new(start, end);
        let raw = self.cut(span);
        if self.open.is_empty() {
            let inside = raw.find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r'));
            self.advance(inside.map_or(end, |at| start + at))?;
            return match inside {
                None => Ok(None),
                Some(_) if self.rooted => Err(self.fault_here(1, "there is text after the end of the root element")),
                Some(_) => Err(self.fault_here(1, "there is text before the root element")),
            };
        }
        if let Some(at) = memmem::find(raw.as_bytes(), b"]]>") {
            let message = "]]> is not allowed in text";
            return Err(Fault::new(&rules::NOT_WELL_FORMED, Span::new(start + at, start + at + 3), message)
                .help("write ]]&gt;"));
        }
        let value = self.entities.replace_in_text(raw, start)?;
        self.advance(end)?;
        Ok(Some(Text { value, span, cdata: false }))
    }

    fn cdata(&mut self) -> Result<Event<'a>, Fault> {
        if self.open.is_empty() {
            return Err(self.fault_here(9, "a CDATA section is not allowed outside the root element"));
        }
        let start = self.at + "<![CDATA[".len();
        let end = self.find(start, "]]>", "CDATA section")?;
        let span = Span::new(start, end);
        let value = entity::with_unix_lines(self.cut(span));
        self.advance(end + 3)?;
        Ok(Event::Text(Text { value, span, cdata: true }))
    }

    fn comment(&mut self) -> Result<Option<Event<'a>>, Fault> {
        let start = self.at + "<!--".len();
        let end = self.find(start, "--", "comment")?;
        if !self.text.get(end..).is_some_and(|rest| rest.starts_with("-->")) {
            let message = "-- is not allowed inside a comment";
            return Err(Fault::new(&rules::NOT_WELL_FORMED, Span::new(end, end + 2), message));
        }
        self.advance(end + 3)?;
        Ok(None)
    }

    fn instruction(&mut self) -> Result<Option<Event<'a>>, Fault> {
        let start = self.at + 2;
        let length = name::length(self.text.get(start..).unwrap_or_default());
        let target = self.cut(Span::new(start, start + length));
        if target.is_empty() {
            return Err(self.fault_here(2, "<? is followed by no name"));
        }
        if target.eq_ignore_ascii_case("xml") && self.at != 0 {
            return Err(Fault::new(
                &rules::MISPLACED_DECLARATION,
                Span::new(self.at, self.at + 5),
                "the XML declaration does not stand at the very start of the document",
            ));
        }
        let end = self.find(start, "?>", "instruction")?;
        if self.at == 0 && target == "xml" {
            self.entities.standalone = declares_standalone(self.cut(Span::new(start, end)));
        }
        self.advance(end + 2)?;
        Ok(None)
    }

    fn doctype(&mut self) -> Result<Event<'a>, Fault> {
        if self.rooted {
            return Err(self.fault_here(9, "the document type stands after the root element's start"));
        }
        let (doctype, end) = doctype::read(self.text, self.at, &mut self.entities)?;
        self.advance(end)?;
        Ok(Event::Doctype(doctype))
    }

    fn end_tag(&mut self) -> Result<Event<'a>, Fault> {
        let start = self.at;
        let length = name::length(self.text.get(start + 2..).unwrap_or_default());
        let written = self.cut(Span::new(start + 2, start + 2 + length));
        let after = start + 2 + length;
        let gap = self.text.get(after..).unwrap_or_default();
        let inner = gap.trim_start_matches([' ', '\t', '\n', '\r']);
        let end = after + gap.len() - inner.len();
        if !inner.starts_with('>') || written.is_empty() {
            return Err(self.fault_here(2 + length, "this end tag is not closed with >"));
        }
        let span = Span::new(start, end + 1);
        match self.open.last() {
            Some((name, _)) if *name == written => {}
            Some((name, _)) => {
                let message = format!("</{written}> stands where </{name}> is expected");
                return Err(Fault::new(&rules::NOT_WELL_FORMED, span, message)
                    .help(format!("close <{name}> first, or escape the < as &lt;")));
            }
            None => {
                let message = format!("</{written}> closes nothing");
                return Err(Fault::new(&rules::NOT_WELL_FORMED, span, message));
            }
        }
        self.advance(end + 1)?;
        Ok(self.close(span))
    }

    fn close(&mut self, span: Span) -> Event<'a> {
        self.open.pop();
        self.scope.leave(self.open.len());
        Event::End(span)
    }

    fn start_tag(&mut self) -> Result<Event<'a>, Fault> {
        if self.rooted && self.open.is_empty() {
            return Err(self.fault_here(1, "there is a second root element"));
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("elements are nested more than {MAX_DEPTH} deep");
            return Err(Fault::new(&rules::LIMIT, Span::new(self.at, self.at + 1), message));
        }
        let tag = attribute::read_tag(self.text, self.at)?;
        let name_span = Span::new(self.at + 1, self.at + 1 + tag.name.len());
        let Some(written) = name::split(tag.name) else {
            let message = format!("<{}> is no name with a namespace prefix", tag.name);
            return Err(Fault::new(&rules::NOT_WELL_FORMED, name_span, message));
        };
        let span = Span::new(self.at, tag.end);
        self.rooted = true;
        self.open.push((tag.name, span));
        let (attributes, declared) =
            attribute::resolve(tag.attributes, &mut self.scope, &mut self.entities, self.open.len())?;
        let Some((ns, uri)) = self.scope.find(written.prefix) else {
            self.last_declared = declared;
            return Err(unbound(written.prefix, name_span));
        };
        self.advance(tag.end)?;
        if tag.empty {
            self.pending_end = Some(span);
        }
        Ok(Event::Start(Start { local: written.local, raw: tag.name, ns, uri, span, attributes, declared }))
    }
}

/// The fault of a prefix that nothing declares.
pub(super) fn unbound(prefix: &str, span: Span) -> Fault {
    let fault = Fault::new(&rules::UNBOUND_PREFIX, span, format!("the prefix {prefix}: is not declared"));
    match namespace::usual_uri(prefix) {
        Some(uri) => fault.help(format!("add xmlns:{prefix}=\"{uri}\" to the root element")),
        None => fault,
    }
}

/// Where the first character stands that XML 1.0 §2.2 forbids; past the end where there is none.
fn first_forbidden(text: &str) -> usize {
    let is_suspect = |byte: u8| byte == 0xEF || (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'));
    // U+FFFE and U+FFFF are the only forbidden characters that UTF-8 does not spell as a control: EF BF BE, EF BF BF.
    let bytes = text.as_bytes();
    let is_forbidden = |at: usize| match bytes.get(at..at + 3) {
        Some([0xEF, tail @ ..]) => matches!(tail, [0xBF, 0xBE | 0xBF]),
        _ => bytes.get(at).is_some_and(|byte| *byte != 0xEF && is_suspect(*byte)),
    };
    // Whole blocks are looked at without branches: nearly none has anything to look at closely.
    for (block, chunk) in bytes.chunks(256).enumerate() {
        if chunk.iter().fold(false, |found, byte| found | is_suspect(*byte)) {
            let start = block * 256;
            if let Some(at) = (start..start + chunk.len()).find(|at| is_forbidden(*at)) {
                return at;
            }
        }
    }
    usize::MAX
}

fn declares_standalone(declaration: &str) -> bool {
    declaration.split_once("standalone").is_some_and(|(_, rest)| {
        let value = rest.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
        value.starts_with("\"yes\"") || value.starts_with("'yes'")
    })
}
