//! Pages of a built site that hold what runs something: nothing of it does in an entry that is taken from the page.

use pulldown_cmark::{Options, Parser, html::push_html};

use crate::attacks::{DISGUISED, HTML, MARKDOWN};
use crate::blog::{Blog, messages};
use crate::script_attacks::wrong;

const WORDS: &str = "One two three four five six seven eight nine ten.";

/// Where an attack stands in the page, around the words of the post.
const SHAPES: &[&str] = &[
    "<div class=\"post-content e-content\"><p>WORDS</p>\nATTACK\n</div>",
    "<div class=\"post-content e-content\"><p>WORDS</p><p>More, ATTACK and more.</p></div>",
    "<div class=\"post-content e-content\">ATTACK<p>WORDS</p></div>",
    "<div class=e-content><p>WORDS</p><svg><desc>ATTACK</desc></svg><table><tr>ATTACK<td>ATTACK</table></div>",
    "<div class=e-content><noscript>ATTACK</noscript><p>WORDS</p><template>ATTACK</template><select>ATTACK</select></div>",
    "<div class=e-content title='ATTACK'><p>WORDS</p><p title=\"ATTACK\">x</p><!-- ATTACK --><math><mi>ATTACK</div>",
];

/// Every attack as the page of a post of its own would hold it: those in Markdown as a generator that trusts its
/// author renders them.
fn attacks() -> Vec<String> {
    let rendered = MARKDOWN.iter().map(|attack| {
        let mut html = String::new();
        push_html(&mut html, Parser::new_ext(attack, Options::all()));
        html
    });
    HTML.iter().chain(DISGUISED).map(|attack| (*attack).to_owned()).chain(rendered).collect()
}

/// How many of the entries have what only their page has, of all, where each has its page in one shape.
fn built(shape: &str, settings: &str) -> (usize, usize) {
    let blog = Blog::of(&[("_config.yml", "title: T\nurl: https://example.org\npermalink: /:title/\n")]);
    let settings = format!("[content]\nfrom = \"built\"\n{settings}\n[feed]\nlimit = 0\n[ledger]\nenabled = false\n");
    blog.write("feedwright.toml", settings.as_bytes());
    let attacks = attacks();
    for (at, attack) in attacks.iter().enumerate() {
        blog.write(&format!("_posts/2025-01-01-x{at}.md"), format!("---\ntitle: X{at}\n---\n{WORDS}\n").as_bytes());
        let article = shape.replace("WORDS", &format!("{WORDS} Eleven.")).replace("ATTACK", attack);
        let page = format!(
            "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>X{at} | T</title></head><body><main><article \
             class=\"post h-entry\"><h1 class=p-name>X{at}</h1>{article}</article></main><footer>T</footer></body></html>"
        );
        blog.write(&format!("_site/x{at}/index.html"), page.as_bytes());
    }
    let output = blog.run(&["--keep-going", "--output", "out", "--quiet"]);
    assert!(blog.file("out/feed.json").exists(), "{}", messages(&output));
    let json: serde_json::Value = serde_json::from_str(&blog.text("out/feed.json")).unwrap();
    let items = json["items"].as_array().unwrap();
    let taken = items.iter().filter(|item| item["content_html"].as_str().is_some_and(|html| html.contains("Eleven")));
    let faults = wrong(&blog, "out", items.len());
    // The author lets frames stay; no other element comes with them.
    let allowed = |fault: &String| settings.contains("frames") && fault.contains(": runs: <iframe>: ");
    assert_eq!(faults.into_iter().filter(|fault| !allowed(fault)).collect::<Vec<_>>(), Vec::<String>::new(), "{shape}");
    (taken.count(), attacks.len())
}

#[test]
fn no_attack_in_a_built_page_runs_in_any_entry() {
    for shape in SHAPES {
        let (taken, all) = built(shape, "");
        println!("{taken} of {all} taken from {shape}");
        // Some attacks swallow the words that follow them, so that nothing of the page is the article.
        assert!(taken * 10 >= all * 8, "{taken} of {all} taken from {shape}");
    }
}

#[test]
fn no_attack_in_a_built_page_runs_where_frames_and_selectors_are_asked_for() {
    let (taken, all) = built(SHAPES[0], "frames = \"keep\"\nremove = [\".none\"]\narticle = \".e-content\"");
    assert_eq!(taken, all);
}
