//! What feature learning of the right strength gains over both ends, on a map.

use serde::Deserialize;

use super::{MeasureError, values};
use crate::curves::observe::Reading;
use crate::curves::{CurveError, Definition, Numbers};
use crate::statistics::{Verdict, interior_optimum};
use crate::sweep::{LEVEL, MARGIN};

/// The relative gain of the best inner point of the last axis over both its ends, on a grid of the
/// first two.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gain {
    /// The quantity to minimise, of a run's end.
    pub quantity: String,
}

/// The smaller of both gains, cross-fitted (without the flattery of the search); both by
/// themselves; the best value of the last axis; whether the optimum is established (1), refuted
/// (-1) or neither (0) by the test of `sweep`.
pub(super) fn columns() -> Vec<String> {
    super::names(&[
        "gain",
        "gain_over_smallest",
        "gain_over_largest",
        "best",
        "verdict",
    ])
}

impl Gain {
    pub(super) fn check(&self, definition: &Definition) -> Result<(), MeasureError> {
        super::check_observed(&self.quantity)?;
        if definition.axes.len() != 3 {
            return Err(MeasureError::ThreeAxes);
        }
        Ok(())
    }

    pub(super) fn numbers(
        &self,
        definition: &Definition,
        found: &[Vec<Reading>],
    ) -> Result<Numbers, CurveError> {
        let mut numbers = Numbers::of(definition);
        let grids = definition.grids();
        let inner = &grids[2];
        let replicates = definition.replicates as usize;
        let points = super::product(&grids[..2]);
        let columns: Vec<&str> = definition
            .axes
            .iter()
            .map(|axis| axis.column.as_str())
            .collect();
        let of_series = found.chunks(points.len() * inner.len() * replicates);
        for (series, found) in definition.series.iter().zip(of_series) {
            for (point, curve) in points.iter().zip(found.chunks(inner.len() * replicates)) {
                let errors: Vec<Vec<f64>> = curve
                    .chunks(replicates)
                    .map(|runs| values(runs, &self.quantity))
                    .collect();
                let test = interior_optimum(&errors, MARGIN, LEVEL)
                    .map_err(|error| CurveError::statistics(&definition.name, &error))?;
                let [first, last] = [test.cross_fitted.over_first, test.cross_fitted.over_last];
                let verdict = match test.verdict {
                    Verdict::Holds => 1.0,
                    Verdict::Violated => -1.0,
                    Verdict::Inconclusive => 0.0,
                };
                let row = [first.min(last), first, last, inner[test.best], verdict];
                let row: Vec<(String, f64)> = self::columns().into_iter().zip(row).collect();
                let keys: Vec<(&str, f64)> =
                    columns.iter().copied().zip(point.iter().copied()).collect();
                numbers.push(&series.name, &keys, &row);
            }
        }
        Ok(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::definition::tests::SMALL;

    #[test]
    fn the_smaller_gain_counts_and_a_flat_curve_has_none() {
        let text = SMALL
            .replace(
                "[measure.means]\nof = \"end\"\nquantities = [\"test_error\"]",
                "[measure.gain]\nquantity = \"test_error\"",
            )
            .replace(
                "axes = [{",
                "axes = [{ key = \"data.signal\", column = \"snr\", values = [1, 2] }, \
                 { key = \"data.dimension\", column = \"d\", values = [3] }, {",
            )
            .replace("[0.01, 0.1]", "[0.01, 0.1, 1.0]")
            .replace(
                "test_error = {",
                "gain_over_smallest = {}\ngain_over_largest = {}\nbest = {}\nverdict = {}\ngain = {",
            )
            .replace("column = \"test_error\"", "column = \"gain\"")
            .replace("column = \"alpha\", label", "column = \"snr\", label");
        let definition = Definition::read("small", &text).unwrap();
        let curves = [[0.15, 0.1, 0.12], [0.1, 0.1, 0.1]];
        let found: Vec<Vec<Reading>> = curves
            .iter()
            .flatten()
            .flat_map(|error| [*error, *error])
            .map(|error| vec![Reading::new("", &[], &[("test_error", error)])])
            .collect();
        let numbers = definition.measure.numbers(&definition, &found).unwrap();
        assert_eq!(numbers.keys, ["snr", "d"]);
        let of = |row: usize, column| numbers.at(&numbers.rows[row], column).unwrap();
        assert!((of(0, "gain") - 0.2).abs() < 1e-9);
        assert!((of(0, "gain_over_smallest") - 0.5).abs() < 1e-9);
        assert_eq!((of(0, "best"), of(0, "verdict")), (0.1, 1.0));
        assert_eq!((of(1, "gain"), of(1, "verdict")), (0.0, -1.0));
    }
}
