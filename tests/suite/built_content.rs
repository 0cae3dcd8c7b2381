//! Content from the pages that a site generator built: `[content] from`, a feed's `from`, a post's `feed_from`.
//!
//! The pages have the shapes that Hugo, Jekyll, Pelican, Hexo and Eleventy write.

use std::fs;

use super::blog::Blog;
use super::ground::ran;

/// The command in `site`, without a ledger.
fn run(site: &Blog, arguments: &[&str]) -> (Option<i32>, String, String) {
    ran(site.path(), &[arguments, &["--message-format", "short", "--no-ledger"]].concat())
}

const CONFIG: &str = "title: T\nurl: https://x.test\nbaseurl: /b\npermalink: /:title/\n";
const WORDS: &str = "One two three four five six seven eight nine ten.";

/// A page as Jekyll's usual theme makes it.
fn jekyll(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title} | T</title>\
         <link rel=canonical href=https://x.test/b/a/></head><body><header class=site-header>Site</header><main>\
         <article class=\"post h-entry\"><header class=post-header><h1 class=\"post-title p-name\">{title}</h1>\
         <p class=post-meta><time class=dt-published>May</time></p></header>\
         <div class=\"post-content e-content\" itemprop=articleBody>\n{body}\n</div></article></main></body></html>"
    )
}

#[test]
fn the_built_page_is_taken_where_it_is_asked_for() {
    let page = jekyll("A", &format!("<p>{WORDS}</p><p class=shout>LOUD</p><img src=p.png><a href=/c/>c</a>"));
    let post = format!("---\ntitle: A\n---\n{WORDS}\n\n{{% shout %}}loud{{% endshout %}}\n");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
        ("_posts/2024-01-05-a.md", &post),
        ("_site/a/index.html", &page),
    ]);
    let (code, _, said) = run(&site, &["build"]);
    assert_eq!((code, said.lines().count()), (Some(0), 4), "{said}");
    assert_eq!(
        site.contents("output/feed.json"),
        [format!(
            "<p>{WORDS}</p><p>LOUD</p><img src=\"https://x.test/b/a/p.png\"/><a href=\"https://x.test/c/\">c</a>"
        )]
    );
}

#[test]
fn auto_takes_the_built_page_only_for_what_the_generator_alone_can_render() {
    let page = jekyll("A", &format!("<p>{WORDS}</p><p>LOUD</p>"));
    let post = format!("---\ntitle: A\n---\n{WORDS}\n\n{{% shout loud %}}\n");
    let plain = format!("---\ntitle: B\n---\n{WORDS} *Own.*\n");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"auto\"\n"),
        ("_posts/2024-01-05-a.md", &post),
        ("_posts/2024-01-04-b.md", &plain),
        ("_site/a/index.html", &page),
    ]);
    let (code, _, said) = run(&site, &["build"]);
    // The tag is shown by the page: nothing is left out, and nothing is said of it.
    assert_eq!((code, said.contains("template-unknown")), (Some(0), false), "{said}");
    assert_eq!(
        site.contents("output/feed.json"),
        [format!("<p>{WORDS}</p><p>LOUD</p>"), format!("<p>{WORDS} <em>Own.</em></p>\n")]
    );
    let (_, told, _) = run(&site, &["explain", "_posts/2024-01-05-a.md"]);
    assert!(
        told.ends_with(
            "in feed \"main\" (rss.xml, atom.xml, feed.json): entry 1 of 2\n  content: <div class=\"post-content \
             e-content\"> of _site/a/index.html, since line 6 needs the generator: no tag is called \"shout\" here  \
             (auto, from under [content])\n"
        ),
        "{told}"
    );
    let (_, told, _) = run(&site, &["explain", "_posts/2024-01-04-b.md"]);
    assert!(
        told.ends_with(
            "  content: the post's own text, since it holds nothing that only the generator can render  (auto, from \
             under [content])\n"
        ),
        "{told}"
    );
}

#[test]
fn auto_without_a_built_site_is_the_posts_own_text() {
    let post = format!("---\ntitle: A\n---\n{WORDS}\n\n{{% shout loud %}}\n");
    let files = [("_config.yml", CONFIG), ("_posts/2024-01-05-a.md", post.as_str())];
    let auto = Blog::of(&[&files[..], &[("feedwright.toml", "[content]\nfrom = \"auto\"\n")]].concat());
    let own = Blog::of(&files);
    let (code, _, said) = run(&auto, &["build"]);
    assert_eq!(code, Some(0));
    assert!(
        said.starts_with("_posts/2024-01-05-a.md:6:1: warning[template-unknown]: no tag is called \"shout\" here"),
        "{said}"
    );
    let (_, _, said) = run(&own, &["build"]);
    let help = "; help: to take such posts from their built pages, set from = \"auto\" under [content]";
    assert!(said.lines().next().unwrap().ends_with(help), "{said}");
    for feed in ["rss.xml", "atom.xml", "feed.json"] {
        let read = |site: &Blog| site.text(&format!("output/{feed}"));
        assert_eq!(read(&auto), read(&own), "{feed}");
    }
}

#[test]
fn a_feed_and_a_post_may_each_say_where_content_comes_from() {
    let page = |words: &str| jekyll("A", &format!("<p>{WORDS} {words}</p>"));
    let pages = [page("Built a."), page("Built b.")];
    let own = format!("---\ntitle: A\n---\n{WORDS} Own.\n");
    let always = format!("---\ntitle: B\nfeed_from: markdown\n---\n{WORDS} Own.\n");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[[feeds]]\nname = \"built\"\nfrom = \"built\"\n"),
        ("_posts/2024-01-05-a.md", &own),
        ("_posts/2024-01-04-b.md", &always),
        ("dist/a/index.html", &pages[0]),
        ("dist/b/index.html", &pages[1]),
    ]);
    let (code, _, said) = run(&site, &["build", "--built", "dist"]);
    assert_eq!(code, Some(0), "{said}");
    let (own, built) = (format!("<p>{WORDS} Own.</p>\n"), format!("<p>{WORDS} Built a.</p>"));
    assert_eq!(site.contents("output/feed.json"), [own.clone(), own.clone()]);
    assert_eq!(site.contents("output/built/feed.json"), [built, own]);
    let (_, told, _) = run(&site, &["explain", "_posts/2024-01-04-b.md", "--built", "dist"]);
    assert!(told.contains("content: the post's own text  (markdown, _posts/2024-01-04-b.md:3: feed_from)"), "{told}");
}

#[test]
fn a_page_that_cannot_be_taken_stops_the_build_and_says_what_to_do() {
    let post = |title: &str| format!("---\ntitle: {title}\n---\n{WORDS}\n");
    let posts = ["Gone", "Bare", "Other", "Moved"].map(post);
    let other = jekyll("Other", "<p>Nothing of what the post has, but words of another one altogether.</p>");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
        ("_posts/2024-01-08-gone.md", &posts[0]),
        ("_posts/2024-01-07-bare.md", &posts[1]),
        ("_posts/2024-01-06-other.md", &posts[2]),
        ("_posts/2024-01-05-moved.md", &posts[3]),
        ("_site/bare/index.html", "<body><div>One two three</div></body>"),
        ("_site/other/index.html", &other),
        ("_site/moved/index.html", "<meta http-equiv=refresh content='0; url=/b/new/'>"),
    ]);
    let (code, printed, said) = run(&site, &["build"]);
    assert_eq!((code, printed.as_str(), said.as_str()), (Some(1), "", UNTAKEN));
    assert!(!site.path().join("output").exists());
    // The same is a warning where the post's own text does as well.
    let auto = "[content]\nfrom = \"auto\"\n";
    fs::write(site.path().join("feedwright.toml"), auto).unwrap();
    fs::write(site.path().join("_posts/2024-01-08-gone.md"), format!("{}{{% x %}}", posts[0])).unwrap();
    let (code, _, said) = run(&site, &["build"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("_posts/2024-01-08-gone.md: warning[page-missing]: no page is at /b/gone/ in ./_site; "));
    assert!(said.contains("warning[template-unknown]"), "{said}");
}

const UNTAKEN: &str = r#"_posts/2024-01-05-moved.md: error[page-elsewhere]: the page at /b/moved/ only leads elsewhere; help: give the post that permalink, or set links = "built" under [site]
_posts/2024-01-06-other.md: error[article-missing]: no element of _site/other/index.html holds the words of the post: <div class="post-content e-content"> has 1 of 10; help: build the site anew, or name the element that is the article: article = "div.text" under [content]
_posts/2024-01-07-bare.md: error[article-missing]: _site/bare/index.html has nothing that is an article; help: build the site anew, or name the element that is the article: article = "div.text" under [content]
_posts/2024-01-08-gone.md: error[page-missing]: no page is at /b/gone/ in ./_site; help: build the site anew; `feedwright verify` says where its page may be
nothing was written; the feeds are as they were (--keep-going publishes what can be read)
"#;

#[test]
fn a_built_site_that_is_not_there_is_told_once() {
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("_posts/2024-01-05-a.md", "---\ntitle: A\nfeed_from: built\n---\nText\n"),
        ("_posts/2024-01-06-b.md", "---\ntitle: B\nfeed_from: built\n---\nText\n"),
    ]);
    let (code, _, said) = run(&site, &["build"]);
    assert_eq!(
        (code, said.as_str()),
        (
            Some(1),
            "error[built-site-missing]: there is no built site in ./_site; \
             help: build the site first, or say where it is: --built DIR, or built under [site]\n\
             nothing was written; the feeds are as they were (--keep-going publishes what can be read)\n"
        )
    );
}

#[test]
fn an_older_page_is_taken_with_a_warning() {
    let page = jekyll("A", &format!("<p>{WORDS}</p>"));
    let post = format!("---\ntitle: A\n---\n{WORDS}\n\nEleven twelve thirteen fourteen fifteen sixteen.\n");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
        ("_posts/2024-01-05-a.md", &post),
        ("_site/a/index.html", &page),
    ]);
    let (code, _, said) = run(&site, &["build"]);
    assert_eq!(code, Some(0));
    assert!(
        said.starts_with(
            "_posts/2024-01-05-a.md: warning[page-stale]: <div class=\"post-content e-content\"> of _site/a/index.html lacks 6 \
             of the 16 words of the post; "
        ),
        "{said}"
    );
    assert_eq!(site.contents("output/feed.json"), [format!("<p>{WORDS}</p>")]);
}

#[test]
fn a_source_that_does_not_exist_is_an_error_at_its_place() {
    let site =
        Blog::of(&[("_config.yml", CONFIG), ("_posts/2024-01-05-a.md", "---\ntitle: A\nfeed_from: page\n---\nText\n")]);
    let (code, _, said) = run(&site, &["build"]);
    assert_eq!(code, Some(1));
    assert!(
        said.starts_with(
            "_posts/2024-01-05-a.md:3:12: error[content-source-unknown]: \"page\" is no source of content; \
             help: write markdown, built or auto\n"
        ),
        "{said}"
    );
    fs::write(site.path().join("feedwright.toml"), "[content]\nfrom = \"bilt\"\narticle = \"a:b\"\n").unwrap();
    let (code, _, said) = run(&site, &["build"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("feedwright.toml:2:8: error[wrong-value]: \"bilt\" is not one of the values; "), "{said}");
    assert!(said.contains("feedwright.toml:3:11: error[wrong-value]:"), "{said}");
}

#[test]
fn relative_addresses_follow_the_base_of_the_page() {
    let page = format!(
        "<head><base href='https://cdn.test/x/'></head><main><h1>A</h1><p id=t>{WORDS}</p><a href='#t'>up</a>\
         <a href=y>y</a><img src=z.png></main>"
    );
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
        ("_posts/2024-01-05-a.md", &format!("---\ntitle: A\n---\n{WORDS}\n")),
        ("_site/a/index.html", &page),
    ]);
    assert_eq!(run(&site, &["build"]).0, Some(0));
    let content = site.contents("output/feed.json").remove(0);
    let id = content.split("id=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(
        content.replace(&id, "ID"),
        format!(
            "<p id=\"ID\">{WORDS}</p><a href=\"#ID\">up</a> <a href=\"https://cdn.test/x/y\">y</a>\
             <img src=\"https://cdn.test/x/z.png\"/>"
        )
        .replace("</a> <a", "</a><a")
    );
}

#[test]
fn the_element_that_the_author_names_is_the_article() {
    let page = format!("<article>Card</article><div id=text><h2>B</h2><p>{WORDS}</p><div class=ad>Buy</div></div>");
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"built\"\narticle = \"#text\"\nremove = [\".ad\"]\n"),
        ("_posts/2024-01-05-a.md", &format!("---\ntitle: A\n---\n{WORDS}\n")),
        ("_site/a/index.html", &page),
    ]);
    assert_eq!(run(&site, &["build"]).0, Some(0));
    assert_eq!(site.contents("output/feed.json"), [format!("<h2>B</h2><p>{WORDS}</p>")]);
}

/// One post as the themes of several generators build it: (generator, page).
const SHAPES: [(&str, &str); 8] = [
    (
        "Hugo, as its popular themes",
        "<body><header><nav>Site</nav></header><main class=main><article class=post-single><header class=post-header>\
         <div class=breadcrumbs><a href=/>Home</a></div><h1 class=post-title>A</h1><div class=post-meta>1 min · Ann</div></header>\
         <div class=toc><details><summary>Table of Contents</summary><nav id=TableOfContents><ul><li>H</li></ul></nav></details></div>\
         <div class=post-content>BODY</div><footer class=post-footer><ul class=post-tags><li><a href=/x/>x</a></li></ul>\
         <nav class=paginav><a class=prev href=/b/>« Prev</a></nav><div class=share-buttons><a href=x>share</a></div></footer></article></main>",
    ),
    (
        "Hugo, an article that has everything",
        "<main><article><header><p>Posts</p><h1>A</h1><time datetime=2024-01-05>5 January</time></header>BODY<ul class=tags>\
         <li><a rel=tag href=/x/>x</a></li></ul><hr><div id=disqus_thread></div><section class=related><h2>Related</h2>\
         <a href=/b/>B</a></section></article></main><aside>Side</aside>",
    ),
    (
        "Pelican",
        "<section id=content class=body><article><header><h1 class=entry-title><a href=./a.html rel=bookmark>A</a></h1></header>\
         <div class=entry-content><footer class=post-info><abbr class=published title=x>Fri 05</abbr><p>By <a class='url fn'>Ann</a></p>\
         </footer><!-- /.post-info -->BODY</div><!-- /.entry-content --></article></section>",
    ),
    (
        "Hexo",
        "<section id=main><article id=post-a class='h-entry article' itemprop=blogPost itemscope><div class=article-meta>\
         <a class=article-date><time class=dt-published>2024-01-05</time></a></div><div class=article-inner><header class=article-header>\
         <h1 class='p-name article-title' itemprop='headline name'>A</h1></header><div class='e-content article-entry' itemprop=articleBody>\
         BODY</div><footer class=article-footer><a class=article-share-link>Share</a></footer></div><nav id=article-nav>Older</nav></article></section>",
    ),
    (
        "Eleventy",
        "<main id=skip><h1>A</h1><ul class=post-metadata><li><time>05 January 2024</time></li><li><a class=post-tag>x</a></li></ul>BODY\
         <ul class=links-nextprev><li>Previous: <a href=/b/>B</a></li></ul></main>",
    ),
    (
        "Docusaurus",
        "<main class=col><article><header><h1 class=title_f1Hy>A</h1><div class=container_mt6G><time>January 5</time></div></header>\
         <div id=__blog-post-container class=markdown>BODY</div><footer class='row docusaurus-mt-lg'><a class=theme-edit-this-page>\
         Edit this page</a></footer></article><nav class='pagination-nav docusaurus-mt-lg'><a>Newer</a></nav></main>",
    ),
    (
        "Zola",
        "<main><div class=page-header>A<span class=primary-color>.</span></div><p class=meta><span class=post-date>2024</span></p>\
         <section class=body>BODY</section></main>",
    ),
    (
        "cards of other posts beside it",
        "<main><h1>A</h1><div class=prose>BODY</div><section><article>One two three of another.</article><article>Card</article></section></main>",
    ),
];

#[test]
fn every_shape_of_page_gives_the_same_words() {
    let body = format!(
        "<p>{WORDS}</p><h2 id=h>H <a class=headerlink href=#h>¶</a></h2><div class=highlight><pre><span></span><code>\
         <span class=k>let</span> x;\n\n<span class=k>let</span> y;\n</code></pre></div><p>The end.</p>"
    );
    for (name, shape) in SHAPES {
        let page = shape.replace("BODY", &body);
        let site = Blog::of(&[
            ("_config.yml", CONFIG),
            ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
            (
                "_posts/2024-01-05-a.md",
                &format!("---\ntitle: A\n---\n{WORDS}\n\n## H\n\n    let x;\n\n    let y;\n\nThe end.\n"),
            ),
            ("_site/a/index.html", &page),
        ]);
        let (code, _, said) = run(&site, &["build"]);
        assert_eq!((code, said.lines().count()), (Some(0), 4), "{name}: {said}");
        let content = site.contents("output/feed.json").remove(0);
        let (first, rest) = content.split_once(" id=\"").unwrap();
        let content = format!("{first}{}", rest.split_once('"').unwrap().1);
        assert_eq!(
            content.trim(),
            format!("<p>{WORDS}</p><h2>H </h2><div><pre><code>let x;\n\nlet y;\n</code></pre></div><p>The end.</p>"),
            "{name}"
        );
    }
}

#[test]
fn with_keep_going_the_own_text_stands_in_for_a_page_that_is_not_there() {
    let site = Blog::of(&[
        ("_config.yml", CONFIG),
        ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
        ("_posts/2024-01-05-a.md", &format!("---\ntitle: A\n---\n{WORDS}\n")),
        ("_site/index.html", "<p>Home"),
    ]);
    let (code, _, said) = run(&site, &["build", "--keep-going"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("_posts/2024-01-05-a.md: error[page-missing]"), "{said}");
    assert_eq!(site.contents("output/feed.json"), [format!("<p>{WORDS}</p>\n")]);
}

#[test]
fn the_authors_more_marker_ends_the_summary_where_the_page_has_lost_it() {
    let summary = |page: &str| {
        let page = jekyll("A", page);
        let site = Blog::of(&[
            ("_config.yml", CONFIG),
            ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
            ("_posts/2024-01-05-a.md", "---\ntitle: A\n---\nOne.\n\nTwo.\n\n<!--more-->\n\nThree.\n"),
            ("_site/a/index.html", &page),
        ]);
        assert_eq!(run(&site, &["build"]).0, Some(0));
        site.items("output/feed.json")[0]["summary"].as_str().unwrap().to_owned()
    };
    // Hugo takes it out, Jekyll leaves it, Hexo and Zola put an anchor there.
    for marker in ["", "<!--more-->", "<span id=more></span>", "<span id=continue-reading></span>"] {
        assert_eq!(summary(&format!("<p>One.</p><p>Two.</p>{marker}<p>Three.</p>")), "One. Two.", "{marker}");
    }
}

#[test]
fn a_page_of_any_size_and_depth_ends_in_time() {
    let many = 60_000;
    let deep = "<div class=e-content><div class=post-content>".repeat(many);
    let anchors = format!("<article><h2>{}</h2></article>", "<a class=anchor href=#x>w</a>".repeat(many));
    let articles = format!("<main>{}</main>", "<article><p class=prose>x</article>".repeat(many));
    let formulas = format!("<script src=MathJax.js></script><main>{}\\[</main>", "\\(x\\) $$ \\[".repeat(many));
    let begun = std::time::Instant::now();
    for page in [deep, anchors, articles, formulas] {
        let site = Blog::of(&[
            ("_config.yml", CONFIG),
            ("feedwright.toml", "[content]\nfrom = \"built\"\n"),
            ("_posts/2024-01-05-a.md", "---\ntitle: A\n---\nX\n"),
            ("_site/a/index.html", &page),
        ]);
        assert!(matches!(run(&site, &["build"]).0, Some(0 | 1)));
    }
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}
