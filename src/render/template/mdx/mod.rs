//! MDX: Markdown with components, expressions and modules in it, as Docusaurus, Astro and Gatsby read it.
//!
//! Nothing is run. Tags of HTML become HTML as it is written in a page, components that their generators bring along
//! become what they show, and of every other component the text in it stays and the tag goes, with a warning. Markdown
//! stands in MDX between tags without a blank line and may be indented; CommonMark wants it otherwise, so lines are
//! set apart and moved back.

mod components;
mod element;
mod jsx;
mod known;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use memchr::memmem;

use super::super::more;
use super::admonition::Fence;
use super::{Fault, Report, World};
use jsx::{Budget, Tag};
use known::Known;

/// How much may be looked at on the way to the ends of tags and expressions.
const MOST_WORK: usize = 8 << 20;
/// The largest text that a post may become.
const LONGEST: usize = 4 << 20;
/// How deep elements may stand in each other, and files that are imported.
const DEEPEST: usize = 60;
const DEEPEST_FILE: usize = 6;

/// The body as Markdown.
pub(super) fn expand<'t>(world: &World<'_>, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
    let has_module = |word: &str| body.starts_with(word) || body.contains(&format!("\n{word}"));
    if !body.contains(['<', '{']) && !has_module("import ") && !has_module("export ") {
        return (Cow::Borrowed(body), Vec::new());
    }
    let mut shared = Shared { report: Report::default(), budget: Budget(MOST_WORK), made: 0 };
    let out = pass(world, body, &mut shared, 0);
    let faults = shared.report.faults;
    // What needed nothing keeps the places of its links.
    if out == body { (Cow::Borrowed(body), faults) } else { (Cow::Owned(out), faults) }
}

/// What the passes over a post and the files that it imports share.
struct Shared {
    report: Report,
    budget: Budget,
    /// How much was made by files that are imported.
    made: usize,
}

fn pass(world: &World<'_>, body: &str, shared: &mut Shared, depth: usize) -> String {
    let out = String::with_capacity(body.len());
    let (open, known, line) = (Vec::new(), Known::default(), Line::default());
    let mut pass = Pass { world, body, at: 0, out, open, known, line, shared, depth };
    while pass.at < body.len() && pass.out.len() < LONGEST {
        pass.line();
    }
    if pass.at < body.len() {
        pass.shared.report.limit();
    }
    while let Some(open) = pass.open.pop() {
        pass.end(&open);
    }
    pass.out
}

/// A pass over one text.
struct Pass<'p> {
    world: &'p World<'p>,
    body: &'p str,
    at: usize,
    out: String,
    open: Vec<Open<'p>>,
    known: Known,
    line: Line,
    shared: &'p mut Shared,
    /// How many files import each other up to this one.
    depth: usize,
}

/// An element that is open.
struct Open<'t> {
    name: &'t str,
    /// What ends it.
    end: Cow<'static, str>,
    /// `end` stands on a line of its own.
    apart: bool,
    /// The column that its content is moved to.
    column: usize,
    /// By how much lines in it are moved; the first of them says.
    strip: Option<usize>,
}

/// The line that is being read.
#[derive(Default)]
struct Line {
    /// Where it begins in what is written, and its column there.
    start: usize,
    column: usize,
    /// It has a tag or an expression.
    markup: bool,
    /// It has anything else.
    words: bool,
    /// It begins with an element that CommonMark takes for a block of HTML.
    block: bool,
}

impl<'p> Pass<'p> {
    fn rest(&self) -> &'p str {
        self.body.get(self.at..).unwrap_or_default()
    }

    /// Reads one line, and what begins on it and ends on another.
    fn line(&mut self) {
        let rest = self.rest();
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let text = line.get(indent..).unwrap_or_default();
        if text.trim().is_empty() {
            self.out.push('\n');
            self.at += line.len();
            return;
        }
        if indent == 0 && self.open.is_empty() && jsx::is_statement(line) {
            let end = jsx::statement(self.body, self.at, &mut self.shared.budget);
            self.known.learn(self.body.get(self.at..end).unwrap_or_default());
            self.at = end;
            return;
        }
        let strip = self.strip(indent, text).min(indent);
        if let Some(fence) = Fence::opening(text) {
            self.code_block(fence, strip);
            return;
        }
        self.line = Line { start: self.out.len(), column: indent - strip, ..Line::default() };
        self.out.push_str(line.get(strip..indent).unwrap_or_default());
        self.at += indent;
        self.inline();
    }

    /// By how much a line is moved back: as much as the first in its element.
    fn strip(&mut self, indent: usize, text: &str) -> usize {
        // An end tag stands where its element began.
        let inner = if text.starts_with("</") { self.open.len().saturating_sub(1) } else { self.open.len() };
        let Some(open) = self.open.get_mut(..inner).and_then(<[Open<'_>]>::last_mut) else { return 0 };
        *open.strip.get_or_insert(indent.saturating_sub(open.column))
    }

    /// Code between fences, as it is.
    fn code_block(&mut self, fence: Fence, strip: usize) {
        let mut is_first = true;
        for line in self.rest().split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            self.out.push_str(line.get(strip.min(indent)..).unwrap_or_default());
            self.at += line.len();
            if !std::mem::take(&mut is_first) && fence.is_closed_by(line) {
                break;
            }
        }
    }

    fn inline(&mut self) {
        loop {
            let rest = self.rest();
            let is_mark = |byte: u8| matches!(byte, b'\n' | b'`' | b'{' | b'<' | b'\\' | b'$');
            let Some(found) = rest.bytes().position(is_mark) else {
                self.words(rest.len());
                break;
            };
            self.words(found);
            let rest = self.rest();
            match rest.chars().next() {
                Some('\n') => {
                    self.at += 1;
                    break;
                }
                Some('\\') => self.words(1 + rest.chars().nth(1).filter(|c| *c != '\n').map_or(0, char::len_utf8)),
                Some('`') => self.code(),
                Some('$') => self.formula(),
                Some('{') => self.expression(),
                _ => self.tag(),
            }
        }
        self.end_line();
    }

    /// Copies so many bytes.
    fn words(&mut self, length: usize) {
        let text = self.rest().get(..length).unwrap_or_default();
        self.line.words |= !text.trim().is_empty();
        self.out.push_str(text);
        self.at += length;
    }

    fn end_line(&mut self) {
        let start = self.line.start;
        if self.line.markup && !self.line.words {
            if self.out.get(start..).is_none_or(|made| made.trim().is_empty()) {
                self.out.truncate(start);
                self.blank_line();
                return;
            }
            // Nothing but markup: text before and after it is Markdown.
            let is_apart = self.out.get(..start).is_none_or(|before| before.is_empty() || before.ends_with("\n\n"));
            if !is_apart {
                self.out.insert(start, '\n');
            }
        }
        let is_apart = (self.line.markup && !self.line.words) || self.line.block;
        self.out.push_str(if is_apart { "\n\n" } else { "\n" });
    }

    fn blank_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push_str(if self.out.ends_with('\n') { "\n" } else { "\n\n" });
        }
    }

    /// Code within a line, as it is; a run of back-ticks that nothing closes is text.
    fn code(&mut self) {
        let rest = self.rest();
        let run = rest.len() - rest.trim_start_matches('`').len();
        let paragraph = memmem::find(rest.as_bytes(), b"\n\n").unwrap_or(rest.len()).min(LONGEST_CODE);
        let mut at = run;
        while let Some(found) =
            rest.get(at..rest.floor_char_boundary(paragraph)).and_then(|rest| rest.find('`')).map(|found| at + found)
        {
            let tail = rest.get(found..).unwrap_or_default();
            let closing = tail.len() - tail.trim_start_matches('`').len();
            at = found + closing;
            if closing == run {
                self.words(at);
                return;
            }
        }
        self.words(run);
    }

    /// A formula, where the site has them.
    fn formula(&mut self) {
        let rest = self.rest();
        let mark = if rest.starts_with("$$") { "$$" } else { "$" };
        let inner = rest.get(mark.len()..).unwrap_or_default();
        let inner = inner.get(..inner.floor_char_boundary(LONGEST_CODE)).unwrap_or_default();
        let is_on = self.world.dialect.math;
        let end = inner
            .find(mark)
            .filter(|end| is_on && (mark == "$$" || !inner.get(..*end).unwrap_or_default().contains('\n')));
        self.words(end.map_or(mark.len(), |end| end + 2 * mark.len()));
    }

    /// `{expression}`.
    fn expression(&mut self) {
        let (start, rest) = (self.at, self.rest());
        // Docusaurus's own ids of headings.
        if rest.starts_with("{#") {
            let line = rest.split('\n').next().unwrap_or_default();
            self.words(line.find('}').map_or(1, |end| end + 1));
            return;
        }
        let Some(end) = jsx::expression(self.body, start, &mut self.shared.budget) else {
            self.words(1);
            return;
        };
        let code = self.body.get(start + 1..end - 1).unwrap_or_default().trim();
        if more::is_mdx_marker(rest.get(..end - start).unwrap_or_default()) {
            self.words(end - start);
            return;
        }
        self.at = end;
        self.line.markup = true;
        let is_comment = code.is_empty() || code.starts_with("//") || (code.starts_with("/*") && code.ends_with("*/"));
        if is_comment {
            return;
        }
        if let Some(value) = self.known.value(self.world, code) {
            self.line.words |= !value.trim().is_empty();
            push_escaped(&mut self.out, &value);
        } else {
            self.shared.report.at(start..end);
            let shown: String = code.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect();
            self.shared
                .report
                .unknown(format!("what \"{{{shown}}}\" gives is known only to the generator; it is left out"));
        }
    }

    fn tag(&mut self) {
        let (start, rest) = (self.at, self.rest());
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.line.markup = true;
            let length = comment.find("-->").map_or(4, |end| end + 7);
            self.out.push_str(rest.get(..length).unwrap_or_default());
            self.at += length;
            return;
        }
        let Some(tag) = jsx::tag(self.body, start, &mut self.shared.budget) else {
            self.words(1);
            return;
        };
        self.shared.report.at(start..tag.end);
        let is_component = tag.name.contains('.') || tag.name.starts_with(char::is_uppercase);
        if tag.closes {
            self.at = tag.end;
            self.close(&tag, is_component);
        } else if is_component {
            self.at = tag.end;
            self.component(&tag);
        } else {
            self.element(&tag);
        }
        self.line.markup = true;
    }

    /// An end tag: of what is open, the innermost of its name ends, and all in it.
    fn close(&mut self, tag: &Tag<'p>, is_component: bool) {
        if let Some(at) = self.open.iter().rposition(|open| open.name == tag.name) {
            while self.open.len() > at {
                if let Some(open) = self.open.pop() {
                    self.end(&open);
                }
            }
        } else if !is_component && !tag.name.is_empty() {
            self.out.push_str("</");
            self.out.push_str(tag.name);
            self.out.push('>');
        }
    }

    fn end(&mut self, open: &Open<'_>) {
        if open.apart {
            self.paragraph(&open.end);
        } else {
            self.out.push_str(&open.end);
        }
    }

    /// A paragraph of its own, in the column of the line.
    fn paragraph(&mut self, text: &str) {
        let made = self.out.get(self.line.start..).unwrap_or_default();
        if made.trim().is_empty() {
            self.out.truncate(self.line.start);
        }
        self.blank_line();
        self.out.push_str(&" ".repeat(self.line.column));
        self.out.push_str(text);
        self.out.push_str("\n\n");
        self.line.start = self.out.len();
    }

    fn opened(&mut self, name: &'p str, end: impl Into<Cow<'static, str>>, apart: bool) {
        if self.open.len() >= DEEPEST {
            self.shared.report.limit();
            return;
        }
        // Within a line nothing is moved but what is moved around it.
        let inline = self.line.words.then(|| self.open.last().map_or(0, |open| open.strip.unwrap_or(0)));
        self.open.push(Open { name, end: end.into(), apart, column: self.line.column, strip: inline });
    }
}

/// The longest code within a line, and formula.
const LONGEST_CODE: usize = 16 << 10;

/// Text that a computation gave: no Markdown in it.
fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '#' | '!' | '$') {
            out.push('\\');
        }
        out.push(character);
    }
}
