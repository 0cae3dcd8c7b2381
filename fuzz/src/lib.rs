//! What has to hold for every input of the validator, whatever its bytes.

use feedwright::check::{Finding, Options, check, fix::mend, in_steps};

/// 2025-06-03, so that some dates lie in the future.
const NOW: i64 = 1_748_908_800;
const NAME: &str = "feed";

/// A frame for an input: what stands before it and behind it.
pub type Frame = (&'static str, &'static str);

/// The document that `data` stands for. An input that begins with a byte below the number of frames is the inside of
/// that frame, so that a mutation need not find its way through the head of a feed first; any other is the document.
pub fn framed(data: &[u8], frames: &[Frame]) -> Vec<u8> {
    let Some((first, rest)) = data.split_first() else { return Vec::new() };
    match frames.get(usize::from(*first)) {
        Some((before, behind)) => [before.as_bytes(), rest, behind.as_bytes()].concat(),
        None => data.to_vec(),
    }
}

/// Judges and mends a document; panics where the validator breaks a promise.
pub fn hold(bytes: &[u8]) {
    let options = Options { now: Some(NOW), url: Some("https://example.org/feed.xml".to_owned()) };
    let findings = check(NAME, bytes, &options);
    for finding in &findings {
        let point = finding.place.point.as_ref().expect("a finding has a place");
        assert!(point.line >= 1 && point.column >= 1 && point.length >= 1, "{finding:?}");
        assert!(finding.span.start <= finding.span.end, "{finding:?}");
    }
    assert!(findings.is_sorted_by_key(|finding| finding.span.start), "findings out of order");
    // A long document in the smallest steps would take too long.
    for step in [1 + bytes.len() / 500, 50] {
        let (read, _) = in_steps(NAME, bytes, &options, step).expect("a slice can be read");
        assert_eq!(read, findings, "judged otherwise in steps of {step}");
    }
    if let Some(text) = plain_text(bytes) {
        findings.iter().for_each(|finding| inside(text, finding));
    }
    mended(bytes, &options);
}

/// The text of a document of which it is plain how it is decoded.
fn plain_text(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(1_024)).unwrap_or_default();
    let is_marked = head.iter().take(4).any(|byte| *byte == 0);
    let text = std::str::from_utf8(bytes).ok()?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let is_utf8 =
        !head.contains("encoding") || head.contains("encoding=\"utf-8\"") && head.matches("encoding").count() == 1;
    (is_utf8 && !is_marked).then(|| text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

fn inside(text: &str, finding: &Finding) {
    let span = finding.span;
    assert!(text.get(span.start..span.end).is_some(), "outside of the {} bytes: {finding:?}", text.len());
    let before = text.get(..span.start).expect("just seen");
    let column = before.rsplit(['\n', '\r']).next().unwrap_or_default().chars().count() + 1;
    let point = finding.place.point.as_ref().expect("just seen");
    // Inside of \r\n the line has not ended yet, and a reader of the place sees the column of the \n.
    if !(before.ends_with('\r') && text[span.start..].starts_with('\n')) {
        assert_eq!(usize::try_from(point.column), Ok(column), "{finding:?}");
    }
}

/// Mending keeps what was well-formed so, and is done after once.
fn mended(bytes: &[u8], options: &Options) {
    let Some(mended) = mend(NAME, bytes, options) else { return };
    assert!(!mended.edits.is_empty(), "mended without an edit");
    let text = std::str::from_utf8(bytes).expect("only UTF-8 is mended");
    if is_well_formed(text) {
        assert!(is_well_formed(&mended.text), "no longer well-formed: {:?}", mended.edits);
    }
    if let Some(again) = mend(NAME, mended.text.as_bytes(), options) {
        panic!("mended twice: first {:?}, then {:?}", mended.edits, again.edits);
    }
}

/// Whether others can read it: neither parser is one that the validator uses for its judgement of form.
fn is_well_formed(text: &str) -> bool {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim_start().starts_with(['{', '[']) {
        return serde_json::from_str::<serde_json::Value>(text).is_ok();
    }
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(text, options).is_ok()
}
