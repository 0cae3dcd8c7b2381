//! Times and their medians.

use std::process::Command;
use std::time::{Duration, Instant};

/// Lets the system write what it has to, which it would else do while something is timed. Where it cannot be told to,
/// the medians bear it.
pub fn settle() {
    let _ = Command::new("sync").status();
}

/// How long `work` takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

pub fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// How often `floor` goes into `cost`.
pub fn ratio(cost: Duration, floor: Duration) -> f64 {
    cost.as_secs_f64() / floor.as_secs_f64()
}
