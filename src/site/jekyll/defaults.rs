//! Jekyll's front-matter defaults (`lib/jekyll/frontmatter_defaults.rb`).

use crate::problem::{Problem, Rule, Severity};
use crate::site::settings::Settings;
use crate::site::{Defaults, Scope};
use crate::source::tree::{Map, Node};

/// An entry of `defaults` that Jekyll ignores.
pub(crate) const IGNORED: Rule = Rule {
    code: "defaults-ignored",
    severity: Severity::Warning,
    summary: "an entry of the site's defaults has no values that could be given",
};

/// The values of `defaults:`, from least to most specific: a longer path beats a shorter one, a scope with a type one
/// without, the later the earlier.
pub(super) fn read(settings: &Settings, source: &str, problems: &mut Vec<Problem>) -> Vec<Defaults> {
    let Some(list) = settings.get("defaults") else { return Vec::new() };
    let Some(sets) = list.as_list() else {
        problems.push(
            Problem::new(&IGNORED, "defaults is no list")
                .at(settings.place(list.span))
                .help("write a list of entries, each with scope and values"),
        );
        return Vec::new();
    };
    let collections = settings.text("collections_dir").unwrap_or_default().trim_matches('/').to_owned();
    let mut found: Vec<(usize, bool, Defaults)> = Vec::new();
    for set in sets {
        let Some(values) = set.as_map().and_then(|set| set.get("values")).and_then(Node::as_map) else {
            problems.push(
                Problem::new(&IGNORED, "an entry of defaults has no values")
                    .at(settings.place(set.span))
                    .help("give it values, a map of front-matter keys"),
            );
            continue;
        };
        let scope = set.as_map().and_then(|set| set.get("scope")).and_then(Node::as_map);
        let text = |key| scope.and_then(|scope| scope.get(key)).and_then(Node::text);
        let path = text("path").unwrap_or_default().trim_start_matches('/');
        let kind = text("type").map(plural);
        if kind.is_some_and(|kind| kind != "posts") {
            continue;
        }
        found.push((path.len(), kind.is_some(), defaults(settings, values, below(source, &collections, path))));
    }
    found.sort_by_key(|(length, typed, _)| (*length, *typed));
    found.into_iter().map(|(_, _, defaults)| defaults).collect()
}

fn defaults(settings: &Settings, values: &Map, path: String) -> Defaults {
    Defaults {
        file: settings.file.clone(),
        text: settings.text.clone(),
        scope: Scope { path, is_beginning: true, ..Scope::default() },
        values: values.clone(),
    }
}

/// The types of before 3.0, which Jekyll still takes.
fn plural(kind: &str) -> &str {
    match kind {
        "post" => "posts",
        "page" => "pages",
        "draft" => "drafts",
        kind => kind,
    }
}

/// A scope's path below the site's root: Jekyll's is below `source`, and may or may not name `collections_dir`.
fn below(source: &str, collections: &str, path: &str) -> String {
    let inner = path.strip_prefix(collections).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
    if path.is_empty() {
        return source.to_owned();
    }
    super::join(&super::join(source, collections), inner)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::site::settings::Settings;
    use crate::source::yaml;

    fn paths(text: &str, source: &str) -> (Vec<(String, String)>, Vec<String>) {
        let (map, _) = yaml::parse(&"_config.yml".into(), text).unwrap();
        let settings = Settings { file: "_config.yml".into(), text: text.into(), map };
        let mut problems = Vec::new();
        let found = read(&settings, source, &mut problems)
            .into_iter()
            .map(|set| (set.scope.path, set.values.entries.iter().map(|entry| entry.key.clone()).collect()))
            .collect();
        (found, problems.into_iter().map(|problem| problem.message).collect())
    }

    fn pair(path: &str, keys: &str) -> (String, String) {
        (path.to_owned(), keys.to_owned())
    }

    #[test]
    fn longer_paths_and_typed_scopes_come_last() {
        let text = "defaults:\n\
                    - {scope: {path: _posts/news, type: posts}, values: {a: 1}}\n\
                    - {scope: {path: '', type: posts}, values: {b: 1}}\n\
                    - {scope: {path: ''}, values: {c: 1}}\n\
                    - {scope: {type: pages}, values: {d: 1}}\n\
                    - {values: {e: 1}}\n";
        let expected = vec![pair("", "c"), pair("", "e"), pair("", "b"), pair("_posts/news", "a")];
        assert_eq!(paths(text, ""), (expected, Vec::new()));
    }

    #[test]
    fn a_scope_lies_below_the_source_and_the_folder_of_collections() {
        let text = "collections_dir: all\ndefaults:\n\
                    - {scope: {path: _posts}, values: {a: 1}}\n\
                    - {scope: {path: all/_posts}, values: {b: 1}}\n\
                    - {scope: {path: ''}, values: {c: 1}}\n";
        let expected = vec![pair("src", "c"), pair("src/all/_posts", "a"), pair("src/all/_posts", "b")];
        assert_eq!(paths(text, "src"), (expected, Vec::new()));
    }

    #[test]
    fn what_is_no_default_is_said() {
        assert_eq!(paths("defaults: {a: 1}\n", ""), (Vec::new(), vec!["defaults is no list".to_owned()]));
        let found = paths("defaults:\n- scope: {path: ''}\n", "");
        assert_eq!(found, (Vec::new(), vec!["an entry of defaults has no values".to_owned()]));
    }
}
