//! Two means compared: what equal means and an ordering share.

use super::figure::against;
use super::look::{Look, Undecided};
use crate::claims::outcome::Outcome;
use crate::statistics::{MeanDifference, smallest_found};

/// The numbers of the two formulas, a seed each.
pub fn sides(values: &[Vec<f64>]) -> [&[f64]; 2] {
    [0, 1].map(|side| values.get(side).map_or(&[][..], Vec::as_slice))
}

/// What a difference of means found, but for its margin and its words.
pub fn outcome(
    [left, right]: [&[f64]; 2],
    found: &MeanDifference,
    look: Look,
) -> Result<Outcome, Undecided> {
    let pairs = || left.iter().zip(right);
    let differences: Vec<f64> = pairs().map(|(left, right)| left - right).collect();
    let power = smallest_found(&differences, look.last_seeds, look.last_level / 2.0)?;
    let all = || left.iter().chain(right).copied();
    let ends = [
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    ];
    let labels = ["first side", "second side, a point per seed"].map(str::to_owned);
    let points = pairs().map(|(&left, &right)| (right, left)).collect();
    Ok(Outcome {
        evidence: Some(found.evidence),
        effect: Some(found.difference.mean),
        interval: Some(found.interval),
        power: Some(format!(
            "with {} seeds a mean {:.2e} above a cut or {:.2e} below it is found in 99%",
            look.last_seeds, power.above, power.below
        )),
        panel: Some(against(labels, points, Some(ends), false)),
        ..Outcome::default()
    })
}
