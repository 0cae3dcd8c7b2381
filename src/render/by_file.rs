//! Links to other posts by their files: `[b](../notes/b.md#part)` leads to the page of that post, as it does for who reads
//! the files themselves.
//!
//! No page is at such an address as it stands. Docusaurus, Hugo's embedded link hook, Jekyll's plugin for relative links
//! and Eleventy's `InputPathToUrl` make the same of it; on other sites the link would be dead.

use url::Url;

use super::Around;
use super::links::decode;
use crate::feed::select::has_page;
use crate::post::Post;

/// The files that the links of one post may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByFile<'a> {
    around: Around<'a>,
    post: &'a Post,
}

impl<'a> ByFile<'a> {
    /// Those that the links of `post` may name.
    pub(super) fn of(around: Around<'a>, post: &'a Post) -> Self {
        Self { around, post }
    }

    /// The page of the post whose file is written, with the query and the fragment that are written; `leads_to` is where
    /// the link leads as it stands. `None` where it names no file of a post, or that of one that has no page.
    pub(super) fn page(self, written: &str, leads_to: impl FnOnce() -> Option<Url>) -> Option<Url> {
        let end = memchr::memchr2(b'?', b'#', written.as_bytes()).unwrap_or(written.len());
        let (path, tail) = written.split_at_checked(end)?;
        // Most links end here.
        let (_, extension) = path.rsplit_once('.')?;
        if !self.is_of_posts(extension) || path.starts_with("//") {
            return None;
        }
        let post = self.post_at(&decode(path)).filter(|post| has_page(self.around.view, post))?;
        // `a.html` may be the address of one page, and the file of another.
        let is_address = |url: Url| self.around.posts.iter().any(|post| post.permalink == url);
        if extension.to_ascii_lowercase().starts_with("htm") && leads_to().is_some_and(is_address) {
            return None;
        }
        let mut page = post.permalink.clone();
        let (query, fragment) = tail.split_once('#').map_or((tail, None), |(query, fragment)| (query, Some(fragment)));
        if let Some(query) = query.strip_prefix('?') {
            page.set_query(Some(query));
        }
        if let Some(fragment) = fragment {
            page.set_fragment(Some(fragment));
        }
        Some(page)
    }

    fn is_of_posts(self, extension: &str) -> bool {
        let collections = &self.around.view.site.collections;
        let mut known = collections.iter().flat_map(|collection| &collection.files.extensions);
        known.any(|known| known.eq_ignore_ascii_case(extension))
    }

    /// The post whose file a path names. It is looked for from the post's own folder, and where the path does not begin
    /// with a dot, also from the folder of the posts and those above it, up to the site's root: one of them is what its
    /// generator counts from.
    fn post_at(self, path: &str) -> Option<&'a Post> {
        let own = folder_of(&self.post.source);
        let beside = Some(own).filter(|_| !path.starts_with('/')).and_then(|folder| self.below(folder, path));
        if beside.is_some() || path.starts_with('.') {
            return beside;
        }
        let collection = self.around.view.site.collections.get(self.post.collection);
        let mut folder = collection.map_or("", |collection| collection.files.folder.as_str());
        loop {
            if let Some(post) = self.below(folder, path) {
                return Some(post);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }

    fn below(self, folder: &str, path: &str) -> Option<&'a Post> {
        let source = joined(folder, path)?;
        let posts = self.around.posts;
        posts.binary_search_by(|post| (*post.source).cmp(source.as_str())).ok().and_then(|at| posts.get(at))
    }
}

/// The folder in which a file or a folder lies; empty for the root.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path that is written relative to a folder, without dots; `None` where it leads above the root.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::testing::{post, site_with};
    use crate::render::tests::view;
    use crate::render::{Policy, Wanted, render};
    use crate::site::Site;

    fn blog() -> Site {
        site_with(|options| options.url = "https://e.example/base/".parse().ok())
    }

    fn posts(site: &Site) -> Vec<Post> {
        let dated = |name: &str, line: &str| post(site, name, &format!("---\ndate: 2024-01-08\n{line}\n---\n\nText\n"));
        let mut posts = vec![
            dated("a.md", ""),
            dated("blog/a b.md", ""),
            dated("blog/draft.md", "draft: true"),
            dated("blog/gone.md", "expires: 2024-02-01"),
            dated("blog/later.md", "publishDate: 2030-01-01"),
            dated("blog/one.md", ""),
            dated("blog/page.html", ""),
            dated("blog/taken.html", ""),
            dated("blog/two.mdx", "permalink: /2/"),
            dated("blog/x.md", "permalink: /base/blog/one/taken.html"),
            dated("notes/of/index.md", ""),
            dated("readers.markdown", ""),
        ];
        posts.sort_by(|a, b| a.source.cmp(&b.source));
        posts
    }

    /// The content of `content/blog/one.md` with this text, and its Markdown.
    fn content(text: &str) -> (String, String) {
        let site = blog();
        let posts = posts(&site);
        let text = format!("---\ndate: 2024-01-08\n---\n\n{text}");
        let one = post(&site, "blog/one.md", &text);
        let wanted = Wanted { content: true, beginning: None, markdown: true, summary_length: 100 };
        let around = Around { view: view(&site), posts: &posts, policy: &Policy::default() };
        let (rendered, problems) = render(around, &one, &text, wanted);
        assert_eq!(problems, Vec::new(), "{text}");
        (rendered.content.unwrap().as_str().to_owned(), rendered.markdown.unwrap())
    }

    fn link(written: &str) -> String {
        let (html, markdown) = content(&format!("[x](<{written}>)"));
        let (raw, raw_markdown) = content(&format!("<p><a href=\"{written}\">x</a></p>"));
        let url = html.strip_prefix("<p><a href=\"").and_then(|rest| rest.strip_suffix("\">x</a></p>\n")).unwrap();
        assert_eq!(markdown, format!("[x]({url})"));
        assert_eq!((raw.trim_end(), raw_markdown.as_str()), (html.trim_end(), html.trim_end()));
        url.strip_prefix("https://e.example/").unwrap().to_owned()
    }

    #[test]
    fn a_link_to_the_file_of_a_post_leads_to_its_page() {
        for (written, expected) in [
            ("../a.md", "base/a/"),
            ("a%20b.md", "base/blog/a%20b/"),
            ("a b.md", "base/blog/a%20b/"),
            ("./a%20b.md#part", "base/blog/a%20b/#part"),
            ("../notes/./of/../of/index.md?x=1#p%20q", "base/notes/of/?x=1#p%20q"),
            ("one.md#part", "base/blog/one/#part"),
            ("page.html", "base/blog/page/"),
            ("two.mdx", "base/2/"),
            ("two.mdx?q=3#x", "base/2/?q=3#x"),
            ("/blog/two.mdx#x", "base/2/#x"),
            ("/content/blog/page.html", "base/blog/page/"),
            ("notes/of/index.md", "base/notes/of/"),
            ("/readers.markdown", "base/readers/"),
        ] {
            assert_eq!(link(written), expected, "{written}");
        }
    }

    #[test]
    fn a_link_to_what_is_no_page_of_a_post_stays_as_it_is() {
        for (written, expected) in [
            ("none.md", "base/blog/one/none.md"),
            ("./a.md", "base/blog/one/a.md"),
            ("draft.md", "base/blog/one/draft.md"),
            ("gone.md", "base/blog/one/gone.md"),
            ("later.md#x", "base/blog/one/later.md#x"),
            ("../../../content/a.md", "content/a.md"),
            ("//e.example/base/a.md", "base/a.md"),
            ("https://e.example/base/a.md", "base/a.md"),
            ("A.md", "base/blog/one/A.md"),
            ("two", "base/blog/one/two"),
            ("../a", "base/blog/a"),
            // The address of another post's page.
            ("taken.html", "base/blog/one/taken.html"),
        ] {
            assert_eq!(link(written), expected, "{written}");
        }
        assert_eq!(content("[x](mailto:me@a.md)").0, "<p><a href=\"mailto:me@a.md\">x</a></p>\n");
        let picture = "<p><img src=\"https://e.example/base/blog/one/page.html\" alt=\"x\"/></p>\n";
        assert_eq!(content("![x](page.html)").0, picture);
    }
}
