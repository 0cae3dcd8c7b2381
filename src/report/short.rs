//! A line for each problem, as compilers print it: `file:line:column: severity[code]: message`.

use std::borrow::Cow;

use feedwright::problem::Problem;

/// The line of one problem, its help at the end.
pub fn text(problem: &Problem) -> String {
    let message = one_line(&problem.message);
    let help = problem.help.as_deref().map_or_else(String::new, |help| format!("; help: {}", one_line(help)));
    format!("{}{}[{}]: {message}{help}\n", place(problem), problem.severity.word(), problem.code)
}

/// A text of several lines in one, as `grep` and editors count problems.
fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    Cow::Owned(lines.join(" "))
}

fn place(problem: &Problem) -> String {
    match problem.place.as_ref() {
        None => String::new(),
        Some(place) => match place.point.as_ref() {
            None => format!("{}: ", place.file),
            Some(point) => format!("{}:{}:{}: ", place.file, point.line, point.column),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feedwright::problem::{Place, Rule, Severity, Span};

    static RULE: Rule = Rule { code: "date-unreadable", severity: Severity::Error, summary: "a date is none" };

    #[test]
    fn a_problem_is_a_line_whatever_its_message_and_help_hold() {
        let place = Place::at("posts/a.md", "---\ndate: soon\n---\n", Span::new(10, 14));
        let problem = Problem::new(&RULE, "\"soon\" is no date").at(place).help("write it like 2024-02-28");
        assert_eq!(
            text(&problem),
            "posts/a.md:2:7: error[date-unreadable]: \"soon\" is no date; \
             help: write it like 2024-02-28\n"
        );
        let long = Problem::new(&RULE, "one\n  two\r\n").help("write:\n\n<a>\n<b>\n");
        assert_eq!(text(&long), "error[date-unreadable]: one two; help: write: <a> <b>\n");
        assert_eq!(text(&Problem::new(&RULE, "none")), "error[date-unreadable]: none\n");
    }
}
