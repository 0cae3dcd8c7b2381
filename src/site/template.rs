//! The template of an address that the user gives, `[site] permalink = "/blog/{year}/{slug}/"`, for generators that
//! keep the rule in code.

use std::borrow::Cow;

use super::pattern::{Pattern, date_field};
use super::{ADDRESS, PLACEHOLDER};
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
