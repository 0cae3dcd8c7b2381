//! Liquid, as Jekyll's posts use it: carried out where what it names is known, and left out where it is not.
//!
//! A template of a post must neither stop the build nor run away: an unknown tag goes and its inner text stays, a
//! missing value is empty, and steps, depth and size are bounded. The `liquid` crate fails as a whole on an unknown
//! name and makes a list of every number of a range, so this is our own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cut::{Piece, pieces};
use super::expression::{condition, simple, split, value};
use super::tags;
use super::value::{LARGEST, Value};
use super::{Report, World};

/// The state of a run over one post.
pub(super) struct Run<'w> {
    /// What the template may ask for.
    pub world: &'w World<'w>,
    /// What was found wrong.
    pub report: Report,
    /// Variables: those of the post, then those of each include and loop.
    scopes: Vec<BTreeMap<String, Value>>,
    /// What was written.
    pub out: String,
    work: usize,
    depth: usize,
    /// A `break` or `continue` on its way to its loop.
    leaving: Option<&'static str>,
}

/// How much a template may do: steps, and bytes made on the way.
const MOST_WORK: usize = 8 << 20;
/// How deep blocks and includes may nest.
const DEEPEST: usize = 60;
/// The largest text that a template may make.
const LONGEST: usize = 16 << 20;

impl<'w> Run<'w> {
    /// A run with nothing written yet.
    pub(super) fn new(world: &'w World<'w>) -> Self {
        let scopes = vec![BTreeMap::new()];
        Self { world, report: Report::default(), scopes, out: String::new(), work: 0, depth: 0, leaving: None }
    }

    /// Carries out a template.
    pub(super) fn template(&mut self, text: &str, code: &[Range<usize>]) {
        let pieces = pieces(text, code);
        let ends = ends(&pieces);
        self.pieces(&pieces, &ends, 0..pieces.len());
    }

    fn pieces(&mut self, pieces: &[Piece<'_>], ends: &BTreeMap<usize, usize>, range: Range<usize>) {
        if !self.deeper() {
            return;
        }
        let mut at = range.start;
        while at < range.end && self.leaving.is_none() && self.allows(1) && self.out.len() < LONGEST {
            match pieces.get(at) {
                Some(Piece::Text(text)) => self.out.push_str(text),
                Some(Piece::Output(expression, place)) => {
                    self.report.at(place.clone());
                    let shown = value(self, expression).shown();
                    self.out.push_str(&shown);
                }
                Some(Piece::Tag(name, arguments, place)) => {
                    self.report.at(place.clone());
                    match ends.get(&at) {
                        Some(end) => {
                            self.block(pieces, ends, at..*end);
                            at = *end;
                        }
                        None => tags::tag(self, name, arguments),
                    }
                }
                None => break,
            }
            at += 1;
        }
        self.shallower();
    }

    /// A block from its opening tag up to its end tag.
    fn block(&mut self, pieces: &[Piece<'_>], ends: &BTreeMap<usize, usize>, range: Range<usize>) {
        let Some(Piece::Tag(name, arguments, _)) = pieces.get(range.start) else { return };
        let inner = range.start + 1..range.end;
        match *name {
            "if" | "unless" | "case" => self.choice(pieces, ends, range),
            "for" | "tablerow" => self.repeat(pieces, ends, range),
            "capture" => {
                let before = std::mem::take(&mut self.out);
                self.pieces(pieces, ends, inner);
                let captured = std::mem::replace(&mut self.out, before);
                if self.allows(captured.len()) {
                    self.assign(arguments.trim_matches(['"', '\'']), Value::text(&captured));
                }
            }
            _ => self.pieces(pieces, ends, inner),
        }
    }

    /// `if`, `unless` and `case`: the first branch whose condition holds.
    fn choice(&mut self, pieces: &[Piece<'_>], ends: &BTreeMap<usize, usize>, range: Range<usize>) {
        let Some(Piece::Tag(kind, first, _)) = pieces.get(range.start) else { return };
        let subject = (*kind == "case").then(|| value(self, first));
        let mut holds = match *kind {
            "if" => condition(self, first),
            "unless" => !condition(self, first),
            _ => false,
        };
        let mut from = range.start + 1;
        let mut at = from;
        while at < range.end {
            let branch = match pieces.get(at) {
                Some(Piece::Tag(name @ ("elsif" | "elif" | "else" | "when"), arguments, _)) => {
                    Some((*name, *arguments))
                }
                _ => None,
            };
            if let Some((name, arguments)) = branch {
                if holds {
                    break;
                }
                holds = match (name, &subject) {
                    ("elsif" | "elif", _) => condition(self, arguments),
                    ("when", Some(subject)) => {
                        let arguments = arguments.replace(" or ", ",");
                        split(&arguments, ",").into_iter().any(|one| simple(self, one) == *subject)
                    }
                    _ => true,
                };
                from = at + 1;
            }
            at = ends.get(&at).copied().unwrap_or(at) + 1;
        }
        if holds {
            self.pieces(pieces, ends, from..at.min(range.end));
        }
    }

    fn repeat(&mut self, pieces: &[Piece<'_>], ends: &BTreeMap<usize, usize>, range: Range<usize>) {
        let Some(Piece::Tag(_, arguments, _)) = pieces.get(range.start) else { return };
        let mut words = arguments.split_whitespace();
        let (Some(name), Some("in")) = (words.next(), words.next()) else { return };
        let rest = arguments.split_once(" in ").map_or("", |(_, rest)| rest).trim_start();
        let end = match rest.strip_prefix('(').and_then(|inner| inner.find(')')) {
            Some(close) => close + 2,
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (list, options) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let mut items = value(self, list).parts();
        for (option, cut) in [("offset:", true), ("limit:", false)] {
            if let Some((_, after)) = options.split_once(option) {
                let word = after.split_whitespace().next().unwrap_or_default();
                let count = simple(self, word).number().unwrap_or(0.0).max(0.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "not below 0; `as` saturates"
                )]
                let count = (count as usize).min(items.len());
                items = if cut { items.split_off(count) } else { items.into_iter().take(count).collect() };
            }
        }
        if options.split_whitespace().any(|word| word == "reversed") {
            items.reverse();
        }
        let inner = range.start + 1..range.end;
        let otherwise = inner.clone().find(|at| matches!(pieces.get(*at), Some(Piece::Tag("else", ..))));
        let body = inner.start..otherwise.unwrap_or(inner.end);
        if items.is_empty() {
            self.pieces(pieces, ends, otherwise.map_or(inner.end, |at| at + 1)..inner.end);
            return;
        }
        let count = items.len();
        for (index, item) in items.into_iter().enumerate() {
            if !self.allows(1) {
                return;
            }
            self.scopes
                .push(BTreeMap::from([(name.to_owned(), item), ("forloop".to_owned(), loop_state(index, count))]));
            self.pieces(pieces, ends, body.clone());
            self.scopes.pop();
            if self.leaving.take() == Some("break") {
                return;
            }
        }
    }

    /// The value of a variable; nothing where there is none.
    pub(super) fn variable(&self, name: &str) -> Value {
        let own = self.scopes.iter().rev().find_map(|scope| scope.get(name).cloned());
        own.unwrap_or_else(|| self.world.global(name))
    }

    /// Gives a variable of the post a value.
    pub(super) fn assign(&mut self, name: &str, value: Value) {
        if let Some(scope) = self.scopes.first_mut() {
            scope.insert(name.to_owned(), value);
        }
    }

    /// Carries out an include with its own variables.
    pub(super) fn include(&mut self, text: &str, parameters: Vec<(String, Value)>) {
        let include = Value::Map(std::rc::Rc::new(parameters));
        self.scopes.push(BTreeMap::from([("include".to_owned(), include)]));
        let place = self.report.hold();
        self.template(text, &[]);
        self.report.release(place);
        self.scopes.pop();
    }

    /// Carries out a template of its own with these variables, and gives what it wrote.
    pub(super) fn apart(mut self, text: &str, variables: Vec<(String, Value)>) -> (String, Report) {
        self.scopes.push(variables.into_iter().collect());
        self.template(text, &[]);
        (self.out, self.report)
    }

    /// Gives a variable a value until [`Run::exit`].
    pub(super) fn enter(&mut self, name: &str, value: Value) {
        self.scopes.push(BTreeMap::from([(name.to_owned(), value)]));
    }

    /// Takes back what [`Run::enter`] gave.
    pub(super) fn exit(&mut self) {
        self.scopes.pop();
    }

    /// Leaves the innermost loop, or its turn.
    pub(super) fn leave(&mut self, how: &'static str) {
        self.leaving = Some(how);
    }

    /// Counts work; false when there has been too much.
    pub(super) fn allows(&mut self, work: usize) -> bool {
        self.work = self.work.saturating_add(work);
        let allowed = work <= LARGEST && self.work <= MOST_WORK;
        if !allowed {
            self.report.limit();
        }
        allowed
    }

    /// Goes one level deeper; false when that is too deep.
    pub(super) fn deeper(&mut self) -> bool {
        let allowed = self.depth < DEEPEST;
        if allowed {
            self.depth += 1;
        } else {
            self.report.limit();
        }
        allowed
    }

    /// Comes back from one level deeper.
    pub(super) fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// A filter that nobody knows.
    pub(super) fn unknown_filter(&mut self, name: &str) {
        self.report.unknown(format!("no filter is called \"{name}\""));
    }
}

fn loop_state(index: usize, count: usize) -> Value {
    let int = |number: usize| Value::Int(super::value::length(number));
    Value::map(vec![
        ("index", int(index + 1)),
        ("index0", int(index)),
        ("rindex", int(count - index)),
        ("rindex0", int(count - index - 1)),
        ("first", Value::Bool(index == 0)),
        ("last", Value::Bool(index + 1 == count)),
        ("length", int(count)),
    ])
}

/// Blocks that hold other tags.
const BLOCKS: [&str; 6] = ["if", "unless", "case", "for", "tablerow", "capture"];

/// For each opening tag of a block that is closed, where its end is. An end without a beginning, and a beginning
/// without an end, are tags like any other.
fn ends(pieces: &[Piece<'_>]) -> BTreeMap<usize, usize> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut ends = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Tag(name, ..) = piece else { continue };
        if BLOCKS.contains(name) {
            open.push((at, name));
        } else if let Some(closed) = name.strip_prefix("end")
            && let Some(from) = open.iter().rposition(|(_, name)| *name == closed)
        {
            ends.extend(open.get(from).map(|(start, _)| (*start, at)));
            open.truncate(from);
        }
    }
    ends
}
