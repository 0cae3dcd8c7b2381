//! What was found wrong in a template, each with where it stands.

use std::ops::Range;

use super::{LIMIT, MISSING, UNKNOWN};
use crate::problem::Rule;

/// What was wrong in a template, with where it stands in the body.
pub(in crate::render) type Fault = (Range<usize>, &'static Rule, String);

/// What in a text only the generator can render, and where: the first thing that was left out of it.
pub(in crate::render) fn needs_generator(faults: &[Fault], text: &str, start: usize) -> Option<String> {
    let (place, _, message) = faults.first()?;
    // What follows tells what becomes of it without the generator.
    let message = message.split(';').next().unwrap_or_default();
    let before = text.get(..start + place.start).unwrap_or_default();
    Some(format!("line {} needs the generator: {message}", before.matches('\n').count() + 1))
}

/// Nobody reads more about one post.
pub(super) const MOST_FAULTS: usize = 200;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) faults: Vec<Fault>,
    place: Range<usize>,
    held: bool,
    /// Blocks whose end does not come any more: each search for it would go through the whole text.
    pub(super) endless: Vec<String>,
}

impl Report {
    pub(super) fn at(&mut self, place: Range<usize>) {
        if !self.held {
            self.place = place;
        }
    }

    /// What is found from now on is told at the place of now: inside an include.
    pub(super) fn hold(&mut self) -> bool {
        std::mem::replace(&mut self.held, true)
    }

    pub(super) fn release(&mut self, held: bool) {
        self.held = held;
    }

    pub(super) fn unknown(&mut self, message: String) {
        self.add(&UNKNOWN, message);
    }

    pub(super) fn missing(&mut self, message: String) {
        self.add(&MISSING, message);
    }

    pub(super) fn limit(&mut self) {
        if !self.faults.iter().any(|(_, rule, _)| rule.code == LIMIT.code) {
            self.add(&LIMIT, "this template does too much; it was stopped here".to_owned());
        }
    }

    pub(super) fn add(&mut self, rule: &'static Rule, message: String) {
        // A loop tells a fault once.
        let is_known = self.faults.iter().any(|(place, _, other)| *place == self.place && *other == message);
        if !is_known && self.faults.len() < MOST_FAULTS {
            self.faults.push((self.place.clone(), rule, message));
        }
    }
}
