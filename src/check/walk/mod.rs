//! One walk through an XML feed: every element in its place, every value in its form.

mod atom_text;
mod attributes;
mod entries;
mod extension_marks;
mod finish;
mod frame;
mod link;
mod namespaces;
mod start;

use std::io::{self, Read};
use std::rc::Rc;

use self::frame::{Frame, Stretch};
use super::encoding::has_declaration;
use super::finding::{Findings, REACH_BYTES};
use super::grammar::{Context, Kind};
use super::reader::Survey;
use super::registry::Rule;
use super::source::Source;
use super::value::{Given, Judge, Piece, Value};
use super::window::Window;
use super::xml::doctype::Doctype;
use super::xml::namespace::Ns;
use super::xml::{Event, Reader, Start, Text};
use super::{Options, rules, text};
use crate::problem::Span;

/// What format the document is, as far as its elements have shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feed {
    Unknown,
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90 and 1.0, which are RDF.
    Rdf,
    Atom,
    Opml,
}

/// A walk through a document.
pub(super) struct Walk<'a, 'o> {
    /// What is at hand of the document.
    window: Window<'a>,
    findings: &'o mut Findings,
    options: &'o Options,
    survey: Survey,
    feed: Feed,
    /// The version of RSS.
    version: String,
    frames: Vec<Frame<'a>>,
    /// Namespaces whose elements count as the format's own.
    home: Vec<Rc<str>>,
    is_rss_090: bool,
    has_netscape_doctype: bool,
    is_utf8: bool,
    /// What the document is called, by its own word and the user's.
    locations: Vec<String>,
    abouts: std::collections::HashSet<u64>,
}

/// Walks through `text`, which begins with `head` and whose encoding is named `encoding`.
pub(super) fn walk(text: &str, (head, encoding): (&str, &str), options: &Options, findings: &mut Findings) {
    let mut walk = Walk::new(encoding, options, findings);
    let reader = walk.begin(head);
    walk.over(Window::whole(text)).run(&mut reader.over(Window::whole(text)));
}

/// Walks through a document as it is read.
pub(super) fn stream(source: &mut Source<impl Read>, options: &Options, findings: &mut Findings) -> io::Result<()> {
    let mut walk: Walk<'static, '_> = Walk::new(&source.encoding, options, findings);
    let mut reader: Reader<'static> = walk.begin(&source.head);
    let mut goes_on = true;
    while !source.window().is_last {
        let unread = if goes_on { reader.at() } else { source.window().end() };
        let settled = walk.settled(unread);
        walk.settle(source.window(), settled);
        if let Some(fault) = source.advance(settled, unread)? {
            walk.findings.add_fault(fault);
        }
        // What stands behind a fault is not judged, but its bytes are looked at and counted.
        if goes_on {
            let mut near = walk.over(source.window());
            let mut at_hand = reader.over(source.window());
            goes_on = near.run(&mut at_hand);
            (walk, reader) = (near.detached(), at_hand.detached());
        }
    }
    Ok(())
}

impl<'a, 'o> Walk<'a, 'o> {
    fn new(encoding: &str, options: &'o Options, findings: &'o mut Findings) -> Self {
        Self {
            window: Window::default(),
            findings,
            options,
            survey: Survey::default(),
            feed: Feed::Unknown,
            version: "2.0".into(),
            frames: Vec::new(),
            home: Vec::new(),
            is_rss_090: false,
            has_netscape_doctype: false,
            is_utf8: matches!(encoding, "UTF-8" | "UTF8"),
            locations: options.url.iter().cloned().collect(),
            abouts: std::collections::HashSet::default(),
        }
    }

    /// Looks at the first of the text; the reader begins where the document does.
    fn begin(&mut self, head: &str) -> Reader<'static> {
        self.declaration(head);
        Reader::new(self.skip_blank_line(head))
    }

    /// The walk over `window`, which holds all that was not read yet.
    fn over(self, window: Window<'a>) -> Self {
        Self { window, ..self }
    }

    /// The walk without its window: what it knows is its own.
    fn detached(self) -> Walk<'static, 'o> {
        Walk {
            window: Window::default(),
            findings: self.findings,
            options: self.options,
            survey: self.survey,
            feed: self.feed,
            version: self.version,
            frames: self.frames.into_iter().map(Frame::detached).collect(),
            home: self.home,
            is_rss_090: self.is_rss_090,
            has_netscape_doctype: self.has_netscape_doctype,
            is_utf8: self.is_utf8,
            locations: self.locations,
            abouts: self.abouts,
        }
    }

    /// Where the text begins that is still needed, when the next piece begins at `unread`: that of an open element whose
    /// text is judged at its end.
    fn settled(&self, unread: usize) -> usize {
        let kept = self.frames.iter().find(|frame| frame.keeps_text()).map_or(unread, |frame| frame.tag.start);
        kept.min(unread).saturating_sub(REACH_BYTES)
    }

    fn settle(&mut self, window: Window<'_>, settled: usize) {
        let first = [Span::new(0, 1)];
        let held = self.frames.iter().flat_map(Frame::held).chain(self.survey.held()).chain(first);
        self.findings.settle(window, settled, held);
    }
}

impl<'a> Walk<'a, '_> {
    /// Judges what is at hand; whether there may be more to judge.
    fn run(&mut self, reader: &mut Reader<'a>) -> bool {
        loop {
            let event = reader.next();
            for (name, span) in reader.take_unknown_entities() {
                let message = format!("the entity &{name}; is declared in a file that nobody fetches");
                self.findings.add(&rules::SKIPPED_ENTITY, span, message);
            }
            match event {
                Ok(Event::More) => return true,
                Ok(Event::Eof) => break,
                Ok(Event::Doctype(doctype)) => {
                    if self.doctype(&doctype) {
                        reader.allow_html_entities();
                    }
                }
                Ok(Event::Start(start)) => self.start(start),
                Ok(Event::Text(text)) => self.characters(text),
                Ok(Event::End(span)) => self.end(span),
                Err(fault) => {
                    self.declared(&reader.take_last_declared());
                    self.findings.add_fault(fault);
                    return false;
                }
            }
        }
        if self.feed != Feed::Unknown && self.feed != Feed::Opml {
            std::mem::take(&mut self.survey).finish(self.findings);
        }
        false
    }

    /// How many bytes before the declaration are passed over: `WordPress` is known for blank lines there, which make the
    /// whole feed unreadable. They are forgiven, so that what follows is seen.
    fn skip_blank_line(&mut self, head: &str) -> usize {
        let trimmed = head.trim_start();
        let skipped = head.len() - trimmed.len();
        let is_wordpress = || head.contains("<generator") && head.contains("wordpress");
        if skipped == 0 || !has_declaration(trimmed.as_bytes()) || !is_wordpress() {
            return 0;
        }
        let message = "there is a blank line before the XML declaration";
        self.findings.add(&rules::BLANK_LINE_FIRST, Span::new(0, 1), message);
        skipped
    }

    fn declaration(&mut self, head: &str) {
        if !has_declaration(head.as_bytes()) {
            return;
        }
        let Some((declaration, _)) = head.split_once("?>") else { return };
        let Some((_, after)) = declaration.split_once("version") else { return };
        let after = after.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
        let version = after.get(1..).and_then(|rest| rest.split(['"', '\'']).next()).unwrap_or_default();
        if version != "1.0" {
            let start = head.find(after).unwrap_or_default() + 1;
            let message = format!("XML {version} is not what feeds are written in");
            self.findings.add(&rules::XML_VERSION, Span::new(start, start + version.len()), message);
        }
    }

    /// Says what is to be said of a document type; whether HTML's names are declared by it.
    fn doctype(&mut self, doctype: &Doctype<'a>) -> bool {
        const NETSCAPE: &str = "-//Netscape Communications//DTD RSS 0.91//EN";
        match (doctype.public, doctype.system) {
            (Some(NETSCAPE), Some("http://my.netscape.com/publish/formats/rss-0.91.dtd")) => {
                let message = "the document type of RSS 0.91 is gone from its address";
                self.findings.add(&rules::DEPRECATED_DOCTYPE, doctype.span, message);
                self.has_netscape_doctype = true;
            }
            (Some(NETSCAPE), Some("http://www.rssboard.org/rss-0.91.dtd")) => self.has_netscape_doctype = true,
            (_, Some(_)) => {
                let message = "the document type names a file, which nobody fetches";
                self.findings.add(&rules::EXTERNAL_DOCTYPE, doctype.span, message);
            }
            (_, None) if doctype.has_external_entity => {
                let message = "an entity names a file, which nobody fetches";
                self.findings.add(&rules::EXTERNAL_DOCTYPE, doctype.span, message);
            }
            (_, None) => {}
        }
        self.has_netscape_doctype
    }

    fn characters(&mut self, text: Text<'a>) {
        if let Some((at, c)) = text::bad_character(&text.value) {
            let at = if text.cdata { at } else { super::xml::entity::raw_offset(self.window.cut(text.span), at) };
            let start = text.span.start + at;
            let message = format!("the character U+{:04X} is not what was meant", u32::from(c));
            self.findings.add(&rules::BAD_CHARACTERS, Span::new(start, start + 1), message);
        }
        let is_blank = text.value.trim().is_empty();
        let Some(frame) = self.frames.last_mut() else { return };
        match frame.kind {
            Kind::Leaf | Kind::Div => frame.add_text(text.value, text.span, text.cdata),
            Kind::Rdf => frame.has_text |= !is_blank,
            Kind::TextConstruct | Kind::AtomContent => self.text_in_construct(text),
            Kind::In(context) if !is_blank && !frame.complained => {
                frame.complained = true;
                let (rule, message): (&'static Rule, _) = match context {
                    Context::Link => (&rules::LINK_NOT_EMPTY, "a link of Atom holds no text".to_owned()),
                    _ => (&rules::UNEXPECTED_TEXT, format!("<{}> holds no text of its own", frame.raw)),
                };
                self.findings.add(rule, text.span, message);
            }
            Kind::In(_) | Kind::Skip | Kind::Xhtml | Kind::DivPart => {}
        }
    }

    fn judge(&mut self, value: Value, given: &Given<'_>) {
        let is_rss2 = self.feed == Feed::Rss && self.version.starts_with("2.");
        Judge { findings: self.findings, options: self.options, is_rss2 }.value(value, given);
    }

    /// The stretches of a text with their sources, without the first `lead` bytes of the text.
    fn pieces(&self, stretches: &[Stretch], lead: usize) -> Vec<Piece<'a>> {
        let cut = |stretch: &Stretch| {
            let raw = self.window.cut(stretch.source);
            let inside = if stretch.at >= lead { 0 } else { (lead - stretch.at).min(raw.len()) };
            Piece {
                at: stretch.at.saturating_sub(lead),
                start: stretch.source.start + inside,
                raw: raw.get(inside..).unwrap_or_default(),
                verbatim: stretch.verbatim,
            }
        };
        stretches.iter().map(cut).collect()
    }

    fn parent(&self) -> Option<&Frame<'a>> {
        self.frames.last()
    }

    /// The innermost open element of this context.
    fn nearest(&mut self, contexts: &[Context]) -> Option<&mut Frame<'a>> {
        self.frames.iter_mut().rev().find(|frame| frame.context().is_some_and(|context| contexts.contains(&context)))
    }
}

/// A number that stands for a text.
fn hash(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

/// Whether an element belongs to the namespace that the format lives in.
fn is_home(home: &[Rc<str>], start: &Start<'_>) -> bool {
    start.uri.as_ref().is_some_and(|uri| home.iter().any(|known| known == uri))
}

/// The namespace of a start tag as the grammar sees it.
fn seen_as(home: &[Rc<str>], start: &Start<'_>) -> Ns {
    if is_home(home, start) { Ns::Core } else { start.ns }
}
