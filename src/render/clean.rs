//! A parsed text made fit for an entry: addresses absolute, ids unique, nothing that runs, then through the allow-list.

use std::collections::BTreeSet;

use html5ever::Attribute;
use html5ever::ns;

use super::escape::{self, MORE};
use super::frames::Frames;
use super::html::{self, SafeHtml};
use super::links::{Links, Refused, Resolved, Use};
use super::more;
use super::tree::{NodeData, NodeId, ROOT, Tree};
use super::write::MAX_DEPTH;

/// Cleans a tree. Gives the HTML, with [`MORE`] where a more-marker stood, and the addresses that were left out.
pub(super) fn clean(tree: &Tree, frames: Frames, links: &Links) -> (SafeHtml, Vec<Refused>) {
    let ids = ids(tree, frames);
    let mut cleaner =
        Cleaner { tree, links, frames, ids, given: BTreeSet::new(), out: String::new(), refused: Vec::new() };
    cleaner.serialise();
    (SafeHtml::sanitised(&cleaner.out, frames), cleaner.refused)
}

struct Cleaner<'a> {
    tree: &'a Tree,
    links: &'a Links<'a>,
    frames: Frames,
    /// The ids that links of the entry may point to.
    ids: BTreeSet<&'a str>,
    /// Those written so far: an id stands once.
    given: BTreeSet<&'a str>,
    out: String,
    refused: Vec<Refused>,
}

/// What becomes of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It stays.
    Kept,
    /// Its content stays.
    Unwrapped,
    /// It goes with its content.
    Dropped,
}

fn fate(tree: &Tree, id: NodeId, frames: Frames) -> Fate {
    match &tree.node(id).data {
        NodeData::Element(name, _) if name.ns == ns!(html) => {
            let is_frame = frames == Frames::Keep && &*name.local == "iframe";
            if html::ELEMENTS.contains(&&*name.local) || is_frame {
                Fate::Kept
            } else if html::DROPPED.contains(&&*name.local) || &*name.local == "noscript" {
                Fate::Dropped
            } else {
                Fate::Unwrapped
            }
        }
        // Pictures and formulas in their own languages: readers strip them.
        NodeData::Element(..) | NodeData::Comment(_) => Fate::Dropped,
        NodeData::Root => Fate::Unwrapped,
        NodeData::Text(_) => Fate::Kept,
    }
}

/// The ids of the elements that stay; `name` of an `<a>` counts as one.
fn ids(tree: &Tree, frames: Frames) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut at = Some(ROOT);
    while let Some(id) = at {
        let fate = fate(tree, id, frames);
        if fate == Fate::Kept
            && let Some(id) = own_id(tree, id)
        {
            found.insert(id);
        }
        at = tree.following(id, ROOT, fate != Fate::Dropped);
    }
    found
}

fn own_id(tree: &Tree, id: NodeId) -> Option<&str> {
    let named = || tree.attribute(id, "name").filter(|_| tree.tag(id) == Some("a"));
    tree.attribute(id, "id").or_else(named).filter(|id| !id.is_empty() && !id.contains(char::is_whitespace))
}

/// A step of the walk: into a node, or out of an element that was written.
enum Step<'a> {
    Into(NodeId),
    OutOf(&'a str),
}

impl<'a> Cleaner<'a> {
    fn serialise(&mut self) {
        let mut steps = vec![Step::Into(ROOT)];
        let mut depth = 0;
        while let Some(step) = steps.pop() {
            match step {
                Step::OutOf(tag) => {
                    depth -= 1;
                    self.out.push_str("</");
                    self.out.push_str(tag);
                    self.out.push('>');
                }
                Step::Into(id) => {
                    let fate = self.enter(id, depth);
                    if fate == Fate::Kept
                        && let Some(tag) = self.tree.tag(id).filter(|tag| !html::is_void(tag))
                    {
                        depth += 1;
                        steps.push(Step::OutOf(tag));
                    }
                    if fate != Fate::Dropped {
                        let start = steps.len();
                        steps.extend(self.tree.children(id).map(Step::Into));
                        if let Some(children) = steps.get_mut(start..) {
                            children.reverse();
                        }
                    }
                }
            }
        }
    }

    /// Writes a node's text or start tag.
    fn enter(&mut self, id: NodeId, depth: usize) -> Fate {
        match &self.tree.node(id).data {
            NodeData::Text(text) => escape_keeping_marker(&mut self.out, text),
            NodeData::Comment(text) if more::is_marker(text) => self.out.push(MORE),
            _ => {}
        }
        let fate = fate(self.tree, id, self.frames);
        let (Fate::Kept, Some(tag)) = (fate, self.tree.tag(id)) else { return fate };
        if depth >= MAX_DEPTH {
            return Fate::Unwrapped;
        }
        let attributes = self.attributes(id, tag);
        let has = |name: &str| attributes.iter().any(|(other, _)| *other == name);
        match tag {
            // A link that leads nowhere and that nothing leads to is only words.
            "a" if !has("href") && !has("id") => return Fate::Unwrapped,
            "img" if !has("src") => {
                let alt = self.tree.attribute(id, "alt").unwrap_or_default();
                escape::push_text(&mut self.out, alt);
                return Fate::Dropped;
            }
            "source" if !has("src") && !has("srcset") => return Fate::Dropped,
            "track" | "iframe" if !has("src") => return Fate::Dropped,
            _ => {}
        }
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in &attributes {
            escape::push_named(&mut self.out, name, value);
        }
        self.out.push('>');
        if tag == "iframe" {
            // What is in it is text, not elements, and shown by nobody.
            self.out.push_str("</iframe>");
            return Fate::Dropped;
        }
        if tag == "pre" && self.starts_with_newline(id) {
            // Parsers drop the first line end of `<pre>`.
            self.out.push('\n');
        }
        fate
    }

    fn starts_with_newline(&self, id: NodeId) -> bool {
        let first = self.tree.node(id).first_child.map(|child| &self.tree.node(child).data);
        matches!(first, Some(NodeData::Text(text)) if text.starts_with('\n'))
    }

    /// The attributes to write, in the order of the text.
    fn attributes(&mut self, id: NodeId, tag: &'a str) -> Vec<(&'a str, String)> {
        let NodeData::Element(_, attributes) = &self.tree.node(id).data else { return Vec::new() };
        let mut kept = Vec::with_capacity(attributes.len() + 1);
        for attribute in attributes {
            let name: &'a str = &attribute.name.local;
            let is_allowed =
                if tag == "iframe" { html::FRAME_ATTRIBUTES.contains(&name) } else { html::allows(tag, name) };
            let fits = attribute.value.len() <= LONGEST_VALUE;
            if name != "id" && is_allowed && fits && !(name == "src" && has_lazy_source(tag, attributes)) {
                let value = self.value(tag, name, &attribute.value);
                kept.extend(value.map(|value| (name, value)));
            }
        }
        self.lazy_sources(tag, attributes, &mut kept);
        if tag == "img" && !kept.iter().any(|(name, _)| *name == "src") {
            source_of_srcset(&mut kept);
        }
        if let Some(own) = own_id(self.tree, id)
            && self.given.insert(own)
        {
            kept.push(("id", format!("{}{own}", self.links.prefix())));
        }
        kept
    }

    fn value(&mut self, tag: &str, name: &str, value: &str) -> Option<String> {
        let purpose = match (tag, name) {
            (_, "href" | "cite" | "longdesc") => Use::Link,
            (_, "src" | "poster") => Use::Media,
            (_, "srcset") => return self.links.srcset(value),
            _ => return Some(value.to_owned()),
        };
        match self.links.resolve(value, purpose) {
            Resolved::Url(url) => Some(url.into_owned()),
            Resolved::Fragment(fragment) if self.ids.contains(fragment.as_str()) && name == "href" => {
                Some(self.links.within(&fragment))
            }
            Resolved::Fragment(fragment) => Some(self.links.on_page(&fragment)),
            Resolved::Refused(refusal) => {
                self.refused.push(Refused::new(None, value, refusal));
                None
            }
        }
    }

    /// A picture that a script would load later is there from the start: no script runs in a reader.
    fn lazy_sources(&self, tag: &str, attributes: &[Attribute], kept: &mut Vec<(&'a str, String)>) {
        for (value, name) in lazy(tag, attributes) {
            let resolved = match self.links.resolve(value, Use::Media) {
                _ if name == "srcset" => self.links.srcset(value),
                Resolved::Url(url) => Some(url.into_owned()),
                _ => None,
            };
            if let Some(resolved) = resolved
                && !kept.iter().any(|(other, _)| *other == name)
            {
                kept.push((name, resolved));
            }
        }
    }
}

/// A picture with a `srcset` alone gets one of its candidates as `src`, for readers that know no `srcset`.
fn source_of_srcset(kept: &mut Vec<(&str, String)>) {
    let srcset = kept.iter().find(|(name, _)| *name == "srcset").map(|(_, value)| value.clone());
    let one = srcset.as_deref().and_then(sensible).map(str::to_owned);
    if let Some(one) = one {
        kept.insert(0, ("src", one));
    }
}

/// Wide enough for the column of any reader.
const WIDE: u32 = 1000;

/// The candidate that serves most readers: the narrowest that is wide enough, else the widest; of densities the lowest.
fn sensible(srcset: &str) -> Option<&str> {
    let candidates = super::links::candidates(srcset);
    let width = |descriptor: &str| descriptor.strip_suffix('w')?.trim().parse::<u32>().ok();
    let sized = || candidates.iter().filter_map(|(url, descriptor)| Some((width(descriptor)?, *url)));
    let by_width =
        sized().filter(|(width, _)| *width >= WIDE).min().or_else(|| sized().max_by_key(|(width, _)| *width));
    let density =
        |descriptor: &str| descriptor.strip_suffix('x').and_then(|x| x.trim().parse::<f32>().ok()).unwrap_or(1.0);
    let by_density = || candidates.iter().min_by(|a, b| density(a.1).total_cmp(&density(b.1))).map(|(url, _)| *url);
    by_width.map(|(_, url)| url).or_else(by_density)
}

/// Attributes in which scripts that load pictures late keep the address, and the one it belongs in.
const LAZY: [(&str, &str); 7] = [
    ("data-src", "src"),
    ("data-lazy-src", "src"),
    ("data-original", "src"),
    ("data-lazy", "src"),
    ("data-srcset", "srcset"),
    ("data-lazy-srcset", "srcset"),
    ("data-poster", "poster"),
];

/// The values of the attributes that a script would move, with the attribute each belongs in.
fn lazy<'n>(tag: &'n str, attributes: &'n [Attribute]) -> impl Iterator<Item = (&'n str, &'static str)> + 'n {
    LAZY.into_iter().filter(|(_, name)| html::allows(tag, name)).filter_map(|(lazy, name)| {
        let found = attributes.iter().find(|attribute| &*attribute.name.local == lazy)?;
        Some((&*found.value, name)).filter(|(value, _)| !value.trim().is_empty())
    })
}

fn has_lazy_source(tag: &str, attributes: &[Attribute]) -> bool {
    // Where only the candidates wait for the script, `src` is the grey box that stands in their place.
    lazy(tag, attributes).any(|(_, name)| name == "src" || (name == "srcset" && tag == "img"))
}

/// Text, with the markers that the Markdown writer left in it, in pieces: `html5ever` looks through all that is left of a
/// text for each `&` that it writes. The comments between the pieces go in `ammonia`, and the pieces stay.
fn escape_keeping_marker(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        let mut end = LONGEST_TEXT.min(rest.len());
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, tail) = rest.split_at(end);
        let mut unmarked = piece;
        while let Some((before, after)) = unmarked.split_once(MORE) {
            escape::push_text(out, before);
            out.push(MORE);
            unmarked = after;
        }
        escape::push_text(out, unmarked);
        if tail.is_empty() {
            return;
        }
        out.push_str("<!---->");
        rest = tail;
    }
}

/// How many bytes of text stand in one piece.
const LONGEST_TEXT: usize = 16 * 1024;

/// How long the value of an attribute may be; beyond that it goes. As long as a picture that is written into one.
const LONGEST_VALUE: usize = 32 * 1024;
