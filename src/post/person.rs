//! People: the shapes in which posts and configurations name their authors.

use std::collections::BTreeMap;

use url::Url;

use super::title::{decoded, folded, plain, reference, shows};
use crate::site::TitleMarkup;
use crate::source::tree::{Kind, Map, Node};

/// Somebody who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name, never without something to see.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Home page.
    pub url: Option<Url>,
    /// Picture.
    pub avatar: Option<Url>,
}

/// What people are looked up in, and what their relative addresses stand on.
#[derive(Debug, Clone, Copy)]
pub struct Directory<'a> {
    /// The authors table.
    pub people: &'a BTreeMap<String, Person>,
    /// The address of the site.
    pub base: &'a Url,
}

/// The people in a front-matter value: a string of one or several names or keys of the table, a list, a map, or a map
/// of maps. Nobody twice, and no name that shows nothing.
#[must_use]
pub fn people(node: &Node, directory: Directory<'_>) -> Vec<Person> {
    // Nearly every post has one author, and room for four would be a third of a post's memory.
    let mut found = Vec::with_capacity(1);
    collect(node, directory, &mut found, 0);
    found
}

/// The people in a text: `Ada and Bo`, `A, B & C`, `[Ada](https://ada.example)`, `Ada <ada@e.example>`,
/// `ada@e.example (Ada)`, and keys of the table.
///
/// A comma, a semicolon, `and` and `&` stand between people, unless the text ends like a company's or group's name
/// (`Ben and Jerry's Ltd`, `The Docs and Tools Team`); a title behind a comma (`Jr.`, `PhD`) belongs to the name before.
/// A character reference is the character that it stands for: `A &amp; B` are two people, `J&ouml;rg` is one.
#[must_use]
pub fn from_text(text: &str, directory: Directory<'_>) -> Vec<Person> {
    let text = folded(text);
    let known = |name: &str| looked_up(name, directory).or_else(|| looked_up(&decoded(name), directory));
    if let Some(person) = known(&text) {
        return vec![person];
    }
    names(&text).into_iter().filter_map(|name| known(name).or_else(|| one(name))).collect()
}

/// The person that a map describes, as posts, `_data/authors.yml` and Docusaurus' `authors.yml` write it.
#[must_use]
pub fn from_map(map: &Map, directory: Directory<'_>) -> Option<Person> {
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| map.get(key)?.text().map(str::trim).filter(|text| shows(text)));
        found.map(ToOwned::to_owned)
    };
    let known = text(&["key", "id", "username", "login", "slug"]).and_then(|key| looked_up(&key, directory));
    let known = known.unwrap_or_default();
    let named = text(&["name", "display_name", "displayName", "full_name", "fullName", "title", "nick"]);
    let named = named.and_then(|name| one(&name)).unwrap_or_default();
    let email = text(&["email", "mail", "e-mail"]).and_then(|mail| Some(address_of(&mail)?.to_owned()));
    let email = email.or(known.email).or(named.email);
    let name = Some(named.name)
        .filter(|name| !name.is_empty())
        .or(Some(known.name).filter(|name| !name.is_empty()))
        .or_else(|| email.clone())
        .or_else(|| text(&["key", "id", "username", "login"]))?;
    let url = text(&["url", "uri", "web", "website", "homepage", "site", "link", "href"]);
    let avatar = text(&["avatar", "image_url", "imageURL", "image", "picture", "photo", "gravatar"]);
    Some(Person {
        name,
        email,
        url: url.and_then(|url| web(&url, directory.base)).or(known.url),
        avatar: avatar.and_then(|url| web(&url, directory.base)).or(known.avatar),
    })
}

/// Deepest nesting of lists and maps that is looked into.
const DEPTH: u8 = 4;

fn collect(node: &Node, directory: Directory<'_>, found: &mut Vec<Person>, depth: u8) {
    let new: Vec<Person> = match &node.kind {
        Kind::Scalar { text, .. } => from_text(text, directory),
        Kind::List(nodes) if depth < DEPTH => {
            for node in nodes {
                collect(node, directory, found, depth + 1);
            }
            Vec::new()
        }
        Kind::Map(map) => match from_map(map, directory) {
            Some(person) => vec![person],
            // `authors: {ada: {name: Ada}, bo: {name: Bo}}`
            None if depth < DEPTH => {
                for entry in &map.entries {
                    if entry.value.as_map().is_some() {
                        collect(&entry.value, directory, found, depth + 1);
                    }
                }
                Vec::new()
            }
            None => Vec::new(),
        },
        Kind::Null | Kind::List(_) => Vec::new(),
    };
    for person in new {
        if !found.iter().any(|known| is_same(&known.name, &person.name)) {
            found.push(person);
        }
    }
}

/// Whether two names are one to who reads them: they differ at most in what shows nothing, or what no feed holds.
fn is_same(one: &str, other: &str) -> bool {
    let shown = |c: &char| c.is_whitespace() && !c.is_control() || shows(c.encode_utf8(&mut [0; 4]));
    one.chars().filter(shown).eq(other.chars().filter(shown))
}

fn looked_up(key: &str, directory: Directory<'_>) -> Option<Person> {
    let key = key.trim();
    let exact = directory.people.get(key).or_else(|| directory.people.get(key.strip_prefix('@')?));
    exact.filter(|person| shows(&person.name)).cloned()
}

/// Words at the end of a name that say it is one company or group.
const GROUPS: &[&str] = &[
    "ag",
    "agency",
    "associates",
    "association",
    "bros",
    "brothers",
    "club",
    "co",
    "committee",
    "company",
    "corp",
    "corporation",
    "council",
    "department",
    "developers",
    "editors",
    "family",
    "foundation",
    "friends",
    "gmbh",
    "group",
    "inc",
    "institute",
    "lab",
    "labs",
    "limited",
    "llc",
    "llp",
    "ltd",
    "office",
    "organization",
    "partners",
    "plc",
    "project",
    "services",
    "society",
    "sons",
    "staff",
    "studio",
    "studios",
    "team",
    "teams",
    "university",
    "working-group",
];

/// Titles that stand behind a comma and belong to the name before it.
const TITLES: &[&str] =
    &["jr", "sr", "ii", "iii", "iv", "phd", "ph.d", "md", "m.d", "msc", "bsc", "ma", "mba", "esq", "cpa"];

fn is_one_of(word: &str, words: &[&str]) -> bool {
    let word = word.trim_end_matches(['.', ',']);
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The names in a text, split outside brackets.
fn names(text: &str) -> Vec<&str> {
    let whole = text.rsplit(' ').next().is_some_and(|word| is_one_of(word, GROUPS));
    let mut names: Vec<&str> = Vec::new();
    let (mut start, mut past) = (0, 0);
    let mut depth = 0_u32;
    for (at, character) in text.char_indices() {
        match character {
            '[' | '(' | '<' => depth += 1,
            ']' | ')' | '>' => depth = depth.saturating_sub(1),
            _ if depth > 0 || at < past => {}
            ' ' | ',' | ';' | '&' => {
                let after = text.get(at..).unwrap_or_default();
                let length = separator(after, whole);
                if length > 0 {
                    names.push(text.get(start..at).unwrap_or_default());
                    start = at + length;
                    past = start;
                } else if let Some((_, behind)) = after.strip_prefix('&').and_then(reference) {
                    // Its `;` parts nobody.
                    past = text.len() - behind.len();
                }
            }
            _ => {}
        }
    }
    names.push(text.get(start..).unwrap_or_default());
    names.into_iter().map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// The length of the separator at the front of `text`, or 0.
fn separator(text: &str, whole: bool) -> usize {
    if text.starts_with(';') {
        return 1;
    }
    let words: &[&str] = &[", and ", ", & ", ", &amp; ", " and ", " & ", " &amp; ", " &#38; "];
    if let Some(rest) = text.strip_prefix(',') {
        let next = rest.trim_start().split([' ', ',']).next().unwrap_or_default();
        if is_one_of(next, TITLES) || whole && is_one_of(next, GROUPS) {
            return 0;
        }
        let found = words.iter().find(|word| text.starts_with(**word));
        return found.map_or(1, |word| word.len());
    }
    if whole {
        return 0;
    }
    words.iter().find(|word| text.starts_with(**word)).map_or(0, |word| word.len())
}

/// One person in a text, with an address in brackets, parentheses or a link: `Ada <ada@e.example>`, `mailto:Ada`.
#[must_use]
pub fn one(text: &str) -> Option<Person> {
    let text = text.trim();
    let (words, address) =
        markdown_link(text).or_else(|| html_link(text)).or_else(|| behind(text)).unwrap_or((text, ""));
    let mut person = Person { name: name_in(words).unwrap_or_default(), ..Person::default() };
    for address in [address, words] {
        if let Some(mail) = address_of(address) {
            person.email = person.email.or_else(|| Some(mail.to_owned()));
        } else if person.url.is_none() {
            person.url = absolute(address);
        }
    }
    // `ada@e.example (Ada)`, as RSS writes it
    if person.name.is_empty() || address_of(words).is_some() && !address.is_empty() && address_of(address).is_none() {
        person.name = name_in(address).or(Some(person.name).filter(|name| !name.is_empty()))?;
    }
    Some(person)
}

/// The name that a text is. What a link to a mailbox adds to the address is no part of anybody's name.
fn name_in(text: &str) -> Option<String> {
    let bare = without_mailto(text).unwrap_or(text);
    plain(address_of(text).unwrap_or(bare), TitleMarkup::Markdown)
}

/// The e-mail address that a text is, as it stands or in a link (RFC 6068: `mailto:ada@e.example?subject=x`).
#[must_use]
pub fn address_of(text: &str) -> Option<&str> {
    let mail = without_mailto(text).map_or(text, |link| link.split('?').next().unwrap_or_default());
    is_mail(mail).then_some(mail)
}

fn without_mailto(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked("mailto:".len())?;
    scheme.eq_ignore_ascii_case("mailto:").then_some(rest)
}

/// `[Ada](https://ada.example)`: words and address.
fn markdown_link(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let address = rest.strip_suffix(')')?;
    Some((words, address.split(' ').next().unwrap_or_default().trim_matches(['<', '>'])))
}

/// `<a href="https://ada.example">Ada</a>`.
fn html_link(text: &str) -> Option<(&str, &str)> {
    let (attributes, rest) = text.strip_prefix("<a ")?.split_once('>')?;
    let words = rest.strip_suffix("</a>")?;
    let (_, value) = attributes.split_once("href=")?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some((words, value.get(1..)?.split(quote).next()?))
}

/// `Ada <ada@e.example>`, `Ada (https://ada.example)`, `ada@e.example (Ada)`.
fn behind(text: &str) -> Option<(&str, &str)> {
    let (words, address) = if let Some(inner) = text.strip_suffix('>') {
        inner.rsplit_once('<')?
    } else {
        text.strip_suffix(')')?.rsplit_once('(')?
    };
    let (words, address) = (words.trim(), address.trim());
    let useful = address_of(address).is_some() || absolute(address).is_some() || address_of(words).is_some();
    useful.then_some((words, address))
}

/// Whether a text is an e-mail address: one `@`, a dot behind it, no blanks or brackets.
#[must_use]
pub fn is_mail(text: &str) -> bool {
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\"\\/".contains(c));
    let parts = text.split_once('@').filter(|(local, host)| !local.is_empty() && !host.contains('@'));
    plain && parts.is_some_and(|(_, host)| host.contains('.') && !host.starts_with('.') && !host.ends_with('.'))
}

fn absolute(text: &str) -> Option<Url> {
    let web = text.starts_with("http://") || text.starts_with("https://");
    if web { Url::parse(text).ok() } else { None }
}

/// An address of the web, made absolute against the site's.
fn web(text: &str, base: &Url) -> Option<Url> {
    let url = base.join(text).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::yaml;

    fn directory() -> (BTreeMap<String, Person>, Url) {
        let ada =
            Person { name: "Ada Lovelace".into(), url: Url::parse("https://ada.example/").ok(), ..Person::default() };
        (BTreeMap::from([("ada".to_owned(), ada)]), Url::parse("https://e.example/blog/").unwrap())
    }

    fn shown(people: &[Person]) -> String {
        let one = |person: &Person| {
            let email = person.email.as_ref().map(|email| format!(" <{email}>")).unwrap_or_default();
            let url = person.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
            let avatar = person.avatar.as_ref().map(|url| format!(" [{url}]")).unwrap_or_default();
            format!("{}{email}{url}{avatar}", person.name)
        };
        people.iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    fn text(text: &str) -> String {
        let (people, base) = directory();
        shown(&from_text(text, Directory { people: &people, base: &base }))
    }

    fn yaml(text: &str) -> String {
        let (map, _) = yaml::parse(&"a.md".into(), text).unwrap();
        let (table, base) = directory();
        shown(&people(map.get("author").unwrap(), Directory { people: &table, base: &base }))
    }

    #[test]
    fn one_string_may_hold_several_people() {
        for (written, expected) in [
            ("Ada", "Ada"),
            (" Ada  Byron ", "Ada Byron"),
            ("ada", "Ada Lovelace (https://ada.example/)"),
            ("@ada", "Ada Lovelace (https://ada.example/)"),
            ("ada and Bo", "Ada Lovelace (https://ada.example/) | Bo"),
            ("A, B and C", "A | B | C"),
            ("A, B, and C", "A | B | C"),
            ("A & B", "A | B"),
            ("A; B", "A | B"),
            ("Sandy and", "Sandy and"),
            ("Sandra Andersen", "Sandra Andersen"),
            ("Ben and Jerry's Ltd.", "Ben and Jerry's Ltd."),
            ("Smith & Sons, Inc.", "Smith & Sons, Inc."),
            ("The Docs and Tools Team", "The Docs and Tools Team"),
            ("Jane Doe, PhD, and Bo", "Jane Doe, PhD | Bo"),
            (
                "[Ada](https://a.example) and [Bo & Co](https://b.example/x,y)",
                "Ada (https://a.example/) | Bo & Co (https://b.example/x,y)",
            ),
            ("<a href=\"https://a.example\">Ada</a>", "Ada (https://a.example/)"),
            ("Ada <ada@a.example>", "Ada <ada@a.example>"),
            ("ada@a.example (Ada)", "Ada <ada@a.example>"),
            ("ada@a.example", "ada@a.example <ada@a.example>"),
            ("[Ada](mailto:ada@a.example)", "Ada <ada@a.example>"),
            ("Ada (she/her)", "Ada (she/her)"),
            ("**Ada** `B`", "Ada B"),
            ("A &amp; co", "A & co"),
            ("A &amp; B", "A | B"),
            ("A, &amp; B; J&ouml;rg &#38; C", "A | B | Jörg | C"),
            ("AT&T; B&nbsp;C", "AT&T | B\u{a0}C"),
            ("R&amp;D", "R&D"),
            ("mailto:jane@e.example", "jane@e.example <jane@e.example>"),
            ("MAILTO:jane@e.example?subject=Hi", "jane@e.example <jane@e.example>"),
            ("Jane <mailto:jane@e.example>; mailto:Bo", "Jane <jane@e.example> | Bo"),
            ("mailto:jane@e.example (Jane)", "Jane <jane@e.example>"),
            ("mailto:", ""),
            ("\u{200b}", ""),
            ("\u{feff}; \u{ad} and \u{2060}\u{200e}", ""),
            ("&shy;, Ada", "Ada"),
            (", and &", "&"),
            ("", ""),
        ] {
            assert_eq!(text(written), expected, "{written}");
        }
    }

    #[test]
    fn every_shape_of_a_value_gives_people() {
        for (written, expected) in [
            ("author: [ada, Bo, Bo]", "Ada Lovelace (https://ada.example/) | Bo"),
            ("author:", ""),
            ("author: ['', ' ']", ""),
            (
                "author: {name: Bo, email: bo@b.example, url: 'https://b.example', picture: /bo.png}",
                "Bo <bo@b.example> (https://b.example/) [https://e.example/bo.png]",
            ),
            (
                "author: [{name: Bo}, {key: ada, email: ada@a.example}, {email: c@c.example}]",
                "Bo | Ada Lovelace <ada@a.example> (https://ada.example/) | c@c.example <c@c.example>",
            ),
            ("author: {bo: {name: Bo}, cy: {name: Cy}}", "Bo | Cy"),
            ("author: {name: ''}", ""),
            ("author: {name: '', twitter: bo}", ""),
            ("author: {name: 'Bo', url: 'javascript:x'}", "Bo"),
            ("author: 47", "47"),
            ("author: \"\\u200b\"", ""),
            ("author: {name: \"\\ufeff\", key: \"\\u00ad\", email: 'mailto:c@c.example'}", "c@c.example <c@c.example>"),
            ("author: {name: 'mailto:jane@e.example'}", "jane@e.example <jane@e.example>"),
        ] {
            assert_eq!(yaml(written), expected, "{written}");
        }
    }

    #[test]
    fn a_name_that_differs_in_what_no_feed_holds_is_not_told_twice() {
        assert!(is_same("Ada", "A\u{fffe}da"));
        assert!(is_same("Ada B", "\u{feff}Ada B\u{200b}"));
        assert!(!is_same("Ada B", "AdaB"));
        assert!(!is_same("Ada", "Bo"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_a_nameless_person(text in "\\PC{0,40}", near in "[a-c<>\\[\\]()@.,;& \"=/:-]{0,40}|(and | & |, |a){0,9}") {
            let (people, base) = directory();
            for text in [text, near] {
                for person in from_text(&text, Directory { people: &people, base: &base }) {
                    assert!(shows(&person.name), "{text}");
                }
            }
        }
    }
}
