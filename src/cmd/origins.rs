//! Where a site's own setting stands, as file and line: for the comments of a new feedwright.toml.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use feedwright::site::Generator;

/// The longest configuration file that is looked through, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// The configuration files of a site, with their texts.
#[derive(Debug)]
pub struct Origins {
    generator: Generator,
    files: Vec<(String, String)>,
}

impl Origins {
    /// Reads the configuration files in `folder`; what cannot be read has been told by then.
    pub fn read(folder: &Path, generator: Generator) -> Self {
        let names = files(generator).iter().copied();
        let read = names.filter_map(|name| {
            let mut bytes = Vec::new();
            File::open(folder.join(name)).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
            Some((name.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
        });
        Self { generator, files: read.collect() }
    }

    /// Where `value` stands under a key that means `setting`: `_config.yml:3`. A value that stands nowhere is the
    /// generator's own.
    pub fn of(&self, setting: &str, value: &str) -> String {
        let bare = value.trim_end_matches('/');
        let in_line = |line: &str| !bare.is_empty() && line.contains(bare);
        let meant = |line: &str| in_line(line) && keys(setting).iter().any(|key| says(line, key));
        self.first(&meant)
            // A file of data may have the value in the line after its key, or a base path apart from its host.
            .or_else(|| (bare.len() > 3).then(|| self.first(&in_line))?)
            .or_else(|| self.first(&|line| keys(setting).iter().any(|key| says(line, key) && in_part(line, bare))))
            .unwrap_or_else(|| format!("what {} does when nothing says", self.generator.name()))
    }

    fn first(&self, is: &dyn Fn(&str) -> bool) -> Option<String> {
        self.files.iter().find_map(|(name, text)| {
            let at = text.lines().position(|line| !is_comment(line) && is(line))?;
            Some(format!("{name}:{}", at + 1))
        })
    }
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('#') || line.starts_with("//")
}

/// Whether a line sets a key: `key:`, `key =`, `"key":`, `KEY =`, or as the last part of a dotted one.
fn says(line: &str, key: &str) -> bool {
    let written = line.split([':', '=']).next().unwrap_or_default();
    let mut words = written.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.rfind(|word| !word.is_empty()).is_some_and(|word| word.eq_ignore_ascii_case(key))
}

/// Whether a line has the beginning of an address, whose rest is set elsewhere.
fn in_part(line: &str, value: &str) -> bool {
    let host = value.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    host.is_some_and(|host| !host.is_empty() && line.contains(host))
}

fn keys(setting: &str) -> &'static [&'static str] {
    match setting {
        "url" => &["url", "baseURL", "base_url", "SITEURL", "site", "website"],
        "title" => &["title", "name", "SITENAME", "SITE_TITLE"],
        "description" => &["description", "SITESUBTITLE", "tagline", "subtitle", "SITE_DESCRIPTION"],
        "language" => &[
            "lang",
            "language",
            "languageCode",
            "locale",
            "default_language",
            "defaultContentLanguage",
            "defaultLocale",
            "DEFAULT_LANG",
        ],
        "timezone" => &["timezone", "timeZone", "TIMEZONE"],
        "author" => &["author", "name", "AUTHOR"],
        "limit" => &["posts_limit", "limit", "rssLimit", "feed_limit", "FEED_MAX_ITEMS"],
        "feed" => &[
            "path",
            "feed_filename",
            "feed_filenames",
            "FEED_ALL_ATOM",
            "FEED_ALL_RSS",
            "FEED_ATOM",
            "FEED_RSS",
            "outputPath",
            "routeBasePath",
            "baseName",
        ],
        _ => &[],
    }
}

/// The files that a generator's settings are read from, in the order in which they count.
const fn files(generator: Generator) -> &'static [&'static str] {
    match generator {
        Generator::Plain => &[],
        Generator::Jekyll => &["_config.yml", "_config.yaml", "_config.toml"],
        Generator::Hugo => &[
            "hugo.toml",
            "hugo.yaml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
            "config/_default/hugo.toml",
            "config/_default/hugo.yaml",
            "config/_default/config.toml",
            "config/_default/config.yaml",
            "config/_default/params.toml",
            "config/_default/languages.toml",
        ],
        Generator::Zola => &["zola.toml", "config.toml"],
        Generator::Pelican => &["publishconf.py", "pelicanconf.py"],
        Generator::Hexo => &["_config.yml", "_config.yaml", "_config.json"],
        Generator::Docusaurus => &["docusaurus.config.ts", "docusaurus.config.js", "docusaurus.config.mjs"],
        Generator::Eleventy => &[
            "_data/metadata.js",
            "_data/metadata.json",
            "_data/site.json",
            "_data/site.js",
            "src/_data/metadata.js",
            "src/_data/metadata.json",
            "src/_data/site.json",
            "src/_data/site.js",
            "eleventy.config.js",
            ".eleventy.js",
            "eleventy.config.mjs",
            "eleventy.config.cjs",
        ],
        Generator::Astro => &[
            "astro.config.mjs",
            "astro.config.ts",
            "astro.config.js",
            "src/consts.ts",
            "src/consts.js",
            "src/config.ts",
            "src/site.config.ts",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_at_its_line() {
        let text = "# title: Old\ntitle: \"A blog\"\nurl: https://e.example\nbaseurl: /b\nfeed:\n  posts_limit: 7\n";
        let origins = Origins { generator: Generator::Jekyll, files: vec![("_config.yml".into(), text.into())] };
        assert_eq!(origins.of("title", "A blog"), "_config.yml:2");
        assert_eq!(origins.of("url", "https://e.example/b/"), "_config.yml:3");
        assert_eq!(origins.of("limit", "7"), "_config.yml:6");
        assert_eq!(origins.of("feed", "feed.xml"), "what jekyll does when nothing says");
    }
}
