//! URIs (RFC 3986), IRIs (RFC 3987), `tag:` (RFC 4151) and `urn:` (RFC 8141), and their normal form.

mod normal;

pub(super) use self::normal::normal_form;

/// Which references one place allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Whether it must begin with a scheme.
    pub absolute: bool,
    /// Whether characters beyond ASCII may stand in it.
    pub iri: bool,
}

/// What is wrong with a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A `tag:` URI that RFC 4151 does not allow.
    Tag,
    /// A `urn:uuid:` that is no UUID.
    Uuid,
    /// A `urn:` that RFC 8141 does not allow.
    Urn,
    /// A character that URIs do not have.
    Character(char),
    /// An IRI where a URI must stand.
    Iri,
    /// No reference of the form wanted.
    Form,
    /// A scheme that is not registered.
    Scheme,
}

/// The schemes that the W3C's validator knows, and those registered as permanent since.
const SCHEMES: &[&str] = &[
    "aaa",
    "aaas",
    "about",
    "acap",
    "acct",
    "cap",
    "cid",
    "coap",
    "coaps",
    "crid",
    "data",
    "dav",
    "dict",
    "dns",
    "example",
    "fax",
    "file",
    "ftp",
    "geo",
    "go",
    "gopher",
    "h323",
    "http",
    "https",
    "iax",
    "icap",
    "im",
    "imap",
    "info",
    "ipp",
    "ipps",
    "iris",
    "iris.beep",
    "iris.lwz",
    "iris.xpc",
    "iris.xpcs",
    "jabber",
    "ldap",
    "ldaps",
    "mailto",
    "mid",
    "modem",
    "msrp",
    "msrps",
    "mtqp",
    "mupdate",
    "news",
    "nfs",
    "ni",
    "nih",
    "nntp",
    "opaquelocktoken",
    "pkcs11",
    "pop",
    "pres",
    "prospero",
    "rtsp",
    "rtsps",
    "service",
    "session",
    "shttp",
    "sip",
    "sips",
    "sms",
    "snmp",
    "soap.beep",
    "soap.beeps",
    "stun",
    "stuns",
    "tag",
    "tel",
    "telnet",
    "tftp",
    "thismessage",
    "tip",
    "turn",
    "turns",
    "tv",
    "urn",
    "vemmi",
    "wais",
    "ws",
    "wss",
    "xmlrpc.beep",
    "xmlrpc.beeps",
    "xmpp",
    "z39.50r",
    "z39.50s",
];

/// Judges `value` as a reference of `form`.
pub(super) fn check(value: &str, form: Form) -> Result<(), Wrong> {
    let (scheme, after) = value.split_once(':').map_or((value, None), |(scheme, after)| (scheme, Some(after)));
    let scheme = scheme.to_ascii_lowercase();
    if scheme == "tag" {
        return if is_tag(value) { Ok(()) } else { Err(Wrong::Tag) };
    }
    if scheme == "urn" {
        return check_urn(value);
    }
    let ascii = if form.iri { as_ascii(value) } else { None };
    check_characters(ascii.as_deref().unwrap_or(value), form)?;
    if matches!(scheme.as_str(), "http" | "ftp") {
        let has_host = after.and_then(|rest| rest.strip_prefix("//")).is_some_and(|host| !host.starts_with('/'));
        return match after.and_then(|rest| rest.strip_prefix("//")) {
            Some(host) if has_host && !host.is_empty() => Ok(()),
            _ => Err(Wrong::Form),
        };
    }
    let is_word = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic());
    if after.is_some() && is_word && !SCHEMES.contains(&scheme.as_str()) {
        return Err(Wrong::Scheme);
    }
    Ok(())
}

/// Whether `value` is an `http` or `https` URL with a host that has a dot.
pub(super) fn is_web_address(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once("://") else { return false };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Podcasts for subscribers have the name and the password in the address.
    let address = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    let (host, port) = address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port)));
    let port_is_good = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let tail_is_good = rest.strip_prefix(authority).unwrap_or_default().bytes().all(is_uri_character);
    is_web && port_is_good && is_dotted_host(host) && tail_is_good
}

/// A host name of at least two labels.
pub(super) fn is_dotted_host(host: &str) -> bool {
    let Some((head, last)) = host.rsplit_once('.') else { return false };
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    head.split('.').all(is_label) && is_label(last) && !last.starts_with('-')
}

fn check_characters(value: &str, form: Form) -> Result<(), Wrong> {
    if has_form(value, form.absolute) {
        return Ok(());
    }
    if let Some(bad) = value.chars().find(|c| c.is_ascii() && !u8::try_from(*c).is_ok_and(is_uri_character)) {
        return Err(Wrong::Character(bad));
    }
    match as_ascii(value) {
        Some(ascii) if !value.is_ascii() && has_form(&ascii, form.absolute) => Err(Wrong::Iri),
        _ => Err(Wrong::Form),
    }
}

fn has_form(value: &str, absolute: bool) -> bool {
    let rest = match scheme_of(value) {
        Some((_, rest)) if absolute => {
            let rest = rest.strip_prefix("//").unwrap_or(rest);
            if rest.is_empty() {
                return false;
            }
            rest
        }
        Some((_, rest)) => without_address(rest),
        None if absolute => return false,
        None => without_address(value),
    };
    rest.bytes().all(is_uri_character)
}

/// Without slashes and an address in brackets at the start: `//[::1]`.
fn without_address(rest: &str) -> &str {
    let inner = rest.strip_prefix("//").or_else(|| rest.strip_prefix('/')).unwrap_or(rest);
    let Some((address, after)) = inner.strip_prefix('[').and_then(|inner| inner.split_once(']')) else { return inner };
    let is_address = !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    if is_address { after } else { inner }
}

fn scheme_of(value: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = value.split_once(':')?;
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(is_inside);
    is_scheme.then_some((scheme, rest))
}

/// The characters of RFC 3986 but for the brackets, which stand around addresses alone.
pub(super) fn is_uri_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b";/?:@&=+$.-_!~*'()%,#".contains(&byte)
}

/// `value` with its characters beyond ASCII left out; `None` where one of them may not stand in an IRI.
fn as_ascii(value: &str) -> Option<String> {
    // RFC 3987 §2.2, ucschar: no controls, no spaces, no private use outside the query.
    let is_allowed = |c: char| c.is_ascii() || !(c.is_control() || c.is_whitespace() || is_private(c));
    value.chars().all(is_allowed).then(|| value.chars().map(|c| if c.is_ascii() { c } else { 'x' }).collect())
}

const fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// RFC 4151 §2.1, in lower case as it wants.
fn is_tag(value: &str) -> bool {
    let Some((entity, rest)) = value.strip_prefix("tag:").and_then(|rest| rest.split_once(',')) else { return false };
    let Some((date, specific)) = rest.split_once(':') else { return false };
    let (user, host) = entity.split_once('@').map_or((None, entity), |(user, host)| (Some(user), host));
    let is_host = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let user_is_good =
        user.is_none_or(|user| !user.is_empty() && user.bytes().all(|byte| is_host(byte) || byte == b'_'));
    let mut parts = date.split('-');
    let digits =
        |part: Option<&str>, count| part.is_some_and(|part| super::dates::number(part, count..=count).is_some());
    let date_is_good = digits(parts.next(), 4)
        && parts.next().is_none_or(|month| digits(Some(month), 2))
        && parts.next().is_none_or(|day| digits(Some(day), 2))
        && parts.next().is_none();
    let (before, fragment) = specific.split_once('#').unwrap_or((specific, ""));
    let is_inside = |byte: u8| is_uri_character(byte) && byte != b'#';
    user_is_good
        && !host.is_empty()
        && host.bytes().all(is_host)
        && date_is_good
        && before.bytes().all(is_inside)
        && fragment.bytes().all(is_inside)
}

fn check_urn(value: &str) -> Result<(), Wrong> {
    let mut parts = value.splitn(3, ':').skip(1);
    let (nid, nss) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if nid.eq_ignore_ascii_case("uuid") {
        return if is_uuid(nss) { Ok(()) } else { Err(Wrong::Uuid) };
    }
    let nid_is_good = (2..=32).contains(&nid.len())
        && nid.starts_with(|c: char| c.is_ascii_alphanumeric())
        && nid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if nid_is_good && !nss.is_empty() && has_escapes_right(nss, b"()+,.:=@;$_!*'-") { Ok(()) } else { Err(Wrong::Urn) }
}

/// Whether every byte is a letter, a digit, one of `others`, or `%` with two hex digits.
pub(super) fn has_escapes_right(text: &str, others: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_good = match byte {
            b'%' => {
                bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
                    && bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit())
            }
            _ => byte.is_ascii_alphanumeric() || others.contains(&byte),
        };
        if !is_good {
            return false;
        }
    }
    true
}

/// `text` with its `%` escapes replaced, as far as they spell UTF-8.
pub(super) fn without_escapes(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let escaped = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let value = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *byte == b'%');
        bytes.push(value.unwrap_or(*byte));
        rest = if value.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Eight, four, four, four and twelve hex digits.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    groups.len() == lengths.len()
        && groups
            .iter()
            .zip(lengths)
            .all(|(group, length)| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URI: Form = Form { absolute: false, iri: false };
    const FULL: Form = Form { absolute: true, iri: false };
    const IRI: Form = Form { absolute: false, iri: true };

    #[test]
    fn references_are_judged_by_their_place() {
        assert_eq!(check("/a?b#c", URI), Ok(()));
        assert_eq!(check("/a?b#c", FULL), Err(Wrong::Form));
        assert_eq!(check("http:/a", URI), Err(Wrong::Form));
        assert_eq!(check("http://a/ b", FULL), Err(Wrong::Character(' ')));
        assert_eq!(check("http://a/é", FULL), Err(Wrong::Iri));
        assert_eq!(check("http://a/é", IRI), Ok(()));
        assert_eq!(check("nosuch:a", URI), Err(Wrong::Scheme));
        assert_eq!(check("http://[::1]/a", URI), Ok(()));
    }

    #[test]
    fn tags_and_urns_follow_their_rfcs() {
        for good in ["tag:example.org,2005:a", "tag:me@example.org,2005-01-02:", "urn:isbn:1", "URN:a1:x"] {
            assert_eq!(check(good, FULL), Ok(()), "{good}");
        }
        for bad in ["tag:Example.org,2005:a", "tag:a,05:x", "tag:a,2005-1:x", "tag:a,2005:x y"] {
            assert_eq!(check(bad, FULL), Err(Wrong::Tag), "{bad}");
        }
        assert_eq!(check("urn:-a:x", FULL), Err(Wrong::Urn));
        assert_eq!(check("urn:uuid:1225c695", FULL), Err(Wrong::Uuid));
    }
}
