//! Addresses that name files: links to other posts by theirs, and files beside the post.
//!
//! `[b](../notes/b.md#part)` leads to the page of that post, as it does for who reads the files themselves. No page is at
//! such an address as it stands. Docusaurus, Hugo's embedded link hook, Jekyll's plugin for relative links and Eleventy's
//! `InputPathToUrl` make the same of it; on other sites the link would be dead.

use url::Url;

use super::Around;
use super::links::Use;
use crate::feed::select::has_page;
use crate::post::Post;
use crate::post::named::{Named, folder_of};

/// The files that the addresses of one post may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByFile<'a> {
    around: Around<'a>,
    post: &'a Post,
}

impl<'a> ByFile<'a> {
    /// Those that the addresses of `post` may name.
    pub(super) fn of(around: Around<'a>, post: &'a Post) -> Self {
        Self { around, post }
    }

    /// The address of what is written as a file, with the query and the fragment that are written; `leads_to` is where
    /// it leads as it stands. `None` where that is right.
    pub(super) fn address(self, written: &str, purpose: Use, leads_to: impl FnOnce() -> Option<Url>) -> Option<Url> {
        // Most addresses of links end here.
        if written.ends_with('/') {
            return None;
        }
        let named = Named::of(written)?;
        let extension = named.extension()?;
        if !self.around.view.site.has_posts_of(extension) {
            return self.around.folders.beside(self.post, named);
        }
        let post = Some(named).filter(|_| purpose == Use::Link).and_then(|named| self.post_at(named));
        let post = post.filter(|post| has_page(self.around.view, post))?;
        // `a.html` may be the address of one page, and the file of another.
        let is_address = |url: Url| self.around.folders.has_post_at(self.around.posts, &url);
        let is_page = extension.to_ascii_lowercase().starts_with("htm") && leads_to().is_some_and(is_address);
        (!is_page).then(|| named.with_tail(post.permalink.clone()))
    }

    /// The post whose file a path names. It is looked for from the post's own folder, and where the path does not begin
    /// with a dot, also from the folder of the posts and those above it, up to the site's root: one of them is what its
    /// generator counts from.
    fn post_at(self, named: Named<'_>) -> Option<&'a Post> {
        let beside = Some(folder_of(&self.post.source)).filter(|_| named.is_relative());
        let beside = beside.and_then(|folder| self.below(folder, named));
        if beside.is_some() || named.path.starts_with('.') {
            return beside;
        }
        let collection = self.around.view.site.collections.get(self.post.collection);
        let mut folder = collection.map_or("", |collection| collection.files.folder.as_str());
        loop {
            if let Some(post) = self.below(folder, named) {
                return Some(post);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder_of(folder);
        }
    }

    fn below(self, folder: &str, named: Named<'_>) -> Option<&'a Post> {
        let source = named.from(folder)?;
        let posts = self.around.posts;
        posts.binary_search_by(|post| (*post.source).cmp(source.as_str())).ok().and_then(|at| posts.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::measure::Folders;
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
        let folders = Folders::of(&site);
        let wanted = Wanted { content: true, beginning: None, markdown: true, summary_length: 100 };
        let around = Around { view: view(&site), posts: &posts, folders: &folders, policy: &Policy::default() };
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
