//! Which default values apply to which post.

use super::{Fields, Layer};
use crate::site::path_fields::path_fields;
use crate::site::{Collection, Defaults, Scope, Site};
use crate::source::read::RawPost;
use crate::source::tree::Map;

/// Puts defaults in their order: a longer path beats a shorter one, then one with a collection beats one without
/// (Jekyll's `has_precedence?`), then the later the earlier.
pub fn order(defaults: &mut [Defaults]) {
    defaults.sort_by_key(|one| (one.scope.path.len(), one.scope.collection.is_some()));
}

/// The values that stand in the path of a post's file, by the rules of its collection.
#[must_use]
pub fn in_path(collection: &Collection, source: &str) -> Map {
    if collection.path_fields.is_empty() {
        return Map::default();
    }
    let below = source.strip_prefix(&collection.files.folder).unwrap_or(source).trim_start_matches('/');
    path_fields(&collection.path_fields, below)
}

/// The front matter of a post over the values in its path (`in_path`), over the defaults that apply to it.
#[must_use]
pub fn layers<'a>(site: &'a Site, collection: &'a Collection, raw: &'a RawPost, in_path: &'a Map) -> Fields<'a> {
    let own = Layer { file: &raw.file.name, text: &raw.text, values: &raw.front };
    let applying = site.defaults.iter().rev().filter(|one| applies(&one.scope, &collection.name, &raw.file.name));
    let beneath = applying.map(|one| Layer { file: &one.file, text: &one.text, values: &one.values });
    let path = (!in_path.is_empty()).then_some(Layer { file: &raw.file.name, text: "", values: in_path });
    Fields::new(std::iter::once(own).chain(path).chain(beneath).collect(), collection.fold_keys)
}

/// Whether `scope` takes a post: its path is empty, a folder above the file or the file itself, or a glob that matches
/// one of these.
#[must_use]
pub fn applies(scope: &Scope, collection: &str, source: &str) -> bool {
    if scope.collection.as_deref().is_some_and(|name| name != collection) {
        return false;
    }
    let path = scope.path.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    if path.is_empty() || path == "." {
        return true;
    }
    if !path.contains(['*', '?', '[', '{']) {
        let rest = source.strip_prefix(path);
        return rest.is_some_and(|rest| scope.is_beginning || rest.is_empty() || rest.starts_with('/'));
    }
    if path.matches(['*', '{', '[']).count() > WILDCARDS {
        return false;
    }
    let ends = source.match_indices('/').map(|(at, _)| at).chain([source.len()]);
    let mut steps = STEPS;
    ends.into_iter()
        .any(|end| source.get(..end).is_some_and(|part| matches(path.as_bytes(), part.as_bytes(), &mut steps)))
}

/// The most comparisons that one glob may cost for one file, and the most wildcards in it; one that needs more does not
/// match.
const STEPS: u32 = 20_000;
const WILDCARDS: usize = 64;

/// Whether `pattern` matches `text`: `*` and `?` within a folder, `**` across folders, `[a-z]`, `{a,b}`.
fn matches(mut pattern: &[u8], mut text: &[u8], steps: &mut u32) -> bool {
    while let Some((first, rest)) = pattern.split_first() {
        let Some(left) = steps.checked_sub(1) else { return false };
        *steps = left;
        match first {
            b'*' => return star(rest, text, steps),
            b'{' => return alternatives(rest, text, steps),
            b'[' => return class(rest, text, steps),
            _ => {}
        }
        let Some((byte, behind)) = text.split_first() else { return false };
        if byte != first && (*first != b'?' || *byte == b'/') {
            return false;
        }
        (pattern, text) = (rest, behind);
    }
    text.is_empty()
}

fn star(rest: &[u8], text: &[u8], steps: &mut u32) -> bool {
    let across = rest.first() == Some(&b'*');
    let rest = if across { rest.get(1..).unwrap_or_default() } else { rest };
    // `**/` matches no folder as well.
    if across
        && let Some(behind) = rest.strip_prefix(b"/")
        && matches(behind, text, steps)
    {
        return true;
    }
    let reach = if across { text.len() } else { text.iter().position(|byte| *byte == b'/').unwrap_or(text.len()) };
    (0..=reach).any(|taken| text.get(taken..).is_some_and(|text| matches(rest, text, steps)))
}

fn alternatives(rest: &[u8], text: &[u8], steps: &mut u32) -> bool {
    let Some(end) = rest.iter().position(|byte| *byte == b'}') else { return false };
    let (inner, behind) = rest.split_at(end);
    let behind = behind.get(1..).unwrap_or_default();
    inner.split(|byte| *byte == b',').any(|one| {
        let whole: Vec<u8> = [one, behind].concat();
        matches(&whole, text, steps)
    })
}

fn class(rest: &[u8], text: &[u8], steps: &mut u32) -> bool {
    let Some(end) = rest.iter().skip(1).position(|byte| *byte == b']').map(|at| at + 1) else { return false };
    let (inner, behind) = rest.split_at(end);
    let (negated, inner) =
        inner.strip_prefix(b"!").or(inner.strip_prefix(b"^")).map_or((false, inner), |inner| (true, inner));
    let Some((byte, text)) = text.split_first() else { return false };
    let mut found = inner.contains(byte) && *byte != b'-';
    found |= inner.windows(3).any(|part| matches!(part, [from, b'-', to] if (from..=to).contains(&byte)));
    *byte != b'/' && found != negated && matches(behind.get(1..).unwrap_or_default(), text, steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(path: &str, source: &str) -> bool {
        applies(&Scope { path: path.into(), ..Scope::default() }, "posts", source)
    }

    #[test]
    fn a_scope_is_a_folder_a_file_or_a_glob() {
        for path in
            ["", "blog", "/blog/", "blog/2024/a.md", "blog/*/a.md", "**/a.md", "b*", "blog/20[0-9]4", "{x,blog}/**"]
        {
            assert!(takes(path, "blog/2024/a.md"), "{path}");
        }
        for path in ["blo", "blog/2024/a", "*.md", "blog/[!0-9]*", "{x,y}/**", "[", "{", "blog/?/a.md"] {
            assert!(!takes(path, "blog/2024/a.md"), "{path}");
        }
    }

    #[test]
    fn a_scope_of_jekyll_is_any_beginning_of_the_path() {
        let scope = Scope { path: "blog/2024-0".into(), is_beginning: true, ..Scope::default() };
        assert!(applies(&scope, "posts", "blog/2024-01-05-a.md") && !applies(&scope, "posts", "blog/2023-01-05-a.md"));
    }

    #[test]
    fn a_scope_of_another_collection_does_not_apply() {
        let scope = Scope { collection: Some("notes".into()), ..Scope::default() };
        assert!(applies(&scope, "notes", "a.md") && !applies(&scope, "posts", "a.md"));
    }

    #[test]
    fn a_glob_made_to_take_for_ever_ends() {
        assert!(!takes(&format!("{}b", "*a".repeat(60)), &"a".repeat(5000)));
        assert!(!takes(&"**".repeat(20_000), &"a".repeat(5000)));
        assert!(!takes(&"{a,b".repeat(20_000), "a"));
        assert!(!takes(&"{a,b}".repeat(60), &"a".repeat(59)));
    }
}
