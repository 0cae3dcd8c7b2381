//! Pelican's slugs (`pelican/utils.py`, `slugify`).

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// The settings that shape a slug.
#[derive(Debug, Clone)]
pub struct Rules {
    /// `SLUG_REGEX_SUBSTITUTIONS`: what is replaced, in order.
    pub substitutions: Vec<(Regex, String)>,
    /// `SLUGIFY_USE_UNICODE`: other scripts stay.
    pub unicode: bool,
    /// `SLUGIFY_PRESERVE_CASE`.
    pub keep_case: bool,
}

impl Default for Rules {
    /// `DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]`: what is no letter, digit, blank or hyphen goes, blanks at the ends
    /// go, runs of blanks and hyphens become one hyphen.
    fn default() -> Self {
        let substitutions = [(r"[^\w\s-]", ""), (r"^\s*", ""), (r"\s*$", ""), (r"[-\s]+", "-")]
            .into_iter()
            .filter_map(|(pattern, by)| Some((Regex::new(pattern).ok()?, by.to_owned())))
            .collect();
        Self { substitutions, unicode: false, keep_case: false }
    }
}

/// `slugify`: normalised (NFKD, or NFKC where other scripts stay), transliterated unless other scripts stay, then the
/// substitutions in order, then lower case.
#[must_use]
pub fn slugify(value: &str, rules: &Rules) -> String {
    let normal: String = if rules.unicode { value.nfkc().collect() } else { value.nfkd().collect() };
    let mut slug = if rules.unicode { normal } else { deunicode::deunicode(&normal) };
    for (pattern, by) in &rules.substitutions {
        slug = pattern.replace_all(&slug, by.as_str()).into_owned();
    }
    if rules.keep_case { slug } else { slug.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::{Rules, slugify};

    #[test]
    fn titles_become_the_slugs_that_pelican_makes() {
        for (title, slug) in [
            ("Hello, Wörld & C++ C# !", "hello-world-c-c"),
            ("日本語 テスト", "ri-ben-yu-tesuto"),
            ("snake_case -- dash & \"quotes\" it's", "snake_case-dash-quotes-its"),
            ("Sub Cat", "sub-cat"),
            ("With: a colon & markup", "with-a-colon-markup"),
            ("", ""),
        ] {
            assert_eq!(slugify(title, &Rules::default()), slug, "{title:?}");
        }
    }
}
