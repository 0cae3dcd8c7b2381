//! The HTML of a feed's entries, read back from its file.

use feedwright::feed::Format;
use roxmltree::{Document, Node};
use serde_json::Value;

/// What a reader shows of an entry as HTML.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// The entry's id.
    pub id: String,
    /// The full text.
    pub content: Option<String>,
    /// The summary, where the format says that it is HTML.
    pub summary: Option<String>,
}

const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";

/// The entries of a feed.
///
/// # Errors
///
/// The text is no XML, or no JSON.
pub fn entries(format: Format, text: &str) -> Result<Vec<Shown>, String> {
    match format {
        Format::Json => {
            let feed: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
            let word = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
            let shown = |item: &Value| Shown {
                id: word(item, "id").unwrap_or_default(),
                content: word(item, "content_html"),
                summary: None,
            };
            Ok(feed.get("items").and_then(Value::as_array).into_iter().flatten().map(shown).collect())
        }
        Format::Rss | Format::Atom => {
            let document = Document::parse(text).map_err(|error| error.to_string())?;
            let (element, id, content) = match format {
                Format::Rss => ("item", "guid", "encoded"),
                _ => ("entry", "id", "content"),
            };
            let shown = |entry: Node<'_, '_>| Shown {
                id: text_of(entry, id, None).unwrap_or_default(),
                content: text_of(entry, content, Some(CONTENT).filter(|_| format == Format::Rss)),
                summary: text_of(entry, "description", None).filter(|_| format == Format::Rss),
            };
            Ok(document.descendants().filter(|node| node.tag_name().name() == element).map(shown).collect())
        }
    }
}

/// The text of the child of this name; `namespace` where it must be another than the parent's.
fn text_of(entry: Node<'_, '_>, name: &str, namespace: Option<&str>) -> Option<String> {
    let namespace = namespace.or_else(|| entry.tag_name().namespace());
    let is = |child: &Node<'_, '_>| child.tag_name().name() == name && child.tag_name().namespace() == namespace;
    let child = entry.children().find(is)?;
    Some(child.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect())
}
