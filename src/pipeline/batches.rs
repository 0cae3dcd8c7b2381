//! The entries of all feeds in batches: each is rendered, assembled and serialised by itself and given on in its turn,
//! so that of a large archive no more is in memory than what is being made.

use std::ops::Range;

use rayon::prelude::*;

use super::Order;
use super::content::{Parts, lacking, shown};
use super::turns::in_turn;
use crate::error::Error;
use crate::feed::assemble::{Assembly, Shown, assemble, entry, newest};
use crate::feed::draft::{Part, Place, head, part};
use crate::feed::select::{newest_first, select};
use crate::feed::uses::Uses;
use crate::feed::{Document, Feed, FeedEntry, Format, Piece};
use crate::post::Post;
use crate::post::measure::Folders;
use crate::post::moment::Moment;
use crate::problem::Problem;
use crate::render::ContentSource;

/// The most entries of a batch of one feed. More would not fit into the memory next to a processor.
const MOST: usize = 32;

/// So many times as many are in a batch at most where there are as many feeds: a feed of a few of its posts would get
/// one entry at a time, and each part costs as much as some entries.
const MOST_FEEDS: usize = 16;

/// Gives the documents of all feeds piece by piece to `give`, by their numbers in [`Order::files`], and has the warnings
/// about the content.
///
/// # Errors
///
/// What `give` says; a post whose file has gone since it was resolved; a document that cannot be serialised, which is
/// our fault.
pub fn publish(
    order: &Order<'_>,
    posts: &[Post],
    give: &mut (dyn FnMut(usize, Piece<'_>) -> Result<(), Error> + Send),
) -> Result<Vec<Problem>, Error> {
    let batches = Batches::of(order, posts);
    let mut giving = Giving { batches: &batches, give, uses: vec![None; order.feeds.len()], told: Vec::new() };
    giving.empty_feeds()?;
    in_turn(batches.ranges.len(), |number| batches.make(number), |batch| giving.take(batch))?;
    giving.heads()?;
    let sources = batches.showings.iter().map(|(post, feed)| batches.source(post, *feed));
    let mut problems: Vec<Problem> = lacking(order, sources).into_iter().collect();
    // In the order of the posts, which is the one they have in memory.
    giving.told.sort_by_key(|(post, _)| std::ptr::from_ref(*post).addr());
    problems.extend(giving.told.into_iter().flat_map(|(_, problems)| problems));
    Ok(problems)
}

/// The documents of every feed, whole: for those who do not write them, or write them somewhere else. And the warnings
/// about the content. Only posts that some feed shows are rendered, each once.
///
/// # Errors
///
/// A post whose file has gone since it was resolved; a document that cannot be serialised, which is our fault.
pub fn documents(order: &Order<'_>, posts: &[Post]) -> Result<(Vec<Document>, Vec<Problem>), Error> {
    let document = |(format, path): (Format, &str)| Document { path: path.to_owned(), format, bytes: Vec::new() };
    let mut documents: Vec<Document> = order.files().map(document).collect();
    let mut heads = vec![0; documents.len()];
    let problems = publish(order, posts, &mut |number, piece| {
        if let (Some(document), Some(head)) = (documents.get_mut(number), heads.get_mut(number)) {
            match piece {
                Piece::Head(bytes) => {
                    document.bytes.splice(..*head, bytes.iter().copied());
                    *head = bytes.len();
                }
                Piece::Bytes(bytes) => document.bytes.extend_from_slice(bytes),
            }
        }
        Ok(())
    })?;
    Ok((documents, problems))
}

/// The posts of all feeds, in batches.
struct Batches<'o, 'p> {
    order: &'o Order<'o>,
    posts: &'p [Post],
    folders: Folders<'o>,
    feeds: Vec<Showing>,
    /// Each post with the number of a feed that shows it: newest first, and so all feeds of one post side by side.
    showings: Vec<(&'p Post, usize)>,
    /// Where each batch lies among them.
    ranges: Vec<Range<usize>>,
}

/// One feed of them.
struct Showing {
    updated: Option<Moment>,
    /// Its first and its last batch; `None` where it has no entries.
    ends: Option<(usize, usize)>,
    /// The number of its first document.
    first_file: usize,
}

/// A post with its content from a source.
type FromSource<'p> = (ContentSource, Shown<'p>);

/// What was made of a batch.
#[derive(Default)]
struct Batch<'p> {
    /// The feeds that have entries in it: number, what these use, and the next part of each of its documents.
    feeds: Vec<(usize, Uses, Vec<Part>)>,
    told: Vec<(&'p Post, Vec<Problem>)>,
}

impl<'o, 'p> Batches<'o, 'p> {
    fn of(order: &'o Order<'o>, posts: &'p [Post]) -> Self {
        let mut showings = Vec::new();
        let mut feeds = Vec::new();
        let mut first_file = 0;
        let mut selections = Vec::new();
        order.feeds.par_iter().map(|spec| select(order.view, spec, posts)).collect_into_vec(&mut selections);
        for (number, (spec, selected)) in order.feeds.iter().zip(selections).enumerate() {
            feeds.push(Showing { updated: newest(&selected), ends: None, first_file });
            first_file += spec.files.len();
            showings.extend(selected.into_iter().map(|post| (post, number)));
        }
        if feeds.len() > 1 {
            showings.par_sort_by(|(a, _), (b, _)| newest_first(a, b));
        }
        let ranges = ranges(&showings, MOST * feeds.len().clamp(1, MOST_FEEDS));
        for (batch, range) in ranges.iter().enumerate() {
            for (_, feed) in showings.get(range.clone()).unwrap_or_default() {
                if let Some(feed) = feeds.get_mut(*feed) {
                    feed.ends = Some((feed.ends.map_or(batch, |(first, _)| first), batch));
                }
            }
        }
        Self { order, posts, folders: Folders::of(order.view.site), feeds, showings, ranges }
    }

    fn source(&self, post: &Post, feed: usize) -> ContentSource {
        self.order.feeds.get(feed).map_or_else(ContentSource::default, |spec| self.order.source(spec, post))
    }

    fn make(&self, number: usize) -> Result<Batch<'p>, Error> {
        let range = self.ranges.get(number).cloned().unwrap_or_default();
        let showings = self.showings.get(range).unwrap_or_default();
        let mut entries: Vec<Vec<FeedEntry>> = self.feeds.iter().map(|_| Vec::new()).collect();
        let mut batch = Batch::default();
        for same in showings.chunk_by(|(one, _), (other, _)| std::ptr::eq(*one, *other)) {
            let Some((post, _)) = same.first() else { continue };
            let (shown, problems) = self.render(post, same)?;
            if !problems.is_empty() {
                batch.told.push((post, problems));
            }
            for (_, feed) in same {
                let from = self.source(post, *feed);
                let shown = shown.iter().find(|(source, _)| *source == from);
                if let (Some((_, shown)), Some(entries)) = (shown, entries.get_mut(*feed)) {
                    entries.extend(self.assembly(*feed).map(|assembly| entry(&assembly, shown)));
                }
            }
        }
        for (feed, entries) in entries.into_iter().enumerate().filter(|(_, entries)| !entries.is_empty()) {
            let uses = Uses::of(&entries);
            let ends = self.feeds.get(feed).and_then(|feed| feed.ends);
            let is_at = |end: fn((usize, usize)) -> usize| ends.map(end) == Some(number);
            let place = Place { is_first: is_at(|(first, _)| first), is_last: is_at(|(_, last)| last) };
            let feed_of_them = self.assembled(feed, entries);
            let parts =
                feed_of_them.iter().flat_map(|feed| feed.files.iter().map(|file| part(feed, file, &uses, place)));
            batch.feeds.push((feed, uses, parts.collect::<Result<_, _>>()?));
        }
        Ok(batch)
    }

    /// A post with its content from each source that one of its feeds wants.
    fn render(&self, post: &'p Post, same: &[(&Post, usize)]) -> Result<(Vec<FromSource<'p>>, Vec<Problem>), Error> {
        let mut wanted: Vec<(ContentSource, Parts)> = Vec::with_capacity(1);
        for (_, feed) in same {
            let Some(spec) = self.order.feeds.get(*feed) else { continue };
            let (from, parts) = (self.order.source(spec, post), Parts::of(spec, post));
            match wanted.iter_mut().find(|(source, _)| *source == from) {
                Some((_, others)) => *others = others.and(parts),
                None => wanted.push((from, parts)),
            }
        }
        wanted.sort_by_key(|(from, _)| *from);
        let (mut all, mut told) = (Vec::with_capacity(wanted.len()), Vec::new());
        for (from, parts) in wanted {
            let (shown, mut problems) = shown((self.order, &self.folders), self.posts, post, (from, parts))?;
            // What two sources have in common is told once.
            problems.retain(|problem| !told.contains(problem));
            told.append(&mut problems);
            all.push((from, shown));
        }
        Ok((all, told))
    }

    fn assembly(&self, feed: usize) -> Option<Assembly<'_>> {
        let spec = self.order.feeds.get(feed)?;
        Some(Assembly { site: self.order.view.site, spec, output_url: self.order.output_url })
    }

    /// The feed of this number with some of its entries.
    fn assembled(&self, feed: usize, entries: Vec<FeedEntry>) -> Option<Feed> {
        let updated = self.feeds.get(feed).and_then(|feed| feed.updated);
        self.assembly(feed).map(|assembly| assemble(&assembly, updated, entries))
    }
}

/// Cuts batches of `most` at most: small enough that every thread has some of a short feed, and never between two feeds
/// of one post.
fn ranges(showings: &[(&Post, usize)], most: usize) -> Vec<Range<usize>> {
    let size = showings.len().div_ceil(rayon::current_num_threads()).clamp(1, most);
    let mut ranges = Vec::with_capacity(showings.len().div_ceil(size));
    let mut from = 0;
    while from < showings.len() {
        let mut until = (from + size).min(showings.len());
        let post = |at: usize| showings.get(at).map(|(post, _)| std::ptr::from_ref(*post));
        while until < showings.len() && post(until) == post(until - 1) {
            until += 1;
        }
        ranges.push(from..until);
        from = until;
    }
    ranges
}

/// How far the documents are.
struct Giving<'g, 'o, 'p> {
    batches: &'g Batches<'o, 'p>,
    give: &'g mut (dyn FnMut(usize, Piece<'_>) -> Result<(), Error> + Send),
    /// Of each feed what its heads say that its entries use, and what they do use.
    uses: Vec<Option<(Uses, Uses)>>,
    told: Vec<(&'p Post, Vec<Problem>)>,
}

impl<'p> Giving<'_, '_, 'p> {
    fn take(&mut self, batch: Batch<'p>) -> Result<(), Error> {
        self.told.extend(batch.told);
        for (feed, uses, parts) in batch.feeds {
            let begins = self.uses.get(feed).is_none_or(Option::is_none);
            let (said, used) = self.uses.get(feed).copied().flatten().unwrap_or((uses, uses));
            self.uses.get_mut(feed).map(|known| known.replace((said, used.and(uses))));
            let first = self.batches.feeds.get(feed).map_or(0, |feed| feed.first_file);
            for (number, part) in (first..).zip(parts) {
                let (head, bytes) = part.bytes.split_at_checked(part.head).unwrap_or((&[], &part.bytes));
                if begins {
                    (self.give)(number, Piece::Head(head))?;
                }
                (self.give)(number, Piece::Bytes(bytes))?;
            }
        }
        Ok(())
    }

    /// The documents of feeds without entries.
    fn empty_feeds(&mut self) -> Result<(), Error> {
        let batches = self.batches;
        for (number, feed) in batches.feeds.iter().enumerate().filter(|(_, feed)| feed.ends.is_none()) {
            let Some(empty) = batches.assembled(number, Vec::new()) else { continue };
            for (number, file) in (feed.first_file..).zip(&empty.files) {
                let place = Place { is_first: true, is_last: true };
                (self.give)(number, Piece::Bytes(&part(&empty, file, &Uses::default(), place)?.bytes))?;
            }
        }
        Ok(())
    }

    /// The heads that must say more than was known when they were written.
    fn heads(&mut self) -> Result<(), Error> {
        let batches = self.batches;
        for (number, uses) in self.uses.iter().enumerate() {
            let Some((_, used)) = uses.filter(|(said, used)| said != used) else { continue };
            let first = batches.feeds.get(number).map_or(0, |feed| feed.first_file);
            let Some(feed) = batches.assembled(number, Vec::new()) else { continue };
            for (at, file) in (first..).zip(&feed.files) {
                (self.give)(at, Piece::Head(&head(&feed, file, &used)?))?;
            }
        }
        Ok(())
    }
}
