//! Jekyll's rules that the recorded sites do not show, and what is said of a configuration that is wrong.

use super::site_cases::{opening, posts};

const POST: &str = "---\ntitle: A\n---\nText\n";

#[test]
fn source_and_collections_dir_say_where_posts_are() {
    let config = "url: https://x.test\nsource: src\ncollections_dir: all\npermalink: /:categories/:title/\n";
    let (found, problems) = posts(&[
        ("_config.yml", config),
        ("src/all/_posts/2024-01-05-a.md", POST),
        ("src/all/News/_posts/sub/2024-01-06-b.markdown", POST),
        ("src/_posts/2024-01-07-c.md", POST),
        ("_posts/2024-01-08-d.md", POST),
    ]);
    assert_eq!(
        found,
        [
            "src/all/News/_posts/sub/2024-01-06-b.markdown https://x.test/news/b/ 2024-01-06T00:00:00+00:00",
            "src/all/_posts/2024-01-05-a.md https://x.test/a/ 2024-01-05T00:00:00+00:00",
        ]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn defaults_add_categories_and_give_permalinks() {
    let config = "url: https://x.test\nbaseurl: b\ndefaults:\n\
                  - {scope: {path: '', type: posts}, values: {categories: [Blog], permalink: '/:categories/:slug'}}\n\
                  - {scope: {path: '_posts/2024-02'}, values: {permalink: '/feb/:name:output_ext'}}\n\
                  - {scope: {path: '_posts/*/x'}, values: {permalink: '/x/:title_:year'}}\n";
    let (found, problems) = posts(&[
        ("_config.yml", config),
        ("_posts/2024-01-05-A_b.md", "---\ntitle: A\ncategories: One two\n---\n"),
        ("_posts/2024-02-05-c.md", POST),
        ("_posts/y/x/2024-03-05-d.html", POST),
    ]);
    assert_eq!(
        found,
        [
            "_posts/2024-01-05-A_b.md https://x.test/b/blog/one/two/a-b 2024-01-05T00:00:00+00:00",
            "_posts/2024-02-05-c.md https://x.test/b/feb/2024-02-05-c.html 2024-02-05T00:00:00+00:00",
            "_posts/y/x/2024-03-05-d.html https://x.test/b/x/d_2024 2024-03-05T00:00:00+00:00",
        ]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn what_a_site_excludes_and_what_begins_with_an_underscore_is_no_post() {
    let config = "url: https://x.test\nexclude: [old, '*.tmp', 'part']\npermalink: /:title\n";
    let (found, problems) = posts(&[
        ("_config.yml", config),
        ("_posts/2024-01-05-a.md", POST),
        ("_posts/_2024-01-05-b.md", POST),
        ("_posts/2024-01-05-c.txt", POST),
        ("_posts/2024-01-05-d.textile", POST),
        ("_drafts/e.md", POST),
        ("old/_posts/2024-01-05-f.md", POST),
        ("partial/_posts/2024-01-05-g.md", POST),
        ("node_modules/x/_posts/2024-01-05-h.md", POST),
        ("_site/x/_posts/2024-01-05-i.md", POST),
        ("x/_posts/2024-01-05-j...md", POST),
    ]);
    assert_eq!(
        found,
        [
            "_posts/2024-01-05-a.md https://x.test/a 2024-01-05T00:00:00+00:00",
            "x/_posts/2024-01-05-j...md https://x.test/j 2024-01-05T00:00:00+00:00",
        ]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_posix_zone_counts_backwards() {
    let (found, _) = posts(&[
        ("_config.yml", "url: https://x.test\ntimezone: GMT+8\npermalink: /:day/:title\n"),
        ("_posts/2024-01-05-a.md", "---\ndate: 2024-01-05 03:00:00\n---\n"),
    ]);
    assert_eq!(found, ["_posts/2024-01-05-a.md https://x.test/04/a 2024-01-04T19:00:00-08:00"]);
}

#[test]
fn a_folder_without_a_configuration_is_jekylls_by_its_posts() {
    assert_eq!(
        opening(&[("_posts/2024-01-05-a.md", POST), ("CNAME", "blog.x.test\n")]),
        [
            "error[site-url-missing] the address of the site is not known | the file CNAME names blog.x.test: write url in \
          _config.yml, url under [site] in feedwright.toml or --url https://blog.x.test/"
        ]
    );
}

#[test]
fn the_repository_of_a_page_host_offers_its_address() {
    assert_eq!(
        opening(&[("_config.yml", "repository: Jo/blog\n")]),
        ["error[site-url-missing] the address of the site is not known | GitHub Pages serves Jo/blog at \
          https://jo.github.io/blog/: write url in _config.yml, url under [site] in feedwright.toml or --url \
          https://jo.github.io/blog/"]
    );
}

#[test]
fn a_configuration_that_does_not_parse_is_an_error_with_its_place() {
    let found = opening(&[("_config.yml", "title: 'x\nurl: https://x.test\n")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("_config.yml:") && found[0].contains("error["), "{found:?}");
}

#[test]
fn a_cycle_in_defaults_is_an_error() {
    let found = opening(&[("_config.yml", "url: https://x.test\ndefaults: &all\n  - scope: *all\n    values: {}\n")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("error["), "{found:?}");
}

#[test]
fn placeholders_zones_addresses_and_defaults_that_are_wrong_are_said() {
    let config = "url: x.test\ntimezone: Mars/Olympus\npermalink: /:jear/:title\ndefaults: [{scope: {path: ''}}]\n";
    assert_eq!(
        opening(&[("_config.yml", config)]),
        [
            "_config.yml:1:6: error[site-url-invalid] \"x.test\" is not an absolute URL | write the whole address of the \
             site: https://x.test/",
            "_config.yml:2:11: warning[time-zone-unknown] there is no time zone \"Mars/Olympus\" | Jekyll takes UTC for \
             it; write a name of the IANA database, such as Europe/Berlin",
            "_config.yml:3:12: error[permalink-placeholder-unknown] Jekyll has no placeholder :jear | use one of its \
             own, such as :year, :month, :day, :title, :slug, :categories, :output_ext",
            "_config.yml:4:12: warning[defaults-ignored] an entry of defaults has no values | give it values, a map of \
             front-matter keys",
        ]
    );
}

#[test]
fn a_placeholder_of_one_post_is_said_at_that_post() {
    let (found, problems) = posts(&[
        ("_config.yml", "url: https://x.test\n"),
        ("_posts/2024-01-05-a.md", "---\npermalink: /:author/\n---\n"),
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(
        problems,
        [
            "_posts/2024-01-05-a.md:2:12: error[permalink-placeholder-unknown] Jekyll has no placeholder :author | use one \
          of its own, such as :year, :month, :day, :title, :slug, :categories, :output_ext"
        ]
    );
}
