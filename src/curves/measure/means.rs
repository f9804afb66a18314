//! Means over replicates, and lines fitted through them.

use libm::{exp, log};
use serde::Deserialize;

use super::{MeasureError, product, values, with_interval};
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
    pub(super) fn check(&self, definition: &Definition) -> Result<(), MeasureError> {
        if !self.of.keys().is_empty() {
            return Err(MeasureError::OneRow);
        }
        let known = self.of.quantities();
        let asked = self.quantities.iter().chain(&self.without_interval);
        for name in asked.chain(&self.totals) {
            super::check_among(name, known)?;
        }
        for fit in &self.fits {
            let axis = definition.axes.iter().any(|axis| axis.column == fit.x);
            if !axis && !known.contains(&fit.x.as_str()) {
                return Err(MeasureError::FitOver(fit.x.clone()));
            }
            if !self.quantities.contains(&fit.y) {
                return Err(MeasureError::FitThrough(fit.y.clone()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::definition::tests::SMALL;

    /// Two replicates at alpha = 0.01 and 0.1 of one series.
    fn numbers(definition: &str, values: [f64; 4]) -> Numbers {
        let definition = Definition::read("small", definition).unwrap();
        let found = values.map(|value| {
            vec![Reading::new(
                "",
                &[],
                &[("test_error", value), ("unreached", 1.0)],
            )]
        });
        definition.measure.numbers(&definition, &found).unwrap()
    }

    fn column(numbers: &Numbers, name: &str) -> Vec<f64> {
        let rows = numbers.rows.iter();
        rows.filter_map(|row| numbers.at(row, name)).collect()
    }

    #[test]
    fn a_point_is_the_mean_of_its_replicates() {
        let found = numbers(SMALL, [0.1, 0.3, 0.4, 0.4]);
        assert_eq!(column(&found, "alpha"), [0.01, 0.1]);
        assert_eq!(column(&found, "test_error"), [0.2, 0.4]);
        let (low, high) = (
            column(&found, "test_error_low"),
            column(&found, "test_error_high"),
        );
        assert!(
            low[0] == 0.0 && high[0] > 0.3,
            "no error is below 0: {low:?} {high:?}"
        );
        assert!(low[1] > 0.399 && high[1] < 0.401);
    }

    #[test]
    fn a_number_that_one_replicate_lacks_is_left_out() {
        let found = numbers(SMALL, [0.1, f64::NAN, 0.4, 0.4]);
        assert_eq!(column(&found, "test_error"), [0.4]);
        assert_eq!(found.rows.len(), 2);
    }

    #[test]
    fn counts_are_added_up_and_geometric_means_are_of_ratios() {
        let change =
            "quantities = [\"test_error\"]\naverage = \"geometric\"\ntotals = [\"unreached\"]";
        let text = SMALL
            .replace("quantities = [\"test_error\"]", change)
            .replace("[tolerance]", "[tolerance]\nunreached = {}");
        let found = numbers(&text, [0.1, 0.4, 0.01, 0.01]);
        assert_eq!(column(&found, "unreached"), [2.0, 2.0]);
        let means = column(&found, "test_error");
        assert!((means[0] - 0.2).abs() < 1e-9 && (means[1] - 0.01).abs() < 1e-9);
    }

    #[test]
    fn a_power_law_has_its_exponent() {
        let change = "quantities = [\"test_error\"]\nfits = [{ x = \"alpha\", y = \"test_error\", log = true }]";
        let text = SMALL
            .replace("quantities = [\"test_error\"]", change)
            .replace(
                "[tolerance]",
                "[tolerance]\ntest_error_slope = { absolute = 0.1 }",
            );
        let found = numbers(&text, [0.001, 0.002, 0.1, 0.2]);
        let slope = column(&found, "test_error_slope");
        assert_eq!(slope.len(), 1);
        assert!((slope[0] - 2.0).abs() < 1e-9, "{slope:?}");
        let fit = column(&found, "test_error_fit");
        assert!((fit[0] / 0.001 / 2f64.sqrt() - 1.0).abs() < 1e-8, "{fit:?}");
    }
}
