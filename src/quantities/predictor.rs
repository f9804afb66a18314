//! The effective predictor w_hat and the parts of its error.

use super::measures::two_layer;
use super::{COSINE, Quantity, TwoLayerMoment, TwoLayerRun};
use crate::math::{dot, norm};
use crate::observables::{
    Decomposition, alignment_angle, best_error_in_cone, decompose, effective_angle, over_alignment,
};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    two_layer::run(
        "bayes_error",
        "E* = Phi(-kappa/sigma), the least error of any classifier.",
        |run| Some(run.problem.law?.bayes_error()),
    )
    .from("YHL26 section 5")
    .probability(),
    two_layer::run(
        "over_alignment_limit",
        "OA at omega = 0, the excess error of x_+ itself.",
        |run| {
            let law = run.problem.law.as_ref()?;
            let phi = alignment_angle(run.data(), law)?;
            run.has_classes().then(|| over_alignment(law, phi, 0.0))
        },
    )
    .from("YHL26 Theorem 5.6")
    .probability(),
];

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::state(
        "effective_psi",
        "Psi, the cosine of w_hat = sum_{v_j > 0} v_j w_j to x_+.",
        |run, moment| omega(run, moment).map(libm::cos),
    )
    .from("YHL26 section 5")
    .within(COSINE),
    two_layer::state(
        "omega",
        "omega = arccos Psi, the angle of w_hat to x_+.",
        omega,
    )
    .from("YHL26 section 5")
    .angle(),
    two_layer::state(
        "error_of_effective",
        "E(w_hat) = Phi(-(kappa/sigma) cos(w_hat, s)), the error of w_hat as a linear classifier \
         (not the network's).",
        |run, moment| {
            omega(run, moment)?;
            let law = run.problem.law.as_ref()?;
            Some(law.error_of_direction(&moment.network.effective_predictor()))
        },
    )
    .from("YHL26 section 5")
    .probability(),
    two_layer::state(
        "best_error_in_cone",
        "inf_H E = Phi(-(kappa/sigma) cos(max(0, phi - omega))) over the cone H of directions \
         within omega of x_+.",
        |run, moment| {
            let parts = parts(run, moment)?;
            let law = run.problem.law.as_ref()?;
            Some(best_error_in_cone(law, parts.phi, parts.omega))
        },
    )
    .from("YHL26 Theorem 5.6")
    .probability(),
    two_layer::state(
        "least_error_on_arc",
        "Least error of 1,001 directions from x_+ to s and as far as omega: best_error_in_cone, found by search.",
        least_error_on_arc,
    )
    .from("own")
    .probability(),
    two_layer::state("excess_error", "E(w_hat) - E*.", |run, moment| {
        Some(parts(run, moment)?.excess_error)
    })
    .from("YHL26 Theorem 5.6")
    .probability(),
    two_layer::state(
        "over_alignment",
        "OA = inf_H E - E*, the part of the excess error that every direction in the cone has.",
        |run, moment| Some(parts(run, moment)?.over_alignment),
    )
    .from("YHL26 Theorem 5.6")
    .probability(),
    two_layer::state(
        "over_fitting",
        "OF = E(w_hat) - inf_H E, the rest of the excess error.",
        |run, moment| Some(parts(run, moment)?.over_fitting),
    )
    .from("YHL26 Theorem 5.6")
    .probability(),
];

fn omega(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<f64> {
    effective_angle(moment.network, run.data()).filter(|_| run.has_class_labels())
}

/// Of errors of directions alone: neither phi nor the formula for the cone enters.
fn least_error_on_arc(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<f64> {
    let omega = omega(run, moment)?;
    let law = run.problem.law.as_ref()?;
    let (centre, signal) = (run.data().class_sum(true), law.direction());
    let length = norm(&centre);
    let along = dot(&centre, &signal) / length;
    let towards: Vec<f64> = (0..centre.len())
        .map(|i| signal[i] - along * centre[i] / length)
        .collect();
    let side = norm(&towards);
    let error = |step: u32| {
        let angle = omega * f64::from(step) / 1000.0;
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let direction: Vec<f64> = (0..centre.len())
            .map(|i| cos * centre[i] / length + sin * towards[i] / side)
            .collect();
        law.error_of_direction(&direction)
    };
    (side > 0.0).then(|| (0..=1000).map(error).fold(1.0, f64::min))
}

/// The parts of the excess error, found once a state.
fn parts(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<Decomposition> {
    let find = || decompose(moment.network, run.data(), run.problem.law.as_ref()?);
    *moment.cache.parts.get_or_init(find)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use faer::mat;
    use std::f64::consts::FRAC_PI_4;

    use super::super::Run;
    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};
    use crate::math::normal;

    /// x_+ at 45 degrees to s = e_1; w_hat = 2 (w_1) along the angle given, a negative neuron aside.
    fn made(angle: f64) -> Run {
        by_hand(
            "data = { dimension = 2, signal = 3.0, noise = 2.0 }",
            mat![[1.0, 1.0], [-1.0, 0.0]],
            &[1.0, -1.0],
            mat![[libm::cos(angle), -5.0], [libm::sin(angle), 7.0]],
            &[2.0, -1.0],
        )
    }

    #[test]
    fn the_parts_of_an_effective_predictor_made_by_hand() {
        // w_hat between s and x_+, then beyond s.
        for (angle, omega, best) in [(0.5, FRAC_PI_4 - 0.5, 0.5), (-0.3, FRAC_PI_4 + 0.3, 0.0)] {
            let run = made(angle);
            let error = |angle: f64| normal::cdf(-1.5 * libm::cos(angle));
            near(one(&run, "omega"), omega);
            near(one(&run, "effective_psi"), libm::cos(omega));
            near(one(&run, "error_of_effective"), error(angle));
            near(one(&run, "best_error_in_cone"), error(best));
            assert!((one(&run, "least_error_on_arc") - error(best)).abs() < 1e-7);
            near(one(&run, "bayes_error"), error(0.0));
            near(one(&run, "excess_error"), error(angle) - error(0.0));
            near(one(&run, "over_alignment"), error(best) - error(0.0));
            near(one(&run, "over_fitting"), error(angle) - error(best));
            near(
                one(&run, "over_alignment_limit"),
                error(FRAC_PI_4) - error(0.0),
            );
        }
    }

    #[test]
    fn along_a_run_the_parts_add_up_to_those_of_the_end() {
        let run = observed("flow.record = [0.0, 0.05, 0.1]");
        let excess = all(&run, "excess_error_at");
        let (first, second) = (all(&run, "over_alignment_at"), all(&run, "over_fitting_at"));
        for k in 0..3 {
            near(excess[k], first[k] + second[k]);
            assert!(first[k] >= 0.0 && second[k] >= -1e-15);
        }
        let end = run.end().two_layer().unwrap();
        let law = run.problem.law.as_ref().unwrap();
        let found = super::decompose(end.network, run.data(), law).unwrap();
        assert_eq!(one(&run, "omega"), found.omega);
        assert_eq!(one(&run, "effective_psi"), libm::cos(found.omega));
        assert_eq!(one(&run, "excess_error"), found.excess_error);
        assert_eq!(one(&run, "over_alignment"), found.over_alignment);
        assert_eq!(one(&run, "over_fitting"), found.over_fitting);
    }

    #[test]
    fn without_a_law_or_an_effective_predictor_there_is_none() {
        let mut run = before("");
        Arc::make_mut(&mut run.problem).law = None;
        for name in [
            "error_of_effective",
            "over_fitting",
            "bayes_error",
            "over_alignment_limit",
        ] {
            assert!(is_none(&run, name), "{name}");
        }
        let negative = by_hand("", mat![[1.0], [-1.0]], &[1.0, -1.0], mat![[1.0]], &[-1.0]);
        for name in ["omega", "effective_psi", "error_of_effective"] {
            assert!(is_none(&negative, name), "{name}");
        }
    }
}
