//! Posts that want the same address or the same id.

use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt as _};

use super::{DUPLICATE_ID, DUPLICATE_PERMALINK, Post};
use crate::problem::{Place, Problem, Rule};

/// Posts with one address or one id, each named with the first that has it. Posts that are held back count with
/// nobody.
#[must_use]
pub fn collisions(posts: &[Post]) -> Vec<Problem> {
    let mut addresses = HashMap::with_capacity(posts.len());
    let mut ids = HashMap::with_capacity(posts.len());
    let mut problems = Vec::new();
    for post in posts.iter().filter(|post| post.holds.is_empty()) {
        let permalink = post.permalink.as_str();
        if let Some(other) = taken(&mut addresses, permalink, post) {
            let found = Twice { rule: &DUPLICATE_PERMALINK, what: "address", value: permalink };
            problems.push(found.problem(post, other, "give one of them another `slug` or `permalink`"));
        }
        if let Some(other) = taken(&mut ids, post.id.0.as_str(), post) {
            let found = Twice { rule: &DUPLICATE_ID, what: "id", value: post.id.0.as_str() };
            problems.push(found.problem(
                post,
                other,
                "give the newer one a `guid` of its own: readers show only one of them",
            ));
        }
    }
    problems
}

struct Twice<'a> {
    rule: &'static Rule,
    what: &'static str,
    value: &'a str,
}

impl Twice<'_> {
    fn problem(&self, post: &Post, other: &Post, help: &str) -> Problem {
        let message = format!("the {} {} is that of {} as well", self.what, self.value, other.source);
        Problem::new(self.rule, message).at(Place::file(post.source.clone())).help(help)
    }
}

fn taken<'a>(known: &mut HashMap<&'a str, &'a Post>, value: &'a str, post: &'a Post) -> Option<&'a Post> {
    match known.entry(value) {
        Entry::Occupied(other) => Some(*other.get()),
        Entry::Vacant(free) => {
            free.insert(post);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::post::testing::{post, site, told};

    #[test]
    fn posts_with_one_address_or_id_name_each_other() {
        let site = site();
        let posts = [
            post(&site, "a.md", "---\ndate: 2024-01-01\nslug: x\n---\n"),
            post(&site, "b.md", "---\ndate: 2024-01-01\nslug: x\n---\n"),
            post(&site, "A.md", "---\ndate: 2024-01-01\n---\n"),
            post(&site, "c.md", "---\ndate: 2024-01-01\nslug: x\ndraft: true\n---\n"),
        ];
        let found = collisions(&posts);
        assert_eq!(
            found.iter().map(told).collect::<Vec<_>>(),
            [
                "duplicate-permalink the address https://e.example/x/ is that of content/a.md as well",
                "duplicate-id the id tag:e.example,2026:/a is that of content/a.md as well",
            ]
        );
        assert_eq!(found.iter().map(Problem::is_error).collect::<Vec<_>>(), [false, true]);
    }
}
