//! What readers trip over although every specification allows it.

use std::collections::HashSet;

use super::finding::{Findings, MAX_OF_ONE_RULE};
use super::rules;
use crate::problem::Span;

/// More entries than this make a feed slow to load.
pub(super) const MANY_ENTRIES: usize = 200;

/// What was seen of a feed as a whole.
#[derive(Debug, Default)]
pub(super) struct Survey {
    entries: usize,
    last_entry: Option<Span>,
    dates: usize,
    has_date: bool,
    links: HashSet<u64>,
    doubled_links: Vec<Span>,
    site_is_https: Option<bool>,
    insecure_links: Counted,
    address_ids: Counted,
    feed_has_author: bool,
    authorless: Counted,
    build_number: Option<String>,
    build_ids: usize,
    first_id: Option<Span>,
}

/// The first of several places, and how many there are.
#[derive(Debug, Default)]
struct Counted {
    first: Option<Span>,
    count: usize,
}

impl Counted {
    fn add(&mut self, span: Span) {
        self.first.get_or_insert(span);
        self.count += 1;
    }
}

impl Survey {
    /// The places of which something may be said at the end.
    pub(super) fn held(&self) -> impl Iterator<Item = Span> {
        let firsts = [self.insecure_links.first, self.address_ids.first, self.authorless.first, self.first_id];
        let links = self.doubled_links.iter().take(MAX_OF_ONE_RULE).copied();
        firsts.into_iter().chain([self.last_entry]).flatten().chain(links)
    }

    /// A link of Atom, in a feed or an entry.
    pub(super) fn link(&mut self, rel: &str, href: &str, _span: Span) {
        if rel == "self" || (rel == "alternate" && self.entries == 0) {
            self.site_link(href);
        }
    }

    /// A link of the feed itself.
    pub(super) fn site_link(&mut self, href: &str) {
        if self.site_is_https.is_none() {
            self.site_is_https = scheme_is_https(href);
        }
    }

    /// The link of an entry.
    pub(super) fn entry_link(&mut self, href: &str, span: Span) {
        let key = xxhash_rust::xxh3::xxh3_64(href.as_bytes());
        if !self.links.insert(key) && !href.is_empty() {
            self.doubled_links.push(span);
        }
        if scheme_is_https(href) == Some(false) {
            self.insecure_links.add(span);
        }
    }

    /// A date of an entry.
    pub(super) fn entry_date(&mut self) {
        self.has_date = true;
    }

    /// The id of an entry.
    pub(super) fn entry_id(&mut self, id: &str, span: Span, is_atom: bool) {
        if is_atom && scheme_is_https(id).is_some() {
            self.address_ids.add(span);
        }
        let number = long_number(id);
        match (&self.build_number, number) {
            (None, Some(number)) if self.first_id.is_none() => {
                self.build_number = Some(number.to_owned());
                self.build_ids = 1;
            }
            (Some(known), Some(number)) if known == number => self.build_ids += 1,
            _ => {}
        }
        self.first_id.get_or_insert(span);
    }

    /// Whether a feed of Atom names its author.
    pub(super) fn feed_author(&mut self, is_there: bool) {
        self.feed_has_author = is_there;
    }

    /// Whether an entry of Atom names its own author.
    pub(super) fn entry_author(&mut self, is_there: bool, span: Span) {
        if !is_there {
            self.authorless.add(span);
        }
    }

    /// The end of an entry.
    pub(super) fn entry_ended(&mut self, span: Span) {
        self.entries += 1;
        self.dates += usize::from(std::mem::take(&mut self.has_date));
        self.last_entry = Some(span);
    }

    /// Says what the feed as a whole shows.
    pub(super) fn finish(self, findings: &mut Findings) {
        let Some(last) = self.last_entry else { return };
        if self.entries > MANY_ENTRIES {
            let message = format!("the feed has {} entries", self.entries);
            findings.add(&rules::MANY_ENTRIES, last, message);
        }
        if self.dates == 0 {
            findings.add(&rules::NO_DATES, last, "no entry has a date");
        }
        for span in self.doubled_links {
            findings.add(&rules::DUPLICATE_LINK, span, "another entry has the same link");
        }
        if self.site_is_https == Some(true)
            && let Some(span) = self.insecure_links.first
        {
            let message = format!("the site is on https, and {} of its entries are on http", self.insecure_links.count);
            findings.add(&rules::MIXED_SCHEMES, span, message);
        }
        if let Some(span) = self.address_ids.first {
            let message = format!("{} ids of entries are web addresses", self.address_ids.count);
            findings.add(&rules::ID_IS_ADDRESS, span, message);
        }
        if self.feed_has_author
            && let Some(span) = self.authorless.first
        {
            let message = format!("{} entries leave their author to the feed", self.authorless.count);
            findings.add(&rules::AUTHOR_ONLY_IN_FEED, span, message);
        }
        if self.entries > 1
            && self.build_ids == self.entries
            && let (Some(number), Some(span)) = (&self.build_number, self.first_id)
        {
            let message = format!("the ids of all entries have the same number in them: {number}");
            findings.add(&rules::ID_OF_BUILD, span, message);
        }
    }
}

fn scheme_is_https(address: &str) -> Option<bool> {
    let (scheme, _) = address.split_once("://")?;
    if scheme.eq_ignore_ascii_case("https") { Some(true) } else { scheme.eq_ignore_ascii_case("http").then_some(false) }
}

/// A run of ten digits or more, such as the seconds of a build.
fn long_number(id: &str) -> Option<&str> {
    id.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() >= 10)
}
