//! Hexo's rules, as its sources state them and as it was seen to follow them.

use super::site_cases::{opening, posts};

fn links(config: &str, files: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![("_config.yml", config), ("package.json", "{\"dependencies\":{\"hexo\":\"7\"}}")];
    all.extend(files);
    let (found, problems) = posts(&all);
    assert_eq!(problems, [""; 0]);
    found.iter().map(|line| line.trim_start_matches("source/_posts/").to_owned()).collect()
}

const POST: &str = "---\ntitle: Hello World\ndate: 2013-07-14 17:01:34\ncategories:\n- foo\n- bar\n---\n";

#[test]
fn each_placeholder_is_filled_in_as_hexo_does_it() {
    for (permalink, path) in [
        (":year/:month/:day/:title/", "2013/07/14/lorem/hello-world/"),
        (":year/:i_month/:i_day/:name/", "2013/7/14/hello-world/"),
        (":hour:minute:second/:post_title.html", "170134/hello-world.html"),
        (":category/:title/", "foo/bar/lorem/hello-world/"),
        (":timestamp/", "1373821294/"),
        (":name-:hash/", "hello-world-37430ba0be7d/"),
        (":abbrlink.html", "9.html"),
    ] {
        let config = format!("url: https://x.test/b\npermalink: {permalink}\npermalink_defaults: {{abbrlink: 9}}\n");
        assert_eq!(
            links(&config, &[("source/_posts/lorem/hello-world.md", POST)]),
            [format!("lorem/hello-world.md https://x.test/b/{path} 2013-07-14T17:01:34+00:00")]
        );
    }
}

#[test]
fn the_hash_is_that_of_hexos_own_example() {
    let found = links("url: https://x.test\npermalink: :title-:hash/\n", &[("source/_posts/hello-world.md", POST)]);
    assert_eq!(found, ["hello-world.md https://x.test/hello-world-a2c8ac003b43/ 2013-07-14T17:01:34+00:00"]);
}

#[test]
fn categories_nest_and_have_slugs_of_their_own() {
    let config = "url: https://x.test\npermalink: :category/:name/\ncategory_map: {C++: cpp}\nfilename_case: 1\n";
    let post = |categories: &str| format!("---\ndate: 2024-01-05\n{categories}\n---\n");
    let texts = [
        post("categories: [Web Dev, C++]"),
        post("categories: [[A, B], [Web Dev]]"),
        post("category: Été"),
        post("slug: ignored"),
    ];
    assert_eq!(
        links(
            config,
            &[
                ("source/_posts/a.md", &texts[0]),
                ("source/_posts/b.md", &texts[1]),
                ("source/_posts/c.md", &texts[2]),
                ("source/_posts/d d.md", &texts[3]),
            ]
        ),
        [
            "a.md https://x.test/web-dev/cpp/a/ 2024-01-05T00:00:00+00:00",
            "b.md https://x.test/web-dev/b/ 2024-01-05T00:00:00+00:00",
            "c.md https://x.test/ete/c/ 2024-01-05T00:00:00+00:00",
            "d d.md https://x.test/uncategorized/d%20d/ 2024-01-05T00:00:00+00:00",
        ]
    );
}

#[test]
fn a_date_in_the_file_name_counts_only_where_the_names_have_one() {
    let files: &[(&str, &str)] = &[
        ("source/_posts/2024-01-05-a.md", "---\ntitle: A\n---\n"),
        ("source/_posts/plain.md", "---\ndate: 2024-01-06\n---\n"),
    ];
    assert_eq!(
        links("url: https://x.test\nnew_post_name: :year-:month-:day-:title.md\n", files),
        [
            "2024-01-05-a.md https://x.test/2024/01/05/a/ 2024-01-05T00:00:00+00:00",
            "plain.md https://x.test/2024/01/06/plain/ 2024-01-06T00:00:00+00:00",
        ]
    );
    let (found, _) = posts(&[
        ("_config.yml", "url: https://x.test\npermalink: :title/\n"),
        ("source/_posts/2024-01-05-a.md", "---\ntitle: A\n---\n"),
        ("scaffolds/post.md", ""),
    ]);
    assert_eq!(found, ["source/_posts/2024-01-05-a.md https://x.test/2024-01-05-a/ undated"]);
}

#[test]
fn the_zone_shifts_what_is_published_and_the_address_shows_utc() {
    let config = "url: https://x.test\ntimezone: America/New_York\npermalink: :month/:day/:title/\n";
    assert_eq!(
        links(
            config,
            &[
                ("source/_posts/late.md", "---\ndate: 2024-01-05 23:30:00\n---\n"),
                ("source/_posts/zulu.md", "---\ndate: 2024-01-05T23:30:00Z\n---\n"),
            ]
        ),
        [
            "late.md https://x.test/01/06/late/ 2024-01-05T23:30:00-05:00",
            "zulu.md https://x.test/01/06/zulu/ 2024-01-05T23:30:00-05:00",
        ]
    );
}

#[test]
fn a_posts_own_permalink_and_pretty_urls_are_taken_as_they_are() {
    let config = "url: https://x.test\npretty_urls: {trailing_index: false, trailing_html: false}\n";
    assert_eq!(
        links(
            config,
            &[
                ("source/_posts/a.md", "---\ndate: 2024-01-05\npermalink: my/own\n---\n"),
                ("source/_posts/b.md", "---\ndate: 2024-01-05\npermalink: /x/index.html\n---\n"),
                ("source/_posts/c.md", "---\ndate: 2024-01-05\npermalink: y.html\n---\n"),
                ("source/_posts/_hidden.md", "---\ndate: 2024-01-05\n---\n"),
                ("source/_drafts/d.md", "---\ndate: 2024-01-05\n---\n"),
                ("source/about/index.md", "---\ntitle: no post\n---\n"),
            ]
        ),
        [
            "a.md https://x.test/my/own 2024-01-05T00:00:00+00:00",
            "b.md https://x.test/x/ 2024-01-05T00:00:00+00:00",
            "c.md https://x.test/y 2024-01-05T00:00:00+00:00",
        ]
    );
}

#[test]
fn front_matter_may_lack_its_opening_fence() {
    let config = "url: https://x.test\npermalink: :lang/:title/\nnew_post_name: :lang/:title.md\n";
    assert_eq!(
        links(config, &[("source/_posts/de/hallo.md", "title: Hallo\ndate: 2024-01-05 10:00:00\n---\nText\n")]),
        ["de/hallo.md https://x.test/de/hallo/ 2024-01-05T10:00:00+00:00"]
    );
}

#[test]
fn what_is_missing_for_an_address_is_said() {
    let (found, problems) = posts(&[
        ("_config.yml", "url: https://x.test\npermalink: :id/:abbrlink/\nnew_post_name: x\npublic_dir: y\n"),
        ("source/_posts/a.md", "---\ndate: 2024-01-05\n---\n"),
        ("source/_posts/b.md", "---\ndate: 2024-01-05\nid: 7\n---\n"),
    ]);
    assert_eq!(found, [""; 0]);
    assert_eq!(
        problems,
        [
            "source/_posts/a.md: error[permalink-incomplete] the address has :id, which only Hexo's own database knows | \
             give the post an id, or take its links from the built site",
            "source/_posts/b.md: error[permalink-incomplete] the address has :abbrlink, and the post has no abbrlink | \
             give the post a line `abbrlink: …`, or a default under permalink_defaults",
        ]
    );
}

#[test]
fn a_zone_that_does_not_exist_is_an_error() {
    let config = "url: https://x.test\ntimezone: Mars\nnew_post_name: x\npublic_dir: y\n";
    assert_eq!(
        opening(&[("_config.yml", config)]),
        ["_config.yml:2:11: error[time-zone-unknown] there is no time zone \"Mars\" | write a name of the IANA \
          database, such as Europe/Berlin or UTC"]
    );
}
