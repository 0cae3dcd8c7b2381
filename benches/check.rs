//! What judging a feed as it is read costs, as ratios to floors that the same run measures: a bare parser over the same
//! bytes, which are in memory already.
//!
//! The feeds are made here by the command, of 10,000 posts of 4 to 6 kB with content in full, some 60 to 80 MB each.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench stops at the first surprise and prints figures")]

use std::fs::{self, File};
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use feedwright::check::{Options, check_stream};

#[path = "shared/corpus.rs"]
mod corpus;
#[path = "shared/memory.rs"]
mod memory;
#[path = "shared/timing.rs"]
mod timing;

use corpus::corpus;
use memory::peak_memory;
use timing::{median, ratio, settle, timed};

const ROUNDS: usize = 7;

/// The command's own allocator, since its costs are measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, path] = arguments.as_slice()
        && flag == "--check-and-tell-memory"
    {
        judge(Path::new(path));
        println!("{}", peak_memory());
        return;
    }
    let space = tempfile::tempdir().expect("a folder for the corpus");
    let blog = corpus(space.path(), 10_000);
    settle();
    let alone = build(&blog, &["--no-check"]);
    let judged = build(&blog, &[]);
    println!("building and judging three formats / building: {:.2} ({judged:.0?} / {alone:.0?})", ratio(judged, alone));
    for (file, floor) in [("rss.xml", bare_xml as fn(&[u8])), ("atom.xml", bare_xml), ("feed.json", bare_json)] {
        row(&blog.join("output").join(file), floor);
    }
}

fn row(path: &Path, floor: fn(&[u8])) {
    let bytes = fs::read(path).expect("a feed");
    let (mut costs, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        costs.push(timed(|| judge(path)));
        floors.push(timed(|| floor(&bytes)));
    }
    let (cost, floor) = (median(&mut costs), median(&mut floors));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let megabytes = bytes.len() / 1_000_000;
    println!(
        "judging {name} of {megabytes} MB / a bare parser: {:.2} ({cost:.0?} / {floor:.0?}), peak memory {} MB",
        ratio(cost, floor),
        memory(path)
    );
}

fn judge(path: &Path) {
    let now = Some(2_587_680_000);
    let file = File::open(path).expect("a feed");
    let found = check_stream("feed", file, &Options { now, url: None }).expect("a feed that can be read");
    assert!(found.len() < 10_000, "the feeds of the corpus are good");
    black_box(found);
}

/// Every event of a bare XML parser, with its texts unescaped.
fn bare_xml(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("a feed in UTF-8");
    let mut reader = quick_xml::Reader::from_str(text);
    let mut length = 0;
    loop {
        match reader.read_event().expect("a feed that is XML") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Text(text) => length += text.xml10_content().len(),
            event => length += event.len(),
        }
    }
    black_box(length);
}

/// The tree of a bare JSON parser.
fn bare_json(bytes: &[u8]) {
    black_box(serde_json::from_slice::<serde_json::Value>(bytes).expect("a feed that is JSON"));
}

fn memory(path: &Path) -> String {
    let own = std::env::current_exe().expect("this program");
    let output = Command::new(own).arg("--check-and-tell-memory").arg(path).output().expect("this program runs again");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn build(folder: &Path, more: &[&str]) -> Duration {
    let build = || {
        let status = Command::new(env!("CARGO_BIN_EXE_feedwright"))
            .args(["build", "--quiet", "--site", "plain", "--content", "posts", "--url", "https://example.org/"])
            .args(["--title", "Corpus", "--limit", "0", "--now", "2052-01-01T00:00:00Z", "--no-ledger", "--output"])
            .arg(folder.join("output"))
            .args(more)
            .current_dir(folder)
            .status()
            .expect("the command runs");
        assert!(status.success(), "the corpus builds");
    };
    build();
    let mut times: Vec<Duration> = (0..3).map(|_| timed(build)).collect();
    median(&mut times)
}
