//! `measure`: the size, type and playing time of the files that a post names, for the posts that a feed shows.
//!
//! The disk is touched here, and only within the site's folders: an address that leads out of them, by `..` or by a
//! link, is taken for a remote one.

mod beside;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock, RwLock};

use url::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::media::{Enclosure, Picture, UNKNOWN_TYPE, guess};
use super::named::{Named, folder_of};
use super::{Body, Post, id};
use crate::problem::{Place, Problem, Rule, Severity, Span};
use crate::site::Site;

/// RSS wants the size of an enclosure, and podcast clients show a broken one without it.
pub const ENCLOSURE_SIZE: Rule = Rule {
    code: "enclosure-size",
    severity: Severity::Warning,
    summary: "the size of an enclosure is neither given nor to be measured",
};

/// Nothing says what an enclosure is.
pub const ENCLOSURE_TYPE: Rule = Rule {
    code: "enclosure-type",
    severity: Severity::Warning,
    summary: "the media type of an enclosure is not known",
};

/// The files of a post, measured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Media {
    /// The picture for its card.
    pub cover: Option<Picture>,
    /// The files that come with it.
    pub enclosures: Vec<Enclosure>,
}

/// The folders of a site, as often as they are asked for files, and its pages. What was found out of a folder is
/// remembered: the pictures of a blog lie in few, and most of those that a text shows first lie on no disk of the site.
#[derive(Debug)]
pub struct Folders<'a> {
    site: &'a Site,
    /// Those of the site, links followed.
    own: Vec<PathBuf>,
    is_there: RwLock<HashMap<PathBuf, bool>>,
    /// The names of the files in those in which a file beside a post was looked for.
    names: RwLock<HashMap<String, Arc<HashSet<String>>>>,
    /// A hash of the address of each post's page, where a text asked for one.
    pages: OnceLock<HashSet<u64>>,
}

impl<'a> Folders<'a> {
    /// The folders of `site`.
    #[must_use]
    pub fn of(site: &'a Site) -> Self {
        let own = std::iter::once(&site.root).chain(site.statics.iter().map(|part| &part.folder));
        let own = own.filter_map(|folder| folder.canonicalize().ok()).collect();
        Self { site, own, is_there: RwLock::default(), names: RwLock::default(), pages: OnceLock::new() }
    }

    /// Whether the page of one of `posts`, which are all that there are, is at `address`.
    #[must_use]
    pub fn has_post_at(&self, posts: &[Post], address: &Url) -> bool {
        let hash = |address: &Url| xxh3_64(address.as_str().as_bytes());
        let pages = self.pages.get_or_init(|| posts.iter().map(|post| hash(&post.permalink)).collect());
        pages.contains(&hash(address))
    }

    fn has(&self, folder: &Path) -> bool {
        let known = self.is_there.read().ok().and_then(|known| known.get(folder).copied());
        known.unwrap_or_else(|| {
            let found = folder.is_dir();
            if let Ok(mut known) = self.is_there.write() {
                known.insert(folder.to_owned(), found);
            }
            found
        })
    }

    /// A file with its size, if it lies below `folder` and, links followed, in a folder of the site.
    fn file(&self, folder: &Path, below: &str) -> Option<(PathBuf, u64)> {
        let relative = Path::new(below);
        let plain = !below.is_empty() && relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || below.contains('\0') {
            return None;
        }
        let path = folder.join(relative);
        if !path.parent().is_some_and(|folder| self.has(folder)) {
            return None;
        }
        let bytes = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
        let real = path.canonicalize().ok()?;
        self.own.iter().any(|folder| real.starts_with(folder)).then_some((real, bytes))
    }
}

/// Measures the files of a post that lie in the site's folders. What is there beats what the front matter says.
///
/// Gives the files and the warnings about enclosures whose size or type stays unknown.
#[must_use]
pub fn measure(folders: &Folders<'_>, post: &Post) -> (Media, Vec<Problem>) {
    let mut problems = Vec::new();
    let cover = post.cover.as_deref().cloned().map(|picture| measured_picture(folders, post, picture));
    let mut enclosures = Vec::with_capacity(post.enclosures.len());
    for (at, enclosure) in post.enclosures.iter().enumerate() {
        let enclosure = measured_enclosure(folders, post, enclosure.clone());
        let report = |rule: &'static Rule, what: &str, help: String| {
            Problem::new(rule, format!("the {what} of the enclosure {} is not known", enclosure.url))
                .at(place(post, at))
                .help(help)
        };
        if enclosure.length.is_none() {
            let site = folders.site;
            let mut named: Vec<String> = Vec::new();
            for name in site.statics.iter().filter_map(|found| shown(site, &found.folder)) {
                if !named.contains(&name) {
                    named.push(name);
                }
            }
            let where_to =
                if named.is_empty() { String::new() } else { format!(", or put the file into {}", named.join(" or ")) };
            problems.push(report(&ENCLOSURE_SIZE, "size", format!("write its size in bytes as `length`{where_to}")));
        }
        if enclosure.media_type == UNKNOWN_TYPE {
            problems.push(report(
                &ENCLOSURE_TYPE,
                "type",
                "write its media type as `type`, such as audio/mpeg".to_owned(),
            ));
        }
        enclosures.push(enclosure);
    }
    (Media { cover, enclosures }, problems)
}

/// A picture at `url`, measured when it lies in the site's folders: the cover of a post that names none.
#[must_use]
pub fn picture(folders: &Folders<'_>, post: &Post, url: Url) -> Picture {
    let media_type = guess(&url).filter(|kind| kind.starts_with("image/"));
    measured_picture(
        folders,
        post,
        Picture { url, alt: None, media_type, width: None, height: None, length: None, relative: None },
    )
}

fn measured_picture(folders: &Folders<'_>, post: &Post, picture: Picture) -> Picture {
    let url = at_last(folders, post, picture.url, picture.relative.as_deref());
    let picture = Picture { url, relative: None, ..picture };
    let Some(local) = local(folders, post, &picture.url) else { return picture };
    let pixels = imagesize::size(&local.path).ok();
    let count = |pixels: usize| u32::try_from(pixels).ok();
    Picture {
        width: pixels.and_then(|pixels| count(pixels.width)).or(picture.width),
        height: pixels.and_then(|pixels| count(pixels.height)).or(picture.height),
        length: Some(length(&local)),
        url: local.url,
        ..picture
    }
}

fn measured_enclosure(folders: &Folders<'_>, post: &Post, enclosure: Enclosure) -> Enclosure {
    let url = at_last(folders, post, enclosure.url, enclosure.relative.as_deref());
    let enclosure = Enclosure { url, relative: None, ..enclosure };
    let Some(local) = local(folders, post, &enclosure.url) else { return enclosure };
    let plays = ["audio/", "video/"].iter().any(|start| enclosure.media_type.starts_with(start));
    let seconds = enclosure.seconds.or_else(|| if plays { playing_time(&local.path) } else { None });
    Enclosure { length: Some(length(&local)), seconds, url: local.url, ..enclosure }
}

/// The address of a file that may be one beside the post.
fn at_last(folders: &Folders<'_>, post: &Post, url: Url, relative: Option<&str>) -> Url {
    relative.and_then(Named::of).and_then(|named| folders.beside(post, named)).unwrap_or(url)
}

/// A file of the site.
struct Local {
    path: PathBuf,
    bytes: u64,
    /// Where the site serves it.
    url: Url,
}

/// The file that the site serves at `url`: below one of its static folders, or beside the post.
fn local(folders: &Folders<'_>, post: &Post, url: &Url) -> Option<Local> {
    let site = folders.site;
    if url.host() != site.url.host() || url.port() != site.url.port() {
        return None;
    }
    let path = id::decoded(url.path());
    let file = |folder: &Path, below: &str| folders.file(folder, below);
    let found = site.statics.iter().find_map(|part| file(&part.folder, path.strip_prefix(&part.prefix)?));
    if let Some((path, bytes)) = found {
        return Some(Local { path, bytes, url: url.clone() });
    }
    let folder = folder_of(&post.source);
    let beside = site.root.join(folder);
    let page = id::decoded(post.permalink.path());
    let page_folder = folder_of(&page);
    let below = path.strip_prefix(page_folder).and_then(|rest| rest.strip_prefix('/'));
    if let Some((path, bytes)) = below.and_then(|below| file(&beside, below)) {
        return Some(Local { path, bytes, url: url.clone() });
    }
    // `cover.png` was taken to be below the site, and lies beside the post.
    let below = path.strip_prefix(site.url.path())?;
    let (path, bytes) = file(&beside, below)?;
    let url = post.permalink.join(&format!("./{}", url.path().strip_prefix(site.url.path())?)).ok()?;
    Some(Local { path, bytes, url })
}

/// The size of a file; for a pointer of Git LFS, that of the file it stands for.
fn length(local: &Local) -> u64 {
    if local.bytes > 1024 {
        return local.bytes;
    }
    let text = fs::read_to_string(&local.path).unwrap_or_default();
    let pointer = text.strip_prefix("version https://git-lfs.github.com/spec/");
    let size =
        pointer.and_then(|pointer| pointer.lines().find_map(|line| line.strip_prefix("size ")?.trim().parse().ok()));
    size.unwrap_or(local.bytes)
}

fn playing_time(path: &Path) -> Option<u64> {
    use lofty::file::AudioFile;

    let seconds = lofty::read_from_path(path).ok()?.properties().duration().as_secs();
    (seconds > 0).then_some(seconds)
}

fn shown(site: &Site, folder: &Path) -> Option<String> {
    let name = folder.strip_prefix(&site.root).ok()?.to_str()?.replace('\\', "/");
    (!name.is_empty()).then(|| format!("{name}/"))
}

/// Where the post names its enclosure of this number: the line of its key.
fn place(post: &Post, number: usize) -> Place {
    let named: Vec<_> = post.origins.iter().filter(|(name, _)| *name == "enclosure").collect();
    let Some((_, origin)) = named.get(number).or(named.last()) else {
        return Place::file(post.source.clone());
    };
    let file = origin.file.clone().unwrap_or_else(|| post.source.clone());
    let read;
    let text = match &post.body {
        Body::Held { text, .. } => text.as_ref(),
        Body::OnDisk { path, .. } => {
            read = fs::read_to_string(path).unwrap_or_default();
            read.strip_prefix('\u{feff}').unwrap_or(&read)
        }
    };
    let span = origin.line.and_then(|line| span_of_line(text, line));
    match span.filter(|_| file == post.source) {
        Some(span) => Place::at(file, text, span),
        None => Place::file(file),
    }
}

fn span_of_line(text: &str, line: u32) -> Option<Span> {
    let mut start = 0;
    for (number, part) in (1..).zip(text.split_inclusive('\n')) {
        if number == line {
            let words = part.trim();
            let start = start + part.len() - part.trim_start().len();
            return Some(Span::new(start, start + words.len()));
        }
        start += part.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::testing::{post, site_with, told};

    /// The smallest GIF: 3 by 2 pixels in its header.
    const GIF: &[u8] = b"GIF89a\x03\x00\x02\x00\x00\x00\x00;";

    fn in_folder(files: &[(&str, &[u8])], line: &str) -> (Media, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let site = site_with(|options| {
            options.root = folder.path().join("site");
            options.url = "https://e.example/base/".parse().ok();
        });
        let post = post(&site, "a/post.md", &format!("---\ndate: 2024-01-01\n{line}\n---\n"));
        let (media, problems) = measure(&Folders::of(&site), &post);
        (media, problems.iter().map(told).collect())
    }

    #[test]
    fn a_picture_of_the_site_is_measured() {
        let cover = |file: &str, line: &str| {
            let picture = in_folder(&[(file, GIF)], line).0.cover.unwrap();
            (String::from(picture.url), picture.width, picture.height, picture.length)
        };
        let measured = |url: &str| (url.to_owned(), Some(3), Some(2), Some(14));
        assert_eq!(cover("site/static/a b.gif", "image: /a b.gif"), measured("https://e.example/base/a%20b.gif"));
        assert_eq!(cover("site/content/a/x.gif", "cover: {image: x.gif}"), measured("https://e.example/base/a/x.gif"));
        assert_eq!(cover("site/img/x.gif", "images: [img/x.gif]"), measured("https://e.example/base/img/x.gif"));
    }

    #[test]
    fn no_file_outside_the_site_is_measured() {
        for line in
            ["image: /../secret.gif", "image: '/%2e%2e/secret.gif'", "image: ../../../secret.gif", "image: /link.gif"]
        {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir_all(folder.path().join("site/static")).unwrap();
            fs::write(folder.path().join("secret.gif"), GIF).unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(folder.path().join("secret.gif"), folder.path().join("site/static/link.gif"))
                .unwrap();
            let site = site_with(|options| options.root = folder.path().join("site"));
            let post = post(&site, "post.md", &format!("---\ndate: 2024-01-01\n{line}\n---\n"));
            assert_eq!(measure(&Folders::of(&site), &post).0.cover.and_then(|picture| picture.length), None, "{line}");
        }
    }

    #[test]
    fn an_enclosure_has_its_true_length_and_what_is_missing_is_told() {
        let one = |(media, problems): (Media, Vec<String>)| {
            let enclosure = media.enclosures.into_iter().next().unwrap();
            (enclosure.length, enclosure.media_type, enclosure.seconds, problems)
        };
        let local =
            one(in_folder(&[("site/static/a.mp3", b"12345")], "file: /a.mp3\nduration: '1:03:29'\nlength: '9'"));
        assert_eq!(local, (Some(5), "audio/mpeg".to_owned(), Some(3809), vec![]));
        let given = one(in_folder(&[], "enclosure: {url: 'https://cdn.example/a.m4a', length: 7, type: audio/x-m4a}"));
        assert_eq!(given, (Some(7), "audio/x-m4a".to_owned(), None, vec![]));
        let unknown = one(in_folder(&[], "enclosure: https://cdn.example/a"));
        assert_eq!(
            unknown.3,
            [
                "enclosure-size 3:1 the size of the enclosure https://cdn.example/a is not known",
                "enclosure-type 3:1 the type of the enclosure https://cdn.example/a is not known",
            ]
        );
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 60946851\n";
        assert_eq!(one(in_folder(&[("site/static/a.mp3", pointer)], "audio: a.mp3")).0, Some(60_946_851));
    }
}
