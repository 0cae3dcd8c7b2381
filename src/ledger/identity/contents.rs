//! Posts found by what they say: the same words, or most of them.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::{Candidate, Evidence, Pairing, are_apart, file_stem};
use crate::ledger::words::Words;
use crate::ledger::{Line, State};

/// Most posts that are compared with one line by one key: boilerplate must not make this quadratic.
const MOST_COMPARED: usize = 64;

/// The posts and lines that have the same words, by those words, in the order of the words.
fn groups(pairing: &Pairing<'_>) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut lines: HashMap<Words, Vec<usize>> = HashMap::new();
    for (at, line) in pairing.free_lines().filter(|(_, line)| !line.words.is_empty()) {
        // That a post of three words is one that went long ago, nobody can tell from the words.
        if line.state == State::Live || !line.words.is_short() {
            lines.entry(line.words).or_default().push(at);
        }
    }
    let mut posts: HashMap<Words, Vec<usize>> = HashMap::new();
    for (at, post) in pairing.free_posts().filter(|(_, post)| lines.contains_key(&post.words)) {
        posts.entry(post.words).or_default().push(at);
    }
    let mut groups: Vec<(Words, Vec<usize>, Vec<usize>)> =
        posts.into_iter().filter_map(|(words, posts)| Some((words, posts, lines.remove(&words)?))).collect();
    groups.sort_by_key(|(words, _, _)| (words.exact, words.sketch));
    groups.into_iter().map(|(_, posts, lines)| (posts, lines)).collect()
}

/// The same words, all of them. Where several have them, the file name or the date decides; else a line that is there
/// goes before one that is gone.
pub(in crate::ledger) fn by_words(pairing: &mut Pairing<'_>) {
    for (posts, lines) in groups(pairing) {
        let mut posts = posts;
        let mut lines = lines;
        settle(pairing, (&mut posts, &mut lines), |post, line| {
            file_stem(post.source).is_some_and(|stem| file_stem(&line.source) == Some(stem))
        });
        settle(pairing, (&mut posts, &mut lines), |post, line| {
            let day = post.published.map(|moment| moment.instant);
            day.is_some() && day == line.published.as_ref().map(|moment| moment.instant)
        });
        let live = |at: &usize| pairing.lines.get(*at).is_some_and(|line| line.state == State::Live);
        if lines.iter().any(live) {
            lines.retain(live);
        }
        if let ([post], [line]) = (posts.as_slice(), lines.as_slice()) {
            pairing.pair(*post, *line, Evidence::Words);
        }
    }
}

/// Pairs those of a group that `same` holds for, where it holds for one only on both sides.
fn settle(
    pairing: &mut Pairing<'_>,
    (posts, lines): (&mut Vec<usize>, &mut Vec<usize>),
    same: impl Fn(&Candidate<'_>, &Line) -> bool,
) {
    if posts.len() * lines.len() == 1 || posts.len() > MOST_COMPARED || lines.len() > MOST_COMPARED {
        return;
    }
    let holds = |post: usize, line: usize| {
        pairing.posts.get(post).zip(pairing.lines.get(line)).is_some_and(|(post, line)| same(post, line))
    };
    let mut pairs = Vec::new();
    for post in posts.iter() {
        let mut its = lines.iter().filter(|line| holds(*post, **line));
        if let (Some(line), None) = (its.next(), its.next())
            && posts.iter().filter(|other| holds(**other, *line)).count() == 1
        {
            pairs.push((*post, *line));
        }
    }
    posts.retain(|post| pairs.iter().all(|(paired, _)| paired != post));
    lines.retain(|line| pairs.iter().all(|(_, paired)| paired != line));
    for (post, line) in pairs {
        pairing.pair(post, line, Evidence::Words);
    }
}

/// Most of the words, for entries that were there in the last build: each the other's best by a clear margin.
pub(in crate::ledger) fn by_most_words(pairing: &mut Pairing<'_>) {
    let mut shelf: HashMap<(u32, u16), Vec<usize>> = HashMap::new();
    for (at, line) in pairing.free_lines().filter(|(_, line)| line.state == State::Live) {
        for key in line.words.keys() {
            let lines = shelf.entry(key).or_default();
            if lines.len() < MOST_COMPARED {
                lines.push(at);
            }
        }
    }
    if shelf.is_empty() {
        return;
    }
    let mut of_posts: HashMap<usize, Best> = HashMap::new();
    let mut of_lines: HashMap<usize, Best> = HashMap::new();
    for (at, post) in pairing.free_posts() {
        let mut near: Vec<usize> = post.words.keys().filter_map(|key| shelf.get(&key)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        for line in near {
            let Some(there) = pairing.lines.get(line) else { continue };
            let likeness = there.words.likeness(post.words);
            // Posts of one template are much alike, and of different days.
            let least = if are_apart(there, post) { Words::ALIKE_OF_ANOTHER_DAY } else { Words::ALIKE };
            if likeness >= least {
                of_posts.entry(at).or_default().meet(line, likeness);
                of_lines.entry(line).or_default().meet(at, likeness);
            }
        }
    }
    let mut pairs: Vec<(usize, usize)> = of_posts
        .iter()
        .filter_map(|(post, best)| best.clear().map(|line| (*post, line)))
        .filter(|(post, line)| of_lines.get(line).and_then(Best::clear) == Some(*post))
        .collect();
    pairs.sort_unstable();
    for (post, line) in pairs {
        pairing.pair(post, line, Evidence::MostWords);
    }
}

/// The best and the second best partner so far.
#[derive(Default)]
struct Best {
    partner: usize,
    likeness: usize,
    second: usize,
}

impl Best {
    fn meet(&mut self, partner: usize, likeness: usize) {
        if likeness > self.likeness {
            self.second = self.likeness;
            self.likeness = likeness;
            self.partner = partner;
        } else {
            self.second = self.second.max(likeness);
        }
    }

    fn clear(&self) -> Option<usize> {
        (self.likeness >= self.second + 2).then_some(self.partner)
    }
}

/// Reports the posts that have the words of entries that are there, where nothing told which is which.
pub(super) fn ambiguous(pairing: &mut Pairing<'_>) {
    for (posts, lines) in groups(pairing) {
        let lines: Vec<&Line> = lines.iter().filter_map(|at| pairing.lines.get(*at)).collect();
        if lines.iter().all(|line| line.state == State::Gone) {
            continue;
        }
        let sources: Vec<&Arc<str>> =
            posts.iter().filter_map(|at| pairing.posts.get(*at)).map(|post| post.source).collect();
        let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        for source in &sources {
            let others: Vec<&str> = sources.iter().filter(|other| other != &source).map(|other| &***other).collect();
            let entries: Vec<&str> = lines.iter().map(|line| line.source.as_str()).collect();
            let whose = if others.is_empty() { String::new() } else { format!(", and so has {}", listed(&others)) };
            let message = format!("this post has the words of what was published from {}{whose}", listed(&entries));
            let help = format!(
                "write `guid: \"{}\"` into its front matter if it is that post, or a `guid` of its own if it is a new one",
                ids.join("\"` or `guid: \"")
            );
            pairing.ambiguous(source, message, help);
        }
    }
}

/// Up to three names, and how many more there are.
fn listed(names: &[&str]) -> String {
    match names.split_at_checked(3) {
        Some((first, rest)) if !rest.is_empty() => format!("{} and {} more", first.join(", "), rest.len()),
        _ => names.join(" and "),
    }
}
