//! The template of an address that the user gives, `[site] permalink = "/blog/{year}/{slug}/"`, for generators that
//! keep the rule in code.

use std::borrow::Cow;
use std::sync::Arc;

use super::pattern::{Pattern, collapse_slashes, date_field, encode_path};
use super::{ADDRESS, Address, Addresses, PLACEHOLDER};
use crate::post::Facts;
use crate::post::name_date::{Names, leading};
use crate::problem::{Place, Problem};

/// The placeholders.
const PLACEHOLDERS: [&str; 9] = ["year", "month", "day", "slug", "name", "path", "folder", "id", "category"];

/// What a template can be filled in with, beside the front matter.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// The file's path below the folder of the posts, without extension, and of an `index` file that of its folder.
    pub path: &'a str,
    /// What the generator itself calls the post in addresses.
    pub id: &'a str,
    /// The post's slug, where the generator makes one that is not the front matter's.
    pub slug: Option<&'a str>,
}

/// Takes the user's template apart.
///
/// # Errors
///
/// A problem without a place: it has a placeholder that does not exist, or a brace that is not closed.
pub fn template(written: &str) -> Result<Pattern, Problem> {
    let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(" ");
    let refuse =
        |what: String| Problem::new(&PLACEHOLDER, what).help(format!("the placeholders of permalink are {known}"));
    let pattern = Pattern::braces(written).map_err(|why| refuse(format!("permalink {written:?}: {why}")))?;
    let unknown = pattern.names().find(|name| !PLACEHOLDERS.contains(name)).map(str::to_owned);
    match unknown {
        Some(name) => Err(refuse(format!("permalink {written:?} has {{{name}}}, which is no placeholder"))),
        None => Ok(pattern),
    }
}

/// Fills a template in for one post.
///
/// # Errors
///
/// The problem that something is missing for it: a date, a category.
pub fn fill(pattern: &Pattern, facts: &Facts<'_>, parts: Parts<'_>) -> Result<String, Problem> {
    let (folder, name) = parts.path.rsplit_once('/').unwrap_or(("", parts.path));
    let missing = |what: &str, placeholder: &str| {
        Problem::new(&ADDRESS, format!("the address has {{{placeholder}}}, and the post has no {what}"))
            .at(Place::file(facts.source))
            .help(format!("give it a {what}, or its own permalink"))
    };
    pattern.expand(|placeholder, _| {
        Ok(match placeholder {
            "slug" => own_slug(facts)
                .map(Cow::from)
                .or_else(|| parts.slug.map(|slug| slug.to_owned().into()))
                .unwrap_or_else(|| undated(name).to_owned().into()),
            "name" => name.to_owned().into(),
            "path" => parts.path.to_owned().into(),
            "folder" => folder.to_owned().into(),
            "id" => parts.id.to_owned().into(),
            "category" => facts.categories.first().cloned().ok_or_else(|| missing("category", placeholder))?.into(),
            field => {
                let date = facts.address_date.ok_or_else(|| missing("date", placeholder))?;
                date_field(field, &date.instant).unwrap_or_default().into()
            }
        })
    })
}

/// The user's template over a generator's own rule. A post that gives its own address keeps that.
#[derive(Debug)]
pub struct Templated {
    /// The generator's rule.
    pub inner: Arc<dyn Addresses>,
    /// The template.
    pub pattern: Pattern,
    /// The folder of the posts.
    pub folder: String,
}

impl Addresses for Templated {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let made = self.inner.path(facts);
        let is_own = |key: &&str| {
            let found = facts.fields.get(key);
            found.is_some_and(|found| &**found.layer.file == facts.source && found.node.text().is_some())
        };
        if ["permalink", "url", "path"].iter().any(is_own) {
            return made;
        }
        let below = facts.source.strip_prefix(self.folder.as_str()).unwrap_or(facts.source).trim_start_matches('/');
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let path = stem.strip_suffix("/index").unwrap_or(stem);
        let slug = made.ok().map(|address| address.slug).filter(|slug| !slug.is_empty());
        let id = slug.as_deref().unwrap_or(path);
        let link = collapse_slashes(&fill(&self.pattern, facts, Parts { path, id, slug: slug.as_deref() })?);
        let path = format!("{}{}", facts.site.url.path(), encode_path(link.trim_start_matches('/')));
        Ok(Address { path, slug: id.to_owned(), because: "permalink in feedwright.toml".to_owned() })
    }

    fn is_own_host(&self, host: &str) -> bool {
        self.inner.is_own_host(host)
    }

    fn language(&self, source: &str) -> Option<String> {
        self.inner.language(source)
    }
}

/// `slug` in the front matter.
#[must_use]
pub fn own_slug(facts: &Facts<'_>) -> Option<String> {
    let text = facts.fields.get("slug")?.node.text()?.trim().trim_matches('/').to_owned();
    (!text.is_empty()).then_some(text)
}

/// A name without the date at its beginning.
#[must_use]
pub fn undated(name: &str) -> &str {
    leading(name, Names::Iso).filter(|found| !found.rest.is_empty()).map_or(name, |found| found.rest)
}

#[cfg(test)]
mod tests {
    use super::{template, undated};

    #[test]
    fn a_template_has_known_placeholders_only() {
        let message = |written| template(written).map(|_| ()).map_err(|problem| problem.message);
        assert_eq!(message("/{year}/{month}/{slug}/"), Ok(()));
        assert_eq!(message("/{yaer}/"), Err("permalink \"/{yaer}/\" has {yaer}, which is no placeholder".to_owned()));
        assert_eq!(message("/{slug"), Err("permalink \"/{slug\": a { is not closed".to_owned()));
        assert_eq!((undated("2024-01-08-x"), undated("2024-01-08"), undated("x")), ("x", "2024-01-08", "x"));
    }
}
