//! A generator's configuration file, read: its values by dotted key, each with its place for messages.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use chrono_tz::Tz;
use url::Url;

use super::TIME_ZONE;
use crate::error::Error;
use crate::problem::{Place, Problem, Span};
use crate::source::read::{BareHeaders, RawPost, Reading, SourceFile, read};
use crate::source::tree::{Entry, Kind, Map, Node};
use crate::source::{json, toml, yaml};

/// A configuration file with its text, to find line and column.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Its name below the site's root.
    pub file: Arc<str>,
    /// Its text, without a byte order mark.
    pub text: Arc<str>,
    /// Its values.
    pub map: Map,
}

impl Settings {
    /// The entry under a dotted key: `feed.path`.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        let mut map = &self.map;
        let mut rest = key;
        while let Some((head, tail)) = rest.split_once('.') {
            map = map.get(head)?.as_map()?;
            rest = tail;
        }
        map.entry(rest)
    }

    /// The value under a dotted key, if there is one and it is not null.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value).filter(|node| node.kind != Kind::Null)
    }

    /// The text under a dotted key, trimmed; `None` for a blank one.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The boolean under a dotted key.
    #[must_use]
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).and_then(Node::as_bool)
    }

    /// The texts under a dotted key: those of a list, or the one text.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<&str> {
        match self.get(key).map(|node| &node.kind) {
            Some(Kind::List(list)) => list.iter().filter_map(Node::text).collect(),
            Some(Kind::Scalar { text, .. }) => vec![text],
            _ => Vec::new(),
        }
    }

    /// The place of a stretch of the file.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        Place::at(self.file.clone(), &self.text, span)
    }

    /// The place of the value under a dotted key; the file where there is none.
    #[must_use]
    pub fn place_of(&self, key: &str) -> Place {
        self.entry(key).map_or_else(|| Place::file(self.file.clone()), |entry| self.place(entry.value.span))
    }
}

/// The text of `root/name` without a byte order mark; `None` where there is no such file.
///
/// # Errors
///
/// It cannot be read. What is not UTF-8 in it becomes U+FFFD.
pub fn text_of(root: &Path, name: &str) -> Result<Option<String>, Error> {
    let path: PathBuf = root.join(name);
    match fs::read(&path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            Ok(Some(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path, source }),
    }
}

/// The configuration file `root/name`, read by its extension (`toml`, `json`, else YAML); `None` where there is no such
/// file. What is wrong in it goes to `problems`, and where that is an error it counts as empty.
///
/// # Errors
///
/// It cannot be read.
pub fn load(root: &Path, name: &str, problems: &mut Vec<Problem>) -> Result<Option<Settings>, Error> {
    let Some(text) = text_of(root, name)? else { return Ok(None) };
    let file: Arc<str> = name.into();
    let parsed = match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("toml") => toml::parse(&file, &text),
        Some("json") => json::parse(&file, &text),
        _ => yaml::parse(&file, &text),
    };
    let map = match parsed {
        Ok((map, warnings)) => {
            problems.extend(warnings);
            map
        }
        Err(found) => {
            problems.extend(found);
            Map::default()
        }
    };
    Ok(Some(Settings { file, text: text.into(), map }))
}

/// The front matter of a file; `None` where it cannot be understood, which goes to `problems`.
///
/// # Errors
///
/// The file cannot be read.
pub fn front_matter(root: &Path, source: &str, problems: &mut Vec<Problem>) -> Result<Option<RawPost>, Error> {
    let path = root.join(source);
    let bytes = fs::read(&path).map_err(|error| Error::Read { path: path.clone(), source: error })?;
    let file = SourceFile { path: path.into(), name: source.into(), collection: 0 };
    match read(file, bytes, Reading { bare_headers: BareHeaders::Never, ..Reading::default() }) {
        Ok((post, warnings)) => {
            problems.extend(warnings);
            Ok(Some(post))
        }
        Err(found) => {
            problems.extend(found);
            Ok(None)
        }
    }
}

/// The absolute address that a configuration gives, with a slash at its end and none doubled in its path.
///
/// # Errors
///
/// A problem without a place: it is no `http` or `https` URL.
pub fn site_url(written: &str) -> Result<Url, Problem> {
    let with_scheme = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let mut url = super::address(with_scheme.split(['?', '#']).next().unwrap_or_default())?;
    let path = super::pattern::collapse_slashes(url.path());
    url.set_path(&path);
    Ok(url)
}

/// The time zone of this name in the IANA database.
///
/// # Errors
///
/// A problem without a place: there is no such zone.
pub fn zone(name: &str) -> Result<Tz, Problem> {
    let exact = name.parse().ok();
    let folded = || chrono_tz::TZ_VARIANTS.into_iter().find(|zone| zone.name().eq_ignore_ascii_case(name));
    exact.or_else(folded).ok_or_else(|| {
        Problem::new(&TIME_ZONE, format!("there is no time zone {name:?}"))
            .help("write a name of the IANA database, such as Europe/Berlin or UTC")
    })
}

#[cfg(test)]
mod tests {
    use super::{site_url, zone};

    #[test]
    fn an_address_ends_in_one_slash() {
        let shown = |written| site_url(written).map(String::from).map_err(|problem| problem.message);
        assert_eq!(shown("https://x.test"), Ok("https://x.test/".to_owned()));
        assert_eq!(shown("https://x.test//blog//"), Ok("https://x.test/blog/".to_owned()));
        assert_eq!(shown("//x.test"), Ok("https://x.test/".to_owned()));
        assert_eq!(shown("https://x.test/?a#b"), Ok("https://x.test/".to_owned()));
        assert_eq!(shown("x.test"), Err("\"x.test\" is not an absolute URL".to_owned()));
        assert_eq!(shown("ftp://x.test"), Err("\"ftp://x.test\" is not an http or https URL".to_owned()));
    }

    #[test]
    fn a_zone_has_a_name_of_the_database() {
        assert_eq!(zone("europe/berlin").ok(), Some(chrono_tz::Europe::Berlin));
        assert_eq!(
            zone("Riyadh/Saudi Arabia").map_err(|problem| problem.message),
            Err("there is no time zone \"Riyadh/Saudi Arabia\"".to_owned())
        );
    }
}
