//! Eleventy's `permalink`: a text, or a Liquid or Nunjucks template of the plain sort, `/{{ page.fileSlug }}/`.

use chrono::{DateTime, Datelike, FixedOffset};

use crate::site::slug::eleventy::slugify;

/// What a template's variables stand for.
pub struct Variables<'a> {
    /// `page.fileSlug`.
    pub file_slug: &'a str,
    /// `page.filePathStem`.
    pub path_stem: &'a str,
    /// `page.date`.
    pub date: Option<DateTime<FixedOffset>>,
    /// Any other variable: the data of the post, then of the site.
    pub data: &'a dyn Fn(&str) -> Option<String>,
}

/// A value in a template.
enum Value {
    Text(String),
    Date(DateTime<FixedOffset>),
}

/// The address that a template gives.
///
/// # Errors
///
/// What in it cannot be computed from outside: a tag, a filter of the site's own, a date that is not there.
pub fn render(template: &str, variables: &Variables<'_>) -> Result<String, String> {
    let mut link = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        if before.contains("{%") {
            break;
        }
        link.push_str(before);
        let Some((inside, behind)) = after.split_once("}}") else { return Err("has a {{ that is not closed".into()) };
        link.push_str(&expression(inside.trim_matches(['-', ' ', '\t', '\n', '\r']), variables)?);
        rest = behind;
    }
    if rest.contains("{%") {
        return Err("has a tag {% %}, which only Eleventy can run".into());
    }
    link.push_str(rest);
    Ok(link.trim().to_owned())
}

fn expression(inside: &str, variables: &Variables<'_>) -> Result<String, String> {
    let mut parts = split(inside, '|').into_iter();
    let mut value = variable(parts.next().unwrap_or_default().trim(), variables)?;
    for filter in parts {
        value = filtered(value, filter.trim())?;
    }
    match value {
        Value::Text(text) => Ok(text),
        Value::Date(_) => Err("writes a date without a filter that formats it".into()),
    }
}

fn variable(name: &str, variables: &Variables<'_>) -> Result<Value, String> {
    if let Some(text) = unquoted(name) {
        return Ok(Value::Text(text.to_owned()));
    }
    let date = || variables.date.ok_or_else(|| "is made from the date, and the post has none".to_owned());
    match name {
        "page.fileSlug" => Ok(Value::Text(variables.file_slug.to_owned())),
        "page.filePathStem" => Ok(Value::Text(variables.path_stem.to_owned())),
        "page.date" | "date" => Ok(Value::Date(date()?)),
        "page.date.getFullYear()" | "page.date.getUTCFullYear()" => Ok(Value::Text(date()?.year().to_string())),
        name if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "._-".contains(c)) => {
            Err(format!("computes {name:?}"))
        }
        // A variable that is not set is empty in either language.
        name => Ok(Value::Text((variables.data)(name).unwrap_or_default())),
    }
}

/// The value through a filter. Filters of a site are code; those whose name says what they do to a date are taken to do
/// it, which `verify --built` can check.
fn filtered(value: Value, filter: &str) -> Result<Value, String> {
    let (name, arguments) = arguments(filter);
    let plain = name.to_ascii_lowercase().replace(['_', '-'], "");
    let own = || format!("has the filter {name}, which only Eleventy can run");
    match value {
        Value::Date(at) => {
            if let Some(format) = arguments.first() {
                return formatted(&at, format).map(Value::Text).ok_or_else(own);
            }
            let format = named_format(&plain).ok_or_else(own)?;
            Ok(Value::Text(strftime(&at, format).unwrap_or_default()))
        }
        Value::Text(text) => {
            let argument = || arguments.first().cloned().unwrap_or_default();
            Ok(Value::Text(match plain.as_str() {
                "slugify" | "slug" => slugify(&text),
                "downcase" | "lower" => text.to_lowercase(),
                "upcase" | "upper" => text.to_uppercase(),
                "strip" | "trim" => text.trim().to_owned(),
                "safe" | "string" | "escape" => text,
                "append" => text + &argument(),
                "prepend" => argument() + &text,
                "default" => {
                    if text.is_empty() {
                        argument()
                    } else {
                        text
                    }
                }
                "replace" => match arguments.as_slice() {
                    [from, to] if !from.is_empty() => text.replace(from, to),
                    _ => return Err(own()),
                },
                _ => return Err(own()),
            }))
        }
    }
}

/// What a filter of the site's own makes of a date, by its name; `None` where that says nothing.
fn named_format(name: &str) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    Some(if says(&["path", "url", "folder", "permalink", "slug"]) {
        "%Y/%m/%d"
    } else if says(&["iso", "html", "ymd", "machine", "datestring"]) {
        "%Y-%m-%d"
    } else if says(&["yearmonth"]) {
        "%Y/%m"
    } else if says(&["year"]) {
        "%Y"
    } else if says(&["month"]) {
        "%m"
    } else if says(&["day"]) && !says(&["weekday", "today"]) {
        "%d"
    } else {
        return None;
    })
}

/// A filter's name and its arguments, as Liquid (`date: "%Y"`) or Nunjucks (`date("%Y")`) writes them.
fn arguments(filter: &str) -> (&str, Vec<String>) {
    let (name, rest) = filter.split_once([':', '(']).unwrap_or((filter, ""));
    let rest = rest.trim().trim_end_matches(')');
    let list = split(rest, ',').into_iter().map(str::trim).filter(|text| !text.is_empty());
    (name.trim(), list.map(|text| unquoted(text).unwrap_or(text).to_owned()).collect())
}

/// `text` at `mark`, but not inside of quotes.
fn split(text: &str, mark: char) -> Vec<&str> {
    let mut quote = None;
    let at_mark = |c: char| {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        quote.is_none() && c == mark
    };
    text.split(at_mark).collect()
}

fn unquoted(text: &str) -> Option<&str> {
    let inner = |quote: char| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    inner('\'').or_else(|| inner('"'))
}

fn formatted(at: &DateTime<FixedOffset>, format: &str) -> Option<String> {
    if format.contains('%') { strftime(at, format) } else { tokens(at, format) }
}

/// Liquid's `date` filter.
fn strftime(at: &DateTime<FixedOffset>, format: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let piece = match chars.next()? {
            'Y' => field(at, "yyyy")?,
            'y' => field(at, "yy")?,
            'm' => field(at, "MM")?,
            'd' => field(at, "dd")?,
            'F' => at.format("%Y-%m-%d").to_string(),
            '-' => match chars.next()? {
                'm' => field(at, "M")?,
                'd' => field(at, "d")?,
                _ => return None,
            },
            'e' => at.format("%e").to_string(),
            'j' => at.format("%j").to_string(),
            'H' => at.format("%H").to_string(),
            'M' => at.format("%M").to_string(),
            'S' => at.format("%S").to_string(),
            'B' => at.format("%B").to_string(),
            'b' => at.format("%b").to_string(),
            _ => return None,
        };
        text.push_str(&piece);
    }
    Some(text)
}

/// The tokens of Luxon and Moment, `yyyy/LL/dd` and `YYYY/MM/DD`.
fn tokens(at: &DateTime<FixedOffset>, format: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        let count = rest.chars().take_while(|other| *other == c).count();
        let (token, behind) = rest.split_at_checked(count * c.len_utf8())?;
        rest = behind;
        if c.is_alphanumeric() {
            text.push_str(&field(at, token)?);
        } else {
            text.push_str(token);
        }
    }
    Some(text)
}

/// One field of a date.
fn field(at: &DateTime<FixedOffset>, token: &str) -> Option<String> {
    Some(match token {
        "yyyy" | "YYYY" => format!("{:04}", at.year()),
        "yy" | "YY" => format!("{:02}", at.year().rem_euclid(100)),
        "LL" | "MM" => format!("{:02}", at.month()),
        "L" | "M" => at.month().to_string(),
        "dd" | "DD" => format!("{:02}", at.day()),
        "d" | "D" => at.day().to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Variables, render};

    fn rendered(template: &str) -> Result<String, String> {
        let date = chrono::DateTime::parse_from_rfc3339("2024-03-02T00:00:00Z").ok();
        let of_post = |name: &str| (name == "title").then(|| "Hello World".to_owned());
        render(template, &Variables { file_slug: "slug", path_stem: "/posts/slug", date, data: &of_post })
    }

    #[test]
    fn plain_templates_are_filled_in() {
        for (template, link) in [
            ("/fixed/", "/fixed/"),
            ("/blog/{{ page.fileSlug }}/", "/blog/slug/"),
            ("/{{ page.date | date: '%Y/%m/%d' }}/{{page.fileSlug}}/index.html", "/2024/03/02/slug/index.html"),
            ("/{{ page.date | date('yyyy/LL') }}/", "/2024/03/"),
            ("/{{ page.date | toDatePath }}/", "/2024/03/02/"),
            ("/{{ page.date | htmlDateString }}/{{ page.date | getYear }}/", "/2024-03-02/2024/"),
            ("{{ page.filePathStem }}.html", "/posts/slug.html"),
            ("/{{ title | slugify }}/", "/hello-world/"),
            ("/{{ title | replace(' ', '|') | lower }}/", "/hello|world/"),
            ("/{{ nothing }}/", "//"),
            ("/{{- 'x' | append: '-y' -}}/", "/x-y/"),
        ] {
            assert_eq!(rendered(template), Ok(link.to_owned()), "{template:?}");
        }
    }

    #[test]
    fn what_only_eleventy_can_run_is_said() {
        for (template, why) in [
            ("{% if x %}/a/{% endif %}", "has a tag {% %}, which only Eleventy can run"),
            ("/{{ title | shout }}/", "has the filter shout, which only Eleventy can run"),
            ("/{{ page.date | niceDate }}/", "has the filter niceDate, which only Eleventy can run"),
            ("/{{ page.date }}/", "writes a date without a filter that formats it"),
            ("/{{ page.date.getMonth() + 1 }}/", "computes \"page.date.getMonth() + 1\""),
            ("/{{ x", "has a {{ that is not closed"),
        ] {
            assert_eq!(rendered(template), Err(why.to_owned()), "{template:?}");
        }
    }
}
