//! Front-matter values that stand in a file's path: the named groups of a regular expression over it.

use regex::Regex;

use crate::problem::Span;
use crate::source::tree::{Entry, Kind, Map, Node, Style};

/// A regular expression over a part of a file's path, whose named groups are front-matter values (Pelican's
/// `FILENAME_METADATA` and `PATH_METADATA`).
#[derive(Debug, Clone)]
pub struct PathFields {
    /// The expression, anchored at the beginning.
    pub pattern: Regex,
    /// What it is held against.
    pub part: PathPart,
}

/// A part of a file's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathPart {
    /// The file's name without its extension.
    Stem,
    /// The path below the collection's folder.
    Whole,
}

/// The values that the path of a file holds; the first expression that gives a key wins.
///
/// `below` is the file's path below its collection's folder.
#[must_use]
pub fn path_fields(rules: &[PathFields], below: &str) -> Map {
    let mut map = Map::default();
    for rule in rules {
        let file = below.rsplit_once('/').map_or(below, |(_, file)| file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let held = if rule.part == PathPart::Stem { stem } else { below };
        // Most paths of most sites hold nothing, which is told without room for the groups.
        let captures = rule.pattern.is_match(held).then(|| rule.pattern.captures(held)).flatten();
        let Some(captures) = captures else { continue };
        for name in rule.pattern.capture_names().flatten() {
            let key = name.to_ascii_lowercase();
            if let Some(group) = captures.name(name).filter(|_| map.get(&key).is_none()) {
                let span = Span::default();
                let kind = Kind::Scalar { text: group.as_str().to_owned(), style: Style::Plain };
                map.entries.push(Entry { key, key_span: span, value: Node { span, kind } });
            }
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{PathFields, PathPart, path_fields};

    fn fields(rules: &[(&str, PathPart)], below: &str) -> Vec<(String, String)> {
        let rules: Vec<PathFields> = rules
            .iter()
            .map(|(pattern, part)| PathFields { pattern: Regex::new(pattern).unwrap(), part: *part })
            .collect();
        let map = path_fields(&rules, below);
        map.entries.iter().map(|entry| (entry.key.clone(), entry.value.text().unwrap().to_owned())).collect()
    }

    #[test]
    fn named_groups_are_values_and_the_first_expression_wins() {
        let rules = [
            (r"^(?:(?P<date>\d{4}-\d{2}-\d{2})_(?P<Slug>.*))", PathPart::Stem),
            (r"^(?:(?P<category>.*?)/(?P<slug>.*))", PathPart::Whole),
        ];
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            fields(&rules, "web/2024-01-05_hello.md"),
            [pair("date", "2024-01-05"), pair("slug", "hello"), pair("category", "web")]
        );
        assert_eq!(fields(&rules, "plain.md"), []);
    }
}
