//! Plain texts: whether they are plain, and whether their characters are those that were meant.

use memchr::memchr2;

use super::html;

/// What in a plain text looks like HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup<'a> {
    /// The end tag of an element of HTML.
    Tag(&'a str),
    /// A character reference.
    Entity(&'a str),
    /// Something that a reader may take for the start of either.
    Lookalike,
}

/// The first thing in `text` that looks like HTML. `spelled_out` says whether the source writes `&#x`, the spelling
/// by which an author shows that the signs themselves are meant (RSS best practices, character data).
pub(super) fn markup(text: &str, spelled_out: impl Fn() -> bool) -> Option<(usize, Markup<'_>)> {
    if !text.contains(['<', '&']) {
        return None;
    }
    if let Some(found) = end_tag(text) {
        return Some(found);
    }
    let mut entities = entities(text).peekable();
    if entities.peek().is_some() {
        return entities
            .find(|(_, name)| is_entity(name))
            .filter(|_| !spelled_out())
            .map(|(at, name)| (at, Markup::Entity(name)));
    }
    let at = lookalike(text)?;
    (!spelled_out()).then_some((at, Markup::Lookalike))
}

fn end_tag(text: &str) -> Option<(usize, Markup<'_>)> {
    text.match_indices("</").find_map(|(at, _)| {
        let (name, _) = text.get(at + 2..)?.split_once('>')?;
        let is_word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        (is_word && html::elements::is_html(&name.to_ascii_lowercase())).then_some((at, Markup::Tag(name)))
    })
}

/// Whether `text` has a start tag of the element `name`.
pub(super) fn opens(text: &str, name: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let tag = text.get(at + 1..).unwrap_or_default();
        let is_named = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        is_named
            && tag
                .get(name.len()..)
                .is_some_and(|rest| rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace))
    })
}

/// Every `&name` and `&#number`, with a semicolon or without.
fn entities(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('&').filter_map(|(at, _)| {
        let rest = text.get(at + 1..)?;
        let hash = usize::from(rest.starts_with('#'));
        let word = rest.get(hash..)?;
        let length = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
        (length > 0).then(|| rest.get(..hash + length)).flatten().map(|name| (at, name))
    })
}

fn is_entity(name: &str) -> bool {
    name == "apos" || !name.chars().all(char::is_alphabetic) || html::named::find(name).is_some()
}

fn lookalike(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().position(|(at, byte)| match (byte, bytes.get(at + 1)) {
        (b'<', Some(next)) => *next == b'/' || next.is_ascii_alphabetic(),
        (b'&', Some(b'#')) => bytes.get(at + 2).is_some_and(|next| *next == b'x' || next.is_ascii_digit()),
        _ => false,
    })
}

/// The place of the first character that nobody meant to write: a control of ISO 8859-1 where Windows-1252 was
/// meant, the sign for a lost character, or UTF-8 that was decoded as Latin-1 and encoded again.
pub(super) fn bad_character(text: &str) -> Option<(usize, char)> {
    // In UTF-8 all of these have one of two bytes, and most texts have neither.
    memchr2(0xC2, 0xEF, text.as_bytes())?;
    let mut before = ' ';
    let mut is_double = None;
    for (at, c) in text.char_indices() {
        let is_lost = matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}');
        let is_pair = matches!(c, '\u{80}'..='\u{BF}') && matches!(before, 'Â' | 'Ã');
        if is_lost || (is_pair && *is_double.get_or_insert_with(|| is_doubly_encoded(text))) {
            return Some((at, c));
        }
        before = c;
    }
    None
}

/// Whether `text` is UTF-8 again when its characters are taken for bytes.
fn is_doubly_encoded(text: &str) -> bool {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_with_signs_is_told_from_html() {
        assert_eq!(markup("AT&T, M&S and 1 < 2", || false), None);
        assert_eq!(markup("a <b>b</b>", || false), Some((6, Markup::Tag("b"))));
        assert_eq!(markup("a &amp; b", || false), Some((2, Markup::Entity("amp"))));
        assert_eq!(markup("a &amp; b", || true), None);
        assert_eq!(markup("the <b> tag", || false), Some((4, Markup::Lookalike)));
        assert_eq!(markup("<script", || true), None);
    }

    #[test]
    fn a_start_tag_is_one_of_the_whole_name() {
        for (text, is_open) in
            [("a <b>b", true), ("<B class=x>", true), ("<br>", false), ("< b>", false), ("<b", false)]
        {
            assert_eq!(opens(text, "b"), is_open, "{text}");
        }
    }

    #[test]
    fn characters_of_the_wrong_encoding_are_seen() {
        assert_eq!(bad_character("it\u{92}s"), Some((2, '\u{92}')));
        assert_eq!(bad_character("Ã©t"), Some((2, '©')));
        assert_eq!(bad_character("Ã und ÿ ß"), None);
    }
}
