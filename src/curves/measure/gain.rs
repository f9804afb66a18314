//! What feature learning of the right strength gains over both ends, on a map.

use serde::Deserialize;

use super::observed::{Observed, check_among};
use crate::curves::design::Design;
use crate::curves::{Numbers, Observe};
use crate::statistics::{StatisticsError, Verdict, interior_optimum};
use crate::sweep::{LEVEL, MARGIN};

/// The relative gain of the best inner point of the last axis over both its ends, on a grid of the
/// first two.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gain {
    pub quantity: String,
}

/// The smaller of both gains, cross-fitted (without the flattery of the search); both by
/// themselves; the best value of the last axis; whether the optimum is established (1), refuted
/// (-1) or neither (0) by the test of `sweep`.
pub(super) const COLUMNS: [&str; 5] = [
    "gain",
    "gain_over_smallest",
    "gain_over_largest",
    "best",
    "verdict",
];

impl Gain {
    pub(super) fn check(&self, design: Design<'_>) -> Result<(), String> {
        check_among(&self.quantity, Observe::End.quantities())?;
        match design.axes.len() {
            3 => Ok(()),
            _ => Err(
                "measure.gain needs three axes: two of the map, and the one along which the \
                      optimum lies"
                    .to_string(),
            ),
        }
    }

    pub(super) fn fill(
        &self,
        numbers: &mut Numbers,
        found: Observed<'_>,
    ) -> Result<(), StatisticsError> {
        let inner = &found.design.grids()[2];
        for (place, errors) in found.along_last(&self.quantity) {
            let test = interior_optimum(&errors, MARGIN, LEVEL)?;
            let [first, last] = test.cross_fitted;
            let verdict = match test.verdict {
                Verdict::Holds => 1.0,
                Verdict::Violated => -1.0,
                Verdict::Inconclusive => 0.0,
            };
            let row = [first.min(last), first, last, inner[test.best], verdict];
            let row: Vec<(String, f64)> = COLUMNS.map(str::to_owned).into_iter().zip(row).collect();
            numbers.push(found.series, &place, &row);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::curves::Definition;
    use crate::curves::definition::tests::SMALL;
    use crate::curves::observe::Reading;

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
        let numbers = definition
            .measure
            .numbers(definition.design(), &found)
            .unwrap();
        assert_eq!(numbers.keys, ["snr", "d"]);
        let of = |row: usize, column| numbers.at(&numbers.rows[row], column).unwrap();
        assert!((of(0, "gain") - 0.2).abs() < 1e-9);
        assert!((of(0, "gain_over_smallest") - 0.5).abs() < 1e-9);
        assert_eq!((of(0, "best"), of(0, "verdict")), (0.1, 1.0));
        assert_eq!((of(1, "gain"), of(1, "verdict")), (0.0, -1.0));
    }
}
