//! The address of an entry of an Astro collection (`packages/astro/src/content/loaders/glob.ts`), and of a Markdown page.

use crate::post::Facts;
use crate::problem::Problem;
use crate::site::pattern::{Pattern, collapse_slashes, encode_path};
use crate::site::slug::github;
use crate::site::template::{Parts, fill};
use crate::site::{Address, Addresses};

/// How addresses end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As the template has it.
    AsWritten,
    /// With a slash (`trailingSlash: 'always'`).
    Slash,
    /// Without one (`trailingSlash: 'never'`).
    Bare,
    /// As a file of its own (`build.format: 'file'`).
    Html,
}

/// What the addresses of a collection are made by.
#[derive(Debug)]
pub struct AstroAddresses {
    /// The folder of the entries.
    pub folder: String,
    /// The template; `None` for Markdown pages, whose route is their path.
    pub template: Option<Pattern>,
    /// Who gave the template.
    pub because: String,
    /// How addresses end.
    pub ending: Ending,
}

impl Addresses for AstroAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let below = facts.source.strip_prefix(self.folder.as_str()).unwrap_or(facts.source).trim_start_matches('/');
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let own = facts.fields.get("slug").and_then(|found| found.node.text()).filter(|slug| !slug.is_empty());
        let id = own.map_or_else(|| id(stem), str::to_owned);
        let path = match &self.template {
            Some(template) => {
                let path = stem.strip_suffix("/index").unwrap_or(stem);
                fill(template, facts, Parts { path, id: &id, slug: Some(&id) })?
            }
            None => format!("/{}/", stem.strip_suffix("index").map_or(stem, |folder| folder.trim_end_matches('/'))),
        };
        let path = self.ended(collapse_slashes(&path));
        let path = format!("{}{}", facts.site.url.path(), encode_path(path.trim_start_matches('/')));
        Ok(Address { path, slug: id, because: self.because.clone() })
    }
}

impl AstroAddresses {
    fn ended(&self, path: String) -> String {
        let bare = || path.trim_end_matches('/').to_owned();
        match self.ending {
            _ if path == "/" => path,
            Ending::Slash => bare() + "/",
            Ending::Bare => bare(),
            Ending::Html if path.strip_suffix(".html").is_none() => bare() + ".html",
            Ending::AsWritten | Ending::Html => path,
        }
    }
}

/// The id of an entry: each part of its path as GitHub slugs it, without an `index` at the end.
fn id(stem: &str) -> String {
    let id = stem.split('/').map(github::slug).collect::<Vec<_>>().join("/");
    id.strip_suffix("/index").map(str::to_owned).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::{AstroAddresses, Ending, id};

    #[test]
    fn an_id_is_slugged_part_by_part() {
        for (stem, expected) in [
            ("Hello World", "hello-world"),
            ("2024/My Post!", "2024/my-post"),
            ("post/index", "post"),
            ("index", "index"),
            ("dots.and.more", "dotsandmore"),
        ] {
            assert_eq!(id(stem), expected);
        }
    }

    #[test]
    fn the_configuration_says_how_an_address_ends() {
        let ended = |ending, path: &str| {
            let addresses = AstroAddresses { folder: String::new(), template: None, because: String::new(), ending };
            addresses.ended(path.to_owned())
        };
        assert_eq!(ended(Ending::AsWritten, "/a"), "/a");
        assert_eq!(ended(Ending::Slash, "/a"), "/a/");
        assert_eq!(ended(Ending::Bare, "/a/"), "/a");
        assert_eq!(ended(Ending::Html, "/a/"), "/a.html");
        assert_eq!(ended(Ending::Bare, "/"), "/");
    }
}
