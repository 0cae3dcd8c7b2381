//! The small sites of `tests/fixtures/sites`: what an adapter makes of every form of its generator's configuration.

use std::path::Path;

use feedwright::feed::Format;
use feedwright::post::Post;
use feedwright::site::SiteOptions;

use super::compare::{self, Difference, Expected, Read};

#[test]
fn a_hugo_site_of_several_languages_and_files_is_read() {
    let read = assert_site("hugo-languages");
    assert_eq!(read.site.title.as_deref(), Some("Notes"));
    assert_eq!(read.site.description.as_deref(), Some("About nothing"));
    assert_eq!(feeds(&read), [(Format::Rss, "index.xml")]);
}

#[test]
fn a_hugo_site_with_a_host_for_each_language_and_mounts_is_read() {
    assert_site("hugo-hosts");
}

#[test]
fn a_zola_site_dated_by_its_paths_is_read() {
    let read = assert_site("zola-paths");
    assert_eq!(feeds(&read), [(Format::Atom, "feed.xml"), (Format::Rss, "rss.xml")]);
    assert_eq!(read.site.limit, Some(7));
}

#[test]
fn an_eleventy_site_is_read_from_its_data_files() {
    let read = assert_site("eleventy");
    assert_eq!(read.site.title.as_deref(), Some("An Eleventy site"));
    assert_eq!(feeds(&read), [(Format::Rss, "feed/main.xml")]);
    assert_eq!(read.site.limit, Some(5));
}

#[test]
fn a_docusaurus_site_is_read_from_its_plain_settings() {
    let read = assert_site("docusaurus");
    assert_eq!(read.site.title.as_deref(), Some("Docs Blog"));
    assert_eq!(read.site.rights.as_deref(), Some("© Ann"));
    assert_eq!(feeds(&read), [(Format::Rss, "log/rss.xml"), (Format::Json, "log/feed.json")]);
    assert_eq!(read.site.limit, Some(3));
}

#[test]
fn an_astro_site_is_read_with_the_route_that_its_page_gives() {
    let read = assert_site("astro");
    assert_eq!(read.site.title.as_deref(), Some("An Astro site"));
    assert_eq!(feeds(&read), [(Format::Rss, "rss.xml")]);
    assert_site("astro-pages");
}

fn feeds(read: &Read) -> Vec<(Format, &str)> {
    read.site.feed_paths.iter().map(|feed| (feed.format, feed.path.as_str())).collect()
}

fn assert_site(name: &str) -> Read {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sites").join(name);
    let read = compare::read(&SiteOptions { root: folder.join("site"), ..SiteOptions::default() });
    let mut wrong = Vec::new();
    let mut rows = Vec::new();
    for row in compare::table(&folder.join("expected.tsv")) {
        let cell = |name: &str| row.get(name).filter(|cell| !cell.is_empty()).cloned();
        let expected = Expected {
            source: cell("source").unwrap_or_default(),
            link: cell("absolute"),
            id: cell("id"),
            published: cell("published"),
            updated: cell("updated"),
            title: cell("title"),
            listed: cell("listed").as_deref() == Some("yes"),
        };
        if let Some(post) = read.posts.get(&expected.source).filter(|_| expected.listed) {
            for (field, ours) in extras(post) {
                let theirs = cell(field).unwrap_or_default();
                if ours != theirs {
                    wrong.push(Difference { source: expected.source.clone(), field, theirs, ours });
                }
            }
        }
        rows.push(expected);
    }
    wrong.extend(compare::differences(&read, &rows));
    assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{:#?}", read.problems);
    read
}

fn extras(post: &Post) -> [(&'static str, String); 3] {
    let names: Vec<&str> = post.authors.iter().map(|person| person.name.as_str()).collect();
    [
        ("language", post.language.clone().unwrap_or_default()),
        ("categories", post.categories.join("|")),
        ("authors", names.join("|")),
    ]
}
