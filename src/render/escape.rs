//! Text and attribute values as HTML writes them, without the characters that XML 1.0 forbids.

use std::borrow::Cow;

/// Stands in the HTML where a more-marker stood, until the summary has been cut there. It is a noncharacter, which
/// no text may use in interchange (Unicode §23.7), so text that holds it loses it.
pub(super) const MORE: char = '\u{FDD0}';

/// Appends `text` as the content of an element.
pub(super) fn push_text(out: &mut String, text: &str) {
    push(out, text, false);
}

/// Appends `value` as what stands between the quotes of an attribute.
pub(super) fn push_attribute(out: &mut String, value: &str) {
    push(out, value, true);
}

/// Appends ` name="value"`.
pub(super) fn push_named(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}

/// A text or a value as it was before it was written.
pub(super) fn unescaped(written: &str) -> Cow<'_, str> {
    if !written.contains('&') {
        return Cow::Borrowed(written);
    }
    let plain = written.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    Cow::Owned(plain)
}

/// Whether XML 1.0 allows the character, and we have no other use for it.
pub(super) fn is_allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        MORE | '\u{FFFE}' | '\u{FFFF}' => false,
        other => other >= ' ',
    }
}

fn push(out: &mut String, text: &str, quotes: bool) {
    out.reserve(text.len());
    let mut rest = text;
    while let Some(at) = first_special(rest.as_bytes(), quotes) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = tail.chars();
        match characters.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') if quotes => out.push_str("&quot;"),
            // Line ends are LF everywhere.
            Some('\r') if !tail.starts_with("\r\n") => out.push('\n'),
            Some(other) if is_allowed(other) && other != '\r' => out.push(other),
            _ => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// Where the first byte stands that [`is_special`]. Goes by blocks without a branch in them, which the compiler turns
/// into wide instructions: every word of a blog goes through it.
fn first_special(bytes: &[u8], quotes: bool) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<32>();
    let plain =
        blocks.iter().take_while(|block| !block.iter().fold(false, |any, byte| any | is_special(*byte, quotes)));
    let skipped = 32 * plain.count();
    let rest = bytes.get(skipped..).unwrap_or_default();
    let special = if quotes { &IN_ATTRIBUTE } else { &IN_TEXT };
    rest.iter().position(|byte| special[usize::from(*byte)]).map(|at| skipped + at)
}

/// Whether the byte begins something that cannot be copied blindly. 0xEF begins U+F000 to U+FFFF.
const fn is_special(byte: u8, quotes: bool) -> bool {
    matches!(byte, 0..=8 | 0x0b..=0x1f | b'&' | b'<' | b'>' | 0xEF) || (quotes && byte == b'"')
}

/// The same for what is less than a block, by byte.
static IN_TEXT: [bool; 256] = table(false);
static IN_ATTRIBUTE: [bool; 256] = table(true);

const fn table(quotes: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = is_special(byte, quotes);
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_characters_become_references_and_forbidden_ones_go() {
        let mut out = String::new();
        push_text(&mut out, "a < b & \"c\" > d\u{8}\u{0}\u{FFFE}\u{FDD0}\u{FEFF}|\u{FF01}\tz\r\ny\rx");
        assert_eq!(out, "a &lt; b &amp; \"c\" &gt; d\u{FEFF}|\u{FF01}\tz\ny\nx");
    }

    #[test]
    fn quotes_are_escaped_in_attributes() {
        let mut out = String::new();
        push_named(&mut out, "alt", "say \"hi\" & <go>");
        assert_eq!(out, " alt=\"say &quot;hi&quot; &amp; &lt;go&gt;\"");
    }
}
