//! Hugo's paths (`common/paths/path.go`, `helpers/path.go`): one cleaner for default paths, a narrower one for what
//! stands in the place of a permalink token.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::unicode::{is_letter_digit_or_mark, is_nonspacing_mark};

/// How a site wants its paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cleaning {
    /// In lower case (`disablePathToLower` is off).
    pub lower: bool,
    /// Without accents (`removePathAccents`).
    pub accents_removed: bool,
}

impl Default for Cleaning {
    fn default() -> Self {
        Self { lower: true, accents_removed: false }
    }
}

/// A file's or folder's name as a part of a default path, before [`path`] cleans the whole: in lower case with a hyphen
/// for each blank, or as it is where the site keeps its case.
#[must_use]
pub fn normalised(name: &str, cleaning: Cleaning) -> String {
    if cleaning.lower { lower(name).replace(' ', "-") } else { name.to_owned() }
}

/// A whole path, cleaned (`MakePathSanitized`).
///
/// Letters, digits and marks of any script and `./\_#+~-@` stay, as does a percent escape; white space becomes one
/// hyphen unless one stands there; all else goes.
#[must_use]
pub fn path(path: &str, cleaning: Cleaning) -> String {
    let path = if cleaning.accents_removed { Cow::Owned(without_accents(path)) } else { Cow::Borrowed(path) };
    let mut clean = String::with_capacity(path.len());
    let mut gap = false;
    let mut after_hyphen = false;
    for (at, c) in path.char_indices() {
        if is_allowed(&path, at, c) {
            after_hyphen = c == '-';
            if gap && !after_hyphen {
                clean.push('-');
            }
            gap = false;
            clean.push(c);
        } else if !clean.is_empty() && !after_hyphen && c.is_whitespace() {
            gap = true;
        }
    }
    if cleaning.lower { lower(&clean) } else { clean }
}

/// A value in the place of a permalink token, before [`path`] cleans the whole.
///
/// Hugo makes a URL of it and takes that apart as a query: a `#` at the end is an empty fragment and goes, and each
/// `+` is a blank.
#[must_use]
pub fn token(value: &str, cleaning: Cleaning) -> String {
    let clean = path(value, cleaning);
    let clean = clean.strip_suffix('#').unwrap_or(&clean);
    clean.replace('+', " ")
}

fn is_allowed(path: &str, at: usize, c: char) -> bool {
    is_letter_digit_or_mark(c)
        || "./\\_#+~-@".contains(c)
        || (c == '%' && path.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)))
}

/// Go's `strings.ToLower`: each character by itself, so that a final sigma is like any other.
fn lower(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

fn without_accents(text: &str) -> String {
    text.nfd().filter(|c| !is_nonspacing_mark(*c)).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::{Cleaning, normalised, path, token};

    const PLAIN: Cleaning = Cleaning { lower: true, accents_removed: false };
    const BARE: Cleaning = Cleaning { lower: true, accents_removed: true };
    const CASED: Cleaning = Cleaning { lower: false, accents_removed: false };

    #[test]
    fn file_names_become_the_paths_that_hugo_makes() {
        let shown = |name, cleaning| path(&normalised(name, cleaning), cleaning);
        for (name, default, bare, cased, in_token) in [
            ("Hello World", "hello-world", "hello-world", "Hello-World", "hello-world"),
            ("c++ & c#", "c++--c#", "c++--c#", "c++-c#", "c-c"),
            ("Café_olé", "café_olé", "cafe_ole", "Café_olé", "café_olé"),
            (
                "under_score--double",
                "under_score--double",
                "under_score--double",
                "under_score--double",
                "under_score--double",
            ),
            ("dots.and.more", "dots.and.more", "dots.and.more", "dots.and.more", "dots.and.more"),
            ("日本語", "日本語", "日本語", "日本語", "日本語"),
            ("what?! (really)", "what-really", "what-really", "what-really", "what-really"),
            ("a%20b%zz", "a%20bzz", "a%20bzz", "a%20bzz", "a%20bzz"),
            ("", "", "", "", ""),
        ] {
            let through_token = path(&token(name, PLAIN), PLAIN);
            assert_eq!(
                (shown(name, PLAIN), shown(name, BARE), shown(name, CASED), through_token),
                (default.to_owned(), bare.to_owned(), cased.to_owned(), in_token.to_owned()),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_slug_is_cleaned_and_keeps_its_slashes() {
        assert_eq!(path("A/b c_d!é", PLAIN), "a/b-c_dé");
        assert_eq!(path("A/b c_d!é", BARE), "a/b-c_de");
        assert_eq!(path("/x/C++ /", CASED), "/x/C++-/");
    }
}
