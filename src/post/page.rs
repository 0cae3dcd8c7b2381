//! Where a post is, and what identifies it.

use url::Url;

use super::id::{self, Ingredients};
use super::origins::{MADE_ID, Origin, Origins};
use super::sources::own_name;
use super::{EntryId, Facts, permalink};
use crate::problem::{Problem, Severity};
use crate::site::{Address, IdScheme};

/// Where a post is.
pub(super) struct Page {
    pub address: Address,
    pub permalink: Url,
}

/// The address and the page. A post that is held back anyway stops no build by having no address; it gets one of its
/// file's name, and a warning.
pub(super) fn address(facts: &Facts<'_>, held: bool, problems: &mut Vec<Problem>) -> Option<Page> {
    let made = facts.collection.addresses.path(facts).and_then(|address| {
        let permalink = permalink::permalink(facts, &address)?;
        Ok(Page { address, permalink })
    });
    match made {
        Ok(page) => Some(page),
        // Without its date a post has no address; saying so would be noise.
        Err(_) if problems.iter().any(Problem::is_error) => None,
        Err(mut problem) => {
            if held {
                problem.severity = Severity::Warning;
            }
            // What lacks its title has been said.
            if !(held && facts.collection.publication.needs_title_and_date) {
                problems.push(problem);
            }
            held.then(|| by_file_name(facts))
        }
    }
}

fn by_file_name(facts: &Facts<'_>) -> Page {
    let mut permalink = facts.site.url.clone();
    permalink.set_path(&format!("{}{}", facts.site.url.path(), facts.source));
    let slug = own_name(facts.source).to_owned();
    Page {
        address: Address { path: permalink.path().to_owned(), slug, because: "the file's name".to_owned() },
        permalink,
    }
}

/// Whether something of it is left in a feed, and on one line.
fn is_id(text: &str) -> bool {
    !text.contains(char::is_control) && !crate::feed::text::clean(text).trim().is_empty()
}

pub(super) fn id_of(facts: &Facts<'_>, collection: usize, page: &Page, origins: &mut Origins) -> EntryId {
    let guid = facts.fields.get("guid").map(|found| ("guid", found));
    let own = guid.or_else(|| {
        let found = facts.fields.get("id")?;
        // Themes use `id` for numbers of their own; only a URI is meant as an id.
        let text = found.node.text()?;
        (text.contains(':') && Url::parse(text).is_ok()).then_some(("id", found))
    });
    if let Some((key, found)) = own
        && let Some(text) = found.node.text().filter(|text| is_id(text))
    {
        origins.need("id", Origin::of(found, key));
        return EntryId(text.to_owned());
    }
    let scheme: IdScheme = facts.collection.id;
    origins.note("id", || Origin::rule(format!("{MADE_ID}{}", scheme.name())));
    let Page { address, permalink } = page;
    let (site, source, published) = (facts.site, facts.source, facts.published);
    id::make(scheme, Ingredients { site, collection, source, permalink, address, published })
}
