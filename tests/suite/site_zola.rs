//! Zola's rules that the recorded sites do not show, and what is said of a configuration that is wrong.

use super::site_cases::{listed, opening, posts, without_help};

const POST: &str = "+++\ntitle = \"A\"\ndate = 2024-03-02\n+++\nText\n";

#[test]
fn a_draft_section_holds_back_all_that_is_below_it() {
    let (found, problems) = listed(&[
        ("config.toml", "base_url = \"https://x.test\"\n"),
        ("content/_index.md", "+++\n+++\n"),
        ("content/a.md", POST),
        ("content/Old Things/_index.md", "+++\ndraft = true\n+++\n"),
        ("content/Old Things/b.md", POST),
        ("content/Old Things/deep/c.md", "+++\ntitle = \"C\"\ndate = 2024-03-02\ndraft = false\n+++\n"),
    ]);
    assert_eq!(found, ["content/a.md"]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_name_with_a_dot_is_an_error_where_there_are_languages() {
    let (found, problems) = posts(&[
        ("config.toml", "base_url = \"https://x.test\"\n[languages.fr]\n"),
        ("content/posts/a.fr.md", POST),
        ("content/posts/v1.0.md", POST),
    ]);
    assert_eq!(found, ["content/posts/a.fr.md https://x.test/fr/posts/a/ 2024-03-02T00:00:00+00:00"]);
    assert_eq!(
        without_help(problems),
        [
            "content/posts/v1.0.md: error[permalink-incomplete] \"0\" in the file's name is no language of the site, and Zola \
             takes it for one"
        ]
    );
}

#[test]
fn the_older_forms_of_settings_are_read() {
    let (found, problems) = posts(&[
        (
            "config.toml",
            "base_url = \"https://x.test/\"\nslugify_paths = false\nlanguages = [{code = \"fr\", feed = true}]\n",
        ),
        ("content/Été 1.fr.md", POST),
        ("content/2024-03-02.md", "+++\ntitle = \"B\"\n+++\n"),
    ]);
    assert_eq!(
        found,
        [
            "content/2024-03-02.md https://x.test/2024-03-02/ 2024-03-02T00:00:00+00:00",
            "content/Été 1.fr.md https://x.test/fr/%C3%89t%C3%A9%201/ 2024-03-02T00:00:00+00:00",
        ]
    );
    assert_eq!(problems, [""; 0]);
}

#[test]
fn a_configuration_that_is_wrong_is_said_with_its_place() {
    for (config, expected) in [
        ("base_url = \n", "zola.toml:1:12: error[data-unreadable]"),
        ("base_url = \"x.test\"\n", "zola.toml:1:12: error[site-url-invalid] \"x.test\""),
        ("title = \"x\"\n", "error[site-url-missing] the address of the site is not known"),
        (
            "base_url = \"https://x.test\"\n[slugify]\npaths = \"loud\"\n",
            "zola.toml:3:9: error[site-config-unreadable] Zola knows no way \"loud\" to slugify paths",
        ),
    ] {
        let said = opening(&[("zola.toml", config), ("content/a.md", POST)]);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with(expected), "{said:?}");
    }
}
