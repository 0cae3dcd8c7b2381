//! The bytes of a saved feed into text: UTF-8, UTF-16 by its mark, or the Latin-1 that old feeds declare.

use super::malformed;
use crate::problem::Problem;

/// The text of `bytes`, without a byte order mark.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<String, Problem> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(name, rest),
        [0xff, 0xfe, rest @ ..] => utf16(name, rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(name, rest, u16::from_be_bytes),
        _ if declares_latin(bytes) => Ok(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        _ => utf8(name, bytes),
    }
}

fn utf8(name: &str, bytes: &[u8]) -> Result<String, Problem> {
    String::from_utf8(bytes.to_vec()).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(bytes);
        malformed(name, &text, valid, "this is not UTF-8, and the feed declares no other encoding")
    })
}

fn utf16(name: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).map_err(|_| malformed(name, "", 0, "the file begins as UTF-16 and is not"))
}

fn declares_latin(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default().to_ascii_lowercase();
    let declaration = head.split(|byte| *byte == b'>').next().unwrap_or_default();
    let declares = |name: &[u8]| declaration.windows(name.len()).any(|part| part == name);
    declares(b"<?xml") && (declares(b"iso-8859-1") || declares(b"windows-1252"))
}

/// Windows-1252, which is what calls itself ISO 8859-1 on the web (WHATWG Encoding §4.2).
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|high| HIGH.get(usize::from(high)).copied()).unwrap_or(char::from(byte))
}
