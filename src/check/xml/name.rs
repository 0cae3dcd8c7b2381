//! XML names: which characters they may hold, and where prefix and local part meet.

/// A name as written, split at its colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawName<'a> {
    /// What stands before the colon; empty without one.
    pub prefix: &'a str,
    /// What stands after it.
    pub local: &'a str,
}

/// Splits `name` at its colon; `None` where XML namespaces allow no such name (`a:`, `:a`, `a:b:c`).
pub(crate) fn split(name: &str) -> Option<RawName<'_>> {
    match name.split_once(':') {
        None => Some(RawName { prefix: "", local: name }),
        Some((prefix, local)) if prefix.is_empty() || local.is_empty() || local.contains(':') => None,
        Some((_, local)) if !local.starts_with(is_start) => None,
        Some((prefix, local)) => Some(RawName { prefix, local }),
    }
}

/// How many bytes at the start of `text` make a name; 0 where none begins.
pub(crate) fn length(text: &str) -> usize {
    let ascii = text.bytes().take_while(|byte| is_ascii_name(*byte)).count();
    match text.as_bytes().get(ascii) {
        Some(byte) if !byte.is_ascii() => {}
        _ if text.starts_with(is_start) => return ascii,
        _ => return 0,
    }
    let mut characters = text.char_indices();
    match characters.next() {
        Some((_, first)) if is_start(first) => {}
        _ => return 0,
    }
    characters.find(|(_, c)| !is_inside(*c)).map_or(text.len(), |(at, _)| at)
}

const fn is_ascii_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':' | b'-' | b'.')
}

/// `NameStartChar` of XML 1.0 §2.3.
fn is_start(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 §2.3.
fn is_inside(c: char) -> bool {
    is_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_where_xml_says() {
        let cases = [("title>", 5), ("dc:date x", 7), ("1a", 0), ("-a", 0), ("é-1=", 4), ("", 0), ("a", 1)];
        for (text, expected) in cases {
            assert_eq!(length(text), expected, "{text}");
        }
    }

    #[test]
    fn a_name_splits_at_one_colon_only() {
        assert_eq!(split("dc:date"), Some(RawName { prefix: "dc", local: "date" }));
        assert_eq!(split("a:b:c"), None);
        assert_eq!(split(":b"), None);
        assert_eq!(split("a:1"), None);
    }
}
