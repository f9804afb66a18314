//! The search: the grid over c on repeated splits, until its best part is decided.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use toml::Value;

use super::jobs::{Trained, Training};
use super::plan::{Clock, Setup};
use super::rates::{Rates, with_step};
use super::smooth::{Best, Errors};
use super::spent::Spent;
use super::targets::with_unit_targets;
use crate::config::Config;
use crate::quantities::Row;
use crate::runs::{Coordinates, Request, Rows, RunError, RunRecord, Store, Workers};

/// Splits of the first round, of every further one, and at most.
const FIRST: usize = 4;
const ROUND: usize = 2;
const MOST: usize = 32;

/// Fewer splits than this do not decide.
const FEWEST: usize = 6;

/// Share of the budget that the search may use, searches for steps included.
const BUDGET_SHARE: f64 = 0.5;

/// A round that would take longer than this share of the time that is left is dear: then only the
/// better half of the grid goes on.
const DEAR_SHARE: f64 = 0.3;

/// Fewer values of c than this are no curve.
const FEWEST_VALUES: usize = 3;

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

/// Trains the grid; `None` where something trains at fewer than three values of c.
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
    let mut search = Search::new(setup, rates);
    if search.grid.len() < FEWEST_VALUES {
        return Ok(None);
    }
    loop {
        let began = clock.spent();
        let runs = search.round(spent, workers, store)?;
        let each = (clock.spent() - began) / runs as f64;
        let Ok(best) = search.errors.best(setup.overlap(), CURVE_LEVEL) else {
            return Ok(None);
        };
        let decided = search.splits >= FEWEST && is_decided(&search.errors, &best);
        let next = |points: usize| each * points as f64 * ROUND as f64;
        if next(search.going.len()) > DEAR_SHARE * clock.left(1.0) {
            search.going = better_half(&search.going, &best);
        }
        let out = next(search.going.len()) > clock.left(BUDGET_SHARE);
        if decided || out || search.splits >= MOST {
            return Ok(Some(search.found(best, decided)));
        }
    }
}

/// A search on its way.
struct Search<'a> {
    setup: &'a Setup,
    grid: Vec<f64>,
    steps: Vec<f64>,
    configs: Vec<Config>,
    errors: Errors,
    records: Vec<RunRecord>,
    /// The values of c that further splits are for.
    going: Vec<usize>,
    splits: usize,
}

impl<'a> Search<'a> {
    fn new(setup: &'a Setup, rates: &Rates) -> Search<'a> {
        let known = setup.grid.iter();
        let known = known.filter_map(|c| Some((*c, rates.step(*c)?)));
        let (grid, steps): (Vec<f64>, Vec<f64>) = known.unzip();
        let configs = grid.iter().zip(&steps);
        Search {
            configs: configs
                .map(|(c, step)| with_step(&setup.at(*c), *step))
                .collect(),
            errors: Errors(vec![Vec::new(); grid.len()]),
            records: Vec::new(),
            going: (0..grid.len()).collect(),
            splits: 0,
            setup,
            grid,
            steps,
        }
    }

    /// Makes the next splits; returns how many runs that were.
    fn round(
        &mut self,
        spent: &mut Spent,
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<usize, RunError> {
        let until = self.splits + if self.splits == 0 { FIRST } else { ROUND };
        let splits = self.splits as u64..until as u64;
        let runs = splits.flat_map(|split| self.going.iter().map(move |at| (*at, split)));
        let runs: Vec<(usize, u64)> = runs.collect();
        let made = train(&self.configs, &runs, workers, store)?;
        for ((at, split), trained) in runs.iter().zip(made) {
            spent.add_run(trained.seconds);
            self.errors.0[*at].push(error(self.setup, &trained.row));
            self.records
                .push(record(self.grid[*at], *split, trained.row));
        }
        self.splits = until;
        Ok(runs.len())
    }

    fn found(self, best: Best, decided: bool) -> Found {
        Found {
            rows: Rows {
                axis: "c".to_owned(),
                records: self.records,
            },
            grid: self.grid,
            steps: self.steps,
            errors: self.errors,
            best,
            decided,
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
    let mut problems = BTreeMap::new();
    let mut jobs = Vec::new();
    for (at, replicate) in runs {
        let mut request = Request::from(configs[*at].clone());
        request.config.replicate = *replicate;
        // Runs on classes draw their own; all of a split share targets in their unit.
        if let Entry::Vacant(place) = problems.entry(*replicate) {
            let unit = with_unit_targets(&request.config)?;
            place.insert(unit.map(|(problem, _)| problem));
        }
        request.problem = problems.get(replicate).cloned().flatten();
        jobs.push(Training(request));
    }
    let made = workers.perform(&jobs, store)?;
    made.into_iter().map(|trained| Ok(trained?)).collect()
}

/// The error on the held-out rows, of a regression in units of the variance of the targets that train;
/// that of guessing where a run has none because it diverged.
pub(super) fn error(setup: &Setup, row: &Row) -> f64 {
    let guess = match setup.is_regression() {
        true => 1.0,
        false => 1.0 - 1.0 / setup.outputs.max(2) as f64,
    };
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
        let noise = |k: usize, r: usize| 0.02 * libm::sin(7.3 * (6 * k + r) as f64);
        let flat = (0..5).map(|k| (0..6).map(|r| 0.1 + noise(k, r)).collect());
        let flat = Errors(flat.collect());
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
