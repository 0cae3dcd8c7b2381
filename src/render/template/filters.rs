//! Liquid's filters, and Jekyll's own.

use super::expression::compare;
use super::liquid::Run;
use super::value::{LARGEST, Value, length};
use crate::site::slug::jekyll;

/// The value that the filter makes; a filter that is not known leaves the value as it is.
pub(super) fn apply(run: &mut Run<'_>, name: &str, value: &Value, arguments: &[Value]) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Nil);
    let second = arguments.get(1).cloned().unwrap_or(Value::Nil);
    if let Some(made) = text(name, &value.shown(), &first, &second) {
        return Value::text(&made);
    }
    if let Some(made) = number(name, value, &first) {
        return made;
    }
    if let Some(made) = list(name, value, &first, &second) {
        return made;
    }
    match name {
        "default" if value.is_empty() => first,
        "size" | "length" | "number_of_words" => Value::Int(match (name, value) {
            ("size" | "length", Value::List(list)) => length(list.len()),
            ("size" | "length", other) => length(other.shown().chars().count()),
            _ => length(value.shown().split_whitespace().count()),
        }),
        "split" => {
            let (text, separator) = (value.shown(), first.shown());
            let parts = text.split(separator.as_str()).filter(|part| !separator.is_empty() || !part.is_empty());
            Value::list(parts.map(Value::text).collect())
        }
        "relative_url" => Value::text(&run.relative_url(&value.shown())),
        "absolute_url" => Value::text(&run.absolute_url(&value.shown())),
        "markdownify" | "markdown" => Value::text(&run.markdownify(&value.shown())),
        "date" => Value::text(&run.date(value, &first.shown())),
        "date_to_string" => Value::text(&run.date(value, "%d %b %Y")),
        "date_to_long_string" => Value::text(&run.date(value, "%d %B %Y")),
        "date_to_xmlschema" => Value::text(&run.date(value, "%Y-%m-%dT%H:%M:%S%:z")),
        "date_to_rfc822" => Value::text(&run.date(value, "%a, %d %b %Y %H:%M:%S %z")),
        "default" | "safe" | "smartify" | "inspect" | "to_integer" => value.clone(),
        _ => {
            run.unknown_filter(name);
            value.clone()
        }
    }
}

fn text(name: &str, text: &str, first: &Value, second: &Value) -> Option<String> {
    let one = first.shown();
    Some(match name {
        "append" => text.to_owned() + &one,
        "prepend" => one + text,
        "upcase" | "upper" => text.to_uppercase(),
        "downcase" | "lower" => text.to_lowercase(),
        "capitalize" => {
            let mut characters = text.chars();
            characters.next().map(|c| c.to_uppercase().chain(characters).collect()).unwrap_or_default()
        }
        "strip" | "trim" => text.trim().to_owned(),
        "lstrip" => text.trim_start().to_owned(),
        "rstrip" => text.trim_end().to_owned(),
        "strip_newlines" => text.replace(['\n', '\r'], ""),
        "newline_to_br" => text.replace('\n', "<br>\n"),
        "normalize_whitespace" => text.split_whitespace().collect::<Vec<_>>().join(" "),
        "strip_html" => strip_html(text),
        "escape" | "xml_escape" | "escape_once" => text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;"),
        "replace" if !one.is_empty() => {
            let with = second.shown();
            if text.matches(&one).count().saturating_mul(with.len()) > LARGEST {
                return Some(String::new());
            }
            text.replace(&one, &with)
        }
        "replace_first" => text.replacen(&one, &second.shown(), 1),
        "remove" if !one.is_empty() => text.replace(&one, ""),
        "remove_first" => text.replacen(&one, "", 1),
        "truncate" => {
            let end = if *second == Value::Nil { "...".to_owned() } else { second.shown() };
            let most = first.number().map_or(50, whole);
            if text.chars().count() <= most {
                text.to_owned()
            } else {
                text.chars().take(most.saturating_sub(end.chars().count())).collect::<String>() + &end
            }
        }
        "truncatewords" => {
            let most = first.number().map_or(15, whole);
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() <= most {
                text.to_owned()
            } else {
                words.into_iter().take(most).collect::<Vec<_>>().join(" ") + "..."
            }
        }
        "slugify" => jekyll::default(text),
        "cgi_escape" | "url_encode" => {
            percent(text, |b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)).replace("%20", "+")
        }
        "uri_escape" => percent(text, |b| b.is_ascii_graphic() && !b"<>\"`{}|\\^".contains(&b)),
        "jsonify" => serde_json::Value::from(text).to_string(),
        _ => return None,
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "templates reckon with small numbers")]
fn number(name: &str, value: &Value, first: &Value) -> Option<Value> {
    let known =
        ["plus", "minus", "times", "divided_by", "modulo", "at_least", "at_most", "abs", "ceil", "floor", "round"];
    if !known.contains(&name) {
        return None;
    }
    let left = value.number().unwrap_or(0.0);
    let right = first.number().unwrap_or(0.0);
    let fraction = matches!(value, Value::Float(_)) || matches!(first, Value::Float(_));
    let made = match name {
        "plus" => left + right,
        "minus" => left - right,
        "times" => left * right,
        "divided_by" | "modulo" if right == 0.0 => return Some(Value::Nil),
        "divided_by" if fraction => left / right,
        "divided_by" => (left / right).floor(),
        "modulo" => left.rem_euclid(right),
        "at_least" => left.max(right),
        "at_most" => left.min(right),
        "abs" => left.abs(),
        "ceil" => return Some(Value::Int(left.ceil() as i64)),
        "floor" => return Some(Value::Int(left.floor() as i64)),
        _ if right > 0.0 => {
            let scale = 10_f64.powi(right.min(9.0) as i32);
            return Some(Value::Float((left * scale).round() / scale));
        }
        _ => return Some(Value::Int(left.round() as i64)),
    };
    Some(if fraction || made.abs() > i64::MAX as f64 { Value::Float(made) } else { Value::Int(made as i64) })
}

fn list(name: &str, value: &Value, first: &Value, second: &Value) -> Option<Value> {
    let parts = || value.parts();
    Some(match name {
        "join" | "array_to_sentence_string" => {
            let shown: Vec<String> = parts().iter().map(Value::shown).collect();
            if shown.len().saturating_mul(first.size()) > LARGEST {
                return Some(Value::Nil);
            }
            Value::text(&match (name, shown.split_last()) {
                ("join", _) => shown.join(&if *first == Value::Nil { " ".to_owned() } else { first.shown() }),
                (_, Some((last, before))) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
                (_, last) => last.map(|(last, _)| last.clone()).unwrap_or_default(),
            })
        }
        "first" | "last" => value.get(&Value::text(name)),
        "reverse" => Value::list(parts().into_iter().rev().collect()),
        "sort" | "sort_natural" => {
            let mut all = parts();
            let key = |part: &Value| if *first == Value::Nil { part.clone() } else { part.get(first) };
            all.sort_by(|a, b| {
                let (a, b) = (key(a), key(b));
                match (a.number(), b.number()) {
                    (Some(a), Some(b)) => a.total_cmp(&b),
                    _ if name == "sort_natural" => a.shown().to_lowercase().cmp(&b.shown().to_lowercase()),
                    _ => a.shown().cmp(&b.shown()),
                }
            });
            Value::list(all)
        }
        "uniq" => {
            let mut seen = std::collections::BTreeSet::new();
            Value::list(parts().into_iter().filter(|part| seen.insert(format!("{part:?}"))).collect())
        }
        "compact" => Value::list(parts().into_iter().filter(|part| *part != Value::Nil).collect()),
        "map" => Value::list(parts().iter().map(|part| part.get(first)).collect()),
        "where" => Value::list(parts().into_iter().filter(|part| is_at(&part.get(first), second)).collect()),
        "concat" => Value::list(parts().into_iter().chain(first.parts()).collect()),
        // A list in a list could nest without end.
        "push" | "unshift" if matches!(first, Value::List(_) | Value::Map(_)) => value.clone(),
        "push" => Value::list(parts().into_iter().chain([first.clone()]).collect()),
        "unshift" => Value::list([first.clone()].into_iter().chain(parts()).collect()),
        "pop" => Value::list(parts().split_last().map(|(_, rest)| rest.to_vec()).unwrap_or_default()),
        "shift" => Value::list(parts().into_iter().skip(1).collect()),
        "slice" => slice(value, first, second),
        _ => return None,
    })
}

fn is_at(value: &Value, wanted: &Value) -> bool {
    compare(value, "==", wanted) || matches!(value, Value::List(list) if list.contains(wanted))
}

fn slice(value: &Value, from: &Value, count: &Value) -> Value {
    let count = count.number().map_or(1, whole);
    let start = |all: usize| match from.number() {
        Some(from) if from < 0.0 => all.saturating_sub(whole(-from)),
        Some(from) => whole(from),
        None => 0,
    };
    match value {
        Value::List(list) => Value::list(list.iter().skip(start(list.len())).take(count).cloned().collect()),
        other => {
            let text = other.shown();
            let from = start(text.chars().count());
            Value::text(&text.chars().skip(from).take(count).collect::<String>())
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a million")]
fn whole(number: f64) -> usize {
    number.clamp(0.0, 1e6) as usize
}

fn strip_html(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        rest = tail.split_once('>').map_or("", |(_, after)| after);
    }
    out + rest
}

fn percent(text: &str, keeps: impl Fn(u8) -> bool) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keeps(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
