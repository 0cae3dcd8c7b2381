//! The address of a post of Docusaurus's (`packages/docusaurus-plugin-content-blog/src/blogUtils.ts`).

use std::sync::LazyLock;

use regex::Regex;

use crate::post::Facts;
use crate::problem::Problem;
use crate::site::pattern::{Pattern, collapse_slashes, encode_path};
use crate::site::template::{Parts, fill};
use crate::site::{Address, Addresses};

/// A date anywhere in the path, the last where there are several; folders before it stand behind it in the address.
static DATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?$").ok()
});

/// What the addresses of a blog's posts are made by.
#[derive(Debug)]
pub struct DocusaurusAddresses {
    /// The folder of the posts.
    pub folder: String,
    /// `routeBasePath`.
    pub route: String,
    /// `trailingSlash`; `None` leaves a path as it is.
    pub trailing_slash: Option<bool>,
    /// The user's own template.
    pub template: Option<Pattern>,
}

impl Addresses for DocusaurusAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let below = facts.source.strip_prefix(self.folder.as_str()).unwrap_or(facts.source).trim_start_matches('/');
        let own = facts.fields.get("slug").and_then(|found| found.node.text()).filter(|slug| !slug.trim().is_empty());
        let made = slug(below);
        let (path, because) = match (&self.template, own) {
            (Some(template), _) => {
                let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
                let parts = Parts { path: stem.strip_suffix("/index").unwrap_or(stem), id: &made, slug: None };
                (fill(template, facts, parts)?, "permalink in feedwright.toml")
            }
            (None, Some(slug)) => (format!("/{}/{slug}", self.route), "slug in the front matter"),
            (None, None) => (format!("/{}/{made}", self.route), "the file's path"),
        };
        let path = self.slashed(collapse_slashes(&path));
        let path = format!("{}{}", facts.site.url.path(), encode_path(path.trim_start_matches('/')));
        Ok(Address { path, slug: made, because: because.to_owned() })
    }
}

impl DocusaurusAddresses {
    /// Docusaurus leaves the address of the site itself as it is.
    fn slashed(&self, path: String) -> String {
        match self.trailing_slash {
            Some(true) if !path.ends_with('/') => path + "/",
            Some(false) if path != "/" => path.trim_end_matches('/').to_owned(),
            _ => path,
        }
    }
}

/// The part of an address behind the route: `2024/01/08/hello`.
fn slug(below: &str) -> String {
    if let Some(found) = DATED.as_ref().and_then(|pattern| pattern.captures(below)) {
        let [folder, date, text] =
            ["folder", "date", "text"].map(|name| found.name(name).map_or("", |part| part.as_str()));
        return format!("{}/{folder}{text}", date.replace('-', "/"));
    }
    let stem = below.strip_suffix(".mdx").or_else(|| below.strip_suffix(".md")).unwrap_or(below);
    stem.strip_suffix("/index").unwrap_or(stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{DocusaurusAddresses, slug};

    #[test]
    fn a_date_in_the_path_becomes_folders() {
        for (below, expected) in [
            ("2024-01-08-hello.md", "2024/01/08/hello"),
            ("2024-1-8-hello.mdx", "2024/1/8/hello"),
            ("2024-01-08-hello/index.md", "2024/01/08/hello"),
            ("2024/01/08/hello.md", "2024/01/08/hello"),
            ("2024/01-08-hello.md", "2024/01/08/hello"),
            ("notes/2024-01-08-hello.md", "2024/01/08/notes/hello"),
            ("2024-01-08.md", "2024/01/08/"),
            ("hello.md", "hello"),
            ("hello/index.mdx", "hello"),
            ("Hello World.md", "Hello World"),
        ] {
            assert_eq!(slug(below), expected, "{below:?}");
        }
    }

    #[test]
    fn the_configuration_says_how_an_address_ends() {
        let ends = |trailing_slash, path: &str| {
            let addresses =
                DocusaurusAddresses { folder: String::new(), route: String::new(), trailing_slash, template: None };
            addresses.slashed(path.to_owned())
        };
        assert_eq!(
            [ends(None, "/a"), ends(None, "/a/"), ends(Some(true), "/a"), ends(Some(false), "/a/")],
            ["/a", "/a/", "/a/", "/a"]
        );
        assert_eq!(ends(Some(false), "/"), "/");
    }
}
