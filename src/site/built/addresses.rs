//! `links = "built"`: the address of a post is where its page is in the built site.

use std::fmt;
use std::sync::Arc;

use super::{Built, Known, Page};
use crate::post::Facts;
use crate::problem::{Place, Problem};
use crate::site::{ADDRESS, Address, Addresses};

/// The addresses of a generator, corrected by the pages that it built.
pub struct BuiltAddresses {
    /// The generator's own rule: where its page is there, it stands.
    pub rule: Arc<dyn Addresses>,
    /// The built site.
    pub built: Arc<Built>,
}

impl fmt::Debug for BuiltAddresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BuiltAddresses").field("rule", &self.rule).finish_non_exhaustive()
    }
}

impl Addresses for BuiltAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let computed = self.rule.path(facts);
        if let Ok(address) = &computed
            && let Some(page) = self.built.page(&address.path).filter(|page| !page.head.redirects)
        {
            let path = self.built.path_of(page);
            return Ok(Address { path, slug: address.slug.clone(), because: because(page) });
        }
        let slug = computed.as_ref().map(|address| address.slug.clone()).ok();
        match self.search(facts, slug.as_deref()) {
            Some(page) => Ok(Address {
                path: self.built.path_of(page),
                slug: slug.unwrap_or_else(|| stem(facts.source).to_owned()),
                because: because(page),
            }),
            None => Err(self.missing(facts, computed.ok())),
        }
    }

    fn language(&self, source: &str) -> Option<String> {
        self.rule.language(source)
    }
}

impl BuiltAddresses {
    fn search(&self, facts: &Facts<'_>, slug: Option<&str>) -> Option<&Page> {
        let stem = stem(facts.source);
        let own = facts.fields.get("slug").and_then(|found| found.node.text());
        let names: Vec<&str> = [own, slug, Some(stem), Some(without_date(stem))].into_iter().flatten().collect();
        let day = facts.published.map(|at| at.instant.format("%Y-%m-%d").to_string());
        self.built.find(Known { names: &names, title: facts.title, day: day.as_deref() })
    }

    fn missing(&self, facts: &Facts<'_>, computed: Option<Address>) -> Problem {
        let folder = self.built.folder.display();
        let at = computed.map_or_else(String::new, |address| format!(", nor is there one at {}", address.path));
        Problem::new(&ADDRESS, format!("no page of {folder} is known as this post's by its name or title{at}"))
            .at(Place::file(facts.source))
            .help("build the site anew, or give the post a permalink; a draft has no page until it is published")
    }
}

fn because(page: &Page) -> String {
    let how = if page.head.canonical.is_some() { "canonical link of" } else { "page" };
    format!("{how} {} of the built site", page.file)
}

/// The name of a post's file without its extension; of its folder for an index file.
pub(super) fn stem(source: &str) -> &str {
    let stem = source.rsplit_once('.').map_or(source, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}

fn without_date(stem: &str) -> &str {
    let dated = stem.get(..11).is_some_and(|date| {
        date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'-' || byte == b'_',
            _ => byte.is_ascii_digit(),
        })
    });
    if dated { stem.get(11..).unwrap_or(stem) } else { stem }
}
