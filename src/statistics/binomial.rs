//! Proportions: exact binomial tails and the Clopper-Pearson interval.

use super::StatisticsError;
use super::error::check_level;
use crate::math::bisect;

/// A term below this share of the sum no longer changes it.
const NEGLIGIBLE: f64 = 1e-18;

/// P(X >= k) and P(X <= k) for k `successes`.
///
/// The tail that does not hold the mean is summed from its largest term, which is taken in
/// logarithms; the other is its complement. Relative error of the summed tail below 1e-12 up to 1e4
/// trials and 1e-8 at 1e6 (lgamma's rounding).
pub(super) fn tails(successes: usize, trials: usize, probability: f64) -> [f64; 2] {
    let (p, q) = (probability, 1.0 - probability);
    [
        at_least(successes, trials, p, q),
        at_least(trials - successes, trials, q, p),
    ]
}

/// The interval for a proportion that covers it with probability 1 - `level` at least (Clopper and
/// Pearson 1934): where neither tail at the observed count is at most level/2.
///
/// # Errors
/// No trials, more successes than trials, a level outside (0, 1).
pub fn clopper_pearson(
    successes: usize,
    trials: usize,
    level: f64,
) -> Result<[f64; 2], StatisticsError> {
    check_counts(successes, trials)?;
    check_level(level)?;
    let lowest = |count: usize| {
        if count == 0 {
            return 0.0;
        }
        let estimate = count as f64 / trials as f64;
        bisect(0.0, estimate, |p| {
            at_least(count, trials, p, 1.0 - p) <= level / 2.0
        })
    };
    // The upper limit is the lower limit of the failures, mirrored.
    Ok([lowest(successes), 1.0 - lowest(trials - successes)])
}

pub(super) fn check_counts(successes: usize, trials: usize) -> Result<(), StatisticsError> {
    if trials == 0 || successes > trials {
        return Err(StatisticsError::Counts { successes, trials });
    }
    Ok(())
}

/// P(X >= k) for p = 1 - q: neither loses digits where the other is tiny.
fn at_least(k: usize, n: usize, p: f64, q: f64) -> f64 {
    if k == 0 {
        1.0
    } else if k as f64 > n as f64 * p {
        tail(k, n, p, q)
    } else {
        1.0 - tail(n - k + 1, n, q, p)
    }
}

/// P(X >= k) for k above the mean, where the terms fall from the first on.
fn tail(k: usize, n: usize, p: f64, q: f64) -> f64 {
    if p == 0.0 {
        return 0.0;
    }
    let odds = p / q;
    let (mut term, mut sum) = (1.0, 1.0);
    for i in k..n {
        term *= odds * (n - i) as f64 / (i + 1) as f64;
        sum += term;
        if term < NEGLIGIBLE * sum {
            break;
        }
    }
    (libm::exp(log_mass(k, n, p, q)) * sum).min(1.0)
}

/// log P(X = k).
fn log_mass(k: usize, n: usize, p: f64, q: f64) -> f64 {
    let log_factorial = |count: usize| libm::lgamma(count as f64 + 1.0);
    log_factorial(n) - log_factorial(k) - log_factorial(n - k)
        + k as f64 * libm::log(p)
        + (n - k) as f64 * libm::log(q)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits to 17 digits, from exact sums with 30 digits.
    const LIMITS: [(usize, usize, f64, [f64; 2]); 6] = [
        (1, 10, 0.05, [0.0025285785444617843, 0.44501611702819543]),
        (5, 10, 0.01, [0.12831055393508325, 0.8716894460649167]),
        (2, 32, 0.05, [0.007660736346456386, 0.20806942989500746]),
        (3, 100, 0.05, [0.006229971538306394, 0.08517605297428003]),
        (3, 100, 0.01, [0.0034070701031797576, 0.10548125372507826]),
        (31, 32, 0.01, [0.789796110486533, 0.9998433703357211]),
    ];

    #[test]
    fn known_limits() {
        for (successes, trials, level, exact) in LIMITS {
            let found = clopper_pearson(successes, trials, level).unwrap();
            for (found, exact) in found.iter().zip(exact) {
                assert!(
                    (found / exact - 1.0).abs() < 1e-12,
                    "{successes}/{trials}: {found}"
                );
            }
        }
    }

    #[test]
    fn none_and_all_have_closed_forms() {
        for trials in [1_usize, 7, 512] {
            let [low, high] = clopper_pearson(0, trials, 0.01).unwrap();
            let exact = 1.0 - libm::pow(0.005, 1.0 / trials as f64);
            assert_eq!(low, 0.0);
            assert!((high / exact - 1.0).abs() < 1e-11);
            let [low, high] = clopper_pearson(trials, trials, 0.01).unwrap();
            assert_eq!(high, 1.0);
            assert!((low - (1.0 - exact)).abs() < 1e-12);
        }
    }

    /// Tails to 17 digits, from sums with 30 digits. The last two show what lgamma costs.
    #[test]
    fn known_tails() {
        for (k, n, p, exact, allowed) in [
            (3, 10, 0.5, 0.9453125, 1e-15),
            (12, 40, 0.05, 3.652669918896119e-7, 1e-13),
            (600, 1000, 0.5, 1.3642320780330092e-10, 1e-12),
            (5200, 10_000, 0.5, 3.296757799336221e-5, 1e-11),
            (60, 1_000_000, 0.00003, 9.247722083233304e-7, 1e-8),
            (502_000, 1_000_000, 0.5, 3.1804668750412444e-5, 1e-8),
        ] {
            let found = tails(k, n, p)[0];
            assert!((found / exact - 1.0).abs() < allowed, "{k} of {n}: {found}");
        }
    }

    #[test]
    fn the_tails_of_neighbours_add_to_one_and_match_direct_sums() {
        let n = 9_usize;
        for p in [1e-20, 1e-3, 0.3, 0.5, 0.9, 1.0 - 1e-3] {
            let (mut sum, mut mass) = (0.0, libm::pow(1.0 - p, n as f64));
            for k in 0..n {
                sum += mass;
                mass *= p / (1.0 - p) * (n - k) as f64 / (k + 1) as f64;
                let [_, at_most] = tails(k, n, p);
                let above = tails(k + 1, n, p)[0];
                assert!((at_most - sum).abs() < 1e-14, "{k} {p}");
                assert!((at_most + above - 1.0).abs() < 1e-14, "{k} {p}");
            }
        }
    }

    #[test]
    fn certain_and_impossible_events() {
        assert_eq!(tails(0, 5, 0.0), [1.0, 1.0]);
        assert_eq!(tails(1, 5, 0.0)[0], 0.0);
        assert_eq!(tails(5, 5, 1.0)[0], 1.0);
        assert_eq!(tails(4, 5, 1.0)[1], 0.0);
    }

    /// Exact coverage by enumeration: at least 1 - level for every true probability.
    #[test]
    fn coverage_is_never_below_its_name() {
        let (trials, level) = (20_usize, 0.05);
        let limits: Vec<[f64; 2]> = (0..=trials)
            .map(|k| clopper_pearson(k, trials, level).unwrap())
            .collect();
        for step in 1..200 {
            let p = f64::from(step) / 200.0;
            let covered: f64 = (0..=trials)
                .filter(|&k| limits[k][0] <= p && p <= limits[k][1])
                .map(|k| libm::exp(log_mass(k, trials, p, 1.0 - p)))
                .sum();
            assert!(covered >= 1.0 - level - 1e-12, "{p}: {covered}");
        }
    }

    #[test]
    fn impossible_counts_are_refused() {
        assert!(clopper_pearson(0, 0, 0.05).is_err());
        assert!(clopper_pearson(3, 2, 0.05).is_err());
        assert!(clopper_pearson(1, 2, 0.0).is_err());
    }
}
