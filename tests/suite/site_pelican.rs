//! Pelican's rules that the recorded sites do not show, and what is said of settings that are wrong.

use super::site_cases::{opening, posts};

const POST: &str = "Title: A title\nDate: 2024-01-05 10:00\n\nText\n";

fn links(conf: &str, files: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![("pelicanconf.py", conf)];
    all.extend(files);
    let (found, problems) = posts(&all);
    assert_eq!(problems, [""; 0]);
    found
}

#[test]
fn publishconf_has_the_last_word() {
    let found = links(
        "SITEURL = ''\nPATH = 'content'\nARTICLE_URL = 'posts/{slug}/'\n",
        &[
            ("publishconf.py", "import os\nfrom pelicanconf import *\nSITEURL = 'https://x.test/blog/'\n"),
            ("content/a.md", POST),
        ],
    );
    assert_eq!(found, ["content/a.md https://x.test/blog/posts/a-title/ 2024-01-05T10:00:00+00:00"]);
}

#[test]
fn metadata_comes_from_names_paths_and_defaults() {
    let conf = "SITEURL = 'https://x.test'\nPATH = 'content'\nTIMEZONE = 'Europe/Paris'\n\
                FILENAME_METADATA = r'(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)'\n\
                PATH_METADATA = r'(?P<section>[^/]+)/.*'\n\
                EXTRA_PATH_METADATA = {'web/old': {'section': 'archive', 'status': 'hidden'}}\n\
                DEFAULT_METADATA = {'section': 'none'}\n\
                ARTICLE_URL = '{section}/{category}/{date:%Y}/{date.month:02d}/{slug}'\n";
    assert_eq!(
        links(
            conf,
            &[
                ("content/web/2024-01-05_Hello.md", "Title: x\n\n"),
                ("content/web/old/2024-01-06_b.md", "Title: x\ncategory: C++ & co\n\n"),
                ("content/2024-01-07_c.md", "Title: x\nslug: Own Slug\n\n"),
            ]
        ),
        [
            "content/2024-01-07_c.md https://x.test/none/misc/2024/01/Own%20Slug 2024-01-07T00:00:00+01:00",
            "content/web/2024-01-05_Hello.md https://x.test/web/web/2024/01/Hello 2024-01-05T00:00:00+01:00",
            "content/web/old/2024-01-06_b.md https://x.test/web/c-co/2024/01/b 2024-01-06T00:00:00+01:00",
        ]
    );
}

#[test]
fn article_paths_excludes_and_pages_say_what_is_an_article() {
    let conf = "SITEURL = 'https://x.test'\nPATH = 'content'\nARTICLE_PATHS = ['blog', 'notes']\n\
                ARTICLE_EXCLUDES = ['blog/raw']\nPAGE_PATHS = ['blog/about']\nARTICLE_URL = '{category}/{slug}'\n";
    assert_eq!(
        links(
            conf,
            &[
                ("content/blog/a.md", POST),
                ("content/blog/raw/b.md", POST),
                ("content/blog/about/c.md", POST),
                ("content/notes/deep/d.md", POST),
                ("content/other/e.md", POST),
                ("content/pages/f.md", POST),
            ]
        ),
        [
            "content/blog/a.md https://x.test/blog/a-title 2024-01-05T10:00:00+00:00",
            "content/notes/deep/d.md https://x.test/deep/a-title 2024-01-05T10:00:00+00:00",
        ]
    );
}

#[test]
fn pages_and_structured_texts_are_articles_too() {
    let page = "<html><head><title>Fish &amp; Chips</title><meta name=\"date\" content=\"2024-01-05\">\
                <meta name=\"category\" content=\"Food\"></head><body><p>Text</p></body></html>";
    let text = "=======\nA title\n=======\n\n:date: 2024-01-06\n:slug: own\n\nText\n";
    assert_eq!(
        links(
            "SITEURL = 'https://x.test'\nARTICLE_URL = '/{category}/{slug}'\n",
            &[("content/a.html", page), ("content/b.rst", text)]
        ),
        [
            "content/a.html https://x.test/food/fish-chips 2024-01-05T00:00:00+00:00",
            "content/b.rst https://x.test/misc/own 2024-01-06T00:00:00+00:00",
        ]
    );
}

#[test]
fn slugs_follow_the_sites_own_substitutions() {
    let conf = "SITEURL = 'https://x.test'\nARTICLE_URL = '{slug}'\nSLUGIFY_PRESERVE_CASE = True\n\
                SLUG_REGEX_SUBSTITUTIONS = [\n    (r'C\\+\\+', 'cpp'),\n    (r'[^\\w\\s-]', ''),\n    \
                (r'[-\\s]+', '_'),\n    (r'_(x)\\Z', r'.\\1'),\n]\n";
    assert_eq!(
        links(conf, &[("content/a.md", "Title: Fast c++ & X\nDate: 2024-01-05\n\n")]),
        ["content/a.md https://x.test/Fast_cpp.X 2024-01-05T00:00:00+00:00"]
    );
}

#[test]
fn settings_that_are_made_by_code_are_said() {
    let conf = "import os\nSITEURL = os.environ['URL']\nTIMEZONE = 'Mars'\nARTICLE_URL = '{slug'\n\
                PATH_METADATA = '(?=x)'\n";
    assert_eq!(
        opening(&[("pelicanconf.py", conf), ("content/extra/CNAME", "x.test\n")]),
        [
            "pelicanconf.py:2:1: warning[setting-by-code] SITEURL is made by code, which feedwright does not run | \
             assign it a plain value, or give url under [site] in feedwright.toml",
            "pelicanconf.py:3:12: error[time-zone-unknown] there is no time zone \"Mars\" | write a name of the IANA \
             database, such as Europe/Berlin or UTC",
            "pelicanconf.py:4:15: error[permalink-placeholder-unknown] ARTICLE_URL is no template: a { is not closed | \
             write placeholders as {slug} or {date:%Y}",
            "pelicanconf.py:5:17: error[setting-expression-invalid] the expression \"^(?:(?=x))\" of PATH_METADATA \
             cannot be used | write it without look-around and back-references, or give each article its metadata",
        ]
    );
    let only = opening(&[("pelicanconf.py", "SITEURL = ''\n"), ("content/extra/CNAME", "x.test\n")]);
    assert_eq!(
        only,
        ["error[site-url-missing] the address of the site is not known | the file content/extra/CNAME names x.test: \
          write SITEURL in publishconf.py, url under [site] in feedwright.toml or --url https://x.test/"]
    );
}

#[test]
fn a_template_that_a_post_cannot_fill_in_is_said() {
    let (found, problems) = posts(&[
        ("pelicanconf.py", "SITEURL = 'https://x.test'\nARTICLE_URL = '{series}/{slug}'\n"),
        ("content/a.md", POST),
        ("content/b.md", "Title: B\nDate: 2024-01-05\nSeries: One\n\n"),
    ]);
    assert_eq!(found, ["content/b.md https://x.test/One/b 2024-01-05T00:00:00+00:00"]);
    assert_eq!(
        problems,
        ["content/a.md: error[permalink-incomplete] the address has {series}, and the post has no series | give the \
          post a line `series: …`"]
    );
}

#[test]
fn what_lacks_title_or_date_is_left_out_with_a_warning() {
    let (found, problems) = posts(&[
        ("pelicanconf.py", "SITEURL = 'https://x.test'\nPATH = 'content'\n"),
        ("content/a.md", "Date: 2024-01-05\n\nText\n"),
        ("content/extra/owner.html", "owner: 1234\n"),
    ]);
    assert_eq!(
        found,
        [
            "content/a.md https://x.test/content/a.md 2024-01-05T00:00:00+00:00",
            "content/extra/owner.html https://x.test/content/extra/owner.html undated",
        ]
    );
    assert_eq!(
        problems,
        [
            "content/a.md: warning[untitled-post] the post has no title, and the site leaves it out | add a line such as \
             `title: …` to its front matter, or leave the file out with `exclude`",
            "content/extra/owner.html: warning[undated-post] the post has no date | add a line such as `date: \
             2024-02-28` to its front matter, or begin its file name with the date: 2024-02-28-name.md",
        ]
    );
}
