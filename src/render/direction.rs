//! The direction of writing: on its page the theme sets it, in a reader only the text can.

use super::html::SafeHtml;
use super::text::is_blank;

/// Languages that are written from right to left where no script is named.
const LANGUAGES: [&str; 15] =
    ["ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"];

/// Scripts that are.
const SCRIPTS: [&str; 9] = ["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"];

/// Whether a language (BCP 47) is written from right to left.
pub(super) fn is_from_the_right(language: &str) -> bool {
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    match parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(script) => SCRIPTS.contains(&script.to_ascii_lowercase().as_str()),
        None => LANGUAGES.contains(&primary.as_str()),
    }
}

/// The text from right to left, unless it says so itself.
pub(super) fn from_the_right(html: SafeHtml) -> SafeHtml {
    let text = html.as_str();
    let says_so =
        text.trim_start().split('>').next().is_some_and(|tag| tag.starts_with('<') && tag.contains(" dir=\""));
    if says_so || is_blank(text) {
        return html;
    }
    SafeHtml::written(format!("<div dir=\"rtl\">\n{}\n</div>\n", text.trim_end()))
}

/// A text and what is said behind it in `language`, in the direction of the text where one element gives it that, else
/// in its own.
pub(crate) fn with_end(html: &SafeHtml, end: SafeHtml, language: &str) -> SafeHtml {
    if let Some((within, close)) = directed(html.as_str()) {
        return SafeHtml::written([within.trim_end(), "\n", end.as_str().trim_end(), "\n", close].concat());
    }
    SafeHtml::joined(&[html, &in_direction(end, language)])
}

/// What is said in `language`, in its direction.
pub(crate) fn in_direction(html: SafeHtml, language: &str) -> SafeHtml {
    if is_from_the_right(language) { from_the_right(html) } else { html }
}

/// A text of one `<div dir="…">`, parted before its end.
fn directed(html: &str) -> Option<(&str, &str)> {
    let (first, _) = html.trim_start().strip_prefix("<div ")?.split_once('>')?;
    if !first.starts_with("dir=\"") && !first.contains(" dir=\"") {
        return None;
    }
    let (within, close) = html.split_at_checked(html.trim_end().strip_suffix("</div>")?.len())?;
    let mut open = 0_usize;
    for tag in within.split('<').skip(1) {
        if tag.starts_with("/div>") {
            // That of the first one, if it is the last.
            open = open.checked_sub(1).filter(|open| *open > 0)?;
        } else if tag.starts_with("div>") || tag.starts_with("div ") {
            open += 1;
        }
    }
    (open == 1).then_some((within, close))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_behind_a_text_stands_in_its_direction() {
        let ended = |html: &str, language: &str| {
            let written = |html: &str| SafeHtml::written(html.to_owned());
            with_end(&written(html), written("<p>y</p>\n"), language).as_str().to_owned()
        };
        for (html, language, expected) in [
            ("<div dir=\"rtl\">\n<p>x</p></div>\n", "fa", "<div dir=\"rtl\">\n<p>x</p>\n<p>y</p>\n</div>\n"),
            (
                "<div id=\"a\" dir=\"rtl\"><div>x</div></div>",
                "fa",
                "<div id=\"a\" dir=\"rtl\"><div>x</div>\n<p>y</p>\n</div>",
            ),
            ("<p>x</p>\n", "en", "<p>x</p>\n<p>y</p>\n"),
            ("<div>x</div>", "en", "<div>x</div><p>y</p>\n"),
            // Only a part of the text says its direction.
            (
                "<div dir=\"rtl\">x</div><div>z</div>",
                "fa",
                "<div dir=\"rtl\">x</div><div>z</div><div dir=\"rtl\">\n<p>y</p>\n</div>\n",
            ),
            ("<p dir=\"rtl\">x</p>", "he", "<p dir=\"rtl\">x</p><div dir=\"rtl\">\n<p>y</p>\n</div>\n"),
        ] {
            assert_eq!(ended(html, language), expected, "{html}");
        }
    }

    #[test]
    fn a_language_is_written_in_the_direction_of_its_script() {
        for (language, expected) in [
            ("fa", true),
            ("fa-IR", true),
            ("HE", true),
            ("az-Arab-IR", true),
            ("ar-Latn", false),
            ("ku", false),
            ("de", false),
            ("", false),
        ] {
            assert_eq!(is_from_the_right(language), expected, "{language}");
        }
    }

    #[test]
    fn a_text_is_turned_once() {
        let turned = |html: &str| from_the_right(SafeHtml::written(html.to_owned())).as_str().to_owned();
        assert_eq!(turned("<p>x</p>\n"), "<div dir=\"rtl\">\n<p>x</p>\n</div>\n");
        for html in ["", "\n", "<div dir=\"rtl\"><p>x</p></div>", "<p dir=\"auto\">x</p>"] {
            assert_eq!(turned(html), html);
        }
    }
}
