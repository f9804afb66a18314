//! Sizes, against the memory that is free, before they are asked for.

use std::fs;

use thiserror::Error;

use crate::config::{Data, DataConfig};

/// What would take more memory than there is.
#[derive(Debug, Error)]
#[error("{what} would take about {}, and {} of memory are free", size(*needed), size(*free))]
pub struct TooMuchMemory {
    what: String,
    needed: f64,
    free: f64,
}

/// Bytes of a number.
const NUMBER: f64 = 8.0;

/// Fewer bytes than these are asked for without a look: every machine has them.
const LITTLE: f64 = 64.0 * 1024.0 * 1024.0;

/// What is taken for free where the system does not say it: 2^33 numbers.
const UNKNOWN: f64 = 8_589_934_592.0 * NUMBER;

/// Refuses so many numbers, `what` in words, where they would not fit.
///
/// # Errors
/// Says how much it would be, and how much is free.
pub(crate) fn check_memory(
    numbers: f64,
    what: impl FnOnce() -> String,
) -> Result<(), TooMuchMemory> {
    let needed = numbers * NUMBER;
    if needed < LITTLE {
        return Ok(());
    }
    let free = free();
    match needed <= free {
        true => Ok(()),
        false => Err(TooMuchMemory {
            what: what(),
            needed,
            free,
        }),
    }
}

/// Refuses data whose points would not fit, with what is computed of pairs of points.
pub(super) fn check_data(config: &DataConfig) -> Result<(), TooMuchMemory> {
    let (samples, dimension) = (config.samples().unwrap_or(0), config.dimension());
    // Files and what ships have the size that they have.
    let Some(dimension) = dimension.map(|dimension| dimension as f64) else {
        return Ok(());
    };
    let (tested, pairs) = match &config.kind {
        Data::Mixture(mixture) => (mixture.test_lines, 1.0),
        Data::Separable(separable) => (separable.mixture.test_lines, 2.0),
        Data::Classes(classes) => (classes.test_samples, 0.0),
        Data::Teacher(teacher) => (teacher.test_samples, 0.0),
        _ => (0, 0.0),
    };
    let samples = samples as f64;
    let others = tested as f64 + config.validation_samples() as f64;
    // The points as they are drawn, as they are trained on, and their directions.
    let numbers = (3.0 * samples + others) * dimension + pairs * samples * samples;
    check_memory(numbers, || {
        format!("{samples} points in dimension {dimension}, and {others} to test on,")
    })
}

/// Bytes that are free to this process.
fn free() -> f64 {
    let bounds = [available(), address_space()];
    bounds.into_iter().flatten().fold(UNKNOWN, f64::min)
}

/// What the system could give.
fn available() -> Option<f64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    Some(1024.0 * number_after(&text, "MemAvailable:")?)
}

/// What `ulimit -v` leaves.
fn address_space() -> Option<f64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let limit = number_after(&limits, "Max address space")?;
    let status = fs::read_to_string("/proc/self/status").ok()?;
    Some((limit - 1024.0 * number_after(&status, "VmSize:")?).max(0.0))
}

fn number_after(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn size(bytes: f64) -> String {
    match bytes / 1e9 {
        large if large >= 1e6 => format!("{large:.0e} GB"),
        large if large >= 10.0 => format!("{large:.0} GB"),
        small => format!("{small:.1} GB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_in_words() {
        let said = |numbers| {
            let refused = check_memory(numbers, || "a million runs".to_owned());
            refused.map_err(|error| error.to_string())
        };
        assert_eq!(said(1000.0), Ok(()));
        let refused = said(1e15).unwrap_err();
        assert!(
            refused.starts_with("a million runs would take about 8e6 GB, and "),
            "{refused}"
        );
        assert!(refused.ends_with(" GB of memory are free"), "{refused}");
        assert!(said(f64::INFINITY).is_err());
        // A size that is no number is none that fits.
        assert!(said(f64::NAN).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_system_says_what_is_free() {
        assert!(available().is_some_and(|bytes| bytes > 1e6));
        let text = "Max cpu time  unlimited\nMax address space  4096000000  unlimited  bytes\n";
        assert_eq!(
            number_after(text, "Max address space"),
            Some(4_096_000_000.0)
        );
        assert_eq!(number_after(text, "Max cpu time"), None);
    }
}
