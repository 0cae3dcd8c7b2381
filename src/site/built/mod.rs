//! The built site: which pages there are, and which of them is a post's.
//!
//! It answers two questions: whether the page that a rule computes is there (`feedwright verify`), and where a post's
//! page is when the rule lives in code that cannot be run (`links = "built"`). [`pages`] reads single pages for their
//! content.

pub mod addresses;
pub mod head;
pub mod pages;
pub mod verify;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use url::Url;

use super::Generator;
use crate::error::Error;
use head::{Head, head};

/// The built pages of a site.
#[derive(Debug, Default)]
pub struct Built {
    /// The folder, for messages.
    pub folder: PathBuf,
    /// The path of the site below its host, with slashes at both ends.
    base: String,
    host: Option<String>,
    pages: Vec<Page>,
    /// File below the folder → page.
    by_file: BTreeMap<String, usize>,
    /// Last part of the address, lower case → pages.
    by_name: BTreeMap<String, Vec<usize>>,
    /// Title, folded → pages.
    by_title: BTreeMap<String, Vec<usize>>,
}

/// A built page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its file below the folder, with `/`.
    pub file: String,
    /// What it says of itself.
    pub head: Head,
}

/// What a post is known by in the built site.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The names that its page may have: slug, file name with and without date.
    pub names: &'a [&'a str],
    /// Its title.
    pub title: Option<&'a str>,
    /// Its day, `2024-01-05`.
    pub day: Option<&'a str>,
}

/// How much of a page is read: its head and first heading.
const LOOK: u64 = 512 * 1024;

/// The most pages, and the deepest folder, that are looked at.
const MOST_PAGES: usize = 200_000;
const DEEPEST: usize = 32;

/// The folder into which a generator builds.
#[must_use]
pub const fn usual_folder(generator: Generator) -> &'static str {
    match generator {
        Generator::Jekyll | Generator::Eleventy => "_site",
        Generator::Pelican => "output",
        Generator::Docusaurus => "build",
        Generator::Astro => "dist",
        Generator::Hugo | Generator::Zola | Generator::Hexo | Generator::Plain => "public",
    }
}

/// The folder of the built site: the one that was `named`, below `root` unless it is absolute, else the generator's.
#[must_use]
pub fn folder(root: &Path, named: Option<&Path>, generator: Generator) -> PathBuf {
    root.join(named.unwrap_or(Path::new(usual_folder(generator))))
}

/// The files, below the folder of a site with this base path, that a server shows at `path`, the first that is there.
fn files_at(base: &str, path: &str) -> Vec<String> {
    let decoded = decoded(path);
    let below = decoded.strip_prefix(base).unwrap_or(decoded.trim_start_matches('/'));
    match below {
        "" => vec!["index.html".to_owned()],
        below if below.ends_with('/') => vec![format!("{below}index.html")],
        below => vec![below.to_owned(), format!("{below}.html"), format!("{below}/index.html")],
    }
}

impl Built {
    /// Reads the heads of all pages in `folder`, the built site of `site`.
    ///
    /// # Errors
    ///
    /// A folder or page that cannot be read.
    pub fn open(folder: &Path, site: &Url) -> Result<Self, Error> {
        let mut files = Vec::new();
        list(folder, "", 0, &mut files)?;
        files.sort();
        let mut built = Self {
            folder: folder.to_owned(),
            base: site.path().to_owned(),
            host: site.host_str().map(str::to_owned),
            ..Self::default()
        };
        for file in files {
            let head = head(&beginning(&folder.join(&file))?);
            built.add(Page { file, head });
        }
        Ok(built)
    }

    fn add(&mut self, page: Page) {
        let at = self.pages.len();
        self.by_file.insert(page.file.clone(), at);
        if !page.head.redirects {
            self.by_name.entry(name_of(&page.file).to_lowercase()).or_default().push(at);
            for title in &page.head.titles {
                self.by_title.entry(folded(title)).or_default().push(at);
            }
        }
        self.pages.push(page);
    }

    /// How many pages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether there is no page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    /// The page that a server shows at `path`, the path of an address below the host, percent-encoded or not.
    #[must_use]
    pub fn page(&self, path: &str) -> Option<&Page> {
        files_at(&self.base, path).iter().find_map(|file| self.by_file.get(file)).and_then(|at| self.pages.get(*at))
    }

    /// Whether the built site has a file at `path`, the path of an address below the host.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        let decoded = decoded(path);
        let below = decoded.strip_prefix(self.base.as_str()).unwrap_or(decoded.trim_start_matches('/'));
        !below.split('/').any(|part| part == "..") && self.folder.join(below).is_file()
    }

    /// The page of a post that is known by these names and this title.
    ///
    /// A page that has both a name and the title wins; else the only one with the title, else the only one with a name.
    /// The day decides between several.
    #[must_use]
    pub fn find(&self, known: Known<'_>) -> Option<&Page> {
        let pages = |index: &BTreeMap<String, Vec<usize>>, key: &str| index.get(key).cloned().unwrap_or_default();
        let titled = known.title.map(|title| self.titled(&folded(title))).unwrap_or_default();
        let named: Vec<usize> =
            known.names.iter().flat_map(|name| pages(&self.by_name, &name.to_lowercase())).collect();
        let both: Vec<usize> = named.iter().copied().filter(|at| titled.contains(at)).collect();
        [both, titled, named].into_iter().find_map(|candidates| self.only(candidates, known.day))
    }

    /// The pages with this title, or with this title before a separator and the site's name.
    fn titled(&self, title: &str) -> Vec<usize> {
        let mut found = self.by_title.get(title).cloned().unwrap_or_default();
        for separator in [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " « "] {
            let start = format!("{title}{separator}");
            let longer = self.by_title.range(start.clone()..).take_while(|(key, _)| key.starts_with(&start));
            found.extend(longer.flat_map(|(_, pages)| pages.iter().copied()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn only(&self, mut candidates: Vec<usize>, day: Option<&str>) -> Option<&Page> {
        candidates.sort_unstable();
        candidates.dedup();
        if candidates.len() > 1 {
            let on_day = |at: &usize| self.pages.get(*at).is_some_and(|page| page.head.day.as_deref() == day);
            candidates.retain(|at| day.is_some() && on_day(at));
        }
        match candidates.as_slice() {
            [one] => self.pages.get(*one),
            _ => None,
        }
    }

    /// The path of a page below the host, percent-encoded: what its canonical link says where that is on the site's
    /// host, else that of its file.
    #[must_use]
    pub fn path_of(&self, page: &Page) -> String {
        let canonical = page.head.canonical.as_deref().and_then(|written| Url::parse(written).ok());
        if let Some(url) = canonical.filter(|url| url.host_str() == self.host.as_deref()) {
            return url.path().to_owned();
        }
        let below = page.file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        super::pattern::encode_path(&format!("{}{}", self.base, below.unwrap_or(&page.file)))
    }
}

/// The last part of a page's address: the file's name without `.html`, or its folder's for an index.
fn name_of(file: &str) -> &str {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}

/// A title for comparison: quotes straight, case and blanks the same.
fn folded(title: &str) -> String {
    let straight = title.replace(['\u{2018}', '\u{2019}'], "'").replace(['\u{201c}', '\u{201d}'], "\"");
    straight.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Percent-escapes resolved; what is no UTF-8 then stays as it is.
fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        if let Some(byte) = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

fn list(root: &Path, below: &str, depth: usize, files: &mut Vec<String>) -> Result<(), Error> {
    let folder = if below.is_empty() { root.to_owned() } else { root.join(below) };
    let reading = |source: io::Error| Error::Read { path: folder.clone(), source };
    for entry in fs::read_dir(&folder).map_err(reading)? {
        let entry = entry.map_err(reading)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let kind = entry.file_type().map_err(reading)?;
        if kind.is_dir() && depth < DEEPEST && name != "node_modules" {
            list(root, &path, depth + 1, files)?;
        } else if !kind.is_dir() && is_page(&name) && files.len() < MOST_PAGES {
            files.push(path);
        }
    }
    Ok(())
}

fn is_page(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["html", "htm"].iter().any(|page| extension.eq_ignore_ascii_case(page))
}

fn beginning(path: &Path) -> Result<String, Error> {
    let reading = |source: io::Error| Error::Read { path: path.to_owned(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(reading)?.take(LOOK).read_to_end(&mut bytes).map_err(reading)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Built, Known, Page, head};

    fn built(pages: &[(&str, &str)]) -> Built {
        let mut built = Built { base: "/blog/".to_owned(), host: Some("x.test".to_owned()), ..Built::default() };
        for (file, text) in pages {
            built.add(Page { file: (*file).to_owned(), head: head::head(text) });
        }
        built
    }

    #[test]
    fn an_address_is_found_as_a_server_finds_it() {
        let built = built(&[("index.html", ""), ("a/index.html", ""), ("b.html", ""), ("é x/index.html", "")]);
        let file = |path| built.page(path).map(|page| page.file.as_str());
        for (path, expected) in [
            ("/blog/", Some("index.html")),
            ("/blog/a/", Some("a/index.html")),
            ("/blog/a", Some("a/index.html")),
            ("/blog/b", Some("b.html")),
            ("/blog/b.html", Some("b.html")),
            ("/blog/b/", None),
            ("/blog/%C3%A9%20x/", Some("é x/index.html")),
            ("/blog/c", None),
        ] {
            assert_eq!(file(path), expected, "{path}");
        }
    }

    #[test]
    fn a_posts_page_is_known_by_name_title_and_day() {
        let built = built(&[
            ("posts/one/index.html", "<title>One | T</title>"),
            ("posts/two/index.html", "<link rel=canonical href=https://x.test/blog/zwei><h1>Two’s</h1>"),
            ("2024/same/index.html", "<title>Same</title><time datetime=2024-01-05>"),
            ("2025/same/index.html", "<title>Same</title><time datetime=2025-01-05>"),
            ("old.html", "<title>One</title><meta http-equiv=refresh content=0>"),
        ]);
        let find = |name: &str, title: &str, day: &str| {
            built.find(Known { names: &[name], title: Some(title), day: Some(day) }).map(|page| built.path_of(page))
        };
        assert_eq!(find("one", "One", "2024-01-01").as_deref(), Some("/blog/posts/one/"));
        assert_eq!(find("other-name", "Two's", "2024-01-01").as_deref(), Some("/blog/zwei"));
        assert_eq!(find("same", "Same", "2025-01-05").as_deref(), Some("/blog/2025/same/"));
        assert_eq!(find("same", "Same", "2023-01-05"), None);
        assert_eq!(find("none", "None", "2023-01-05"), None);
    }
}
