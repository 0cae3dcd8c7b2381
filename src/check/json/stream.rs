//! JSON feeds judged as they are read: one item is held at a time, and what stands before and behind the items.

use std::io::{self, Read};

use memchr::memchr2;

use super::tree::{Fault, Kind, Member, Node, Object, Reader};
use super::{Judging, check, feed};
use crate::check::Options;
use crate::check::finding::{Findings, REACH_BYTES};
use crate::check::source::Source;
use crate::check::window::Window;
use crate::problem::Span;

/// So much of the text behind the start of the items is kept for what is found there: a message shows some of it, and it
/// may be cut within a character.
const HEAD_BEYOND: usize = REACH_BYTES + 4;

/// Judges a document as it is read. The result is its text up to the items, where something may still be found whose
/// place is not known; it is empty where the whole is at hand.
pub(in crate::check) fn stream(
    source: &mut Source<impl Read>,
    options: &Options,
    findings: &mut Findings,
) -> io::Result<String> {
    let Some(list) = find_items(source, findings)? else {
        read_on(source, 0, findings)?;
        check(source.window(), options, findings);
        return Ok(String::new());
    };
    let window = source.window();
    let head = window.text.get(..window.floor(list + HEAD_BEYOND)).unwrap_or_default().to_owned();
    let mut reader = Reader { window: Window { text: &head, base: 0, is_last: false }, at: 0, options, findings };
    let outcome = match before_items(&mut reader, list) {
        Ok(begun) => judge(source, begun, options, findings)?,
        Err(fault) => Err(fault),
    };
    if let Err((rule, span, message)) = outcome {
        findings.add(rule, span, message);
    }
    // What stands behind a fault is not judged, but its bytes are looked at and counted.
    while !source.window().is_last {
        let end = source.window().end();
        advance(source, end, findings)?;
    }
    Ok(head)
}

/// An object of which the members up to its items are known.
struct Begun<'a> {
    object: Object<'a>,
    start: usize,
    name_span: Span,
    /// Where the list of its items begins.
    list: usize,
}

fn before_items<'a>(reader: &mut Reader<'a, '_>, list: usize) -> Result<Begun<'a>, Fault> {
    reader.skip_space();
    let (start, mut object) = (reader.at, Object::default());
    reader.at += 1;
    loop {
        let (name, name_span) = reader.name()?;
        if reader.at == list {
            return Ok(Begun { object, start, name_span, list });
        }
        reader.member(&mut object, (name, name_span), 0)?;
        // The scan that found the list went past the end of no object around it.
        if reader.ends_with('}')? {
            reader.skip_space();
            return Err(reader.fault("there is something after the end of the value"));
        }
    }
}

/// Judges the items one by one, and then the rest.
fn judge(
    source: &mut Source<impl Read>,
    begun: Begun<'_>,
    options: &Options,
    findings: &mut Findings,
) -> io::Result<Result<(), Fault>> {
    let mut items = feed::Items::default();
    let is_1_0 = feed::is_1_0(&begun.object.members).unwrap_or_default();
    let mut at = begun.list + 1;
    let mut is_first = true;
    let end = 'items: loop {
        let window = source.window();
        let mut reader = Reader { window, at, options, findings: &mut *findings };
        while window.is_last || is_at_hand(window.after(reader.at)) {
            if std::mem::take(&mut is_first) && reader.take(']') {
                break 'items reader.at;
            }
            match reader.item(&mut items, is_1_0) {
                Ok(true) => break 'items reader.at,
                Ok(false) => {}
                Err(fault) => return Ok(Err(fault)),
            }
        }
        at = reader.at;
        advance(source, at, findings)?;
    };
    read_on(source, end, findings)?;
    let reader = Reader { window: source.window(), at: end, options, findings };
    Ok(after_items(reader, begun, items))
}

fn after_items<'a>(mut reader: Reader<'a, '_>, begun: Begun<'a>, items: feed::Items) -> Result<(), Fault> {
    let Begun { mut object, start, name_span, list } = begun;
    let span = Span::new(list, reader.at);
    items.finish(span, reader.findings);
    let node = Node { kind: Kind::Items, span };
    object.add(Member { name: "items".into(), name_span, node }, reader.findings);
    while !reader.ends_with('}')? {
        let name = reader.name()?;
        reader.member(&mut object, name, 0)?;
    }
    let root = Node { kind: Kind::Object(object.members), span: Span::new(start, reader.at) };
    reader.end()?;
    let Reader { window, options, findings, .. } = reader;
    feed::check(&mut Judging { window, options, findings, is_1_0: false }, &root);
    Ok(())
}

/// Where the list of items begins that can be judged one by one, since the version of the feed stands before it.
/// Everything up to there is at hand, and what a message may show behind it.
fn find_items(source: &mut Source<impl Read>, findings: &mut Findings) -> io::Result<Option<usize>> {
    loop {
        let window = source.window();
        match items_in(window.text) {
            Scan::Never => return Ok(None),
            Scan::At(at) if window.is_last || window.text.len() > at + 2 * REACH_BYTES => return Ok(Some(at)),
            _ if window.is_last => return Ok(None),
            _ => advance(source, 0, findings)?,
        }
    }
}

/// Reads all that there is, and keeps what stands from `at` on.
fn read_on(source: &mut Source<impl Read>, at: usize, findings: &mut Findings) -> io::Result<()> {
    while !source.window().is_last {
        advance(source, at, findings)?;
    }
    Ok(())
}

/// Reads on where the text before `at` was judged.
fn advance(source: &mut Source<impl Read>, at: usize, findings: &mut Findings) -> io::Result<()> {
    let settled = at.saturating_sub(REACH_BYTES);
    findings.settle(source.window(), settled, std::iter::empty());
    if let Some(fault) = source.advance(settled, at)? {
        findings.add_fault(fault);
    }
    Ok(())
}

enum Scan {
    At(usize),
    Never,
    /// Not in this text, which has no end yet.
    NotYet,
}

/// Looks for the `[` of the items among the members of the document's object.
fn items_in(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut at = spaces(bytes, 0);
    match bytes.get(at) {
        Some(b'{') => {}
        Some(_) => return Scan::Never,
        None => return Scan::NotYet,
    }
    let (mut depth, mut has_version) = (0_usize, false);
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return Scan::Never,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let Some(end) = text_end(bytes, at) else { return Scan::NotYet };
                let name = bytes.get(at..end - 1).unwrap_or_default();
                at = end;
                let colon = spaces(bytes, at);
                if depth == 1 && bytes.get(colon) == Some(&b':') {
                    let value = spaces(bytes, colon + 1);
                    has_version |= name == b"version";
                    if name == b"items" && has_version && bytes.get(value) == Some(&b'[') {
                        return Scan::At(value);
                    }
                }
            }
            _ => {}
        }
    }
    Scan::NotYet
}

/// Whether a value stands at the start of `text`, whole and with what follows it.
fn is_at_hand(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = spaces(bytes, 0);
    let mut depth = 0_usize;
    loop {
        let Some(byte) = bytes.get(at) else { return false };
        at += 1;
        match byte {
            b'"' => match text_end(bytes, at) {
                Some(end) => at = end,
                None => return false,
            },
            b'{' | b'[' => depth += 1,
            // The end of the list, or a fault.
            b'}' | b']' | b',' if depth == 0 => return true,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
}

/// Where the text ends whose first character stands at `at`, behind its closing quote.
fn text_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some(found + 1);
        }
        at = found + 2;
    }
}

/// Where the white space at `at` ends.
fn spaces(bytes: &[u8], at: usize) -> usize {
    let is_space = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    at + bytes.iter().skip(at).take_while(is_space).count()
}
