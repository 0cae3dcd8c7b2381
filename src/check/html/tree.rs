//! The order of elements, as the HTML standard builds its tree (§13.2.6).
//!
//! Only the first mistake counts, so this need not be able to mend anything: up to the first mistake all elements
//! are properly nested, but for the end tags that may be left out.

use super::names::{Name, marks};
use super::token::{Tag, Token, Tokens};

/// The elements that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    open: Vec<Open<'a>>,
    /// How many of them belong to SVG or `MathML`, counted from the innermost.
    foreign: usize,
}

#[derive(Debug)]
struct Open<'a> {
    name: Name<'a>,
    at: usize,
}

/// Elements nested deeper than this are no longer followed.
const MAX_DEPTH: usize = 512;

const NONE: Name<'static> = Name::to_compare("");
const BUTTON: Name<'static> = Name::to_compare("button");
const COLGROUP: Name<'static> = Name::to_compare("colgroup");
const FORM: Name<'static> = Name::to_compare("form");
const OPTGROUP: Name<'static> = Name::to_compare("optgroup");
const OPTION: Name<'static> = Name::to_compare("option");
const P: Name<'static> = Name::to_compare("p");
const RUBY: Name<'static> = Name::to_compare("ruby");
const SELECT: Name<'static> = Name::to_compare("select");
const TABLE: Name<'static> = Name::to_compare("table");
const TBODY: Name<'static> = Name::to_compare("tbody");
const TEMPLATE: Name<'static> = Name::to_compare("template");
const TR: Name<'static> = Name::to_compare("tr");

impl<'a> Tree<'a> {
    /// Whether the innermost element belongs to SVG or `MathML`.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign > 0
    }

    /// Takes the next token; a mistake is noted with `tokens`.
    pub(super) fn take(&mut self, token: &Token<'a>, tokens: &mut Tokens<'a>) {
        match token {
            Token::Start(tag) => self.start(tag, tokens),
            Token::End(tag) => self.end(tag, tokens),
            Token::Text { at, blank: false } if self.current().has(marks::BETWEEN_CELLS) => {
                tokens.fault(*at, || "text stands in a table outside its cells".into());
            }
            Token::Doctype(at) => tokens.fault(*at, || "a document type does not belong into a feed".into()),
            _ => {}
        }
    }

    /// Takes the end of the text.
    pub(super) fn finish(&self, tokens: &mut Tokens<'_>) {
        if let Some(open) = self.open.iter().rev().find(|open| !open.name.has(marks::AT_THE_END)) {
            tokens.fault(open.at, || format!("<{}> is never closed", open.name));
        }
    }

    fn current(&self) -> Name<'a> {
        self.open.last().map_or(NONE, |open| open.name)
    }

    fn push(&mut self, name: Name<'a>, at: usize, tokens: &mut Tokens<'_>) {
        if self.open.len() >= MAX_DEPTH {
            tokens.fault(at, || format!("elements are nested more than {MAX_DEPTH} deep"));
            return;
        }
        self.open.push(Open { name, at });
    }

    /// Whether `name` is open with none of the elements inside it that have the marks of `limits` or the usual one.
    fn in_scope(&self, name: Name<'_>, limits: u32) -> bool {
        for open in self.open.iter().rev() {
            if open.name.is(name) {
                return true;
            }
            if open.name.has(marks::SCOPE | limits) {
                return false;
            }
        }
        false
    }

    fn in_table_scope(&self, name: Name<'_>) -> bool {
        let limits = |open: Name<'_>| open.is(name) || open.is(TABLE) || open.is(TEMPLATE);
        self.open.iter().rev().find(|open| limits(open.name)).is_some_and(|open| open.name.is(name))
    }

    /// Closes what may be left open, but not `except`.
    fn close_implied(&mut self, except: Name<'_>) {
        while self.current().has(marks::IMPLIED) && !self.current().is(except) {
            self.open.pop();
        }
    }

    /// Closes `name`, which is open; a mistake if something else is open inside it.
    fn close(&mut self, name: Name<'_>, at: usize, tokens: &mut Tokens<'_>) {
        self.close_implied(name);
        let inner = self.current();
        if inner.is(name) {
            self.open.pop();
            return;
        }
        tokens.fault(at, || format!("<{inner}> is still open where <{name}> ends"));
    }

    fn start(&mut self, tag: &Tag<'a>, tokens: &mut Tokens<'a>) {
        let name = tag.name;
        if self.foreign > 0 {
            return self.start_foreign(tag, tokens);
        }
        if name.has(marks::NOT_IN_CONTENT) {
            return tokens.fault(tag.at, || format!("<{name}> does not belong into a feed"));
        }
        if self.in_scope(SELECT, 0) && !name.has(marks::IN_SELECT) {
            return tokens.fault(tag.at, || format!("<{name}> does not belong into <select>"));
        }
        if self.current().has(marks::BETWEEN_CELLS) || name.has(marks::TABLE_PART) {
            self.start_in_table(tag, tokens);
        } else {
            self.start_in_body(tag, tokens);
        }
        if tokens.mistake.is_some() || name.has(marks::VOID) {
            return;
        }
        if name.has(marks::FOREIGN) {
            if !tag.closes_itself {
                self.push(name, tag.at, tokens);
                self.foreign = 1;
            }
            return;
        }
        if tag.closes_itself {
            return tokens.fault(tag.at, || format!("<{name}/> does not close itself in HTML"));
        }
        self.push(name, tag.at, tokens);
    }

    fn start_in_body(&mut self, tag: &Tag<'a>, tokens: &mut Tokens<'a>) {
        let name = tag.name;
        if name.has(marks::OWN_RULE) {
            self.start_by_own_rule(tag, tokens);
        }
        if name.has(marks::CLOSES_P) && self.in_scope(P, marks::BUTTON) {
            self.close(P, tag.at, tokens);
        }
        if name.has(marks::HEADING) && self.current().has(marks::HEADING) {
            tokens.fault(tag.at, || "a heading stands in a heading".into());
        }
    }

    fn start_by_own_rule(&mut self, tag: &Tag<'a>, tokens: &mut Tokens<'a>) {
        let name = tag.name;
        match name.text {
            "li" => self.close_item(&["li"], tag.at, tokens),
            "dd" | "dt" => self.close_item(&["dd", "dt"], tag.at, tokens),
            "option" | "optgroup" => {
                if self.current().is(OPTION) {
                    self.open.pop();
                }
                if name.is(OPTGROUP) && self.current().is(OPTGROUP) {
                    self.open.pop();
                }
            }
            "rp" | "rt" if self.in_scope(RUBY, 0) => {
                self.close_implied(NONE);
                if !self.current().is(RUBY) {
                    tokens.fault(tag.at, || format!("<{name}> does not stand in <ruby> itself"));
                }
            }
            "button" if self.in_scope(BUTTON, 0) => tokens.fault(tag.at, || "a button stands in a button".into()),
            "form" if self.open.iter().any(|open| open.name.is(FORM)) => {
                tokens.fault(tag.at, || "a form stands in a form".into());
            }
            "a" | "nobr" if self.in_scope(name, 0) => {
                tokens.fault(tag.at, || format!("<{name}> stands in another <{name}>"));
            }
            "image" => tokens.fault(tag.at, || "<image> is written <img>".into()),
            _ => {}
        }
    }

    /// Ends an open item of the same list.
    fn close_item(&mut self, names: &[&str], at: usize, tokens: &mut Tokens<'_>) {
        let mut found = None;
        for open in self.open.iter().rev() {
            if names.contains(&open.name.text) {
                found = Some(open.name);
                break;
            }
            if open.name.has(marks::SPECIAL) && !matches!(open.name.text, "address" | "div" | "p") {
                break;
            }
        }
        if let Some(name) = found {
            self.close(name, at, tokens);
        }
    }

    fn start_in_table(&mut self, tag: &Tag<'a>, tokens: &mut Tokens<'a>) {
        let name = tag.name;
        if !self.open.iter().any(|open| open.name.is(TABLE)) {
            return tokens.fault(tag.at, || format!("<{name}> stands outside a table"));
        }
        if matches!(name.text, "script" | "style" | "template") {
            return;
        }
        if !name.has(marks::TABLE_PART) {
            return tokens.fault(tag.at, || format!("<{name}> stands in a table outside its cells"));
        }
        // A new part ends the parts that cannot hold it.
        let ends: &[&str] = match name.text {
            "td" | "th" => &["td", "th", "caption", "colgroup"],
            "tr" => &["td", "th", "tr", "caption", "colgroup"],
            "col" => &["td", "th", "tr", "tbody", "thead", "tfoot", "caption"],
            _ => &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"],
        };
        loop {
            let innermost = self.open.iter().rev().find(|open| open.name.is(TABLE) || open.name.has(marks::TABLE_PART));
            let Some(part) = innermost.map(|open| open.name) else { return };
            if !ends.contains(&part.text) {
                break;
            }
            self.close(part, tag.at, tokens);
            if tokens.mistake.is_some() {
                return;
            }
        }
        if matches!(name.text, "td" | "th") && !self.current().is(TR) {
            return tokens.fault(tag.at, || format!("<{name}> stands outside a row"));
        }
        // The body of a table and the group of a column may be left out.
        match name.text {
            "tr" if self.current().is(TABLE) => self.push(Name::of(TBODY.text), tag.at, tokens),
            "col" if self.current().is(TABLE) => self.push(Name::of(COLGROUP.text), tag.at, tokens),
            _ => {}
        }
    }

    fn start_foreign(&mut self, tag: &Tag<'a>, tokens: &mut Tokens<'_>) {
        let name = tag.name;
        if name.has(marks::BREAKOUT) {
            return tokens.fault(tag.at, || format!("<{name}> does not belong into SVG or MathML"));
        }
        if !tag.closes_itself {
            self.push(name, tag.at, tokens);
            self.foreign += 1;
        }
    }

    fn end(&mut self, tag: &Tag<'a>, tokens: &mut Tokens<'_>) {
        let name = tag.name;
        let inner = self.current();
        if self.foreign > 0 {
            if inner.is(name) {
                self.open.pop();
                self.foreign -= 1;
            } else {
                tokens.fault(tag.at, || format!("</{name}> closes nothing"));
            }
            return;
        }
        // Most elements end where nothing else is open in them.
        if inner.is(name) && !name.has(marks::VOID) {
            self.open.pop();
            return;
        }
        let limits = match name.text {
            "p" => marks::BUTTON,
            "li" => marks::LIST,
            _ => 0,
        };
        let is_table = name.has(marks::TABLE_PART) && name.text != "col" || name.is(TABLE);
        let is_open = match name {
            _ if name.has(marks::VOID) => false,
            _ if is_table => self.in_table_scope(name),
            _ => self.in_scope(name, limits),
        };
        if !is_open {
            return tokens.fault(tag.at, || format!("</{name}> closes nothing"));
        }
        if name.has(marks::FORMATTING) {
            return tokens.fault(tag.at, || format!("<{inner}> is still open where <{name}> ends"));
        }
        // The end of a table or of one of its parts ends the parts inside it.
        if name.has(marks::HOLDS_PARTS) {
            while !self.current().is(name) {
                self.close_implied(NONE);
                if self.current().is(name) {
                    break;
                }
                if !self.current().has(marks::TABLE_PART) {
                    return self.close(name, tag.at, tokens);
                }
                self.open.pop();
            }
        }
        self.close(name, tag.at, tokens);
    }
}
