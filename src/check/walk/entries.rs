//! Channels, feeds and entries as wholes: what they lack, and what in them does not go together.

use super::frame::Frame;
use super::{Feed, Walk};
use crate::check::grammar::Context;
use crate::check::registry::Rule;
use crate::check::rules;
use crate::check::xml::namespace::Ns;

impl<'a> Walk<'a, '_> {
    /// Judges an element whose children are all known now.
    pub(super) fn context_ended(&mut self, context: Context, frame: &mut Frame<'a>) {
        match context {
            Context::Rss | Context::Rdf => self.needs(frame, &[("channel", &rules::MISSING_ELEMENT)]),
            Context::Channel | Context::RdfChannel => self.channel_ended(frame),
            Context::Item => self.item_ended(frame),
            Context::RdfItem => {
                self.needs(frame, &[("link", &rules::MISSING_ELEMENT), ("title", &rules::MISSING_ELEMENT)]);
                self.survey.entry_ended(frame.tag);
            }
            Context::Image => self.image_ended(frame),
            Context::RdfImage => self.needs(
                frame,
                &[("title", &rules::MISSING_TITLE), ("link", &rules::MISSING_LINK), ("url", &rules::MISSING_ELEMENT)],
            ),
            Context::TextInput | Context::RdfTextInput => self.needs(
                frame,
                &[
                    ("title", &rules::MISSING_TITLE),
                    ("link", &rules::MISSING_LINK),
                    ("description", &rules::MISSING_DESCRIPTION),
                    ("name", &rules::MISSING_ELEMENT),
                ],
            ),
            Context::SkipHours => {
                self.needs(frame, &[("hour", &rules::MISSING_ELEMENT)]);
                self.at_most(frame, "hour", 24, &rules::TOO_MANY_HOURS);
            }
            Context::SkipDays => {
                self.needs(frame, &[("day", &rules::MISSING_ELEMENT)]);
                self.at_most(frame, "day", 7, &rules::TOO_MANY_DAYS);
            }
            Context::Feed => self.feed_ended(frame),
            Context::Source => self.source_ended(frame),
            Context::Entry => self.entry_ended(frame),
            Context::Person if !frame.has(Ns::Core, "name") && !frame.has(Ns::Atom, "name") => {
                self.missing(frame, "name", &rules::MISSING_ELEMENT);
            }
            Context::Opml => {
                self.needs(frame, &[("head", &rules::MISSING_ELEMENT), ("body", &rules::MISSING_ELEMENT)]);
            }
            Context::OpmlBody => self.needs(frame, &[("outline", &rules::MISSING_ELEMENT)]),
            _ => self.extension_ended(context, frame),
        }
    }

    fn extension_ended(&mut self, context: Context, frame: &Frame<'a>) {
        match context {
            Context::ItunesOwner if !frame.has(Ns::Itunes, "email") => {
                self.missing(frame, "itunes:email", &rules::MISSING_ELEMENT);
            }
            Context::GeoPoint => {
                for name in ["lat", "long"] {
                    if !frame.has(Ns::Geo, name) {
                        self.missing(frame, &format!("geo:{name}"), &rules::MISSING_ELEMENT);
                    }
                }
            }
            Context::Sync if !frame.has(Ns::Sx, "history") => {
                self.missing(frame, "sx:history", &rules::MISSING_ELEMENT);
            }
            Context::MediaGroup if frame.count(Ns::Media, "content") < 2 => {
                let message = "a media:group holds fewer than two media:content".to_owned();
                self.findings.add(&rules::MEDIA_GROUP_OF_ONE, frame.tag, message);
            }
            _ => {}
        }
    }

    fn missing(&mut self, frame: &Frame<'a>, name: &str, rule: &'static Rule) {
        self.findings.add(rule, frame.tag, format!("<{}> has no <{name}>", frame.raw));
    }

    fn needs(&mut self, frame: &Frame<'a>, names: &[(&'static str, &'static Rule)]) {
        for (name, rule) in names {
            if !frame.has(Ns::Core, name) {
                self.missing(frame, name, rule);
            }
        }
    }

    fn at_most(&mut self, frame: &Frame<'a>, name: &str, most: usize, rule: &'static Rule) {
        let count = frame.count(Ns::Core, name);
        if count > most {
            self.findings.add(rule, frame.tag, format!("<{}> has {count} of <{name}>", frame.raw));
        }
    }

    fn image_ended(&mut self, frame: &Frame<'a>) {
        // An image of RSS 1.0 stands elsewhere and is only named here.
        if frame.attribute_in(Ns::Rdf, "resource").is_some() {
            return;
        }
        self.needs(frame, &[("title", &rules::MISSING_TITLE), ("url", &rules::MISSING_ELEMENT)]);
        if frame.attribute_in(Ns::Rdf, "parseType").is_none() {
            self.needs(frame, &[("link", &rules::MISSING_LINK)]);
        }
    }

    fn channel_ended(&mut self, frame: &Frame<'a>) {
        self.needs(
            frame,
            &[
                ("description", &rules::MISSING_DESCRIPTION),
                ("link", &rules::MISSING_LINK),
                ("title", &rules::MISSING_TITLE),
            ],
        );
        let has_language = frame.has(Ns::Core, "language") || frame.has(Ns::Dc, "language") || frame.has_language;
        if !has_language {
            self.findings.add(&rules::MISSING_LANGUAGE, frame.tag, "nothing says what language this is in".to_owned());
        }
        if frame.attribute_in(Ns::Rdf, "about").is_some() && !frame.has(Ns::Core, "items") {
            self.missing(frame, "items", &rules::MISSING_ELEMENT);
        }
        if self.feed == Feed::Rss {
            self.self_link_of_channel(&frame.notes.links, frame.tag);
        }
        if frame.notes.itunes {
            self.podcast_ended(frame);
        }
        if frame.notes.docs.as_deref() == Some("http://www.rssboard.org/rss-specification") {
            // The RSS Advisory Board's specification allows attributes of extensions.
            self.findings.withdraw(&rules::EXTENSION_ATTRIBUTE);
        }
    }

    fn podcast_ended(&mut self, frame: &Frame<'a>) {
        let has_language = frame.has(Ns::Core, "language") || frame.has_language;
        let wanted = [
            ("language", has_language),
            ("itunes:category", frame.has(Ns::Itunes, "category")),
            ("itunes:explicit", frame.has(Ns::Itunes, "explicit")),
        ];
        for (name, _) in wanted.into_iter().filter(|(_, is_there)| !is_there) {
            self.missing(frame, name, &rules::MISSING_ITUNES_ELEMENT);
        }
        if !frame.has(Ns::Itunes, "owner") {
            self.missing(frame, "itunes:owner", &rules::MISSING_ITUNES_EMAIL);
        }
    }

    fn item_ended(&mut self, frame: &Frame<'a>) {
        if !frame.has(Ns::Core, "title") && !frame.has(Ns::Core, "description") {
            let message = "the item has neither title nor description".to_owned();
            self.findings.add(&rules::EMPTY_ITEM, frame.tag, message);
        }
        if !frame.has(Ns::Core, "guid") && self.version.starts_with("2.") {
            self.missing(frame, "guid", &rules::MISSING_GUID);
        }
        let channel_is_dated = self.parent().is_some_and(|channel| channel.has(Ns::Core, "lastBuildDate"));
        if frame.has(Ns::Slash, "comments") && !channel_is_dated {
            let message = "the number of comments is told, but not of which date it is".to_owned();
            self.findings.add(&rules::SLASH_DATE, frame.tag, message);
        }
        self.enclosures_ended(frame);
        self.survey.entry_ended(frame.tag);
    }

    fn enclosures_ended(&mut self, frame: &Frame<'a>) {
        for (ending, span) in frame.notes.unplayed.iter().filter(|_| frame.notes.itunes) {
            let message = format!("Apple plays no files that end in .{ending}");
            self.findings.add(&rules::UNSUPPORTED_ITUNES_FORMAT, *span, message);
        }
    }

    /// The metadata of a feed are known whole when its first entry begins.
    pub(super) fn judge_open_feed(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.metadata_ended(&frame);
            self.frames.push(frame);
        }
    }

    fn metadata_ended(&mut self, frame: &Frame<'a>) {
        self.needs(
            frame,
            &[
                ("title", &rules::MISSING_ELEMENT),
                ("id", &rules::MISSING_ELEMENT),
                ("updated", &rules::MISSING_ELEMENT),
            ],
        );
        self.links_of_feed(frame, false);
        self.survey.feed_author(frame.has(Ns::Core, "author"));
        if frame.notes.itunes {
            self.podcast_ended(frame);
        }
    }

    fn feed_ended(&mut self, frame: &Frame<'a>) {
        let entries = frame.count(Ns::Core, "entry");
        let doubles = self.findings.count(&rules::DUPLICATE_ENTRIES);
        if entries > 9 && entries == doubles + 1 {
            self.findings.withdraw(&rules::DUPLICATE_ENTRIES);
            let message = "all entries have the same id".to_owned();
            self.findings.add(&rules::DUPLICATE_IDS, frame.tag, message);
        }
        if entries == 0 {
            self.metadata_ended(frame);
        }
    }

    fn source_ended(&mut self, frame: &Frame<'a>) {
        for name in ["title", "id", "updated"] {
            if !frame.has(Ns::Core, name) {
                self.missing(frame, name, &rules::MISSING_SOURCE_ELEMENT);
            }
        }
        self.links_of_feed(frame, true);
        if let Some(entry) = self.frames.last_mut() {
            entry.notes.source_author |= frame.has(Ns::Core, "author");
        }
    }

    fn entry_ended(&mut self, frame: &Frame<'a>) {
        self.needs(frame, &[("title", &rules::MISSING_ELEMENT)]);
        let has_author = frame.has(Ns::Core, "author") || frame.notes.source_author;
        let feed_has_author = self.parent().is_some_and(|feed| feed.has(Ns::Core, "author"));
        if !has_author && !feed_has_author {
            self.missing(frame, "author", &rules::MISSING_ELEMENT);
        }
        self.needs(frame, &[("id", &rules::MISSING_ELEMENT), ("updated", &rules::MISSING_ELEMENT)]);
        let has_summary = frame.has(Ns::Core, "summary");
        match &frame.notes.content {
            Some((kind, is_elsewhere)) if !has_summary => {
                let is_xml = kind.ends_with("+xml") || kind.ends_with("/xml") || kind.starts_with("text/");
                if *is_elsewhere || (kind.contains('/') && !is_xml) {
                    let message = "the content cannot be shown as it is, and there is no summary".to_owned();
                    self.findings.add(&rules::MISSING_SUMMARY, frame.tag, message);
                }
            }
            Some(_) => {}
            None => {
                if !has_summary {
                    let message = "the entry has neither content nor summary".to_owned();
                    self.findings.add(&rules::MISSING_TEXT, frame.tag, message);
                }
                if !frame.notes.links.iter().any(|link| link.rel == "alternate") {
                    let message = "the entry has neither content nor a link to it".to_owned();
                    self.findings.add(&rules::MISSING_CONTENT_OR_ALTERNATE, frame.tag, message);
                }
            }
        }
        self.double_alternates(&frame.notes.links);
        self.enclosures_ended(frame);
        self.survey.entry_author(frame.has(Ns::Core, "author"), frame.tag);
        if let Some(link) = frame.notes.links.iter().find(|link| link.rel == "alternate") {
            self.survey.entry_link(&link.href, link.span);
        }
        self.survey.entry_ended(frame.tag);
    }
}
