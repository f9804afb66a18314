//! Numerical derivatives with an error estimate.

/// Rows of the extrapolation tableau: the step is halved this many times less one.
const ROWS: usize = 9;

/// A value with several roundings behind it is taken to be right to this many units of
/// its last place.
const ROUNDINGS: f64 = 8.0;

/// A slope and how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// Change per unit of the direction.
    pub value: f64,
    /// Estimate of the error, rounding of what is differentiated included.
    pub error: f64,
}

/// From where a derivative is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// (f(s) - f(-s)) / 2s, whose error is a series in s^2.
    Both,
    /// (f(s) - f(0)) / s, whose error is a series in s.
    Right,
}

/// The derivative of `value` at 0 from steps reach, reach/2, reach/4, ..., extrapolated to
/// step 0 (Richardson; the choice of the entry and its error after Ridders, "Accurate
/// computation of F'(x) and F'(x)F''(x)", Adv. Eng. Software 4, 1982).
///
/// `noise` is the rounding error of `value` beyond that of its last places. The error
/// estimate is the largest of three: the entry's distance to its two parents, what
/// the rounding of the differences that enter it adds up to (extrapolation amplifies it, one-sided
/// up to eightfold), and the distance to the best entry of another row: of many entries one
/// agrees with its parents by luck, and the smallest estimate finds it.
pub(super) fn derivative(
    mut value: impl FnMut(f64) -> f64,
    side: Side,
    reach: f64,
    noise: f64,
) -> Slope {
    let (centre, ratio) = match side {
        Side::Both => (0.0, 4.0),
        Side::Right => (value(0.0), 2.0),
    };
    let mut rows = Vec::with_capacity(ROWS);
    // Entries of the row above, each with its rounding error.
    let mut above: Vec<(f64, f64)> = Vec::new();
    let mut step = reach;
    for row in 0..ROWS {
        let right = value(step);
        let (left, width) = match side {
            Side::Both => (value(-step), 2.0 * step),
            Side::Right => (centre, step),
        };
        let largest = right.abs().max(left.abs());
        let rounding = (ROUNDINGS * f64::EPSILON * largest + noise) / width;
        let mut entries = vec![((right - left) / width, rounding)];
        let mut power = 1.0;
        let (none, error) = (f64::NAN, f64::INFINITY);
        let mut best = Slope { value: none, error };
        for column in 1..=row {
            power *= ratio;
            let ((finer, fine_noise), (coarser, coarse_noise)) =
                (entries[column - 1], above[column - 1]);
            let entry = finer + (finer - coarser) / (power - 1.0);
            let rounding = (power * fine_noise + coarse_noise) / (power - 1.0);
            let spread = (entry - finer).abs().max((entry - coarser).abs());
            let error = spread.max(rounding);
            if error < best.error {
                best = Slope {
                    value: entry,
                    error,
                };
            }
            entries.push((entry, rounding));
        }
        rows.push(best);
        above = entries;
        step *= 0.5;
    }
    rows.sort_by(|a, b| a.error.total_cmp(&b.error));
    let [best, second] = [rows[0], rows[1]];
    Slope {
        value: best.value,
        error: best.error.max((best.value - second.value).abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivative_is_right_to_its_own_estimate() {
        type Known = (fn(f64) -> f64, f64);
        let cases: [Known; 3] = [
            (libm::exp, 1.0),
            (|s| libm::sin(3.0 * s), 3.0),
            (|s| 1.0 / (2.0 + s), -0.25),
        ];
        for (value, truth) in cases {
            for side in [Side::Both, Side::Right] {
                let found = derivative(value, side, 0.25, 0.0);
                let off = (found.value - truth).abs();
                assert!(
                    off <= 2.0 * found.error,
                    "{side:?}: off by {off:e}, {found:?}"
                );
                assert!(found.error < 1e-9, "{side:?}: {found:?}");
            }
        }
    }

    #[test]
    fn at_a_kink_only_the_one_sided_derivative_is_sharp() {
        let kink = |s: f64| if s > 0.0 { s + s * s } else { 0.0 };
        let right = derivative(kink, Side::Right, 0.25, 0.0);
        assert!((right.value - 1.0).abs() < 1e-12, "{right:?}");
        let both = derivative(kink, Side::Both, 0.25, 0.0);
        // Half the sum of the two sides' slopes, which is neither.
        assert!((both.value - 0.5).abs() < 1e-3, "{both:?}");
    }
}
