//! What a content file's path says of its page: folders, name, language, bundle (`common/paths/pathparser.go`).

use std::borrow::Cow;

use crate::site::slug::hugo::{Cleaning, normalised};

/// A content file, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'s> {
    /// The folders above the page, without that of its own bundle.
    pub folders: Vec<&'s str>,
    /// The file's name without language and extension; of a bundle the folder's.
    pub base: Cow<'s, str>,
    /// The language, in lower case.
    pub language: Cow<'s, str>,
}

impl<'s> Page<'s> {
    /// The page of `source`, a file below `folder`. `known` says whether a word is one of the site's languages.
    #[must_use]
    pub fn of(source: &'s str, folder: &str, language: &'s str, known: &dyn Fn(&str) -> bool) -> Self {
        let below = source.strip_prefix(folder).unwrap_or(source).trim_start_matches('/');
        let mut folders: Vec<&str> = below.split('/').filter(|part| !part.is_empty()).collect();
        let name = folders.pop().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let mut own = Cow::Borrowed(language);
        let mut base = stem;
        if let Some((before, word)) = stem.rsplit_once('.') {
            let word = word.to_lowercase();
            if known(&word) {
                base = before;
                own = Cow::Owned(word);
            }
        }
        if base == "index" {
            base = folders.pop().unwrap_or_default();
        }
        Self { folders, base: base.into(), language: own }
    }

    /// The folders as they stand in a default path.
    #[must_use]
    pub fn normalised_folders(&self, cleaning: Cleaning) -> Vec<String> {
        self.folders.iter().map(|folder| normalised(folder, cleaning)).collect()
    }

    /// The name as it stands in a default path.
    #[must_use]
    pub fn normalised_base(&self, cleaning: Cleaning) -> String {
        normalised(&self.base, cleaning)
    }

    /// What follows the date at the beginning of the name, `2024-01-08-` or `2024-01-08-10-11-12-`.
    #[must_use]
    pub fn slug_after_date(&self) -> Option<&str> {
        let (date, rest) = self.base.split_at_checked(10)?;
        if !is_shaped(date, b"dddd-dd-dd") {
            return None;
        }
        let timed = rest.split_at_checked(9).filter(|(time, _)| is_shaped(time, b"-dd-dd-dd"));
        let rest = timed.map_or(rest, |(_, rest)| rest);
        // A little lenient, as Hugo is.
        Some(rest.trim_matches([' ', '-', '_'])).filter(|slug| !slug.is_empty())
    }
}

/// Whether `text` has a digit where `shape` has `d`, and what `shape` has elsewhere.
fn is_shaped(text: &str, shape: &[u8]) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape).all(|(byte, of)| if *of == b'd' { byte.is_ascii_digit() } else { byte == *of })
}

#[cfg(test)]
mod tests {
    use super::Page;

    fn page(source: &str) -> (Vec<&str>, String, String) {
        let page = Page::of(source, "content", "en", &|word| matches!(word, "en" | "fr"));
        (page.folders, page.base.into_owned(), page.language.into_owned())
    }

    #[test]
    fn a_path_comes_apart_into_folders_name_and_language() {
        for (source, folders, base, language) in [
            ("content/posts/a.md", &["posts"] as &[_], "a", "en"),
            ("content/posts/a.fr.md", &["posts"], "a", "fr"),
            ("content/posts/a.FR.md", &["posts"], "a", "fr"),
            ("content/posts/dots.and.more.md", &["posts"], "dots.and.more", "en"),
            ("content/posts/bundle/index.md", &["posts"], "bundle", "en"),
            ("content/posts/bundle/index.fr.md", &["posts"], "bundle", "fr"),
            ("content/a.md", &[], "a", "en"),
            ("content/index.md", &[], "", "en"),
        ] {
            assert_eq!(page(source), (folders.to_vec(), base.to_owned(), language.to_owned()), "{source:?}");
        }
    }

    #[test]
    fn a_name_gives_its_slug_after_its_date() {
        for (source, slug) in [
            ("content/2024-01-08-a-b.md", Some("a-b")),
            ("content/2024-01-08_a.md", Some("a")),
            ("content/2024-01-08-10-11-12-a.md", Some("a")),
            ("content/2024-01-08.md", None),
            ("content/2024-1-8-a.md", None),
            ("content/2024-01-08-c/index.md", Some("c")),
        ] {
            let page = Page::of(source, "content", "en", &|_| false);
            assert_eq!(page.slug_after_date(), slug, "{source:?}");
        }
    }
}
