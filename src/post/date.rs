//! Dates as people write them: ISO in all its spellings, RFC 2822, words, and what stands behind them.
//!
//! One pass over the text, no regular expressions. Whatever can be read is read: text that is left over behind a
//! date is a [`Doubt`], only a text without a date is [`Unreadable`].

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::moment::Moment;
use super::zone::{self, Zone};
use crate::site::Naive;
use crate::source::tree::Style;

/// What a date without a zone means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The site's zone.
    pub zone: Tz,
    /// The generator's rule for times without a zone.
    pub naive: Naive,
}

impl Clock {
    /// The zone in which a day begins.
    #[must_use]
    pub fn local(&self) -> Tz {
        if self.naive == Naive::Utc { Tz::UTC } else { self.zone }
    }
}

/// A date that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The moment. Its offset is the one that was written, else the site's (UTC where the rule says so).
    pub moment: Moment,
    /// What is doubtful about it.
    pub doubt: Option<Doubt>,
}

/// What is doubtful about a date that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// This text in or behind the date means nothing.
    Rubbish(String),
    /// Day and month (or year) might be meant the other way round.
    Order,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not in any known spelling.
    #[error("is no date")]
    NotADate,
    /// A month has no such day, or a day no such hour.
    #[error("is impossible: there is no such day or time")]
    Impossible,
    /// The year is not within 1–9999.
    #[error("has a year outside 1–9999")]
    Year,
}

/// Reads a date, with or without a time.
///
/// `style` is how the front matter holds it: Jekyll takes an unquoted timestamp for UTC and a quoted one for local
/// time ([`Naive::YamlTimestampUtc`]). A date without a time is midnight in the site's zone and keeps its calendar
/// day. Where the order of day and month cannot be told, day comes first (`11-9-2017` is 11 September), but month
/// first between slashes and with a year of two digits (`08-02-21` is 2 August 2021); on a Jekyll site as Ruby reads
/// it, day first and `08-02-21` in 2008.
///
/// ```
/// use feedwright::post::date::{Clock, read};
/// use feedwright::site::Naive;
/// use feedwright::source::tree::Style;
///
/// let clock = Clock { zone: chrono_tz::Europe::Berlin, naive: Naive::SiteZone };
/// let reading = read("18 Dec 2014", Style::Plain, clock).unwrap();
/// assert_eq!(reading.moment.rfc3339(), "2014-12-18T00:00:00+01:00");
/// assert!(reading.moment.day_only);
/// ```
///
/// # Errors
///
/// The text begins with no date, or with an impossible one.
pub fn read(text: &str, style: Style, clock: Clock) -> Result<Reading, Unreadable> {
    let text = unquoted(text.trim());
    let ruby = clock.naive == Naive::YamlTimestampUtc;
    let mut cursor = Cursor { text, at: 0 };
    let mut date = cursor.calendar(ruby)?;
    let time = match date.time.take() {
        Some(time) => Some(time),
        None => cursor.time_after_date()?,
    };
    let day = date.day()?;
    let repeated_year = if time.is_some() { cursor.repeated(date.year) } else { None };
    let zone = if time.is_some() { date.zone.or_else(|| cursor.zone(clock.zone, date.year, ruby)) } else { None };
    let rest = cursor.rest(zone.is_some());
    let doubt = match (rest, repeated_year) {
        ("", None) => date.doubtful.then_some(Doubt::Order),
        ("", Some(year)) => Some(Doubt::Rubbish(year.to_owned())),
        (rest, _) => Some(Doubt::Rubbish(rest.to_owned())),
    };
    let yaml_timestamp = style == Style::Plain && date.iso && doubt.is_none();
    let moment = match (time, zone) {
        (None, _) => Moment::day(day, clock.local()),
        (Some(time), Some(zone)) => zone.moment(time.on(day)).and_then(|moment| reread(moment, clock)),
        (Some(time), None) => naive(time.on(day), clock, yaml_timestamp && time.seconds),
    };
    Ok(Reading { moment: moment.ok_or(Unreadable::Year)?, doubt })
}

/// What a generator makes of a time whose offset is written: Hexo keeps the clock that it shows in UTC.
fn reread(moment: Moment, clock: Clock) -> Option<Moment> {
    match clock.naive {
        Naive::UtcClockInSiteZone => Moment::local(moment.instant.naive_utc(), clock.zone, moment.day_only),
        _ => Some(moment),
    }
}

fn naive(at: NaiveDateTime, clock: Clock, yaml_timestamp: bool) -> Option<Moment> {
    match clock.naive {
        Naive::Utc => Moment::local(at, Tz::UTC, false),
        Naive::YamlTimestampUtc if yaml_timestamp => {
            Moment::local(at, Tz::UTC, false).map(|moment| moment.shown_in(clock.zone))
        }
        Naive::SiteZone | Naive::YamlTimestampUtc | Naive::UtcClockInSiteZone => Moment::local(at, clock.zone, false),
    }
}

/// The text without quotes around it: a header's value keeps those that its author thought necessary.
fn unquoted(text: &str) -> &str {
    ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(text).trim()
}

/// The number of a month by its English name or the first three letters and more of it, 1–12.
#[must_use]
pub fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let at = MONTHS.iter().position(|month| begins(month, word))?;
    u32::try_from(at + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    DAYS.iter().any(|day| begins(day, word))
}

fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// A year of two digits as Ruby, POSIX and Python take it: 69–99 are in the 20th century.
pub(super) const fn century(short_year: i32) -> i32 {
    short_year + if short_year < 69 { 2000 } else { 1900 }
}

/// Year, month and day as written; and a time and zone where they stand before the year.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Calendar {
    year: i32,
    month: u32,
    day: u32,
    doubtful: bool,
    /// `YYYY-MM-DD`, the only shape of a YAML timestamp.
    iso: bool,
    time: Option<Time>,
    zone: Option<Zone>,
}

impl Calendar {
    const fn new(year: i32, month: u32, day: u32) -> Self {
        Self { year, month, day, doubtful: false, iso: false, time: None, zone: None }
    }

    fn day(&self) -> Result<NaiveDate, Unreadable> {
        if !(1..=9999).contains(&self.year) {
            return Err(Unreadable::Year);
        }
        NaiveDate::from_ymd_opt(self.year, self.month, self.day).ok_or(Unreadable::Impossible)
    }
}

/// A time of day, which may end in the next day (`24:00`, a leap second).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Time {
    of_day: NaiveTime,
    carry: TimeDelta,
    /// Seconds were written.
    seconds: bool,
}

impl Time {
    fn new(hour: u32, minute: u32, second: Option<u32>, nanos: u32) -> Result<Self, Unreadable> {
        let (hour, day) = if (hour, minute, second.unwrap_or(0)) == (24, 0, 0) { (0, 1) } else { (hour, 0) };
        let leap = i64::from(second == Some(60));
        let clock_second = if leap == 1 { 59 } else { second.unwrap_or(0) };
        let of_day = NaiveTime::from_hms_nano_opt(hour, minute, clock_second, nanos).ok_or(Unreadable::Impossible)?;
        Ok(Self { of_day, carry: TimeDelta::days(day) + TimeDelta::seconds(leap), seconds: second.is_some() })
    }

    fn on(self, day: NaiveDate) -> NaiveDateTime {
        let at = day.and_time(self.of_day);
        at.checked_add_signed(self.carry).unwrap_or(at)
    }
}

/// A number with the count of its digits.
#[derive(Debug, Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
}

impl Number {
    /// As a year: two digits stand for one of 1969–2068.
    fn year(self) -> i32 {
        let value = i32::try_from(self.value).unwrap_or(i32::MAX);
        if self.digits <= 2 { century(value) } else { value }
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn left(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|byte| any.contains(byte))?;
        self.at += 1;
        Some(byte)
    }

    fn eat_str(&mut self, text: &str) -> bool {
        let found = self.left().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Skips white space, `U+00A0` among it; says whether there was any.
    fn blanks(&mut self) -> bool {
        let left = self.left();
        let rest = left.trim_start();
        self.at += left.len() - rest.len();
        rest.len() < left.len()
    }

    /// A number of at most nine digits; a longer one is left alone.
    fn number(&mut self) -> Option<Number> {
        let digits = self.left().bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        let value = self.left().get(..digits)?.parse().ok()?;
        self.at += digits;
        Some(Number { value, digits })
    }

    /// A number of one or two digits.
    fn short_number(&mut self) -> Option<u32> {
        let start = self.at;
        let number = self.number().filter(|number| number.digits <= 2);
        if number.is_none() {
            self.at = start;
        }
        number.map(|number| number.value)
    }

    /// ASCII letters.
    fn word(&mut self) -> Option<&'a str> {
        let letters = self.left().bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = self.left().get(..letters).filter(|word| !word.is_empty())?;
        self.at += letters;
        Some(word)
    }

    /// What stands at the front of every date.
    fn calendar(&mut self, ruby: bool) -> Result<Calendar, Unreadable> {
        let start = self.at;
        if self.word().is_some_and(is_weekday) {
            self.eat(b".");
            self.eat(b",");
            self.blanks();
        } else {
            self.at = start;
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            return self.month_first(ruby).ok_or(Unreadable::NotADate);
        }
        let number = self.number().ok_or(Unreadable::NotADate)?;
        match number.digits {
            1 | 2 => self.day_first(number, ruby).ok_or(Unreadable::NotADate),
            4 => self.year_first(number).ok_or(Unreadable::NotADate),
            8 => {
                let year = i32::try_from(number.value / 10_000).map_err(|_| Unreadable::Year)?;
                Ok(Calendar::new(year, number.value / 100 % 100, number.value % 100))
            }
            _ if matches!(self.peek(), Some(b'-' | b'/' | b'.')) => Err(Unreadable::Year),
            _ => Err(Unreadable::NotADate),
        }
    }

    /// `2024-02-08`, `2024/2/8`, `2024.02.08`, `2024-Feb-08`, `2024 Feb 8`, `2024年2月8日`.
    fn year_first(&mut self, year: Number) -> Option<Calendar> {
        if self.eat_str("年") {
            let month = self.short_number()?;
            let day = self.eat_str("月").then(|| self.short_number())??;
            self.eat_str("日");
            return Some(Calendar::new(year.year(), month, day));
        }
        let separator = self.eat(b"-/.");
        if separator.is_none() && !self.blanks() {
            return None;
        }
        let (month, named) = match self.short_number() {
            Some(month) => (month, false),
            None => (self.word().and_then(month_named)?, true),
        };
        match separator {
            Some(byte) => {
                self.eat(&[byte])?;
            }
            None if named => {
                self.blanks();
            }
            None => return None,
        }
        let day = self.short_number()?;
        Some(Calendar { iso: separator == Some(b'-') && !named, ..Calendar::new(year.year(), month, day) })
    }

    /// `18 Dec 2014`, `3rd of May, 2020`, `18-Dec-14`, `24-05-2015`, `5/24/2015`, `08-02-21`.
    fn day_first(&mut self, first: Number, ruby: bool) -> Option<Calendar> {
        if let Some(separator @ (b'-' | b'/' | b'.')) = self.peek() {
            self.at += 1;
            let second = self.short_number();
            if let Some(second) = second {
                self.eat(&[separator])?;
                let year = self.number().filter(|year| matches!(year.digits, 2 | 4))?;
                return Some(three_numbers(first, second, year, separator, ruby));
            }
        } else {
            self.ordinal();
        }
        self.blanks();
        let mut word = self.word()?;
        if word.eq_ignore_ascii_case("of") {
            self.blanks();
            word = self.word()?;
        }
        let month = month_named(word)?;
        self.eat(b".");
        self.eat(b",-/");
        self.blanks();
        let year = self.number().filter(|year| matches!(year.digits, 2 | 4))?;
        Some(Calendar::new(year.year(), month, first.value))
    }

    /// `June 17, 2021`, `February 23rd 2024`, and `date(1)`'s `Sep  3 11:21:31 CEST 2021`, whose year is last.
    fn month_first(&mut self, ruby: bool) -> Option<Calendar> {
        let month = month_named(self.word()?)?;
        self.eat(b".");
        self.eat(b"-/");
        self.blanks();
        let day = self.short_number()?;
        self.ordinal();
        self.eat(b",-/");
        self.blanks();
        let start = self.at;
        let time = self.time().ok().flatten();
        if time.is_none() {
            self.at = start;
            let year = self.number().filter(|year| year.digits == 4)?;
            return Some(Calendar::new(year.year(), month, day));
        }
        // The zone's name may depend on the year, which stands behind it.
        self.blanks();
        let zone_start = self.at;
        let word = self.left().split_whitespace().next().unwrap_or_default();
        if word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.at += word.len();
            self.blanks();
        }
        let year = self.number().filter(|year| year.digits == 4)?.year();
        let written = self.text.get(zone_start..zone_start + word.len()).unwrap_or_default();
        let mut inner = Cursor { text: written, at: 0 };
        let zone = inner.zone(Tz::UTC, year, ruby);
        Some(Calendar { time, zone, ..Calendar::new(year, month, day) })
    }

    fn ordinal(&mut self) {
        let suffix = self.left().get(..2).unwrap_or_default().to_ascii_lowercase();
        if matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") {
            self.at += 2;
        } else {
            self.eat(b".");
        }
    }

    /// The time behind a date, after `T`, blanks, a comma, `at` or `@`.
    fn time_after_date(&mut self) -> Result<Option<Time>, Unreadable> {
        let start = self.at;
        if self.eat(b"Tt").is_none() {
            self.eat(b",");
            let blank = self.blanks();
            let joined = blank && (self.eat_str("at ") || self.eat_str("@") || self.eat_str("- "));
            if !blank {
                self.at = start;
                return Ok(None);
            }
            if joined {
                self.blanks();
            }
        }
        let time = self.time()?;
        if time.is_none() {
            self.at = start;
        }
        Ok(time)
    }

    /// `9:00`, `09:00:30.25`, `9 pm`, `9:00 a.m.`, `090030`.
    fn time(&mut self) -> Result<Option<Time>, Unreadable> {
        let start = self.at;
        let Some(first) = self.number() else { return Ok(None) };
        if matches!(first.digits, 4 | 6)
            && start > 0
            && self.text.as_bytes().get(start - 1).is_some_and(|b| b | 32 == b't')
        {
            let value = if first.digits == 4 { first.value * 100 } else { first.value };
            return Time::new(value / 10_000, value / 100 % 100, Some(value % 100), 0).map(Some);
        }
        if first.digits > 2 {
            self.at = start;
            return Ok(None);
        }
        let minute = self.colon_number();
        let second = minute.and_then(|_| self.colon_number());
        let nanos = if second.is_some() { self.fraction() } else { 0 };
        let hour = match (self.half_of_day(), minute) {
            (Some(_), _) if !(1..=12).contains(&first.value) => return Err(Unreadable::Impossible),
            (Some(half), _) => first.value % 12 + half,
            (None, Some(_)) => first.value,
            (None, None) => {
                self.at = start;
                return Ok(None);
            }
        };
        Time::new(hour, minute.unwrap_or(0), second, nanos).map(Some)
    }

    fn colon_number(&mut self) -> Option<u32> {
        let start = self.at;
        let number = self.eat(b":").and_then(|_| self.short_number());
        if number.is_none() {
            self.at = start;
        }
        number
    }

    /// Nanoseconds of a fraction; more digits than nine are dropped.
    fn fraction(&mut self) -> u32 {
        let digits = self.left().get(1..).unwrap_or_default().bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || self.eat(b".,").is_none() {
            return 0;
        }
        let written = self.left().bytes().take(digits.min(9));
        let value = written.fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
        self.at += digits;
        (digits..9).fold(value, |value, _| value * 10)
    }

    /// 0 for `am`, 12 for `pm`.
    fn half_of_day(&mut self) -> Option<u32> {
        let start = self.at;
        self.blanks();
        let half = match self.eat(b"aApP") {
            Some(b'a' | b'A') => Some(0),
            Some(_) => Some(12),
            None => None,
        };
        self.eat(b".");
        let found = half.filter(|_| self.eat(b"mM").is_some()).filter(|_| {
            self.eat(b".");
            !self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric())
        });
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// The year once more behind the time (`18:30:22 2023 -0800`): skipped.
    fn repeated(&mut self, year: i32) -> Option<&'a str> {
        let start = self.at;
        self.blanks();
        let digits = self.at;
        let same = self.number().is_some_and(|number| number.digits == 4 && number.year() == year);
        if same && !matches!(self.peek(), Some(b':')) {
            return self.text.get(digits..self.at);
        }
        self.at = start;
        None
    }

    /// An offset, `Z`, an abbreviation or an IANA name.
    fn zone(&mut self, site: Tz, year: i32, ruby: bool) -> Option<Zone> {
        let start = self.at;
        self.blanks();
        let bracket = self.eat(b"[").is_some();
        let zone = if matches!(self.peek(), Some(b'+' | b'-')) || self.left().starts_with('\u{2212}') {
            self.offset().map(Zone::Offset)
        } else {
            let name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_');
            let length = self.left().bytes().take_while(name).count();
            let word = self.left().get(..length).unwrap_or_default();
            self.at += length;
            let zone = zone::named(word, site, year, ruby);
            let utc = matches!(zone, Some(Zone::Offset(0))) && matches!(self.peek(), Some(b'+' | b'-'));
            // `UTC+2`, `GMT-0500`
            if utc { self.offset().map(Zone::Offset) } else { zone }
        };
        if bracket {
            self.eat(b"]");
        }
        if zone.is_none() || self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            self.at = start;
            return None;
        }
        zone
    }

    /// Seconds east of UTC: `+1`, `+01`, `+0130`, `+01:30`; below sixteen hours.
    fn offset(&mut self) -> Option<i32> {
        let west = if self.eat_str("\u{2212}") { true } else { self.eat(b"+-")? == b'-' };
        let number = self.number()?;
        let (hours, minutes) = match number.digits {
            1 | 2 => (number.value, self.colon_number().unwrap_or(0)),
            4 => (number.value / 100, number.value % 100),
            _ => return None,
        };
        self.colon_number();
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        (hours < 16 && minutes < 60).then_some(if west { -seconds } else { seconds })
    }

    /// What is left; a comment in parentheses behind a zone (RFC 2822's `-0700 (PDT)`) is nothing.
    fn rest(&self, zoned: bool) -> &'a str {
        let rest = self.left().trim();
        let bare = matches!(rest, "," | ".");
        let comment =
            zoned && rest.starts_with('(') && rest.ends_with(')') || rest.starts_with('[') && rest.ends_with(']');
        if bare || comment { "" } else { rest }
    }
}

/// Three numbers whose order must be told: a number above 12 is a day, one above 31 a year.
fn three_numbers(first: Number, second: u32, third: Number, separator: u8, ruby: bool) -> Calendar {
    if third.digits == 2 && (ruby || first.value > 31) {
        return Calendar { doubtful: true, ..Calendar::new(first.year(), second, third.value) };
    }
    let month_first = !ruby && (separator == b'/' || third.digits == 2);
    let (day, month) = if month_first && second <= 31 && first.value <= 12 || second > 12 {
        (second, first.value)
    } else {
        (first.value, second)
    };
    let doubtful = third.digits == 2 || first.value <= 12 && second <= 12 && first.value != second;
    Calendar { doubtful, ..Calendar::new(third.year(), month, day) }
}
