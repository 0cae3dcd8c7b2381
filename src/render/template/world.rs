//! What a template may ask for: its site, its post, other posts and files, addresses and dates.

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::ops::Range;

use chrono::{DateTime, NaiveDate};

use super::super::links::Links;
use super::super::{Around, Dialect, Policy, body_of, direction, markdown};
use super::value::Value;
use super::{NOWHERE, liquid};
use crate::post::Post;
use crate::post::named::folder_of;
use crate::problem::{Place, Span};
use crate::source::read::{Markup, SourceFile, read};

/// What a template may ask for.
pub(in crate::render) struct World<'a> {
    pub around: Around<'a>,
    pub post: &'a Post,
    /// The whole text of the post's file.
    pub text: &'a str,
    pub markup: Markup,
    pub dialect: Dialect,
    pub links: &'a Links<'a>,
    /// `site` and `page`, made when they are asked for.
    site: OnceCell<Value>,
    page: OnceCell<Value>,
}

impl<'a> World<'a> {
    /// The world of a post.
    pub(in crate::render) fn new(around: Around<'a>, post: &'a Post, text: &'a str, links: &'a Links<'a>) -> Self {
        let collection = around.view.site.collections.get(post.collection);
        let dialect = collection.map_or_else(Dialect::default, |collection| collection.markdown);
        let markup = body_of(post).1;
        Self { around, post, text, markup, dialect, links, site: OnceCell::new(), page: OnceCell::new() }
    }

    /// The place of a range in the text that begins at `start` in the post's file; the file where no range is known.
    pub(in crate::render) fn place(&self, start: usize, range: Option<Range<usize>>) -> Place {
        let source = self.post.source.clone();
        match range {
            Some(range) => Place::at(source, self.text, Span::new(range.start, range.end).shifted(start)),
            None => Place::file(source),
        }
    }

    /// Whether the post's language is written from right to left.
    pub(in crate::render) fn is_from_the_right(&self) -> bool {
        let language = self.post.language.as_deref().or(self.around.view.site.language.as_deref());
        language.is_some_and(direction::is_from_the_right)
    }

    /// Whether the front matter says that a script is to set formulas, as themes ask for it.
    pub(in crate::render) fn says_formulas(&self) -> bool {
        let page = self.global("page");
        let says = |page: &Value| {
            let keys = ["math", "mathjax", "katex", "use_math", "latex"];
            keys.iter().any(|key| !matches!(page.get(&Value::text(key)).shown().as_str(), "" | "false"))
        };
        says(&page) || ["params", "extra"].iter().any(|below| says(&page.get(&Value::text(below))))
    }

    /// A variable that the site gives.
    pub(super) fn global(&self, name: &str) -> Value {
        match name {
            "site" => self.site.get_or_init(|| self.site_value()).clone(),
            "page" => self.page.get_or_init(|| self.page_value()).clone(),
            "jekyll" => Value::map(vec![("environment", Value::text("production"))]),
            _ => Value::Nil,
        }
    }

    pub(super) fn site_value(&self) -> Value {
        let site = self.around.view.site;
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
    pub(super) fn page_value(&self) -> Value {
        let mut entries = match Self::post_value(self.post) {
            Value::Map(map) => map.to_vec(),
            _ => Vec::new(),
        };
        let file = SourceFile {
            path: std::path::Path::new("").into(),
            name: self.post.source.clone(),
            collection: self.post.collection,
        };
        let reading =
            self.around.view.site.collections.get(self.post.collection).map(|c| c.reading).unwrap_or_default();
        if let Ok((raw, _)) = read(file, self.text.as_bytes().to_vec(), reading)
            && let Value::Map(own) = Value::of_map(&raw.front)
        {
            let own = own.iter().filter(|(key, _)| !entries.iter().any(|(known, _)| known == key)).cloned();
            let own: Vec<_> = own.collect();
            entries.extend(own);
        }
        Value::Map(std::rc::Rc::new(entries))
    }

    pub(super) fn post_value(post: &Post) -> Value {
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
    pub(super) fn address_of_file(&self, path: &str) -> Option<String> {
        let posts = self.around.posts;
        let exact = posts.binary_search_by(|post| (*post.source).cmp(path)).ok().and_then(|at| posts.get(at));
        let below = || posts.iter().find(|post| post.source.strip_suffix(path).is_some_and(|head| head.ends_with('/')));
        exact.or_else(below).map(|post| post.permalink.to_string())
    }

    /// The address of what a path below the content folder names: a page, or a section by its `_index` file.
    pub(super) fn address_of_content(&self, path: &str) -> Option<String> {
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
    pub(super) fn address_of_post(&self, name: &str) -> Option<String> {
        let name = name.trim_start_matches('/');
        let found = self.around.posts.iter().find(|post| {
            let stem = post.source.rsplit_once('.').map_or(&*post.source, |(stem, _)| stem);
            stem.strip_suffix(name).is_some_and(|head| head.is_empty() || head.ends_with('/'))
        });
        found.map(|post| post.permalink.to_string())
    }

    pub(super) fn include(&self, name: &str) -> Option<String> {
        self.around.view.site.templates.include(&self.around.view.site.root, name)
    }

    /// A file beside the post's own.
    pub(super) fn beside(&self, name: &str) -> Option<String> {
        let folder = folder_of(&self.post.source);
        self.around.view.site.templates.file(&self.around.view.site.root, &format!("{folder}/{name}"))
    }

    pub(super) fn relative_url(&self, path: &str) -> String {
        if url::Url::parse(path).is_ok() {
            return path.to_owned();
        }
        let base = self.around.view.site.url.path().trim_end_matches('/');
        format!("{base}/{}", path.trim_start_matches('/'))
    }

    pub(super) fn absolute_url(&self, path: &str) -> String {
        let joined = self.around.view.site.url.join(path.trim_start_matches('/'));
        joined.map_or_else(|_| path.to_owned(), |url| url.to_string())
    }

    pub(super) fn markdownify(&self, text: &str) -> String {
        let dialect = Dialect { heading_ids: false, footnotes: false, ..self.dialect };
        let mut content = markdown::markdown(text, dialect, &Policy::default(), self.links);
        content.html.take_marker();
        content.html.as_str().to_owned()
    }
}

impl liquid::Run<'_> {
    pub(super) fn relative_url(&self, path: &str) -> String {
        self.world.relative_url(path)
    }

    pub(super) fn absolute_url(&self, path: &str) -> String {
        self.world.absolute_url(path)
    }

    pub(super) fn has_universal_filters(&self) -> bool {
        self.world.around.view.site.templates.universal_filters
    }

    /// A path of the site behind the site's own; any other address as it is.
    pub(super) fn prefixed(&self, address: &str) -> String {
        let is_path = address.is_empty() || (address.starts_with('/') && !address.starts_with("//"));
        if is_path { self.world.relative_url(address) } else { address.to_owned() }
    }

    pub(super) fn markdownify(&self, text: &str) -> String {
        self.world.markdownify(text)
    }

    /// The address of what Zola names: `@/blog/post.md`, or a path of the site.
    pub(super) fn address(&self, path: &str) -> String {
        match path.strip_prefix("@/") {
            Some(file) => self.world.address_of_content(file).unwrap_or_else(|| NOWHERE.to_owned()),
            None => self.world.absolute_url(path),
        }
    }

    /// A date as `format` writes it; what is no date stays. The time of a build is no date: the same text must give
    /// the same feed tomorrow.
    pub(super) fn date(&self, value: &Value, format: &str) -> String {
        let text = value.shown();
        let zone = self.world.around.view.site.zone;
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
