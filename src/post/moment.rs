//! A moment: an instant with the offset it was written in, and whether only a day was meant.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

/// A point in time as an author gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant, with the offset it is shown in. Its year is within 0–9999.
    pub instant: DateTime<FixedOffset>,
    /// Only a day was given; the time is midnight in the zone that the site's rule names.
    pub day_only: bool,
}

impl Moment {
    /// An instant; `None` when its year is not within 1–9999, in its own offset or in UTC.
    ///
    /// The offset is cut to whole minutes, as no feed format can write seconds in it; the instant stays.
    #[must_use]
    pub fn new(instant: DateTime<FixedOffset>, day_only: bool) -> Option<Self> {
        let minutes = instant.offset().local_minus_utc().div_euclid(60) * 60;
        let instant = instant.with_timezone(&FixedOffset::east_opt(minutes)?);
        let fits = |year: i32| (1..=9999).contains(&year);
        (fits(instant.year()) && fits(instant.naive_utc().year())).then_some(Self { instant, day_only })
    }

    /// A time as a clock in `zone` shows it.
    ///
    /// Where the clock shows a time twice (end of summer time) the first is taken; where it skips the time, the
    /// offset from before the gap, so that the day and the hour stay as they were written.
    #[must_use]
    pub fn local(clock: NaiveDateTime, zone: Tz, day_only: bool) -> Option<Self> {
        let instant = match zone.from_local_datetime(&clock).earliest() {
            Some(found) => found.fixed_offset(),
            None => before_gap(clock, zone)?,
        };
        Self::new(instant, day_only)
    }

    /// Midnight of a day in `zone`.
    #[must_use]
    pub fn day(day: NaiveDate, zone: Tz) -> Option<Self> {
        Self::local(day.and_hms_opt(0, 0, 0)?, zone, true)
    }

    /// The same instant as a clock in `zone` shows it.
    #[must_use]
    pub fn shown_in(self, zone: Tz) -> Self {
        Self::new(self.instant.with_timezone(&zone).fixed_offset(), self.day_only).unwrap_or(self)
    }

    /// The calendar day, in the offset of the moment.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.instant.date_naive()
    }

    /// As RFC 3339 with seconds, no fraction, and a numeric offset: `2024-02-28T09:00:00+01:00`.
    ///
    /// One spelling only: a reader was seen that takes another spelling of one instant for a new entry.
    ///
    /// ```
    /// use feedwright::post::moment::Moment;
    ///
    /// let moment: Moment = "2024-02-28T09:00:00.5Z".parse().unwrap();
    /// assert_eq!(moment.rfc3339(), "2024-02-28T09:00:00+00:00");
    /// ```
    #[must_use]
    pub fn rfc3339(&self) -> String {
        let mut text = String::with_capacity("2024-02-28T09:00:00+01:00".len());
        self.push_rfc3339(&mut text);
        text
    }

    /// Writes [`rfc3339`](Self::rfc3339) onto the end of `text`: a ledger has two of them in each line.
    pub(crate) fn push_rfc3339(&self, text: &mut String) {
        let at = self.instant.naive_local();
        let (sign, hours, minutes) = offset_parts(self.instant);
        let year = at.year().unsigned_abs();
        for (before, two) in [
            ("", year / 100 % 100),
            ("", year % 100),
            ("-", at.month()),
            ("-", at.day()),
            ("T", at.hour()),
            (":", at.minute()),
            (":", at.second().min(59)),
            (sign, hours),
            (":", minutes),
        ] {
            push_two(text, &[before], two);
        }
    }

    /// As RFC 2822 with a numeric offset, as RSS wants it: `Wed, 28 Feb 2024 09:00:00 +0100`.
    ///
    /// The W3C validator warns of offsets that are not whole or half hours (Nepal's `+0545`); those are written
    /// in UTC. Ours, since chrono's panics outside the years 0–9999.
    #[must_use]
    pub fn rfc2822(&self) -> String {
        let odd = self.instant.offset().local_minus_utc() % 1800 != 0;
        let at = if odd { self.instant.to_utc().fixed_offset() } else { self.instant };
        let (sign, hours, minutes) = offset_parts(at);
        let year = at.year().unsigned_abs();
        let day = DAYS.get(at.weekday().num_days_from_monday() as usize).unwrap_or(&"Mon");
        let month = MONTHS.get(at.month0() as usize).unwrap_or(&"Jan");
        let mut text = String::with_capacity("Wed, 28 Feb 2024 09:00:00 +0100".len());
        // By hand, since an archive has thousands of them and the machinery of `format!` takes four times as long.
        push_two(&mut text, &[day, ", "], at.day());
        push_two(&mut text, &[" ", month, " "], year / 100 % 100);
        push_two(&mut text, &[], year % 100);
        push_two(&mut text, &[" "], at.hour());
        push_two(&mut text, &[":"], at.minute());
        push_two(&mut text, &[":"], at.second().min(59));
        push_two(&mut text, &[" ", sign], hours);
        push_two(&mut text, &[], minutes);
        text
    }
}

/// Reads RFC 3339, as `--now` takes it.
impl std::str::FromStr for Moment {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        if let Some(moment) = as_written(text) {
            return Ok(moment);
        }
        let instant = DateTime::parse_from_rfc3339(text.trim()).map_err(|_| NoMoment)?;
        Self::new(instant, false).ok_or(NoMoment)
    }
}

/// The moment of which `text` is the [`rfc3339`](Moment::rfc3339); `None` for other spellings. A ledger has two of them
/// in each line, and chrono takes four times as long.
fn as_written(text: &str) -> Option<Moment> {
    let bytes: &[u8; 25] = text.as_bytes().try_into().ok()?;
    let number = |range: std::ops::Range<usize>| {
        let digits = bytes.get(range)?;
        let add = |sum: u32, byte: &u8| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'));
        digits.iter().try_fold(0, add)
    };
    let [.., b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _, sign, _, _, b':', _, _] = bytes else {
        return None;
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)?;
    let clock = day.and_hms_opt(number(11..13)?, number(14..16)?, number(17..19)?)?;
    let (hours, minutes) = (number(20..22)?, number(23..25).filter(|minutes| *minutes < 60)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let offset = match sign {
        b'+' => FixedOffset::east_opt(seconds),
        b'-' => FixedOffset::west_opt(seconds),
        _ => None,
    };
    Moment::new(offset?.from_local_datetime(&clock).single()?, false)
}

/// A text is no RFC 3339 date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no RFC 3339 date and time, such as 2024-02-28T09:00:00+01:00")]
pub struct NoMoment;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Writes two digits of a number below 100 behind what stands before it.
fn push_two(text: &mut String, before: &[&str], number: u32) {
    text.extend(before.iter().copied());
    text.extend([number / 10, number % 10].map(|digit| char::from_digit(digit, 10).unwrap_or('0')));
}

fn offset_parts(at: DateTime<FixedOffset>) -> (&'static str, u32, u32) {
    let seconds = at.offset().local_minus_utc();
    let minutes = seconds.unsigned_abs() / 60;
    (if seconds < 0 { "-" } else { "+" }, minutes / 60, minutes % 60)
}

/// A time that the zone's clock skips, with the offset from before the gap. Samoa skipped a whole day, so the search
/// goes back by more than that.
fn before_gap(clock: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    [3, 27, 51].iter().find_map(|hours| {
        let earlier = clock.checked_sub_signed(TimeDelta::hours(*hours))?;
        let offset = zone.from_local_datetime(&earlier).latest()?.offset().fix();
        offset.from_local_datetime(&clock).single()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn local(text: &str, zone: Tz) -> String {
        Moment::local(clock(text), zone, false).unwrap().rfc3339()
    }

    #[test]
    fn a_time_shown_twice_is_the_first_and_a_skipped_one_keeps_its_words() {
        assert_eq!(local("2024-11-03 01:30", Tz::America__New_York), "2024-11-03T01:30:00-04:00");
        assert_eq!(local("2024-03-10 02:30", Tz::America__New_York), "2024-03-10T02:30:00-05:00");
        assert_eq!(local("2018-11-04 00:00", Tz::America__Sao_Paulo), "2018-11-04T00:00:00-03:00");
        assert_eq!(local("2011-12-30 12:00", Tz::Pacific__Apia), "2011-12-30T12:00:00-10:00");
    }

    #[test]
    fn a_date_before_the_zones_were_made_has_an_offset_of_whole_minutes() {
        assert_eq!(local("1800-01-01 00:00", Tz::Europe__Berlin), "1799-12-31T23:59:32+00:53");
    }

    #[test]
    fn what_is_written_is_read_as_chrono_reads_it() {
        let spelled = ["0001-01-01T00:00:00+00:00", "2024-02-29T23:59:59-03:30", "9999-12-31T00:00:00+14:00"];
        let not = ["2023-02-29T00:00:00+00:00", "2024-01-01T24:00:00+00:00", "2024-01-01T00:00:00+01:60"];
        let odd = ["2024-01-01 00:00:00+00:00", "2024-01-01T00:00:00 00:00", "2024-01-01T00:00:0\u{661}:00:00"];
        for text in spelled.iter().chain(&not).chain(&odd) {
            let read = DateTime::parse_from_rfc3339(text).ok().and_then(|instant| Moment::new(instant, false));
            assert_eq!(text.parse().ok(), read, "{text}");
        }
        assert!(spelled.iter().all(|text| as_written(text).is_some_and(|moment| moment.rfc3339() == *text)));
    }

    #[test]
    fn dates_are_written_in_one_spelling() {
        let moment = |text: &str| text.parse::<Moment>().unwrap();
        assert_eq!(moment("2025-06-03T08:00:00+02:00").rfc2822(), "Tue, 03 Jun 2025 08:00:00 +0200");
        assert_eq!(moment("2025-06-03T08:00:00Z").rfc2822(), "Tue, 03 Jun 2025 08:00:00 +0000");
        assert_eq!(moment("2025-06-03T01:00:00-03:30").rfc2822(), "Tue, 03 Jun 2025 01:00:00 -0330");
        assert_eq!(moment("2025-06-03T08:00:00+05:45").rfc2822(), "Tue, 03 Jun 2025 02:15:00 +0000");
        assert_eq!(moment("0001-01-02T00:00:00Z").rfc2822(), "Tue, 02 Jan 0001 00:00:00 +0000");
        assert_eq!(moment("2016-12-31T23:59:60Z").rfc3339(), "2016-12-31T23:59:59+00:00");
        assert_eq!("9999-12-31T23:00:00-02:00".parse::<Moment>(), Err(NoMoment));
    }
}
