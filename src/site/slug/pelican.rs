//! Pelican's slugs (`pelican/utils.py`, `slugify`).

use std::borrow::Cow;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::post::title::decoded;

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
        let substitutions = [(r"[^\w\s-]", ""), (r"\A\s*", ""), (r"\s*\z", ""), (r"[-\s]+", "-")]
            .into_iter()
            .filter_map(|(pattern, by)| Some((Regex::new(pattern).ok()?, by.to_owned())))
            .collect();
        Self { substitutions, unicode: false, keep_case: false }
    }
}

/// `slugify`: tags taken out, normalised (NFKC), transliterated unless other scripts stay, then the substitutions in
/// order, then lower case.
#[must_use]
pub fn slugify(value: &str, rules: &Rules) -> String {
    let normal: String = without_tags(value).nfkc().collect();
    let mut slug = if rules.unicode { normal } else { deunicode::deunicode(&normal) };
    for (pattern, by) in &rules.substitutions {
        if let Cow::Owned(replaced) = pattern.replace_all(&slug, by.as_str()) {
            slug = replaced;
        }
    }
    let cased = if rules.keep_case { slug } else { slug.to_lowercase() };
    cased.trim().to_owned()
}

/// `markupsafe`'s `striptags`: tags go, references are resolved, blanks fold.
fn without_tags(value: &str) -> Cow<'_, str> {
    if !value.contains(['<', '&']) {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, tag)) = rest.split_once('<') {
        let Some((_, after)) = tag.split_once('>') else { break };
        text.push_str(before);
        rest = after;
    }
    text.push_str(rest);
    let words: Vec<&str> = text.split_whitespace().collect();
    Cow::Owned(decoded(&words.join(" ")).into_owned())
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
            ("With: a colon & <b>markup</b>", "with-a-colon-markup"),
            ("AT&amp;T", "att"),
            ("", ""),
        ] {
            assert_eq!(slugify(title, &Rules::default()), slug, "{title:?}");
        }
    }
}
