//! The top of a JSON feed.

use std::collections::HashSet;

use super::tree::{Kind, Member, Node, member};
use super::{Judging, item};
use crate::check::finding::Findings;
use crate::check::rules;
use crate::problem::Span;

const VERSIONS: [&str; 2] = ["https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1"];

/// Judges a whole feed.
pub(super) fn check<'a>(judging: &mut Judging<'_, 'a>, root: &Node<'a>) {
    let Kind::Object(members) = &root.kind else {
        let message = format!("the document is {}, not a feed", root.kind.word());
        return judging.add(&rules::JSON_NOT_A_FEED, root.span, message);
    };
    if member(members, "version").is_none() && member(members, "items").is_none() {
        return judging.add(&rules::JSON_NOT_A_FEED, root.span, "the object has neither version nor items");
    }
    version(judging, root, members);
    for name in ["title", "items"] {
        if member(members, name).is_none() {
            judging.missing(root.span, "the feed", name);
        }
    }
    for name in ["home_page_url", "feed_url"] {
        if member(members, name).is_none() {
            judging.add(&rules::JSON_RECOMMENDED, root.span, format!("the feed has no {name}"));
        }
    }
    for found in members {
        top_member(judging, found);
    }
    next_url(judging, members);
}

fn version<'a>(judging: &mut Judging<'_, 'a>, root: &Node<'a>, members: &[Member<'a>]) {
    let Some(node) = member(members, "version") else { return judging.missing(root.span, "the feed", "version") };
    let Some(version) = judging.string(node, "version") else { return };
    judging.is_1_0 = version == VERSIONS[1];
    if !VERSIONS.contains(&version) {
        judging.add(&rules::JSON_VERSION, node.span, format!("there is no version {version:?} of JSON Feed"));
    }
}

fn top_member<'a>(judging: &mut Judging<'_, 'a>, found: &Member<'a>) {
    let node = &found.node;
    match &*found.name {
        "version" => {}
        "title" | "description" | "user_comment" => judging.plain(node, &found.name),
        "home_page_url" | "feed_url" | "next_url" | "icon" | "favicon" => judging.url(node, &found.name),
        "author" => {
            if !judging.is_1_0 {
                judging.add(&rules::JSON_OLD_AUTHOR, found.name_span, "author has become authors, a list");
            }
            judging.author(node);
        }
        "authors" if !judging.is_1_0 => judging.authors(node),
        "language" if !judging.is_1_0 => judging.language(node, "language"),
        "expired" => judging.flag(node, "expired"),
        "hubs" => hubs(judging, node),
        "items" if matches!(node.kind, Kind::Items) => {}
        "items" => {
            let mut items = Items::default();
            for item in judging.list(node, "items") {
                items.take(judging, item);
            }
            items.finish(node.span, judging.findings);
        }
        _ => judging.unknown(found),
    }
}

fn hubs<'a>(judging: &mut Judging<'_, 'a>, node: &Node<'a>) {
    for hub in judging.list(node, "hubs") {
        let Some(members) = judging.object(hub, "a hub") else { continue };
        for name in ["type", "url"] {
            match member(members, name) {
                Some(node) if name == "url" => judging.url(node, "the url of a hub"),
                Some(node) => _ = judging.string(node, "the type of a hub"),
                None => judging.missing(hub.span, "a hub", name),
            }
        }
    }
}

/// Whether the feed is one of version 1.0, as far as its members tell that stand before its items.
pub(super) fn is_1_0(members: &[Member<'_>]) -> Option<bool> {
    match &member(members, "version")?.kind {
        Kind::Text(version) => Some(version == VERSIONS[1]),
        _ => Some(false),
    }
}

/// The items of a feed, taken one by one.
#[derive(Debug, Default)]
pub(super) struct Items {
    count: usize,
    ids: HashSet<u64>,
    has_date: bool,
}

impl Items {
    /// Judges the next one.
    pub(super) fn take<'a>(&mut self, judging: &mut Judging<'_, 'a>, item: &Node<'a>) {
        self.count += 1;
        item::check(judging, item);
        let Kind::Object(members) = &item.kind else { return };
        self.has_date |= member(members, "date_published").or_else(|| member(members, "date_modified")).is_some();
        if let Some(Node { kind: Kind::Text(id), span }) = member(members, "id")
            && !self.ids.insert(xxhash_rust::xxh3::xxh3_64(id.as_bytes()))
        {
            judging.add(&rules::JSON_DUPLICATE_ID, *span, format!("another item has the id {id:?}"));
        }
    }

    /// Says what all of them, which stand at `span`, show together.
    pub(super) fn finish(self, span: Span, findings: &mut Findings) {
        if self.count > 0 && !self.has_date {
            findings.add(&rules::NO_DATES, span, "no item has a date");
        }
        if self.count > crate::check::reader::MANY_ENTRIES {
            findings.add(&rules::MANY_ENTRIES, span, format!("the feed has {} items", self.count));
        }
    }
}

fn next_url<'a>(judging: &mut Judging<'_, 'a>, members: &[Member<'a>]) {
    let text = |name| match member(members, name).map(|node| (&node.kind, node.span)) {
        Some((Kind::Text(text), span)) => Some((text.as_ref(), span)),
        _ => None,
    };
    if let (Some((next, span)), Some((own, _))) = (text("next_url"), text("feed_url"))
        && next == own
    {
        judging.add(&rules::JSON_NEXT_URL, span, "next_url is the feed itself");
    }
}
