//! Files that change their places: an entry stays with its post, and a new post is new, whatever path it has.

use std::fs;

use serde_json::Value;

use crate::blog::{Blog, messages};

/// A blog of posts: (file, title, day of 2026, words).
fn blog(posts: &[(&str, &str, &str, &str)]) -> Blog {
    let blog = Blog::of(&[("feedwright.toml", "[site]\nurl = \"https://e.example/\"\ntitle = \"T\"\n")]);
    for post in posts {
        write(&blog, *post);
    }
    blog
}

fn write(blog: &Blog, (file, title, day, words): (&str, &str, &str, &str)) {
    let text = format!("---\ntitle: {title}\ndate: 2026-{day}\n---\n{words}\n");
    blog.write(&format!("content/{file}"), text.as_bytes());
}

fn rename(blog: &Blog, from: &str, to: &str) {
    let to = blog.file(&format!("content/{to}"));
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(blog.file(&format!("content/{from}")), to).unwrap();
}

fn remove(blog: &Blog, file: &str) {
    fs::remove_file(blog.file(&format!("content/{file}"))).unwrap();
}

/// Eighty words of one post's own.
fn words(of: &str) -> String {
    (0..80).map(|at| format!("{of}{at}")).collect::<Vec<_>>().join(" ")
}

/// Builds on a day, and gives the ids by title.
fn build(blog: &Blog, day: &str) -> Vec<(String, String)> {
    let output = blog.run(&["build", "--now", &format!("2026-{day}T00:00:00Z")]);
    assert_eq!(output.status.code(), Some(0), "{}", messages(&output));
    ids(blog)
}

fn ids(blog: &Blog) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut ids: Vec<(String, String)> =
        blog.items("output/feed.json").iter().map(|item| (text(&item["title"]), text(&item["id"]))).collect();
    ids.sort();
    ids
}

fn id(ids: &[(String, String)], title: &str) -> String {
    ids.iter().find(|(known, _)| known == title).unwrap_or_else(|| panic!("no {title} in {ids:?}")).1.clone()
}

/// What a plan counts, and its exit code.
fn plan(blog: &Blog, day: &str) -> (Option<i32>, Vec<(String, u64)>) {
    let output = blog.run(&["plan", "--format", "json", "--now", &format!("2026-{day}T00:00:00Z")]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let counts = told[0]["counts"].as_object().unwrap();
    let some =
        ["new", "reissued", "vanished"].into_iter().map(|name| (name.to_owned(), counts[name].as_u64().unwrap()));
    (output.status.code(), some.filter(|(_, count)| *count > 0).collect())
}

fn counted(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[test]
fn a_new_post_does_not_take_the_entry_whose_id_it_would_be_given() {
    let blog = blog(&[("a.md", "A", "01-01", &words("a"))]);
    let first = id(&build(&blog, "01-10"), "A");
    rename(&blog, "a.md", "b.md");
    build(&blog, "01-11");
    rename(&blog, "b.md", "c.md");
    write(&blog, ("a.md", "New", "02-01", &words("n")));
    assert_eq!(plan(&blog, "02-02"), (Some(0), counted(&[("new", 1)])));
    let now = build(&blog, "02-02");
    assert_eq!(id(&now, "A"), first);
    assert_ne!(id(&now, "New"), first);
}

#[test]
fn a_new_post_does_not_take_the_id_of_one_that_goes_in_the_same_build() {
    let blog = blog(&[("a.md", "A", "01-01", &words("a")), ("o.md", "O", "01-01", &words("o"))]);
    let first = id(&build(&blog, "01-10"), "A");
    rename(&blog, "a.md", "b.md");
    build(&blog, "01-11");
    remove(&blog, "b.md");
    write(&blog, ("a.md", "New", "02-01", &words("n")));
    assert_eq!(plan(&blog, "02-02"), (Some(1), counted(&[("new", 1), ("vanished", 1)])));
    assert_ne!(id(&build(&blog, "02-02"), "New"), first);
}

#[test]
fn an_archived_post_with_a_line_more_keeps_its_entry_when_a_new_one_has_its_path() {
    for new in [words("n"), "The server moves tonight.".to_owned()] {
        let blog = blog(&[("a.md", "A", "01-01", &words("a"))]);
        let first = id(&build(&blog, "01-10"), "A");
        rename(&blog, "a.md", "b.md");
        write(&blog, ("b.md", "A", "01-01", &format!("{} This is the old page.", words("a"))));
        write(&blog, ("a.md", "New", "02-01", &new));
        assert_eq!(plan(&blog, "02-02"), (Some(0), counted(&[("new", 1)])), "{new}");
        let now = build(&blog, "02-02");
        assert!(id(&now, "A") == first && id(&now, "New") != first, "{new}: {now:?}");
    }
}

#[test]
fn a_moved_post_of_few_words_keeps_its_entry_when_a_new_one_has_its_path() {
    let blog = blog(&[("a.md", "A", "01-01", "Sunset over the harbour.")]);
    let first = id(&build(&blog, "01-10"), "A");
    rename(&blog, "a.md", "b.md");
    write(&blog, ("a.md", "New", "02-01", "Snow in the harbour."));
    let now = build(&blog, "02-02");
    assert!(id(&now, "A") == first && id(&now, "New") != first, "{now:?}");
}

#[test]
fn a_post_that_is_rewritten_or_dated_anew_keeps_its_entry() {
    let blog = blog(&[("a.md", "A", "01-01", &words("a")), ("s.md", "S", "01-01", "few words")]);
    let first = build(&blog, "01-10");
    write(&blog, ("a.md", "A", "02-01", &words("rewritten")));
    write(&blog, ("s.md", "S", "02-01", "others"));
    assert_eq!(plan(&blog, "02-02"), (Some(0), counted(&[])));
    assert_eq!(build(&blog, "02-02"), first);
}

#[test]
fn a_post_that_is_renamed_to_the_path_of_a_deleted_one_keeps_its_own_entry() {
    for at_once in [true, false] {
        let blog = blog(&[("a.md", "A", "01-05", &words("a")), ("b.md", "B", "01-05", &words("b"))]);
        let first = id(&build(&blog, "01-10"), "B");
        remove(&blog, "a.md");
        if !at_once {
            build(&blog, "01-11");
        }
        rename(&blog, "b.md", "a.md");
        assert_eq!(id(&build(&blog, "01-12"), "B"), first, "at once: {at_once}");
    }
}

#[test]
fn the_entry_of_a_post_that_cannot_be_read_waits_for_it() {
    let blog = blog(&[("a.md", "A", "01-01", &words("a")), ("o.md", "O", "01-01", &words("o"))]);
    let first = id(&build(&blog, "01-10"), "A");
    rename(&blog, "a.md", "c.md");
    build(&blog, "01-11");
    let unreadable = format!("---\ntitle: A\ndate: bad\n---\n{}\n", words("a"));
    blog.write("content/c.md", unreadable.as_bytes());
    write(&blog, ("a.md", "New", "01-11", &words("n")));
    write(&blog, ("copy.md", "Copy", "01-01", &words("a")));
    let output = blog.run(&["build", "--keep-going", "--now", "2026-01-12T00:00:00Z"]);
    assert_eq!(output.status.code(), Some(1), "{}", messages(&output));
    let between = ids(&blog);
    assert!(between.iter().all(|(_, id)| *id != first), "{between:?}");
    write(&blog, ("c.md", "A", "01-01", &words("a")));
    let now = build(&blog, "01-13");
    assert_eq!(id(&now, "A"), first);
    assert_eq!((id(&now, "New"), id(&now, "Copy")), (id(&between, "New"), id(&between, "Copy")));
}

#[test]
fn a_post_that_is_held_back_is_not_called_reissued_as_the_next_one_of_its_kind() {
    let template = "Thank you for reading the weekly links, tell me by mail what you think, and do not forget to subscribe to \
                    the newsletter. See you next week.";
    let weekly = |number: u32| format!("{template} Link {number}");
    let blog = blog(&[("w2.md", "W2", "01-02", &weekly(2)), ("w3.md", "W3", "01-09", &weekly(3))]);
    let first = id(&build(&blog, "01-10"), "W3");
    let text = blog.text("content/w3.md").replacen("---\n", "---\ndraft: true\n", 1);
    blog.write("content/w3.md", text.as_bytes());
    write(&blog, ("w4.md", "W4", "01-16", &weekly(4)));
    assert_eq!(plan(&blog, "01-17"), (Some(1), counted(&[("new", 1), ("vanished", 1)])));
    assert_ne!(id(&build(&blog, "01-17"), "W4"), first);
}

#[test]
fn a_post_that_is_renamed_and_edited_much_is_known_by_its_date() {
    let short = "Sunset over the harbour tonight, taken from the pier.";
    let half: String = words("a").replace("a1", "x1");
    for (day, was, is) in [
        ("01-01T18:05:07Z", short, "Sunset over the harbour yesterday."),
        ("01-01", words("a").as_str(), half.as_str()),
    ] {
        let blog = blog(&[("a.md", "A", day, was), ("o.md", "O", "01-02", &words("o"))]);
        let first = build(&blog, "01-10");
        remove(&blog, "a.md");
        write(&blog, ("b.md", "A", day, is));
        assert_eq!(build(&blog, "01-11"), first, "{is}");
    }
}

#[test]
fn another_post_of_the_day_of_one_that_goes_is_new() {
    for (was, is) in [(words("a"), words("n")), ("few words".to_owned(), "others now".to_owned())] {
        let blog = blog(&[("a.md", "A", "01-01", &was), ("o.md", "O", "01-02", &words("o"))]);
        let first = id(&build(&blog, "01-10"), "A");
        remove(&blog, "a.md");
        write(&blog, ("n.md", "New", "01-01", &is));
        assert_ne!(id(&build(&blog, "01-11"), "New"), first, "{is}");
    }
}

#[test]
fn a_ledger_that_is_missing_is_not_made_anew_without_a_word() {
    let blog = blog(&[("a.md", "A", "01-01", &words("a"))]);
    build(&blog, "01-10");
    rename(&blog, "a.md", "b.md");
    build(&blog, "01-11");
    fs::remove_file(blog.file("feedwright.lock")).unwrap();
    let plan = blog.run(&["plan"]);
    assert!(!String::from_utf8_lossy(&plan.stdout).contains("as before"), "{plan:?}");
    let denied = blog.run(&["build", "--deny", "ids-not-adopted"]);
    let told = messages(&denied);
    assert!(
        denied.status.code() == Some(1) && told.contains("output/rss.xml knows 1 of the posts by other ids"),
        "{told}"
    );
    assert_eq!(blog.run(&["adopt", "output/rss.xml"]).status.code(), Some(0));
    let adopted = blog.run(&["build", "--deny", "ids-not-adopted"]);
    assert_eq!(adopted.status.code(), Some(0), "{}", messages(&adopted));
}
