//! Detection: which generator a folder belongs to, told from its configuration file and its layout.

use std::fs;
use std::path::Path;

use super::{Generator, Recognised, SiteOptions};
use crate::error::Error;
use crate::problem::{Problem, Rule, Severity};

/// More than one generator may have made the site.
pub const AMBIGUOUS: Rule = Rule {
    code: "site-ambiguous",
    severity: Severity::Error,
    summary: "the folder looks like the site of more than one generator",
};

/// Longest part of a configuration file that is looked into.
const LOOK: usize = 256 * 1024;

/// Says which generator made the site in `options.root`, and why; `options.generator` beats what the folder shows.
///
/// A folder that shows none is plain.
///
/// # Errors
///
/// The folder cannot be read, or it shows more than one generator.
pub fn detect(options: &SiteOptions) -> Result<Recognised, Error> {
    if let Some(generator) = options.generator {
        return Ok(Recognised { generator, because: "[site] kind or --site".to_owned() });
    }
    let root = &options.root;
    let mut signs = signs(root, &names(root)?);
    if signs.is_empty() && root.join("_posts").is_dir() {
        // GitHub Pages builds a folder with _posts and no configuration at all.
        signs.push((Generator::Jekyll, "_posts in the folder".to_owned()));
    }
    signs.sort_by_key(|sign| sign.0);
    signs.dedup_by_key(|sign| sign.0);
    match signs.as_slice() {
        [] => Ok(Recognised {
            generator: Generator::Plain,
            because: "no configuration file of a generator in the folder".to_owned(),
        }),
        [(generator, because)] => Ok(Recognised { generator: *generator, because: because.clone() }),
        several => Err(Error::Problems(vec![ambiguous(several)])),
    }
}

/// The generator that a folder looks like, if it looks like one: for messages.
#[must_use]
pub fn looks_like(root: &Path) -> Option<Generator> {
    let recognised = detect(&SiteOptions { root: root.to_owned(), ..SiteOptions::default() }).ok()?;
    Some(recognised.generator).filter(|generator| *generator != Generator::Plain)
}

/// Whether there is a configuration of a generator in a folder.
#[must_use]
pub fn is_configured(folder: &Path) -> bool {
    names(folder).is_ok_and(|names| !signs(folder, &names).is_empty())
}

/// The names that tell something of a folder, and the endings that each may have.
const TELLING: [(&str, &[&str]); 11] = [
    (".eleventy", &["js"]),
    ("_config", &["toml", "yaml", "yml"]),
    ("astro.config", SCRIPTS),
    ("config", SETTINGS),
    ("docusaurus.config", SCRIPTS),
    ("eleventy.config", &["cjs", "js", "mjs", "ts"]),
    ("hugo", SETTINGS),
    ("package", &["json"]),
    ("pelicanconf", &["py"]),
    ("publishconf", &["py"]),
    ("zola", &["toml"]),
];
const SCRIPTS: &[&str] = &["cjs", "cts", "js", "mjs", "mts", "ts"];
const SETTINGS: &[&str] = &["json", "toml", "yaml", "yml"];

/// Which of the telling names are in a folder, sorted. They are asked for one by one: a folder may hold ten thousand
/// posts as well.
fn names(folder: &Path) -> Result<Vec<String>, Error> {
    fs::read_dir(folder).map_err(|source| Error::Read { path: folder.to_owned(), source })?;
    let all = TELLING.iter().flat_map(|(stem, endings)| endings.iter().map(move |ending| format!("{stem}.{ending}")));
    Ok(all.filter(|name| folder.join(name).symlink_metadata().is_ok()).collect())
}

/// What the folder shows by its telling `names`, the telling file first for each generator.
fn signs(root: &Path, names: &[String]) -> Vec<(Generator, String)> {
    let mut signs = Vec::new();
    for name in names {
        let generator = match name.as_str() {
            "pelicanconf.py" => Generator::Pelican,
            "zola.toml" => Generator::Zola,
            _ => match stem_and_extension(name) {
                ("hugo", _) => Generator::Hugo,
                (".eleventy" | "eleventy.config", _) => Generator::Eleventy,
                ("docusaurus.config", _) => Generator::Docusaurus,
                ("astro.config", _) => Generator::Astro,
                _ => continue,
            },
        };
        signs.push((generator, format!("{name} in the folder")));
    }
    signs.extend(shared_names(root, names));
    if signs.is_empty() && names.iter().any(|name| name == "publishconf.py") {
        signs.push((Generator::Pelican, "publishconf.py in the folder".to_owned()));
    }
    signs
}

/// The configuration files whose names two generators share: what stands in them tells.
fn shared_names(root: &Path, names: &[String]) -> Vec<(Generator, String)> {
    let mut signs = Vec::new();
    for name in names {
        let found = match stem_and_extension(name) {
            ("_config", _) => Some(jekyll_or_hexo(root, names, name)),
            ("config", "toml") => match (has_key(root, name, "base_url"), has_key(root, name, "baseurl")) {
                (true, false) => Some((Generator::Zola, format!("{name} has base_url"))),
                (false, true) => Some((Generator::Hugo, format!("{name} has baseURL"))),
                _ => hugo_layout(root, name),
            },
            ("config", _) if has_key(root, name, "baseurl") => Some((Generator::Hugo, format!("{name} has baseURL"))),
            ("config", _) => hugo_layout(root, name),
            _ => None,
        };
        signs.extend(found);
    }
    if root.join("config/_default").is_dir() {
        signs.push((Generator::Hugo, "config/_default in the folder".to_owned()));
    }
    signs
}

/// A `config.toml` that names no address is Hugo's where its folders are Hugo's own, Zola's where they are Zola's.
fn hugo_layout(root: &Path, name: &str) -> Option<(Generator, String)> {
    if !root.join("content").is_dir() {
        return None;
    }
    if root.join("archetypes").is_dir() || root.join("layouts").is_dir() {
        return Some((Generator::Hugo, format!("{name} and Hugo's folders")));
    }
    (name == "config.toml" && root.join("templates").is_dir())
        .then(|| (Generator::Zola, format!("{name} and Zola's folders")))
}

/// Jekyll and Hexo share `_config.yml`.
fn jekyll_or_hexo(root: &Path, names: &[String], name: &str) -> (Generator, String) {
    let package = names.iter().any(|name| name == "package.json") && look(root, "package.json").contains("\"hexo\"");
    if package {
        return (Generator::Hexo, format!("{name}, and package.json names hexo"));
    }
    let hexo_keys = ["new_post_name", "default_layout", "public_dir", "source_dir", "skip_render", "post_asset_folder"];
    let text = look(root, name);
    let count = hexo_keys.iter().filter(|key| has_key_in(&text, key)).count();
    if count >= 2 || (root.join("source/_posts").is_dir() && root.join("scaffolds").is_dir()) {
        return (Generator::Hexo, format!("{name} is laid out as Hexo's"));
    }
    (Generator::Jekyll, format!("{name} in the folder"))
}

fn ambiguous(signs: &[(Generator, String)]) -> Problem {
    let shown: Vec<String> =
        signs.iter().map(|(generator, because)| format!("{} ({because})", generator.name())).collect();
    let names: Vec<&str> = signs.iter().map(|(generator, _)| generator.name()).collect();
    Problem::new(&AMBIGUOUS, format!("the folder may be a site of {}", shown.join(" or of ")))
        .help(format!("say which: --site {}, or kind under [site] in feedwright.toml", names.join(" or --site ")))
}

fn stem_and_extension(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}

fn has_key(root: &Path, name: &str, key: &str) -> bool {
    has_key_in(&look(root, name), key)
}

/// Whether a line of a configuration begins with `key`, in any case and in quotes or not.
fn has_key_in(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches(['"', '\'', '{']).trim_start_matches('"');
        let Some((head, tail)) = line.split_at_checked(key.len()) else { return false };
        head.eq_ignore_ascii_case(key) && tail.trim_start_matches(['"', '\'']).trim_start().starts_with([':', '='])
    })
}

/// The beginning of a file; empty when it cannot be read, which opening the site reports.
fn look(root: &Path, name: &str) -> String {
    let bytes = fs::read(root.join(name)).unwrap_or_default();
    String::from_utf8_lossy(bytes.get(..LOOK).unwrap_or(&bytes)).into_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::detect;
    use crate::Error;
    use crate::site::{Generator, SiteOptions};

    fn recognised(files: &[(&str, &str)]) -> Result<(Generator, String), String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let options = SiteOptions { root: folder.path().to_owned(), ..SiteOptions::default() };
        match detect(&options) {
            Ok(found) => Ok((found.generator, found.because)),
            Err(Error::Problems(problems)) => Err(problems.into_iter().map(|problem| problem.message).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn each_generator_is_known_by_its_configuration() {
        for (files, generator, because) in [
            (&[("_config.yml", "title: x\n")] as &[_], Generator::Jekyll, "_config.yml in the folder"),
            (&[("_posts/2024-01-01-x.md", "")], Generator::Jekyll, "_posts in the folder"),
            (
                &[("_config.yml", ""), ("package.json", "{\"dependencies\": {\"hexo\": \"^7\"}}")],
                Generator::Hexo,
                "_config.yml, and package.json names hexo",
            ),
            (
                &[("_config.yml", "source_dir: source\nnew_post_name: :title.md\n")],
                Generator::Hexo,
                "_config.yml is laid out as Hexo's",
            ),
            (&[("pelicanconf.py", ""), ("publishconf.py", "")], Generator::Pelican, "pelicanconf.py in the folder"),
            (&[("hugo.toml", "")], Generator::Hugo, "hugo.toml in the folder"),
            (&[("config.toml", "baseURL = 'https://x.test'\n")], Generator::Hugo, "config.toml has baseURL"),
            (&[("config.json", "{\"baseURL\": \"https://x.test\"}")], Generator::Hugo, "config.json has baseURL"),
            (&[("config/_default/hugo.toml", "")], Generator::Hugo, "config/_default in the folder"),
            (&[("config.toml", "base_url = 'https://x.test'\n")], Generator::Zola, "config.toml has base_url"),
            (&[(".eleventy.js", "")], Generator::Eleventy, ".eleventy.js in the folder"),
            (&[("docusaurus.config.ts", "")], Generator::Docusaurus, "docusaurus.config.ts in the folder"),
            (&[("astro.config.mjs", "")], Generator::Astro, "astro.config.mjs in the folder"),
            (&[("posts/a.md", "")], Generator::Plain, "no configuration file of a generator in the folder"),
        ] {
            assert_eq!(recognised(files), Ok((generator, because.to_owned())));
        }
    }

    #[test]
    fn two_configurations_are_a_question_and_no_guess() {
        assert_eq!(
            recognised(&[("_config.yml", ""), ("hugo.toml", "")]),
            Err("the folder may be a site of jekyll (_config.yml in the folder) or of hugo (hugo.toml in the folder)"
                .to_owned())
        );
    }
}
