//! The values that templates reckon with.

use std::rc::Rc;

use crate::source::tree::{Kind, Map, Node, Style};

/// A value; texts, lists and maps are shared, so that copying one is cheap.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing.
    Nil,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Rc<str>),
    /// A list.
    List(Rc<Vec<Value>>),
    /// A map in the order of its file.
    Map(Rc<Vec<(String, Value)>>),
}

impl Value {
    /// A text.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A list.
    pub(super) fn list(list: Vec<Self>) -> Self {
        Self::List(Rc::new(list))
    }

    /// A map.
    pub(super) fn map(entries: Vec<(&str, Self)>) -> Self {
        Self::Map(Rc::new(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
    }

    /// The value of a node of front matter or configuration; plain YAML scalars are what YAML 1.1 takes them for.
    pub(super) fn of_node(node: &Node) -> Self {
        match &node.kind {
            Kind::Null => Self::Nil,
            Kind::List(list) => Self::list(list.iter().map(Self::of_node).collect()),
            Kind::Map(map) => Self::of_map(map),
            Kind::Scalar { text, style: Style::Quoted | Style::Block | Style::Datetime } => Self::text(text),
            Kind::Scalar { text, .. } => match (node.as_bool(), text.parse::<i64>(), text.parse::<f64>()) {
                (Some(truth), ..) => Self::Bool(truth),
                (_, Ok(number), _) => Self::Int(number),
                (_, _, Ok(number)) if number.is_finite() => Self::Float(number),
                _ => Self::text(text),
            },
        }
    }

    /// The value of a map.
    pub(super) fn of_map(map: &Map) -> Self {
        let entries = map.entries.iter().map(|entry| (entry.key.clone(), Self::of_node(&entry.value)));
        Self::Map(Rc::new(entries.collect()))
    }

    /// Whether a condition holds: everything but nothing and false.
    pub(super) fn is_true(&self) -> bool {
        !matches!(self, Self::Nil | Self::Bool(false))
    }

    /// Whether there is nothing in it, as `empty` and `default` see it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Nil | Self::Bool(false) => true,
            Self::Text(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Map(map) => map.is_empty(),
            Self::Bool(true) | Self::Int(_) | Self::Float(_) => false,
        }
    }

    /// What stands in the text for it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Nil | Self::Map(_) => String::new(),
            Self::Bool(truth) => truth.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) if number.fract() == 0.0 => format!("{number:.1}"),
            Self::Float(number) => number.to_string(),
            Self::Text(text) => text.to_string(),
            Self::List(list) => list.iter().map(Self::shown).collect(),
        }
    }

    /// Its number, where it is one or says one.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "templates reckon with small numbers")]
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// What stands under a key, or at a place of a list.
    pub(super) fn get(&self, key: &Self) -> Self {
        match (self, key) {
            (Self::Map(map), key) => {
                let key = key.shown();
                match (map.iter().find(|(name, _)| *name == key), key.as_str()) {
                    (Some((_, value)), _) => value.clone(),
                    (None, "size") => Self::Int(length(map.len())),
                    (None, _) => Self::Nil,
                }
            }
            (Self::List(list), Self::Int(at)) => {
                let at = if *at < 0 { length(list.len()) + at } else { *at };
                usize::try_from(at).ok().and_then(|at| list.get(at)).cloned().unwrap_or(Self::Nil)
            }
            (Self::List(list), Self::Text(key)) => match &**key {
                "first" => list.first().cloned().unwrap_or(Self::Nil),
                "last" => list.last().cloned().unwrap_or(Self::Nil),
                "size" => Self::Int(length(list.len())),
                _ => Self::Nil,
            },
            (Self::Text(text), Self::Text(key)) if &**key == "size" => Self::Int(length(text.chars().count())),
            _ => Self::Nil,
        }
    }

    /// Its parts: those of a list, the pairs of a map, else itself.
    pub(super) fn parts(&self) -> Vec<Self> {
        match self {
            Self::Nil => Vec::new(),
            Self::List(list) => list.to_vec(),
            Self::Map(map) => map.iter().map(|(key, value)| Self::list(vec![Self::text(key), value.clone()])).collect(),
            other => vec![other.clone()],
        }
    }

    /// How large it is, to bound what a template builds up.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::List(list) => list.iter().map(|part| 1 + part.size()).sum(),
            Self::Map(map) => map.iter().map(|(_, part)| 1 + part.size()).sum(),
            _ => 1,
        }
    }
}

/// The largest value that a template may build up, by [`Value::size`].
pub(super) const LARGEST: usize = 2 << 20;

/// A length as a number of templates.
pub(super) fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
