//! A moment: an instant with the offset it was written in, and whether only a day was meant.

use chrono::{DateTime, FixedOffset};

/// A point in time as an author gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant, with the offset it is shown in. Its year is within 0–9999.
    pub instant: DateTime<FixedOffset>,
    /// Only a day was given; the time is midnight in the zone that the site's rule names.
    pub day_only: bool,
}
