//! markdown-it, which Eleventy has and Hexo may have, with its options and its plugins.

use crate::render::Dialect;

/// Its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent option of the renderer")]
pub struct Options {
    /// `html`: raw HTML goes through.
    pub html: bool,
    /// `breaks`: a line end is a `<br>`.
    pub breaks: bool,
    /// `linkify`: bare URLs become links.
    pub linkify: bool,
    /// `typographer`: curly quotes and dashes.
    pub typographer: bool,
}

/// The dialect with these options; `has` says whether there is a plugin whose package has this name behind
/// `markdown-it-`.
pub fn dialect(options: Options, has: impl Fn(&str) -> bool) -> Dialect {
    Dialect {
        tables: true,
        strikethrough: true,
        footnotes: has("footnote"),
        task_lists: has("task-lists") || has("task-checkbox") || has("todo"),
        definition_lists: has("deflist"),
        heading_attributes: has("attrs"),
        heading_ids: has("anchor") || has("named-headings"),
        alerts: has("github-alerts") || has("alert"),
        admonitions: has("container"),
        indented_admonitions: false,
        contents_marker: false,
        code_headers: false,
        emoji: has("emoji"),
        emoji_in_html: false,
        superscript: has("sup"),
        subscript: has("sub"),
        math: ["katex", "texmath", "mathjax", "mathjax3", "latex"].iter().any(|name| has(name)),
        display_math: false,
        backslash_math: false,
        script_math: true,
        smart_punctuation: options.typographer,
        hard_breaks: options.breaks,
        autolinks: options.linkify,
        attribute_lists: false,
        brace_attributes: has("attrs"),
        raw_html: options.html,
    }
}

/// Whether a text names the package `markdown-it-NAME`, in quotes or with a scope before it, and none whose name only
/// begins so.
pub fn names(text: &str, name: &str) -> bool {
    let package = format!("markdown-it-{name}");
    text.match_indices(&package).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + package.len()..).and_then(|tail| tail.chars().next());
        let ends = after.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
        before.is_none_or(|c| matches!(c, '"' | '\'' | '`' | '/' | ' ' | '\n')) && ends
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_package_is_named_by_its_whole_name() {
        let text = "require(\"markdown-it-sub-superscript\"); import x from '@mdit/markdown-it-emoji/light'";
        assert!(names(text, "emoji") && names("markdown-it-sub\n", "sub"));
        assert!(!names(text, "sub") && !names(text, "it") && !names("x-markdown-it-emoji", "emoji"));
    }
}
