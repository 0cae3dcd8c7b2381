//! Zola's slugs (`components/utils/src/slugs.rs`), by the three strategies of `[slugify] paths`.

/// How Zola cleans the names in paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strategy {
    /// Transliterated to ASCII letters, digits and hyphens.
    #[default]
    On,
    /// Only without the characters that a file system forbids.
    Safe,
    /// As it is.
    Off,
}

impl Strategy {
    /// The strategy of this name in `config.toml`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "on" => Some(Self::On),
            "safe" => Some(Self::Safe),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// A name or slug, cleaned by the site's strategy.
#[must_use]
pub fn slugify(name: &str, strategy: Strategy) -> String {
    match strategy {
        Strategy::On => transliterated(name),
        Strategy::Safe => {
            // NTFS allows no name that ends in a blank or a dot, nor one with these characters.
            name.trim_end_matches([' ', '.']).chars().filter(|c| !r#"<>:"/\|?*"#.contains(*c)).collect()
        }
        Strategy::Off => name.to_owned(),
    }
}

fn transliterated(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut push = |c: char| {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    };
    for c in name.chars() {
        if c.is_ascii() {
            push(c);
        } else {
            deunicode::deunicode_char(c).unwrap_or("-").chars().for_each(&mut push);
        }
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::{Strategy, slugify};

    #[test]
    fn names_become_the_slugs_that_zola_makes() {
        for (name, on, safe) in [
            ("Hello World", "hello-world", "Hello World"),
            ("Café_olé C++", "cafe-ole-c", "Café_olé C++"),
            ("日本語", "ri-ben-yu", "日本語"),
            ("My Slug/x", "my-slug-x", "My Slugx"),
            ("dots.and.more", "dots-and-more", "dots.and.more"),
            ("C++ & Rust", "c-rust", "C++ & Rust"),
            ("dot. ", "dot", "dot"),
            ("-a-", "a", "-a-"),
            ("", "", ""),
        ] {
            let shown = [Strategy::On, Strategy::Safe, Strategy::Off].map(|strategy| slugify(name, strategy));
            assert_eq!(shown, [on, safe, name], "{name:?}");
        }
    }
}
