//! Template text that nobody fills in: what looks like it in an entry, where it stands in the post, how much there is.
//!
//! A folder of posts may have been made for a generator that nobody has named. What its templates would put in is then
//! published as it stands, in words and in addresses. Code is for showing templates, and nothing is said of it.

use std::ops::Range;

use memchr::memmem;

use super::{World, has_tags, is_within};
use crate::problem::{Problem, Rule, Severity};
use crate::render::escape::unescaped;
use crate::render::links::decode;
use crate::render::runs::{Piece, pieces};
use crate::site::templates::Language;

/// Template text in an entry.
pub static UNFILLED: Rule = Rule {
    code: "template-unfilled",
    severity: Severity::Warning,
    summary: "a post's text or addresses hold template text that nobody fills in; it is published as it stands",
};

/// So many characters of it are shown.
const SHOWN: usize = 60;

/// What is told of template text that stands in `html`, made from the text of the world's post from `start` on: once
/// for a post.
pub(in crate::render) fn residue(world: &World<'_>, start: usize, html: &str) -> Option<Problem> {
    let body = world.text.get(start..).unwrap_or_default();
    if world.around.view.site.templates.language != Language::Unnamed || world.is_mdx() || !may_have(body) {
        return None;
    }
    let found = find(html);
    let first = found.first()?;
    let place = place(body, first, &world.code(body));
    // Where a tag of HTML came between, the post knows the whole.
    let written = place.clone().and_then(|range| body.get(range.start..)).filter(|_| first.len() == 2);
    let whole = written.and_then(|rest| rest.get(..rest.find(close_of(rest))? + 2)).unwrap_or(first);
    let shown: String = whole.chars().take(SHOWN).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let cut = if shown.len() < whole.len() { "…" } else { "" };
    let more = match found.len() - 1 {
        0 => String::new(),
        1 => ", and one more of its kind in this post".to_owned(),
        more => format!(", and {more} more of its kind in this post"),
    };
    let message = format!("this template text is published as it stands: {shown}{cut}{more}");
    Some(Problem::new(&UNFILLED, message).at(world.place(start, place)).help(help(world)))
}

fn help(world: &World<'_>) -> String {
    const BUILT: &str = "take the texts from its built pages with from = \"built\" under [content]";
    match world.around.view.site.templates.looks_like {
        Some(generator) => {
            let name = generator.name();
            format!("the folder looks like {name}'s: read it with --site {name}, or {BUILT}")
        }
        None => {
            format!("if a generator fills it in, name that with --site, or {BUILT}; what is only shown belongs in code")
        }
    }
}

/// Whether something in the text may look like a template, percent-encoded or not.
fn may_have(body: &str) -> bool {
    has_tags(body) || memmem::find(body.as_bytes(), b"%7B%7B").is_some()
}

/// What looks like a template outside of code, as its author wrote it, in the order of the text.
fn find(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Within `{% raw %}` a template is shown.
    let mut is_raw = false;
    let ends = |close: &str| html.rfind(close).unwrap_or(0);
    let last = [ends("}}"), ends("%}")];
    pieces(html, |at, piece, in_code| match piece {
        Piece::Text(text) if !in_code && has_tags(text) => {
            in_text(&unescaped(text), last.map(|end| end > at), &mut is_raw, &mut found);
        }
        Piece::Tag(tag) => found.extend(in_addresses(tag)),
        Piece::Text(_) => {}
    });
    found
}

/// `ends` says whether `}}` and `%}` come behind the text's beginning: a template may hold a tag of HTML.
fn in_text(text: &str, ends: [bool; 2], is_raw: &mut bool, found: &mut Vec<String>) {
    let mut at = 0;
    while let Some(open) = next_open(text, at) {
        let rest = text.get(open..).unwrap_or_default();
        let word = rest.get(2..).unwrap_or_default().trim_start_matches(['-', '+', ' ', '\n']);
        let is_tag = rest.starts_with("{%");
        let length = match rest.find(close_of(rest)) {
            Some(end) => end + 2,
            None if ends[usize::from(is_tag)] => 2,
            None => return,
        };
        at = open + length;
        if *is_raw {
            *is_raw = !(is_tag && word.starts_with("endraw"));
        } else if is_template(text.get(..open).unwrap_or_default(), is_tag, word) {
            *is_raw = is_tag && word.starts_with("raw");
            found.extend(rest.get(..length).map(str::to_owned));
        }
    }
}

/// Where `{{` or `{%` stands next.
fn next_open(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes.get(from..)?)
        .map(|at| from + at)
        .find(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}

/// Whether braces behind `before` open a template: one begins with a name, a text or a shortcode. In TeX, two braces
/// stand behind a command, a `^`, a `_` or an argument.
fn is_template(before: &str, is_tag: bool, word: &str) -> bool {
    let begins = |c: char| c.is_ascii_alphabetic() || (!is_tag && "_\"'“‘<%{.$".contains(c));
    let command = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    word.starts_with(begins) && !command.ends_with('\\') && !before.ends_with(['^', '_', '}'])
}

/// The first template in an address of a tag.
fn in_addresses(tag: &str) -> Option<String> {
    if !tag.contains("%7B") {
        return None;
    }
    let parts: Vec<&str> = tag.split('"').collect();
    let addresses = parts.chunks_exact(2).filter_map(|pair| match pair {
        [name, value] if is_address(name) => Some(value),
        _ => None,
    });
    addresses.map(|value| decode(&unescaped(value))).find_map(|value| {
        let rest = value.get(next_open(&value, 0)?..)?;
        let end = rest.find(close_of(rest)).map_or(rest.len(), |end| end + 2);
        rest.get(..end).map(str::to_owned)
    })
}

/// Whether this is what stands before the value of an attribute that holds addresses.
fn is_address(before: &str) -> bool {
    ["href=", "src=", "srcset=", "poster=", "cite="].iter().any(|name| before.ends_with(name))
}

/// What ends the template that `text` begins with.
fn close_of(text: &str) -> &'static str {
    if text.starts_with("{%") { "%}" } else { "}}" }
}

/// Where it stands in the post's own text, outside of its code.
fn place(body: &str, found: &str, code: &[Range<usize>]) -> Option<Range<usize>> {
    let of = |words: &str| {
        let at = memmem::find_iter(body.as_bytes(), words).find(|at| !is_within(code, *at))?;
        Some(at..at + words.len())
    };
    // Where punctuation was made curly, or an address was written percent-encoded, only its beginning is the same.
    of(found).or_else(|| of(found.get(..2)?)).or_else(|| of("%7B%7B"))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn templates_are_found_in_words_and_addresses_and_not_in_code() {
        for (html, expected) in [
            ("<p>a {{ page.title }} b {% include x.html %}</p>", vec!["{{ page.title }}", "{% include x.html %}"]),
            ("<p>{{&lt; figure src=\"x\" &gt;}} {{% note %}}</p>", vec!["{{< figure src=\"x\" >}}", "{{% note %}}"]),
            ("<a href=\"https://e.example/%7B%7B%20site.url%20%7D%7D/b\">x</a>", vec!["{{ site.url }}"]),
            (
                "<img src=\"https://e.example/%7B%%20asset%20x%20%%7D\" srcset=\"https://e.example/%7B%7Bx%7D%7D 2x\"/>",
                vec!["{% asset x %}"],
            ),
            ("<p>v{{ version }}, {{{body}}}, {{- x -}}</p>", vec!["{{ version }}", "{{{body}}", "{{- x -}}"]),
            ("<p>{% raw %}{{ a }}</p><p>{{ b }}{% endraw %} {{ c }}</p>", vec!["{% raw %}", "{{ c }}"]),
            ("<p>{{ \"<a href=\"https://e.example/\">x</a>\" }}</p>", vec!["{{"]),
            ("<p>{{ a, never closed <b>{% b</b></p>", vec![]),
            ("<code>{{ a }}</code><pre><code>{% b %}</code> {{ c }}</pre><kbd>{{ d }}</kbd>", vec![]),
            ("<p title=\"{{ a }}\">x^{{n}} \\frac{{a}}{{b}} {{}} {{ }} {{1}} a_{{i}} { {a} }</p>", vec![]),
            ("<a href=\"https://e.example/%7Bid%7D\" title=\"{{ x }}\">{id}</a>", vec![]),
        ] {
            assert_eq!(find(html), expected, "{html}");
        }
    }
}
