//! The elements of HTML in MDX: as JSX writes them, made what a page has.

use super::Pass;
use super::jsx::{Attribute, Tag};
use crate::render::escape;
use crate::render::html::is_void;

impl<'p> Pass<'p> {
    /// An element of HTML.
    pub(super) fn element(&mut self, tag: &Tag<'p>) {
        let name = tag.name;
        if matches!(name, "script" | "style" | "svg") && !tag.closes_itself {
            self.at = self.end_of(name, tag.end).1;
            return;
        }
        self.at = tag.end;
        if name.is_empty() {
            return;
        }
        self.line.block |= !self.line.words && !self.line.markup && is_block(name);
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in &tag.attributes {
            self.attribute(key, *value);
        }
        if is_void(name) {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        let end = format!("</{name}>");
        if tag.closes_itself {
            self.out.push_str(&end);
        } else if name == "pre" {
            let (inner, after) = self.end_of(name, tag.end);
            self.preformatted(inner);
            self.out.push_str(&end);
            self.at = after;
        } else {
            self.opened(name, end, false);
        }
    }

    /// The text up to the end tag of `name`, and where the body goes on after it.
    pub(super) fn end_of(&self, name: &str, from: usize) -> (&'p str, usize) {
        let rest = self.body.get(from..).unwrap_or_default();
        let end = format!("</{name}>");
        match rest.find(&end) {
            Some(found) => (rest.get(..found).unwrap_or_default(), from + found + end.len()),
            None => (rest, self.body.len()),
        }
    }

    /// Text in which lines and blanks count, as HTML.
    fn preformatted(&mut self, inner: &str) {
        let code = inner.trim().strip_prefix('{').and_then(|code| code.strip_suffix('}')).map(str::trim);
        match code.and_then(|code| self.known.value(self.world, code)) {
            Some(text) => escape::push_text(&mut self.out, &text),
            None => self.out.push_str(&inner.replace("className=", "class=")),
        }
    }

    fn attribute(&mut self, key: &str, value: Attribute<'_>) {
        let name = match key {
            "className" => "class".to_owned(),
            "htmlFor" => "for".to_owned(),
            "style" => {
                let alignment = match value {
                    Attribute::Code(code) => code.split_once("textAlign:").map(|(_, rest)| rest),
                    _ => None,
                };
                let word = alignment.and_then(|rest| rest.trim_start().get(1..)?.split(['"', '\'']).next());
                if let Some(word) = word {
                    escape::push_named(&mut self.out, "style", &format!("text-align: {word}"));
                }
                return;
            }
            _ if key.contains([':', '(', '@', '[']) => return,
            _ => key.to_lowercase(),
        };
        match value {
            Attribute::Flag => escape::push_named(&mut self.out, &name, ""),
            // It is written in HTML already.
            Attribute::Text(text) => {
                self.out.push(' ');
                self.out.push_str(&name);
                self.out.push_str("=\"");
                self.out.push_str(&text.replace('"', "&quot;"));
                self.out.push('"');
            }
            Attribute::Code(code) => {
                if let Some(text) = self.known.attribute(self.world, code) {
                    escape::push_named(&mut self.out, &name, &text);
                }
            }
        }
    }
}

/// The elements with which CommonMark begins a block of HTML, whatever else is on their line (§4.6).
const BLOCKS: &str = " address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt \
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link \
    main menu menuitem nav noframes ol optgroup option p param search section source summary table tbody td tfoot th \
    thead title tr track ul ";

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&format!(" {name} "))
}
