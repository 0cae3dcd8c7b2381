//! What the ledger costs: a build with it against one without, and how its cost grows.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench stops at the first surprise and prints figures")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use feedwright::ledger::identity::{Candidate, identify};
use feedwright::ledger::words::Words;
use feedwright::ledger::{Ledger, Line, State, file};

#[path = "shared/corpus.rs"]
mod corpus;
#[path = "shared/timing.rs"]
mod timing;

use corpus::corpus;
use timing::{median, ratio, settle, timed};

const ROUNDS: usize = 9;

/// The command's own allocator, since its costs are measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let space = tempfile::tempdir().expect("a folder for the corpus");
    let folder = corpus(space.path(), 10_000);
    settle();
    for (limit, what) in [("20", "newest 20 of 10,000"), ("0", "all 10,000")] {
        let (with, without) = builds(&folder, limit);
        println!(
            "{what}, one post edited: with a ledger / without one: {:.2} ({with:.0?} / {without:.0?}; at most 1.2)",
            ratio(with, without)
        );
    }
    for count in [10_000, 100_000, 1_000_000] {
        growth(count);
    }
}

/// Builds in turn with and without a ledger. Before each the newest post is edited, so that feeds and ledger are
/// written.
fn builds(folder: &Path, limit: &str) -> (Duration, Duration) {
    let newest = fs::read_dir(folder.join("posts"))
        .expect("the corpus")
        .map(|entry| entry.expect("a post").path())
        .max()
        .expect("a post");
    let text = fs::read_to_string(&newest).expect("a post");
    let build = |round: usize, more: &[&str]| {
        fs::write(&newest, format!("{text}\n\nEdited {round} times and again {}.\n", round * 7)).expect("an edit");
        timed(|| {
            let status = Command::new(env!("CARGO_BIN_EXE_feedwright"))
                .args(["build", "--quiet", "--site", "plain", "--content", "posts", "--url", "https://example.org/"])
                .args(["--title", "Corpus", "--limit", limit, "--now", "2052-01-01T00:00:00Z", "--no-check"])
                .args(["--output", "output"])
                .args(more)
                .current_dir(folder)
                .status()
                .expect("the command runs");
            assert!(status.success(), "the corpus builds");
        })
    };
    build(0, &[]);
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        with.push(build(2 * round, &[]));
        without.push(build(2 * round + 1, &["--no-ledger"]));
    }
    fs::write(&newest, text).expect("the post as it was");
    (median(&mut with), median(&mut without))
}

/// Reads a ledger of `count` lines, finds as many posts in it by their paths, and writes it.
fn growth(count: usize) {
    let lines: Vec<Line> = (0..count).map(line).collect();
    let sources: Vec<Arc<str>> = lines.iter().map(|line| line.source.as_str().into()).collect();
    let ledger = Ledger::of(lines);
    let text = file::write(&ledger);
    let mut times: Vec<Duration> = (0..3)
        .map(|_| {
            timed(|| {
                let read = file::parse("feedwright.lock", text.as_bytes()).expect("a ledger");
                let posts: Vec<Candidate<'_>> = sources.iter().map(candidate).collect();
                let (matches, _) = identify(&read, &posts, &[]);
                assert!(matches.iter().all(Option::is_some), "every post is found");
                black_box(file::write(&read));
            })
        })
        .collect();
    let micros = median(&mut times).as_secs_f64() * 1e6;
    #[expect(clippy::cast_precision_loss, reason = "a million is far below what a float counts exactly")]
    let per_line = micros / count as f64;
    println!("reading, matching and writing a ledger of {count} lines: {per_line:.2} microseconds a line");
}

fn line(number: usize) -> Line {
    Line {
        id: format!("tag:example.org,2026:/post-{number}"),
        source: format!("posts/post-{number}.md"),
        link: format!("https://example.org/post-{number}/"),
        published: "2026-11-22T12:00:00Z".parse().ok(),
        updated: None,
        words: Words::of(&format!("The words of post {number}, which are {} and {}.", number * 31, number * 17)),
        state: State::Live,
    }
}

fn candidate(source: &Arc<str>) -> Candidate<'_> {
    Candidate { source, explicit: None, made: "", link: "", published: None, words: Words::default() }
}
