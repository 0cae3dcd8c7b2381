//! Code as a reader shows it: `<pre><code class="language-x">` with nothing in it but text and its line ends.
//!
//! Highlighters wrap each word, each line, or whole columns of line numbers into elements; a reader has none of their
//! style sheets.

use super::tree::{NodeData, NodeId, ROOT, Tree};

/// Reduces every block of code to text with its language.
pub(super) fn reduce(tree: &mut Tree) {
    for table in tree.elements(ROOT, "table") {
        number_table(tree, table);
    }
    for pre in tree.elements(ROOT, "pre") {
        let inside_another = tree.ancestors(pre).any(|id| tree.tag(id) == Some("pre"));
        if tree.node(pre).parent.is_some() && !inside_another {
            flatten(tree, pre);
        }
    }
}

/// A table whose cells are a column of line numbers and a column of code becomes the code.
fn number_table(tree: &mut Tree, table: NodeId) {
    let in_pre = tree.ancestors(table).any(|id| tree.tag(id) == Some("pre"));
    let blocks = tree.elements(table, "pre");
    let rows = tree.elements(table, "tr").len();
    if in_pre || rows != 1 || blocks.is_empty() || blocks.len() > 2 {
        return;
    }
    let cells = tree.elements(table, "td");
    let only_code = cells.iter().all(|cell| {
        tree.children(*cell).all(|child| match &tree.node(child).data {
            NodeData::Text(text) => text.trim().is_empty(),
            _ => true,
        })
    });
    let numbered = blocks.len() == 2 || cells.len() == 2;
    if let Some(code) = blocks.last().filter(|_| only_code && numbered) {
        let code = *code;
        tree.detach(code);
        tree.replace(table, code);
    }
}

/// The text of a block as its lines, and the language that it or what is around it names.
fn flatten(tree: &mut Tree, pre: NodeId) {
    let language = language(tree, pre);
    // Elements that hold pictures or players are no code.
    let is_code = language.is_some()
        || !tree.below(pre).any(|id| matches!(tree.tag(id), Some("img" | "video" | "audio" | "iframe")));
    if !is_code {
        return;
    }
    let has_code = tree.below(pre).any(|id| tree.tag(id) == Some("code"));
    let highlighted = has_code || language.is_some() || tree.below(pre).any(|id| tree.has_class(id, "line"));
    if !highlighted && tree.below(pre).all(|id| !matches!(tree.tag(id), Some("span"))) {
        return;
    }
    let text = lines(tree, pre);
    while let Some(child) = tree.node(pre).first_child {
        tree.detach(child);
    }
    let code = tree.element("code", &[]);
    if let Some(language) = language {
        tree.set_attribute(code, "class", &format!("language-{language}"));
    }
    tree.append_text(code, &text);
    tree.append(pre, code);
    tree.remove_attribute(pre, "class");
}

/// What stands below `pre`, each line once: without line numbers, with the line ends that elements stand for.
fn lines(tree: &Tree, pre: NodeId) -> String {
    let mut out = String::new();
    let mut ends: Vec<NodeId> = Vec::new();
    let mut at = tree.following(pre, pre, true);
    while let Some(id) = at {
        while ends.last().is_some_and(|line| !tree.ancestors(id).any(|above| above == *line)) {
            ends.pop();
            end_line(tree, id, &mut out);
        }
        let mut into = true;
        match &tree.node(id).data {
            NodeData::Text(text) => out.push_str(text),
            NodeData::Element(..) if is_number(tree, id) => into = false,
            NodeData::Element(..) if tree.tag(id) == Some("br") => out.push('\n'),
            NodeData::Element(..) if is_line(tree, id) => ends.push(id),
            NodeData::Element(..) => {}
            NodeData::Root | NodeData::Comment(_) => into = false,
        }
        at = tree.following(id, pre, into);
    }
    if !ends.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// A line's element ends: with a line end, unless there is one already or comes right after it.
fn end_line(tree: &Tree, next: NodeId, out: &mut String) {
    let follows =
        tree.tag(next) == Some("br") || matches!(&tree.node(next).data, NodeData::Text(text) if text.starts_with('\n'));
    if !out.ends_with('\n') && !follows {
        out.push('\n');
    }
}

/// Elements that are a line of code each: Prism in React, Hexo, and the rows of numbered tables.
fn is_line(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.tag(id), Some("div" | "tr" | "li" | "p"))
        || ["line", "token-line", "code-line"].iter().any(|class| tree.has_class(id, class))
}

/// What numbers lines: by class, or the first cell of a row.
fn is_number(tree: &Tree, id: NodeId) -> bool {
    const NUMBERS: [&str; 17] = [
        "linenos",
        "lineno",
        "linenumber",
        "linenumbers",
        "line-number",
        "line-numbers",
        "line-numbers-rows",
        "lnt",
        "ln",
        "gutter",
        "rouge-gutter",
        "LineNr",
        "giallo-ln",
        "copy",
        "copy-button",
        "copybtn",
        "hljs-ln-numbers",
    ];
    let by_class = tree.classes(id).any(|class| NUMBERS.contains(&class));
    // Chroma without a style sheet: numbers that nobody is to copy with the code.
    let apart = tree.attribute(id, "style").is_some_and(|style| style.replace(' ', "").contains("user-select:none"))
        && tree.text(id).bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace());
    let hidden = tree.attribute(id, "data-line-number").is_some() && tree.text(id).trim().is_empty();
    let first_cell = tree.tag(id) == Some("td")
        && tree.node(id).next.is_some_and(|next| tree.tag(next) == Some("td"))
        && tree.text(id).bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace());
    // `linenos` on the block itself says that it is numbered, not that it is numbers.
    let is_block = matches!(tree.tag(id), Some("table" | "code" | "pre" | "tbody" | "tr"));
    !is_block && (by_class || hidden || apart || first_cell)
        || matches!(tree.tag(id), Some("button" | "svg" | "style" | "script"))
}

/// The language that classes or attributes name: of the block, of its `<code>`, or of the elements right around it.
fn language(tree: &Tree, pre: NodeId) -> Option<String> {
    let code = tree.below(pre).filter(|id| tree.tag(*id) == Some("code"));
    let around = tree.ancestors(pre).take(4);
    [pre].into_iter().chain(code).chain(around).find_map(|id| language_of(tree, id))
}

fn language_of(tree: &Tree, id: NodeId) -> Option<String> {
    let attribute = ["data-lang", "data-language"].iter().find_map(|name| tree.attribute(id, name));
    let prefixed = || {
        let prefixes = ["language-", "lang-", "highlight-source-", "brush:"];
        tree.classes(id).find_map(|class| prefixes.iter().find_map(|prefix| class.strip_prefix(prefix)))
    };
    // Hexo's `<figure class="highlight js">`, Pandoc's `<pre class="sourceCode js">`.
    let beside = || {
        let marked = ["highlight", "sourceCode", "hljs", "chroma", "src"].iter().any(|class| tree.has_class(id, class));
        let mut others = tree.classes(id).filter(|class| !MACHINERY.contains(class));
        others.next().filter(|_| marked && others.next().is_none())
    };
    language_name(attribute.or_else(prefixed).or_else(beside)?)
}

/// The language that a word names; `None` for words that say there is none.
pub(super) fn language_name(word: &str) -> Option<String> {
    const NONE: [&str; 8] = ["none", "plaintext", "text", "txt", "plain", "fallback", "default", "nohighlight"];
    let name = word.trim().to_lowercase();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.');
    Some(name).filter(|name| !name.is_empty() && name.chars().all(is_name) && !NONE.contains(&name.as_str()))
}

/// What the first line of a block says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header<'t> {
    /// The language; empty for none.
    pub language: &'t str,
    /// Whether the line is no part of the code: it names no program by its path.
    pub is_note: bool,
}

/// The header that a line is, by the rules of Python-Markdown's `CodeHilite`: `:::python`, `#!python`, `#!/usr/bin/python`.
pub(super) fn header(line: &str) -> Option<Header<'_>> {
    let after = line.trim_start_matches(':');
    let after = if line.len() - after.len() >= 2 { after } else { line.strip_prefix("#!")? };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let beyond = after.find(|c: char| !is_word(c) && c != '/').unwrap_or(after.len());
    let (path, rest) = after.split_at_checked(beyond)?;
    let names = path.is_empty() || path.starts_with('/');
    let (is_note, rest) = match (path.rfind('/'), rest.strip_prefix(' ')) {
        (_, Some(rest)) if names => (false, rest),
        (Some(last), _) if names => (false, after.get(last + 1..)?),
        _ => (true, after),
    };
    let end = rest.find(|c: char| !is_word(c) && !matches!(c, '#' | '.' | '+' | '-')).unwrap_or(rest.len());
    Some(Header { language: rest.get(..end)?, is_note })
}

/// Classes of highlighters that are no language.
const MACHINERY: [&str; 14] = [
    "highlight",
    "sourceCode",
    "hljs",
    "chroma",
    "src",
    "codehilite",
    "linenos",
    "numberLines",
    "wp-block-code",
    "line",
    "highlighter-rouge",
    "z-code",
    "code",
    "copyable",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::through_reader;

    #[test]
    fn a_first_line_names_the_language_and_stays_where_it_names_a_program() {
        let named = |line| header(line).map(|header| (header.language, header.is_note));
        for (line, expected) in [
            (":::python", Some(("python", true))),
            ("::c++", Some(("c++", true))),
            (":::", Some(("", true))),
            (":::python hl_lines=\"1\"", Some(("python", true))),
            ("::: python", Some(("python", false))),
            ("#!python", Some(("python", true))),
            ("#!python -u", Some(("python", true))),
            ("#!/bin/bash", Some(("bash", false))),
            ("#!/usr/bin/env python3", Some(("python3", false))),
            ("#! perl", Some(("perl", false))),
            ("# !", None),
            (":x", None),
        ] {
            assert_eq!(named(line), expected, "{line}");
        }
    }

    #[test]
    fn the_code_of_every_highlighter_becomes_text_with_its_language() {
        let expected = "<pre><code class=\"language-ruby\">a &lt; 1\nb\n</code></pre>";
        for html in [
            // Rouge in Jekyll, with and without line numbers.
            "<div class=\"language-ruby highlighter-rouge\"><div class=\"highlight\"><pre class=\"highlight\"><code><span class=\"n\">a</span> &lt; 1\n<span>b</span>\n</code></pre></div></div>",
            "<figure class=\"highlight\"><pre><code class=\"language-ruby\" data-lang=\"ruby\"><table class=\"rouge-table\"><tbody><tr><td class=\"gutter gl\"><pre class=\"lineno\">1\n2\n</pre></td><td class=\"code\"><pre>a &lt; 1\nb\n</pre></td></tr></tbody></table></code></pre></figure>",
            // Chroma in Hugo, inline and in a table.
            "<div class=\"highlight\"><pre class=\"chroma\"><code class=\"language-ruby\" data-lang=\"ruby\"><span class=\"line\"><span class=\"ln\">1</span><span class=\"cl\">a &lt; 1\n</span></span><span class=\"line\"><span class=\"ln\">2</span><span class=\"cl\">b\n</span></span></code></pre></div>",
            "<div class=\"highlight\"><pre tabindex=\"0\" style=\"color:#f8f8f2\"><code class=\"language-ruby\" data-lang=\"ruby\"><span style=\"display:flex;\"><span style=\"white-space:pre;-webkit-user-select:none;user-select:none;margin-right:.4em\">1</span><span>a &lt; 1\n</span></span><span style=\"display:flex;\"><span style=\"white-space:pre;-webkit-user-select:none;user-select:none;margin-right:.4em\">2</span><span>b\n</span></span></code></pre></div>",
            "<div class=\"highlight\"><div class=\"chroma\"><table class=\"lntable\"><tr><td class=\"lntd\"><pre class=\"chroma\"><code><span class=\"lnt\">1\n</span><span class=\"lnt\">2\n</span></code></pre></td><td class=\"lntd\"><pre class=\"chroma\"><code class=\"language-ruby\" data-lang=\"ruby\">a &lt; 1\nb\n</code></pre></td></tr></table></div></div>",
            // Hexo.
            "<figure class=\"highlight ruby\"><table><tr><td class=\"gutter\"><pre><span class=\"line\">1</span><br><span class=\"line\">2</span><br></pre></td><td class=\"code\"><pre><span class=\"line\">a &lt; 1</span><br><span class=\"line\">b</span><br></pre></td></tr></table></figure>",
            // Zola, with a row for each line.
            "<pre data-linenos data-lang=\"ruby\" class=\"language-ruby z-code\"><code class=\"language-ruby\" data-lang=\"ruby\"><table><tbody><tr><td>1</td><td><span>a</span> &lt; 1\n</td></tr><tr><td>2</td><td>b\n</td></tr></tbody></table></code></pre>",
            // Prism in Docusaurus, Shiki in Astro.
            "<div class=\"language-ruby codeBlockContainer_x\"><pre class=\"prism-code\"><code><span class=\"token-line\"><span>a &lt; 1</span><br></span><span class=\"token-line\"><span>b</span><br></span></code></pre><button>Copy</button></div>",
            "<pre class=\"astro-code\" data-language=\"ruby\"><code><span class=\"line\"><span>a &lt; 1</span></span>\n<span class=\"line\"><span>b</span></span>\n</code></pre>",
            // Pygments.
            "<table class=\"highlighttable\"><tr><td class=\"linenos\"><div class=\"linenodiv\"><pre><span></span>1\n2</pre></div></td><td class=\"code\"><div class=\"highlight language-ruby\"><pre><span></span><code>a &lt; 1\nb\n</code></pre></div></td></tr></table>",
        ] {
            let found = through_reader(html);
            let pre = found.find("<pre>").and_then(|at| found.get(at..)).unwrap_or(&found);
            let pre = pre.split_inclusive("</pre>").next().unwrap();
            assert_eq!(
                pre.replace(" class=\"language-ruby\"", ""),
                expected.replace(" class=\"language-ruby\"", ""),
                "{html}"
            );
        }
    }

    #[test]
    fn the_language_comes_from_where_highlighters_keep_it() {
        for (html, expected) in [
            ("<figure class=\"highlight js\"><pre><code>x</code></pre></figure>", Some("js")),
            ("<pre class=\"brush:php\">x</pre>", Some("php")),
            ("<pre lang=\"x\"><code class=\"hljs language-c++\">x</code></pre>", Some("c++")),
            ("<div class=\"highlight\"><pre>x</pre></div>", None),
            ("<pre><code class=\"language-plaintext\">x</code></pre>", None),
        ] {
            let tree = Tree::fragment(html);
            let pre = tree.elements(ROOT, "pre")[0];
            assert_eq!(language(&tree, pre).as_deref(), expected, "{html}");
        }
    }
}
