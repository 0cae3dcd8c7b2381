//! Addresses that were left out of a text: what is said of each, and where it stands.

use std::ops::Range;

use memchr::memmem;

use super::links::{Refusal, Refused};
use super::template::{World, is_within};
use crate::problem::{Problem, Rule, Severity};

/// A link that is no URL.
pub const LINK_INVALID: Rule = Rule {
    code: "link-invalid",
    severity: Severity::Warning,
    summary: "an address in the text is no URL; the words stay, the link goes",
};

/// A link that runs code or that no reader follows.
pub const LINK_UNSAFE: Rule = Rule {
    code: "link-unsafe",
    severity: Severity::Warning,
    summary: "an address in the text has a scheme that no reader should follow; the words stay, the link goes",
};

/// So many characters of an address are shown.
const SHOWN: usize = 60;
/// So many of a post are looked for in its text.
const MOST_FOUND: usize = 200;

/// What is said of the addresses that were left out of the text of the world's post, which begins at `start` in its
/// file. Where a template was filled in, `is_own` is false: places in the text are not places in the file.
pub(super) fn told(world: &World<'_>, start: usize, is_own: bool, refused: &[Refused]) -> Vec<Problem> {
    let body = world.text.get(start..).unwrap_or_default();
    let mut code = None;
    // They come in the order of the text.
    let mut after = 0;
    let mut told = Vec::new();
    for one in refused {
        let Some(problem) = problem(one) else { continue };
        let range = match one.range.clone().filter(|_| is_own) {
            Some(link) => Some(within(body, link, &one.address)),
            None if told.len() >= MOST_FOUND => None,
            None => {
                let code = code.get_or_insert_with(|| world.code(body));
                find(body, &one.address, after, code).inspect(|range| after = range.end)
            }
        };
        told.push(problem.at(world.place(start, range)));
    }
    told
}

/// The problem of an address that was left out; `None` for one that has been told already.
pub(super) fn problem(refused: &Refused) -> Option<Problem> {
    let mut shown: String = refused.address.trim().chars().take(SHOWN).collect();
    if shown.len() < refused.address.trim().len() {
        shown.push('…');
    }
    let (rule, what, help) = match refused.why {
        Refusal::Invalid => (&LINK_INVALID, "this address is no URL", "write it like https://example.com/page"),
        Refusal::Scheme => (
            &LINK_UNSAFE,
            "no reader should follow an address of this scheme",
            "link to an http, https or mailto address",
        ),
        Refusal::Nowhere => return None,
    };
    Some(Problem::new(rule, format!("{what}: {shown:?}")).help(help))
}

/// Where the address stands in its link; the link where it is written in another way, or elsewhere.
fn within(body: &str, link: Range<usize>, address: &str) -> Range<usize> {
    let written = body.get(link.clone()).unwrap_or_default();
    // The words before it may say the same.
    match written.rfind(address).filter(|_| !address.is_empty()) {
        Some(at) => link.start + at..link.start + at + address.len(),
        None => link,
    }
}

/// Where an address stands that is the value of an attribute, from `after` on if it is there, else anywhere.
fn find(body: &str, address: &str, after: usize, code: &[Range<usize>]) -> Option<Range<usize>> {
    if address.is_empty() {
        return None;
    }
    let references = address.replace('&', "&amp;");
    let of = |written: &str, from: usize| {
        let is_value = |at: usize| {
            let before = body.get(..at).unwrap_or_default().trim_end();
            before.ends_with(['"', '\'', '=', '(', '<']) && !is_within(code, at)
        };
        let rest = body.as_bytes().get(from..)?;
        let at = memmem::find_iter(rest, written).map(|at| from + at).find(|at| is_value(*at))?;
        Some(at..at + written.len())
    };
    [address, &references].iter().find_map(|written| of(written, after).or_else(|| of(written, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_where_it_is_written_as_a_value() {
        for (body, address, expected) in [
            ("say javascript:x <a href=\"javascript:x\">b</a>", "javascript:x", Some(26..38)),
            ("<a href=javascript:x>b</a>", "javascript:x", Some(8..20)),
            ("<a href='javascript:a&amp;b'>b</a>", "javascript:a&b", Some(9..27)),
            ("<a href=\"&#106;avascript:x\">b</a>", "javascript:x", None),
            ("<a href=\"\">b</a>", "", None),
        ] {
            assert_eq!(find(body, address, 0, &[]), expected, "{body}");
        }
        let twice = "<a href=\"x:y\"></a> <a href=\"x:y\"></a>";
        assert_eq!(find(twice, "x:y", 13, &[]), Some(28..31));
        assert_eq!(find(twice, "x:y", 0, &[0..12, 12..18]), Some(28..31));
        assert_eq!(find(twice, "x:y", 40, &[]), Some(9..12));
    }

    #[test]
    fn a_long_address_is_cut() {
        let refused = Refused::new(None, &format!("javascript:{}", "é".repeat(200)), Refusal::Scheme);
        let message = format!("no reader should follow an address of this scheme: \"javascript:{}…\"", "é".repeat(49));
        assert_eq!(problem(&refused).unwrap().message, message);
    }
}
