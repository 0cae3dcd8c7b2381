//! What a feed shows of a post: its content, rendered, and its files, measured.

use std::borrow::Cow;
use std::io;

use super::Order;
use crate::error::Error;
use crate::feed::assemble::Shown;
use crate::feed::{Extent, FeedSpec, Format};
use crate::post::measure::{Folders, measure, picture};
use crate::post::resolve::front;
use crate::post::{Body, Post};
use crate::problem::Problem;
use crate::render::{Around, Choice, ContentSource, Rendered, Wanted, render_from};
use crate::source::load::again;

/// One post with its content from one source, if that is wanted, and its media.
pub(super) fn shown<'p>(
    (order, folders): (&Order<'_>, &Folders<'_>),
    posts: &[Post],
    post: &'p Post,
    (from, parts): (ContentSource, Parts),
) -> Result<(Shown<'p>, Vec<Problem>), Error> {
    let (mut rendered, mut problems) = content_of((order, folders), posts, post, (from, parts))?;
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
/// The post's file has gone since it was resolved, or has another front matter now.
pub fn content_of(
    (order, folders): (&Order<'_>, &Folders<'_>),
    posts: &[Post],
    post: &Post,
    (from, parts): (ContentSource, Parts),
) -> Result<(Rendered, Vec<Problem>), Error> {
    let beginning = parts.beginning.then_some(order.beginning);
    let wanted =
        Wanted { content: parts.content, beginning, markdown: parts.markdown, summary_length: order.summary_length };
    let around = Around { view: order.view, posts, folders, policy: order.policy };
    let choice = Choice { from, pages: order.pages };
    Ok(render_from(around, post, &body(post)?, wanted, choice))
}

/// The problem of a built site that is not there, told once for all posts.
pub(super) fn lacking(order: &Order<'_>, mut sources: impl Iterator<Item = ContentSource>) -> Option<Problem> {
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
        Body::OnDisk { path, start, front: before, .. } => {
            let failed = |source| Error::Read { path: path.to_path_buf(), source };
            let text = String::from_utf8(again(path).map_err(failed)?)
                .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error.utf8_error())))?;
            let text = match text.strip_prefix('\u{feff}') {
                Some(rest) => rest.to_owned(),
                None => text,
            };
            // Cut where the body began, it might show what was not meant to be seen, or what is a draft now.
            if front(&text, *start) != *before {
                return Err(failed(io::Error::other("it was changed while the feeds were made; build again")));
            }
            Ok(Cow::Owned(text))
        }
    }
}
