//! Posts made to take all time, all memory or the whole stack: feeds in bounded time, whatever comes.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use feedwright::config::{USUAL_SUMMARY, main_feed};
use feedwright::feed::select::{Allowances, View};
use feedwright::pipeline::{Order, documents, judge, post_from_text};
use feedwright::problem::Problem;
use feedwright::render::{Dialect, Policy};
use feedwright::site::{Generator, Site, SiteOptions, open};

/// How many bytes a text has: a build without optimisation is many times slower, and shows what is
/// beyond all bounds as well.
const SIZE: usize = if cfg!(debug_assertions) { 10_000 } else { 10_000_000 };

/// What one text may take on a slow machine under load.
const LONG: Duration = Duration::from_mins(1);

/// A site of a kind, with every switch of Markdown on.
fn site(generator: Generator) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let options = SiteOptions {
        root: folder.path().to_owned(),
        generator: Some(generator),
        url: Some("https://example.org/".parse().unwrap()),
        title: Some("Hostile".to_owned()),
        ..SiteOptions::default()
    };
    let (mut site, _) = open(&options).unwrap();
    for collection in &mut site.collections {
        collection.markdown = Dialect {
            definition_lists: true,
            math: true,
            indented_admonitions: true,
            contents_marker: true,
            code_headers: true,
            brace_attributes: true,
            smart_punctuation: true,
            hard_breaks: true,
            autolinks: true,
            ..collection.markdown
        };
    }
    site
}

/// Builds the feeds of one post of this text; how long it took, and how long they are.
fn build(site: &Site, name: &str, text: &str) -> (Duration, usize) {
    let begin = Instant::now();
    let text = format!("---\ntitle: x\ndate: 2025-01-01\n---\n{text}");
    let (post, _) = post_from_text(site, name, &text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let order = Order {
        view: View { site, now: "2026-01-01T00:00:00Z".parse().unwrap(), allowances: Allowances::default() },
        feeds: &[main_feed()],
        output_url: &site.url,
        summary_length: USUAL_SUMMARY,
        beginning: 70,
        pages: None,
        policy: &Policy::default(),
    };
    let (documents, _) = documents(&order, std::slice::from_ref(&post)).unwrap();
    let wrong: Vec<_> = judge(&documents, std::slice::from_ref(&post)).into_iter().filter(Problem::is_error).collect();
    assert_eq!(wrong, []);
    (begin.elapsed(), documents.iter().map(|document| document.bytes.len()).sum())
}

/// `part` as often as it fits into `size`.
fn times(part: &str, size: usize) -> String {
    part.repeat(size / part.len())
}

/// What `part` makes of 0, 1, 2…, until it fills `size`.
fn numbered(size: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(size + 100);
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        text.push_str(&part(number));
    }
    text
}

/// A text of about so many bytes.
type Shape = fn(usize) -> String;

/// Texts that any site may have.
const SHAPES: &[(&str, Shape)] = &[
    ("nested div", |size| times("<div>", size)),
    ("nested b", |size| times("<b>", size)),
    ("nested b and p", |size| times("<b><p>", size)),
    ("nested b, each another", |size| numbered(size, |at| format!("<b id={at}><p>"))),
    ("nested a", |size| times("<a href=x>", size)),
    ("nested span with ends", |size| times("<span>", size / 2) + &times("</span>", size / 2)),
    ("ends alone", |size| times("</b></p></div>", size)),
    ("nested blockquote", |size| times("<blockquote>x", size)),
    ("nested table", |size| times("<table><tr><td>", size)),
    ("nested ul", |size| times("<ul><li>", size)),
    ("nested svg", |size| format!("<svg>{}", times("<g>", size))),
    ("nested math", |size| format!("<math>{}", times("<mrow><mi>", size))),
    ("nested object", |size| times("<object data=x>x", size)),
    ("nested noscript", |size| times("<noscript><img src=x>", size)),
    ("nested pre", |size| times("<pre class=highlight><code>", size)),
    ("nested template and select", |size| times("<template><select><option>", size)),
    ("nested unknown", |size| times("<x-y>", size)),
    ("misnested", |size| times("<a><b><i></a><p></b>", size)),
    ("foster parents", |size| format!("<table>{}", times("<b>x<tr>", size))),
    ("admonitions that are set in", |size| times("!!! a\n    b\n", size)),
    ("admonitions ever deeper", |size| numbered(size, |at| format!("{}!!! a\n", " ".repeat(at % 400 * 4)))),
    ("lists of attributes", |size| times("*a*{.b} ", size)),
    ("lists of attributes half open", |size| times("{.a", size)),
    ("lists of attributes behind emphasis", |size| times("a_{.b} ", size)),
    ("headers of code", |size| times("    :::a\n\nb\n\n", size)),
    ("formulas", |size| times("$$a", size)),
    ("formulas with blank lines", |size| times("> $$a\n\n", size)),
    ("quotes", |size| times("> ", size)),
    ("quotes without blanks", |size| times(">", size)),
    ("quotes in lines", |size| times("> > > > > > x\n", size)),
    ("lists in a line", |size| times("* ", size)),
    ("lists ever deeper", |size| {
        let mut text = String::new();
        let mut depth = 0;
        while text.len() < size {
            text.extend([&" ".repeat(depth % 400 * 2), "* x\n"]);
            depth += 1;
        }
        text
    }),
    ("brackets", |size| times("[", size)),
    ("brackets both ways", |size| times("[", size / 2) + &times("]", size / 2)),
    ("pictures half open", |size| times("![", size)),
    ("links half open", |size| times("[a](", size)),
    ("links in links", |size| times("[a](<b", size)),
    ("stars", |size| times("*", size)),
    ("stars and words", |size| times("*a **b ", size)),
    ("strokes", |size| times("a_b~~c", size)),
    ("backticks", |size| times("`", size)),
    ("backticks of every length", |size| numbered(size, |at| format!("{} ", "`".repeat(at % 3_000)))),
    ("less", |size| times("<", size)),
    ("less and letter", |size| times("<a ", size)),
    ("half tags", |size| times("<a href=\"", size)),
    ("comments half open", |size| times("<!--", size)),
    ("declarations half open", |size| times("<!a <?b <![CDATA[", size)),
    ("ampersands", |size| times("&", size)),
    ("references half written", |size| times("&a&#1&#x", size)),
    ("backslashes", |size| times("\\", size)),
    ("dollars", |size| times("$", size)),
    ("dollars and words", |size| times("$a $$b ", size)),
    ("quotation marks", |size| times("\"' ", size)),
    ("pipes", |size| times("|", size)),
    ("a table of one row", |size| format!("{}\n{}\n", times("|a", size / 3), times("|-", size / 3))),
    ("a table of many rows", |size| format!("|a|b|\n|-|-|\n{}", times("|c|d|\n", size))),
    ("wide head, short rows", |size| {
        format!("{}\n{}\n{}", times("|a", 4_000), times("|-", 4_000), times("|\n", size.min(100_000)))
    }),
    ("braces", |size| times("{", size)),
    ("notes of kramdown", |size| times("{: ", size)),
    ("notes of kramdown in lines", |size| times("x\n{: .a #b c=\"d\"}\n\n", size)),
    ("abbreviations", |size| numbered(size, |at| format!("*[A{at}]: B\nA{at} "))),
    ("tags of Liquid", |size| times("{% ", size)),
    ("outputs of Liquid", |size| times("{{ ", size)),
    ("shortcodes", |size| times("{{< ", size)),
    ("one word", |size| times("word", size)),
    ("one line of words", |size| times("word ", size)),
    ("lines", |size| times("\n", size)),
    ("blanks", |size| times(" ", size)),
    ("tabs and lines", |size| times("\t\n", size)),
    ("code, indented", |size| times("    x\n", size)),
    ("fences", |size| times("```\n", size)),
    ("links", |size| times("[a](b) ", size)),
    ("links to fragments", |size| times("[a](#b) ", size)),
    ("links to fragments and headings", |size| times("[a](#b)", size / 2) + &times("\n# b\n", size / 2)),
    ("links of HTML", |size| times("<a href=b>c</a> ", size)),
    ("pictures", |size| times("![a](b.png)", size)),
    ("pictures of a pixel", |size| times("<img src=a width=1 height=1>", size)),
    ("pictures with many candidates", |size| format!("<img srcset=\"{}\">", times("a 1x, ", size))),
    ("bare addresses", |size| times("https://a.example/b ", size)),
    ("bare addresses, half", |size| times("(www.a", size)),
    ("bare addresses with ports", |size| times("(www.a.:", size)),
    ("bare addresses and stars", |size| times("*www.a*b", size)),
    ("bare addresses and brackets", |size| format!("https://a.example/{}", times(")", size))),
    ("bare addresses, h", |size| times("h", size)),
    ("addresses in angles", |size| times("<https://a.example/b>", size)),
    ("one address", |size| format!("[a](https://b.example/{})", times("c", size))),
    ("one address upwards", |size| format!("[a](/{})", times("b/../", size))),
    ("one title", |size| format!("[a](b \"{}\")", times("c\\\"", size))),
    ("headings", |size| times("# a\n", size)),
    ("headings with ids", |size| times("# a {#b}\n", size)),
    ("headings of HTML", |size| times("<h2 id=a>b</h2>", size)),
    ("headings in a row", |size| numbered(size, |at| format!("# a {at}\n"))),
    ("a long heading", |size| format!("# {}", times("a ", size))),
    ("underlined headings", |size| times("a\n=\n", size)),
    ("rules", |size| times("* * *\n", size)),
    ("footnotes", |size| numbered(size, |at| format!("a[^{at}]\n\n[^{at}]: b\n\n"))),
    ("footnotes to one", |size| times("a[^1] ", size) + "\n\n[^1]: b\n"),
    ("footnotes defined once more", |size| times("[^1]: a\n\n", size) + "[^1]"),
    ("footnotes in footnotes", |size| {
        format!("[^0]\n\n{}", numbered(size, |at| format!("[^{at}]: [^{}]\n\n", at + 1)))
    }),
    ("footnotes undefined", |size| times("[^a]", size)),
    ("definitions", |size| numbered(size, |at| format!("[a{at}]: /b{at} \"c\"\n")) + "\n[a1]\n"),
    ("definitions used", |size| numbered(size, |at| format!("[a{at}]\n\n[a{at}]: /b\n\n"))),
    ("a definition used often", |size| format!("[a]: /{}\n\n{}", times("b", 10_000), times("[a] ", size))),
    ("a definition of one label", |size| times("[a]: b\n", size) + "\n[a]"),
    ("definition lists", |size| times("a\n: b\n\n", size)),
    ("definition lists in a line", |size| format!("a\n{}", times(": ", size))),
    ("tasks", |size| times("- [ ] a\n", size)),
    ("alerts", |size| times("> [!NOTE]\n> a\n\n", size)),
    ("markers", |size| times("<!--more-->\n\n", size)),
    ("attributes", |size| {
        let mut tag = String::from("<b");
        let mut number = 0;
        while tag.len() < size.min(400_000) {
            let _ = write!(tag, " a{number}=b");
            number += 1;
        }
        tag + ">x</b>"
    }),
    ("classes", |size| format!("<code class=\"{}\">x</code>", times("language-a ", size))),
    ("empty elements", |size| times("<p><b></b></p>", size)),
    ("empty elements, nested", |size| times("<div><p>", size / 2) + &times("</p></div>", size / 2)),
    ("frames", |size| times("<iframe src=https://a.example/b></iframe>", size)),
    ("frames half open", |size| times("<iframe>", size)),
    ("raw text half open", |size| times("<textarea><title><xmp><style>", size)),
    ("scripts", |size| times("<script>a</script>", size)),
    ("scripts half open", |size| times("<script><!--<script>", size)),
    ("code of highlighters", |size| {
        times("<table class=highlight><tr><td class=lineno>1<td><pre>a</pre></table>", size)
    }),
    ("formulas", |size| times("<span class=katex><annotation encoding=application/x-tex>a</annotation></span>", size)),
    ("characters of three bytes", |size| times("\u{ffe6}", size)),
    ("characters that XML forbids", |size| times("\u{b}", size)),
    ("line ends of old", |size| times("a\r", size)),
];

/// Texts for what fills in templates.
const LIQUID: &[(&str, Shape)] = &[
    ("tags", |size| times("{% ", size)),
    ("tags, closed at last", |size| format!("`{}%}}`", times("{% ", size))),
    ("tags in raw, closed at last", |size| format!("{{% raw %}}{}%}}", times("{% ", size))),
    ("raw half open", |size| times("{% raw %}", size)),
    ("raw and comments", |size| times("{% raw %}a{% endraw %}{% comment %}b{% endcomment %}", size)),
    ("comments in raw", |size| times("{% comment %}{% raw %}", size)),
    ("outputs", |size| times("{{ page.title }}", size)),
    ("outputs half open", |size| times("{{", size)),
    ("nested if", |size| times("{% if true %}", size)),
    ("nested for", |size| times("{% for a in (1..9) %}b", size)),
    ("a loop in a loop", |size| {
        format!("{}x{}", times("{% for a in (1..1000) %}", size / 2), times("{% endfor %}", size / 2))
    }),
    ("doubling", |size| format!("{{% assign a = 'b' %}}{}", times("{% assign a = a | append: a %}", size) + "{{ a }}")),
    ("filters", |size| format!("{{{{ 'a' {} }}}}", times("| upcase ", size))),
    ("conditions", |size| format!("{{% if true {} %}}x{{% endif %}}", times("and true ", size))),
    ("questions of each part", |size| times("{{ (1..999) | where_exp: 'a', 'a > 5' | size }}", size)),
    ("groups", |size| times("{{ (1..999) | group_by_exp: 'a', 'a | modulo: 7' | size }}", size)),
    ("captures", |size| times("{% capture a %}", size)),
    ("highlights", |size| times("{% highlight a %}b{% endhighlight %}", size)),
    ("highlights half open", |size| times("{% highlight a %}", size)),
    ("notes", |size| times("a\n{: .b}\n\n", size)),
    ("notes half open", |size| times("{: ", size)),
    ("notes in a line", |size| times("*a*{: .b}", size)),
    ("notes with values", |size| format!("a\n{{: {}}}", times("b=\"c\" ", size))),
    ("options", |size| times("{::options a=\"b\" /}{::comment}", size)),
];

const SHORTCODES: &[(&str, Shape)] = &[
    ("half open", |size| times("{{< ", size)),
    ("half open, of Markdown", |size| times("{{% ", size)),
    ("not closed", |size| times("{{< a >}}", size)),
    ("not closed, each another", |size| numbered(size, |at| format!("{{{{< a{at} >}}}}"))),
    ("closed", |size| times("{{< a >}}", size / 2) + &times("{{< /a >}}", size / 2)),
    ("ends alone", |size| times("{{< /a >}}", size)),
    ("arguments", |size| format!("{{{{< a {} >}}}}", times("b=\"c\" ", size))),
    ("quotes half open", |size| times("{{< a \"", size)),
    ("figures", |size| times("{{< figure src=\"a\" >}}", size)),
    ("highlights", |size| times("{{< highlight a >}}", size)),
    ("in code", |size| format!("`{}`", times("{{< ", size))),
    ("in code, closed at last", |size| format!("`{}>}}}}`", times("{{< ", size))),
    ("of Zola, half open", |size| times("{{ a(", size)),
    ("of Zola, not closed", |size| times("{% a() %}", size)),
    ("of Zola", |size| times("{{ a(b=\"c\") }}", size)),
    ("of Zola, quotes half open", |size| times("{{ a(b=\"", size)),
    ("of Zola, closed", |size| times("{% a() %}", size / 2) + &times("{% end %}", size / 2)),
];

fn assert_bounded(generator: Generator, name: &str, shapes: &[(&str, Shape)]) {
    let site = site(generator);
    for (what, shape) in shapes {
        let text = shape(SIZE);
        let (whole, length) = build(&site, name, &text);
        if !cfg!(debug_assertions) {
            // `cargo test --release --test suite hostile_posts -- --nocapture` shows that twice the text takes twice the time.
            let (half, _) = build(&site, name, &shape(SIZE / 2));
            println!("{half:>8.2?} {whole:>8.2?} {length:>12} bytes  {name}: {what}");
        }
        assert!(whole < LONG, "{name}: {what}: {whole:?}");
        // Three formats, each with the content, its escapes, and a summary.
        assert!(length < 100_000 + text.len() * 60, "{name}: {what}: {} bytes become {length}", text.len());
    }
}

#[test]
fn any_markdown_becomes_feeds_in_bounded_time() {
    assert_bounded(Generator::Plain, "content/a.md", SHAPES);
}

#[test]
fn any_html_becomes_feeds_in_bounded_time() {
    assert_bounded(Generator::Plain, "content/a.html", SHAPES);
}

#[test]
fn any_liquid_is_carried_out_in_bounded_time() {
    assert_bounded(Generator::Jekyll, "_posts/2025-01-01-a.md", LIQUID);
}

#[test]
fn any_shortcode_is_carried_out_in_bounded_time() {
    assert_bounded(Generator::Hugo, "content/posts/a.md", SHORTCODES);
    assert_bounded(Generator::Zola, "content/a.md", SHORTCODES);
}
