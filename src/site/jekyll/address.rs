//! Jekyll's addresses (`lib/jekyll/url.rb`, `lib/jekyll/drops/url_drop.rb`).

use std::borrow::Cow;

use chrono_tz::Tz;

use super::ground::BuiltAs;
use crate::post::Facts;
use crate::problem::{Place, Problem};
use crate::site::pattern::{Pattern, collapse_slashes, date_field, encode_path, encode_value};
use crate::site::settings::Settings;
use crate::site::slug::jekyll as slug;
use crate::site::{ADDRESS, Address, Addresses, PLACEHOLDER};
use crate::source::tree::{Kind, Node};

/// How Jekyll makes the address of a post.
#[derive(Debug)]
pub(super) struct JekyllAddresses {
    template: Pattern,
    /// Where the template comes from, for `explain`.
    because: String,
    /// The path of the site below its host, with slashes at both ends.
    base: String,
    zone: Tz,
    markdown: Vec<String>,
    built_as: BuiltAs,
}

impl JekyllAddresses {
    /// Reads `permalink` and the collection's own, which beats it.
    pub(super) fn new(
        settings: &Settings,
        built_as: &BuiltAs,
        (base, zone): (&str, Tz),
        problems: &mut Vec<Problem>,
    ) -> Self {
        let own_key = match built_as {
            BuiltAs::Post => Some("collections.posts.permalink".to_owned()),
            BuiltAs::Document(name) => Some(format!("collections.{name}.permalink")),
            BuiltAs::Page(_) | BuiltAs::Nothing => None,
        };
        let own = own_key.and_then(|key| settings.text(&key).map(|template| (key, template)));
        let is_own = own.is_some();
        let (key, written) =
            own.unwrap_or_else(|| ("permalink".to_owned(), settings.text("permalink").unwrap_or("date")));
        let key = key.as_str();
        // A collection's own template is never the name of a style.
        let template = match built_as {
            _ if is_own => written.to_owned(),
            BuiltAs::Post => style(written).to_owned(),
            BuiltAs::Document(_) => format!("/:collection/:path{}", suffix(written)),
            BuiltAs::Page(_) | BuiltAs::Nothing => format!("/:path{}", suffix(written)),
        };
        let pattern = Pattern::colon(&template, of_name, false);
        if let Some(name) = pattern.names().find(|name| known(name).is_none()) {
            problems.push(unknown(name).at(settings.place_of(key)));
        }
        let extensions = settings.text("markdown_ext").unwrap_or("markdown,mkdown,mkdn,mkd,md");
        Self {
            template: pattern,
            because: format!("{key} {written:?} in {}", settings.file),
            base: base.to_owned(),
            zone,
            markdown: extensions.split(',').map(|ext| ext.trim().to_ascii_lowercase()).collect(),
            built_as: built_as.clone(),
        }
    }
}

impl Addresses for JekyllAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let parts = Parts::of(facts);
        let own = facts.fields.get("permalink").filter(|found| !found.node.is_blank());
        let place = || match &own {
            Some(found) => Place::at(found.layer.file.clone(), found.layer.text, found.node.span),
            None => Place::file(facts.source),
        };
        let own_pattern =
            own.as_ref().and_then(|found| found.node.text()).map(|text| Pattern::colon(text, of_name, false));
        let pattern = own_pattern.as_ref().unwrap_or(&self.template);
        let expanded = match (&self.built_as, &own_pattern) {
            (BuiltAs::Page(folder), None) if parts.stem == "index" => {
                encode_value(&format!("{folder}/{}/", parts.folder)).into_owned()
            }
            (built_as, own) => {
                let value = |name: &str, _: Option<&str>| {
                    self.value(name, facts, &parts).map_err(|problem| problem.at(place()))
                };
                let expanded = pattern.expand(value)?;
                match built_as {
                    BuiltAs::Page(folder) if own.is_none() => format!("{}/{expanded}", encode_value(folder)),
                    _ => expanded,
                }
            }
        };
        // URL#sanitize_url: two dots become a slash, slashes become one.
        let path = collapse_slashes(&format!("{}/{}", self.base, expanded.replace("..", "/")));
        let because = match &own {
            Some(found) => format!("permalink {:?} in {}", pattern.source, found.layer.file),
            None => self.because.clone(),
        };
        Ok(Address { path: encode_path(&path), slug: parts.slug.into_owned(), because })
    }
}

/// The parts of a post's path that its address is made of.
struct Parts<'a> {
    /// The file's name without its extension.
    stem: &'a str,
    /// Its extension, with the dot.
    extension: &'a str,
    /// The folder below the source, without slashes at its ends.
    folder: &'a str,
    /// The name that the post has, not cleaned: its `slug`, or the file's name without date and extension.
    slug: Cow<'a, str>,
}

impl<'a> Parts<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let posts = facts.collection.files.folder.as_str();
        let below = facts.source.strip_prefix(posts).unwrap_or(facts.source).trim_start_matches('/');
        let (folder, file) = below.rsplit_once('/').unwrap_or(("", below));
        let (stem, extension) = match file.rfind('.') {
            Some(at) if at > 0 => file.split_at(at),
            _ => (file, ""),
        };
        let own = facts.fields.get("slug").and_then(|found| found.node.text());
        // Document#populate_title: a slug ends in no dot.
        let slug = own.unwrap_or_else(|| without_date(stem).trim_end_matches('.'));
        Self { stem, extension, folder, slug: Cow::Borrowed(slug) }
    }
}

impl JekyllAddresses {
    /// What stands for a placeholder, encoded; `UrlDrop`.
    fn value<'v>(&self, name: &str, facts: &Facts<'_>, parts: &Parts<'_>) -> Result<Cow<'v, str>, Problem> {
        let Some(name) = known(name) else { return Err(unknown(name)) };
        // `:year_` is the year and an underscore.
        let (name, tail) = name.strip_suffix('_').map_or((name, ""), |name| (name, "_"));
        let value = match name {
            "title" => slug::pretty(&parts.slug),
            "slug" => slug::default(&parts.slug),
            "name" => slug::default(parts.stem),
            "path" => cleaned_path(parts),
            "collection" => match &self.built_as {
                BuiltAs::Document(name) => name.clone(),
                _ => "posts".to_owned(),
            },
            "categories" => distinct(categories(facts, parts), |name| name.to_lowercase()),
            "slugified_categories" => distinct(categories(facts, parts), |name| slug::default(&name)),
            "output_ext" => self.output_extension(parts.extension),
            name => {
                let moment = facts.address_date.or(facts.published).ok_or_else(|| undated(name))?;
                let local = moment.instant.with_timezone(&self.zone).fixed_offset();
                date_field(name, &local).unwrap_or_default()
            }
        };
        Ok(Cow::Owned(encode_value(&value).into_owned() + tail))
    }

    /// Markdown becomes `.html`; every other extension stays.
    fn output_extension(&self, extension: &str) -> String {
        let plain = extension.trim_start_matches('.').to_ascii_lowercase();
        if self.markdown.contains(&plain) { ".html".to_owned() } else { extension.to_owned() }
    }
}

/// The template of a named style (`Configuration#style_to_permalink`).
fn style(written: &str) -> &str {
    match written {
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "none" => "/:categories/:title:output_ext",
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        template => template,
    }
}

/// What follows the path of a page or a document (`Utils.add_permalink_suffix`).
fn suffix(style: &str) -> &'static str {
    match style {
        "pretty" => "/",
        "date" | "ordinal" | "none" => ":output_ext",
        template if template.ends_with('/') => "/",
        template if template.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

fn of_name(c: char) -> bool {
    c.is_ascii_lowercase() || c == '_'
}

/// The placeholder's name, if Jekyll knows it, or knows it without an underscore at its end.
fn known(name: &str) -> Option<&str> {
    const NAMES: [&str; 25] = [
        "title",
        "slug",
        "name",
        "path",
        "collection",
        "categories",
        "slugified_categories",
        "output_ext",
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "i_month",
        "i_day",
        "short_year",
        "short_month",
        "long_month",
        "short_day",
        "long_day",
        "y_day",
        "week",
        "w_year",
        "w_day",
    ];
    let plain = name.strip_suffix('_').unwrap_or(name);
    (NAMES.contains(&name) || NAMES.contains(&plain)).then_some(name)
}

fn unknown(name: &str) -> Problem {
    Problem::new(&PLACEHOLDER, format!("Jekyll has no placeholder :{name}"))
        .help("use one of its own, such as :year, :month, :day, :title, :slug, :categories, :output_ext")
}

fn undated(name: &str) -> Problem {
    Problem::new(&ADDRESS, format!("the address has :{name}, and the post has no date"))
        .help("give it a date, or begin its file name with one: 2024-02-28-title.md")
}

/// The file's name without the date before its first hyphen.
fn without_date(stem: &str) -> &str {
    let mut rest = stem;
    for (least, most) in [(2, 4), (1, 2), (1, 2)] {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.split_at(digits).1.strip_prefix('-');
        match after {
            Some(after) if (least..=most).contains(&digits) => rest = after,
            _ => return stem,
        }
    }
    rest
}

/// `cleaned_relative_path`: below the collection's folder, without extension and dots at its end.
fn cleaned_path(parts: &Parts<'_>) -> String {
    format!("{}/{}", parts.folder.replacen("_posts", "", 1), parts.stem).trim_end_matches('.').to_owned()
}

/// The categories of a post as its address has them: the folders above `_posts`, the defaults', its own.
fn categories(facts: &Facts<'_>, parts: &Parts<'_>) -> Vec<String> {
    let above = parts.folder.split_once("_posts").map_or("", |(above, _)| above);
    let mut names: Vec<String> = above.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    for found in facts.fields.all("categories") {
        match &found.node.kind {
            Kind::Scalar { text, .. } => names.extend(text.split_whitespace().map(str::to_owned)),
            _ => push_texts(found.node, &mut names),
        }
    }
    if let Some(found) = facts.fields.get("category") {
        push_texts(found.node, &mut names);
    }
    names
}

fn push_texts(node: &Node, names: &mut Vec<String>) {
    match &node.kind {
        Kind::Scalar { text, .. } => names.push(text.clone()),
        Kind::List(list) => names.extend(list.iter().filter_map(Node::text).map(str::to_owned)),
        _ => {}
    }
}

/// Each name cleaned, once, joined by slashes.
fn distinct(names: Vec<String>, clean: impl Fn(String) -> String) -> String {
    let mut kept: Vec<String> = Vec::with_capacity(names.len());
    for name in names.into_iter().map(clean) {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::{known, without_date};

    #[test]
    fn a_name_loses_the_date_that_jekyll_sees_in_it() {
        for (stem, rest) in [
            ("2024-01-05-Hello World", "Hello World"),
            ("24-01-07-two-digit-year", "two-digit-year"),
            ("2024-1-6-short", "short"),
            ("2024-01-05-", ""),
            ("2024-01-05", "2024-01-05"),
            ("20245-01-05-x", "20245-01-05-x"),
            ("x", "x"),
        ] {
            assert_eq!(without_date(stem), rest, "{stem}");
        }
    }

    #[test]
    fn a_placeholder_may_end_in_an_underscore() {
        assert_eq!((known("year"), known("year_"), known("years")), (Some("year"), Some("year_"), None));
    }
}
