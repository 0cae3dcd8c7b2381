//! HTML that stands in several documents of one build is read once: what is to be said of it is the same in all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_128;

use super::Issue;

/// So many texts may be looked up at the same time.
const SHARDS: usize = 64;
/// So many things are said of one text.
const MAX_ISSUES: usize = 1_000;

type Known = HashMap<u128, Arc<Vec<Issue>>>;

/// What was said of the HTML of the documents that are judged together.
#[derive(Debug, Clone)]
pub(crate) struct Seen(Arc<Vec<Mutex<Known>>>);

impl Seen {
    pub(crate) fn new() -> Self {
        Self(Arc::new((0..SHARDS).map(|_| Mutex::default()).collect()))
    }

    /// What is to be said of `text`. A second thread that asks for the same text waits for the first.
    pub(crate) fn issues(&self, text: &str) -> Arc<Vec<Issue>> {
        let key = xxh3_128(text.as_bytes());
        let shard = usize::try_from(key % SHARDS as u128).ok().and_then(|at| self.0.get(at));
        let Some(shard) = shard else { return Arc::new(issues(text)) };
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(key).or_insert_with(|| Arc::new(issues(text))).clone()
    }
}

/// What is to be said of `text`.
pub(crate) fn issues(text: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    super::check(text, &mut |issue| {
        if issues.len() < MAX_ISSUES {
            issues.push(issue);
        }
    });
    issues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_read_once() {
        let seen = Seen::new();
        let first = seen.issues("<p>a</q>");
        assert_eq!(*first, issues("<p>a</q>"));
        assert!(Arc::ptr_eq(&first, &seen.issues("<p>a</q>")));
        assert!(seen.issues("<p>a</p>").is_empty());
    }
}
