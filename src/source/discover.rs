//! `discover`: which files of a site are posts, in a sorted order.
//!
//! What git ignores is still a post: a folder of posts is often fetched or generated, and no site generator asks
//! git. Names that begin with `.` are left out, and `node_modules`, as the generators do.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::EXCLUDE_INVALID;
use super::read::SourceFile;
use super::walk::{Found, Pruning, is_missing, walk};
use crate::error::Error;
use crate::problem::Problem;
use crate::site::{Collection, Files, Site};

/// Every post file of `site`, sorted by its path below the root, byte for byte.
///
/// A file belongs to the first collection that takes it. Links to files and folders are followed; a folder is
/// entered by a link at most once, so links in a circle end. A collection's folder may be missing while another's
/// is there.
///
/// # Errors
///
/// A folder that cannot be read, no folder of a collection at all, or a pattern in `exclude` that is none.
pub fn discover(site: &Site) -> Result<Vec<SourceFile>, Error> {
    let rules: Vec<Rule<'_>> = site.collections.iter().map(Rule::new).collect::<Result<_, _>>()?;
    let mut folders: Vec<&str> = rules.iter().map(|rule| rule.folder).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut files = Vec::new();
    let mut missing = None;
    let mut is_any = false;
    for folder in folders {
        let here: Vec<(usize, &Rule<'_>)> =
            rules.iter().enumerate().filter(|(_, rule)| rule.folder == folder).collect();
        match walk_folder(&site.root, folder, &here) {
            Ok(found) => {
                is_any = true;
                files.extend(found);
            }
            Err(error) if is_missing(&error) => missing = missing.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    if let Some(error) = missing.filter(|_| !is_any) {
        return Err(error);
    }
    files.sort_by(|a, b| a.name.cmp(&b.name).then(a.collection.cmp(&b.collection)).then_with(|| a.path.cmp(&b.path)));
    files.dedup_by(|later, first| later.path == first.path);
    Ok(files)
}

/// A collection's [`Files`], made ready for a hundred thousand questions.
struct Rule<'s> {
    files: &'s Files,
    folder: &'s str,
    exclude: GlobSet,
}

impl<'s> Rule<'s> {
    fn new(collection: &'s Collection) -> Result<Self, Error> {
        let files = &collection.files;
        let folder = files.folder.trim_start_matches("./").trim_matches('/');
        let folder = if folder == "." { "" } else { folder };
        Ok(Self { files, folder, exclude: exclude(&files.exclude)? })
    }

    /// Whether some file in the directory `name` at `below` may be a post of this collection.
    fn enters(&self, name: &str, below: &str) -> bool {
        !self.is_underscored(name) && !self.exclude.is_match(site_path(self.folder, below))
    }

    fn takes(&self, found: &Found, name: &str) -> bool {
        let (directories, file) = found.below.rsplit_once('/').unwrap_or(("", &found.below));
        let Some((stem, extension)) = file.rsplit_once('.') else { return false };
        let files = self.files;
        files.extensions.iter().any(|wanted| wanted.eq_ignore_ascii_case(extension))
            && !(files.bundles && found.bundled)
            && !files.not_stems.iter().any(|not| is_stem(stem, not))
            && (!files.dated || is_dated(stem))
            && !(files.skip_underscore && file.starts_with('_'))
            && !directories.split('/').any(|directory| self.is_underscored(directory))
            && files.below.as_deref().is_none_or(|wanted| is_below(wanted, self.folder, directories))
            && !self.exclude.is_match(name)
    }

    /// `_posts` itself may be entered by the collection that looks for it.
    fn is_underscored(&self, directory: &str) -> bool {
        self.files.skip_underscore && directory.starts_with('_') && self.files.below.as_deref() != Some(directory)
    }
}

fn walk_folder(root: &Path, folder: &str, rules: &[(usize, &Rule<'_>)]) -> Result<Vec<SourceFile>, Error> {
    let pruning = Pruning {
        enters: &|name, below| name != "node_modules" && rules.iter().any(|(_, rule)| rule.enters(name, below)),
        bundles: &|name| rules.iter().any(|(_, rule)| rule.files.bundles && is_index(name, &rule.files.extensions)),
    };
    let base = if folder.is_empty() { root.to_owned() } else { root.join(folder) };
    let mut files = Vec::new();
    for found in walk(&base, &pruning)? {
        let name = site_path(folder, &found.below);
        let taker = rules.iter().find(|(_, rule)| rule.takes(&found, &name));
        if let Some((collection, _)) = taker {
            files.push(SourceFile { path: found.path, name: name.into(), collection: *collection });
        }
    }
    Ok(files)
}

fn site_path(folder: &str, below: &str) -> String {
    if folder.is_empty() { below.to_owned() } else { format!("{folder}/{below}") }
}

/// A pattern excludes what it matches and everything below: `drafts`, `drafts/` and `drafts/**` mean the same.
fn exclude(patterns: &[String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let bare = pattern.trim_start_matches("./").trim_matches('/');
        for glob in [glob(bare), glob(&format!("{bare}/**"))] {
            set.add(glob.map_err(|error| invalid(pattern, &error))?);
        }
    }
    set.build().map_err(|error| invalid("exclude", &error))
}

/// `*` stays within a name, `**` does not: as in .gitignore and in every generator that has globs.
fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

fn invalid(pattern: &str, error: &globset::Error) -> Error {
    let problem = Problem::new(&EXCLUDE_INVALID, format!("`{pattern}` is no glob pattern: {}", error.kind()))
        .help("write a path with `*`, `**` or `?`, such as `drafts/**`");
    Error::Problems(vec![problem])
}

/// `_index` and, for another language, `_index.fr`.
fn is_stem(stem: &str, wanted: &str) -> bool {
    stem.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn is_index(name: &str, extensions: &[String]) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        is_stem(stem, "index") && extensions.iter().any(|wanted| wanted.eq_ignore_ascii_case(extension))
    })
}

fn is_below(wanted: &str, folder: &str, directories: &str) -> bool {
    folder.split('/').chain(directories.split('/')).any(|directory| directory == wanted)
}

/// Jekyll's `document.rb`: two to four digits of the year, one or two of month and day, a hyphen behind each.
fn is_dated(stem: &str) -> bool {
    let digits = |part: Option<&str>, least: usize, most: usize| {
        part.is_some_and(|part| (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut parts = stem.splitn(4, '-');
    digits(parts.next(), 2, 4) && digits(parts.next(), 1, 2) && digits(parts.next(), 1, 2) && parts.next().is_some()
}
