//! Bytes become text: byte order marks, declared encodings, and bytes that are not what they are said to be.

use std::borrow::Cow;
use std::str::from_utf8;

use encoding_rs::{DecoderResult, Encoding};

use super::finding::Findings;
use super::rules;
use super::xml::Fault;
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
    /// How many bytes the mark has.
    pub mark: usize,
    /// The name of the encoding in upper case: the declared one, or what was taken for it.
    pub encoding: String,
}

/// So many bytes at the start tell what a document is and how it is encoded, whatever comes behind them.
pub(super) const HEAD: usize = 64 << 10;

/// The first bytes of a document.
pub(super) fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..HEAD).unwrap_or(bytes)
}

/// The text that `bytes` spell, with what is to be said of their encoding.
pub(super) fn decode<'a>(bytes: &'a [u8], findings: &mut Findings) -> Decoded<'a> {
    let mut plan = plan(head(bytes), findings);
    let body = bytes.get(plan.mark..).unwrap_or_default();
    let text = match from_utf8(body) {
        Ok(text) if matches!(plan.decoder.kind, Kind::Utf8) => Cow::Borrowed(text),
        _ => {
            let mut text = String::new();
            if let (_, Some(fault)) = plan.decoder.decode(body, true, &mut text) {
                findings.add_fault(fault);
            }
            Cow::Owned(text)
        }
    };
    Decoded { text, mark: plan.mark, encoding: plan.encoding }
}

/// How the bytes of a feed become text.
#[derive(Debug)]
pub(super) struct Plan {
    /// How many bytes its byte order mark has.
    pub mark: usize,
    /// What reads the others.
    pub decoder: Decoder,
    /// The name of the encoding in upper case: the declared one, or what was taken for it.
    pub encoding: String,
}

/// The text of the first bytes of a document.
pub(super) fn head_text(bytes: &[u8]) -> String {
    let head = head(bytes);
    let mut plan = plan(head, &mut Findings::default());
    let mut text = String::new();
    plan.decoder.decode(head.get(plan.mark..).unwrap_or_default(), true, &mut text);
    text
}

/// What the first bytes of a feed say of its encoding.
pub(super) fn plan(head: &[u8], findings: &mut Findings) -> Plan {
    let marked = Mark::of(head);
    let body = head.get(marked.length..).unwrap_or_default();
    let declared = declaration(body, marked.width);
    let (kind, name, encoding) = match (marked.encoding, declared) {
        (Some(mark), declared) => marked_kind(mark, declared.as_ref(), findings),
        (None, Some(declared)) => declared_kind(&declared, findings),
        (None, None) => {
            let start = head.trim_ascii_start();
            if !has_declaration(head) && !start.starts_with(b"{") && !start.starts_with(b"[") {
                findings.add(&rules::ENCODING_UNDECLARED, Span::new(0, 1), "no encoding is declared");
            }
            (Kind::Utf8, "UTF-8".into(), "UTF-8".into())
        }
    };
    Plan { mark: marked.length, decoder: Decoder::new(kind, name), encoding }
}

/// How to read what is said to be in this encoding, what messages call it, and its name.
fn declared_kind(declared: &Declaration, findings: &mut Findings) -> (Kind, String, String) {
    let name = declared.name.to_ascii_uppercase();
    if name == "UTF-8" || name == "UTF8" {
        return (Kind::Utf8, "UTF-8".into(), "UTF-8".into());
    }
    let mut say = |rule, message| findings.add(rule, declared.span, message);
    let few = format!("few readers understand the encoding {}", declared.name);
    match Kind::of(&name) {
        None => {
            say(&rules::ENCODING_UNKNOWN, format!("nobody knows the encoding {}", declared.name));
            (Kind::Utf8, "UTF-8".into(), "UTF-8".into())
        }
        Some(Kind::Utf8) => {
            say(&rules::ENCODING_BROKEN, format!("the encoding is said to be {}, and is not", declared.name));
            (Kind::Utf8, name.clone(), name)
        }
        Some(kind) if COMMON.contains(&name.as_str()) => {
            let message = format!("the encoding {} is understood by most readers, UTF-8 by all", declared.name);
            say(&rules::ENCODING_NONSTANDARD, message);
            (kind, name.clone(), name)
        }
        Some(kind) => {
            say(&rules::ENCODING_OBSCURE, few);
            (kind, name.clone(), name)
        }
    }
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

fn marked_kind(mark: &'static str, declared: Option<&Declaration>, findings: &mut Findings) -> (Kind, String, String) {
    let family = mark.trim_end_matches("BE").trim_end_matches("LE");
    if let Some(declared) = declared {
        let name = declared.name.to_ascii_uppercase();
        let agrees = name == mark || name == family || (family == "UTF-16" && name.starts_with("UCS-2"));
        if !agrees {
            let message = format!("the encoding is said to be {}, but the first bytes say {mark}", declared.name);
            findings.add(&rules::ENCODING_BROKEN, declared.span, message);
        }
    }
    match mark {
        "UTF-8" => (Kind::Utf8, mark.into(), mark.into()),
        "UTF-16BE" => (Kind::table(encoding_rs::UTF_16BE), family.into(), family.into()),
        "UTF-16LE" => (Kind::table(encoding_rs::UTF_16LE), family.into(), family.into()),
        _ => (Kind::Utf32 { is_big: mark == "UTF-32BE" }, mark.into(), family.into()),
    }
}

/// How bytes spell characters.
#[derive(Debug)]
enum Kind {
    Utf8,
    Ascii,
    Latin1,
    Utf32 { is_big: bool },
    Table(Box<encoding_rs::Decoder>),
}

impl Kind {
    /// How to read the encoding of this name. UTF-16 and UTF-32 show in the first bytes, so where only a declaration
    /// names them, the text is read as UTF-8; what no program here reads is read byte by byte.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "ISO-8859-1" | "ISO8859-1" | "ISO_8859-1" | "LATIN1" | "LATIN-1" | "L1" => Self::Latin1,
            "US-ASCII" | "ASCII" | "ANSI_X3.4-1968" | "ISO646-US" => Self::Ascii,
            "UTF-16" | "UTF16" | "UTF-16LE" | "UTF-16BE" | "UCS-2" | "ISO-10646-UCS-2" | "UTF-32" | "UTF-32LE"
            | "UTF-32BE" | "UCS-4" | "ISO-10646-UCS-4" => Self::Utf8,
            _ if OTHERS.split_ascii_whitespace().any(|known| known == name.replace('_', "-")) => Self::Latin1,
            _ => Self::table(Encoding::for_label(name.as_bytes())?),
        })
    }

    fn table(encoding: &'static Encoding) -> Self {
        Self::Table(Box::new(encoding.new_decoder_without_bom_handling()))
    }
}

/// Bytes become text, in whatever pieces they come.
#[derive(Debug)]
pub(super) struct Decoder {
    kind: Kind,
    /// What messages call the encoding.
    name: String,
    /// Whether a byte was found that is no part of a character; the first is told.
    is_broken: bool,
}

impl Decoder {
    fn new(kind: Kind, name: String) -> Self {
        Self { kind, name, is_broken: false }
    }

    /// Adds to `text` what `bytes` spell. They may end within a character unless they are the last: the result is how
    /// many of them were read, and the first fault of the document where it is among them, with its place in `text`.
    pub(super) fn decode(&mut self, bytes: &[u8], is_last: bool, text: &mut String) -> (usize, Option<Fault>) {
        let (read, broken) = match &mut self.kind {
            Kind::Utf8 => utf8(bytes, is_last, text),
            Kind::Ascii => ascii(bytes, text),
            Kind::Latin1 => {
                text.extend(bytes.iter().map(|byte| char::from(*byte)));
                (bytes.len(), None)
            }
            Kind::Utf32 { is_big } => utf32(bytes, *is_big, is_last, text),
            Kind::Table(decoder) => by_table(bytes, decoder, is_last, text),
        };
        let Some((at, byte)) = broken.filter(|_| !self.is_broken) else { return (read, None) };
        self.is_broken = true;
        let message = match (&self.kind, byte) {
            (Kind::Ascii, Some(byte)) => format!("the byte {byte:#04x} is no character in {}", self.name),
            (_, Some(byte)) => format!("the byte {byte:#04x} is no part of a character in {}", self.name),
            (_, None) => format!("there are bytes that are no {}", self.name),
        };
        (read, Some(Fault::new(&rules::ENCODING_BROKEN, Span::new(at, at + 1), message)))
    }
}

/// Where in the text the first sign for a lost character was put, and for which byte where that can be said.
type Broken = Option<(usize, Option<u8>)>;

fn utf8(bytes: &[u8], is_last: bool, text: &mut String) -> (usize, Broken) {
    let length = if is_last { bytes.len() } else { whole_characters(bytes) };
    let bytes = bytes.get(..length).unwrap_or_default();
    if let Ok(valid) = from_utf8(bytes) {
        text.push_str(valid);
        return (length, None);
    }
    let mut broken = None;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if let Some(byte) = chunk.invalid().first() {
            broken.get_or_insert((text.len(), Some(*byte)));
            text.push('\u{FFFD}');
        }
    }
    (length, broken)
}

/// How many of the bytes make whole characters: a few at the end may begin one.
fn whole_characters(bytes: &[u8]) -> usize {
    let is_inside = |byte: &&u8| matches!(byte, 0x80..=0xBF);
    let inside = bytes.iter().rev().take(3).take_while(is_inside).count();
    let start = bytes.len().saturating_sub(inside + 1);
    let needed = match bytes.get(start) {
        Some(0xF0..) => 4,
        Some(0xE0..) => 3,
        Some(0xC0..) => 2,
        _ => 0,
    };
    if needed > inside + 1 { start } else { bytes.len() }
}

fn ascii(bytes: &[u8], text: &mut String) -> (usize, Broken) {
    let broken = bytes.iter().position(|byte| !byte.is_ascii());
    let broken = broken.map(|at| (text.len() + at, bytes.get(at).copied()));
    text.extend(bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{FFFD}' }));
    (bytes.len(), broken)
}

fn utf32(bytes: &[u8], is_big: bool, is_last: bool, text: &mut String) -> (usize, Broken) {
    let length = if is_last { bytes.len() } else { bytes.len() / 4 * 4 };
    let mut broken = None;
    for unit in bytes.get(..length).unwrap_or_default().chunks(4) {
        let unit: Option<[u8; 4]> = unit.try_into().ok();
        let code = unit.map(|unit| if is_big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) });
        let c = code.and_then(char::from_u32).unwrap_or_else(|| {
            broken.get_or_insert((text.len(), None));
            '\u{FFFD}'
        });
        text.push(c);
    }
    (length, broken)
}

fn by_table(bytes: &[u8], decoder: &mut encoding_rs::Decoder, is_last: bool, text: &mut String) -> (usize, Broken) {
    let mut rest = bytes;
    let mut broken = None;
    loop {
        text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len()));
        let (result, read) = decoder.decode_to_string_without_replacement(rest, text, is_last);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return (bytes.len(), broken),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                broken.get_or_insert((text.len(), None));
                text.push('\u{FFFD}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], step: usize) -> (String, Vec<String>) {
        let mut findings = Findings::default();
        let mut plan = plan(bytes, &mut findings);
        let (mut text, mut faults, mut at, mut end) = (String::new(), Vec::new(), plan.mark, plan.mark);
        while end < bytes.len() {
            end = (end + step).min(bytes.len());
            let (read, fault) = plan.decoder.decode(&bytes[at..end], end == bytes.len(), &mut text);
            at += read;
            faults.extend(fault.map(|fault| format!("{}: {}", fault.span.start, fault.message)));
        }
        (text, faults)
    }

    #[test]
    fn bytes_mean_the_same_in_whatever_pieces_they_come() {
        let utf16: Vec<u8> = "<a>é𝄞\u{FFFD}b</a>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases: [(Vec<u8>, &str, &[&str]); 6] = [
            ("<a>é€𝄞</a>".into(), "<a>é€𝄞</a>", &[]),
            (
                b"<a>\xF0\x9F\x98 \xC3\xC3\xA9\x80\xE2".to_vec(),
                "<a>\u{FFFD} \u{FFFD}é\u{FFFD}\u{FFFD}",
                &["3: the byte 0xf0 is no part of a character in UTF-8"],
            ),
            (
                [&[0xFE, 0xFF], &utf16[..], &[0xDC, 0]].concat(),
                "<a>é𝄞\u{FFFD}b</a>\u{FFFD}",
                &["17: there are bytes that are no UTF-16"],
            ),
            (
                b"\0\0\0<\0\0\0a\0\x11\0\0\0".to_vec(),
                "<a\u{FFFD}\u{FFFD}",
                &["2: there are bytes that are no UTF-32BE"],
            ),
            (
                b"<?xml version='1.0' encoding='us-ascii'?>\xE9".to_vec(),
                "<?xml version='1.0' encoding='us-ascii'?>\u{FFFD}",
                &["41: the byte 0xe9 is no character in US-ASCII"],
            ),
            (
                b"<?xml version='1.0' encoding='shift_jis'?>\x83\x65\x83".to_vec(),
                "<?xml version='1.0' encoding='shift_jis'?>テ\u{FFFD}",
                &["45: there are bytes that are no SHIFT_JIS"],
            ),
        ];
        for (bytes, text, faults) in cases {
            for step in [1, 2, 3, 7, 1_000] {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                assert_eq!(decoded(&bytes, step), (text.to_owned(), faults), "{step}");
            }
        }
    }
}
