//! Markdown into an entry's HTML: the short way where the text holds no raw HTML, else through the HTML parser.

use pulldown_cmark::{Options, Parser};

use super::Dialect;
use super::clean::clean;
use super::dollars;
use super::html::SafeHtml;
use super::links::{Links, Refused};
use super::policy::Policy;
use super::reader;
use super::tree::Tree;
use super::write::{NeedsParser, Way, Written, write};

/// A text made HTML.
#[derive(Debug, PartialEq)]
pub(super) struct Content {
    /// The HTML, with [`MORE`](super::escape::MORE) where a more-marker stood.
    pub html: SafeHtml,
    /// The addresses that were left out.
    pub refused: Vec<Refused>,
}

/// Renders Markdown.
pub(super) fn markdown(text: &str, dialect: Dialect, policy: &Policy, links: &Links) -> Content {
    let text = &dollars::kept(text, dialect);
    // Only on a tree can an author's selectors find what they mean.
    let short = policy.remove.is_empty().then(|| run(text, dialect, links, Way::Short));
    match short {
        Some(Ok(written)) => Content { html: SafeHtml::written(written.html), refused: written.refused },
        Some(Err(NeedsParser)) | None => long(text, dialect, policy, links),
    }
}

/// Renders a line of Markdown, such as a summary: what begins it is text, never a list or a heading.
pub(super) fn inline(text: &str, dialect: Dialect, links: &Links) -> Content {
    let text = text.trim_start();
    if text.starts_with('<') {
        return markdown(text, dialect, &Policy::default(), links);
    }
    let mut content = markdown(&format!("{GUARD}{text}"), dialect, &Policy::default(), links);
    content.html.remove(GUARD);
    content
}

/// Whether a line holds nothing that [`inline`] would read as anything but words: most summaries are such, and a parser
/// costs as much for one as for a page of a post.
pub(super) fn is_plain(line: &str, dialect: Dialect) -> bool {
    let is_plain = |byte: u8| match byte {
        b' ' | b',' | b';' | b'!' | b'?' | b'(' | b')' | b'/' | b'+' | b'=' | b'%' | b'#' | b'@' => true,
        b'.' | b'-' | b'\'' | b'"' => !dialect.smart_punctuation,
        b':' => !dialect.emoji,
        // 0xEF begins the characters that nothing may hold.
        byte => byte.is_ascii_alphanumeric() || (byte >= 0x80 && byte != 0xEF),
    };
    line.bytes().all(is_plain)
}

/// An invisible character (WORD JOINER) that begins no block.
const GUARD: char = '\u{2060}';

/// Cleans HTML.
pub(super) fn html(text: &str, policy: &Policy, links: &Links) -> Content {
    tree(Tree::fragment(text), policy, links)
}

/// Cleans HTML that was parsed.
pub(super) fn tree(mut tree: Tree, policy: &Policy, links: &Links) -> Content {
    reader::pass(&mut tree, policy, links);
    let (html, refused) = clean(&tree, policy.frames, links);
    Content { html, refused }
}

/// Renders Markdown through the HTML parser, whether it needs it or not.
fn long(text: &str, dialect: Dialect, policy: &Policy, links: &Links) -> Content {
    let written = run(text, dialect, links, Way::Long).unwrap_or_default();
    let mut content = html(&written.html, policy, links);
    content.refused.extend(written.refused);
    content
}

fn run(text: &str, dialect: Dialect, links: &Links, way: Way) -> Result<Written, NeedsParser> {
    let events = Parser::new_ext(text, options(dialect)).into_offset_iter();
    write(events, text, dialect, links, way)
}

/// The switches of the parser.
pub(super) fn options(dialect: Dialect) -> Options {
    let switches = [
        (dialect.tables, Options::ENABLE_TABLES),
        (dialect.footnotes, Options::ENABLE_FOOTNOTES),
        (dialect.strikethrough, Options::ENABLE_STRIKETHROUGH),
        (dialect.task_lists, Options::ENABLE_TASKLISTS),
        (dialect.definition_lists, Options::ENABLE_DEFINITION_LIST),
        (dialect.heading_attributes, Options::ENABLE_HEADING_ATTRIBUTES),
        (dialect.alerts, Options::ENABLE_GFM),
        (dialect.math, Options::ENABLE_MATH),
        (dialect.superscript, Options::ENABLE_SUPERSCRIPT),
        (dialect.subscript, Options::ENABLE_SUBSCRIPT),
        (dialect.smart_punctuation, Options::ENABLE_SMART_PUNCTUATION),
    ];
    switches.into_iter().filter(|(on, _)| *on).map(|(_, option)| option).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;
    use crate::render::links::Refusal;
    use crate::render::text::plain;

    fn links() -> Links<'static> {
        Links::new(&Url::parse("https://example.com/blog/post/").unwrap(), "tag:example.com,2024:post")
    }

    fn rendered(text: &str) -> String {
        let links = links();
        markdown(text, Dialect::default(), &Policy::default(), &links).html.as_str().replace(links.prefix(), "P-")
    }

    /// Every switch on.
    fn all() -> Dialect {
        Dialect {
            code_headers: true,
            contents_marker: true,
            definition_lists: true,
            math: true,
            smart_punctuation: true,
            hard_breaks: true,
            autolinks: true,
            emoji: true,
            superscript: true,
            subscript: true,
            ..Dialect::default()
        }
    }

    #[test]
    fn formulas_of_two_dollars_are_their_tex_and_one_dollar_is_money() {
        let dialect = Dialect { display_math: true, ..Dialect::default() };
        for (text, expected) in [
            (
                "If $$a_1 < b_1$$ for $5 or $6.\n\n$$\n\\frac{a}{b} \\\\\n+ c\n$$\n",
                "<p>If <code class=\"language-math\">a_1 &lt; b_1</code> for $5 or $6.</p>\n\
                 <p><code class=\"language-math\">\\frac{a}{b} \\\\\n+ c</code></p>\n",
            ),
            ("<b>x</b> $$a_1$$ `$$`", "<p><b>x</b> <code class=\"language-math\">a_1</code> <code>$$</code></p>\n"),
            ("![a $$b_1$$](/c.png)", "<p><img src=\"https://example.com/c.png\" alt=\"a b_1\"/></p>\n"),
        ] {
            let content = markdown(text, dialect, &Policy::default(), &links());
            assert_eq!(content.html.as_str(), expected, "{text}");
        }
        let both = markdown("$$\na\n- b\n$$ and $c$", all(), &Policy::default(), &links());
        assert_eq!(
            both.html.as_str(),
            "<p><code class=\"language-math\">a\n- b</code> and <code class=\"language-math\">c</code></p>\n"
        );
    }

    #[test]
    fn a_block_that_is_set_in_may_name_its_language() {
        let dialect = Dialect { code_headers: true, contents_marker: true, ..Dialect::default() };
        for (text, expected) in [
            ("    :::python\n    x = 1\n", "<pre><code class=\"language-python\">x = 1\n</code></pre>\n"),
            ("    #!sh\n    x\n\n    y\n", "<pre><code class=\"language-sh\">x\n\ny\n</code></pre>\n"),
            ("    #!/bin/sh\n    x\n", "<pre><code class=\"language-sh\">#!/bin/sh\nx\n</code></pre>\n"),
            (
                "1. a\n\n        :::c\n        int x;\n          y\n",
                "<ol>\n<li><p>a</p>\n<pre><code class=\"language-c\">int x;\n  y\n</code></pre>\n</li>\n</ol>\n",
            ),
            ("    x\n    :::y\n", "<pre><code>x\n:::y\n</code></pre>\n"),
            ("a\n\n    :::python\n", "<p>a</p>\n"),
            ("```\n:::python\n```\n", "<pre><code>:::python\n</code></pre>\n"),
            ("[TOC]\n\na [TOC]\n\n<b>[TOC]</b>\n", "<p>a [TOC]</p>\n<p><b>[TOC]</b></p>\n"),
        ] {
            let merged = Dialect { autolinks: true, ..dialect };
            for dialect in [dialect, merged] {
                let content = markdown(text, dialect, &Policy::default(), &links());
                assert_eq!(content.html.as_str(), expected, "{text}");
            }
        }
    }

    #[test]
    fn pictures_after_a_list_line_are_inside_the_item() {
        assert_eq!(
            rendered("![img](http://e.example/a.jpg)\n* One “two”\n![img](b.jpg)\n* Three\n"),
            "<p><img src=\"http://e.example/a.jpg\" alt=\"img\"/></p>\n<ul>\n<li>One “two”\n\
             <img src=\"https://example.com/blog/post/b.jpg\" alt=\"img\"/></li>\n<li>Three</li>\n</ul>\n"
        );
    }

    #[test]
    fn headings_get_ids_and_links_into_the_entry_find_them() {
        assert_eq!(
            rendered("[a](#two-words) [b](#mine) [c](#gone)\n\n# Two *words*\n\n## Two words\n\n## Other {#mine}\n"),
            "<p><a href=\"#P-two-words\">a</a> <a href=\"#P-mine\">b</a> \
             <a href=\"https://example.com/blog/post/#gone\">c</a></p>\n\
             <h1 id=\"P-two-words\">Two <em>words</em></h1>\n<h2 id=\"P-two-words-1\">Two words</h2>\n\
             <h2 id=\"P-mine\">Other</h2>\n"
        );
        assert_eq!(
            rendered("# A [link](#b) here\n\n# B\n"),
            "<h1 id=\"P-a-link-here\">A <a href=\"#P-b\">link</a> here</h1>\n<h1 id=\"P-b\">B</h1>\n"
        );
    }

    #[test]
    fn footnotes_stand_at_the_end_in_the_order_of_the_text() {
        assert_eq!(
            rendered("One[^b] two[^a] three[^B].\n\n[^a]: Note a.\n[^b]: Note b[^c].\n[^c]: Deep.\n[^d]: Unused.\n"),
            "<p>One<sup id=\"P-fnref.1\"><a href=\"#P-fn.1\">1</a></sup> \
             two<sup id=\"P-fnref.2\"><a href=\"#P-fn.2\">2</a></sup> \
             three<sup id=\"P-fnref.1.2\"><a href=\"#P-fn.1\">1</a></sup>.</p>\n<hr/>\n<ol>\n\
             <li id=\"P-fn.1\">\n<p>Note b<sup id=\"P-fnref.3\"><a href=\"#P-fn.3\">3</a></sup>. \
             <a href=\"#P-fnref.1\">↩\u{FE0E}</a></p>\n</li>\n\
             <li id=\"P-fn.2\">\n<p>Note a. <a href=\"#P-fnref.2\">↩\u{FE0E}</a></p>\n</li>\n\
             <li id=\"P-fn.3\">\n<p>Deep. <a href=\"#P-fnref.3\">↩\u{FE0E}</a></p>\n</li>\n</ol>\n"
        );
    }

    #[test]
    fn tables_tasks_code_and_alerts_read_well() {
        assert_eq!(
            rendered("| a | b |\n|---|--:|\n| 1 | 2 |\n"),
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
             <td>1</td>\n<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n"
        );
        assert_eq!(
            rendered("```rust,linenos\na < b\n```\n"),
            "<pre><code class=\"language-rust\">a &lt; b\n</code></pre>\n"
        );
        assert_eq!(rendered("- [x] done\n- [ ] open\n"), "<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>\n");
        assert_eq!(
            rendered("> [!NOTE]\n> Text\n"),
            "<blockquote>\n<p><strong>Note</strong></p>\n<p>Text</p>\n</blockquote>\n"
        );
    }

    #[test]
    fn raw_html_is_cleaned_and_its_addresses_made_absolute() {
        assert_eq!(
            rendered(
                "<div onclick=\"x()\" class=\"a\"><img data-src=\"/a.png\" src=\"blank.gif\"><script>alert(1)</script>\n<a href=\"javascript:x\">b</a><br></div>\n"
            ),
            "<div><img src=\"https://example.com/a.png\"/>\nb<br/></div>\n"
        );
        assert_eq!(
            rendered("<a name=\"x\"></a>\n\n[to](#x)\n\n<form><input name=\"q\"><p id=\"x\">in</p></form>\n"),
            "<p><a id=\"P-x\"></a></p>\n<p><a href=\"#P-x\">to</a></p>\n<p>in</p>\n"
        );
    }

    #[test]
    fn an_unsafe_link_keeps_its_words_and_is_reported_where_it_stands() {
        let content =
            markdown("a [b](javascript:x) ![c](data:text/html,x)", Dialect::default(), &Policy::default(), &links());
        assert_eq!(content.html.as_str(), "<p>a b c</p>\n");
        let refused = |range, address| Refused::new(Some(range), address, Refusal::Scheme);
        assert_eq!(content.refused, [refused(2..19, "javascript:x"), refused(20..42, "data:text/html,x")]);
    }

    #[test]
    fn nothing_nests_too_deep_or_takes_too_long() {
        let (deep, many) = (20_000, 20_000);
        for text in [
            format!("{}x", "> ".repeat(deep)),
            format!("{}x", "<div>".repeat(deep)),
            format!("{}x", "<b>".repeat(deep)),
            (0..deep).fold(String::new(), |text, n| text + &format!("<b id={n}><p>")),
            format!("{}x", "*a **b ".repeat(many)),
            "[a](b)".repeat(many),
            "<a href=b>c</a>".repeat(many),
            format!("<table>{}", "<td><table>".repeat(many)),
            "[".repeat(many),
            "<".repeat(many),
            format!("<svg>{}", "<g>".repeat(many)),
        ] {
            let html = markdown(&text, all(), &Policy::default(), &links()).html;
            let document = format!("<x>{}</x>", html.as_str());
            assert!(roxmltree::Document::parse(&document).is_ok());
        }
    }

    fn judge(html: &str) -> Result<(), TestCaseError> {
        let document = format!("<x>{html}</x>");
        let tree =
            roxmltree::Document::parse(&document).map_err(|error| TestCaseError::fail(format!("{error}: {html}")))?;
        let mut ids = std::collections::BTreeSet::new();
        for node in tree.descendants().filter(roxmltree::Node::is_element) {
            prop_assert!(node.attribute("id").is_none_or(|id| ids.insert(id)), "an id stands twice: {}", html);
            let tag = node.tag_name().name();
            prop_assert!(tag == "x" || super::super::html::ELEMENTS.contains(&tag), "{}", tag);
            for attribute in node.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                prop_assert!(super::super::html::allows(tag, name), "{} {}", tag, name);
                if matches!(name, "href" | "src" | "poster" | "cite" | "longdesc") {
                    prop_assert!(
                        value.starts_with('#') || Url::parse(value).is_ok_and(|url| url.scheme() != "javascript"),
                        "{} {}",
                        name,
                        value
                    );
                }
            }
        }
        Ok(())
    }

    /// Pieces that Markdown and HTML are made of, so that random text means something.
    fn source() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-z ]{1,6}",
            2 => "\\PC{1,4}",
            6 => proptest::sample::select(vec![
                "\n", "\n\n", "* ", "1. ", "> ", "# ", "`", "```\n", "    ", "|a|b|\n|-|-|\n|c|d|\n", "**", "_", "~~",
                "[a](b)", "[a](#c)", "# c\n", "![x](y z)", "![x](<y z>)", "[^1]", "[^1]: n\n", "- [x] ", ": d\n",
                "<https://e.example>", "https://e.example/x_y", "www.e.example", "&nbsp;", "&#8;", "&lt;script&gt;",
                "\r\n", "\t", "    :::py\n", "[TOC]\n\n", "$x$", "$$", "$$a_b$$", ":tada:", "^a^", "~b~", "{#id}", "\"q\"", "--", "\u{0}", "\u{FDD0}", "<!--more-->", "\\", "[a]: /u\n",
            ]).prop_map(str::to_owned),
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    fn tag() -> impl Strategy<Value = String> {
        proptest::sample::select(vec![
            "<div>",
            "</div>",
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<a href=x>",
            "<a name=y>",
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<script>x</script>",
            "<style>y</style>",
            "<svg><a href=javascript:x>",
            "</svg>",
            "<math>",
            "<img src=x onerror=y>",
            "<img srcset='a 1x, b 2x'>",
            "<iframe src=x>",
            "<textarea>",
            "<pre>\n\n",
            "</pre>",
            "<noscript>",
            "<template>",
            "<select>",
            "<x-y>",
            "<a href='java&#10;script:x'>",
            "<!-- c -->",
            "<![CDATA[",
            "<?x?>",
            "<video poster=a src=b>",
            "<ul><li>",
            "<p id=c>",
            "<xmp>",
            "<plaintext>",
            "<form action=x>",
            "<br/",
        ])
        .prop_map(str::to_owned)
    }

    proptest! {
        #[test]
        fn the_short_way_and_the_long_way_give_the_same(text in source()) {
            for dialect in [Dialect::default(), Dialect { raw_html: false, ..all() }] {
                let links = links();
                if let Ok(short) = run(&text, dialect, &links, Way::Short) {
                    let long = long(&text, dialect, &Policy::default(), &links);
                    judge(&short.html.replace(super::super::escape::MORE, ""))?;
                    prop_assert_eq!(short.html.as_str(), long.html.as_str());
                }
            }
        }

        #[test]
        fn a_plain_line_has_the_words_that_the_parser_sees_in_it(line in "[a-zA-Z0-9 .,:;?!()/'\"#=+@%éü漢\u{a0}\u{3000}-]{0,24}") {
            for dialect in [Dialect::default(), Dialect { smart_punctuation: false, ..all() }, all()] {
                if is_plain(&line, dialect) {
                    let mut content = inline(&line, dialect, &links());
                    content.html.take_marker();
                    prop_assert_eq!(plain(&line), plain(content.html.as_str()));
                }
            }
        }

        #[test]
        fn any_text_gives_balanced_html_of_the_allow_list(pieces in proptest::collection::vec(prop_oneof![source(), tag()], 0..12)) {
            let text = pieces.concat();
            for mut content in [markdown(&text, all(), &Policy::default(), &links()), html(&text, &Policy::default(), &links())] {
                content.html.take_marker();
                judge(content.html.as_str())?;
            }
        }
    }
}
