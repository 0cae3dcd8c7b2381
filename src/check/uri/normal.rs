//! The normal form of URIs (RFC 3986 §6.2).

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;

use super::scheme_of;

/// The normal form of RFC 3986 §6.2.2: scheme and host in lower case, no default port, no dot segments, and
/// nothing percent-encoded that need not be. `None` where there is none.
pub(crate) fn normal_form(value: &str) -> Option<String> {
    let (before, fragment) = split_optional(value, '#');
    let (before, query) = split_optional(before, '?');
    let (scheme, rest) = match scheme_of(before) {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, before),
    };
    let mut result = String::with_capacity(value.len());
    if let Some(scheme) = &scheme {
        result.push_str(scheme);
        result.push(':');
    }
    match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end)?;
            result.push_str("//");
            result.push_str(&normal_authority(authority, scheme.as_deref())?);
            result.push_str(&normal_path(path)?);
        }
        None if rest.starts_with('/') => result.push_str(&normal_path(rest)?),
        None if scheme.is_none() => return None,
        None => result.push_str(&normal_part(rest, "-._~!$&'()*+,;=:@/")?),
    }
    for (mark, part) in [('?', query), ('#', fragment)] {
        if let Some(part) = part {
            result.push(mark);
            result.push_str(&normal_part(part, "-._~!$&'()*+,;=:@/?")?);
        }
    }
    Some(result)
}

fn split_optional(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn normal_authority(authority: &str, scheme: Option<&str>) -> Option<String> {
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let default = match scheme {
        Some("http") => 80,
        Some("https") => 443,
        Some("ftp") => 21,
        Some("gopher") => 70,
        Some("telnet") => 23,
        Some("news" | "nntp") => 119,
        Some("prospero") => 191,
        _ => -1,
    };
    let host = host.to_ascii_lowercase();
    let (mut name, mut port) = (host.as_str(), default);
    if let Some((before, digits)) = host.rsplit_once(':')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        name = before;
        port = if digits.is_empty() { default } else { digits.parse().ok()? };
    }
    // A dot at the end of a name of several labels says nothing.
    let name = name.strip_suffix('.').filter(|name| name.contains('.')).unwrap_or(name);
    if name.starts_with('[') != name.ends_with(']') {
        return None;
    }
    let user = user.filter(|user| !user.is_empty() && *user != ":").map(|user| format!("{user}@")).unwrap_or_default();
    let port = if port == default { String::new() } else { format!(":{port}") };
    Some(format!("{user}{name}{port}"))
}

fn normal_path(path: &str) -> Option<String> {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').collect();
    let last = segments.len() - 1;
    for (at, segment) in segments.iter().enumerate() {
        match *segment {
            "." if at == last => kept.push(""),
            "." => {}
            ".." => {
                if kept.len() > 1 {
                    kept.pop();
                }
                if at == last {
                    kept.push("");
                }
            }
            segment => kept.push(segment),
        }
    }
    if kept == [""] {
        return Some("/".into());
    }
    let parts: Option<Vec<String>> = kept.into_iter().map(|part| normal_part(part, "-._~!$&'()*+,;=:@")).collect();
    parts.map(|parts| parts.join("/"))
}

/// Percent-encoding as it should be: escapes in upper case, none for what may stand as it is.
fn normal_part(part: &str, safe: &str) -> Option<String> {
    const RESERVED: &str = ":/?#[]@!$&'()*+,;=";
    let mut result = String::with_capacity(part.len());
    let mut pending: Vec<u8> = Vec::new();
    let mut rest = part;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        let (bytes, escaped, next) = if c == '%' {
            let hex = after.get(..2)?;
            (vec![u8::from_str_radix(hex, 16).ok()?], true, after.get(2..)?)
        } else {
            (c.to_string().into_bytes(), false, after)
        };
        let reserved =
            bytes.first().map(|byte| char::from(*byte)).filter(|c| RESERVED.contains(*c) && safe.contains(*c));
        match reserved {
            Some(_) if escaped => {
                flush(&mut pending, safe, &mut result)?;
                result.push('%');
                result.push_str(&rest.get(1..3)?.to_ascii_uppercase());
            }
            Some(c) => {
                flush(&mut pending, safe, &mut result)?;
                result.push(c);
            }
            None => pending.extend(bytes),
        }
        rest = next;
    }
    flush(&mut pending, safe, &mut result)?;
    Some(result)
}

/// Writes the collected octets, which must be UTF-8, in Unicode's composed form.
fn flush(pending: &mut Vec<u8>, safe: &str, result: &mut String) -> Option<()> {
    let text = String::from_utf8(std::mem::take(pending)).ok()?;
    for c in text.nfc() {
        if c.is_ascii_alphanumeric() || "_.-~".contains(c) || safe.contains(c) {
            result.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                _ = write!(result, "%{byte:02X}");
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_form_is_that_of_rfc_3986() {
        let cases = [
            ("HTTP://Example.ORG:80", "http://example.org/"),
            ("http://a.b/%7euser/%c3%a9", "http://a.b/~user/%C3%A9"),
            ("http://a.b/c/./d/../e", "http://a.b/c/e"),
            ("http://a.b/?q=%2f", "http://a.b/?q=%2F"),
            ("https://a.b:443/x", "https://a.b/x"),
        ];
        for (written, normal) in cases {
            assert_eq!(normal_form(written).as_deref(), Some(normal));
        }
        assert_eq!(normal_form("tag:example.org,2005:1,1").as_deref(), Some("tag:example.org,2005:1,1"));
    }
}
