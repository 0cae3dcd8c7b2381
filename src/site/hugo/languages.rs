//! Hugo's languages and the folders of their content: `languages`, `contentDir`, `module.mounts`.

use std::collections::BTreeMap;

use super::address::Language;
use super::cascade::Ground;
use super::config::{Config, find, truth};
use crate::problem::Problem;
use crate::site::{SiteOptions, settings};

/// The languages of a site.
#[derive(Debug, Default)]
pub struct Languages {
    /// The key of the default one.
    pub default: String,
    /// Those that are built, by key.
    pub all: BTreeMap<String, Language>,
    /// Those that are configured and not built.
    pub disabled: Vec<String>,
}

/// A folder of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The folder below the site's root, without slashes at its ends.
    pub folder: String,
    /// The path below `content` at which it is mounted.
    pub mounted: String,
    /// The language of its files that name none.
    pub language: String,
    /// Globs of files in it that are left out.
    pub exclude: Vec<String>,
}

impl Mount {
    /// What its cascades are read for.
    #[must_use]
    pub fn ground(&self) -> Ground<'_> {
        Ground { folder: &self.folder, mounted: &self.mounted, language: &self.language }
    }
}

impl Languages {
    /// The languages that the configuration gives. What is wrong with an address goes to `problems`.
    pub fn of(config: &Config, problems: &mut Vec<Problem>) -> Self {
        let default = config.text("defaultContentLanguage").unwrap_or("en").to_lowercase();
        let off: Vec<String> = config.texts("disableLanguages").into_iter().map(str::to_lowercase).collect();
        let (mut keys, mut disabled) = (Vec::new(), Vec::new());
        for (key, value) in config.entries("languages") {
            let is_off =
                value.node.as_map().and_then(|map| find(map, "disabled")).and_then(|entry| truth(&entry.value));
            if is_off == Some(true) || off.contains(&key) { disabled.push(key) } else { keys.push(key) }
        }
        // A site of one language that gives it no settings has it all the same.
        let default = if keys.is_empty() || keys.contains(&default) { default } else { keys.remove(0) };
        keys.retain(|key| *key != default);
        keys.insert(0, default.clone());
        let several = keys.len() > 1;
        let in_folder = config.flag("defaultContentLanguageInSubdir");
        let mut all = BTreeMap::new();
        for key in keys {
            let host = own_host(config, &key, problems);
            let bare = !several || host.is_some() || (key == default && !in_folder);
            let prefix = if bare { String::new() } else { key.clone() };
            let tag = (key != default).then(|| tag(config, &key).unwrap_or_else(|| key.clone()));
            all.insert(key, Language { prefix, host: host.filter(|_| several), tag });
        }
        Self { default, all, disabled }
    }

    /// The keys of the languages that are built.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.all.keys().cloned().collect()
    }

    /// The folders of content: those that `module.mounts` mounts, else each language's `contentDir`; only the one that
    /// the user names, where one is named that is none of these.
    #[must_use]
    pub fn mounts(&self, config: &Config, options: &SiteOptions) -> Vec<Mount> {
        let mut mounts = self.configured(config);
        if mounts.is_empty() {
            let mut keys = self.keys();
            // The default language's folder is the default's, even where the others share it.
            keys.sort_by_key(|key| *key != self.default);
            for key in keys {
                let folder = plain(config.text_for(&key, "contentDir").unwrap_or("content"));
                let mounted = String::new();
                if !mounts.iter().any(|mount| mount.folder == folder) {
                    mounts.push(Mount { folder, mounted, language: key, exclude: Vec::new() });
                }
            }
        }
        if let Some(folder) = options.content.as_deref().map(plain) {
            let holds = |mount: &Mount| is_within(&folder, &mount.folder) || is_within(&mount.folder, &folder);
            if mounts.iter().any(holds) {
                mounts.retain(holds);
            } else {
                mounts =
                    vec![Mount { folder, mounted: String::new(), language: self.default.clone(), exclude: Vec::new() }];
            }
        }
        mounts
    }

    fn configured(&self, config: &Config) -> Vec<Mount> {
        let Some(value) = config.get("module.mounts") else { return Vec::new() };
        let mut mounts = Vec::new();
        for node in value.node.as_list().unwrap_or_default() {
            let Some(map) = node.as_map() else { continue };
            let of = |key: &str| find(map, key).and_then(|entry| entry.value.text());
            let (Some(source), Some(target)) = (of("source"), of("target")) else { continue };
            let target = plain(target);
            let Some(mounted) = target.strip_prefix("content").filter(|rest| rest.is_empty() || rest.starts_with('/'))
            else {
                continue;
            };
            let folder = plain(source);
            if folder.starts_with('/') || folder.split('/').any(|part| part == "..") {
                continue;
            }
            let within = |glob: &&str| format!("{}/{}", globset::escape(&folder), glob.trim_start_matches('/'));
            let exclude = find(map, "excludeFiles").map(|entry| super::config::texts(&entry.value)).unwrap_or_default();
            mounts.push(Mount {
                exclude: exclude.iter().map(within).collect(),
                mounted: plain(mounted),
                language: of("lang")
                    .or_else(|| super::config::texts(&find(map, "sites.matrix.languages")?.value).first().copied())
                    .map_or_else(|| self.default.clone(), str::to_lowercase),
                folder,
            });
        }
        mounts
    }
}

/// Whether `folder` is `other` or lies below it.
#[must_use]
pub fn is_within(folder: &str, other: &str) -> bool {
    other.is_empty() || folder.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The BCP 47 tag of the default language, where the configuration gives one or names the language itself.
#[must_use]
pub fn site_tag(key: &str, config: &Config) -> Option<String> {
    let named = config.text("defaultContentLanguage").is_some() || config.get(&format!("languages.{key}")).is_some();
    let site = || config.text("locale").or_else(|| config.text("languageCode")).map(plain_tag);
    tag(config, key).or_else(site).or_else(|| named.then(|| key.to_owned()))
}

fn own_host(config: &Config, key: &str, problems: &mut Vec<Problem>) -> Option<url::Url> {
    let value = config.get(&format!("languages.{key}.baseURL"))?;
    settings::site_url(value.node.text()?.trim()).map_err(|problem| problems.push(problem.at(value.place()))).ok()
}

/// `locale`, or as it was called before, `languageCode`.
fn tag(config: &Config, key: &str) -> Option<String> {
    let of = |name: &str| config.text(&format!("languages.{key}.{name}")).map(plain_tag);
    of("locale").or_else(|| of("languageCode"))
}

fn plain_tag(tag: &str) -> String {
    tag.replace('_', "-")
}

/// A folder without `./` and slashes at its ends.
#[must_use]
pub fn plain(folder: &str) -> String {
    let trimmed = folder.trim().replace('\\', "/");
    let trimmed = trimmed.trim_start_matches("./").trim_end_matches('/');
    if trimmed == "." { String::new() } else { trimmed.trim_start_matches('/').to_owned() }
}
