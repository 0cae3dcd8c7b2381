//! What Hugo's content folders say beside the posts: which folders are sections, and what cascades from their
//! `_index` files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use regex::Regex;

use super::cascade::{Ground, cascades, values_of};
use super::config::find;
use crate::error::Error;
use crate::post::person::Person;
use crate::problem::{Problem, Span};
use crate::site::settings::front_matter;
use crate::site::slug::hugo::{Cleaning, normalised};
use crate::site::{Collection, Defaults, people};
use crate::source::tree::{Kind, Node};

/// Folders deeper than this are not looked into.
const DEEPEST: usize = 64;

/// The files that hold content which feedwright reads.
pub const EXTENSIONS: [&str; 5] = ["md", "markdown", "mdown", "html", "htm"];

/// A folder that is a section, with what its `_index` file calls it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// `slug` in its front matter.
    pub slug: Option<String>,
    /// `title` in its front matter.
    pub title: Option<String>,
}

/// What was found in a content folder.
#[derive(Debug, Default)]
pub struct Found {
    /// The sections by logical path: in lower case, with hyphens for blanks.
    pub sections: BTreeMap<String, Section>,
    /// The folders directly in it, as they are called.
    pub tops: Vec<String>,
    /// What cascades, from the least to the most specific.
    pub defaults: Vec<Defaults>,
    /// Files that `ignoreFiles` takes out, as globs.
    pub ignored: Vec<String>,
    /// Those whom the pages of the taxonomy `authors` name, by the key that posts use.
    pub people: BTreeMap<String, Person>,
}

/// Where a content folder is and how it is looked through.
#[derive(Debug)]
pub struct Look<'a> {
    /// The site's root.
    pub root: &'a Path,
    /// The folder and what it is mounted as.
    pub ground: Ground<'a>,
    /// `ignoreFiles`.
    pub ignore: &'a [Regex],
}

/// Looks through a content folder. What is wrong in an `_index` file goes to `problems`.
///
/// # Errors
///
/// A folder or an `_index` file cannot be read.
pub fn look(look: &Look<'_>, problems: &mut Vec<Problem>) -> Result<Found, Error> {
    let mut found = Found::default();
    let start = look.root.join(look.ground.folder);
    if start.is_dir() {
        let mounted = look.ground.mounted.to_lowercase();
        walk(
            look,
            &mut found,
            &Folder { source: look.ground.folder.to_owned(), logical: mounted, depth: 0 },
            problems,
        )?;
    }
    Ok(found)
}

struct Folder {
    source: String,
    logical: String,
    depth: usize,
}

fn walk(look: &Look<'_>, found: &mut Found, folder: &Folder, problems: &mut Vec<Problem>) -> Result<(), Error> {
    let path = look.root.join(&folder.source);
    let fails = |source| Error::Read { path: path.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(fails)? {
        let entry = entry.map_err(fails)?;
        let is_folder = entry.file_type().map_err(fails)?.is_dir();
        names.push((entry.file_name().to_string_lossy().into_owned(), is_folder));
    }
    names.sort();
    for (name, _) in names.iter().filter(|(name, is_folder)| !is_folder && is_index(name)) {
        let source = if folder.source.is_empty() { name.clone() } else { format!("{}/{name}", folder.source) };
        index(look, found, folder, &source, problems)?;
    }
    for (name, is_folder) in names {
        let source = if folder.source.is_empty() { name.clone() } else { format!("{}/{name}", folder.source) };
        if !is_folder {
            if look.ignore.iter().any(|pattern| pattern.is_match(&look.root.join(&source).to_string_lossy())) {
                found.ignored.push(globset::escape(&source));
            }
            continue;
        }
        if name.starts_with('.') || folder.depth >= DEEPEST {
            continue;
        }
        let part = normalised(&name, Cleaning::default());
        let logical = if folder.logical.is_empty() { part } else { format!("{}/{part}", folder.logical) };
        if folder.depth == 0 {
            found.tops.push(name);
        }
        walk(look, found, &Folder { source, logical, depth: folder.depth + 1 }, problems)?;
    }
    Ok(())
}

/// Takes in an `_index` file: its folder is a section, and what it cascades holds below it.
fn index(
    look: &Look<'_>,
    found: &mut Found,
    folder: &Folder,
    source: &str,
    problems: &mut Vec<Problem>,
) -> Result<(), Error> {
    let section = found.sections.entry(folder.logical.clone()).or_default();
    let Some(post) = front_matter(look.root, source, problems)? else { return Ok(()) };
    let text = |key: &str| {
        let node = &find(&post.front, key)?.value;
        node.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    section.slug = text("slug").or(section.slug.take());
    section.title = text("title").or(section.title.take());
    if let Some((_, key)) = folder.source.rsplit_once("/authors/").filter(|(_, key)| !key.contains('/')) {
        let person = people::person(&Node { span: Span::default(), kind: Kind::Map(post.front.clone()) }, None);
        found.people.extend(person.map(|person| (key.to_owned(), person)));
    }
    if let Some(entry) = find(&post.front, "cascade") {
        let file: Arc<str> = source.into();
        for cascade in cascades(&entry.value).into_iter().rev() {
            if let Some(scope) = cascade.scope(look.ground, &folder.source) {
                let values = values_of(&cascade);
                found.defaults.push(Defaults { file: file.clone(), text: post.text.as_str().into(), scope, values });
            }
        }
    }
    Ok(())
}

/// The collections' order: those of a narrower folder first, so that a file goes to the narrowest.
pub fn narrowest_first(collections: &mut [Collection]) {
    collections.sort_by_key(|collection| std::cmp::Reverse(collection.files.folder.matches('/').count()));
}

/// `_index.md`, `_index.fr.html`.
fn is_index(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    name.starts_with("_index.") && extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}
