//! What start tags of extensions say beyond the form of their attributes.

use super::frame::Frame;
use super::{Feed, Walk, hash};
use crate::check::extensions::{itunes, media, podcast};
use crate::check::grammar::{Context, Kind};
use crate::check::rules;
use crate::check::value::Value;
use crate::check::xml::namespace::Ns;

/// The place of an element in the stripes of RDF/XML: resources hold properties, properties hold a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stripe {
    /// Not RDF, or not looked at.
    #[default]
    None,
    /// Holds any number of resources.
    Many,
    /// A resource.
    Resource,
    /// A property that holds no resource so far.
    Property,
    /// A property that holds its resource.
    Full,
}

impl<'a> Walk<'a, '_> {
    /// Looks at an element that has just begun, as its place asks for it.
    pub(super) fn marks(&mut self, frame: &mut Frame<'a>) {
        if self.feed == Feed::Rdf {
            self.stripe(frame);
        }
        match frame.ns {
            Ns::Itunes => self.itunes(frame),
            Ns::Media => self.media(frame),
            Ns::Sx => self.sync(frame),
            Ns::Podcast | Ns::PodcastOld => self.podcast(frame),
            _ => {}
        }
        match frame.kind {
            Kind::TextConstruct | Kind::AtomContent => self.construct(frame),
            Kind::In(Context::Link) => self.link(frame),
            Kind::In(Context::Rss) => self.rss_version(frame),
            Kind::In(Context::Opml) => self.opml_version(frame),
            Kind::In(Context::Outline) => self.outline(frame),
            Kind::In(Context::Empty) if frame.ns == Ns::Core && frame.local == "enclosure" => {
                if let (Some(url), Some(item)) = (frame.attribute("url"), self.frames.last_mut()) {
                    let ending = url.value.rsplit('.').next().unwrap_or_default();
                    if !itunes::FORMATS.iter().any(|known| known.eq_ignore_ascii_case(ending)) {
                        item.notes.unplayed.push((ending.to_owned(), url.span));
                    }
                }
            }
            _ => {}
        }
    }

    fn stripe(&mut self, frame: &mut Frame<'a>) {
        let Some(parent) = self.frames.last_mut() else {
            frame.stripe = Stripe::Many;
            return;
        };
        frame.stripe = match parent.stripe {
            Stripe::None => Stripe::None,
            Stripe::Many => Stripe::Resource,
            Stripe::Resource => match frame.attribute_in(Ns::Rdf, "parseType").map(|kind| &*kind.value) {
                Some("Literal") => Stripe::None,
                Some("Resource") => Stripe::Resource,
                Some("Collection") => Stripe::Many,
                _ => Stripe::Property,
            },
            Stripe::Property => {
                parent.stripe = Stripe::Full;
                Stripe::Resource
            }
            Stripe::Full => {
                let message = format!("<{}> is a property and holds a second resource", parent.raw);
                self.findings.add(&rules::INVALID_RDF, frame.tag, message);
                Stripe::None
            }
        };
        if frame.stripe == Stripe::Property && frame.attribute_in(Ns::Rdf, "about").is_some() {
            let message = format!("<{}> is a property here, and only resources have rdf:about", frame.raw);
            self.findings.add(&rules::INVALID_RDF, frame.tag, message);
        }
        let is_named = matches!(frame.kind, Kind::Rdf | Kind::In(Context::RdfItem | Context::RdfChannel));
        if is_named && let Some(about) = frame.attribute_in(Ns::Rdf, "about") {
            let is_new = self.abouts.insert(hash(&about.value));
            if !is_new {
                let message = format!("rdf:about is the same as that of another resource: {:?}", about.value);
                self.findings.add(&rules::DUPLICATE_VALUE, about.span, message);
            }
        }
    }

    fn rss_version(&mut self, frame: &mut Frame<'a>) {
        let Some(version) = frame.attribute("version") else {
            self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, "<rss> has no attribute version".to_owned());
            return;
        };
        let span = version.span;
        if let std::borrow::Cow::Borrowed(version) = version.value {
            version.clone_into(&mut self.version);
        }
        if self.has_netscape_doctype && self.version != "0.91" {
            let message = format!("the document type is that of RSS 0.91, the version {}", self.version);
            self.findings.add(&rules::INVALID_DOCTYPE, span, message);
        } else if !matches!(self.version.as_str(), "0.91" | "0.92" | "0.93" | "0.94" | "2.0") {
            self.findings.add(&rules::INVALID_RSS_VERSION, span, format!("there is no RSS {}", self.version));
        }
    }

    fn opml_version(&mut self, frame: &mut Frame<'a>) {
        match frame.attribute("version").map(|version| &version.value) {
            Some(std::borrow::Cow::Borrowed(version)) => (*version).clone_into(&mut self.version),
            Some(_) => {}
            None => {
                let message = "<opml> has no attribute version".to_owned();
                self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, message);
            }
        }
    }

    fn outline(&mut self, frame: &Frame<'a>) {
        let has = |name| frame.attribute(name).is_some();
        if !has("text") {
            self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, "<outline> has no attribute text".to_owned());
        }
        match frame.attribute("type") {
            Some(kind) if kind.value.eq_ignore_ascii_case("rss") => {
                if !has("xmlUrl") {
                    let message = "an outline of type rss has no xmlUrl".to_owned();
                    self.findings.add(&rules::OUTLINE_WITHOUT_URL, frame.tag, message);
                }
                if !has("title") {
                    let message = "an outline of type rss has no title".to_owned();
                    self.findings.add(&rules::OUTLINE_WITHOUT_TITLE, frame.tag, message);
                }
            }
            Some(kind) if kind.value.eq_ignore_ascii_case("link") => {
                if !has("url") {
                    let message = "an outline of type link has no url".to_owned();
                    self.findings.add(&rules::OUTLINE_WITHOUT_URL, frame.tag, message);
                }
            }
            Some(kind) if self.version.starts_with("1.") => {
                let message = format!("OPML {} has no outline type {:?}", self.version, kind.value);
                self.findings.add(&rules::OUTLINE_TYPE, kind.span, message);
            }
            Some(_) => {}
            None => {
                let hints = ["description", "htmlUrl", "language", "title", "version", "xmlUrl"];
                if hints.into_iter().any(has) {
                    let message = "this outline looks like a feed and has no type".to_owned();
                    self.findings.add(&rules::OUTLINE_WITHOUT_TYPE, frame.tag, message);
                }
            }
        }
    }

    fn itunes(&mut self, frame: &Frame<'a>) {
        let is_utf8 = self.is_utf8;
        let mut is_first = false;
        let feeds = [Context::Channel, Context::RdfChannel, Context::Feed];
        let entries = [Context::Item, Context::RdfItem, Context::Entry];
        let context = self.parent().and_then(Frame::context);
        if context.is_some_and(|context| entries.contains(&context))
            && let Some(entry) = self.frames.last_mut()
        {
            entry.notes.itunes = true;
        }
        let is_inside = context.is_some_and(|context| entries.contains(&context) || feeds.contains(&context));
        if is_inside && let Some(feed) = self.nearest(&feeds) {
            is_first = !feed.notes.itunes;
            feed.notes.itunes = true;
        }
        if is_first && !is_utf8 {
            let message = "a podcast is not encoded as UTF-8".to_owned();
            self.findings.add(&rules::NOT_UTF8, frame.tag, message);
        }
        if matches!(frame.kind, Kind::In(Context::ItunesCategory | Context::ItunesSubcategory)) {
            self.itunes_category(frame);
        }
    }

    fn itunes_category(&mut self, frame: &Frame<'a>) {
        let Some(text) = frame.attribute("text") else {
            let message = format!("<{}> has no attribute text", frame.raw);
            self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, message);
            return;
        };
        let parent = match frame.kind {
            Kind::In(Context::ItunesSubcategory) => {
                let above = self.parent().and_then(|parent| parent.attribute("text"));
                Some(above.map_or("", |above| &above.value))
            }
            _ => None,
        };
        match itunes::category(parent, &text.value) {
            itunes::Standing::Current => {}
            itunes::Standing::Obsolete => {
                let message = format!("Apple has given up the category {:?}", text.value);
                self.findings.add(&rules::OBSOLETE_ITUNES_CATEGORY, text.span, message);
            }
            itunes::Standing::Unknown => {
                let message = format!("Apple has no category {:?} here", text.value);
                self.findings.add(&rules::INVALID_ITUNES_CATEGORY, text.span, message);
            }
        }
    }

    fn media(&mut self, frame: &Frame<'a>) {
        match &*frame.local {
            "adult" => {
                let message = "media:adult has become media:rating".to_owned();
                self.findings.add(&rules::DEPRECATED_MEDIA_ADULT, frame.tag, message);
            }
            "credit" => {
                let scheme = frame.attribute("scheme").filter(|scheme| !scheme.value.is_empty());
                let is_ebu = scheme.is_none_or(|scheme| scheme.value == "urn:ebu");
                if let Some(role) = frame.attribute("role").filter(|role| !role.value.is_empty()) {
                    let is_bad =
                        if is_ebu { !media::is_role(&role.value) } else { role.value.chars().any(char::is_uppercase) };
                    if is_bad {
                        let message = format!("the scheme has no role {:?}", role.value);
                        self.findings.add(&rules::INVALID_CREDIT_ROLE, role.span, message);
                    }
                }
                // The specification's own example names the scheme urn:yvs, which is no whole URN.
                if let Some(scheme) = scheme.filter(|scheme| !is_ebu && scheme.value != "urn:yvs") {
                    self.attribute_value(Value::FullUri, frame, scheme);
                }
            }
            _ => {}
        }
    }

    fn sync(&mut self, frame: &Frame<'a>) {
        match (frame.kind, &*frame.local) {
            (Kind::In(Context::SyncSharing), _) => {
                let (since, until) = (frame.attribute("since"), frame.attribute("until"));
                match (since, until) {
                    (Some(since), Some(until)) if since.value > until.value => {
                        let message = "since lies after until".to_owned();
                        self.findings.add(&rules::SINCE_AFTER_UNTIL, since.span, message);
                    }
                    (Some(_), None) | (None, Some(_)) => {
                        let message = "since and until belong together".to_owned();
                        self.findings.add(&rules::MISSING_ATTRIBUTE, frame.tag, message);
                    }
                    _ => {}
                }
            }
            (Kind::In(Context::Sync), _) => {
                if let Some(id) = frame.attribute("id").map(|id| (hash(&id.value), id.span))
                    && let Some(feed) = self.frames.iter_mut().rev().nth(1)
                    && !feed.notes.ids.insert(id.0)
                {
                    self.findings.add(
                        &rules::DUPLICATE_VALUE,
                        id.1,
                        "there is another sx:sync with this id".to_owned(),
                    );
                }
            }
            (_, "history") => match (frame.attribute("when"), frame.attribute("by")) {
                (None, None) => {
                    let message = "<sx:history> has neither by nor when".to_owned();
                    self.findings.add(&rules::MISSING_BY_AND_WHEN, frame.tag, message);
                }
                (Some(_), Some(_)) => {}
                _ => {
                    let message = "<sx:history> wants both by and when".to_owned();
                    self.findings.add(&rules::MISSING_RECOMMENDED_ATTRIBUTE, frame.tag, message);
                }
            },
            _ => {}
        }
    }

    fn podcast(&mut self, frame: &Frame<'a>) {
        if !podcast::is_known(&frame.local) {
            let message = format!("Podcasting 2.0 has no element <{}>", frame.raw);
            self.findings.add(&rules::PODCAST_UNKNOWN, frame.tag, message);
            return;
        }
        for name in podcast::required(&frame.local) {
            if frame.attribute(name).is_none() {
                let message = format!("<{}> has no attribute {name}", frame.raw);
                self.findings.add(&rules::PODCAST_ATTRIBUTE, frame.tag, message);
            }
        }
    }
}
