//! How the values that every format writes are spelled: text, addresses and dates.
//!
//! The three formats of a feed say the same words: what one of them cannot carry is left out of all of them.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, Timelike};
use url::{Position, Url};

use crate::feed::FeedEntry;
use crate::post::moment::Moment;

/// Longest title that is made from a summary, in characters.
const STAND_IN_TITLE: usize = 60;

/// `text` without the characters that XML 1.0 forbids (§2.2), and with line ends as LF, as a parser gives them (§2.11).
///
/// Nothing else goes: tabs, C1 controls and unassigned characters are the author's.
///
/// ```
/// assert_eq!(feedwright::feed::text::clean("a\u{8}b\r\nc\td"), "ab\nc\td");
/// ```
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => clean.push('\n'),
            '\t' | '\n' => clean.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => clean.push(character),
        }
    }
    Cow::Owned(clean)
}

/// An id, of which every byte counts: `text` without the characters that XML forbids, its carriage returns kept.
pub(crate) fn exact(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return clean(text);
    }
    Cow::Owned(text.split('\r').map(clean).collect::<Vec<_>>().join("\r"))
}

/// Whether `clean` would change nothing. U+FFFE and U+FFFF are `EF BF BE` and `EF BF BF`.
fn is_clean(bytes: &[u8]) -> bool {
    let is_suspect = |byte: u8| matches!(byte, 0..=8 | 0x0b..=0x1f | 0xef);
    // Without a branch, which the compiler turns into wide instructions: every text goes through it.
    if !bytes.iter().fold(false, |any, byte| any | is_suspect(*byte)) {
        return true;
    }
    let mut suspects = bytes.iter().enumerate().filter(|(_, byte)| is_suspect(**byte));
    suspects.all(|(at, byte)| *byte == 0xef && !matches!(bytes.get(at + 1..at + 3), Some([0xbf, 0xbe | 0xbf])))
}

/// `text` clean and on one line, as titles, names and categories are: a parser turns a line end in an attribute into
/// a blank, and readers show one in a title as one.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    // Trimmed when it is clean: what is left out may have hidden a no-break space at the end.
    let text = match clean(text) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    let bytes = text.as_bytes();
    let blank = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    let plain = !blank(bytes.first())
        && !blank(bytes.last())
        && !bytes
            .iter()
            .zip(bytes.get(1..).unwrap_or_default())
            .any(|(one, next)| one.is_ascii_whitespace() && (*one != b' ' || next.is_ascii_whitespace()));
    if plain { text } else { Cow::Owned(text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")) }
}

/// [`line()`], or `None` when nothing is left to see.
#[must_use]
pub fn some_line(text: &str) -> Option<String> {
    let line = line(text);
    if is_blank(&line) { None } else { Some(line.into_owned()) }
}

/// [`clean`], or `None` when nothing is left to see.
#[must_use]
pub fn some_text(text: &str) -> Option<Cow<'_, str>> {
    Some(clean(text)).filter(|text| !is_blank(text))
}

/// Whether there is nothing to see in `text`.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// `text` as HTML that shows it.
#[must_use]
pub fn as_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    let mut html = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            _ => html.push(character),
        }
    }
    Cow::Owned(html)
}

/// An address as every reader takes it: ASCII, with nothing in it that RFC 3986 forbids.
///
/// The `url` crate keeps `[`, `]`, `|`, `^` and `\` in paths and queries as they are, as browsers do; the W3C validator
/// calls them an error. Brackets around an IPv6 host stay.
#[must_use]
pub fn address(url: &Url) -> Cow<'_, str> {
    let (host, rest) = (&url[..Position::AfterPort], &url[Position::AfterPort..]);
    let is_forbidden = |byte: u8| matches!(byte, b'[' | b']' | b'|' | b'^' | b'\\' | b'`' | b'{' | b'}');
    if !rest.bytes().any(is_forbidden) {
        return Cow::Borrowed(url.as_str());
    }
    let mut address = String::with_capacity(url.as_str().len() + 8);
    address.push_str(host);
    for character in rest.chars() {
        match character {
            '[' => address.push_str("%5B"),
            ']' => address.push_str("%5D"),
            '|' => address.push_str("%7C"),
            '^' => address.push_str("%5E"),
            '\\' => address.push_str("%5C"),
            '`' => address.push_str("%60"),
            '{' => address.push_str("%7B"),
            '}' => address.push_str("%7D"),
            _ => address.push(character),
        }
    }
    Cow::Owned(address)
}

/// Whether `text` is an e-mail address that RSS and Atom let us write: one `@`, a host with a dot, no blanks.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.@".contains(c);
    text.chars().all(allowed)
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && host.split('.').all(|label| !label.is_empty())
                && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
        })
}

/// A media type as it may stand in a feed, `image/png`; `None` when it is not one.
#[must_use]
pub fn media_type(text: &str) -> Option<&str> {
    let text = text.trim();
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    let (kind, rest) = text.split_once('/')?;
    let subtype = rest.split(';').next().unwrap_or_default().trim_end();
    (token(kind) && token(subtype) && text.is_ascii() && is_clean(text.as_bytes())).then_some(text)
}

/// A language tag in BCP 47 spelling: hyphens, letters and digits; `None` for anything else.
#[must_use]
pub fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    let first = |tag: &str| tag.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    (first(&tag) && tag.split('-').all(subtag)).then_some(tag)
}

/// A moment as RSS writes it: RFC 822 with a year of four digits, always in UTC as `+0000`, which is the one spelling
/// that no reader and no validator objects to.
///
/// Atom and JSON Feed keep the offset that the moment is shown in ([`Moment::rfc3339`]), so that a date without a time
/// keeps its day.
#[must_use]
pub fn rfc822(moment: &Moment) -> String {
    Moment { instant: moment.instant.to_utc().fixed_offset(), day_only: moment.day_only }.rfc2822()
}

/// The instant without its fraction and without a leap second, for the crate that spells it itself.
#[must_use]
pub fn whole_seconds(moment: &Moment) -> DateTime<FixedOffset> {
    moment.instant.with_nanosecond(0).unwrap_or(moment.instant)
}

/// What an entry without a title is called where a format demands a title (Atom): the first words of its summary,
/// else its address.
#[must_use]
pub fn stand_in_title(entry: &FeedEntry) -> String {
    let Some(summary) = entry.summary.as_deref().and_then(some_line) else {
        return address(&entry.permalink).into_owned();
    };
    let Some((end, _)) = summary.char_indices().nth(STAND_IN_TITLE) else {
        return summary;
    };
    let (start, _) = summary.split_at(end);
    let words = match start.rsplit_once(' ') {
        Some((words, _)) => words,
        None => start,
    };
    format!("{}…", words.trim_end_matches([',', ';', ':', '.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_characters_that_xml_forbids_are_removed() {
        for character in '\0'..=char::MAX {
            let allowed = matches!(character,
                '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
            let text = format!("a{character}b");
            let expected = match character {
                '\r' => "a\nb".to_owned(),
                _ if allowed => text.clone(),
                _ => "ab".to_owned(),
            };
            assert_eq!(clean(&text), expected, "U+{:04X}", u32::from(character));
        }
    }

    #[test]
    fn a_line_has_no_line_ends_and_no_blanks_around_it() {
        assert_eq!(line(" a\r\n\tb  c \n"), "a b c");
        assert_eq!(line("a b"), "a b");
        assert_eq!(line("a\u{a0}\u{3000}b"), "a\u{a0}\u{3000}b");
        assert_eq!(some_line("\u{1}\n \u{a0}"), None);
        assert_eq!(some_line("a\u{a0}\u{e}").as_deref(), Some("a"));
    }

    #[test]
    fn an_address_has_only_what_rfc_3986_allows() {
        let at = |text: &str| address(&Url::parse(text).unwrap()).into_owned();
        assert_eq!(
            at("https://münchen.example/ünï c/?q=ü"),
            "https://xn--mnchen-3ya.example/%C3%BCn%C3%AF%20c/?q=%C3%BC"
        );
        assert_eq!(
            at("https://e.example/a[1]|^`{}?x=[y]#[z]"),
            "https://e.example/a%5B1%5D%7C%5E%60%7B%7D?x=%5By%5D#%5Bz%5D"
        );
        assert_eq!(at("http://[::1]:8080/[a]"), "http://[::1]:8080/%5Ba%5D");
        assert_eq!(at("mailto:a@b.example"), "mailto:a@b.example");
    }

    #[test]
    fn an_email_address_is_known_from_a_name() {
        assert!(is_email("a.b+c@mail.example.org"));
        for text in
            ["Ann", "ann@host", "a@b@c.example", "@e.example", "ann (Ann)@e.example", "a@.example", "a@é.example"]
        {
            assert!(!is_email(text), "{text}");
        }
    }

    #[test]
    fn media_types_and_languages_are_checked() {
        assert_eq!(media_type(" audio/mpeg "), Some("audio/mpeg"));
        assert_eq!(media_type("text/html; charset=utf-8"), Some("text/html; charset=utf-8"));
        assert_eq!((media_type("mp3"), media_type("audio/"), media_type("a b/c")), (None, None, None));
        assert_eq!(language("pt_BR").as_deref(), Some("pt-BR"));
        assert_eq!((language(""), language("english language"), language("c.UTF-8")), (None, None, None));
    }

    #[test]
    fn dates_have_one_spelling_in_each_format() {
        for (text, in_rss, elsewhere) in [
            ("2025-06-03T08:00:00.75+05:45", "Tue, 03 Jun 2025 02:15:00 +0000", "2025-06-03T08:00:00+05:45"),
            ("2016-12-31T23:59:60Z", "Sat, 31 Dec 2016 23:59:59 +0000", "2016-12-31T23:59:59+00:00"),
            ("2024-01-08T00:00:00+09:00", "Sun, 07 Jan 2024 15:00:00 +0000", "2024-01-08T00:00:00+09:00"),
        ] {
            let moment: Moment = text.parse().unwrap();
            assert_eq!((rfc822(&moment).as_str(), moment.rfc3339().as_str()), (in_rss, elsewhere));
            assert_eq!(whole_seconds(&moment).to_rfc3339(), elsewhere);
        }
    }
}
