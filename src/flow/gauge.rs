//! What errors of f are measured by.

use crate::math::largest_or_nan;

/// Errors of f are at least this part of |f|.
const SMALLEST_PART: f64 = 0.01;

/// An f whose scale is below so many rounding errors of all its terms is lost.
const ROUNDINGS: f64 = 16.0;

/// Terms of f below this leave their differences no digits, and move no residual.
const NOTHING: f64 = f64::MIN_POSITIVE / f64::EPSILON;

/// max(1, F^1/2, F/100) for the largest |f| F: absolute while f is of order one. Above, the root
/// lies between two needs: the loss feels absolute errors, and the stopping time with it; but where
/// |f| is huge, absolute errors would make the steps too short, and be below rounding.
pub(super) fn output_scale(largest_output: f64) -> f64 {
    let size = largest_output.max(1.0);
    size.sqrt().max(SMALLEST_PART * size)
}

/// The measure of f/gamma in one state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gauge {
    /// [`output_scale`], or the terms where they are smaller: relative while all of the network
    /// is tiny.
    scale: f64,
    /// Rounding errors of f: those of all its terms at once, which they hardly ever are.
    pub rounding: f64,
}

impl Gauge {
    /// From f on the training points, and the largest sum of its terms' sizes, infinite where it
    /// is not known.
    pub fn new(predictions: &[f64], terms: f64) -> Self {
        let scale = output_scale(largest_or_nan(predictions));
        let known = if terms.is_finite() { terms } else { scale };
        Gauge {
            scale: scale.min(terms),
            rounding: f64::EPSILON * known,
        }
    }

    /// An error of f in tolerances, or in rounding errors where these are larger; 0 for an f that
    /// is nothing.
    pub fn in_tolerances(&self, error: f64, tolerance: f64) -> f64 {
        if self.scale < NOTHING {
            0.0
        } else {
            error / (tolerance * self.scale).max(self.rounding)
        }
    }

    /// Whether f is so large a sum that its scale cannot be told from its rounding errors: neither
    /// moving nor resting says anything about the flow then.
    pub fn is_lost(&self) -> bool {
        ROUNDINGS * self.rounding > self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_absolute_at_order_one_and_relative_to_the_terms_of_a_tiny_f() {
        let order_one = Gauge::new(&[0.3, -0.9], 50.0);
        assert_eq!(order_one.in_tolerances(1e-3, 1e-3), 1.0);
        assert_eq!(Gauge::new(&[-100.0], 1e3).in_tolerances(1e-3, 1e-3), 0.1);
        assert_eq!(Gauge::new(&[1e6], 1e7).in_tolerances(1e4, 1.0), 1.0);
        let tiny = Gauge::new(&[0.0, 1e-100], 1e-90);
        assert!((tiny.in_tolerances(1e-93, 1e-3) - 1.0).abs() < 1e-12);
        assert_eq!(Gauge::new(&[0.0], 1e-300).in_tolerances(1e-300, 1e-3), 0.0);
    }

    #[test]
    fn rounding_errors_of_the_terms_are_no_errors() {
        let gauge = Gauge::new(&[0.0, 1.0], 1e12);
        assert!((1e-4..1e-3).contains(&gauge.rounding));
        assert!(gauge.in_tolerances(1e-4, 1e-6) < 1.0);
        assert!(!gauge.is_lost() && Gauge::new(&[0.0], 1e15).is_lost());
        assert!(!Gauge::new(&[1e20], 1e21).is_lost());
        assert!(!Gauge::new(&[1.0], f64::INFINITY).is_lost());
        assert!(!Gauge::new(&[0.0], 0.0).is_lost());
    }
}
