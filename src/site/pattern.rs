//! URL templates: `/:year/:title/` and `{date:%Y}/{slug}.html` as pieces, and what they come to for one post.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, FixedOffset, Timelike};

/// A template of an address, taken apart once for all posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The template as it was written.
    pub source: String,
    pieces: Vec<Piece>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text that stays.
    Text(String),
    /// A placeholder.
    Field {
        /// Its name: `year`.
        name: String,
        /// What stands with it: `%Y` in `{date:%Y}`, `1:` in `:sections[1:]`.
        argument: Option<String>,
    },
}

impl Pattern {
    /// Takes a template with placeholders such as `:year` apart.
    ///
    /// `of_name` says which characters a name is made of. A name may be followed by an argument in brackets, and
    /// `\:` is a colon, where `hugo` is set.
    ///
    /// ```
    /// use feedwright::site::pattern::Pattern;
    ///
    /// let pattern = Pattern::colon("/:year/:title.html", |c| c.is_ascii_lowercase() || c == '_', false);
    /// let path = pattern.expand(|name, _| Ok::<_, ()>(format!("<{name}>").into())).unwrap();
    /// assert_eq!(path, "/<year>/<title>.html");
    /// ```
    #[must_use]
    pub fn colon(template: &str, of_name: impl Fn(char) -> bool, hugo: bool) -> Self {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = template;
        while let Some(c) = rest.chars().next() {
            let after = rest.strip_prefix(c).unwrap_or_default();
            if hugo && c == '\\' && after.starts_with(':') {
                text.push(':');
                rest = after.strip_prefix(':').unwrap_or_default();
                continue;
            }
            let length: usize = after.chars().take_while(|c| of_name(*c)).map(char::len_utf8).sum();
            if c != ':' || length == 0 {
                text.push(c);
                rest = after;
                continue;
            }
            push_text(&mut pieces, &mut text);
            let (name, tail) = after.split_at(length);
            let (argument, tail) = if hugo { bracketed(tail) } else { (None, tail) };
            pieces.push(Piece::Field { name: name.to_owned(), argument });
            rest = tail;
        }
        push_text(&mut pieces, &mut text);
        Self { source: template.to_owned(), pieces }
    }

    /// Takes a template with placeholders such as `{slug}` and `{date:%Y}` apart; `{{` and `}}` are single braces.
    ///
    /// # Errors
    ///
    /// What is wrong with it: a brace that is not closed, or closed and never opened.
    pub fn braces(template: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = template;
        while let Some(c) = rest.chars().next() {
            let after = rest.strip_prefix(c).unwrap_or_default();
            match c {
                '{' | '}' if after.starts_with(c) => {
                    text.push(c);
                    rest = after.strip_prefix(c).unwrap_or_default();
                }
                '{' => {
                    let Some((inside, tail)) = after.split_once('}') else {
                        return Err("a { is not closed".to_owned());
                    };
                    push_text(&mut pieces, &mut text);
                    let (name, argument) =
                        inside.split_once(':').map_or((inside, None), |(name, of)| (name, Some(of.to_owned())));
                    pieces.push(Piece::Field { name: name.trim().to_owned(), argument });
                    rest = tail;
                }
                '}' => return Err("a } closes nothing".to_owned()),
                _ => {
                    text.push(c);
                    rest = after;
                }
            }
        }
        push_text(&mut pieces, &mut text);
        Ok(Self { source: template.to_owned(), pieces })
    }

    /// Its placeholders with what stands with them, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field { name, argument } => Some((name.as_str(), argument.as_deref())),
            Piece::Text(_) => None,
        })
    }

    /// Its parts, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The names of its placeholders, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Field { name, .. } => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// Puts a value in the place of every placeholder; `value` takes its name and argument.
    ///
    /// # Errors
    ///
    /// The first error of `value`.
    pub fn expand<'v, E>(
        &self,
        mut value: impl FnMut(&str, Option<&str>) -> Result<Cow<'v, str>, E>,
    ) -> Result<String, E> {
        let mut path = String::with_capacity(self.source.len() + 32);
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => path.push_str(text),
                Piece::Field { name, argument } => path.push_str(&value(name, argument.as_deref())?),
            }
        }
        Ok(path)
    }
}

/// The placeholders of a date that several generators share: `year`, `month`, `i_month`, `y_day` …
///
/// `None` for a name that is none of them. Ours to format: chrono's own padding and names are those of C and English.
#[must_use]
pub fn date_field(name: &str, at: &DateTime<FixedOffset>) -> Option<String> {
    Some(match name {
        "year" => format!("{:04}", at.year()),
        "month" => format!("{:02}", at.month()),
        "day" => format!("{:02}", at.day()),
        "hour" => format!("{:02}", at.hour()),
        "minute" => format!("{:02}", at.minute()),
        "second" => format!("{:02}", at.second()),
        "i_month" => at.month().to_string(),
        "i_day" => at.day().to_string(),
        "short_year" => format!("{:02}", at.year().rem_euclid(100)),
        "short_month" => at.format("%b").to_string(),
        "long_month" => at.format("%B").to_string(),
        "short_day" => at.format("%a").to_string(),
        "long_day" => at.format("%A").to_string(),
        "y_day" => format!("{:03}", at.ordinal()),
        "week" => format!("{:02}", at.iso_week().week()),
        "w_year" => format!("{:04}", at.iso_week().year()),
        "w_day" => at.weekday().number_from_monday().to_string(),
        _ => return None,
    })
}

/// What RFC 3986 §3.3 allows in a path as it is.
fn is_path_character(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '-' | '.' | '_' | '~' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' | ':' | '@' | '/'
        )
}

/// A path with the characters percent-encoded that RFC 3986 does not allow in one; escapes that stand there stay.
#[must_use]
pub fn encode_path(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for (at, c) in path.char_indices() {
        let allowed = match c {
            '%' => path.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)),
            _ => is_path_character(c),
        };
        if allowed {
            encoded.push(c);
        } else {
            push_encoded(&mut encoded, c);
        }
    }
    encoded
}

/// A value for a place in a path, percent-encoded; a `%` in it is a character like any other.
#[must_use]
pub fn encode_value(value: &str) -> Cow<'_, str> {
    if value.chars().all(is_path_character) {
        return Cow::Borrowed(value);
    }
    let mut encoded = String::with_capacity(value.len() + 16);
    for c in value.chars() {
        if is_path_character(c) {
            encoded.push(c);
        } else {
            push_encoded(&mut encoded, c);
        }
    }
    Cow::Owned(encoded)
}

/// A character as `%` and two digits for each of its bytes in UTF-8.
pub(crate) fn push_encoded(into: &mut String, c: char) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut buffer = [0; 4];
    for byte in c.encode_utf8(&mut buffer).bytes() {
        into.push('%');
        for half in [byte >> 4, byte & 15] {
            into.push(DIGITS.get(usize::from(half)).map_or('0', |digit| char::from(*digit)));
        }
    }
}

/// A path without doubled slashes, and with one at its beginning.
#[must_use]
pub fn collapse_slashes(path: &str) -> String {
    let mut clean = String::with_capacity(path.len() + 1);
    clean.push('/');
    for c in path.chars() {
        if c != '/' || !clean.ends_with('/') {
            clean.push(c);
        }
    }
    clean
}

fn push_text(pieces: &mut Vec<Piece>, text: &mut String) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}

fn bracketed(text: &str) -> (Option<String>, &str) {
    match text.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((argument, tail)) => (Some(argument.to_owned()), tail),
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Piece, collapse_slashes, date_field, encode_path, encode_value};

    fn field(name: &str, argument: Option<&str>) -> Piece {
        Piece::Field { name: name.to_owned(), argument: argument.map(str::to_owned) }
    }

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    #[test]
    fn a_colon_template_comes_apart_at_names_and_brackets() {
        let pattern = Pattern::colon(r"/a\:b/:sections[1:]/:year:", |c| c.is_ascii_alphanumeric() || c == '_', true);
        assert_eq!(
            pattern.pieces,
            [text("/a:b/"), field("sections", Some("1:")), text("/"), field("year", None), text(":")]
        );
    }

    #[test]
    fn a_brace_template_comes_apart_at_fields_and_formats() {
        let pattern = Pattern::braces("{date:%Y-%m}/{{x}}/{slug}.html").unwrap();
        assert_eq!(pattern.pieces, [field("date", Some("%Y-%m")), text("/{x}/"), field("slug", None), text(".html")]);
        assert_eq!(Pattern::braces("{slug"), Err("a { is not closed".to_owned()));
        assert_eq!(Pattern::braces("slug}"), Err("a } closes nothing".to_owned()));
    }

    #[test]
    fn date_fields_are_padded_as_jekyll_and_hexo_pad_them() {
        let at = chrono::DateTime::parse_from_rfc3339("2024-03-02T01:05:09-05:00").unwrap();
        let shown = |name| date_field(name, &at).unwrap();
        let names = ["year", "month", "i_month", "day", "i_day", "short_year", "y_day", "week", "w_day", "short_day"];
        assert_eq!(names.map(shown), ["2024", "03", "3", "02", "2", "24", "062", "09", "6", "Sat"]);
        assert_eq!(date_field("title", &at), None);
    }

    #[test]
    fn a_path_is_encoded_once() {
        assert_eq!(encode_path("/My Dir/c++ & é%20%zz#?"), "/My%20Dir/c++%20&%20%C3%A9%20%25zz%23%3F");
        assert_eq!(encode_value("100% c#/x"), "100%25%20c%23/x");
        assert_eq!(collapse_slashes("a//b///c/"), "/a/b/c/");
    }
}
