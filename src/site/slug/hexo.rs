//! Hexo's slugs (`hexo-util/lib/slugize.ts`).

use unicode_normalization::UnicodeNormalization;

/// `slugize` with hyphens, case kept: diacritics go, each run of control characters, blanks and ASCII punctuation
/// becomes one hyphen, hyphens at the ends go.
#[must_use]
pub fn slugize(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)) {
        if breaks(c) {
            gap = true;
        } else {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(c);
        }
    }
    slug
}

/// `rSpecial` and `rControl` of `slugize.ts`.
fn breaks(c: char) -> bool {
    c <= '\u{1f}' || c.is_whitespace() || "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/".contains(c)
}

#[cfg(test)]
mod tests {
    use super::slugize;

    #[test]
    fn titles_become_the_slugs_that_hexo_makes() {
        for (text, slug) in [
            ("Hello World", "Hello-World"),
            ("C++", "C"),
            ("Café_olé", "Cafe-ole"),
            ("日本語", "日本語"),
            ("a -- b", "a-b"),
            ("  x. ", "x"),
            ("", ""),
        ] {
            assert_eq!(slugize(text), slug, "{text:?}");
        }
    }
}
