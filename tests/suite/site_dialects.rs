//! The Markdown dialect of each generator: its defaults, and the switches of its own configuration.

use feedwright::render::Dialect;
use feedwright::site::{SiteOptions, open};

use crate::blog::Blog;

/// The switches that are on for a site of these files.
fn switches(files: &[(&str, &str)]) -> Vec<&'static str> {
    let blog = Blog::of(files);
    let options = SiteOptions {
        url: Some("https://e.example/".parse().unwrap()),
        permalink: Some("/{slug}/".to_owned()),
        ..blog.options()
    };
    let (site, _) = open(&options).unwrap();
    on(site.collections.first().unwrap().markdown)
}

fn on(dialect: Dialect) -> Vec<&'static str> {
    let all = [
        ("tables", dialect.tables),
        ("footnotes", dialect.footnotes),
        ("strikethrough", dialect.strikethrough),
        ("task-lists", dialect.task_lists),
        ("definition-lists", dialect.definition_lists),
        ("heading-attributes", dialect.heading_attributes),
        ("heading-ids", dialect.heading_ids),
        ("alerts", dialect.alerts),
        ("admonitions", dialect.admonitions),
        ("indented-admonitions", dialect.indented_admonitions),
        ("contents-marker", dialect.contents_marker),
        ("code-headers", dialect.code_headers),
        ("emoji", dialect.emoji),
        ("emoji-in-html", dialect.emoji_in_html),
        ("superscript", dialect.superscript),
        ("subscript", dialect.subscript),
        ("math", dialect.math),
        ("display-math", dialect.display_math),
        ("backslash-math", dialect.backslash_math),
        ("no-script-math", !dialect.script_math),
        ("smart-punctuation", dialect.smart_punctuation),
        ("hard-breaks", dialect.hard_breaks),
        ("autolinks", dialect.autolinks),
        ("attribute-lists", dialect.attribute_lists),
        ("brace-attributes", dialect.brace_attributes),
        ("raw-html", dialect.raw_html),
    ];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}

/// What the files after the first change of the generator's defaults: `+switch`, `-switch`.
fn changes(usual: &[(&str, &str)], own: &[(&str, &str)]) -> String {
    let (before, after) = (switches(usual), switches(own));
    let gone = before.iter().filter(|name| !after.contains(name)).map(|name| format!("-{name}"));
    let come = after.iter().filter(|name| !before.contains(name)).map(|name| format!("+{name}"));
    gone.chain(come).collect::<Vec<_>>().join(" ")
}

#[test]
fn hugo_is_goldmark_with_its_switches() {
    let post = ("content/posts/a.md", "---\ntitle: A\n---\n");
    let usual = [("hugo.toml", ""), post];
    assert_eq!(
        switches(&usual),
        [
            "tables",
            "footnotes",
            "strikethrough",
            "task-lists",
            "definition-lists",
            "heading-attributes",
            "heading-ids",
            "alerts",
            "smart-punctuation",
            "autolinks",
        ]
    );
    for (config, expected) in [
        ("enableEmoji = true", "+emoji"),
        ("[markup.goldmark.renderer]\nunsafe = true\nhardWraps = true", "+hard-breaks +raw-html"),
        (
            "[markup.goldmark.extensions]\ntypographer = false\nlinkify = false\ntable = false\n[markup.goldmark.extensions.footnote]\nenable = false",
            "-tables -footnotes -smart-punctuation -autolinks",
        ),
        ("[markup.goldmark.extensions.typographer]\ndisable = true", "-smart-punctuation"),
        (
            "[markup.goldmark.extensions.extras.superscript]\nenable = true\n[markup.goldmark.extensions.extras.subscript]\nenable = true",
            "+superscript +subscript",
        ),
        ("[markup.goldmark.extensions.passthrough]\nenable = true", ""),
        (
            "[markup.goldmark.extensions.passthrough]\nenable = true\n[markup.goldmark.extensions.passthrough.delimiters]\nblock = [['\\[', '\\]'], ['$$', '$$']]\ninline = [['\\(', '\\)']]",
            "+display-math +backslash-math",
        ),
        ("[markup.goldmark.extensions.passthrough]\nenable = true\ndelimiters = {inline = [['$', '$']]}", "+math"),
        ("[markup.goldmark.extensions.passthrough]\ndelimiters = {inline = [['$', '$']]}", ""),
        (
            "[markup.goldmark.parser]\nautoHeadingID = false\nattribute = {title = false}",
            "-heading-attributes -heading-ids",
        ),
        ("[markup.goldmark.parser.attribute]\nblock = true", "+brace-attributes"),
    ] {
        assert_eq!(changes(&usual, &[("hugo.toml", config), post]), expected, "{config}");
    }
}

#[test]
fn jekyll_is_kramdown_or_what_its_configuration_names() {
    let post = ("_posts/2024-01-05-a.md", "---\ntitle: A\n---\n");
    let usual = [("_config.yml", "title: T\n"), post];
    assert_eq!(
        switches(&usual),
        [
            "tables",
            "footnotes",
            "strikethrough",
            "task-lists",
            "definition-lists",
            "heading-attributes",
            "heading-ids",
            "display-math",
            "smart-punctuation",
            "attribute-lists",
            "raw-html",
        ]
    );
    for (config, expected) in [
        ("kramdown: {hard_wrap: true}\n", "+hard-breaks"),
        ("kramdown: {input: kramdown, hard_wrap: true}\n", "-strikethrough -task-lists"),
        ("kramdown: {smart_quotes: 'apos,apos,quot,quot', auto_ids: false}\n", "-heading-ids -smart-punctuation"),
        ("plugins: [jekyll-feed, jemoji]\n", "+emoji +emoji-in-html"),
        ("kramdown: {gfm_emojis: true}\n", "+emoji"),
        (
            "markdown: CommonMark\ncommonmark: {options: [SMART, HARDBREAKS], extensions: [table, autolink]}\n",
            "-footnotes -strikethrough -task-lists -definition-lists -heading-attributes -heading-ids -display-math -attribute-lists +hard-breaks +autolinks",
        ),
        (
            "markdown: redcarpet\nredcarpet: {extensions: [hard_wrap, tables, autolink, footnotes, strikethrough, with_toc_data]}\n",
            "-task-lists -definition-lists -heading-attributes -display-math -smart-punctuation -attribute-lists +hard-breaks +autolinks",
        ),
    ] {
        assert_eq!(changes(&usual, &[("_config.yml", config), post]), expected, "{config}");
    }
}

#[test]
fn zola_is_pulldown_cmark_with_its_switches() {
    let post = ("content/a.md", "+++\ntitle = \"A\"\n+++\n");
    let base = "base_url = \"https://e.example\"\n";
    let usual = [("config.toml", base), post];
    for (config, expected) in [
        ("smart_punctuation = true\nrender_emoji = true", "+emoji +smart-punctuation"),
        ("definition_list = true\ngithub_alerts = true", "+definition-lists +alerts"),
    ] {
        let config = format!("{base}[markdown]\n{config}\n");
        assert_eq!(changes(&usual, &[("config.toml", &config), post]), expected, "{config}");
    }
}

#[test]
fn pelican_is_python_markdown_with_the_extensions_that_are_named() {
    let post = ("content/a.md", "Title: A\nDate: 2024-01-05\n\nx\n");
    let base = "SITEURL = 'https://e.example'\nPATH = 'content'\n";
    let usual = [("pelicanconf.py", base), post];
    assert_eq!(
        switches(&usual),
        [
            "tables",
            "footnotes",
            "definition-lists",
            "heading-attributes",
            "contents-marker",
            "code-headers",
            "attribute-lists",
            "brace-attributes",
            "raw-html"
        ]
    );
    for (config, expected) in [
        (
            "MARKDOWN = {'extension_configs': {'markdown.extensions.extra': {}, 'markdown.extensions.toc': {}, 'markdown.extensions.nl2br': {}}}\n",
            "-code-headers +heading-ids +hard-breaks",
        ),
        (
            "MARKDOWN = {'extensions': ['codehilite(css_class=highlight)', 'extra', 'admonition']}\n",
            "+indented-admonitions",
        ),
        (
            "MARKDOWN = {'extensions': ['codehilite', 'extra', 'smarty', 'pymdownx.tilde', 'pymdownx.caret', 'pymdownx.tasklist', 'pymdownx.magiclink', 'pymdownx.arithmatex', 'pymdownx.emoji']}\n",
            "+strikethrough +task-lists +emoji +superscript +subscript +math +backslash-math +smart-punctuation +autolinks",
        ),
        (
            "MARKDOWN = {'extensions': ['mdx_linkify', 'tables']}\n",
            "-footnotes -definition-lists -heading-attributes -code-headers -attribute-lists -brace-attributes +autolinks",
        ),
        ("TYPOGRIFY = True\n", "+smart-punctuation"),
    ] {
        let config = format!("{base}{config}");
        assert_eq!(changes(&usual, &[("pelicanconf.py", &config), post]), expected, "{config}");
    }
}

#[test]
fn eleventy_is_markdown_it_with_the_options_that_are_written_out() {
    let post = ("posts/a.md", "---\ntitle: A\n---\n");
    let usual = [("eleventy.config.js", "export default function (c) {}\n"), post];
    assert_eq!(switches(&usual), ["tables", "strikethrough", "raw-html"]);
    for (config, expected) in [
        (
            "const markdownIt = require(\"markdown-it\");\nmodule.exports = function (c) { c.setLibrary(\"md\", markdownIt({ html: true, breaks: true, linkify: true, typographer: true })); };\n",
            "+smart-punctuation +hard-breaks +autolinks",
        ),
        (
            "import markdownItFootnote from \"markdown-it-footnote\";\nimport anchor from 'markdown-it-anchor';\nimport { full as emoji } from 'markdown-it-emoji';\nimport attrs from 'markdown-it-attrs';\nexport default function (c) { c.amendLibrary('md', (md) => md.use(markdownItFootnote)); }\n",
            "+footnotes +heading-attributes +heading-ids +emoji +brace-attributes",
        ),
        ("module.exports = (c) => { c.setLibrary('md', markdownIt({ html: false })); };\n", "-raw-html"),
        (
            "import { IdAttributePlugin } from '@11ty/eleventy';\nexport default function (c) { c.addPlugin(IdAttributePlugin); }\n",
            "+heading-ids",
        ),
    ] {
        assert_eq!(changes(&usual, &[("eleventy.config.js", config), post]), expected, "{config}");
    }
}

#[test]
fn hexo_is_marked_or_markdown_it() {
    let base = "url: https://e.example\npermalink: :title/\nsource_dir: source\n";
    let package = |name: &str| format!("{{\"dependencies\":{{\"hexo\":\"7\",\"{name}\":\"1\"}}}}");
    let post = ("source/_posts/a.md", "---\ntitle: A\n---\n");
    let marked = package("hexo-renderer-marked");
    let usual = [("_config.yml", base), ("package.json", marked.as_str()), post];
    assert_eq!(
        switches(&usual),
        [
            "tables",
            "strikethrough",
            "task-lists",
            "heading-ids",
            "smart-punctuation",
            "hard-breaks",
            "autolinks",
            "raw-html",
        ]
    );
    for (name, config, expected) in [
        (
            "hexo-renderer-marked",
            "marked: {breaks: false, autolink: false, smartypants: false, headerIds: false}\n",
            "-heading-ids -smart-punctuation -hard-breaks -autolinks",
        ),
        ("hexo-filter-github-emojis", "", "+emoji +emoji-in-html"),
        ("hexo-filter-github-emojis", "githubEmojis: {enable: false}\n", ""),
        ("hexo-renderer-markdown-it", "", "-task-lists"),
        (
            "hexo-renderer-markdown-it",
            "markdown:\n  render: {html: false, typographer: false}\n  anchors: false\n  plugins:\n    - markdown-it-footnote\n    - name: markdown-it-emoji\n      options: {}\n",
            "-task-lists -heading-ids -smart-punctuation -raw-html +footnotes +emoji",
        ),
    ] {
        let (config, package) = (format!("{base}{config}"), package(name));
        let own = [("_config.yml", config.as_str()), ("package.json", package.as_str()), post];
        assert_eq!(changes(&usual, &own), expected, "{name} {config}");
    }
}

#[test]
fn docusaurus_and_astro_are_remark_with_the_plugins_that_are_named() {
    let post = ("blog/2024-01-05-a.md", "---\ntitle: A\n---\n");
    let usual = [("docusaurus.config.js", "module.exports = {url: 'https://e.example'};\n"), post];
    assert!(switches(&usual).contains(&"emoji"));
    for (config, expected) in [
        ("module.exports = {markdown: {emoji: false}};\n", "-emoji"),
        (
            "import remarkMath from 'remark-math';\nimport breaks from 'remark-breaks';\nexport default {};\n",
            "+math +hard-breaks",
        ),
    ] {
        assert_eq!(changes(&usual, &[("docusaurus.config.js", config), post]), expected, "{config}");
    }
    let post = ("src/content/blog/a.md", "---\ntitle: A\n---\n");
    let usual = [("astro.config.mjs", "export default {};\n"), post];
    assert!(switches(&usual).contains(&"smart-punctuation"));
    for (config, expected) in [
        (
            "export default { markdown: { gfm: false, smartypants: false } };\n",
            "-tables -footnotes -strikethrough -task-lists -smart-punctuation -autolinks",
        ),
        ("import emoji from 'remark-emoji';\nexport default { markdown: { remarkPlugins: [emoji] } };\n", "+emoji"),
    ] {
        assert_eq!(changes(&usual, &[("astro.config.mjs", config), post]), expected, "{config}");
    }
}

#[test]
fn an_emoji_of_a_hugo_post_is_one_in_the_feed_and_code_and_addresses_stay() {
    let blog = Blog::of(&[
        ("hugo.toml", "baseURL = 'https://e.example/'\ntitle = 'T'\nenableEmoji = true\n"),
        (
            "content/posts/a.md",
            "---\ntitle: A\ndate: 2024-01-05\n---\nDone :tada: and `:tada:` at https://e.example/:tada:/x\n\n    :tada:\n",
        ),
    ]);
    let output = blog.run(&["build", "--output", "out", "--now", "2026-01-01T00:00:00Z"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let feed: serde_json::Value = serde_json::from_str(&blog.text("out/feed.json")).unwrap();
    assert_eq!(
        feed["items"][0]["content_html"],
        "<p>Done 🎉 and <code>:tada:</code> at <a href=\"https://e.example/:tada:/x\">https://e.example/:tada:/x</a></p>\n\
         <pre><code>:tada:\n</code></pre>\n"
    );
}
