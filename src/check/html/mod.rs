//! HTML in feeds: whether it is HTML, and whether a reader can show it without harm.

pub(crate) mod elements;
pub(crate) mod named;
mod names;
pub(crate) mod seen;
pub(crate) mod style;
mod token;
mod tree;

use std::borrow::Cow;

use self::names::marks;
use self::token::{Tag, Token, Tokens};
use self::tree::Tree;

/// What is to be said of a piece of HTML, with its place in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Issue {
    /// The first mistake that the HTML standard calls a parse error.
    Mistake(usize, String),
    /// An element that HTML does not have.
    Unknown(usize, String),
    /// An element that loads or runs something.
    Risky(usize, String),
    /// An attribute that does.
    RiskyAttribute(usize, String),
    /// A part of a style that reaches beyond its element.
    Style(usize, String),
    /// A link or an image whose address needs to be resolved; the second is whether it is the first attribute.
    Relative(usize, String, bool),
    /// An image without `alt`.
    NoAlternative(usize),
    /// An address with `http:`.
    Insecure(usize),
}

/// Reads `text` as the content of a `div` and tells what is to be said of it.
pub(crate) fn check(text: &str, tell: &mut dyn FnMut(Issue)) {
    let mut tokens = Tokens::new(text);
    let mut tree = Tree::default();
    if let Some(at) = find_import(text) {
        tell(Issue::Risky(at, "?import".into()));
    }
    loop {
        let token = tokens.next();
        match &token {
            Token::Start(tag) => inspect(tag, tell),
            Token::Eof => break,
            _ => {}
        }
        if tokens.mistake.is_none() {
            tree.take(&token, &mut tokens);
        }
        tokens.foreign = tree.is_foreign();
        if let Token::Start(tag) = &token {
            skip_raw_text(tag, &tree, &mut tokens);
        }
    }
    if tokens.mistake.is_none() {
        tree.finish(&mut tokens);
    }
    if let Some((at, message)) = tokens.mistake {
        tell(Issue::Mistake(at, message));
    }
}

fn find_import(text: &str) -> Option<usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"<?")
        .find(|at| text.get(at + 2..at + 9).is_some_and(|word| word.eq_ignore_ascii_case("import ")))
}

/// Elements whose text is text, whatever it looks like.
fn skip_raw_text(tag: &Tag<'_>, tree: &Tree<'_>, tokens: &mut Tokens<'_>) {
    if tree.is_foreign() || tag.closes_itself && tokens.mistake.is_none() {
        return;
    }
    let name = tag.name;
    if name.text == "plaintext" {
        tokens.skip_all();
    } else if name.has(marks::RAW_TEXT) && !tokens.skip_raw_text(name.text) {
        tokens.fault(tag.at, || format!("<{name}> is never closed"));
    }
}

fn inspect(tag: &Tag<'_>, tell: &mut dyn FnMut(Issue)) {
    let name = tag.name;
    if !name.has(marks::SAFE | marks::RISKY) {
        tell(Issue::Unknown(tag.at, name.to_string()));
        return;
    }
    if !name.has(marks::SAFE) {
        tell(Issue::Risky(tag.at, name.to_string()));
        return;
    }
    let name = name.text;
    let mut has_alternative = false;
    for (at, attribute) in tag.attributes.iter().enumerate() {
        let key = lower(attribute.name);
        match &*key {
            "style" => {
                for part in style::unsafe_parts(&decode(attribute.value)) {
                    tell(Issue::Style(attribute.at, part));
                }
            }
            "href" if name == "a" => address(attribute, at == 0, tell),
            "src" if name == "img" => address(attribute, true, tell),
            "alt" => has_alternative = true,
            _ if !elements::is_safe_attribute(&key) => tell(Issue::RiskyAttribute(attribute.at, key.into_owned())),
            _ => {}
        }
    }
    if name == "img" && !has_alternative {
        tell(Issue::NoAlternative(tag.at));
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

fn address(attribute: &token::Attribute<'_>, is_first: bool, tell: &mut dyn FnMut(Issue)) {
    let value = decode(attribute.value);
    let value = value.trim();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let scheme = value.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    if scheme.is_empty() || !scheme.chars().all(is_word) {
        tell(Issue::Relative(attribute.at, value.to_owned(), is_first));
    } else if scheme.eq_ignore_ascii_case("http") {
        tell(Issue::Insecure(attribute.at));
    }
}

/// `value` with its character references replaced.
fn decode(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return value.into();
    }
    let mut result = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        result.push_str(before);
        let found = after.split_once(';').and_then(|(name, tail)| character(name).map(|c| (c, tail)));
        result.push(found.map_or('&', |(c, _)| c));
        rest = found.map_or(after, |(_, tail)| tail);
    }
    result.push_str(rest);
    result.into()
}

fn character(name: &str) -> Option<char> {
    let Some(number) = name.strip_prefix('#') else { return named::find(name) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(text: &str) -> Vec<Issue> {
        let mut found = Vec::new();
        check(text, &mut |issue| found.push(issue));
        found
    }

    fn mistake(text: &str) -> bool {
        issues(text).iter().any(|issue| matches!(issue, Issue::Mistake(..)))
    }

    #[test]
    fn html_that_browsers_accept_without_a_word_is_good() {
        for good in [
            "plain",
            "<p>a<p>b",
            "<ul><li>a<li>b</ul>",
            "<dl><dt>a<dd>b</dl>",
            "<img src='http://a/'/>",
            "a<br/>b",
            "<table><tr><td>a</td></tr></table>",
            "<table><thead><tr><th>a<tbody><tr><td>b</table>",
            "<p><b>a</b></p>",
            "<figure><img alt='' src='https://a/b?c&amp;d'><figcaption>c</figcaption></figure>",
            "<!-- c -->",
            "<details><summary>a</summary>b</details>",
            "<select><option>a<option>b</select>",
            "<div><p>a</div>",
            "<video controls src='https://a/'></video>",
            "<input type=checkbox disabled> a",
            "AT &amp; T &nbsp;",
            "<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>",
            "<SVG><PATH/></SVG>",
            "<UL><LI>a<li>b</Ul>",
            "<h1>a</h1><h2>b</h2>",
            "<a href='https://a/'><b>x</b></a>",
            "<p>a<ul><li><p>b</ul>",
            "<pre><code>a\n</code></pre>",
            "<table><caption>a</caption><tr><td>b</table>",
        ] {
            assert!(!mistake(good), "{good}: {:?}", issues(good));
        }
    }

    #[test]
    fn html_that_browsers_must_mend_is_not_good() {
        for bad in [
            "<b>a",
            "a</b>",
            "<p><div>a</div></p>",
            "<b><i>a</b></i>",
            "<a href='x'>a<a href='y'>b</a></a>",
            "a & b &c",
            "<div/>",
            "1 < 2",
            "<a",
            "<ul><li></ul></li>",
            "<table><td>a</table>",
            "<table><p>a</p></table>",
            "&#133;",
            "<h1>a<h2>b</h2></h1>",
            "<form><form></form></form>",
            "</br>",
            "<p a='1' a='2'>",
            "<!-- a",
            "<?php ?>",
            "<html>",
            "<td>a</td>",
            "<li>a</li></li>",
            "<p>a</p></p>",
            "<span><p>a</span></p>",
            "<option><select></option></select>",
        ] {
            assert!(mistake(bad), "{bad}");
        }
    }

    #[test]
    fn what_loads_or_runs_something_is_named() {
        assert_eq!(issues("<script>1 < 2</script>"), [Issue::Risky(0, "script".into())]);
        assert_eq!(issues("<p onclick='a()'>b</p>"), [Issue::RiskyAttribute(3, "onclick".into())]);
        assert_eq!(issues("<p style='position: fixed'>b</p>"), [Issue::Style(3, "position".into())]);
        assert_eq!(issues("<blink>b</blink>"), [Issue::Unknown(0, "blink".into())]);
        assert_eq!(issues("<video controls muted src='https://a/'></video>"), []);
        assert_eq!(issues("<a href='#x'>b</a>"), [Issue::Relative(3, "#x".into(), true)]);
    }
}
