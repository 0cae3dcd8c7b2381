//! Jekyll's slugs (`lib/jekyll/utils.rb`, `slugify`).

use super::unicode::is_letter_digit_or_mark;

/// `slugify` in mode `pretty`, keeping case: what `:title` and `:slugified_categories` go through.
///
/// Letters and digits of any script and `._~!$&'()+,;=@` stay; every other run becomes one hyphen, and one hyphen is
/// cut at either end.
#[must_use]
pub fn pretty(name: &str) -> String {
    hyphenated(name, |c| is_letter_digit_or_mark(c) || "._~!$&'()+,;=@".contains(c))
}

/// `slugify` in its default mode, in lower case: what `:slug` and `:name` go through.
#[must_use]
pub fn default(name: &str) -> String {
    hyphenated(name, is_letter_digit_or_mark).to_lowercase()
}

fn hyphenated(name: &str, keeps: impl Fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if keeps(c) {
            if gap {
                slug.push('-');
            }
            gap = false;
            slug.push(c);
        } else {
            gap = true;
        }
    }
    if let Some(rest) = slug.strip_prefix('-') {
        return rest.to_owned();
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::{default, pretty};

    #[test]
    fn names_become_the_slugs_that_jekyll_makes() {
        for (name, title, slug) in [
            ("Hello World", "Hello-World", "hello-world"),
            ("c++_and_c#", "c++_and_c", "c-and-c"),
            ("under_score--double", "under_score-double", "under-score-double"),
            ("dots.and.more", "dots.and.more", "dots-and-more"),
            ("quote's & amp", "quote's-&-amp", "quote-s-amp"),
            ("My Slug Here", "My-Slug-Here", "my-slug-here"),
            ("日本語", "日本語", "日本語"),
            ("-both-ends-", "both-ends", "both-ends"),
            ("", "", ""),
        ] {
            assert_eq!((pretty(name).as_str(), default(name).as_str()), (title, slug), "{name:?}");
        }
    }
}
