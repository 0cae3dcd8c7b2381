//! Hugo's shortcodes: `{{< name >}}` and `{{% name %}}`, with those that Hugo has built in.

use std::borrow::Cow;

use super::super::links::percent_encoded;
use super::shortcode::{Arguments, embedded, link};
use super::{Fault, NOWHERE, Report, World, code_block};

/// The body with its shortcodes carried out.
pub(super) fn expand<'t>(world: &World<'_>, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
    if !body.contains("{{<") && !body.contains("{{%") {
        return (Cow::Borrowed(body), Vec::new());
    }
    let code = world.code(body);
    let mut out = String::with_capacity(body.len());
    let mut report = Report::default();
    let mut at = 0;
    while let Some(tag) = next(body, at) {
        out.push_str(body.get(at..tag.start).unwrap_or_default());
        let in_code = {
            let next = code.partition_point(|range| range.end <= tag.start);
            code.get(next).is_some_and(|range| range.contains(&tag.start))
        };
        at = tag.end;
        report.at(tag.start..tag.end);
        if let Some(shown) = tag.inner.trim().strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
            // Written so to be shown.
            out.push_str(body.get(tag.start..tag.start + 3).unwrap_or_default());
            out.push_str(shown);
            out.push_str(body.get(tag.end - 3..tag.end).unwrap_or_default());
        } else if in_code {
            out.push_str(body.get(tag.start..tag.end).unwrap_or_default());
        } else {
            at = shortcode(world, body, &tag, &mut out, &mut report);
        }
    }
    out.push_str(body.get(at..).unwrap_or_default());
    (Cow::Owned(out), report.faults)
}

/// A shortcode's tag.
struct Shortcode<'t> {
    start: usize,
    end: usize,
    inner: &'t str,
}

fn next(body: &str, from: usize) -> Option<Shortcode<'_>> {
    let mut from = from;
    loop {
        let start = body.get(from..)?.find("{{").map(|found| from + found)?;
        let close = match body.get(start + 2..)?.chars().next() {
            Some('<') => ">}}",
            Some('%') => "%}}",
            _ => {
                from = start + 2;
                continue;
            }
        };
        // A tag that is never closed ends the search: nothing after it is closed either.
        let inner_end = body.get(start + 3..)?.find(close).map(|found| start + 3 + found)?;
        return Some(Shortcode { start, end: inner_end + 3, inner: body.get(start + 3..inner_end)? });
    }
}

/// Carries out a shortcode; gives where the text goes on.
fn shortcode(world: &World<'_>, body: &str, tag: &Shortcode<'_>, out: &mut String, report: &mut Report) -> usize {
    let inner = tag.inner.trim().trim_end_matches('/').trim();
    let end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, rest) = inner.split_at_checked(end).unwrap_or((inner, ""));
    let arguments = Arguments::read(rest);
    if let Some(markdown) = embedded(name, &arguments) {
        out.push_str(&markdown);
        return tag.end;
    }
    match name {
        "figure" => out.push_str(&figure(&arguments)),
        "ref" | "relref" => {
            let path = arguments.named("path").or_else(|| arguments.at(0)).unwrap_or_default();
            out.push_str(&reference(world, path, report));
        }
        "highlight" | "comment" => {
            let is_endless = report.endless.iter().any(|other| other == name);
            let ended = if is_endless { None } else { until_end(body, tag.end, name) };
            let Some((inside, after)) = ended else {
                report.endless.push(name.to_owned());
                return tag.end;
            };
            if name == "highlight" {
                let line = out.rsplit('\n').next().unwrap_or_default();
                let indent: String = line.chars().take_while(|c| *c == ' ').collect();
                let language = arguments.named("lang").or_else(|| arguments.at(0)).unwrap_or_default();
                out.push_str(&code_block(language, inside, world.markup, &indent));
            }
            return after;
        }
        "param" => {
            let key = arguments.at(0).unwrap_or_default();
            let value = key.split('.').fold(world.global("page"), |value, key| value.get(&super::Value::text(key)));
            out.push_str(&value.shown());
        }
        "details" => {
            let summary = arguments.named("summary").unwrap_or("Details");
            out.push_str("\n\n**");
            out.push_str(summary);
            out.push_str("**\n\n");
        }
        "qr" => out.push_str(arguments.named("text").unwrap_or_default()),
        _ if name.starts_with('/') => {}
        _ => {
            report.unknown(format!("no shortcode is called \"{name}\" in Hugo itself; what it would show is left out"));
        }
    }
    tag.end
}

fn figure(arguments: &Arguments) -> String {
    let get = |name: &str| arguments.named(name);
    let Some(source) = get("src").or_else(|| arguments.at(0)) else { return String::new() };
    let alt = get("alt").or(get("caption")).unwrap_or_default().replace(['[', ']', '\n'], " ");
    let picture = format!("![{alt}](<{}>)", percent_encoded(source));
    let picture = match get("link") {
        Some(link) => format!("[{picture}](<{}>)", percent_encoded(link)),
        None => picture,
    };
    let mut lines = vec![picture];
    lines.extend(get("title").map(|title| format!("**{title}**")));
    lines.extend(get("caption").map(str::to_owned));
    lines.extend(get("attr").map(|name| match get("attrlink") {
        Some(url) => link(url, name),
        None => name.to_owned(),
    }));
    format!("\n\n{}\n\n", lines.join("\n\n"))
}

fn reference(world: &World<'_>, path: &str, report: &mut Report) -> String {
    let path = path.trim_start_matches("./").trim_start_matches("../");
    if path.starts_with('#') {
        return path.to_owned();
    }
    world.address_of_content(path).unwrap_or_else(|| {
        report.missing(format!("no page comes from a file \"{path}\" that feedwright knows"));
        NOWHERE.to_owned()
    })
}

/// What stands before the end tag of `name`, and where the text goes on after it.
fn until_end<'t>(body: &'t str, from: usize, name: &str) -> Option<(&'t str, usize)> {
    let mut at = from;
    while let Some(tag) = next(body, at) {
        if tag.inner.trim().strip_prefix('/').is_some_and(|end| end.trim() == name) {
            return Some((body.get(from..tag.start)?, tag.end));
        }
        at = tag.end;
    }
    None
}
