//! A year in the life of a blog: whatever its author does, no reader sees an old post twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::ground::ran;

/// A blog in a folder of its own.
struct Blog {
    folder: tempfile::TempDir,
    day: u32,
}

/// What a plan told: of each change how many, those that there are none of left out.
type Told = BTreeMap<String, u64>;

impl Blog {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), day: 0 }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    fn rename(&self, from: &str, to: &str) {
        let to = self.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(self.path().join(from), to).unwrap();
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.path().join(file)).unwrap();
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from}");
        self.write(file, &text.replace(from, to));
    }

    /// Three weeks of the year later every time.
    fn today(&self) -> String {
        let first = chrono::NaiveDate::from_ymd_opt(2025, 1, 21).unwrap();
        (first + chrono::TimeDelta::weeks(3 * i64::from(self.day))).to_string()
    }

    fn now(&self) -> String {
        format!("{}T12:00:00+00:00", self.today())
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let now = self.now();
        let all: Vec<&str> = arguments.iter().copied().chain(["--now", now.as_str()]).collect();
        ran(self.path(), &all)
    }

    fn build(&self) {
        let (code, _, said) = self.run(&["build"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(!said.contains("interrupted"), "{said}");
        let lock = self.read("feedwright.lock");
        let (code, _, said) = self.run(&["build", "--locked"]);
        assert_eq!((code, self.read("feedwright.lock")), (Some(0), lock), "a second build changes nothing: {said}");
    }

    /// Plans, builds, and tells what the plan told.
    fn step(&mut self) -> Told {
        self.day += 1;
        let (code, printed, said) = self.run(&["plan", "--format", "json"]);
        let plan: Value = serde_json::from_str(&printed).unwrap_or_else(|_| panic!("no plan: {said}"));
        let counts = plan[0]["counts"].as_object().unwrap();
        let told: Told = counts
            .iter()
            .filter_map(|(name, count)| count.as_u64().filter(|count| *count > 0).map(|count| (name.clone(), count)))
            .collect();
        assert_eq!(told.get("reissued"), None, "{printed}");
        let stopped = told.contains_key("vanished");
        assert_eq!(code, Some(i32::from(stopped)), "{printed}{said}");
        self.build();
        told
    }

    fn ids(&self) -> Vec<String> {
        let feed: Value = serde_json::from_str(&self.read("output/feed.json")).unwrap();
        let mut ids: Vec<String> =
            feed["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@e.example", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(self.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

fn told(counts: &[(&str, u64)]) -> Told {
    counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

/// Sixty words that are this post's alone.
fn words(seed: usize) -> String {
    let all = ["river", "stone", "window", "garden", "letter", "winter", "engine", "harbour", "candle", "mirror"];
    let word = |at: usize| format!("{}{}", all[(at * seed + at / 7) % all.len()], (at * at + seed * 31) % 97);
    let text: Vec<String> = (1..=60).map(word).collect();
    text.join(" ")
}

fn post(title: &str, date: &str, seed: usize) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n---\n\n{}\n", words(seed))
}

const SETTINGS: &str = "[site]\nurl = \"http://old.example/\"\ntitle = \"A blog\"\n[feed]\nlimit = 0\n";

/// A Jekyll blog of six posts, published.
fn jekyll() -> Blog {
    let mut blog = Blog::new();
    blog.write("feedwright.toml", SETTINGS);
    blog.write("_config.yml", "title: A blog\nurl: http://old.example\npermalink: /:year/:month/:day/:title.html\n");
    for at in 1..=6 {
        let text = post(&format!("Post {at}"), &format!("2024-0{at}-10"), at);
        blog.write(&format!("_posts/2024-0{at}-10-post-{at}.md"), &text);
    }
    assert_eq!(blog.step(), told(&[("new", 6)]));
    blog
}

#[test]
fn a_year_of_a_blog_shows_no_old_post_again() {
    let mut blog = jekyll();
    let first = blog.ids();

    blog.write("_posts/2025-01-20-post-7.md", &post("Post 7", "2025-01-20", 7));
    assert_eq!(blog.step(), told(&[("new", 1)]), "a post is added");
    let ids = blog.ids();
    assert!(first.iter().all(|id| ids.contains(id)));

    blog.rename("_posts/2024-01-10-post-1.md", "_posts/2024-01-10-a-better-name.md");
    assert_eq!(blog.step(), told(&[("moved", 1)]), "a file is renamed");

    blog.replace("_posts/2024-02-10-post-2.md", "Post 2", "A new title");
    assert_eq!(blog.step(), told(&[("retitled", 1)]), "a post is retitled");

    blog.replace("_posts/2024-03-10-post-3.md", "2024-03-10", "2024-03-12");
    assert_eq!(blog.step(), told(&[("moved", 1), ("re-dated", 1), ("touched", 1)]), "a post is re-dated");

    blog.rename("_posts/2024-04-10-post-4.md", "essays/_posts/2024-04-10-post-4.md");
    blog.replace("_config.yml", "/:year/:month/:day/:title.html", "/:categories/:title/");
    let moved = blog.step();
    assert_eq!(
        (moved.get("moved"), moved.len()),
        (Some(&7), 1),
        "another section and another permalink rule: {moved:?}"
    );

    blog.replace("feedwright.toml", "http://old.example/", "http://new.example/");
    blog.replace("_config.yml", "http://old.example", "http://new.example");
    assert_eq!(blog.step(), told(&[("moved", 7)]), "another domain");

    blog.replace("feedwright.toml", "http://new.example/", "https://new.example/");
    blog.replace("_config.yml", "http://new.example", "https://new.example");
    assert_eq!(blog.step(), told(&[("moved", 7)]), "http to https");
    assert_eq!(blog.ids(), ids, "after all of this every id is what it was");

    to_hugo(&blog);
    let moved = blog.step();
    assert_eq!((moved.get("moved"), moved.get("new"), moved.get("vanished")), (Some(&7), None, None), "{moved:?}");
    assert_eq!(blog.ids(), ids, "from Jekyll to Hugo");

    to_zola(&blog);
    let moved = blog.step();
    assert_eq!((moved.get("new"), moved.get("vanished")), (None, None), "{moved:?}");
    assert_eq!(blog.ids(), ids, "from Hugo to Zola");

    let copied = blog.read("content/blog/post-2.md");
    blog.write("content/blog/post-2-again.md", &copied);
    assert_eq!(blog.step(), told(&[("new", 1)]), "a copied file is a new post");

    let deleted = blog.read("content/blog/post-5.md");
    blog.remove("content/blog/post-5.md");
    let copy_and_rest = blog.ids();
    assert_eq!(blog.step(), told(&[("vanished", 1)]), "a post is deleted");

    blog.write("content/blog/post-5.md", &deleted);
    assert_eq!(blog.step(), told(&[("returned", 1)]), "and restored");
    assert_eq!(blog.ids(), copy_and_rest, "under its own id");
}

fn to_hugo(blog: &Blog) {
    blog.remove("_config.yml");
    blog.write("hugo.toml", "baseURL = \"https://new.example/\"\ntitle = \"A blog\"\n");
    for (from, to) in [
        ("_posts/2024-01-10-a-better-name.md", "a-better-name"),
        ("_posts/2024-02-10-post-2.md", "post-2"),
        ("_posts/2024-03-10-post-3.md", "post-3"),
        ("essays/_posts/2024-04-10-post-4.md", "post-4"),
        ("_posts/2024-05-10-post-5.md", "post-5"),
        ("_posts/2024-06-10-post-6.md", "post-6"),
        ("_posts/2025-01-20-post-7.md", "post-7"),
    ] {
        blog.rename(from, &format!("content/posts/{to}.md"));
    }
    // A converter rewrites what belonged to the old generator.
    blog.replace("content/posts/post-6.md", "---\n\n", "---\n\n{{< figure src=\"a.png\" >}}\n\n");
}

fn to_zola(blog: &Blog) {
    blog.remove("hugo.toml");
    blog.write("config.toml", "base_url = \"https://new.example\"\ntitle = \"A blog\"\ngenerate_feeds = true\n");
    blog.write("content/_index.md", "+++\n+++\n");
    blog.write("content/blog/_index.md", "+++\nsort_by = \"date\"\n+++\n");
    for name in ["a-better-name", "post-2", "post-3", "post-4", "post-5", "post-6", "post-7"] {
        blog.rename(&format!("content/posts/{name}.md"), &format!("content/blog/{name}.md"));
    }
    blog.replace("content/blog/post-6.md", "{{< figure src=\"a.png\" >}}\n\n", "");
}

#[test]
fn two_branches_that_are_merged_keep_the_entries_of_both() {
    let mut blog = jekyll();
    blog.write(".gitattributes", "feedwright.lock merge=union\n");
    blog.write(".gitignore", "output/\n");
    blog.git(&["init", "-q"]);
    blog.git(&["add", "."]);
    blog.git(&["commit", "-q", "-m", "all"]);

    blog.git(&["checkout", "-q", "-b", "other"]);
    blog.write("_posts/2025-02-01-theirs.md", &post("Theirs", "2025-02-01", 11));
    blog.day += 1;
    blog.build();
    blog.git(&["add", "."]);
    blog.git(&["commit", "-q", "-m", "theirs"]);
    let theirs = blog.ids();

    blog.git(&["checkout", "-q", "main"]);
    blog.write("_posts/2025-02-02-ours.md", &post("Ours", "2025-02-02", 12));
    blog.rename("_posts/2024-01-10-post-1.md", "_posts/2024-01-10-renamed.md");
    blog.build();
    blog.git(&["add", "."]);
    blog.git(&["commit", "-q", "-m", "ours"]);
    let ours = blog.ids();

    blog.git(&["merge", "-q", "-m", "both", "other"]);
    assert_eq!(blog.step(), told(&[("returned", 1)]), "the other branch published it");
    let mut both: Vec<String> = ours.into_iter().chain(theirs).collect();
    both.sort();
    both.dedup();
    assert_eq!(blog.ids(), both);
}

#[test]
fn a_merge_that_was_not_finished_is_called_one_and_nothing_is_written() {
    let mut blog = jekyll();
    let lock = blog.read("feedwright.lock");
    let (head, rest) = lock.split_once("http://old.example").unwrap();
    blog.write("feedwright.lock", &format!("{head}<<<<<<< HEAD\n=======\n>>>>>>> other\nhttp://old.example{rest}"));
    blog.write("_posts/2025-02-01-new.md", &post("New", "2025-02-01", 11));
    blog.day += 1;
    let feed = blog.read("output/rss.xml");
    let (code, _, said) = blog.run(&["build", "--message-format", "short"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("feedwright.lock:3:1: error[ledger-conflict]: a merge was not finished here"), "{said}");
    assert_eq!(blog.read("output/rss.xml"), feed);
}

#[test]
fn changed_words_are_an_update_and_changed_markup_is_none() {
    let mut blog = jekyll();
    let file = "_posts/2024-06-10-post-6.md";
    let text = blog.read(file);
    blog.write(file, &text.replace(' ', "\n").replace("title:\nPost\n6", "title: Post 6").replace("date:\n", "date: "));
    let markup = blog.step();
    assert_eq!((markup.get("updated"), markup.get("touched")), (None, None), "{markup:?}");
    blog.write(file, &text.replace("river", "brook"));
    assert_eq!(blog.step(), told(&[("updated", 1), ("touched", 1)]));
    let feed: Value = serde_json::from_str(&blog.read("output/feed.json")).unwrap();
    let changed: Vec<&Value> =
        feed["items"].as_array().unwrap().iter().filter(|item| item["title"] == "Post 6").collect();
    assert_eq!(changed[0]["date_modified"], format!("{}T00:00:00+00:00", blog.today()));
}

#[test]
fn an_undated_post_keeps_the_moment_it_was_first_seen() {
    let mut blog = Blog::new();
    blog.write("feedwright.toml", SETTINGS);
    blog.write("posts/a.md", "---\ntitle: No date\n---\n\nWords.\n");
    blog.write(
        "feedwright.toml",
        &SETTINGS.replace("title = \"A blog\"\n", "title = \"A blog\"\ncontent = \"posts\"\n"),
    );
    let (code, _, said) = blog.run(&["build"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("warning[undated-post]"), "{said}");
    let feed = blog.read("output/rss.xml");
    assert!(feed.contains("<pubDate>Tue, 21 Jan 2025 12:00:00 +0000</pubDate>"), "{feed}");
    blog.day = 9;
    let (code, _, said) = blog.run(&["build"]);
    assert_eq!(
        (code, said.contains("undated-post"), blog.read("output/rss.xml") == feed),
        (Some(0), false, true),
        "{said}"
    );
}
