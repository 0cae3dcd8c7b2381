//! Atom's links: their relations, what they are relative to, and what they say of the feed as a whole.

use url::Url;

use super::frame::{Frame, Link};
use super::{Feed, Walk};
use crate::check::grammar::Context;
use crate::check::uri::{Form, normal_form};
use crate::check::value::{Given, Judge};
use crate::check::xml::attribute::Attribute;
use crate::check::xml::namespace::Ns;
use crate::check::{media_type, rules};
use crate::problem::Span;

/// The relations that IANA has registered (RFC 8288 §4.2), and `hub` and `payment`, which feeds use.
const RELATIONS: &str = "about acl alternate amphtml apple-touch-icon apple-touch-startup-image archives author blocked-by canonical \
    cite-as collection compression-dictionary convertedfrom create-form current deprecation describedby describes \
    disclosure dns-prefetch duplicate edit edit-form edit-media enclosure external first geofeed hosts hub icon \
    intervalafter intervalbefore intervalcontains intervaldisjoint intervalduring intervalequals intervalfinishedby \
    intervalfinishes intervalin intervalmeets intervalmetby intervaloverlappedby intervaloverlaps intervalstartedby \
    intervalstarts item last latest-version license linkset lrdd manifest mask-icon me media-feed memento micropub \
    modulepreload monitor monitor-group next next-archive nofollow noopener noreferrer opener openid2.local_id \
    openid2.provider original payment pingback preconnect predecessor-version prefetch preload prerender prev-archive \
    preview previous privacy-policy profile publication related replies restconf ruleinput search self service \
    service-desc service-doc service-meta sponsored status successor-version sunset tag terms-of-service timegate \
    timemap type ugc up version-history via webmention working-copy working-copy-of";
/// Those of them that HTML 4 made for web pages.
const OF_PAGES: &str =
    "appendix bookmark chapter contents copyright glossary help index prev section start stylesheet subsection";
/// Relations between the pages of a feed (RFC 5005).
const PAGING: &[&str] = &["current", "first", "last", "next", "next-archive", "prev-archive", "previous"];
const REGISTRY: &str = "http://www.iana.org/assignments/relation/";

impl Link {
    /// Whether it leads to another page of the feed.
    pub(super) fn is_paging(&self) -> bool {
        PAGING.contains(&self.rel.as_str())
    }
}

impl<'a> Walk<'a, '_> {
    /// Looks at a link that has just begun; its parent remembers it.
    pub(super) fn link(&mut self, frame: &Frame<'a>) {
        let value = |name| frame.attribute(name).map_or_else(String::new, |found| found.value.to_string());
        let rel = self.relation(frame);
        if let Some(title) = frame.attribute("title")
            && title.value.is_empty()
        {
            self.findings.add(&rules::ATTRIBUTE_BLANK, title.span, "the title of a link is empty".to_owned());
        }
        if let Some(kind) = frame.attribute("type") {
            const FEEDS: [&str; 3] = ["application/atom+xml", "application/rss+xml", "application/rdf+xml"];
            let is_feed = FEEDS.contains(&media_type::essence(&kind.value).as_str());
            if rel == "self" && media_type::is_valid(&kind.value) && !is_feed {
                let message = format!("the link to the feed itself has the type {}", kind.value);
                self.findings.add(&rules::SELF_NOT_FEED, kind.span, message);
            }
        }
        match frame.attribute("href") {
            Some(href) => self.address(frame, href, &rel),
            None => {
                self.findings.add(&rules::MISSING_HREF, frame.tag, "a link has no href".to_owned());
            }
        }
        self.thread_marks(frame, &rel);
        let link = Link { rel, kind: value("type"), language: value("hreflang"), href: value("href"), span: frame.tag };
        self.survey.link(&link.rel, &link.href, frame.tag);
        if let Some(parent) = self.frames.last_mut() {
            parent.notes.add_link(link);
        }
    }

    fn relation(&mut self, frame: &Frame<'a>) -> String {
        let Some(attribute) = frame.attribute("rel") else { return "alternate".into() };
        let rel = attribute.value.strip_prefix(REGISTRY).unwrap_or(&attribute.value).to_owned();
        if rel.is_empty() {
            self.findings.add(&rules::ATTRIBUTE_BLANK, attribute.span, "the rel of a link is empty".to_owned());
        }
        let is_url = rel.contains(':') && crate::check::uri::check(&rel, Form { absolute: true, iri: true }).is_ok();
        if !RELATIONS.split(' ').any(|known| known == rel) && !is_url {
            let is_of_pages = OF_PAGES.split(' ').any(|known| known == rel);
            let message = match &*rel {
                "prev" => "the relation prev is called previous in feeds".to_owned(),
                "start" => "the relation start is called first in feeds".to_owned(),
                _ if is_of_pages => format!("the relation {rel} is one of web pages, not of feeds"),
                _ => format!("nobody has registered the relation {rel:?}"),
            };
            self.findings.add(&rules::UNREGISTERED_RELATION, attribute.span, message);
        }
        let in_entry = self.parent().is_some_and(|parent| parent.context() == Some(Context::Entry));
        if in_entry && PAGING.contains(&&*rel) {
            let message = format!("the relation {rel} belongs to feeds, not to entries");
            self.findings.add(&rules::PAGING_IN_ENTRY, attribute.span, message);
        }
        rel
    }

    fn address(&mut self, frame: &Frame<'a>, href: &Attribute<'a>, rel: &str) {
        let given =
            Given { text: &href.value, span: href.span, pieces: &[], element: &frame.raw, attribute: &href.raw };
        let mut judge = Judge { findings: self.findings, options: self.options, is_rss2: false };
        let is_good = judge.uri(&given, Form { absolute: false, iri: true }, &rules::INVALID_IRI);
        if is_good && rel != "self" {
            self.same_document(frame, href);
        }
        let in_feed = self.parent().and_then(Frame::context);
        if rel == "self" && matches!(in_feed, Some(Context::Feed | Context::Channel | Context::RdfChannel)) {
            self.self_link(frame, href);
        }
    }

    /// A reference that leads to the base itself means this document, and the base is another.
    fn same_document(&mut self, frame: &Frame<'a>, href: &Attribute<'a>) {
        let Some(base) = frame.base.as_deref() else { return };
        let without_fragment = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
        let normal = |url: &str| normal_form(url).map(|url| without_fragment(&url));
        let target = normal(&join(Some(base), &href.value));
        let own = self.options.url.as_deref().and_then(normal);
        if target.is_some() && target == normal(base) && own != target && is_absolute(base) {
            let message = "this link leads to xml:base, which is not this document".to_owned();
            self.findings.add(&rules::SAME_DOCUMENT, href.span, message);
        }
    }

    fn self_link(&mut self, frame: &Frame<'a>, href: &Attribute<'a>) {
        let base = frame.base.as_deref();
        let has_host = has_authority(&href.value)
            || self
                .frames
                .iter()
                .chain([frame])
                .any(|open| open.attribute_in(Ns::Xml, "base").is_some_and(|base| has_authority(&base.value)));
        if !has_host {
            let message = format!("the link to the feed itself is relative: {:?}", href.value);
            self.findings.add(&rules::RELATIVE_SELF, href.span, message);
        }
        let target = join(base.or(self.options.url.as_deref()), &href.value);
        if let Some(location) = self.options.url.as_deref() {
            let same = normal_form(&target) == normal_form(location);
            let own_base = base.unwrap_or(location);
            let is_base = target.split('#').next() == own_base.split('#').next();
            if !same && !is_base {
                let message = format!("the feed calls itself {target}, and was found elsewhere");
                self.findings.add(&rules::SELF_ELSEWHERE, href.span, message);
            }
        }
        self.locations.push(target);
    }

    fn thread_marks(&mut self, frame: &Frame<'a>, rel: &str) {
        for name in ["count", "updated"] {
            if let Some(mark) = frame.attribute_in(Ns::Thr, name)
                && rel != "replies"
            {
                let message = format!("thr:{name} belongs to a link with rel=\"replies\"");
                self.findings.add(&rules::UNEXPECTED_ATTRIBUTE, mark.name_span, message);
            }
        }
        if let Some(when) = frame.attribute_in(Ns::Thr, "when") {
            let message = "thr:when is now called thr:updated".to_owned();
            self.findings.add(&rules::NO_THR_WHEN, when.name_span, message);
        }
    }

    /// Says what the links of a feed or source, taken together, do wrong.
    pub(super) fn links_of_feed(&mut self, frame: &Frame<'a>, is_source: bool) {
        let links = &frame.notes.links;
        let is_here = |link: &Link| self.locations.iter().any(|location| *location == *link.href);
        if frame.has(Ns::Fh, "complete") {
            for link in links.iter().filter(|link| link.is_paging()) {
                if link.rel != "current" {
                    let message = format!("a complete feed has no {} page", link.rel);
                    self.findings.add(&rules::PAGING_IN_COMPLETE_FEED, link.span, message);
                } else if !is_here(link) {
                    let message = "a complete feed is its own current page".to_owned();
                    self.findings.add(&rules::CURRENT_NOT_SELF, link.span, message);
                }
            }
        }
        let has = |rel: &str| links.iter().any(|link| link.rel == rel);
        if !is_source && !has("self") && self.feed != Feed::Rss {
            let message = "the feed has no link to itself".to_owned();
            self.findings.add(&rules::MISSING_SELF, frame.tag, message);
        }
        for (end, beyond) in [("first", "previous"), ("last", "next")] {
            if links.iter().any(|link| link.rel == end && is_here(link)) && has(beyond) {
                let message = format!("this is the {end} page, so there is no {beyond} one");
                self.findings.add(&rules::LINK_PAST_END, frame.tag, message);
            }
        }
        if frame.has(Ns::Fh, "archive") && !frame.has(Ns::Fh, "complete") {
            if !has("prev-archive") && !has("next-archive") {
                let message = "an archived page leads to no other".to_owned();
                self.findings.add(&rules::ARCHIVE_INCOMPLETE, frame.tag, message);
            }
            if !has("current") {
                let message = "an archived page does not lead to the current feed".to_owned();
                self.findings.add(&rules::ARCHIVE_WITHOUT_CURRENT, frame.tag, message);
            }
        }
        self.double_alternates(links);
    }

    /// RFC 4287 §4.1.1: one alternate for each type and language.
    pub(super) fn double_alternates(&mut self, links: &[Link]) {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for link in links.iter().filter(|link| link.rel == "alternate").take(1_000) {
            let key = (&*link.kind, &*link.language);
            if seen.contains(&key) {
                let message = "there is a second alternate link of the same type and language".to_owned();
                self.findings.add(&rules::DUPLICATE_ALTERNATE, link.span, message);
            } else {
                seen.push(key);
            }
        }
    }

    /// RSS 2.0 has no link to itself but Atom's.
    pub(super) fn self_link_of_channel(&mut self, links: &[Link], tag: Span) {
        if self.version == "2.0" && !links.iter().any(|link| link.rel == "self") {
            let message = "the channel has no link to itself".to_owned();
            self.findings.add(&rules::MISSING_ATOM_SELF, tag, message);
        }
    }
}

/// `reference` as seen from `base`; itself where either is no URL.
pub(super) fn join(base: Option<&str>, reference: &str) -> String {
    match base.and_then(|base| Url::parse(base).ok()) {
        Some(base) => base.join(reference).map_or_else(|_| reference.to_owned(), |url| url.as_str().to_owned()),
        None => reference.to_owned(),
    }
}

fn is_absolute(url: &str) -> bool {
    Url::parse(url).is_ok()
}

fn has_authority(url: &str) -> bool {
    let rest = url.split_once(':').map_or(url, |(_, rest)| rest);
    rest.strip_prefix("//")
        .or_else(|| url.strip_prefix("//"))
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}
