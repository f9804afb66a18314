//! Times under orthogonal separability: into the cone, and out of the small weights.

use libm::log;

/// Largest measured `t_1 xmin sqrt(mu) / log n` for non-degenerate starts. A measurement
/// (logistic2, n >= 2), not a theorem: MMV24, Theorem 1, has the order with an unspecified
/// constant.
pub const MEASURED_ENTRY_CONSTANT: f64 = 0.66;

/// Time by which a neuron that does not die has entered its cone under OS, flow time of the
/// sum loss at a pull of 1 (logistic2, exponential; twice as long for logistic):
/// `0.66 log n / (xmin sqrt(mu))`. The form is MMV24's, Theorem 1; the constant is
/// [measured](MEASURED_ENTRY_CONSTANT).
///
/// n >= 2, xmin the length of the shortest point, mu > 0 the orthogonal separability. Only for
/// starts that are [non-degenerate](is_non_degenerate): near the repelling direction the time
/// grows like log(1/distance).
pub fn entry_time(samples: usize, shortest_point: f64, separability: f64) -> f64 {
    MEASURED_ENTRY_CONSTANT * log(samples as f64) / (shortest_point * separability.sqrt())
}

/// Whether a neuron starts away from the repelling direction: its cosine to the sum of the class
/// it is pushed from (x_- for v_j > 0, x_+ for v_j < 0) is below sqrt(1 - mu) (MMV24,
/// non-degenerate initialisation).
pub fn is_non_degenerate(cosine_to_wrong_class: f64, separability: f64) -> bool {
    cosine_to_wrong_class < (1.0 - separability).sqrt()
}

/// Slope of the escape time, the first time max|f| reaches a level, in log(1/alpha) as
/// alpha -> 0 under OS (own): `1 / (pull max(|x_+|, |x_-|))`.
/// Needs output weights of both signs that survive in their cones; the pull is -l'(0).
pub fn escape_time_slope(pull: f64, positive_sum: f64, negative_sum: f64) -> f64 {
    1.0 / (pull * positive_sum.max(negative_sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_and_scalings() {
        let time = entry_time(10, 2.0, 0.25);
        assert!((time - 0.66 * log(10.0)).abs() < 1e-15);
        assert_eq!(entry_time(10, 4.0, 0.25), 0.5 * time);
        assert_eq!(entry_time(10, 2.0, 0.0625), 2.0 * time);
        assert_eq!(escape_time_slope(0.5, 4.0, 5.0), 0.4);
        assert_eq!(escape_time_slope(1.0, 5.0, 4.0), 0.2);
    }

    #[test]
    fn degenerate_starts_point_at_the_wrong_class() {
        assert!(is_non_degenerate(0.79, 0.36));
        assert!(!is_non_degenerate(0.81, 0.36));
        assert!(is_non_degenerate(-1.0, 1.0));
    }
}
