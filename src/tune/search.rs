//! The search: the grid over c on repeated splits, until its best part is decided.

use super::jobs::{Trained, Training};
use super::plan::{Clock, Setup};
use super::rates::{Rates, with_step};
use super::smooth::{Best, Errors};
use super::spent::Spent;
use crate::config::Config;
use crate::quantities::Row;
use crate::runs::{Coordinates, Request, Rows, RunError, RunRecord, Store, Workers};
use toml::Value;

/// Splits of the first round, of every further one, and at most.
const FIRST: u64 = 4;
const ROUND: u64 = 2;
const MOST: u64 = 32;

/// Fewer splits than this do not decide.
const FEWEST: usize = 6;

/// Share of the budget that the search may use, searches for steps included.
const BUDGET_SHARE: f64 = 0.5;

/// A round that would take longer than this share of the budget is dear: then only the better
/// half of the grid goes on.
const DEAR_SHARE: f64 = 0.15;

/// Standard errors of a difference below this share of the best error decide nothing that matters.
const IMMATERIAL: f64 = 0.02;

/// One minus the coverage of the intervals in a curve.
pub(super) const CURVE_LEVEL: f64 = 0.05;

/// What the search found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The c at which something trains, rising.
    pub grid: Vec<f64>,
    /// The step at each of them.
    pub steps: Vec<f64>,
    /// The errors by c and split.
    pub errors: Errors,
    /// Every run, with its c and replicate.
    pub rows: Rows,
    /// The best c and the band around it.
    pub best: Best,
    /// Whether the band is decided; otherwise the budget came first.
    pub decided: bool,
}

/// Trains the grid.
///
/// # Errors
/// As for [`Workers::perform`]; a run that fails.
pub(super) fn search(
    setup: &Setup,
    rates: &Rates,
    (clock, spent): (&Clock, &mut Spent),
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Option<Found>, RunError> {
    let known = setup
        .grid
        .iter()
        .filter_map(|c| Some((*c, rates.step(*c)?)));
    let (grid, steps): (Vec<f64>, Vec<f64>) = known.unzip();
    if grid.len() < 3 {
        return Ok(None);
    }
    let configs: Vec<Config> = (0..grid.len())
        .map(|at| with_step(&setup.at(grid[at]), steps[at]))
        .collect();
    let mut errors = Errors(vec![Vec::new(); grid.len()]);
    let mut records = Vec::new();
    let mut going: Vec<usize> = (0..grid.len()).collect();
    let mut splits = 0;
    loop {
        let until = if splits == 0 { FIRST } else { splits + ROUND };
        let began = clock.spent();
        let runs: Vec<(usize, u64)> = (splits..until)
            .flat_map(|split| going.iter().map(move |at| (*at, split)))
            .collect();
        let made = train(&configs, &runs, workers, store)?;
        for ((at, split), trained) in runs.iter().zip(made) {
            spent.add_run(trained.seconds);
            errors.0[*at].push(error(setup, &trained.row));
            records.push(record(grid[*at], *split, trained.row));
        }
        splits = until;
        let round = (clock.spent() - began) / runs.len() as f64;
        let best = errors.best(setup.overlap(), CURVE_LEVEL);
        let Ok(best) = best else { return Ok(None) };
        let decided = splits as usize >= FEWEST && is_decided(&errors, &best);
        let next = |points: usize| round * points as f64 * ROUND as f64;
        if next(going.len()) > DEAR_SHARE / BUDGET_SHARE * clock.left(1.0) {
            going = better_half(&going, &best);
        }
        let out = next(going.len()) > clock.left(BUDGET_SHARE);
        if decided || out || splits >= MOST {
            return Ok(Some(Found {
                rows: Rows {
                    axis: "c".to_owned(),
                    records,
                },
                grid,
                steps,
                errors,
                best,
                decided,
            }));
        }
    }
}

/// Runs of these configurations and replicates.
///
/// # Errors
/// As for [`Workers::perform`]; a run that fails.
pub(super) fn train(
    configs: &[Config],
    runs: &[(usize, u64)],
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Vec<Trained>, RunError> {
    let job = |(at, replicate): &(usize, u64)| {
        let mut request = Request::from(configs[*at].clone());
        request.config.replicate = *replicate;
        Training(request)
    };
    let jobs: Vec<Training> = runs.iter().map(job).collect();
    let made = workers.perform(&jobs, store)?;
    made.into_iter().map(|trained| Ok(trained?)).collect()
}

/// The error on the held-out rows; that of guessing where a run has none because it diverged.
pub(super) fn error(setup: &Setup, row: &Row) -> f64 {
    let guess = 1.0 - 1.0 / setup.outputs.max(2) as f64;
    row.number("test_error").unwrap_or(guess)
}

fn record(c: f64, replicate: u64, row: Row) -> RunRecord {
    let values = vec![("c".to_owned(), Some(Value::from(c)))];
    RunRecord {
        at: Coordinates { values, replicate },
        row: Ok(row),
    }
}

/// Whether every point away from the best one is told from it by a standard error, or the
/// differences are known well enough for it not to matter.
fn is_decided(errors: &Errors, best: &Best) -> bool {
    let level = errors.means()[best.point];
    let near = |at: usize| at.abs_diff(best.point) <= 1;
    let settled = |(at, excess): (usize, &crate::statistics::Resampled)| {
        near(at)
            || excess.mean > excess.standard_error
            || excess.standard_error < IMMATERIAL * level
    };
    best.excess.iter().enumerate().all(settled)
}

/// The half of the points around the best one, and never fewer than five.
fn better_half(going: &[usize], best: &Best) -> Vec<usize> {
    let count = going.len().div_ceil(2).max(5).min(going.len());
    let mut nearest = going.to_vec();
    nearest.sort_by_key(|at| (at.abs_diff(best.point), *at));
    nearest.truncate(count);
    nearest.sort_unstable();
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Overlap;

    fn best(errors: &Errors) -> Best {
        errors.best(Overlap::of_splits(1, 3), CURVE_LEVEL).unwrap()
    }

    #[test]
    fn a_deep_valley_is_decided_and_a_flat_noisy_curve_is_not() {
        let wave = [0.01, -0.01, 0.008, -0.012, 0.01, -0.006];
        let deep = [0.4, 0.3, 0.1, 0.3, 0.4];
        let point = |level: f64, turn: usize| -> Vec<f64> {
            (0..6)
                .map(|r| level + wave[(r * turn + turn) % 6])
                .collect()
        };
        let valley = Errors(deep.iter().enumerate().map(|(k, m)| point(*m, k)).collect());
        assert!(is_decided(&valley, &best(&valley)));
        let flat = Errors((0..5).map(|k| point(0.1, k)).collect());
        assert!(!is_decided(&flat, &best(&flat)));
        // As flat, but known to a thousandth of the error: nothing is to be gained from more splits.
        let fine = Errors(
            flat.0
                .iter()
                .map(|e| e.iter().map(|x| 1.0 + 1e-2 * x).collect())
                .collect(),
        );
        assert!(is_decided(&fine, &best(&fine)));
    }

    #[test]
    fn the_better_half_lies_around_the_best() {
        let errors = [0.5, 0.4, 0.3, 0.3, 0.2, 0.1, 0.05, 0.1, 0.2, 0.3];
        let errors = Errors(errors.map(|m| vec![m, m + 0.01, m]).to_vec());
        let all: Vec<usize> = (0..10).collect();
        assert_eq!(better_half(&all, &best(&errors)), [4, 5, 6, 7, 8]);
        assert_eq!(better_half(&[5, 6, 7], &best(&errors)), [5, 6, 7]);
    }
}
