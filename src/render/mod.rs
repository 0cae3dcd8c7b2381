//! `render`: a post's text into HTML that is safe in a reader, and its summary in plain words.

mod absolute;
mod attributes;
mod autolink;
mod beginning;
mod by_file;
mod choose;
mod clean;
mod code;
mod direction;
mod dollars;
mod emoji;
mod escape;
mod first_image;
mod formula;
mod fragments;
mod frames;
mod furniture;
mod heading;
pub mod html;
mod ids;
mod inline;
mod links;
mod markdown;
mod more;
mod nesting;
mod notes;
mod page;
mod parse;
mod policy;
mod reader;
mod refused;
mod runs;
mod selector;
pub mod snippet;
mod summary;
mod template;
mod text;
mod tree;
mod write;

use std::borrow::Cow;

use url::Url;

use crate::feed::select::View;
use crate::post::measure::Folders;
use crate::post::{Body, Post};
use crate::problem::{Place, Problem, Rule};
use crate::source::read::Markup;
use by_file::ByFile;
pub use choose::{Choice, Taken};
use choose::{Chosen, Own};
pub(crate) use direction::{in_direction, with_end};
use first_image::first_image;
pub use frames::Frames;
pub use html::SafeHtml;
use links::Links;
use markdown::Content;
pub use policy::{ContentSource, Policy};
pub use selector::Selector;
use template::{Fault, World};

/// The rules of this module.
pub const RULES: &[&Rule] = &[
    &choose::ARTICLE_MISSING,
    &choose::PAGE_STALE,
    &refused::LINK_INVALID,
    &refused::LINK_UNSAFE,
    &template::LIMIT,
    &template::MISSING,
    &template::UNFILLED,
    &template::UNKNOWN,
];

/// A Markdown dialect: what a generator's renderer has switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent switch of a renderer")]
pub struct Dialect {
    /// Pipe tables.
    pub tables: bool,
    /// Footnotes.
    pub footnotes: bool,
    /// `~~strikethrough~~`.
    pub strikethrough: bool,
    /// `- [ ]` task lists.
    pub task_lists: bool,
    /// Definition lists.
    pub definition_lists: bool,
    /// `{#id .class}` after headings.
    pub heading_attributes: bool,
    /// Headings get an id from their text.
    pub heading_ids: bool,
    /// `> [!NOTE]` alerts.
    pub alerts: bool,
    /// `:::note` … `:::`.
    pub admonitions: bool,
    /// `!!! note` over text that is set in, and `???` for what can be folded.
    pub indented_admonitions: bool,
    /// `[TOC]` alone in a paragraph stands for a table of contents.
    pub contents_marker: bool,
    /// The first line of a block that is set in may name its language: `:::python`, `#!python`.
    pub code_headers: bool,
    /// `:tada:` is an emoji, by GitHub's names.
    pub emoji: bool,
    /// So it is in raw HTML, too: the generator looks for names in the page.
    pub emoji_in_html: bool,
    /// `^superscript^`.
    pub superscript: bool,
    /// `~subscript~`.
    pub subscript: bool,
    /// `$math$` and `$$math$$`.
    pub math: bool,
    /// `$$math$$`, and nothing between single dollars.
    pub display_math: bool,
    /// `\(math\)` and `\[math\]`, with one backslash each.
    pub backslash_math: bool,
    /// `\\(math\\)`, `\\[math\\]` and `$$math$$` as a page's script would find them, where the text shows that it has formulas.
    pub script_math: bool,
    /// Curly quotes and dashes.
    pub smart_punctuation: bool,
    /// A line end is a `<br>`.
    pub hard_breaks: bool,
    /// Bare URLs become links.
    pub autolinks: bool,
    /// kramdown's `{: .class}` after an element, and its other notes to the generator.
    pub attribute_lists: bool,
    /// `{.class}` after an element or a block.
    pub brace_attributes: bool,
    /// Raw HTML goes through (and is cleaned); else it is left out.
    pub raw_html: bool,
}

impl Default for Dialect {
    /// CommonMark with tables, footnotes, strikethrough, task lists and heading ids; raw HTML allowed.
    fn default() -> Self {
        Self {
            tables: true,
            footnotes: true,
            strikethrough: true,
            task_lists: true,
            definition_lists: false,
            heading_attributes: true,
            heading_ids: true,
            alerts: true,
            admonitions: false,
            indented_admonitions: false,
            contents_marker: false,
            code_headers: false,
            emoji: false,
            emoji_in_html: false,
            superscript: false,
            subscript: false,
            math: false,
            display_math: false,
            backslash_math: false,
            script_math: true,
            smart_punctuation: false,
            hard_breaks: false,
            autolinks: false,
            attribute_lists: false,
            brace_attributes: false,
            raw_html: true,
        }
    }
}

/// What is wanted of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The full text.
    pub content: bool,
    /// The beginning of the text, of at least so many words where no more-marker ends it.
    pub beginning: Option<usize>,
    /// The post's own Markdown, its addresses absolute.
    pub markdown: bool,
    /// Longest summary in characters.
    pub summary_length: usize,
}

impl Wanted {
    /// Whether nothing is wanted but the summary.
    fn is_summary(self) -> bool {
        !self.content && self.beginning.is_none() && !self.markdown
    }

    /// Whether the whole text is kept, given its beginning.
    fn keeps_all(self, beginning: Option<&SafeHtml>) -> bool {
        self.content || (self.beginning.is_some() && beginning.is_none())
    }
}

/// A post's content, ready for every format.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The full text, when it was wanted, or its beginning was and is all of it.
    pub content: Option<SafeHtml>,
    /// The beginning of the text, when it was wanted and is not all of it.
    pub beginning: Option<SafeHtml>,
    /// The post's own Markdown with absolute addresses, when it was wanted and the post is written in it.
    pub markdown: Option<String>,
    /// The summary as plain text; `None` when the post has no words.
    pub summary: Option<String>,
    /// The first picture of the text, absolute: the cover of a post that names none.
    pub first_image: Option<Url>,
    /// Where the content was taken from.
    pub taken: Taken,
    /// Whether it began with a heading that says the title, which was left out.
    pub began_with_title: bool,
}

/// What a text is rendered among.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The site, and the time: a link to a post by its file leads to a page that is there.
    pub view: View<'a>,
    /// Its posts, sorted by their source: texts name others by their files.
    pub posts: &'a [Post],
    /// Its folders, where texts may name files beside them.
    pub folders: &'a Folders<'a>,
    /// What the author decided about the content of entries.
    pub policy: &'a Policy,
}

/// Renders `text`, the body of `post`. `text` is the whole file's, as [`Body`] describes it.
///
/// Gives the content and the warnings about it; their places are in the post's file.
#[must_use]
pub fn render(around: Around<'_>, post: &Post, text: &str, wanted: Wanted) -> (Rendered, Vec<Problem>) {
    render_from(around, post, text, wanted, Choice::default())
}

/// The same from the source that `choice` asks for.
#[must_use]
pub fn render_from(
    around: Around<'_>,
    post: &Post,
    text: &str,
    wanted: Wanted,
    choice: Choice<'_>,
) -> (Rendered, Vec<Problem>) {
    let links = Links::new(&post.permalink, &post.id.0).among(ByFile::of(around, post));
    let world = World::new(around, post, text, &links);
    let written = post.summary.as_deref().and_then(|summary| words_of(&world, summary));
    if written.is_some() && wanted.is_summary() && post.cover.is_some() {
        let taken = Taken::Own { because: None };
        return (
            Rendered {
                content: None,
                beginning: None,
                markdown: None,
                summary: written,
                first_image: None,
                taken,
                began_with_title: false,
            },
            Vec::new(),
        );
    }
    let start = body_of(post).0;
    let (body, faults) = world.expand(text.get(start..).unwrap_or_default());
    let is_own = matches!(body, Cow::Borrowed(_));
    let (began_with_title, own_markdown, mut content) =
        own(&world, (&body, text.get(start..).unwrap_or_default()), wanted);
    let more = content.html.take_marker();
    let html = content.html;
    let needs = template::needs_generator(&faults, text, start);
    let own = Own { post, html: &html, needs: needs.as_deref(), from_the_right: world.is_from_the_right() };
    let chosen = choose::choose(choice, own, around.policy);
    if chosen.page.is_some() {
        // Some generators take the more-marker out of the page; the author has set it all the same.
        let marked = || more.and_then(|_| summary::of_content(html.as_str(), more, wanted.summary_length));
        let written = written.or_else(marked);
        let (rendered, problems) = from_page(post, written, wanted, (chosen, &links));
        return (Rendered { markdown: own_markdown, ..rendered }, problems);
    }
    let residue = template::residue(&world, start, html.as_str());
    let rendered = rendered((html, more), written, wanted, &links, chosen.taken);
    let rendered = Rendered { markdown: own_markdown, began_with_title, ..rendered };
    let fault = |(range, rule, message): Fault| {
        let problem = Problem::new(rule, message).at(world.place(start, Some(range)));
        let could_be_built = choice.from == ContentSource::Markdown && rule.code == template::UNKNOWN.code;
        if could_be_built { problem.help(BUILT_INSTEAD) } else { problem }
    };
    let mut problems: Vec<Problem> = chosen.problem.into_iter().chain(faults.into_iter().map(fault)).collect();
    problems.extend(residue);
    problems.extend(refused::told(&world, start, is_own, &content.refused));
    (rendered, problems)
}

/// The text of a post after its title: whether it began with that, its Markdown where that is wanted, and its HTML with the
/// more-marker in it. `body` is the text with its templates filled in, `written` as it was before.
fn own(world: &World<'_>, (body, written): (&str, &str), wanted: Wanted) -> (bool, Option<String>, Content) {
    let links = world.links;
    let mut content = match world.markup {
        Markup::Markdown => markdown::markdown(body, world.dialect, world.around.policy, links),
        Markup::Html => markdown::html(body, world.around.policy, links),
    };
    let after = heading::after_title(&content.html, world.post.title.as_deref(), (written, world.markup), links);
    let began_with_title = after.is_some();
    content.html = after.unwrap_or(content.html);
    if world.dialect.emoji_in_html
        && let Some(html) = runs::changed(content.html.as_str(), emoji::changed)
    {
        content.html = SafeHtml::written(html);
    }
    if world.dialect.script_math
        && let Some(html) = formula::in_own_text(content.html.as_str(), || world.dialect.math || world.says_formulas())
    {
        content.html = SafeHtml::written(html);
    }
    if world.is_from_the_right() {
        content.html = direction::from_the_right(content.html);
    }
    let own_markdown = (wanted.markdown && world.markup == Markup::Markdown).then(|| {
        let whole = absolute::absolute(body, world.dialect, links);
        let left = if began_with_title { heading::after_first(&whole, world.dialect) } else { &whole };
        left.trim().to_owned()
    });
    (began_with_title, own_markdown, content)
}

/// What to do about what only the generator can render.
const BUILT_INSTEAD: &str = "to take such posts from their built pages, set from = \"auto\" under [content]";

/// An entry whose content is that of its built page.
fn from_page(
    post: &Post,
    written: Option<String>,
    wanted: Wanted,
    (chosen, links): (Chosen, &Links),
) -> (Rendered, Vec<Problem>) {
    let Chosen { taken, page, began_with_title, problem } = chosen;
    let (mut html, refused_links) = page.map_or_else(Default::default, |page| (page.html, page.refused));
    let more = html.take_marker();
    let of_page = |problem: Problem| {
        let message = format!("{} (in the built page)", problem.message);
        Problem { message, ..problem }.at(Place::file(post.source.clone()))
    };
    let mut problems: Vec<Problem> = problem.into_iter().collect();
    for problem in refused_links.iter().filter_map(refused::problem).map(of_page) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    (Rendered { began_with_title, ..rendered((html, more), written, wanted, links, taken) }, problems)
}

/// What is wanted of a text that is HTML now; `more` is where its more-marker stood, `written` the author's summary.
fn rendered(
    (html, more): (SafeHtml, Option<usize>),
    written: Option<String>,
    wanted: Wanted,
    links: &Links,
    taken: Taken,
) -> Rendered {
    let beginning = wanted.beginning.and_then(|words| beginning::of_content(html.as_str(), more, words, links));
    Rendered {
        summary: written.or_else(|| summary::of_content(html.as_str(), more, wanted.summary_length)),
        first_image: first_image(html.as_str()),
        content: wanted.keeps_all(beginning.as_ref()).then_some(html),
        beginning,
        markdown: None,
        taken,
        began_with_title: false,
    }
}

/// Where a post's body begins in its file, and its markup.
fn body_of(post: &Post) -> (usize, Markup) {
    match &post.body {
        Body::Held { start, markup, .. } | Body::OnDisk { start, markup, .. } => (*start, *markup),
    }
}

/// A summary that the author wrote, in plain words. It is not cut: its length is the author's.
fn words_of(world: &World<'_>, summary: &str) -> Option<String> {
    let summary = world.expand_summary(summary);
    let words = if markdown::is_plain(&summary, world.dialect) {
        text::plain(&summary)
    } else {
        let mut html = markdown::inline(&summary, world.dialect, world.links).html;
        html.take_marker();
        text::plain(html.as_str())
    };
    Some(words).filter(|words| !words.is_empty())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::feed::select::Allowances;
    use crate::post::EntryId;
    use crate::site::Site;

    /// HTML as an entry of `https://example.com/a/` has it, with `P-` before its ids.
    pub(in crate::render) fn through(html: &str, policy: &Policy) -> String {
        let links = Links::new(&Url::parse("https://example.com/a/").unwrap(), "tag:example.com,2024:a");
        let mut content = markdown::html(html, policy, &links);
        content.html.take_marker();
        content.html.as_str().replace(links.prefix(), "P-")
    }

    /// The same with the usual policy.
    pub(in crate::render) fn through_reader(html: &str) -> String {
        through(html, &Policy::default())
    }

    /// A post of this text.
    pub(in crate::render) fn post(text: &str, markup: Markup) -> Post {
        let start = text.find("---\n\n").map_or(0, |at| at + 5);
        Post {
            source: "a.md".into(),
            collection: 0,
            id: EntryId("tag:example.com,2024:a".to_owned()),
            permalink: Url::parse("https://example.com/a/").unwrap(),
            external: None,
            title: None,
            published: None,
            updated: None,
            appears: None,
            expires: None,
            authors: Vec::new(),
            categories: Vec::new(),
            language: None,
            summary: None,
            cover: None,
            enclosures: Vec::new(),
            extent: None,
            from: None,
            holds: Vec::new(),
            origins: Vec::new(),
            body: Body::Held { text: text.into(), start, markup },
        }
    }

    /// A plain site below a path, whose posts have templates of this language.
    pub(in crate::render) fn site(language: crate::site::templates::Language) -> Site {
        let options = crate::site::SiteOptions {
            generator: Some(crate::site::Generator::Plain),
            url: Some(Url::parse("https://example.com/base/").unwrap()),
            ..crate::site::SiteOptions::default()
        };
        let (mut site, _) = crate::site::open(&options).unwrap();
        site.templates.language = language;
        site
    }

    /// A site as it is seen at some time.
    pub(in crate::render) fn view(site: &Site) -> View<'_> {
        View { site, now: "2024-06-01T12:00:00Z".parse().unwrap(), allowances: Allowances::default() }
    }

    fn rendered(post: &Post, text: &str, wanted: Wanted) -> (Rendered, Vec<Problem>) {
        let site = site(crate::site::templates::Language::None);
        let folders = Folders::of(&site);
        let around = Around { view: view(&site), posts: &[], folders: &folders, policy: &Policy::default() };
        render(around, post, text, wanted)
    }

    fn full(length: usize) -> Wanted {
        Wanted { content: true, beginning: None, markdown: false, summary_length: length }
    }

    #[test]
    fn a_post_becomes_content_summary_and_first_picture() {
        let text = "---\ntitle: x\n---\n\n![a](a.png?x=1&y=2)\n\nSome *words* here.\n\n<!--more-->\n\nThe rest.\n";
        let (rendered, problems) = rendered(&post(text, Markup::Markdown), text, full(40));
        assert_eq!(rendered.summary.as_deref(), Some("Some words here."));
        assert_eq!(rendered.first_image.unwrap().as_str(), "https://example.com/a/a.png?x=1&y=2");
        assert_eq!(
            rendered.content.unwrap().as_str(),
            "<p><img src=\"https://example.com/a/a.png?x=1&amp;y=2\" alt=\"a\"/></p>\n<p>Some <em>words</em> here.</p>\n\
             <p>The rest.</p>\n"
        );
        assert_eq!(problems, []);
    }

    #[test]
    fn an_unsafe_link_is_reported_at_its_line() {
        let text = "---\ntitle: x\n---\n\nText [x](javascript:y)\n";
        let (_, problems) = rendered(&post(text, Markup::Markdown), text, full(40));
        let places: Vec<_> = problems
            .iter()
            .map(|p| (p.code, p.place.as_ref().and_then(|place| place.point.as_ref()).unwrap()))
            .collect();
        assert_eq!((places[0].0, places[0].1.line, places[0].1.column), ("link-unsafe", 5, 10));
    }

    #[test]
    fn the_authors_summary_is_words_and_whole() {
        let text = "Body";
        for (summary, expected) in [
            ("A *short* & `plain` [summary](/x)", "A short & plain summary"),
            ("<p>One</p><p>two &lt;</p>", "One two <"),
            ("1. is no list", "1. is no list"),
            ("# nor a heading", "# nor a heading"),
        ] {
            let post = Post { summary: Some(summary.to_owned()), ..post(text, Markup::Markdown) };
            let (rendered, _) = rendered(&post, text, full(3));
            assert_eq!(rendered.summary.as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_html_post_is_taken_as_it_is() {
        let text = "<h2 id=a>T</h2><p>*No* Markdown<img data-src=/x.png>";
        let (rendered, _) = rendered(&post(text, Markup::Html), text, full(40));
        assert_eq!(rendered.summary.as_deref(), Some("*No* Markdown"));
        assert_eq!(rendered.first_image.unwrap().as_str(), "https://example.com/x.png");
    }

    #[test]
    fn the_first_post_of_all_has_a_summary_of_its_words() {
        let Ok(text) = std::fs::read_to_string("../shared/seed/000_dfe57d1125df314b.txt") else {
            eprintln!("skipped: ../shared is not here");
            return;
        };
        let start = text.find("---\n!").unwrap() + 4;
        let mut post = post(&text, Markup::Markdown);
        post.body = Body::Held { text: text.as_str().into(), start, markup: Markup::Markdown };
        let (rendered, problems) = rendered(&post, &text, full(60));
        assert_eq!(rendered.summary.as_deref(), Some("With their usual degree of pomp and circumstance, iFixit…"));
        assert!(rendered.first_image.unwrap().as_str().starts_with("http://media."));
        let content = rendered.content.unwrap();
        let document = format!("<x>{}</x>", content.as_str());
        let tree = roxmltree::Document::parse(&document).unwrap();
        let pictures = tree.descendants().filter(|node| node.has_tag_name("img"));
        let parents: Vec<_> = pictures.map(|node| node.parent().unwrap().tag_name().name().to_owned()).collect();
        assert_eq!(parents, ["p", "li", "li", "li"]);
        assert_eq!(problems, []);
    }
}
