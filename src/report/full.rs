//! A problem with its source line, carets under what is meant, and what to write instead.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use feedwright::problem::{Point, Problem, Severity};

/// The lines of one problem, with an empty line after it.
pub fn text(problem: &Problem, coloured: bool) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::NOTE.with_name("advice"),
    };
    let title = level.primary_title(problem.message.as_str()).id(problem.code);
    let mut group = match &problem.place {
        None => title.elements(std::iter::empty::<Origin<'_>>()),
        Some(place) => match &place.point {
            None => title.element(Origin::path(&*place.file)),
            // A cut line is not what columns are counted on, so the place is said by itself.
            Some(point) if point.excerpt_column > 1 => title
                .element(Origin::path(&*place.file).line(point.line as usize).char_column(point.column as usize))
                .element(snippet(point)),
            Some(point) => title.element(snippet(point).path(&*place.file)),
        },
    };
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n\n", renderer.render(&[group]))
}

fn snippet(point: &Point) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let skipped = point.column.saturating_sub(point.excerpt_column) as usize;
    let start = byte_of(&point.excerpt, skipped);
    let end = byte_of(&point.excerpt, skipped + point.length as usize);
    Snippet::source(point.excerpt.as_str())
        .line_start(point.line as usize)
        .annotation(AnnotationKind::Primary.span(start..end.max(start)))
}

/// The byte at which the `count`-th character begins.
fn byte_of(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feedwright::problem::{Place, Rule, Span};

    static RULE: Rule = Rule { code: "date-unreadable", severity: Severity::Error, summary: "a date is none" };

    #[test]
    fn the_line_stands_under_the_place_with_carets_and_help() {
        let place = Place::at("posts/a.md", "---\ntitle: é\ndate: soon\n---\n", Span::new(20, 24));
        let problem = Problem::new(&RULE, "\"soon\" is no date").at(place).help("write it like 2024-02-28");
        assert_eq!(
            text(&problem, false),
            "error[date-unreadable]: \"soon\" is no date\n\
             \x20--> posts/a.md:3:7\n\
             \x20 |\n\
             3 | date: soon\n\
             \x20 |       ^^^^\n\
             \x20 |\n\
             \x20 = help: write it like 2024-02-28\n\n"
        );
    }

    #[test]
    fn a_problem_without_a_place_is_a_line() {
        let problem = Problem::new(&RULE, "no address").help("give --url");
        assert_eq!(text(&problem, false), "error[date-unreadable]: no address\n |\n = help: give --url\n\n");
    }

    #[test]
    fn a_long_line_is_cut_and_its_column_is_not() {
        let line = format!("{}soon{}", "x".repeat(300), "y".repeat(300));
        let problem = Problem::new(&RULE, "no date").at(Place::at("a.md", &line, Span::new(300, 304)));
        let text = text(&problem, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.get(1), Some(&" --> a.md:1:301"), "{text}");
        assert!(text.contains("soon") && text.contains("^^^^"), "{text}");
    }
}
