//! What MDX becomes, by small texts.

use crate::post::Post;
use crate::post::measure::Folders;
use crate::render::links::Links;
use crate::render::template::World;
use crate::render::tests::{post, site, view};
use crate::render::{Around, Policy, Wanted, render};
use crate::site::templates::Language;
use crate::source::read::Markup;

/// The HTML of a text of MDX, without line ends between its tags, and what was told of it with its line.
fn rendered(body: &str) -> (String, Vec<String>) {
    let text = format!("---\ntitle: The title\n---\n\n{body}");
    let post = Post { source: "a.mdx".into(), ..post(&text, Markup::Markdown) };
    let site = site(Language::None);
    let folders = Folders::of(&site);
    let around = Around { view: view(&site), posts: &[], folders: &folders, policy: &Policy::default() };
    let (rendered, problems) =
        render(around, &post, &text, Wanted { content: true, beginning: None, markdown: false, summary_length: 100 });
    let html = rendered.content.unwrap().as_str().replace(">\n", ">").replace("\n<", "<");
    let told = problems.iter().map(|problem| {
        let line = problem.place.as_ref().and_then(|place| place.point.as_ref()).map_or(0, |point| point.line);
        format!("{line}: {}", problem.message)
    });
    (html, told.collect())
}

#[test]
fn modules_comments_and_expressions_are_no_text() {
    for (body, expected) in [
        ("import A from 'a';\nimport {\n  B,\n} from \"b\"\n\n# One\n", "<h1 id=\"P-one\">One</h1>"),
        ("export const x = {\n  a: [1],\n\n};\n\nText\n", "<p>Text</p>"),
        ("import duties rise.\n\nexport your data\n", "<p>import duties rise.</p><p>export your data</p>"),
        ("a {/* note */} b\n\n{/* alone\n   of lines */}\n\nc\n", "<p>a  b</p><p>c</p>"),
        ("{'*a*'} {\"b\"} {`c`}{' '}{5}\n", "<p>*a* b c 5</p>"),
        ("export const year = 2024;\n\nIn {year}: {frontMatter.title}\n", "<p>In 2024: The title</p>"),
        ("`{a}` ``<B>`` \\{c\\} \\<d\n", "<p><code>{a}</code> <code>&lt;B&gt;</code> {c} &lt;d</p>"),
        (
            "```js\nimport a from 'b'\n{c} <D>\n```\n",
            "<pre><code class=\"language-js\">import a from 'b'{c} &lt;D&gt;</code></pre>",
        ),
        ("# A {#own}\n", "<h1 id=\"P-own\">A</h1>"),
        (
            "5 < 6 { and <https://e.example>\n",
            "<p>5 &lt; 6 { and <a href=\"https://e.example\">https://e.example</a></p>",
        ),
    ] {
        let (html, told) = rendered(body);
        let html = without_prefix(&html).replace("'b'\n{", "'b'{");
        assert_eq!((html.as_str(), told), (expected, Vec::new()), "{body}");
    }
}

#[test]
fn html_is_written_as_in_javascript_and_markdown_in_it_is_markdown() {
    for (body, expected) in [
        ("<div className=\"x\" style={{color: 'red'}}>\n  **a**\n</div>\n", "<div><p><strong>a</strong></p></div>"),
        (
            "a <b>c</b><br/>\n<img src={require('./i.png').default} alt='A'/>\n",
            "<p>a <b>c</b><br></p><img src=\"https://example.com/a/i.png\" alt=\"A\">",
        ),
        (
            "<table>\n  <tbody>\n    <tr>\n      <td style={{textAlign: 'right'}}>1</td>\n    </tr>\n  </tbody>\n</table>\n",
            "<table><tbody><tr><td align=\"right\">1</td></tr></tbody></table>",
        ),
        ("<pre>{`a < b\n  c`}</pre>\n", "<pre>a &lt; b\n  c</pre>"),
        ("<style>{`p {}`}</style>\n<svg><g>{x}</g></svg>\n\nText <></>\n", "<p>Text</p>"),
        (
            "<details>\n<summary>More</summary>\n\n- a\n- b\n\n</details>\n",
            "<details><summary>More</summary><ul><li>a</li><li>b</li></ul></details>",
        ),
        (
            "- one\n\n  <div>\n    two\n\n    three\n  </div>\n- four\n",
            "<ul><li><p>one</p><div><p>two</p><p>three</p></div></li><li><p>four</p></li></ul>",
        ),
    ] {
        let (html, told) = rendered(body);
        let html = html.replace("/>", ">");
        assert_eq!((html.as_str(), told), (expected, Vec::new()), "{body}");
    }
}

#[test]
fn components_that_generators_bring_along_become_what_they_show() {
    for (body, expected) in [
        (
            "import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\n\n<Tabs groupId=\"os\">\n  <TabItem value=\"apple\" label=\"Apple\" default>\n    An *apple*\n\n    ```sh\n    brew\n      install\n    ```\n  </TabItem>\n  <TabItem value=\"pear\">A pear</TabItem>\n</Tabs>\n",
            "<p><strong>Apple</strong></p><p>An <em>apple</em></p><pre><code class=\"language-sh\">brew\n  install</code></pre><p><strong>pear</strong></p><p>A pear</p>",
        ),
        (
            "<Admonition type=\"tip\" title=\"Mind\">\n\nText\n\n</Admonition>\n",
            "<blockquote><p><strong>Mind</strong></p><p>Text</p></blockquote>",
        ),
        (":::note\nA\n:::\n", "<blockquote><p><strong>Note</strong></p><p>A</p></blockquote>"),
        ("<Details summary=\"S\">In</Details>\n", "<details><summary>S</summary><p>In</p></details>"),
        ("See <Link to=\"/x\">this</Link>.\n", "<p>See <a href=\"https://example.com/x\">this</a>.</p>"),
        (
            "import logo from './logo.png';\n\n<Image src={logo} alt=\"Logo\" width={40} />\n",
            "<img src=\"https://example.com/a/logo.png\" alt=\"Logo\" width=\"40\">",
        ),
        (
            "<CodeBlock language=\"js\">{`a < b;`}</CodeBlock>\n",
            "<pre><code class=\"language-js\">a &lt; b;</code></pre>",
        ),
        (
            "<YouTube id=\"abc_-123456\" />\n",
            "<p><a href=\"https://www.youtube.com/watch?v=abc_-123456\"><img src=\"https://i.ytimg.com/vi/abc_-123456/hqdefault.jpg\" alt=\"\"><br>Video on YouTube</a></p>",
        ),
        ("a <Head><title>x</title></Head> b\n", "<p>a  b</p>"),
    ] {
        let (html, told) = rendered(body);
        let html = html.replace("/>", ">");
        assert_eq!((html.as_str(), told), (expected, Vec::new()), "{body}");
    }
}

#[test]
fn of_what_nobody_knows_the_text_stays_and_it_is_told_where() {
    let (html, told) = rendered(
        "<Chart data={[1]}>\n\n*Inner* text\n\n</Chart>\n\nand {posts.map((p) => p.title)}.\n\n:::odd\nx\n:::\n",
    );
    assert_eq!(html, "<p><em>Inner</em> text</p><p>and .</p><p>x</p>");
    assert_eq!(
        told,
        [
            "5: what the component \"Chart\" shows is known only to the generator; the text in it is kept",
            "11: what \"{posts.map((p) => p.title)}\" gives is known only to the generator; it is left out",
            "13: no admonition is called \"odd\" here; the text in it is kept",
        ]
    );
}

#[test]
fn the_more_marker_of_mdx_ends_the_summary() {
    let text = "One.\n\n{/* truncate */}\n\nTwo <b>three</b>.\n";
    let (html, told) = rendered(text);
    assert_eq!((html.as_str(), told.len()), ("<p>One.</p><p>Two <b>three</b>.</p>", 0));
}

#[test]
fn no_text_makes_it_run_away_or_panic() {
    for mark in [
        "{",
        "<",
        "<A",
        "<A>",
        "<A b={",
        "{`",
        "{/*",
        "`",
        "<div>",
        ":::note\n",
        "export const a = (\n",
        "import {\n",
        "<pre>",
        "<!--",
        "$",
        "{a}",
        "</A>",
        "<TabItem label='a'>\n",
        "  <div>\n",
        "<Details>\n",
        "\\",
        "{#",
        "export const a = 1\n\n{a}\n",
    ] {
        let body = mark.repeat(5000);
        let (_, told) = rendered(&body);
        assert!(told.len() <= 200, "{mark}");
    }
}

fn without_prefix(html: &str) -> String {
    let links = Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "tag:example.com,2024:a");
    html.replace(links.prefix(), "P-")
}

proptest::proptest! {
    #[test]
    fn any_text_becomes_one(pieces in proptest::collection::vec(proptest::sample::select(vec![
        "a ", "\n", "\n\n", "<B>", "</B>", "<div>", "</div>", "{", "}", "`", "```\n", "import a from 'b'\n", "export const c = 1\n",
        "{c}", "<Tabs>\n", "  <TabItem label=\"d\">\n", "</TabItem>", ":::tip\n", ":::\n", "é", "\\", "<pre>", "</pre>", "\"", "'", "<A e={`",
        "`} />", "- ", "> ", "    ", "<!--", "-->", "$", "<br/>", "{/* f */}",
    ]), 0..40)) {
        let body = pieces.concat();
        let text = body.as_str();
        let post = Post { source: "a.mdx".into(), ..post(text, Markup::Markdown) };
        let site = site(Language::None);
        let (links, policy) = (Links::new(&post.permalink, &post.id.0), Policy::default());
        let folders = Folders::of(&site);
        let around = Around { view: view(&site), posts: &[], folders: &folders, policy: &policy };
        let world = World::new(around, &post, text, &links);
        let _ = world.expand(text);
    }
}
