//! The ledger's file: one line an entry, seven fields between tabs, sorted by id.
//!
//! ```text
//! feedwright-ledger 1
//! # What readers know of this site's entries. Commit this file with the posts; `feedwright build` keeps it.
//! tag:example.org,2024-01-08:hello⇥posts/hello.md⇥https://example.org/hello/⇥2024-01-08T09:00:00+01:00⇥-⇥6f1c…⇥live
//! end
//! ```
//!
//! A tab, a line break, a backslash or a control character in a field is written as `\t`, `\n`, `\\` or `\u{85}`; an
//! empty field as `-`. The last line shows that the file is whole, and is the same in every branch, so that it takes
//! no part in a merge. Lines may be read in any order, as a merge by `merge=union` leaves them.

mod read;

use std::fmt::Write as _;

use rayon::prelude::*;

use super::{Ledger, Line};
use crate::post::moment::Moment;
use crate::problem::Problem;

/// The version of the format, and of the way in which words are found.
const VERSION: u32 = 1;
const HEADER: &str = "feedwright-ledger ";
const COMMENT: &str =
    "# What readers know of this site's entries. Commit this file with the posts; `feedwright build` keeps it.";
pub(super) const END: &str = "end";
const FIELDS: [&str; 7] = ["id", "source", "link", "published", "updated", "words", "state"];

/// The first line.
pub(super) fn header() -> String {
    format!("{HEADER}{VERSION}\n")
}

/// So many lines are written by one thread at a time.
const LINES: usize = 1 << 10;

/// The ledger as the bytes of its file: the same for the same ledger, always.
#[must_use]
pub fn write(ledger: &Ledger) -> String {
    let mut texts = vec![header(), format!("{COMMENT}\n")];
    texts.par_extend(ledger.lines.par_chunks(LINES).map(written));
    texts.push(format!("{END}\n"));
    texts.concat()
}

fn written(lines: &[Line]) -> String {
    let mut text = String::with_capacity(lines.len() * 250);
    for line in lines {
        field(&mut text, &line.id);
        field(&mut text, &line.source);
        field(&mut text, &line.link);
        moment(&mut text, line.published.as_ref());
        moment(&mut text, line.updated.as_ref());
        if line.words.is_empty() {
            text.push('-');
        } else {
            let _ = write!(text, "{}", line.words);
        }
        text.push('\t');
        text.push_str(line.state.word());
        text.push('\n');
    }
    text
}

/// Reads the bytes of a ledger. `name` is what messages call the file.
///
/// # Errors
///
/// Everything that is wrong with it, each with its line: it is never mended silently.
///
/// ```
/// use feedwright::ledger::{Ledger, file};
///
/// let text = file::write(&Ledger::default());
/// assert_eq!(file::parse("feedwright.lock", text.as_bytes()).unwrap(), Ledger::default());
/// assert!(file::parse("feedwright.lock", b"").is_err());
/// ```
pub fn parse(name: &str, bytes: &[u8]) -> Result<Ledger, Vec<Problem>> {
    read::parse(name, bytes)
}

fn field(text: &mut String, value: &str) {
    match value {
        "" => text.push('-'),
        "-" => text.push_str("\\-"),
        _ if value.bytes().all(|byte| byte > b' ' && byte < 0x7f && byte != b'\\' && byte != b'#') => {
            text.push_str(value);
        }
        _ => {
            let value = value.strip_prefix('#').map_or(value, |rest| {
                text.push_str("\\#");
                rest
            });
            for c in value.chars() {
                match c {
                    '\\' => text.push_str("\\\\"),
                    '\t' => text.push_str("\\t"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    // Editors take U+2028 and U+2029 for line breaks as well.
                    _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                        let _ = write!(text, "\\u{{{:x}}}", u32::from(c));
                    }
                    _ => text.push(c),
                }
            }
        }
    }
    text.push('\t');
}

fn moment(text: &mut String, moment: Option<&Moment>) {
    match moment {
        Some(moment) => moment.push_rfc3339(text),
        None => text.push('-'),
    }
    text.push('\t');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::State;
    use crate::ledger::words::Words;

    fn a_line(id: &str, source: &str) -> Line {
        let moment = |text: &str| Some(text.parse::<Moment>().unwrap());
        Line {
            id: id.to_owned(),
            source: source.to_owned(),
            link: format!("https://example.org/{source}/"),
            published: moment("2024-01-08T09:00:00+01:00"),
            updated: None,
            words: Words::of("some words"),
            state: State::Live,
        }
    }

    fn found(text: &str) -> Vec<(&'static str, Option<u32>, Option<u32>)> {
        let problems = parse("feedwright.lock", text.as_bytes()).unwrap_err();
        let point = |problem: &Problem| problem.place.as_ref().and_then(|place| place.point.clone());
        problems.iter().map(|p| (p.code, point(p).map(|p| p.line), point(p).map(|p| p.column))).collect()
    }

    fn written(lines: &[Line]) -> String {
        write(&Ledger::of(lines.to_vec()))
    }

    #[test]
    fn a_ledger_reads_as_it_was_written() {
        let long = "x".repeat(10_000);
        let odd =
            ["a\tb", "a\nb\r", "\\", "-", "#", "# c", "\u{85}\u{2028}", " blank ", "日本語", "end", long.as_str()];
        let lines: Vec<Line> = odd.iter().enumerate().map(|(at, id)| a_line(id, &format!("{at}.md"))).collect();
        let ledger = Ledger::of(lines);
        let text = write(&ledger);
        assert_eq!(parse("feedwright.lock", text.as_bytes()).unwrap(), ledger);
        assert_eq!(text.lines().count(), odd.len() + 3, "one line an entry");
        assert_eq!(write(&parse("x", text.as_bytes()).unwrap()), text);
    }

    #[test]
    fn the_file_looks_as_documented() {
        let mut line = a_line("tag:example.org,2024-01-08:hello", "hello");
        line.state = State::Gone;
        let words = line.words;
        let entry = "tag:example.org,2024-01-08:hello\thello\thttps://example.org/hello/\t2024-01-08T09:00:00+01:00\t-";
        assert_eq!(written(&[line]), format!("feedwright-ledger 1\n{COMMENT}\n{entry}\t{words}\tgone\nend\n"));
    }

    #[test]
    fn windows_line_ends_a_mark_and_another_order_are_read() {
        let ledger = Ledger::of(vec![a_line("a", "a"), a_line("b", "b")]);
        let text = write(&ledger);
        let lines: Vec<&str> = text.lines().collect();
        let turned = format!("\u{feff}{}\r\n{}\r\n{}\r\nend\r\n", lines[0], lines[3], lines[2]);
        assert_eq!(parse("x", turned.as_bytes()).unwrap(), ledger);
    }

    #[test]
    fn a_ledger_cut_anywhere_is_an_error() {
        let text = written(&[a_line("a", "a"), a_line("b", "b")]);
        for cut in 0..text.len() - 1 {
            assert!(parse("x", &text.as_bytes()[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn a_ledger_of_many_parts_is_read_as_one() {
        let lines: Vec<Line> = (10_000..16_000).map(|number| a_line(&number.to_string(), "a.md")).collect();
        let lines: Vec<Line> =
            lines.into_iter().map(|line| Line { source: format!("{}.md", line.id), ..line }).collect();
        let text = written(&lines);
        assert_eq!(parse("feedwright.lock", text.as_bytes()), Ok(Ledger::of(lines)));
        let windows = text.replace('\n', "\r\n");
        assert_eq!(parse("feedwright.lock", windows.as_bytes()), parse("feedwright.lock", text.as_bytes()));
        let damaged = text.replace("\n12345\t", "\n12345 ").replace("\n15000\t", "\n15000\t\t");
        let at = |line: u32, column: u32| ("ledger-damaged", Some(line), Some(column));
        assert_eq!(found(&damaged), [at(2348, 1), at(5003, 1)]);
        let twice = text.replace("\n15999\t", "\n10000\t");
        assert_eq!(found(&twice), [("ledger-duplicate", Some(6002), Some(1))]);
        let more = format!("{text}# a comment\n\n99999\n");
        assert_eq!(found(&more), [at(6006, 1)]);
    }

    #[test]
    fn damage_is_named_with_its_place() {
        let text = written(&[a_line("a", "a")]);
        assert_eq!(found(""), [("ledger-damaged", Some(1), Some(1))]);
        assert_eq!(found("hello\nend\n"), [("ledger-damaged", Some(1), Some(1))]);
        assert_eq!(found(&text.replace("\tlive", "")), [("ledger-damaged", Some(3), Some(1))]);
        assert_eq!(found(&text.replace("live", "alive")), [("ledger-damaged", Some(3), Some(105))]);
        assert_eq!(found(&text.replace("2024-01", "2024-31")), [("ledger-damaged", Some(3), Some(28))]);
        assert_eq!(found(&text.replace("a\ta\t", "\\q\ta\t")), [("ledger-damaged", Some(3), Some(1))]);
        assert_eq!(found(&text.replace("end", "more\nend")), [("ledger-damaged", Some(4), Some(1))]);
        assert_eq!(found(&text.replace(" 1\n", " 2\n")), [("ledger-newer", Some(1), Some(1))]);
        assert_eq!(found(text.strip_suffix("end\n").unwrap()), [("ledger-damaged", Some(3), Some(109))]);
    }

    #[test]
    fn bytes_that_are_no_text_are_damage() {
        let mut bytes = written(&[a_line("a", "a")]).into_bytes();
        let at = bytes.len() - 10;
        bytes[at] = 0xff;
        let problems = parse("x", &bytes).unwrap_err();
        assert_eq!(problems[0].place.as_ref().unwrap().point.as_ref().unwrap().line, 3);
    }

    #[test]
    fn two_lines_of_one_entry_are_an_error() {
        let two = format!("{}{}", written(&[a_line("a", "a")]).replace("end\n", ""), "a\tb\t-\t-\t-\t-\tlive\nend\n");
        assert_eq!(found(&two), [("ledger-duplicate", Some(4), Some(1))]);
        let one_post = written(&[a_line("a", "p.md"), a_line("b", "p.md")]);
        assert_eq!(found(&one_post), [("ledger-duplicate", Some(4), Some(1))]);
        let merged = written(&[a_line("a", "p.md")]);
        let merged = merged.replace("a\tp.md", "a\tp.md\tx\t-\t-\t-\tlive\na\tp.md");
        assert_eq!(found(&merged), [("ledger-duplicate", Some(4), Some(1))], "it is told once");
    }

    #[test]
    fn an_unfinished_merge_is_called_one() {
        let text = written(&[a_line("a", "a")]);
        let (head, rest) = text.split_at(text.find("a\ta").unwrap());
        let entry = rest.strip_suffix("end\n").unwrap();
        let merged = format!("{head}<<<<<<< HEAD\n{entry}=======\n{entry}>>>>>>> other\nend\n");
        assert_eq!(found(&merged), [("ledger-conflict", Some(3), Some(1))]);
        assert_eq!(found(&text.replace("end", "=======\nend")), [("ledger-conflict", Some(4), Some(1))]);
    }
}
