//! A text from a place in it: the letters, digits and blanks that dates are made of.

use super::century;

/// A number with the count of its digits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    pub value: u32,
    pub digits: usize,
}

impl Number {
    /// As a year: two digits stand for one of 1969–2068.
    pub fn year(self) -> i32 {
        let value = i32::try_from(self.value).unwrap_or(i32::MAX);
        if self.digits <= 2 { century(value) } else { value }
    }
}

/// Where the reading of a text has come to.
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    /// Offset of the next byte.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn left(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| any.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    pub fn eat_str(&mut self, text: &str) -> bool {
        let found = self.left().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Skips white space, `U+00A0` among it; says whether there was any.
    pub fn blanks(&mut self) -> bool {
        let left = self.left();
        let rest = left.trim_start();
        self.at += left.len() - rest.len();
        rest.len() < left.len()
    }

    /// A number of at most nine digits; a longer one is left alone.
    pub fn number(&mut self) -> Option<Number> {
        let digits = self.left().bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        let value = self.left().get(..digits)?.parse().ok()?;
        self.at += digits;
        Some(Number { value, digits })
    }

    /// A number of one or two digits.
    pub fn short_number(&mut self) -> Option<u32> {
        let start = self.at;
        let number = self.number().filter(|number| number.digits <= 2);
        if number.is_none() {
            self.at = start;
        }
        number.map(|number| number.value)
    }

    /// ASCII letters.
    pub fn word(&mut self) -> Option<&'a str> {
        let letters = self.left().bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = self.left().get(..letters).filter(|word| !word.is_empty())?;
        self.at += letters;
        Some(word)
    }

    /// What is left; a comment in parentheses behind a zone (RFC 2822's `-0700 (PDT)`) is nothing.
    pub fn rest(&self, zoned: bool) -> &'a str {
        let rest = self.left().trim();
        let bare = matches!(rest, "," | ".");
        let comment =
            zoned && rest.starts_with('(') && rest.ends_with(')') || rest.starts_with('[') && rest.ends_with(']');
        if bare || comment { "" } else { rest }
    }
}
