//! The reader-safe pass: what a page has for its browser goes, what its scripts would do is done.

use std::sync::LazyLock;

use super::frames;
use super::html::DROPPED;
use super::links::{Links, Resolved, Use};
use super::policy::Policy;
use super::selector::Selector;
use super::text::is_blank;
use super::tree::{NodeData, NodeId, ROOT, Tree};
use super::{code, formula};

/// What is never part of an article: anchors of headings, tables of contents, copy buttons, share bars, "edit this
/// page", comments, what pages show to nobody, and what they show in the dark alone: the same stands beside it for the light.
const REMOVED: &str = "a.anchor, a.headerlink, a.header-anchor, a.heading-anchor, a.anchor-link, a.hash-link, \
    a.zola-anchor, a.heading-link, a.anchorjs-link, a.direct-link, a.octicon-link, a.header-link, a.anchorlink, a.sl-anchor-link, \
    div#toc, ul#toc, ol#toc, details#toc, section#toc, .toc, ul#markdown-toc, #TableOfContents, .table-of-contents, \
    div#table-of-contents, .tableOfContents, .theme-doc-toc-mobile, [class*=tocCollapsible], \
    .copy-button, .copy-code-button, .copybtn, .btn-copy, .btn-clipboard, .clipboard-copy, \
    .share, .share-buttons, .sharing, .social-share, .sharedaddy, .a2a_kit, .addthis_toolbox, \
    .edit-page, .edit-this-page, .edit-link, .theme-edit-this-page, \
    .github-emoji img, \
    #disqus_thread, .giscus, .utterances, nav, [hidden], .sr-only, .visually-hidden, .screen-reader-text, \
    .only-dark, .dark-only, .dark-mode-only, .hide-light, .light-hidden, [class*=themedComponent--dark]";

static ALWAYS: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse(REMOVED).ok());

/// Makes a tree fit for readers.
pub(super) fn pass(tree: &mut Tree, policy: &Policy, links: &Links) {
    formula::reduce(tree);
    code::reduce(tree);
    frames::scripts(tree, policy.frames, links);
    remove(tree, policy);
    noscript(tree);
    frames::apply(tree, policy.frames, links);
    for id in tree.below(ROOT).collect::<Vec<_>>() {
        match tree.tag(id) {
            Some("img") => picture(tree, id, links),
            Some("video" | "audio") => player(tree, id),
            Some("td" | "th" | "tr") => alignment(tree, id),
            Some("tt") => typewriter(tree, id),
            Some("pre" | "div") if is_diagram(tree, id) => diagram(tree, id, links),
            _ => {}
        }
    }
    empties(tree);
}

fn remove(tree: &mut Tree, policy: &Policy) {
    let meant = |tree: &Tree, id: NodeId| {
        ALWAYS.iter().chain(&policy.remove).any(|selector| selector.matches(tree, id)) || is_heading_anchor(tree, id)
    };
    let mut at = tree.following(ROOT, ROOT, true);
    while let Some(id) = at {
        let matched = is_machinery(tree, id) || (tree.tag(id).is_some() && meant(tree, id));
        if matched && is_whole_heading(tree, id) {
            at = tree.following(id, ROOT, true);
            tree.unwrap(id);
            continue;
        }
        at = tree.following(id, ROOT, !matched);
        if matched {
            tree.detach(id);
        }
    }
}

/// What no reader shows: scripts, styles, forms' fields, drawings. Frames and objects have their own turn.
fn is_machinery(tree: &Tree, id: NodeId) -> bool {
    match tree.tag(id) {
        Some(tag) => DROPPED.contains(&tag) && !matches!(tag, "iframe" | "embed" | "object"),
        None => matches!(&tree.node(id).data, NodeData::Element(..)),
    }
}

/// An anchor that all words of its heading stand in: Zola's `insert_anchor_links = "heading"`.
fn is_whole_heading(tree: &Tree, id: NodeId) -> bool {
    let has_words = |id: NodeId| match &tree.node(id).data {
        NodeData::Text(text) => text.chars().any(char::is_alphanumeric),
        _ => false,
    };
    let Some(heading) = tree.ancestors(id).find(|above| is_heading(tree, *above)) else { return false };
    if tree.tag(id) != Some("a") || !tree.below(id).any(has_words) {
        return false;
    }
    let around =
        std::iter::successors(tree.following(heading, heading, true), |at| tree.following(*at, heading, *at != id));
    !around.into_iter().any(has_words)
}

fn is_heading(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.tag(id), Some("h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
}

/// A link from a heading to itself, with no words: `#`, `¶`, `§` or a picture of a chain.
fn is_heading_anchor(tree: &Tree, id: NodeId) -> bool {
    tree.tag(id) == Some("a")
        && tree.attribute(id, "href").is_some_and(|href| href.starts_with('#'))
        && !tree.text(id).chars().any(char::is_alphanumeric)
        && tree.ancestors(id).take(3).any(|above| is_heading(tree, above))
}

/// `<tt>`, which HTML has no more, as `<code>`.
fn typewriter(tree: &mut Tree, id: NodeId) {
    let code = tree.element("code", &[]);
    for child in tree.children(id).collect::<Vec<_>>() {
        tree.detach(child);
        tree.append(code, child);
    }
    tree.replace(id, code);
}

/// A recording has its controls, and for readers that show none a link to it in place of "your browser does not…".
fn player(tree: &mut Tree, id: NodeId) {
    tree.set_attribute(id, "controls", "");
    let own = tree.attribute(id, "src");
    let of_source = || tree.elements(id, "source").into_iter().find_map(|source| tree.attribute(source, "src"));
    let address = own.or_else(of_source).map(str::to_owned);
    let is_word = |tree: &Tree, child: NodeId| !matches!(tree.tag(child), Some("source" | "track"));
    let shows = |tree: &Tree, child: NodeId| match &tree.node(child).data {
        NodeData::Text(text) => !text.trim().is_empty(),
        _ => !tree.text(child).trim().is_empty(),
    };
    let instead: Vec<NodeId> = tree.children(id).filter(|child| is_word(tree, *child)).collect();
    let says = instead.iter().any(|child| shows(tree, *child));
    if !says || !tree.elements(id, "a").is_empty() {
        return;
    }
    for child in instead {
        tree.detach(child);
    }
    let Some(address) = address else { return };
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let link = tree.element("a", &[("href", &address)]);
    tree.append_text(link, &name);
    tree.append(id, link);
}

/// What `<noscript>` holds in place of the picture that a script would load; else nothing.
fn noscript(tree: &mut Tree) {
    for id in tree.elements(ROOT, "noscript") {
        let media = |id: NodeId| matches!(tree.tag(id), Some("img" | "picture" | "video" | "audio" | "iframe"));
        if !tree.below(id).any(media) {
            tree.detach(id);
            continue;
        }
        let inner = tree.below(id).find(|inner| tree.tag(*inner) == Some("img"));
        match neighbour(tree, id).filter(|other| is_same_picture(tree, *other, inner)) {
            Some(other) if tree.attribute(other, "data-src").is_none() => {
                tree.detach(other);
                tree.unwrap(id);
            }
            Some(_) => tree.detach(id),
            None => tree.unwrap(id),
        }
    }
}

/// The picture right before or after an element.
fn neighbour(tree: &Tree, id: NodeId) -> Option<NodeId> {
    let beside = |step: fn(&super::tree::Node) -> Option<NodeId>| {
        let mut at = step(tree.node(id))?;
        while matches!(&tree.node(at).data, NodeData::Text(text) if text.trim().is_empty()) {
            at = step(tree.node(at))?;
        }
        std::iter::once(at).chain(tree.below(at)).find(|id| tree.tag(*id) == Some("img"))
    };
    beside(|node| node.previous).or_else(|| beside(|node| node.next))
}

/// Whether a picture waits for a script that would show the one in `<noscript>`.
fn is_same_picture(tree: &Tree, waiting: NodeId, shown: Option<NodeId>) -> bool {
    let Some(shown) = shown else { return false };
    let source = |id: NodeId, name: &str| tree.attribute(id, name).map(str::to_owned);
    let waits = source(waiting, "src").is_none_or(|src| src.starts_with("data:") || src.is_empty());
    waits || source(waiting, "data-src").is_some() || source(waiting, "src") == source(shown, "src")
}

/// Where a picture's address may stand besides `src`.
const SOURCES: [&str; 7] =
    ["srcset", "data-src", "data-srcset", "data-lazy-src", "data-lazy-srcset", "data-original", "data-lazy"];

fn picture(tree: &mut Tree, id: NodeId, links: &Links) {
    let source = tree.attribute(id, "src").unwrap_or_default();
    let is_data = source.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("data:"));
    let has_other = SOURCES.iter().any(|name| tree.attribute(id, name).is_some());
    if source.trim().is_empty() && !has_other {
        // Only the sources around it say where it is.
        let picture = tree.node(id).parent.filter(|parent| tree.tag(*parent) == Some("picture"));
        let sources = picture.map(|picture| tree.elements(picture, "source")).unwrap_or_default();
        let value = |id: &NodeId| ["srcset", "data-srcset"].iter().find_map(|name| tree.attribute(*id, name));
        if let Some(srcset) = sources.iter().rev().find_map(value).map(str::to_owned) {
            tree.remove_attribute(id, "src");
            tree.set_attribute(id, "srcset", &srcset);
        }
        return;
    }
    if is_data && has_other {
        // A grey box that stands where a script would put the picture.
        tree.remove_attribute(id, "src");
    } else if is_data && !matches!(links.resolve(source, Use::Media), Resolved::Url(_)) {
        let alt = tree.attribute(id, "alt").map(str::trim).filter(|alt| !alt.is_empty()).unwrap_or("Picture");
        let text = format!("{alt} (on the page)");
        put_link(tree, id, &text, links);
    }
}

/// `style="text-align: right"` of a cell as `align`, which readers leave alone.
fn alignment(tree: &mut Tree, id: NodeId) {
    let style = tree.attribute(id, "style").unwrap_or_default();
    let value = style.split(';').find_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        (name.trim() == "text-align").then(|| value.trim().to_owned())
    });
    if let Some(value) = value.filter(|value| matches!(value.as_str(), "left" | "right" | "center")) {
        tree.set_attribute(id, "align", &value);
    }
}

fn is_diagram(tree: &Tree, id: NodeId) -> bool {
    let in_code = || tree.children(id).any(|child| tree.has_class(child, "language-mermaid"));
    tree.has_class(id, "mermaid") || (tree.tag(id) == Some("pre") && in_code())
}

/// A diagram that only a script draws: a link to where it is drawn.
fn diagram(tree: &mut Tree, id: NodeId, links: &Links) {
    let paragraph = tree.element("p", &[]);
    tree.insert_before(id, paragraph);
    tree.detach(id);
    tree.append(paragraph, id);
    put_link(tree, id, DIAGRAM, links);
}

/// What a diagram's link says.
pub(super) const DIAGRAM: &str = "Diagram (on the page)";

fn put_link(tree: &mut Tree, id: NodeId, text: &str, links: &Links) {
    let link = tree.element("a", &[("href", &links.on_page(""))]);
    tree.append_text(link, text);
    tree.replace(id, link);
}

/// Takes out what has become empty: innermost first, and what that leaves empty in turn.
fn empties(tree: &mut Tree) {
    let mut all: Vec<NodeId> = tree.below(ROOT).collect();
    all.reverse();
    for id in all {
        let shell = matches!(
            tree.tag(id),
            Some(
                "p" | "div"
                    | "span"
                    | "section"
                    | "figure"
                    | "figcaption"
                    | "ul"
                    | "ol"
                    | "li"
                    | "dl"
                    | "a"
                    | "b"
                    | "i"
                    | "em"
                    | "strong"
                    | "h1"
                    | "h2"
                    | "h3"
                    | "h4"
                    | "h5"
                    | "h6"
                    | "blockquote"
                    | "header"
                    | "footer"
                    | "aside"
                    | "article"
                    | "center"
                    | "font"
                    | "pre"
                    | "picture"
                    | "table"
                    | "tbody"
                    | "details"
                    | "form"
            )
        );
        // Links may lead to it.
        let is_target = tree.attribute(id, "id").is_some() || tree.attribute(id, "name").is_some();
        let empty =
            || tree.children(id).all(|child| matches!(&tree.node(child).data, NodeData::Text(text) if is_blank(text)));
        if shell && !is_target && empty() {
            tree.unwrap(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::render::tests::{through, through_reader};
    use crate::render::{Policy, Selector};

    #[test]
    fn what_a_page_has_for_its_browser_is_gone() {
        for (html, expected) in [
            (
                "<h2 id=\"x\">Title <a class=\"anchor\" href=\"#x\">link</a><a href=\"#x\">#</a></h2>",
                "<h2 id=\"P-x\">Title </h2>",
            ),
            ("<nav><ul><li>x</li></ul></nav><p>a</p><div class=\"toc\"><ul><li>y</li></ul></div>", "<p>a</p>"),
            ("<p>a</p><div><span> </span><p><button>Copy</button></p></div>", "<p>a</p> "),
            ("<tt>a</tt>", "<code>a</code>"),
            (
                "<p>a <span class=\"github-emoji\"><span>🎉</span><img src=\"/t.png\"></span></p>",
                "<p>a <span><span>🎉</span></span></p>",
            ),
            ("<p>a</p><ul class=\"share\"><li><a href=x>y</a></li></ul><form><input></form>", "<p>a</p>"),
            ("<td style='text-align:right'>", ""),
            (
                "<p>a</p><img class=hide-light src=d.png><img class=hide-dark src=l.png>",
                "<p>a</p><img src=\"https://example.com/a/l.png\"/>",
            ),
            (
                "<table><tr><td style=\"text-align: right;\">1</td></tr></table>",
                "<table><tbody><tr><td align=\"right\">1</td></tr></tbody></table>",
            ),
            (
                "<video><source src=b/c.ogg?d>Your browser does not show it.</video>",
                "<video controls=\"\"><source src=\"https://example.com/a/b/c.ogg?d\"/><a href=\"https://example.com/a/b/c.ogg?d\">c.ogg</a></video>",
            ),
            (
                "<audio src=x.mp3><a href=x.mp3>Listen</a></audio>",
                "<audio src=\"https://example.com/a/x.mp3\" controls=\"\"><a href=\"https://example.com/a/x.mp3\">Listen</a></audio>",
            ),
            ("<video src=x autoplay></video>", "<video src=\"https://example.com/a/x\" controls=\"\"></video>"),
            (
                "<pre class=\"mermaid\">graph LR</pre>",
                "<p><a href=\"https://example.com/a/\">Diagram (on the page)</a></p>",
            ),
        ] {
            assert_eq!(through_reader(html), expected, "{html}");
        }
    }

    #[test]
    fn a_heading_within_its_own_anchor_keeps_its_words() {
        assert_eq!(
            through_reader(
                "<h2 id=x><a class=zola-anchor href=#x aria-label=\"Anchor link for: x\">Line <b>Numbers</b></a></h2>"
            ),
            "<h2 id=\"P-x\">Line <b>Numbers</b></h2>"
        );
    }

    #[test]
    fn a_picture_of_many_sizes_has_one_sensible_source_and_keeps_its_size() {
        let at = |name: &str| format!("https://example.com/a/{name}");
        for (html, source) in [
            ("<img srcset='s.png 320w, m.png 1024w, l.png 4000w' width=10 height=5 alt=x>", "m.png"),
            ("<img srcset='s.png 320w, m.png 640w' width=10 height=5 alt=x>", "m.png"),
            ("<img srcset='two.png 2x, one.png 1x' width=10 height=5 alt=x>", "one.png"),
            ("<img src=blank.gif data-srcset='s.png 320w, l.png 2000w' width=10 height=5 alt=x>", "l.png"),
            (
                "<picture><source srcset='a.avif'><source srcset='a.jpg 1x'><img width=10 height=5 alt=x></picture>",
                "a.jpg",
            ),
            ("<img src=grey.gif data-lazy=y.png width=10 height=5 alt=x>", "y.png"),
        ] {
            let found = through_reader(html);
            let image = found.split("<img ").nth(1).unwrap();
            assert!(image.contains(&format!("src=\"{}\"", at(source))), "{html}: {image}");
            assert!(image.contains("width=\"10\" height=\"5\" alt=\"x\""), "{html}: {image}");
        }
    }

    #[test]
    fn pictures_that_a_script_would_load_are_there() {
        let one = "<img src=\"https://example.com/x.png\" alt=\"X\"/>";
        for html in [
            "<img alt=\"X\" data-src=\"/x.png\" src=\"data:image/gif;base64,AAAA\"><noscript><img src=\"/x.png\" alt=\"X\"></noscript>",
            "<img src=\"data:image/gif;base64,AAAA\" class=lazy><noscript><img src=\"/x.png\" alt=\"X\"></noscript>",
            "<noscript><img src=\"/x.png\" alt=\"X\"></noscript>",
            "<noscript><p>Please turn on scripts</p></noscript><img src=\"/x.png\" alt=\"X\">",
        ] {
            let found = through_reader(html);
            let found = if found.starts_with("<img alt") {
                "<img src=\"https://example.com/x.png\" alt=\"X\"/>".to_owned()
            } else {
                found
            };
            assert_eq!(found, one, "{html}");
        }
    }

    #[test]
    fn a_large_picture_in_its_address_becomes_a_link() {
        let html = format!("<img alt=\"A chart\" src=\"data:image/png;base64,{}\">", "A".repeat(40_000));
        assert_eq!(through_reader(&html), "<a href=\"https://example.com/a/\">A chart (on the page)</a>");
    }

    #[test]
    fn what_the_author_names_is_removed_too() {
        let policy = Policy { remove: vec![Selector::parse("div.ad, h1").unwrap()], ..Policy::default() };
        assert_eq!(through("<h1>T</h1><div class=\"ad\">Buy</div><p>a</p>", &policy), "<p>a</p>");
    }
}
