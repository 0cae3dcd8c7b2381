//! The ledger: every id and first date that was ever published, so that nobody sees an old post twice.
//!
//! `feedwright.lock` beside `feedwright.toml` holds a line for each entry. A post is found in it by its id, its path,
//! its link or its words, and keeps the id under which readers know it.

pub mod adopt;
pub mod emptied;
pub mod file;
pub mod identity;
pub mod plan;
pub mod recognise;
pub mod saved;
pub mod store;
pub mod words;

use crate::post::moment::Moment;
use crate::problem::{Rule, Severity};
use words::Words;

/// A ledger that cannot be read.
pub static DAMAGED: Rule = Rule {
    code: "ledger-damaged",
    severity: Severity::Error,
    summary: "feedwright.lock has a line that is no entry, or breaks off",
};
/// A ledger in the middle of a merge.
pub static CONFLICT: Rule = Rule {
    code: "ledger-conflict",
    severity: Severity::Error,
    summary: "feedwright.lock holds the marks of a merge that was not finished",
};
/// A ledger of a newer feedwright.
pub static NEWER: Rule = Rule {
    code: "ledger-newer",
    severity: Severity::Error,
    summary: "feedwright.lock was written by a newer feedwright",
};
/// Two lines for one entry.
pub static DUPLICATE: Rule = Rule {
    code: "ledger-duplicate",
    severity: Severity::Error,
    summary: "feedwright.lock has two lines with one id, or two for one post",
};
/// A post that could be one of several entries, or an entry that could be one of several posts.
pub static AMBIGUOUS: Rule = Rule {
    code: "identity-ambiguous",
    severity: Severity::Error,
    summary: "a post could be any of several published entries, or several posts one entry",
};
/// A post whose id is another's already.
pub static SHARED_ID: Rule = Rule {
    code: "identity-shared",
    severity: Severity::Warning,
    summary: "a new post has the id of a published one, and is given another",
};
/// A post whose front matter names another id than the one it was published under.
pub static ID_KEPT: Rule = Rule {
    code: "identity-kept",
    severity: Severity::Warning,
    summary: "a post names another id than it was published under, and keeps the published one",
};
/// A post whose words are in another file now.
pub static FOLLOWED: Rule = Rule {
    code: "identity-followed",
    severity: Severity::Warning,
    summary: "a file holds other words now, and its entry was followed to the file that has them",
};
/// A new post at the place of one that was deleted.
pub static NOT_RESTORED: Rule = Rule {
    code: "identity-not-restored",
    severity: Severity::Warning,
    summary: "a file has the path of a post that was deleted, but neither its date nor its words; it is a new entry",
};

/// A build that was killed while it wrote.
pub static INTERRUPTED: Rule = Rule {
    code: "build-interrupted",
    severity: Severity::Warning,
    summary: "the last build was interrupted while it wrote, and is completed",
};
/// `--locked`, and a ledger that would change.
pub static LOCKED: Rule = Rule {
    code: "ledger-locked",
    severity: Severity::Error,
    summary: "feedwright.lock would change, and --locked forbids it",
};
/// A new ledger that cannot be written.
pub static NOT_KEPT: Rule = Rule {
    code: "ledger-not-kept",
    severity: Severity::Warning,
    summary: "there is no feedwright.lock, and none can be written",
};

/// The rules of this module.
pub const RULES: &[&Rule] = &[
    &DAMAGED,
    &CONFLICT,
    &NEWER,
    &DUPLICATE,
    &AMBIGUOUS,
    &SHARED_ID,
    &ID_KEPT,
    &FOLLOWED,
    &NOT_RESTORED,
    &INTERRUPTED,
    &LOCKED,
    &NOT_KEPT,
    &emptied::EMPTIED,
    &plan::ACCEPTED_NOTHING,
    &plan::NOT_ADOPTED,
    &saved::MALFORMED,
    &saved::INDISTINCT,
    &adopt::NOTHING_ADOPTED,
    &saved::NO_FEED,
];

/// The name of the ledger's file.
pub const FILE_NAME: &str = "feedwright.lock";

/// Every entry that was ever published, sorted by id, no id twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// Its lines.
    pub lines: Vec<Line>,
}

/// An entry that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The id under which readers know it, byte for byte; never empty.
    pub id: String,
    /// The file it was last made from, below the site's root, with `/`; empty for an adopted entry without a post.
    pub source: String,
    /// Its last link; empty for an adopted entry that had none.
    pub link: String,
    /// When it was first published.
    pub published: Option<Moment>,
    /// Its last `updated`.
    pub updated: Option<Moment>,
    /// The fingerprint of its words.
    pub words: Words,
    /// Whether its post was there in the last build.
    pub state: State,
}

/// Whether the post of an entry is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It was there in the last build.
    Live,
    /// It was deleted; it has its id again when it comes back.
    Gone,
}

impl State {
    /// The word in the file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Gone => "gone",
        }
    }
}

impl Ledger {
    /// A ledger of these lines, sorted by id.
    #[must_use]
    pub fn of(mut lines: Vec<Line>) -> Self {
        lines.sort_by(|a, b| a.id.cmp(&b.id));
        Self { lines }
    }

    /// The line with this id.
    #[must_use]
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.position(id).and_then(|at| self.lines.get(at))
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.lines.binary_search_by(|line| line.id.as_str().cmp(id)).ok()
    }
}
