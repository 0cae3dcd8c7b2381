//! A blog to measure with, the same on every machine.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A blog of `count` posts of 4 to 6 kB, the same on every machine: headings, links, pictures, lists and code among
/// words from a small lexicon.
pub fn corpus(space: &Path, count: u32) -> PathBuf {
    let folder = space.join(format!("blog-{count}"));
    let posts = folder.join("posts");
    fs::create_dir_all(&posts).expect("a folder");
    let mut chance = Chance(u64::from(count));
    for number in 0..count {
        let day =
            chrono::NaiveDate::from_ymd_opt(1990, 1, 1).expect("a day") + chrono::Days::new(u64::from(number) / 8);
        let name = format!("{day}-post-{number}.md");
        fs::write(posts.join(name), post(number, &mut chance)).expect("a post is written");
    }
    folder
}

fn post(number: u32, chance: &mut Chance) -> String {
    let mut text = format!(
        "---\ntitle: \"Post {number}: {}\"\nauthor: {}\ntags: [{}, {}]\ndescription: {}\n---\n",
        chance.sentence(4),
        ["Ann", "Ben", "Cleo"][chance.below(3)],
        chance.word(),
        chance.word(),
        chance.sentence(12),
    );
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
        const WORDS: [&str; 24] = [
            "harbour", "feed", "reader", "quiet", "morning", "paper", "signal", "letter", "archive", "window", "river",
            "garden", "engine", "thread", "copper", "lantern", "market", "orchard", "pencil", "weather", "station",
            "compass", "bridge", "mirror",
        ];
        WORDS[self.below(WORDS.len())]
    }

    fn sentence(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}
