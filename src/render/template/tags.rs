//! Liquid's tags that are no blocks, Jekyll's own, and those of its usual plugins.

use super::super::frames;
use super::expression::{find, simple, value};
use super::liquid::Run;
use super::value::Value;
use super::{NOWHERE, code_block};
use crate::source::read::Markup;

/// Carries out a tag.
pub(super) fn tag(run: &mut Run<'_>, name: &str, arguments: &str) {
    match name {
        "assign" | "set" => {
            if let Some((name, expression)) = arguments.split_once('=') {
                let value = value(run, expression.trim());
                run.assign(name.trim(), value);
            }
        }
        "echo" => {
            let shown = value(run, arguments).shown();
            run.out.push_str(&shown);
        }
        "increment" | "decrement" => {
            let step = if name == "increment" { 1 } else { -1 };
            let before = match run.variable(arguments) {
                Value::Int(number) => number,
                _ => 0,
            };
            let shown = if step > 0 { before } else { before.saturating_add(step) };
            run.out.push_str(&shown.to_string());
            run.assign(arguments, Value::Int(before.saturating_add(step)));
        }
        "cycle" => {
            let first = arguments.split(',').next().unwrap_or_default();
            let shown = simple(run, first).shown();
            run.out.push_str(&shown);
        }
        "break" => run.leave("break"),
        "continue" => run.leave("continue"),
        "highlighted" => highlighted(run, arguments),
        "link" => link(run, arguments),
        "post_url" => post_url(run, arguments),
        "include" | "include_cached" | "include_relative" => include(run, name, arguments),
        "gist" => {
            let id = word(run, arguments);
            put_link(run, &format!("https://gist.github.com/{id}"), "Code on GitHub");
        }
        "youtube" | "vimeo" => player(run, name, arguments),
        // Ends without a beginning, and what shows nothing in a post.
        "else" | "elsif" | "elif" | "when" | "seo" | "feed_meta" | "toc" => {}
        _ if name.starts_with("end") => {}
        _ => run.report.unknown(format!("no tag is called \"{name}\" here; what it would show is left out")),
    }
}

/// The first argument: a quoted text, a variable in braces, or a bare word.
fn word(run: &mut Run<'_>, arguments: &str) -> String {
    let first = arguments.trim();
    if first.starts_with(['"', '\'']) || first.starts_with("{{") {
        return simple(run, first.trim_start_matches('{').trim_end_matches('}')).shown();
    }
    first.split_whitespace().next().unwrap_or_default().to_owned()
}

/// `{% highlight ruby linenos %}` and what follows, up to its end.
fn highlighted(run: &mut Run<'_>, whole: &str) {
    let (head, code) = whole.split_once("%}").unwrap_or((whole, ""));
    let language = head.split_whitespace().skip_while(|word| !word.contains("highlight")).nth(1).unwrap_or_default();
    let code =
        code.replace("{% raw %}", "").replace("{% endraw %}", "").replace("{%raw%}", "").replace("{%endraw%}", "");
    let line = run.out.rsplit('\n').next().unwrap_or_default();
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    let block = code_block(language, &code, run.world.markup, &indent);
    run.out.push_str(&block);
}

fn link(run: &mut Run<'_>, arguments: &str) {
    let path = expand(run, arguments);
    if let Some(url) = run.world.address_of_file(path.trim().trim_start_matches('/')) {
        run.out.push_str(&url);
    } else {
        run.report.missing(format!("no page comes from a file \"{}\" that feedwright knows", path.trim()));
        run.out.push_str(NOWHERE);
    }
}

fn post_url(run: &mut Run<'_>, arguments: &str) {
    let name = expand(run, arguments);
    if let Some(url) = run.world.address_of_post(name.trim()) {
        run.out.push_str(&url);
    } else {
        run.report.missing(format!("no post is called \"{}\"", name.trim()));
        run.out.push_str(NOWHERE);
    }
}

/// Arguments with their `{{ }}` filled in.
fn expand(run: &mut Run<'_>, arguments: &str) -> String {
    let mut out = String::new();
    let mut rest = arguments;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let (expression, tail) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(&value(run, expression).shown());
        rest = tail;
    }
    (out + rest).trim_matches(['"', '\'']).to_owned()
}

fn include(run: &mut Run<'_>, kind: &str, arguments: &str) {
    let end = find(arguments, " ").unwrap_or(arguments.len());
    let (file, rest) = arguments.split_at_checked(end).unwrap_or((arguments, ""));
    let file = if file.starts_with("{{") { expand(run, arguments) } else { file.trim_matches(['"', '\'']).to_owned() };
    let parameters = parameters(run, rest);
    let text = match kind {
        "include_relative" => run.world.beside(&file),
        _ => run.world.include(&file),
    };
    match text {
        Some(text) => run.include(&text, parameters),
        None => run.report.missing(format!("there is no file \"{file}\" to include; what it would show is left out")),
    }
}

/// `name="value" other=variable`.
fn parameters(run: &mut Run<'_>, text: &str) -> Vec<(String, Value)> {
    let mut parameters = Vec::new();
    let mut rest = text.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let end = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                after.get(1..).and_then(|inner| inner.find(quote)).map_or(after.len(), |at| at + 2)
            }
            _ => after.find(char::is_whitespace).unwrap_or(after.len()),
        };
        let (written, tail) = after.split_at_checked(end).unwrap_or((after, ""));
        let value = simple(run, written);
        parameters.push((name.trim().to_owned(), value));
        rest = tail.trim_start();
    }
    parameters
}

fn player(run: &mut Run<'_>, name: &str, arguments: &str) {
    let word = word(run, arguments);
    let id = word.rsplit(['/', '=']).next().unwrap_or_default();
    let embedded = match name {
        "youtube" => format!("https://www.youtube.com/embed/{id}"),
        _ => format!("https://player.vimeo.com/video/{id}"),
    };
    let page = frames::describe(&embedded, None);
    put_link(run, &page.url, &page.title);
}

/// A link in the markup of the post.
fn put_link(run: &mut Run<'_>, url: &str, title: &str) {
    let link = match run.world.markup {
        Markup::Markdown => format!("[{title}](<{url}>)"),
        Markup::Html => format!("<a href=\"{url}\">{title}</a>"),
    };
    run.out.push_str(&link);
}
