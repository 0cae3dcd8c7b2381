//! The content of the real blogs' entries: nothing of the site's machinery in it, and the words that the site's own
//! generator shows.
//!
//! An entry whose words differ is listed in `tests/real-words/SITE.tsv` with the reason; one that is listed and agrees
//! makes the test fail.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use feedwright::post::measure::Folders;
use feedwright::post::{Body, Post};
use feedwright::problem::Problem;
use feedwright::render::{Around, Policy, Wanted, render};
use feedwright::site::SiteOptions;
use serde_json::Value;

use super::audit::{self, faults::faults};
use super::blog::Blog;
use super::compare;
use super::real_sites::{options, real};

pub(super) const SITES: [&str; 15] = [
    "e-18f",
    "e-base",
    "h-digitalgov",
    "h-grpc",
    "h-scipy",
    "j-18f",
    "j-cfpb",
    "j-homebrew",
    "j-jekylldocs",
    "j-persian",
    "j-poole",
    "j-swift",
    "p-jakevdp",
    "z-apollo",
    "z-rustblog",
];

/// A post's content, and its title where the text began with that.
type Shown = (String, Option<String>);

/// The content of every post, by source.
fn contents(folder: &Path, site: &str) -> (BTreeMap<String, Shown>, Vec<Problem>) {
    // Jekyll's plugin for emoji was left out as well when the truth was made.
    let markdown = [("emoji".to_owned(), false)].into();
    let read = compare::read(&SiteOptions { markdown, ..options(folder, site) });
    let posts: Vec<Post> = read.posts.values().cloned().collect();
    let (folders, policy) = (Folders::of(&read.site), Policy::default());
    let around = Around { view: compare::view(&read.site), posts: &posts, folders: &folders, policy: &policy };
    let wanted = Wanted { content: true, beginning: None, markdown: false, summary_length: 200 };
    let mut all = BTreeMap::new();
    let mut problems = Vec::new();
    for post in &posts {
        let text = match &post.body {
            Body::Held { text, .. } => text.to_string(),
            Body::OnDisk { path, .. } => fs::read_to_string(path).unwrap().trim_start_matches('\u{feff}').to_owned(),
        };
        let (rendered, found) = render(around, post, &text, wanted);
        problems.extend(found);
        let title = post.title.clone().filter(|_| rendered.began_with_title);
        all.insert(post.source.to_string(), (rendered.content.unwrap().as_str().to_owned(), title));
    }
    (all, problems)
}

#[test]
fn links_to_posts_by_their_files_lead_where_the_generator_led_them() {
    let Some(folder) = real() else { return };
    let (contents, _) = contents(&folder, "e-base");
    let (ours, _) = &contents["content/blog/secondpost.md"];
    let links: Vec<&str> = ours.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    // Of the base blog's plugin `InputPathToUrl`, from `/blog/firstpost.md` and `blog/thirdpost.md`.
    assert_eq!(links, ["https://example.com/blog/firstpost/", "https://example.com/blog/thirdpost/"]);
}

#[test]
fn nothing_of_the_sites_machinery_is_in_any_entry() {
    let Some(folder) = real() else { return };
    let mut entries = 0;
    for site in audit::sites(&folder).unwrap() {
        let audited = audit::audit(&site).unwrap();
        assert_eq!((audited.documents, audited.faults), (3, Vec::new()), "{}", audited.name);
        entries += audited.entries;
    }
    println!("{entries} entries");
    assert!(entries > 1_200, "{entries} entries");
}

#[test]
fn the_judge_of_entries_finds_what_must_not_be_there() {
    let found = |html: &str| -> Vec<String> {
        faults(html).into_iter().map(|fault| format!("{}: {}", fault.kind.name(), fault.what)).collect()
    };
    for (html, expected) in [
        ("<p>a <code>{% raw %}</code> b</p>", &[][..]),
        ("<p>{% include x %}</p>", &["template: {% include x %}"][..]),
        ("<p>{{&lt; x &gt;}} {{ site.url }}</p>", &["template: {{ site.url }}", "template: {{< x >}} {{ site.url }}"]),
        ("<a href=\"https://a.b/%7B%25x\">x</a>", &["template: href=\"https://a.b/%7B%25x\""]),
        ("<img src=\"/a.png\"/><a href=\"#b\">c</a>", &["relative: src=\"/a.png\""]),
        ("<img srcset=\"https://a.b/c.png 1x, d.png 2x\"/>", &["relative: srcset=\"https://a.b/c.png 1x, d.png 2x\""]),
        ("<a href=\" java\tscript:x\">x</a>", &["runs: href=\" java\\tscript:x\""]),
        ("<b onclick=\"x\">x</b>", &["runs: onclick=\"x\""]),
        ("<script>x</script>", &["runs: <script>"]),
        ("<p>a<b>c</p>", &["unbalanced: expected 'b' tag, not 'p' at 1:12"]),
        // Where scripts run, `<noscript>` holds text, and ends within what is an attribute elsewhere.
        (
            "<noscript><p title=\"</noscript><img src='x:' onerror='y'/>\"></p></noscript>",
            &["runs: <noscript>", "runs: onerror=\"y\"", "unbalanced: expected '\"' not '<' at 1:24"],
        ),
    ] {
        assert_eq!(found(html), expected, "{html}");
    }
}

#[test]
fn the_words_are_those_that_the_generators_show() {
    let Some(folder) = real() else { return };
    let mut wrong = Vec::new();
    let (mut entries, mut differing) = (0, 0);
    for site in SITES.into_iter().filter(|site| ["j-", "z-", "p-"].iter().any(|kind| site.starts_with(kind))) {
        let (contents, _) = contents(&folder, site);
        let mut reasons = reasons(site);
        let (mut here, mut differ) = (0, 0);
        for (source, theirs) in truth(&folder, site) {
            let Some((ours, title)) = contents.get(&source) else { continue };
            // Plugins were left out when the truth was made: a tag of theirs stands in it as text.
            if has_plugin_tags(&theirs) {
                continue;
            }
            here += 1;
            let (ours, mut theirs) = (words(ours), words(&theirs));
            if let Some(title) = title {
                let heading = words(title);
                assert_eq!(theirs.get(..heading.len()), Some(&heading[..]), "{site}: {source}");
                theirs.drain(..heading.len());
            }
            let listed = reasons.remove(&source).is_some();
            if ours != theirs {
                differ += 1;
                if !listed {
                    wrong.push(format!("{site}: {source}: {}", difference(&ours, &theirs)));
                }
            } else if listed {
                wrong.push(format!("{site}: {source}: agrees now; take it off the list"));
            }
        }
        println!("{site}: {differ} of {here} differ");
        wrong.extend(reasons.into_keys().map(|source| format!("{site}: {source} is listed and no entry")));
        entries += here;
        differing += differ;
    }
    println!("{} of {entries} entries have the generator's words", entries - differing);
    assert!(wrong.is_empty(), "{} entries:\n{}", wrong.len(), wrong.join("\n"));
    assert!(differing * 100 <= entries * 3, "{differing} of {entries} entries differ");
}

fn has_plugin_tags(html: &str) -> bool {
    html.split("<code")
        .map(|part| part.split_once("</code>").map_or(part, |(_, after)| after))
        .any(|text| text.contains("{%"))
}

pub(super) fn difference(ours: &[String], theirs: &[String]) -> String {
    let at = ours.iter().zip(theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
    let around = |words: &[String]| words[at.saturating_sub(4).min(words.len())..(at + 8).min(words.len())].join(" ");
    format!("ours {:?}, theirs {:?}", around(ours), around(theirs))
}

/// The entries whose words differ, with the reason.
fn reasons(site: &str) -> BTreeMap<String, String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/real-words/{site}.tsv"));
    if !path.is_file() {
        return BTreeMap::new();
    }
    compare::table(&path)
        .into_iter()
        .map(|row| {
            assert!(!row["reason"].trim().is_empty(), "{site}: {} is listed without a reason", row["source"]);
            (row["source"].clone(), row["reason"].clone())
        })
        .collect()
}

/// What the generator made: source below the folder the site is run in, and the HTML.
pub(super) fn truth(folder: &Path, site: &str) -> Vec<(String, String)> {
    let file = fs::File::open(folder.join(site).join("truth-content.jsonl.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let root = options(folder, site).root;
    let inner = root.strip_prefix(folder.join(site)).unwrap().to_string_lossy().into_owned();
    text.lines()
        .filter_map(|line| {
            let entry: Value = serde_json::from_str(line).unwrap();
            let source = entry["source_path"].as_str()?;
            let below = source.strip_prefix(&inner).unwrap_or(source).trim_start_matches('/').to_owned();
            Some((below, entry["html"].as_str()?.to_owned()))
        })
        .collect()
}

/// The visible words of HTML: tags stripped, references decoded, punctuation left out.
pub(super) fn words(html: &str) -> Vec<String> {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tail)) = rest.split_once('<') {
        text.push_str(before);
        let hidden = ["script", "style", "!--"]
            .into_iter()
            .find(|name| tail.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)));
        let end = match hidden {
            Some("!--") => "-->".to_owned(),
            Some(name) => format!("</{name}>"),
            None => ">".to_owned(),
        };
        let name: String = tail.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let inline = [
            "a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup",
            "u", "cite", "font", "tt", "ins",
        ];
        if !inline.contains(&name.as_str()) {
            text.push(' ');
        }
        rest = tail.split_once(&end).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    decode(&text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn decode(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let reference = after
            .split_once(';')
            .filter(|(name, _)| name.len() < 10 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#'));
        let Some((name, tail)) = reference else {
            out.push('&');
            rest = after;
            continue;
        };
        let number =
            name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16)).or(name.strip_prefix('#').map(str::parse));
        match (number, name) {
            (Some(number), _) => out.extend(number.ok().and_then(char::from_u32)),
            (None, "amp") => out.push('&'),
            (None, "lt") => out.push('<'),
            (None, "eacute") => out.push('é'),
            (None, _) => out.push(' '),
        }
        rest = tail;
    }
    out + rest
}

#[test]
fn a_picture_without_an_address_is_its_words_and_no_cover() {
    let blog = Blog::of(&[("posts/a.md", "---\ndate: 2024-01-01\n---\nA ![drawing]( ) and ![]() here.\n")]);
    assert_eq!(blog.build(&[]).status.code(), Some(0));
    assert_eq!(blog.contents("out/feed.json"), ["<p>A drawing and  here.</p>\n"]);
    assert!(!blog.text("out/rss.xml").contains("media:content"));
}

/// The content of the only entry of a Jekyll site with these settings.
fn of_jekyll(settings: &str, post: (&str, &str)) -> String {
    let (name, text) = post;
    let text = format!("---\ntitle: A\n---\n{text}");
    let config = format!("url: https://e.example\n{settings}");
    let blog = Blog::of(&[("_config.yml", &config), (&format!("_posts/{name}"), &text)]);
    let options = blog.run(&["build", "--output", "out", "--now", "2026-01-01T00:00:00Z"]);
    assert!(options.status.success(), "{}", crate::blog::messages(&options));
    blog.contents("out/feed.json").remove(0)
}

#[test]
fn jemoji_finds_its_names_in_raw_html_and_never_in_code() {
    let plugin = "plugins: [jemoji]\n";
    let text =
        "<div title=\":tada:\">\nx :tada: <code>:tada:</code> <tt>:tada:</tt>\n</div>\n\nIt <b>is :+1:</b> `:+1:`\n";
    let html = "<div title=\":tada:\">\nx 🎉 <code>:tada:</code> <code>:tada:</code>\n</div>\n<p>It <b>is 👍</b> <code>:+1:</code></p>\n";
    assert_eq!(of_jekyll(plugin, ("2025-01-01-a.md", text)), html);
    assert_eq!(
        of_jekyll(plugin, ("2025-01-01-a.html", "<p>:tada:</p><pre>:tada:</pre>\n")),
        "<p>🎉</p><pre>:tada:</pre>\n"
    );
    let kramdown = "kramdown: {gfm_emojis: true}\n";
    assert_eq!(of_jekyll(kramdown, ("2025-01-01-a.md", ":tada:\n\n<p>:tada:</p>\n")), "<p>🎉</p>\n<p>:tada:</p>\n");
}

#[test]
fn formulas_that_a_script_would_set_are_their_tex_where_the_text_has_some() {
    let of = |front: &str, text: &str, settings: &str| {
        let post = format!("---\ntitle: A\ndate: 2025-01-01\n{front}---\n{text}");
        let config = format!("[site]\nurl = \"https://e.example/\"\n{settings}");
        let blog = Blog::of(&[("feedwright.toml", &config), ("posts/a.md", &post)]);
        let built = blog.run(&["build", "--output", "out", "--now", "2026-01-01T00:00:00Z"]);
        assert!(built.status.success(), "{}", crate::blog::messages(&built));
        let entry = blog.items("out/feed.json").remove(0);
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        (text("content_html"), text("summary"))
    };
    let math = |tex: &str| format!("<code class=\"language-math\">{tex}</code>");
    let text = "Of \\\\(N\\\\) nodes \\\\(a < 2^3\\\\), `\\\\(N\\\\)`.\n";
    let html = format!("<p>Of {} nodes {}, <code>\\\\(N\\\\)</code>.</p>\n", math("N"), math("a &lt; 2^3"));
    assert_eq!(of("", text, ""), (html, "Of N nodes a < 2^3, \\\\(N\\\\).".to_owned()));
    // Who writes for a script escapes what Markdown would change.
    assert_eq!(
        of("", "$$\\\\{a\\_1 \\frac{x}{y}\\\\}$$\n", "").0,
        format!("<p>{}</p>\n", math("\\{a_1 \\frac{x}{y}\\}"))
    );
    let plain = "Of \\\\(N\\\\) nodes.\n";
    assert_eq!(of("", plain, "").0, "<p>Of \\(N\\) nodes.</p>\n");
    for front in ["mathjax: true\n", "params:\n  math: true\n"] {
        assert_eq!(of(front, plain, "").0, format!("<p>Of {} nodes.</p>\n", math("N")), "{front}");
    }
    assert_eq!(of("math: false\n", plain, "").0, "<p>Of \\(N\\) nodes.</p>\n");
    assert_eq!(of("", "A \\\\(x^2\\\\).\n", "[markdown]\nmath = false\n").0, "<p>A \\(x^2\\).</p>\n");
}

#[test]
fn what_hugo_passes_through_between_its_delimiters_is_a_formula() {
    let config = "baseURL = \"https://e.example/\"\n[markup.goldmark.extensions.passthrough]\nenable = true\n\
                  [markup.goldmark.extensions.passthrough.delimiters]\nblock = [['\\[', '\\]']]\ninline = [['\\(', '\\)']]\n";
    let text = "---\ntitle: A\ndate: 2025-01-01\n---\nIf \\(a_1 * b_1*\\) for $5 or $6:\n\n\\[\nx\n+ y\n\\]\n";
    let blog = Blog::of(&[("hugo.toml", config), ("content/posts/a.md", text)]);
    let built = blog.run(&["build", "--output", "out", "--now", "2026-01-01T00:00:00Z"]);
    assert!(built.status.success(), "{}", crate::blog::messages(&built));
    assert_eq!(
        blog.contents("out/feed.json").remove(0),
        "<p>If <code class=\"language-math\">a_1 * b_1*</code> for $5 or $6:</p>\n\
         <p><code class=\"language-math\">x\n+ y</code></p>\n"
    );
}
