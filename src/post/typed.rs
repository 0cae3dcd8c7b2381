//! The words of a value that should be a text: where it is a list or a map, they are taken as their author typed them.
//!
//! `title: [Solved]` is a list to YAML. Jekyll shows `["Solved"]` then, Hugo nothing; who typed it meant neither.

use std::borrow::Cow;

use super::title::folded;
use super::{Found, VALUE_NOT_TEXT};
use crate::problem::{Place, Problem};
use crate::source::tree::{Kind, Node};

/// Words, and whether they were typed as a text.
pub(super) struct Typed<'a> {
    pub words: Cow<'a, str>,
    pub is_text: bool,
}

/// The words of a value: a text itself, the items of a list that has its lines, else what stands in the file.
pub(super) fn typed<'a>(found: &Found<'a>) -> Option<Typed<'a>> {
    let node = found.node;
    let written = || found.layer.text.get(node.span.start..node.span.end).unwrap_or_default();
    let (words, is_text) = match &node.kind {
        Kind::Null => return None,
        Kind::Scalar { text, .. } => (Cow::Borrowed(text.as_str()), true),
        Kind::List(_) | Kind::Map(_) if node.is_blank() => return None,
        Kind::List(items) if !written().starts_with('[') => (Cow::Owned(listed(items)?), false),
        Kind::List(_) | Kind::Map(_) => (folded(written()), false),
    };
    (!words.trim().is_empty()).then_some(Typed { words, is_text })
}

/// The texts of a list's items.
fn listed(items: &[Node]) -> Option<String> {
    let texts: Option<Vec<&str>> = items.iter().map(|item| item.text().map(str::trim)).collect();
    Some(texts?.join(", "))
}

/// Tells that the value under `key` was no text, and what was made of it.
pub(super) fn no_text(found: &Found<'_>, key: &str, words: Option<&str>) -> Problem {
    let kind = if found.node.as_list().is_some() { "list" } else { "map" };
    let place = Place::at(found.layer.file.clone(), found.layer.text, found.node.span);
    let message = match words {
        Some(words) => format!("{key} is a {kind}; it was read as the text \"{words}\""),
        None => format!("{key} is a {kind} and no text; it was passed over"),
    };
    let problem = Problem::new(&VALUE_NOT_TEXT, message).at(place);
    match words {
        Some(words) if !words.contains('"') => problem.help(format!("write it in quotes: \"{words}\"")),
        _ => problem.help("write a text, in quotes if it begins with a bracket or a brace"),
    }
}
