//! More-markers: where an author says that the summary ends.

/// What a more-marker's comment says, in lower case: `<!--more-->`, `<!-- more -->`, `<!--truncate-->`,
/// `<!-- excerpt -->`.
const WORDS: [&str; 3] = ["more", "truncate", "excerpt"];

/// Whether the text of a comment, between `<!--` and `-->`, is a more-marker.
pub(super) fn is_marker(comment: &str) -> bool {
    let word = comment.trim();
    WORDS.iter().any(|marker| word.eq_ignore_ascii_case(marker))
}

/// Whether a paragraph is MDX's marker, `{/* truncate */}`.
pub(super) fn is_mdx_marker(paragraph: &str) -> bool {
    paragraph.trim().strip_prefix("{/*").and_then(|rest| rest.strip_suffix("*/}")).is_some_and(is_marker)
}

/// Whether one of the comments is a more-marker; `None` where there is anything but comments.
pub(super) fn in_comments(html: &str) -> Option<bool> {
    let mut rest = html.trim();
    let mut found = false;
    while !rest.is_empty() {
        let comment = rest.strip_prefix("<!--")?;
        // `<!-->` and `<!--->` are whole comments to HTML.
        let (text, after) = match comment.strip_prefix('>').or_else(|| comment.strip_prefix("->")) {
            Some(after) => ("", after),
            None => comment.split_once("-->")?,
        };
        found |= is_marker(text);
        rest = after.trim_start();
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_marker_is_one_and_other_comments_are_not() {
        for html in ["<!--more-->", "<!-- more -->\n", "<!--truncate-->", "<!-- excerpt -->", "<!-- a --> <!--MORE-->"]
        {
            assert_eq!(in_comments(html), Some(true), "{html}");
        }
        assert_eq!(in_comments("<!-- more of this -->"), Some(false));
        assert_eq!(in_comments("<!--more--><b>"), None);
        assert_eq!(in_comments("<!--more"), None);
        assert_eq!(in_comments("<!-->more-->"), None);
        assert!(is_mdx_marker("{/* truncate */}\n"));
        assert!(!is_mdx_marker("{/* a note */}"));
    }
}
