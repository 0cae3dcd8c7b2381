//! Front matter as a tree of text with spans: one shape for YAML, TOML, JSON and `Key: value` headers.
//!
//! Nothing is interpreted here: `title: 1.10` stays the text `1.10`, and whether a value was quoted is kept, since
//! Jekyll gives a quoted and an unquoted date other URLs.

use crate::problem::Span;

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes: YAML plain, a bare header value.
    Plain,
    /// In quotes of any kind.
    Quoted,
    /// A YAML block scalar (`|` or `>`).
    Block,
    /// A TOML or JSON number.
    Number,
    /// A TOML or JSON boolean.
    Boolean,
    /// A TOML date or time.
    Datetime,
}

/// A value of the front matter with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where the value stands, in bytes of the whole file, quotes and brackets included.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// No value: `key:`, `~`, `null`.
    Null,
    /// A text; numbers, booleans and dates keep the spelling they have in the file.
    Scalar {
        /// The text, unquoted and unescaped.
        text: String,
        /// How it was written.
        style: Style,
    },
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Map),
}

/// A map in the order of the file. A key that stands twice is kept once, with its last value
/// (its first one in plain `Key: value` headers).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map {
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, as written.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

impl Map {
    /// The entry under exactly this key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value under exactly this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Node {
    /// The text of a scalar, as written.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The values of a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    /// A boolean as YAML 1.1, TOML and JSON write it (`true`, `Yes`, `off` …); a quoted one does not count.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Scalar { text, style: Style::Plain | Style::Boolean } => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether there is nothing in it: null, an empty or blank text, an empty list or map.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::Scalar { text, .. } => text.trim().is_empty(),
            Kind::List(list) => list.is_empty(),
            Kind::Map(map) => map.is_empty(),
        }
    }
}
