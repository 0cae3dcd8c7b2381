//! What the templates in posts may ask of their site: its settings, its includes and its data.

use std::fs;
use std::path::{Path, PathBuf};

use super::Generator;
use super::settings;
use crate::source::tree::Map;

/// The language of the template text in a site's posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// None: braces are text.
    #[default]
    None,
    /// Liquid with Jekyll's tags.
    Liquid,
    /// Tags of plugins, `{% name %}`, that only the generator can carry out.
    Tags,
    /// Hugo's shortcodes.
    Hugo,
    /// Zola's shortcodes and links to files.
    Zola,
    /// That of a generator nobody has named, if there is one: braces are text, and told where they look like a template.
    Unnamed,
    /// MDX in every file; one whose name ends in `.mdx` is MDX on any site.
    Mdx,
}

/// What templates may ask of their site. Files are read when a post names them.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    /// The language of the posts.
    pub language: Language,
    /// The generator's configuration: `site.*` in Liquid.
    pub settings: Map,
    /// Folders of files to include, below the site's root, first to last.
    pub includes: Vec<String>,
    /// The folder of data files, below the site's root.
    pub data: Option<String>,
    /// The generator that the folder looks like, where it is read as the folder of none.
    pub looks_like: Option<Generator>,
    /// Whether Eleventy's universal filters are there: `url` and `log`.
    pub universal_filters: bool,
}

/// The largest file that is included.
const LARGEST: u64 = 1 << 20;

impl Templates {
    /// The text of an include.
    #[must_use]
    pub fn include(&self, root: &Path, name: &str) -> Option<String> {
        self.includes.iter().find_map(|folder| self.file(root, &format!("{folder}/{name}")))
    }

    /// The text of a file below the site's root. What lies outside of it is never read, whatever links and dots say.
    #[must_use]
    pub fn file(&self, root: &Path, name: &str) -> Option<String> {
        let root = root.canonicalize().ok()?;
        let path = root.join(name.trim_start_matches('/')).canonicalize().ok()?;
        let is_small = fs::metadata(&path).is_ok_and(|found| found.is_file() && found.len() <= LARGEST);
        (path.starts_with(&root) && is_small).then(|| fs::read_to_string(path).ok()).flatten()
    }

    /// The data files, by name: `site.data.NAME`. A file that cannot be read is not there.
    #[must_use]
    pub fn data(&self, root: &Path) -> Vec<(String, Map)> {
        let Some(folder) = &self.data else { return Vec::new() };
        let Ok(entries) = fs::read_dir(root.join(folder)) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut all = Vec::new();
        for file in files {
            let (Some(stem), Some(name)) = (file.file_stem(), file.file_name()) else { continue };
            let is_data =
                file.extension().is_some_and(|kind| ["yml", "yaml", "json", "toml"].iter().any(|k| kind == *k));
            let name = format!("{folder}/{}", name.to_string_lossy());
            if let (true, Ok(Some(settings))) = (is_data, settings::load(root, &name, &mut Vec::new())) {
                all.push((stem.to_string_lossy().into_owned(), settings.map));
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn includes_stay_inside_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        fs::create_dir_all(root.join("_includes")).unwrap();
        fs::write(root.join("_includes/a.html"), "A").unwrap();
        fs::write(folder.path().join("secret"), "S").unwrap();
        let templates = Templates { includes: vec!["_includes".to_owned()], ..Templates::default() };
        assert_eq!(templates.include(&root, "a.html").as_deref(), Some("A"));
        for name in ["../../secret", "/etc/passwd", "b.html", "../_includes/../../secret", ""] {
            assert_eq!(templates.include(&root, name), None, "{name}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret"), root.join("_includes/link")).unwrap();
            assert_eq!(templates.include(&root, "link"), None);
        }
    }
}
