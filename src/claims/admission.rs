//! Would the expected verdict come under other seeds as well?

use super::case::Case;
use super::judge::{complete, evidence, numbers};
use super::measure::Measured;
use crate::statistics::{Admission, Looks, StatisticsError, admission};

/// Runs the whole rule of a statistical check, without its last look, on seeds drawn again from
/// those that were measured (docs/statistics.md): how often another verdict than the expected
/// one came out. `measured[seed][leg]`.
///
/// `None` where that cannot be asked: a run that could not be made or has no value, a rule that
/// refuses a draw.
pub(super) fn admission_of(
    case: &Case<'_>,
    measured: &[Vec<Measured>],
    looks: Looks,
    pairs: usize,
    repetitions: usize,
) -> Option<Admission> {
    let legs = measured.first()?.len();
    let values = complete(&numbers(legs, measured).ok()?)?;
    let expected = case.setting.expect;
    let rule = |values: &[Vec<f64>]| {
        let size = values.first().map_or(0, Vec::len);
        let look = looks.sizes().iter().position(|known| *known == size);
        let level = Looks::level(look.map_or(0, |before| before + 1), pairs)?;
        evidence(case.check, values, level)
    };
    admission::<StatisticsError>(&values, looks, pairs, expected, repetitions, rule).ok()
}
