//! The statistical checks: all seeds so far, and what other seeds would have given.

use super::look::{Look, Undecided, complete, numbers};
use crate::claims::kinds::kind::Statistical;
use crate::claims::measure::Measured;
use crate::claims::outcome::Outcome;
use crate::statistics::{Admission, Looks, StatisticsError, Verdict, admission};

/// One look at a statistical check; `measured[seed][point]`.
pub fn statistical(
    test: &dyn Statistical,
    measured: &[Vec<Measured>],
    look: Look,
) -> Result<Outcome, Undecided> {
    let found = test.look_at_all(&numbers(measured)?, look)?;
    let runs: usize = measured.iter().map(Vec::len).sum();
    Ok(Outcome {
        count: runs as u64,
        ..found
    })
}

/// Would the expected verdict come under other seeds as well? Runs the whole rule, without its last
/// look, on seeds drawn again from those that were measured (docs/statistics.md): how often another
/// verdict than the expected one came out.
///
/// `None` where that cannot be asked: a run that could not be made or has no value, a rule that
/// refuses a draw.
pub fn admission_of(
    test: &dyn Statistical,
    expected: Verdict,
    measured: &[Vec<Measured>],
    looks: Looks,
    pairs: usize,
    repetitions: usize,
) -> Option<Admission> {
    let values = complete(&numbers(measured).ok()?)?;
    let rule = |values: &[Vec<f64>]| {
        let size = values.first().map_or(0, Vec::len);
        let look = looks.sizes().iter().position(|known| *known == size);
        let level = Looks::level(look.map_or(0, |before| before + 1), pairs)?;
        test.evidence(values, level)
    };
    admission::<StatisticsError>(&values, looks, pairs, expected, repetitions, rule).ok()
}
