//! Attributes: which an element may have, which it must have, and what they must be.

use super::frame::Frame;
use super::{Feed, Walk};
use crate::check::extensions::media;
use crate::check::grammar::{AttributeSpec, Kind};
use crate::check::uri::Form;
use crate::check::value::{Given, Judge, Piece, Value};
use crate::check::xml::attribute::Attribute;
use crate::check::xml::namespace::Ns;
use crate::check::{language, rules, text};

impl<'a> Walk<'a, '_> {
    /// Looks at the attributes of an element that has just begun.
    pub(super) fn attributes(&mut self, frame: &mut Frame<'a>) {
        let attributes = std::mem::take(&mut frame.attributes);
        for attribute in attributes.iter() {
            self.characters_of(frame, attribute);
            match (attribute.ns, &*attribute.local) {
                (Ns::Xml, "lang") => self.language(frame, attribute),
                (Ns::Xml, "base") => self.base(frame, attribute),
                (Ns::Xml, _) => {}
                _ => self.attribute(frame, attribute),
            }
        }
        for spec in frame.spec.attributes {
            let found = attributes.iter().find(|attribute| fits(spec, attribute));
            // An empty attribute of Media RSS is as good as none.
            let is_there = found.is_some_and(|found| !found.value.is_empty() || !is_media(frame));
            if spec.required && !is_there {
                let prefix = spec.ns.shown();
                let colon = if prefix.is_empty() { "" } else { ":" };
                let message = format!("<{}> has no attribute {prefix}{colon}{}", frame.raw, spec.name);
                self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, message);
            }
        }
        frame.attributes = attributes;
    }

    fn attribute(&mut self, frame: &Frame<'a>, attribute: &Attribute<'a>) {
        if let Some(spec) = frame.spec.attributes.iter().find(|spec| fits(spec, attribute)) {
            if !(is_media(frame) && attribute.value.is_empty()) {
                self.attribute_value(spec.value, frame, attribute);
            }
            return;
        }
        if frame.spec.open || self.is_rdf_text(frame, attribute) {
            return;
        }
        if attribute.ns == Ns::Unknown {
            if self.feed == Feed::Rss && frame.ns == Ns::Core {
                let message = format!("<{}> has an attribute of an extension: {}", frame.raw, attribute.raw);
                self.findings.add(&rules::EXTENSION_ATTRIBUTE, attribute.name_span, message);
            }
            return;
        }
        let message = format!("<{}> has no attribute {}", frame.raw, attribute.raw);
        self.findings.add(&rules::UNEXPECTED_ATTRIBUTE, attribute.name_span, message);
    }

    /// RDF lets any text say what type it is of, and name a resource.
    fn is_rdf_text(&self, frame: &Frame<'a>, attribute: &Attribute<'a>) -> bool {
        self.feed == Feed::Rdf
            && attribute.ns == Ns::Rdf
            && frame.kind == Kind::Leaf
            && matches!(&*attribute.local, "parseType" | "datatype" | "resource")
    }

    /// Judges an attribute as a value of this form.
    pub(super) fn attribute_value(&mut self, value: Value, frame: &Frame<'a>, attribute: &Attribute<'a>) {
        let raw = self.window.cut(attribute.span);
        let pieces = [Piece { at: 0, start: attribute.span.start, raw, verbatim: false }];
        let given = Given {
            text: &attribute.value,
            span: attribute.span,
            pieces: &pieces,
            element: &frame.raw,
            attribute: &attribute.raw,
        };
        self.judge(value, &given);
    }

    fn characters_of(&mut self, frame: &Frame<'a>, attribute: &Attribute<'a>) {
        if let Some((at, c)) = text::bad_character(&attribute.value)
            && matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}')
        {
            let raw = self.window.cut(attribute.span);
            let start = attribute.span.start + crate::check::xml::entity::raw_offset(raw, at);
            let message =
                format!("the {} of <{}> has the character U+{:04X} in it", attribute.raw, frame.raw, u32::from(c));
            self.findings.add(&rules::BAD_CHARACTERS, crate::problem::Span::new(start, start + 1), message);
        }
    }

    fn language(&mut self, frame: &mut Frame<'a>, attribute: &Attribute<'a>) {
        frame.has_language = !attribute.value.is_empty();
        if frame.has_language && !language::is_known(&attribute.value) && frame.kind != Kind::Xhtml {
            let message = format!("xml:lang names no language: {:?}", attribute.value);
            self.findings.add(&rules::INVALID_LANGUAGE, attribute.span, message);
        }
    }

    fn base(&mut self, frame: &mut Frame<'a>, attribute: &Attribute<'a>) {
        let given = Given {
            text: &attribute.value,
            span: attribute.span,
            pieces: &[],
            element: &frame.raw,
            attribute: &attribute.raw,
        };
        let mut judge = Judge { findings: self.findings, options: self.options, is_rss2: false };
        judge.uri(&given, Form { absolute: false, iri: true }, &rules::INVALID_IRI);
        let outer = frame.base.as_deref().or(self.options.url.as_deref());
        frame.base = Some(super::link::join(outer, &attribute.value).into());
    }
}

fn fits(spec: &AttributeSpec, attribute: &Attribute<'_>) -> bool {
    spec.ns == attribute.ns && spec.name == attribute.local
}

fn is_media(frame: &Frame<'_>) -> bool {
    media::ignores_empty_attributes(frame.ns)
}
