//! Posts made to run something in a subscriber's reader: nothing of them does, in whatever place of a post it stands.
//!
//! Each entry is judged on the trees that browsers make of it (see `audit::faults`), with and without scripts, and once
//! more after they have written it out themselves.

use feedwright::feed::Format;
use proptest::prelude::*;

use crate::attacks::{DISGUISED, HTML, MARKDOWN};
use crate::audit::entries::entries;
use crate::audit::faults::{Kind, faults};
use crate::blog::{Blog, messages};

/// What is wrong with the entries of the feeds in `folder` of a blog, with the entry's id.
pub fn wrong(blog: &Blog, folder: &str, posts: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    for format in Format::ALL {
        let entries = entries(format, &blog.text(&format!("{folder}/{}", format.file_name()))).unwrap();
        assert_eq!(entries.len(), posts, "{format:?}");
        for entry in entries {
            for html in entry.content.iter().chain(&entry.summary) {
                let found = faults(html).into_iter().filter(|fault| fault.kind != Kind::Template);
                wrong.extend(found.map(|fault| format!("{}: {}: {}: {html}", entry.id, fault.kind.name(), fault.what)));
            }
        }
    }
    wrong
}

/// A blog with every attack in the text of a post of its own: as Markdown, and the HTML ones as HTML too.
fn attacked() -> (Blog, usize) {
    let blog = Blog::of(&[]);
    let own = "date: 2025-01-01T00:00:00Z\n";
    for (at, attack) in HTML.iter().chain(DISGUISED).enumerate() {
        blog.write(&format!("posts/h{at}.md"), format!("---\n{own}---\n{attack}\n").as_bytes());
        blog.write(&format!("posts/g{at}.md"), format!("---\n{own}---\nSome words, {attack} and more.\n").as_bytes());
        blog.write(&format!("posts/i{at}.html"), format!("---\n{own}---\n{attack}\n").as_bytes());
    }
    for (at, attack) in MARKDOWN.iter().enumerate() {
        blog.write(&format!("posts/m{at}.md"), format!("---\n{own}---\n{attack}\n").as_bytes());
        blog.write(&format!("posts/n{at}.md"), format!("---\n{own}---\n<p></p>\n\n{attack}\n\n<b>").as_bytes());
    }
    (blog, (HTML.len() + DISGUISED.len()) * 3 + MARKDOWN.len() * 2)
}

/// Every attack, of every kind.
fn all() -> impl Iterator<Item = &'static str> {
    HTML.iter().chain(DISGUISED).chain(MARKDOWN).copied()
}

#[test]
fn the_judge_sees_what_the_attacks_would_do() {
    let runs = |attack: &&str| faults(attack).iter().any(|fault| fault.kind == Kind::Runs);
    let missed: Vec<&str> = HTML.iter().copied().filter(|attack| !runs(attack)).collect();
    let found: Vec<&str> = DISGUISED.iter().copied().filter(runs).collect();
    assert_eq!((missed, found), (Vec::new(), Vec::new()));
}

#[test]
fn no_attack_in_a_text_runs_in_any_entry() {
    let (blog, posts) = attacked();
    let output = blog.build(&["--limit", "0", "--no-ledger"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert_eq!(wrong(&blog, "out", posts), Vec::<String>::new());
}

#[test]
fn no_attack_runs_where_frames_and_selectors_are_asked_for() {
    let (blog, posts) = attacked();
    blog.write(
        "feedwright.toml",
        b"[site]\ncontent = \"posts\"\nurl = \"https://example.org/\"\n[feed]\nlimit = 0\n\
          [content]\nframes = \"keep\"\nremove = [\".none\"]\n[markdown]\nmath = true\nautolinks = true\n\
          definition-lists = true\nsmart-punctuation = true\nhard-breaks = true\n[ledger]\nenabled = false\n",
    );
    let output = blog.run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    // The author lets frames stay; no other element comes with them.
    let wrong: Vec<String> =
        wrong(&blog, "output", posts).into_iter().filter(|fault| !fault.contains(": runs: <iframe>: ")).collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_attack_in_the_front_matter_runs_in_any_entry() {
    let blog = Blog::of(&[]);
    for (at, attack) in all().enumerate() {
        let value = serde_json::Value::from(attack).to_string();
        let path = if at % 2 == 0 { format!("posts/{at}.md") } else { format!("posts/{at}.html") };
        blog.write(
            &path,
            format!(
                "---\ndate: 2025-01-01T00:00:00Z\ntitle: {value}\nsummary: {value}\nauthor: {value}\n\
                 authors: [{{name: {value}, url: {value}, email: {value}}}]\ntags: [{value}]\nimage: {value}\n\
                 cover: {{image: {value}, alt: {value}}}\nlink: {value}\nlang: {value}\n---\n"
            )
            .as_bytes(),
        );
    }
    let output = blog.build(&["--limit", "0", "--no-ledger", "--keep-going"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", messages(&output));
    assert_eq!(wrong(&blog, "out", all().count()), Vec::<String>::new());
    // What is no HTML in any format: addresses of people, pictures and link posts.
    for feed in ["out/rss.xml", "out/atom.xml"] {
        let text = blog.text(feed);
        let tree = roxmltree::Document::parse(&text).unwrap();
        for attribute in tree.descendants().flat_map(|node| node.attributes()) {
            assert!(!matches!(attribute.name(), "href" | "url" | "uri") || is_web(attribute.value()), "{attribute:?}");
        }
        let addresses = tree.descendants().filter(|node| matches!(node.tag_name().name(), "uri" | "link" | "url"));
        for text in addresses.filter_map(|node| node.text().filter(|text| !text.trim().is_empty())) {
            assert!(is_web(text), "{feed}: {text}");
        }
    }
    let json: serde_json::Value = serde_json::from_str(&blog.text("out/feed.json")).unwrap();
    for item in json["items"].as_array().unwrap() {
        let people = item["authors"].as_array().cloned().unwrap_or_default();
        let addresses = people.iter().flat_map(|person| [&person["url"], &person["avatar"]]);
        for address in addresses.chain([&item["url"], &item["external_url"], &item["image"]]) {
            assert!(address.as_str().is_none_or(is_web), "{item}");
        }
    }
}

fn is_web(address: &str) -> bool {
    ["http", "https", "mailto"].iter().any(|scheme| address.split(':').next() == Some(scheme))
}

/// Every attack as an argument of templates of a site's language, in a post each.
fn templated(blog: &Blog, folder: &str, front: (&str, &str), shapes: &[&str]) -> usize {
    for (at, attack) in all().enumerate() {
        let value = serde_json::Value::from(attack).to_string();
        let quoted = attack.replace('"', "&quot;").replace('\n', " ");
        let texts: Vec<String> =
            shapes.iter().map(|shape| shape.replace("QUOTED", &quoted).replace("PLAIN", attack)).collect();
        let (fence, front) = front;
        let text = format!("{fence}\n{}\n{fence}\n{}\n", front.replace("VALUE", &value), texts.join("\n\n"));
        blog.write(&format!("{folder}/2025-01-01-x{at}.md"), text.as_bytes());
    }
    all().count()
}

fn assert_templates_are_harmless(blog: &Blog, posts: usize) {
    let output = blog.run(&["--limit", "0", "--no-ledger", "--url", "https://example.org/", "--output", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    assert_eq!(wrong(blog, "out", posts), Vec::<String>::new());
}

#[test]
fn no_attack_in_a_liquid_tag_runs_in_any_entry() {
    let blog = Blog::of(&[("_config.yml", "title: x\nurl: https://example.org\n")]);
    let shapes = [
        "{{ page.title }} <b title=\"{{ page.title }}\">{{ page.evil | upcase }}</b>",
        "<a href=\"{{ page.evil }}\">{{ page.evil | escape }}</a> [x]({{ page.evil }}) ![{{ page.evil }}](a.png)",
        "{% assign x = \"QUOTED\" %}{{ x }}{{ x | append: \"QUOTED\" | prepend: page.evil | replace: \"<\", \">\" }}",
        "{% capture y %}PLAIN{% endcapture %}{{ y }}{% for z in page.tags %}<a href={{ z }}>{{ z }}</a>{% endfor %}",
        "{% include x.html a=\"QUOTED\" %}{% link QUOTED %}{% post_url QUOTED %}",
        "{% highlight QUOTED %}\nPLAIN\n{% endhighlight %}",
        "{% raw %}PLAIN{% endraw %}{% if page.evil contains \"<\" %}PLAIN{% endif %}",
        "text\n{: title=\"QUOTED\" onclick=\"boom()\" href=\"javascript:boom()\" #location style=\"x:expression(boom())\"}",
    ];
    let front = "title: VALUE\nevil: VALUE\ntags: [VALUE]";
    let posts = templated(&blog, "_posts", ("---", front), &shapes);
    assert_templates_are_harmless(&blog, posts);
}

#[test]
fn no_attack_in_a_shortcode_runs_in_any_entry() {
    let hugo = Blog::of(&[("hugo.toml", "title = \"x\"\nbaseURL = \"https://example.org/\"\n")]);
    let shapes = [
        "{{< figure src=\"QUOTED\" alt=\"QUOTED\" caption=\"QUOTED\" link=\"QUOTED\" title=\"QUOTED\" attr=\"QUOTED\" >}}",
        "{{< figure src=`PLAIN` caption=`PLAIN` link=`PLAIN` >}} {{< x `PLAIN` >}}PLAIN{{< /x >}}",
        "{{< youtube \"QUOTED\" >}} {{< youtube id=`PLAIN` title=`PLAIN` >}} {{< vimeo `PLAIN` >}} {{< gist `PLAIN` `PLAIN` >}}",
        "{{< tweet user=`PLAIN` id=`PLAIN` >}} {{< instagram `PLAIN` >}} {{< param evil >}} {{< ref `PLAIN` >}}",
        "[x]({{< relref `PLAIN` >}}) {{< highlight `PLAIN` >}}PLAIN{{< /highlight >}}",
        "{{% x %}}PLAIN{{% /x %}} {{< details summary=`PLAIN` >}}PLAIN{{< /details >}} {{< qr text=`PLAIN` />}}",
    ];
    let front = "title = VALUE\nevil = VALUE\ndate = 2025-01-01T00:00:00Z\nsummary = VALUE\ntags = [VALUE]";
    let posts = templated(&hugo, "content/posts", ("+++", front), &shapes);
    assert_templates_are_harmless(&hugo, posts);

    let zola = Blog::of(&[
        ("config.toml", "title = \"x\"\nbase_url = \"https://example.org\"\n"),
        ("content/_index.md", "+++\n+++\n"),
    ]);
    let shapes = [
        "{{ youtube(id=\"QUOTED\", class=\"QUOTED\", autoplay=true) }} {{ vimeo(id=`PLAIN`) }} {{ streamable(id='QUOTED') }}",
        "{{ x(y=`PLAIN`) }} {% z(w=\"QUOTED\") %}PLAIN{% end %} [x](@/QUOTED) [y](@/x.md#PLAIN)",
    ];
    let front = "title = VALUE\ndescription = VALUE\ndate = 2025-01-01T00:00:00Z\n[taxonomies]\ntags = [VALUE]";
    let posts = templated(&zola, "content", ("+++", front), &shapes);
    assert_templates_are_harmless(&zola, posts);
}

/// Tags of every kind that changes how what follows is read.
const TAGS: [&str; 56] = [
    "p",
    "div",
    "b",
    "i",
    "a",
    "nobr",
    "font",
    "span",
    "code",
    "pre",
    "listing",
    "ul",
    "li",
    "dl",
    "dd",
    "h1",
    "table",
    "caption",
    "colgroup",
    "col",
    "tbody",
    "tr",
    "td",
    "select",
    "option",
    "optgroup",
    "form",
    "button",
    "input",
    "object",
    "iframe",
    "noscript",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "style",
    "script",
    "title",
    "textarea",
    "template",
    "svg",
    "math",
    "mi",
    "mtext",
    "mglyph",
    "malignmark",
    "annotation-xml",
    "foreignObject",
    "desc",
    "body",
    "html",
    "frameset",
    "details",
    "ruby",
    "rt",
];

const ATTRIBUTES: [&str; 18] = [
    "onclick=boom()",
    "onerror = 'boom()'",
    "href=javascript:boom()",
    "href='java&#10;script:boom()'",
    "href=\"https://a.example/\"",
    "src=x:",
    "src=\"data:image/svg+xml,x\"",
    "srcset='javascript:boom() 1x'",
    "xlink:href=javascript:boom()",
    "style=\"x:expression(boom())\"",
    "id=location",
    "name=body",
    "class='language-x y'",
    "encoding=text/html",
    "title=\"</style></title></textarea></noscript><img src=x: onerror=boom()>\"",
    "title='--><img src=x: onerror=boom()>'",
    "title=']]><img src=x: onerror=boom()>",
    "/",
];

/// Pieces of text, of comments, and of Markdown.
const PIECES: [&str; 39] = [
    "x",
    " ",
    "\n",
    "\n\n",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<![CDATA[",
    "]]>",
    "<?x",
    "?>",
    "<!x",
    "</",
    "<",
    ">",
    "\"",
    "'",
    "`",
    "&lt;",
    "&gt;",
    "&amp;lt;",
    "&#0;",
    "<img src=x: onerror=boom()>",
    "<script>boom()</script>",
    "\n\n- ",
    "\n\n> ",
    "\n\n    ",
    "\n\n```\n",
    "\n\n| a |\n|---|\n| ",
    "\n\n# ",
    "[x](javascript:boom())",
    "![x](",
    "[y]: javascript:boom()\n",
    "[y]",
    "[^1]",
    "\n\n[^1]: ",
    "**",
    "<b",
];

/// HTML and Markdown nested at random, balanced or not.
fn nested() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned);
    piece.prop_recursive(6, 48, 4, |inner| {
        let tag = prop::sample::select(TAGS.to_vec());
        let attributes = prop::collection::vec(prop::sample::select(ATTRIBUTES.to_vec()), 0..3);
        let parts = prop::collection::vec(inner, 0..5);
        (tag, attributes, parts, 0..6_u8).prop_map(|(tag, attributes, parts, way)| {
            let parts = parts.concat();
            let attributes: String = attributes.into_iter().flat_map(|attribute| [" ", attribute]).collect();
            match way {
                0 => format!("<{tag}{attributes}>{parts}"),
                1 => format!("{parts}</{tag}>"),
                2 => parts,
                _ => format!("<{tag}{attributes}>{parts}</{tag}>"),
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(debug_assertions) { 16 } else { 2_000 }, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_that_is_nested_at_random_runs(texts in prop::collection::vec(nested(), 1..24)) {
        let blog = Blog::of(&[]);
        for (at, text) in texts.iter().enumerate() {
            for kind in ["a.md", "b.html"] {
                blog.write(&format!("posts/{at}{kind}"), format!("---\ndate: 2025-01-01\n---\n{text}").as_bytes());
            }
        }
        let output = blog.build(&["--limit", "0", "--no-ledger"]);
        prop_assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
        prop_assert_eq!(wrong(&blog, "out", texts.len() * 2), Vec::<String>::new());
    }
}
