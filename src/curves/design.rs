//! Which runs a curve is made of: series, axes and replicates.

use serde::Deserialize;
use toml::Table;

use crate::config::{Config, ConfigError, Grid, schema};

/// One setting among several.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its name in numbers and legend.
    pub name: String,
    /// Its configuration; the axes' keys are still to be set.
    #[serde(skip)]
    pub config: Config,
    /// What the file says of the configuration, which has a reader of its own.
    #[serde(default, rename = "config")]
    _written: Table,
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

/// The runs of a curve: every series at every combination of the axes, each with every replicate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Design<'a> {
    pub series: &'a [Series],
    pub axes: &'a [Axis],
    pub replicates: u64,
}

impl<'a> Design<'a> {
    /// The values of every axis.
    pub fn grids(&self) -> Vec<Vec<f64>> {
        self.axes.iter().map(|axis| axis.values.values()).collect()
    }

    /// The names of the axes' columns.
    pub fn columns(&self) -> impl Iterator<Item = String> + use<'a> {
        self.axes.iter().map(|axis| axis.column.clone())
    }

    /// A point's values by column.
    pub fn place(&self, point: &[f64]) -> Vec<(String, f64)> {
        self.columns().zip(point.iter().copied()).collect()
    }

    /// The configuration of a series at a point; the replicate is still that of the series.
    pub fn config(&self, series: &Series, point: &[f64]) -> Result<Config, ConfigError> {
        let axes = self.axes.iter().zip(point);
        let changes = axes.map(|(axis, value)| {
            let value = schema::number(&axis.key, value * axis.times);
            (axis.key.clone(), value)
        });
        series.config.with(&changes.collect::<Vec<_>>())
    }

    /// The configuration of every run: by series, point and replicate, which runs fastest.
    pub fn configs(&self) -> Result<Vec<Config>, ConfigError> {
        let mut configs = Vec::new();
        for series in self.series {
            for point in product(&self.grids()) {
                let config = self.config(series, &point)?;
                configs.extend((0..self.replicates).map(|replicate| Config {
                    // A series may start at another draw than the first.
                    replicate: config.replicate + replicate,
                    ..config.clone()
                }));
            }
        }
        Ok(configs)
    }

    /// What was found of every run, by series.
    pub fn by_series<'f, T>(&self, found: &'f [T]) -> impl Iterator<Item = (&'a str, &'f [T])> {
        let names = self.series.iter().map(|series| series.name.as_str());
        names.zip(found.chunks((found.len() / self.series.len()).max(1)))
    }
}

/// Every combination, the last axis running fastest; one empty combination without axes.
pub(super) fn product(grids: &[Vec<f64>]) -> Vec<Vec<f64>> {
    grids.iter().fold(vec![Vec::new()], |points, grid| {
        let longer = |point: &Vec<f64>| grid.iter().map(|x| [&point[..], &[*x]].concat()).collect();
        points.iter().flat_map::<Vec<_>, _>(longer).collect()
    })
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
