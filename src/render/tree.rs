//! A tree of HTML that can be changed: nodes in one list, each with its neighbours.

use html5ever::{Attribute, LocalName, QualName, ns};

use super::parse;

/// A node's place in its [`Tree`].
pub(super) type NodeId = usize;

/// The root of every tree.
pub(super) const ROOT: NodeId = 0;

/// A parsed text.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

/// A node with its neighbours.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub data: NodeData,
    pub parent: Option<NodeId>,
    pub first_child: Option<NodeId>,
    pub last_child: Option<NodeId>,
    pub previous: Option<NodeId>,
    pub next: Option<NodeId>,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum NodeData {
    /// The root, or the content of a `<template>`.
    Root,
    /// An element.
    Element(QualName, Vec<Attribute>),
    /// Text.
    Text(String),
    /// A comment's text.
    Comment(String),
}

impl Tree {
    /// A tree of nothing but its root.
    pub(super) fn empty() -> Self {
        let mut tree = Self { nodes: Vec::new() };
        tree.create(NodeData::Root);
        tree
    }

    /// How many nodes were ever made in it.
    pub(super) fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Reads a part of a page.
    pub(super) fn fragment(html: &str) -> Self {
        let mut tree = parse::fragment(html);
        // The parser hangs everything below an `html` element of its own.
        let html = tree.children(ROOT).find(|child| tree.tag(*child) == Some("html"));
        if let Some(html) = html {
            tree.unwrap(html);
        }
        tree
    }

    /// Reads a whole page.
    pub(super) fn document(html: &str) -> Self {
        parse::document(html)
    }

    /// Makes what is in `id` all that is in the tree.
    pub(super) fn reduce_to(&mut self, id: NodeId) {
        self.detach(id);
        while let Some(child) = self.node(ROOT).first_child {
            self.detach(child);
        }
        self.append(ROOT, id);
        self.unwrap(id);
    }

    /// The node.
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    /// The node, to change it.
    pub(super) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id]
    }

    /// The local name of an HTML element.
    pub(super) fn tag(&self, id: NodeId) -> Option<&str> {
        match &self.node(id).data {
            NodeData::Element(name, _) if name.ns == ns!(html) => Some(&name.local),
            _ => None,
        }
    }

    /// An element's attribute.
    pub(super) fn attribute(&self, id: NodeId, attribute: &str) -> Option<&str> {
        match &self.node(id).data {
            NodeData::Element(_, attributes) => {
                attributes.iter().find(|a| &*a.name.local == attribute).map(|a| &*a.value)
            }
            _ => None,
        }
    }

    /// The classes of an element.
    pub(super) fn classes(&self, id: NodeId) -> impl Iterator<Item = &str> {
        self.attribute(id, "class").unwrap_or_default().split_ascii_whitespace()
    }

    /// Whether an element has a class.
    pub(super) fn has_class(&self, id: NodeId, class: &str) -> bool {
        self.classes(id).any(|own| own == class)
    }

    /// Gives an element an attribute, or another value for it.
    pub(super) fn set_attribute(&mut self, id: NodeId, attribute: &str, value: &str) {
        if let NodeData::Element(_, attributes) = &mut self.node_mut(id).data {
            attributes.retain(|other| &*other.name.local != attribute);
            let name = QualName::new(None, ns!(), LocalName::from(attribute));
            attributes.push(Attribute { name, value: value.into() });
        }
    }

    /// Takes an attribute away.
    pub(super) fn remove_attribute(&mut self, id: NodeId, attribute: &str) {
        if let NodeData::Element(_, attributes) = &mut self.node_mut(id).data {
            attributes.retain(|other| &*other.name.local != attribute);
        }
    }

    /// An element that is nowhere yet.
    pub(super) fn element(&mut self, tag: &str, attributes: &[(&str, &str)]) -> NodeId {
        let id = self.create(NodeData::Element(name(tag), Vec::new()));
        for (attribute, value) in attributes {
            self.set_attribute(id, attribute, value);
        }
        id
    }

    /// Puts a detached node in the place of another.
    pub(super) fn replace(&mut self, id: NodeId, with: NodeId) {
        self.insert_before(id, with);
        self.detach(id);
    }

    /// Every node below `top`, in the order of the text.
    pub(super) fn below(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.following(top, top, true), move |id| self.following(*id, top, true))
    }

    /// The elements of a name below `top`, in the order of the text.
    pub(super) fn elements(&self, top: NodeId, tag: &str) -> Vec<NodeId> {
        self.below(top).filter(|id| self.tag(*id) == Some(tag)).collect()
    }

    /// The ancestors, from the parent upwards.
    pub(super) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).parent, |id| self.node(*id).parent)
    }

    /// All text below a node.
    pub(super) fn text(&self, id: NodeId) -> String {
        let mut out = String::new();
        for id in self.below(id) {
            if let NodeData::Text(text) = &self.node(id).data {
                out.push_str(text);
            }
        }
        out
    }

    /// The children, first to last.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.node(id).first_child, |child| self.node(*child).next)
    }

    /// The node that comes after `id` in the text, below `top`; past its descendants unless `into` them.
    pub(super) fn following(&self, id: NodeId, top: NodeId, into: bool) -> Option<NodeId> {
        if into && let Some(child) = self.node(id).first_child {
            return Some(child);
        }
        let mut at = id;
        while at != top {
            if let Some(next) = self.node(at).next {
                return Some(next);
            }
            at = self.node(at).parent?;
        }
        None
    }

    /// Takes a node out of its parent.
    pub(super) fn detach(&mut self, id: NodeId) {
        let (parent, previous, next) = {
            let node = self.node_mut(id);
            (node.parent.take(), node.previous.take(), node.next.take())
        };
        let Some(parent) = parent else { return };
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => self.node_mut(parent).first_child = next,
        }
        match next {
            Some(next) => self.node_mut(next).previous = previous,
            None => self.node_mut(parent).last_child = previous,
        }
    }

    /// Puts the children of a node in its place.
    pub(super) fn unwrap(&mut self, id: NodeId) {
        while let Some(child) = self.node(id).first_child {
            self.detach(child);
            self.insert_before(id, child);
        }
        self.detach(id);
    }

    /// Makes a node that is nowhere yet.
    pub(super) fn create(&mut self, data: NodeData) -> NodeId {
        self.nodes.push(Node { data, parent: None, first_child: None, last_child: None, previous: None, next: None });
        self.nodes.len() - 1
    }

    /// Puts a detached node at the end of `parent`.
    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = self.node_mut(parent).last_child.replace(child);
        match last {
            Some(last) => self.node_mut(last).next = Some(child),
            None => self.node_mut(parent).first_child = Some(child),
        }
        let node = self.node_mut(child);
        node.parent = Some(parent);
        node.previous = last;
    }

    /// Puts a detached node before `sibling`, which has a parent.
    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let previous = self.node_mut(sibling).previous.replace(child);
        let parent = self.node(sibling).parent;
        match (previous, parent) {
            (Some(previous), _) => self.node_mut(previous).next = Some(child),
            (None, Some(parent)) => self.node_mut(parent).first_child = Some(child),
            (None, None) => {}
        }
        let node = self.node_mut(child);
        node.parent = parent;
        node.previous = previous;
        node.next = Some(sibling);
    }

    /// Puts text at the end of `parent`.
    pub(super) fn append_text(&mut self, parent: NodeId, text: &str) {
        let last = self.node(parent).last_child;
        self.add_text(last, text, |tree, node| tree.append(parent, node));
    }

    /// Adds to the text node `neighbour`, or makes one and has it placed.
    pub(super) fn add_text(&mut self, neighbour: Option<NodeId>, text: &str, place: impl FnOnce(&mut Self, NodeId)) {
        if let Some(NodeData::Text(before)) = neighbour.map(|id| &mut self.node_mut(id).data) {
            before.push_str(text);
            return;
        }
        let node = self.create(NodeData::Text(text.to_owned()));
        place(self, node);
    }
}

/// An HTML element's or attribute's name.
pub(super) fn name(local: &str) -> QualName {
    QualName::new(None, ns!(html), LocalName::from(local))
}
