//! Hugo's `cascade`: values that a configuration or a section gives to the pages below it.

use super::config::find;
use super::permalink::{holds_in_production, matches_word};
use crate::site::Scope;
use crate::source::tree::{Entry, Kind, Map, Node};

/// One cascade: the pages that it is for, and its values.
#[derive(Debug)]
pub struct Cascade<'n> {
    target: Option<&'n Map>,
    map: &'n Map,
}

/// The cascades of a `cascade` value: a list of them, or one map.
#[must_use]
pub fn cascades(node: &Node) -> Vec<Cascade<'_>> {
    match &node.kind {
        Kind::List(list) => list.iter().filter_map(Node::as_map).map(of_map).collect(),
        Kind::Map(map) => vec![of_map(map)],
        _ => Vec::new(),
    }
}

fn of_map(map: &Map) -> Cascade<'_> {
    let target = find(map, "target").or_else(|| find(map, "_target"));
    Cascade { target: target.and_then(|entry| entry.value.as_map()), map }
}

/// The values that a cascade gives.
#[must_use]
pub fn values_of(cascade: &Cascade<'_>) -> Map {
    let is_value = |entry: &&Entry| !matches!(entry.key.to_ascii_lowercase().as_str(), "target" | "_target");
    Map { entries: cascade.map.entries.iter().filter(is_value).cloned().collect() }
}

/// The content folder that a cascade is read for.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The folder, below the site's root.
    pub folder: &'a str,
    /// The path at which it is mounted below `content`.
    pub mounted: &'a str,
    /// The language of its files that name none.
    pub language: &'a str,
}

impl Cascade<'_> {
    /// The pages of `ground` that it is for; `None` where it is for none.
    ///
    /// `below` is the folder of the section that it stands in.
    #[must_use]
    pub fn scope(&self, ground: Ground<'_>, below: &str) -> Option<Scope> {
        let of = |key: &str| self.target.and_then(|target| find(target, key)).and_then(|entry| entry.value.text());
        if of("kind").is_some_and(|kind| !matches_word(kind, "page")) || !holds_in_production(of("environment")) {
            return None;
        }
        let language = of("lang").filter(|lang| !matches_word(lang, ground.language)).map(str::to_lowercase);
        if language.as_ref().is_some_and(|language| !language.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))
        {
            return None;
        }
        let folder = if below.is_empty() { String::new() } else { format!("{below}/") };
        let path = match (of("path"), language) {
            (None, None) => folder,
            (None, Some(language)) => format!("{}**/*.{language}.*", globset::escape(&folder)),
            (Some(path), language) => glob_of(path, ground, language.as_deref()),
        };
        Some(Scope { path, ..Scope::default() })
    }
}

/// A glob over logical paths, `/posts/**`, as one over the files of a content folder.
fn glob_of(path: &str, ground: Ground<'_>, language: Option<&str>) -> String {
    let mounted = format!("/{}", ground.mounted);
    let path = path.strip_prefix(&mounted).filter(|_| !ground.mounted.is_empty()).unwrap_or(path);
    // A logical path has no extension, and a bundle's is that of its folder.
    let end = match (path.ends_with("**") || path.ends_with("**}"), language) {
        (true, None) => String::new(),
        (true, Some(language)) => format!("/*.{language}.*"),
        (false, None) => "{.*,/index.*}".to_owned(),
        (false, Some(language)) => format!("{{.{language}.*,/index.{language}.*}}"),
    };
    format!("{}{path}{end}", globset::escape(ground.folder))
}

#[cfg(test)]
mod tests {
    use super::{Ground, cascades, values_of};
    use crate::source::yaml;

    #[test]
    fn a_cascade_is_for_the_pages_of_its_target() {
        let ground = Ground { folder: "content", mounted: "", language: "en" };
        let text = "cascade:\n- target: {path: /posts/**, lang: FR}\n  draft: true\n- _target: {kind: section}\n  a: 1\n- target: {environment: staging}\n  a: 1\n- target: {path: /x}\n  params: {b: 1}\n- c: 1\n";
        let (map, _) = yaml::parse(&"_index.md".into(), text).unwrap();
        let shown: Vec<_> = cascades(&map.entries[0].value)
            .iter()
            .map(|cascade| {
                let keys = values_of(cascade).entries.into_iter().map(|entry| entry.key).collect::<Vec<_>>().join(" ");
                cascade.scope(ground, "content/posts").map(|scope| (scope.path, keys))
            })
            .collect();
        let of = |path: &str, keys: &str| Some((path.to_owned(), keys.to_owned()));
        assert_eq!(
            shown,
            [
                of("content/posts/**/*.fr.*", "draft"),
                None,
                None,
                of("content/x{.*,/index.*}", "params"),
                of("content/posts/", "c"),
            ]
        );
    }
}
