//! Liquid's filters, and Jekyll's own.

use super::liquid::Run;
use super::queries;
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
    if let Some(made) = list(name, value, &first, &second).or_else(|| queries::apply(run, name, value, arguments)) {
        return made;
    }
    match name {
        "default" if value.is_empty() => first,
        "size" | "length" => Value::Int(match value {
            Value::List(list) => length(list.len()),
            other => length(other.shown().chars().count()),
        }),
        "number_of_words" => Value::Int(length(words(&value.shown(), &first.shown()))),
        "split" => {
            let (text, separator) = (value.shown(), first.shown());
            let parts = text.split(separator.as_str()).filter(|part| !separator.is_empty() || !part.is_empty());
            Value::list(parts.map(Value::text).collect())
        }
        "relative_url" => Value::text(&run.relative_url(&value.shown())),
        "absolute_url" => Value::text(&run.absolute_url(&value.shown())),
        "markdownify" | "markdown" => Value::text(&run.markdownify(&value.shown())),
        "date" => Value::text(&run.date(value, &first.shown())),
        "date_to_string" => day(run, value, "%b", &first, &second),
        "date_to_long_string" => day(run, value, "%B", &first, &second),
        "date_to_xmlschema" => Value::text(&run.date(value, "%Y-%m-%dT%H:%M:%S%:z")),
        "date_to_rfc822" => Value::text(&run.date(value, "%a, %d %b %Y %H:%M:%S %z")),
        "jsonify" => Value::text(&json(value).to_string()),
        "default" | "safe" | "smartify" | "inspect" => value.clone(),
        "log" if run.has_universal_filters() => value.clone(),
        "url" if run.has_universal_filters() => Value::text(&run.prefixed(&value.shown())),
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
        "escape" | "xml_escape" => escape(text, false),
        "escape_once" => escape(text, true),
        "slugify" => match one.as_str() {
            "none" => text.to_lowercase(),
            "raw" => text.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase(),
            "pretty" => jekyll::pretty(text).to_lowercase(),
            _ => jekyll::default(text).to_lowercase(),
        },
        "url_decode" => decoded(text),
        "cgi_escape" | "url_encode" => {
            percent(text, |b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)).replace("%20", "+")
        }
        "uri_escape" => percent(text, |b| b.is_ascii_graphic() && !b"<>\"`{}|\\^".contains(&b)),
        _ => return shortened(name, text, first, second),
    })
}

/// The filters that replace and shorten.
fn shortened(name: &str, text: &str, first: &Value, second: &Value) -> Option<String> {
    let one = first.shown();
    Some(match name {
        "replace" if !one.is_empty() => {
            let with = second.shown();
            if text.matches(&one).count().saturating_mul(with.len()) > LARGEST {
                return Some(String::new());
            }
            text.replace(&one, &with)
        }
        "replace_first" => text.replacen(&one, &second.shown(), 1),
        "replace_last" | "remove_last" => {
            let with = if name == "remove_last" { String::new() } else { second.shown() };
            match text.rfind(&one).and_then(|at| text.split_at_checked(at)) {
                Some((before, after)) => format!("{before}{with}{}", after.get(one.len()..).unwrap_or_default()),
                None => text.to_owned(),
            }
        }
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
            let end = if *second == Value::Nil { "...".to_owned() } else { second.shown() };
            let most = first.number().map_or(15, whole);
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() <= most {
                text.to_owned()
            } else {
                words.into_iter().take(most).collect::<Vec<_>>().join(" ") + &end
            }
        }
        _ => return None,
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "templates reckon with small numbers")]
fn number(name: &str, value: &Value, first: &Value) -> Option<Value> {
    if name == "to_integer" {
        return Some(Value::Int(value.number().unwrap_or(0.0) as i64));
    }
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
            let word = |usual: &str| if *first == Value::Nil { usual.to_owned() } else { first.shown() };
            Value::text(&match (name, shown.as_slice()) {
                ("join", _) => shown.join(&word(" ")),
                (_, []) => String::new(),
                (_, [only]) => only.clone(),
                (_, [one, other]) => format!("{one} {} {other}", word("and")),
                (_, [before @ .., last]) => format!("{}, {} {last}", before.join(", "), word("and")),
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
        // A map is one thing here, as in Liquid.
        "map" if matches!(value, Value::Map(_)) => Value::list(vec![value.get(first)]),
        "map" => Value::list(parts().iter().map(|part| part.get(first)).collect()),
        "sum" => sum(&parts(), first),
        // Chance would give another feed each time: the first ones.
        "sample" if first.number().is_none() => parts().into_iter().next().unwrap_or(Value::Nil),
        "sample" => Value::list(parts().into_iter().take(first.number().map_or(1, whole)).collect()),
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

/// The sum of the numbers, or of those under a key; what is no number adds nothing.
fn sum(parts: &[Value], key: &Value) -> Value {
    let numbers: Vec<Value> =
        parts.iter().map(|part| if *key == Value::Nil { part.clone() } else { part.get(key) }).collect();
    let whole = numbers.iter().try_fold(0_i64, |sum, one| match one {
        Value::Int(one) => sum.checked_add(*one),
        other => other.number().is_none().then_some(sum),
    });
    match whole {
        Some(sum) => Value::Int(sum),
        None => Value::Float(numbers.iter().filter_map(Value::number).sum()),
    }
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

/// Escaped for HTML; `once` leaves what is escaped already as it is.
fn escape(text: &str, once: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '&' if once && is_reference(text.get(at + 1..).unwrap_or_default()) => out.push('&'),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Whether a character reference stands here, behind its `&`.
fn is_reference(text: &str) -> bool {
    let end = text.bytes().take(33).position(|byte| byte == b';');
    let name = end.and_then(|end| text.get(..end)).unwrap_or_default();
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// How many words there are; Jekyll's `cjk` and `auto` count each sign of Chinese, Japanese and Korean as one.
fn words(text: &str, mode: &str) -> usize {
    let is_sign = |c: char| matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{318F}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}');
    let signs = if matches!(mode, "cjk" | "auto") { text.chars().filter(|c| is_sign(*c)).count() } else { 0 };
    if signs == 0 {
        return text.split_whitespace().count();
    }
    signs + text.split(|c: char| c.is_whitespace() || is_sign(c)).filter(|word| !word.is_empty()).count()
}

/// Jekyll's `date_to_string` and `date_to_long_string`: `07 Nov 2008`, `7th Nov 2008`, `Nov 7th, 2008`.
fn day(run: &Run<'_>, date: &Value, month: &str, kind: &Value, style: &Value) -> Value {
    if kind.shown() != "ordinal" {
        return Value::text(&run.date(date, &format!("%d {month} %Y")));
    }
    let number = run.date(date, "%-d");
    let ending = match number.as_str() {
        "1" | "21" | "31" => "st",
        "2" | "22" => "nd",
        "3" | "23" => "rd",
        _ => "th",
    };
    let us = style.shown() == "US";
    let form = if us { format!("{month} %-d{ending}, %Y") } else { format!("%-d{ending} {month} %Y") };
    Value::text(&run.date(date, &form))
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Nil => serde_json::Value::Null,
        Value::Bool(truth) => (*truth).into(),
        Value::Int(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Text(text) => (&**text).into(),
        Value::List(list) => list.iter().map(json).collect(),
        Value::Map(map) => map.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
    }
}

/// `%20` and `+` as what they stand for.
fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let escaped = (*byte == b'%').then(|| digit(0).zip(digit(1))).flatten();
        match escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(escaped) => {
                out.push(escaped);
                rest = after.get(2..).unwrap_or_default();
            }
            None => out.push(if *byte == b'+' { b' ' } else { *byte }),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
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
