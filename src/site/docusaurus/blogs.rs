//! The blogs of a Docusaurus site: the preset's, and those that the blog plugin is set up for besides.

use std::collections::BTreeMap;

use crate::site::script::{Form, Script};

/// A blog with the options that are written out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blog {
    /// Whether it is the preset's.
    pub is_preset: bool,
    /// The options by key: `path`, `routeBasePath`, `feedOptions.limit`; a list's words parted by commas.
    pub options: BTreeMap<String, String>,
}

impl Blog {
    /// An option's text.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&str> {
        self.options.get(key).map(String::as_str)
    }

    /// A folder or route, without `./` and slashes at its ends.
    #[must_use]
    pub fn folder(&self, key: &str) -> &str {
        self.option(key).unwrap_or("blog").trim_start_matches("./").trim_matches('/')
    }
}

/// The blogs that the configuration sets up. A preset sets one up unless it says `blog: false`.
#[must_use]
pub fn blogs(script: &Script) -> Vec<Blog> {
    let mut preset = Blog { is_preset: true, ..Blog::default() };
    let mut is_off = false;
    let mut others: Vec<Blog> = Vec::new();
    let mut in_plugin = false;
    for plain in script.values() {
        let Some(known) = script.known(plain) else { continue };
        if let Some(key) = below(&plain.path, "presets") {
            match key.strip_prefix("blog") {
                Some("") => is_off = known.form == Form::Bare && known.text == "false",
                Some(key) => set(&mut preset, key.trim_start_matches('.'), &known.text),
                None => {}
            }
        } else if let Some(key) = below(&plain.path, "plugins") {
            if key.is_empty() {
                in_plugin = known.text.ends_with("content-blog");
                if in_plugin {
                    others.push(Blog::default());
                }
            } else if let Some(blog) = others.last_mut().filter(|_| in_plugin) {
                set(blog, key, &known.text);
            }
        }
    }
    let preset = (!is_off).then_some(preset);
    preset.into_iter().chain(others).collect()
}

fn set(blog: &mut Blog, key: &str, text: &str) {
    let option = blog.options.entry(key.to_owned()).or_default();
    if !option.is_empty() {
        option.push(',');
    }
    option.push_str(text);
}

/// What follows `key` in a path: `blog.path` of `config.presets.blog.path`.
fn below<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    let mut rest = path;
    loop {
        let (head, tail) = rest.split_once('.').unwrap_or((rest, ""));
        if head == key {
            return Some(tail);
        }
        if tail.is_empty() {
            return None;
        }
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use super::blogs;
    use crate::site::script::Script;

    #[test]
    fn the_presets_blog_and_the_plugins_are_told_apart() {
        let script = Script::of(
            "docusaurus.config.js",
            "const config = { presets: [['classic', {docs: {path: 'd'}, blog: {routeBasePath: '/', feedOptions: {type: ['rss', 'json']}}}]],
             plugins: ['x', ['@docusaurus/plugin-content-blog', {id: 'second', path: './news'}], ['y', {path: 'z'}]] };
             module.exports = config;",
        );
        let shown: Vec<String> = blogs(&script)
            .iter()
            .map(|blog| {
                format!(
                    "{} {} {:?}",
                    blog.folder("path"),
                    blog.folder("routeBasePath"),
                    blog.option("feedOptions.type")
                )
            })
            .collect();
        assert_eq!(shown, ["blog  Some(\"rss,json\")", "news blog None"]);
        let without = Script::of("c", "export default { presets: [['classic', { blog: false }]] }");
        assert_eq!(blogs(&without), []);
        assert_eq!(blogs(&Script::default()).len(), 1);
    }
}
