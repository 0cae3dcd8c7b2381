//! E-mail addresses (RFC 5322, addr-spec), alone and as RSS writes them: `mail@example.org (Real Name)`.

use super::uri::is_dotted_host;

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// An address with a host of several labels.
    Good,
    /// One whose host has no dot, so that nobody outside can write to it.
    LocalHost,
    /// None.
    Bad,
}

/// Judges a bare address.
pub(super) fn address(value: &str) -> Address {
    let Some((user, host)) = value.split_once('@') else { return Address::Bad };
    let is_user = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+.'".contains(&byte);
    if !user.is_empty() && user.bytes().all(is_user) && is_dotted_host(host) {
        return Address::Good;
    }
    let is_simple_user = |c: char| c.is_alphanumeric() || "_.%+-".contains(c);
    let is_simple_host = |c: char| c.is_alphanumeric() || "_.-".contains(c);
    let host_is_simple =
        host.len() > 1 && host.starts_with(|c: char| c.is_ascii_alphabetic()) && host.chars().all(is_simple_host);
    if !user.is_empty() && user.chars().all(is_simple_user) && host_is_simple {
        return Address::LocalHost;
    }
    Address::Bad
}

/// The address in `mail@example.org (Name)` or `Name <mail@example.org>`; the whole where there is no other.
pub(super) fn bare(value: &str) -> &str {
    if let Some((_, rest)) = value.split_once('<')
        && let Some((inner, _)) = rest.split_once('>')
    {
        return inner.trim();
    }
    match value.split_once('(') {
        Some((before, rest)) if rest.trim_end().ends_with(')') => before.trim(),
        _ => value,
    }
}

/// Whether an address in angle brackets stands somewhere in `text`.
pub(super) fn occurs_in(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| rest.split_once('>').is_some_and(|(inner, _)| address(inner) == Address::Good))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_a_host_that_others_can_reach() {
        assert_eq!(address("a+b@example.org"), Address::Good);
        assert_eq!(address("me@localhost"), Address::LocalHost);
        assert_eq!(address("me@"), Address::Bad);
        assert_eq!(bare("me@example.org (Me)"), "me@example.org");
        assert_eq!(bare("Me <me@example.org>"), "me@example.org");
        assert!(occurs_in("Me <me@example.org>") && !occurs_in("me@example.org"));
    }
}
