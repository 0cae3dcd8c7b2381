//! SARIF 2.1.0, the form in which code scanning services take findings.

use std::fmt::Write as _;

use feedwright::problem::{Problem, Severity};
use serde_json::{Value, json};
use url::Url;

/// What SARIF wants to know of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Described<'r> {
    /// Its code.
    pub code: &'r str,
    /// One line about it.
    pub summary: &'r str,
    /// What to write instead.
    pub help: &'r str,
}

/// One run with its findings; `describe` tells of the rule with a code.
pub fn log<'r>(problems: &[Problem], describe: impl Fn(&str) -> Option<Described<'r>>) -> String {
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().filter_map(|code| describe(code)).map(rule).collect();
    let results: Vec<Value> = problems.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "feedwright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(described: Described<'_>) -> Value {
    json!({
        "id": described.code,
        "shortDescription": { "text": message(described.summary) },
        "help": { "text": message(described.help) },
    })
}

fn result(problem: &Problem) -> Value {
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    };
    let text = match &problem.help {
        Some(help) => format!("{}; {help}", problem.message),
        None => problem.message.clone(),
    };
    let mut result = json!({ "ruleId": problem.code, "level": level, "message": { "text": message(&text) } });
    if let (Some(place), Value::Object(members)) = (&problem.place, &mut result) {
        let mut location = json!({ "artifactLocation": { "uri": uri(&place.file) } });
        if let (Some(point), Value::Object(members)) = (&place.point, &mut location) {
            let region = json!({
                "startLine": point.line,
                "startColumn": point.column,
                "endColumn": point.column + point.length,
            });
            members.insert("region".into(), region);
        }
        members.insert("locations".into(), json!([{ "physicalLocation": location }]));
    }
    result
}

/// A message as SARIF writes it: a brace that is meant stands twice, since one begins a placeholder (§3.11.5), and what
/// would be a link is none (§3.11.6).
fn message(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}").replace("](", "\\](")
}

/// The file's name as a URI reference (§3.4.3, RFC 3986 §4): a full one for a full path.
fn uri(file: &str) -> String {
    if let Ok(url) = Url::from_file_path(file) {
        return url.into();
    }
    // A colon in the first part would end the name of a scheme.
    let is_like_a_scheme = file.split('/').next().is_some_and(|part| part.contains(':'));
    let mut uri = if is_like_a_scheme { "./".to_owned() } else { String::new() };
    for byte in file.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte) => uri.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use feedwright::problem::{Place, Rule, Span};

    static RULE: Rule = Rule { code: "guid-missing", severity: Severity::Warning, summary: "an item without guid" };

    #[test]
    fn a_finding_names_its_rule_and_its_place() {
        let problem = Problem::new(&RULE, "no guid").at(Place::at("f.xml", "ab\ncd", Span::new(3, 5)));
        let describe = |code: &str| {
            (code == RULE.code).then_some(Described { code: RULE.code, summary: RULE.summary, help: "add one" })
        };
        let log: Value = serde_json::from_str(&log(&[problem], describe)).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "guid-missing");
        let place = &run["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 1, "endColumn": 3 }));
    }

    #[test]
    fn a_file_is_named_by_a_uri() {
        let cases = [
            ("output/rss.xml", "output/rss.xml"),
            ("-", "-"),
            ("my feed é%.xml", "my%20feed%20%C3%A9%25.xml"),
            ("a:b/c:d.xml", "./a:b/c:d.xml"),
            ("../a#b?.xml", "../a%23b%3F.xml"),
        ];
        for (file, expected) in cases {
            assert_eq!(uri(file), expected);
        }
        #[cfg(unix)]
        assert_eq!(uri("/tmp/my feed.xml"), "file:///tmp/my%20feed.xml");
    }

    #[test]
    fn what_a_message_quotes_is_neither_placeholder_nor_link() {
        assert_eq!(message("<title> has {{ x }} in it"), "<title> has {{{{ x }}}} in it");
        assert_eq!(message("a [b](c) [d]"), "a [b\\](c) [d]");
    }
}
