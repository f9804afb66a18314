//! How a curve's numbers are computed from observations.

mod gain;
mod means;
mod optimum;
mod rows;

use serde::Deserialize;
use thiserror::Error;

pub use gain::Gain;
pub use means::{Average, FitOf, Means};
pub use optimum::Optimum;
pub use rows::Rows;

use super::observe::Reading;
use super::runs::Task;
use super::{CurveError, Definition, Numbers};

/// The ways from observations to numbers: `[measure.<kind>]`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Means over replicates at every point of a grid.
    Means(Means),
    /// The rows of one run a series.
    Rows(Rows),
    /// Where a quantity is smallest along the last axis, against the first.
    Optimum(Optimum),
    /// What the best inner point of the last axis gains over both ends, on a grid of the others.
    Gain(Gain),
}

/// What is wrong with the axes and names of a definition for what it measures.
#[derive(Debug, Error)]
pub(super) enum MeasureError {
    #[error("`{name}` is not observed; there are {known}")]
    NotObserved { name: String, known: String },
    #[error(
        "measure.means needs an observation of one row: end, kernel-change, phase-one, escape or bounds"
    )]
    OneRow,
    #[error("a fit goes over `{0}`, which is neither an axis nor observed")]
    FitOver(String),
    #[error("a fit goes through `{0}`, which is not among the quantities")]
    FitThrough(String),
    #[error("measure.rows shows single runs: leave out `replicates` and `axes`")]
    SingleRuns,
    #[error(
        "measure.optimum needs two axes: the one against which the optimum is shown, and the one along which it lies"
    )]
    TwoAxes,
    #[error("`blocks` must divide the {0} replicates")]
    Blocks(u64),
    #[error(
        "measure.gain needs three axes: two of the map, and the one along which the optimum lies"
    )]
    ThreeAxes,
}

impl Measure {
    /// What is wrong with the definition's axes and names, if anything.
    pub(super) fn check(&self, definition: &Definition) -> Result<(), MeasureError> {
        match self {
            Measure::Means(means) => means.check(definition),
            Measure::Rows(_) => rows::check(definition),
            Measure::Optimum(optimum) => optimum.check(definition),
            Measure::Gain(gain) => gain.check(definition),
        }
    }

    pub(super) fn keys(&self, definition: &Definition) -> Vec<String> {
        let columns = definition.axes.iter().map(|axis| axis.column.clone());
        match self {
            Measure::Means(_) => columns.collect(),
            Measure::Rows(rows) => names(rows.of.keys()),
            Measure::Optimum(_) => columns.take(1).collect(),
            Measure::Gain(_) => columns.take(2).collect(),
        }
    }

    pub(super) fn quantities(&self) -> Vec<String> {
        match self {
            Measure::Means(means) => means.columns(),
            Measure::Rows(rows) => names(rows.of.quantities()),
            Measure::Optimum(_) => optimum::columns(),
            Measure::Gain(_) => gain::columns(),
        }
    }

    /// The runs it needs, in an order of its own.
    pub(super) fn tasks(&self, definition: &Definition) -> Result<Vec<Task>, CurveError> {
        let observe = match self {
            Measure::Means(means) => &means.of,
            Measure::Rows(rows) => &rows.of,
            Measure::Optimum(_) | Measure::Gain(_) => &super::Observe::End,
        };
        let mut tasks = Vec::new();
        for series in 0..definition.series.len() {
            for point in product(&definition.grids()) {
                let config = definition.config(series, &point)?;
                for replicate in 0..definition.replicates {
                    let mut config = config.clone();
                    // A series may start at another draw than the first.
                    config.replicate += replicate;
                    tasks.push(Task::new(config, observe));
                }
            }
        }
        Ok(tasks)
    }

    /// The numbers, from the observations of [`tasks`](Self::tasks).
    pub(super) fn numbers(
        &self,
        definition: &Definition,
        found: &[Vec<Reading>],
    ) -> Result<Numbers, CurveError> {
        match self {
            Measure::Means(means) => Ok(means.numbers(definition, found)),
            Measure::Rows(_) => Ok(rows::numbers(definition, found)),
            Measure::Optimum(optimum) => optimum.numbers(definition, found),
            Measure::Gain(gain) => gain.numbers(definition, found),
        }
    }
}

fn names(of: &[&str]) -> Vec<String> {
    of.iter().map(|name| (*name).to_string()).collect()
}

/// A quantity with the ends of its interval.
fn with_interval(name: &str) -> [String; 3] {
    [
        name.to_string(),
        format!("{name}_low"),
        format!("{name}_high"),
    ]
}

/// Every combination, the last axis running fastest; one empty combination without axes.
fn product(grids: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut points = vec![Vec::new()];
    for grid in grids {
        points = points
            .iter()
            .flat_map(|point| {
                grid.iter().map(move |value| {
                    let mut longer: Vec<f64> = point.clone();
                    longer.push(*value);
                    longer
                })
            })
            .collect();
    }
    points
}

/// A quantity of observations that are one row each.
fn values(found: &[Vec<Reading>], quantity: &str) -> Vec<f64> {
    let of = |reading: &Reading| {
        let named = reading.values.iter().find(|(name, _)| *name == quantity);
        named.map_or(f64::NAN, |(_, value)| *value)
    };
    found.iter().flatten().map(of).collect()
}

/// Refuses a quantity that is not measured of a run's end.
fn check_observed(quantity: &str) -> Result<(), MeasureError> {
    check_among(quantity, super::Observe::End.quantities())
}

fn check_among(quantity: &str, known: &[&str]) -> Result<(), MeasureError> {
    if known.contains(&quantity) {
        return Ok(());
    }
    let (name, known) = (quantity.to_string(), known.join(", "));
    Err(MeasureError::NotObserved { name, known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_axis_runs_fastest() {
        let points = product(&[vec![1.0, 2.0], vec![3.0, 4.0]]);
        assert_eq!(points, [[1.0, 3.0], [1.0, 4.0], [2.0, 3.0], [2.0, 4.0]]);
        assert_eq!(product(&[]), [Vec::<f64>::new()]);
    }
}
