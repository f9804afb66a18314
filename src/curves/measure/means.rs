//! Means over replicates, and lines fitted through them.

use libm::{exp, log};
use serde::Deserialize;

use super::observed::{Observed, check_among, values};
use crate::curves::design::{Design, product};
use crate::curves::fit::{Bounded, line, with_interval};
use crate::curves::observe::Reading;
use crate::curves::{Numbers, Observe};

/// Means over replicates at every point of a grid.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Means {
    pub of: Observe,
    pub quantities: Vec<String>,
    #[serde(default)]
    pub without_interval: Vec<String>,
    #[serde(default)]
    pub totals: Vec<String>,
    #[serde(default)]
    pub average: Average,
    #[serde(default)]
    pub fits: Vec<FitOf>,
}

/// The kinds of mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Average {
    #[default]
    Arithmetic,
    Geometric,
}

/// A straight line through a quantity, one for each replicate: the slope's mean has an interval.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitOf {
    pub x: String,
    pub y: String,
    #[serde(default)]
    pub log: bool,
    pub from: Option<f64>,
    pub to: Option<f64>,
}

impl Means {
    pub(super) fn check(&self, design: Design<'_>) -> Result<(), String> {
        if !self.of.keys().is_empty() {
            return Err(
                "measure.means needs an observation of one row: end, kernel-change, \
                        coordinates, phase-one, escape or bounds"
                    .to_string(),
            );
        }
        let known = self.of.quantities();
        let asked = self.quantities.iter().chain(&self.without_interval);
        for name in asked.chain(&self.totals) {
            check_among(name, known)?;
        }
        for FitOf { x, y, .. } in &self.fits {
            let axis = design.axes.iter().any(|axis| axis.column == *x);
            if !axis && !known.contains(&x.as_str()) {
                return Err(format!(
                    "a fit goes over `{x}`, which is neither an axis nor observed"
                ));
            }
            if !self.quantities.contains(y) {
                return Err(format!(
                    "a fit goes through `{y}`, which is not among the quantities"
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

    pub(super) fn fill(&self, numbers: &mut Numbers, found: Observed<'_>) {
        let design = found.design;
        let points = product(&design.grids());
        let replicates = found.runs.chunks(design.replicates as usize);
        let mut rows: Vec<Vec<(String, f64)>> =
            replicates.map(|runs| self.at_point(runs)).collect();
        let mut slopes = Vec::new();
        for fit in &self.fits {
            slopes.extend(fitted(fit, found, &points, &mut rows));
        }
        for (point, values) in points.iter().zip(&rows) {
            numbers.push(found.series, &design.place(point), values);
        }
        if !slopes.is_empty() {
            numbers.push(found.series, &[], &slopes);
        }
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
            row.extend(mean.named(name));
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
    match sample.iter().all(|value| *value >= 0.0) {
        true => mean.map(|value| value.max(0.0)),
        false => mean,
    }
}

/// Adds the fitted line to the rows it covers and returns the slope.
fn fitted(
    fit: &FitOf,
    Observed { design, runs, .. }: Observed<'_>,
    points: &[Vec<f64>],
    rows: &mut [Vec<(String, f64)>],
) -> Vec<(String, f64)> {
    let replicates = design.replicates as usize;
    let scaled = |value: f64| if fit.log { log(value) } else { value };
    let inside = |point: &usize| {
        let value = points[*point].first().copied().unwrap_or_default();
        fit.from.is_none_or(|from| value >= from) && fit.to.is_none_or(|to| value <= to)
    };
    let covered: Vec<usize> = (0..points.len()).filter(inside).collect();
    let axis = design.axes.iter().position(|axis| axis.column == fit.x);
    // One list for each replicate.
    let gather = |column: &str, axis: Option<usize>| -> Vec<Vec<f64>> {
        let at = |replicate: usize, point: usize| match axis {
            Some(axis) => points[point][axis],
            None => values(&runs[point * replicates + replicate..][..1], column)[0],
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
        rows[k].extend(height.map(unscaled).named(&format!("{}_fit", fit.y)));
    }
    line.slope.named(&format!("{}_slope", fit.y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::Definition;
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
        definition
            .measure
            .numbers(definition.design(), &found)
            .unwrap()
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
