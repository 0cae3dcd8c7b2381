//! `discover`: which files of a site are posts, in a sorted order.
//!
//! What git ignores is still a post: a folder of posts is often fetched or generated, and no site generator asks
//! git. Names that begin with `.` are left out, and `node_modules`, as the generators do.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;

use super::read::SourceFile;
use super::walk::{Found, Pruning, is_missing, walk};
use super::{EXCLUDE_INVALID, NO_POSTS};
use crate::error::Error;
use crate::problem::Problem;
use crate::site::{Files, Site};

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
    discover_files(&site.root, site.collections.iter().map(|collection| &collection.files))
}

/// That a site has no post at all: more often a folder that was mistaken than a blog that begins tomorrow.
#[must_use]
pub fn nothing_found(site: &Site) -> Problem {
    let (mut places, mut forms): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for files in site.collections.iter().map(|collection| &collection.files) {
        places.push(place(&site.root, files));
        let extensions: Vec<String> = files.extensions.iter().map(|extension| format!(".{extension}")).collect();
        let dated = if files.dated { ", with a date before the name, such as 2024-02-28-title.md" } else { "" };
        forms.push(format!("files that end in {}{dated}", extensions.join(", ")));
    }
    for list in [&mut places, &mut forms] {
        list.sort_unstable();
        list.dedup();
    }
    let recognised = &site.recognised;
    Problem::new(&NO_POSTS, format!("there is no post in {}", places.join(", "))).help(format!(
        "posts are {}; --content names their folder, --site the kind of site, which was taken to be {} ({})",
        forms.join(", or "),
        recognised.generator.name(),
        recognised.because
    ))
}

/// Where files are looked for, for people.
fn place(root: &Path, files: &Files) -> String {
    let folder = root.join(files.folder.trim_start_matches("./"));
    let shown = folder.strip_prefix(".").unwrap_or(&folder).display().to_string();
    let shown = if shown.is_empty() { "this folder".to_owned() } else { shown };
    let below = files.below.as_ref().map(|below| format!("any folder {below} below {shown}"));
    let within: Vec<String> = files
        .within
        .iter()
        .map(|folder| root.join(folder))
        .map(|folder| folder.strip_prefix(".").unwrap_or(&folder).display().to_string())
        .collect();
    if within.is_empty() { below.unwrap_or(shown) } else { within.join(", ") }
}

fn discover_files<'f>(root: &Path, files: impl IntoIterator<Item = &'f Files>) -> Result<Vec<SourceFile>, Error> {
    let rules: Vec<Rule<'_>> = files.into_iter().map(Rule::new).collect::<Result<_, _>>()?;
    let mut folders: Vec<&str> = rules.iter().map(|rule| rule.folder).collect();
    folders.sort_unstable();
    folders.dedup();
    let mut files = Vec::new();
    let mut missing = None;
    let mut is_any = false;
    for folder in folders {
        let here: Vec<(usize, &Rule<'_>)> =
            rules.iter().enumerate().filter(|(_, rule)| rule.folder == folder).collect();
        match walk_folder(root, folder, &here) {
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
    files.par_sort_by(|a, b| {
        a.name.cmp(&b.name).then(a.collection.cmp(&b.collection)).then_with(|| a.path.cmp(&b.path))
    });
    // As they are spelled: comparing paths part by part takes longer, and one walk spells them alike.
    files.dedup_by(|later, first| later.path.as_os_str() == first.path.as_os_str());
    Ok(files)
}

/// A collection's [`Files`], made ready for a hundred thousand questions.
struct Rule<'s> {
    files: &'s Files,
    folder: &'s str,
    exclude: GlobSet,
}

impl<'s> Rule<'s> {
    fn new(files: &'s Files) -> Result<Self, Error> {
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
            && (files.within.is_empty() || files.within.iter().any(|folder| is_inside(folder, name)))
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
    let taken = |found: Found| {
        let name = site_path(folder, &found.below);
        let (collection, _) = rules.iter().find(|(_, rule)| rule.takes(&found, &name))?;
        Some(SourceFile { path: found.path.into(), name: name.into(), collection: *collection })
    };
    Ok(walk(&base, &pruning)?.into_par_iter().filter_map(taken).collect())
}

fn site_path(folder: &str, below: &str) -> String {
    if folder.is_empty() { below.to_owned() } else { [folder, "/", below].concat() }
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

fn is_inside(folder: &str, name: &str) -> bool {
    name.strip_prefix(folder.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder with empty files.
    fn folder(names: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for name in names {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        root
    }

    fn files(folder: &str, extensions: &[&str]) -> Files {
        let extensions = extensions.iter().map(|extension| (*extension).to_owned()).collect();
        Files { folder: folder.to_owned(), extensions, ..Files::default() }
    }

    /// `name of the file` or, from the second collection on, `name (its number)`.
    fn names(root: &tempfile::TempDir, collections: &[Files]) -> Vec<String> {
        discover_files(root.path(), collections).unwrap().iter().map(said).collect()
    }

    fn said(file: &SourceFile) -> String {
        match file.collection {
            0 => file.name.to_string(),
            collection => format!("{} ({collection})", file.name),
        }
    }

    #[test]
    fn files_come_sorted_byte_for_byte_with_slashes() {
        let root =
            folder(&["b.md", "a/z.md", "a.md", "a/B.MD", "a-b.md", "é.md", "c.txt", ".git/d.md", "a/.e.md", "none"]);
        assert_eq!(names(&root, &[files("", &["md"])]), ["a-b.md", "a.md", "a/B.MD", "a/z.md", "b.md", "é.md"]);
        assert_eq!(names(&root, &[files("./a/", &["md"])]), ["a/B.MD", "a/z.md"]);
    }

    #[test]
    fn what_git_ignores_is_a_post_all_the_same() {
        let root = folder(&["a.md", "drafts/b.md", "node_modules/x/README.md"]);
        fs::write(root.path().join(".gitignore"), "drafts\n*.md\n").unwrap();
        fs::create_dir(root.path().join(".git")).unwrap();
        assert_eq!(names(&root, &[files("", &["md"])]), ["a.md", "drafts/b.md"]);
    }

    #[test]
    fn a_file_belongs_to_the_first_collection_that_takes_it() {
        let root = folder(&["a/x.md", "a/b/y.md", "a/b/z.html", "c/w.md"]);
        let collections = [files("a/b", &["md"]), files("a", &["md", "html"]), files("", &["md"])];
        assert_eq!(names(&root, &collections), ["a/b/y.md", "a/b/z.html (1)", "a/x.md (1)", "c/w.md (2)"]);
    }

    #[test]
    fn jekylls_posts_are_dated_files_below_posts_folders() {
        let root = folder(&[
            "_posts/2024-01-08-a.md",
            "_posts/24-1-6-b.md",
            "_posts/sub/2024-01-08-c.md",
            "_posts/_x/2024-01-08-d.md",
            "_posts/2024-01-08.md",
            "_posts/note.md",
            "_posts/_2024-01-08-e.md",
            "blog/_posts/2024-01-08-f.md",
            "_site/_posts/2024-01-08-g.md",
            "2024-01-08-h.md",
        ]);
        let rule = Files { below: Some("_posts".to_owned()), dated: true, skip_underscore: true, ..files("", &["md"]) };
        assert_eq!(
            names(&root, &[rule]),
            [
                "_posts/2024-01-08-a.md",
                "_posts/24-1-6-b.md",
                "_posts/sub/2024-01-08-c.md",
                "blog/_posts/2024-01-08-f.md",
            ]
        );
    }

    #[test]
    fn a_directory_with_an_index_is_one_post() {
        let root = folder(&[
            "content/index.md",
            "content/_index.md",
            "content/_index.fr.md",
            "content/a/index.md",
            "content/a/index.fr.md",
            "content/a/part.md",
            "content/a/deep/index.md",
            "content/b/_index.md",
            "content/b/c.md",
        ]);
        let rule = Files { bundles: true, not_stems: vec!["_index".to_owned()], ..files("content", &["md"]) };
        assert_eq!(
            names(&root, &[rule]),
            ["content/a/index.fr.md", "content/a/index.md", "content/b/c.md", "content/index.md"]
        );
    }

    #[test]
    fn patterns_leave_out_what_they_match_and_what_is_below() {
        let root = folder(&["a.md", "drafts/b.md", "x/drafts/c.md", "x/old-d.md", "x/e.md", "y/z/f.md"]);
        let excluding = |patterns: &[&str]| {
            let exclude = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            names(&root, &[Files { exclude, ..files("", &["md"]) }])
        };
        assert_eq!(excluding(&["drafts", "./y/"]), ["a.md", "x/drafts/c.md", "x/e.md", "x/old-d.md"]);
        assert_eq!(excluding(&["**/drafts/**", "*/old-*"]), ["a.md", "x/e.md", "y/z/f.md"]);
        assert_eq!(excluding(&["*.md"]), ["drafts/b.md", "x/drafts/c.md", "x/e.md", "x/old-d.md", "y/z/f.md"]);
    }

    #[test]
    fn a_pattern_that_is_none_is_named() {
        let root = folder(&["a.md"]);
        let rule = Files { exclude: vec!["a[".to_owned()], ..files("", &["md"]) };
        let Err(Error::Problems(problems)) = discover_files(root.path(), &[rule]) else { panic!("no problem") };
        assert_eq!(problems.first().map(|problem| problem.code), Some("exclude-invalid"));
        assert_eq!(
            problems.first().map(|problem| problem.message.as_str()),
            Some("`a[` is no glob pattern: unclosed character class; missing ']'")
        );
    }

    #[test]
    fn a_missing_folder_is_an_error_when_there_is_no_other() {
        let root = folder(&["a/x.md"]);
        assert_eq!(names(&root, &[files("a", &["md"]), files("b", &["md"])]), ["a/x.md"]);
        let error = discover_files(root.path(), &[files("b", &["md"])]).unwrap_err();
        assert!(matches!(error, Error::Read { path, .. } if path == root.path().join("b")));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_circle_end_and_links_to_posts_are_posts() {
        use std::os::unix::fs::symlink;
        let outside = folder(&["far.md"]);
        let root = folder(&["a/x.md", "b/y.md"]);
        let at = |name: &str| root.path().join(name);
        symlink(root.path(), at("a/root")).unwrap();
        symlink(at("a"), at("a/self")).unwrap();
        symlink(at("b"), at("a/to-b")).unwrap();
        symlink(at("a"), at("b/to-a")).unwrap();
        symlink(outside.path(), at("outside")).unwrap();
        symlink(outside.path(), at("outside-again")).unwrap();
        symlink(outside.path().join("far.md"), at("near.md")).unwrap();
        symlink(at("nowhere"), at("lost.md")).unwrap();
        symlink(at("loop.md"), at("loop.md")).unwrap();
        assert_eq!(
            names(&root, &[files("", &["md"])]),
            ["a/to-b/to-a/x.md", "a/to-b/y.md", "a/x.md", "b/y.md", "loop.md", "lost.md", "near.md", "outside/far.md"]
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_utf_8_is_shown_as_well_as_it_can() {
        use std::os::unix::ffi::OsStrExt;
        let root = folder(&["a.md"]);
        fs::write(root.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.md")), "").unwrap();
        let found = discover_files(root.path(), &[files("", &["md"])]).unwrap();
        assert_eq!(found.iter().map(said).collect::<Vec<_>>(), ["a.md", "caf\u{fffd}.md"]);
        let file = found.into_iter().nth(1).unwrap();
        let (_, problems) =
            crate::source::read::read(file, Vec::new(), crate::source::read::Reading::default()).unwrap();
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["file-name-not-utf-8"]);
    }
}
