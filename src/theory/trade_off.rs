//! Over-alignment against over-fitting, from the two angles alone.
//!
//! [`decompose`](crate::observables::decompose) measures both of a trained network; here is what
//! follows from phi, the angle of x_+ to s, and omega, the angle of w_hat to x_+ (YHL26, section
//! 5). Errors of a direction are [`Mixture::error_of_direction`] and the Bayes error is
//! [`Mixture::bayes_error`].

use libm::cos;

use crate::data::Mixture;
use crate::observables::best_error_in_cone;

/// OA = inf_H E - E*, the error above Bayes that every direction within omega of x_+ has
/// (YHL26, Theorem 5.6). Falls with omega, to 0 from omega = phi on; at omega = 0 it is the
/// excess error of x_+ itself, the limit of perfect alignment. Angles in [0, pi].
pub fn over_alignment(law: &Mixture, phi: f64, omega: f64) -> f64 {
    best_error_in_cone(law, phi, omega) - law.bayes_error()
}

/// Smallest and largest error of a direction at the angle omega from x_+, where x_+ is at the
/// angle phi from s: the direction is between |phi - omega| and phi + omega from s (own; the two
/// ends are the only possible values at d = 2; beyond pi the larger angle is 2 pi - phi - omega,
/// of the same cosine). A signal kappa >= 0; angles in [0, pi].
pub fn error_range(law: &Mixture, phi: f64, omega: f64) -> (f64, f64) {
    (
        law.error_at_cosine(cos(phi - omega)),
        law.error_at_cosine(cos(phi + omega)),
    )
}

/// Smallest and largest OF = E(w_hat) - inf_H E that the two angles leave open (own). 0 is
/// possible while omega <= phi; beyond it w_hat has to miss s by omega - phi at least.
pub fn over_fitting_range(law: &Mixture, phi: f64, omega: f64) -> (f64, f64) {
    let (least, most) = error_range(law, phi, omega);
    let best = best_error_in_cone(law, phi, omega);
    (least - best, most - best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::TwoLayer;
    use crate::observables::decompose;
    use crate::random::Streams;
    use faer::Mat;
    use proptest::prelude::*;
    use rand_distr::{Distribution, StandardNormal};

    fn law(signal: f64, dimension: usize) -> Mixture {
        Mixture {
            samples: 12,
            dimension,
            signal,
            noise: 0.8,
        }
    }

    /// A neuron of direction w and weight 1: w_hat = w.
    fn predictor(w: &[f64]) -> TwoLayer {
        TwoLayer {
            weights: Mat::from_fn(w.len(), 1, |i, _| w[i]),
            outputs: vec![1.0],
        }
    }

    #[test]
    fn perfect_alignment_has_the_error_of_the_class_sum() {
        let law = law(1.5, 2);
        let data = law.draw(&mut Streams::new(3).data()).unwrap();
        let parts = decompose(&predictor(&[0.3, 0.2]), &data, &law).unwrap();
        let of_sum = law.error_of_direction(&data.class_sum(true)) - law.bayes_error();
        assert!((over_alignment(&law, parts.phi, 0.0) - of_sum).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn measured_parts_are_the_predicted_ones(seed in 0u64..10_000, dimension in 2usize..6) {
            let law = law(1.2, dimension);
            let streams = Streams::new(seed);
            let data = law.draw(&mut streams.data()).unwrap();
            prop_assume!(data.labels().contains(&1.0));
            let mut stream = streams.weights();
            let w: Vec<f64> = (0..dimension).map(|_| StandardNormal.sample(&mut stream)).collect();
            let parts = decompose(&predictor(&w), &data, &law).unwrap();
            let (phi, omega) = (parts.phi, parts.omega);
            prop_assert_eq!(parts.over_alignment, over_alignment(&law, phi, omega));
            let error = law.error_of_direction(&w);
            prop_assert_eq!(parts.excess_error, error - law.bayes_error());
            let parts_sum = parts.over_alignment + parts.over_fitting;
            prop_assert!((parts_sum - parts.excess_error).abs() < 1e-15);
            let (least, most) = error_range(&law, phi, omega);
            prop_assert!(least - 1e-12 <= error && error <= most + 1e-12);
            let (least, most) = over_fitting_range(&law, phi, omega);
            let fit = parts.over_fitting;
            prop_assert!(least - 1e-12 <= fit && fit <= most + 1e-12);
            if dimension == 2 {
                prop_assert!((fit - least).abs() < 1e-12 || (fit - most).abs() < 1e-12);
            }
        }

        #[test]
        fn opening_the_cone_trades_one_for_the_other(
            signal in 0.1..5.0f64, phi in 0.0..1.5f64, omega in 0.0..1.5f64,
        ) {
            let law = law(signal, 7);
            let wider = omega + 0.01;
            prop_assert!(over_alignment(&law, phi, omega) >= over_alignment(&law, phi, wider));
            prop_assert!(over_fitting_range(&law, phi, omega).1 <= over_fitting_range(&law, phi, wider).1);
            prop_assert!(over_alignment(&law, phi, phi) == 0.0);
            prop_assert!(over_alignment(&law, phi, omega) >= 0.0);
            prop_assert!(over_fitting_range(&law, phi, omega).0 >= 0.0);
            prop_assert!((over_fitting_range(&law, phi, omega).0 > 0.0) == (omega > phi + 1e-7)
                || (omega - phi).abs() < 1e-6);
        }
    }
}
