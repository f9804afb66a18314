//! Shares of verdicts, and how far a simulated one may be from the true one.

use rayon::prelude::*;
use sweetspot::random::{Stream, Streams};
use sweetspot::statistics::{Stopped, Verdict};

/// Repetitions of a simulation: `fewest`, times the number in `SWEETSPOT_SIMULATIONS`.
///
/// Limits on shares follow the number, so that a larger one is a sharper test.
pub fn repetitions(fewest: u64) -> u64 {
    let factor = std::env::var("SWEETSPOT_SIMULATIONS").ok();
    fewest * factor.map_or(1, |text| text.parse().unwrap())
}

/// What a share may come out as if the true one is `rate`: 4 binomial standard errors more.
pub fn at_most(rate: f64, repetitions: u64) -> f64 {
    rate + 4.0 * (rate * (1.0 - rate) / repetitions as f64).sqrt()
}

/// What a share has to come out as if the true one is `rate`: 4 binomial standard errors
/// less.
pub fn at_least(rate: f64, repetitions: u64) -> f64 {
    1.0 - at_most(1.0 - rate, repetitions)
}

/// How a rule ended, over repetitions.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    pub holds: f64,
    pub violated: f64,
    pub mean_seeds: f64,
}

impl Shares {
    pub fn of(self, decision: Verdict) -> f64 {
        match decision {
            Verdict::Holds => self.holds,
            Verdict::Violated => self.violated,
            Verdict::Inconclusive => 1.0 - self.holds - self.violated,
        }
    }
}

/// Where a rule ended, with a stream of its own in every repetition.
pub fn ends(
    seed: u64,
    repetitions: u64,
    rule: impl Fn(&mut Stream) -> Stopped + Sync,
) -> Vec<Stopped> {
    (0..repetitions)
        .into_par_iter()
        .map(|repetition| rule(&mut Streams::new(seed).replicate(repetition).data()))
        .collect()
}

/// The shares of [`ends`].
pub fn shares(seed: u64, repetitions: u64, rule: impl Fn(&mut Stream) -> Stopped + Sync) -> Shares {
    let ends = ends(seed, repetitions, rule);
    let share = |decision| {
        let hits = ends.iter().filter(|end| end.decision == decision).count();
        hits as f64 / repetitions as f64
    };
    let seeds: usize = ends.iter().map(|end| end.seeds).sum();
    Shares {
        holds: share(Verdict::Holds),
        violated: share(Verdict::Violated),
        mean_seeds: seeds as f64 / repetitions as f64,
    }
}
