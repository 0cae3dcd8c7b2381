//! Liquid's and Jekyll's filters that ask something of each part of a list: `where`, `find`, `group_by` and their kin.

use std::collections::BTreeMap;

use super::expression;
use super::liquid::Run;
use super::value::{LARGEST, Value, length};

/// What the filter makes of a list; `None` where it is no filter of these.
pub(super) fn apply(run: &mut Run<'_>, name: &str, value: &Value, arguments: &[Value]) -> Option<Value> {
    let question = Question::of(name, arguments)?;
    // Of a map its values are asked, as in Jekyll.
    let parts: Vec<Value> = match value {
        Value::Map(map) => map.iter().map(|(_, value)| value.clone()).collect(),
        other => other.parts(),
    };
    if name.starts_with("group_by") {
        return Some(groups(run, &parts, &question));
    }
    let mut kept = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        let Some(holds) = question.holds(run, &part) else { break };
        match name {
            "where" | "where_exp" if holds => kept.push(part),
            "reject" if !holds => kept.push(part),
            "find" | "find_exp" if holds => return Some(part),
            "find_index" if holds => return Some(Value::Int(length(at))),
            "has" if holds => return Some(Value::Bool(true)),
            _ => {}
        }
    }
    Some(match name {
        "where" | "where_exp" | "reject" => Value::list(kept),
        "has" => Value::Bool(false),
        _ => Value::Nil,
    })
}

/// What is asked of each part.
enum Question {
    /// What stands under a key: whether it is this value or, where none is given, anything at all.
    Key(Value, Option<Value>),
    /// What an expression says of the part, which goes by this name in it.
    Expression(String, String),
}

impl Question {
    fn of(name: &str, arguments: &[Value]) -> Option<Self> {
        let first = arguments.first().cloned().unwrap_or(Value::Nil);
        match name {
            "where" | "reject" | "find" | "find_index" | "has" | "group_by" => {
                Some(Self::Key(first, arguments.get(1).cloned()))
            }
            "where_exp" | "find_exp" | "group_by_exp" => {
                Some(Self::Expression(first.shown(), arguments.get(1).map(Value::shown).unwrap_or_default()))
            }
            _ => None,
        }
    }

    /// Whether the part is what is asked for; `None` once there has been too much work.
    fn holds(&self, run: &mut Run<'_>, part: &Value) -> Option<bool> {
        match self {
            Self::Key(key, None) => run.allows(1).then(|| part.get(key).is_true()),
            Self::Key(key, Some(wanted)) => run.allows(1).then(|| is_at(&part.get(key), wanted)),
            Self::Expression(name, text) => within(run, name, part, text, expression::condition),
        }
    }

    /// What the part is grouped by; `None` once there has been too much work.
    fn answer(&self, run: &mut Run<'_>, part: &Value) -> Option<Value> {
        match self {
            Self::Key(key, _) => run.allows(1).then(|| Value::text(&part.get(key).shown())),
            Self::Expression(name, text) => within(run, name, part, text, expression::value),
        }
    }
}

/// What an expression gives with the part under its name. An expression may ask for itself again, so depth is bounded.
fn within<T>(
    run: &mut Run<'_>,
    name: &str,
    part: &Value,
    text: &str,
    asked: impl FnOnce(&mut Run<'_>, &str) -> T,
) -> Option<T> {
    if !run.allows(1 + text.len()) || !run.deeper() {
        return None;
    }
    run.enter(name, part.clone());
    let answer = asked(run, text);
    run.exit();
    run.shallower();
    Some(answer)
}

/// Jekyll holds texts and numbers against each other by how they are written, and a list has each of its parts.
fn is_at(value: &Value, wanted: &Value) -> bool {
    let is_written = |value: &Value| matches!(value, Value::Text(_) | Value::Int(_) | Value::Float(_));
    let same = |one: &Value| {
        expression::compare(one, "==", wanted)
            || (is_written(one) && is_written(wanted) && one.shown() == wanted.shown())
    };
    same(value) || matches!(value, Value::List(list) if list.iter().any(same))
}

/// `{name, items, size}` for each answer, in the order in which they first come.
fn groups(run: &mut Run<'_>, parts: &[Value], question: &Question) -> Value {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<(Value, Vec<Value>)> = Vec::new();
    let mut size = 0_usize;
    for part in parts {
        let Some(answer) = question.answer(run, part) else { break };
        let key = answer.shown();
        size = size.saturating_add(key.len());
        if size > LARGEST {
            break;
        }
        let at = *places.entry(key).or_insert(found.len());
        match found.get_mut(at) {
            Some((_, items)) => items.push(part.clone()),
            None => found.push((answer, vec![part.clone()])),
        }
    }
    let group = |(name, items): (Value, Vec<Value>)| {
        let size = Value::Int(length(items.len()));
        Value::map(vec![("name", name), ("items", Value::list(items)), ("size", size)])
    };
    Value::list(found.into_iter().map(group).collect())
}
