//! The fingerprint of a post's words: equal for equal words, alike for texts that are mostly the same.
//!
//! Only what a reader would read counts: markup, template tags, link targets, entities and white space are passed
//! over, so that a change of template, of generator or of line width is no change of the words. The fingerprint
//! stands in every ledger: another way of finding words needs another version of the ledger's format.

mod scanner;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use scanner::Scanner;
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
        Scanner::new(text).words_up_to(text.len(), true, &mut gathered);
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

    /// Whether two texts have nothing to do with each other, as far as that can be told.
    #[must_use]
    pub fn are_others(self, other: Self) -> bool {
        !self.is_empty() && !other.is_empty() && self != other && self.likeness(other) <= Self::UNLIKE
    }

    /// The likeness up to which two texts have nothing to do with each other: one sample in fifteen is equal by chance.
    pub const UNLIKE: usize = 5;

    /// The likeness from which on two texts are one text before and after an edit.
    pub const ALIKE: usize = 10;

    /// The same for texts that are dated differently.
    pub const ALIKE_OF_ANOTHER_DAY: usize = 14;

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
