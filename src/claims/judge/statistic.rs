//! The statistical checks: one look at all seeds so far.

use super::super::case::Leg;
use super::super::measure::Measured;
use super::super::{Along, Check, Kind, Locate, Panel, Trend};
use super::blocks::places;
use super::{curve, means, shares};
use crate::statistics::{Evidence, StatisticsError};

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

/// The numbers of a check: `[leg][formula][seed]`.
struct Numbers {
    legs: Vec<Vec<Vec<Option<f64>>>>,
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
    let numbers = Numbers::of(legs.len(), measured)?;
    let statistics = |error: StatisticsError| error.to_string();
    let found = match &check.kind {
        Kind::EqualMeans { within, .. } => {
            means::equal(&numbers.both()?, *within, sharpness).map_err(statistics)
        }
        Kind::Ordering { by, .. } => {
            means::ordered(&numbers.both()?, *by, sharpness).map_err(statistics)
        }
        Kind::Proportion {
            bound, at_least, ..
        } => shares::share(&numbers.first(), *bound, *at_least, sharpness).map_err(statistics),
        Kind::Limit {
            over,
            within,
            falls_by,
            ..
        } => {
            curve::limit(over, &numbers.all()?, [*within, *falls_by], sharpness).map_err(statistics)
        }
        Kind::Monotone {
            along: Along::Means(over),
            trend,
            slack,
            ..
        } => {
            let rising = *trend == Trend::Increasing;
            curve::monotone(over, &numbers.curve()?, rising, *slack, sharpness).map_err(statistics)
        }
        Kind::InteriorOptimum { over, margin, .. } => {
            curve::interior(over, &numbers.curve()?, *margin, sharpness).map_err(statistics)
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
                Some(locate) => located(locate, &numbers.curve()?)?,
                None => numbers.curve()?,
            };
            let law = curve::PowerLaw {
                expected: *expected,
                within: *within,
                curvature: *curvature,
            };
            curve::exponent(over, &curve, law, sharpness).map_err(statistics)
        }
        _ => Err("this kind of check has no statistics".to_owned()),
    }?;
    let runs: usize = measured.iter().map(Vec::len).sum();
    Ok(Statistic {
        count: runs as u64,
        ..found
    })
}

impl Numbers {
    fn of(legs: usize, measured: &[Vec<Measured>]) -> Result<Self, String> {
        let mut all: Vec<Vec<Vec<Option<f64>>>> = vec![Vec::new(); legs];
        for (replicate, of_seed) in measured.iter().enumerate() {
            for (leg, measured) in all.iter_mut().zip(of_seed) {
                match measured {
                    Measured::Numbers(numbers) => {
                        leg.resize(numbers.len().max(leg.len()), Vec::new());
                        for (values, number) in leg.iter_mut().zip(numbers) {
                            values.push(*number);
                        }
                    }
                    Measured::Failed(reason) => {
                        return Err(format!("replicate {replicate} could not be run: {reason}"));
                    }
                    Measured::Elements(_) => {
                        return Err("elements where numbers are needed".to_owned());
                    }
                }
            }
        }
        Ok(Numbers { legs: all })
    }

    /// All numbers, `[leg][formula][seed]`.
    fn all(&self) -> Result<Vec<Vec<Vec<f64>>>, String> {
        self.legs
            .iter()
            .enumerate()
            .map(|(leg, formulas)| formulas.iter().map(|values| defined(leg, values)).collect())
            .collect()
    }

    /// The first formula of every leg, `[leg][seed]`.
    fn curve(&self) -> Result<Vec<Vec<f64>>, String> {
        let all = self.all()?.into_iter();
        Ok(all
            .map(|formulas| formulas.into_iter().next().unwrap_or_default())
            .collect())
    }

    /// The two formulas of the only leg.
    fn both(&self) -> Result<[Vec<f64>; 2], String> {
        let mut formulas = self.all()?.into_iter().flatten();
        let mut next = || formulas.next().unwrap_or_default();
        Ok([next(), next()])
    }

    /// The only formula of the only leg, undefined values included.
    fn first(&self) -> Vec<Option<f64>> {
        let formulas = self.legs.first().and_then(|formulas| formulas.first());
        formulas.cloned().unwrap_or_default()
    }
}

/// A value that a run does not have has no bounds here, so with one of them nothing is known.
fn defined(leg: usize, values: &[Option<f64>]) -> Result<Vec<f64>, String> {
    let missing = values.iter().filter(|value| value.is_none()).count();
    let first = values.iter().position(Option::is_none);
    let all: Option<Vec<f64>> = values.iter().copied().collect();
    all.ok_or_else(|| {
        format!(
            "the quantity has no finite value in {missing} of {} runs (first: replicate {}, point {leg} of the grid)",
            values.len(),
            first.unwrap_or(0)
        )
    })
}

/// The curve of places: `[outer][block]`.
fn located(locate: &Locate, curve: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, String> {
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
