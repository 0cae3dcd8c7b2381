//! Categories and tags: every key in order, folders where they count, no duplicates.

use super::title::{folded, shows};
use super::{Fields, Found};
use crate::site::{Categories, CategoryFolders, Split};
use crate::source::tree::{Kind, Node};

/// The categories of a post, in the order of the file; folders above `_posts` come first, as in Jekyll. Case counts:
/// `Rust` and `rust` are two.
///
/// `source` is the post's file below the site's root, `content` the folder of its collection there: that one is no
/// category.
#[must_use]
pub fn categories(rules: &Categories, fields: &Fields<'_>, source: &str, content: &str) -> Vec<String> {
    let mut all = Collected { names: Vec::new(), not: &rules.not };
    let below = source.strip_prefix(content).unwrap_or(source).trim_start_matches('/');
    if let CategoryFolders::Above(name) = &rules.folders {
        for folder in above(below, name) {
            all.add(folder);
        }
    }
    for (at, (key, split)) in rules.keys.iter().enumerate() {
        if rules.with_defaults {
            fields.all(key).for_each(|Found { node, .. }| add_node(&mut all, node, *split, 0));
        } else if let Some(Found { node, .. }) = fields.get(key) {
            add_node(&mut all, node, *split, 0);
        }
        if at == 0
            && all.names.is_empty()
            && let CategoryFolders::Nearest(default) = &rules.folders
        {
            all.add(below.rsplit('/').nth(1).unwrap_or(default));
        }
    }
    all.names
}

struct Collected<'a> {
    names: Vec<String>,
    not: &'a [String],
}

impl Collected<'_> {
    fn add(&mut self, name: &str) {
        let name = folded(name);
        let known = self.names.iter().any(|known| *known == name) || self.not.iter().any(|not| *not == name);
        if shows(&name) && !known {
            self.names.push(name.into_owned());
        }
    }
}

/// The folders above the last directory called `name`: `blog/de` of `blog/de/_posts/2024/x.md`.
fn above<'a>(source: &'a str, name: &str) -> Vec<&'a str> {
    let parts: Vec<&str> = source.split('/').collect();
    let at = parts.iter().rposition(|part| *part == name).unwrap_or(0);
    parts.into_iter().take(at).filter(|part| !part.is_empty()).collect()
}

fn add_node(all: &mut Collected<'_>, node: &Node, split: Split, depth: u8) {
    match &node.kind {
        Kind::Scalar { text, .. } if depth == 0 => match split {
            Split::Whole => all.add(text),
            Split::Blanks => text.split_whitespace().for_each(|name| all.add(name)),
            Split::Commas => text.split(',').for_each(|name| all.add(name)),
            Split::SemicolonsOrCommas => {
                let separator = if text.contains(';') { ';' } else { ',' };
                text.split(separator).for_each(|name| all.add(name));
            }
        },
        Kind::Scalar { text, .. } => all.add(text),
        // Hexo nests lists for hierarchies: `[[Web, C++], Life]`.
        Kind::List(nodes) if depth < 8 => nodes.iter().for_each(|node| add_node(all, node, split, depth + 1)),
        Kind::Null | Kind::List(_) => {}
        // `{label: Rust, permalink: /rust}` (Docusaurus); `name:` and `title:` elsewhere.
        Kind::Map(map) => {
            let name = ["label", "name", "title"].iter().find_map(|key| map.get(key)?.text());
            if let Some(name) = name {
                all.add(name);
            }
        }
    }
}
