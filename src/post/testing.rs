//! Posts and sites for the tests of these modules.

use std::path::PathBuf;

use super::git::History;
use super::resolve::resolve;
use super::{Noting, Occasion, Post};
use crate::problem::Problem;
use crate::site::{Collection, Site, SiteOptions, plain};
use crate::source::read::{RawPost, SourceFile, read};

/// No time is said, and all origins are noted.
pub(crate) const OCCASION: Occasion = Occasion { now: None, noting: Noting::All, drafts: false, kept: 0 };

/// A plain site at <https://e.example/>, in a folder that is not there.
pub(crate) fn site() -> Site {
    site_with(|_| {})
}

/// The same with other options.
pub(crate) fn site_with(change: impl FnOnce(&mut SiteOptions)) -> Site {
    let mut options = SiteOptions {
        root: PathBuf::from("/nowhere/at/all"),
        content: Some("content".to_owned()),
        url: "https://e.example/".parse().ok(),
        ..SiteOptions::default()
    };
    change(&mut options);
    plain::open(&options).unwrap().0
}

/// The same with another collection.
pub(crate) fn site_of(change: impl FnOnce(&mut Collection)) -> Site {
    let mut site = site();
    change(&mut site.collections[0]);
    site
}

/// What `text` is as the file `content/{name}`.
pub(crate) fn raw(site: &Site, name: &str, text: &str) -> RawPost {
    let file =
        SourceFile { path: std::path::Path::new("").into(), name: format!("content/{name}").into(), collection: 0 };
    read(file, text.as_bytes().to_vec(), site.collections[0].reading).unwrap().0
}

/// The post, whose problems must be none.
pub(crate) fn post(site: &Site, name: &str, text: &str) -> Post {
    let (post, problems) = resolve(site, &raw(site, name, text), &History::none(), OCCASION).unwrap();
    assert_eq!(problems, Vec::new(), "{name}");
    post
}

/// The problems of a post, each as `code line:column message`.
pub(crate) fn problems(site: &Site, name: &str, text: &str) -> Vec<String> {
    let found = match resolve(site, &raw(site, name, text), &History::none(), OCCASION) {
        Ok((_, problems)) | Err(problems) => problems,
    };
    found.iter().map(told).collect()
}

/// A problem as `code line:column message`.
pub(crate) fn told(problem: &Problem) -> String {
    let point = problem.place.as_ref().and_then(|place| place.point.as_ref());
    let at = point.map(|point| format!("{}:{} ", point.line, point.column)).unwrap_or_default();
    format!("{} {at}{}", problem.code, problem.message)
}
