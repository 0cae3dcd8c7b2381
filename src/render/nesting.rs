//! Elements as the Markdown writer opens and closes them: never too deep, and gone where they hold nothing.

use super::write::{MAX_DEPTH, Writer};

impl Writer<'_> {
    pub(super) fn open(&mut self, tag: &str) {
        self.open_with(tag, |_| {});
    }

    pub(super) fn open_line(&mut self, tag: &str) {
        self.open(tag);
        self.out.push('\n');
    }

    pub(super) fn open_with(&mut self, tag: &str, attributes: impl FnOnce(&mut String)) {
        let start = self.out.len();
        if self.opened.len() < MAX_DEPTH {
            self.out.push('<');
            self.out.push_str(tag);
            attributes(&mut self.out);
            self.out.push('>');
        }
        self.opened.push((start, self.out.len()));
    }

    pub(super) fn close(&mut self, tag: &str) {
        let Some((start, content)) = self.opened.pop() else { return };
        if self.opened.len() >= MAX_DEPTH {
            return;
        }
        // An element that holds nothing shows nothing, but the cells of a table hold their places.
        let is_cell = matches!(tag, "td" | "th" | "tr" | "thead" | "tbody");
        if !is_cell && self.is_blank_from(content) {
            self.out.truncate(start);
            return;
        }
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    /// Whether nothing but blanks was written since `start`.
    pub(super) fn is_blank_from(&self, start: usize) -> bool {
        self.out.get(start..).is_none_or(super::text::is_blank)
    }

    pub(super) fn close_line(&mut self, tag: &str) {
        let before = self.out.len();
        self.close(tag);
        if self.out.len() >= before {
            self.out.push('\n');
        }
    }
}
