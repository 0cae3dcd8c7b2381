//! The runs of text in HTML that we wrote, outside of code: what a page's script or a plugin would change in them.

use super::text::tag_name;

/// The HTML with what `change` makes of each run, references and all; `None` where it changes none.
pub(super) fn changed(html: &str, mut change: impl FnMut(&str) -> Option<String>) -> Option<String> {
    let mut out: Option<String> = None;
    let (mut at, mut kept, mut within) = (0, 0, 0_usize);
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let run = rest.split('<').next().unwrap_or_default();
        if within == 0
            && let Some(new) = change(run)
        {
            let out = out.get_or_insert_with(|| String::with_capacity(html.len() + 256));
            out.push_str(html.get(kept..at).unwrap_or_default());
            out.push_str(&new);
            kept = at + run.len();
        }
        let Some(tag) = rest.get(run.len() + 1..).and_then(|rest| rest.split('>').next()) else { break };
        let name = tag_name(tag);
        match name.strip_prefix('/') {
            Some(name) if is_code(name) => within = within.saturating_sub(1),
            None if is_code(name) => within += 1,
            _ => {}
        }
        at += run.len() + tag.len() + 2;
    }
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
