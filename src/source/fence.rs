//! Fences: where front matter begins and ends, and in which language it is written.

use super::line::{Line, lines};
use super::syntax::Fault;
use crate::problem::Span;

/// The language between two fences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
    Json,
    JavaScript,
}

/// Front matter between two fences.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fenced {
    pub language: Language,
    /// What stands between the fences.
    pub inner: Span,
    /// Offset of the body's first byte.
    pub body_start: usize,
}

struct Opening<'t> {
    mark: char,
    language: Language,
    /// The language is written behind the fence, so this is no thematic break.
    named: bool,
    line: Line<'t>,
}

/// The fenced front matter at the beginning of `text`, blank lines before it allowed as Hugo and Zola do.
///
/// # Errors
///
/// A fence that is never closed, or one whose language would have to be run.
pub(super) fn find(text: &str) -> Result<Option<Fenced>, Fault> {
    let mut rest = lines(text, Span::new(0, text.len())).skip_while(Line::is_blank);
    let Some(first) = rest.next() else { return Ok(None) };
    let Some(opening) = opening(first)? else { return Ok(None) };
    let begins_the_file = first.start == 0;
    let second = rest.next();
    // Markdown's thematic break is spelled like YAML's fence.
    let has_entry = opening.named || second.is_some_and(|line| looks_like_entry(line.text, opening.language));
    let closing = second.into_iter().chain(rest).find(|line| is_closing(line.text, opening.mark));
    match closing {
        Some(closing) if begins_the_file || has_entry => Ok(Some(Fenced {
            language: opening.language,
            inner: Span::new(first.next, closing.start),
            body_start: closing.next,
        })),
        None if has_entry => Err(never_closed(&opening)),
        _ => Ok(None),
    }
}

/// Whether `line` is a fence of hyphens, as Hexo's old style closes a header that nothing opened.
pub(super) fn is_hyphens(line: &str) -> bool {
    is_run(line.trim_end(), '-')
}

fn opening(line: Line<'_>) -> Result<Option<Opening<'_>>, Fault> {
    let text = line.text.trim_end();
    let plain = [('-', Language::Yaml), ('+', Language::Toml), (';', Language::Json)];
    if let Some((mark, language)) = plain.into_iter().find(|(mark, _)| is_run(text, *mark)) {
        return Ok(Some(Opening { mark, language, named: false, line }));
    }
    // gray-matter, which Eleventy uses, takes the name of a language behind the fence.
    let Some(name) = text.strip_prefix("---") else { return Ok(None) };
    let language = match name.trim_start().to_ascii_lowercase().as_str() {
        "yaml" | "yml" => Language::Yaml,
        "toml" => Language::Toml,
        "json" => Language::Json,
        "js" | "javascript" => Language::JavaScript,
        "ts" | "coffee" | "coffeescript" | "cson" => return Err(foreign(line, name)),
        _ => return Ok(None),
    };
    Ok(Some(Opening { mark: '-', language, named: true, line }))
}

fn foreign(line: Line<'_>, name: &str) -> Fault {
    let mut fault =
        Fault::new(line.span(), format!("front matter in the language `{}` would have to be run", name.trim()))
            .help("write it as YAML between `---` lines");
    fault.hostile = true;
    fault
}

fn never_closed(opening: &Opening<'_>) -> Fault {
    let fence: String = std::iter::repeat_n(opening.mark, 3).collect();
    let mut fault = Fault::new(opening.line.span(), "this front matter is never closed")
        .help(format!("write a line `{fence}` below the last line of the front matter"));
    fault.hostile = true;
    fault
}

fn is_closing(line: &str, mark: char) -> bool {
    let line = line.trim_end();
    // Jekyll and Pelican end YAML at the end mark of a YAML document, too.
    is_run(line, mark) || (mark == '-' && line == "...")
}

fn is_run(text: &str, mark: char) -> bool {
    text.len() >= 3 && text.chars().all(|character| character == mark)
}

fn looks_like_entry(line: &str, language: Language) -> bool {
    let line = line.trim_end();
    match language {
        Language::Yaml => line.split_once(':').is_some_and(|(key, value)| {
            let key = key.trim_matches(['"', '\'']);
            let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            is_word && (value.is_empty() || value.starts_with([' ', '\t']))
        }),
        Language::Toml => line.contains('=') || line.starts_with('['),
        Language::Json | Language::JavaScript => line.trim_start().starts_with(['{', '"']),
    }
}
