//! What is known of an error.

/// P(y f < 0) + P(f = 0)/2, and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorEstimate {
    /// P(y f < 0) + P(f = 0)/2.
    pub error: f64,
    /// P(f = 0).
    pub ties: f64,
    /// Lower end of the error's 95% interval over test points or lines; the error
    /// itself where it is exact.
    pub low: f64,
    /// Upper end of that interval.
    pub high: f64,
}

/// A tie: nothing but rounding is left of a sum of `terms` numbers of total size `size`.
pub(super) fn is_rounding(sum: f64, size: f64, terms: usize) -> bool {
    sum.abs() <= f64::EPSILON * terms as f64 * size
}
