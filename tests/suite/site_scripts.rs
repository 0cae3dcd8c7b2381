//! Sites whose configuration is code: what is said where a rule of Eleventy's, Docusaurus's or Astro's is computed.

use super::site_cases::{opening, posts, without_help};

const POST: &str = "---\ntitle: A\ndate: 2024-03-02\n---\nText\n";

#[test]
fn an_eleventy_permalink_that_is_computed_is_an_error() {
    let said = opening(&[
        ("eleventy.config.js", ""),
        ("_data/metadata.json", "{\"url\": \"https://x.test\"}"),
        ("posts/posts.11tydata.js", "module.exports = { tags: 'posts', permalink: (data) => `/${data.title}/` };"),
        ("posts/a.md", POST),
    ]);
    assert_eq!(
        without_help(said),
        [
            "posts/posts.11tydata.js: error[permalink-incomplete] the addresses of the posts in posts are computed by code in \
             posts/posts.11tydata.js"
        ]
    );
}

#[test]
fn an_eleventy_filter_of_the_sites_own_is_said_at_its_place() {
    let (found, problems) = posts(&[
        (".eleventy.js", ""),
        ("_data/site.json", "{\"url\": \"https://x.test\"}"),
        ("posts/posts.json", "{\n\"tags\": \"posts\",\n\"permalink\": \"/{{ title | shout }}/\"}"),
        ("posts/a.md", POST),
        ("posts/b.md", "---\ntitle: B\ndate: 2024-03-02\npermalink: /b/\n---\n"),
    ]);
    assert_eq!(found, ["posts/b.md https://x.test/b/ 2024-03-02T00:00:00+00:00"]);
    assert_eq!(
        without_help(problems),
        [
            "posts/posts.json:3:14: error[permalink-incomplete] the permalink \"/{{ title | shout }}/\" has the filter shout, \
             which only Eleventy can run"
        ]
    );
}

#[test]
fn an_eleventy_site_that_leaves_drafts_out_by_code_keeps_its_addresses() {
    let computed = "export default { tags: ['posts'], eleventyComputed: { permalink: (data) => data.draft ? false : data.permalink } };";
    let (found, problems) = posts(&[
        ("eleventy.config.mjs", "export default (c) => ({ dir: { input: 'src' } });"),
        ("src/_data/site.js", "module.exports = { url: 'https://x.test', title: 'X' };"),
        ("src/posts/posts.11tydata.mjs", computed),
        ("src/posts/a.md", POST),
    ]);
    assert_eq!(found, ["src/posts/a.md https://x.test/posts/a/ 2024-03-02T00:00:00+00:00"]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_site_without_a_plain_address_is_an_error() {
    for (name, text) in [
        ("eleventy.config.js", ""),
        ("docusaurus.config.js", "module.exports = { url: process.env.URL, baseUrl: '/' };"),
        ("astro.config.mjs", "export default defineConfig({ site: process.env.SITE });"),
    ] {
        let said = opening(&[(name, text), ("blog/a.md", POST), ("src/pages/blog/a.md", POST)]);
        assert_eq!(without_help(said), ["error[site-url-missing] the address of the site is not known"], "{name}");
    }
}

#[test]
fn a_docusaurus_address_that_is_none_is_said_at_its_place() {
    let said = opening(&[
        ("docusaurus.config.js", "module.exports = {\n  url: 'example',\n  baseUrl: '/' };"),
        ("blog/a.md", POST),
    ]);
    assert_eq!(
        without_help(said),
        ["docusaurus.config.js:2:8: error[site-url-invalid] \"example/\" is not an absolute URL"]
    );
}

#[test]
fn an_astro_route_that_is_computed_needs_a_template() {
    let files = [
        ("astro.config.mjs", "export default { site: 'https://x.test' };"),
        ("src/content/blog/a.md", POST),
        ("src/pages/[...path].astro", "getCollection('blog'); params: { path: make(post) }"),
    ];
    assert_eq!(
        without_help(opening(&files)),
        ["error[permalink-incomplete] which page of src/pages shows the posts of src/content/blog is code"]
    );
}
