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

use std::rc::Rc;

use self::frame::Frame;
use super::encoding::has_declaration;
use super::finding::Findings;
use super::grammar::{Context, Kind};
use super::reader::Survey;
use super::registry::Rule;
use super::value::{Given, Judge, Value};
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
    text: &'a str,
    findings: &'o mut Findings,
    options: &'o Options,
    survey: Survey,
    feed: Feed,
    /// The version of RSS.
    version: &'a str,
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

/// Walks through `text`, whose encoding is named `encoding`.
pub(super) fn walk(text: &str, encoding: &str, options: &Options, findings: &mut Findings) {
    let is_utf8 = matches!(encoding, "UTF-8" | "UTF8");
    let mut walk = Walk {
        text,
        findings,
        options,
        survey: Survey::default(),
        feed: Feed::Unknown,
        version: "2.0",
        frames: Vec::new(),
        home: Vec::new(),
        is_rss_090: false,
        has_netscape_doctype: false,
        is_utf8,
        locations: options.url.iter().cloned().collect(),
        abouts: std::collections::HashSet::default(),
    };
    walk.declaration();
    walk.run();
}

impl<'a> Walk<'a, '_> {
    fn run(&mut self) {
        let start = self.skip_blank_line();
        let mut reader = Reader::new(self.text.get(start..).unwrap_or_default());
        // A blank line before the declaration is forgiven, so that what follows is seen; its places are then too early.
        if start > 0 {
            self.text = self.text.get(start..).unwrap_or_default();
        }
        loop {
            let event = reader.next();
            for (name, span) in reader.take_unknown_entities() {
                let message = format!("the entity &{name}; is declared in a file that nobody fetches");
                self.findings.add(&rules::SKIPPED_ENTITY, span, message);
            }
            match event {
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
                    return;
                }
            }
        }
        if self.feed != Feed::Unknown && self.feed != Feed::Opml {
            std::mem::take(&mut self.survey).finish(self.findings);
        }
    }

    /// `WordPress` is known for blank lines before the declaration, which make the whole feed unreadable.
    fn skip_blank_line(&mut self) -> usize {
        let trimmed = self.text.trim_start();
        let skipped = self.text.len() - trimmed.len();
        let is_wordpress = || self.text.contains("<generator") && self.text.contains("wordpress");
        if skipped == 0 || !has_declaration(trimmed.as_bytes()) || !is_wordpress() {
            return 0;
        }
        let message = "there is a blank line before the XML declaration";
        self.findings.add(&rules::BLANK_LINE_FIRST, Span::new(0, 1), message);
        skipped
    }

    fn declaration(&mut self) {
        if !has_declaration(self.text.as_bytes()) {
            return;
        }
        let Some((head, _)) = self.text.split_once("?>") else { return };
        let Some((_, after)) = head.split_once("version") else { return };
        let after = after.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
        let version = after.get(1..).and_then(|rest| rest.split(['"', '\'']).next()).unwrap_or_default();
        if version != "1.0" {
            let start = self.text.find(after).unwrap_or_default() + 1;
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
        let raw = self.text.get(text.span.start..text.span.end).unwrap_or_default();
        if let Some((at, c)) = text::bad_character(&text.value) {
            let at = if text.cdata { at } else { super::xml::entity::raw_offset(raw, at) };
            let start = text.span.start + at;
            let message = format!("the character U+{:04X} is not what was meant", u32::from(c));
            self.findings.add(&rules::BAD_CHARACTERS, Span::new(start, start + 1), message);
        }
        let is_blank = text.value.trim().is_empty();
        let Some(frame) = self.frames.last_mut() else { return };
        match frame.kind {
            Kind::Leaf | Kind::Rdf | Kind::Div => {
                frame.add_text(text.value, (text.span.start, raw, text.cdata));
            }
            Kind::TextConstruct | Kind::AtomContent => self.text_in_construct(text, raw),
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
