//! Dates as people write them: ISO in all its spellings, RFC 2822, words, and what stands behind them.
//!
//! One pass over the text, no regular expressions. Whatever can be read is read: text that is left over behind a
//! date is a [`Doubt`], only a text without a date is [`Unreadable`].

mod cursor;
mod time;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::moment::Moment;
use super::zone::Zone;
use crate::site::Naive;
use crate::source::tree::Style;
use cursor::{Cursor, Number};
use time::Time;

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

    /// Dates are read as Ruby reads them, since the generator is Jekyll.
    fn is_ruby(self) -> bool {
        self.naive == Naive::YamlTimestampUtc
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
    let mut cursor = Cursor { text, at: 0 };
    let mut date = cursor.calendar(clock)?;
    let time = match date.time.take() {
        Some(time) => Some(time),
        None => cursor.time_after_date()?,
    };
    let day = date.day()?;
    let repeated_year = if time.is_some() { cursor.repeated(date.year) } else { None };
    let zone = if time.is_some() { date.zone.or_else(|| cursor.zone(clock, date.year)) } else { None };
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
        Naive::SiteZone | Naive::YamlTimestampUtc | Naive::MonthFirst | Naive::UtcClockInSiteZone => {
            Moment::local(at, clock.zone, false)
        }
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

impl Cursor<'_> {
    /// What stands at the front of every date.
    fn calendar(&mut self, clock: Clock) -> Result<Calendar, Unreadable> {
        let start = self.at;
        if self.word().is_some_and(is_weekday) {
            self.eat(b".");
            self.eat(b",");
            self.blanks();
        } else {
            self.at = start;
        }
        if self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            return self.month_first(clock).ok_or(Unreadable::NotADate);
        }
        let number = self.number().ok_or(Unreadable::NotADate)?;
        match number.digits {
            1 | 2 => self.day_first(number, clock.naive).ok_or(Unreadable::NotADate),
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
    fn day_first(&mut self, first: Number, naive: Naive) -> Option<Calendar> {
        if let Some(separator @ (b'-' | b'/' | b'.')) = self.peek() {
            self.at += 1;
            let second = self.short_number();
            if let Some(second) = second {
                self.eat(&[separator])?;
                let year = self.number().filter(|year| matches!(year.digits, 2 | 4))?;
                return Some(three_numbers(first, second, year, separator, naive));
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
    fn month_first(&mut self, clock: Clock) -> Option<Calendar> {
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
        let zone = inner.zone(clock, year);
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
}

/// Three numbers whose order must be told: a number above 12 is a day, one above 31 a year.
fn three_numbers(first: Number, second: u32, third: Number, separator: u8, naive: Naive) -> Calendar {
    let ruby = naive == Naive::YamlTimestampUtc;
    if third.digits == 2 && (ruby || first.value > 31) {
        return Calendar { doubtful: true, ..Calendar::new(first.year(), second, third.value) };
    }
    let month_first = !ruby && (separator == b'/' || third.digits == 2) || naive == Naive::MonthFirst;
    let (day, month) = if month_first && second <= 31 && first.value <= 12 || second > 12 {
        (second, first.value)
    } else {
        (first.value, second)
    };
    let doubtful = third.digits == 2 || first.value <= 12 && second <= 12 && first.value != second;
    Calendar { doubtful, ..Calendar::new(third.year(), month, day) }
}

#[cfg(test)]
mod tests;
