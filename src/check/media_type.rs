//! Media types (RFC 6838): `type/subtype; name=value`.

/// Whether `value` is a media type with whatever parameters.
pub(super) fn is_valid(value: &str) -> bool {
    let mut parts = Parameters { rest: value };
    let essence = parts.next().unwrap_or_default();
    let Some((kind, subtype)) = essence.split_once('/') else { return false };
    if !is_token(kind) || !is_token(subtype.trim_end()) {
        return false;
    }
    parts.all(|parameter| {
        let Some((name, value)) = parameter.trim().split_once('=') else { return false };
        let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
        is_token(name) && (quoted || is_token(value))
    })
}

/// What stands before the parameters, in lower case.
pub(super) fn essence(value: &str) -> String {
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || r#"()<>,;:\"/[]?="#.contains(c))
}

/// The parts between semicolons; one in quotes does not count.
struct Parameters<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Parameters<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let mut quoted = false;
        let end = self.rest.find(|c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let (part, rest) = end.and_then(|end| self.rest.split_at_checked(end)).unwrap_or((self.rest, ""));
        self.rest = rest.get(1..).unwrap_or_default();
        Some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_have_two_parts_and_parameters() {
        for good in ["text/html", "application/atom+xml;type=entry", r#"a/b; c="d;e""#, "x-audio/mp3"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["", "text", "text/", "/html", "text/html;charset", "text/ html", "a/b/c"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
