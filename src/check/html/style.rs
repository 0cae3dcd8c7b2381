//! Style attributes: what of them could reach beyond its element.

use super::elements::{is_safe_keyword, is_safe_property};

/// The parts of a style attribute that a careful reader drops: properties, values, or the whole where it cannot
/// be told apart safely.
pub(crate) fn unsafe_parts(style: &str) -> Vec<String> {
    if !has_plain_signs(style) || !is_list_of_declarations(style) {
        return vec![style.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    let lower = style.to_lowercase();
    for (property, value) in lower.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let property = property.trim();
        if !is_safe_property(property) {
            parts.push(property.to_owned());
        } else if matches!(property.split('-').next(), Some("background" | "border" | "margin" | "padding")) {
            let odd = value.split_whitespace().filter(|word| !is_safe_keyword(word) && !is_plain_value(word));
            parts.extend(odd.map(str::to_owned));
        }
    }
    parts.dedup();
    parts
}

/// Letters, digits and harmless signs; hyphens between letters, quoted words, and numbers in parentheses.
fn has_plain_signs(style: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = style;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let (taken, last) = match c {
            '-' => {
                let next = after.chars().next().unwrap_or(' ');
                // Each hyphen needs letters of its own on both sides.
                if !is_word(before) || !is_word(next) {
                    return false;
                }
                (1 + next.len_utf8(), ' ')
            }
            '\'' | '"' => match after.split_once(c) {
                Some((inner, _)) if !inner.is_empty() && inner.chars().all(|c| is_word(c) || c.is_whitespace()) => {
                    (inner.len() + 2, ' ')
                }
                _ => return false,
            },
            '(' => match after.split_once(')') {
                Some((inner, _)) if is_list_of_numbers(inner) => (inner.len() + 2, ' '),
                _ => return false,
            },
            ':' | ',' | ';' | '#' | '%' | '.' | '!' => (1, c),
            _ if c.is_whitespace() || c.is_ascii_alphanumeric() => (c.len_utf8(), c),
            _ => return false,
        };
        before = last;
        rest = rest.get(taken..).unwrap_or_default();
    }
    true
}

fn is_list_of_numbers(inner: &str) -> bool {
    !inner.is_empty() && inner.chars().all(|c| c.is_numeric() || c == ',' || c.is_whitespace())
}

/// `name: value;` as often as one likes.
fn is_list_of_declarations(style: &str) -> bool {
    let mut declarations: Vec<&str> = style.split(';').collect();
    if declarations.last().is_some_and(|last| last.is_empty()) {
        declarations.pop();
    }
    declarations.iter().all(|declaration| {
        declaration.split_once(':').is_some_and(|(name, value)| {
            let name = name.trim();
            let is_inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            !name.is_empty() && name.chars().all(is_inside) && !value.contains(':')
        })
    })
}

/// A colour, or a short number with a unit.
fn is_plain_value(word: &str) -> bool {
    const UNITS: [&str; 11] = ["cm", "em", "ex", "in", "mm", "pc", "pt", "px", "%", ",", ")"];
    if let Some(digits) = word.strip_prefix('#') {
        return !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
    }
    if let Some(colour) = word.strip_prefix("rgb(") {
        return colour.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'%' | b',' | b')'));
    }
    let number = UNITS.iter().find_map(|unit| word.strip_suffix(unit)).unwrap_or(word);
    // Up to three digits, one of them before a point.
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let length_is_good = if number.contains('.') {
        whole.len() <= 1 && (1..=2).contains(&fraction.len())
    } else {
        (1..=3).contains(&whole.len())
    };
    is_digits(whole) && is_digits(fraction) && length_is_good
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_stay_in_their_place_are_safe() {
        for safe in [
            "color: red",
            "margin:0 15px 0 0;",
            "border: 2px solid #000000",
            "color: rgb(0, 128, 0)",
            "font-family: 'Comic Sans MS'",
            "margin: 0px !important",
            "border-bottom: 0pt",
        ] {
            assert_eq!(unsafe_parts(safe), Vec::<String>::new(), "{safe}");
        }
        assert_eq!(unsafe_parts("position: absolute"), ["position"]);
        assert_eq!(unsafe_parts("background: url(http://a)"), ["background: url(http://a)"]);
        assert_eq!(unsafe_parts("--x: 1"), ["--x: 1"]);
    }
}
