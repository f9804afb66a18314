//! The statistical checks: one look at all seeds so far.

use super::super::case::Leg;
use super::super::measure::Measured;
use super::super::{Along, Check, Kind, Locate, Panel, Trend};
use super::blocks::places;
use super::numbers::numbers;
use super::undefined::under_every_value;
use super::{curve, means, shares};
use crate::statistics::Evidence;

/// What one look says.
#[derive(Clone, Debug)]
pub(in super::super) struct Statistic {
    /// p-values at this look alone.
    pub evidence: Evidence,
    /// Distance of the interval from the cut, negative where the claim fails.
    pub margin: Option<f64>,
    pub effect: f64,
    pub interval: Option<[f64; 2]>,
    /// Runs compared.
    pub count: u64,
    pub power: Option<String>,
    pub text: String,
    pub panel: Panel,
}

/// What decides how sharp a look has to be.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Sharpness {
    /// The level of this look alone, for both sides together.
    pub level: f64,
    /// Seeds of the last look, and its level: for the power.
    pub last: (usize, f64),
}

/// One look at a statistical check; `measured[seed][leg]`.
///
/// # Errors
/// Why nothing can be said: a run that could not be made, a quantity without a value, numbers that
/// the test refuses.
pub(in super::super) fn statistic(
    check: &Check,
    legs: &[Leg],
    measured: &[Vec<Measured>],
    sharpness: Sharpness,
) -> Result<Statistic, String> {
    let values = numbers(legs.len(), measured)?;
    let found = match &check.kind {
        Kind::Proportion {
            bound, at_least, ..
        } => {
            let first = values.first().map_or(&[][..], Vec::as_slice);
            shares::share(first, *bound, *at_least, sharpness).map_err(|error| error.to_string())
        }
        _ => under_every_value(check, &values, |values| judged(check, values, sharpness)),
    }?;
    let runs: usize = measured.iter().map(Vec::len).sum();
    Ok(Statistic {
        count: runs as u64,
        ..found
    })
}

/// One look at numbers without gaps, `values[number][seed]`.
fn judged(check: &Check, values: &[Vec<f64>], sharpness: Sharpness) -> Result<Statistic, String> {
    let found = match &check.kind {
        Kind::EqualMeans { within, .. } => means::equal(&both(values), *within, sharpness),
        Kind::Ordering { by, .. } => means::ordered(&both(values), *by, sharpness),
        Kind::Limit {
            over,
            within,
            falls_by,
            ..
        } => {
            let sides: Vec<Vec<Vec<f64>>> = values.chunks(2).map(<[_]>::to_vec).collect();
            curve::limit(over, &sides, [*within, *falls_by], sharpness)
        }
        Kind::Monotone {
            along: Along::Means(over),
            trend,
            slack,
            ..
        } => {
            let rising = *trend == Trend::Increasing;
            curve::monotone(over, values, rising, *slack, sharpness)
        }
        Kind::InteriorOptimum { over, margin, .. } => {
            curve::interior(over, values, *margin, sharpness)
        }
        Kind::Exponent {
            over,
            expected,
            within,
            curvature,
            locate,
            ..
        } => {
            let curve = match locate {
                Some(locate) => located(locate, values)?,
                None => values.to_vec(),
            };
            let law = curve::PowerLaw {
                expected: *expected,
                within: *within,
                curvature: *curvature,
            };
            curve::exponent(over, &curve, law, sharpness)
        }
        _ => return Err("this kind of check has no statistics".to_owned()),
    };
    found.map_err(|error| error.to_string())
}

/// The two formulas of the only leg.
fn both(values: &[Vec<f64>]) -> [Vec<f64>; 2] {
    let side = |at: usize| values.get(at).cloned().unwrap_or_default();
    [side(0), side(1)]
}

/// The curve of places: `[outer][block]`.
pub(super) fn located(locate: &Locate, curve: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, String> {
    curve
        .chunks(locate.over.values.len())
        .enumerate()
        .map(|(outer, curves)| {
            let places = places(locate, curves);
            let missing = places.iter().filter(|place| place.is_none()).count();
            let all: Option<Vec<f64>> = places.iter().copied().collect();
            all.ok_or_else(|| {
                format!(
                    "{missing} of {} blocks have no such place inside the inner grid (point {outer} of the outer grid)",
                    places.len()
                )
            })
        })
        .collect()
}
