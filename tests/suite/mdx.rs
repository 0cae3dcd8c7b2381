//! Posts in MDX, through the whole command: what a subscriber of a Docusaurus or Astro blog sees.

use crate::blog::{Blog, messages};

fn build(blog: &Blog) -> (serde_json::Value, String) {
    let output = blog.run(&["build", "--output", "out", "--now", "2026-01-01T00:00:00Z", "--message-format", "short"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    (serde_json::from_str(&blog.text("out/feed.json")).unwrap(), messages(&output))
}

#[test]
fn a_post_of_docusaurus_is_what_its_page_shows() {
    let blog = Blog::of(&[
        ("docusaurus.config.js", "module.exports = { title: 'T', url: 'https://e.example', baseUrl: '/' };\n"),
        (
            "blog/2025-05-01-one.md",
            "---\ntitle: One\ndescription: What {it} is\n---\n\
             import Tabs from '@theme/Tabs';\nimport TabItem from '@theme/TabItem';\nimport Part from './_part.mdx';\n\n\
             Install it :tada::\n\n{/* truncate */}\n\n\
             <Tabs>\n  <TabItem value=\"npm\" label=\"npm\">\n\n  ```sh\n  npm i {x}\n  ```\n\n  </TabItem>\n</Tabs>\n\n\
             :::warning[Mind <b>this</b>]\n\nIt **bites**.\n\n:::\n\n<Part />\n\n<Chart data={[1, 2]}>The sales</Chart>\n",
        ),
        ("blog/_part.mdx", "---\nx: 1\n---\nA part with `{code}` of {/* no */}its own.\n"),
    ]);
    let (feed, told) = build(&blog);
    assert_eq!(feed["items"][0]["summary"], "What {it} is");
    assert_eq!(
        feed["items"][0]["content_html"],
        "<p>Install it 🎉:</p>\n<p><strong>npm</strong></p>\n<pre><code class=\"language-sh\">npm i {x}\n</code></pre>\n\
         <blockquote>\n<p><strong>Mind <b>this</b></strong></p>\n<p>It <strong>bites</strong>.</p>\n</blockquote>\n\
         <p>A part with <code>{code}</code> of its own.</p>\n<p>The sales</p>\n"
    );
    assert_eq!(told.matches("warning[").count(), 1, "{told}");
    assert!(
        told.contains("blog/2025-05-01-one.md:31:1: warning[template-unknown]: what the component \"Chart\" shows"),
        "{told}"
    );
}

#[test]
fn in_astro_only_files_of_mdx_are_mdx() {
    let blog = Blog::of(&[
        ("astro.config.mjs", "export default { site: 'https://e.example' };\n"),
        ("feedwright.toml", "[site]\npermalink = \"/blog/{slug}/\"\n"),
        ("src/content/blog/a.md", "---\ntitle: A\npubDate: 2025-05-02\n---\nBraces {stay} here.\n"),
        (
            "src/content/blog/b.mdx",
            "---\ntitle: B\npubDate: 2025-05-01\n---\nimport { Image } from 'astro:assets';\nimport cat from './cat.jpg';\n\n\
             <Image src={cat} alt=\"A cat\" />\n\nBy {frontmatter.title}.\n",
        ),
    ]);
    let (feed, told) = build(&blog);
    assert_eq!(feed["items"][0]["content_html"], "<p>Braces {stay} here.</p>\n");
    assert_eq!(
        feed["items"][1]["content_html"],
        "<img src=\"https://e.example/blog/b/cat.jpg\" alt=\"A cat\"/>\n<p>By B.</p>\n"
    );
    assert!(!told.contains("warning"), "{told}");
}
