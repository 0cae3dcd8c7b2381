//! `assemble`: the posts of one feed and what was rendered of them, into a [`Feed`] with no format in it.

use std::borrow::Cow;

use url::Url;

use crate::feed::text::is_blank;
use crate::feed::{Additions, Extent, Feed, FeedEntry, FeedFile, FeedSpec};
use crate::post::Post;
use crate::post::measure::Media;
use crate::post::media::Picture;
use crate::post::moment::Moment;
use crate::render::snippet::{Filling, Snippet};
use crate::render::{Rendered, SafeHtml, in_direction, with_end};
use crate::site::Site;

/// The feed whose id is the address of the site itself.
const MAIN: &str = "main";

/// What a feed is made for.
#[derive(Debug, Clone, Copy)]
pub struct Assembly<'a> {
    /// The site.
    pub site: &'a Site,
    /// The feed.
    pub spec: &'a FeedSpec,
    /// The address under which the output folder is served.
    pub output_url: &'a Url,
}

/// Makes the feed, or a part of it, of `entries`, which are in its order; see [`entry`]. `updated` is that of the whole
/// feed: see [`newest`].
///
/// Its id is the site's address, followed by `#` and the feed's name for every feed but `main`. It changes with
/// neither title, formats, paths nor dates, and differs from feed to feed.
#[must_use]
pub fn assemble(assembly: &Assembly<'_>, updated: Option<Moment>, entries: Vec<FeedEntry>) -> Feed {
    let Assembly { site, spec, output_url } = *assembly;
    Feed {
        id: id(&site.url, &spec.name),
        title: title(site, spec),
        description: spec.description.clone().or_else(|| site.description.clone()),
        home: spec.home.clone().unwrap_or_else(|| site.url.clone()),
        files: files(spec, output_url),
        rights: site.rights.clone(),
        authors: site.authors.clone(),
        icon: site.icon.clone(),
        logo: site.logo.as_ref().map(picture),
        updated,
        language: language(assembly).map(str::to_owned),
        entries,
    }
}

/// The newest date of `posts`, compared as instants: noon in Tokyo is before noon in Berlin.
#[must_use]
pub fn newest(posts: &[&Post]) -> Option<Moment> {
    let dates = posts.iter().flat_map(|post| [post.published, post.updated]).flatten();
    dates.max_by_key(|moment| moment.instant)
}

fn id(site: &Url, name: &str) -> String {
    let mut id = site.clone();
    id.set_fragment((name != MAIN).then_some(name));
    id.into()
}

/// The feed's title, else the site's, else the host's name.
fn title(site: &Site, spec: &FeedSpec) -> String {
    let given = [&spec.title, &site.title].into_iter().flatten().find(|title| !is_blank(title));
    given.cloned().or_else(|| site.url.host_str().map(str::to_owned)).unwrap_or_else(|| site.url.to_string())
}

fn files(spec: &FeedSpec, output_url: &Url) -> Vec<FeedFile> {
    let file = |(format, path): &(super::Format, String)| {
        // Not `Url::join`, which takes `a:b.xml` for an address and `a?b.xml` for a query.
        let mut url = output_url.clone();
        url.set_query(None);
        url.set_fragment(None);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/').filter(|part| !part.is_empty() && *part != "."));
        }
        FeedFile { format: *format, path: path.clone(), url }
    };
    spec.files.iter().map(file).collect()
}

fn language<'a>(assembly: &Assembly<'a>) -> Option<&'a str> {
    assembly.spec.language.as_deref().or(assembly.site.language.as_deref())
}

/// A post with what was made of it for the feeds.
#[derive(Debug, Clone)]
pub struct Shown<'a> {
    /// The post.
    pub post: &'a Post,
    /// Its files, measured.
    pub media: Media,
    /// Its content.
    pub rendered: Rendered,
}

/// Makes one entry of the feed.
#[must_use]
pub fn entry(assembly: &Assembly<'_>, shown: &Shown<'_>) -> FeedEntry {
    let Shown { post, media, rendered } = shown;
    let is_whole = assembly.spec.extent_of(post) == Extent::Full;
    let content = match assembly.spec.extent_of(post) {
        Extent::Full => rendered.content.as_ref().map(|html| with_additions(assembly, post, html, None)),
        Extent::Beginning => match (&rendered.beginning, &rendered.content) {
            (Some(html), _) => Some(with_additions(assembly, post, html, Some(&read_on(assembly, post)))),
            (None, whole) => whole.as_ref().map(|html| with_additions(assembly, post, html, None)),
        },
        Extent::Summary => None,
    };
    FeedEntry {
        source: post.source.clone(),
        id: post.id.0.clone(),
        permalink: post.permalink.clone(),
        external: post.external.as_deref().cloned(),
        title: post.title.clone(),
        published: post.published,
        updated: post.updated,
        authors: post.authors.clone(),
        categories: post.categories.clone(),
        language: post.language.clone().filter(|own| Some(own.as_str()) != language(assembly)),
        summary: rendered.summary.clone(),
        content,
        markdown: rendered.markdown.clone().filter(|_| is_whole && assembly.spec.source_markdown),
        cover: media.cover.clone().or_else(|| rendered.first_image.as_ref().map(picture)),
        enclosures: media.enclosures.clone(),
    }
}

/// A text with what the feed adds to it: `read_on` where it is a beginning.
fn with_additions(assembly: &Assembly<'_>, post: &Post, html: &SafeHtml, read_on: Option<&Snippet>) -> SafeHtml {
    let Additions { prepend, append, .. } = &assembly.spec.additions;
    if prepend.is_none() && append.is_none() && read_on.is_none() {
        return html.clone();
    }
    let site = title(assembly.site, assembly.spec);
    let filling = Filling { post, site: &site, home: assembly.site.url.as_str() };
    let fill = |snippet: Option<&Snippet>| snippet.map(|snippet| snippet.fill(filling));
    let [before, link, after] = [prepend.as_ref(), read_on, append.as_ref()].map(fill);
    let text = match link {
        Some(link) => with_end(html, link, language_of(assembly, post)),
        None => html.clone(),
    };
    // They are in the language of the feed, whatever that of the entry is.
    let [before, after] =
        [before, after].map(|html| html.map(|html| in_direction(html, language(assembly).unwrap_or_default())));
    let parts: Vec<&SafeHtml> = before.iter().chain([&text]).chain(&after).collect();
    SafeHtml::joined(&parts)
}

/// The language of an entry; English where nothing says any.
fn language_of<'a>(assembly: &Assembly<'a>, post: &'a Post) -> &'a str {
    post.language.as_deref().or(language(assembly)).unwrap_or("en")
}

/// The link to the rest of a text.
fn read_on<'a>(assembly: &Assembly<'a>, post: &Post) -> Cow<'a, Snippet> {
    match &assembly.spec.additions.read_on {
        Some(snippet) => Cow::Borrowed(snippet),
        None => Cow::Owned(Snippet::read_on(language_of(assembly, post))),
    }
}

/// A picture of which nothing is known but its address.
fn picture(url: &Url) -> Picture {
    let media_type = mime_guess::from_path(url.path()).first().filter(|kind| kind.type_() == "image");
    Picture {
        url: url.clone(),
        alt: None,
        media_type: media_type.map(|kind| kind.to_string()),
        width: None,
        height: None,
        length: None,
        relative: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Format;
    use crate::feed::tests::samples::{moment, person, url};
    use crate::post::{Body, EntryId};
    use crate::render::Taken;
    use crate::site::{Generator, Recognised};
    use crate::source::read::Markup;

    fn site() -> Site {
        Site {
            root: std::path::PathBuf::new(),
            recognised: Recognised { generator: Generator::Plain, because: String::new() },
            url: url("https://blog.example/base/"),
            zone: chrono_tz::Tz::UTC,
            title: None,
            description: None,
            language: None,
            rights: None,
            authors: Vec::new(),
            people: std::collections::BTreeMap::new(),
            icon: None,
            logo: None,
            statics: Vec::new(),
            collections: Vec::new(),
            defaults: Vec::new(),
            feed_paths: Vec::new(),
            limit: None,
            files_in_place: false,
            templates: crate::site::templates::Templates::default(),
        }
    }

    fn spec() -> FeedSpec {
        FeedSpec {
            name: "main".to_owned(),
            files: vec![(Format::Rss, "rss.xml".to_owned())],
            title: None,
            description: None,
            home: None,
            limit: None,
            extent: Extent::Full,
            categories: Vec::new(),
            collections: Vec::new(),
            language: None,
            from: None,
            source_markdown: false,
            additions: crate::feed::Additions::default(),
        }
    }

    fn post(name: &str) -> (Post, Rendered) {
        let post = Post {
            source: format!("{name}.md").into(),
            collection: 0,
            id: EntryId(format!("tag:{name}")),
            permalink: url("https://blog.example/base/").join(name).unwrap(),
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
            body: Body::Held { text: "".into(), start: 0, markup: Markup::Markdown },
        };
        (
            post,
            Rendered {
                content: None,
                beginning: None,
                markdown: None,
                summary: None,
                first_image: None,
                taken: Taken::Own { because: None },
                began_with_title: false,
            },
        )
    }

    fn assembled(site: &Site, spec: &FeedSpec, entries: &[(Post, Rendered)]) -> Feed {
        let output_url = url("https://blog.example/base/feeds/");
        let assembly = Assembly { site, spec, output_url: &output_url };
        let shown = |(post, rendered): &(Post, Rendered)| {
            let media = Media { cover: post.cover.as_deref().cloned(), enclosures: post.enclosures.clone() };
            entry(&assembly, &Shown { post, media, rendered: rendered.clone() })
        };
        let posts: Vec<&Post> = entries.iter().map(|(post, _)| post).collect();
        assemble(&assembly, newest(&posts), entries.iter().map(shown).collect())
    }

    #[test]
    fn a_feed_without_a_title_has_the_name_of_its_host() {
        let title = |site: Option<&str>, spec_title: Option<&str>| {
            let site = Site { title: site.map(str::to_owned), ..self::site() };
            assembled(&site, &FeedSpec { title: spec_title.map(str::to_owned), ..spec() }, &[]).title
        };
        assert_eq!(title(None, None), "blog.example");
        assert_eq!(title(Some(" "), Some("")), "blog.example");
        assert_eq!(title(Some("Site"), None), "Site");
        assert_eq!(title(Some("Site"), Some("Feed")), "Feed");
    }

    #[test]
    fn the_id_of_a_feed_depends_on_the_site_and_its_name_alone() {
        let id = |spec: FeedSpec| assembled(&site(), &spec, &[]).id;
        assert_eq!(id(spec()), "https://blog.example/base/");
        let renamed = FeedSpec {
            title: Some("x".to_owned()),
            files: vec![(Format::Atom, "y.xml".to_owned())],
            home: Some(url("https://blog.example/base/tags/")),
            ..spec()
        };
        assert_eq!(id(renamed), "https://blog.example/base/");
        assert_eq!(id(FeedSpec { name: "rust & co".to_owned(), ..spec() }), "https://blog.example/base/#rust%20&%20co");
    }

    #[test]
    fn a_file_has_the_address_of_its_path_whatever_is_in_it() {
        let address = |path: &str| {
            let spec = FeedSpec { files: vec![(Format::Rss, path.to_owned())], ..spec() };
            assembled(&site(), &spec, &[]).files.first().unwrap().url.to_string()
        };
        assert_eq!(address("rss.xml"), "https://blog.example/base/feeds/rss.xml");
        assert_eq!(address("tag/rust/a:b?c#d.xml"), "https://blog.example/base/feeds/tag/rust/a:b%3Fc%23d.xml");
        assert_eq!(address("ünï.xml"), "https://blog.example/base/feeds/%C3%BCn%C3%AF.xml");
    }

    #[test]
    fn a_feed_is_as_new_as_its_newest_entry_compared_as_instants() {
        let dated = |name: &str, published: &str, updated: Option<&str>| {
            let (post, rendered) = post(name);
            (Post { published: Some(moment(published)), updated: updated.map(moment), ..post }, rendered)
        };
        let tokyo = dated("tokyo", "2024-01-01T20:00:00+09:00", None);
        let berlin = dated("berlin", "2024-01-01T13:00:00+01:00", None);
        let edited = dated("edited", "2023-01-01T00:00:00Z", Some("2024-01-01T12:30:00Z"));
        let updated = |entries: &[(Post, Rendered)]| assembled(&site(), &spec(), entries).updated;
        assert_eq!(updated(&[tokyo.clone(), berlin.clone()]), berlin.0.published);
        assert_eq!(updated(&[tokyo, edited.clone(), berlin]), edited.0.updated);
        assert_eq!(updated(&[post("undated")]), None);
    }

    #[test]
    fn what_a_feed_adds_stands_around_the_text_and_not_in_the_summary() {
        let (post, rendered) = post("a");
        let post = Post { title: Some("A & B".to_owned()), ..post };
        let rendered = Rendered {
            content: Some(SafeHtml::unchecked("<p>full</p>\n")),
            summary: Some("full".to_owned()),
            ..rendered
        };
        let snippet = |html: &str| Some(crate::render::snippet::Snippet::parse(html).unwrap());
        let additions = Additions {
            prepend: snippet("<p>On {site}</p>\n"),
            append: snippet("<p><a href=\"mailto:me@blog.example?subject=Re: {title}\">Reply</a></p>"),
            read_on: None,
        };
        let site = Site { title: Some("My blog".to_owned()), ..site() };
        let entries = [(post, rendered)];
        let entry = assembled(&site, &FeedSpec { additions, ..spec() }, &entries).entries.remove(0);
        assert_eq!(
            entry.content.as_ref().map(SafeHtml::as_str),
            Some(
                "<p>On My blog</p>\n<p>full</p>\n\
                 <p><a href=\"mailto:me@blog.example?subject=Re:%20A%20%26%20B\">Reply</a></p>"
            )
        );
        assert_eq!(entry.summary.as_deref(), Some("full"));
        let additions = Additions { append: snippet("<p>.</p>"), ..Additions::default() };
        let spec = FeedSpec { language: Some("he".to_owned()), additions, ..spec() };
        let entry = assembled(&site, &spec, &entries).entries.remove(0);
        assert_eq!(
            entry.content.as_ref().map(SafeHtml::as_str),
            Some("<p>full</p>\n<div dir=\"rtl\">\n<p>.</p>\n</div>\n")
        );
    }

    #[test]
    fn a_beginning_has_a_link_to_the_rest_in_the_language_of_the_entry() {
        let (post, rendered) = post("a");
        let rendered = Rendered { beginning: Some(SafeHtml::unchecked("<p>One</p>\n")), ..rendered };
        let shown = |language: Option<&str>, words: Option<&str>| {
            let post = Post { language: language.map(str::to_owned), ..post.clone() };
            let read_on = words.map(|words| Snippet::link(words).unwrap());
            let additions = Additions { read_on, ..Additions::default() };
            let spec = FeedSpec { extent: Extent::Beginning, additions, ..spec() };
            let entry = assembled(&site(), &spec, &[(post, rendered.clone())]).entries.remove(0);
            entry.content.unwrap().as_str().to_owned()
        };
        let link = |words: &str| format!("<p>One</p>\n<p><a href=\"https://blog.example/base/a\">{words}</a></p>");
        assert_eq!(shown(None, None), link("Read on"));
        assert_eq!(shown(Some("fr-CA"), None), link("Lire la suite"));
        assert_eq!(shown(Some("xx"), None), link("Read on"));
        assert_eq!(shown(Some("fr"), Some("Weiter <bei> {site}")), link("Weiter &lt;bei&gt; blog.example"));
        let own = Post { extent: Some(Extent::Summary), ..post.clone() };
        let spec = FeedSpec { extent: Extent::Beginning, ..spec() };
        assert_eq!(assembled(&site(), &spec, &[(own, rendered.clone())]).entries.remove(0).content, None);
    }

    #[test]
    fn an_entry_has_what_its_feed_carries() {
        let (post, _) = post("a");
        let post = Post {
            authors: vec![person("Ada")],
            language: Some("de".to_owned()),
            summary: Some("*as written*".to_owned()),
            ..post
        };
        let rendered = Rendered {
            content: Some(SafeHtml::unchecked("<p>full</p>")),
            markdown: None,
            beginning: None,
            summary: Some("as written".to_owned()),
            first_image: Some(url("https://blog.example/a.webp")),
            taken: Taken::Own { because: None },
            began_with_title: false,
        };
        let entries = [(post, rendered)];
        let full = assembled(&site(), &spec(), &entries).entries.remove(0);
        assert_eq!(full.content, Some(SafeHtml::unchecked("<p>full</p>")));
        assert_eq!((full.summary.as_deref(), full.language.as_deref()), (Some("as written"), Some("de")));
        let cover = full.cover.clone().unwrap();
        assert_eq!(
            (cover.url.as_str(), cover.media_type.as_deref()),
            ("https://blog.example/a.webp", Some("image/webp"))
        );
        let german = FeedSpec { extent: Extent::Summary, language: Some("de".to_owned()), ..spec() };
        let summary = assembled(&site(), &german, &entries).entries.remove(0);
        assert_eq!(summary, FeedEntry { content: None, language: None, ..full });
    }
}
