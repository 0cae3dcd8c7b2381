//! Markdown events into HTML of our own writing.
//!
//! Text without raw HTML never needs an HTML parser: what is written here is balanced, escaped and absolute already.
//! With raw HTML in it the same writer leaves ids and fragments to [`clean`](super::clean), which sees all of them.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::Dialect;
use super::code;
use super::dollars;
use super::escape::{self, MORE};
use super::ids::Ids;
use super::inline::{Anchor, Image};
use super::links::{Links, Refused};
use super::more;
use super::notes::Notes;
use super::reader::DIAGRAM;

/// How much is done here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Everything: the HTML is final. Stops at raw HTML.
    Short,
    /// Raw HTML is copied; ids and fragments stay as they are written.
    Long,
}

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The HTML, with [`MORE`] where a more-marker stood.
    pub html: String,
    /// Addresses that were left out, with where they stand in the text.
    pub refused: Vec<Refused>,
}

/// The text holds raw HTML, so the short way ends here.
#[derive(Debug)]
pub(super) struct NeedsParser;

/// Elements deeper than this are left out, their words are kept: browsers end at 512, some readers sooner.
pub(super) const MAX_DEPTH: usize = 100;

/// Writes the events of `source`.
///
/// # Errors
///
/// On the short way, when there is raw HTML.
pub(super) fn write<'a>(
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
    source: &'a str,
    dialect: Dialect,
    links: &'a Links<'a>,
    way: Way,
) -> Result<Written, NeedsParser> {
    let mut writer = Writer::new(source, dialect, links, way);
    let mut events = events;
    loop {
        // An event is as large as the largest of all, and there are many: none is moved that needs not be kept.
        match events.next() {
            Some(placed) if writer.notes.takes(&placed.0) => {
                writer.end_run();
                writer.notes.keep(placed);
            }
            Some((ref event, ref range)) => writer.event(event, range)?,
            None => break,
        }
    }
    writer.footnotes()?;
    writer.fragments();
    Ok(Written { html: writer.out, refused: writer.refused })
}

/// What is being written.
pub(super) struct Writer<'a> {
    source: &'a str,
    pub(super) dialect: Dialect,
    pub(super) links: &'a Links<'a>,
    pub(super) way: Way,
    pub(super) out: String,
    pub(super) refused: Vec<Refused>,
    pub(super) ids: Ids,
    /// Links into the entry: where their address belongs in `out`, and the fragment.
    pub(super) fragments: Vec<(usize, String)>,
    pub(super) notes: Notes<'a>,
    pub(super) heading: Option<Heading>,
    table: Table,
    pub(super) image: Option<Image>,
    /// The open links; `None` for one left out.
    pub(super) anchors: Vec<Option<Anchor>>,
    html_block: Option<String>,
    /// Text comes in pieces, cut wherever a `_` or `&` stands; where an address or an emoji's name must be seen whole, it
    /// is gathered here first.
    pub(super) run: String,
    /// Everything up to this end is left out.
    skip_until: Option<TagEnd>,
    /// For each open element, where its tag begins and where its content does.
    pub(super) opened: Vec<(usize, usize)>,
    pub(super) in_code: bool,
    /// In code whose first text has not come yet.
    pub(super) awaits_header: bool,
    /// How many blanks before each line of code are none of it.
    pub(super) set_in: usize,
}

/// An open heading: where its attribute belongs, and its id when the author gave one.
pub(super) struct Heading {
    pub(super) at: usize,
    pub(super) id: Option<String>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    in_body: bool,
}

impl<'a> Writer<'a> {
    fn new(source: &'a str, dialect: Dialect, links: &'a Links<'a>, way: Way) -> Self {
        Self {
            source,
            dialect,
            links,
            way,
            out: String::with_capacity(source.len() + source.len() / 4),
            refused: Vec::new(),
            ids: Ids::default(),
            fragments: Vec::new(),
            notes: Notes::default(),
            heading: None,
            table: Table::default(),
            image: None,
            anchors: Vec::new(),
            html_block: None,
            run: String::new(),
            skip_until: None,
            opened: Vec::new(),
            in_code: false,
            awaits_header: false,
            set_in: 0,
        }
    }

    pub(super) fn event(&mut self, event: &Event<'_>, range: &Range<usize>) -> Result<(), NeedsParser> {
        if let Some(end) = self.skip_until {
            self.skip_until = Some(end).filter(|end| *event != Event::End(*end));
            return Ok(());
        }
        if self.image.is_some() {
            self.image_event(event);
            return Ok(());
        }
        if let Event::Text(text) = event
            && (self.dialect.autolinks || self.dialect.emoji)
        {
            self.run.push_str(text);
            return Ok(());
        }
        self.end_run();
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => return self.end(*tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => match dollars::tex(code) {
                Some(tex) => self.code(&tex, "language-math"),
                None => self.code(code, ""),
            },
            Event::InlineMath(math) | Event::DisplayMath(math) => self.code(math.trim(), "language-math"),
            Event::Html(html) => match &mut self.html_block {
                Some(block) => block.push_str(html),
                None => return self.html(html),
            },
            Event::InlineHtml(html) => return self.html(html),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak if self.dialect.hard_breaks => self.out.push_str("<br/>\n"),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br/>\n"),
            Event::Rule => self.out.push_str("<hr/>\n"),
            // Readers strip form controls, so a box that is only a character survives in all of them.
            Event::TaskListMarker(done) => self.out.push_str(if *done { "☑ " } else { "☐ " }),
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Paragraph => self.paragraph(range),
            Tag::Heading { level, id, .. } => {
                self.open(heading_tag(*level));
                let at = self.out.len().saturating_sub(1);
                self.heading = Some(Heading { at, id: id.as_deref().map(str::to_owned) });
            }
            Tag::BlockQuote(kind) => self.block_quote(*kind),
            Tag::CodeBlock(kind) => self.code_block(kind),
            Tag::HtmlBlock => self.html_block = Some(String::new()),
            Tag::List(Some(1)) => self.open_line("ol"),
            Tag::List(Some(first)) => self.open_with("ol", |out| escape::push_named(out, "start", &first.to_string())),
            Tag::List(None) => self.open_line("ul"),
            Tag::Item => self.open("li"),
            Tag::DefinitionList => self.open_line("dl"),
            Tag::DefinitionListTitle => self.open("dt"),
            Tag::DefinitionListDefinition => self.open("dd"),
            Tag::Table(alignments) => {
                self.table = Table { alignments: alignments.clone(), ..Table::default() };
                self.open_line("table");
            }
            Tag::TableHead => {
                self.table.in_head = true;
                self.open_line("thead");
                self.open_line("tr");
            }
            Tag::TableRow => {
                if !std::mem::replace(&mut self.table.in_body, true) {
                    self.open_line("tbody");
                }
                self.table.cell = 0;
                self.open_line("tr");
            }
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.open("em"),
            Tag::Strong => self.open("strong"),
            Tag::Strikethrough => self.open("del"),
            Tag::Superscript => self.open("sup"),
            Tag::Subscript => self.open("sub"),
            Tag::Link { link_type, dest_url, title, .. } => match link_type {
                LinkType::Email => self.link(&format!("mailto:{dest_url}"), title, range),
                _ => self.link(dest_url, title, range),
            },
            Tag::Image { dest_url, title, .. } => self.image(dest_url, title.to_string(), range),
            Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), NeedsParser> {
        match tag {
            TagEnd::Paragraph => self.close_line("p"),
            TagEnd::Heading(level) => self.end_heading(heading_tag(level)),
            TagEnd::BlockQuote(_) => self.close_line("blockquote"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.set_in = 0;
                if self.awaits_header {
                    self.code_header("");
                }
                self.close("code");
                self.close_line("pre");
            }
            TagEnd::HtmlBlock => {
                let block = self.html_block.take().unwrap_or_default();
                return self.html(&block);
            }
            TagEnd::List(true) => self.close_line("ol"),
            TagEnd::List(false) => self.close_line("ul"),
            TagEnd::Item => self.close_line("li"),
            TagEnd::DefinitionList => self.close_line("dl"),
            TagEnd::DefinitionListTitle => self.close_line("dt"),
            TagEnd::DefinitionListDefinition => self.close_line("dd"),
            TagEnd::Table => {
                if self.table.in_body {
                    self.close_line("tbody");
                }
                self.close_line("table");
            }
            TagEnd::TableHead => {
                self.table.in_head = false;
                self.close_line("tr");
                self.close_line("thead");
            }
            TagEnd::TableRow => self.close_line("tr"),
            TagEnd::TableCell => self.close_line(if self.table.in_head { "th" } else { "td" }),
            TagEnd::Emphasis => self.close("em"),
            TagEnd::Strong => self.close("strong"),
            TagEnd::Strikethrough => self.close("del"),
            TagEnd::Superscript => self.close("sup"),
            TagEnd::Subscript => self.close("sub"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => {}
        }
        Ok(())
    }

    fn paragraph(&mut self, range: &Range<usize>) {
        if more::is_mdx_marker(self.source.get(range.clone()).unwrap_or_default()) {
            self.out.push(MORE);
            self.skip_until = Some(TagEnd::Paragraph);
        } else if self.dialect.contents_marker && self.source.get(range.clone()).unwrap_or_default().trim() == "[TOC]" {
            // It would be links into a page that no reader shows.
            self.skip_until = Some(TagEnd::Paragraph);
        } else {
            self.open("p");
        }
    }

    fn block_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.open_line("blockquote");
        if let Some(kind) = kind {
            let word = match kind {
                BlockQuoteKind::Note => "Note",
                BlockQuoteKind::Tip => "Tip",
                BlockQuoteKind::Important => "Important",
                BlockQuoteKind::Warning => "Warning",
                BlockQuoteKind::Caution => "Caution",
            };
            self.out.push_str("<p><strong>");
            self.out.push_str(word);
            self.out.push_str("</strong></p>\n");
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Indented if self.dialect.code_headers => {
                self.in_code = true;
                self.awaits_header = true;
                self.open("pre");
                return;
            }
            CodeBlockKind::Fenced(words) => language(words),
            CodeBlockKind::Indented => None,
        };
        if language.as_deref() == Some("mermaid") {
            // Only a script draws it.
            self.skip_until = Some(TagEnd::CodeBlock);
            self.out.push_str("<p><a");
            escape::push_named(&mut self.out, "href", &self.links.on_page(""));
            self.out.push('>');
            self.out.push_str(DIAGRAM);
            self.out.push_str("</a></p>\n");
            return;
        }
        self.in_code = true;
        self.open("pre");
        self.open_code(language);
    }

    fn open_code(&mut self, language: Option<String>) {
        self.open_with("code", |out| {
            if let Some(language) = language {
                escape::push_named(out, "class", &format!("language-{language}"));
            }
        });
    }

    /// The first text of a block whose first line may name its language; gives what is left of it.
    pub(super) fn code_header<'t>(&mut self, text: &'t str) -> &'t str {
        self.awaits_header = false;
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let header = code::header(first.trim_start());
        // In a list Python-Markdown sets a text in by four blanks always, CommonMark by what the mark takes.
        self.set_in = header.map_or(0, |_| first.len() - first.trim_start().len());
        self.open_code(header.and_then(|header| code::language_name(header.language)));
        if header.is_some_and(|header| header.is_note) { rest } else { text }
    }

    fn cell(&mut self) {
        let alignment = self.table.alignments.get(self.table.cell).copied().unwrap_or(Alignment::None);
        self.table.cell += 1;
        self.open_with(if self.table.in_head { "th" } else { "td" }, |out| {
            // `align`, since readers strip `style`.
            out.push_str(match alignment {
                Alignment::None => "",
                Alignment::Left => " align=\"left\"",
                Alignment::Center => " align=\"center\"",
                Alignment::Right => " align=\"right\"",
            });
        });
    }

    fn html(&mut self, html: &str) -> Result<(), NeedsParser> {
        if let Some(has_marker) = more::in_comments(html) {
            if has_marker {
                self.out.push(MORE);
            }
        } else if self.dialect.raw_html {
            match self.way {
                Way::Short => return Err(NeedsParser),
                Way::Long => self.out.push_str(html),
            }
        }
        Ok(())
    }
}

fn heading_tag(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}

/// The language of a fenced block: the first word after the fence, without what generators append to it
/// (`rust,linenos`, `go{hl_lines=[1]}`).
fn language(words: &str) -> Option<String> {
    code::language_name(words.trim_start().split([' ', '\t', ',', '{', ':', '=']).next().unwrap_or_default())
}
