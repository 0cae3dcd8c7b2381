//! Links, pictures, bare addresses and code within a line, as the Markdown writer writes them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::autolink;
use super::dollars;
use super::emoji;
use super::escape;
use super::links::{Refused, Resolved, Use};
use super::text::{has_words, is_blank};
use super::write::{Way, Writer};

/// An open image: its words become the alternative text.
pub(super) struct Image {
    nested: usize,
    url: Option<String>,
    alt: String,
    title: String,
}

/// An open link.
pub(super) struct Anchor {
    /// Where its tag begins.
    start: usize,
    /// Where its words begin.
    words: usize,
    /// Whether it leads into the entry.
    into_entry: bool,
}

impl Writer<'_> {
    pub(super) fn link(&mut self, url: &str, title: &str, range: &Range<usize>) {
        let resolved = match self.links.resolve(url, Use::Link) {
            Resolved::Refused(refusal) => {
                self.refused.push(Refused::new(Some(range.clone()), url, refusal));
                self.anchors.push(None);
                return;
            }
            resolved => resolved,
        };
        let (start, into_entry) = (self.out.len(), matches!(resolved, Resolved::Fragment(_)));
        self.out.push_str("<a href=\"");
        match resolved {
            Resolved::Url(url) => escape::push_attribute(&mut self.out, &url),
            Resolved::Fragment(fragment) if self.way == Way::Short => self.fragments.push((self.out.len(), fragment)),
            Resolved::Fragment(_) | Resolved::Refused(_) => escape::push_attribute(&mut self.out, url),
        }
        self.out.push('"');
        if !title.is_empty() {
            escape::push_named(&mut self.out, "title", title);
        }
        self.out.push('>');
        self.anchors.push(Some(Anchor { start, words: self.out.len(), into_entry }));
    }

    pub(super) fn end_link(&mut self) {
        let Some(Anchor { start, words, into_entry }) = self.anchors.pop().flatten() else { return };
        let content = self.out.get(words..).unwrap_or_default();
        // A heading's link to itself, and a link that shows nothing.
        let is_anchor = self.heading.is_some() && into_entry && !has_words(content);
        if is_anchor || is_blank(content) {
            self.out.truncate(start);
            self.fragments.retain(|(place, _)| *place < start);
        } else {
            self.out.push_str("</a>");
        }
    }

    pub(super) fn image(&mut self, url: &str, title: String, range: &Range<usize>) {
        let url = match self.links.resolve(url, Use::Media) {
            // No address is that of the page itself (RFC 3986 §5.2.2), which is no picture.
            Resolved::Url(_) if url.trim().is_empty() => None,
            Resolved::Url(url) => Some(url.into_owned()),
            Resolved::Refused(refusal) => {
                self.refused.push(Refused::new(Some(range.clone()), url, refusal));
                None
            }
            Resolved::Fragment(_) => None,
        };
        self.image = Some(Image { nested: 0, url, alt: String::new(), title });
    }

    pub(super) fn image_event(&mut self, event: &Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { .. }) => image.nested += 1,
            Event::End(TagEnd::Image) if image.nested > 0 => image.nested -= 1,
            Event::End(TagEnd::Image) => self.end_image(),
            Event::Code(code) => image.alt.push_str(&dollars::tex(code).unwrap_or_else(|| code.to_string())),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                image.alt.push_str(text);
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        let Some(image) = self.image.take() else { return };
        let Some(url) = image.url else {
            // Nothing to show, so its words stand for it.
            escape::push_text(&mut self.out, &image.alt);
            return;
        };
        self.out.push_str("<img");
        escape::push_named(&mut self.out, "src", &url);
        escape::push_named(&mut self.out, "alt", &image.alt);
        if !image.title.is_empty() {
            escape::push_named(&mut self.out, "title", &image.title);
        }
        self.out.push_str("/>");
    }

    /// Writes the text that was gathered.
    pub(super) fn end_run(&mut self) {
        if !self.run.is_empty() {
            let mut run = std::mem::take(&mut self.run);
            self.text(&run);
            run.clear();
            self.run = run;
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let text = if self.awaits_header { self.code_header(text) } else { text };
        if self.set_in > 0 {
            for line in text.split_inclusive('\n') {
                let blanks = line.len() - line.trim_start_matches(' ').len();
                self.words(line.get(blanks.min(self.set_in)..).unwrap_or_default());
            }
            return;
        }
        if self.dialect.emoji && !self.in_code {
            let text = emoji::filled_in(text);
            self.words(&text);
        } else {
            self.words(text);
        }
    }

    fn words(&mut self, text: &str) {
        let may_link = self.dialect.autolinks && !self.in_code && self.anchors.is_empty();
        if !may_link || !autolink::may_have_one(text) {
            escape::push_text(&mut self.out, text);
            return;
        }
        for (text, url) in autolink::split(text) {
            match url.as_deref().map(|url| self.links.resolve(url, Use::Link)) {
                Some(Resolved::Url(url)) => {
                    self.out.push_str("<a");
                    escape::push_named(&mut self.out, "href", &url);
                    self.out.push('>');
                    escape::push_text(&mut self.out, text);
                    self.out.push_str("</a>");
                }
                _ => escape::push_text(&mut self.out, text),
            }
        }
    }

    pub(super) fn code(&mut self, code: &str, class: &str) {
        self.out.push_str("<code");
        if !class.is_empty() {
            escape::push_named(&mut self.out, "class", class);
        }
        self.out.push('>');
        escape::push_text(&mut self.out, code);
        self.out.push_str("</code>");
    }

    /// Fills in the links into the entry, now that all of its ids are known.
    pub(super) fn fragments(&mut self) {
        if self.fragments.is_empty() {
            return;
        }
        let mut out = String::with_capacity(self.out.len() + self.fragments.len() * 24);
        let mut done = 0;
        for (place, fragment) in &self.fragments {
            out.push_str(self.out.get(done..*place).unwrap_or_default());
            done = *place;
            if self.ids.has(fragment) {
                escape::push_attribute(&mut out, &self.links.within(fragment));
            } else {
                escape::push_attribute(&mut out, &self.links.on_page(fragment));
            }
        }
        out.push_str(self.out.get(done..).unwrap_or_default());
        self.out = out;
    }
}
