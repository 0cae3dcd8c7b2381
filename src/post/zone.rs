//! Time zones as authors write them behind a time: offsets, `Z`, abbreviations, IANA names.

use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::{OffsetName, Tz};

use super::moment::Moment;

/// A zone that stands in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Seconds east of UTC.
    Offset(i32),
    /// A zone with rules.
    Named(Tz),
}

impl Zone {
    /// The moment at which a clock in this zone shows `clock`.
    #[must_use]
    pub fn moment(self, clock: NaiveDateTime) -> Option<Moment> {
        match self {
            Self::Named(zone) => Moment::local(clock, zone, false),
            Self::Offset(seconds) => {
                let offset = chrono::FixedOffset::east_opt(seconds)?;
                Moment::new(offset.from_local_datetime(&clock).single()?, false)
            }
        }
    }
}

/// The abbreviations that Ruby's `Time.parse` knows in every zone (`ZoneOffset` in time.rb).
const AMERICAN: &[(&str, i32)] = &[
    ("Z", 0),
    ("UTC", 0),
    ("UT", 0),
    ("GMT", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
];

/// Others in use. An abbreviation with several meanings has the one of most people, unless the site's own zone uses it.
const ELSEWHERE: &[(&str, i32)] = &[
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MET", 60),
    ("CEST", 120),
    ("MEST", 120),
    ("EET", 120),
    ("SAST", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("PKT", 300),
    ("IST", 330),
    ("ICT", 420),
    ("WIB", 420),
    ("SGT", 480),
    ("HKT", 480),
    ("PHT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("AEST", 600),
    ("ACDT", 630),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("NST", -210),
    ("NDT", -150),
    ("BRT", -180),
    ("ART", -180),
    ("ADT", -180),
    ("AST", -240),
    ("AKDT", -480),
    ("AKST", -540),
    ("HST", -600),
];

/// What an abbreviation such as `CEST` or an IANA name such as `Europe/Berlin` means; `None` when it is none.
///
/// An abbreviation that the site's own zone uses in that year has its meaning there (`IST` in Israel). With
/// `ruby_only` nothing else is known but what Ruby's `Time.parse` knows, and so Jekyll: there `CEST` means nothing on a
/// site in UTC.
#[must_use]
pub fn named(word: &str, site: Tz, year: i32, ruby_only: bool) -> Option<Zone> {
    if word.contains('/') {
        return word.parse().ok().map(Zone::Named).filter(|_| !ruby_only);
    }
    let lookup = |table: &[(&str, i32)]| {
        let found = table.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        found.map(|(_, minutes)| Zone::Offset(minutes * 60))
    };
    if ruby_only {
        return lookup(AMERICAN).or_else(|| of_site(word, site, year));
    }
    of_site(word, site, year).or_else(|| lookup(AMERICAN)).or_else(|| lookup(ELSEWHERE))
}

fn of_site(word: &str, site: Tz, year: i32) -> Option<Zone> {
    [1, 7].iter().find_map(|month| {
        let noon = NaiveDate::from_ymd_opt(year, *month, 1)?.and_hms_opt(12, 0, 0)?;
        let offset = site.offset_from_utc_datetime(&noon);
        let matches = offset.abbreviation().is_some_and(|name| name.eq_ignore_ascii_case(word));
        matches.then(|| Zone::Offset(chrono::Offset::fix(&offset).local_minus_utc()))
    })
}
