//! The reader itself: one piece of the document after the other.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::entity::Entities;
use super::namespace::{Declared, Scope};
use super::{Event, Fault, MAX_DEPTH, Start, Stop, Text, attribute, doctype, entity, name, unbound};
use crate::check::rules::xml as rules;
use crate::check::window::Window;
use crate::problem::Span;

/// A document being read.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    window: Window<'a>,
    /// Where the document begins.
    start: usize,
    at: usize,
    /// Where the first character stands that XML forbids, as far as was looked.
    forbidden: usize,
    looked: usize,
    open: Vec<(Cow<'a, str>, Span)>,
    scope: Scope<'a>,
    entities: Entities,
    /// The end tag that an empty-element tag stands for.
    pending_end: Option<Span>,
    rooted: bool,
    /// The declarations of a tag that turned out to be faulty.
    last_declared: Vec<(Declared<'a>, Cow<'a, str>)>,
}

impl<'a> Reader<'a> {
    /// A reader that will begin at `start`, after a byte order mark and what else is passed over.
    pub(crate) fn new(start: usize) -> Self {
        Self {
            window: Window::default(),
            start,
            at: start,
            forbidden: usize::MAX,
            looked: start,
            open: Vec::new(),
            scope: Scope::default(),
            entities: Entities::default(),
            pending_end: None,
            rooted: false,
            last_declared: Vec::new(),
        }
    }

    /// The reader over `window`, which holds all that was not read yet.
    pub(crate) fn over(mut self, window: Window<'a>) -> Self {
        if self.forbidden == usize::MAX {
            self.forbidden = first_forbidden(window.after(self.looked)).map_or(usize::MAX, |at| self.looked + at);
        }
        self.looked = self.looked.max(window.end());
        self.window = window;
        self
    }

    /// The reader without its window: what it knows is its own.
    pub(crate) fn detached(self) -> Reader<'static> {
        let open = self.open.into_iter().map(|(name, span)| (Cow::Owned(name.into_owned()), span)).collect();
        Reader {
            window: Window::default(),
            start: self.start,
            at: self.at,
            forbidden: self.forbidden,
            looked: self.looked,
            open,
            scope: self.scope.detached(),
            entities: self.entities,
            pending_end: self.pending_end,
            rooted: self.rooted,
            last_declared: Vec::new(),
        }
    }

    /// Where the next piece begins.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// The next piece of the document.
    pub(crate) fn next(&mut self) -> Result<Event<'a>, Fault> {
        match self.piece() {
            Ok(event) => Ok(event),
            Err(Stop::Short) => Ok(Event::More),
            Err(Stop::Fault(fault)) => Err(fault),
        }
    }

    fn piece(&mut self) -> Result<Event<'a>, Stop> {
        if let Some(span) = self.pending_end.take() {
            return Ok(self.close(span));
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return if self.window.is_last { Ok(self.end_of_document()?) } else { Err(Stop::Short) };
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
                Some(b'!') if rest.len() < "<![CDATA[".len() && !self.window.is_last => return Err(Stop::Short),
                Some(b'!') => return Err(self.fault_here(2, "this is neither a comment nor a CDATA section").into()),
                Some(b'?') => self.instruction()?,
                None if !self.window.is_last => return Err(Stop::Short),
                _ => Some(self.start_tag()?),
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// The names of entities that were used and may be declared in an external file, since the last call.
    pub(crate) fn take_unknown_entities(&mut self) -> Vec<(String, Span)> {
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
        self.window.after(self.at)
    }

    fn cut(&self, span: Span) -> &'a str {
        self.window.cut(span)
    }

    /// Moves on to `to`, unless a forbidden character lies before it.
    fn advance(&mut self, to: usize) -> Result<(), Fault> {
        if self.forbidden >= to {
            self.at = to;
            return Ok(());
        }
        let found = self.window.after(self.forbidden).chars().next().unwrap_or_default();
        let span = Span::new(self.forbidden, self.forbidden + found.len_utf8());
        let message = format!("the character U+{:04X} is not allowed in XML", u32::from(found));
        Err(Fault::new(&rules::FORBIDDEN_CHARACTER, span, message))
    }

    fn fault_here(&self, length: usize, message: impl Into<String>) -> Fault {
        Fault::new(&rules::NOT_WELL_FORMED, Span::new(self.at, self.at + length), message)
    }

    /// Where `mark` stands next, looked for from `from`; a fault about `what` where it does not.
    fn find(&self, from: usize, mark: &str, what: &str) -> Result<usize, Stop> {
        let found = memmem::find(self.window.after(from).as_bytes(), mark.as_bytes());
        let missing = || self.fault_here(1, format!("this {what} has no end: {mark} is missing"));
        found.map(|at| from + at).ok_or_else(|| Stop::at_end(self.window, missing))
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
    fn characters(&mut self) -> Result<Option<Text<'a>>, Stop> {
        let start = self.at;
        let next = memchr(b'<', self.rest().as_bytes()).map(|length| start + length);
        let end = next.unwrap_or(self.window.end());
        let span = Span::new(start, end);
        let raw = self.cut(span);
        if self.open.is_empty() {
            let inside = raw.find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r'));
            self.advance(inside.map_or(end, |at| start + at))?;
            return match inside {
                None => Ok(None),
                Some(_) if self.rooted => {
                    Err(self.fault_here(1, "there is text after the end of the root element").into())
                }
                Some(_) => Err(self.fault_here(1, "there is text before the root element").into()),
            };
        }
        if next.is_none() && !self.window.is_last {
            return Err(Stop::Short);
        }
        if let Some(at) = memmem::find(raw.as_bytes(), b"]]>") {
            let message = "]]> is not allowed in text";
            let fault = Fault::new(&rules::NOT_WELL_FORMED, Span::new(start + at, start + at + 3), message);
            return Err(fault.help("write ]]&gt;").into());
        }
        let value = self.entities.replace_in_text(raw, start)?;
        self.advance(end)?;
        Ok(Some(Text { value, span, cdata: false }))
    }

    fn cdata(&mut self) -> Result<Event<'a>, Stop> {
        if self.open.is_empty() {
            return Err(self.fault_here(9, "a CDATA section is not allowed outside the root element").into());
        }
        let start = self.at + "<![CDATA[".len();
        let end = self.find(start, "]]>", "CDATA section")?;
        let span = Span::new(start, end);
        let value = entity::with_unix_lines(self.cut(span));
        self.advance(end + 3)?;
        Ok(Event::Text(Text { value, span, cdata: true }))
    }

    fn comment(&mut self) -> Result<Option<Event<'a>>, Stop> {
        let start = self.at + "<!--".len();
        let end = self.find(start, "--", "comment")?;
        if !self.window.after(end).starts_with("-->") {
            let message = "-- is not allowed inside a comment";
            let fault = || Fault::new(&rules::NOT_WELL_FORMED, Span::new(end, end + 2), message);
            let is_cut = self.window.end() == end + 2;
            return Err(if is_cut { Stop::at_end(self.window, fault) } else { fault().into() });
        }
        self.advance(end + 3)?;
        Ok(None)
    }

    fn instruction(&mut self) -> Result<Option<Event<'a>>, Stop> {
        let start = self.at + 2;
        let length = name::length(self.window.after(start));
        if start + length == self.window.end() && !self.window.is_last {
            return Err(Stop::Short);
        }
        let target = self.cut(Span::new(start, start + length));
        if target.is_empty() {
            return Err(self.fault_here(2, "<? is followed by no name").into());
        }
        if target.eq_ignore_ascii_case("xml") && self.at != self.start {
            let message = "the XML declaration does not stand at the very start of the document";
            return Err(Fault::new(&rules::MISPLACED_DECLARATION, Span::new(self.at, self.at + 5), message).into());
        }
        let end = self.find(start, "?>", "instruction")?;
        if self.at == self.start && target == "xml" {
            self.entities.standalone = declares_standalone(self.cut(Span::new(start, end)));
        }
        self.advance(end + 2)?;
        Ok(None)
    }

    fn doctype(&mut self) -> Result<Event<'a>, Stop> {
        if self.rooted {
            return Err(self.fault_here(9, "the document type stands after the root element's start").into());
        }
        let (doctype, end) = doctype::read(self.window, self.at, &mut self.entities)?;
        self.advance(end)?;
        Ok(Event::Doctype(doctype))
    }

    fn end_tag(&mut self) -> Result<Event<'a>, Stop> {
        let start = self.at;
        let length = name::length(self.window.after(start + 2));
        let written = self.cut(Span::new(start + 2, start + 2 + length));
        let after = start + 2 + length;
        let gap = self.window.after(after);
        let inner = gap.trim_start_matches([' ', '\t', '\n', '\r']);
        let end = after + gap.len() - inner.len();
        if !inner.starts_with('>') || written.is_empty() {
            let fault = || self.fault_here(2 + length, "this end tag is not closed with >");
            return Err(if inner.is_empty() { Stop::at_end(self.window, fault) } else { fault().into() });
        }
        let span = Span::new(start, end + 1);
        match self.open.last() {
            Some((name, _)) if name == written => {}
            Some((name, _)) => {
                let message = format!("</{written}> stands where </{name}> is expected");
                let help = format!("close <{name}> first, or escape the < as &lt;");
                return Err(Fault::new(&rules::NOT_WELL_FORMED, span, message).help(help).into());
            }
            None => {
                let message = format!("</{written}> closes nothing");
                return Err(Fault::new(&rules::NOT_WELL_FORMED, span, message).into());
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

    fn start_tag(&mut self) -> Result<Event<'a>, Stop> {
        if self.rooted && self.open.is_empty() {
            return Err(self.fault_here(1, "there is a second root element").into());
        }
        if self.open.len() >= MAX_DEPTH {
            let message = format!("elements are nested more than {MAX_DEPTH} deep");
            return Err(Fault::new(&rules::LIMIT, Span::new(self.at, self.at + 1), message).into());
        }
        let tag = attribute::read_tag(self.window, self.at)?;
        let name_span = Span::new(self.at + 1, self.at + 1 + tag.name.len());
        let Some(written) = name::split(tag.name) else {
            let message = format!("<{}> is no name with a namespace prefix", tag.name);
            return Err(Fault::new(&rules::NOT_WELL_FORMED, name_span, message).into());
        };
        let span = Span::new(self.at, tag.end);
        self.rooted = true;
        self.open.push((Cow::Borrowed(tag.name), span));
        let (attributes, declared) =
            attribute::resolve(tag.attributes, &mut self.scope, &mut self.entities, self.open.len())?;
        let Some((ns, uri)) = self.scope.find(written.prefix) else {
            self.last_declared = declared;
            return Err(unbound(written.prefix, name_span).into());
        };
        self.advance(tag.end)?;
        if tag.empty {
            self.pending_end = Some(span);
        }
        Ok(Event::Start(Start { local: written.local, raw: tag.name, ns, uri, span, attributes, declared }))
    }
}

/// Where the first character stands that XML 1.0 §2.2 forbids.
fn first_forbidden(text: &str) -> Option<usize> {
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
                return Some(at);
            }
        }
    }
    None
}

fn declares_standalone(declaration: &str) -> bool {
    declaration.split_once("standalone").is_some_and(|(_, rest)| {
        let value = rest.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
        value.starts_with("\"yes\"") || value.starts_with("'yes'")
    })
}
