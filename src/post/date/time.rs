//! The time of day and the zone behind a date.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::cursor::Cursor;
use super::{Clock, Unreadable};
use crate::post::zone::{self, Zone};

/// A time of day, which may end in the next day (`24:00`, a leap second).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Time {
    of_day: NaiveTime,
    carry: TimeDelta,
    /// Seconds were written.
    pub seconds: bool,
}

impl Time {
    fn new(hour: u32, minute: u32, second: Option<u32>, nanos: u32) -> Result<Self, Unreadable> {
        let (hour, day) = if (hour, minute, second.unwrap_or(0)) == (24, 0, 0) { (0, 1) } else { (hour, 0) };
        let leap = i64::from(second == Some(60));
        let clock_second = if leap == 1 { 59 } else { second.unwrap_or(0) };
        let of_day = NaiveTime::from_hms_nano_opt(hour, minute, clock_second, nanos).ok_or(Unreadable::Impossible)?;
        Ok(Self { of_day, carry: TimeDelta::days(day) + TimeDelta::seconds(leap), seconds: second.is_some() })
    }

    pub fn on(self, day: NaiveDate) -> NaiveDateTime {
        let at = day.and_time(self.of_day);
        at.checked_add_signed(self.carry).unwrap_or(at)
    }
}

impl<'a> Cursor<'a> {
    /// The time behind a date, after `T`, blanks, a comma, `at` or `@`.
    pub(super) fn time_after_date(&mut self) -> Result<Option<Time>, Unreadable> {
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
    pub(super) fn time(&mut self) -> Result<Option<Time>, Unreadable> {
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
    pub(super) fn repeated(&mut self, year: i32) -> Option<&'a str> {
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
    pub(super) fn zone(&mut self, clock: Clock, year: i32) -> Option<Zone> {
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
            let zone = zone::named(word, clock.zone, year, clock.is_ruby());
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
}
