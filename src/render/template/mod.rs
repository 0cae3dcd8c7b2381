//! Template text in posts: what a site generator fills in before it reads the Markdown.
//!
//! One file for each language. What only the generator itself can carry out is left out with a warning; nothing of a
//! template ever reaches a subscriber, and text inside code is never touched.

mod admonition;
mod braces;
mod cut;
mod expression;
mod filters;
mod hugo;
mod indented;
mod kramdown;
mod liquid;
mod mdx;
mod queries;
mod report;
mod residue;
mod shortcode;
mod tags;
mod value;
mod world;
mod zola;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::{Dialect, markdown};
use crate::problem::{Rule, Severity};
use crate::site::templates::Language;
use crate::source::read::Markup;
use report::Report;
pub(super) use report::{Fault, needs_generator};
pub(super) use residue::{UNFILLED, residue};
use value::Value;
pub(super) use world::World;

/// A tag, filter or shortcode that feedwright does not know.
pub static UNKNOWN: Rule = Rule {
    code: "template-unknown",
    severity: Severity::Warning,
    summary: "a post uses a tag that only its site generator can carry out; what it would show is left out",
};
/// A page or file that a template names and that is not there.
pub static MISSING: Rule = Rule {
    code: "template-reference-missing",
    severity: Severity::Warning,
    summary: "a template in a post names a page or file that is not there",
};
/// A template that does not end.
pub static LIMIT: Rule = Rule {
    code: "template-too-long",
    severity: Severity::Warning,
    summary: "a template in a post does too much; it was stopped",
};

/// The address of a page that nobody knows: a link to it keeps its words alone.
pub(super) const NOWHERE: &str = "nowhere:";

impl World<'_> {
    /// The body without its templates.
    pub(super) fn expand<'t>(&self, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
        let (mut text, mut faults) = match self.around.view.site.templates.language {
            _ if self.is_mdx() => mdx::expand(self, body),
            Language::Liquid | Language::Tags if has_tags(body) => self.liquid(body),
            Language::Hugo if has_tags(body) => hugo::expand(self, body),
            Language::Zola if has_tags(body) || body.contains("@/") => zola::expand(self, body),
            _ => (Cow::Borrowed(body), Vec::new()),
        };
        if self.is_mdx() || (self.markup == Markup::Markdown && self.dialect.admonitions) {
            text = admonition::expand(text);
            faults.extend(admonition::unknown(body));
        }
        if self.markup == Markup::Markdown && self.dialect.indented_admonitions {
            text = indented::expand(text, self.dialect);
        }
        if self.markup == Markup::Markdown && self.dialect.brace_attributes {
            text = braces::without(text, self.dialect);
        }
        if self.markup == Markup::Markdown && self.dialect.attribute_lists {
            return (kramdown::without_attributes(text, self.dialect), faults);
        }
        (text, faults)
    }

    /// A summary without its templates; in front matter there is no MDX.
    pub(super) fn expand_summary<'t>(&self, summary: &'t str) -> Cow<'t, str> {
        if self.is_mdx() { Cow::Borrowed(summary) } else { self.expand(summary).0 }
    }

    fn is_mdx(&self) -> bool {
        let everywhere = self.around.view.site.templates.language == Language::Mdx;
        self.markup == Markup::Markdown && (everywhere || self.post.source.ends_with(".mdx"))
    }

    fn liquid<'t>(&self, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
        let code = self.code(body);
        let mut run = liquid::Run::new(self);
        run.template(body, &code);
        (Cow::Owned(run.out), run.report.faults)
    }

    /// Where code is in the text, sorted; in HTML nowhere.
    pub(super) fn code(&self, body: &str) -> Vec<Range<usize>> {
        match self.markup {
            Markup::Markdown => code(body, self.dialect),
            Markup::Html => Vec::new(),
        }
    }
}

/// Where the code of a Markdown text is, sorted.
fn code(text: &str, dialect: Dialect) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (event, range) in Parser::new_ext(text, markdown::options(dialect)).into_offset_iter() {
        if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))) {
            ranges.push(range);
        }
    }
    ranges
}

/// Whether `at` lies in one of the ranges, which are sorted.
pub(super) fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| range.contains(&at))
}

/// A block of code in the markup of the post, each line behind `indent`.
fn code_block(language: &str, code: &str, markup: Markup, indent: &str) -> String {
    let code = code.trim_matches('\n');
    if markup == Markup::Html {
        let mut out = String::from("<pre><code");
        if let Some(language) = super::code::language_name(language) {
            super::escape::push_named(&mut out, "class", &format!("language-{language}"));
        }
        out.push('>');
        super::escape::push_text(&mut out, code);
        return out + "\n</code></pre>\n";
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut out = format!("\n{indent}{fence}{language}\n");
    for line in code.lines() {
        out.push_str(if line.starts_with(indent) { "" } else { indent });
        out.push_str(line);
        out.push('\n');
    }
    out + indent + &fence + "\n"
}

/// Whether a tag of Liquid, Hugo or Zola may begin somewhere.
fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::Post;
    use crate::render::links::Links;
    use crate::render::tests::{post, site, view};
    use crate::render::{Around, Policy};

    /// A body without its templates, and what was told of it.
    fn expanded(language: Language, body: &str) -> (String, Vec<String>) {
        expanded_with("n: 3", language, body)
    }

    /// The same with a line of front matter.
    fn expanded_with(line: &str, language: Language, body: &str) -> (String, Vec<String>) {
        let text = format!("---\ntitle: The title\nlist: [a, b]\n{line}\n---\n\n{body}");
        let post = post(&text, Markup::Markdown);
        let other = Post { source: "blog/2024-01-08-other.md".into(), ..post.clone() };
        let (site, policy) = (site(language), Policy::default());
        let posts = [post.clone(), other];
        let folders = crate::post::measure::Folders::of(&site);
        let around = Around { view: view(&site), posts: &posts, folders: &folders, policy: &policy };
        let links = Links::new(&post.permalink, &post.id.0);
        let world = World::new(around, &post, &text, &links);
        let (out, faults) = world.expand(body);
        (out.into_owned(), faults.into_iter().map(|(_, rule, message)| format!("{}: {message}", rule.code)).collect())
    }

    #[test]
    fn liquid_is_carried_out_as_jekyll_does() {
        for (body, expected) in [
            ("{{ page.title | upcase | append: '!' }}", "THE TITLE!"),
            (
                "{% for x in page.list reversed %}{{ forloop.index }}{{ x }}{% unless forloop.last %},{% endunless %}{% endfor %}",
                "1b,2a",
            ),
            ("{% if page.n > 2 and page.title contains 'title' %}yes{% else %}no{% endif %}", "yes"),
            ("{% if page.none %}a{% elsif page.n == 3 %}b{% endif %}", "b"),
            ("{% case page.n %}{% when 1, 2 %}few{% when 3 %}three{% else %}many{% endcase %}", "three"),
            ("{% assign a = 'x,y' | split: ',' %}{{ a | join: '-' }} {{ a.size }}", "x-y 2"),
            ("{% capture a %}<{{ page.n | plus: 1 }}>{% endcapture %}{{ a }}", "<4>"),
            ("{% raw %}{{ page.title }}{% endraw %} {% comment %}x{% endcomment %}", "{{ page.title }} "),
            ("a {%- if true -%} b {%- endif -%} c", "abc"),
            ("`{{ page.title }}` `{% raw %}{{ x }}{% endraw %}`", "`{{ page.title }}` `{{ x }}`"),
            (
                "{{ site.baseurl }}/x {{ '/y' | relative_url }} {{ 'z' | absolute_url }}",
                "/base/x /base/y https://example.com/base/z",
            ),
            (
                "{% link blog/2024-01-08-other.md %} {% post_url 2024-01-08-other %}",
                "https://example.com/a/ https://example.com/a/",
            ),
            (
                "{{ 'now' | date: '%Y' }} {{ '2024-02-03' | date: '%-d %b %Y' }} {{ '2024-02-03' | date: '%Q' }}",
                "now 3 Feb 2024 2024-02-03",
            ),
            ("{% for i in (1..9) limit:2 offset:3 %}{{ i }}{% if i == 5 %}{% break %}{% endif %}{% endfor %}", "45"),
            ("{% highlight ruby linenos %}\na = {{ b }}\n{% endhighlight %}", "\n```ruby\na = {{ b }}\n```\n"),
            ("{{ unclosed and {% too", "{{ unclosed and {% too"),
            ("{% if page.none and page.n or page.n %}a{% else %}b{% endif %}", "b"),
            ("{% if page.n or page.none and page.none %}a{% else %}b{% endif %}", "a"),
        ] {
            assert_eq!(expanded(Language::Liquid, body), (expected.to_owned(), Vec::new()), "{body}");
        }
    }

    #[test]
    fn liquids_and_jekylls_filters_do_what_their_lists_say() {
        for (expression, expected) in [
            ("page.cats | where: 'kind', 'a' | map: 'name' | join", "Tom Kit"),
            ("page.cats | where: 'age', '3' | map: 'name' | join", "Tom Kit"),
            ("page.cats | where: 'tags', 'x' | map: 'name' | join", "Tom"),
            ("page.cats | where: 'tags' | map: 'name' | join", "Tom"),
            ("page.cats | reject: 'kind', 'a' | map: 'name' | join", "Max"),
            ("page.cats | where_exp: 'c', 'c.age > 2 and c.tags' | map: 'name' | join", "Tom"),
            ("page.cats | find: 'kind', 'b' | map: 'name' | join", "Max"),
            ("page.cats | find_exp: 'c', \"c.name contains 'i'\" | map: 'name' | join", "Kit"),
            ("page.cats | find_index: 'kind', 'b'", "1"),
            ("page.cats | has: 'kind', 'c'", "false"),
            ("page.cats | group_by: 'kind' | map: 'name' | join", "a b"),
            ("page.cats | group_by: 'kind' | map: 'size' | join", "2 1"),
            ("page.cats | group_by_exp: 'c', 'c.age | times: 2' | map: 'name' | join", "6 2"),
            ("page.cats | sum: 'age'", "7"),
            ("page.list | sum", "0"),
            ("page.cats | map: 'age' | sum", "7"),
            ("'a b+c%20d%2' | url_decode", "a b c d%2"),
            ("'a-b-a' | remove_last: 'a'", "a-b-"),
            ("'a-b-a' | replace_last: 'a', 'c'", "a-b-c"),
            ("'<1 &amp; 2 & 3' | escape_once", "&lt;1 &amp; 2 &amp; 3"),
            ("'a b c' | truncatewords: 2, '!'", "a b!"),
            ("page.list | jsonify", "[\"a\",\"b\"]"),
            ("page.cats | map: 'name' | array_to_sentence_string: 'or'", "Tom, Max, or Kit"),
            ("page.list | array_to_sentence_string", "a and b"),
            ("'The _config.yml file' | slugify: 'pretty'", "the-_config.yml-file"),
            ("'Two  words!' | slugify: 'raw'", "two-words!"),
            ("'2024-02-03' | date_to_string: 'ordinal'", "3rd Feb 2024"),
            ("'2024-02-13' | date_to_long_string: 'ordinal', 'US'", "February 13th, 2024"),
            ("'你好 hello world' | number_of_words: 'cjk'", "4"),
            ("'hello 你好' | number_of_words", "2"),
            ("page.list | sample", "a"),
            ("'1.7' | to_integer", "1"),
        ] {
            let cats = "cats: [{name: Tom, kind: a, age: 3, tags: [x, y]}, {name: Max, kind: b, age: 1}, {name: Kit, kind: a, age: 3}]";
            let out = expanded_with(cats, Language::Liquid, &format!("{{{{ {expression} }}}}"));
            assert_eq!(out, (expected.to_owned(), Vec::new()), "{expression}");
        }
    }

    #[test]
    fn what_liquid_does_not_know_is_told_and_not_shown() {
        let (out, told) =
            expanded(Language::Liquid, "a {% plugin x %}inner{% endplugin %} {{ 'b' | odd }} {% include gone.html %}");
        assert_eq!(out, "a inner b ");
        assert_eq!(
            told,
            [
                "template-unknown: no tag is called \"plugin\" here; what it would show is left out",
                "template-unknown: no filter is called \"odd\"",
                "template-reference-missing: there is no file \"gone.html\" to include; what it would show is left out",
            ]
        );
    }

    #[test]
    fn a_template_cannot_run_away() {
        for body in [
            "{% for a in (1..999999999) %}x{% endfor %}".to_owned(),
            "{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}{% endfor %}{% endfor %}{% endfor %}".to_owned(),
            format!("{{% assign a = 'xxxxxxxxxx' %}}{}", "{% assign a = a | append: a | append: a %}".repeat(60)),
            format!("{{% assign a = 'x' %}}{}{{{{ a }}}}", "{% capture a %}{{ a }}{{ a }}{{ a }}{% endcapture %}".repeat(60)),
            format!("{}x", "{% if true %}".repeat(5000) + &"{% endif %}".repeat(5000)),
            format!("{{{{ {}1{} }}}}", "a[".repeat(5000), "]".repeat(5000)),
            "{% assign e = '(1..9) | where_exp: \"x\", e' %}{{ (1..9) | where_exp: 'x', e }}".to_owned(),
            "{% assign e = '(1..9) | group_by_exp: \"x\", e' %}{{ (1..9) | group_by_exp: 'x', e }}".to_owned(),
            format!("{{% if true {} %}}x{{% endif %}}", "and true ".repeat(200_000)),
        ] {
            let (out, _) = expanded(Language::Liquid, &body);
            assert!(out.len() <= 32 << 20);
        }
        for mark in ["{{", "{%", "{% raw %}", "{% if x %}", "{{<", "{{% x", "{% x() %}", "@/"] {
            for language in [Language::Liquid, Language::Hugo, Language::Zola] {
                let _ = expanded(language, &mark.repeat(20_000));
            }
        }
    }

    #[test]
    fn hugos_own_shortcodes_become_markdown() {
        for (body, expected) in [
            ("{{< figure src=\"a b.png\" alt=\"A\" caption=\"The *b*\" >}}", "\n\n![A](<a%20b.png>)\n\nThe *b*\n\n"),
            ("[x]({{< ref \"2024-01-08-other.md#c\" >}})", "[x](https://example.com/a/#c)"),
            (
                "{{< vimeo 12 >}} {{< gist me 34 >}}",
                "[Video on Vimeo](<https://vimeo.com/12>) [Code on GitHub](<https://gist.github.com/me/34>)",
            ),
            ("{{< highlight go \"linenos=true\" >}}\nx := `a`\n{{< /highlight >}}", "\n```go\nx := `a`\n```\n"),
            ("{{% details summary=\"S\" %}}in{{% /details %}} {{< param list >}}", "\n\n**S**\n\nin ab"),
            ("`{{< x >}}` {{</* y */>}}", "`{{< x >}}` {{< y >}}"),
        ] {
            assert_eq!(expanded(Language::Hugo, body), (expected.to_owned(), Vec::new()), "{body}");
        }
        let (out, told) = expanded(Language::Hugo, "{{< note >}}inner{{< /note >}}");
        assert_eq!((out.as_str(), told.len()), ("inner", 1));
    }

    #[test]
    fn zolas_links_and_shortcodes_become_markdown() {
        for (body, expected) in [
            (
                "[x](@/blog/2024-01-08-other.md#c) [y](@/blog/_index.md) `@/a.md`",
                "[x](https://example.com/a/#c) [y](https://example.com/base/blog/) `@/a.md`",
            ),
            ("{{ vimeo(id=\"12\") }} {{/* shown() */}}", "[Video on Vimeo](<https://vimeo.com/12>) {{ shown() }}"),
        ] {
            assert_eq!(expanded(Language::Zola, body), (expected.to_owned(), Vec::new()), "{body}");
        }
        let (out, told) = expanded(Language::Zola, "{% quote(author=\"A\") %}inner{% end %} [x](@/gone.md)");
        assert_eq!((out.as_str(), told.len()), ("inner [x](nowhere:)", 2));
    }
}
