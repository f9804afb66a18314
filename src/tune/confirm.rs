//! The confirmation: what the winner gains, on splits that the search never saw.

use serde::Serialize;

use super::plan::{Clock, Setup};
use super::rates::{SHARE, largest_steps, with_step};
use super::spent::Spent;
use super::splits::OfTable;
use super::trials::{Failed, Trials};
use crate::config::Config;
use crate::math::mean;
use crate::runs::{RunError, Store, Workers};
use crate::statistics::{Resampled, StatisticsError, resampled};

/// One minus the coverage of the intervals of a gain.
pub const LEVEL: f64 = 0.01;

/// Splits: so many at least, and at most.
const FEWEST: u64 = 10;
const MOST: u64 = 30;

/// A gain below this share of the default's error, or half a point, is none that matters.
const SMALL_SHARE: f64 = 0.1;
const SMALL_POINTS: f64 = 0.005;

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The interval lies above 0.
    Better,
    /// It does not, and a gain that matters is ruled out.
    #[serde(rename = "no effect")]
    NoEffect,
    /// It does not, and a gain that matters is not ruled out.
    Inconclusive,
}

/// What the winner gains over a usual choice.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gain {
    /// Over which: "pytorch" is a framework's default start, "he" he's with c = 1 ("balanced" that of
    /// a two-layer network), "c = 1" a command's with c = 1.
    pub against: &'static str,
    /// Error of the usual choice less that of the winner, in points: .01 is one in a hundred rows.
    pub points: f64,
    /// Lower end of its 99% interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// What it comes to.
    pub verdict: Verdict,
    /// The mean error of the usual choice.
    pub test_error: f64,
    /// The step of the usual choice, as the learning rate of the mean loss; a command has its own.
    pub learning_rate: Option<f64>,
}

/// What the confirmation found.
#[derive(Clone, Debug)]
pub(super) struct Confirmed {
    /// Splits made.
    pub splits: usize,
    /// The winner's error on them.
    pub error: Resampled,
    /// Over every usual choice that trains.
    pub gains: Vec<Gain>,
    /// The names of usual choices at which nothing trains.
    pub untrained: Vec<&'static str>,
}

/// Trains the winner, c with its step, and the usual choices on fresh splits, as many as there is time for;
/// their number is fixed before the first is looked at. The step at c = 1 is known where something
/// trains there.
///
/// # Errors
/// As for [`Workers::perform`]; a run that fails.
pub(super) fn confirm(
    setup: &Setup,
    (winner, at_one): ((f64, f64), Option<f64>),
    (clock, spent): (&Clock, &mut Spent),
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Confirmed, RunError> {
    let own = match setup.config.network.two_layer() {
        Some(_) => "balanced",
        None => "he",
    };
    let names = ["pytorch", own];
    let usual = [setup.pytorch()?, setup.at(1.0)];
    let pytorch = largest_steps(setup, &usual[..1], spent, workers, store)?;
    let steps = [pytorch[0].map(|step| SHARE * step), at_one];
    let mut configs = vec![with_step(&setup.at(winner.0), winner.1)];
    let (mut against, mut untrained) = (Vec::new(), Vec::new());
    for ((name, config), step) in names.into_iter().zip(&usual).zip(steps) {
        match step {
            Some(step) => {
                against.push((name, step));
                configs.push(with_step(config, step));
            }
            None => untrained.push(name),
        }
    }
    let trials = OfTable { setup, configs };
    let (errors, _) = measure(&trials, against.len() + 1, (clock, spent), workers, store)?;
    let rates = against
        .iter()
        .map(|(name, step)| (*name, Some(step * setup.rows[0] as f64)));
    let judged = judge(&trials, &errors, &rates.collect::<Vec<_>>());
    let (error, gains) = judged.map_err(|_| no_error(setup.config.network.kind.name()))?;
    Ok(Confirmed {
        splits: errors[0].len(),
        error,
        gains,
        untrained,
    })
}

/// Why there is nothing to judge.
pub(super) fn no_error(kind: &str) -> RunError {
    RunError::NoMeaning {
        what: "a test error".to_owned(),
        kind: kind.to_owned(),
    }
}

/// The errors of so many arms on fresh draws, as many as there is time for; and the runs that failed,
/// whose draws are left out. Failed runs bear the number of their arm in place of c.
///
/// # Errors
/// As for [`Workers::perform`].
pub(super) fn measure(
    trials: &dyn Trials,
    arms: usize,
    (clock, spent): (&Clock, &mut Spent),
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<(Vec<Vec<f64>>, Vec<Failed>), RunError> {
    let round = workers.count().max(2) as u64;
    let began = clock.spent();
    let mut errors = vec![Vec::new(); arms];
    let mut failed = Vec::new();
    let mut add = |from: u64, until: u64, spent: &mut Spent| -> Result<(), RunError> {
        let fresh = trials.fresh();
        let runs = (from..until).flat_map(|draw| (0..arms).map(move |arm| (arm, fresh + draw)));
        let runs: Vec<(usize, u64)> = runs.collect();
        let made = trials.train(&runs, workers, store)?;
        for (runs, made) in runs.chunks(arms).zip(made.chunks(arms)) {
            for ((arm, draw), made) in runs.iter().zip(made) {
                match made {
                    Ok(trained) => spent.add_run(trained.seconds),
                    Err(error) => failed.push(Failed::new(*arm as f64, *draw, error)),
                }
            }
            if made.iter().all(Result::is_ok) {
                for (errors, made) in errors.iter_mut().zip(made.iter().flatten()) {
                    errors.push(trials.error(&made.row));
                }
            }
        }
        Ok(())
    };
    add(0, round, spent)?;
    let each = (clock.spent() - began) / round as f64;
    let more = clock.left(1.0) / each.max(1e-6);
    let draws = (round + more.min(MOST as f64) as u64).clamp(FEWEST, MOST);
    add(round, draws.max(round), spent)?;
    Ok((errors, failed))
}

/// The winner's error, the first arm's, and what it gains over each of the others, which have a name and
/// the learning rate that they were trained with.
///
/// # Errors
/// Fewer than two draws.
pub(super) fn judge(
    trials: &dyn Trials,
    errors: &[Vec<f64>],
    against: &[(&'static str, Option<f64>)],
) -> Result<(Resampled, Vec<Gain>), StatisticsError> {
    let own = resampled(&errors[0], trials.overlap(), LEVEL)?;
    let gain = |(errors_of, (name, learning_rate)): (&Vec<f64>, &(&'static str, Option<f64>))| {
        let gain = trials.interval(&difference(errors_of, &errors[0]), LEVEL)?;
        let test_error = mean(errors_of);
        Ok(Gain {
            against: name,
            points: gain.mean,
            low: gain.low,
            high: gain.high,
            verdict: verdict(&gain, test_error),
            test_error,
            learning_rate: *learning_rate,
        })
    };
    let gains = errors[1..].iter().zip(against).map(gain);
    Ok((own, gains.collect::<Result<_, _>>()?))
}

/// How much smaller one error is than another, on the same splits.
fn difference(usual: &[f64], winner: &[f64]) -> Vec<f64> {
    usual.iter().zip(winner).map(|(a, b)| a - b).collect()
}

/// What a gain over an error comes to.
pub(super) fn verdict(gain: &Resampled, error: f64) -> Verdict {
    if gain.low > 0.0 {
        return Verdict::Better;
    }
    match gain.high <= (SMALL_SHARE * error).max(SMALL_POINTS) {
        true => Verdict::NoEffect,
        false => Verdict::Inconclusive,
    }
}

/// The configuration that is recommended, with its step.
pub(super) fn recommended(setup: &Setup, c: f64, step: f64) -> Config {
    with_step(&setup.at(c), step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Overlap;

    fn found(usual: &[f64], winner: &[f64]) -> (Resampled, Verdict) {
        let difference = difference(usual, winner);
        let overlap = Overlap::of_splits(250, 750).of_counts(&difference, 250);
        let gain = resampled(&difference, overlap, LEVEL).unwrap();
        (gain, verdict(&gain, mean(usual)))
    }

    #[test]
    fn a_gain_on_every_split_is_one_and_noise_is_none() {
        let base = [0.10, 0.12, 0.11, 0.13, 0.09, 0.10, 0.12, 0.11, 0.10, 0.12];
        let wave = [
            0.01, -0.01, 0.012, -0.008, 0.01, -0.012, 0.01, -0.01, 0.008, -0.01,
        ];
        let worse: Vec<f64> = base.iter().zip(wave).map(|(b, w)| b + 0.1 + w).collect();
        assert_eq!(found(&worse, &base).1, Verdict::Better);
        let same: Vec<f64> = base.iter().zip(wave).map(|(b, w)| b + w).collect();
        assert_eq!(found(&same, &base).1, Verdict::Inconclusive);
        let near: Vec<f64> = base.iter().zip(wave).map(|(b, w)| b + 0.05 * w).collect();
        assert_eq!(found(&near, &base).1, Verdict::NoEffect);
        assert_eq!(found(&base, &base).1, Verdict::NoEffect);
        // A winner that is worse than what is usual gains nothing.
        assert_eq!(found(&base, &worse).1, Verdict::NoEffect);
    }
}
