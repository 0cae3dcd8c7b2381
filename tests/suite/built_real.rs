//! The HTML that real blogs' own generators made of their posts, taken as built pages: what a reader gets of it.

use std::fs;
use std::path::Path;

use feedwright::post::measure::Folders;
use feedwright::post::{Body, Post};
use feedwright::render::{Around, Choice, ContentSource, Policy, Taken, Wanted, render_from};
use feedwright::site::Site;
use feedwright::site::built::pages::Pages;

use super::audit::faults::faults;
use super::compare;
use super::content::{SITES, difference, truth, words};
use super::real_sites::{options, real};

/// What came of the built pages of one site.
#[derive(Debug, Default)]
struct Came {
    pages: usize,
    /// Pages whose words are not all there, or in which others are.
    differing: Vec<String>,
    /// Machinery in an entry, a line number, a page that was not taken.
    wrong: Vec<String>,
    /// Pages that lack words of their post.
    stale: Vec<String>,
}

/// A page as themes write it: the generator's HTML within what stands around an article.
fn page(html: &str, title: &str, marked: bool) -> String {
    let class = if marked { "e-content" } else { "post-content" };
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body><nav>Site</nav><main>\
         <article class=\"h-entry\"><header><h1 class=p-name>{title}</h1><p class=post-meta>A day</p></header>\
         <div class=\"{class}\">{html}</div><footer>Tags</footer></article></main></body></html>"
    )
}

fn taken(site: &Site, posts: &[Post], pages: &Pages, post: &Post) -> (String, Taken, Vec<String>) {
    let (folders, policy) = (Folders::of(site), Policy::default());
    let around = Around { view: compare::view(site), posts, folders: &folders, policy: &policy };
    let text = match &post.body {
        Body::Held { text, .. } => text.to_string(),
        Body::OnDisk { path, .. } => fs::read_to_string(path).unwrap().trim_start_matches('\u{feff}').to_owned(),
    };
    let choice = Choice { from: ContentSource::Built, pages: Some(pages) };
    let (rendered, problems) = render_from(
        around,
        post,
        &text,
        Wanted { content: true, beginning: None, markdown: false, summary_length: 200 },
        choice,
    );
    let said = problems.iter().map(|problem| format!("{}: {}", problem.code, problem.message)).collect();
    (rendered.content.unwrap().as_str().to_owned(), rendered.taken, said)
}

fn came(folder: &Path, name: &str) -> Came {
    let read = compare::read(&options(folder, name));
    let posts: Vec<Post> = read.posts.values().cloned().collect();
    let built = tempfile::tempdir().unwrap();
    let pages = Pages::new(built.path().to_owned(), true, &read.site.url);
    let mut came = Came::default();
    for (number, (source, html)) in truth(folder, name).into_iter().enumerate() {
        let Some(post) = read.posts.get(&source) else { continue };
        let below = post.permalink.path().strip_prefix(read.site.url.path()).unwrap().trim_end_matches('/');
        let decoded = percent_decoded(below);
        let file = built.path().join(if Path::new(below).extension().is_some_and(|kind| kind == "html") {
            decoded
        } else {
            format!("{decoded}/index.html")
        });
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let title = post.title.as_deref().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
        fs::write(&file, page(&html, &title, number % 2 == 0)).unwrap();
        let (content, taken, said) = taken(&read.site, &posts, &pages, post);
        came.pages += 1;
        came.stale
            .extend(said.iter().filter(|line| line.starts_with("page-stale")).map(|line| format!("{source}: {line}")));
        if !matches!(taken, Taken::Page { .. }) {
            came.wrong.push(format!("{source}: {taken}"));
            continue;
        }
        // The plugins of some were left out when these pages were made, and their tags stand in them as text.
        let found = faults(&content).into_iter().filter(|fault| fault.kind.name() != "template");
        came.wrong.extend(found.map(|fault| format!("{source}: {}: {}", fault.kind.name(), fault.what)));
        came.wrong.extend(numbered(&content).map(|code| format!("{source}: numbered lines: {code}")));
        let (ours, theirs) = (words(&content), words(&html));
        if ours != theirs {
            came.differing.push(format!("{source}: {}", difference(&ours, &theirs)));
        }
    }
    came
}

/// The blocks of code whose lines are numbered from 1.
fn numbered(html: &str) -> impl Iterator<Item = String> + '_ {
    html.split("<pre").skip(1).filter_map(|part| {
        let code = part.split("</pre>").next().unwrap_or_default().rsplit_once("<code").map_or(part, |(_, code)| code);
        let code = code.split_once('>').map_or("", |(_, code)| code);
        // An author who numbers lines writes a blank behind the number.
        let is_numbered = |(line, number): &(&str, usize)| {
            let rest = line.trim_start().strip_prefix(&number.to_string());
            rest.is_some_and(|rest| !rest.starts_with([' ', '.', ')']))
        };
        let counts = code.lines().take(3).zip(1..).filter(is_numbered);
        (counts.count() == 3).then(|| code.chars().take(60).collect())
    })
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut parts = path.split('%');
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).unwrap());
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn real_pages_are_fit_for_readers_and_keep_their_words() {
    let Some(folder) = real() else { return };
    let (mut pages, mut differing, mut stale) = (0, 0, 0);
    let mut wrong = Vec::new();
    for site in SITES {
        let came = came(&folder, site);
        println!(
            "{site}: {} pages, {} differ, {} stale, {} wrong",
            came.pages,
            came.differing.len(),
            came.stale.len(),
            came.wrong.len()
        );
        if std::env::var_os("SHOW").is_some() {
            println!("{}\n{}\n{}", came.differing.join("\n"), came.stale.join("\n"), came.wrong.join("\n"));
        }
        wrong.extend(came.wrong.into_iter().map(|line| format!("{site}: {line}")));
        pages += came.pages;
        differing += came.differing.len();
        stale += came.stale.len();
    }
    println!("{pages} pages, {differing} differ, {stale} stale");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(pages > 1_000, "{pages} pages");
    assert_eq!(stale, 0, "pages that are of this very text are called stale");
    // Titles that stand in the text as well, tables of contents and line numbers go; frames become links with words.
    assert!(differing * 30 <= pages, "{differing} of {pages} pages have other words");
}
