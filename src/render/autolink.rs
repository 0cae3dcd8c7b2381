//! Bare addresses in text as links, by the rules of GitHub's autolinks.

/// Cuts `text` at its bare addresses: each part with the address it links to, if it is one.
pub(super) fn split(text: &str) -> Vec<(&str, Option<String>)> {
    let mut parts = Vec::new();
    let mut plain_from = 0;
    let mut search_from = 0;
    while let Some(at) = next_start(text, search_from) {
        let length = length(text.get(at..).unwrap_or_default());
        search_from = at + length.max(1);
        if length == 0 {
            continue;
        }
        let (Some(before), Some(link)) = (text.get(plain_from..at), text.get(at..at + length)) else { continue };
        if !before.is_empty() {
            parts.push((before, None));
        }
        let url = if link.starts_with("www.") { format!("http://{link}") } else { link.to_owned() };
        parts.push((link, Some(url)));
        plain_from = at + length;
    }
    if let Some(rest) = text.get(plain_from..).filter(|rest| !rest.is_empty()) {
        parts.push((rest, None));
    }
    parts
}

/// Whether an address may begin somewhere: in most texts none does.
pub(super) fn may_have_one(text: &str) -> bool {
    next_start(text, 0).is_some()
}

/// Where the next address may begin: at `http://`, `https://` or `www.` after a blank or a bracket. It is found by its
/// colon or its dot, which are rarer than the letters that it begins with.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    memchr::memchr2_iter(b':', b'.', rest.as_bytes()).find_map(|mark| {
        let (head, tail) = rest.split_at_checked(mark)?;
        let before = if tail.starts_with('.') {
            head.strip_suffix("www")?
        } else if tail.starts_with("://") {
            head.strip_suffix("https").or_else(|| head.strip_suffix("http"))?
        } else {
            return None;
        };
        let at = from + before.len();
        let last = text.get(..at)?.chars().next_back();
        let begins = last.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '[' | '"' | '\''));
        begins.then_some(at)
    })
}

/// How long the address at the beginning of `text` is; 0 where it is none.
fn length(text: &str) -> usize {
    let start =
        ["http://", "https://"].iter().find(|scheme| text.starts_with(**scheme)).map_or(0, |scheme| scheme.len());
    let host_end = position(text, start, |c| !(c.is_alphanumeric() || matches!(c, '-' | '.' | '_')));
    let ends_link = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
    let end = if text.get(host_end..).is_some_and(|rest| rest.starts_with(['/', '?', '#', ':'])) {
        if !is_host(text.get(start..host_end).unwrap_or_default()) {
            return 0;
        }
        position(text, host_end, ends_link)
    } else {
        // What follows a host alone is the punctuation of the sentence. Nothing beyond is looked at: a text of nothing
        // but beginnings would be read through for each of them.
        let end = position(text, host_end, |c| !PUNCTUATION.contains(&c) && c != ')');
        if text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(|next| !ends_link(next)) {
            return 0;
        }
        end
    };
    let link = trim(text.get(..end).unwrap_or_default());
    let host = link.get(start..).unwrap_or_default().split(['/', '?', '#', ':']).next().unwrap_or_default();
    if is_host(host) { link.len() } else { 0 }
}

/// Where the first such character stands after `from`; the end of the text where there is none.
fn position(text: &str, from: usize, is: impl Fn(char) -> bool) -> usize {
    text.get(from..).and_then(|rest| rest.find(is)).map_or(text.len(), |at| from + at)
}

fn is_host(host: &str) -> bool {
    host.contains('.')
        && !host.ends_with('.')
        && !host.contains("..")
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
}

/// What belongs to a sentence and not to the address at its end.
const PUNCTUATION: [char; 11] = ['?', '!', '.', ',', ':', '*', '_', '~', '\'', ';', ']'];

/// The address without the punctuation of the sentence around it.
fn trim(link: &str) -> &str {
    let mut link = link;
    // How many more `)` than `(` there are: one pass, and not one for each bracket taken off.
    let balance =
        |text: &str| text.bytes().fold(0_i64, |sum, byte| sum + i64::from(byte == b')') - i64::from(byte == b'('));
    let mut excess = balance(link);
    loop {
        if let Some(rest) = link.strip_suffix(PUNCTUATION) {
            link = rest;
        } else if let Some(rest) = link.strip_suffix(')').filter(|_| excess > 0) {
            excess -= 1;
            link = rest;
        } else {
            return link;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_addresses_end_before_the_punctuation_of_their_sentence() {
        let links = |text: &str| -> Vec<String> { split(text).into_iter().filter_map(|(_, url)| url).collect() };
        for (text, expected) in [
            ("see https://example.com/a_b.", vec!["https://example.com/a_b"]),
            ("(https://example.com/a_(b))", vec!["https://example.com/a_(b)"]),
            ("www.example.com, http://e.example?x=1!", vec!["http://www.example.com", "http://e.example?x=1"]),
            ("https:// nothing, xhttps://e.example, http://localhost", vec![]),
            ("hhttp what", vec![]),
            (
                "www.a.example.) www.b.example*), www.c.example",
                vec!["http://www.a.example", "http://www.b.example", "http://www.c.example"],
            ),
            ("www.a.example|x www.b.example,c www. www.e..f/ https://g.example.:80", vec![]),
            ("\"https://a.example?b\"https://c.example#d<", vec!["https://a.example?b", "https://c.example#d"]),
        ] {
            assert_eq!(links(text), expected, "{text}");
        }
        let text = "a https://example.com/ü b";
        assert_eq!(split(text).into_iter().map(|(part, _)| part).collect::<String>(), text);
    }
}
