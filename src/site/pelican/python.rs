//! A Python settings file, read by its plain assignments: `NAME = value` of strings, numbers, booleans, lists, tuples,
//! dictionaries and earlier names. Nothing is run; what is no plain value is remembered as made by code.

mod strings;

use std::collections::BTreeMap;

use crate::problem::Span;
use crate::source::tree::{Entry, Kind, Map, Node, Style};
use strings::Literal;

/// What a settings file says.
#[derive(Debug, Default)]
pub(super) struct Assignments {
    /// The plain values, each under its last assignment.
    pub(super) map: Map,
    /// The names that code sets, with where: assigned something that is no plain value, or inside a block.
    pub(super) by_code: BTreeMap<String, Span>,
}

/// Deepest nesting of a value.
const DEEPEST: usize = 32;

/// The most settings that are read.
const MOST: usize = 2_000;

/// Longest value that is made of names and concatenation, in bytes.
const LONGEST: usize = 1 << 20;

/// Reads every assignment of `text`, in one pass.
pub(super) fn read(text: &str) -> Assignments {
    let mut found = Assignments::default();
    let mut at = 0;
    while at < text.len() && found.map.entries.len() + found.by_code.len() < MOST {
        let line = text.get(at..).unwrap_or_default();
        let begins_line = at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
        let indented = begins_line && line.starts_with([' ', '\t']);
        let mut scanner = Scanner { text, at: at + (line.len() - line.trim_start_matches([' ', '\t']).len()) };
        if let Some(target) = scanner.target() {
            assign(&mut found, &mut scanner, &target, indented);
        }
        scanner.at = scanner.at.max(at);
        scanner.skip_logical_line();
        at = scanner.at.max(at + 1);
    }
    found
}

/// The left side of an assignment.
struct Target {
    name: String,
    span: Span,
    adds: bool,
}

fn assign(found: &mut Assignments, scanner: &mut Scanner<'_>, target: &Target, indented: bool) {
    let start = scanner.at;
    let value = scanner.expression(&found.map, 0).filter(|_| scanner.ends_statement());
    let value = match value {
        Some(value) if target.adds => found.map.get(&target.name).and_then(|old| added(old, &value)),
        value => value,
    };
    let Some(value) = value.filter(|_| !indented) else {
        scanner.at = start;
        // A block may or may not run, so a plain value from before it stands; other code has the last word.
        if !indented {
            found.map.entries.retain(|entry| entry.key != target.name);
        }
        found.by_code.insert(target.name.clone(), target.span);
        return;
    };
    found.by_code.remove(&target.name);
    found.map.entries.retain(|entry| entry.key != target.name);
    found.map.entries.push(Entry { key: target.name.clone(), key_span: target.span, value });
}

/// `+` of two strings or two lists.
fn added(left: &Node, right: &Node) -> Option<Node> {
    let span = Span::new(left.span.start.min(right.span.start), right.span.end.max(left.span.end));
    let kind = match (&left.kind, &right.kind) {
        (Kind::List(left), Kind::List(right)) => Kind::List(left.iter().chain(right).cloned().collect()),
        (Kind::Scalar { text: a, style: Style::Quoted }, Kind::Scalar { text: b, style: Style::Quoted })
            if a.len() + b.len() <= LONGEST =>
        {
            Kind::Scalar { text: format!("{a}{b}"), style: Style::Quoted }
        }
        _ => return None,
    };
    Some(Node { span, kind })
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, token: &str) -> bool {
        let is = self.rest().starts_with(token);
        if is {
            self.at += token.len();
        }
        is
    }

    /// Blanks and continued lines; inside brackets, line ends and comments too.
    fn skip_blank(&mut self, in_brackets: bool) {
        loop {
            let before = self.at;
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\u{c}']).len();
            if !self.eat("\\\r\n") {
                self.eat("\\\n");
            }
            if in_brackets {
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start().len();
                if self.peek() == Some('#') {
                    self.skip_comment();
                }
            }
            if self.at == before {
                return;
            }
        }
    }

    fn skip_comment(&mut self) {
        let rest = self.rest();
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    fn identifier(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let length: usize = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').map(char::len_utf8).sum();
        let name = rest.get(..length).filter(|name| name.starts_with(|c: char| c.is_alphabetic() || c == '_'))?;
        self.at += length;
        Some(name)
    }

    /// `NAME =`, `NAME: type =` or `NAME +=`; stands behind it then.
    fn target(&mut self) -> Option<Target> {
        let start = self.at;
        let name = self.identifier()?;
        let span = Span::new(start, self.at);
        self.skip_blank(false);
        if self.eat(":") {
            let line = self.rest().lines().next().unwrap_or_default();
            self.at += line.find('=')?;
        }
        let adds = self.eat("+=");
        if !adds && (!self.eat("=") || self.peek() == Some('=')) {
            return None;
        }
        Some(Target { name: name.to_owned(), span, adds })
    }

    /// Whether nothing but a comment stands before the line's end or a semicolon.
    fn ends_statement(&mut self) -> bool {
        self.skip_blank(false);
        matches!(self.peek(), None | Some('\n' | '\r' | '#' | ';'))
    }

    /// To the beginning of the next logical line or statement, over strings and brackets.
    fn skip_logical_line(&mut self) {
        let mut depth = 0_usize;
        while let Some(c) = self.peek() {
            match c {
                '#' => self.skip_comment(),
                '"' | '\'' => {
                    self.string();
                }
                '(' | '[' | '{' => {
                    depth += 1;
                    self.at += 1;
                }
                ')' | ']' | '}' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                '\\' => {
                    self.at += 1;
                    self.at += self.peek().map_or(0, char::len_utf8);
                }
                '\n' | ';' if depth == 0 => {
                    self.at += 1;
                    return;
                }
                c => self.at += c.len_utf8(),
            }
        }
    }

    /// A value, with `+` between strings and lists, and a tuple without parentheses at the outermost level.
    fn expression(&mut self, names: &Map, depth: usize) -> Option<Node> {
        self.skip_blank(depth > 0);
        let first = self.sum(names, depth)?;
        self.skip_blank(depth > 0);
        if depth > 0 || self.peek() != Some(',') {
            return Some(first);
        }
        let mut list = vec![first];
        while self.eat(",") {
            if self.ends_statement() {
                break;
            }
            list.push(self.sum(names, depth)?);
            self.skip_blank(false);
        }
        let span = Span::new(list.first()?.span.start, self.at);
        Some(Node { span, kind: Kind::List(list) })
    }

    fn sum(&mut self, names: &Map, depth: usize) -> Option<Node> {
        let mut value = self.atom(names, depth)?;
        loop {
            self.skip_blank(depth > 0);
            if !self.eat("+") {
                return Some(value);
            }
            self.skip_blank(depth > 0);
            value = added(&value, &self.atom(names, depth)?)?;
        }
    }

    fn atom(&mut self, names: &Map, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let start = self.at;
        let kind = match self.peek()? {
            '[' => self.items(']', names, depth)?.0,
            '(' => self.parenthesised(names, depth)?,
            '{' => self.dictionary(names, depth)?,
            '0'..='9' | '-' | '+' | '.' => self.number()?,
            _ => match self.string() {
                Literal::Plain(text) => Kind::Scalar { text: self.joined(text, depth)?, style: Style::Quoted },
                Literal::Code => return None,
                Literal::Absent => self.name(names)?,
            },
        };
        // `a.b`, `f(x)`, `a[0]`, `a % b` and the like are code.
        let ends = !matches!(self.peek(), Some('.' | '(' | '[' | '%' | '*' | '/'));
        ends.then(|| Node { span: Span::new(start, self.at), kind })
    }

    fn number(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-._".contains(c))).unwrap_or(rest.len());
        let text = rest.get(..length)?.replace('_', "");
        text.parse::<f64>().ok()?;
        self.at += length;
        Some(Kind::Scalar { text, style: Style::Number })
    }

    fn name(&mut self, names: &Map) -> Option<Kind> {
        match self.identifier()? {
            "None" => Some(Kind::Null),
            "True" => Some(Kind::Scalar { text: "true".to_owned(), style: Style::Boolean }),
            "False" => Some(Kind::Scalar { text: "false".to_owned(), style: Style::Boolean }),
            name => names.get(name).map(|node| node.kind.clone()).filter(|kind| size(kind) <= LONGEST),
        }
    }

    /// A tuple, or one value in parentheses.
    fn parenthesised(&mut self, names: &Map, depth: usize) -> Option<Kind> {
        match self.items(')', names, depth)? {
            (Kind::List(mut items), false) if items.len() == 1 => items.pop().map(|node| node.kind),
            (list, _) => Some(list),
        }
    }

    /// The values up to a closing bracket, and whether a comma stands before it.
    fn items(&mut self, close: char, names: &Map, depth: usize) -> Option<(Kind, bool)> {
        self.at += 1;
        let mut items = Vec::new();
        let mut comma = false;
        loop {
            self.skip_blank(true);
            if self.peek()? == close {
                self.at += 1;
                return Some((Kind::List(items), comma));
            }
            if !items.is_empty() && !comma {
                return None;
            }
            items.push(self.expression(names, depth + 1)?);
            self.skip_blank(true);
            comma = self.eat(",");
        }
    }

    fn dictionary(&mut self, names: &Map, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut map = Map::default();
        loop {
            self.skip_blank(true);
            if self.eat("}") {
                return Some(Kind::Map(map));
            }
            let key = self.expression(names, depth + 1)?;
            self.skip_blank(true);
            if !self.eat(":") {
                return None;
            }
            let value = self.expression(names, depth + 1)?;
            let name = key.text()?.to_owned();
            map.entries.retain(|entry| entry.key != name);
            map.entries.push(Entry { key: name, key_span: key.span, value });
            self.skip_blank(true);
            if !self.eat(",") && self.peek() != Some('}') {
                return None;
            }
        }
    }
}

/// How large a value is, so that names in names cannot grow without bound.
fn size(kind: &Kind) -> usize {
    match kind {
        Kind::Null => 1,
        Kind::Scalar { text, .. } => text.len() + 1,
        Kind::List(list) => list.iter().map(|node| size(&node.kind)).sum::<usize>() + 1,
        Kind::Map(map) => map.entries.iter().map(|entry| size(&entry.value.kind) + entry.key.len()).sum::<usize>() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::source::tree::{Kind, Node};

    fn shown(node: &Node) -> String {
        match &node.kind {
            Kind::Null => "None".to_owned(),
            Kind::Scalar { text, .. } => format!("{text:?}"),
            Kind::List(list) => format!("[{}]", list.iter().map(shown).collect::<Vec<_>>().join(", ")),
            Kind::Map(map) => {
                let entries = map.entries.iter().map(|entry| format!("{}: {}", entry.key, shown(&entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn all(text: &str) -> String {
        let found = read(text);
        let mut lines: Vec<String> =
            found.map.entries.iter().map(|entry| format!("{} = {}", entry.key, shown(&entry.value))).collect();
        lines.extend(found.by_code.keys().map(|name| format!("{name} by code")));
        lines.join("; ")
    }

    #[test]
    fn plain_values_of_every_kind_are_read() {
        for (text, expected) in [
            ("A = 'x'  # why\n", "A = \"x\""),
            ("A = u\"x\\n\\u00e9\\'\"\r\nB = r'\\d+'\n", "A = \"x\\né'\"; B = \"\\\\d+\""),
            ("A = '''x\n'y' '''\n", "A = \"x\\n'y' \""),
            ("A = ('x'\n     'y')\n", "A = \"xy\""),
            ("A = 'x' 'y' + \"z\"\n", "A = \"xyz\""),
            ("A = (2020, 1, 2)\nB = 1, 2\n", "A = [\"2020\", \"1\", \"2\"]; B = [\"1\", \"2\"]"),
            ("A = ('x',)\nB = ('x')\nC = ()\n", "A = [\"x\"]; B = \"x\"; C = []"),
            ("A = [\n  'x',  # one\n  'y',\n]\n", "A = [\"x\", \"y\"]"),
            ("A = {'x': {'y': None}, 'z': True,}\n", "A = {x: {y: None}, z: \"true\"}"),
            ("A = 'x'\nB = A + '/y'\nA = 'z'\n", "B = \"x/y\"; A = \"z\""),
            ("A = ['x']\nA += ['y']\n", "A = [\"x\", \"y\"]"),
            ("A: str = 'x'\n", "A = \"x\""),
            ("A = 1; B = -2.5\n", "A = \"1\"; B = \"-2.5\""),
            ("A = f'x'\n", "A = \"x\""),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_python_can_compute_is_remembered_as_code() {
        for (text, expected) in [
            ("A = os.environ['X']\nB = 'y'\n", "B = \"y\"; A by code"),
            ("A = 'x'\nA = f(\n  'y',\n)\nB = 1\n", "B = \"1\"; A by code"),
            ("A = 'x' if B else 'y'\n", "A by code"),
            ("A = f'{B}'\n", "A by code"),
            ("A = '%s' % B\n", "A by code"),
            ("A = 'x'\nif B:\n    A = 'y'\n", "A = \"x\"; A by code"),
            ("A = [x for x in y]\nB = 1\n", "B = \"1\"; A by code"),
            ("A = 60 * 60\n", "A by code"),
            ("import os\nfrom x import *\ndef f(a='}'):\n    return a == 1\nA == 'x'\n", ""),
            ("A = 'x\nB = 1\n", "B = \"1\"; A by code"),
            ("A = [\n", "A by code"),
            ("", ""),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }

    #[test]
    fn deep_and_growing_values_end() {
        assert_eq!(all(&format!("A = {}\n", "[".repeat(100_000))), "A by code");
        let mut text = "A = 'xxxxxxxxxxxxxxxxxxxx'\n".to_owned();
        text.push_str(&"A = A + A\n".repeat(60));
        assert!(all(&text).len() < 3 << 20);
    }
}
