//! What stands around an author's text within the article of a built page, and is no part of it.
//!
//! The lists here are the whole of what is taken for furniture; `docs/content.md` shows them. The reader-safe pass takes
//! out what is no text anywhere, of either source: see its own list in `reader`.

use std::sync::LazyLock;

use super::heading::say_the_same;
use super::more;
use super::selector::Selector;
use super::tree::{NodeData, NodeId, ROOT, Tree};

/// Where the markup does not say that an element holds the author's text alone: the title, the date and the other
/// details of the post, the ways to other posts, comments, and what asks for something.
pub(super) const FURNITURE: &str = "\
    .post-header, .entry-header, .article-header, .page-header, .post-title, .entry-title, .article-title, .p-name, \
    .post-meta, .post-metadata, .entry-meta, .article-meta, .post-info, .post-date, .entry-date, .dateline, .byline, .published, \
    .reading-time, .dt-published, .dt-updated, .p-author, .p-category, .u-url, \
    [itemprop=headline], [itemprop=datePublished], [itemprop=dateModified], [itemprop=author], [itemprop=keywords], \
    .tags, .post-tags, .entry-tags, .article-tags, .tag-list, .taglist, .post-categories, .categories, \
    .author-box, .author-bio, .post-author, .about-author, \
    .post-footer, .entry-footer, .article-footer, .post-nav, .post-navigation, .article-nav, .paginav, .pagination, \
    .pager, .prev-next, .nav-links, .links-nextprev, .breadcrumb, .breadcrumbs, .back-to-top, \
    .related, .related-posts, #related-posts, .relatedposts, .read-next, \
    #comments, .comments, .comments-area, #respond, .comment-list, .webmentions, #webmentions, \
    .newsletter, .subscribe, .post-license, .post-copyright, \
    a[rel~=prev], a[rel~=next], a[rel~=tag], a[rel~=category], a[rel~=author], a[rel~=edit]";

static LIST: LazyLock<Option<Selector>> = LazyLock::new(|| Selector::parse(FURNITURE).ok());

/// Takes the furniture out of a tree that is an article, and its title in any case: an entry has its own.
///
/// Says whether it began with its title.
pub(super) fn clear(tree: &mut Tree, is_exact: bool, title: Option<&str>) -> bool {
    if !is_exact {
        let mut at = tree.following(ROOT, ROOT, true);
        while let Some(id) = at {
            let meant = LIST.iter().any(|list| list.matches(tree, id)) || is_edge(tree, id);
            at = tree.following(id, ROOT, !meant);
            if meant {
                tree.detach(id);
            }
        }
    }
    let heading = title.and_then(|title| own_title(tree, title));
    if let Some(id) = heading {
        tree.detach(id);
    }
    rules_at_the_ends(tree);
    heading.is_some()
}

/// A `<header>` or `<footer>` of the article itself; one of a quotation or a figure is the author's.
fn is_edge(tree: &Tree, id: NodeId) -> bool {
    let groups =
        |above: NodeId| above == ROOT || matches!(tree.tag(above), Some("div" | "section" | "article" | "main"));
    matches!(tree.tag(id), Some("header" | "footer")) && tree.ancestors(id).all(groups)
}

/// The first heading, where nothing is before it and it says what the title says.
fn own_title(tree: &Tree, title: &str) -> Option<NodeId> {
    let shows = |id: &NodeId| match &tree.node(*id).data {
        NodeData::Text(text) => !text.trim().is_empty(),
        _ => matches!(tree.tag(*id), Some("h1" | "h2" | "img" | "picture" | "video" | "pre" | "hr")),
    };
    let first = tree.below(ROOT).find(shows)?;
    let is_heading = matches!(tree.tag(first), Some("h1" | "h2"));
    // The link of a heading to itself is no part of what it says: `#`, `¶`.
    (is_heading && say_the_same(&tree.text(first), title)).then_some(first)
}

/// Takes away the rules that parted the text from its furniture, and what is left of that.
fn rules_at_the_ends(tree: &mut Tree) {
    let ends: [fn(&Tree, NodeId) -> Option<NodeId>; 2] =
        [|tree, id| tree.node(id).first_child, |tree, id| tree.node(id).last_child];
    for end in ends {
        while let Some(id) = end(tree, ROOT) {
            let shows = |id: NodeId| match &tree.node(id).data {
                NodeData::Text(text) => !text.trim().is_empty(),
                NodeData::Element(name, _) => !matches!(&*name.local, "hr" | "br" | "div" | "p" | "span" | "section"),
                NodeData::Comment(text) => more::is_marker(text),
                NodeData::Root => true,
            };
            if shows(id) || tree.below(id).any(shows) {
                break;
            }
            tree.detach(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(html: &str, is_exact: bool) -> String {
        let mut tree = Tree::fragment(html);
        clear(&mut tree, is_exact, Some("The “title”"));
        let links = super::super::links::Links::new(&url::Url::parse("https://example.com/a/").unwrap(), "x");
        let (html, _) = super::super::clean::clean(&tree, super::super::Frames::Link, &links);
        html.as_str().to_owned()
    }

    #[test]
    fn every_selector_of_the_list_is_one() {
        assert!(LIST.is_some());
    }

    #[test]
    fn title_details_and_ways_to_other_posts_are_no_text() {
        for html in [
            "<header><h1>Other</h1><time>May</time></header><p>Text</p><footer><a href=/>Tags</a></footer>",
            "<h1>The \"Title\"</h1><p class=post-meta>1 May by Ann</p><p>Text</p><hr><ul class=tags><li>x</li></ul>",
            "<div><header>x</header></div><hr><p>Text</p><div id=comments>No</div><a rel=next href=x>Next</a>",
            "<h2>The Title <a href=#t>#</a></h2>\n<p>Text</p>",
        ] {
            assert_eq!(cleared(html, false).trim(), "<p>Text</p>", "{html}");
        }
    }

    #[test]
    fn what_the_author_wrote_stays() {
        let html =
            "<h2>Another</h2><blockquote>Q<footer>Ann</footer></blockquote><aside>Note</aside><h1>The title</h1>";
        assert_eq!(cleared(html, false), html);
        let marked = "<p class=\"tags\">Words</p><header>x</header><p>y</p>";
        assert_eq!(cleared(marked, true), "<p>Words</p><header>x</header><p>y</p>");
        assert_eq!(cleared("<h1>The title</h1><p>y</p>", true), "<p>y</p>");
    }
}
