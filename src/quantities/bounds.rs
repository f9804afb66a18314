//! Bounds of the alignment phase, known before training.
//!
//! The formulas' values whether or not their premises hold: where a bound fails is for a claim
//! to find. `phase_premises` says whether they do.

use std::f64::consts::FRAC_PI_2;

use super::measures::two_layer;
use super::setting::class_length;
use super::{Quantity, TwoLayerRun, UNIT};
use crate::theory::{AlignmentPhase, ClassSum, angle_under_constant_pull};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    two_layer::run(
        "phase_end",
        "T(alpha) = log(1/(sqrt(h) alpha))/(4 n xmax), twice that for logistic; negative where \
         alpha sqrt(h) > 1.",
        |run| Some(phase(run)?.end()),
    )
    .from("MMV24; YHL26 section 5")
    .unit("flow time"),
    two_layer::run(
        "phase_premises",
        "1 where the bounds until T(alpha) are theorems: balanced start, T > 0, and alpha sqrt(h) \
         xmax Wmax^2 <= log 2 for exponential; else 0.",
        |run| {
            phase(run)?;
            let (alpha, loss) = (run.config.network.alpha, run.loss());
            let premises = AlignmentPhase::of(run.data(), run.start, alpha, loss);
            Some(f64::from(premises.is_ok()))
        },
    )
    .from("MMV24; own")
    .within(UNIT),
    two_layer::run(
        "angle_at_phase_end",
        "2 atan(e^(-T |x_+| pull)), a neuron's angle to x_+ at T(alpha) from a right angle, \
         residuals of exactly y.",
        |run| {
            let phase = phase(run)?;
            let time = phase.end() * phase.pull();
            let length = class_length(run, true)?;
            Some(angle_under_constant_pull(FRAC_PI_2, time, length))
        },
    )
    .from("MMV24; YHL26 Corollary 5.3")
    .angle(),
    two_layer::run(
        "weight_bound_published",
        "2 alpha Wmax^2/sqrt(h), a bound on every |w_j|^2 until T(alpha).",
        |run| Some(phase(run)?.published_weight_bound()),
    )
    .from("MMV24"),
    two_layer::run(
        "weight_bound_sharp",
        "alpha Wmax^2/sqrt(h), the same without its factor 2.",
        |run| Some(phase(run)?.weight_bound()),
    )
    .from("own"),
    two_layer::run(
        "output_bound_published",
        "2 alpha sqrt(h) xmax Wmax^2, a bound on every |f(x_i)| until T(alpha).",
        |run| Some(phase(run)?.published_output_bound()),
    )
    .from("MMV24"),
    two_layer::run(
        "output_bound_sharp",
        "alpha sqrt(h) xmax Wmax^2, the same without its factor 2.",
        |run| Some(phase(run)?.output_bound()),
    )
    .from("own"),
    two_layer::run(
        "zeta",
        "1 - 4 alpha n sqrt(h) xmax^2 Wmax^2/|x_+|: d psi/dt >= pull |x_+| (zeta - psi^2) in S_+ \
         until T(alpha).",
        |run| zeta(run, true, AlignmentPhase::published_zeta),
    )
    .from("YHL26 section 5"),
    two_layer::run(
        "zeta_minus",
        "zeta of the negative class, |x_-| in place of |x_+|.",
        |run| zeta(run, false, AlignmentPhase::published_zeta),
    )
    .from("MMV24"),
    two_layer::run(
        "zeta_sharp",
        "1 - c alpha n_+ sqrt(h) xmax^2 Wmax^2/|x_+|, c = 1/2 (exponential: 1/log 2), a larger \
         zeta that holds too.",
        |run| zeta(run, true, AlignmentPhase::zeta),
    )
    .from("own"),
    two_layer::run(
        "zeta_sharp_minus",
        "zeta_sharp of the negative class.",
        |run| zeta(run, false, AlignmentPhase::zeta),
    )
    .from("own"),
    two_layer::run(
        "alpha_limit",
        "The alpha at which zeta is 0: the lemma needs a smaller one.",
        |run| zeta(run, true, AlignmentPhase::published_alpha_limit),
    )
    .from("YHL26 section 5"),
    two_layer::run(
        "alpha_limit_sharp",
        "The alpha at which zeta_sharp is 0.",
        |run| zeta(run, true, AlignmentPhase::alpha_limit),
    )
    .from("own"),
    two_layer::each_neuron("zeta_class", "zeta of the neuron's class.", |run| {
        class_zeta(run, AlignmentPhase::published_zeta)
    })
    .from("YHL26 section 5"),
    two_layer::each_neuron(
        "zeta_sharp_class",
        "zeta_sharp of the neuron's class.",
        |run| class_zeta(run, AlignmentPhase::zeta),
    )
    .from("own"),
];

/// The phase's formulas, for a loss of the margin.
pub(super) fn phase(run: &TwoLayerRun<'_>) -> Option<AlignmentPhase> {
    let (alpha, loss) = (run.config.network.alpha, run.loss());
    let phase = AlignmentPhase::unchecked(run.data(), run.start, alpha, loss);
    loss.is_classification().then_some(phase)
}

fn zeta(
    run: &TwoLayerRun<'_>,
    positive: bool,
    of: fn(&AlignmentPhase, ClassSum) -> f64,
) -> Option<f64> {
    let class = ClassSum::of(run.data(), positive);
    let value = of(&phase(run)?, class);
    (run.has_classes() && class.points > 0).then_some(value)
}

/// A zeta of each neuron's own class.
pub(super) fn class_zeta(
    run: &TwoLayerRun<'_>,
    of: fn(&AlignmentPhase, ClassSum) -> f64,
) -> Option<Vec<f64>> {
    let (plus, minus) = (zeta(run, true, of), zeta(run, false, of));
    if plus.is_none() && minus.is_none() {
        return None;
    }
    let of_sign = |v: &f64| if *v > 0.0 { plus } else { minus };
    let outputs = run.start.outputs.iter();
    Some(outputs.map(|v| of_sign(v).unwrap_or(f64::NAN)).collect())
}

#[cfg(test)]
mod tests {
    use faer::mat;
    use libm::{atan, exp, log};

    use super::super::Run;
    use super::super::tests::{all, before, by_hand, is_none, near, one};

    /// n = 3, h = 4, alpha = 1e-3, xmax = 5, Wmax = 2, |x_+| = 5, |x_-| = 1.
    fn made(loss: &str) -> Run {
        by_hand(
            &format!("network.alpha = 1e-3\n loss.name = '{loss}'"),
            mat![[3.0, 4.0], [0.0, -0.5], [-0.0, -0.5]],
            &[1.0, -1.0, -1.0],
            mat![[2e-3, 0.0, 1e-3, 0.0], [0.0, 1e-3, 0.0, 1e-3]],
            &[2e-3, 1e-3, -1e-3, -1e-3],
        )
    }

    #[test]
    fn the_formulas_of_the_phase() {
        let run = made("logistic2");
        near(one(&run, "phase_end"), log(500.0) / 60.0);
        near(one(&run, "weight_bound_sharp"), 2e-3);
        near(one(&run, "weight_bound_published"), 4e-3);
        near(one(&run, "output_bound_sharp"), 2e-3 * 20.0);
        near(one(&run, "output_bound_published"), 4e-3 * 20.0);
        // sqrt(h) xmax^2 Wmax^2 = 200.
        near(one(&run, "zeta"), 1.0 - 4e-3 * 3.0 * 200.0 / 5.0);
        near(one(&run, "zeta_minus"), 1.0 - 4e-3 * 3.0 * 200.0);
        near(one(&run, "zeta_sharp"), 1.0 - 0.5e-3 * 200.0 / 5.0);
        near(one(&run, "zeta_sharp_minus"), 1.0 - 0.5e-3 * 2.0 * 200.0);
        near(one(&run, "alpha_limit"), 5.0 / 2400.0);
        near(one(&run, "alpha_limit_sharp"), 0.05);
        near(
            one(&run, "angle_at_phase_end"),
            2.0 * atan(exp(-5.0 * log(500.0) / 60.0)),
        );
        let (plus, minus) = (one(&run, "zeta"), one(&run, "zeta_minus"));
        assert_eq!(all(&run, "zeta_class"), [plus, plus, minus, minus]);
        let (plus, minus) = (one(&run, "zeta_sharp"), one(&run, "zeta_sharp_minus"));
        assert_eq!(all(&run, "zeta_sharp_class"), [plus, plus, minus, minus]);
    }

    #[test]
    fn the_logistic_loss_takes_twice_the_time_for_the_same_angle() {
        let (half, full) = (made("logistic"), made("logistic2"));
        near(one(&half, "phase_end"), 2.0 * one(&full, "phase_end"));
        near(
            one(&half, "angle_at_phase_end"),
            one(&full, "angle_at_phase_end"),
        );
    }

    #[test]
    fn premises() {
        assert_eq!(one(&made("logistic2"), "phase_premises"), 1.0);
        assert_eq!(one(&before("network.alpha = 0.9"), "phase_premises"), 0.0);
        let unbalanced = before("network = { alpha = 1e-3, init = 'unbalanced' }");
        assert_eq!(one(&unbalanced, "phase_premises"), 0.0);
        assert!(one(&before("network.alpha = 0.9"), "phase_end") < 0.0);
        let regression = made("squared");
        for name in [
            "phase_end",
            "phase_premises",
            "zeta",
            "zeta_class",
            "weight_bound_sharp",
        ] {
            assert!(is_none(&regression, name), "{name}");
        }
    }

    #[test]
    fn a_class_without_points_has_no_zeta() {
        let run = by_hand("", mat![[1.0]], &[1.0], mat![[1.0, 1.0]], &[1.0, -1.0]);
        assert!(is_none(&run, "zeta_minus"));
        let zeta = all(&run, "zeta_class");
        assert!(zeta[0].is_finite() && zeta[1].is_nan());
    }
}
