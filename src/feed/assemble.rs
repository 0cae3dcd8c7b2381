//! `assemble`: the posts of one feed and what was rendered of them, into a [`Feed`] with no format in it.

use url::Url;

use crate::feed::text::is_blank;
use crate::feed::{Extent, Feed, FeedEntry, FeedFile, FeedSpec};
use crate::post::Post;
use crate::post::media::Picture;
use crate::render::Rendered;
use crate::site::Site;

/// The feed whose id is the address of the site itself.
const MAIN: &str = "main";

/// What a feed is made for.
#[derive(Debug, Clone, Copy)]
pub struct Assembly<'a> {
    /// The site.
    pub site: &'a Site,
    /// The feed.
    pub spec: &'a FeedSpec,
    /// The address under which the output folder is served.
    pub output_url: &'a Url,
}

/// Makes the feed of `entries`, which are in the order of the feed.
///
/// Its id is the site's address, followed by `#` and the feed's name for every feed but `main`. It changes with
/// neither title, formats, paths nor dates, and differs from feed to feed.
#[must_use]
pub fn assemble(assembly: &Assembly<'_>, entries: &[&(Post, Rendered)]) -> Feed {
    let Assembly { site, spec, output_url } = *assembly;
    let language = spec.language.clone().or_else(|| site.language.clone());
    let entries: Vec<FeedEntry> =
        entries.iter().map(|(post, rendered)| entry(spec, language.as_deref(), post, rendered)).collect();
    let dates = entries.iter().flat_map(|entry| [entry.published, entry.updated]).flatten();
    Feed {
        id: id(&site.url, &spec.name),
        title: title(site, spec),
        description: spec.description.clone().or_else(|| site.description.clone()),
        home: spec.home.clone().unwrap_or_else(|| site.url.clone()),
        files: files(spec, output_url),
        rights: site.rights.clone(),
        authors: site.authors.clone(),
        icon: site.icon.clone(),
        logo: site.logo.as_ref().map(picture),
        // Compared as instants: noon in Tokyo is before noon in Berlin.
        updated: dates.max_by_key(|moment| moment.instant),
        language,
        entries,
    }
}

fn id(site: &Url, name: &str) -> String {
    let mut id = site.clone();
    id.set_fragment((name != MAIN).then_some(name));
    id.into()
}

/// The feed's title, else the site's, else the host's name.
fn title(site: &Site, spec: &FeedSpec) -> String {
    let given = [&spec.title, &site.title].into_iter().flatten().find(|title| !is_blank(title));
    given.cloned().or_else(|| site.url.host_str().map(str::to_owned)).unwrap_or_else(|| site.url.to_string())
}

fn files(spec: &FeedSpec, output_url: &Url) -> Vec<FeedFile> {
    let file = |(format, path): &(super::Format, String)| {
        // Not `Url::join`, which takes `a:b.xml` for an address and `a?b.xml` for a query.
        let mut url = output_url.clone();
        url.set_query(None);
        url.set_fragment(None);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/').filter(|part| !part.is_empty() && *part != "."));
        }
        FeedFile { format: *format, path: path.clone(), url }
    };
    spec.files.iter().map(file).collect()
}

fn entry(spec: &FeedSpec, language: Option<&str>, post: &Post, rendered: &Rendered) -> FeedEntry {
    let content = match spec.extent {
        Extent::Full => rendered.content.clone(),
        Extent::Summary => None,
    };
    FeedEntry {
        source: post.source.clone(),
        id: post.id.0.clone(),
        permalink: post.permalink.clone(),
        external: post.external.clone(),
        title: post.title.clone(),
        published: post.published,
        updated: post.updated,
        authors: post.authors.clone(),
        categories: post.categories.clone(),
        language: post.language.clone().filter(|own| Some(own.as_str()) != language),
        summary: rendered.summary.clone(),
        content,
        cover: post.cover.clone().or_else(|| rendered.first_image.as_ref().map(picture)),
        enclosures: post.enclosures.clone(),
    }
}

/// A picture of which nothing is known but its address.
fn picture(url: &Url) -> Picture {
    let media_type = mime_guess::from_path(url.path()).first().filter(|kind| kind.type_() == "image");
    Picture {
        url: url.clone(),
        alt: None,
        media_type: media_type.map(|kind| kind.to_string()),
        width: None,
        height: None,
        length: None,
    }
}
