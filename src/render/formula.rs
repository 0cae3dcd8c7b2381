//! Formulas as a reader shows them: their TeX as code, whatever a page's script or generator made of them.

use super::runs;
use super::tree::{NodeData, NodeId, ROOT, Tree};

/// Reduces what `KaTeX`, `MathJax`, Pandoc and `MathML` make of a formula to `<code class="language-math">`.
pub(super) fn reduce(tree: &mut Tree) {
    let all: Vec<NodeId> = tree.below(ROOT).collect();
    for id in all {
        let kind = kind(tree, id);
        // What a formula held went with it.
        if kind.is_none() || !is_attached(tree, id) {
            continue;
        }
        match kind {
            Some(Kind::Tex) => {
                let tex = annotation(tree, id).unwrap_or_else(|| tree.text(id));
                put(tree, id, &tex);
            }
            Some(Kind::Preview) => tree.detach(id),
            None => {}
        }
    }
}

/// Makes the formulas of a page's own text, which a script would find by their delimiters, what `reduce` makes of others:
/// `\\(…\\)`, `\\[…\\]` and `$$…$$`. One dollar alone may be money.
pub(super) fn delimited(tree: &mut Tree) {
    let is_text = |tree: &Tree, id: NodeId| match &tree.node(id).data {
        NodeData::Text(text) => text.contains("\\(") || text.contains("\\[") || text.contains("$$"),
        _ => false,
    };
    let in_code = |tree: &Tree, id: NodeId| {
        let is_code = |tag: &str| matches!(tag, "code" | "pre" | "script" | "style" | "textarea" | "kbd" | "samp");
        tree.ancestors(id).any(|above| tree.tag(above).is_none_or(is_code) && above != ROOT)
    };
    let found: Vec<NodeId> = tree.below(ROOT).filter(|id| is_text(tree, *id) && !in_code(tree, *id)).collect();
    for id in found {
        let NodeData::Text(text) = &tree.node(id).data else { continue };
        let text = text.clone();
        let mut rest = text.as_str();
        let mut endless = Vec::new();
        while let Some((before, tex, after)) = first_delimited(rest, &mut endless) {
            let plain = tree.create(NodeData::Text(before.to_owned()));
            tree.insert_before(id, plain);
            let code = tree.element("code", &[("class", "language-math")]);
            tree.append_text(code, tex);
            tree.insert_before(id, code);
            rest = after;
        }
        let plain = tree.create(NodeData::Text(rest.to_owned()));
        tree.replace(id, plain);
    }
}

/// The same for HTML that we wrote of a post's own text: a script sees no Markdown, and who writes for it has escaped what
/// Markdown would change in a formula. Only where the text shows that a script is to set them: one has TeX that nothing else
/// would have, or it `is_said` by the front matter. `None` where it has none.
pub(super) fn in_own_text(html: &str, is_said: impl FnOnce() -> bool) -> Option<String> {
    let bytes = html.as_bytes();
    let opens = |at: usize| matches!(bytes.get(at..at + 2), Some(b"\\(" | b"\\[" | b"$$"));
    if !memchr::memchr2_iter(b'\\', b'$', bytes).any(opens) {
        return None;
    }
    let (mut found, mut is_certain) = (false, false);
    let set = runs::changed(html, |text| {
        let mut out: Option<String> = None;
        let mut rest = text;
        let mut endless = Vec::new();
        while let Some((before, tex, after)) = first_delimited(rest, &mut endless) {
            is_certain = is_certain || is_tex(tex);
            found = true;
            let out = out.get_or_insert_default();
            out.extend([before, "<code class=\"language-math\">", tex, "</code>"]);
            rest = after;
        }
        out.map(|out| out + rest)
    });
    set.filter(|_| found && (is_certain || is_said()))
}

/// Whether a text between delimiters can only be TeX: it has a command, or something raised (`x^2`) or grouped below
/// (`x_{i}`). A regular expression, which has such delimiters as well, has none of these.
fn is_tex(text: &str) -> bool {
    let bytes = text.as_bytes();
    let at = |at: usize| bytes.get(at).copied().unwrap_or_default();
    (0..bytes.len()).any(|here| match at(here) {
        b'\\' => at(here + 1).is_ascii_alphabetic() && at(here + 2).is_ascii_alphabetic(),
        b'^' => {
            here > 0
                && at(here - 1).is_ascii_alphanumeric()
                && (at(here + 1).is_ascii_alphanumeric() || at(here + 1) == b'{')
        }
        b'_' => at(here + 1) == b'{',
        _ => false,
    })
}

/// The first formula of a text: what is before it, its TeX, and what comes after it. `endless`: delimiters that do not
/// close any more, so that nobody looks through the rest of a long text for each of them.
fn first_delimited<'t>(text: &'t str, endless: &mut Vec<&'static str>) -> Option<(&'t str, &'t str, &'t str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(['\\', '$'])?;
        let (before, here) = text.split_at(at);
        from = at + 1;
        let opened = DELIMITERS.iter().find(|(open, _)| *open != "$" && here.starts_with(open));
        let Some((open, close)) = opened.filter(|(open, _)| !endless.contains(open)) else { continue };
        let inner = here.get(open.len()..)?;
        match inner.split_once(close) {
            Some((tex, after)) if !tex.trim().is_empty() => return Some((before, tex.trim(), after)),
            Some((tex, _)) => from = at + open.len() + tex.len() + close.len(),
            None => endless.push(open),
        }
    }
}

enum Kind {
    /// It holds a formula.
    Tex,
    /// It shows one that stands beside it as well.
    Preview,
}

fn is_attached(tree: &Tree, id: NodeId) -> bool {
    tree.ancestors(id).last() == Some(ROOT)
}

fn kind(tree: &Tree, id: NodeId) -> Option<Kind> {
    let NodeData::Element(name, _) = &tree.node(id).data else { return None };
    let is = |class: &str| tree.has_class(id, class);
    match &*name.local {
        "script" => {
            tree.attribute(id, "type").filter(|kind| kind.trim_start().starts_with("math/tex")).map(|_| Kind::Tex)
        }
        // MathML that MathJax adds for screen readers is inside of this.
        "mjx-container" | "math" => Some(Kind::Tex),
        _ if is("MathJax_Preview") || is("MathJax") || is("MathJax_Display") || is("MathJax_SVG") => {
            Some(Kind::Preview)
        }
        _ if is("katex-display") || is("katex") || is("katex-block") => annotation(tree, id).map(|_| Kind::Tex),
        "span" | "div" if (is("math") || is("arithmatex")) && is_delimited(&tree.text(id)) => Some(Kind::Tex),
        _ => None,
    }
}

/// The TeX that `KaTeX` and others keep beside their `MathML`.
fn annotation(tree: &Tree, id: NodeId) -> Option<String> {
    let found = tree.below(id).find(|below| match &tree.node(*below).data {
        NodeData::Element(name, _) => {
            &*name.local == "annotation" && tree.attribute(*below, "encoding") == Some("application/x-tex")
        }
        _ => false,
    });
    found.map(|annotation| tree.text(annotation))
}

const DELIMITERS: [(&str, &str); 4] = [("\\(", "\\)"), ("\\[", "\\]"), ("$$", "$$"), ("$", "$")];

fn is_delimited(text: &str) -> bool {
    let text = text.trim();
    DELIMITERS.iter().any(|(open, close)| text.starts_with(open) && text.ends_with(close))
}

fn put(tree: &mut Tree, id: NodeId, tex: &str) {
    let tex = tex.trim();
    let bare = DELIMITERS.iter().find_map(|(open, close)| tex.strip_prefix(open)?.strip_suffix(close)).unwrap_or(tex);
    // MathJax 2 hides scripts' content in CDATA for XHTML.
    let bare = bare.trim().trim_start_matches("% <![CDATA[").trim_end_matches("%]]>").trim();
    if bare.is_empty() {
        tree.detach(id);
        return;
    }
    let code = tree.element("code", &[("class", "language-math")]);
    tree.append_text(code, bare);
    tree.replace(id, code);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::through_reader;

    #[test]
    fn formulas_that_a_script_would_find_in_the_text_are_found() {
        let delimited = |html: &str| {
            let mut tree = Tree::fragment(html);
            super::delimited(&mut tree);
            let links = super::super::links::Links::new(&url::Url::parse("https://example.com/").unwrap(), "x");
            super::super::clean::clean(&tree, super::super::Frames::Link, &links).0.as_str().to_owned()
        };
        let math = |tex: &str| format!("<code class=\"language-math\">{tex}</code>");
        assert_eq!(
            delimited("<p>If \\(a &lt; b\\) and $$ x $$ for $5 or $6, \\[y\\]</p>"),
            format!("<p>If {} and {} for $5 or $6, {}</p>", math("a &lt; b"), math("x"), math("y"))
        );
        for html in ["<p><code>\\(a\\)</code></p>", "<p>\\(open $$ \\[</p>", "<pre>$$x$$</pre>", "<p>$$$$</p>"] {
            assert_eq!(delimited(html), html);
        }
    }

    #[test]
    fn formulas_of_an_own_text_are_found_where_it_shows_that_it_has_some() {
        let set = |html: &str, is_said: bool| in_own_text(html, || is_said);
        let math = |tex: &str| format!("<code class=\"language-math\">{tex}</code>");
        for tex in ["\\frac{a}{b}", "2^3=8", "x_{i}", "a &lt; \\alpha"] {
            assert_eq!(
                set(&format!("<p>If \\({tex}\\) and <em>\\(C\\)</em>.</p>"), false),
                Some(format!("<p>If {} and <em>{}</em>.</p>", math(tex), math("C")))
            );
        }
        for html in [
            "<p>\\(foo\\)\\|\\(b_a\\)</p>",
            "<p>\\(\\w+\\) \\([^a]\\) \\(^a\\)</p>",
            "<p>$$ and $$</p>",
            "<pre>\\(\\frac\\)</pre>",
            "<p>\\frac x^2</p>",
        ] {
            assert_eq!(set(html, false), None, "{html}");
        }
        assert_eq!(set("<p>\\(C\\)</p>", true), Some(format!("<p>{}</p>", math("C"))));
        assert_eq!(set("<p>C</p>", true), None);
    }

    #[test]
    fn a_formula_is_its_tex_once_whoever_drew_it() {
        let expected = "<p>If <code class=\"language-math\">a &lt; b</code> then.</p>";
        for formula in [
            "<span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><mrow><mi>a</mi></mrow><annotation encoding=\"application/x-tex\">a &lt; b</annotation></semantics></math></span><span class=\"katex-html\" aria-hidden=\"true\">a&lt;b</span></span>",
            "<span class=\"MathJax_Preview\">a&lt;b</span><span class=\"MathJax\">a&lt;b</span><script type=\"math/tex\">a < b</script>",
            "<script type=\"math/tex\">% <![CDATA[\na < b %]]></script>",
            "<span class=\"math inline\">\\(a &lt; b\\)</span>",
            "<math><mi>a</mi><mo> &lt; </mo><mi>b</mi></math>",
        ] {
            assert_eq!(through_reader(&format!("<p>If {formula} then.</p>")), expected, "{formula}");
        }
    }
}
