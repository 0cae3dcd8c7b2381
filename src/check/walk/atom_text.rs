//! Atom's texts: plain, HTML or XHTML, as their type says (RFC 4287 §3.1 and §4.1.3).

use super::frame::{Frame, Stretch};
use super::{Feed, Walk};
use crate::check::grammar::{Kind, Spec, of_kind, stranger};
use crate::check::html::{elements, style};
use crate::check::value::{Given, Value};
use crate::check::xml::namespace::Ns;
use crate::check::xml::{Start, Text};
use crate::check::{media_type, rules};
use crate::problem::Span;

impl<'a> Walk<'a, '_> {
    /// Looks at the type of a text that has just begun.
    pub(super) fn construct(&mut self, frame: &mut Frame<'a>) {
        let source = frame.attribute("src").is_some();
        if !source && self.feed == Feed::Rss && frame.local != "summary" {
            let message = format!("<{}> says the same as an element of RSS", frame.raw);
            self.findings.add(&rules::DUPLICATE_DESCRIPTION, frame.tag, message);
        }
        if !frame.has_language && self.feed == Feed::Atom && !self.findings.has(&rules::MISSING_LANGUAGE) {
            let message = "no xml:lang says what language this is in";
            self.findings.add(&rules::MISSING_LANGUAGE, frame.tag, message);
        }
        let written = frame.attribute("type").cloned();
        frame.notes.kind = match &written {
            Some(kind) => kind.value.to_string(),
            None if source => String::new(),
            None => "text".into(),
        };
        let kind = frame.notes.kind.clone();
        let span = written.as_ref().map_or(frame.tag, |written| written.span);
        if written.is_some() && kind.is_empty() {
            let message = format!("the type of <{}> is empty", frame.raw);
            self.findings.add(&rules::ATTRIBUTE_BLANK, span, message);
        }
        let is_content = frame.kind == Kind::AtomContent;
        if !is_content && kind.contains('/') {
            let message = format!("the type of <{}> is none of text, html and xhtml: {kind:?}", frame.raw);
            self.findings.add(&rules::INVALID_TEXT_TYPE, span, message);
        }
        if source && written.is_none() {
            let message = format!("<{}> lies elsewhere, and nothing tells its type", frame.raw);
            self.findings.add(&rules::MISSING_TYPE, frame.tag, message);
        }
        let is_word = matches!(kind.as_str(), "text" | "html" | "xhtml") && !source;
        let is_multipart = is_content && kind == "multipart/alternative";
        if !is_word && !kind.is_empty() && (is_multipart || !media_type::is_valid(&kind)) {
            let message = format!("the type of <{}> is no media type: {kind:?}", frame.raw);
            self.findings.add(&rules::INVALID_MEDIA_TYPE, span, message);
        }
        if is_content && let Some(entry) = self.frames.last_mut() {
            entry.notes.content = Some((kind, source));
        }
    }

    /// Takes text of a construct.
    pub(super) fn text_in_construct(&mut self, text: Text<'a>) {
        let Some(frame) = self.frames.last_mut() else { return };
        let is_blank = text.value.trim().is_empty();
        if frame.notes.kind == "xhtml" && !is_blank && frame.text.trim().is_empty() {
            let message = format!("<{}> is XHTML and does not begin with a <div>", frame.raw);
            self.findings.add(&rules::MISSING_XHTML_DIV, text.span, message);
        }
        let is_elsewhere = frame.attribute("src").is_some();
        if !is_blank && (frame.has_children || is_elsewhere) && !frame.complained {
            frame.complained = true;
            let message = if is_elsewhere {
                format!("<{}> lies elsewhere and holds text as well", frame.raw)
            } else {
                format!("<{}> holds elements and text", frame.raw)
            };
            self.findings.add(&rules::UNEXPECTED_TEXT, text.span, message);
        }
        let Some(frame) = self.frames.last_mut() else { return };
        frame.add_text(text.value, text.span, text.cdata);
    }

    /// An element inside a construct.
    pub(super) fn in_construct(&mut self, start: &Start<'a>) -> Spec {
        let Some(parent) = self.parent() else { return stranger() };
        let kind = parent.notes.kind.clone();
        let is_xhtml = start.ns == Ns::Xhtml;
        let is_div = is_xhtml && start.local == "div";
        let has_text = !parent.text.trim().is_empty();
        let raw = parent.raw.clone();
        let is_escaped = parent.attribute("mode").is_some_and(|mode| mode.value == "escaped");
        let holds_xml = kind == "xhtml" || kind.ends_with("+xml") || kind.ends_with("/xml");
        if !holds_xml {
            let message = format!("<{}> does not belong into <{raw}>, which holds text", start.raw);
            self.findings.add(&rules::UNDEFINED_ELEMENT, start.span, message);
        }
        if kind == "xhtml" && !is_div && !has_text {
            let message = format!("<{raw}> is XHTML and does not begin with a <div>");
            self.findings.add(&rules::MISSING_XHTML_DIV, start.span, message);
        }
        let is_wrong_div = kind == "xhtml" && !is_div && !has_text && start.local == "div";
        if is_wrong_div || (kind == "xhtml" && (is_div || has_text) && !is_xhtml) {
            let message = format!("<{}> is not in the namespace of XHTML", start.raw);
            self.findings.add(&rules::NOT_HTML, start.span, message);
        }
        if kind == "application/xhtml+xml" {
            if start.local != "html" {
                let message = format!("<{raw}> holds no whole document");
                self.findings.add(&rules::HTML_FRAGMENT, start.span, message);
            } else if !is_xhtml {
                let message = "<html> is not in the namespace of XHTML";
                self.findings.add(&rules::NOT_HTML, start.span, message);
            }
        }
        if is_escaped {
            let message = format!("<{raw}> says that its markup is escaped, and it is not");
            self.findings.add(&rules::NOT_ESCAPED, start.span, message);
        }
        if is_div { Spec { open: true, known: false, ..of_kind(Kind::Div) } } else { stranger() }
    }

    /// An element inside the `div` of a construct.
    pub(super) fn in_div(&mut self, start: &Start<'a>) -> Spec {
        let in_metadata = self.parent().is_some_and(|parent| parent.local == "metadata");
        let part = Spec { open: true, known: false, ..of_kind(Kind::DivPart) };
        let name = start.local;
        match start.ns {
            Ns::Core => {
                let message = format!("<{}> inside XHTML is in no namespace", start.raw);
                self.findings.add(&rules::MISSING_NAMESPACE, start.span, message);
            }
            Ns::Xhtml => self.xhtml_element(start),
            Ns::Svg | Ns::Mathml => {
                let is_svg = start.ns == Ns::Svg;
                if !(if is_svg { elements::is_svg(name) } else { elements::is_mathml(name) }) {
                    self.risky(start.span, name);
                }
                for attribute in start.attributes.iter().filter(|attribute| attribute.ns == Ns::Core) {
                    let key = &*attribute.local;
                    if !(if is_svg { elements::is_svg_attribute(key) } else { elements::is_mathml_attribute(key) }) {
                        self.risky_attribute(attribute.name_span, key);
                    }
                }
            }
            Ns::Unknown => {}
            _ => {
                if !in_metadata {
                    let message = format!("<{}> does not belong into XHTML", start.raw);
                    self.findings.add(&rules::UNDEFINED_ELEMENT, start.span, message);
                }
                return stranger();
            }
        }
        part
    }

    fn xhtml_element(&mut self, start: &Start<'a>) {
        let name = start.local;
        if !elements::is_html(name) {
            let message = format!("XHTML has no element <{name}>");
            self.findings.add(&rules::NOT_HTML, start.span, message);
        } else if !elements::is_safe(name) {
            self.risky(start.span, name);
        }
        for attribute in start.attributes.iter().filter(|attribute| attribute.ns == Ns::Core) {
            if attribute.local == "style" {
                self.styles(&attribute.value, attribute.span);
            } else if attribute.local.starts_with("on") {
                self.risky_attribute(attribute.name_span, &attribute.local);
            }
        }
    }

    /// An element inside the old `xhtml:body`.
    pub(super) fn in_xhtml(&mut self, start: &Start<'a>) -> Spec {
        let name = start.local.to_lowercase();
        if !elements::is_safe(&name) {
            self.risky(start.span, &name);
            return Spec { open: true, known: false, ..of_kind(Kind::Xhtml) };
        }
        for attribute in start.attributes.iter().filter(|attribute| attribute.ns == Ns::Core) {
            let key = attribute.local.to_lowercase();
            if key == "style" {
                self.styles(&attribute.value, attribute.span);
            } else if !elements::is_safe_attribute(&key) {
                self.risky_attribute(attribute.name_span, &key);
            }
        }
        Spec { open: true, known: false, ..of_kind(Kind::Xhtml) }
    }

    fn risky(&mut self, span: Span, name: &str) {
        self.findings.add(&rules::RISKY_ELEMENT, span, format!("<{name}> can do harm in a reader"));
    }

    fn risky_attribute(&mut self, span: Span, name: &str) {
        self.findings.add(&rules::RISKY_ATTRIBUTE, span, format!("the attribute {name} can do harm in a reader"));
    }

    fn styles(&mut self, value: &str, span: Span) {
        for part in style::unsafe_parts(value) {
            self.findings.add(&rules::RISKY_STYLE, span, format!("this style may reach beyond its element: {part}"));
        }
    }

    /// Judges the text of a construct that has ended.
    pub(super) fn construct_ended(&mut self, frame: &Frame<'a>) {
        let kind = frame.notes.kind.as_str();
        let span = self.text_span(frame);
        let pieces = self.pieces(&frame.stretches, 0);
        let given = Given { text: &frame.text, span, pieces: &pieces, element: &frame.raw, attribute: "" };
        let is_elsewhere = frame.attribute("src").is_some();
        let is_xml = kind.ends_with("+xml") || kind.ends_with("/xml");
        let is_binary = kind.contains('/') && !is_xml && !kind.starts_with("text/");
        match kind {
            "xhtml" => self.judge(Value::Inline, &given),
            "text" => self.judge(Value::UndeclaredHtml, &given),
            _ if is_binary => self.binary_ended(frame, kind, span),
            _ if kind == "html" || kind.ends_with("/html") => {
                self.judge(Value::AtomHtml, &given);
                if kind.ends_with("/html") && !frame.text.contains("<html") && !is_elsewhere {
                    let message = format!("<{}> holds no whole document", frame.raw);
                    self.findings.add(&rules::HTML_FRAGMENT, span, message);
                }
            }
            _ => self.judge(Value::UndeclaredHtml, &given),
        }
        let is_blank = frame.text.is_empty() || (is_binary && frame.text.trim().is_empty());
        if is_blank && !frame.has_children && !is_elsewhere {
            self.findings.add(&rules::BLANK, frame.tag, format!("<{}> is empty", frame.raw));
        }
    }

    /// Binary content is base64; HTML may hide in it.
    fn binary_ended(&mut self, frame: &Frame<'a>, kind: &str, span: Span) {
        let Some(bytes) = base64(&frame.text) else {
            let message = format!("<{}> is {kind} and not encoded as base64", frame.raw);
            self.findings.add(&rules::NOT_BASE64, span, message);
            return;
        };
        if !kind.ends_with("/html") {
            return;
        }
        let text = String::from_utf8_lossy(&bytes);
        let given = Given { text: &text, span, pieces: &[], element: &frame.raw, attribute: "" };
        self.judge(Value::AtomHtml, &given);
        // Readers can show it once it is decoded, so no summary is missed.
        if let Some((kind, _)) = self.frames.last_mut().and_then(|entry| entry.notes.content.as_mut()) {
            "html".clone_into(kind);
        }
    }

    /// The text of a `div` without elements is text of its construct: it may be HTML that was escaped twice.
    pub(super) fn div_ended(&mut self, mut frame: Frame<'a>) {
        if frame.has_children {
            return;
        }
        let Some(parent) = self.frames.last_mut() else { return };
        let text = std::mem::take(&mut frame.text);
        let shift = parent.text.len();
        let shifted = frame.stretches.into_iter().map(|stretch| Stretch { at: stretch.at + shift, ..stretch });
        parent.stretches.extend(shifted);
        parent.text.to_mut().push_str(text.trim());
    }
}

/// The bytes that base64 stands for (RFC 4648 §4), with white space between; `None` where it is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding) = (0_u32, 0_usize, 0_usize);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                0
            }
            _ => return None,
        };
        if padding > 0 && byte != b'=' {
            return None;
        }
        bits = (bits << 6) | u32::from(value);
        count += 1;
        if count.is_multiple_of(4) {
            bytes.extend(bits.to_be_bytes().into_iter().skip(1));
            bits = 0;
        }
    }
    bytes.truncate(bytes.len().saturating_sub(padding));
    (count.is_multiple_of(4) && padding <= 2).then_some(bytes)
}
