//! Small sites written here, and the address, id and dates that each of their posts gets.

use feedwright::Error;
use feedwright::problem::{Problem, Severity};

use super::blog::Blog;
use super::compare;

/// What these files are as a site: of each post `source link published`, and every problem.
pub fn posts(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let site = Blog::of(files);
    let read = compare::read(&site.options());
    let shown = read.posts.values().map(|post| {
        let published = post.published.map_or_else(|| "undated".to_owned(), |at| at.rfc3339());
        format!("{} {} {published}", post.source, post.permalink)
    });
    (shown.collect(), read.problems.iter().map(one_line).collect())
}

/// Of these files as a site, the sources of the posts that a feed of all shows, and every problem without its help.
pub fn listed(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let site = Blog::of(files);
    let read = compare::read(&site.options());
    let shown = read.posts.values().filter(|post| compare::is_listed(&read.site, post));
    (shown.map(|post| post.source.to_string()).collect(), without_help(read.problems.iter().map(one_line).collect()))
}

/// Problems without what is said after ` | `.
pub fn without_help(problems: Vec<String>) -> Vec<String> {
    problems
        .into_iter()
        .map(|line| line.rsplit_once(" | ").map_or(line.as_str(), |(said, _)| said).to_owned())
        .collect()
}

/// The problems with which these files are no site, or are one with warnings.
pub fn opening(files: &[(&str, &str)]) -> Vec<String> {
    let site = Blog::of(files);
    match feedwright::site::open(&site.options()) {
        Ok((_, problems)) | Err(Error::Problems(problems)) => problems.iter().map(one_line).collect(),
        Err(error) => panic!("{error}"),
    }
}

fn one_line(problem: &Problem) -> String {
    let place = problem.place.as_ref().map_or_else(String::new, |place| {
        let point = place.point.as_ref().map_or_else(String::new, |point| format!(":{}:{}", point.line, point.column));
        format!("{}{point}: ", place.file)
    });
    let severity = if problem.severity == Severity::Error { "error" } else { problem.severity.word() };
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" | {help}"));
    format!("{place}{severity}[{}] {}{help}", problem.code, problem.message)
}
