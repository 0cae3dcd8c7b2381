//! From bytes to text: posts and settings are UTF-8, and a file that is not says so at its place.

use std::sync::Arc;

use super::{NOT_TEXT, NOT_UTF_8};
use crate::problem::{Place, Problem, Span};

/// A file with a zero byte in its first bytes is no text: a picture, or UTF-16 without its mark.
const LOOKED_AT: usize = 1024;

/// The text of a file without a byte order mark.
///
/// # Errors
///
/// The problem at the first byte that is no UTF-8.
pub(crate) fn decode(file: &Arc<str>, bytes: Vec<u8>) -> Result<String, Problem> {
    if matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(Problem::new(&NOT_UTF_8, "this file is UTF-16")
            .at(Place::file(Arc::clone(file)))
            .help("save it as UTF-8"));
    }
    if memchr::memchr(0, bytes.get(..LOOKED_AT).unwrap_or(&bytes)).is_some() {
        return Err(Problem::new(&NOT_TEXT, "this file is no text: it has zero bytes")
            .at(Place::file(Arc::clone(file)))
            .help("save it as UTF-8, or leave it out with `exclude`"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text)),
        Err(error) => Err(not_utf_8(file, error.utf8_error().valid_up_to(), error.as_bytes())),
    }
}

fn not_utf_8(file: &Arc<str>, at: usize, bytes: &[u8]) -> Problem {
    let byte = bytes.get(at).copied().unwrap_or_default();
    // Only the lines around it: the lossy copy of a huge file is not needed to show one line.
    let until = bytes.len().min(at + LOOKED_AT);
    let lossy = String::from_utf8_lossy(bytes.get(..until).unwrap_or_default());
    let help = if byte >= 0xa0 {
        format!("save the file as UTF-8; in Latin-1 this byte is `{}`", char::from(byte))
    } else {
        "save the file as UTF-8".to_owned()
    };
    Problem::new(&NOT_UTF_8, format!("the byte 0x{byte:02X} is not UTF-8"))
        .at(Place::at(Arc::clone(file), &lossy, Span::new(at, at + 1)))
        .help(help)
}
