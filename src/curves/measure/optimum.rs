//! Where a quantity is smallest along the last axis, and what that gains over the ends of the axis.

use libm::{exp, log};
use serde::Deserialize;

use super::observed::{Observed, check_among};
use crate::curves::design::Design;
use crate::curves::fit::{Bounded, line, with_interval};
use crate::curves::{Numbers, Observe};
use crate::math::{fitted_minimum, mean, smallest};
use crate::statistics::{StatisticsError, Verdict, interior_optimum};
use crate::sweep::{LEVEL, MARGIN};

/// The place of the smallest mean along the last axis, at every value of the first, and the
/// exponent with which it moves.
///
/// Replicates are split into blocks; every block's means give one curve, its fitted minimum and one
/// exponent. So the intervals are over blocks, of everything at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Optimum {
    pub quantity: String,
    pub blocks: u64,
}

/// The name of the place.
const OPTIMUM: &str = "optimum";

pub(super) fn columns() -> Vec<String> {
    let parts = ["", "_fit", "_slope"].iter();
    parts
        .flat_map(|part| with_interval(&format!("{OPTIMUM}{part}")))
        .collect()
}

impl Optimum {
    pub(super) fn check(&self, design: Design<'_>) -> Result<(), String> {
        check_among(&self.quantity, Observe::End.quantities())?;
        if design.axes.len() != 2 {
            return Err(
                "measure.optimum needs two axes: the one against which the optimum is \
                        shown, and the one along which it lies"
                    .to_string(),
            );
        }
        if self.blocks == 0 || !design.replicates.is_multiple_of(self.blocks) {
            let replicates = design.replicates;
            return Err(format!("`blocks` must divide the {replicates} replicates"));
        }
        Ok(())
    }

    pub(super) fn fill(&self, numbers: &mut Numbers, found: Observed<'_>) {
        let design = found.design;
        let [outer, inner] = [0, 1].map(|axis| design.axes[axis].values.values());
        let logs = |values: &[f64]| values.iter().map(|value| log(*value)).collect::<Vec<_>>();
        let places = logs(&inner);
        let size = (design.replicates / self.blocks) as usize;
        // minima[b][k]: log of the optimum of block b at the outer value k.
        let mut minima = vec![Vec::new(); self.blocks as usize];
        for (_, points) in found.along_last(&self.quantity) {
            for (block, minima) in minima.iter_mut().enumerate() {
                let of_block = |runs: &Vec<f64>| mean(&runs[block * size..][..size]);
                let means: Vec<f64> = points.iter().map(of_block).collect();
                minima.push(place_of_minimum(&places, &means));
            }
        }
        let fit = line(&vec![logs(&outer); minima.len()], &minima);
        for (k, value) in outer.iter().enumerate() {
            let at: Vec<f64> = minima.iter().map(|block| block[k]).collect();
            let mut row = Bounded::of(&at).map(exp).named(OPTIMUM);
            if let Some(fit) = &fit {
                row.extend(fit.heights[k].map(exp).named(&format!("{OPTIMUM}_fit")));
            }
            numbers.push(found.series, &design.place(&[*value]), &row);
        }
        if let Some(fit) = fit {
            let slope = fit.slope.named(&format!("{OPTIMUM}_slope"));
            numbers.push(found.series, &[], &slope);
        }
    }
}

/// The vertex of the parabola through the smallest value and its neighbours; the smallest value's
/// own place where it lies at an end of the grid or the parabola has no lowest point near it.
fn place_of_minimum(x: &[f64], y: &[f64]) -> f64 {
    let best = smallest(y).unwrap_or(0);
    let at_end = best == 0 || best + 1 >= y.len();
    let fitted = fitted_minimum(x, y).filter(|_| !at_end);
    fitted.unwrap_or(x[best])
}

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
pub(super) const GAINS: [&str; 5] = [
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
            let row: Vec<_> = GAINS.map(str::to_owned).into_iter().zip(row).collect();
            numbers.push(found.series, &place, &row);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::Definition;
    use crate::curves::definition::tests::SMALL;
    use crate::curves::observe::Reading;

    #[test]
    fn at_an_end_the_smallest_point_counts() {
        assert_eq!(place_of_minimum(&[1.0, 2.0, 3.0], &[0.1, 0.2, 0.3]), 1.0);
        assert_eq!(place_of_minimum(&[1.0, 2.0, 3.0], &[0.3, 0.2, 0.1]), 3.0);
        assert_eq!(place_of_minimum(&[1.0, 2.0, 3.0], &[0.2, 0.2, 0.2]), 1.0);
    }

    #[test]
    fn an_optimum_that_moves_like_a_root_has_slope_minus_a_half() {
        let text = SMALL
            .replace(
                "[measure.means]\nof = \"end\"\nquantities = [\"test_error\"]",
                "[measure.optimum]\nquantity = \"test_error\"\nblocks = 2",
            )
            .replace(
                "axes = [{",
                "axes = [{ key = \"network.width\", column = \"width\", values = [4, 16] }, {",
            )
            .replace("[0.01, 0.1]", "{ from = 0.01, to = 10.0, count = 9 }")
            .replace(
                "test_error = {",
                "optimum_slope = { absolute = 0.1 }\noptimum = {",
            )
            .replace("column = \"test_error\"", "column = \"optimum\"")
            .replace("column = \"alpha\", label", "column = \"width\", label");
        let definition = Definition::read("small", &text).unwrap();
        let mut found = Vec::new();
        for width in [4.0, 16.0] {
            for alpha in definition.design().grids()[1].clone() {
                for replicate in [0.0, 1.0] {
                    let from_best = log(alpha * f64::sqrt(width));
                    let error = 0.1 + 0.01 * replicate + 0.001 * from_best * from_best;
                    found.push(vec![Reading::new("", &[], &[("test_error", error)])]);
                }
            }
        }
        let numbers = definition
            .measure
            .numbers(definition.design(), &found)
            .unwrap();
        let at = |row: usize, column| numbers.at(&numbers.rows[row], column).unwrap();
        assert!((at(0, "optimum") - 0.5).abs() < 1e-8);
        assert!((at(1, "optimum") - 0.25).abs() < 1e-8);
        assert!((at(2, "optimum_slope") + 0.5).abs() < 1e-8);
    }

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
