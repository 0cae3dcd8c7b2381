//! Other people's pages inside a text: players, maps, slides. What a reader shows of them.

use super::links::{Links, Resolved, Use};
use super::tree::{NodeId, ROOT, Tree};

/// What becomes of an `<iframe>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Frames {
    /// A link with its title, and the picture of the provider where it is known.
    #[default]
    Link,
    /// It stays: some readers show it, most take it out without a trace.
    Keep,
    /// It goes.
    Drop,
}

impl Frames {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Link, Self::Keep, Self::Drop];

    /// Its name in `[content] frames`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Keep => "keep",
            Self::Drop => "drop",
        }
    }
}

/// A page that is shown in a frame, as a link to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Framed {
    /// The page to open.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// A picture of it.
    pub picture: Option<String>,
}

/// Carries out the policy for every frame, `<embed>` and `<object>`.
pub(super) fn apply(tree: &mut Tree, frames: Frames, links: &Links) {
    for tag in ["object", "iframe", "embed"] {
        for id in tree.elements(ROOT, tag) {
            if tree.ancestors(id).last() == Some(ROOT) {
                frame(tree, id, frames, links);
            }
        }
    }
}

/// Code and recordings that a script would put in its place, as links to them.
pub(super) fn scripts(tree: &mut Tree, frames: Frames, links: &Links) {
    for id in tree.elements(ROOT, "script") {
        let source = tree.attribute(id, "src").map(|source| links.resolve(source, Use::Media));
        let Some(Resolved::Url(url)) = source.filter(|_| frames != Frames::Drop) else { continue };
        let shown = |host: &str| url.split_once("://").and_then(|(_, rest)| rest.strip_prefix(host)?.split_once(".js"));
        let (page, title) = match (shown("gist.github.com/"), shown("asciinema.org/a/")) {
            (Some((gist, _)), _) => (format!("https://gist.github.com/{gist}"), "Code on GitHub"),
            (_, Some((cast, _))) => (format!("https://asciinema.org/a/{cast}"), "Recording on asciinema"),
            (None, None) => continue,
        };
        let link = link(tree, &Framed { url: page, title: title.to_owned(), picture: None });
        tree.replace(id, link);
    }
}

fn frame(tree: &mut Tree, id: NodeId, frames: Frames, links: &Links) {
    if frames == Frames::Keep && tree.tag(id) == Some("iframe") {
        if let Some(lazy) = tree.attribute(id, "data-src").map(str::to_owned) {
            tree.set_attribute(id, "src", &lazy);
        }
        return;
    }
    // What an object shows where it cannot be played says more than a link.
    if tree.tag(id) == Some("object") && tree.node(id).first_child.is_some() && !tree.text(id).trim().is_empty() {
        tree.unwrap(id);
        return;
    }
    let source =
        ["data-src", "src", "data"].iter().find_map(|name| tree.attribute(id, name).filter(|src| !src.is_empty()));
    let url = source.map(|source| links.resolve(source, Use::Media));
    let (Some(Resolved::Url(url)), Frames::Link | Frames::Keep) = (url, frames) else {
        tree.detach(id);
        return;
    };
    if url.starts_with("data:") {
        tree.detach(id);
        return;
    }
    let title = ["title", "aria-label"].iter().find_map(|name| tree.attribute(id, name)).map(str::trim);
    let page = describe(&url, title.filter(|title| !title.is_empty()));
    let link = link(tree, &page);
    tree.replace(id, link);
}

/// A link to what is in the frame, with its picture above its title.
pub(super) fn link(tree: &mut Tree, framed: &Framed) -> NodeId {
    let anchor = tree.element("a", &[("href", &framed.url)]);
    if let Some(picture) = &framed.picture {
        let picture = tree.element("img", &[("src", picture), ("alt", "")]);
        tree.append(anchor, picture);
        let line = tree.element("br", &[]);
        tree.append(anchor, line);
    }
    tree.append_text(anchor, &framed.title);
    anchor
}

/// The page that a frame's address stands for: players have addresses of their own, that nobody wants to open.
pub(super) fn describe(url: &str, title: Option<&str>) -> Framed {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.trim_start_matches("www.");
    let id = |prefix: &str| {
        path.strip_prefix(prefix).and_then(|rest| rest.split(['?', '&', '/', '#']).next()).filter(|id| !id.is_empty())
    };
    let (page, name, picture) = match host {
        "youtube.com" | "youtube-nocookie.com" if id("embed/").is_some_and(|id| id != "videoseries") => {
            let video = id("embed/").unwrap_or_default();
            (
                format!("https://www.youtube.com/watch?v={video}"),
                "Video on YouTube".to_owned(),
                Some(format!("https://i.ytimg.com/vi/{video}/hqdefault.jpg")),
            )
        }
        "player.vimeo.com" if id("video/").is_some() => {
            (format!("https://vimeo.com/{}", id("video/").unwrap_or_default()), "Video on Vimeo".to_owned(), None)
        }
        "open.spotify.com" if path.starts_with("embed/") => {
            (url.replacen("/embed/", "/", 1), "Listen on Spotify".to_owned(), None)
        }
        "codepen.io" => (url.replacen("/embed/", "/pen/", 1), "Code on CodePen".to_owned(), None),
        "asciinema.org" => (url.to_owned(), "Recording on asciinema".to_owned(), None),
        "w.soundcloud.com" => (url.to_owned(), "Listen on SoundCloud".to_owned(), None),
        _ => (url.to_owned(), format!("Open on {host}"), None),
    };
    Framed { url: page, title: title.map_or(name, str::to_owned), picture }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Policy;
    use crate::render::tests::{through, through_reader};

    #[test]
    fn a_player_becomes_a_link_to_its_page_with_its_picture() {
        assert_eq!(
            through_reader(
                "<iframe width=5 src=\"https://www.youtube.com/embed/abc_D?rel=0\" allowfullscreen></iframe>"
            ),
            "<a href=\"https://www.youtube.com/watch?v=abc_D\">\
             <img src=\"https://i.ytimg.com/vi/abc_D/hqdefault.jpg\" alt=\"\"/><br/>Video on YouTube</a>"
        );
        assert_eq!(
            through_reader("<iframe src=\"//player.vimeo.com/video/12?h=x\" title=\"The talk\"></iframe>"),
            "<a href=\"https://vimeo.com/12\">The talk</a>"
        );
        assert_eq!(
            through_reader("<iframe data-src=\"/map.html\"></iframe><object data=\"/x.swf\"><embed src=y></object>"),
            "<a href=\"https://example.com/map.html\">Open on example.com</a>\
             <a href=\"https://example.com/x.swf\">Open on example.com</a>"
        );
        assert_eq!(
            through_reader("<object data=x.pdf><p>See <a href=x.pdf>it</a></p></object>"),
            "<p>See <a href=\"https://example.com/a/x.pdf\">it</a></p>"
        );
        assert_eq!(through_reader("<iframe src=\"javascript:x\"></iframe><iframe srcdoc=\"<b>\"></iframe>"), "");
    }

    #[test]
    fn code_and_recordings_that_a_script_would_show_are_links() {
        assert_eq!(
            through_reader(
                "<script src=\"https://gist.github.com/ann/12.js?file=a.rs\"></script><script src=x.js></script>"
            ),
            "<a href=\"https://gist.github.com/ann/12\">Code on GitHub</a>"
        );
        assert_eq!(
            through_reader("<script async src=\"https://asciinema.org/a/12.js\"></script>"),
            "<a href=\"https://asciinema.org/a/12\">Recording on asciinema</a>"
        );
        let drop = Policy { frames: Frames::Drop, ..Policy::default() };
        assert_eq!(through("<script src=\"https://gist.github.com/ann/12.js\"></script>", &drop), "");
    }

    #[test]
    fn frames_stay_or_go_where_that_is_asked_for() {
        let html = "<p>a</p><iframe src=\"/x\" onload=y width=5></iframe>";
        let policy = |frames| Policy { frames, ..Policy::default() };
        assert_eq!(through(html, &policy(Frames::Drop)), "<p>a</p>");
        assert_eq!(
            through(html, &policy(Frames::Keep)),
            "<p>a</p><iframe src=\"https://example.com/x\" width=\"5\"></iframe>"
        );
    }
}
