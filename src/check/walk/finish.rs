//! End tags: what an element held, now that it is known whole.

use super::frame::Frame;
use super::{Feed, Walk, hash};
use crate::check::extensions::media;
use crate::check::grammar::{Context, Kind};
use crate::check::number::integer;
use crate::check::registry::Rule;
use crate::check::rules;
use crate::check::uri::Form;
use crate::check::value::{Given, Judge, Value};
use crate::check::xml::namespace::Ns;
use crate::problem::Span;

impl<'a> Walk<'a, '_> {
    /// Takes an end tag.
    pub(super) fn end(&mut self, _span: Span) {
        let Some(mut frame) = self.frames.pop() else { return };
        match frame.kind {
            Kind::Leaf => self.leaf_ended(&frame),
            Kind::TextConstruct | Kind::AtomContent => self.construct_ended(&frame),
            Kind::Div => self.div_ended(frame),
            Kind::Rdf if frame.has_children && frame.has_text => {
                let is_literal = frame.attribute_in(Ns::Rdf, "parseType").is_some_and(|kind| kind.value == "Literal");
                if !is_literal {
                    let message = format!("<{}> has text and elements in it", frame.raw);
                    self.findings.add(&rules::INVALID_RDF, frame.tag, message);
                }
            }
            Kind::In(context) => self.context_ended(context, &mut frame),
            Kind::Rdf | Kind::Skip | Kind::Xhtml | Kind::DivPart => {}
        }
    }

    fn leaf_ended(&mut self, frame: &Frame<'a>) {
        let is_verbatim =
            matches!(frame.spec.value, Value::YesNo | Value::YesNoClean | Value::TrueFalse | Value::TrueFalseExactly);
        let trimmed = if is_verbatim { &frame.text } else { frame.text.trim() };
        let lead = frame.text.len() - frame.text.trim_start().len();
        let lead = if is_verbatim { 0 } else { lead };
        let pieces = self.pieces(&frame.stretches, lead);
        let span = self.text_span(frame);
        let given = Given { text: trimmed, span, pieces: &pieces, element: &frame.raw, attribute: "" };
        if frame.spec.tight && trimmed.len() != frame.text.len() {
            let message = format!("there is white space around the text of <{}>", frame.raw);
            self.findings.add(&rules::UNEXPECTED_WHITESPACE, given.span, message);
        }
        if frame.spec.filled && trimmed.is_empty() {
            self.findings.add(&rules::BLANK, frame.tag, format!("<{}> is empty", frame.raw));
        }
        match frame.spec.value {
            Value::Resource => self.resource(frame),
            value => self.judge(value, &given),
        }
        self.remember(frame, &given);
        match frame.ns {
            Ns::Media => self.media_ended(frame, &given),
            _ => self.core_ended(frame, &given),
        }
    }

    fn resource(&mut self, frame: &Frame<'a>) {
        if self.feed == Feed::Rdf && frame.attribute_in(Ns::Rdf, "resource").is_none() {
            let message = format!("<{}> has no attribute rdf:resource", frame.raw);
            self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, message);
        }
    }

    /// Keeps what later elements are compared with.
    fn remember(&mut self, frame: &Frame<'a>, given: &Given<'_>) {
        let (ns, local) = (frame.ns, &*frame.local);
        let Some(parent) = self.frames.last_mut() else { return };
        let is_channel = matches!(parent.kind, Kind::In(Context::Channel | Context::RdfChannel));
        if is_channel && ns == Ns::Core {
            match local {
                "title" => parent.notes.title = Some(given.text.to_owned()),
                "link" => parent.notes.link = Some(given.text.to_owned()),
                "docs" => parent.notes.docs = Some(given.text.to_owned()),
                _ => {}
            }
        }
        let context = parent.context();
        match (context, ns, local) {
            (Some(Context::Item | Context::RdfItem), Ns::Core, "link") => {
                self.survey.entry_link(given.text, given.span);
            }
            (Some(Context::Item), Ns::Core, "pubDate")
            | (Some(Context::Entry), Ns::Core, "updated" | "published")
            | (Some(Context::Item | Context::RdfItem), Ns::Dc, "date") => self.survey.entry_date(),
            (Some(Context::Channel), Ns::Core, "link") => self.survey.site_link(given.text),
            (Some(Context::Entry), Ns::Core, "id") | (Some(Context::Item), Ns::Core, "guid") => {
                self.survey.entry_id(given.text, given.span, context == Some(Context::Entry));
            }
            _ => {}
        }
    }

    fn core_ended(&mut self, frame: &Frame<'a>, given: &Given<'_>) {
        let Some(context) = self.parent().and_then(Frame::context) else { return };
        match (context, frame.ns, &*frame.local) {
            (Context::Item, Ns::Core, "guid") => {
                self.guid(frame, given);
                self.unique(given, &rules::DUPLICATE_VALUE, false);
            }
            (Context::Item | Context::RdfItem, Ns::Atom, "id") => self.unique(given, &rules::DUPLICATE_VALUE, false),
            (Context::Entry, Ns::Core, "id") => self.unique(given, &rules::DUPLICATE_ENTRIES, false),
            (Context::Entry, Ns::Core, "updated") => self.unique(given, &rules::DUPLICATE_UPDATED, true),
            (Context::SkipHours, Ns::Core, "hour") => self.hour(given),
            (Context::SkipDays, Ns::Core, "day") => self.day(given),
            (Context::Image | Context::RdfImage, Ns::Core, _) => self.image_part(&frame.local, given, context),
            _ => {}
        }
    }

    fn guid(&mut self, frame: &Frame<'a>, given: &Given<'_>) {
        let written = frame.attribute("isPermaLink").map(|attribute| &*attribute.value);
        if written.is_some_and(|value| value != "true") {
            if given.text.len() < 9 && !given.text.is_empty() && given.text.bytes().all(|byte| byte.is_ascii_digit()) {
                let message =
                    format!("<guid> is a short number, which another feed may have as well: {}", given.quoted());
                self.findings.add(&rules::NOT_UNIQUE_ENOUGH, given.span, message);
            }
            return;
        }
        let mut judge = Judge { findings: self.findings, options: self.options, is_rss2: true };
        if !judge.uri(given, Form { absolute: true, iri: false }, &rules::INVALID_GUID) {
            return;
        }
        let lower = given.text.to_ascii_lowercase();
        if lower.starts_with("tag:") || lower.starts_with("urn:uuid:") {
            let message = format!("<guid> is no link, but says that it is: {}", given.quoted());
            self.findings.add(&rules::INVALID_PERMALINK, given.span, message);
        }
    }

    /// Whether the same was said in another entry of the same feed.
    fn unique(&mut self, given: &Given<'_>, rule: &'static Rule, is_date: bool) {
        let key = hash(given.text);
        let above = self.frames.iter_mut().rev().nth(1);
        let Some(feed) = above.filter(|_| !given.text.is_empty()) else { return };
        let known = if is_date { &mut feed.notes.updates } else { &mut feed.notes.ids };
        if !known.insert(key) {
            let message = format!("{} is the same as that of another entry: {}", given.subject(), given.quoted());
            self.findings.add(rule, given.span, message);
        }
    }

    fn hour(&mut self, given: &Given<'_>) {
        let number = integer(given.text);
        let Some(parent) = self.frames.last_mut() else { return };
        let skipped = &mut parent.notes.skipped;
        let key = number.map(|number| (number % 24).to_string()).unwrap_or_default();
        let is_double = number.is_some() && skipped.contains(&key);
        if (0..=23).contains(&number.unwrap_or(-1)) && !is_double {
            skipped.push(key);
        }
        if is_double {
            let message = format!("the hour {} is skipped twice", given.text);
            self.findings.add(&rules::DUPLICATE_VALUE, given.span, message);
        }
        match number {
            Some(0..=23) => {}
            _ if given.text == "24" => {
                let message = "midnight is written 24".to_owned();
                self.findings.add(&rules::USE_ZERO_FOR_MIDNIGHT, given.span, message);
            }
            _ => {
                let message = format!("there is no hour {}", given.quoted());
                self.findings.add(&rules::INVALID_HOUR, given.span, message);
            }
        }
    }

    fn day(&mut self, given: &Given<'_>) {
        const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        let Some(parent) = self.frames.last_mut() else { return };
        if !DAYS.contains(&given.text) {
            self.findings.add(&rules::INVALID_DAY, given.span, format!("there is no day {}", given.quoted()));
        } else if parent.notes.skipped.iter().any(|day| day == given.text) {
            let message = format!("{} is skipped twice", given.text);
            self.findings.add(&rules::DUPLICATE_VALUE, given.span, message);
        } else {
            parent.notes.skipped.push(given.text.to_owned());
        }
    }

    fn image_part(&mut self, name: &str, given: &Given<'_>, context: Context) {
        let channel = self.frames.iter().rev().nth(1).filter(|_| context == Context::Image);
        let differs = |known: Option<&String>| known.is_some_and(|known| !known.is_empty() && *known != given.text);
        let title_differs = channel.is_some_and(|channel| differs(channel.notes.title.as_ref()));
        let link_differs = channel.is_some_and(|channel| differs(channel.notes.link.as_ref()));
        let within = |limit: i128| integer(given.text).is_some_and(|number| (1..=limit).contains(&number));
        let found: Option<(&'static Rule, &str)> = match name {
            "title" if given.text.is_empty() => Some((&rules::BLANK, "is empty")),
            "title" if title_differs => Some((&rules::IMAGE_TITLE_DIFFERS, "of the image is not that of the channel")),
            "link" if link_differs => Some((&rules::IMAGE_LINK_DIFFERS, "of the image is not that of the channel")),
            "width" if !within(144) => Some((&rules::INVALID_WIDTH, "is no width from 1 to 144")),
            "height" if !within(400) => Some((&rules::INVALID_HEIGHT, "is no height from 1 to 400")),
            "url" if context == Context::Image && !is_picture(given.text) => {
                Some((&rules::IMAGE_FORMAT, "names neither a JPEG nor a GIF nor a PNG"))
            }
            _ => None,
        };
        if let Some((rule, what)) = found {
            self.findings.add(rule, given.span, format!("{} {what}: {}", given.subject(), given.quoted()));
        }
    }

    fn media_ended(&mut self, frame: &Frame<'a>, given: &Given<'_>) {
        let attribute = |name| frame.attribute(name).map(|found| &*found.value).filter(|value| !value.is_empty());
        match &*frame.local {
            "title" | "description" | "text" => {
                let is_html = attribute("type") == Some("html");
                self.judge(if is_html { Value::AtomHtml } else { Value::UndeclaredHtml }, given);
            }
            "hash" => {
                let length = if attribute("algo") == Some("sha-1") { 40 } else { 32 };
                let is_hex = given.text.bytes().all(|byte| byte.is_ascii_hexdigit());
                if !is_hex || given.text.len() != length {
                    let message = format!("{} is no hash of {length} hex digits", given.subject());
                    self.findings.add(&rules::INVALID_MEDIA_HASH, given.span, message);
                }
            }
            "rating" => {
                let scheme = attribute("scheme").unwrap_or("urn:simple");
                if !media::is_rating(scheme, given.text) {
                    let message = format!("the scheme {scheme} has no rating {}", given.quoted());
                    self.findings.add(&rules::INVALID_MEDIA_RATING, given.span, message);
                }
                let is_known = matches!(scheme, "urn:simple" | "urn:mpaa" | "urn:v-chip" | "urn:icra");
                if let Some(scheme) = frame.attribute("scheme").filter(|scheme| !is_known && !scheme.value.is_empty()) {
                    self.attribute_value(Value::FullUri, frame, scheme);
                }
            }
            "restriction" => self.restriction(attribute("type"), given),
            _ => {}
        }
    }

    fn restriction(&mut self, kind: Option<&str>, given: &Given<'_>) {
        match kind {
            None if !matches!(given.text, "" | "all" | "none") => {
                let message = format!("{} is neither all nor none: {}", given.subject(), given.quoted());
                self.findings.add(&rules::INVALID_MEDIA_RESTRICTION, given.span, message);
            }
            Some("country") => {
                for code in given.text.to_uppercase().split(' ').filter(|code| !media::is_country(code)) {
                    let message = format!("ISO 3166 has no country {code:?}");
                    self.findings.add(&rules::INVALID_COUNTRY, given.span, message);
                }
            }
            Some("uri") => self.judge(Value::FullUri, given),
            _ => {}
        }
    }

    /// Where the text of an element stands; its tag where it has none.
    pub(super) fn text_span(&self, frame: &Frame<'_>) -> Span {
        match (frame.stretches.first(), frame.stretches.last()) {
            (Some(first), Some(last)) => {
                let (head, end) = (self.window.cut(first.source), self.window.cut(last.source));
                let lead = head.len() - head.trim_start().len();
                let tail = end.len() - end.trim_end().len();
                let start = (first.source.start + lead).min(last.source.end);
                Span::new(start, (last.source.end - tail).max(start))
            }
            _ => frame.tag,
        }
    }
}

/// Whether the address ends like a picture that all readers show.
fn is_picture(address: &str) -> bool {
    let ending = address.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_word = !ending.is_empty() && ending.chars().all(|c| c.is_alphanumeric() || c == '_');
    !is_word || matches!(ending.as_str(), "jpg" | "jpeg" | "gif" | "png")
}
