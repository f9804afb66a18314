//! Quick or full: `SWEETSPOT_BENCH=quick cargo bench` takes less than two minutes.

use std::time::Duration;

use criterion::Criterion;

/// Whether the quick mode is asked for: fewer samples, and no shape that takes long.
pub fn is_quick() -> bool {
    std::env::var_os("SWEETSPOT_BENCH").is_some_and(|mode| mode == "quick")
}

/// Times and samples of the mode.
pub fn criterion() -> Criterion {
    let (warm_up, measurement) = if is_quick() { (100, 300) } else { (500, 2000) };
    Criterion::default()
        .warm_up_time(Duration::from_millis(warm_up))
        .measurement_time(Duration::from_millis(measurement))
        .sample_size(if is_quick() { 10 } else { 20 })
}
