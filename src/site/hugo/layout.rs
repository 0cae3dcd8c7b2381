//! Go's date layouts (`time.Format`), which Hugo takes as permalink tokens: `2006`, `Jan`, `02`.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};

/// The pieces of a layout, longer before shorter.
const PIECES: [&str; 21] = [
    "January", "Monday", "2006", "002", "MST", "Jan", "Mon", "01", "02", "03", "04", "05", "06", "15", "PM", "pm",
    "_2", "1", "2", "3", "4",
];

/// `at` in Go's layout; what is no piece of one stays.
#[must_use]
pub fn format(layout: &str, at: &DateTime<FixedOffset>) -> String {
    let mut text = String::with_capacity(layout.len());
    let mut rest = layout;
    'whole: while let Some(c) = rest.chars().next() {
        for piece in PIECES.iter().chain(&["5"]) {
            let Some(after) = rest.strip_prefix(piece) else { continue };
            // Go takes `Jan` and `Mon` only where no small letter goes on: `Month` is a word.
            if matches!(*piece, "Jan" | "Mon") && after.starts_with(|c: char| c.is_ascii_lowercase()) {
                continue;
            }
            text.push_str(&field(piece, at));
            rest = after;
            continue 'whole;
        }
        text.push(c);
        rest = rest.strip_prefix(c).unwrap_or_default();
    }
    text
}

fn field(piece: &str, at: &DateTime<FixedOffset>) -> String {
    let (afternoon, hour12) = at.hour12();
    match piece {
        "January" => at.format("%B").to_string(),
        "Monday" => at.format("%A").to_string(),
        "Jan" => at.format("%b").to_string(),
        "Mon" => at.format("%a").to_string(),
        "2006" => format!("{:04}", at.year()),
        "002" => format!("{:03}", at.ordinal()),
        "MST" => "UTC".to_owned(),
        "01" => format!("{:02}", at.month()),
        "02" => format!("{:02}", at.day()),
        "03" => format!("{hour12:02}"),
        "04" => format!("{:02}", at.minute()),
        "05" => format!("{:02}", at.second()),
        "06" => format!("{:02}", at.year().rem_euclid(100)),
        "15" => format!("{:02}", at.hour()),
        "PM" => if afternoon { "PM" } else { "AM" }.to_owned(),
        "pm" => if afternoon { "pm" } else { "am" }.to_owned(),
        "_2" => format!("{:2}", at.day()),
        "1" => at.month().to_string(),
        "2" => at.day().to_string(),
        "3" => hour12.to_string(),
        "4" => at.minute().to_string(),
        _ => at.second().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn layouts_of_go_are_formatted() {
        let at = chrono::DateTime::parse_from_rfc3339("2024-03-02T13:05:09-05:00").unwrap();
        for (layout, text) in [
            ("2006", "2024"),
            ("06", "24"),
            ("01", "03"),
            ("Jan", "Mar"),
            ("January", "March"),
            ("Monday", "Saturday"),
            ("2", "2"),
            ("200601", "202403"),
            ("15_04", "13_05"),
            ("Month", "Month"),
            ("slug", "slug"),
        ] {
            assert_eq!(format(layout, &at), text, "{layout:?}");
        }
    }
}
