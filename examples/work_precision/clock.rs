//! Time on the core: what other programs take of a shared machine is not counted.

use std::time::Instant;

/// A batch is at least this long: the scheduler's clock moves in steps of milliseconds.
const BATCH: f64 = 0.2;

/// Calls `work` until a batch is full; returns the last result and the seconds a call took.
pub fn seconds<T>(mut work: impl FnMut() -> T) -> (T, f64) {
    let clock = Clock::start();
    let mut calls = 0.0;
    loop {
        let result = work();
        calls += 1.0;
        let spent = clock.seconds();
        if spent >= BATCH {
            return (result, spent / calls);
        }
    }
}

/// The median.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Seconds that this thread has run; where the system does not tell, seconds on the wall.
struct Clock {
    wall: Instant,
    core: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Clock {
            wall: Instant::now(),
            core: on_core(),
        }
    }

    fn seconds(&self) -> f64 {
        match (self.core, on_core()) {
            (Some(start), Some(now)) => now - start,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// Linux: nanoseconds on the core are the first number of the thread's schedstat.
fn on_core() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(1e-9 * nanoseconds)
}
