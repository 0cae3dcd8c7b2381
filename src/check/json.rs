//! JSON Feed 1.0 and 1.1.

mod feed;
mod item;
mod stream;
mod tree;

use super::finding::Findings;
use super::registry::Rule;
use super::value::{Given, Judge, Value};
use super::window::Window;
use super::{Options, dates, language, rules, text, uri};
use crate::problem::Span;
pub(super) use stream::stream;
use tree::{Kind, Member, Node};

/// Whether the text looks like JSON.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Judges a JSON feed of which everything is at hand.
pub(super) fn check(window: Window<'_>, options: &Options, findings: &mut Findings) {
    match tree::read(window, options, findings) {
        Ok(root) => feed::check(&mut Judging { window, options, findings, is_1_0: false }, &root),
        Err((rule, span, message)) => findings.add(rule, span, message),
    }
}

/// Says of a byte order mark of so many bytes that JSON has none (RFC 8259 §8.1); that of UTF-8 has three.
pub(super) fn mark(length: usize, findings: &mut Findings) {
    if length == 3 {
        findings.add(&rules::JSON_BYTE_ORDER_MARK, Span::new(0, 1), "the file begins with a byte order mark");
    }
}

/// What judging a part of a feed needs.
struct Judging<'j, 'a> {
    window: Window<'a>,
    options: &'j Options,
    findings: &'j mut Findings,
    is_1_0: bool,
}

impl<'a> Judging<'_, 'a> {
    fn add(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) {
        self.findings.add(rule, span, message);
    }

    /// The members of an object; a finding where it is none.
    fn object<'n>(&mut self, node: &'n Node<'a>, name: &str) -> Option<&'n [Member<'a>]> {
        if let Kind::Object(members) = &node.kind {
            return Some(members);
        }
        self.wrong_type(node, name, "an object");
        None
    }

    fn list<'n>(&mut self, node: &'n Node<'a>, name: &str) -> &'n [Node<'a>] {
        if let Kind::List(nodes) = &node.kind {
            return nodes;
        }
        self.wrong_type(node, name, "a list");
        &[]
    }

    /// The text of a string that is not blank; a finding where it is none.
    fn string<'n>(&mut self, node: &'n Node<'a>, name: &str) -> Option<&'n str> {
        let Kind::Text(text) = &node.kind else {
            self.wrong_type(node, name, "a text");
            return None;
        };
        if text.trim().is_empty() {
            self.add(&rules::JSON_BLANK, node.span, format!("{name} is empty"));
            return None;
        }
        Some(text)
    }

    fn wrong_type(&mut self, node: &Node<'a>, name: &str, wanted: &str) {
        self.add(&rules::JSON_TYPE, node.span, format!("{name} is {}, not {wanted}", node.kind.word()));
    }

    fn url(&mut self, node: &Node<'a>, name: &str) {
        let Some(text) = self.string(node, name) else { return };
        let form = uri::Form { absolute: true, iri: true };
        if uri::check(text, form).is_err() || !text.contains(':') {
            let message = format!("{name} is no full web address: {text:?}");
            self.add(&rules::JSON_URL, node.span, message);
        }
    }

    fn date(&mut self, node: &Node<'a>, name: &str) {
        let Some(text) = self.string(node, name) else { return };
        let Some(stamp) = dates::iso(text, dates::IsoForm::Rfc3339) else {
            let message = format!("{name} is no date of RFC 3339: {text:?}");
            return self.add(&rules::JSON_DATE, node.span, message);
        };
        if stamp.year < 1990 || self.options.now.is_some_and(|now| stamp.seconds() > now.saturating_add(86_400)) {
            let message = format!("{name} lies before the web or in the future: {text}");
            self.add(&rules::IMPLAUSIBLE_DATE, node.span, message);
        }
    }

    fn plain(&mut self, node: &Node<'a>, name: &str) {
        let Some(found) = self.string(node, name) else { return };
        // JSON has no spelling by which one shows that the signs are meant; an end tag without its start tag is no HTML.
        if let Some((at, text::Markup::Tag(tag))) = text::markup(found, || false)
            && text::opens(found.get(..at).unwrap_or_default(), tag)
        {
            let message = format!("{name} has HTML in it: </{tag}>");
            self.add(&rules::JSON_HTML_IN_TEXT, node.span, message);
        }
    }

    fn html(&mut self, node: &Node<'a>, name: &str) {
        let Some(text) = self.string(node, name) else { return };
        let raw = self.window.cut(Span::new(node.span.start + 1, node.span.end.saturating_sub(1)));
        // Without escapes the value stands in the source as it is.
        let piece = super::value::Piece { at: 0, start: node.span.start + 1, raw, verbatim: true };
        let pieces = if raw.len() == text.len() { vec![piece] } else { Vec::new() };
        let given = Given { text, span: node.span, pieces: &pieces, element: name, attribute: "" };
        Judge { findings: self.findings, options: self.options, is_rss2: false }.value(Value::JsonHtml, &given);
    }

    fn flag(&mut self, node: &Node<'a>, name: &str) {
        if !matches!(node.kind, Kind::Truth) {
            self.wrong_type(node, name, "true or false");
        }
    }

    fn number(&mut self, node: &Node<'a>, name: &str) {
        let is_good = matches!(node.kind, Kind::Number(number) if !number.starts_with('-'));
        if !is_good {
            self.wrong_type(node, name, "a number from 0");
        }
    }

    fn language(&mut self, node: &Node<'a>, name: &str) {
        if let Some(text) = self.string(node, name)
            && !language::is_known(text)
        {
            let message = format!("{name} names no language: {text:?}");
            self.add(&rules::JSON_LANGUAGE, node.span, message);
        }
    }

    /// A member that the specification does not have: an extension, or a slip.
    fn unknown(&mut self, member: &Member<'a>) {
        let name = &*member.name;
        if !name.starts_with('_') {
            self.add(&rules::JSON_UNKNOWN, member.name_span, format!("JSON Feed has no member {name:?}"));
        } else if name.contains('.') || !matches!(member.node.kind, Kind::Object(_)) {
            let message = format!("the extension {name:?} is no object, or has a point in its name");
            self.add(&rules::JSON_EXTENSION, member.name_span, message);
        }
    }

    fn missing(&mut self, span: Span, what: &str, name: &str) {
        self.add(&rules::JSON_MISSING, span, format!("{what} has no {name}"));
    }

    fn authors(&mut self, node: &Node<'a>) {
        for author in self.list(node, "authors").iter().take(1_000) {
            self.author(author);
        }
    }

    fn author(&mut self, node: &Node<'a>) {
        let Some(members) = self.object(node, "an author") else { return };
        for member in members {
            match &*member.name {
                "name" => self.plain(&member.node, "the name of an author"),
                "url" => self.url(&member.node, "the url of an author"),
                "avatar" => self.url(&member.node, "the avatar of an author"),
                _ => self.unknown(member),
            }
        }
        if !members.iter().any(|member| matches!(&*member.name, "name" | "url" | "avatar")) {
            self.add(&rules::JSON_AUTHOR, node.span, "an author has neither name nor url nor avatar");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check as judge;

    fn codes(text: &str) -> Vec<&'static str> {
        judge("feed.json", text.as_bytes(), &Options::default()).iter().map(|finding| finding.rule.code).collect()
    }

    #[test]
    fn a_good_feed_has_no_findings() {
        let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "t", "home_page_url": "https://a.b/",
            "feed_url": "https://a.b/f.json", "items": [{"id": "1", "url": "https://a.b/1", "content_html": "<p>a</p>",
            "date_published": "2025-06-03T08:00:00Z", "authors": [{"name": "n"}], "tags": ["x"]}]}"#;
        assert_eq!(codes(feed), Vec::<&str>::new());
    }

    #[test]
    fn broken_json_is_told_with_its_place() {
        let found = judge("f", b"{\"a\": 1,\n \"b\" 2}", &Options::default());
        let point = found[0].place.point.clone().unwrap();
        assert_eq!((found[0].rule.code, point.line, point.column), ("json-broken", 2, 6));
        assert!(is_json(" {"));
    }

    #[test]
    fn nesting_ends_at_a_limit() {
        assert_eq!(codes(&"[".repeat(100_000)), ["json-too-deep"]);
    }
}
