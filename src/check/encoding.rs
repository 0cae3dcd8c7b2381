//! Bytes become text: byte order marks, declared encodings, and bytes that are not what they are said to be.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::finding::Findings;
use super::rules;
use crate::problem::Span;

/// Encodings that feeds commonly use beside UTF-8 and UTF-16.
const COMMON: &[&str] = &[
    "US-ASCII",
    "ISO-8859-1",
    "EUC-JP",
    "ISO-8859-2",
    "ISO-8859-15",
    "ISO-8859-7",
    "KOI8-R",
    "SHIFT_JIS",
    "WINDOWS-1250",
    "WINDOWS-1251",
    "WINDOWS-1252",
    "WINDOWS-1254",
    "WINDOWS-1255",
    "WINDOWS-1256",
    "GB18030",
];

/// Encodings that exist and that hardly a feed uses.
const OTHERS: &str = "BIG5-HKSCS CP037 CP437 CP500 CP720 CP737 CP775 CP850 CP852 CP855 CP856 CP857 CP858 CP860 CP861 CP862 \
    CP863 CP864 CP865 CP869 CP875 CP932 CP949 CP950 CP1006 CP1026 CP1140 EUC-JIS-2004 EUC-JISX0213 HZ HZ-GB-2312 IBM037 \
    IBM437 IBM500 IBM850 IBM852 IBM855 IBM857 IBM862 IBM864 IBM1026 ISO-2022-JP-1 ISO-2022-JP-2 ISO-2022-KR JOHAB KOI8-T \
    MAC-CYRILLIC MAC-GREEK MAC-ICELAND MAC-LATIN2 MAC-ROMAN MAC-TURKISH MACCYRILLIC MACGREEK MACROMAN PTCP154 \
    SHIFT-JIS-2004 SHIFT-JISX0213 UTF-7 UTF7";

/// A feed as text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    /// The text without its byte order mark.
    pub text: Cow<'a, str>,
    /// The name of the encoding in upper case: the declared one, or what was taken for it.
    pub encoding: String,
}

/// The text that `bytes` spell, with what is to be said of their encoding.
pub(super) fn decode<'a>(bytes: &'a [u8], findings: &mut Findings) -> Decoded<'a> {
    let marked = Mark::of(bytes);
    let body = bytes.get(marked.length..).unwrap_or_default();
    let declared = declaration(body, marked.width);
    if let Some(mark) = marked.encoding {
        return marked_text(body, mark, declared.as_ref(), findings);
    }
    let Some(declared) = declared else {
        if !has_declaration(bytes)
            && !bytes.trim_ascii_start().starts_with(b"{")
            && !bytes.trim_ascii_start().starts_with(b"[")
        {
            findings.add(&rules::ENCODING_UNDECLARED, Span::new(0, 1), "no encoding is declared");
        }
        return utf8(body, "UTF-8", findings);
    };
    let name = declared.name.to_ascii_uppercase();
    if name == "UTF-8" || name == "UTF8" {
        return utf8(body, "UTF-8", findings);
    }
    let Some(kind) = Kind::of(&name) else {
        let message = format!("nobody knows the encoding {}", declared.name);
        findings.add(&rules::ENCODING_UNKNOWN, declared.span, message);
        return utf8(body, "UTF-8", findings);
    };
    if let Kind::Wide = kind {
        let message = format!("the encoding is said to be {}, and is not", declared.name);
        findings.add(&rules::ENCODING_BROKEN, declared.span, message);
        return utf8(body, &name, findings);
    }
    if let Kind::Known = kind {
        let message = format!("few readers understand the encoding {}", declared.name);
        findings.add(&rules::ENCODING_OBSCURE, declared.span, message);
        return Kind::Latin1.decode(body, name, findings);
    }
    if COMMON.contains(&name.as_str()) {
        let message = format!("the encoding {} is understood by most readers, UTF-8 by all", declared.name);
        findings.add(&rules::ENCODING_NONSTANDARD, declared.span, message);
    } else {
        let message = format!("few readers understand the encoding {}", declared.name);
        findings.add(&rules::ENCODING_OBSCURE, declared.span, message);
    }
    kind.decode(body, name, findings)
}

/// What the first bytes say.
struct Mark {
    length: usize,
    encoding: Option<&'static str>,
    /// How many bytes a character of the declaration has, and which of them counts.
    width: (usize, usize),
}

impl Mark {
    fn of(bytes: &[u8]) -> Self {
        let (length, encoding, width) = match bytes {
            [0xEF, 0xBB, 0xBF, ..] => (3, Some("UTF-8"), (1, 0)),
            [0xFE, 0xFF, ..] => (2, Some("UTF-16BE"), (2, 1)),
            [0xFF, 0xFE, 0, 0, ..] => (4, Some("UTF-32LE"), (4, 0)),
            [0xFF, 0xFE, ..] => (2, Some("UTF-16LE"), (2, 0)),
            [0, 0, 0xFE, 0xFF, ..] => (4, Some("UTF-32BE"), (4, 3)),
            [0, b'<', 0, b'?', ..] => (0, Some("UTF-16BE"), (2, 1)),
            [b'<', 0, b'?', 0, ..] => (0, Some("UTF-16LE"), (2, 0)),
            [0, 0, 0, b'<', ..] => (0, Some("UTF-32BE"), (4, 3)),
            [b'<', 0, 0, 0, ..] => (0, Some("UTF-32LE"), (4, 0)),
            _ => (0, None, (1, 0)),
        };
        Self { length, encoding, width }
    }
}

struct Declaration {
    name: String,
    span: Span,
}

/// Whether it begins with an XML declaration; `<?xml-stylesheet` and `<?xmlish` are none (XML 1.0 §2.8).
pub(super) fn has_declaration(bytes: &[u8]) -> bool {
    bytes.strip_prefix(b"<?xml").is_some_and(|rest| matches!(rest.first(), Some(b' ' | b'\t' | b'\r' | b'\n')))
}

/// The encoding that the XML declaration names.
fn declaration(body: &[u8], (width, counts): (usize, usize)) -> Option<Declaration> {
    let head: String =
        body.chunks(width).take(256).map(|unit| char::from(unit.get(counts).copied().unwrap_or_default())).collect();
    if !has_declaration(head.as_bytes()) {
        return None;
    }
    let inside = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let (before, after) = inside.split_once("encoding")?;
    if !before.ends_with([' ', '\t', '\n', '\r']) {
        return None;
    }
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, _) = after.get(1..)?.split_once(quote)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let start = head.find(after).unwrap_or_default() + 1;
    Some(Declaration { name: name.into(), span: Span::new(start, start + name.len()) })
}

fn marked_text<'a>(
    body: &'a [u8],
    mark: &'static str,
    declared: Option<&Declaration>,
    findings: &mut Findings,
) -> Decoded<'a> {
    if let Some(declared) = declared {
        let name = declared.name.to_ascii_uppercase();
        let family = mark.trim_end_matches("BE").trim_end_matches("LE");
        let agrees = name == mark || name == family || (family == "UTF-16" && name.starts_with("UCS-2"));
        if !agrees {
            let message = format!("the encoding is said to be {}, but the first bytes say {mark}", declared.name);
            findings.add(&rules::ENCODING_BROKEN, declared.span, message);
        }
    }
    match mark {
        "UTF-8" => utf8(body, mark, findings),
        "UTF-16BE" | "UTF-16LE" => {
            let encoding = if mark == "UTF-16BE" { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
            by_table(body, encoding, "UTF-16".into(), findings)
        }
        _ => utf32(body, mark, findings),
    }
}

fn utf8<'a>(body: &'a [u8], name: &str, findings: &mut Findings) -> Decoded<'a> {
    let text = match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let at = error.valid_up_to();
            let byte = body.get(at).copied().unwrap_or_default();
            let message = format!("the byte {byte:#04x} is no part of a character in {name}");
            findings.add(&rules::ENCODING_BROKEN, Span::new(at, at + 1), message);
            Cow::Owned(String::from_utf8_lossy(body).into_owned())
        }
    };
    Decoded { text, encoding: name.into() }
}

enum Kind {
    Latin1,
    Ascii,
    Table(&'static Encoding),
    /// One that exists and that is not decoded here; what of it is ASCII is read as such.
    Known,
    /// One of two or four bytes a character, which the first bytes would have shown.
    Wide,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ISO-8859-1" | "ISO8859-1" | "ISO_8859-1" | "LATIN1" | "LATIN-1" | "L1" => Self::Latin1,
            "US-ASCII" | "ASCII" | "ANSI_X3.4-1968" | "ISO646-US" => Self::Ascii,
            "UTF-16" | "UTF16" | "UTF-16LE" | "UTF-16BE" | "UCS-2" | "ISO-10646-UCS-2" | "UTF-32" | "UTF-32LE"
            | "UTF-32BE" | "UCS-4" | "ISO-10646-UCS-4" => Self::Wide,
            _ if OTHERS.split_ascii_whitespace().any(|known| known == name.replace('_', "-")) => Self::Known,
            _ => Self::Table(Encoding::for_label(name.as_bytes())?),
        })
    }

    fn decode<'a>(&self, body: &'a [u8], name: String, findings: &mut Findings) -> Decoded<'a> {
        match self {
            Self::Table(encoding) => by_table(body, encoding, name, findings),
            Self::Wide => utf8(body, &name, findings),
            Self::Known | Self::Latin1 => {
                Decoded { text: body.iter().map(|byte| char::from(*byte)).collect(), encoding: name }
            }
            Self::Ascii => {
                if let Some(at) = body.iter().position(|byte| !byte.is_ascii()) {
                    let byte = body.get(at).copied().unwrap_or_default();
                    let message = format!("the byte {byte:#04x} is no character in {name}");
                    findings.add(&rules::ENCODING_BROKEN, Span::new(at, at + 1), message);
                }
                let replaced = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { '\u{FFFD}' };
                Decoded { text: body.iter().map(replaced).collect(), encoding: name }
            }
        }
    }
}

fn by_table<'a>(body: &'a [u8], encoding: &'static Encoding, name: String, findings: &mut Findings) -> Decoded<'a> {
    let (text, has_errors) = encoding.decode_without_bom_handling(body);
    if has_errors {
        let at = text.find('\u{FFFD}').unwrap_or_default();
        findings.add(&rules::ENCODING_BROKEN, Span::new(at, at + 1), format!("there are bytes that are no {name}"));
    }
    Decoded { text, encoding: name }
}

fn utf32<'a>(body: &'a [u8], name: &'static str, findings: &mut Findings) -> Decoded<'a> {
    let unit = |chunk: &[u8]| {
        let bytes: [u8; 4] = chunk.try_into().unwrap_or([0xFF; 4]);
        char::from_u32(if name == "UTF-32BE" { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    };
    let text: String = body.chunks(4).map(|chunk| unit(chunk).unwrap_or('\u{FFFD}')).collect();
    if let Some(at) = text.find('\u{FFFD}') {
        findings.add(&rules::ENCODING_BROKEN, Span::new(at, at + 1), format!("there are bytes that are no {name}"));
    }
    Decoded { text: Cow::Owned(text), encoding: "UTF-32".into() }
}
