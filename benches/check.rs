//! What judging a feed costs, as ratios to floors that the same run measures: a bare parser over the same bytes.
//!
//! The feeds are made here by the command, of 10,000 posts of 4 to 6 kB with content in full, some 60 to 80 MB each.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "a bench stops at the first surprise and prints figures")]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use feedwright::check::{Options, check};

const ROUNDS: usize = 7;

/// The command's own allocator, since its costs are measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, path] = arguments.as_slice()
        && flag == "--check-and-tell-memory"
    {
        judge(&fs::read(path).expect("a feed"));
        println!("{}", peak_memory());
        return;
    }
    let space = tempfile::tempdir().expect("a folder for the corpus");
    corpus(space.path());
    let alone = build(space.path(), &["--no-check"]);
    let judged = build(space.path(), &[]);
    println!("building and judging three formats / building: {:.2} ({judged:.0?} / {alone:.0?})", ratio(judged, alone));
    for (file, floor) in [("rss.xml", bare_xml as fn(&[u8])), ("atom.xml", bare_xml), ("feed.json", bare_json)] {
        row(&space.path().join("output").join(file), floor);
    }
}

fn row(path: &Path, floor: fn(&[u8])) {
    let bytes = fs::read(path).expect("a feed");
    let (mut costs, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        costs.push(timed(|| judge(&bytes)));
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

fn judge(bytes: &[u8]) {
    let now = Some(2_587_680_000);
    let found = check("feed", bytes, &Options { now, url: None });
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

fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ratio(cost: Duration, floor: Duration) -> f64 {
    cost.as_secs_f64() / floor.as_secs_f64()
}

/// The largest resident size of this process, in megabytes; 0 where the system does not say.
fn peak_memory() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|rest| rest.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// 10,000 posts, the same on every machine: headings, links, pictures, lists and code among words of a small lexicon.
fn corpus(space: &Path) {
    let folder: PathBuf = space.join("posts");
    fs::create_dir_all(&folder).expect("a folder");
    let mut chance = Chance(10_000);
    for number in 0..10_000 {
        let text = post(number, &mut chance);
        let (year, day) = (1990 + number / 336, number % 336);
        let name = format!("{year}-{:02}-{:02}-post-{number}.md", day / 28 + 1, day % 28 + 1);
        fs::write(folder.join(name), text).expect("a post is written");
    }
}

fn post(number: u32, chance: &mut Chance) -> String {
    let mut text = format!("---\ntitle: \"Post {number}: {}\"\nauthor: Ann\n---\n", chance.sentence(4));
    let length = 4_000 + chance.below(2_000);
    while text.len() < length {
        // Writing to a string cannot fail.
        let _ = match chance.below(8) {
            0 => write!(text, "\n## {}\n\n", chance.sentence(3)),
            1 => write!(text, "\n![{}](/img/{}.png)\n\n", chance.word(), chance.word()),
            2 => write!(text, "\n```rust\nfn {}() -> u32 {{ {} }}\n```\n\n", chance.word(), chance.below(99)),
            3 => (0..4).try_for_each(|_| writeln!(text, "- {}", chance.sentence(8))),
            _ => write!(
                text,
                "{} [{}](../{}/) and *{}*, `{}`. {}\n\n",
                chance.sentence(20),
                chance.word(),
                chance.word(),
                chance.word(),
                chance.word(),
                chance.sentence(25)
            ),
        };
    }
    text
}

/// A small generator of even numbers: an LCG with the constants of Knuth's MMIX.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    fn word(&mut self) -> &'static str {
        const WORDS: [&str; 12] = [
            "harbour", "feed", "reader", "quiet", "morning", "paper", "signal", "letter", "archive", "window", "river",
            "garden",
        ];
        WORDS[self.below(WORDS.len())]
    }

    fn sentence(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}
