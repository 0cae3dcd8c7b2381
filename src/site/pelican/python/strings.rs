//! Python's strings: quotes of every kind, their prefixes and escapes.

use super::Scanner;

/// What begins where a string may.
pub(super) enum Literal {
    /// No string.
    Absent,
    /// A string that is not plain, or never ends.
    Code,
    /// A string.
    Plain(String),
}

impl Scanner<'_> {
    /// A string and those that follow it without an operator.
    pub(super) fn joined(&mut self, mut text: String, depth: usize) -> Option<String> {
        loop {
            let before = self.at;
            self.skip_blank(depth > 0);
            match self.string() {
                Literal::Plain(more) => text.push_str(&more),
                Literal::Code => return None,
                Literal::Absent => {
                    self.at = before;
                    return Some(text);
                }
            }
        }
    }

    pub(super) fn string(&mut self) -> Literal {
        let rest = self.rest();
        let length = rest.chars().take(3).take_while(char::is_ascii_alphabetic).count();
        let (prefix, quoted) = rest.split_at(length);
        let Some(mark @ ('"' | '\'')) = quoted.chars().next() else { return Literal::Absent };
        if length > 2 || !prefix.chars().all(|c| "rRuUbBfF".contains(c)) {
            return Literal::Absent;
        }
        self.at += length;
        let triple = mark.to_string().repeat(3);
        let long = self.rest().starts_with(&triple);
        let close = if long { triple } else { mark.to_string() };
        self.at += close.len();
        let raw = prefix.contains(['r', 'R']);
        match self.inside(&close, raw) {
            Some(text) if !(prefix.contains(['f', 'F']) && text.contains(['{', '}'])) => Literal::Plain(text),
            _ => Literal::Code,
        }
    }

    /// What stands before the closing quotes; `None` where they are missing or an escape is not plain.
    fn inside(&mut self, close: &str, raw: bool) -> Option<String> {
        let mut text = String::new();
        let mut plain = true;
        loop {
            if self.eat(close) {
                return plain.then_some(text);
            }
            let c = self.peek().filter(|c| close.len() == 3 || *c != '\n')?;
            self.at += c.len_utf8();
            match c {
                '\\' if raw => {
                    text.push('\\');
                    let next = self.peek()?;
                    self.at += next.len_utf8();
                    text.push(next);
                }
                '\\' => plain &= self.escape(&mut text).is_some(),
                c => text.push(c),
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self, text: &mut String) -> Option<()> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        let digits = match c {
            '\n' => return Some(()),
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '\\' | '\'' | '"' => c,
            'x' | 'u' | 'U' => {
                let count = if c == 'x' {
                    2
                } else if c == 'u' {
                    4
                } else {
                    8
                };
                let hex = self.rest().get(..count)?;
                let decoded = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
                self.at += count;
                decoded
            }
            'N' | 'a' | 'b' | 'f' | 'v' | '0'..='7' => return None,
            // Any other backslash stays one.
            other => {
                text.push('\\');
                other
            }
        };
        text.push(digits);
        Some(())
    }
}
