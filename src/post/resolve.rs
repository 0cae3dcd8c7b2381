//! `resolve`: one post's front matter, interpreted once by the rules of its site.

use url::Url;

use super::categories::categories;
use super::date::Clock;
use super::git::History;
use super::id::{self, Ingredients};
use super::media::{self, Enclosure, Pages, Picture};
use super::moment::Moment;
use super::person::{self, Directory, Person};
use super::sources::{Dated, Sources, own_name};
use super::{BAD_PERMALINK, Body, EntryId, Facts, Fields, Origin, Post, UNDATED, permalink, scope, title};
use crate::problem::{Place, Problem, Severity};
use crate::site::{Address, Collection, Hold, HoldRule, IdScheme, Site, TitleFallback};
use crate::source::read::{Markup, RawPost};

/// Where each value came from: (name of the value, origin).
type Origins = Vec<(&'static str, Origin)>;

/// What the front matter of `raw` means on `site`.
///
/// `history` is asked only when a source of the site's dates is git and no source before it has one. Gives the post and
/// the warnings about it. The body of a post that lies on disk is not kept; a post whose path is empty keeps it.
///
/// # Errors
///
/// All problems of the post, errors among them: a date that cannot be read, an address that cannot be made.
pub fn resolve(site: &Site, raw: &RawPost, history: &History) -> Result<(Post, Vec<Problem>), Vec<Problem>> {
    let Some(collection) = site.collections.get(raw.file.collection) else {
        let problem = Problem::new(&BAD_PERMALINK, "the post belongs to no collection of the site");
        return Err(vec![problem.at(Place::file(raw.file.name.clone()))]);
    };
    let in_path = scope::in_path(collection, &raw.file.name);
    let fields = scope::layers(site, collection, raw, &in_path);
    let mut problems = Vec::new();
    let mut origins = Origins::new();
    let clock = Clock { zone: site.zone, naive: collection.dates.naive };
    let sources = Sources { fields: &fields, collection, clock, source: &raw.file.name, history };
    let dates = dates(&sources, &mut problems);
    let holds = holds_of(&sources, &dates, &mut problems);
    let title = title_of(collection, raw, &fields, &mut origins);
    let authors = authors(site, collection, &fields, &mut origins);
    let categories = categories(&collection.categories, &fields, &raw.file.name, &collection.files.folder);
    let address_date = dates.address.as_ref().or(dates.published.as_ref());
    let facts = Facts {
        site,
        collection,
        source: &raw.file.name,
        fields: &fields,
        title: title.as_deref(),
        published: dates.published.as_ref().map(|dated| &dated.moment),
        address_date: address_date.map(|dated| &dated.moment),
        dated_by_name: address_date.is_some_and(|dated| dated.by_name),
        categories: &categories,
        authors: &authors,
    };
    let address = address(&facts, !holds.is_empty(), &mut problems);
    let Some(page) = address.filter(|_| !problems.iter().any(Problem::is_error)) else { return Err(problems) };
    let id = id_of(&facts, raw.file.collection, &page, &mut origins);
    let extras = extras(&facts, &page, &mut origins);
    let [published, updated, appears, expires] = dates.moments(&mut origins);
    let post = Post {
        source: raw.file.name.clone(),
        collection: raw.file.collection,
        id,
        permalink: page.permalink,
        external: extras.external,
        title,
        published,
        updated,
        appears,
        expires,
        authors,
        categories,
        language: extras.language,
        summary: extras.summary,
        cover: extras.cover,
        enclosures: extras.enclosures,
        holds,
        origins,
        body: body(raw),
    };
    Ok((post, problems))
}

/// The dates of a post.
struct Dates {
    published: Option<Dated>,
    updated: Option<Dated>,
    appears: Option<Dated>,
    expires: Option<Dated>,
    address: Option<Dated>,
}

impl Dates {
    /// Published, updated, appears and expires, with their origins noted.
    fn moments(self, origins: &mut Origins) -> [Option<Moment>; 4] {
        let updated = self.later_update();
        let named =
            [("published", self.published), ("updated", updated), ("appears", self.appears), ("expires", self.expires)];
        named.map(|(name, dated)| {
            dated.map(|dated| {
                origins.push((name, dated.origin));
                dated.moment
            })
        })
    }

    /// The last change, when it came after the publication: readers show an older one as nonsense.
    fn later_update(&self) -> Option<Dated> {
        let published = self.published.as_ref().map(|dated| dated.moment.instant);
        self.updated.clone().filter(|dated| published.is_none_or(|published| dated.moment.instant > published))
    }
}

fn dates(sources: &Sources<'_>, problems: &mut Vec<Problem>) -> Dates {
    let rules = &sources.collection.dates;
    Dates {
        published: sources.first(&rules.published, problems),
        updated: sources.first(&rules.updated, problems),
        appears: sources.first(&rules.appears, problems),
        expires: sources.first(&rules.expires, problems),
        address: sources.first(&rules.address, problems),
    }
}

fn undated(source: &str) -> Problem {
    Problem::new(&UNDATED, "the post has no date").at(Place::file(source)).help(
        "add a line such as `date: 2024-02-28` to its front matter, or begin its file name with the date: 2024-02-28-name.md",
    )
}

/// Why the post is held back; a post without a date is reported, or held back where that is the site's rule.
fn holds_of(sources: &Sources<'_>, dates: &Dates, problems: &mut Vec<Problem>) -> Vec<(Hold, Origin)> {
    let publication = &sources.collection.publication;
    let mut holds = holds(&publication.holds, sources.fields);
    if dates.published.is_none() && !problems.iter().any(Problem::is_error) {
        if publication.undated_are_pages {
            holds.push((Hold::Undated, Origin::rule("no date")));
        } else if holds.is_empty() {
            problems.push(undated(sources.source));
        }
    }
    holds
}

fn holds(rules: &[HoldRule], fields: &Fields<'_>) -> Vec<(Hold, Origin)> {
    let mut holds: Vec<(Hold, Origin)> = Vec::new();
    for rule in rules {
        let Some(found) = fields.get(&rule.key) else { continue };
        let Some(text) = found.node.text().map(str::trim) else { continue };
        let says = found.node.as_bool().map_or_else(
            || text.eq_ignore_ascii_case(&rule.value),
            |says| rule.value == if says { "true" } else { "false" } || text.eq_ignore_ascii_case(&rule.value),
        );
        if says && !holds.iter().any(|(hold, _)| *hold == rule.hold) {
            holds.push((rule.hold, Origin::of(found, &format!("{}: {text}", rule.key))));
        }
    }
    holds
}

fn title_of(collection: &Collection, raw: &RawPost, fields: &Fields<'_>, origins: &mut Origins) -> Option<String> {
    if let Some(found) = fields.get("title")
        && let Some(title) = found.node.text().and_then(|text| title::plain(text, collection.title_markup))
    {
        origins.push(("title", Origin::of(found, "title")));
        return Some(title);
    }
    let (title, rule) = match collection.title {
        TitleFallback::Nothing => return None,
        TitleFallback::TitleizedSlug => (title::titleized(own_name(&raw.file.name)), "file name"),
        TitleFallback::FirstHeading => {
            let body = raw.text.get(raw.body_start..).unwrap_or_default();
            (title::of_heading(body, raw.markup == Markup::Html), "first heading")
        }
    };
    if title.is_some() {
        origins.push(("title", Origin::rule(rule)));
    }
    title
}

fn authors(site: &Site, collection: &Collection, fields: &Fields<'_>, origins: &mut Origins) -> Vec<Person> {
    let directory = Directory { people: &site.people, base: &site.url };
    for key in &collection.authors {
        let Some(found) = fields.get(key) else { continue };
        let people = person::people(found.node, directory);
        if !people.is_empty() {
            origins.push(("authors", Origin::of(found, key)));
            return people;
        }
    }
    site.authors.iter().filter(|person| !person.name.trim().is_empty()).cloned().collect()
}

/// Where a post is.
struct Page {
    address: Address,
    permalink: Url,
}

/// The address and the page. A post that is held back anyway stops no build by having no address; it gets one of its
/// file's name, and a warning.
fn address(facts: &Facts<'_>, held: bool, problems: &mut Vec<Problem>) -> Option<Page> {
    let made = facts.collection.addresses.path(facts).and_then(|address| {
        let permalink = permalink::permalink(facts.site, &address, facts.source, facts.fields)?;
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
            problems.push(problem);
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

fn id_of(facts: &Facts<'_>, collection: usize, page: &Page, origins: &mut Origins) -> EntryId {
    let guid = facts.fields.get("guid").map(|found| ("guid", found));
    let own = guid.or_else(|| {
        let found = facts.fields.get("id")?;
        // Themes use `id` for numbers of their own; only a URI is meant as an id.
        let text = found.node.text()?;
        (text.contains(':') && Url::parse(text).is_ok()).then_some(("id", found))
    });
    if let Some((key, found)) = own
        && let Some(text) = found.node.text().filter(|text| !text.trim().is_empty() && !text.contains(char::is_control))
    {
        origins.push(("id", Origin::of(found, key)));
        return EntryId(text.to_owned());
    }
    let scheme: IdScheme = facts.collection.id;
    origins.push(("id", Origin::rule(format!("id scheme {}", scheme.name()))));
    let Page { address, permalink } = page;
    let (site, source, published) = (facts.site, facts.source, facts.published);
    id::make(scheme, Ingredients { site, collection, source, permalink, address, published })
}

/// What neither address nor id needs.
struct Extras {
    external: Option<Url>,
    cover: Option<Picture>,
    enclosures: Vec<Enclosure>,
    language: Option<String>,
    summary: Option<String>,
}

fn extras(facts: &Facts<'_>, page: &Page, origins: &mut Origins) -> Extras {
    let (fields, permalink) = (facts.fields, &page.permalink);
    origins.push(("permalink", Origin::rule(page.address.because.clone())));
    let external = permalink::external(fields, permalink, &page.address.slug).map(|(url, found, key)| {
        origins.push(("external", Origin::of(found, key)));
        url
    });
    let pages = Pages { site: &facts.site.url, page: permalink, bundle: is_bundle(facts.source) };
    let cover = media::cover(fields, pages).map(|(picture, found, key)| {
        origins.push(("cover", Origin::of(found, key)));
        picture
    });
    let named = media::enclosures(fields, pages).into_iter();
    let enclosures = named.map(|(enclosure, found, key)| {
        origins.push(("enclosure", Origin::of(found, key)));
        enclosure
    });
    let enclosures = enclosures.collect();
    Extras { external, cover, enclosures, language: language(facts, origins), summary: summary(fields, origins) }
}

/// Whether a post is a folder of its own, with its files beside its page.
fn is_bundle(source: &str) -> bool {
    source.rsplit_once('/').is_some_and(|(_, name)| name.starts_with("index."))
}

fn language(facts: &Facts<'_>, origins: &mut Origins) -> Option<String> {
    let own = facts.fields.first(&["lang", "language", "locale"]).and_then(|(key, found)| {
        let tag = found.node.text().and_then(language_tag)?;
        origins.push(("language", Origin::of(found, key)));
        Some(tag)
    });
    let tag = own.or_else(|| facts.collection.addresses.language(facts.source))?;
    let of_site = facts.site.language.as_deref().is_some_and(|site| site.eq_ignore_ascii_case(&tag));
    (!of_site).then_some(tag)
}

/// A BCP 47 tag: `en_US.UTF-8` is `en-US`; what cannot be one is none.
fn language_tag(text: &str) -> Option<String> {
    let tag = text.trim().split('.').next()?.replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (fits && rest).then_some(tag)
}

fn summary(fields: &Fields<'_>, origins: &mut Origins) -> Option<String> {
    ["description", "summary", "excerpt"].iter().find_map(|key| {
        let found = fields.get(key)?;
        let text = found.node.text().map(str::trim).filter(|text| !text.is_empty())?;
        origins.push(("summary", Origin::of(found, key)));
        Some(text.to_owned())
    })
}

fn body(raw: &RawPost) -> Body {
    if raw.file.path.as_os_str().is_empty() {
        Body::Held { text: raw.text.clone(), start: raw.body_start, markup: raw.markup }
    } else {
        Body::OnDisk { path: raw.file.path.clone(), start: raw.body_start, markup: raw.markup }
    }
}
