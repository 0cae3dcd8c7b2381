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

#[cfg(test)]
mod tests {
    use super::*;

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
