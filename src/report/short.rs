//! A line for each problem, as compilers print it: `file:line:column: severity[code]: message`.

use feedwright::problem::Problem;

/// The lines of one problem; its help, if it has one, on a line of its own.
pub fn text(problem: &Problem) -> String {
    let place = place(problem);
    let head = format!("{place}{}[{}]: {}\n", problem.severity.word(), problem.code, problem.message);
    match &problem.help {
        Some(help) => format!("{head}{place}help: {help}\n"),
        None => head,
    }
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
    fn a_problem_is_a_line_and_its_help_another() {
        let place = Place::at("posts/a.md", "---\ndate: soon\n---\n", Span::new(10, 14));
        let problem = Problem::new(&RULE, "\"soon\" is no date").at(place).help("write it like 2024-02-28");
        assert_eq!(
            text(&problem),
            "posts/a.md:2:7: error[date-unreadable]: \"soon\" is no date\n\
             posts/a.md:2:7: help: write it like 2024-02-28\n"
        );
        assert_eq!(text(&Problem::new(&RULE, "none")), "error[date-unreadable]: none\n");
    }
}
