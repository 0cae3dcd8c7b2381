//! Numbers, switches and other short values.

#![allow(clippy::match_same_arms, reason = "a table reads best in the order of its specification")]

use super::registry::Rule;
use super::rules;
use super::uri::has_escapes_right;
use super::value::Value;

/// The rule that `text` breaks as a value of this form, and what to say of it.
pub(super) fn problem(value: Value, text: &str) -> Option<(&'static Rule, &'static str)> {
    let (is_good, rule, what): (bool, &'static Rule, &'static str) = match value {
        Value::Integer => (text.is_empty() || integer(text).is_some(), &rules::INVALID_INTEGER, "is no whole number"),
        Value::NonNegative => {
            (integer(text).is_some_and(|n| n >= 0), &rules::INVALID_NON_NEGATIVE, "is no whole number from 0")
        }
        Value::Positive => {
            (integer(text).is_some_and(|n| n > 0), &rules::INVALID_POSITIVE, "is no whole number from 1")
        }
        Value::Uint31 => match integer(text) {
            Some(n) if n > 2_147_483_647 => (false, &rules::INTEGER_OVERFLOW, "is more than 2147483647"),
            found => (found.is_some_and(|n| n > 0), &rules::INVALID_POSITIVE, "is no whole number from 1"),
        },
        Value::Port => {
            (integer(text).is_some_and(|n| n > 0), &rules::INVALID_INTEGER_ATTRIBUTE, "is no whole number from 1")
        }
        Value::Length => match integer(text) {
            Some(-1) => (false, &rules::USE_ZERO_FOR_UNKNOWN, "is -1"),
            Some(n) => (n >= 0, &rules::INVALID_NON_NEGATIVE, "is less than nothing"),
            None => (false, &rules::INVALID_INTEGER_ATTRIBUTE, "is no whole number"),
        },
        Value::Float => (is_float(text, false), &rules::INVALID_FLOAT, "is no number"),
        Value::LeadingFloat => (text.starts_with(|c: char| c.is_ascii_digit()), &rules::INVALID_FLOAT, "is no number"),
        Value::Decimal => (is_float(text, true), &rules::INVALID_FLOAT_UNIT, "is no number"),
        Value::Latitude => (is_within(text, 90.0), &rules::INVALID_LATITUDE, "is no latitude from -90 to 90"),
        Value::Longitude => (is_within(text, 180.0), &rules::INVALID_LONGITUDE, "is no longitude from -180 to 180"),
        Value::YesNo => (matches!(text, "yes" | "no"), &rules::INVALID_YES_NO, "is neither yes nor no"),
        Value::YesNoClean => {
            let lower = text.to_ascii_lowercase();
            (matches!(&*lower, "yes" | "no" | "clean"), &rules::INVALID_YES_NO_CLEAN, "is none of yes, no and clean")
        }
        Value::TrueFalse => {
            let lower = text.to_ascii_lowercase();
            (matches!(&*lower, "true" | "false"), &rules::INVALID_TRUE_FALSE, "is neither true nor false")
        }
        Value::TrueFalseExactly => {
            (matches!(text, "true" | "false"), &rules::INVALID_TRUE_FALSE, "is neither true nor false")
        }
        Value::Duration => (is_duration(text), &rules::INVALID_DURATION, "is no duration"),
        Value::PlayTime => (is_play_time(text), &rules::INVALID_PLAY_TIME, "is no time of a recording"),
        Value::Integers => (is_list(text), &rules::INVALID_INTEGERS, "is no list of whole numbers"),
        Value::LineNumbers => {
            (text.is_empty() || is_list(text), &rules::INVALID_EXPANSION_STATE, "is no list of line numbers")
        }
        Value::FormName => {
            let is_good = text.starts_with(|c: char| c.is_ascii_alphabetic() || "[\\]^_`".contains(c));
            (is_good, &rules::INVALID_FORM_NAME, "is no name of a form field")
        }
        Value::Position => return position(text),
        Value::Positions => return positions(text),
        Value::NameSpecific => {
            let is_good = !text.is_empty() && has_escapes_right(text, b"()+,-.:=@;$_!*'/?#");
            (is_good, &rules::INVALID_NAME_SPECIFIC, "has signs that a URN does not have")
        }
        _ => return None,
    };
    (!is_good).then_some((rule, what))
}

/// A whole number as most programs read it: a sign, digits, and white space around them.
pub(super) fn integer(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.len() < 30 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

fn is_float(text: &str, signed: bool) -> bool {
    let text = if signed { text.strip_prefix(['+', '-']).unwrap_or(text) } else { text };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && is_digits(whole) && is_digits(fraction)
}

fn is_within(text: &str, limit: f64) -> bool {
    text.parse::<f64>().is_ok_and(|number| number.abs() <= limit)
}

/// Seconds, or hours, minutes and seconds with colons.
fn is_duration(text: &str) -> bool {
    let mut parts = text.split(':');
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_sixty = |part: &str| part.len() == 2 && is_digits(part) && part < "60";
    parts.next().is_some_and(is_digits) && parts.clone().count() <= 2 && parts.all(is_sixty)
}

/// RFC 2326 §3.6: `now`, seconds, or hours, minutes and seconds.
fn is_play_time(text: &str) -> bool {
    let (time, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = time.split(':').collect();
    let time_is_good = match parts.as_slice() {
        [seconds] => is_digits(seconds),
        [hours, minutes, seconds] => is_digits(hours) && is_digits(minutes) && is_digits(seconds),
        _ => false,
    };
    text == "now" || (time_is_good && is_digits(fraction))
}

fn is_list(text: &str) -> bool {
    text.split(',').enumerate().all(|(at, part)| {
        let part = if at == 0 { part } else { part.trim_start() };
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn position(text: &str) -> Option<(&'static Rule, &'static str)> {
    let (latitude, rest) = text.split_once(|c: char| c == ',' || c.is_whitespace()).unwrap_or((text, ""));
    let longitude = rest.trim_start();
    if !is_float(latitude, true) || !is_float(longitude, true) {
        return Some((&rules::INVALID_COORDINATES, "is no pair of latitude and longitude"));
    }
    text.contains(',').then_some((&rules::COORDINATES_WITH_COMMA, "has a comma where a space belongs"))
}

fn positions(text: &str) -> Option<(&'static Rule, &'static str)> {
    let spaced = text.replace(',', " ");
    let numbers: Vec<&str> = spaced.split_whitespace().collect();
    let is_good =
        numbers.len() >= 3 && numbers.len().is_multiple_of(2) && numbers.iter().all(|number| is_float(number, true));
    let pairs_are_good = !text.contains(',') || text.split_whitespace().all(|pair| pair.matches(',').count() <= 1);
    if !is_good || !pairs_are_good {
        return Some((&rules::INVALID_COORDINATE_LIST, "is no list of latitudes and longitudes"));
    }
    text.contains(',').then_some((&rules::COORDINATES_WITH_COMMA, "has commas where spaces belong"))
}
