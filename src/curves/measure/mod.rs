//! How a curve's numbers are computed from observations.

mod means;
mod observed;
mod optimum;

use serde::Deserialize;

pub use means::{Average, FitOf, Means};
pub use optimum::{Gain, Optimum};

use self::observed::Observed;
use super::design::Design;
use super::observe::Reading;
use super::{Numbers, Observe};
use crate::statistics::StatisticsError;

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

/// The rows of one run a series.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// What is observed.
    pub of: Observe,
}

impl Measure {
    /// What is observed of every run.
    pub(super) fn observe(&self) -> &Observe {
        match self {
            Measure::Means(means) => &means.of,
            Measure::Rows(rows) => &rows.of,
            Measure::Optimum(_) | Measure::Gain(_) => &Observe::End,
        }
    }

    /// What is wrong with a definition's axes and names, if anything.
    pub(super) fn check(&self, design: Design<'_>) -> Result<(), String> {
        match self {
            Measure::Means(means) => means.check(design),
            Measure::Rows(_) if design.replicates != 1 || !design.axes.is_empty() => {
                Err("measure.rows shows single runs: leave out `replicates` and `axes`".to_string())
            }
            Measure::Rows(_) => Ok(()),
            Measure::Optimum(optimum) => optimum.check(design),
            Measure::Gain(gain) => gain.check(design),
        }
    }

    pub(super) fn keys(&self, design: Design<'_>) -> Vec<String> {
        let columns = design.columns();
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
            Measure::Gain(_) => names(&optimum::GAINS),
        }
    }

    /// The numbers, from what was observed of every run of the design.
    pub(super) fn numbers(
        &self,
        design: Design<'_>,
        found: &[Vec<Reading>],
    ) -> Result<Numbers, StatisticsError> {
        let mut numbers = Numbers::new(self.keys(design), self.quantities());
        for (series, runs) in design.by_series(found) {
            let found = Observed {
                design,
                series,
                runs,
            };
            match self {
                Measure::Means(means) => means.fill(&mut numbers, found),
                Measure::Rows(_) => {
                    for reading in runs.iter().flatten() {
                        // A line's own name stands behind that of the series.
                        let mut name = vec![series, &reading.line];
                        name.retain(|part| !part.is_empty());
                        numbers.push(&name.join(": "), &reading.keys, &reading.values);
                    }
                }
                Measure::Optimum(optimum) => optimum.fill(&mut numbers, found),
                Measure::Gain(gain) => gain.fill(&mut numbers, found)?,
            }
        }
        Ok(numbers)
    }
}

fn names(of: &[&str]) -> Vec<String> {
    of.iter().map(|name| (*name).to_string()).collect()
}
