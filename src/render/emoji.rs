//! `:tada:` in text as the emoji of that name, by GitHub's short codes.

use std::borrow::Cow;

use super::autolink;

/// Longer than any name.
const LONGEST: usize = 64;

/// The text with the emoji that it names. Names that nobody knows stay, and so does what is part of a bare address.
pub(super) fn filled_in(text: &str) -> Cow<'_, str> {
    if memchr::memchr_iter(b':', text.as_bytes()).nth(1).is_none() || next(text, 0).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (part, url) in autolink::split(text) {
        if url.is_some() {
            out.push_str(part);
        } else {
            push(part, &mut out);
        }
    }
    Cow::Owned(out)
}

/// The same, where there is one.
pub(super) fn changed(text: &str) -> Option<String> {
    match filled_in(text) {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

fn push(text: &str, out: &mut String) {
    let mut done = 0;
    while let Some((start, end, emoji)) = next(text, done) {
        out.push_str(text.get(done..start).unwrap_or_default());
        out.push_str(emoji);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
}

/// The next name of an emoji: where it begins and ends, colons and all, and the emoji.
fn next(text: &str, from: usize) -> Option<(usize, usize, &'static str)> {
    let mut search = from;
    while let Some(start) = memchr::memchr(b':', text.as_bytes().get(search..)?).map(|found| search + found) {
        let rest = text.get(start + 1..)?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
        let length = rest.bytes().take(LONGEST).take_while(|byte| is_part(char::from(*byte))).count();
        search = start + 1;
        if length > 0 && rest.as_bytes().get(length) == Some(&b':') {
            if let Some(emoji) = rest.get(..length).and_then(emojis::get_by_shortcode) {
                return Some((start, start + length + 2, emoji.as_str()));
            }
            // The second colon may begin a name.
            search = start + 1 + length;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::filled_in;

    #[test]
    fn names_become_emoji_and_everything_else_stays() {
        for (text, expected) in [
            ("a :tada: b :+1::white_check_mark:!", "a 🎉 b 👍✅!"),
            (":octocat_of_mine: 12:30:45 a::b :", ":octocat_of_mine: 12:30:45 a::b :"),
            ("no:smile: 10:smile:", "no😄 10😄"),
            (
                "https://e.example/:tada:/x and www.e.example/:tada:",
                "https://e.example/:tada:/x and www.e.example/:tada:",
            ),
            (":zz:tada:", ":zz🎉"),
        ] {
            assert_eq!(filled_in(text), expected, "{text}");
        }
        assert_eq!(filled_in(&":".repeat(100_000)).len(), 100_000);
    }
}
