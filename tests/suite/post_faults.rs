//! What authors write of a post that cannot be so: it is neither published as it stands nor passed over in silence.

use feedwright::config::{USUAL_BEGINNING, USUAL_SUMMARY, main_feed};
use feedwright::feed::select::{Allowances, View};
use feedwright::pipeline::{Memory, Order, documents, read_posts};
use feedwright::post::Occasion;
use feedwright::render::Policy;
use feedwright::site::open;

use crate::blog::{Blog, messages};

const SETTINGS: &str = "[site]\nurl = \"https://e.example/\"\ntitle = \"T\"\n";

/// A blog of this post beside a good one.
fn blog(name: &str, text: &str) -> Blog {
    let good = "---\ntitle: Good\ndate: 2024-01-01\n---\nwords\n";
    Blog::of(&[("feedwright.toml", SETTINGS), ("content/good.md", good), (&format!("content/{name}"), text)])
}

/// Builds without a ledger at the beginning of 2026, with `more` options: the exit code and the problems, without what helps.
fn build(blog: &Blog, more: &[&str]) -> (Option<i32>, String) {
    let now: &[&str] = if more.contains(&"--now") { &[] } else { &["--now", "2026-01-01T00:00:00Z"] };
    let output = blog.run(&[&["build", "--no-ledger", "--message-format", "short"], now, more].concat());
    let said = messages(&output);
    let problems = said.lines().filter(|line| line.contains("warning[") || line.contains("error["));
    (output.status.code(), problems.flat_map(|line| [line.split("; help: ").next().unwrap(), "\n"]).collect())
}

fn explained(blog: &Blog, post: &str) -> String {
    let output = blog.run(&["explain", post, "--no-ledger", "--now", "2026-01-01T00:00:00Z"]);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_last_change_in_the_future_is_left_out_until_then() {
    let blog = blog("a.md", "---\ntitle: A\ndate: 2024-01-02\nupdated: 2099-01-01\n---\nx\n");
    let warned = "content/a.md:4:10: warning[updated-in-future]: the last change is in the future: \
                  2099-01-01T00:00:00+00:00\n";
    assert_eq!(build(&blog, &[]), (Some(0), warned.to_owned()));
    let atom = blog.text("output/atom.xml");
    assert!(atom.contains("<updated>2024-01-02T00:00:00+00:00</updated>") && !atom.contains("2099"), "{atom}");
    assert_eq!(blog.items("output/feed.json")[0].get("date_modified"), None);
    let why = "updated      left out: content/a.md:4: updated 2099-01-01T00:00:00+00:00 is in the future\n";
    assert!(explained(&blog, "content/a.md").contains(why));
    assert_eq!(build(&blog, &["--now", "2099-01-02T00:00:00Z"]), (Some(0), String::new()));
    assert!(blog.text("output/atom.xml").contains("<updated>2099-01-01T00:00:00+00:00</updated>"));
}

#[test]
fn a_last_change_in_the_future_does_not_come_back_by_the_ledger() {
    let blog = blog("a.md", "---\ntitle: A\ndate: 2024-01-02\nupdated: 2026-03-01\n---\nx\n");
    let at = |now: &str| blog.run(&["build", "--now", now]).status.code();
    assert_eq!(at("2026-04-01T00:00:00Z"), Some(0));
    assert!(blog.text("feedwright.lock").contains("2026-03-01"));
    assert_eq!(at("2026-02-01T00:00:00Z"), Some(0));
    assert!(!blog.text("output/atom.xml").contains("2026-03-01"));
    assert!(!blog.text("feedwright.lock").contains("2026-03-01"));
}

#[test]
fn a_post_that_waits_may_say_a_change_that_waits_too() {
    let blog = blog("a.md", "---\ntitle: A\ndate: 2026-02-01\nupdated: 2026-02-03\n---\nx\n");
    assert_eq!(build(&blog, &[]), (Some(0), String::new()));
}

#[test]
fn explain_says_that_a_change_before_the_publication_is_left_out() {
    let blog = blog("a.md", "---\ntitle: A\ndate: 2024-01-02\nlastmod: 2023-01-01\n---\nx\n");
    let why = "updated      left out: content/a.md:4: lastmod 2023-01-01T00:00:00+00:00 is before the publication\n";
    let told = explained(&blog, "content/a.md");
    assert!(told.contains(why), "{told}");
}

#[test]
fn the_zero_date_is_no_date() {
    for zero in ["0001-01-01", "0001-01-01T00:00:00Z", "\"0001-01-01 00:00:00 +0000 UTC\""] {
        let blog = blog("a.md", &format!("---\ntitle: A\ndate: {zero}\nexpires: {zero}\n---\nx\n"));
        let warned = "content/a.md:3:7: warning[date-zero]: 0001-01-01 is what programs write where there is no date: the \
                      post has none\n";
        assert_eq!(build(&blog, &[]), (Some(0), warned.to_owned()), "{zero}");
        let rss = blog.text("output/rss.xml");
        assert!(rss.contains("<title>A</title>") && !rss.contains("0001"), "{rss}");
    }
    let dated = blog("2024-05-06-a.md", "---\ntitle: A\ndate: 0001-01-01\n---\nx\n");
    assert_eq!(build(&dated, &[]), (Some(0), String::new()));
    assert!(dated.text("output/rss.xml").contains("Mon, 06 May 2024"));
}

#[test]
fn an_impossible_date_in_a_name_is_told_as_one() {
    for (name, date) in [
        ("2024-13-45-post.md", "2024-13-45"),
        ("2024-02-30-post.md", "2024-02-30"),
        ("2024-02-31-folder/index.md", "2024-02-31"),
        ("2023-02-29/post.md", "2023-02-29"),
    ] {
        let blog = blog(name, "---\ntitle: A\n---\nx\n");
        let warned = format!(
            "content/{name}: warning[name-date-impossible]: the name begins like a date, and {date} is not in the \
             calendar: the post has none\n"
        );
        assert_eq!(build(&blog, &[]), (Some(0), warned), "{name}");
    }
    let dated = blog("2024-02-30-post.md", "---\ntitle: A\ndate: 2024-03-01\n---\nx\n");
    assert_eq!(build(&dated, &[]), (Some(0), String::new()));
}

#[test]
fn an_impossible_date_in_a_name_is_told_beside_what_the_ledger_says() {
    let blog = blog("2024-02-30-post.md", "---\ntitle: A\n---\nx\n");
    let built = |now: &str| messages(&blog.run(&["build", "--now", now]));
    let first = built("2026-01-01T00:00:00Z");
    assert!(first.contains("name-date-impossible") && first.contains("keeps the moment of its first build"), "{first}");
    assert!(built("2026-01-02T00:00:00Z").contains("name-date-impossible"));
}

#[test]
fn a_draft_of_which_nobody_can_tell_is_not_published() {
    for (line, said) in [
        ("draft: maybe", "draft says \"maybe\", which is neither yes nor no"),
        ("draft: [true]", "draft says neither yes nor no"),
        ("draft: {a: b}", "draft says neither yes nor no"),
        ("draft: 2", "draft says \"2\", which is neither yes nor no"),
        ("published: nope", "published says \"nope\", which is neither yes nor no"),
    ] {
        let blog = blog("a.md", &format!("---\ntitle: A\ndate: 2024-01-02\n{line}\n---\nx\n"));
        let column = line.find(' ').unwrap() + 2;
        let told = format!("content/a.md:4:{column}: error[draft-unreadable]: {said}\n");
        assert_eq!(build(&blog, &[]), (Some(1), told.clone()), "{line}");
        assert!(!blog.file("output/rss.xml").exists(), "{line}");
        assert_eq!(build(&blog, &["--keep-going", "--drafts"]), (Some(1), told), "{line}");
        assert_eq!(blog.items("output/feed.json").len(), 1, "{line}");
    }
    for line in ["draft:", "draft: \"\"", "draft: no", "draft: 0", "published: 2024-05-01", "published: true"] {
        let blog = blog("a.md", &format!("---\ntitle: A\ndate: 2024-01-02\n{line}\n---\nx\n"));
        assert_eq!(build(&blog, &[]), (Some(0), String::new()), "{line}");
        assert_eq!(blog.items("output/feed.json").len(), 2, "{line}");
    }
}

#[test]
fn gits_dates_without_a_repository_are_told_once() {
    let blog = blog("a.md", "---\ntitle: A\ndate: 2024-01-02\n---\nx\n");
    blog.write("feedwright.toml", format!("{SETTINGS}[dates]\nupdated = [\"git\"]\n").as_bytes());
    let (code, said) = build(&blog, &[]);
    assert_eq!((code, said.lines().count()), (Some(0), 1), "{said}");
    assert!(said.contains("warning[git-missing]: git has no dates of this folder: "), "{said}");
    assert_eq!(build(&blog, &["--deny", "git-missing"]).0, Some(1));
    // Nobody named git here.
    blog.write("feedwright.toml", SETTINGS.as_bytes());
    blog.write("content/undated.md", b"---\ntitle: U\n---\nx\n");
    assert!(!build(&blog, &[]).1.contains("git-missing"));
}

#[test]
fn a_status_that_pelican_does_not_know_is_not_published() {
    for (status, told) in [
        ("Status: drfat\n", "content/a.md:3:9: error[draft-unreadable]: there is no status \"drfat\"\n"),
        ("Status: Published\n", ""),
        ("", ""),
    ] {
        let text = format!("Title: A\nDate: 2024-01-02\n{status}\nwords\n");
        let config = "SITEURL = 'https://e.example'\nSITENAME = 'T'\nPATH = 'content'\n";
        let blog = Blog::of(&[("pelicanconf.py", config), ("content/a.md", &text)]);
        let code = if told.is_empty() { Some(0) } else { Some(1) };
        assert_eq!(build(&blog, &[]), (code, told.to_owned()), "{status}");
    }
}

#[test]
fn a_post_whose_front_matter_changes_during_a_build_is_not_cut_where_its_text_began() {
    let before = "---\ntitle: A\ndate: 2024-01-02\n---\nwords\n";
    let blog = blog("a.md", before);
    let (site, _) = open(&feedwright::site::SiteOptions {
        url: Some("https://e.example/".parse().unwrap()),
        title: Some("T".to_owned()),
        ..blog.options()
    })
    .unwrap();
    let posts = read_posts(&site, Memory::Nothing, Occasion::default(), &|| ()).unwrap();
    let order = Order {
        view: View { site: &site, now: "2026-01-01T00:00:00Z".parse().unwrap(), allowances: Allowances::default() },
        feeds: &[main_feed()],
        output_url: &site.url,
        summary_length: USUAL_SUMMARY,
        beginning: USUAL_BEGINNING,
        pages: None,
        policy: &Policy::default(),
    };
    let build = |text: &str| {
        blog.write("content/a.md", text.as_bytes());
        documents(&order, &posts.posts).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(build(&format!("{before}More words.\n")), Ok(()));
    assert_eq!(build(&format!("\u{feff}{before}")), Ok(()), "a byte order mark is none of the text");
    let longer = "---\ntitle: A\ndate: 2024-01-02\nnote: my secret line\ndraft: true\n---\nwords\n";
    for changed in [longer, "---\n", ""] {
        let error = build(changed).unwrap_err();
        assert!(error.ends_with("it was changed while the feeds were made; build again"), "{changed:?}: {error}");
    }
}

#[test]
fn a_folder_that_is_configured_and_usual_is_named_once() {
    let blog = blog("a.md", "---\ntitle: A\ndate: 2024-01-02\nenclosure: https://e.example/a.mp3\n---\nx\n");
    blog.write("feedwright.toml", format!("{SETTINGS}static = \"static\"\n").as_bytes());
    blog.write("static/b.txt", b"b");
    let said = messages(&blog.run(&["build", "--no-ledger", "--message-format", "short"]));
    let help = "; help: write its size in bytes as `length`, or put the file into static/ or content/\n";
    assert!(said.contains(help), "{said}");
}
