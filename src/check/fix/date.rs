//! Dates in the many ways that feeds write them.

use crate::check::dates::{Stamp, clock, month, named_zone, number};

/// The date that `text` means. `None` where it lacks a part, above all the zone: nobody should guess it.
pub(super) fn read(text: &str) -> Option<Stamp> {
    let text = text.trim();
    let stamp = iso(text).or_else(|| mail(text))?;
    (stamp.exists() && stamp.has_time()).then_some(stamp)
}

/// `2025-06-03 08:00:00 +0200`, with T or a space, with colons or without.
fn iso(text: &str) -> Option<Stamp> {
    let upper = text.to_ascii_uppercase();
    let (date, time) = upper.split_once('T').or_else(|| upper.split_once(' '))?;
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4..=4)?;
    let month = number(parts.next()?, 1..=2)?;
    let day = number(parts.next()?, 1..=2)?;
    if parts.next().is_some() {
        return None;
    }
    let time = time.trim();
    let end = time.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(time.len());
    let (clock_text, zone) = time.split_at_checked(end)?;
    let (hour, minute, second) = clock(clock_text.split('.').next()?)?;
    Some(Stamp { year, month, day, hour, minute, second, offset: offset(zone.trim())? })
}

/// `[Tuesday,] 3 June 25 8:00 UTC`, in any case.
fn mail(text: &str) -> Option<Stamp> {
    let cleaned = text.replace(',', " ");
    let mut parts = cleaned.split_whitespace().peekable();
    if parts.peek()?.starts_with(|c: char| c.is_ascii_alphabetic()) {
        parts.next();
    }
    let (first, second) = (parts.next()?, parts.next()?);
    let (day, name) = if first.starts_with(|c: char| c.is_ascii_digit()) { (first, second) } else { (second, first) };
    let day = number(day, 1..=2)?;
    let month = month(name)?;
    let year_text = parts.next()?;
    let year = match year_text.len() {
        // RFC 2822 §4.3: two digits up to 49 belong to this century.
        2 => number(year_text, 2..=2).map(|year| if year < 50 { year + 2000 } else { year + 1900 })?,
        _ => number(year_text, 4..=4)?,
    };
    let time = parts.next()?;
    let padded = if time.find(':') == Some(1) { format!("0{time}") } else { time.to_owned() };
    let (hour, minute, second) = clock(&padded)?;
    let zone: Vec<&str> = parts.collect();
    let [zone] = zone.as_slice() else { return None };
    Some(Stamp { year, month, day, hour, minute, second, offset: offset(&zone.to_ascii_uppercase())? })
}

fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "UTC" | "GMT" | "UT") {
        return Some(0);
    }
    if let Some(known) = named_zone(zone) {
        return Some(known);
    }
    let digits = zone.strip_prefix(['+', '-'])?.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let offset = number(hours, 2..=2)? * 60 + number(minutes, 2..=2)?;
    (offset < 24 * 60).then(|| if zone.starts_with('-') { -offset } else { offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_understood_however_they_are_written() {
        let cases = [
            ("Tuesday, 3 June 2025 8:00 UTC", "Tue, 03 Jun 2025 08:00:00 +0000"),
            ("Mon, 03 Jun 2025 08:00:00 +02:00", "Tue, 03 Jun 2025 08:00:00 +0200"),
            ("2025-06-03 08:00:00 +0200", "Tue, 03 Jun 2025 08:00:00 +0200"),
            ("2025-06-03t08:00z", "Tue, 03 Jun 2025 08:00:00 +0000"),
            ("03 jun 25 08:00 est", "Tue, 03 Jun 2025 08:00:00 -0500"),
        ];
        for (written, wanted) in cases {
            assert_eq!(read(written).map(Stamp::to_mail).as_deref(), Some(wanted), "{written}");
        }
        for vague in ["2025-06-03", "2025-06-03T08:00:00", "3 June 2025", "31 Jun 2025 08:00 UTC", "soon"] {
            assert_eq!(read(vague), None, "{vague}");
        }
    }
}
