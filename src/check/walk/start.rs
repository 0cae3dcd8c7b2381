//! Start tags: whether the element may stand here, and what it will hold.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use std::borrow::Cow;

use super::frame::Frame;
use super::{Feed, Walk, is_home, seen_as};
use crate::check::extensions::{self, geo, itunes, media, podcast, sync};
use crate::check::grammar::{Context, Kind, Spec, leaf, rdf as rdf_spec, stranger, within};
use crate::check::value::Value;
use crate::check::xml::Start;
use crate::check::xml::namespace::Ns;
use crate::check::{atom, opml, rdf, rss, rules};

const OLD_ATOM: &str = "http://purl.org/atom/ns#";
const ATOM: &str = "http://www.w3.org/2005/Atom";

impl<'a> Walk<'a, '_> {
    /// Takes a start tag.
    pub(super) fn start(&mut self, start: Start<'a>) {
        self.declared(&start.declared);
        let is_root = self.frames.is_empty();
        if let Some(parent) = self.frames.last_mut() {
            parent.has_children = true;
        }
        let spec = if is_root { self.root(&start) } else { self.element(&start) };
        let ns = seen_as(&self.home, &start);
        let Start { local, raw, span, attributes, .. } = start;
        let mut frame = Frame::new((ns, local, raw), spec, span, attributes);
        if let Some(parent) = self.parent() {
            frame.has_language = parent.has_language;
            frame.base.clone_from(&parent.base);
        }
        if let Some(rule) = spec.once
            && self.parent().is_some_and(|parent| parent.has(ns, local))
        {
            self.findings.add(rule, span, format!("there is a second <{raw}>"));
        }
        self.attributes(&mut frame);
        if let Some(parent) = self.frames.last_mut()
            && spec.known
        {
            parent.see(ns, local);
        }
        self.marks(&mut frame);
        self.frames.push(frame);
    }

    fn root(&mut self, start: &Start<'a>) -> Spec {
        let uri = start.uri.as_deref().unwrap_or_default();
        match start.local {
            "rss" => {
                if !uri.is_empty() {
                    let message = "RSS is in no namespace";
                    self.findings.add(&rules::WRONG_NAMESPACE, start.span, message);
                    self.home.extend(start.uri.clone());
                }
                self.feed = Feed::Rss;
                within(Context::Rss).with(rss::VERSION)
            }
            "feed" | "entry" => self.atom_root(start, uri),
            "RDF" if start.ns == Ns::Rdf => {
                self.feed = Feed::Rdf;
                self.home.push("http://purl.org/rss/1.0/".into());
                within(Context::Rdf)
            }
            "Channel" if start.ns == Ns::Rss11 => {
                self.feed = Feed::Rdf;
                self.home.extend(start.uri.clone());
                within(Context::RdfChannel).with(rdf::ABOUT)
            }
            "opml" if uri.is_empty() => {
                self.feed = Feed::Opml;
                opml::root()
            }
            _ => {
                let message = format!("<{}> is the root element of no feed", start.raw);
                self.findings.add(&rules::UNKNOWN_FORMAT, start.span, message);
                stranger()
            }
        }
    }

    fn atom_root(&mut self, start: &Start<'a>, uri: &str) -> Spec {
        self.avoidable_prefixes(&start.declared);
        if uri.is_empty() {
            let message = format!("<{}> is in no namespace", start.raw);
            self.findings.add(&rules::MISSING_NAMESPACE, start.span, message);
        } else if uri == OLD_ATOM || uri == "http://example.com/newformat#" {
            let message = "this is Atom 0.3, which no program needs to read any more";
            self.findings.add(&rules::OBSOLETE_NAMESPACE, start.span, message);
            return stranger();
        } else {
            self.feed = Feed::Atom;
            self.home.push(ATOM.into());
            if uri != ATOM {
                let message = format!("{uri} is not the namespace of Atom");
                self.findings.add(&rules::WRONG_NAMESPACE, start.span, message);
                self.home.extend(start.uri.clone());
            }
        }
        if start.local == "feed" { atom::feed() } else { atom::entry() }
    }

    fn element(&mut self, start: &Start<'a>) -> Spec {
        let Some(parent) = self.parent() else { return stranger() };
        match parent.kind {
            Kind::In(context) => self.child(context, start),
            Kind::Leaf => self.in_leaf(start),
            Kind::Skip => {
                // RSS 2.0 wants the elements of extensions in a namespace, their children as well.
                if self.feed == Feed::Rss
                    && parent.ns != Ns::Core
                    && start.uri.as_ref().is_none_or(|uri| uri.is_empty())
                {
                    let message = format!("<{}> is in no namespace, unlike the element around it", start.raw);
                    self.findings.add(&rules::NOT_IN_A_NAMESPACE, start.span, message);
                }
                stranger()
            }
            Kind::Rdf => rdf_spec(),
            Kind::TextConstruct | Kind::AtomContent => self.in_construct(start),
            Kind::Div | Kind::DivPart => self.in_div(start),
            Kind::Xhtml => self.in_xhtml(start),
        }
    }

    /// Text holds no elements; in RDF it may hold resources.
    fn in_leaf(&mut self, start: &Start<'a>) -> Spec {
        let Some(parent) = self.parent() else { return stranger() };
        if self.feed == Feed::Rdf {
            let is_markup = matches!(parent.spec.value, Value::Plain | Value::Html);
            let is_literal = parent.attribute_in(Ns::Rdf, "parseType").is_some_and(|kind| kind.value == "Literal");
            if (is_markup || !parent.text.trim().is_empty()) && !is_literal {
                let message = format!("<{}> has text and elements in it", parent.raw);
                self.findings.add(&rules::INVALID_RDF, start.span, message);
            }
            return rdf_spec();
        }
        let message = format!("<{}> does not belong into <{}>, which holds text", start.raw, parent.raw);
        self.findings.add(&rules::UNDEFINED_ELEMENT, start.span, message);
        stranger()
    }

    fn child(&mut self, context: Context, start: &Start<'a>) -> Spec {
        let is_home = is_home(&self.home, start);
        let mut ns = seen_as(&self.home, start);
        let needs_namespace = matches!(self.feed, Feed::Atom | Feed::Rdf);
        if ns == Ns::Core && !is_home && needs_namespace {
            let message = format!("<{}> is in no namespace, so nobody can tell whose it is", start.raw);
            self.findings.add(&rules::UNDETERMINABLE, start.span, message);
            ns = Ns::Unknown;
        }
        // RSS 0.90 has a namespace of its own.
        if context == Context::Rdf && ns == Ns::Rss090 {
            self.is_rss_090 = true;
            self.home.extend(start.uri.clone());
            ns = Ns::Core;
        }
        if ns == Ns::Unknown {
            return if self.feed == Feed::Rdf { rdf_spec() } else { stranger() };
        }
        self.before_child(context, ns, start);
        match self.lookup(context, ns, start.local) {
            Some(spec) => spec,
            None => self.unknown_child(context, ns, start),
        }
    }

    fn lookup(&self, context: Context, ns: Ns, name: &str) -> Option<Spec> {
        match context {
            Context::Root | Context::Empty => None,
            Context::Link => Some(stranger()),
            Context::Rss => rss::in_rss(ns, name),
            Context::Channel if self.feed == Feed::Rdf => rss::in_any_channel(ns, name),
            Context::Channel => rss::in_channel(ns, name),
            Context::Item => rss::in_item(ns, name, self.version == "0.91"),
            Context::Image | Context::TextInput | Context::SkipHours | Context::SkipDays => {
                rss::in_small(context, ns, name)
            }
            Context::RdfImage | Context::RdfTextInput => rss::in_small(context, ns, name),
            Context::Rdf => rdf::in_rdf(ns, name, self.is_rss_090),
            Context::RdfChannel => rdf::in_channel(ns, name),
            Context::RdfItem => rdf::in_item(ns, name),
            Context::RdfItems | Context::RdfSeq | Context::ContentItems | Context::ContentBag => {
                rdf::in_list(context, ns, name)
            }
            Context::ContentListItem | Context::ContentItem => rdf::in_list(context, ns, name),
            Context::Feed => atom::in_feed(ns, name, false),
            Context::Source => atom::in_feed(ns, name, true),
            Context::Entry => atom::in_entry(ns, name),
            Context::Person => atom::in_person(ns, name),
            Context::AppControl if ns == Ns::App && name == "draft" => Some(leaf(Value::YesNo).once()),
            Context::AppControl => None,
            Context::Opml | Context::OpmlHead | Context::OpmlBody | Context::Outline => opml::inside(context, ns, name),
            Context::ItunesOwner | Context::ItunesCategory | Context::ItunesSubcategory => {
                itunes::inside(context, ns, name)
            }
            Context::MediaGroup | Context::MediaContent => media::inside(context, ns, name),
            Context::SyncSharing | Context::Sync => sync::inside(context, ns, name),
            Context::ListInfo => extensions::in_list_info(ns, name),
            _ => geo::inside(context, ns, name),
        }
    }

    fn unknown_child(&mut self, context: Context, ns: Ns, start: &Start<'a>) -> Spec {
        let parent = self.parent().map_or(Cow::Borrowed(""), |parent| parent.raw.clone());
        if ns == Ns::Xhtml {
            let message = format!("<{}> of XHTML does not belong into <{parent}>", start.raw);
            self.findings.add(&rules::MISPLACED_XHTML, start.span, message);
            return stranger();
        }
        // What is known elsewhere is only odd here.
        let known = match ns {
            Ns::Atom => atom::questionable(start.local),
            Ns::Core if self.feed == Feed::Atom && self.parent().is_some_and(|parent| parent.ns != Ns::Core) => {
                atom::questionable(start.local)
            }
            _ => extensions::anywhere(ns, start.local).filter(|_| context != Context::Root),
        };
        if let Some(spec) = known {
            let message = format!("<{}> is not expected in <{parent}>", start.raw);
            self.findings.add(&rules::QUESTIONABLE, start.span, message);
            return spec;
        }
        match (ns, start.local) {
            (Ns::Core, "thr:when") => {}
            (Ns::Podcast | Ns::PodcastOld, name) if !podcast::is_known(name) => return stranger(),
            _ => {
                let message = format!("<{}> does not belong into <{parent}>", start.raw);
                self.findings.add(&rules::UNDEFINED_ELEMENT, start.span, message);
            }
        }
        stranger()
    }

    /// What a child's name alone tells, before it is looked into.
    fn before_child(&mut self, context: Context, ns: Ns, start: &Start<'a>) {
        let name = start.local;
        match context {
            Context::Channel if self.feed == Feed::Rss => {
                let has_items = self.parent().is_some_and(|parent| parent.has(Ns::Core, "item"));
                if has_items && rss::is_metadata(ns, name) {
                    let message = format!("<{}> stands after the items", start.raw);
                    self.findings.add(&rules::MISPLACED_ITEM, start.span, message);
                }
                if ns == Ns::Core && name == "textInput" {
                    let message = "hardly a reader shows a text input";
                    self.findings.add(&rules::AVOID_TEXT_INPUT, start.span, message);
                }
            }
            Context::Feed => {
                let has_entries = self.parent().is_some_and(|parent| parent.has(Ns::Core, "entry"));
                if has_entries && atom::is_metadata(ns, name) {
                    let message = format!("<{}> stands after the entries", start.raw);
                    self.findings.add(&rules::MISPLACED_METADATA, start.span, message);
                }
                if !has_entries && ns == Ns::Core && name == "entry" {
                    self.judge_open_feed();
                }
            }
            _ => {}
        }
        let is_channel = matches!(context, Context::Channel | Context::RdfChannel);
        if is_channel && ns == Ns::Core && matches!(name, "blink" | "textinput") {
            self.misspelled(start);
        }
        let in_item = matches!(context, Context::Item | Context::RdfItem);
        if in_item || is_channel {
            self.doubles(in_item, ns, start);
        }
        if in_item && self.feed == Feed::Rss {
            self.item_child(ns, start);
        }
        if in_item && ns == Ns::Wfw && name == "commentRSS" {
            self.findings.add(&rules::COMMENT_RSS, start.span, "the element is called commentRss".to_owned());
        }
    }

    fn misspelled(&mut self, start: &Start<'a>) {
        if start.local == "blink" {
            let message = "there is no <blink> in RSS";
            self.findings.add(&rules::NO_BLINK, start.span, message);
        } else if self.parent().is_some_and(|parent| parent.attribute_in(Ns::Rdf, "about").is_none()) {
            let message = "the element is called textInput";
            self.findings.add(&rules::UNDEFINED_ELEMENT, start.span, message);
        }
    }

    fn doubles(&mut self, in_item: bool, ns: Ns, start: &Start<'a>) {
        let name = start.local;
        let Some(parent) = self.parent() else { return };
        let double = rss::doubles(in_item, ns, name).find(|(core, other, local)| {
            if ns == Ns::Core { parent.has(*other, local) } else { parent.has(Ns::Core, core) }
        });
        let is_second_license = match (ns, name) {
            (Ns::Cc, "license") => parent.has(Ns::CreativeCommons, "license"),
            (Ns::CreativeCommons, "license") => parent.has(Ns::Cc, "license"),
            _ => false,
        };
        let rule = if in_item { &rules::DUPLICATE_ITEM_SEMANTICS } else { &rules::DUPLICATE_SEMANTICS };
        if let Some((core, other, local)) = double {
            let message = format!("<{core}> and <{}:{local}> say the same", other.shown());
            self.findings.add(rule, start.span, message);
        }
        if is_second_license {
            self.findings.add(rule, start.span, "the licence is named twice".to_owned());
        }
    }

    fn item_child(&mut self, ns: Ns, start: &Start<'a>) {
        if ns == Ns::Content && start.local == "encoded" {
            let has_description = self.parent().is_some_and(|parent| parent.has(Ns::Core, "description"));
            if !has_description {
                let message = "<content:encoded> stands before any <description>";
                self.findings.add(&rules::DESCRIPTION_FIRST, start.span, message);
            }
        }
        if ns == Ns::Xhtml && start.local == "body" {
            let message = "<body> of XHTML says the same as <description>";
            self.findings.add(&rules::DUPLICATE_DESCRIPTION, start.span, message);
        }
    }
}
