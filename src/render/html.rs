//! `SafeHtml`: HTML that is balanced and made of an allow-list, made in one place.
//!
//! The lists below are the whole of what a feed of ours can hold. Everything that came through an HTML parser goes
//! through `ammonia` with these lists; what `write` makes of Markdown uses a part of them, and a test
//! holds that `ammonia` changes nothing in it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use ammonia::{Builder, UrlRelative};

use super::escape;
use super::frames::Frames;
use super::links::LINK_SCHEMES;

/// HTML that is safe to show: balanced, only allowed elements and attributes, every URL absolute, no character that
/// XML forbids. It is well-formed XML as well when it is put into an element. Feeds share it: a clone copies nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SafeHtml(Arc<String>);

impl SafeHtml {
    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes the marks of more-markers out; gives where the first stood.
    pub(super) fn take_marker(&mut self) -> Option<usize> {
        let mut mark = [0; 3];
        let at = memchr::memmem::find(self.0.as_bytes(), escape::MORE.encode_utf8(&mut mark).as_bytes())?;
        Arc::make_mut(&mut self.0).retain(|character| character != escape::MORE);
        Some(at)
    }

    /// Takes the first occurrence of a character that is no markup out.
    pub(super) fn remove(&mut self, character: char) {
        if let Some((before, after)) = self.0.split_once(character) {
            self.0 = Arc::new(format!("{before}{after}"));
        }
    }

    /// These one after another.
    pub(crate) fn joined(parts: &[&Self]) -> Self {
        Self(Arc::new(parts.iter().map(|part| part.as_str()).collect()))
    }

    /// HTML that the Markdown writer made: escaped, absolute and balanced already.
    pub(super) fn written(html: String) -> Self {
        Self(Arc::new(html))
    }

    /// HTML that came through a parser: what the lists do not hold goes.
    pub(super) fn sanitised(html: &str, frames: Frames) -> Self {
        let cleaner = if frames == Frames::Keep { &WITH_FRAMES } else { &CLEANER };
        Self(Arc::new(well_formed(&cleaner.clean(html).to_string())))
    }
}

/// The elements that a feed may hold.
pub(super) const ELEMENTS: [&str; 78] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "nav",
    "rb",
];

/// The attributes that every element may have. `class` is cut down to what says a language of code.
const ATTRIBUTES: [&str; 5] = ["class", "dir", "id", "lang", "title"];

/// The attributes of single elements.
const ELEMENT_ATTRIBUTES: [(&str, &[&str]); 22] = [
    ("a", &["href", "hreflang"]),
    ("audio", &["controls", "loop", "muted", "src"]),
    ("blockquote", &["cite"]),
    ("col", &["align", "span"]),
    ("colgroup", &["align", "span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("img", &["alt", "height", "longdesc", "sizes", "src", "srcset", "width"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["reversed", "start", "type"]),
    ("q", &["cite"]),
    ("source", &["height", "media", "sizes", "src", "srcset", "type", "width"]),
    ("td", &["align", "colspan", "headers", "rowspan", "valign"]),
    ("th", &["abbr", "align", "colspan", "headers", "rowspan", "scope", "valign"]),
    ("tbody", &["align"]),
    ("thead", &["align"]),
    ("time", &["datetime"]),
    ("tr", &["align", "valign"]),
    ("track", &["kind", "label", "src", "srclang"]),
    ("video", &["controls", "height", "loop", "muted", "poster", "src", "width"]),
];

/// Elements that go with all that is in them.
pub(super) const DROPPED: [&str; 24] = [
    "applet", "base", "button", "canvas", "dialog", "embed", "frame", "frameset", "head", "iframe", "input", "link",
    "meta", "noembed", "noframes", "object", "optgroup", "option", "script", "select", "style", "template", "textarea",
    "title",
];

/// Whether an element of this name may have this attribute.
pub(super) fn allows(element: &str, attribute: &str) -> bool {
    ATTRIBUTES.contains(&attribute)
        || ELEMENT_ATTRIBUTES.iter().any(|(name, attributes)| *name == element && attributes.contains(&attribute))
}

/// Whether the element has no content and no end tag.
pub(super) fn is_void(element: &str) -> bool {
    matches!(element, "br" | "col" | "hr" | "img" | "source" | "track" | "wbr")
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

/// The same where the author keeps frames.
static WITH_FRAMES: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = cleaner();
    builder.rm_clean_content_tags(["iframe"]).add_tags(["iframe"]).add_tag_attributes("iframe", FRAME_ATTRIBUTES);
    builder
});

/// The attributes of a frame that stays.
pub(super) const FRAME_ATTRIBUTES: [&str; 4] = ["allowfullscreen", "height", "src", "width"];

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::empty();
    let by_element: HashMap<&str, HashSet<&str>> =
        ELEMENT_ATTRIBUTES.iter().map(|(name, attributes)| (*name, attributes.iter().copied().collect())).collect();
    builder
        .tags(ELEMENTS.into_iter().collect())
        .clean_content_tags(DROPPED.into_iter().chain(["svg", "math", "noscript"]).collect())
        .generic_attributes(ATTRIBUTES.into_iter().collect())
        .tag_attributes(by_element)
        .url_schemes(LINK_SCHEMES.into_iter().chain(["data"]).collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(filter);
    builder
}

/// The last look at each attribute: no address that is relative or not of the kind its element shows, no class but a
/// language.
fn filter<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let kept = match attribute {
        "class" if matches!(element, "code" | "pre") => return languages(value),
        "class" => return None,
        "href" => value.starts_with('#') || (has_scheme(value) && !value.starts_with("data:")),
        "src" | "poster" => is_web(value) || (element == "img" && value.starts_with("data:image/")),
        "cite" | "longdesc" => is_web(value),
        "srcset" => {
            super::links::candidates(value).iter().all(|(url, _)| is_web(url) || url.starts_with("data:image/"))
        }
        _ => true,
    };
    kept.then_some(Cow::Borrowed(value))
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| LINK_SCHEMES.contains(&scheme))
}

/// The classes that say in which language code is written.
fn languages(classes: &str) -> Option<Cow<'_, str>> {
    let is_language = |class: &&str| class.starts_with("language-");
    let mut all = classes.split_ascii_whitespace();
    let only = all.next().filter(|class| is_language(class) && *class == classes);
    if only.is_some() {
        return Some(Cow::Borrowed(classes));
    }
    classes.split_ascii_whitespace().find(is_language).map(|class| Cow::Owned(class.to_owned()))
}

/// `ammonia`'s HTML as XML reads it too: empty elements closed, no named reference but XML's own, no forbidden
/// character, no empty paragraph. An id stands once: where elements overlap, the parser makes two of one (HTML,
/// "adoption agency algorithm").
fn well_formed(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 32);
    let mut ids = HashSet::new();
    let mut rest = html;
    // In what `ammonia` writes, `<` and `>` occur only around tags.
    while let Some((text, tail)) = rest.split_once('<') {
        push_clean(&mut out, text);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        rest = after;
        if tag == "/p" && out.ends_with("<p>") {
            out.truncate(out.len() - "<p>".len());
            continue;
        }
        out.push('<');
        match id_of(tag).filter(|(id, _)| !ids.insert(*id)) {
            Some((_, place)) => {
                push_clean(&mut out, tag.get(..place.start).unwrap_or_default());
                push_clean(&mut out, tag.get(place.end..).unwrap_or_default());
            }
            None => push_clean(&mut out, tag),
        }
        if is_void(tag.split(' ').next().unwrap_or_default()) {
            out.push('/');
        }
        out.push('>');
    }
    push_clean(&mut out, rest);
    out
}

/// The id of a tag, and where the attribute stands with the blank before it. No value has a quotation mark in it.
fn id_of(tag: &str) -> Option<(&str, Range<usize>)> {
    const OPENS: &str = " id=\"";
    let start = memchr::memmem::find(tag.as_bytes(), OPENS.as_bytes())?;
    let id = tag.get(start + OPENS.len()..)?.split('"').next()?;
    Some((id, start..start + OPENS.len() + id.len() + 1))
}

fn push_clean(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&nbsp;") {
        push_allowed(out, before);
        out.push('\u{A0}');
        rest = after;
    }
    push_allowed(out, rest);
}

fn push_allowed(out: &mut String, text: &str) {
    // The marker goes later, when the summary has been cut there.
    if text.chars().all(|c| c != '\r' && (escape::is_allowed(c) || c == escape::MORE)) {
        out.push_str(text);
    } else {
        out.extend(
            text.chars()
                .filter(|c| escape::is_allowed(*c) || *c == escape::MORE)
                .map(|c| if c == '\r' { '\n' } else { c }),
        );
    }
}

#[cfg(test)]
impl SafeHtml {
    /// Whatever a test of the formats puts into a feed, without what XML forbids.
    pub(crate) fn unchecked(html: &str) -> Self {
        Self(Arc::new(crate::feed::text::clean(html).into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_the_parser_doubled_stands_once() {
        for (html, expected) in [
            (
                "<i><a href=y><code id=q><table><a href=y></table><nobr>x",
                "<i><a href=\"https://example.com/a/y\"><code id=\"P-q\"></code></a><code>\
                 <a href=\"https://example.com/a/y\">x</a></code></i>",
            ),
            ("<p title='a id=\"x' id=x>a</p><p id=x>b</p>", "<p title=\"a id=&quot;x\" id=\"P-x\">a</p><p>b</p>"),
        ] {
            assert_eq!(crate::render::tests::through_reader(html), expected, "{html}");
        }
    }

    #[test]
    fn no_attribute_that_stays_is_one_that_check_calls_risky() {
        let own = ELEMENT_ATTRIBUTES.iter().flat_map(|(_, attributes)| *attributes);
        for attribute in own.chain(&ATTRIBUTES).chain(&FRAME_ATTRIBUTES) {
            assert!(crate::check::html::elements::is_safe_attribute(attribute), "{attribute}");
        }
    }
}
