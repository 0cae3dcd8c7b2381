//! Where a post is: its page within the site, and what a link post points to.

use url::Url;

use super::{BAD_PERMALINK, Facts, Fields, Found};
use crate::problem::{Place, Problem};
use crate::site::Address;

/// The address of a page, made absolute.
///
/// # Errors
///
/// It leads out of the site: `..`, control characters, another host.
pub(super) fn permalink(facts: &Facts<'_>, address: &Address) -> Result<Url, Problem> {
    let Facts { site, source, fields, collection, .. } = facts;
    let refuse = |what: &str| {
        let written = fields.first(&["permalink", "url", "path", "link", "slug"]).map(|(_, found)| found);
        let place = written.map_or_else(|| Place::file(*source), |found| found.place());
        Problem::new(&BAD_PERMALINK, format!("the address \"{}\" {what}", address.path.escape_debug())).at(place)
    };
    let path = address.path.as_str();
    if path.chars().any(char::is_control) {
        return Err(
            refuse("holds a control character").help("write a path of letters, digits and hyphens: /2024/my-post/")
        );
    }
    let host = site.url.host_str().unwrap_or_default();
    if path.starts_with("http://") || path.starts_with("https://") {
        let url = Url::parse(path).map_err(|_| refuse("is no URL").help("write a path: /2024/my-post/"))?;
        // A site may have a host for each language.
        let is_own = |name: &str| name == host || collection.addresses.is_own_host(name);
        if !url.host_str().is_some_and(is_own) {
            let help = format!("write a path below {}; what the post links to goes into `external_url`", site.url);
            return Err(refuse("leads to another host").help(help));
        }
        return climbs(url.path()).map_or(Ok(url.clone()), |()| Err(climbing(&refuse)));
    }
    if climbs(path).is_some() {
        return Err(climbing(&refuse));
    }
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut url = site.url.clone();
    // Slashes at the front would name a host.
    url.set_path(&format!("/{}", path.trim_start_matches(['/', '\\'])));
    url.set_query(query);
    Ok(url)
}

fn climbing(refuse: &dyn Fn(&str) -> Problem) -> Problem {
    refuse("leads out of its folder").help("write it without `..`: /2024/my-post/")
}

/// Whether a path has a segment `..`, encoded or not.
fn climbs(path: &str) -> Option<()> {
    // Most have neither, and need no decoding.
    if !path.contains("..") && !path.contains('%') {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split(['/', '\\']);
    segments.any(|segment| super::id::decoded(segment).trim() == "..").then_some(())
}

/// Keys of the page that a link post points to.
const EXTERNAL: &[&str] = &[
    "external_url",
    "externalUrl",
    "external_link",
    "externalLink",
    "external-url",
    "link_to",
    "linkTo",
    "link",
    "extra.external_url",
    "extra.link_to",
    "params.external_url",
];

/// What a link post points to: an absolute address on another host.
///
/// The post's own address is none, nor is its old one on another host, as imports leave it in `link`: it ends in the
/// same name.
pub(super) fn external<'a>(fields: &Fields<'a>, permalink: &Url, slug: &str) -> Option<(Url, Found<'a>, &'static str)> {
    EXTERNAL.iter().find_map(|key| {
        let found = fields.get(key)?;
        let text = found.node.text()?.trim();
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
        let bare = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
        let name = |url: &Url| url.path().trim_end_matches('/').rsplit('/').next().map(ToOwned::to_owned);
        let own_name = name(&url).filter(|name| !name.is_empty());
        let own = bare(&url) == bare(permalink)
            || *key == "link" && own_name.is_some_and(|own| Some(&own) == name(permalink).as_ref() || own == slug);
        (!own).then_some((url, found, *key))
    })
}

impl Found<'_> {
    /// Where the value stands.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::at(self.layer.file.clone(), self.layer.text, self.node.span)
    }
}
