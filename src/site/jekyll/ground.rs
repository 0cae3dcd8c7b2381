//! Where a site's posts lie, and as what Jekyll builds them: its posts, a collection of the site's own, or pages.

use std::path::Path;

use super::{folder, join};
use crate::site::SiteOptions;
use crate::site::settings::Settings;
use crate::source::tree::{Kind, Node};

/// The folders of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ground {
    /// Jekyll's source, below the site's root.
    pub source: String,
    /// The folder to walk, below the site's root.
    pub folder: String,
    /// The one folder in it that was named.
    pub within: Option<String>,
    /// What the files in it are to Jekyll.
    pub built_as: BuiltAs,
}

/// As what Jekyll builds a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BuiltAs {
    /// A post.
    Post,
    /// A document of the collection of this name.
    Document(String),
    /// A page, whose folder below the source this is.
    Page(String),
    /// Nothing: it lies outside of the source.
    Nothing,
}

/// The ground that `[site] content` names, else the site's own.
///
/// It may name another source, a folder with posts in it, the folder of a collection, or any other folder, whose files
/// Jekyll builds as pages.
pub(super) fn ground(options: &SiteOptions, settings: &Settings) -> Ground {
    let own = folder(settings.text("source").unwrap_or_default());
    let collections_dir = folder(settings.text("collections_dir").unwrap_or_default());
    let posts = |source: String, within| Ground {
        folder: join(&source, &collections_dir),
        source,
        within,
        built_as: BuiltAs::Post,
    };
    let Some(named) = options.content.as_deref().map(folder) else { return posts(own, None) };
    let collections = join(&own, &collections_dir);
    if let Some(above) = above("_posts", &named) {
        if below(&collections, &named).is_some() {
            return posts(own, Some(named));
        }
        return Ground { source: above.clone(), folder: above, within: Some(named), built_as: BuiltAs::Post };
    }
    let inside = below(&collections, &named).and_then(|inner| inner.split('/').next());
    let collection = inside.and_then(|first| first.strip_prefix('_')).filter(|name| is_collection(settings, name));
    if let Some(name) = collection {
        let folder = join(&collections, &format!("_{name}"));
        let within = (folder != named).then(|| named.clone());
        return Ground { source: own, folder, within, built_as: BuiltAs::Document(name.to_owned()) };
    }
    if has_posts(&options.root.join(&named), 0) {
        return posts(named, None);
    }
    // Drafts are walked to from above, where their path tells what they are.
    let (folder, within) = match above("_drafts", &named) {
        Some(above) => (above, Some(named)),
        None => (named, None),
    };
    let built_as = below(&own, &folder).map_or(BuiltAs::Nothing, |inner| BuiltAs::Page(inner.to_owned()));
    Ground { source: own, folder, within, built_as }
}

/// What stands before the first folder of this name in a path.
fn above(name: &str, path: &str) -> Option<String> {
    let at = path.split('/').position(|part| part == name)?;
    Some(path.split('/').take(at).collect::<Vec<_>>().join("/"))
}

/// A path below a folder, either of which may be the root.
fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    match path.strip_prefix(folder).filter(|_| !is_outer(path))? {
        rest if folder.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('/'),
    }
}

/// Whether a path leads out of the site: `../posts`.
fn is_outer(path: &str) -> bool {
    path.split('/').next() == Some("..")
}

/// `collections:`, a list of names or a map of them.
fn is_collection(settings: &Settings, name: &str) -> bool {
    match settings.get("collections").map(|node| &node.kind) {
        Some(Kind::Map(map)) => map.get(name).is_some(),
        Some(Kind::List(list)) => list.iter().filter_map(Node::text).any(|text| text == name),
        _ => false,
    }
}

/// How many folders deep a `_posts` is looked for; no site has its categories deeper.
const DEEPEST: usize = 8;

/// Whether there is a folder `_posts` somewhere below, where Jekyll looks for one.
fn has_posts(folder: &Path, depth: usize) -> bool {
    if folder.join("_posts").is_dir() {
        return true;
    }
    let Ok(entries) = folder.read_dir() else { return false };
    let is_searched = |name: &str| !name.starts_with(['.', '_']) && name != "node_modules";
    depth < DEEPEST
        && entries.flatten().any(|entry| {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            is_folder && entry.file_name().to_str().is_some_and(is_searched) && has_posts(&entry.path(), depth + 1)
        })
}
