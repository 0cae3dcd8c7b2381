//! Template text in posts: what a site generator fills in before it reads the Markdown.
//!
//! One file for each language. What only the generator itself can carry out is left out with a warning; nothing of a
//! template ever reaches a subscriber, and text inside code is never touched.

mod cut;
mod expression;
mod filters;
mod hugo;
mod kramdown;
mod liquid;
mod shortcode;
mod tags;
mod value;
mod zola;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt::Write as _;
use std::ops::Range;

use chrono::{DateTime, NaiveDate};
use pulldown_cmark::{Event, Parser, Tag};

use super::links::Links;
use super::{Around, Dialect, Policy, markdown};
use crate::post::Post;
use crate::problem::{Rule, Severity};
use crate::site::templates::Language;
use crate::source::read::{Markup, SourceFile, read};
use value::Value;

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

/// What was wrong in a template, with where it stands in the body.
pub(super) type Fault = (Range<usize>, &'static Rule, String);

/// What in a text only the generator can render, and where: the first thing that was left out of it.
pub(super) fn needs_generator(faults: &[Fault], text: &str, start: usize) -> Option<String> {
    let (place, _, message) = faults.first()?;
    // What follows tells what becomes of it without the generator.
    let message = message.split(';').next().unwrap_or_default();
    let before = text.get(..start + place.start).unwrap_or_default();
    Some(format!("line {} needs the generator: {message}", before.matches('\n').count() + 1))
}

/// Nobody reads more about one post.
const MOST_FAULTS: usize = 200;

/// What was found wrong so far.
#[derive(Debug, Default)]
struct Report {
    faults: Vec<Fault>,
    place: Range<usize>,
    held: bool,
    /// Blocks whose end does not come any more: each search for it would go through the whole text.
    endless: Vec<String>,
}

impl Report {
    fn at(&mut self, place: Range<usize>) {
        if !self.held {
            self.place = place;
        }
    }

    /// What is found from now on is told at the place of now: inside an include.
    fn hold(&mut self) -> bool {
        std::mem::replace(&mut self.held, true)
    }

    fn release(&mut self, held: bool) {
        self.held = held;
    }

    fn unknown(&mut self, message: String) {
        self.add(&UNKNOWN, message);
    }

    fn missing(&mut self, message: String) {
        self.add(&MISSING, message);
    }

    fn limit(&mut self) {
        if !self.faults.iter().any(|(_, rule, _)| rule.code == LIMIT.code) {
            self.add(&LIMIT, "this template does too much; it was stopped here".to_owned());
        }
    }

    fn add(&mut self, rule: &'static Rule, message: String) {
        // A loop tells a fault once.
        let is_known = self.faults.iter().any(|(place, _, other)| *place == self.place && *other == message);
        if !is_known && self.faults.len() < MOST_FAULTS {
            self.faults.push((self.place.clone(), rule, message));
        }
    }
}

/// What a template may ask for.
pub(super) struct World<'a> {
    pub around: Around<'a>,
    pub post: &'a Post,
    /// The whole text of the post's file.
    pub text: &'a str,
    pub markup: Markup,
    pub dialect: Dialect,
    pub links: &'a Links,
    /// `site` and `page`, made when they are asked for.
    site: OnceCell<Value>,
    page: OnceCell<Value>,
}

impl<'a> World<'a> {
    /// The world of a post.
    pub(super) fn new(around: Around<'a>, post: &'a Post, text: &'a str, links: &'a Links) -> Self {
        let collection = around.site.collections.get(post.collection);
        let dialect = collection.map_or_else(Dialect::default, |collection| collection.markdown);
        let markup = super::body_of(post).1;
        Self { around, post, text, markup, dialect, links, site: OnceCell::new(), page: OnceCell::new() }
    }

    /// The body without its templates.
    pub(super) fn expand<'t>(&self, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
        let (text, faults) = match self.around.site.templates.language {
            Language::Liquid | Language::Tags if has_tags(body) => self.liquid(body),
            Language::Hugo if has_tags(body) => hugo::expand(self, body),
            Language::Zola if has_tags(body) || body.contains("@/") => zola::expand(self, body),
            _ => (Cow::Borrowed(body), Vec::new()),
        };
        if self.markup == Markup::Markdown && self.dialect.attribute_lists {
            return (kramdown::without_attributes(text, self.dialect), faults);
        }
        (text, faults)
    }

    fn liquid<'t>(&self, body: &'t str) -> (Cow<'t, str>, Vec<Fault>) {
        let code = self.code(body);
        let mut run = liquid::Run::new(self);
        run.template(body, &code);
        (Cow::Owned(run.out), run.report.faults)
    }

    /// Where code is in the text, sorted; in HTML nowhere.
    fn code(&self, body: &str) -> Vec<Range<usize>> {
        match self.markup {
            Markup::Markdown => code(body, self.dialect),
            Markup::Html => Vec::new(),
        }
    }

    /// A variable that the site gives.
    fn global(&self, name: &str) -> Value {
        match name {
            "site" => self.site.get_or_init(|| self.site_value()).clone(),
            "page" => self.page.get_or_init(|| self.page_value()).clone(),
            "jekyll" => Value::map(vec![("environment", Value::text("production"))]),
            _ => Value::Nil,
        }
    }

    fn site_value(&self) -> Value {
        let site = self.around.site;
        let base = site.url.path().trim_end_matches('/');
        let origin = site.url.as_str().trim_end_matches('/');
        let origin = origin.strip_suffix(base).unwrap_or(origin);
        let mut entries = vec![
            ("url".to_owned(), Value::text(origin)),
            ("baseurl".to_owned(), Value::text(base)),
            ("time".to_owned(), Value::Nil),
        ];
        if self.text.contains("site.data") {
            let data = site.templates.data(&site.root);
            let data = data.into_iter().map(|(name, map)| (name, Value::of_map(&map))).collect();
            entries.push(("data".to_owned(), Value::Map(std::rc::Rc::new(data))));
        }
        if self.text.contains("site.posts") {
            let mut posts: Vec<&Post> = self.around.posts.iter().collect();
            posts.sort_by(|a, b| b.published.map(|at| at.instant).cmp(&a.published.map(|at| at.instant)));
            entries.push(("posts".to_owned(), Value::list(posts.into_iter().map(Self::post_value).collect())));
        }
        if let Value::Map(settings) = Value::of_map(&site.templates.settings) {
            entries.extend(settings.iter().filter(|(key, _)| key != "url" && key != "baseurl").cloned());
        }
        Value::Map(std::rc::Rc::new(entries))
    }

    /// The front matter, and what the generator adds to it.
    fn page_value(&self) -> Value {
        let mut entries = match Self::post_value(self.post) {
            Value::Map(map) => map.to_vec(),
            _ => Vec::new(),
        };
        let file = SourceFile {
            path: std::path::Path::new("").into(),
            name: self.post.source.clone(),
            collection: self.post.collection,
        };
        let reading = self.around.site.collections.get(self.post.collection).map(|c| c.reading).unwrap_or_default();
        if let Ok((raw, _)) = read(file, self.text.as_bytes().to_vec(), reading)
            && let Value::Map(own) = Value::of_map(&raw.front)
        {
            let own = own.iter().filter(|(key, _)| !entries.iter().any(|(known, _)| known == key)).cloned();
            let own: Vec<_> = own.collect();
            entries.extend(own);
        }
        Value::Map(std::rc::Rc::new(entries))
    }

    fn post_value(post: &Post) -> Value {
        let text = |text: Option<&str>| text.map_or(Value::Nil, Value::text);
        let categories = post.categories.iter().map(|category| Value::text(category)).collect::<Vec<_>>();
        let known = vec![
            ("title", text(post.title.as_deref())),
            ("url", Value::text(post.permalink.path())),
            ("date", text(post.published.map(|at| at.rfc3339()).as_deref())),
            ("path", Value::text(&post.source)),
            ("excerpt", text(post.summary.as_deref())),
            ("tags", Value::list(categories)),
        ];
        Value::map(known.into_iter().filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The address of the page that a file becomes.
    fn address_of_file(&self, path: &str) -> Option<String> {
        let posts = self.around.posts;
        let exact = posts.binary_search_by(|post| (*post.source).cmp(path)).ok().and_then(|at| posts.get(at));
        let below = || posts.iter().find(|post| post.source.strip_suffix(path).is_some_and(|head| head.ends_with('/')));
        exact.or_else(below).map(|post| post.permalink.to_string())
    }

    /// The address of what a path below the content folder names: a page, or a section by its `_index` file.
    fn address_of_content(&self, path: &str) -> Option<String> {
        let (file, fragment) = path.split_once('#').map_or((path, ""), |(file, fragment)| (file, fragment));
        let file = file.trim_matches('/');
        let hash = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        let section = ["_index.md", "_index"].iter().find_map(|name| file.strip_suffix(name));
        if let Some(folder) = section {
            return Some(self.absolute_url(folder) + &hash);
        }
        let spellings = [file.to_owned(), format!("{file}.md"), format!("{file}/index.md"), format!("{file}.mdx")];
        spellings.iter().find_map(|spelling| self.address_of_file(spelling)).map(|url| url + &hash)
    }

    /// The address of the post whose file is called so, without its extension.
    fn address_of_post(&self, name: &str) -> Option<String> {
        let name = name.trim_start_matches('/');
        let found = self.around.posts.iter().find(|post| {
            let stem = post.source.rsplit_once('.').map_or(&*post.source, |(stem, _)| stem);
            stem.strip_suffix(name).is_some_and(|head| head.is_empty() || head.ends_with('/'))
        });
        found.map(|post| post.permalink.to_string())
    }

    fn include(&self, name: &str) -> Option<String> {
        self.around.site.templates.include(&self.around.site.root, name)
    }

    /// A file beside the post's own.
    fn beside(&self, name: &str) -> Option<String> {
        let folder = self.post.source.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.around.site.templates.file(&self.around.site.root, &format!("{folder}/{name}"))
    }

    fn relative_url(&self, path: &str) -> String {
        if url::Url::parse(path).is_ok() {
            return path.to_owned();
        }
        let base = self.around.site.url.path().trim_end_matches('/');
        format!("{base}/{}", path.trim_start_matches('/'))
    }

    fn absolute_url(&self, path: &str) -> String {
        let joined = self.around.site.url.join(path.trim_start_matches('/'));
        joined.map_or_else(|_| path.to_owned(), |url| url.to_string())
    }

    fn markdownify(&self, text: &str) -> String {
        let dialect = Dialect { heading_ids: false, footnotes: false, ..self.dialect };
        let mut content = markdown::markdown(text, dialect, &Policy::default(), self.links);
        content.html.take_marker();
        content.html.as_str().to_owned()
    }
}

impl liquid::Run<'_> {
    fn relative_url(&self, path: &str) -> String {
        self.world.relative_url(path)
    }

    fn absolute_url(&self, path: &str) -> String {
        self.world.absolute_url(path)
    }

    fn markdownify(&self, text: &str) -> String {
        self.world.markdownify(text)
    }

    /// The address of what Zola names: `@/blog/post.md`, or a path of the site.
    fn address(&self, path: &str) -> String {
        match path.strip_prefix("@/") {
            Some(file) => self.world.address_of_content(file).unwrap_or_else(|| NOWHERE.to_owned()),
            None => self.world.absolute_url(path),
        }
    }

    /// A date as `format` writes it; what is no date stays. The time of a build is no date: the same text must give
    /// the same feed tomorrow.
    fn date(&self, value: &Value, format: &str) -> String {
        let text = value.shown();
        let zone = self.world.around.site.zone;
        let parsed = DateTime::parse_from_rfc3339(&text)
            .ok()
            .or_else(|| DateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S %z").ok())
            .or_else(|| {
                let day: NaiveDate = text.get(..10)?.parse().ok()?;
                let midnight = crate::post::moment::Moment::day(day, zone)?;
                Some(midnight.instant)
            });
        let Some(date) = parsed else { return text };
        let mut out = String::new();
        match write!(out, "{}", date.format(format)) {
            Ok(()) => out,
            Err(_) => text,
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
    use crate::render::tests::{post, site};

    /// A body without its templates, and what was told of it.
    fn expanded(language: Language, body: &str) -> (String, Vec<String>) {
        let text = format!("---\ntitle: The title\nlist: [a, b]\nn: 3\n---\n\n{body}");
        let post = post(&text, Markup::Markdown);
        let other = Post { source: "blog/2024-01-08-other.md".into(), ..post.clone() };
        let (site, policy) = (site(language), Policy::default());
        let posts = [post.clone(), other];
        let around = Around { site: &site, posts: &posts, policy: &policy };
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
        ] {
            assert_eq!(expanded(Language::Liquid, body), (expected.to_owned(), Vec::new()), "{body}");
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
