//! The names of HTML's elements: looked up once for each tag, with all that the checks ask of a name.

use std::fmt;
use std::sync::LazyLock;

use super::elements;

/// What is known of an element by its name, each a bit.
pub(super) mod marks {
    /// A reader can show it without harm.
    pub(crate) const SAFE: u32 = 1;
    /// It loads or runs something, or belongs to whole documents.
    pub(crate) const RISKY: u32 = 1 << 1;
    /// It has no end tag.
    pub(crate) const VOID: u32 = 1 << 2;
    /// It formats text, and must be closed before what is around it.
    pub(crate) const FORMATTING: u32 = 1 << 3;
    /// An open `p` ends before it.
    pub(crate) const CLOSES_P: u32 = 1 << 4;
    /// Its end tag may be left out.
    pub(crate) const IMPLIED: u32 = 1 << 5;
    /// What is open outside of it does not count inside.
    pub(crate) const SCOPE: u32 = 1 << 6;
    /// It is a part of a table.
    pub(crate) const TABLE_PART: u32 = 1 << 7;
    /// It belongs to a document, not to a piece of one.
    pub(crate) const NOT_IN_CONTENT: u32 = 1 << 8;
    /// It may still be open at the end.
    pub(crate) const AT_THE_END: u32 = 1 << 9;
    /// It ends SVG and `MathML` around it.
    pub(crate) const BREAKOUT: u32 = 1 << 10;
    /// Its text is text, whatever it looks like.
    pub(crate) const RAW_TEXT: u32 = 1 << 11;
    /// The standard calls it special, as far as lists need it told apart.
    pub(crate) const SPECIAL: u32 = 1 << 12;
    /// Between its children nothing but parts of a table may stand.
    pub(crate) const BETWEEN_CELLS: u32 = 1 << 13;
    /// A heading.
    pub(crate) const HEADING: u32 = 1 << 14;
    /// Its start tag has a rule of its own.
    pub(crate) const OWN_RULE: u32 = 1 << 15;
    /// What `li` is not looked for beyond.
    pub(crate) const LIST: u32 = 1 << 16;
    /// What `p` is not looked for beyond.
    pub(crate) const BUTTON: u32 = 1 << 17;
    /// It may stand in a `select`.
    pub(crate) const IN_SELECT: u32 = 1 << 18;
    /// What is in it is not HTML.
    pub(crate) const FOREIGN: u32 = 1 << 20;
    /// An element whose end ends the table's parts inside it.
    pub(crate) const HOLDS_PARTS: u32 = 1 << 19;
}

const LISTS: &[(u32, &str)] = &[
    (marks::SAFE, elements::SAFE),
    (marks::RISKY, elements::RISKY),
    (
        marks::VOID,
        "area base basefont bgsound br col command embed frame hr img image input keygen link meta param source track wbr",
    ),
    (marks::FORMATTING, "a b big code em font i nobr s small strike strong tt u"),
    (
        marks::CLOSES_P | marks::SPECIAL,
        "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 \
         h3 h4 h5 h6 header hgroup hr listing main menu nav ol p plaintext pre search section summary table ul xmp",
    ),
    (marks::CLOSES_P, "li dd dt"),
    (marks::IMPLIED | marks::AT_THE_END, "dd dt li optgroup option p rb rp rt rtc"),
    (marks::AT_THE_END, "tbody td tfoot th thead tr"),
    (marks::SCOPE | marks::SPECIAL, "applet caption html marquee object table td template th"),
    (marks::SPECIAL, "button li dd dt select tbody thead tfoot tr textarea"),
    (marks::TABLE_PART, "caption col colgroup tbody td tfoot th thead tr"),
    (marks::NOT_IN_CONTENT, "html head body frameset frame"),
    (
        marks::BREAKOUT,
        "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta \
         nobr ol p pre ruby s small span strike strong sub sup table tt u ul var",
    ),
    (marks::RAW_TEXT, "plaintext script style textarea title xmp iframe noembed noframes"),
    (marks::BETWEEN_CELLS, "table tbody thead tfoot tr colgroup"),
    (marks::HEADING, "h1 h2 h3 h4 h5 h6"),
    (marks::OWN_RULE, "li dd dt option optgroup rp rt button form a nobr image"),
    (marks::LIST, "ol ul"),
    (marks::BUTTON, "button"),
    (marks::IN_SELECT, "option optgroup hr script template"),
    (marks::FOREIGN, "math svg"),
    (marks::HOLDS_PARTS, "table tbody thead tfoot tr"),
];

/// The name of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    /// In lower case where HTML has the element, as written otherwise.
    pub text: &'a str,
    /// Its letters in lower case as one number; 0 for a name that is too long for one.
    key: u128,
    marks: u32,
}

impl<'a> Name<'a> {
    /// The name that a tag has.
    pub(super) fn of(written: &'a str) -> Self {
        let key = key(written);
        match TABLE.find(key) {
            Some((text, marks)) => Self { text, key, marks },
            None => Self { text: written, key, marks: 0 },
        }
    }

    /// A name to compare others with.
    pub(super) const fn to_compare(text: &'static str) -> Self {
        Self { text, key: key(text), marks: 0 }
    }

    /// Whether both are the same name.
    pub(super) fn is(self, other: Name<'_>) -> bool {
        self.key == other.key && (self.key != 0 || self.text.eq_ignore_ascii_case(other.text))
    }

    /// Whether it has one of these marks.
    pub(super) const fn has(self, marks: u32) -> bool {
        self.marks & marks != 0
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.marks == 0 {
            formatter.write_str(&self.text.to_ascii_lowercase())
        } else {
            formatter.write_str(self.text)
        }
    }
}

/// The longest name of HTML has 11 letters.
const fn key(name: &str) -> u128 {
    let bytes = name.as_bytes();
    if bytes.len() > 16 {
        return 0;
    }
    let mut key = 0_u128;
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        key = key << 8 | byte.to_ascii_lowercase() as u128;
        rest = after;
    }
    key
}

const SLOTS: usize = 1_024;

/// The names of [`LISTS`] by their keys.
struct Table(Vec<(u128, &'static str, u32)>);

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Self {
        let mut table = Self(vec![(0, "", 0); SLOTS]);
        for (marks, list) in LISTS {
            for name in list.split_ascii_whitespace() {
                let key = key(name);
                let mut at = slot(key);
                // There are some 150 names in 1,024 slots, so one is free.
                while let Some(entry) = table.0.get_mut(at) {
                    if entry.0 == 0 || entry.0 == key {
                        *entry = (key, name, entry.2 | marks);
                        break;
                    }
                    at = (at + 1) % SLOTS;
                }
            }
        }
        table
    }

    fn find(&self, key: u128) -> Option<(&'static str, u32)> {
        let mut at = slot(key);
        loop {
            match self.0.get(at) {
                Some((known, name, marks)) if *known == key && key != 0 => return Some((name, *marks)),
                Some((1.., ..)) => at = (at + 1) % SLOTS,
                _ => return None,
            }
        }
    }
}

/// Where a key is looked for first.
const fn slot(key: u128) -> usize {
    let folded = (key ^ (key >> 64)) & 0xFFFF_FFFF_FFFF_FFFF;
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54 & 0x3FF) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_whatever_case() {
        assert!(Name::of("BlockQuote").is(Name::to_compare("blockquote")));
        assert_eq!(Name::of("BlockQuote").text, "blockquote");
        assert!(Name::of("p").has(marks::IMPLIED) && !Name::of("pp").has(u32::MAX));
        assert!(Name::of("x-ABCDEFGHIJKLMNOPQR").is(Name::of("X-abcdefghijklmnopqr")));
        assert!(!Name::of("x-abcdefghijklmnopqr").is(Name::of("x-abcdefghijklmnopqs")));
        assert_eq!(Name::of("O:P").to_string(), "o:p");
    }

    #[test]
    fn every_name_of_the_lists_has_its_marks() {
        for (marks, list) in LISTS {
            for name in list.split_ascii_whitespace() {
                assert!(Name::of(name).marks & marks == *marks && Name::of(name).text == name, "{name}");
            }
        }
    }
}
