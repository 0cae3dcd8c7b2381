//! Eleventy's file slugs (`src/TemplateFileSlug.js`) and its `slugify` and `slug` filters.

/// A name without a date in the form `YYYY-MM-DD-` and what stands before it.
#[must_use]
pub fn without_date(name: &str) -> &str {
    let mut from = 0;
    while let Some(rest) = name.get(from..) {
        if let Some(after) = after_date(rest) {
            return after;
        }
        from += rest.chars().next().map_or(1, char::len_utf8);
    }
    name
}

/// `page.fileSlug`: of `folders` and the file's name without its extension.
#[must_use]
pub fn file_slug<'n>(folders: &[&'n str], stem: &'n str) -> &'n str {
    match (without_date(stem), folders.last()) {
        ("index", Some(folder)) => without_date(folder),
        ("index", None) => "",
        (slug, _) => slug,
    }
}

/// The filter `slugify`: transliterated, in lower case, with single hyphens between runs of letters and digits.
///
/// Eleventy uses `@sindresorhus/slugify`, which also parts words at a capital letter that follows a small one.
#[must_use]
pub fn slugify(text: &str) -> String {
    let plain = deunicode::deunicode(&text.replace('&', " and "));
    let mut slug = String::with_capacity(plain.len());
    let mut before = ' ';
    let mut letters = plain.chars().filter(|c| !matches!(c, '\'' | '’')).peekable();
    while let Some(c) = letters.next() {
        let parts_words = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && letters.peek().is_some_and(char::is_ascii_lowercase)));
        if (parts_words || !c.is_ascii_alphanumeric()) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    slug.trim_end_matches('-').to_owned()
}

/// What follows `YYYY-MM-DD-` at the beginning of `text`.
fn after_date(text: &str) -> Option<&str> {
    let (date, rest) = text.split_at_checked(11)?;
    let shaped = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 | 10 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    shaped.then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{file_slug, slugify};

    #[test]
    fn files_have_the_slugs_that_eleventy_gives_them() {
        for (folders, stem, slug) in [
            (&["posts"] as &[_], "2024-01-08-dated", "dated"),
            (&["posts"], "2024-02-02-index", "posts"),
            (&["posts", "2024-03-03-dirdate"], "index", "dirdate"),
            (&["posts", "foo"], "foo", "foo"),
            (&[], "index", ""),
            (&["posts"], "2024-12-5-short", "2024-12-5-short"),
            (&["posts"], "draft-2024-01-08-x", "x"),
        ] {
            assert_eq!(file_slug(folders, stem), slug, "{stem:?}");
        }
    }

    #[test]
    fn the_slugify_filter_parts_words() {
        for (text, slug) in [
            ("Hello World", "hello-world"),
            ("fooBar & baz's", "foo-bar-and-bazs"),
            ("Déjà Vu!", "deja-vu"),
            ("--a__b--", "a-b"),
        ] {
            assert_eq!(slugify(text), slug);
        }
    }
}
