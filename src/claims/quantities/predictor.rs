//! The effective predictor w_hat and the parts of its error.

use super::super::observed::{Moment, Observed};
use super::{ANGLE, COSINE, Quantity, UNIT};
use crate::observables::{Decomposition, best_error_in_cone, decompose, effective_angle};
use crate::theory::over_alignment;

/// Alignment of w_hat, over-alignment and over-fitting.
pub(super) fn quantities() -> Vec<Quantity> {
    [alignment(), errors(), known()].concat()
}

fn alignment() -> Vec<Quantity> {
    [
        Quantity::state(
            ["effective_psi", "effective_psi_at"],
            "",
            "Psi, the cosine of w_hat = sum_{v_j > 0} v_j w_j to x_+.",
            "YHL26 section 5",
            |run, moment| omega(run, moment).map(libm::cos),
        )
        .map(|quantity| quantity.within(COSINE)),
        Quantity::state(
            ["omega", "omega_at"],
            "radians",
            "omega = arccos Psi, the angle of w_hat to x_+.",
            "YHL26 section 5",
            omega,
        )
        .map(|quantity| quantity.within(ANGLE)),
    ]
    .concat()
}

fn errors() -> Vec<Quantity> {
    [
        Quantity::state(
            ["error_of_effective", "error_of_effective_at"],
            "probability",
            "E(w_hat) = Phi(-(kappa/sigma) cos(w_hat, s)), the error of w_hat as a linear classifier (not the network's).",
            "YHL26 section 5",
            |run, moment| {
                omega(run, moment)?;
                let law = run.problem.law.as_ref()?;
                Some(law.error_of_direction(&moment.network.effective_predictor()))
            },
        ).map(|quantity| quantity.within(UNIT)),
        Quantity::state(
            ["best_error_in_cone", "best_error_in_cone_at"],
            "probability",
            "inf_H E = Phi(-(kappa/sigma) cos(max(0, phi - omega))) over the cone H of directions within omega of x_+.",
            "YHL26 Theorem 5.6",
            |run, moment| {
                let parts = parts(run, moment)?;
                Some(best_error_in_cone(run.problem.law.as_ref()?, parts.phi, parts.omega))
            },
        ).map(|quantity| quantity.within(UNIT)),
        Quantity::state(
            ["excess_error", "excess_error_at"],
            "probability",
            "E(w_hat) - E*.",
            "YHL26 Theorem 5.6",
            |run, moment| Some(parts(run, moment)?.excess_error),
        ).map(|quantity| quantity.within(UNIT)),
        Quantity::state(
            ["over_alignment", "over_alignment_at"],
            "probability",
            "OA = inf_H E - E*, the part of the excess error that every direction in the cone has.",
            "YHL26 Theorem 5.6",
            |run, moment| Some(parts(run, moment)?.over_alignment),
        ).map(|quantity| quantity.within(UNIT)),
        Quantity::state(
            ["over_fitting", "over_fitting_at"],
            "probability",
            "OF = E(w_hat) - inf_H E, the rest of the excess error.",
            "YHL26 Theorem 5.6",
            |run, moment| Some(parts(run, moment)?.over_fitting),
        ).map(|quantity| quantity.within(UNIT)),
    ]
    .concat()
}

fn known() -> Vec<Quantity> {
    vec![
        Quantity::run(
            "bayes_error",
            "probability",
            "E* = Phi(-kappa/sigma), the least error of any classifier.",
            "YHL26 section 5",
            |run| Some(run.problem.law?.bayes_error()),
        )
        .within(UNIT)
        .known_before(),
        Quantity::run(
            "over_alignment_limit",
            "probability",
            "OA at omega = 0, the excess error of x_+ itself.",
            "YHL26 Theorem 5.6",
            |run| {
                let law = run.problem.law.as_ref()?;
                let phi = crate::observables::alignment_angle(run.data(), law)?;
                run.has_classes().then(|| over_alignment(law, phi, 0.0))
            },
        )
        .within(UNIT)
        .known_before(),
    ]
}

fn omega(run: &Observed, moment: &Moment) -> Option<f64> {
    effective_angle(&moment.network, run.data()).filter(|_| run.has_classes())
}

fn parts(run: &Observed, moment: &Moment) -> Option<Decomposition> {
    let law = run.problem.law.as_ref()?;
    decompose(&moment.network, run.data(), law).filter(|_| run.has_classes())
}

#[cfg(test)]
mod tests {
    use faer::mat;
    use std::f64::consts::FRAC_PI_4;

    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};
    use super::Observed;
    use crate::math::normal;

    /// x_+ at 45 degrees to s = e_1; w_hat = 2 (w_1) along the angle given, a negative neuron aside.
    fn made(angle: f64) -> Observed {
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
    fn along_a_run_the_parts_add_up_and_end_in_the_summary() {
        let run = observed("flow.record = [0.0, 0.05, 0.1]");
        let excess = all(&run, "excess_error_at");
        let (first, second) = (all(&run, "over_alignment_at"), all(&run, "over_fitting_at"));
        for k in 0..3 {
            near(excess[k], first[k] + second[k]);
            assert!(first[k] >= 0.0 && second[k] >= -1e-15);
        }
        let summary = &run.finished.as_ref().unwrap().summary;
        assert_eq!(Some(one(&run, "omega")), summary.omega);
        assert_eq!(Some(one(&run, "effective_psi")), summary.effective_psi);
        assert_eq!(Some(one(&run, "excess_error")), summary.excess_error);
        assert_eq!(Some(one(&run, "over_alignment")), summary.over_alignment);
        assert_eq!(Some(one(&run, "over_fitting")), summary.over_fitting);
    }

    #[test]
    fn without_a_law_or_an_effective_predictor_there_is_none() {
        let mut run = before("");
        run.problem.law = None;
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
