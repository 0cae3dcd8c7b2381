//! The first picture of an entry: its cover, where it names none.

use url::Url;

/// The longest side of an icon, in pixels.
const ICON: u32 = 32;

/// The address of the first picture of an entry's content that is one of the post's. It is absolute, as all in it are.
pub(super) fn first_image(html: &str) -> Option<Url> {
    memchr::memmem::find_iter(html.as_bytes(), "<img ").filter_map(|at| html.get(at..)?.split('>').next()).find_map(
        |tag| {
            let value = |name: &str| tag.split_once(name).and_then(|(_, rest)| rest.split('"').next());
            // A picture of one pixel counts visits, and one of a few is an icon or an emoji.
            let side = |side: &str| value(side).and_then(|size| size.parse::<u32>().ok());
            let is_icon = [side("width=\""), side("height=\"")].into_iter().flatten().any(|size| size <= ICON);
            let source = value("src=\"").filter(|_| !is_icon)?.replace("&amp;", "&");
            Url::parse(&source).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_a_counter_nor_an_emoji_is_the_first_picture() {
        let picture = |size: &str| format!("<img src=\"https://example.com/x.png\" alt=\"\"{size}/>");
        for size in [" width=\"1\"", " height=\"0\"", " height=\"20\" width=\"20\""] {
            assert_eq!(first_image(&picture(size)), None, "{size}");
        }
        for size in ["", " width=\"100%\"", " width=\"64\" height=\"64\""] {
            assert!(first_image(&picture(size)).is_some(), "{size}");
        }
    }
}
