//! Hugo's configuration: one file in the root, and those of `config/_default` and `config/production`, as one set of
//! values whose keys have no case.

use std::path::Path;
use std::{fs, io};

use crate::error::Error;
use crate::problem::{Place, Problem, Span};
use crate::site::settings::{Settings, load};
use crate::source::tree::{Entry, Kind, Map, Node};

/// The configuration's files, the one that counts first in front.
#[derive(Debug, Clone, Default)]
pub struct Config {
    layers: Vec<Settings>,
}

/// A value with the file that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Value<'c> {
    /// The file.
    pub settings: &'c Settings,
    /// The value.
    pub node: &'c Node,
}

impl Value<'_> {
    /// Where the value stands.
    #[must_use]
    pub fn place(&self) -> Place {
        self.settings.place(self.node.span)
    }
}

impl Config {
    /// Reads the configuration of the site in `root`, as `hugo` builds it for production.
    ///
    /// # Errors
    ///
    /// A file cannot be read. What is wrong in one goes to `problems`.
    pub fn load(root: &Path, problems: &mut Vec<Problem>) -> Result<Self, Error> {
        let mut layers = Vec::new();
        for folder in ["config/production", "config/_default"] {
            for name in file_names(&root.join(folder))? {
                let Some(keys) = keys_of(&name) else { continue };
                if let Some(settings) = load(root, &format!("{folder}/{name}"), problems)? {
                    layers.push(below(keys, settings));
                }
            }
        }
        for stem in ["hugo", "config"] {
            for extension in ["toml", "yaml", "yml", "json"] {
                // Hugo takes the first that is there and looks no further.
                if let Some(settings) = load(root, &format!("{stem}.{extension}"), problems)? {
                    layers.push(settings);
                    return Ok(Self { layers });
                }
            }
        }
        Ok(Self { layers })
    }

    /// Every file's value under a dotted key, the one that counts first in front.
    pub fn all(&self, key: &str) -> impl Iterator<Item = Value<'_>> {
        self.layers.iter().filter_map(move |settings| {
            let entry = find(&settings.map, key)?;
            (entry.value.kind != Kind::Null).then_some(Value { settings, node: &entry.value })
        })
    }

    /// The value under a dotted key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'_>> {
        self.all(key).next()
    }

    /// The value under a dotted key for a language: the language's own, else the site's.
    #[must_use]
    pub fn get_for(&self, language: &str, key: &str) -> Option<Value<'_>> {
        self.get(&format!("languages.{language}.{key}")).or_else(|| self.get(key))
    }

    /// The text under a dotted key, trimmed; `None` for a blank one.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(|value| value.node.text()).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The text for a language.
    #[must_use]
    pub fn text_for(&self, language: &str, key: &str) -> Option<&str> {
        let value = self.get_for(language, key)?;
        value.node.text().map(str::trim).filter(|text| !text.is_empty())
    }

    /// The boolean under a dotted key; `false` where there is none.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(|value| truth(value.node)).unwrap_or(false)
    }

    /// The texts of a list, or the one text, under a dotted key.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<&str> {
        self.get(key).map(|value| texts(value.node)).unwrap_or_default()
    }

    /// The entries of the maps under a dotted key in all files; of those with one key the one that counts.
    #[must_use]
    pub fn entries(&self, key: &str) -> Vec<(String, Value<'_>)> {
        let mut entries: Vec<(String, Value<'_>)> = Vec::new();
        for value in self.all(key) {
            for entry in value.node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default() {
                let name = entry.key.to_lowercase();
                if entry.value.kind != Kind::Null && !entries.iter().any(|(known, _)| *known == name) {
                    let inner = Value { settings: value.settings, node: &entry.value };
                    entries.push((name, inner));
                }
            }
        }
        entries
    }
}

/// The entry under a dotted key, in any case.
#[must_use]
pub fn find<'m>(map: &'m Map, key: &str) -> Option<&'m Entry> {
    let mut map = map;
    let mut rest = key;
    while let Some((head, tail)) = rest.split_once('.') {
        map = entry(map, head)?.value.as_map()?;
        rest = tail;
    }
    entry(map, rest)
}

/// The texts of a list, or the one text.
#[must_use]
pub fn texts(node: &Node) -> Vec<&str> {
    match &node.kind {
        Kind::List(list) => list.iter().filter_map(Node::text).collect(),
        Kind::Scalar { text, .. } => vec![text],
        _ => Vec::new(),
    }
}

/// A boolean, which Hugo also takes from a quoted word.
#[must_use]
pub fn truth(node: &Node) -> Option<bool> {
    node.as_bool().or_else(|| match node.text()? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

fn entry<'m>(map: &'m Map, key: &str) -> Option<&'m Entry> {
    map.entries.iter().find(|entry| entry.key.eq_ignore_ascii_case(key))
}

/// The keys under which the values of a file in a configuration folder go: none for `hugo.toml`, `params` for
/// `params.toml`, `languages.fr.params` for `params.fr.toml`; `None` for what is no such file.
fn keys_of(name: &str) -> Option<Vec<String>> {
    let (stem, extension) = name.rsplit_once('.')?;
    if !matches!(extension, "toml" | "yaml" | "yml" | "json") || name.starts_with('.') {
        return None;
    }
    if matches!(stem, "hugo" | "config") {
        return Some(Vec::new());
    }
    Some(match stem.split_once('.') {
        None => vec![stem.to_owned()],
        Some((what @ ("params" | "menu" | "menus"), language)) => {
            vec!["languages".to_owned(), language.to_owned(), what.to_owned()]
        }
        Some((_, language)) => vec!["languages".to_owned(), language.to_owned()],
    })
}

/// `settings` with its values below `keys`.
fn below(keys: Vec<String>, mut settings: Settings) -> Settings {
    let span = Span::new(0, settings.text.len());
    for key in keys.into_iter().rev() {
        let value = Node { span, kind: Kind::Map(std::mem::take(&mut settings.map)) };
        settings.map = Map { entries: vec![Entry { key, key_span: Span::default(), value }] };
    }
    settings
}

/// The files of a folder, sorted; none where there is no such folder.
///
/// # Errors
///
/// The folder cannot be read.
pub fn file_names(folder: &Path) -> Result<Vec<String>, Error> {
    let fails = |source| Error::Read { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(fails(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(fails)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Config;

    #[test]
    fn values_come_from_every_file_in_hugos_order() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("hugo.toml", "title = 'root'\nbaseURL = 'https://x.test'\n[params]\na = 'root'\n"),
            ("config/_default/hugo.yaml", "Title: default\n"),
            ("config/_default/params.toml", "A = 'default'\nb = 'default'\n"),
            ("config/_default/languages.fr.toml", "contentDir = 'inhalt'\n"),
            ("config/_default/params.fr.yaml", "a: fr\n"),
            ("config/production/params.json", "{\"b\": \"production\"}"),
            ("config/staging/params.toml", "a = 'staging'\n"),
            ("config/_default/.hidden.toml", "title = 'hidden'\n"),
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut problems = Vec::new();
        let config = Config::load(folder.path(), &mut problems).unwrap();
        assert_eq!(problems, []);
        let shown = ["title", "BaseURL", "params.a", "params.b", "languages.fr.contentdir", "languages.fr.params.a"]
            .map(|key| config.text(key));
        assert_eq!(
            shown,
            [Some("default"), Some("https://x.test"), Some("default"), Some("production"), Some("inhalt"), Some("fr")]
        );
        assert_eq!(config.text_for("fr", "params.a"), Some("fr"));
        assert_eq!(config.text_for("fr", "params.b"), Some("production"));
        let names: Vec<String> = config.entries("params").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "a"]);
    }
}
