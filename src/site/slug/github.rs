//! GitHub's slugs of headings, as `github-slugger` makes them: Astro's ids of content.

use super::unicode::is_digit_mark_or_connector;

/// A name as GitHub makes an anchor of it: in lower case, without punctuation, a hyphen for each blank.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = name.to_lowercase();
    slug.retain(|c| c.is_alphabetic() || is_digit_mark_or_connector(c) || matches!(c, ' ' | '-'));
    if slug.contains(' ') { slug.replace(' ', "-") } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_the_slugs_that_github_makes() {
        for (name, expected) in [
            ("Hello World", "hello-world"),
            ("c++ & c#", "c--c"),
            ("Café_olé", "café_olé"),
            ("dots.and.more", "dotsandmore"),
            ("under_score--double", "under_score--double"),
            ("日本語", "日本語"),
            ("It's 100%", "its-100"),
            ("😄 emoji", "-emoji"),
        ] {
            assert_eq!(slug(name), expected, "{name:?}");
        }
    }
}
