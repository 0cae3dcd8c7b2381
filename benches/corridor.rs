//! What a build costs, as ratios to floors that the same run measures.
//!
//! `cargo bench` prints them. A floor and the build it is held against are timed in turn, nine times each, and the
//! medians compared, so that the speed of the machine falls out. The corpus is made here, the same on every machine.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench stops at the first surprise and prints figures")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use feedwright::pipeline::{Memory, read_posts};
use feedwright::post::Occasion;

#[path = "shared/corpus.rs"]
mod corpus;
#[path = "shared/memory.rs"]
mod memory;
#[path = "shared/timing.rs"]
mod timing;

use corpus::corpus;
use memory::peak_memory;
use timing::{median, ratio, settle, timed};

const ROUNDS: usize = 9;
const NO_LEDGER: &[&str] = &["--no-ledger", "--no-check"];

/// The command's own allocator, since peak memory is measured in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, folder, limit] = arguments.as_slice()
        && flag == "--build-and-tell-memory"
    {
        build_here(Path::new(folder), limit.parse().ok()).expect("the corpus builds");
        println!("{}", peak_memory());
        return;
    }
    let space = tempfile::tempdir().expect("a folder for the corpus");
    let small = corpus(space.path(), 10_000);
    settle();
    newest(&small);
    settle();
    whole(&small);
    memory(&small);
    growth(space.path());
}

/// The newest 20 of 10,000 posts, against opening and reading the files with two threads.
fn newest(folder: &Path) {
    let (cost, floor) = in_turn(folder, || build(folder, "20", NO_LEDGER), || read_all(folder, |_| 0));
    row("newest 20 of 10,000 / reading the files", cost, floor, "at most 2");
}

/// All 10,000 with content in three formats, against reading and rendering with bare pulldown-cmark.
fn whole(folder: &Path) {
    let bare = |text: &str| {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(text));
        html.len()
    };
    let (cost, floor) = in_turn(folder, || build(folder, "0", NO_LEDGER), || read_all(folder, bare));
    row("all 10,000 in three formats / reading and bare rendering", cost, floor, "at most 2.5");
}

fn memory(folder: &Path) {
    let own = std::env::current_exe().expect("this program");
    let output = Command::new(own)
        .arg("--build-and-tell-memory")
        .arg(folder)
        .arg("20")
        .output()
        .expect("this program runs again");
    println!("peak memory, newest 20 of 10,000: {} MB (at most 60)", String::from_utf8_lossy(&output.stdout).trim());
}

fn growth(space: &Path) {
    let mut per_post = Vec::new();
    for count in [10_000, 30_000, 100_000] {
        let folder = corpus(space, count);
        settle();
        build(&folder, "20", NO_LEDGER);
        let mut times: Vec<Duration> =
            (0..3).map(|_| timed_anew(&folder, || build(&folder, "20", NO_LEDGER))).collect();
        let micros = median(&mut times).as_secs_f64() * 1e6 / f64::from(count);
        per_post.push(format!("{count}: {micros:.1}"));
    }
    println!("microseconds a post, newest 20 of so many: {}", per_post.join(", "));
}

fn row(what: &str, cost: Duration, floor: Duration, wanted: &str) {
    println!("{what}: {:.2} ({cost:.0?} / {floor:.0?}; {wanted})", ratio(cost, floor));
}

/// Builds as the command does: the library, all stages, files written.
fn build(folder: &Path, limit: &str, more: &[&str]) {
    let output = folder.join("output");
    let status = Command::new(env!("CARGO_BIN_EXE_feedwright"))
        .args(["build", "--quiet", "--site", "plain", "--content", "posts", "--url", "https://example.org/"])
        .args(["--title", "Corpus", "--limit", limit, "--now", "2052-01-01T00:00:00Z", "--output"])
        .arg(&output)
        .args(more)
        .current_dir(folder)
        .status()
        .expect("the command runs");
    assert!(status.success(), "the corpus builds");
}

/// Builds within this process, so that its own peak memory can be read.
fn build_here(folder: &Path, limit: Option<usize>) -> Result<(), feedwright::Error> {
    let mut config = feedwright::config::Config::without_file(folder);
    config.site.generator = Some(feedwright::site::Generator::Plain);
    config.site.content = Some("posts".to_owned());
    config.site.url = url::Url::parse("https://example.org/").ok();
    let (site, _) = feedwright::site::open(&config.site)?;
    let posts = read_posts(&site, Memory::Nothing, Occasion::default(), &|| ())?;
    config.feeds.iter_mut().for_each(|feed| feed.limit = limit);
    let order = feedwright::pipeline::Order {
        view: feedwright::feed::select::View { site: &site, now: moment(), allowances: config.publish },
        feeds: &config.feeds,
        output_url: &site.url,
        summary_length: config.summary_length,
        beginning: 70,
        pages: None,
        policy: &config.content,
    };
    let (documents, _) = feedwright::pipeline::documents(&order, &posts.posts)?;
    feedwright::output::commit(&config.output, &documents)?;
    Ok(())
}

fn moment() -> feedwright::post::moment::Moment {
    let instant = chrono::DateTime::UNIX_EPOCH.fixed_offset() + chrono::TimeDelta::days(30_000);
    feedwright::post::moment::Moment { instant, day_only: false }
}

/// Opens and reads every file with two threads, and gives each text to `work`.
fn read_all(folder: &Path, work: impl Fn(&str) -> usize + Sync) {
    let files: Vec<PathBuf> = fs::read_dir(folder.join("posts"))
        .expect("the corpus")
        .map(|entry| entry.expect("a file of the corpus").path())
        .collect();
    let (left, right) = files.split_at(files.len() / 2);
    let read = |files: &[PathBuf]| -> usize {
        files.iter().map(|path| work(&fs::read_to_string(path).expect("a post")) + 1).sum()
    };
    let total: usize = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(left));
        read(right) + other.join().expect("the other half")
    });
    assert!(total >= files.len());
}

fn in_turn(folder: &Path, cost: impl Fn(), floor: impl Fn()) -> (Duration, Duration) {
    cost();
    floor();
    let (mut costs, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        costs.push(timed_anew(folder, &cost));
        floors.push(timed_anew(folder, &floor));
    }
    (median(&mut costs), median(&mut floors))
}

/// How long `work` takes where no earlier build has left its output in `folder`: taking that away is no part of a build.
fn timed_anew(folder: &Path, work: impl FnOnce()) -> Duration {
    let _ = fs::remove_dir_all(folder.join("output"));
    timed(work)
}
