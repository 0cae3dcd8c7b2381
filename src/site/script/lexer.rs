//! JavaScript's tokens, as far as plain values need them: names, texts, numbers, marks.

use crate::problem::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a word of the language.
    Name,
    /// A text in quotes without anything computed in it.
    Text,
    /// A number.
    Number,
    /// A bracket or another mark.
    Mark,
    /// A template with something computed in it, or a regular expression.
    Code,
}

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    /// Its text, without quotes and escapes.
    pub text: String,
    pub span: Span,
    /// It is the first on its line.
    pub on_new_line: bool,
}

/// The tokens of a script; comments are none.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), on_new_line: true };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.token(c);
    }
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    on_new_line: bool,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn token(&mut self, c: char) {
        let rest = self.rest();
        if c.is_whitespace() {
            self.on_new_line |= c == '\n';
            self.at += c.len_utf8();
        } else if rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if matches!(c, '\'' | '"') {
            self.quoted(c);
        } else if c == '`' {
            self.template();
        } else if c == '/' && self.expects_a_value() {
            self.regular_expression();
        } else if c.is_alphabetic() || matches!(c, '_' | '$') {
            self.run(Kind::Name, |c| c.is_alphanumeric() || matches!(c, '_' | '$'));
        } else if c.is_ascii_digit() {
            self.run(Kind::Number, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        } else {
            self.mark(c);
        }
    }

    fn push(&mut self, kind: Kind, text: String, length: usize) {
        let span = Span::new(self.at, self.at + length);
        let on_new_line = std::mem::replace(&mut self.on_new_line, false);
        self.tokens.push(Token { kind, text, span, on_new_line });
        self.at += length;
    }

    fn run(&mut self, kind: Kind, of: impl Fn(char) -> bool) {
        let length: usize = self.rest().chars().take_while(|c| of(*c)).map(char::len_utf8).sum();
        let text = self.rest().get(..length).unwrap_or_default().to_owned();
        self.push(kind, text, length);
    }

    /// A mark; `==`, `=>` and the like are one, so that no `=` of theirs assigns.
    fn mark(&mut self, c: char) {
        let next = self.rest().chars().nth(1);
        let two = match (c, next) {
            (
                '=' | '!' | '<' | '>' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '?',
                Some(second @ ('=' | '>')),
            ) => Some(second),
            _ => None,
        };
        match two {
            Some(second) => self.push(Kind::Mark, format!("{c}{second}"), c.len_utf8() + 1),
            None => self.push(Kind::Mark, c.to_string(), c.len_utf8()),
        }
    }

    fn quoted(&mut self, quote: char) {
        let mut text = String::new();
        let mut length = quote.len_utf8();
        let mut chars = self.rest().chars().skip(1);
        while let Some(c) = chars.next() {
            length += c.len_utf8();
            match c {
                '\\' => {
                    let Some(escaped) = chars.next() else { break };
                    length += escaped.len_utf8();
                    text.push(unescaped(escaped));
                }
                '\n' => break,
                c if c == quote => return self.push(Kind::Text, text, length),
                c => text.push(c),
            }
        }
        self.push(Kind::Code, String::new(), length);
    }

    /// A template: a text where nothing is computed in it.
    fn template(&mut self) {
        let bytes = self.rest().as_bytes();
        let mut at = 1;
        let mut depth = 0_usize;
        let mut is_plain = true;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'$' if bytes.get(at + 1) == Some(&b'{') => {
                    is_plain = false;
                    depth += 1;
                    at += 1;
                }
                b'}' => depth = depth.saturating_sub(1),
                b'`' if depth == 0 => break,
                _ => {}
            }
            at += 1;
        }
        let closed = at < bytes.len();
        let length = (at + 1).min(bytes.len());
        let inner = self.rest().get(1..at).filter(|_| closed && is_plain);
        match inner.map(str::to_owned) {
            Some(text) => self.push(Kind::Text, text, length),
            None => self.push(Kind::Code, String::new(), self.rest().floor_char_boundary(length).max(1)),
        }
    }

    fn regular_expression(&mut self) {
        let mut length = 1;
        let mut in_class = false;
        let mut chars = self.rest().chars().skip(1);
        while let Some(c) = chars.next() {
            length += c.len_utf8();
            match c {
                '\\' => length += chars.next().map_or(0, char::len_utf8),
                '[' => in_class = true,
                ']' => in_class = false,
                '\n' => break,
                '/' if !in_class => break,
                _ => {}
            }
        }
        self.push(Kind::Code, String::new(), length);
    }

    /// Whether a value may begin here, so that a slash begins a regular expression.
    fn expects_a_value(&self) -> bool {
        self.tokens.last().is_none_or(|token| match token.kind {
            Kind::Mark => !matches!(token.text.as_str(), ")" | "]" | "}"),
            Kind::Name => matches!(token.text.as_str(), "return" | "typeof" | "case" | "in" | "of"),
            Kind::Text | Kind::Number | Kind::Code => false,
        })
    }
}

fn unescaped(c: char) -> char {
    match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        c => c,
    }
}
