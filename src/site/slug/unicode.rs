//! Unicode's general categories, as the cleaners of Go and JavaScript ask for them.
//!
//! `char::is_alphabetic` and `char::is_numeric` are wider than the letters and digits of those languages: a Roman
//! numeral or a circled letter is alphabetic in Rust and no letter in Go.

use std::sync::LazyLock;

use regex::Regex;

/// A class of characters, tried on one that is not ASCII.
type Class = LazyLock<Option<Regex>>;

static LETTER_DIGIT_MARK: Class = LazyLock::new(|| Regex::new(r"^[\p{L}\p{Nd}\p{M}]").ok());
static NONSPACING_MARK: Class = LazyLock::new(|| Regex::new(r"^\p{Mn}").ok());
static DIGIT_MARK_CONNECTOR: Class = LazyLock::new(|| Regex::new(r"^[\p{Nd}\p{M}\p{Pc}]").ok());

/// A letter (`L`), a decimal digit (`Nd`) or a mark (`M`).
#[must_use]
pub fn is_letter_digit_or_mark(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { belongs(c, &LETTER_DIGIT_MARK) }
}

/// A mark that takes no room of its own (`Mn`), such as a combining accent.
#[must_use]
pub fn is_nonspacing_mark(c: char) -> bool {
    !c.is_ascii() && belongs(c, &NONSPACING_MARK)
}

/// A decimal digit (`Nd`), a mark (`M`) or a connector such as `_` (`Pc`).
#[must_use]
pub fn is_digit_mark_or_connector(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() || c == '_' } else { belongs(c, &DIGIT_MARK_CONNECTOR) }
}

fn belongs(c: char, class: &Class) -> bool {
    let mut buffer = [0; 4];
    class.as_ref().is_some_and(|class| class.is_match(c.encode_utf8(&mut buffer)))
}

#[cfg(test)]
mod tests {
    use super::{is_digit_mark_or_connector, is_letter_digit_or_mark, is_nonspacing_mark};

    #[test]
    fn categories_are_those_of_unicode() {
        let shown = |c| (is_letter_digit_or_mark(c), is_nonspacing_mark(c), is_digit_mark_or_connector(c));
        assert_eq!(shown('é'), (true, false, false));
        assert_eq!(shown('\u{301}'), (true, true, true));
        assert_eq!(shown('\u{93e}'), (true, false, true));
        assert_eq!(shown('Ⅷ'), (false, false, false));
        assert_eq!(shown('_'), (false, false, true));
        assert_eq!(shown('‿'), (false, false, true));
    }
}
