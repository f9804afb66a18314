//! Neurons in their cones against the tanh law, and starts that never get there in time.

use super::bounds::{class_zeta, phase};
use super::cones::{class_label, in_cone, sides};
use super::events::entry_times;
use super::measures::two_layer;
use super::setting::{own_class_lengths, point_lengths, separability};
use super::{COSINE, Quantity, TwoLayerRun, UNIT};
use crate::observables::angle;
use crate::theory::{
    AlignmentPhase, ClassSum, angle_under_constant_pull, entry_time, is_non_degenerate,
    psi_lower_bound,
};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    two_layer::each_neuron(
        "cosine_to_wrong_class",
        "Cosine of w_j(0) to the sum of the class it is pushed from: x_- for v_j > 0, else x_+.",
        wrong_cosines,
    )
    .from("MMV24")
    .within(COSINE),
    two_layer::each_neuron(
        "non_degenerate",
        "1 where cosine_to_wrong_class is below sqrt(1 - mu), away from the repeller, else 0; \
         separable data only.",
        |run| {
            let mu = separability(run).filter(|mu| *mu > 0.0)?;
            let cosines = wrong_cosines(run)?;
            let holds = |cosine: &f64| f64::from(is_non_degenerate(*cosine, mu));
            Some(cosines.iter().map(holds).collect())
        },
    )
    .from("MMV24")
    .within(UNIT),
    two_layer::run(
        "entry_time_measured_bound",
        "0.66 log n/(pull xmin sqrt(mu)), the largest entry time of a non-degenerate neuron that \
         was measured; separable data only.",
        |run| {
            let mu = separability(run).filter(|mu| *mu > 0.0)?;
            let shortest = point_lengths(run).into_iter().fold(f64::INFINITY, f64::min);
            let pull = run.loss().residual(0.0, 1.0);
            Some(entry_time(run.data().samples(), shortest, mu) / pull)
        },
    )
    .from("MMV24 Theorem 1, constant measured")
    .unit("flow time"),
];

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::each_neuron_at(
        "psi_lower_bound",
        "sqrt(zeta) tanh((t - t_1) pull |x_class| sqrt(zeta)), a bound on psi_class from entry to \
         T(alpha); NaN before entry.",
        |run, moment| lower_bounds(run, moment.time, AlignmentPhase::published_zeta),
    )
    .from("YHL26 Lemma 5.2")
    .with_events(),
    two_layer::each_neuron_at(
        "psi_lower_bound_sharp",
        "The same with zeta_sharp.",
        |run, moment| lower_bounds(run, moment.time, AlignmentPhase::zeta),
    )
    .from("own, after YHL26 Lemma 5.2")
    .with_events(),
    two_layer::each_neuron_at(
        "angle_under_constant_pull",
        "angle_class under residuals of exactly y since the neuron's first recorded time in its \
         cone; NaN before.",
        |run, moment| {
            let phase = phase(run)?;
            let lengths = own_class_lengths(run)?;
            let firsts = run.cache.first_in_cone.get_or_init(|| first_in_cone(run));
            let law = firsts.iter().zip(lengths).map(|(first, length)| {
                let Some((time, angle)) = first.filter(|(time, _)| *time <= moment.time) else {
                    return f64::NAN;
                };
                let elapsed = (moment.time - time) * phase.pull();
                angle_under_constant_pull(angle, elapsed, length)
            });
            Some(law.collect())
        },
    )
    .from("MMV24; YHL26 section 5")
    .angle(),
];

fn wrong_cosines(run: &TwoLayerRun<'_>) -> Option<Vec<f64>> {
    let [minus, plus] = [false, true].map(|positive| run.data().class_sum(positive));
    let cosines = run.start.outputs.iter().enumerate().map(|(j, v)| {
        let wrong = if *v > 0.0 { &minus } else { &plus };
        let neuron: Vec<f64> = run.start.weights.col(j).iter().copied().collect();
        angle(&neuron, wrong).map_or(f64::NAN, libm::cos)
    });
    run.has_classes().then(|| cosines.collect())
}

fn lower_bounds(
    run: &TwoLayerRun<'_>,
    time: f64,
    zeta: fn(&AlignmentPhase, ClassSum) -> f64,
) -> Option<Vec<f64>> {
    let (phase, entries) = (phase(run)?, entry_times(run)?);
    let (zetas, lengths) = (class_zeta(run, zeta)?, own_class_lengths(run)?);
    let bound = |j: usize| match time >= entries[j] {
        true => psi_lower_bound((time - entries[j]) * phase.pull(), lengths[j], zetas[j]),
        false => f64::NAN,
    };
    Some((0..run.start.width()).map(bound).collect())
}

/// Time and angle to the class sum at every neuron's first recorded state in its cone.
fn first_in_cone(run: &TwoLayerRun<'_>) -> Vec<Option<(f64, f64)>> {
    let lengths = point_lengths(run);
    let sums = [false, true].map(|positive| run.data().class_sum(positive));
    let first = |j: usize| {
        let label = class_label(run, j);
        let recorded = run.recorded().into_iter();
        let mut recorded = recorded.filter_map(|moment| moment.two_layer());
        let moment = recorded.find(|moment| in_cone(run, &sides(moment, &lengths, j), label))?;
        let neuron: Vec<f64> = moment.network.weights.col(j).iter().copied().collect();
        let angle = angle(&neuron, &sums[usize::from(label > 0.0)])?;
        Some((moment.time, angle))
    };
    (0..run.start.width()).map(first).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use faer::mat;

    use super::super::tests::{ALIGNING, all, before, by_hand, is_none, near, observed, one};
    use crate::theory::psi_lower_bound;

    #[test]
    fn the_lemma_holds_from_the_entry_on_and_the_law_is_its_limit() {
        let run = observed(ALIGNING);
        let (times, end) = (all(&run, "t"), one(&run, "phase_end"));
        let (psi, angle) = (all(&run, "psi_class"), all(&run, "angle_class"));
        let (bound, sharp) = (
            all(&run, "psi_lower_bound"),
            all(&run, "psi_lower_bound_sharp"),
        );
        let (law, entries) = (
            all(&run, "angle_under_constant_pull"),
            all(&run, "entry_time"),
        );
        let mut compared = 0;
        for (k, time) in times.iter().enumerate() {
            for (j, entry) in entries.iter().enumerate() {
                let at = 20 * k + j;
                assert_eq!(
                    bound[at].is_nan(),
                    entry.is_nan() || time < entry,
                    "{k} {j}"
                );
                if bound[at].is_nan() || *time > end {
                    continue;
                }
                assert!(
                    psi[at] >= bound[at] - 1e-9,
                    "{k} {j}: {} {}",
                    psi[at],
                    bound[at]
                );
                assert!(psi[at] >= sharp[at] - 1e-9 && sharp[at] >= bound[at] - 1e-12);
                assert!(
                    (angle[at] - law[at]).abs() < 1e-3,
                    "{k} {j}: {} {}",
                    angle[at],
                    law[at]
                );
                compared += 1;
            }
        }
        assert!(compared > 40, "{compared}");
    }

    #[test]
    fn the_logistic_loss_aligns_at_half_the_speed() {
        let run = observed(&format!("loss.name = 'logistic'\n{ALIGNING}"));
        let (times, end) = (all(&run, "t"), one(&run, "phase_end"));
        let (bound, entries) = (all(&run, "psi_lower_bound"), all(&run, "entry_time"));
        let (zetas, lengths) = (all(&run, "zeta_class"), all(&run, "norm_x_class"));
        let (angle, law) = (
            all(&run, "angle_class"),
            all(&run, "angle_under_constant_pull"),
        );
        let mut compared = 0;
        for (k, time) in times.iter().enumerate() {
            for (j, entry) in entries.iter().enumerate() {
                let at = 20 * k + j;
                if bound[at].is_nan() || *time > end {
                    continue;
                }
                let half = 0.5 * (time - entry);
                near(bound[at], psi_lower_bound(half, lengths[j], zetas[j]));
                assert!((angle[at] - law[at]).abs() < 1e-3, "{k} {j}");
                compared += 1;
            }
        }
        assert!(compared > 40, "{compared}");
    }

    #[test]
    fn starts_near_the_repeller_are_degenerate() {
        // mu = cos 60 degrees = 1/2: degenerate from a cosine of 1/sqrt 2 to the wrong class.
        let half = 0.75f64.sqrt();
        let run = by_hand(
            "loss.name = 'logistic'",
            mat![[1.0, 0.0], [0.5, half], [-0.5, -half]],
            &[1.0, 1.0, -1.0],
            mat![[-1.0, -0.5, 0.0, 3.0], [0.0, -half, 1.0, half]],
            &[1.0, 1.0, 1.0, -1.0],
        );
        let mut run = run;
        Arc::make_mut(&mut run.problem).draw.orthogonal_separability = None;
        let cosines = all(&run, "cosine_to_wrong_class");
        near(cosines[0], 0.5);
        near(cosines[1], 1.0);
        near(cosines[2], -half);
        // v < 0 is pushed from x_+ = (3/2, half), at 30 degrees to the first axis.
        near(cosines[3], (4.5 + 0.75) / (3f64.sqrt() * 9.75f64.sqrt()));
        assert_eq!(all(&run, "non_degenerate"), [1.0, 0.0, 1.0, 0.0]);
        near(
            one(&run, "entry_time_measured_bound"),
            2.0 * 0.66 * libm::log(3.0) / 0.5f64.sqrt(),
        );
        let mixed = by_hand("", mat![[1.0], [1.0]], &[1.0, -1.0], mat![[1.0]], &[1.0]);
        let mut mixed = mixed;
        Arc::make_mut(&mut mixed.problem)
            .draw
            .orthogonal_separability = None;
        assert!(is_none(&mixed, "non_degenerate") && is_none(&mixed, "entry_time_measured_bound"));
    }

    #[test]
    fn bounds_from_the_entry_need_events() {
        let descent = observed("flow.method = 'descent'");
        for name in ["psi_lower_bound", "psi_lower_bound_sharp"] {
            assert!(
                is_none(&descent, name) && is_none(&before(""), name),
                "{name}"
            );
        }
    }
}
