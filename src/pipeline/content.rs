//! What the feeds show of posts: each is rendered once, with all that some feed wants of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt as _};
use rayon::prelude::*;

use super::{Order, present};
use crate::error::Error;
use crate::feed::assemble::Shown;
use crate::feed::{Extent, FeedSpec, Format};
use crate::post::measure::{Folders, measure, picture};
use crate::post::{Body, Post};
use crate::problem::Problem;
use crate::render::{Around, Choice, ContentSource, Rendered, Wanted, render_from};
use crate::source::load::again;

/// Each post that some feed shows.
pub(super) struct Shelf<'p> {
    shown: Vec<Shown<'p>>,
    /// Where it stands: by its address in memory and the source of its content.
    places: HashMap<(usize, ContentSource), usize>,
}

impl<'p> Shelf<'p> {
    /// A post with its content from one source.
    pub(super) fn get(&self, post: &Post, from: ContentSource) -> Option<&Shown<'p>> {
        self.places.get(&(place(post), from)).and_then(|at| self.shown.get(*at))
    }
}

fn place(post: &Post) -> usize {
    std::ptr::from_ref(post).addr()
}

pub(super) fn render_selected<'p>(
    order: &Order<'_>,
    posts: &'p [Post],
    selections: &[(&FeedSpec, Vec<&'p Post>)],
) -> Result<(Shelf<'p>, Vec<Problem>), Error> {
    // In the order of the posts, which is that of the problems.
    let mut selected: BTreeMap<(usize, ContentSource), (&'p Post, Parts)> = BTreeMap::new();
    for (spec, posts) in selections {
        for post in posts {
            let (_, parts) =
                selected.entry((place(post), order.source(spec, post))).or_insert((post, Parts::default()));
            *parts = parts.and(Parts::of(spec, post));
        }
    }
    let mut all: Vec<Problem> = lacking(order, selected.keys().map(|(_, from)| *from)).into_iter().collect();
    let folders = Folders::of(order.view.site);
    let wanted: Vec<_> = selected.into_iter().map(|((_, from), (post, parts))| (post, from, parts)).collect();
    // Into places that are there already: collected in any other way, each would be moved several times.
    let (mut made, mut told) = (Vec::new(), Vec::new());
    let one = |(post, from, parts): &(&'p Post, ContentSource, Parts)| match shown(
        (order, &folders),
        posts,
        post,
        (*from, *parts),
    ) {
        Ok((shown, problems)) => (Some(shown), Ok(problems)),
        Err(error) => (None, Err(error)),
    };
    wanted.par_iter().map(one).unzip_into_vecs(&mut made, &mut told);
    let mut places = HashMap::with_capacity(wanted.len());
    let mut last = 0;
    for (at, ((post, from, _), problems)) in wanted.iter().zip(told).enumerate() {
        let (place, mut problems) = (place(post), problems?);
        if std::mem::replace(&mut last, place) == place {
            // What two sources have in common is told once.
            problems.retain(|problem| !all.contains(problem));
        }
        places.insert((place, *from), at);
        all.append(&mut problems);
    }
    Ok((Shelf { shown: present(made), places }, all))
}

/// One post with its content from one source, if that is wanted, and its media.
fn shown<'p>(
    (order, folders): (&Order<'_>, &Folders<'_>),
    posts: &[Post],
    post: &'p Post,
    (from, parts): (ContentSource, Parts),
) -> Result<(Shown<'p>, Vec<Problem>), Error> {
    let (mut rendered, mut problems) = content_of(order, posts, post, (from, parts))?;
    let (mut media, more) = measure(folders, post);
    problems.extend(more);
    let first = rendered.first_image.take();
    media.cover = media.cover.or_else(|| first.map(|url| picture(folders, post, url)));
    Ok((Shown { post, media, rendered }, problems))
}

/// What the feeds want of a post besides its summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// The full text.
    pub content: bool,
    /// The beginning of the text.
    pub beginning: bool,
    /// The post's own Markdown.
    pub markdown: bool,
}

impl Parts {
    /// What a feed wants of a post.
    #[must_use]
    pub fn of(spec: &FeedSpec, post: &Post) -> Self {
        let extent = spec.extent_of(post);
        let has_rss = spec.files.iter().any(|(format, _)| *format == Format::Rss);
        Self {
            content: extent == Extent::Full,
            beginning: extent == Extent::Beginning,
            markdown: spec.source_markdown && extent == Extent::Full && has_rss,
        }
    }

    /// Those of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            content: self.content || other.content,
            beginning: self.beginning || other.beginning,
            markdown: self.markdown || other.markdown,
        }
    }
}

/// The content of one post from one source, or only its summary.
///
/// # Errors
///
/// The post's file has gone since it was resolved.
pub fn content_of(
    order: &Order<'_>,
    posts: &[Post],
    post: &Post,
    (from, parts): (ContentSource, Parts),
) -> Result<(Rendered, Vec<Problem>), Error> {
    let beginning = parts.beginning.then_some(order.beginning);
    let wanted =
        Wanted { content: parts.content, beginning, markdown: parts.markdown, summary_length: order.summary_length };
    let around = Around { site: order.view.site, posts, policy: order.policy };
    let choice = Choice { from, pages: order.pages };
    Ok(render_from(around, post, &body(post)?, wanted, choice))
}

/// The problem of a built site that is not there, told once for all posts.
fn lacking(order: &Order<'_>, mut sources: impl Iterator<Item = ContentSource>) -> Option<Problem> {
    let most = sources.try_fold(ContentSource::Markdown, |most, source| match source {
        ContentSource::Built => Err(source),
        ContentSource::Auto => Ok(source),
        ContentSource::Markdown => Ok(most),
    });
    match most {
        Ok(ContentSource::Markdown) => None,
        most => order.pages.and_then(|pages| pages.lacking(most.is_err())),
    }
}

/// The whole text of a post's file.
fn body(post: &Post) -> Result<Cow<'_, str>, Error> {
    match &post.body {
        Body::Held { text, .. } => Ok(Cow::Borrowed(text)),
        Body::OnDisk { path, .. } => {
            let bytes = again(path).map_err(|source| Error::Read { path: path.to_path_buf(), source })?;
            let text = String::from_utf8(bytes).map_err(|error| Error::Read {
                path: path.to_path_buf(),
                source: std::io::Error::new(std::io::ErrorKind::InvalidData, error.utf8_error()),
            })?;
            Ok(match text.strip_prefix('\u{feff}') {
                Some(rest) => Cow::Owned(rest.to_owned()),
                None => Cow::Owned(text),
            })
        }
    }
}
