//! Liquid's expressions: values, paths, ranges, comparisons and filters.

use super::filters;
use super::liquid::Run;
use super::value::Value;

/// The value of `text`: a path or literal with its filters.
pub(super) fn value(run: &mut Run<'_>, text: &str) -> Value {
    let mut parts = split(text, "|").into_iter();
    let mut value = simple(run, parts.next().unwrap_or_default());
    for filter in parts {
        let (name, arguments) =
            called(filter.trim()).or_else(|| filter.trim().split_once(':')).unwrap_or((filter.trim(), ""));
        let arguments: Vec<Value> = split(arguments, ",")
            .into_iter()
            .map(str::trim)
            .filter(|argument| !argument.is_empty())
            .map(|argument| simple(run, named(argument).1))
            .collect();
        value = filters::apply(run, name.trim(), &value, &arguments);
        if !run.allows(value.size()) {
            return Value::Nil;
        }
    }
    value
}

/// Whether a condition holds. `and` and `or` bind alike, from the right, as in Liquid.
pub(super) fn condition(run: &mut Run<'_>, text: &str) -> bool {
    let mut rest = text;
    while let Some((at, word)) = find_any(rest, &[" and ", " or "]) {
        let left = comparison(run, rest.get(..at).unwrap_or_default());
        // From the right: `a and …` is false, and `a or …` true, whatever follows.
        if left != (word == " and ") {
            return left;
        }
        rest = rest.get(at + word.len()..).unwrap_or_default();
    }
    comparison(run, rest)
}

fn comparison(run: &mut Run<'_>, text: &str) -> bool {
    for operator in ["==", "!=", "<>", ">=", "<=", ">", "<", " contains "] {
        if let Some(at) = find(text, operator) {
            let left = value(run, text.get(..at).unwrap_or_default());
            let right = value(run, text.get(at + operator.len()..).unwrap_or_default());
            return compare(&left, operator.trim(), &right);
        }
    }
    value(run, text).is_true()
}

/// Whether two values stand to each other as the operator says.
pub(super) fn compare(left: &Value, operator: &str, right: &Value) -> bool {
    let blank = |value: &Value| matches!(value, Value::Text(text) if &**text == EMPTY);
    let equal = match (blank(left), blank(right)) {
        (true, _) => right.is_empty(),
        (_, true) => left.is_empty(),
        _ => match (left, right) {
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => left.number() == right.number(),
            _ => left == right,
        },
    };
    let order = match (left, right) {
        (Value::Text(a), Value::Text(b)) => a.partial_cmp(b),
        _ => left.number().zip(right.number()).and_then(|(a, b)| a.partial_cmp(&b)),
    };
    match operator {
        "==" => equal,
        "!=" | "<>" => !equal,
        ">" => order.is_some_and(std::cmp::Ordering::is_gt),
        "<" => order.is_some_and(std::cmp::Ordering::is_lt),
        ">=" => order.is_some_and(std::cmp::Ordering::is_ge),
        "<=" => order.is_some_and(std::cmp::Ordering::is_le),
        _ => match left {
            Value::List(list) => list.contains(right),
            other => !right.is_empty() && other.shown().contains(&right.shown()),
        },
    }
}

/// What the words `empty` and `blank` are: no text is equal to it.
const EMPTY: &str = "\u{FDD0}empty";

/// A literal, a range or a path.
pub(super) fn simple(run: &mut Run<'_>, text: &str) -> Value {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return Value::text(inner.split(quote).next().unwrap_or_default());
        }
    }
    match text {
        "" | "nil" | "null" => return Value::Nil,
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        "empty" | "blank" => return Value::text(EMPTY),
        _ => {}
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::Int(number);
    }
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && let Ok(number) = text.parse::<f64>()
    {
        return Value::Float(number);
    }
    if let Some((from, to)) =
        text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).and_then(|r| r.split_once(".."))
    {
        return range(run, from, to);
    }
    if let Some(("get_url", arguments)) = called(text) {
        let path = simple(run, named(arguments).1).shown();
        return Value::text(&run.address(&path));
    }
    path(run, text)
}

/// Tera's way to write arguments: `default(value="x")`.
fn called(text: &str) -> Option<(&str, &str)> {
    text.strip_suffix(')')?
        .split_once('(')
        .filter(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

/// An argument's name, where it has one, and its value.
pub(super) fn named(argument: &str) -> (&str, &str) {
    match argument.split_once('=') {
        Some((name, value)) if name.trim().chars().all(|c| c.is_alphanumeric() || c == '_') => {
            (name.trim(), value.trim())
        }
        _ => ("", argument.trim()),
    }
}

fn range(run: &mut Run<'_>, from: &str, to: &str) -> Value {
    let bound = |value: Value| value.number().unwrap_or(0.0).clamp(-1e9, 1e9);
    let (from, to) = (bound(simple(run, from)), bound(simple(run, to)));
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a billion above")]
    let (from, to) = (from as i64, to as i64);
    let count = usize::try_from(to.saturating_sub(from).saturating_add(1)).unwrap_or(0);
    if !run.allows(count) {
        return Value::Nil;
    }
    Value::list((from..=to).map(Value::Int).collect())
}

/// `page.tags[0].name`, `site.data["a b"]`.
fn path(run: &mut Run<'_>, text: &str) -> Value {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, mut rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let mut value = run.variable(name.trim());
    // Each step takes at least a character, so this ends.
    while !rest.is_empty() {
        let key;
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, tail) = after.split_at_checked(end).unwrap_or((after, ""));
            key = Value::text(name.trim());
            rest = tail;
        } else if let Some((inside, tail)) = rest.strip_prefix('[').and_then(|after| after.split_once(']')) {
            if !run.deeper() {
                return Value::Nil;
            }
            key = simple(run, inside);
            run.shallower();
            rest = tail;
        } else {
            return Value::Nil;
        }
        value = value.get(&key);
    }
    value
}

/// Cuts at a separator that is not within quotes.
pub(super) fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = find(rest, separator) {
        parts.push(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + separator.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

/// The first place of `wanted` that is not within quotes.
pub(super) fn find(text: &str, wanted: &str) -> Option<usize> {
    find_any(text, &[wanted]).map(|(at, _)| at)
}

/// The first place of any of the words that is not within quotes, and which one stands there.
fn find_any<'w>(text: &str, words: &[&'w str]) -> Option<(usize, &'w str)> {
    let mut quote = None;
    for (at, character) in text.char_indices() {
        if let Some(open) = quote {
            quote = Some(open).filter(|open| *open != character);
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if let Some(word) = words.iter().find(|word| rest.starts_with(**word)) {
            return Some((at, word));
        }
        if matches!(character, '"' | '\'') {
            quote = Some(character);
        }
    }
    None
}
