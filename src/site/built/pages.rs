//! Pages of a built site, one by one as entries ask for them: nothing else of its folder is looked at.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use encoding_rs::Encoding;
use url::{Host, Url};

use super::head::head;
use super::verify::{PAGE_ELSEWHERE, PAGE_MISSING};
use super::{decoded, files_at};
use crate::post::Post;
use crate::problem::{Place, Problem, Rule, Severity};

/// There is no built site.
pub static NO_BUILT_SITE: Rule = Rule {
    code: "built-site-missing",
    severity: Severity::Error,
    summary: "content is to come from the built site, and its folder is not there",
};

/// The built page of an entry cannot be read.
pub static PAGE_UNREADABLE: Rule = Rule {
    code: "page-unreadable",
    severity: Severity::Error,
    summary: "the built page of an entry lies outside of the built site, is too large or is no text",
};

/// The longest page that is read, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// How far into a page its encoding may be declared (HTML §4.2.5.4).
const DECLARED_WITHIN: usize = 1024;

/// The folder of a built site, from which single pages are read.
#[derive(Debug)]
pub struct Pages {
    folder: PathBuf,
    named: bool,
    base: String,
    host: Option<String>,
    /// The folder without links, once it was asked for; `None` when there is none.
    real: OnceLock<Option<PathBuf>>,
}

/// The built page of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltPage {
    /// Its file, as messages name it.
    pub file: String,
    /// Its text.
    pub text: String,
}

impl Pages {
    /// The pages in `folder`, of the site at `site`; the disk is touched when a page is asked for. `named`: the user
    /// has named the folder, it is not only where the generator builds by itself.
    #[must_use]
    pub fn new(folder: PathBuf, named: bool, site: &Url) -> Self {
        let (base, host) = (site.path().to_owned(), site.host_str().map(str::to_owned));
        Self { folder, named, base, host, real: OnceLock::new() }
    }

    /// Whether there is a built site.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.real().is_some()
    }

    /// The problem of a built site that is not there, where it is one: its content was asked for, or its folder named.
    #[must_use]
    pub fn lacking(&self, asked_for: bool) -> Option<Problem> {
        if self.is_there() || !(asked_for || self.named) {
            return None;
        }
        let message = format!("there is no built site in {}", self.folder.display());
        let help = "build the site first, or say where it is: --built DIR, or built under [site]";
        let mut problem = Problem::new(&NO_BUILT_SITE, message).help(help);
        if !asked_for {
            problem.severity = Severity::Warning;
        }
        Some(problem)
    }

    /// The page of a post, found by its link.
    ///
    /// # Errors
    ///
    /// The problem, at the post: no page is there, it leads elsewhere, or it cannot be read.
    pub fn page(&self, post: &Post) -> Result<BuiltPage, Problem> {
        self.read(&post.permalink).map_err(|problem| problem.at(Place::file(post.source.clone())))
    }

    fn real(&self) -> Option<&Path> {
        let real = || self.folder.canonicalize().ok().filter(|folder| folder.is_dir());
        self.real.get_or_init(real).as_deref()
    }

    fn read(&self, link: &Url) -> Result<BuiltPage, Problem> {
        if link.host_str() != self.host.as_deref() {
            let message = format!("the page of this entry is on another host: {link}");
            return Err(Problem::new(&PAGE_MISSING, message).help("write `feed_from: markdown` in the post"));
        }
        let (file, path) = self.find(link.path())?;
        let shown = self.folder.strip_prefix(".").unwrap_or(&self.folder).join(&file).display().to_string();
        let bytes = bytes(&path).map_err(|why| Problem::new(&PAGE_UNREADABLE, format!("{shown} {why}")))?;
        let text = text(bytes).map_err(|why| {
            Problem::new(&PAGE_UNREADABLE, format!("{shown} {why}")).help("have the generator write UTF-8")
        })?;
        match elsewhere(link, &text) {
            Some(problem) => Err(problem),
            None => Ok(BuiltPage { file: shown, text }),
        }
    }

    /// The file of the page at `path`: its name below the folder, and where it really is.
    fn find(&self, path: &str) -> Result<(String, PathBuf), Problem> {
        let missing = || {
            Problem::new(&PAGE_MISSING, format!("no page is at {path} in {}", self.folder.display()))
                .help("build the site anew; `feedwright verify` says where its page may be")
        };
        let Some(real) = self.real() else { return Err(missing()) };
        // Some copy the built site to where it is served: then the site's own path stands in the folder as well.
        let mut files = files_at(&self.base, path);
        files.extend(files_at("/", path));
        for file in files.into_iter().filter(|file| is_inner(file)) {
            let Ok(found) = real.join(&file).canonicalize() else { continue };
            if !found.starts_with(real) {
                let message = format!("{file} in {} leads out of that folder", self.folder.display());
                return Err(Problem::new(&PAGE_UNREADABLE, message).help("put the page itself there, not a link to it"));
            }
            if found.is_file() {
                return Ok((file, found));
            }
        }
        Err(missing())
    }
}

/// Whether a path has only plain names: what `%2e%2e%2f` and `%5c` stand for leads nowhere.
fn is_inner(file: &str) -> bool {
    !file.contains(['\\', '\0', ':']) && file.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let reading = |error: io::Error| format!("cannot be read: {error}");
    let length = fs::metadata(path).map_err(reading)?.len();
    if length > LONGEST {
        return Err(format!("is longer than {} MB", LONGEST / 1024 / 1024));
    }
    let mut bytes = Vec::new();
    File::open(path).map_err(reading)?.take(LONGEST).read_to_end(&mut bytes).map_err(reading)?;
    Ok(bytes)
}

/// A page's text: by its byte order mark, as UTF-8, or as its `<meta>` declares.
fn text(bytes: Vec<u8>) -> Result<String, &'static str> {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return Ok(encoding.decode_without_bom_handling(rest).0.into_owned());
    }
    let declared = declared(&bytes).filter(|encoding| encoding.is_ascii_compatible());
    match (String::from_utf8(bytes), declared) {
        // What is UTF-8 and more than ASCII is nothing else by chance.
        (Ok(text), None) => Ok(text),
        (Ok(text), Some(encoding)) if encoding == encoding_rs::UTF_8 || !text.is_ascii() => Ok(text),
        (Ok(text), Some(encoding)) => Ok(encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()),
        (Err(error), Some(encoding)) if encoding != encoding_rs::UTF_8 => {
            Ok(encoding.decode_without_bom_handling(error.as_bytes()).0.into_owned())
        }
        (Err(_), _) => Err("is not UTF-8, and declares no other encoding"),
    }
}

/// The encoding of `<meta charset="…">` or of its older spelling.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARED_WITHIN)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split("<meta").skip(1).find_map(|tag| tag.split('>').next()?.split_once("charset="))?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    Encoding::for_label(label.split(['"', '\'', ' ', ';', '/']).next()?.as_bytes())
}

/// The problem of a page that is not the one to take: it only leads to another, or a preview server wrote it.
fn elsewhere(link: &Url, text: &str) -> Option<Problem> {
    let head = head(text);
    let own = head.canonical.as_deref().and_then(|written| link.join(written).ok());
    if head.redirects {
        let target = own.map_or_else(|| "elsewhere".to_owned(), |url| format!("to {url}"));
        let message = format!("the page at {} only leads {target}", decoded(link.path()));
        let help = "give the post that permalink, or set links = \"built\" under [site]";
        return Some(Problem::new(&PAGE_ELSEWHERE, message).help(help));
    }
    // `jekyll serve` and its like write addresses of this machine into every page.
    let own = own.filter(|own| own.host() != link.host() && is_this_machine(own))?;
    let message = format!("the page at {} was built by a preview server, as {own}", decoded(link.path()));
    Some(Problem::new(&PAGE_ELSEWHERE, message).help("build the site for the public, not with its preview server"))
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read at a link of the site `https://x.test/b/`, or the code of the problem.
    fn read(pages: &Pages, link: &str) -> Result<String, &'static str> {
        pages.read(&Url::parse(link).unwrap()).map(|page| page.text).map_err(|problem| problem.code)
    }

    fn site(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Pages) {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join("out").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let pages = Pages::new(folder.path().join("out"), false, &Url::parse("https://x.test/b/").unwrap());
        (folder, pages)
    }

    #[test]
    fn a_page_is_found_as_a_server_finds_it() {
        let (_folder, pages) = site(&[
            ("a/index.html", b"a"),
            ("c.html", b"c"),
            ("\u{e9} x/index.html", b"accent"),
            ("b/d/index.html", b"below the base path"),
            ("index.html", b"home"),
        ]);
        for (link, expected) in [
            ("https://x.test/b/a/", Ok("a")),
            ("https://x.test/b/a", Ok("a")),
            ("https://x.test/b/c", Ok("c")),
            ("https://x.test/b/c.html", Ok("c")),
            ("https://x.test/b/%C3%A9%20x/", Ok("accent")),
            ("https://x.test/b/d/", Ok("below the base path")),
            ("https://x.test/b/", Ok("home")),
            ("https://x.test/b/none/", Err("page-missing")),
            ("https://y.test/b/a/", Err("page-missing")),
        ] {
            assert_eq!(read(&pages, link), expected.map(str::to_owned), "{link}");
        }
    }

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let (folder, pages) = site(&[("a/index.html", b"a")]);
        fs::write(folder.path().join("secret.html"), "secret").unwrap();
        for link in [
            "https://x.test/b/%2e%2e/secret.html",
            "https://x.test/b/..%2fsecret.html",
            "https://x.test/b/a%2F..%2F..%2Fsecret",
            "https://x.test/b/..%5Csecret.html",
            "https://x.test/b/%00",
        ] {
            assert_eq!(read(&pages, link), Err("page-missing"), "{link}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret.html"), folder.path().join("out/link.html")).unwrap();
            std::os::unix::fs::symlink(folder.path(), folder.path().join("out/up")).unwrap();
            std::os::unix::fs::symlink("a", folder.path().join("out/inner")).unwrap();
            assert_eq!(read(&pages, "https://x.test/b/link"), Err("page-unreadable"));
            assert_eq!(read(&pages, "https://x.test/b/up/secret"), Err("page-unreadable"));
            assert_eq!(read(&pages, "https://x.test/b/inner/"), Ok("a".to_owned()));
        }
    }

    #[test]
    fn a_page_is_read_in_the_encoding_that_it_declares() {
        for (bytes, expected) in [
            (&b"\xef\xbb\xbf\xc3\xa9"[..], Ok("\u{e9}")),
            (b"\xff\xfe\xe9\x00", Ok("\u{e9}")),
            (b"<meta charset=utf-8>\xc3\xa9", Ok("<meta charset=utf-8>\u{e9}")),
            (b"<meta charset='iso-8859-1'>\xe9", Ok("<meta charset='iso-8859-1'>\u{e9}")),
            (b"<meta charset='iso-8859-1'>\xc3\xa9", Ok("<meta charset='iso-8859-1'>\u{e9}")),
            (
                b"<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\xe0",
                Ok("<meta http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\u{430}"),
            ),
            (b"\xe9", Err("is not UTF-8, and declares no other encoding")),
        ] {
            assert_eq!(text(bytes.to_vec()), expected.map(str::to_owned));
        }
    }

    #[test]
    fn a_page_that_only_leads_elsewhere_is_not_taken() {
        let (_folder, pages) = site(&[
            ("old/index.html", b"<meta http-equiv=refresh content='0; url=/b/new/'><link rel=canonical href=/b/new/>"),
            ("preview/index.html", b"<link rel=canonical href=http://localhost:4000/b/preview/>"),
            ("other/index.html", b"<link rel=canonical href=https://elsewhere.example/>"),
        ]);
        assert_eq!(read(&pages, "https://x.test/b/old/"), Err("page-elsewhere"));
        assert_eq!(read(&pages, "https://x.test/b/preview/"), Err("page-elsewhere"));
        assert!(read(&pages, "https://x.test/b/other/").is_ok());
    }

    #[test]
    fn a_built_site_that_is_not_there_is_told_where_it_was_asked_for() {
        let url = Url::parse("https://x.test/").unwrap();
        let lacking = |named, asked_for| {
            Pages::new("/nowhere/at/all".into(), named, &url).lacking(asked_for).map(|problem| problem.severity)
        };
        assert_eq!(lacking(false, false), None);
        assert_eq!(lacking(true, false), Some(Severity::Warning));
        assert_eq!(lacking(false, true), Some(Severity::Error));
    }
}
