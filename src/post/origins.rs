//! Where the values of a post came from: for people who ask, and for the few values of which a later stage asks.

use std::borrow::Cow;
use std::sync::Arc;

use super::Found;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, with `/`; `None` for a rule or an option.
    pub file: Option<Arc<str>>,
    /// Line in it, from 1.
    pub line: Option<u32>,
    /// The front-matter key or the name of the rule: `date`, `file name`, `git`, `permalink: pretty`.
    pub rule: Cow<'static, str>,
}

impl Origin {
    /// A front-matter value.
    #[must_use]
    pub fn of(found: Found<'_>, key: &str) -> Self {
        // A value in the path of the file stands on no line of it.
        if found.layer.text.is_empty() {
            return Self::rule("path of the file");
        }
        let before = found.layer.text.get(..found.key_span.start).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
        let line = u32::try_from(lines + 1).ok();
        Self { file: Some(found.layer.file.clone()), line, rule: Cow::Owned(key.to_owned()) }
    }

    /// Whether it is a date that git has.
    #[must_use]
    pub fn is_of_git(&self) -> bool {
        self.file.is_none() && self.rule.contains(IN_GIT)
    }

    /// A rule or an option.
    #[must_use]
    pub fn rule(rule: impl Into<Cow<'static, str>>) -> Self {
        Self { file: None, line: None, rule: rule.into() }
    }
}

/// What the rule of a date says that git has.
pub(super) const IN_GIT: &str = "commit in git";
/// How the rule of an id begins that was made by the scheme of its site.
pub(super) const MADE_ID: &str = "id scheme ";

/// Of which values it is noted where they came from. All of it would be a third of what is kept of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Noting {
    /// Of all.
    All,
    /// Of those that a later stage asks about: an id or a last change that the author wrote, a day of
    /// publication from git, and enclosures.
    #[default]
    Needed,
}

/// The origins of one post while it is resolved.
#[derive(Debug)]
pub(super) struct Origins {
    noting: Noting,
    noted: Vec<(&'static str, Origin)>,
}

impl Origins {
    pub(super) fn new(noting: Noting) -> Self {
        Self { noting, noted: Vec::new() }
    }

    /// Notes the origin of `value`, when all are wanted.
    pub(super) fn note(&mut self, value: &'static str, origin: impl FnOnce() -> Origin) {
        if self.noting == Noting::All {
            self.noted.push((value, origin()));
        }
    }

    /// Notes the origin of `value`, which a later stage asks about.
    pub(super) fn need(&mut self, value: &'static str, origin: Origin) {
        self.noted.push((value, origin));
    }

    pub(super) fn finish(self) -> Vec<(&'static str, Origin)> {
        self.noted
    }
}
