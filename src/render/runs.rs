//! The pieces of HTML that we wrote, and what a page's script or a plugin would change in its runs of text outside of code.

use super::text::tag_name;

/// A piece of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// A run of text, references and all.
    Text(&'h str),
    /// What stands between the `<` and the `>` of a tag.
    Tag(&'h str),
}

/// Gives every piece with where it begins, and whether it is code.
pub(super) fn pieces<'h>(html: &'h str, mut each: impl FnMut(usize, Piece<'h>, bool)) {
    let (mut at, mut within) = (0, 0_usize);
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let run = rest.split('<').next().unwrap_or_default();
        each(at, Piece::Text(run), within > 0);
        let Some(tag) = rest.get(run.len() + 1..).and_then(|rest| rest.split('>').next()) else { break };
        let name = tag_name(tag);
        match name.strip_prefix('/') {
            Some(name) if is_code(name) => within = within.saturating_sub(1),
            None if is_code(name) => within += 1,
            _ => {}
        }
        each(at + run.len() + 1, Piece::Tag(tag), within > 0);
        at += run.len() + tag.len() + 2;
    }
}

/// The HTML with what `change` makes of each run, references and all; `None` where it changes none.
pub(super) fn changed(html: &str, mut change: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut out: Option<String> = None;
    let mut kept = 0;
    pieces(html, |at, piece, in_code| {
        if let Piece::Text(run) = piece
            && !in_code
            && let Some(new) = change(run)
        {
            let out = out.get_or_insert_with(|| String::with_capacity(html.len() + 256));
            out.push_str(html.get(kept..at).unwrap_or_default());
            out.push_str(&new);
            kept = at + run.len();
        }
    });
    if let Some(out) = &mut out {
        out.push_str(html.get(kept..).unwrap_or_default());
    }
    out
}

fn is_code(name: &str) -> bool {
    matches!(name, "code" | "pre" | "kbd" | "samp")
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn only_text_outside_of_code_is_changed() {
        let upper = |html: &str| changed(html, |text| text.contains('a').then(|| text.replace('a', "A")));
        for (html, expected) in [
            (
                "a <b title=\"a\">a</b> <pre><code>a</code> a</pre> a",
                Some("A <b title=\"a\">A</b> <pre><code>a</code> a</pre> A"),
            ),
            ("<p>b</p>a", Some("<p>b</p>A")),
            ("<p>b</p>\n", None),
            ("<code>a</code>", None),
            ("", None),
        ] {
            assert_eq!(upper(html).as_deref(), expected, "{html}");
        }
    }
}
