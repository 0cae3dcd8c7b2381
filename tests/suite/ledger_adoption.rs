//! Sites that come from elsewhere keep the ids that their readers know.

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use feedwright::ledger::Ledger;
use feedwright::ledger::adopt::{Adopter, adopt};
use feedwright::ledger::recognise::candidate;
use feedwright::ledger::saved;
use feedwright::pipeline::{Memory, read_posts};
use feedwright::post::Occasion;
use feedwright::post::moment::Moment;
use serde_json::Value;

use crate::ground::feedwright;
use crate::real_sites::{options, real};

const SITES: [&str; 15] = [
    "e-18f",
    "e-base",
    "h-digitalgov",
    "h-grpc",
    "h-scipy",
    "j-18f",
    "j-cfpb",
    "j-homebrew",
    "j-jekylldocs",
    "j-persian",
    "j-poole",
    "j-swift",
    "p-jakevdp",
    "z-apollo",
    "z-rustblog",
];

#[test]
fn the_fifteen_sites_adopt_a_wordpress_feed_of_their_links() {
    every_entry_is_adopted(true);
}

#[test]
fn the_fifteen_sites_adopt_a_wordpress_feed_whose_links_are_numbers() {
    every_entry_is_adopted(false);
}

fn every_entry_is_adopted(with_links: bool) {
    let Some(folder) = real() else { return };
    let mut wrong = Vec::new();
    let mut adopted = 0;
    for name in SITES {
        let options = options(&folder, name);
        let (site, _) = feedwright::site::open(&options).unwrap();
        let before = read_posts(&site, Memory::Words, Occasion::default(), &|| ()).unwrap();
        let inner = options.root.strip_prefix(folder.join(name)).unwrap().to_string_lossy().into_owned();
        let entries = truth(&folder.join(name), &inner, &options.root);
        let feed = saved::read("wordpress.xml", wordpress(&entries, with_links).as_bytes()).unwrap();
        let adopters: Vec<Adopter<'_>> = before
            .posts
            .iter()
            .zip(&before.words)
            .map(|(post, words)| Adopter { candidate: candidate(post, *words), title: post.title.as_deref() })
            .collect();
        let adoption = adopt(&Ledger::default(), &adopters, &feed, "wordpress.xml").unwrap();
        wrong.extend(
            adoption.left.iter().map(|left| format!("{name}: left {} {} {:?}", left.id, left.title, left.like)),
        );

        let now: Moment = "2026-09-01T00:00:00Z".parse().unwrap();
        let after =
            read_posts(&site, Memory::Ledger { ledger: &adoption.ledger, now }, Occasion::default(), &|| ()).unwrap();
        let ids: HashMap<&str, &str> = after.posts.iter().map(|post| (&*post.source, post.id.0.as_str())).collect();
        for (number, entry) in entries.iter().enumerate() {
            adopted += 1;
            let id = ids.get(entry.source.as_str()).copied().unwrap_or("no post");
            if id != wordpress_id(number) {
                wrong.push(format!("{name}: {} is {id} and was {}", entry.source, wordpress_id(number)));
            }
        }
    }
    println!("{} of {adopted} entries are adopted", adopted - wrong.len());
    assert!(wrong.is_empty(), "{} of {adopted}:\n{}", wrong.len(), wrong.join("\n"));
}

struct Entry {
    source: String,
    link: String,
    title: String,
    published: Option<Moment>,
}

fn truth(folder: &Path, inner: &str, root: &Path) -> Vec<Entry> {
    let truth: Value = serde_json::from_slice(&fs::read(folder.join("truth.json")).unwrap()).unwrap();
    let entries = truth["entries"].as_array().unwrap().iter();
    entries
        .filter_map(|entry| {
            let source = entry["source_path"].as_str()?;
            let source = source.strip_prefix(inner).unwrap_or(source).trim_start_matches('/').to_owned();
            root.join(&source).is_file().then(|| Entry {
                source,
                link: entry["link"].as_str().unwrap_or_default().to_owned(),
                title: entry["title"].as_str().unwrap_or_default().to_owned(),
                published: entry["published"].as_str().and_then(moment),
            })
        })
        .collect()
}

/// The truth of Hugo has dates as RSS writes them, the others as Atom.
fn moment(date: &str) -> Option<Moment> {
    let as_in_rss = || chrono::DateTime::parse_from_rfc2822(date).ok().and_then(|instant| Moment::new(instant, false));
    date.parse().ok().or_else(as_in_rss)
}

fn wordpress_id(number: usize) -> String {
    format!("http://old.example/?p={}", number + 100)
}

fn wordpress(entries: &[Entry], with_links: bool) -> String {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let item = |(number, entry): (usize, &Entry)| {
        let id = wordpress_id(number);
        let link = if with_links { &entry.link } else { &id };
        let date = entry.published.map(|date| date.instant.to_rfc2822()).unwrap_or_default();
        format!(
            "<item><title>{}</title><link>{}</link><pubDate>{date}</pubDate><guid isPermaLink=\"false\">{}</guid></item>",
            escaped(&entry.title),
            escaped(link),
            escaped(&id)
        )
    };
    let items: String = entries.iter().enumerate().map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Old</title>{items}</channel></rss>")
}

/// A folder with three posts, the last of them without a date.
fn a_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("feedwright.toml", "[site]\nurl = \"https://new.example/\"\ncontent = \"posts\"\n");
    fs::create_dir(folder.path().join("posts")).unwrap();
    write("posts/a.md", "---\ntitle: First\ndate: 2020-01-01\n---\nOne.\n");
    write("posts/b.md", "---\ntitle: Second\ndate: 2020-02-01\n---\nTwo.\n");
    write("posts/c.md", "---\ntitle: Third\n---\nThree.\n");
    folder
}

const OLD: &str = "<rss version=\"2.0\"><channel><item><guid isPermaLink=\"false\"> ?p=1\n</guid><title>First</title>\
                   <link>http://old.example/a/</link></item><item><guid>not a URI</guid><title>Second!</title>\
                   <pubDate>Sat, 01 Feb 2020 10:00:00 +0000</pubDate></item><item><guid>3</guid><title>Third</title>\
                   <pubDate>Sun, 01 Mar 2020 10:00:00 +0000</pubDate></item><item><guid>4</guid><title>Gone</title>\
                   </item></channel></rss>";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn adoption_tells_what_it_matched_and_a_dry_run_writes_nothing() {
    let folder = a_site();
    fs::write(folder.path().join("old.xml"), OLD).unwrap();
    let dry = feedwright(folder.path(), &["adopt", "old.xml", "--dry-run"]);
    assert_eq!(
        text(&dry.stdout),
        "posts/a.md  \" ?p=1\\n\"  by its link\n\
         posts/b.md  not a URI  by its title and date\n\
         posts/c.md  3  by its title, with its date\n\
         left: 4  Gone  \n\
         old.xml: RSS, 3 adopted, 1 left\n"
    );
    assert!(dry.status.success() && !folder.path().join("feedwright.lock").exists());

    assert!(feedwright(folder.path(), &["adopt", "old.xml"]).status.success());
    let plan = feedwright(folder.path(), &["plan", "--against", "old.xml", "--format", "json", "--accept", "4"]);
    let plan: Value = serde_json::from_slice(&plan.stdout).unwrap();
    assert_eq!((&plan[0]["counts"]["reissued"], &plan[0]["counts"]["vanished"]), (&0.into(), &1.into()));
    assert_eq!(plan[0]["stopped"], false);
    let built = feedwright(folder.path(), &["build", "--now", "2024-01-01T00:00:00Z"]);
    assert!(built.status.success() && !text(&built.stderr).contains("undated"), "{}", text(&built.stderr));
    let feed = fs::read_to_string(folder.path().join("output/rss.xml")).unwrap();
    for known in
        [" ?p=1\n</guid>", ">not a URI</guid>", ">3</guid>", "<pubDate>Sun, 01 Mar 2020 10:00:00 +0000</pubDate>"]
    {
        assert!(feed.contains(known), "{known} is not in {feed}");
    }
}

#[test]
fn an_adopted_id_keeps_its_carriage_returns() {
    let folder = a_site();
    fs::write(folder.path().join("old.xml"), OLD.replace("?p=1\n", "?p=1&#13;\n")).unwrap();
    assert!(feedwright(folder.path(), &["adopt", "old.xml"]).status.success());
    assert!(feedwright(folder.path(), &["build"]).status.success());
    for feed in ["rss.xml", "atom.xml", "feed.json"] {
        let saved = fs::read(folder.path().join("output").join(feed)).unwrap();
        let saved = feedwright::ledger::saved::read(feed, &saved).unwrap();
        assert!(saved.entries.iter().any(|entry| entry.id == " ?p=1\r\n"), "{feed}: {saved:?}");
    }
    let plan = feedwright(folder.path(), &["plan", "--against", "old.xml", "--accept", "4"]);
    assert!(plan.status.success() && text(&plan.stdout).contains(" 0 reissued"), "{}", text(&plan.stdout));
}

#[test]
fn a_guid_that_is_the_address_of_a_post_is_known_beside_a_link_that_counts_clicks() {
    let folder = a_site();
    let old = "<rss version=\"2.0\"><channel><item><guid>https://old.example/a/</guid><title>Renamed</title>\
               <link>https://old.example/go?to=a&amp;utm_source=rss</link></item></channel></rss>";
    fs::write(folder.path().join("old.xml"), old).unwrap();
    let adopted = feedwright(folder.path(), &["adopt", "old.xml", "--dry-run"]);
    assert!(text(&adopted.stdout).starts_with("posts/a.md  https://old.example/a/  by its link\n"), "{adopted:?}");
}

#[test]
fn without_adoption_the_plan_stops_what_would_flood_the_readers() {
    let folder = a_site();
    fs::write(folder.path().join("old.xml"), OLD).unwrap();
    let plan = feedwright(folder.path(), &["plan", "--against", "old.xml", "--format", "json"]);
    let told: Value = serde_json::from_slice(&plan.stdout).unwrap();
    assert_eq!((plan.status.code(), &told[0]["counts"]["reissued"]), (Some(1), &2.into()));
    for format in ["table", "github", "markdown"] {
        let plan = feedwright(folder.path(), &["plan", "--against", "old.xml", "--format", format]);
        assert!(plan.status.code() == Some(1) && text(&plan.stdout).contains("reissued"), "{}", text(&plan.stdout));
    }
}

#[test]
fn a_feed_that_is_not_well_formed_is_refused_with_its_place() {
    let folder = a_site();
    fs::write(folder.path().join("old.xml"), OLD.replace("</item></channel>", "</channel>")).unwrap();
    let output = feedwright(folder.path(), &["adopt", "old.xml", "--message-format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("old.xml:2:"), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("error[saved-feed-malformed]"));
    assert!(!folder.path().join("feedwright.lock").exists());
}

/// Serves `answer` once, and gives the address.
#[cfg(feature = "fetch")]
fn serve(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/feed.xml", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(answer.as_bytes());
    });
    address
}

#[cfg(feature = "fetch")]
#[test]
fn a_feed_is_fetched_from_its_address() {
    let folder = a_site();
    let answer = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    };
    let fetched = feedwright(folder.path(), &["adopt", &serve(answer("200 OK", OLD))]);
    assert!(text(&fetched.stdout).ends_with("RSS, 3 adopted, 1 left\n"), "{}", text(&fetched.stderr));
    let refused = feedwright(folder.path(), &["adopt", &serve(answer("404 Not Found", ""))]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("the server answered with status 404"), "{}", text(&refused.stderr));
}
