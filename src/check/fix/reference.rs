//! Ampersands that begin no reference, and names that XML does not know.

use super::{Edit, edit};
use crate::check::html::named;
use crate::check::rules;
use crate::problem::Span;

/// The edits that make every `&` of an XML document begin a reference that XML knows.
pub(super) fn edits(text: &str, edits: &mut Vec<Edit>) {
    // A document type may declare names of its own; then none of them is touched.
    if text.contains("<!DOCTYPE") {
        return;
    }
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['&', '<'])) {
        let here = at + found;
        let rest = text.get(here..).unwrap_or_default();
        at = here + 1;
        let skipped =
            [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")].into_iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = skipped {
            at = rest.find(close).map_or(text.len(), |end| here + end + close.len());
        } else if let Some(after) = rest.strip_prefix('&') {
            edits.extend(of(after, here));
        }
    }
}

fn of(after: &str, at: usize) -> Option<Edit> {
    let hash = usize::from(after.starts_with('#'));
    let word = after.get(hash..).unwrap_or_default();
    let length = word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len());
    let name = word.get(..length).unwrap_or_default();
    let is_closed = length > 0 && word.as_bytes().get(length) == Some(&b';');
    let is_number = match name.strip_prefix('x') {
        Some(hex) => !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
        None => !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()),
    };
    if hash == 1 && is_closed && is_number {
        return None;
    }
    if hash == 0 && is_closed {
        if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") {
            return None;
        }
        if let Some(c) = named::find(name) {
            let span = Span::new(at, at + length + 2);
            let after = format!("&#{};", u32::from(c));
            return Some(edit(&rules::UNDEFINED_ENTITY, span, &format!("&{name};"), after));
        }
    }
    Some(edit(&rules::BARE_AMPERSAND, Span::new(at, at + 1), "&", "&amp;"))
}
