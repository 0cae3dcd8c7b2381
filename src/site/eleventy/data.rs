//! Eleventy's data files: those of folders and of single posts, which are defaults here, and the site's own.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::problem::Problem;
use crate::site::script::Script;
use crate::site::settings::{self, Settings};
use crate::site::{Defaults, Scope};
use crate::source::tree::{Map, Node};

/// Folders deeper than this are not looked into.
const DEEPEST: usize = 32;

/// Folders that hold no posts.
pub const NO_POSTS: [&str; 5] = ["_data", "_includes", "_layouts", "_site", "node_modules"];

/// The endings of a data file after its name; of several the last counts.
const ENDINGS: [&str; 5] = [".json", ".11tydata.json", ".11tydata.mjs", ".11tydata.cjs", ".11tydata.js"];

/// Most files of the site's data that are read.
const MOST_DATA: usize = 200;

/// What the data files below the input folder say.
#[derive(Debug, Default)]
pub struct Found {
    /// The values by folder and by file.
    pub defaults: Vec<Defaults>,
    /// All folders, below the site's root.
    pub folders: Vec<String>,
    /// The tags that each folder's data gives.
    pub tags: Vec<(String, String)>,
    /// Folders whose `permalink` is computed, with the file that computes it.
    pub computed: Vec<(String, Arc<str>)>,
}

/// Looks through the folders below `input`.
///
/// # Errors
///
/// A folder or file cannot be read. What is wrong in a file goes to `problems`.
pub fn look(root: &Path, input: &str, problems: &mut Vec<Problem>) -> Result<Found, Error> {
    let mut look = Look { root, found: Found::default(), problems };
    if root.join(input).is_dir() {
        look.walk(input, 0)?;
    }
    Ok(look.found)
}

struct Look<'a> {
    root: &'a Path,
    found: Found,
    problems: &'a mut Vec<Problem>,
}

/// A data file, read.
struct Read {
    file: Arc<str>,
    text: Arc<str>,
    map: Map,
    computes_permalink: bool,
}

impl Look<'_> {
    fn walk(&mut self, folder: &str, depth: usize) -> Result<(), Error> {
        let (files, folders) = entries(&self.root.join(folder))?;
        let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let own = folder.rsplit('/').next().unwrap_or(folder);
        let here = |stem: &str, ending: &str| files.binary_search(&format!("{stem}{ending}")).is_ok();
        for stem in [own, "index"] {
            for ending in ENDINGS.iter().filter(|ending| (stem == own || **ending != ".json") && here(stem, ending)) {
                self.take(&below(&format!("{stem}{ending}")), folder, true)?;
            }
        }
        for file in &files {
            let Some(stem) = file.strip_suffix(".md").filter(|stem| *stem != own) else { continue };
            for ending in ENDINGS.iter().filter(|ending| here(stem, ending)) {
                self.take(&below(&format!("{stem}{ending}")), &below(file), false)?;
            }
        }
        self.found.folders.push(folder.to_owned());
        for name in folders {
            if depth < DEEPEST && !name.starts_with('.') && !NO_POSTS.contains(&name.as_str()) {
                self.walk(&below(&name), depth + 1)?;
            }
        }
        Ok(())
    }

    /// Takes in a data file that is for the posts of `scope`.
    fn take(&mut self, name: &str, scope: &str, is_folder: bool) -> Result<(), Error> {
        let Some(Read { file, text, map, computes_permalink }) = self.read(name)? else { return Ok(()) };
        if computes_permalink {
            self.found.computed.push((scope.to_owned(), file.clone()));
        }
        if is_folder {
            let tags = map.get("tags").map(texts).unwrap_or_default();
            self.found.tags.extend(tags.into_iter().map(|tag| (scope.to_owned(), tag.trim().to_owned())));
        }
        let scope = Scope { path: scope.to_owned(), ..Scope::default() };
        self.found.defaults.push(Defaults { file, text, scope, values: map });
        Ok(())
    }

    fn read(&mut self, name: &str) -> Result<Option<Read>, Error> {
        if Path::new(name).extension().is_some_and(|extension| extension == "json") {
            let found = settings::load(self.root, name, self.problems)?;
            return Ok(found.map(|Settings { file, text, map }| Read { file, text, map, computes_permalink: false }));
        }
        Ok(Script::load(self.root, name)?.map(|script| {
            let map = script.map();
            let computes = script.mentions("permalink") && map.get("permalink").is_none();
            // The usual way to leave drafts out gives the permalink back as it is.
            let for_drafts = script.mentions("draft") && script.text().contains("data.permalink");
            let (file, text) = (script.file.clone(), script.text().clone());
            Read { file, text, map, computes_permalink: computes && !for_drafts }
        }))
    }
}

/// The texts of a list, or the one text.
fn texts(node: &Node) -> Vec<&str> {
    match node.as_list() {
        Some(list) => list.iter().filter_map(Node::text).collect(),
        None => node.text().into_iter().collect(),
    }
}

/// The site's own data: each file of the data folder by its name.
#[derive(Debug, Default)]
pub struct Global {
    files: Vec<(String, Values)>,
}

#[derive(Debug)]
enum Values {
    Settings(Settings),
    Script(Script),
}

impl Global {
    /// Reads the first of `folders` that there is.
    ///
    /// # Errors
    ///
    /// A file cannot be read. What is wrong in one goes to `problems`.
    pub fn load(root: &Path, folders: &[String], problems: &mut Vec<Problem>) -> Result<Self, Error> {
        let Some(folder) = folders.iter().find(|folder| root.join(folder).is_dir()) else {
            return Ok(Self::default());
        };
        let mut files = Vec::new();
        let (names, _) = entries(&root.join(folder))?;
        for name in names.into_iter().take(MOST_DATA) {
            let Some((stem, extension)) = name.rsplit_once('.') else { continue };
            let file = format!("{folder}/{name}");
            let values = match extension {
                "json" | "yaml" | "yml" | "toml" => settings::load(root, &file, problems)?.map(Values::Settings),
                "js" | "cjs" | "mjs" | "ts" => Script::load(root, &file)?.map(Values::Script),
                _ => None,
            };
            files.extend(values.map(|values| (stem.to_owned(), values)));
        }
        Ok(Self { files })
    }

    /// The text of a variable such as `metadata.url`.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let (stem, rest) = name.split_once('.')?;
        let found = self.files.iter().filter(|(known, _)| known == stem);
        found.filter_map(|(_, values)| values.text(rest)).find(|text| !text.trim().is_empty()).map(str::trim)
    }

    /// The first of `keys` in the files that describe a site.
    #[must_use]
    pub fn of_site(&self, keys: &[&str]) -> Option<&str> {
        let files = ["metadata", "site", "meta", "siteConfig", "config", "settings", "global", "blog"];
        files.iter().find_map(|file| keys.iter().find_map(|key| self.text(&format!("{file}.{key}"))))
    }

    /// The node of the first file that describes a site, under `key`.
    #[must_use]
    pub fn node(&self, key: &str) -> Option<&Node> {
        self.files.iter().find_map(|(stem, values)| match values {
            Values::Settings(settings) if ["metadata", "site", "meta"].contains(&stem.as_str()) => settings.get(key),
            _ => None,
        })
    }
}

impl Values {
    fn text(&self, key: &str) -> Option<&str> {
        match self {
            Self::Settings(settings) => settings.text(key),
            Self::Script(script) => script.top(key),
        }
    }
}

/// The files and the folders in a folder, each sorted.
fn entries(folder: &Path) -> Result<(Vec<String>, Vec<String>), Error> {
    let fails = |source| Error::Read { path: folder.to_owned(), source };
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(fails)? {
        let entry = entry.map_err(fails)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().map_err(fails)?.is_dir() { folders.push(name) } else { files.push(name) }
    }
    files.sort();
    folders.sort();
    Ok((files, folders))
}
