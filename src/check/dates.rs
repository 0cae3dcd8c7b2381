//! Dates as RSS (RFC 822 and 2822), Atom (RFC 3339) and Dublin Core (W3C-DTF) write them.

/// A date that was read, as far as it says: what it lacks is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Stamp {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    /// Minutes east of Greenwich.
    pub offset: i64,
}

/// What is to be said of a date of RSS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MailDate {
    /// As RFC 2822 writes it.
    Good(Stamp),
    /// The day of the week is another: its right name.
    WrongDay(&'static str),
    /// There is no such day.
    NoSuchDay,
    /// RFC 822 allows it, and programs stumble over it.
    Doubtful,
    /// Nothing that RFC 822 knows.
    Bad,
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const ZONES: [(&str, i64); 11] = [
    ("UT", 0),
    ("GMT", 0),
    ("Z", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
];

impl Stamp {
    /// Seconds since the start of 1970.
    pub(super) fn seconds(&self) -> i64 {
        let days = days_since_1970(self.year, self.month.max(1), self.day.max(1));
        days * 86_400 + self.hour * 3_600 + (self.minute - self.offset) * 60 + self.second
    }

    /// The English name of its weekday, in three letters.
    pub(super) fn weekday(&self) -> &'static str {
        let days = days_since_1970(self.year, self.month.max(1), self.day.max(1));
        // The first of January 1970 was a Thursday.
        let at = usize::try_from((days + 3).rem_euclid(7)).unwrap_or_default();
        DAYS.get(at).copied().unwrap_or_default()
    }

    /// Whether the calendar has its day.
    pub(super) fn exists(&self) -> bool {
        (1..=12).contains(&self.month) && (1..=days_in(self.year, self.month)).contains(&self.day)
    }

    /// Whether a clock shows its time; a leap second counts.
    pub(super) fn has_time(&self) -> bool {
        (0..24).contains(&self.hour) && (0..60).contains(&self.minute) && (0..=60).contains(&self.second)
    }

    /// As RFC 822 wants it in RSS, in its own offset.
    pub(super) fn to_mail(self) -> String {
        let Self { year, month, day, hour, minute, second, offset } = self;
        let month = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or("Jan");
        let (sign, offset) = (if offset < 0 { '-' } else { '+' }, offset.abs());
        let weekday = self.weekday();
        format!(
            "{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} {sign}{:02}{:02}",
            offset / 60,
            offset % 60
        )
    }

    /// As RFC 3339 wants it in Atom and JSON Feed, in its own offset.
    pub(super) fn to_rfc3339(self) -> String {
        let Self { year, month, day, hour, minute, second, offset } = self;
        let zone = match offset {
            0 => "Z".to_owned(),
            _ => format!("{}{:02}:{:02}", if offset < 0 { '-' } else { '+' }, offset.abs() / 60, offset.abs() % 60),
        };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }
}

/// Reads a date of RSS.
pub(super) fn mail(text: &str) -> MailDate {
    let Some((name, stamp)) = strict_mail(text) else {
        let bare = without_comments(text).trim().to_ascii_lowercase();
        return if is_lax_mail(&bare) { MailDate::Doubtful } else { MailDate::Bad };
    };
    if !stamp.exists() {
        return MailDate::NoSuchDay;
    }
    match name {
        Some(name) if stamp.year > 1900 && !stamp.weekday().eq_ignore_ascii_case(name) => {
            MailDate::WrongDay(stamp.weekday())
        }
        _ => MailDate::Good(stamp),
    }
}

/// `[Mon, ]3 Jun 2025 08:00[:00] +0200`, one space between the parts: the form that every program reads.
fn strict_mail(text: &str) -> Option<(Option<&str>, Stamp)> {
    let (name, rest) = match text.split_once(", ") {
        Some((name, rest)) if DAYS.contains(&name) => (Some(name), rest),
        Some(_) => return None,
        None => (None, text),
    };
    let mut parts = rest.split(' ');
    let day = number(parts.next()?, 1..=2)?;
    let month = parts.next()?;
    let month = i64::try_from(MONTHS.iter().position(|known| *known == month)?).ok()? + 1;
    let year = number(parts.next()?, 4..=4)?;
    let time = parts.next()?;
    let zone = parts.next()?;
    if parts.next().is_some() {
        return None;
    }
    let (hour, minute, second) = clock(time)?;
    Some((name, Stamp { year, month, day, hour, minute, second, offset: strict_zone(zone)? }))
}

fn strict_zone(zone: &str) -> Option<i64> {
    if let Some((_, offset)) = ZONES.iter().find(|(known, _)| *known == zone) {
        return Some(*offset);
    }
    let digits = zone.trim_start_matches(['+', '-']);
    // The W3C's validator takes offsets of whole and half hours for good and doubts all others.
    let is_even = digits.ends_with("00") || digits.ends_with("30");
    if zone.len() > digits.len() + 1 || !is_even {
        return None;
    }
    let (hours, minutes) = digits.split_at_checked(2)?;
    let offset = number(hours, 2..=2)? * 60 + number(minutes, 2..=2)?;
    Some(if zone.starts_with('-') { -offset } else { offset })
}

/// The same with what RFC 822 also allows: two-digit years, other spaces, lower case, military zones.
fn is_lax_mail(text: &str) -> bool {
    let mut rest = text;
    if let Some((name, after)) = text.split_once(',') {
        if !DAYS.iter().any(|day| day.eq_ignore_ascii_case(name.trim_end())) {
            return false;
        }
        rest = after.trim_start();
    }
    let parts: Vec<&str> = rest.split_whitespace().collect();
    let [day, month, year, time, zone] = parts.as_slice() else { return false };
    let is_offset = zone.strip_prefix(['+', '-']).is_some_and(|digits| number(digits, 4..=4).is_some());
    let is_military = zone.len() == 1 && zone.bytes().all(|byte| byte.is_ascii_lowercase() && byte != b'j');
    number(day, 1..=2).is_some()
        && MONTHS.iter().any(|known| known.eq_ignore_ascii_case(month))
        && (number(year, 2..=2).is_some() || number(year, 4..=4).is_some())
        && clock(time).is_some()
        && (is_offset || is_military || named_zone(zone).is_some())
}

/// Without the comments in parentheses that RFC 822 allows, and without backslashes.
fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    let mut result = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                characters.next();
            }
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                result.push(' ');
            }
            _ if depth == 0 => result.push(c),
            _ => {}
        }
    }
    result
}

/// How much of a date a form wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IsoForm {
    /// RFC 3339: all of it, with a zone.
    Rfc3339,
    /// W3C-DTF: from the year alone up to all of it; a time has a zone.
    W3cdtf,
    /// ISO 8601: the same, and the zone may be missing.
    Iso8601,
}

/// Reads a date that begins with its year; `None` where the form does not allow it or the day does not exist.
pub(super) fn iso(text: &str, form: IsoForm) -> Option<Stamp> {
    let mut stamp = Stamp { month: 1, day: 1, ..Stamp::default() };
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    stamp.year = number(parts.next()?, 4..=4)?;
    let month = parts.next();
    let day = parts.next();
    if parts.next().is_some() || (form == IsoForm::Rfc3339 && time.is_none()) || (time.is_some() && day.is_none()) {
        return None;
    }
    if let Some(month) = month {
        stamp.month = number(month, 2..=2)?;
    }
    if let Some(day) = day {
        stamp.day = number(day, 2..=2)?;
    }
    if !stamp.exists() {
        return None;
    }
    match time {
        Some(time) => iso_time(time, form, &mut stamp).filter(|()| stamp.has_time()).map(|()| stamp),
        None => Some(stamp),
    }
}

fn iso_time(text: &str, form: IsoForm, stamp: &mut Stamp) -> Option<()> {
    let end = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(end)?;
    stamp.offset = match zone {
        "Z" => 0,
        "" if form == IsoForm::Iso8601 => 0,
        _ => {
            let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
            let (hours, minutes) = (number(hours, 2..=2)?, number(minutes, 2..=2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = hours * 60 + minutes;
            if zone.starts_with('-') { -offset } else { offset }
        }
    };
    let mut parts = clock.split(':');
    stamp.hour = number(parts.next()?, 2..=2)?;
    stamp.minute = number(parts.next()?, 2..=2)?;
    match parts.next() {
        None if form == IsoForm::Rfc3339 => return None,
        None => {}
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            stamp.second = number(whole, 2..=2)?;
            if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
        }
    }
    parts.next().is_none().then_some(())
}

/// `08:00` or `08:00:59`.
pub(super) fn clock(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(':');
    let hour = number(parts.next()?, 2..=2)?;
    let minute = number(parts.next()?, 2..=2)?;
    let second = parts.next().map_or(Some(0), |seconds| number(seconds, 2..=2))?;
    parts.next().is_none().then_some((hour, minute, second))
}

/// The month of an English name or its first three letters, from 1.
pub(super) fn month(name: &str) -> Option<i64> {
    let head = name.get(..3)?;
    let at = MONTHS.iter().position(|known| known.eq_ignore_ascii_case(head))?;
    i64::try_from(at).ok().map(|at| at + 1)
}

/// The offset in minutes that RFC 822 gives a zone's letters.
pub(super) fn named_zone(name: &str) -> Option<i64> {
    ZONES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, offset)| *offset)
}

/// A number of so many digits and nothing else.
pub(super) fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    (digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Howard Hinnant's count of days in the Gregorian calendar.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_rss_are_told_apart() {
        let good = |text| matches!(mail(text), MailDate::Good(_));
        assert!(good("Tue, 03 Jun 2025 08:00:00 +0200") && good("3 Jun 2025 08:00 GMT"));
        assert_eq!(mail("Mon, 03 Jun 2025 08:00:00 GMT"), MailDate::WrongDay("Tue"));
        assert_eq!(mail("31 Jun 2025 08:00:00 GMT"), MailDate::NoSuchDay);
        for doubtful in ["Tue, 03 Jun 25 08:00:00 GMT", "tue, 03 jun 2025 08:00:00 gmt", "3 Jun 2025 08:00 +0545"] {
            assert_eq!(mail(doubtful), MailDate::Doubtful, "{doubtful}");
        }
        for bad in ["2025-06-03", "Tue, 03 Jun 2025 08:00:00 UTC", "Tuesday, 03 Jun 2025 08:00:00 GMT", ""] {
            assert_eq!(mail(bad), MailDate::Bad, "{bad}");
        }
    }

    #[test]
    fn dates_of_atom_need_seconds_and_a_zone() {
        for good in ["2025-06-03T08:00:00Z", "2025-06-03T08:00:00.25+02:00"] {
            assert!(iso(good, IsoForm::Rfc3339).is_some(), "{good}");
        }
        for bad in [
            "2025-06-03T08:00Z",
            "2025-06-03t08:00:00z",
            "2025-06-03",
            "2025-06-03T08:00:00",
            "2025-02-30T08:00:00Z",
            "2025-06-03T08:00:00.Z",
            "2025-06-03T08:00:00+24:00",
        ] {
            assert_eq!(iso(bad, IsoForm::Rfc3339), None, "{bad}");
        }
        assert!(iso("2025-06", IsoForm::W3cdtf).is_some());
        assert!(iso("2025-13", IsoForm::W3cdtf).is_none());
        assert!(iso("2025-06-03T08:00", IsoForm::W3cdtf).is_none());
        assert!(iso("2025-06-03T08:00", IsoForm::Iso8601).is_some());
    }

    #[test]
    fn seconds_are_those_of_unix() {
        let stamp = iso("2025-06-03T08:00:00+02:00", IsoForm::Rfc3339).unwrap();
        assert_eq!(stamp.seconds(), 1_748_930_400);
        assert_eq!(stamp.to_mail(), "Tue, 03 Jun 2025 08:00:00 +0200");
        assert_eq!(stamp.to_rfc3339(), "2025-06-03T08:00:00+02:00");
    }
}
