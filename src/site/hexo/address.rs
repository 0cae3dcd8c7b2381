//! Hexo's addresses (`lib/plugins/filter/post_permalink.ts`, `hexo-util/lib/{permalink,full_url_for,pretty_urls}.ts`).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use regex::Regex;

use super::sha1;
use crate::post::Facts;
use crate::problem::{Place, Problem};
use crate::site::pattern::{Pattern, Piece, collapse_slashes, date_field, encode_path, encode_value};
use crate::site::settings::Settings;
use crate::site::slug::hexo::slugize;
use crate::site::{ADDRESS, Address, Addresses};
use crate::source::tree::{Kind, Map, Node};

/// How Hexo makes the address of a post.
#[derive(Debug)]
pub(super) struct HexoAddresses {
    template: Pattern,
    because: String,
    /// `new_post_name` as an expression, and the names of its groups in order.
    file_name: Option<(Regex, Vec<String>)>,
    /// `permalink_defaults`.
    defaults: Map,
    default_category: String,
    category_map: Map,
    /// `filename_case`: 1 lower, 2 upper.
    case: u8,
    /// The path of the site below its host, with slashes at both ends.
    base: String,
    keeps_index: bool,
    keeps_html: bool,
    /// The files are pages, and this is their folder below the source.
    pages: Option<String>,
}

impl HexoAddresses {
    /// Reads the settings that shape addresses.
    pub(super) fn new(settings: &Settings, base: &str, pages: Option<String>) -> Self {
        let written = settings.text("permalink").unwrap_or(":year/:month/:day/:title/");
        let map = |key: &str| settings.get(key).and_then(Node::as_map).cloned().unwrap_or_default();
        let set = settings.text("permalink").is_some();
        Self {
            template: Pattern::colon(written, of_name, false),
            because: if set {
                format!("permalink {written:?} in {}", settings.file)
            } else {
                format!("permalink {written:?}, Hexo's own")
            },
            file_name: file_name(settings.text("new_post_name").unwrap_or(":title.md")),
            defaults: map("permalink_defaults"),
            default_category: settings.text("default_category").unwrap_or("uncategorized").to_owned(),
            category_map: map("category_map"),
            case: settings.text("filename_case").and_then(|case| case.parse().ok()).unwrap_or(0),
            base: base.to_owned(),
            keeps_index: settings.flag("pretty_urls.trailing_index") != Some(false),
            keeps_html: settings.flag("pretty_urls.trailing_html") != Some(false),
            pages,
        }
    }

    /// Whether `new_post_name` puts the whole date into a file's name: only then does Hexo look for one there.
    pub(super) fn has_date_in_name(&self) -> bool {
        let has = |name: &str| self.file_name.iter().any(|(_, names)| names.iter().any(|found| found == name));
        has("year") && (has("month") || has("i_month")) && (has("day") || has("i_day"))
    }
}

impl Addresses for HexoAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let below = facts.source.strip_prefix(&facts.collection.files.folder).unwrap_or(facts.source);
        let below = below.trim_start_matches('/');
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let own = facts.fields.get("permalink").and_then(|found| found.node.text()).map(str::trim);
        let (path, because) = if let Some(own) = own.filter(|text| !text.is_empty()) {
            // Taken as it is: no placeholder is filled in, no slash added.
            (encode_path(own), format!("permalink {own:?} in {}", facts.source))
        } else if let Some(folder) = &self.pages {
            (
                encode_value(&format!("{folder}/{stem}.html")).into_owned(),
                "path of the file, a page of Hexo's".to_owned(),
            )
        } else {
            let in_name = self.in_name(stem);
            let value = |name: &str, _: Option<&str>| self.value(name, facts, &in_name);
            (self.template.expand(value)?, self.because.clone())
        };
        let path = collapse_slashes(&format!("{}/{path}", self.base));
        Ok(Address { path: self.pretty(path), slug: stem.to_owned(), because })
    }
}

impl HexoAddresses {
    /// What the file's path says by `new_post_name`; its `title` is always there.
    fn in_name(&self, stem: &str) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        if let Some((pattern, names)) = &self.file_name
            && let Some(groups) = pattern.captures(stem)
        {
            for (at, name) in names.iter().enumerate() {
                if let Some(group) = groups.get(at + 1) {
                    found.push((name.clone(), group.as_str().to_owned()));
                }
            }
        }
        if !found.iter().any(|(name, _)| name == "title") {
            found.push(("title".to_owned(), slugize(stem)));
        }
        found
    }

    fn value(&self, name: &str, facts: &Facts<'_>, in_name: &[(String, String)]) -> Result<Cow<'static, str>, Problem> {
        let named = |key: &str| in_name.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let slug = named("title").unwrap_or_default();
        let text = |key: &str| facts.fields.get(key).and_then(|found| found.node.text()).map(str::to_owned);
        let date = || -> Result<DateTime<Utc>, Problem> {
            let moment = facts.address_date.or(facts.published).ok_or_else(|| missing(name, facts))?;
            // Hexo formats dates in the zone of the machine that builds: UTC wherever a service does.
            Ok(moment.instant.with_timezone(&Utc))
        };
        let value = match name {
            "title" => Some(slug.to_owned()),
            "name" => slug.rsplit('/').next().map(str::to_owned),
            "post_title" => facts.title.map(|title| slugize(title).to_lowercase()),
            "id" => text("id"),
            "timestamp" => Some(date()?.timestamp().to_string()),
            "hash" => {
                let digest = sha1::hex(format!("{slug}{}", date()?.timestamp()).as_bytes());
                Some(digest.chars().take(12).collect())
            }
            "category" => Some(self.category(facts, named("category"))),
            "year" | "month" | "day" | "hour" | "minute" | "second" | "i_month" | "i_day" => {
                date_field(name, &date()?.fixed_offset())
            }
            key => named(key)
                .map(str::to_owned)
                .or_else(|| text(key))
                .or_else(|| self.defaults.get(key).and_then(Node::text).map(str::to_owned)),
        };
        let value = value.filter(|value| !value.is_empty()).ok_or_else(|| missing(name, facts))?;
        Ok(Cow::Owned(encode_value(&value).into_owned()))
    }

    /// The slug path of the deepest category, or the default one.
    fn category(&self, facts: &Facts<'_>, in_name: Option<&str>) -> String {
        let found = ["categories", "category"]
            .into_iter()
            .find_map(|key| facts.fields.get(key).filter(|found| !found.node.is_blank()));
        let names: Vec<&str> = match found.map(|found| &found.node.kind) {
            Some(Kind::List(list)) if list.iter().any(|node| node.as_list().is_some()) => {
                list.last().map(texts).unwrap_or_default()
            }
            Some(Kind::List(list)) => list.iter().filter_map(Node::text).collect(),
            Some(Kind::Scalar { text, .. }) => vec![text],
            _ => in_name.into_iter().collect(),
        };
        let slugs: Vec<String> =
            names.into_iter().filter(|name| !name.is_empty()).map(|name| self.category_slug(name)).collect();
        if slugs.is_empty() { self.default_category.clone() } else { slugs.join("/") }
    }

    fn category_slug(&self, name: &str) -> String {
        let slug = slugize(self.category_map.get(name).and_then(Node::text).unwrap_or(name));
        match self.case {
            1 => slug.to_lowercase(),
            2 => slug.to_uppercase(),
            _ => slug,
        }
    }

    fn pretty(&self, path: String) -> String {
        let index = path.ends_with("index.html");
        if index && !self.keeps_index {
            return path.strip_suffix("index.html").map(str::to_owned).unwrap_or(path);
        }
        if !index && !self.keeps_html {
            return path.strip_suffix(".html").map(str::to_owned).unwrap_or(path);
        }
        path
    }
}

fn texts(node: &Node) -> Vec<&str> {
    match &node.kind {
        Kind::List(list) => list.iter().filter_map(Node::text).collect(),
        Kind::Scalar { text, .. } => vec![text],
        _ => Vec::new(),
    }
}

/// `new_post_name` as an expression over the path below `_posts` without its extension.
fn file_name(template: &str) -> Option<(Regex, Vec<String>)> {
    let stem = template.rsplit_once('.').map_or(template, |(stem, _)| stem);
    let pattern = Pattern::colon(stem, of_name, false);
    let mut expression = "^".to_owned();
    for piece in pattern.pieces() {
        match piece {
            Piece::Text(text) => expression.push_str(&regex::escape(text)),
            Piece::Field { name, .. } => expression.push_str(match name.as_str() {
                "year" => r"(\d{4})",
                "month" | "day" => r"(\d{2})",
                "i_month" | "i_day" => r"(\d{1,2})",
                "hash" => "([0-9a-f]{12})",
                _ => "(.+?)",
            }),
        }
    }
    expression.push('$');
    Some((Regex::new(&expression).ok()?, pattern.names().map(str::to_owned).collect()))
}

fn of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn missing(name: &str, facts: &Facts<'_>) -> Problem {
    let problem = match name {
        "id" => Problem::new(&ADDRESS, "the address has :id, which only Hexo's own database knows")
            .help("give the post an id, or take its links from the built site"),
        name => Problem::new(&ADDRESS, format!("the address has :{name}, and the post has no {name}"))
            .help(format!("give the post a line `{name}: …`, or a default under permalink_defaults")),
    };
    problem.at(Place::file(facts.source))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    fn parsed(template: &str, stem: &str) -> Option<Vec<String>> {
        let (pattern, names) = file_name(template).unwrap();
        let groups = pattern.captures(stem)?;
        Some(names.iter().enumerate().map(|(at, name)| format!("{name}={}", &groups[at + 1])).collect())
    }

    #[test]
    fn a_file_name_is_taken_apart_by_its_template() {
        assert_eq!(parsed(":title.md", "sub/deep"), Some(vec!["title=sub/deep".to_owned()]));
        assert_eq!(
            parsed(":year-:month-:day-:title.md", "2024-01-05-a.b"),
            Some(["year=2024", "month=01", "day=05", "title=a.b"].map(str::to_owned).to_vec())
        );
        assert_eq!(parsed(":year-:month-:day-:title.md", "plain"), None);
        assert_eq!(parsed(":lang/:title.md", "de/hallo"), Some(["lang=de", "title=hallo"].map(str::to_owned).to_vec()));
    }
}
