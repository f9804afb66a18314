//! The search: the grid over c on repeated splits, until its best part is decided.

use toml::Value;

use super::jobs::Trained;
use super::plan::Clock;
use super::smooth::{Best, Errors};
use super::spent::Spent;
use super::trials::{Failed, Trials};
use crate::quantities::Row;
use crate::runs::{Coordinates, Made, Rows, RunError, RunRecord, Store, Workers};

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
    /// The errors by c and split.
    pub errors: Errors,
    /// Every run that counts, with its c and replicate.
    pub rows: Rows,
    /// The best c and the band around it.
    pub best: Best,
    /// Whether the band is decided; otherwise the budget came first.
    pub decided: bool,
}

/// Trains the grid, an arm for each c; `None` where something trains at fewer than three values of c. Beside
/// it the runs that gave no error: a c at which more than half of the first ones fail is left out, and
/// otherwise the split.
///
/// # Errors
/// As for [`Workers::perform`].
pub(super) fn search(
    trials: &dyn Trials,
    grid: &[f64],
    (clock, spent): (&Clock, &mut Spent),
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<(Option<Found>, Vec<Failed>), RunError> {
    let mut search = Search::new(trials, grid);
    if search.grid.len() < FEWEST_VALUES {
        return Ok((None, Vec::new()));
    }
    loop {
        let began = clock.spent();
        let runs = search.round(spent, workers, store)?;
        let each = (clock.spent() - began) / runs as f64;
        trials.check(&search.errors.0)?;
        let best = match search.grid.len() {
            FEWEST_VALUES.. => search.errors.best(trials.overlap(), CURVE_LEVEL).ok(),
            _ => None,
        };
        let Some(best) = best else {
            return Ok((None, search.failed));
        };
        let known = search.errors.most();
        let decided = known >= FEWEST && is_decided(&search.errors, &best);
        let next = |points: usize| each * points as f64 * ROUND as f64;
        if next(search.going.len()) > DEAR_SHARE * clock.left(1.0) {
            search.going = better_half(&search.going, &best);
        }
        let out = next(search.going.len()) > clock.left(BUDGET_SHARE);
        if decided || out || search.splits >= MOST {
            let failed = std::mem::take(&mut search.failed);
            return Ok((Some(search.found(best, decided)), failed));
        }
    }
}

/// A search on its way.
struct Search<'a> {
    trials: &'a dyn Trials,
    /// The c that are left.
    grid: Vec<f64>,
    /// The arm of each.
    arms: Vec<usize>,
    errors: Errors,
    records: Vec<RunRecord>,
    failed: Vec<Failed>,
    /// The values of c that further splits are for.
    going: Vec<usize>,
    splits: usize,
}

/// What came of a point of the grid on a split.
type Tried = (usize, u64, Made<Trained>);

impl<'a> Search<'a> {
    fn new(trials: &'a dyn Trials, grid: &[f64]) -> Search<'a> {
        Search {
            trials,
            grid: grid.to_vec(),
            arms: (0..grid.len()).collect(),
            errors: Errors(vec![Vec::new(); grid.len()]),
            records: Vec::new(),
            failed: Vec::new(),
            going: (0..grid.len()).collect(),
            splits: 0,
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
        let asked = runs.iter().map(|(at, split)| (self.arms[*at], *split));
        let made = self
            .trials
            .train(&asked.collect::<Vec<_>>(), workers, store)?;
        let tried = runs
            .iter()
            .zip(made)
            .map(|((at, split), made)| (*at, *split, made));
        let mut tried: Vec<Tried> = tried.collect();
        for (at, split, made) in &tried {
            match made {
                Ok(trained) => spent.add_run(trained.seconds),
                Err(error) => self.failed.push(Failed::new(self.grid[*at], *split, error)),
            }
        }
        if self.splits == 0 {
            self.leave_out_failing(&mut tried);
        }
        self.add(tried);
        self.splits = until;
        Ok(runs.len())
    }

    /// Takes the points out at which more than half of the runs fail.
    fn leave_out_failing(&mut self, tried: &mut Vec<Tried>) {
        let fails = |point: usize| {
            let own = tried.iter().filter(|(at, ..)| *at == point);
            let (all, failed) = own.fold((0, 0), |(all, failed), (.., made)| {
                (all + 1, failed + usize::from(made.is_err()))
            });
            2 * failed > all
        };
        let kept: Vec<usize> = (0..self.grid.len())
            .filter(|point| !fails(*point))
            .collect();
        tried.retain(|(at, ..)| kept.contains(at));
        for (at, ..) in tried {
            *at = kept.iter().position(|point| point == at).unwrap_or(0);
        }
        self.grid = kept.iter().map(|&point| self.grid[point]).collect();
        self.arms = kept.iter().map(|&point| self.arms[point]).collect();
        self.errors = Errors(vec![Vec::new(); kept.len()]);
        self.going = (0..kept.len()).collect();
    }

    /// Adds the splits of which no run failed, so that points stay paired.
    fn add(&mut self, tried: Vec<Tried>) {
        let failed = tried.iter().filter(|(.., made)| made.is_err());
        let failed: Vec<u64> = failed.map(|(_, split, _)| *split).collect();
        for (at, split, made) in tried {
            let Ok(trained) = made else { continue };
            if !failed.contains(&split) {
                self.errors.0[at].push(self.trials.error(&trained.row));
                self.records.push(record(self.grid[at], split, trained.row));
            }
        }
    }

    fn found(self, best: Best, decided: bool) -> Found {
        Found {
            rows: Rows {
                axis: "c".to_owned(),
                records: self.records,
                unbounded: self.trials.largest_error() > 1.0,
            },
            grid: self.grid,
            errors: self.errors,
            best,
            decided,
        }
    }
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
