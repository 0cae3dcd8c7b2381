//! Words found in a text of any markup: what no reader would read is passed over.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Gathered;
/// Longest tag, template tag or link target that is passed over; a longer one counts as words.
const LONGEST_MARK: usize = 4096;

/// What a byte can begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Letter,
    Mark,
    Wide,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Blank; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        classes[byte as usize] = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'<' | b'{' | b']' | b'[' | b'&' | b'`' | b'~' => Class::Mark,
            0x80.. => Class::Wide,
            _ => Class::Blank,
        };
        byte += 1;
    }
    classes
};

/// Reads a text once from front to back; what was looked for in vain is not looked for again.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// For each closing mark, by its first byte and length: none begins between the place and here.
    barren: [usize; 128],
    /// The shortest run of ticks that no later run closes.
    unclosed: usize,
    no_script_end: bool,
}

impl<'t> Scanner<'t> {
    /// At the beginning of a text.
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, barren: [0; 128], unclosed: usize::MAX, no_script_end: false }
    }

    /// Gathers the words up to `end`; within code, marks are not passed over.
    pub(super) fn words_up_to(&mut self, end: usize, marks: bool, gathered: &mut Gathered) {
        let bytes = self.text.as_bytes();
        while self.at < end {
            let Some(byte) = bytes.get(self.at) else { return };
            match CLASSES[usize::from(*byte)] {
                Class::Letter | Class::Wide => self.word(end, gathered),
                Class::Mark if marks => self.mark(*byte, gathered),
                Class::Blank | Class::Mark => self.at += 1,
            }
        }
    }

    #[inline]
    fn word(&mut self, end: usize, gathered: &mut Gathered) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let rest = bytes.get(start..end).unwrap_or_default();
        self.at += rest.iter().position(|byte| CLASSES[usize::from(*byte)] != Class::Letter).unwrap_or(rest.len());
        if bytes.get(self.at).is_some_and(|byte| *byte >= 0x80) {
            self.wide_word(start, gathered);
        } else if let Some(word) = bytes.get(start..self.at) {
            gathered.word(word);
        }
    }

    /// A word with letters beyond ASCII: composed, since some systems decompose what they save.
    fn wide_word(&mut self, start: usize, gathered: &mut Gathered) {
        let Some(rest) = self.text.get(start..) else {
            self.at += 1;
            return;
        };
        let length = rest.find(|c: char| !c.is_alphanumeric() && !is_joining(c)).unwrap_or(rest.len());
        let Some(word) = rest.get(..length).filter(|word| !word.is_empty()) else {
            // No letter: a dash, a curly quote, a picture.
            self.at = start + rest.chars().next().map_or(1, char::len_utf8);
            return;
        };
        self.at = start + length;
        if is_nfc_quick(word.chars()) == IsNormalized::Yes {
            gathered.word(word.as_bytes());
        } else {
            gathered.word(word.nfc().collect::<String>().as_bytes());
        }
    }

    /// Passes over what the byte at the place begins, or the byte alone.
    fn mark(&mut self, byte: u8, gathered: &mut Gathered) {
        let bytes = self.text.as_bytes();
        let next = bytes.get(self.at + 1).copied().unwrap_or_default();
        match (byte, next) {
            (b'<', b'!') => self.pass(if self.starts("<!--") { "-->" } else { ">" }),
            (b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'?') => self.tag(),
            (b'{', b'%') => self.pass("%}"),
            (b'{', b'{') => self.pass("}}"),
            (b'{', b':' | b'#' | b'.') => self.pass("}"),
            (b']', b'(') => self.target(),
            (b']', b'[') | (b'[', b'^') => self.pass_from(2, "]"),
            (b'[', _) => self.definition(),
            (b'&', b'#' | b'a'..=b'z' | b'A'..=b'Z') => self.entity(),
            (b'`' | b'~', _) => self.code(byte, gathered),
            _ => self.at += 1,
        }
    }

    fn starts(&self, prefix: &str) -> bool {
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(prefix.as_bytes()))
    }

    fn pass(&mut self, end: &str) {
        self.pass_from(1, end);
    }

    /// Goes behind the next `end` that stands `skip` bytes on or later, or one byte on when there is none near.
    fn pass_from(&mut self, skip: usize, end: &str) {
        self.at = match self.seek(self.at + skip, end.as_bytes()) {
            Some(found) => found + end.len(),
            None => self.at + 1,
        };
    }

    /// Where the next `end` begins at `from` or later, when it is near.
    fn seek(&mut self, from: usize, end: &[u8]) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let limit = (from + LONGEST_MARK).min(bytes.len());
        let slot = (usize::from(*end.first()?) + end.len()) & 127;
        let barren = self.barren.get_mut(slot)?;
        let begin = from.max(barren.saturating_sub(end.len()));
        let found = bytes.get(begin..limit).and_then(|reach| find(reach, end)).map(|found| begin + found);
        if found.is_none() {
            *barren = (*barren).max(limit);
        }
        found
    }

    /// An HTML tag; of `script` and `style` the content as well.
    fn tag(&mut self) {
        for (open, close) in [("<script", "</script"), ("<style", "</style")] {
            if self.starts(open) && !self.no_script_end {
                let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
                match find(rest, close.as_bytes()) {
                    Some(found) => self.at += found,
                    None => self.no_script_end = true,
                }
            }
        }
        self.pass(">");
    }

    /// The target of a Markdown link, with the parentheses that it may hold itself (32, as CommonMark allows).
    fn target(&mut self) {
        let from = self.at + 1;
        let reach = self.text.as_bytes().iter().enumerate().skip(from).take(LONGEST_MARK);
        let mut depth = 0_usize;
        for (offset, byte) in reach {
            match byte {
                b'(' if depth == 32 => break,
                b'(' => depth += 1,
                b')' if depth == 1 => {
                    self.at = offset + 1;
                    return;
                }
                b')' => depth -= 1,
                _ => {}
            }
        }
        self.at += 1;
    }

    /// A link definition (`[name]: target` on a line of its own) has no words; its line is passed over.
    fn definition(&mut self) {
        let bytes = self.text.as_bytes();
        let before = bytes.get(self.at.saturating_sub(4)..self.at).unwrap_or_default();
        let begins = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().iter().all(|byte| *byte == b' ');
        let closes = || {
            let line = bytes.iter().skip(self.at).take(200).take_while(|byte| **byte != b'\n');
            line.skip_while(|byte| **byte != b']').nth(1) == Some(&b':')
        };
        if begins && closes() {
            self.pass("\n");
        } else {
            self.at += 1;
        }
    }

    fn entity(&mut self) {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let length = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
        self.at += if rest.get(length) == Some(&b';') { length + 2 } else { 1 };
    }

    /// Code between equal runs of back-ticks or tildes: its words count as they stand, but not the fence's language.
    fn code(&mut self, tick: u8, gathered: &mut Gathered) {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let run = rest.iter().take_while(|byte| **byte == tick).count();
        let fence = rest.get(..run).unwrap_or_default();
        self.at += run;
        let close = match run {
            1 | 2 if tick == b'`' => self.seek(self.at, fence),
            1 | 2 => None,
            _ if run >= self.unclosed => None,
            _ => bytes.get(self.at..).and_then(|inside| find(inside, fence)).map(|found| self.at + found),
        };
        let Some(end) = close else {
            if run >= 3 {
                self.unclosed = self.unclosed.min(run);
            }
            return;
        };
        if run >= 3 {
            let inside = bytes.get(self.at..end).unwrap_or_default();
            self.at += inside.iter().position(|byte| *byte == b'\n').unwrap_or(0);
        }
        self.words_up_to(end, false, gathered);
        self.at = self.at.max(end + run);
    }
}

/// Characters that stand within a word without being letters: combining marks, joiners.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(found) = text.get(from..)?.iter().position(|byte| *byte == first) {
        if text.get(from + found..).is_some_and(|rest| rest.starts_with(wanted)) {
            return Some(from + found);
        }
        from += found + 1;
    }
    None
}
