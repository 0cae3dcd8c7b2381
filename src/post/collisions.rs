//! Posts that want the same address or the same id.

use std::collections::hash_map::Entry;

use foldhash::{HashMap, HashMapExt as _};

use super::{DUPLICATE_ID, DUPLICATE_PERMALINK, Post};
use crate::problem::{Place, Problem, Rule};

/// Posts with one address or one id, each named with the first that has it. Posts that are held back count with
/// nobody; drafts do where `drafts` are shown.
#[must_use]
pub fn collisions(posts: &[Post], drafts: bool) -> Vec<Problem> {
    let address = Twice {
        rule: &DUPLICATE_PERMALINK,
        what: "address",
        value: |post| post.permalink.as_str(),
        help: "give one of them another `slug` or `permalink`",
    };
    let id = Twice {
        rule: &DUPLICATE_ID,
        what: "id",
        value: |post| post.id.0.as_str(),
        help: "give the newer one a `guid` of its own: readers show only one of them",
    };
    let (mut found, ids) = rayon::join(|| address.among(posts, drafts), || id.among(posts, drafts));
    found.extend(ids);
    // As the posts come, and the address of one before its id.
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, problem)| problem).collect()
}

/// What two posts must not share.
struct Twice {
    rule: &'static Rule,
    what: &'static str,
    value: fn(&Post) -> &str,
    help: &'static str,
}

impl Twice {
    /// Which posts have that of another one before them.
    fn among(&self, posts: &[Post], drafts: bool) -> Vec<(usize, Problem)> {
        let mut known: HashMap<&str, &Post> = HashMap::with_capacity(posts.len());
        let mut found = Vec::new();
        for (at, post) in posts.iter().enumerate().filter(|(_, post)| !post.is_held(drafts)) {
            match known.entry((self.value)(post)) {
                Entry::Occupied(other) => found.push((at, self.problem(post, other.get()))),
                Entry::Vacant(free) => {
                    free.insert(post);
                }
            }
        }
        found
    }

    fn problem(&self, post: &Post, other: &Post) -> Problem {
        let message = format!("the {} {} is that of {} as well", self.what, (self.value)(post), other.source);
        Problem::new(self.rule, message).at(Place::file(post.source.clone())).help(self.help)
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
        let found = collisions(&posts, false);
        assert_eq!(
            found.iter().map(told).collect::<Vec<_>>(),
            [
                "duplicate-permalink the address https://e.example/x/ is that of content/a.md as well",
                "duplicate-id the id tag:e.example,2026:/a is that of content/a.md as well",
            ]
        );
        assert_eq!(found.iter().map(Problem::is_error).collect::<Vec<_>>(), [false, true]);
        assert_eq!(collisions(&posts, true).len(), 3, "a draft that is shown is one more");
    }
}
