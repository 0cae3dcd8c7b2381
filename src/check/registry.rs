//! One registry of rules: `check`, the documentation and the tests all come from this list.

use crate::problem::{self, Severity};

/// A rule: what it finds, how much that weighs, whose rule it is, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its code in kebab-case, as `--deny`, `--warn` and `--allow` take it.
    pub code: &'static str,
    /// How much it weighs unless the user changes it.
    pub severity: Severity,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to write instead.
    pub help: &'static str,
    /// Whose rule it is: specification and section.
    pub source: &'static str,
    /// The message class of the W3C feed validator with the same meaning.
    pub w3c: Option<&'static str>,
    /// The function that finds it.
    pub found_by: Finder,
}

/// The functions that find things. Several rules share one where one reading of the feed finds them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finder {
    /// Bytes become text: `encoding::decode`.
    Decode,
    /// XML is read: `xml::Reader::next`.
    Read,
    /// Elements stand where their format and its extensions allow them: `walk::walk`.
    Walk,
    /// Texts and attributes have the form they must have: `value::check`.
    Value,
    /// HTML in texts: `html::check`.
    Html,
    /// JSON Feed: `json::check`.
    Json,
    /// What readers trip over: `reader::Survey`.
    Reader,
}

impl Finder {
    /// The heading of its rules in the documentation.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Decode => "Encoding",
            Self::Read => "XML",
            Self::Walk => "Elements and attributes",
            Self::Value => "Values",
            Self::Html => "HTML in texts",
            Self::Json => "JSON Feed",
            Self::Reader => "Readers",
        }
    }
}

impl Rule {
    /// The rule as the list of all problems knows it.
    #[must_use]
    pub const fn as_problem_rule(&self) -> problem::Rule {
        problem::Rule { code: self.code, severity: self.severity, summary: self.summary }
    }
}

/// Every rule, sorted by code.
///
/// ```
/// let codes: Vec<&str> = feedwright::check::registry::rules().iter().map(|rule| rule.code).collect();
/// assert!(codes.is_sorted());
/// ```
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut all: Vec<&'static Rule> = super::rules::ALL.iter().flat_map(|group| group.iter().copied()).collect();
    all.sort_by_key(|rule| rule.code);
    all
}

/// The rule with this code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    super::rules::ALL.iter().flat_map(|group| group.iter().copied()).find(|rule| rule.code == code)
}

/// All that is known of a rule, as `--explain` shows it.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let Rule { code, summary, why, help, source, w3c, severity, .. } = rule;
    let class = w3c.map(|class| format!("W3C class: {class}\n")).unwrap_or_default();
    format!("{code} ({})\n\n{summary}: {why}\n\nhelp: {help}\nsource: {source}\n{class}", severity.word())
}
