//! The fingerprint of a post's words: equal for equal words, alike for texts that are mostly the same.
//!
//! Only what a reader would read counts: markup, template tags, link targets, entities and white space are passed
//! over, so that a change of template, of generator or of line width is no change of the words. The fingerprint
//! stands in every ledger: another way of finding words needs another version of the ledger's format.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use xxhash_rust::xxh3::xxh3_64;

/// Two fingerprints of one text's words. Equal words are equal, whatever the bytes they stand in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words {
    /// Equal exactly when the words are, in their order; 0 for a text without words.
    pub exact: u64,
    /// Sixteen samples of four bits of the set of word pairs; 0 is no sample.
    pub sketch: u64,
    /// A hash of the text's bytes, by which an unchanged text is known without a look at its words; 0 where it is not
    /// known. It takes no part in comparisons.
    pub bytes: u64,
}

/// How many samples a sketch has.
const SAMPLES: usize = 16;
/// Odd constants without structure, from the fractional part of the golden ratio and of the root of 3.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
const PAIR: u64 = 0xbb67_ae85_84ca_a73b;
/// Longest tag, template tag or link target that is passed over; a longer one counts as words.
const LONGEST_MARK: usize = 4096;

impl Words {
    /// The fingerprint of a body of Markdown or HTML.
    ///
    /// ```
    /// use feedwright::ledger::words::Words;
    ///
    /// assert_eq!(Words::of("Hello, *world*"), Words::of("<p>Hello,\n   world!</p>"));
    /// assert_ne!(Words::of("Hello world"), Words::of("Hello words"));
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut gathered = Gathered { least: [u64::MAX; SAMPLES], ..Gathered::default() };
        let mut scanner = Scanner { text, at: 0, barren: [0; 128], unclosed: usize::MAX, no_script_end: false };
        scanner.words_up_to(text.len(), true, &mut gathered);
        Self { bytes: xxh3_64(text.as_bytes()), ..gathered.finish() }
    }

    /// The fingerprint of a body that may be the one `known` was made of.
    #[must_use]
    pub fn again(known: Option<Self>, text: &str) -> Self {
        known.filter(|known| known.bytes == xxh3_64(text.as_bytes())).unwrap_or_else(|| Self::of(text))
    }

    /// Whether there was no word at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.exact == 0
    }

    /// Whether the text was so short that equal words alone prove little.
    #[must_use]
    pub fn is_short(self) -> bool {
        self.samples().filter(|sample| *sample != 0).count() < 7
    }

    /// How alike two texts are, from 0 to 16; 0 where one of them is too short to tell.
    ///
    /// An estimate of how many of all their word pairs both have, in sixteenths.
    #[must_use]
    pub fn likeness(self, other: Self) -> usize {
        if self == other && !self.is_empty() {
            return SAMPLES;
        }
        let both = self.samples().zip(other.samples()).filter(|(a, b)| *a != 0 && *b != 0);
        let (compared, equal) =
            both.fold((0, 0), |(compared, equal), (a, b)| (compared + 1, equal + usize::from(a == b)));
        if compared < 12 { 0 } else { equal * SAMPLES / compared }
    }

    /// The likeness from which on two texts are one text before and after an edit.
    pub const ALIKE: usize = 10;

    /// Four neighbouring samples each, as keys under which like texts are found: most have one in common.
    pub(crate) fn keys(self) -> impl Iterator<Item = (u32, u16)> {
        (0..16_u32).filter_map(move |turn| {
            let four = u16::try_from(self.sketch.rotate_right(turn * 4) & 0xffff).unwrap_or_default();
            let full = (0..4).all(|at| (four >> (at * 4)) & 0xf != 0);
            full.then_some((turn, four))
        })
    }

    fn samples(self) -> impl Iterator<Item = u64> {
        (0..SAMPLES).map(move |at| (self.sketch >> (at * 4)) & 0xf)
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        (self.exact, self.sketch) == (other.exact, other.sketch)
    }
}

impl Eq for Words {}

impl Hash for Words {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.exact.hash(state);
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not by `{:016x}`, which takes as long as all else that is written of an entry.
        let mut digits = [0; 48];
        let (parts, _) = digits.as_chunks_mut::<16>();
        for (part, number) in parts.iter_mut().zip([self.exact, self.sketch, self.bytes]) {
            for (at, digit) in part.iter_mut().rev().enumerate() {
                let nibble = (number >> (4 * at) & 0xf) as u8;
                *digit = if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
            }
        }
        f.write_str(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl FromStr for Words {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (parts, rest) = text.as_bytes().as_chunks::<16>();
        let ([exact, sketch, bytes], []) = (parts, rest) else { return Err(()) };
        Ok(Self { exact: number(exact)?, sketch: number(sketch)?, bytes: number(bytes)? })
    }
}

/// Sixteen hexadecimal digits as they are written: small letters alone.
fn number(digits: &[u8; 16]) -> Result<u64, ()> {
    digits.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Ok(number << 4 | u64::from(byte - b'0')),
        b'a'..=b'f' => Ok(number << 4 | u64::from(byte - b'a' + 10)),
        _ => Err(()),
    })
}

/// The sum of the words so far.
#[derive(Default)]
struct Gathered {
    exact: u64,
    previous: u64,
    /// The least competitor for each sample; the greatest number where there was none.
    least: [u64; SAMPLES],
}

impl Gathered {
    #[inline]
    fn word(&mut self, word: &[u8]) {
        let hash = xxh3_64(word);
        self.exact = (self.exact.rotate_left(23) ^ hash).wrapping_mul(MIX);
        // One-permutation min-hashing of the pairs of words: the top bits choose the sample, the rest compete in it.
        let pair = (self.previous.rotate_left(31) ^ hash).wrapping_mul(PAIR);
        let pair = (pair ^ (pair >> 32)).wrapping_mul(MIX);
        self.previous = hash;
        let bin = usize::try_from(pair >> 60).unwrap_or_default();
        if let Some(least) = self.least.get_mut(bin) {
            *least = pair.min(*least);
        }
    }

    fn finish(self) -> Words {
        if self.exact == 0 && self.previous == 0 {
            return Words::default();
        }
        let nibble = |least: &u64| if *least == u64::MAX { 0 } else { 1 + (least & 0xffff_ffff) % 15 };
        let sketch = self.least.iter().enumerate().fold(0, |sketch, (at, least)| sketch | (nibble(least) << (at * 4)));
        // 0 means no words; the one text in 2^64 that comes out at 0 is moved aside.
        Words { exact: (self.exact ^ (self.exact >> 29)).wrapping_mul(PAIR).max(1), sketch, bytes: 0 }
    }
}

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
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// For each closing mark, by its first byte and length: none begins between the place and here.
    barren: [usize; 128],
    /// The shortest run of ticks that no later run closes.
    unclosed: usize,
    no_script_end: bool,
}

impl Scanner<'_> {
    /// Gathers the words up to `end`; within code, marks are not passed over.
    fn words_up_to(&mut self, end: usize, marks: bool, gathered: &mut Gathered) {
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The quick brown fox jumps over the lazy dog while the five boxing wizards watch from a hill. \
                        Pack my box with five dozen liquor jugs, said the sphinx of black quartz, and judge my vow. \
                        How vexingly quick daft zebras jump when the jackdaws love their big sphinx of quartz again.";

    fn same(a: &str, b: &str) {
        assert_eq!(Words::of(a), Words::of(b), "{a:?} and {b:?}");
    }

    #[test]
    fn markup_and_white_space_are_no_words() {
        same("Hello, *world* of `code`", "<p class=\"x\">Hello,\n\n  world of <code>code</code></p>");
        same("It’s “fine” — really", "It's \"fine\" -- really");
        same("A [link](https://a.example/(x)/y \"title\") here", "A [link](/other) here");
        same("A [link][ref] here\n\n[ref]: https://a.example/\n", "A link here\n");
        same("One {% include a.html %}two {{ site.url }}", "One two {{< ref \"x\" >}}");
        same("# Title {#anchor}\n{: .note}\nText", "Title\nText");
        same("<!-- not seen -->a<script>no()</script> b", "a b");
        same("```rust\nlet a = b::<C>();\n```\nafter", "~~~\nlet a = b::<C>();\n~~~\nafter");
    }

    #[test]
    fn a_changed_word_is_a_change() {
        assert_ne!(Words::of("one two"), Words::of("two one"));
        assert_ne!(Words::of("one two"), Words::of("onetwo"));
        assert_ne!(Words::of("`Vec<String>`"), Words::of("`Vec<Text>`"));
        assert_ne!(Words::of("```\n<b>\n```"), Words::of("```\n<i>\n```"));
        assert_ne!(Words::of("日本"), Words::of("日木"));
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_word() {
        same("caf\u{e9} ol\u{e9}", "cafe\u{301} ole\u{301}");
    }

    #[test]
    fn a_text_without_words_is_empty() {
        for text in ["", " \n", "🎉", "![](x.png)", "---", "<img alt=\"x\">"] {
            assert!(Words::of(text).is_empty(), "{text:?}");
        }
        assert!(!Words::of("a").is_empty());
    }

    #[test]
    fn an_edited_text_is_alike_and_another_is_not() {
        let edited = TEXT.replace("zebras", "horses");
        assert!(Words::of(TEXT).likeness(Words::of(&edited)) >= Words::ALIKE);
        let other = "Some wholly other text about the weather in the north, where it rained for days and nobody went \
                     out but the postman, who had to, and a dog that had not been told about it by anybody at all.";
        assert!(Words::of(TEXT).likeness(Words::of(other)) < 5);
        assert_eq!(Words::of("too short").likeness(Words::of("too brief")), 0);
    }

    #[test]
    fn the_spelling_reads_back() {
        let words = Words::of(TEXT);
        assert_eq!(words.to_string().parse(), Ok(words));
        assert_eq!("0".repeat(47).parse::<Words>(), Err(()));
        assert_eq!("é".repeat(24).parse::<Words>(), Err(()));
    }

    /// The fingerprint of published posts must never change, or every entry of every ledger counts as edited.
    #[test]
    fn fingerprints_are_frozen() {
        assert_eq!((Words::of("").exact, Words::of("").sketch), (0, 0));
        assert!(Words::of(TEXT).to_string().starts_with("43a510c3eac306ae9348f0a215a967dc"));
    }

    #[test]
    fn an_unchanged_text_is_not_read_again() {
        let known = Words { exact: 7, ..Words::of(TEXT) };
        assert_eq!(Words::again(Some(known), TEXT).exact, 7);
        assert_eq!(Words::again(Some(known), &format!("{TEXT} ")), Words::of(TEXT));
        assert_eq!(Words::again(None, TEXT), Words::of(TEXT));
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for text in ["<", "{%", "](", "`a", "[^", "<script", "~~~", "``` a ", "&a", "]:"] {
            let long = text.repeat(200_000);
            let begun = std::time::Instant::now();
            let _ = Words::of(&long);
            assert!(begun.elapsed().as_secs() < 5, "{text:?} took {:?}", begun.elapsed());
        }
    }
}
