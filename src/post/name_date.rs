//! Dates in names: `2024-01-08-slug`, `24-01-07-slug`, `2024-01-08T10:11:12Z-slug`, `31-12-2023-slug`, and in paths.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::date::{Clock, century};
use super::moment::Moment;
use super::zone::Zone;

/// Which dates a name may begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Jekyll's `DATE_FILENAME_MATCHER`: a year of two to four digits, then the slug; never a time.
    Jekyll,
    /// A year of four digits, perhaps with a time behind it; or day, month, year.
    Iso,
    /// Four, two and two digits, perhaps with a time behind them (Hugo, Zola): `2024-1-8-x` is a name like any other.
    Padded,
}

/// A date at the front of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDate<'a> {
    /// The day.
    pub day: NaiveDate,
    /// The time, where the name has one.
    pub time: Option<NaiveTime>,
    /// Its zone, where the name has one.
    pub zone: Option<Zone>,
    /// The rest of the name without the hyphen or underscore behind the date; empty for a name that is a date.
    pub rest: &'a str,
}

impl NameDate<'_> {
    /// The moment: midnight in the site's zone where the name has no time.
    #[must_use]
    pub fn moment(&self, clock: Clock) -> Option<Moment> {
        match (self.time, self.zone) {
            (None, _) => Moment::day(self.day, clock.local()),
            (Some(time), Some(zone)) => zone.moment(NaiveDateTime::new(self.day, time)),
            (Some(time), None) => Moment::local(NaiveDateTime::new(self.day, time), clock.local(), false),
        }
    }
}

/// The date at the front of a file's or folder's name, which is given without its extension.
///
/// ```
/// use feedwright::post::name_date::{Names, leading};
///
/// let found = leading("2016-1-05-hello", Names::Iso).unwrap();
/// assert_eq!((found.day.to_string().as_str(), found.rest), ("2016-01-05", "hello"));
/// assert!(leading("24-01-07-hello", Names::Iso).is_none());
/// assert_eq!(leading("24-01-07-hello", Names::Jekyll).unwrap().day.to_string(), "2024-01-07");
/// ```
#[must_use]
pub fn leading(name: &str, names: Names) -> Option<NameDate<'_>> {
    let (first, rest) = digits(name)?;
    let (second, rest) = digits(rest.strip_prefix('-')?)?;
    let (third, rest) = digits(rest.strip_prefix('-')?)?;
    let day = match (first.len(), third.len()) {
        (4, 2) if second.len() == 2 => calendar(first, second, third),
        (4, 1 | 2) if names != Names::Padded => calendar(first, second, third),
        (2 | 3, 1 | 2) if names == Names::Jekyll => calendar(first, second, third),
        (1 | 2, 4) if names == Names::Iso => calendar(third, second, first),
        _ => None,
    }?;
    let (time, zone, rest) =
        if names != Names::Jekyll && first.len() == 4 { time_behind(rest) } else { (None, None, rest) };
    let slug = rest.strip_prefix(['-', '_']).or(rest.is_empty().then_some(""))?;
    if names == Names::Jekyll && slug.is_empty() {
        return None;
    }
    Some(NameDate { day, time, zone, rest: slug })
}

/// What a name begins with when it is written like a date and no calendar has the day: `2024-02-30`.
#[must_use]
pub fn impossible(name: &str) -> Option<&str> {
    let (year, rest) = digits(name)?;
    let (month, rest) = digits(rest.strip_prefix('-')?)?;
    let (day, rest) = digits(rest.strip_prefix('-')?)?;
    let is_written_so = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    let ends = rest.is_empty() || rest.starts_with(['-', '_', 'T', 't']);
    let length = name.len() - rest.len();
    (is_written_so && ends && calendar(year, month, day).is_none()).then(|| name.get(..length))?
}

/// The first `YYYY-MM-DD` or `YYYY/MM/DD` anywhere in a path, both numbers with two digits.
#[must_use]
pub fn anywhere(path: &str) -> Option<NaiveDate> {
    let bytes = path.as_bytes();
    let mut starts = (0..bytes.len()).filter(|at| *at == 0 || !bytes.get(at - 1).is_some_and(u8::is_ascii_digit));
    starts.find_map(|at| ten(path.get(at..at + 10)?, path.as_bytes().get(at + 10)))
}

/// The day of three path segments at the front of a path or URL: `2018/07/27/slug`, `/2018/07/27`.
#[must_use]
pub fn segments(path: &str) -> Option<NaiveDate> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let year = parts.next().filter(|year| year.len() == 4)?;
    calendar(year, parts.next()?, parts.next()?)
}

/// The day of the first three path segments that are one: `blog/2018/07/27/slug`.
#[must_use]
pub fn segments_within(path: &str) -> Option<NaiveDate> {
    let behind = path.match_indices('/').map(|(at, _)| at + 1);
    std::iter::once(0).chain(behind).find_map(|at| segments(path.get(at..)?))
}

/// The nearest folder above a file whose name begins with a date; `path` is the file's.
#[must_use]
pub fn folder(path: &str) -> Option<NameDate<'_>> {
    let (folders, _) = path.rsplit_once('/')?;
    folders.rsplit('/').find_map(|name| leading(name, Names::Iso))
}

fn ten(text: &str, next: Option<&u8>) -> Option<NaiveDate> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = match rest.as_bytes().first()? {
        b'-' => rest.strip_prefix('-')?.split_once('-')?,
        b'/' => rest.strip_prefix('/')?.split_once('/')?,
        _ => return None,
    };
    if next.is_some_and(u8::is_ascii_digit) || month.len() != 2 || day.len() != 2 {
        return None;
    }
    calendar(year, month, day)
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 { None } else { text.split_at_checked(count) }
}

fn calendar(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let short = |text: &str| if text.len() <= 2 { text.parse::<u32>().ok() } else { None };
    let number = year.parse::<i32>().ok().filter(|year| (0..=9999).contains(year))?;
    let year = if year.len() <= 2 { century(number) } else { number };
    if year < 1 { None } else { NaiveDate::from_ymd_opt(year, short(month)?, short(day)?) }
}

/// `T10:11:12Z` (Zola), `T10-11-12` or `-10-11-12` (Hugo's `:filename`).
fn time_behind(rest: &str) -> (Option<NaiveTime>, Option<Zone>, &str) {
    let found = rest.strip_prefix(['-', 'T', 't']).and_then(|text| {
        let (hour, text) = pair(text)?;
        let (minute, text) = pair(text.strip_prefix([':', '-'])?)?;
        let (second, text) = pair(text.strip_prefix([':', '-'])?)?;
        let (zone, text) = zone_behind(text);
        let ends = text.is_empty() || text.starts_with(['-', '_']);
        NaiveTime::from_hms_opt(hour, minute, second).filter(|_| ends).map(|time| (Some(time), zone, text))
    });
    found.unwrap_or((None, None, rest))
}

fn pair(text: &str) -> Option<(u32, &str)> {
    let (pair, rest) = text.split_at_checked(2)?;
    let digits = pair.bytes().all(|byte| byte.is_ascii_digit());
    pair.parse().ok().filter(|_| digits).map(|number| (number, rest))
}

fn zone_behind(text: &str) -> (Option<Zone>, &str) {
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return (Some(Zone::Offset(0)), rest);
    }
    let found = text.strip_prefix('+').map(|rest| (1, rest)).or_else(|| {
        // `-05:00` is an offset; `-05-slug` is not.
        let rest = text.strip_prefix('-')?;
        (rest.as_bytes().get(2) == Some(&b':')).then_some((-1, rest))
    });
    let offset = found.and_then(|(sign, rest)| {
        let (hours, rest) = pair(rest)?;
        let (minutes, rest) = pair(rest.strip_prefix(':')?)?;
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        (hours < 16 && minutes < 60).then_some((Some(Zone::Offset(sign * seconds)), rest))
    });
    offset.unwrap_or((None, text))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::site::Naive;

    fn iso(name: &str) -> Option<(String, &str)> {
        let clock = Clock { zone: Tz::UTC, naive: Naive::SiteZone };
        leading(name, Names::Iso).map(|found| (found.moment(clock).unwrap().rfc3339(), found.rest))
    }

    #[test]
    fn a_name_gives_its_date_and_the_rest() {
        let day = |day: &str, rest| Some((format!("{day}T00:00:00+00:00"), rest));
        assert_eq!(iso("2024-01-08-x"), day("2024-01-08", "x"));
        assert_eq!(iso("2024-01-08_x-y"), day("2024-01-08", "x-y"));
        assert_eq!(iso("2024-01-08"), day("2024-01-08", ""));
        assert_eq!(iso("2016-1-05-x"), day("2016-01-05", "x"));
        assert_eq!(iso("31-12-2023-x"), day("2023-12-31", "x"));
        assert_eq!(iso("2024-01-08-10-things"), day("2024-01-08", "10-things"));
        assert_eq!(iso("2024-01-08T10:11:12Z-x"), Some(("2024-01-08T10:11:12+00:00".into(), "x")));
        assert_eq!(iso("2024-01-08T10:11:12-05:00_x"), Some(("2024-01-08T10:11:12-05:00".into(), "x")));
        assert_eq!(iso("2024-01-08-10-11-12-x"), Some(("2024-01-08T10:11:12+00:00".into(), "x")));
        for name in
            ["2024-13-08-x", "2024-02-30-x", "2024-01-08x", "0000-01-01-x", "24-01-07-x", "1-2-3", "", "2024-01"]
        {
            assert_eq!(iso(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_that_only_looks_like_a_date_is_told_apart() {
        let found = |name| impossible(name);
        assert_eq!(found("2024-13-45-post"), Some("2024-13-45"));
        assert_eq!(found("2024-02-30_post"), Some("2024-02-30"));
        assert_eq!(found("2023-2-29"), Some("2023-2-29"));
        for name in ["2024-02-29-post", "2024-02-30post", "2024-02", "202-13-45-x", "555-12-345-x", "x-2024-13-45"] {
            assert_eq!(found(name), None, "{name}");
        }
    }

    #[test]
    fn jekyll_takes_a_short_year_and_no_time() {
        let jekyll = |name| leading(name, Names::Jekyll).map(|found| (found.day.to_string(), found.rest));
        assert_eq!(jekyll("24-01-07-x"), Some(("2024-01-07".into(), "x")));
        assert_eq!(jekyll("2024-1-6-x"), Some(("2024-01-06".into(), "x")));
        assert_eq!(jekyll("2024-01-08-10-11-12-x"), Some(("2024-01-08".into(), "10-11-12-x")));
        assert_eq!(jekyll("2024-01-08"), None);
    }

    #[test]
    fn a_date_is_found_in_a_path() {
        assert_eq!(anywhere("posts/2024-03-03-dir/index.md"), NaiveDate::from_ymd_opt(2024, 3, 3));
        assert_eq!(anywhere("blog/2024/03/03/x.md"), NaiveDate::from_ymd_opt(2024, 3, 3));
        assert_eq!(anywhere("blog/12024-03-03/2024-03-031"), None);
        assert_eq!(segments("2018/07/27/slug"), NaiveDate::from_ymd_opt(2018, 7, 27));
        assert_eq!(segments("/2018/7/27/"), NaiveDate::from_ymd_opt(2018, 7, 27));
        assert_eq!(segments("about/2018/7/27/"), None);
        assert_eq!(segments_within("about/2018/7/27/x"), NaiveDate::from_ymd_opt(2018, 7, 27));
        assert_eq!(segments_within("about/2018/7/x"), None);
        assert_eq!(folder("a/2024-02-07_x/sub/index.md").map(|found| found.rest), Some("x"));
    }
}
