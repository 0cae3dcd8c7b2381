//! `resolve`: what the front matter means. A [`RawPost`](crate::source::read::RawPost) becomes a [`Post`] with a
//! permalink, an id, dates and names, and for each where it came from.

pub mod categories;
mod changes;
pub mod collisions;
pub mod date;
mod dates;
pub mod extent;
pub mod git;
mod holds;
pub mod id;
pub mod measure;
pub mod media;
pub mod moment;
pub mod name_date;
pub(crate) mod named;
mod origins;
mod page;
mod permalink;
pub mod person;
pub mod resolve;
pub mod scope;
mod sources;
#[cfg(test)]
pub(crate) mod testing;
pub mod title;
mod typed;
mod wishes;
pub mod zone;

use std::sync::Arc;

use url::Url;

use crate::problem::{Rule, Severity, Span};
use crate::render::ContentSource;
use crate::site::{Collection, Hold, Site};
use crate::source::read::Markup;
use crate::source::tree::{Map, Node};
pub use dates::LEFT_OUT;
use media::{Enclosure, Picture};
use moment::Moment;
pub use origins::{Noting, Origin};
use person::Person;

/// The rules of this module.
pub const RULES: &[&Rule] = &[
    &AMBIGUOUS_DATE,
    &BAD_PERMALINK,
    &CONTENT_EXTENT,
    &CONTENT_SOURCE,
    &DATE_RUBBISH,
    &DATE_UNREADABLE,
    &DATE_ZERO,
    &DRAFT_UNREADABLE,
    &DUPLICATE_ID,
    &DUPLICATE_PERMALINK,
    &git::MISSING,
    &git::SHALLOW,
    &measure::ENCLOSURE_SIZE,
    &measure::ENCLOSURE_TYPE,
    &NAME_DATE_IMPOSSIBLE,
    &UNDATED,
    &UNTITLED,
    &UPDATED_IN_FUTURE,
    &VALUE_NOT_TEXT,
];

/// Day and month cannot be told apart.
pub const AMBIGUOUS_DATE: Rule = Rule {
    code: "date-ambiguous",
    severity: Severity::Warning,
    summary: "the day and the month of a date may be meant the other way round",
};

/// An address that leads out of the site.
pub const BAD_PERMALINK: Rule =
    Rule { code: "bad-permalink", severity: Severity::Error, summary: "the address of a post leads out of the site" };

/// A post's `feed_content` that is none.
pub const CONTENT_EXTENT: Rule = Rule {
    code: "content-extent-unknown",
    severity: Severity::Error,
    summary: "a post asks for an extent of its content in feeds that does not exist",
};

/// A post's `feed_from` that is none.
pub const CONTENT_SOURCE: Rule = Rule {
    code: "content-source-unknown",
    severity: Severity::Error,
    summary: "a post asks for its content from a source that does not exist",
};

/// Text behind a date.
pub const DATE_RUBBISH: Rule =
    Rule { code: "date-rubbish", severity: Severity::Warning, summary: "something in or behind a date means nothing" };

/// A date that is none.
pub const DATE_UNREADABLE: Rule =
    Rule { code: "date-unreadable", severity: Severity::Error, summary: "a date cannot be read, or is impossible" };

/// The date that programs write where there is none.
pub const DATE_ZERO: Rule = Rule {
    code: "date-zero",
    severity: Severity::Warning,
    summary: "the date of a post is 0001-01-01, which programs write where there is none",
};

/// A value that should say whether a post is a draft, and does not.
pub const DRAFT_UNREADABLE: Rule = Rule {
    code: "draft-unreadable",
    severity: Severity::Error,
    summary: "whether a post is a draft, or is published, is not answered in a way that can be read",
};

/// Two posts with one id.
pub const DUPLICATE_ID: Rule =
    Rule { code: "duplicate-id", severity: Severity::Error, summary: "two posts have the same entry id" };

/// Two posts with one address.
pub const DUPLICATE_PERMALINK: Rule =
    Rule { code: "duplicate-permalink", severity: Severity::Warning, summary: "two posts have the same address" };

/// A name that begins like a date.
pub const NAME_DATE_IMPOSSIBLE: Rule = Rule {
    code: "name-date-impossible",
    severity: Severity::Warning,
    summary: "the name of an undated post begins like a date, of a day that is not in the calendar",
};

/// A post without a date.
pub const UNDATED: Rule =
    Rule { code: "undated-post", severity: Severity::Warning, summary: "a post has no date that any source knows" };

/// No title, on a site that wants one.
pub const UNTITLED: Rule = Rule {
    code: "untitled-post",
    severity: Severity::Warning,
    summary: "a post has no title, and its site leaves such posts out",
};

/// A last change that is yet to come.
pub const UPDATED_IN_FUTURE: Rule = Rule {
    code: "updated-in-future",
    severity: Severity::Warning,
    summary: "the last change of a post is in the future, and is left out until then",
};

/// The occasion on which posts are resolved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Occasion {
    /// The time: no change was later. `None` where nobody says it.
    pub now: Option<Moment>,
    /// Of which values it is noted where they came from.
    pub noting: Noting,
    /// Drafts are shown, and so count with the other posts.
    pub drafts: bool,
    /// How many bytes of the posts' texts may stay in memory, for those who show most of them; others are read again.
    pub kept: usize,
}

/// A title or summary that is a list or a map.
pub const VALUE_NOT_TEXT: Rule = Rule {
    code: "value-not-text",
    severity: Severity::Warning,
    summary: "a title or summary is a list or a map, as `[Solved]` without quotes is; it was taken as it was typed, or passed over",
};

/// A post, interpreted: everything a feed can say of it but its content.
#[derive(Debug, Clone)]
pub struct Post {
    /// The file, below the site's root, with `/`.
    pub source: Arc<str>,
    /// Which of the site's collections it belongs to.
    pub collection: usize,
    /// What identifies the entry for ever.
    pub id: EntryId,
    /// The absolute address of its page.
    pub permalink: Url,
    /// Where a link post points to.
    pub external: Option<Box<Url>>,
    /// The title as plain text; never empty.
    pub title: Option<String>,
    /// When it was published; `None` for an undated post.
    pub published: Option<Moment>,
    /// When it was last changed, if that is known, later than `published`, and not in the future.
    pub updated: Option<Moment>,
    /// From when on it is public, where that is not `published`.
    pub appears: Option<Moment>,
    /// From when on it is gone.
    pub expires: Option<Moment>,
    /// Who wrote it, the site's authors where the post names none.
    pub authors: Vec<Person>,
    /// Its categories and tags, in the order of the file, no duplicates, none empty.
    pub categories: Vec<String>,
    /// BCP 47 tag of its language, where it is not the site's.
    pub language: Option<String>,
    /// The summary that its author wrote, as Markdown or HTML.
    pub summary: Option<String>,
    /// The picture for its card.
    pub cover: Option<Box<Picture>>,
    /// Audio, video and other files that come with it.
    pub enclosures: Vec<Enclosure>,
    /// How much of it feeds carry, where it says so itself.
    pub extent: Option<extent::Extent>,
    /// Where its content comes from, where it says so itself.
    pub from: Option<ContentSource>,
    /// Why it is held back, whatever the time is.
    pub holds: Vec<(Hold, Origin)>,
    /// Where values came from: (name of the value, origin). Of which, [`Noting`] says.
    pub origins: Vec<(&'static str, Origin)>,
    /// Its text.
    pub body: Body,
}

impl Post {
    /// Whether some rule holds it back, whatever the time is; where `drafts` are let in, being one is none.
    #[must_use]
    pub fn is_held(&self, drafts: bool) -> bool {
        self.held_by(drafts).is_some()
    }

    /// The first rule that does.
    pub(crate) fn held_by(&self, drafts: bool) -> Option<&(Hold, Origin)> {
        self.holds.iter().find(|(hold, _)| !(drafts && *hold == Hold::Draft))
    }

    /// Whether its id was made by the scheme of its site: neither its author wrote it, nor the ledger knew it.
    #[must_use]
    pub fn has_made_id(&self) -> bool {
        let id = self.origins.iter().find(|(name, _)| *name == "id");
        id.is_none_or(|(_, origin)| origin.rule.starts_with(origins::MADE_ID))
    }
}

/// An entry's identity: never empty, and never made from what an edit changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub String);

/// A post's own text: held, or to be read again when an entry shows it.
#[derive(Debug, Clone)]
pub enum Body {
    /// In memory: the file's text and where the body begins.
    Held {
        /// The whole text of the file.
        text: Arc<str>,
        /// Offset of the body's first byte.
        start: usize,
        /// Its markup.
        markup: Markup,
    },
    /// On disk; most posts of a large blog are never rendered.
    OnDisk {
        /// The file.
        path: Arc<std::path::Path>,
        /// Offset of the body's first byte, after a byte order mark if there is one.
        start: usize,
        /// Tells what stands before the body: a file in which that is another when it is read again has changed.
        front: u64,
        /// Its markup.
        markup: Markup,
    },
}

/// What is known of a post when its address and id are made.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The site.
    pub site: &'a Site,
    /// Its collection.
    pub collection: &'a Collection,
    /// The file, below the site's root, with `/`.
    pub source: &'a str,
    /// The front matter over its defaults.
    pub fields: &'a Fields<'a>,
    /// The title as plain text.
    pub title: Option<&'a str>,
    /// When it was published.
    pub published: Option<&'a Moment>,
    /// The date that stands in the address: of [`Dates::address`](crate::site::Dates), else `published`.
    pub address_date: Option<&'a Moment>,
    /// Whether the file's (or folder's) name was the source of `address_date`.
    pub dated_by_name: bool,
    /// The categories in the order of the file, as written.
    pub categories: &'a [String],
    /// The names of its authors.
    pub authors: &'a [Person],
}

/// Front matter with the defaults that apply beneath it: the post's own values first.
#[derive(Debug)]
pub struct Fields<'a> {
    layers: Vec<Layer<'a>>,
    fold_keys: bool,
    /// A bit for the first letter of each key. Posts have a handful of the many keys that are looked for, and this
    /// answers for nearly all of the others.
    initials: u64,
}

/// One file's values.
#[derive(Debug, Clone, Copy)]
pub struct Layer<'a> {
    /// The file, below the site's root.
    pub file: &'a Arc<str>,
    /// Its text.
    pub text: &'a str,
    /// The values.
    pub values: &'a Map,
}

/// A value with the file it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The layer.
    pub layer: Layer<'a>,
    /// Where its key stands.
    pub key_span: Span,
    /// The value.
    pub node: &'a Node,
}

impl<'a> Fields<'a> {
    /// Layers from the post's own to the least specific default.
    #[must_use]
    pub fn new(layers: Vec<Layer<'a>>, fold_keys: bool) -> Self {
        let keys = layers.iter().flat_map(|layer| &layer.values.entries);
        let initials = keys.fold(0, |initials, entry| initials | initial(&entry.key));
        Self { layers, fold_keys, initials }
    }

    /// The first layer's value under `key`; a dotted key looks into maps (`taxonomies.tags`) when there is no key
    /// of that very spelling.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Found<'a>> {
        if self.initials & initial(key) == 0 {
            return None;
        }
        self.layers.iter().find_map(|layer| self.find(*layer, key))
    }

    /// Every layer's value under `key`, from the least specific default to the post's own.
    pub fn all(&self, key: &str) -> impl Iterator<Item = Found<'a>> {
        self.layers.iter().rev().filter_map(move |layer| self.find(*layer, key))
    }

    /// The first of `keys` that has a value that is not blank.
    #[must_use]
    pub fn first<'k>(&self, keys: &[&'k str]) -> Option<(&'k str, Found<'a>)> {
        keys.iter().find_map(|key| self.get(key).filter(|found| !found.node.is_blank()).map(|found| (*key, found)))
    }

    fn find(&self, layer: Layer<'a>, key: &str) -> Option<Found<'a>> {
        let entry = self.entry(layer.values, key);
        if let Some(entry) = entry {
            return Some(Found { layer, key_span: entry.key_span, node: &entry.value });
        }
        let (outer, inner) = key.split_once('.')?;
        let mut map = self.entry(layer.values, outer)?.value.as_map()?;
        let mut rest = inner;
        loop {
            if let Some(entry) = self.entry(map, rest) {
                return Some(Found { layer, key_span: entry.key_span, node: &entry.value });
            }
            let (head, tail) = rest.split_once('.')?;
            map = self.entry(map, head)?.value.as_map()?;
            rest = tail;
        }
    }

    fn entry<'m>(&self, map: &'m Map, key: &str) -> Option<&'m crate::source::tree::Entry> {
        map.entry(key).or_else(|| {
            if self.fold_keys { map.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)) } else { None }
        })
    }
}

/// The bit of a key's first letter, the same for both cases.
fn initial(key: &str) -> u64 {
    key.as_bytes().first().map_or(1, |byte| 1 << (byte.to_ascii_lowercase() & 63))
}
