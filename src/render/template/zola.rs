//! Zola's shortcodes, `{{ name(a="b") }}` and `{% name() %} … {% end %}`, and its links to files, `@/blog/post.md`.

use std::borrow::Cow;
use std::ops::Range;

use super::liquid::Run;
use super::shortcode::{Arguments, embedded};
use super::value::Value;
use super::{Fault, NOWHERE, Report, World};

/// Longer than the path of any file.
const LONGEST_PATH: usize = 4096;

/// The body with its shortcodes carried out and its links to files resolved.
pub(super) fn expand<'t>(world: &World<'_>, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
    let code = world.code(body);
    let out = String::with_capacity(body.len());
    let mut pass = Pass { world, body, code, report: Report::default(), out };
    let (mut at, mut searched) = (0, 0);
    while let Some(tag) = next(body, searched) {
        searched = tag.end;
        if !pass.is_code(tag.start) {
            pass.links(at..tag.start);
            pass.report.at(tag.start..tag.end);
            at = pass.shortcode(&tag);
            searched = at;
        }
    }
    pass.links(at..body.len());
    (Cow::Owned(pass.out), pass.report.faults)
}

/// A pass over one body.
struct Pass<'p> {
    world: &'p World<'p>,
    body: &'p str,
    code: Vec<Range<usize>>,
    report: Report,
    out: String,
}

/// A shortcode's tag.
struct Shortcode<'t> {
    start: usize,
    end: usize,
    name: &'t str,
    arguments: &'t str,
    /// `{% … %}`: it has a body and an end.
    has_body: bool,
    /// `{{/* … */}}`: it is to be shown.
    shown: bool,
}

fn next(body: &str, from: usize) -> Option<Shortcode<'_>> {
    let mut from = from;
    loop {
        let start = body.get(from..)?.find('{').map(|found| from + found)?;
        let close = match body.get(start..start + 2) {
            Some("{{") => "}}",
            Some("{%") => "%}",
            _ => {
                from = start + 1;
                continue;
            }
        };
        let inner_end = body.get(start + 2..)?.find(close).map(|found| start + 2 + found)?;
        let inner = body.get(start + 2..inner_end)?.trim_matches('-').trim();
        let shown = inner.starts_with("/*") && inner.ends_with("*/");
        let (name, arguments) = inner.split_once('(').unwrap_or((inner, ""));
        let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
        let tag = Shortcode { start, end: inner_end + 2, name: name.trim(), arguments, has_body: close == "%}", shown };
        return Some(tag);
    }
}

impl Pass<'_> {
    fn is_code(&self, at: usize) -> bool {
        let next = self.code.partition_point(|range| range.end <= at);
        self.code.get(next).is_some_and(|range| range.contains(&at))
    }

    /// Carries out a shortcode; gives where the text goes on.
    fn shortcode(&mut self, tag: &Shortcode<'_>) -> usize {
        let (world, body) = (self.world, self.body);
        let whole = body.get(tag.start..tag.end).unwrap_or_default();
        if tag.shown {
            self.out.push_str(&whole.replacen("/*", "", 1).replacen("*/", "", 1));
            return tag.end;
        }
        // `{{ page.title }}` is no call: Zola leaves it as it is, and so it is shown to nobody.
        if tag.name == "end" || !whole.contains('(') {
            return tag.end;
        }
        let arguments = Arguments::read(tag.arguments);
        if let Some(markdown) = embedded(tag.name, &arguments).filter(|_| !tag.has_body) {
            self.out.push_str(&markdown);
            return tag.end;
        }
        let template = ["html", "md"].iter().find_map(|extension| world.include(&format!("{}.{extension}", tag.name)));
        let Some(template) = template else {
            self.report
                .unknown(format!("no shortcode is called \"{}\" here; what it would show is left out", tag.name));
            // Its words stay: the body, if there is one, is read as text, and some take their text as an argument.
            for name in ["title", "header", "body", "text", "caption"] {
                if let Some(words) = arguments.named(name) {
                    self.out.push_str(words);
                    self.out.push_str("\n\n");
                }
            }
            return tag.end;
        };
        let ends = tag.has_body && self.report.endless.is_empty();
        let inner = if ends { inner_of(body, tag.end) } else { None };
        if ends && inner.is_none() {
            self.report.endless.push("end".to_owned());
        }
        let mut variables: Vec<(String, Value)> =
            arguments.all().iter().map(|(name, value)| (name.clone(), Value::text(value))).collect();
        if let Some(inner) = &inner {
            variables.push(("body".to_owned(), Value::text(body.get(inner.clone()).unwrap_or_default().trim())));
        }
        let (written, found) = Run::new(world).apart(&template, variables);
        for (_, rule, message) in found.faults {
            self.report.add(rule, message);
        }
        self.out.push_str(&written);
        match inner {
            Some(inner) => next(body, inner.end).map_or(inner.end, |end| end.end),
            None => tag.end,
        }
    }

    /// Text in which `@/blog/post.md#part` becomes the address of that page.
    fn links(&mut self, range: Range<usize>) {
        let (world, body) = (self.world, self.body);
        let mut at = range.start;
        let mut search = at;
        while let Some(found) = body.get(search..range.end).and_then(|rest| rest.find("@/")).map(|found| search + found)
        {
            search = found + 2;
            let before = body.get(..found).and_then(|head| head.chars().next_back());
            let is_link = matches!(before, Some('(' | '<' | '"' | '\'' | ' ' | '=')) && !self.is_code(found);
            if !is_link {
                continue;
            }
            let rest = body.get(found + 2..range.end).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(LONGEST_PATH)).unwrap_or_default();
            let end = rest.find([')', '>', '"', '\'', ' ', '\n']).unwrap_or(rest.len());
            let path = rest.get(..end).unwrap_or_default();
            if !path.contains(".md") {
                continue;
            }
            self.out.push_str(body.get(at..found).unwrap_or_default());
            self.report.at(found..found + 2 + end);
            if let Some(url) = world.address_of_content(path) {
                self.out.push_str(&url);
            } else {
                self.report.missing(format!("no page comes from a file \"{path}\" that feedwright knows"));
                self.out.push_str(NOWHERE);
            }
            at = found + 2 + end;
            search = at;
        }
        self.out.push_str(body.get(at..range.end).unwrap_or_default());
    }
}

/// The text up to the `{% end %}` that belongs to a shortcode which ends at `from`.
fn inner_of(body: &str, from: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut at = from;
    while let Some(tag) = next(body, at) {
        if tag.name == "end" && tag.has_body {
            if depth == 0 {
                return Some(from..tag.start);
            }
            depth -= 1;
        } else if tag.has_body {
            depth += 1;
        }
        at = tag.end;
    }
    None
}
