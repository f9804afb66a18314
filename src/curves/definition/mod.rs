//! A curve as its file defines it.

mod read;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{CurveError, Figure, Measure};
use crate::config::{Config, Grid, schema};

/// A reference curve: `snapshots/<name>.toml`.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The file's stem.
    pub name: String,
    /// One line.
    pub title: String,
    /// What it shows, in two sentences.
    pub shows: String,
    /// Ids of the claims it belongs to.
    pub claims: Vec<String>,
    /// How its numbers are computed.
    pub measure: Measure,
    /// What is compared in one picture.
    pub series: Vec<Series>,
    /// The swept keys.
    pub axes: Vec<Axis>,
    /// Draws of data and weights at every point.
    pub replicates: u64,
    /// How far a quantity may move, by name.
    pub tolerance: BTreeMap<String, Tolerance>,
    /// The figure.
    pub figure: Figure,
    /// The file's text.
    pub text: String,
}

/// One setting among several.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in numbers and legend.
    pub name: String,
    /// Its configuration; the axes' keys are still to be set.
    pub config: Config,
}

/// A swept key and its values.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The configuration's dotted key.
    pub key: String,
    /// The name of its column.
    pub column: String,
    /// Its values.
    pub values: Grid,
    /// The key gets the value times this: d/n times n.
    #[serde(default = "unscaled")]
    pub times: f64,
}

fn unscaled() -> f64 {
    1.0
}

/// How far a number may move: `absolute + relative |old|`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// In units of the quantity.
    #[serde(default)]
    pub absolute: f64,
    /// As a share of the old number.
    #[serde(default)]
    pub relative: f64,
}

impl Tolerance {
    /// The largest change allowed of a number.
    pub fn of(&self, old: f64) -> f64 {
        self.absolute + self.relative * old.abs()
    }
}

impl Definition {
    /// The columns that say which point a row is, after the series.
    pub fn keys(&self) -> Vec<String> {
        self.measure.keys(self)
    }

    /// The columns of numbers.
    pub fn quantities(&self) -> Vec<String> {
        self.measure.quantities()
    }

    /// The tolerance of a quantity: its own, or that of the quantity whose interval it ends.
    pub fn tolerance_of(&self, quantity: &str) -> Option<Tolerance> {
        self.tolerance.get(quantity).copied().or_else(|| {
            let mut names = self.tolerance.iter();
            names
                .find(|(name, _)| covers(name, quantity))
                .map(|(_, tolerance)| *tolerance)
        })
    }

    /// The configuration of a series at these values of the axes; the replicate is still 0.
    ///
    /// # Errors
    /// [`CurveError::Config`] should the values not go together.
    pub fn config(&self, series: usize, values: &[f64]) -> Result<Config, CurveError> {
        let Some(series) = self.series.get(series) else {
            return Err(CurveError::Unmeasurable {
                curve: self.name.clone(),
                message: format!("there is no series {series}"),
            });
        };
        let axes = self.axes.iter().zip(values);
        let changes = axes.map(|(axis, value)| {
            let value = schema::number(&axis.key, value * axis.times);
            (axis.key.clone(), value)
        });
        Ok(series.config.with(&changes.collect::<Vec<_>>())?)
    }

    /// The values of every axis.
    pub fn grids(&self) -> Vec<Vec<f64>> {
        self.axes.iter().map(|axis| axis.values.values()).collect()
    }
}

/// Whether a tolerance's name stands for a quantity: itself, the ends of its interval, its fit.
fn covers(name: &str, quantity: &str) -> bool {
    let endings = ["", "_low", "_high", "_fit", "_fit_low", "_fit_high"];
    quantity
        .strip_prefix(name)
        .is_some_and(|rest| endings.contains(&rest))
}

#[cfg(test)]
pub(super) use read::tests;
