//! Annotations that GitHub Actions shows beside the lines of a pull request.

use feedwright::problem::{Problem, Severity};

/// The workflow command of one problem.
pub fn text(problem: &Problem) -> String {
    let kind = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut properties = Vec::new();
    if let Some(place) = &problem.place {
        properties.push(format!("file={}", property(&place.file)));
        if let Some(point) = &place.point {
            properties.push(format!("line={},col={}", point.line, point.column));
        }
    }
    properties.push(format!("title={}", property(problem.code)));
    let message = match &problem.help {
        Some(help) => format!("{}\nhelp: {help}", problem.message),
        None => problem.message.clone(),
    };
    format!("::{kind} {}::{}\n", properties.join(","), escaped(&message))
}

/// What ended the run.
pub fn ending(message: &str) -> String {
    format!("::error ::{}\n", escaped(message))
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// In a property `:` and `,` end the value, so they are escaped as well.
pub(super) fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use feedwright::problem::{Place, Rule};

    static RULE: Rule = Rule { code: "undated-post", severity: Severity::Warning, summary: "no date" };

    #[test]
    fn what_would_end_a_property_or_a_line_is_escaped() {
        let problem = Problem::new(&RULE, "100 % of\nit").at(Place::file("a,b.md")).help("date it");
        assert_eq!(text(&problem), "::warning file=a%2Cb.md,title=undated-post::100 %25 of%0Ait%0Ahelp: date it\n");
    }
}
