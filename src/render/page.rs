//! The article of a built page: which element of it holds what the author wrote.

use std::collections::HashSet;

use super::selector::Selector;
use super::tree::{NodeData, NodeId, ROOT, Tree};

/// A built page with the elements that may be its article.
#[derive(Debug)]
pub(super) struct Page {
    pub tree: Tree,
    /// The best guess first.
    pub candidates: Vec<Candidate>,
    /// What its relative addresses are relative to: `<base href>`.
    pub base: Option<String>,
    /// A script on it sets the formulas that stand between delimiters in its text.
    pub sets_formulas: bool,
}

/// An element that may be the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub id: NodeId,
    /// It holds the author's text and nothing else, as its markup says; else the page's furniture stands in it too.
    pub is_exact: bool,
}

/// Classes of the element, within an article or a page's main part, in which themes put the author's text; the most
/// telling first.
const BODIES: [&str; 20] = [
    "entry-content",
    "post-content",
    "post-body",
    "post__content",
    "post-text",
    "article-content",
    "article-body",
    "article__content",
    "article-entry",
    "article-text",
    "blog-content",
    "blog-post-content",
    "page-content",
    "single-content",
    "content-body",
    "markdown-body",
    "markdown",
    "theme-default-content",
    "prose",
    "body",
];

/// Reads a page. `own` names the article where the page's markup does not tell.
pub(super) fn page(html: &str, own: Option<&Selector>) -> Page {
    let tree = Tree::document(html);
    let candidates = candidates(&tree, own);
    let base = tree.below(ROOT).find(|id| tree.tag(*id) == Some("base") && tree.attribute(*id, "href").is_some());
    let base = base.and_then(|id| tree.attribute(id, "href")).map(str::to_owned);
    let sets_formulas = ["MathJax", "mathjax", "katex", "KaTeX"].iter().any(|script| html.contains(script));
    Page { tree, candidates, base, sets_formulas }
}

/// By the author's selector alone where there is one; else h-entry's `e-content`, schema.org's `articleBody`, the body of
/// an `<article>`, the `<article>`, the body of the main part, the main part.
fn candidates(tree: &Tree, own: Option<&Selector>) -> Vec<Candidate> {
    let exact = |id: NodeId| Candidate { id, is_exact: true };
    if let Some(selector) = own {
        let found = tree.below(ROOT).filter(|id| selector.matches(tree, *id));
        return outermost(tree, found.collect()).into_iter().map(exact).collect();
    }
    let is_body = |id: &NodeId| tree.attribute(*id, "itemprop").is_some_and(|names| has_word(names, "articleBody"));
    let marked: [Vec<NodeId>; 2] = [
        tree.below(ROOT).filter(|id| tree.has_class(*id, "e-content") && !is_reply(tree, *id)).collect(),
        tree.below(ROOT).filter(is_body).collect(),
    ];
    let mut all: Vec<Candidate> = marked.into_iter().flat_map(|found| outermost(tree, found)).map(exact).collect();
    let is_main = |id: &NodeId| tree.tag(*id) == Some("main") || tree.attribute(*id, "role") == Some("main");
    let articles = outermost(tree, tree.elements(ROOT, "article"));
    let mains = outermost(tree, tree.below(ROOT).filter(is_main).collect());
    for part in by_weight(tree, articles).into_iter().chain(by_weight(tree, mains)) {
        let within = BODIES.iter().find_map(|class| {
            let found = tree.below(part).filter(|id| tree.has_class(*id, class));
            by_weight(tree, outermost(tree, found.collect())).into_iter().next()
        });
        all.extend(within.into_iter().chain([part]).map(|id| Candidate { id, is_exact: false }));
    }
    all.dedup();
    all
}

/// Whether an element stands in somebody's reply, which is an entry of its own (microformats2, `h-cite`).
fn is_reply(tree: &Tree, id: NodeId) -> bool {
    let replies = ["u-comment", "p-comment", "h-cite", "u-in-reply-to", "u-like-of", "u-repost-of"];
    tree.ancestors(id).any(|above| replies.iter().any(|class| tree.has_class(above, class)))
}

fn has_word(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}

/// Those that stand in no other of them, in the order of the text.
fn outermost(tree: &Tree, found: Vec<NodeId>) -> Vec<NodeId> {
    let all: HashSet<NodeId> = found.iter().copied().collect();
    found.into_iter().filter(|id| !tree.ancestors(*id).any(|above| all.contains(&above))).collect()
}

/// Those with the most text first: cards of other posts are short.
fn by_weight(tree: &Tree, mut found: Vec<NodeId>) -> Vec<NodeId> {
    if found.len() > 1 {
        found.sort_by_cached_key(|id| std::cmp::Reverse(words(tree, *id).len()));
    }
    found
}

/// The text that an element shows, with blanks where words end.
pub(super) fn words(tree: &Tree, top: NodeId) -> String {
    let mut out = String::new();
    let mut at = tree.following(top, top, true);
    while let Some(id) = at {
        let mut into = true;
        match &tree.node(id).data {
            NodeData::Text(text) => out.push_str(text),
            NodeData::Element(name, _) => match &*name.local {
                "script" | "style" | "template" | "noscript" => into = false,
                "a" | "abbr" | "b" | "code" | "del" | "em" | "i" | "kbd" | "mark" | "s" | "small" | "span"
                | "strong" | "sub" | "sup" | "u" | "wbr" => {}
                _ => out.push(' '),
            },
            NodeData::Root | NodeData::Comment(_) => {}
        }
        at = tree.following(id, top, into);
    }
    out
}

/// How people name an element: `<div class="e-content">`, `<article>`.
pub(super) fn shown(tree: &Tree, id: NodeId) -> String {
    let tag = tree.tag(id).unwrap_or_default();
    let attribute = ["class", "itemprop", "id", "role"].into_iter().find_map(|name| {
        let value = tree.attribute(id, name)?.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let value: String = value.chars().filter(|c| !c.is_control()).take(80).collect();
        (!value.is_empty()).then(|| format!(" {name}=\"{value}\""))
    });
    format!("<{tag}{}>", attribute.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str, own: Option<&str>) -> Vec<String> {
        let own = own.map(|text| Selector::parse(text).unwrap());
        let page = page(html, own.as_ref());
        let shown = |candidate: &Candidate| {
            let text = words(&page.tree, candidate.id).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{}{} {text}", shown(&page.tree, candidate.id), if candidate.is_exact { "!" } else { "" })
        };
        page.candidates.iter().map(shown).collect()
    }

    #[test]
    fn the_article_is_the_element_whose_markup_says_so() {
        for (html, expected) in [
            (
                "<body><header>Site</header><main><article class=h-entry><h1>T</h1><div class=e-content>Text</div></article></main>",
                vec!["<div class=\"e-content\">! Text", "<article class=\"h-entry\"> T Text", "<main> T Text"],
            ),
            (
                "<div class=h-entry><div class=e-content>Text</div><div class='u-comment h-cite'><p class=e-content>Reply</p></div></div>",
                vec!["<div class=\"e-content\">! Text"],
            ),
            (
                "<article><div itemprop='x articleBody'>Text</div></article>",
                vec!["<div itemprop=\"x articleBody\">! Text", "<article> Text"],
            ),
            (
                "<article>Card</article><article>The long one<article>Comment</article></article>",
                vec!["<article> The long one Comment", "<article> Card"],
            ),
            (
                "<div role=main><h1>T</h1><div class='x post-content'>Text</div></div>",
                vec!["<div class=\"x post-content\"> Text", "<div role=\"main\"> T Text"],
            ),
            ("<p>Nothing says", vec![]),
        ] {
            assert_eq!(found(html, None), expected, "{html}");
        }
        assert_eq!(
            found("<article>No</article><div id=text><p id=text>Yes</p></div>", Some("#text")),
            ["<div id=\"text\">! Yes"]
        );
    }

    #[test]
    fn what_scripts_and_styles_hold_is_no_text() {
        let page = page("<base href=/x/><main>a<b>b</b><p>c<script>no</script><style>no</style></main>", None);
        assert_eq!(words(&page.tree, page.candidates[0].id), "ab c");
        assert_eq!(page.base.as_deref(), Some("/x/"));
    }
}
