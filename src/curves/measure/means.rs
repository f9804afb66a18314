//! Means over replicates, and lines fitted through them.

use libm::{exp, log};
use serde::Deserialize;

use super::{product, values, with_interval};
use crate::curves::fit::{Bounded, line};
use crate::curves::observe::Reading;
use crate::curves::{Definition, Numbers, Observe};

/// Means over replicates at every point of a grid.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Means {
    /// What is observed of every run.
    pub of: Observe,
    /// The quantities, each with a 95% interval over replicates where there are two.
    pub quantities: Vec<String>,
    /// Quantities whose interval says nothing: those that a replicate hardly changes.
    #[serde(default)]
    pub without_interval: Vec<String>,
    /// Quantities that are added up over replicates: counts.
    #[serde(default)]
    pub totals: Vec<String>,
    /// The mean.
    #[serde(default)]
    pub average: Average,
    /// Lines through the points.
    #[serde(default)]
    pub fits: Vec<FitOf>,
}

/// The kinds of mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Average {
    /// The sum over the number.
    #[default]
    Arithmetic,
    /// That of the logarithms, for positive quantities over many decades.
    Geometric,
}

/// A straight line through a quantity, one for each replicate: the slope's mean has an interval.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitOf {
    /// The column across: an axis, or an observed quantity.
    pub x: String,
    /// The quantity.
    pub y: String,
    /// Whether both are taken by their logarithms: the slope is an exponent.
    #[serde(default)]
    pub log: bool,
    /// Points with a smaller value of the first axis are left out.
    pub from: Option<f64>,
    /// Points with a larger value of the first axis are left out.
    pub to: Option<f64>,
}

impl Means {
    pub(super) fn check(&self, definition: &Definition) -> Result<(), String> {
        if !self.of.keys().is_empty() {
            return Err("measure.means needs an observation of one row: end, kernel-change, phase-one, escape or bounds".to_string());
        }
        let known = self.of.quantities();
        let asked = self.quantities.iter().chain(&self.without_interval);
        for name in asked.chain(&self.totals) {
            if !known.contains(&name.as_str()) {
                let known = known.join(", ");
                return Err(format!("`{name}` is not observed; there are {known}"));
            }
        }
        for fit in &self.fits {
            let axis = definition.axes.iter().any(|axis| axis.column == fit.x);
            if !axis && !known.contains(&fit.x.as_str()) {
                return Err(format!(
                    "a fit goes over `{}`, which is neither an axis nor observed",
                    fit.x
                ));
            }
            if !self.quantities.contains(&fit.y) {
                return Err(format!(
                    "a fit goes through `{}`, which is not among the quantities",
                    fit.y
                ));
            }
        }
        Ok(())
    }

    pub(super) fn columns(&self) -> Vec<String> {
        let quantities = self.quantities.iter().flat_map(|name| with_interval(name));
        let single = self.without_interval.iter().chain(&self.totals).cloned();
        let mut columns: Vec<String> = quantities.chain(single).collect();
        for fit in &self.fits {
            columns.extend(with_interval(&format!("{}_fit", fit.y)));
            columns.extend(with_interval(&format!("{}_slope", fit.y)));
        }
        columns
    }

    pub(super) fn numbers(&self, definition: &Definition, found: &[Vec<Reading>]) -> Numbers {
        let mut numbers = Numbers::of(definition);
        let replicates = definition.replicates as usize;
        let points = product(&definition.grids());
        let of_series = found.chunks(points.len() * replicates);
        for (series, found) in definition.series.iter().zip(of_series) {
            let mut rows: Vec<Vec<(String, f64)>> = found
                .chunks(replicates)
                .map(|found| self.at_point(found))
                .collect();
            let mut slopes = Vec::new();
            for fit in &self.fits {
                slopes.extend(fitted(fit, definition, &points, found, &mut rows));
            }
            for (point, values) in points.iter().zip(&rows) {
                let columns = definition.axes.iter().map(|axis| axis.column.as_str());
                let keys: Vec<(&str, f64)> = columns.zip(point.iter().copied()).collect();
                numbers.push(&series.name, &keys, values);
            }
            if !slopes.is_empty() {
                numbers.push(&series.name, &[], &slopes);
            }
        }
        numbers
    }

    /// The means of one point's replicates.
    fn at_point(&self, found: &[Vec<Reading>]) -> Vec<(String, f64)> {
        let mut row = Vec::new();
        for name in &self.quantities {
            let sample = values(found, name);
            let mean = match self.average {
                Average::Arithmetic => within_sign(Bounded::of(&sample), &sample),
                Average::Geometric => {
                    let logs: Vec<f64> = sample.iter().map(|value| log(*value)).collect();
                    Bounded::of(&logs).map(exp)
                }
            };
            row.extend(bounded(name, mean));
        }
        for name in &self.without_interval {
            let sample = values(found, name);
            row.push((name.clone(), Bounded::of(&sample).mean));
        }
        for name in &self.totals {
            row.push((name.clone(), values(found, name).iter().sum()));
        }
        row
    }
}

/// With few replicates the interval of an error reaches below 0, where none can be.
fn within_sign(mean: Bounded, sample: &[f64]) -> Bounded {
    if sample.iter().all(|value| *value >= 0.0) {
        mean.map(|value| value.max(0.0))
    } else {
        mean
    }
}

/// The names and numbers of a mean with its interval.
pub(super) fn bounded(name: &str, mean: Bounded) -> Vec<(String, f64)> {
    let numbers = [mean.mean, mean.low(), mean.high()];
    with_interval(name).into_iter().zip(numbers).collect()
}

/// Adds the fitted line to the rows it covers and returns the slope.
fn fitted(
    fit: &FitOf,
    definition: &Definition,
    points: &[Vec<f64>],
    found: &[Vec<Reading>],
    rows: &mut [Vec<(String, f64)>],
) -> Vec<(String, f64)> {
    let replicates = definition.replicates as usize;
    let scaled = |value: f64| if fit.log { log(value) } else { value };
    let inside = |point: &&usize| {
        let value = points[**point].first().copied().unwrap_or_default();
        fit.from.is_none_or(|from| value >= from) && fit.to.is_none_or(|to| value <= to)
    };
    let all: Vec<usize> = (0..points.len()).collect();
    let covered: Vec<usize> = all.iter().filter(inside).copied().collect();
    let axis = definition.axes.iter().position(|axis| axis.column == fit.x);
    // One list for each replicate.
    let gather = |column: &str, axis: Option<usize>| -> Vec<Vec<f64>> {
        let at = |replicate: usize, point: usize| match axis {
            Some(axis) => points[point][axis],
            None => values(&found[point * replicates + replicate..][..1], column)[0],
        };
        let list = |replicate| covered.iter().map(|&k| scaled(at(replicate, k))).collect();
        (0..replicates).map(list).collect()
    };
    let (x, y) = (gather(&fit.x, axis), gather(&fit.y, None));
    let Some(line) = line(&x, &y) else {
        return Vec::new();
    };
    let unscaled = |value: f64| if fit.log { exp(value) } else { value };
    for (&k, height) in covered.iter().zip(&line.heights) {
        rows[k].extend(bounded(&format!("{}_fit", fit.y), height.map(unscaled)));
    }
    bounded(&format!("{}_slope", fit.y), line.slope)
}
