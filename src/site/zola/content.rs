//! What Zola's content says beside the posts: which sections are drafts, and whether any page has a date.

use std::fs;
use std::path::Path;

use crate::error::Error;
use crate::post::name_date::{Names, leading};
use crate::problem::Problem;
use crate::site::settings::front_matter;
use crate::site::{Defaults, Scope};
use crate::source::tree::{Entry, Map};

/// Folders deeper than this are not looked into.
const DEEPEST: usize = 64;

/// So many pages are read to find one with a date.
const MOST_READ: usize = 2000;

/// The key under which a page finds that its section is a draft; no front matter has it.
pub const DRAFT_SECTION: &str = "section.draft";

/// What was found in the content folder.
#[derive(Debug, Default)]
pub struct Found {
    /// That sections are drafts, for the pages below them.
    pub defaults: Vec<Defaults>,
    /// Whether a page has a date that Zola knows of: in its front matter or at the beginning of its name.
    pub is_dated: bool,
}

/// Looks through the content folder. What is wrong in a section's file goes to `problems`.
///
/// # Errors
///
/// A folder or a section's file cannot be read.
pub fn look(root: &Path, folder: &str, problems: &mut Vec<Problem>) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut files = Vec::new();
    if root.join(folder).is_dir() {
        walk(root, folder, 0, &mut |source| files.push(source))?;
    }
    let (sections, pages): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|source| name_of(source).starts_with("_index."));
    for source in sections {
        let Some(post) = front_matter(root, &source, problems)? else { continue };
        let draft = post.front.entry("draft").filter(|entry| entry.value.as_bool() == Some(true));
        if let Some(entry) = draft {
            let scope = Scope { path: parent_of(&source).to_owned(), ..Scope::default() };
            let entry = Entry { key: DRAFT_SECTION.to_owned(), ..entry.clone() };
            let values = Map { entries: vec![entry] };
            found.defaults.push(Defaults {
                file: source.as_str().into(),
                text: post.text.as_str().into(),
                scope,
                values,
            });
        }
    }
    found.is_dated = pages.iter().any(|source| is_dated_by_name(source));
    for source in pages.iter().take(MOST_READ) {
        if found.is_dated {
            break;
        }
        // Reading it again as a post will report what is wrong in it.
        let post = front_matter(root, source, &mut Vec::new())?;
        found.is_dated = post.is_some_and(|post| post.front.get("date").is_some_and(|date| !date.is_blank()));
    }
    Ok(found)
}

fn is_dated_by_name(source: &str) -> bool {
    let name = name_of(source);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let named = if stem == "index" || stem.starts_with("index.") { name_of(parent_of(source)) } else { stem };
    leading(named, Names::Padded).is_some()
}

fn name_of(source: &str) -> &str {
    source.rsplit_once('/').map_or(source, |(_, name)| name)
}

fn parent_of(source: &str) -> &str {
    source.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Every Markdown file below a folder, in the order of names.
fn walk(root: &Path, folder: &str, depth: usize, file: &mut dyn FnMut(String)) -> Result<(), Error> {
    let path = root.join(folder);
    let fails = |source| Error::Read { path: path.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(fails)? {
        let entry = entry.map_err(fails)?;
        let is_folder = entry.file_type().map_err(fails)?.is_dir();
        names.push((entry.file_name().to_string_lossy().into_owned(), is_folder));
    }
    names.sort();
    for (name, is_folder) in names {
        let source = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if is_folder && depth < DEEPEST && !name.starts_with('.') {
            walk(root, &source, depth + 1, file)?;
        } else if !is_folder && Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            file(source);
        }
    }
    Ok(())
}
