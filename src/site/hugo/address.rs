//! The address of a page of Hugo's (`resources/page/page_paths.go`, `hugolib/page__paths.go`).

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::Url;

use super::content::Section;
use super::page::Page;
use super::permalink::{Rule, compile, date, is_dated, is_known, slice, unknown_token};
use crate::post::Facts;
use crate::problem::{Place, Problem};
use crate::site::pattern::{Pattern, encode_path};
use crate::site::slug::hugo::{Cleaning, path as clean_path, token};
use crate::site::{ADDRESS, Address, Addresses};

/// What the addresses of a site's pages are made by.
#[derive(Debug, Clone)]
pub struct HugoAddresses {
    /// The folder of the content, below the site's root.
    pub folder: String,
    /// The path below `content` at which the folder is mounted, without slashes at its ends.
    pub mounted: String,
    /// The language of the folder's files that name none.
    pub language: String,
    /// The languages of the site.
    pub languages: BTreeMap<String, Language>,
    /// The patterns of `permalinks`.
    pub rules: Vec<Rule>,
    /// The folders that are sections, by their logical path.
    pub sections: BTreeMap<String, Section>,
    /// How paths are cleaned.
    pub cleaning: Cleaning,
    /// Which pages end in `.html`.
    pub ugly: Ugly,
}

/// A language of the site.
#[derive(Debug, Clone, Default)]
pub struct Language {
    /// The path prefix of its pages; empty for none.
    pub prefix: String,
    /// Its own address, where each language has a host.
    pub host: Option<Url>,
    /// Its BCP 47 tag, where it is not the site's.
    pub tag: Option<String>,
}

/// `uglyURLs`: for all sections, or by section.
#[derive(Debug, Clone, Default)]
pub struct Ugly {
    /// For those that are not named.
    pub all: bool,
    /// By section.
    pub sections: BTreeMap<String, bool>,
}

impl Addresses for HugoAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let page = self.page(facts.source);
        let language = self.languages.get(page.language.as_ref());
        let values = Values { addresses: self, facts, page: &page };
        let (link, because) = values.link(language)?;
        let host = language.and_then(|language| language.host.as_ref());
        let base = host.unwrap_or(&facts.site.url);
        let below = format!("{}{}", base.path(), encode_path(link.trim_start_matches('/')));
        let path = match host {
            Some(host) => host.join(&below).map_or(below, String::from),
            None => below,
        };
        Ok(Address { path, slug: page.base.into_owned(), because })
    }

    fn is_own_host(&self, host: &str) -> bool {
        let mut hosts = self.languages.values().filter_map(|language| language.host.as_ref()?.host_str());
        hosts.any(|own| own == host)
    }

    fn language(&self, source: &str) -> Option<String> {
        let page = self.page(source);
        self.languages.get(page.language.as_ref()).and_then(|language| language.tag.clone())
    }
}

impl HugoAddresses {
    fn page<'s>(&'s self, source: &'s str) -> Page<'s> {
        let known = |word: &str| self.languages.contains_key(word);
        Page::of(source, &self.folder, &self.language, &known)
    }
}

/// A page with what its address can be made from.
struct Values<'a> {
    addresses: &'a HugoAddresses,
    facts: &'a Facts<'a>,
    page: &'a Page<'a>,
}

impl Values<'_> {
    /// The path below the site's address, not yet encoded, and which rule made it.
    fn link(&self, language: Option<&Language>) -> Result<(String, String), Problem> {
        let prefix = language.map(|language| language.prefix.as_str()).unwrap_or_default();
        if let Some(url) = self.text("url") {
            let because = "url in the front matter".to_owned();
            return Ok((self.of_url(&url, prefix)?, because));
        }
        let logical = self.logical_path();
        let rule = self.addresses.rules.iter().find(|rule| rule.takes(&logical, &self.page.language));
        let (body, because) = match rule {
            Some(rule) => (self.expand(&rule.pattern)?, rule.because.clone()),
            None => self.default_path(),
        };
        let mut link = joined(&[prefix, &body]);
        if self.is_ugly() {
            link.push_str(".html");
        } else if !link.ends_with('/') {
            link.push('/');
        }
        Ok((clean_path(&link, self.addresses.cleaning), because))
    }

    /// `url` in the front matter: taken as it is, but for tokens and for the slash that a folder needs.
    fn of_url(&self, url: &str, prefix: &str) -> Result<String, Problem> {
        let expanded = if url.contains(':') { self.expand(&compile(url))? } else { url.to_owned() };
        let relative = !expanded.starts_with('/');
        let slashed = expanded.ends_with('/');
        let mut link = joined(&[&expanded]);
        if let Some(folder) = link.strip_suffix("index.html").filter(|folder| folder.ends_with('/')) {
            link.truncate(folder.len());
        } else if (slashed || !expanded.contains('.')) && !link.ends_with('/') {
            link.push('/');
        }
        Ok(if relative && !prefix.is_empty() { format!("/{prefix}{link}") } else { link })
    }

    fn default_path(&self) -> (String, String) {
        let cleaning = self.addresses.cleaning;
        let mut parts = vec![self.addresses.mounted.clone()];
        parts.extend(self.page.normalised_folders(cleaning));
        let slug = self.slug();
        let because = if slug.is_some() { "the file's folder and the slug" } else { "the file's path" };
        parts.push(slug.unwrap_or_else(|| self.page.normalised_base(cleaning)));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        (joined(&parts), because.to_owned())
    }

    /// `/posts/news/a`, in lower case: what `permalinks` and cascades are matched against.
    fn logical_path(&self) -> String {
        let lower = Cleaning { lower: true, accents_removed: false };
        let mut parts = vec![self.addresses.mounted.to_lowercase()];
        parts.extend(self.page.normalised_folders(lower));
        parts.push(self.page.normalised_base(lower));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        joined(&parts)
    }

    fn is_ugly(&self) -> bool {
        let Ugly { all, sections } = &self.addresses.ugly;
        self.sections().first().and_then(|section| sections.get(section)).copied().unwrap_or(*all)
    }

    /// The sections that the page lies in: its top folder, and as deep as the deepest folder with an `_index` file.
    fn sections(&self) -> Vec<String> {
        let lower = Cleaning { lower: true, accents_removed: false };
        let mut folders: Vec<String> =
            self.addresses.mounted.split('/').filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
        folders.extend(self.page.normalised_folders(lower));
        let is_section = |depth: &usize| {
            *depth <= 1
                || folders.get(..*depth).is_some_and(|part| self.addresses.sections.contains_key(&part.join("/")))
        };
        let depth = (0..=folders.len()).rev().find(is_section).unwrap_or(0);
        folders.truncate(depth);
        folders
    }

    fn expand(&self, pattern: &Pattern) -> Result<String, Problem> {
        let cleaning = self.addresses.cleaning;
        let expanded = pattern.expand(|name, argument| {
            if !is_known(name, argument) {
                return Err(unknown_token(name).at(self.place()));
            }
            if is_dated(name) {
                return self
                    .facts
                    .address_date
                    .map(|at| date(name, &at.instant).into())
                    .ok_or_else(|| self.no_date(name));
            }
            let sections = self.sections();
            Ok(Cow::Owned(match (name, argument) {
                ("section", _) => sections.first().cloned().unwrap_or_default(),
                ("sections", None) => sections.join("/"),
                ("sections", Some(cut)) => slice(&sections, cut).join("/"),
                ("sectionslug", _) => self.section_slugs(&sections).first().cloned().unwrap_or_default(),
                ("sectionslugs", None) => self.section_slugs(&sections).join("/"),
                ("sectionslugs", Some(cut)) => slice(&self.section_slugs(&sections), cut).join("/"),
                ("title", _) => self.title_token(),
                ("filename", _) => token(&self.page.base, cleaning),
                ("contentbasename", _) => token(&self.content_base_name(), cleaning),
                ("slug", _) => self.slug().map_or_else(|| self.title_token(), |slug| token(&slug, cleaning)),
                ("slugorfilename", _) => token(&self.slug().unwrap_or_else(|| self.page.base.to_string()), cleaning),
                _ => token(&self.slug().unwrap_or_else(|| self.content_base_name()), cleaning),
            }))
        })?;
        Ok(expanded)
    }

    /// Each section's slug, else its title.
    fn section_slugs(&self, sections: &[String]) -> Vec<String> {
        let own = |depth: usize| {
            let path = sections.get(..=depth)?.join("/");
            let section = self.addresses.sections.get(&path)?;
            section.slug.clone().or_else(|| section.title.clone())
        };
        let name = |(depth, name): (usize, &String)| own(depth).unwrap_or_else(|| name.clone());
        sections.iter().enumerate().map(name).map(|slug| token(&slug, self.addresses.cleaning)).collect()
    }

    /// `slug` in the front matter, else what follows the date in a name that gave it.
    fn slug(&self) -> Option<String> {
        if let Some(found) = self.facts.fields.get("slug") {
            // Hugo: "Don't start or end with a -".
            let slug = found.node.text().unwrap_or_default().trim_matches('-');
            return (!slug.is_empty()).then(|| slug.to_owned());
        }
        self.facts.dated_by_name.then(|| self.page.slug_after_date()).flatten().map(str::to_owned)
    }

    /// The file's name; without its date, where the date is taken from it.
    fn content_base_name(&self) -> String {
        let dated = if self.facts.dated_by_name { self.page.slug_after_date() } else { None };
        dated.unwrap_or(&self.page.base).to_owned()
    }

    /// The title as a token: a slash in it parts no folders, as one in a slug does.
    fn title_token(&self) -> String {
        let title = self.text("title").or_else(|| self.facts.title.map(str::to_owned)).unwrap_or_default();
        token(&title.replace('/', "-"), self.addresses.cleaning)
    }

    fn text(&self, key: &str) -> Option<String> {
        let found = self.facts.fields.get(key)?;
        found.node.text().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn place(&self) -> Place {
        self.facts.fields.get("url").map_or_else(
            || Place::file(self.facts.source),
            |found| Place::at(found.layer.file.clone(), found.layer.text, found.node.span),
        )
    }

    fn no_date(&self, token: &str) -> Problem {
        Problem::new(&ADDRESS, format!("the address has :{token}, and the post has no date"))
            .at(Place::file(self.facts.source))
            .help("give it a date: 2024-02-28 (Hugo itself writes year 1 into the address)")
    }
}

/// Path parts as one path from `/`, without doubled slashes and dot segments.
fn joined(parts: &[&str]) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for part in parts.iter().flat_map(|part| part.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            part => kept.push(part),
        }
    }
    format!("/{}", kept.join("/"))
}
