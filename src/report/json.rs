//! A JSON object a line for each problem: `file`, `line`, `column`, `code`, `severity`, `message`, `help`.

use feedwright::problem::Problem;
use serde_json::json;

/// The line of one problem.
pub fn text(problem: &Problem) -> String {
    let point = problem.place.as_ref().and_then(|place| place.point.as_ref());
    let object = json!({
        "file": problem.place.as_ref().map(|place| &*place.file),
        "line": point.map(|point| point.line),
        "column": point.map(|point| point.column),
        "code": problem.code,
        "severity": problem.severity.word(),
        "message": problem.message,
        "help": problem.help,
    });
    format!("{object}\n")
}

/// What ended the run, in the same shape.
pub fn ending(message: &str) -> String {
    let object = json!({
        "file": null, "line": null, "column": null, "code": null,
        "severity": "error", "message": message, "help": null,
    });
    format!("{object}\n")
}
