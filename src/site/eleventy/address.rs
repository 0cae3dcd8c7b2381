//! The address of a page of Eleventy's (`src/TemplatePermalink.js`, `src/TemplateFileSlug.js`).

use super::data::Global;
use super::permalink::{Variables, render};
use crate::post::{Facts, Found};
use crate::problem::{Place, Problem};
use crate::site::pattern::{Pattern, collapse_slashes, encode_path};
use crate::site::slug::eleventy::{file_slug, without_date};
use crate::site::template::{Parts, fill};
use crate::site::{ADDRESS, Address, Addresses};

/// What the addresses of a site's pages are made by.
#[derive(Debug)]
pub struct EleventyAddresses {
    /// The input folder.
    pub input: String,
    /// The user's own template.
    pub template: Option<Pattern>,
    /// The site's data.
    pub global: Global,
}

impl Addresses for EleventyAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let below = facts.source.strip_prefix(self.input.as_str()).unwrap_or(facts.source).trim_start_matches('/');
        let path = below.rsplit_once('.').map_or(below, |(path, _)| path);
        let mut folders: Vec<&str> = path.split('/').collect();
        let stem = folders.pop().unwrap_or_default();
        let slug = file_slug(&folders, stem);
        let found = permalink(facts);
        let own = found.filter(|found| &**found.layer.file == facts.source);
        let (link, because) = match (own, &self.template, found) {
            (Some(found), _, _) | (None, None, Some(found)) => {
                let because = format!("permalink in {}", found.layer.file);
                (self.rendered(facts, found, &folders, stem)?, because)
            }
            (None, Some(template), _) => {
                let path = if stem == "index" { folders.join("/") } else { path.to_owned() };
                let parts = Parts { path: &path, id: slug, slug: Some(slug) };
                (fill(template, facts, parts)?, "permalink in feedwright.toml".to_owned())
            }
            (None, None, None) => (default(&folders, stem), "the file's path".to_owned()),
        };
        let path = format!("{}{}", facts.site.url.path(), encode_path(as_url(&link).trim_start_matches('/')));
        Ok(Address { path, slug: slug.to_owned(), because })
    }
}

/// `permalink`, or what it has for `build`.
fn permalink<'f>(facts: &Facts<'f>) -> Option<Found<'f>> {
    let found = facts.fields.get("permalink")?;
    let found = if found.node.as_map().is_some() { facts.fields.get("permalink.build")? } else { found };
    let text = found.node.text()?;
    (!text.trim().is_empty() && found.node.as_bool().is_none()).then_some(found)
}

impl EleventyAddresses {
    fn rendered(&self, facts: &Facts<'_>, found: Found<'_>, folders: &[&str], stem: &str) -> Result<String, Problem> {
        let template = found.node.text().unwrap_or_default();
        let mut stems = folders.to_vec();
        stems.push(without_date(stem));
        let path_stem = format!("/{}", stems.join("/"));
        let data = |name: &str| {
            let own = facts.fields.get(name).and_then(|found| found.node.text()).map(str::to_owned);
            own.or_else(|| self.global.text(name).map(str::to_owned))
        };
        let variables = Variables {
            file_slug: file_slug(folders, stem),
            path_stem: &path_stem,
            date: facts.address_date.map(|date| date.instant),
            data: &data,
        };
        render(template, &variables).map_err(|why| {
            Problem::new(&ADDRESS, format!("the permalink {template:?} {why}"))
                .at(Place::at(found.layer.file.clone(), found.layer.text, found.node.span))
                .help("say the same in feedwright.toml: permalink = \"/{year}/{month}/{slug}/\" under [site]")
        })
    }
}

/// The path without extension; `index` and a file called like its folder are the folder's page. A date stays.
fn default(folders: &[&str], stem: &str) -> String {
    let mut parts = folders.to_vec();
    if stem != "index" && folders.last() != Some(&stem) {
        parts.push(stem);
    }
    format!("/{}/", parts.join("/"))
}

/// `page.url` of a permalink: from `/`, without an `index.html` at its end.
fn as_url(link: &str) -> String {
    let link = collapse_slashes(link);
    let folder = ["/index.html", "/index"].into_iter().find_map(|end| link.strip_suffix(end));
    folder.map(|folder| format!("{folder}/")).unwrap_or(link)
}

#[cfg(test)]
mod tests {
    use super::{as_url, default};

    #[test]
    fn default_addresses_keep_dates_and_case() {
        for (folders, stem, link) in [
            (&["posts"] as &[_], "2024-01-08-dated", "/posts/2024-01-08-dated/"),
            (&["posts"], "2024-02-02-index", "/posts/2024-02-02-index/"),
            (&["posts", "2024-03-03-dirdate"], "index", "/posts/2024-03-03-dirdate/"),
            (&["posts", "foo"], "foo", "/posts/foo/"),
            (&["My Dir"], "p", "/My Dir/p/"),
            (&[], "index", "/"),
        ] {
            let made = if folders.is_empty() && stem == "index" { as_url("/index") } else { default(folders, stem) };
            assert_eq!(made, link);
        }
        assert_eq!([as_url("x/index.html"), as_url("/a//b.html"), as_url("/c")], ["/x/", "/a/b.html", "/c"]);
    }
}
