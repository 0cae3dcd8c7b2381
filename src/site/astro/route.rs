//! Astro's routes: which page of `src/pages` shows the entries of a collection, where its code says so plainly.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::error::Error;

/// Folders deeper than this are not looked into.
const DEEPEST: usize = 16;

/// `params: { slug: post.id }`: what a dynamic part of a route is filled in with.
static PARAMS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"params:\s*\{\s*(?P<name>\w+)\s*:\s*\w+\.(?:id|slug)\s*,?\s*\}").ok());

/// `getCollection("blog")`.
static COLLECTION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"getCollection\(\s*["'`](?P<name>[^"'`]+)["'`]"#).ok());

/// A route that shows the entries of one collection, each at its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The page's file.
    pub file: String,
    /// The template of its addresses: `/blog/{id}/`.
    pub template: String,
}

/// The one route for the entries of `collection`; `None` where there is none, or more than one.
///
/// # Errors
///
/// A page cannot be read.
pub fn route(root: &Path, collection: &str) -> Result<Option<Route>, Error> {
    let mut routes = Vec::new();
    if root.join("src/pages").is_dir() {
        walk(root, "src/pages", 0, &mut |file, text| routes.extend(route_of(file, text, collection)))?;
    }
    routes.dedup_by(|later, first| later.template == first.template);
    Ok(if routes.len() == 1 { routes.pop() } else { None })
}

fn route_of(file: &str, text: &str, collection: &str) -> Option<Route> {
    let path = file.strip_prefix("src/pages/")?.strip_suffix(".astro")?;
    let path = path.strip_suffix("/index").unwrap_or(path);
    let (before, dynamic) = path.split_once('[')?;
    let parameter = dynamic.trim_start_matches("...").strip_suffix(']')?;
    if parameter.contains(['[', '/']) || !(before.is_empty() || before.ends_with('/')) {
        return None;
    }
    let names = COLLECTION.as_ref()?.captures_iter(text);
    let mut names = names.filter_map(|found| found.name("name")).map(|name| name.as_str()).peekable();
    names.peek()?;
    let filled = PARAMS.as_ref()?.captures(text)?.name("name")?.as_str();
    let plain = names.all(|name| name == collection) && filled == parameter;
    plain.then(|| Route { file: file.to_owned(), template: format!("/{before}{{id}}/") })
}

fn walk(root: &Path, folder: &str, depth: usize, page: &mut dyn FnMut(&str, &str)) -> Result<(), Error> {
    let path = root.join(folder);
    let fails = |source: io::Error| Error::Read { path: path.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(fails)? {
        let entry = entry.map_err(fails)?;
        names.push((entry.file_name().to_string_lossy().into_owned(), entry.file_type().map_err(fails)?.is_dir()));
    }
    names.sort();
    for (name, is_folder) in names {
        let below = format!("{folder}/{name}");
        if is_folder {
            if depth < DEEPEST {
                walk(root, &below, depth + 1, page)?;
            }
        } else if name.strip_suffix(".astro").is_some() && below.contains('[') {
            let text = fs::read(root.join(&below)).map_err(fails)?;
            page(&below, &String::from_utf8_lossy(&text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::route_of;

    #[test]
    fn a_plain_route_gives_the_template() {
        let of = |file: &str, text: &str| route_of(file, text, "blog").map(|route| route.template);
        let text = "const posts = await getCollection('blog');\nreturn posts.map((post) => ({ params: { slug: post.id }, props: post }));";
        assert_eq!(of("src/pages/blog/[...slug].astro", text), Some("/blog/{id}/".to_owned()));
        assert_eq!(of("src/pages/posts/[slug]/index.astro", text), Some("/posts/{id}/".to_owned()));
        assert_eq!(of("src/pages/[slug].astro", text), Some("/{id}/".to_owned()));
        assert_eq!(of("src/pages/[lang]/[slug].astro", text), None);
        assert_eq!(of("src/pages/blog/[id].astro", text), None);
        assert_eq!(of("src/pages/blog/[slug].astro", "getCollection('docs'); params: {slug: x.id}"), None);
        assert_eq!(of("src/pages/blog/[slug].astro", "getCollection('blog'); params: {slug: make(x)}"), None);
    }
}
