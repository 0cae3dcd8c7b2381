//! A saved RSS or Atom feed, or a WordPress export.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use xxhash_rust::xxh3::xxh3_64;

use super::{Kind, SavedEntry, SavedFeed, malformed, moment, no_feed};
use crate::ledger::words::Words;
use crate::problem::Problem;

/// Deeper nesting than this is no feed.
const DEEPEST: usize = 256;

/// Whose element it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    Rss,
    Atom,
    Content,
    Dublin,
    Wordpress,
    Rdf,
    Other,
}

/// What of an entry an element tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Id,
    Link,
    OriginalLink,
    Title,
    Published,
    PublishedToo,
    Updated,
    Content,
    Summary,
    PostType,
    Status,
}

/// An entry while it is read.
#[derive(Default)]
struct Building {
    id: Option<String>,
    permalink_id: bool,
    link: String,
    original_link: String,
    title: String,
    published: String,
    published_too: String,
    updated: String,
    content: String,
    summary: String,
    post_type: String,
    status: String,
}

struct Parser<'t> {
    name: &'t str,
    text: &'t str,
    kind: Option<Kind>,
    depth: usize,
    entry: Option<(usize, Building)>,
    field: Option<(usize, Field, String)>,
    entries: Vec<SavedEntry>,
    passed_over: usize,
}

/// Reads the text of an XML feed.
pub(super) fn read(name: &str, text: &str) -> Result<SavedFeed, Problem> {
    let forbidden = |c: char| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    if let Some(at) = text.find(forbidden) {
        return Err(malformed(name, text, at, "XML forbids the control character here"));
    }
    let mut parser =
        Parser { name, text, kind: None, depth: 0, entry: None, field: None, entries: Vec::new(), passed_over: 0 };
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<usize> = Vec::new();
    loop {
        let before = offset(reader.buffer_position());
        let (resolved, event) = match reader.read_resolved_event() {
            Ok(read) => read,
            Err(error) => {
                let at = offset(reader.error_position());
                return Err(malformed(name, text, at, format!("this is not well-formed XML: {error}")));
            }
        };
        let space = space(&resolved);
        match event {
            Event::Start(element) => {
                open.push(before);
                parser.open(space, &element, before)?;
            }
            Event::Empty(element) => {
                parser.open(space, &element, before)?;
                parser.close();
            }
            Event::End(_) => {
                open.pop();
                parser.close();
            }
            Event::Text(found) => parser.characters(&found.xml_content(XmlVersion::Implicit1_0), before)?,
            Event::CData(found) => parser.characters(&found.xml_content(XmlVersion::Implicit1_0), before)?,
            Event::GeneralRef(reference) => parser.reference(&reference, before)?,
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    if let Some(at) = open.last() {
        return Err(malformed(name, text, *at, "the feed breaks off: this element is never closed"));
    }
    match parser.kind {
        Some(kind) => {
            let (entries, passed_over) = (parser.entries, parser.passed_over);
            Ok(SavedFeed { kind, entries, indistinct: Vec::new(), passed_over })
        }
        None => Err(no_feed(name, text)),
    }
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

fn space(resolved: &ResolveResult<'_>) -> Space {
    match resolved {
        ResolveResult::Unbound => Space::Rss,
        ResolveResult::Bound(namespace) => match namespace.as_ref() {
            "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#" => Space::Atom,
            "http://purl.org/rss/1.0/modules/content/" => Space::Content,
            "http://purl.org/dc/elements/1.1/" => Space::Dublin,
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Space::Rdf,
            "http://purl.org/rss/1.0/" | "http://my.netscape.com/rdf/simple/0.9/" => Space::Rss,
            name if name.starts_with("http://wordpress.org/export/1.") && !name.contains("excerpt") => Space::Wordpress,
            _ => Space::Other,
        },
        ResolveResult::Unknown(prefix) => match prefix.as_str() {
            "content" => Space::Content,
            "dc" => Space::Dublin,
            "wp" => Space::Wordpress,
            _ => Space::Other,
        },
    }
}

impl Parser<'_> {
    fn open(&mut self, space: Space, element: &BytesStart<'_>, at: usize) -> Result<(), Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(malformed(self.name, self.text, at, "elements are nested too deep for a feed"));
        }
        for attribute in element.attributes() {
            attribute.map_err(|error| malformed(self.name, self.text, at, format!("in this element, {error}")))?;
        }
        let local = element.local_name();
        let local = local.as_ref();
        if self.depth == 1 {
            self.kind = root(space, local);
            if self.kind.is_none() {
                return Err(no_feed(self.name, self.text));
            }
        }
        if space == Space::Wordpress {
            self.kind = Some(Kind::Wordpress);
        }
        match &mut self.entry {
            None if matches!((space, local), (Space::Rss, "item") | (Space::Atom, "entry")) => {
                let about = attribute(element, "rdf:about");
                self.entry = Some((self.depth, Building { id: about, ..Building::default() }));
            }
            Some((depth, building)) if self.depth == *depth + 1 => {
                self.field = field(space, local, element, building).map(|field| (self.depth, field, String::new()));
            }
            // The markup of Atom's XHTML content: a blank, since words end at an element.
            _ => self.push(" "),
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some((_, field, text)) = self.field.take_if(|(depth, ..)| *depth == self.depth) {
            if let Some((_, building)) = &mut self.entry {
                building.set(field, text);
            }
        } else {
            self.push(" ");
        }
        if let Some((_, building)) = self.entry.take_if(|(depth, _)| *depth == self.depth) {
            match building.finish() {
                Some(entry) => self.entries.push(entry),
                None => self.passed_over += 1,
            }
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn characters(&mut self, text: &str, at: usize) -> Result<(), Problem> {
        if self.depth == 0 && !text.trim().is_empty() {
            let place = at + (text.len() - text.trim_start().len());
            return Err(malformed(self.name, self.text, place, "there is text outside the feed's element"));
        }
        self.push(text);
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>, at: usize) -> Result<(), Problem> {
        let name = reference.xml_content(XmlVersion::Implicit1_0);
        let known = match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(c.to_string()),
            Ok(None) => quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned),
            Err(_) => None,
        };
        match known {
            Some(text) => self.push(&text),
            None => {
                return Err(malformed(self.name, self.text, at, format!("&{name}; means nothing in XML")));
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if let Some((_, _, gathered)) = &mut self.field {
            gathered.push_str(text);
        }
    }
}

fn root(space: Space, local: &str) -> Option<Kind> {
    match (space, local) {
        (Space::Rss, "rss") | (Space::Rdf, "RDF") => Some(Kind::Rss),
        (Space::Atom, "feed") => Some(Kind::Atom),
        _ => None,
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok().flatten()?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// The field that an element's text is; what stands in attributes is taken at once.
fn field(space: Space, local: &str, element: &BytesStart<'_>, building: &mut Building) -> Option<Field> {
    match (space, local) {
        (Space::Rss, "guid") => {
            building.permalink_id = attribute(element, "isPermaLink").is_none_or(|is| is != "false");
            Some(Field::Id)
        }
        (Space::Atom, "id") => Some(Field::Id),
        (Space::Rss, "link") => Some(Field::Link),
        (Space::Atom, "link") => {
            let rel = attribute(element, "rel");
            let is_page = rel.is_none_or(|rel| rel == "alternate");
            let is_text = attribute(element, "type").is_none_or(|kind| kind.contains("html"));
            if is_page && (building.link.is_empty() || is_text) {
                building.link = attribute(element, "href").unwrap_or_default();
            }
            None
        }
        (Space::Other, "origLink") => Some(Field::OriginalLink),
        (Space::Rss | Space::Atom, "title") => Some(Field::Title),
        (Space::Rss, "pubDate") | (Space::Atom, "published" | "issued") => Some(Field::Published),
        (Space::Dublin, "date") | (Space::Wordpress, "post_date_gmt") => Some(Field::PublishedToo),
        (Space::Atom, "updated" | "modified") => Some(Field::Updated),
        (Space::Content, "encoded") | (Space::Atom, "content") => Some(Field::Content),
        (Space::Rss, "description") | (Space::Atom, "summary") => Some(Field::Summary),
        (Space::Wordpress, "post_type") => Some(Field::PostType),
        (Space::Wordpress, "status") => Some(Field::Status),
        _ => None,
    }
}

impl Building {
    fn set(&mut self, field: Field, text: String) {
        let place = match field {
            Field::Id => {
                self.id = Some(text);
                return;
            }
            Field::Link => &mut self.link,
            Field::OriginalLink => &mut self.original_link,
            Field::Title => &mut self.title,
            Field::Published => &mut self.published,
            Field::PublishedToo => &mut self.published_too,
            Field::Updated => &mut self.updated,
            Field::Content => &mut self.content,
            Field::Summary => &mut self.summary,
            Field::PostType => &mut self.post_type,
            Field::Status => &mut self.status,
        };
        *place = text;
    }

    /// The entry, unless a WordPress export says that it is no published post.
    fn finish(self) -> Option<SavedEntry> {
        let is_post = matches!(self.post_type.as_str(), "" | "post");
        let is_public = matches!(self.status.as_str(), "" | "publish");
        if !is_post || !is_public {
            return None;
        }
        let mut link = [&self.original_link, &self.link]
            .into_iter()
            .map(|link| link.trim())
            .find(|link| !link.is_empty())
            .unwrap_or_default()
            .to_owned();
        let id = self.id.filter(|id| !id.trim().is_empty());
        if let (true, true, Some(id)) = (link.is_empty(), self.permalink_id, &id) {
            // RSS 2.0: a guid is a permalink unless it says otherwise; but many are not even URLs.
            id.split_once("://").map_or("", |_| id.trim()).clone_into(&mut link);
        }
        let whole = !self.content.trim().is_empty();
        let content = if whole { &self.content } else { &self.summary };
        Some(SavedEntry {
            // Without an id, readers take the link for one; without either, nothing tells the entry from another.
            id: id.unwrap_or_else(|| self.link.trim().to_owned()),
            link,
            title: self.title.trim().to_owned(),
            published: moment(&self.published).or_else(|| moment(&self.published_too)),
            updated: moment(&self.updated),
            words: Words::of(content),
            whole,
            markup: xxh3_64(content.as_bytes()),
        })
    }
}
