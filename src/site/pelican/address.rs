//! Pelican's addresses (`pelican/contents.py`, `url_format` and `get_url_setting`).

use std::borrow::Cow;
use std::fmt::Write as _;

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike, FixedOffset, Timelike};

use super::conf::Conf;
use crate::post::Facts;
use crate::problem::{Place, Problem};
use crate::site::pattern::{Pattern, collapse_slashes, encode_path};
use crate::site::slug::pelican::{Rules, slugify};
use crate::site::{ADDRESS, Address, Addresses, PLACEHOLDER};

/// How Pelican makes the address of an article.
#[derive(Debug)]
pub(super) struct PelicanAddresses {
    article: Template,
    article_lang: Template,
    draft: Template,
    draft_lang: Template,
    /// `SLUGIFY_SOURCE` is `basename`, not the title.
    from_name: bool,
    slug: Rules,
    category_slug: Rules,
    author_slug: Rules,
    language: String,
    author: Option<String>,
    /// The path of the site below its host, with slashes at both ends.
    base: String,
}

#[derive(Debug)]
struct Template {
    pattern: Pattern,
    because: String,
}

impl PelicanAddresses {
    /// Reads the settings that shape addresses.
    pub(super) fn new(conf: &Conf, base: &str, problems: &mut Vec<Problem>) -> Self {
        let slug = Rules::default();
        Self {
            article: template(conf, "ARTICLE_URL", "{slug}.html", problems),
            article_lang: template(conf, "ARTICLE_LANG_URL", "{slug}-{lang}.html", problems),
            draft: template(conf, "DRAFT_URL", "drafts/{slug}.html", problems),
            draft_lang: template(conf, "DRAFT_LANG_URL", "drafts/{slug}-{lang}.html", problems),
            from_name: conf.text("SLUGIFY_SOURCE") == Some("basename"),
            slug: super::slug_rules(conf, &["SLUG_REGEX_SUBSTITUTIONS"], &slug, problems),
            category_slug: super::slug_rules(
                conf,
                &["CATEGORY_REGEX_SUBSTITUTIONS", "SLUG_REGEX_SUBSTITUTIONS"],
                &slug,
                problems,
            ),
            author_slug: super::slug_rules(
                conf,
                &["AUTHOR_REGEX_SUBSTITUTIONS", "SLUG_REGEX_SUBSTITUTIONS"],
                &slug,
                problems,
            ),
            language: conf.text("DEFAULT_LANG").unwrap_or("en").to_lowercase(),
            author: conf.text("AUTHOR").map(str::to_owned),
            base: base.to_owned(),
        }
    }
}

fn template(conf: &Conf, name: &str, usual: &str, problems: &mut Vec<Problem>) -> Template {
    let written = conf.text(name).unwrap_or(usual);
    let pattern = Pattern::braces(written).unwrap_or_else(|what| {
        let problem = Problem::new(&PLACEHOLDER, format!("{name} is no template: {what}"));
        problems.push(problem.at(conf.place(name)).help("write placeholders as {slug} or {date:%Y}"));
        Pattern::colon(usual, |_| false, false)
    });
    let set = conf.get(name).is_some();
    let because = if set { format!("{name} {written:?} in {}", conf.file()) } else { format!("{name} {written:?}") };
    Template { pattern, because }
}

impl Addresses for PelicanAddresses {
    fn path(&self, facts: &Facts<'_>) -> Result<Address, Problem> {
        let text = |key: &str| {
            facts.fields.get(key).and_then(|found| found.node.text()).map(str::trim).filter(|text| !text.is_empty())
        };
        // The `url` of an article is taken as it is.
        if let Some(url) = text("url") {
            let because = format!("url {url:?} in {}", facts.source);
            return Ok(self.address(url, because));
        }
        let language = text("lang").unwrap_or(&self.language);
        let is_draft = text("status").is_some_and(|status| status.eq_ignore_ascii_case("draft"));
        let template = match (is_draft, language == self.language) {
            (false, true) => &self.article,
            (false, false) => &self.article_lang,
            (true, true) => &self.draft,
            (true, false) => &self.draft_lang,
        };
        let url = template.pattern.expand(|name, argument| {
            let value = match name {
                "slug" => text("slug").map(Cow::Borrowed).or_else(|| self.slug(facts).map(Cow::Owned)),
                "lang" => Some(Cow::Borrowed(language)),
                "category" => facts.categories.first().map(|name| slugify(name, &self.category_slug).into()),
                "author" => Some(self.author(facts)),
                "path" => text("path").or(Some(below(facts))).map(Cow::Borrowed),
                "title" => facts.title.map(Cow::Borrowed),
                name if name == "date" || name.starts_with("date.") => {
                    let date = facts.address_date.or(facts.published);
                    Some(date_value(name, argument, &date.ok_or_else(|| missing(name, facts))?.instant)?.into())
                }
                name => text(name).map(Cow::Borrowed),
            };
            value.ok_or_else(|| missing(name, facts))
        })?;
        Ok(self.address(&url, template.because.clone()))
    }
}

impl PelicanAddresses {
    /// A URL below `SITEURL`, or below its host where it begins with a slash (`urljoin`).
    fn address(&self, url: &str, because: String) -> Address {
        let whole = if url.starts_with('/') { url.to_owned() } else { format!("{}{url}", self.base) };
        let path = collapse_slashes(&whole);
        Address { path: encode_path(&path), slug: path, because }
    }

    /// The slug of an article that names none.
    fn slug(&self, facts: &Facts<'_>) -> Option<String> {
        if self.from_name {
            let file = facts.source.rsplit_once('/').map_or(facts.source, |(_, file)| file);
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            return Some(slugify(stem, &self.slug));
        }
        facts.title.map(|title| slugify(title, &self.slug))
    }

    fn author(&self, facts: &Facts<'_>) -> Cow<'static, str> {
        let name = facts.authors.first().map(|person| person.name.as_str()).or(self.author.as_deref());
        Cow::Owned(name.map_or_else(String::new, |name| slugify(name, &self.author_slug)))
    }
}

/// The article's path below `PATH`.
fn below<'a>(facts: &Facts<'a>) -> &'a str {
    facts.source.strip_prefix(&facts.collection.files.folder).unwrap_or(facts.source).trim_start_matches('/')
}

/// `{date:%Y}`, `{date.year}`, `{date.month:02}`.
fn date_value(name: &str, argument: Option<&str>, at: &DateTime<FixedOffset>) -> Result<String, Problem> {
    let number = match name.strip_prefix("date.") {
        None => return formatted(argument.unwrap_or("%Y-%m-%d %H:%M:%S%:z"), at),
        Some("year") => i64::from(at.year()),
        Some("month") => i64::from(at.month()),
        Some("day") => i64::from(at.day()),
        Some("hour") => i64::from(at.hour()),
        Some("minute") => i64::from(at.minute()),
        Some("second") => i64::from(at.second()),
        Some(_) => return Err(wrong_format(name, argument)),
    };
    let width = argument.unwrap_or_default().trim_end_matches('d');
    match width.strip_prefix('0').map_or(Ok(0), str::parse::<usize>) {
        Ok(width) if width < 20 => Ok(format!("{number:0width$}")),
        _ => Err(wrong_format(name, argument)),
    }
}

/// `strftime` in the C locale.
fn formatted(format: &str, at: &DateTime<FixedOffset>) -> Result<String, Problem> {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    let mut text = String::new();
    let fine = !items.iter().any(|item| matches!(item, Item::Error));
    if fine && write!(text, "{}", at.format_with_items(items.iter())).is_ok() {
        return Ok(text);
    }
    Err(wrong_format("date", Some(format)))
}

fn wrong_format(name: &str, argument: Option<&str>) -> Problem {
    let shown = argument.map_or_else(|| format!("{{{name}}}"), |argument| format!("{{{name}:{argument}}}"));
    Problem::new(&PLACEHOLDER, format!("{shown} is no placeholder that can be filled in"))
        .help("write dates as {date:%Y}, {date:%m} and the like")
}

fn missing(name: &str, facts: &Facts<'_>) -> Problem {
    Problem::new(&ADDRESS, format!("the address has {{{name}}}, and the post has no {name}"))
        .at(Place::file(facts.source))
        .help(format!("give the post a line `{name}: …`"))
}

#[cfg(test)]
mod tests {
    use super::date_value;

    #[test]
    fn dates_are_formatted_as_python_formats_them() {
        let at = chrono::DateTime::parse_from_rfc3339("2024-03-02T01:05:09-05:00").unwrap();
        let shown = |name, argument| date_value(name, argument, &at).map_err(|problem| problem.message);
        for (name, argument, expected) in [
            ("date", Some("%Y/%m/%d"), "2024/03/02"),
            ("date", Some("%b %-d %B %y %j"), "Mar 2 March 24 062"),
            ("date", None, "2024-03-02 01:05:09-05:00"),
            ("date.year", None, "2024"),
            ("date.month", Some("02d"), "03"),
            ("date.day", None, "2"),
        ] {
            assert_eq!(shown(name, argument), Ok(expected.to_owned()));
        }
        assert_eq!(shown("date", Some("%Q")), Err("{date:%Q} is no placeholder that can be filled in".to_owned()));
        assert!(shown("date.week", None).is_err());
    }
}
