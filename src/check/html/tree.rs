//! The order of elements, as the HTML standard builds its tree (§13.2.6).
//!
//! Only the first mistake counts, so this need not be able to mend anything: up to the first mistake all elements
//! are properly nested, but for the end tags that may be left out.

use super::token::{Tag, Token, Tokens};

/// The elements that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Tree {
    open: Vec<Open>,
    /// How many of them belong to SVG or `MathML`, counted from the innermost.
    foreign: usize,
}

#[derive(Debug)]
struct Open {
    name: Box<str>,
    at: usize,
}

const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "command", "embed", "frame", "hr", "img", "image", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Start tags before which an open `p` ends.
const CLOSES_P: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
    "xmp",
];
/// Elements whose end tag may be left out.
const IMPLIED: &[&str] = &["dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc"];
const SCOPE: &[&str] = &["applet", "caption", "html", "marquee", "object", "table", "td", "template", "th"];
const TABLE_PARTS: &[&str] = &["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"];
const NOT_IN_CONTENT: &[&str] = &["html", "head", "body", "frameset", "frame"];
const NOT_SPECIAL_FOR_LISTS: &[&str] = &["address", "div", "p"];
const AT_THE_END: &[&str] = &[
    "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
];
/// HTML elements that end SVG and `MathML` around them.
const BREAKOUT: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];
/// Elements nested deeper than this are no longer followed.
const MAX_DEPTH: usize = 512;

impl Tree {
    /// Whether the innermost element belongs to SVG or `MathML`.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign > 0
    }

    /// Takes the next token; a mistake is noted with `tokens`.
    pub(super) fn take(&mut self, token: &Token<'_>, tokens: &mut Tokens<'_>) {
        match token {
            Token::Start(tag) => self.start(tag, tokens),
            Token::End(tag) => self.end(tag, tokens),
            Token::Text { at, blank: false } if self.is_between_cells() => {
                tokens.fault(*at, || "text stands in a table outside its cells".into());
            }
            Token::Doctype(at) => tokens.fault(*at, || "a document type does not belong into a feed".into()),
            _ => {}
        }
    }

    /// Takes the end of the text.
    pub(super) fn finish(&self, tokens: &mut Tokens<'_>) {
        if let Some(open) = self.open.iter().rev().find(|open| !AT_THE_END.contains(&&*open.name)) {
            tokens.fault(open.at, || format!("<{}> is never closed", open.name));
        }
    }

    fn current(&self) -> &str {
        self.open.last().map_or("", |open| &open.name)
    }

    fn push(&mut self, name: &str, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        if self.open.len() >= MAX_DEPTH {
            tokens.fault(tag.at, || format!("elements are nested more than {MAX_DEPTH} deep"));
            return;
        }
        self.open.push(Open { name: name.into(), at: tag.at });
    }

    fn is_between_cells(&self) -> bool {
        matches!(self.current(), "table" | "tbody" | "thead" | "tfoot" | "tr" | "colgroup")
    }

    /// Whether `name` is open with none of `limits` or the usual ones inside it.
    fn in_scope(&self, name: &str, limits: &[&str]) -> bool {
        for open in self.open.iter().rev() {
            if &*open.name == name {
                return true;
            }
            if SCOPE.contains(&&*open.name) || limits.contains(&&*open.name) {
                return false;
            }
        }
        false
    }

    fn in_table_scope(&self, name: &str) -> bool {
        let found =
            self.open.iter().rev().find(|open| &*open.name == name || matches!(&*open.name, "table" | "template"));
        found.is_some_and(|open| &*open.name == name)
    }

    /// Closes what may be left open, but not `except`.
    fn close_implied(&mut self, except: &str) {
        while IMPLIED.contains(&self.current()) && self.current() != except {
            self.open.pop();
        }
    }

    /// Closes `name`, which is open; a mistake if something else is open inside it.
    fn close(&mut self, name: &str, at: usize, tokens: &mut Tokens<'_>) {
        self.close_implied(name);
        if self.current() == name {
            self.open.pop();
            return;
        }
        let inner = self.current().to_owned();
        tokens.fault(at, || format!("<{inner}> is still open where <{name}> ends"));
    }

    fn start(&mut self, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        let lower = tag.name.to_ascii_lowercase();
        let name = lower.as_str();
        if self.foreign > 0 {
            return self.start_foreign(name, tag, tokens);
        }
        if NOT_IN_CONTENT.contains(&name) {
            return tokens.fault(tag.at, || format!("<{name}> does not belong into a feed"));
        }
        if self.in_scope("select", &[]) && !matches!(name, "option" | "optgroup" | "hr" | "script" | "template") {
            return tokens.fault(tag.at, || format!("<{name}> does not belong into <select>"));
        }
        if self.is_between_cells() || TABLE_PARTS.contains(&name) {
            self.start_in_table(name, tag, tokens);
        } else {
            self.start_in_body(name, tag, tokens);
        }
        if tokens.mistake.is_some() {
            return;
        }
        if VOID.contains(&name) {
            return;
        }
        if matches!(name, "svg" | "math") {
            if !tag.closes_itself {
                self.push(name, tag, tokens);
                self.foreign = 1;
            }
            return;
        }
        if tag.closes_itself {
            return tokens.fault(tag.at, || format!("<{name}/> does not close itself in HTML"));
        }
        self.push(name, tag, tokens);
    }

    fn start_in_body(&mut self, name: &str, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        match name {
            "li" => self.close_item(&["li"], tag.at, tokens),
            "dd" | "dt" => self.close_item(&["dd", "dt"], tag.at, tokens),
            "option" | "optgroup" => {
                if self.current() == "option" {
                    self.open.pop();
                }
                if name == "optgroup" && self.current() == "optgroup" {
                    self.open.pop();
                }
            }
            "rp" | "rt" if self.in_scope("ruby", &[]) => {
                self.close_implied("");
                if self.current() != "ruby" {
                    tokens.fault(tag.at, || format!("<{name}> does not stand in <ruby> itself"));
                }
            }
            "button" if self.in_scope("button", &[]) => tokens.fault(tag.at, || "a button stands in a button".into()),
            "form" if self.open.iter().any(|open| &*open.name == "form") => {
                tokens.fault(tag.at, || "a form stands in a form".into());
            }
            "a" | "nobr" if self.in_scope(name, &[]) => {
                tokens.fault(tag.at, || format!("<{name}> stands in another <{name}>"));
            }
            "image" => tokens.fault(tag.at, || "<image> is written <img>".into()),
            _ => {}
        }
        if (CLOSES_P.contains(&name) || matches!(name, "li" | "dd" | "dt")) && self.in_scope("p", &["button"]) {
            self.close("p", tag.at, tokens);
        }
        let is_heading = |name: &str| matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        if is_heading(name) && is_heading(self.current()) {
            tokens.fault(tag.at, || "a heading stands in a heading".into());
        }
    }

    /// Ends an open item of the same list.
    fn close_item(&mut self, names: &[&str], at: usize, tokens: &mut Tokens<'_>) {
        let mut found = None;
        for open in self.open.iter().rev() {
            if names.contains(&&*open.name) {
                found = Some(open.name.to_string());
                break;
            }
            if is_special(&open.name) && !NOT_SPECIAL_FOR_LISTS.contains(&&*open.name) {
                break;
            }
        }
        if let Some(name) = found {
            self.close(&name, at, tokens);
        }
    }

    fn start_in_table(&mut self, name: &str, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        if !self.open.iter().any(|open| &*open.name == "table") {
            return tokens.fault(tag.at, || format!("<{name}> stands outside a table"));
        }
        if matches!(name, "script" | "style" | "template") {
            return;
        }
        if !TABLE_PARTS.contains(&name) {
            return tokens.fault(tag.at, || format!("<{name}> stands in a table outside its cells"));
        }
        // A new part ends the parts that cannot hold it.
        let ends: &[&str] = match name {
            "td" | "th" => &["td", "th", "caption", "colgroup"],
            "tr" => &["td", "th", "tr", "caption", "colgroup"],
            "col" => &["td", "th", "tr", "tbody", "thead", "tfoot", "caption"],
            _ => &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"],
        };
        loop {
            let innermost =
                self.open.iter().rev().find(|open| &*open.name == "table" || TABLE_PARTS.contains(&&*open.name));
            let Some(part) = innermost.map(|open| open.name.to_string()) else { return };
            if !ends.contains(&part.as_str()) {
                break;
            }
            self.close(&part, tag.at, tokens);
            if tokens.mistake.is_some() {
                return;
            }
        }
        if matches!(name, "td" | "th") && self.current() != "tr" {
            return tokens.fault(tag.at, || format!("<{name}> stands outside a row"));
        }
        // The body of a table and the group of a column may be left out.
        match name {
            "tr" if self.current() == "table" => self.push("tbody", tag, tokens),
            "col" if self.current() == "table" => self.push("colgroup", tag, tokens),
            _ => {}
        }
    }

    fn start_foreign(&mut self, name: &str, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        if BREAKOUT.contains(&name) {
            return tokens.fault(tag.at, || format!("<{name}> does not belong into SVG or MathML"));
        }
        if !tag.closes_itself {
            self.push(name, tag, tokens);
            self.foreign += 1;
        }
    }

    fn end(&mut self, tag: &Tag<'_>, tokens: &mut Tokens<'_>) {
        let lower = tag.name.to_ascii_lowercase();
        let name = lower.as_str();
        if self.foreign > 0 {
            if self.current() == name {
                self.open.pop();
                self.foreign -= 1;
            } else {
                tokens.fault(tag.at, || format!("</{name}> closes nothing"));
            }
            return;
        }
        let limits: &[&str] = match name {
            "p" => &["button"],
            "li" => &["ol", "ul"],
            _ => &[],
        };
        let is_open = match name {
            _ if VOID.contains(&name) => false,
            "table" | "caption" | "colgroup" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" => {
                self.in_table_scope(name)
            }
            _ => self.in_scope(name, limits),
        };
        if !is_open {
            return tokens.fault(tag.at, || format!("</{name}> closes nothing"));
        }
        if FORMATTING.contains(&name) && self.current() != name {
            let inner = self.current().to_owned();
            return tokens.fault(tag.at, || format!("<{inner}> is still open where <{name}> ends"));
        }
        // The end of a table or of one of its parts ends the parts inside it.
        if matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr") {
            while self.current() != name {
                self.close_implied("");
                if self.current() == name {
                    break;
                }
                if !TABLE_PARTS.contains(&self.current()) {
                    return self.close(name, tag.at, tokens);
                }
                self.open.pop();
            }
        }
        self.close(name, tag.at, tokens);
    }
}

/// The elements that the standard calls special, as far as lists need them told apart.
fn is_special(name: &str) -> bool {
    CLOSES_P.contains(&name)
        || SCOPE.contains(&name)
        || matches!(name, "button" | "li" | "dd" | "dt" | "select" | "tbody" | "thead" | "tfoot" | "tr" | "textarea")
}
