//! HTML of unknown quality into a [`Tree`], as a browser would read it, in bounded time and depth.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeMap;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, LocalName, Namespace, QualName, TokenizerResult, local_name};

use super::attributes;
use super::tree::{NodeData, NodeId, ROOT, Tree, name};

/// Parses a part of a page, below an `html` element that the parser makes.
pub(super) fn fragment(html: &str) -> Tree {
    let sink = Sink { tree: RefCell::new(Tree::empty()) };
    let context = sink.create_element(name("body"), Vec::new(), ElementFlags::default());
    run(TreeBuilder::new_for_fragment(sink, context, None, options()), html)
}

/// Parses a whole page.
pub(super) fn document(html: &str) -> Tree {
    let sink = Sink { tree: RefCell::new(Tree::empty()) };
    run(TreeBuilder::new(sink, options()), html)
}

fn options() -> TreeBuilderOpts {
    // No script runs in a reader, so what `<noscript>` holds is what it would show.
    TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }
}

fn run(builder: TreeBuilder<NodeId, Sink>, html: &str) -> Tree {
    let bounded = Bounded { builder, open: RefCell::default(), depth: Cell::new(0), tokens: Cell::new(0) };
    let tokenizer = Tokenizer::new(bounded, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&attributes::bounded(html)));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

/// Elements open at once. The parser looks through all of them at many tags, so without a bound a text of a million
/// open elements takes the square of that.
const MAX_OPEN: usize = 512;

/// Lets tags through to the tree builder while few enough elements are open, and while the tree does not outgrow its
/// text (each `<p>` opens the formatting elements that are still open anew).
struct Bounded {
    builder: TreeBuilder<NodeId, Sink>,
    /// For each name, how many start tags were let through and kept back that no end tag has met.
    open: RefCell<BTreeMap<LocalName, (usize, usize)>>,
    depth: Cell<usize>,
    tokens: Cell<usize>,
}

impl Bounded {
    fn lets_through(&self, tag: &Tag) -> bool {
        if tag.self_closing || !nests(&tag.name) {
            return tag.kind == TagKind::EndTag || !self.outgrown();
        }
        let mut open = self.open.borrow_mut();
        let (through, held) = open.entry(tag.name.clone()).or_default();
        if tag.kind == TagKind::EndTag {
            if *held > 0 {
                *held -= 1;
                return false;
            }
            if *through > 0 {
                *through -= 1;
                self.depth.set(self.depth.get().saturating_sub(1));
            }
            return true;
        }
        if self.depth.get() >= MAX_OPEN || self.outgrown() {
            *held += 1;
            return false;
        }
        // A second `<a>` closes the first.
        if tag.name != local_name!("a") || *through == 0 {
            *through += 1;
            self.depth.set(self.depth.get() + 1);
        }
        true
    }

    fn outgrown(&self) -> bool {
        self.builder.sink.tree.borrow().size() > 10_000 + 8 * self.tokens.get()
    }
}

/// Whether elements of this name can pile up: not those that close their predecessor or hold text alone.
fn nests(name: &LocalName) -> bool {
    !matches!(
        &**name,
        "p" | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "thead"
            | "tbody"
            | "tfoot"
            | "option"
            | "html"
            | "head"
            | "body"
            | "br"
            | "hr"
            | "img"
            | "input"
            | "source"
            | "track"
            | "wbr"
            | "col"
            | "area"
            | "base"
            | "embed"
            | "link"
            | "meta"
            | "param"
            | "script"
            | "style"
            | "title"
            | "textarea"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "plaintext"
    )
}

impl TokenSink for Bounded {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        self.tokens.set(self.tokens.get() + 1);
        if let Token::TagToken(tag) = &token
            && !self.lets_through(tag)
        {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What the tree builder writes into.
struct Sink {
    tree: RefCell<Tree>,
}

/// An element's name, borrowed from the tree.
#[derive(Debug)]
struct Name<'a>(Ref<'a, QualName>);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

/// The name of what is no element; the tree builder never asks for it.
static NO_ELEMENT: std::sync::LazyLock<QualName> = std::sync::LazyLock::new(|| name("div"));

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name<'a> {
        Name(Ref::map(self.tree.borrow(), |tree| match &tree.node(*target).data {
            NodeData::Element(name, _) => name,
            _ => &*NO_ELEMENT,
        }))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> NodeId {
        self.tree.borrow_mut().create(NodeData::Element(name, attributes))
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.tree.borrow_mut().create(NodeData::Comment(text.to_string()))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.tree.borrow_mut().create(NodeData::Comment(String::new()))
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(node) => {
                tree.detach(node);
                tree.append(*parent, node);
            }
            NodeOrText::AppendText(text) => tree.append_text(*parent, &text),
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.tree.borrow().node(*element).parent.is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, _: &NodeId) -> NodeId {
        // Nothing of a template is shown: its content hangs nowhere.
        self.tree.borrow_mut().create(NodeData::Root)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, new_node: NodeOrText<NodeId>) {
        let mut tree = self.tree.borrow_mut();
        match new_node {
            NodeOrText::AppendNode(node) => {
                tree.detach(node);
                tree.insert_before(*sibling, node);
            }
            NodeOrText::AppendText(text) => {
                let previous = tree.node(*sibling).previous;
                tree.add_text(previous, &text, |tree, node| tree.insert_before(*sibling, node));
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        if let NodeData::Element(_, existing) = &mut tree.node_mut(*target).data {
            for attribute in attributes {
                if !existing.iter().any(|other| other.name == attribute.name) {
                    existing.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.node(*node).first_child {
            tree.detach(child);
            tree.append(*new_parent, child);
        }
    }
}
