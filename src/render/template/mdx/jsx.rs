//! JSX and JavaScript, as far as their ends must be found: tags with their attributes, expressions, `import` and
//! `export`.

/// How much may still be looked at, in bytes: a text of nothing but opening brackets must not take for ever.
#[derive(Debug)]
pub(super) struct Budget(pub usize);

impl Budget {
    /// Counts bytes; `None` when there are none left.
    fn take(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.checked_sub(bytes)?;
        Some(())
    }
}

/// A tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its name; empty for that of a fragment, `<>`.
    pub name: &'t str,
    /// Its attributes in their order.
    pub attributes: Vec<(&'t str, Attribute<'t>)>,
    /// `</name>`.
    pub closes: bool,
    /// `<name/>`.
    pub closes_itself: bool,
}

/// The value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute<'t> {
    /// None: it is there.
    Flag,
    /// In quotes.
    Text(&'t str),
    /// In braces.
    Code(&'t str),
}

impl<'t> Tag<'t> {
    /// The first of these attributes that there is.
    pub(super) fn first(&self, names: &[&str]) -> Option<Attribute<'t>> {
        names.iter().find_map(|name| self.attributes.iter().find(|(own, _)| own == name)).map(|(_, value)| *value)
    }
}

/// The tag that begins at `start`; `None` where there is none.
pub(super) fn tag<'t>(text: &'t str, start: usize, budget: &mut Budget) -> Option<Tag<'t>> {
    let mut at = start + 1;
    let closes = starts(text, at, "/");
    at += usize::from(closes);
    let name = word(text, at, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    at += name.len();
    if !name.is_empty() && (!name.starts_with(char::is_alphabetic) || starts(text, at, ":") || starts(text, at, "@")) {
        return None;
    }
    let mut attributes = Vec::new();
    loop {
        at = skip_blanks(text, at);
        budget.take(1)?;
        if starts(text, at, "/>") {
            return Some(Tag { start, end: at + 2, name, attributes, closes, closes_itself: true });
        }
        if starts(text, at, ">") {
            return Some(Tag { start, end: at + 1, name, attributes, closes, closes_itself: false });
        }
        if name.is_empty() {
            return None;
        }
        if starts(text, at, "{") {
            at = expression(text, at, budget)?;
            continue;
        }
        let key = word(text, at, |c| !(c.is_whitespace() || matches!(c, '=' | '>' | '/' | '{' | '"' | '\'' | '<')));
        if key.is_empty() {
            return None;
        }
        at += key.len();
        let after = skip_blanks(text, at);
        let value = if starts(text, after, "=") {
            let (value, end) = value(text, skip_blanks(text, after + 1), budget)?;
            at = end;
            value
        } else {
            Attribute::Flag
        };
        attributes.push((key, value));
    }
}

/// The value of an attribute, and where it ends.
fn value<'t>(text: &'t str, at: usize, budget: &mut Budget) -> Option<(Attribute<'t>, usize)> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    match first {
        '"' | '\'' => {
            let length = rest.get(1..)?.find(first)?;
            budget.take(length)?;
            Some((Attribute::Text(rest.get(1..=length)?), at + length + 2))
        }
        '{' => {
            let end = expression(text, at, budget)?;
            Some((Attribute::Code(text.get(at + 1..end - 1)?.trim()), end))
        }
        _ => {
            let bare = word(text, at, |c| !(c.is_whitespace() || matches!(c, '>' | '"' | '\'' | '<' | '{')));
            let bare = if starts(text, at + bare.len(), ">") { bare.strip_suffix('/').unwrap_or(bare) } else { bare };
            (!bare.is_empty()).then_some((Attribute::Text(bare), at + bare.len()))
        }
    }
}

/// Where the expression in braces ends that begins at `start`.
pub(super) fn expression(text: &str, start: usize, budget: &mut Budget) -> Option<usize> {
    let mut code = Code::new(text, start);
    loop {
        code.step(budget, b"{")?;
        if code.open.is_empty() {
            return Some(code.at);
        }
    }
}

/// Whether a statement of a module begins with this line.
pub(super) fn is_statement(line: &str) -> bool {
    let after = |word: &str| line.strip_prefix(word).filter(|rest| rest.starts_with([' ', '{', '*', '"', '\'']));
    if let Some(rest) = after("import") {
        let rest = rest.trim_start();
        let from = rest.split(['"', '\'']).next().unwrap_or_default().trim_end();
        // `import duty from abroad` is a sentence.
        return rest.starts_with(['"', '\'', '{', '*']) || (from != rest.trim_end() && from.ends_with(" from"));
    }
    let Some(rest) = after("export") else { return false };
    let rest = rest.trim_start();
    let declares = ["const ", "let ", "var ", "function ", "function*", "async ", "class ", "default "];
    rest.starts_with(['{', '*']) || declares.iter().any(|word| rest.starts_with(word))
}

/// Where the statement of a module ends that begins at `start`: an `import` at the end of its line, an `export` before
/// the first blank line, but neither within brackets.
pub(super) fn statement(text: &str, start: usize, budget: &mut Budget) -> usize {
    let is_import = starts(text, start, "import");
    let mut code = Code::new(text, start);
    while code.at < text.len() {
        if starts(text, code.at, "\n") && code.open.is_empty() {
            let next = text.get(code.at + 1..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
            let written = text.get(start..code.at).unwrap_or_default().trim_end();
            let is_done = if is_import { written.ends_with(['"', '\'', ';']) } else { next.trim().is_empty() };
            if is_done {
                return code.at + 1;
            }
        }
        if code.step(budget, b"{([").is_none() {
            break;
        }
    }
    if code.open.is_empty() && code.at >= text.len() {
        return text.len();
    }
    // Something in it is not closed: it ends where its paragraph does.
    text.get(start..).and_then(|rest| rest.find("\n\n")).map_or(text.len(), |found| start + found + 1)
}

/// JavaScript being gone through.
struct Code<'t> {
    bytes: &'t [u8],
    at: usize,
    /// The brackets and templates that are open.
    open: Vec<u8>,
}

impl<'t> Code<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        Self { bytes: text.as_bytes(), at, open: Vec::new() }
    }

    /// Goes over one byte, or a comment or text as a whole; `counted` are the brackets that count. `None` at the end.
    fn step(&mut self, budget: &mut Budget, counted: &[u8]) -> Option<()> {
        budget.take(1)?;
        let byte = *self.bytes.get(self.at)?;
        let next = self.bytes.get(self.at + 1).copied();
        self.at += 1;
        if self.open.last() == Some(&b'`') {
            match (byte, next) {
                (b'\\', _) => self.at += 1,
                (b'`', _) => {
                    self.open.pop();
                }
                (b'$', Some(b'{')) => {
                    self.open.push(b'{');
                    self.at += 1;
                }
                _ => {}
            }
            return Some(());
        }
        match (byte, next) {
            (b'`', _) => self.open.push(b'`'),
            (b'{' | b'(' | b'[', _) if counted.contains(&byte) => self.open.push(byte),
            (b'}' | b')' | b']', _) => {
                let opens = match byte {
                    b'}' => b'{',
                    b')' => b'(',
                    _ => b'[',
                };
                if self.open.last() == Some(&opens) {
                    self.open.pop();
                }
            }
            (b'"' | b'\'', _) => self.quoted(byte),
            (b'/', Some(b'*')) => {
                let rest = self.bytes.get(self.at + 1..)?;
                let length = rest.windows(2).position(|two| two == b"*/")?;
                budget.take(length)?;
                self.at += length + 3;
            }
            // Not that of an address in the text of an element.
            (b'/', Some(b'/')) if self.bytes.get(self.at.wrapping_sub(2)) != Some(&b':') => {
                let rest = self.bytes.get(self.at..)?;
                let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                budget.take(length)?;
                self.at += length;
            }
            _ => {}
        }
        Some(())
    }

    /// Goes over a text in quotes; a quote that is not closed on its line is an apostrophe in the text of an element.
    fn quoted(&mut self, quote: u8) {
        let mut at = self.at;
        while let Some(byte) = self.bytes.get(at) {
            match *byte {
                b'\n' => return,
                b'\\' => at += 1,
                byte if byte == quote => {
                    self.at = at + 1;
                    return;
                }
                _ => {}
            }
            at += 1;
        }
    }
}

fn starts(text: &str, at: usize, with: &str) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(with))
}

fn word(text: &str, at: usize, takes: impl Fn(char) -> bool) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    rest.get(..rest.find(|c| !takes(c)).unwrap_or(rest.len())).unwrap_or_default()
}

fn skip_blanks(text: &str, at: usize) -> usize {
    at + word(text, at, char::is_whitespace).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget() -> Budget {
        Budget(1 << 20)
    }

    #[test]
    fn a_tag_ends_behind_its_attributes_whatever_is_in_them() {
        let text = "<Tabs a=\"x > y\" b={{c: '}'}} d {...e} f='g'\n/>rest";
        let found = tag(text, 0, &mut budget()).unwrap();
        assert_eq!((text.get(found.end..), found.name, found.closes_itself), (Some("rest"), "Tabs", true));
        assert_eq!(
            found.attributes,
            [
                ("a", Attribute::Text("x > y")),
                ("b", Attribute::Code("{c: '}'}")),
                ("d", Attribute::Flag),
                ("f", Attribute::Text("g")),
            ]
        );
        for none in ["< 5", "<https://e.example>", "<a@b.example>", "<5>", "<a b=>", "<a \"b\">", "<"] {
            assert_eq!(tag(none, 0, &mut budget()), None, "{none}");
        }
        assert_eq!(tag("</A.B >", 0, &mut budget()).map(|tag| (tag.name, tag.closes)), Some(("A.B", true)));
        assert_eq!(tag("<>", 0, &mut budget()).map(|tag| tag.name), Some(""));
    }

    #[test]
    fn an_expression_ends_at_its_own_brace() {
        for text in [
            "{a}",
            "{`}${'}'}`}",
            "{/* } */}",
            "{[1].map((x) => <li>don't {x}</li>)}",
            "{\"}\"}",
            "{a // }\n}",
            "{<a href=\"https://e.example/\">x</a>}",
        ] {
            assert_eq!(expression(&format!("{text}rest"), 0, &mut budget()), Some(text.len()), "{text}");
        }
        assert_eq!(expression("{a", 0, &mut budget()), None);
        assert_eq!(expression("{a}", 0, &mut Budget(2)), None);
    }

    #[test]
    fn statements_are_told_from_sentences_and_end_where_their_brackets_do() {
        for line in
            ["import A from 'b';", "import {", "import 'a.css'", "import * as A from \"b\"", "export const a = 1"]
        {
            assert!(is_statement(line), "{line}");
        }
        for line in ["import duties are high", "imports from 'x'", "export your data", "import wine from Italy's south"]
        {
            assert!(!is_statement(line), "{line}");
        }
        for text in [
            "import A from 'b';\n",
            "import {\n  a,\n  b,\n} from \"c\"\n",
            "export const a = 1;\n",
            "export const A = () => (\n  <p>\n\n  don't :)\n  </p>\n);\n",
            "export const a = {\n\n b: [1, '}'],\n};\n",
        ] {
            for rest in ["\nText", ""] {
                assert_eq!(statement(&format!("{text}{rest}"), 0, &mut budget()), text.len(), "{text}");
            }
        }
        assert_eq!(statement("export const a = (\n\nText", 0, &mut budget()), 19);
    }
}
