//! How each format writes HTML as one of its texts.
//!
//! The crates that write the formats do this for every other text. Content is most of a feed, and goes past them: it is
//! escaped on its way to the file, by blocks, where they go byte by byte and copy it four times.

use std::sync::LazyLock;

use super::Format;

/// The way of one format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escaping {
    /// In a CDATA section, which the crate has opened and will close.
    Cdata,
    /// As the text of an XML element: in a section of its own, which is shorter than references for all of its tags.
    Section,
    /// Between the quotes of a JSON string.
    Json,
}

impl Escaping {
    pub(super) fn of(format: Format) -> Self {
        match format {
            Format::Rss => Self::Cdata,
            Format::Atom => Self::Section,
            Format::Json => Self::Json,
        }
    }

    /// Appends `html`, in which there is no character that XML forbids.
    pub(super) fn push(self, out: &mut Vec<u8>, html: &str) {
        match self {
            Self::Cdata => cdata(out, html.as_bytes()),
            Self::Section => {
                out.extend_from_slice(b"<![CDATA[");
                cdata(out, html.as_bytes());
                out.extend_from_slice(b"]]>");
            }
            Self::Json => json(out, html.as_bytes()),
        }
    }
}

static END: LazyLock<memchr::memmem::Finder<'static>> = LazyLock::new(|| memchr::memmem::Finder::new(b"]]>"));

/// A section ends at its first `]]>`, so one that is meant is divided between two sections.
fn cdata(out: &mut Vec<u8>, html: &[u8]) {
    let mut written = 0;
    for at in END.find_iter(html) {
        out.extend_from_slice(html.get(written..at + 2).unwrap_or_default());
        out.extend_from_slice(b"]]><![CDATA[");
        written = at + 2;
    }
    out.extend_from_slice(html.get(written..).unwrap_or_default());
}

/// Appends `html` with three bytes escaped: as many as can be looked for at once.
fn escaped(out: &mut Vec<u8>, html: &[u8], [one, two, three]: [(u8, &[u8]); 3]) {
    let mut written = 0;
    for at in memchr::memchr3_iter(one.0, two.0, three.0, html) {
        let found = html.get(at).copied();
        let (_, escape) = [one, two].into_iter().find(|(byte, _)| found == Some(*byte)).unwrap_or(three);
        out.extend_from_slice(html.get(written..at).unwrap_or_default());
        out.extend_from_slice(escape);
        written = at + 1;
    }
    out.extend_from_slice(html.get(written..).unwrap_or_default());
}

/// RFC 8259 §7: quotation mark, backslash, and the controls; of those XML leaves tab and line feed.
fn json(out: &mut Vec<u8>, html: &[u8]) {
    // Tabs are rare, and three bytes are all that can be looked for at once.
    let mut pieces = html.split(|byte| *byte == b'\t');
    if memchr::memchr(b'\t', html).is_none() {
        return without_tabs(out, html);
    }
    without_tabs(out, pieces.next().unwrap_or_default());
    for piece in pieces {
        out.extend_from_slice(b"\\t");
        without_tabs(out, piece);
    }
}

fn without_tabs(out: &mut Vec<u8>, html: &[u8]) {
    escaped(out, html, [(b'"', b"\\\""), (b'\\', b"\\\\"), (b'\n', b"\\n")]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(escaping: Escaping, html: &str) -> String {
        let mut bytes = Vec::new();
        escaping.push(&mut bytes, html);
        String::from_utf8(bytes).unwrap()
    }

    const HTML: &str = "<p title=\"a\\b\">\u{e9} &amp; ]]> ]]&gt;\n\t\u{7f}'</p>\n";

    #[test]
    fn a_json_string_reads_back_as_it_was_and_is_what_serde_writes() {
        let json = format!("\"{}\"", written(Escaping::Json, HTML));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), HTML);
        assert_eq!(json, serde_json::to_string(HTML).unwrap());
    }

    #[test]
    fn text_of_xml_reads_back_as_it_was() {
        for (escaping, around) in [(Escaping::Section, ("<a>", "</a>")), (Escaping::Cdata, ("<a><![CDATA[", "]]></a>"))]
        {
            let xml = format!("{}{}{}", around.0, written(escaping, HTML), around.1);
            let tree = roxmltree::Document::parse(&xml).unwrap();
            let text: String = tree.root_element().children().filter_map(|node| node.text()).collect();
            assert_eq!(text, HTML, "{xml}");
        }
    }
}
