//! Footnotes: their definitions are kept until the end, and numbered as the text refers to them.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::write::{NeedsParser, Writer};

type Placed<'a> = (Event<'a>, Range<usize>);

/// The footnotes of one text.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    /// The definition being read, with its label.
    open: Option<(String, Vec<Placed<'a>>)>,
    definitions: BTreeMap<String, Vec<Placed<'a>>>,
    /// Labels by number, from 0, with how often each was referred to.
    order: Vec<(String, usize)>,
    numbers: BTreeMap<String, usize>,
}

impl<'a> Notes<'a> {
    /// Whether an event is of a definition.
    pub(super) fn takes(&self, event: &Event<'_>) -> bool {
        self.open.is_some() || matches!(event, Event::Start(Tag::FootnoteDefinition(_)))
    }

    /// Keeps an event of a definition.
    pub(super) fn keep(&mut self, placed: Placed<'a>) {
        match (&mut self.open, placed.0) {
            (None, Event::Start(Tag::FootnoteDefinition(label))) => self.open = Some((key(&label), Vec::new())),
            (None, _) => {}
            (Some(_), Event::End(TagEnd::FootnoteDefinition)) => {
                if let Some((label, events)) = self.open.take() {
                    // The first definition of a label counts, as with reference links.
                    self.definitions.entry(label).or_insert(events);
                }
            }
            (Some((_, events)), event) => events.push((event, placed.1)),
        }
    }

    /// The number of a note, from 1, and how often it has been referred to with this time.
    pub(super) fn refer(&mut self, label: &str) -> (usize, usize) {
        let label = key(label);
        let index = *self.numbers.entry(label.clone()).or_insert_with(|| {
            self.order.push((label, 0));
            self.order.len() - 1
        });
        let times = self.order.get_mut(index).map_or(1, |(_, times)| {
            *times += 1;
            *times
        });
        (index + 1, times)
    }

    /// The events of the note that is next after `number` others; `None` after the last.
    pub(super) fn definition(&mut self, number: usize) -> Option<Vec<Placed<'a>>> {
        let (label, _) = self.order.get(number)?;
        Some(self.definitions.remove(label).unwrap_or_default())
    }
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let (number, times) = self.notes.refer(label);
        // A link in a link is no HTML.
        let linked = self.anchors.is_empty();
        self.out.push_str("<sup");
        let id = if times == 1 { format!("fnref.{number}") } else { format!("fnref.{number}.{times}") };
        self.push_id("id", &id);
        self.out.push('>');
        if linked {
            self.out.push_str("<a");
            self.push_id("href", &format!("fn.{number}"));
            self.out.push('>');
        }
        self.out.push_str(&number.to_string());
        self.out.push_str(if linked { "</a></sup>" } else { "</sup>" });
    }

    /// The notes that the text refers to, in that order; a note may refer to further ones.
    pub(super) fn footnotes(&mut self) -> Result<(), NeedsParser> {
        let mut number = 0;
        while let Some(events) = self.notes.definition(number) {
            if number == 0 {
                self.out.push_str("<hr/>\n<ol>\n");
            }
            number += 1;
            self.out.push_str("<li");
            self.push_id("id", &format!("fn.{number}"));
            self.out.push_str(">\n");
            for (event, range) in events {
                self.event(&event, &range)?;
            }
            self.back_link(number);
            self.out.push_str("</li>\n");
        }
        if number > 0 {
            self.out.push_str("</ol>\n");
        }
        Ok(())
    }

    fn back_link(&mut self, number: usize) {
        let paragraph = self.out.ends_with("</p>\n");
        if paragraph {
            self.out.truncate(self.out.len() - "</p>\n".len());
            self.out.push(' ');
        }
        self.out.push_str("<a");
        self.push_id("href", &format!("fnref.{number}"));
        // The variation selector keeps the arrow from becoming an emoji.
        self.out.push_str(">↩\u{FE0E}</a>");
        self.out.push_str(if paragraph { "</p>\n" } else { "\n" });
    }
}

/// Labels match without regard to case (GitHub's footnotes).
fn key(label: &str) -> String {
    label.to_lowercase()
}
