//! The page of all rules, written from the registry.

use std::fmt::Write as _;

use super::registry::{Finder, Rule, rules};

/// The page `docs/rules.md`.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# The rules of `feedwright check`\n\n\
         This page is written from the registry of rules; a test says when it is not current. Each rule has its code,\n\
         its severity, what it finds and why that matters, what to write instead, where it comes from, and the message\n\
         class of the W3C feed validator with the same meaning where there is one. `--deny`, `--warn` and `--allow` take\n\
         the codes, on the command line and in `feedwright.toml`.\n",
    );
    let all = rules();
    let mut finders: Vec<Finder> = all.iter().map(|rule| rule.found_by).collect();
    finders.sort_unstable();
    finders.dedup();
    for finder in finders {
        _ = write!(page, "\n## {}\n", finder.heading());
        for rule in all.iter().filter(|rule| rule.found_by == finder) {
            entry(rule, &mut page);
        }
    }
    page
}

fn entry(rule: &Rule, page: &mut String) {
    let class = rule.w3c.map(|class| format!(" W3C: `{class}`.")).unwrap_or_default();
    _ = write!(
        page,
        "\n### {}\n\n*{}.* {}: {}.\n\nInstead: {}.\n\nSource: {}.{class}\n",
        rule.code,
        rule.severity.word(),
        escaped(&capitalised(rule.summary)),
        escaped(rule.why),
        escaped(rule.help),
        rule.source,
    );
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Markdown takes `<` for a tag.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
