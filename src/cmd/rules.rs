//! `feedwright rules`: every code that a problem or a finding may have.

use feedwright::check::{self, documentation};
use feedwright::problem::{Problem, Severity};
use feedwright::{Error, config};
use serde_json::{Value, json};

use super::{Outcome, print};
use crate::cli::{Rules, RulesFormat};

/// Lists the rules, or tells all about one.
///
/// # Errors
///
/// A code that no rule has; standard output that cannot be written.
pub fn run(arguments: &Rules) -> Result<Outcome, Error> {
    match &arguments.explain {
        Some(code) => print(&explained(code)?)?,
        None => match arguments.format {
            RulesFormat::Table => print(&table())?,
            RulesFormat::Json => print(&as_json())?,
            RulesFormat::Markdown => print(&documentation::page())?,
        },
    }
    Ok(Outcome::Done)
}

/// All that is known of the rule with this code.
///
/// # Errors
///
/// A code that no rule has.
pub fn explained(code: &str) -> Result<String, Error> {
    config::known_code(code).map_err(|problem: Problem| Error::Problems(vec![problem]))?;
    if let Some(rule) = check::rule(code) {
        return Ok(check::explain(rule));
    }
    let rules = feedwright::problem::rules();
    let found = rules.iter().find(|rule| rule.code == code);
    Ok(found.map(|rule| format!("{} ({})\n\n{}\n", rule.code, rule.severity.word(), rule.summary)).unwrap_or_default())
}

/// Code, severity and summary of every rule, those of posts and settings first.
fn all() -> Vec<(&'static str, Severity, &'static str)> {
    let of_posts = feedwright::problem::rules();
    let of_posts = of_posts.into_iter().map(|rule| (rule.code, rule.severity, rule.summary));
    of_posts.chain(check::rules().into_iter().map(|rule| (rule.code, rule.severity, rule.summary))).collect()
}

fn table() -> String {
    let rows = all();
    let width = rows.iter().map(|(code, ..)| code.len()).max().unwrap_or_default();
    let lines: Vec<String> = rows
        .into_iter()
        .map(|(code, severity, summary)| format!("{code:width$}  {:7}  {summary}\n", severity.word()))
        .collect();
    lines.concat()
}

fn as_json() -> String {
    let objects: Vec<Value> = all()
        .into_iter()
        .map(|(code, severity, summary)| {
            let rule = check::rule(code);
            json!({
                "code": code,
                "severity": severity.word(),
                "summary": summary,
                "why": rule.map(|rule| rule.why),
                "help": rule.map(|rule| rule.help),
                "source": rule.map(|rule| rule.source),
                "w3c": rule.and_then(|rule| rule.w3c),
            })
        })
        .collect();
    format!("{:#}\n", Value::Array(objects))
}
