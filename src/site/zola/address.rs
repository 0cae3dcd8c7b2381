//! The address of a page of Zola's (`components/content/src/{page,file_info}.rs`).

use crate::post::Facts;
use crate::post::name_date::{Names, leading};
use crate::problem::{Place, Problem};
use crate::site::pattern::encode_path;
use crate::site::slug::zola::{Strategy, slugify};
use crate::site::{ADDRESS, Address, Addresses};

/// What the addresses of a site's pages are made by.
#[derive(Debug, Clone)]
pub struct ZolaAddresses {
    /// The folder of the content.
    pub folder: String,
    /// The code of the default language.
    pub default: String,
    /// The codes of the others.
    pub others: Vec<String>,
    /// How names in paths are cleaned.
    pub strategy: Strategy,
    /// A date at the beginning of a name stays in the path.
    pub keeps_dates: bool,
}

/// A content file, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Page<'s> {
    folders: Vec<&'s str>,
    name: &'s str,
    is_index: bool,
    language: Option<&'s str>,
}

impl Addresses for ZolaAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let page = self.page(facts.source).map_err(|code| no_language(facts.source, code))?;
        let (slug, of_slug) = self.slug(facts, &page);
        let (path, because) = match text(facts, "path") {
            Some(path) => (path.trim().to_owned(), "path in the front matter"),
            None => (self.default_path(&page, &slug), of_slug),
        };
        let path = format!("{}/", path.trim_start_matches('/').trim_end_matches('/'));
        let base = facts.site.url.path();
        let path = if path == "/" { base.to_owned() } else { format!("{base}{}", encode_path(&path)) };
        Ok(Address { path, slug, because: because.to_owned() })
    }

    fn language(&self, source: &str) -> Option<String> {
        let code = self.page(source).ok()?.language?;
        (code != self.default).then(|| code.to_owned())
    }
}

impl ZolaAddresses {
    /// Takes a source path apart.
    ///
    /// # Errors
    ///
    /// What stands in the name in the place of a language and is none.
    fn page<'s>(&self, source: &'s str) -> Result<Page<'s>, &'s str> {
        let below = source.strip_prefix(self.folder.as_str()).unwrap_or(source).trim_start_matches('/');
        let mut folders: Vec<&str> = below.split('/').filter(|part| !part.is_empty()).collect();
        let file = folders.pop().unwrap_or_default();
        let mut name = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let mut language = None;
        if !self.others.is_empty()
            && let Some((before, code)) = name.split_once('.')
        {
            if code != self.default && !self.others.iter().any(|other| other == code) {
                return Err(code);
            }
            name = before;
            language = Some(code);
        }
        let is_index = name == "index";
        if is_index {
            name = folders.pop().unwrap_or_default();
        }
        Ok(Page { folders, name, is_index, language })
    }

    fn slug(&self, facts: &Facts<'_>, page: &Page<'_>) -> (String, &'static str) {
        if let Some(slug) = text(facts, "slug") {
            return (slugify(slug, self.strategy), "the file's folder and the slug");
        }
        let dated = leading(page.name, Names::Padded).filter(|found| !self.keeps_dates && !found.rest.is_empty());
        let (name, because) = match dated {
            Some(found) => (found.rest, "the file's path without its date"),
            None => (page.name, "the file's path"),
        };
        (slugify(name, self.strategy), because)
    }

    fn default_path(&self, page: &Page<'_>, slug: &str) -> String {
        let language = page.language.filter(|code| *code != self.default);
        // Zola leaves the folders of sections as they are called.
        let parts = language.into_iter().chain(page.folders.iter().copied());
        let at_root = page.is_index && page.name.is_empty();
        parts.chain((!at_root).then_some(slug)).collect::<Vec<_>>().join("/")
    }
}

fn text<'f>(facts: &Facts<'f>, key: &str) -> Option<&'f str> {
    facts.fields.get(key)?.node.text().filter(|text| !text.trim().is_empty())
}

fn no_language(source: &str, code: &str) -> Problem {
    Problem::new(&ADDRESS, format!("{code:?} in the file's name is no language of the site, and Zola takes it for one"))
        .at(Place::file(source))
        .help("write a hyphen for the dot, or configure the language under [languages]")
}

#[cfg(test)]
mod tests {
    use super::{Page, Strategy, ZolaAddresses};

    #[test]
    fn a_name_has_a_language_only_where_the_site_has_several() {
        let one = ZolaAddresses {
            folder: "content".to_owned(),
            default: "en".to_owned(),
            others: Vec::new(),
            strategy: Strategy::On,
            keeps_dates: false,
        };
        let several = ZolaAddresses { others: vec!["fr".to_owned()], ..one.clone() };
        let page = |name, language| Page { folders: vec!["posts"], name, is_index: false, language };
        assert_eq!(one.page("content/posts/a.fr.md"), Ok(page("a.fr", None)));
        assert_eq!(several.page("content/posts/a.fr.md"), Ok(page("a", Some("fr"))));
        assert_eq!(several.page("content/posts/a.b.md"), Err("b"));
        assert_eq!(several.page("content/posts/b/index.fr.md"), Ok(Page { is_index: true, ..page("b", Some("fr")) }));
    }
}
