//! People in a generator's configuration and in its table of authors.

use std::collections::BTreeMap;

use url::Url;

use crate::post::person::{Person, address_of, one};
use crate::source::tree::{Kind, Map, Node};

/// The person that a node names: a name, or a map with a name and how to reach them.
///
/// A relative address in it is taken below `site`.
#[must_use]
pub fn person(node: &Node, site: Option<&Url>) -> Option<Person> {
    match &node.kind {
        Kind::Scalar { text, .. } => one(text),
        Kind::Map(map) => person_of(map, None, site),
        _ => None,
    }
}

/// The people that a node names: one, or a list of them.
#[must_use]
pub fn people(node: &Node, site: Option<&Url>) -> Vec<Person> {
    match &node.kind {
        Kind::List(list) => list.iter().filter_map(|node| person(node, site)).collect(),
        _ => person(node, site).into_iter().collect(),
    }
}

/// A table of authors, by the key that a post names them with. Where a row has no name its key is the name.
#[must_use]
pub fn table(map: &Map, site: Option<&Url>) -> BTreeMap<String, Person> {
    let rows = map.entries.iter().filter_map(|entry| {
        let found = match &entry.value.kind {
            Kind::Map(map) => person_of(map, Some(&entry.key), site),
            _ => person(&entry.value, site),
        };
        found.map(|person| (entry.key.clone(), person))
    });
    rows.collect()
}

fn person_of(map: &Map, key: Option<&str>, site: Option<&Url>) -> Option<Person> {
    let text = |names: &[&str]| {
        names.iter().find_map(|name| map.get(name).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty()))
    };
    let address = |names: &[&str]| {
        let written = text(names)?;
        match Url::parse(written) {
            Ok(url) => matches!(url.scheme(), "http" | "https").then_some(url),
            Err(_) => site?.join(written.trim_start_matches('/')).ok(),
        }
    };
    let mut person = one(text(&["name", "display_name", "title"]).or(key)?)?;
    person.email = text(&["email", "mail"]).and_then(|mail| Some(address_of(mail)?.to_owned())).or(person.email);
    person.url = address(&["uri", "url", "web", "website", "homepage", "site"]);
    person.avatar = address(&["avatar", "image_url", "imageURL", "image", "picture"]);
    Some(person)
}

#[cfg(test)]
mod tests {
    use super::{people, table};
    use crate::source::yaml;

    fn names(text: &str) -> String {
        let (map, _) = yaml::parse(&"a.yml".into(), text).unwrap();
        let site = "https://x.test/blog/".parse().unwrap();
        let shown = |person: crate::post::person::Person| {
            let or_none = |url: Option<url::Url>| url.map_or_else(|| "-".to_owned(), String::from);
            let email = person.email.unwrap_or_default();
            format!("{} <{email}> {} {}", person.name, or_none(person.url), or_none(person.avatar))
        };
        match map.get("list") {
            Some(node) => people(node, Some(&site)).into_iter().map(shown).collect::<Vec<_>>().join("; "),
            None => table(&map, Some(&site))
                .into_iter()
                .map(|(key, person)| format!("{key}: {}", shown(person)))
                .collect::<Vec<_>>()
                .join("; "),
        }
    }

    #[test]
    fn people_are_names_maps_and_lists_of_both() {
        assert_eq!(names("list: Jo Doe"), "Jo Doe <> - -");
        assert_eq!(
            names("list: [Jo, {name: Ann, email: 'mailto:ann@x.test', uri: /ann, avatar: a.png}, {email: nobody}]"),
            "Jo <> - -; Ann <ann@x.test> https://x.test/blog/ann https://x.test/blog/a.png"
        );
        assert_eq!(
            names("list: ['mailto:jo@x.test', A &amp; B, \"\\u200b\"]"),
            "jo@x.test <jo@x.test> - -; A & B <> - -"
        );
    }

    #[test]
    fn a_row_without_a_name_is_called_by_its_key() {
        assert_eq!(
            names("jo: {name: Jo Doe, web: 'https://jo.test'}\nann: {email: ann@x.test}\nbo:\n"),
            "ann: ann <ann@x.test> - -; jo: Jo Doe <> https://jo.test/ -"
        );
    }
}
