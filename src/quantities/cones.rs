//! Which points neurons are active on: the cones of the classes, dead neurons, kinks.

use super::measures::two_layer;
use super::setting::point_lengths;
use super::turning::angles_to_own_class;
use super::{COSINE, Quantity, TwoLayerMoment, TwoLayerRun, UNIT};
use crate::network::is_on_kink;

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::each_neuron_at(
        "in_positive_cone",
        "1 while v_j > 0 and w_j is active on every positive and on no negative point (S_+), else \
         0.",
        |run, moment| {
            of_sides(run, moment, |j, sides| {
                moment.network.outputs[j] > 0.0 && in_cone(run, sides, 1.0)
            })
        },
    )
    .from("MMV24; YHL26 section 5")
    .within(UNIT),
    two_layer::each_neuron_at(
        "in_negative_cone",
        "1 while v_j < 0 and w_j is active on every negative and on no positive point (S_-), else \
         0.",
        |run, moment| {
            of_sides(run, moment, |j, sides| {
                moment.network.outputs[j] < 0.0 && in_cone(run, sides, -1.0)
            })
        },
    )
    .from("MMV24")
    .within(UNIT),
    two_layer::each_neuron_at(
        "in_class_cone",
        "1 while the neuron is in the cone of its own class (S_+ or S_-), else 0.",
        in_class_cones,
    )
    .from("MMV24")
    .within(UNIT),
    two_layer::each_neuron_at(
        "dead",
        "1 while w_j is active on no training point, kinks to 1e-10 of |w_j||x_i| included, else \
         0.",
        dead,
    )
    .from("MMV24")
    .within(UNIT),
    two_layer::each_neuron_at(
        "on_kink",
        "1 while w_j is on the kink of some training point, to 1e-10 of |w_j||x_i|, else 0.",
        |run, moment| of_sides(run, moment, |_, sides| sides.contains(&Side::Kink)),
    )
    .from("own")
    .within(UNIT),
    two_layer::state(
        "largest_cone_angle",
        "Largest angle to its class sum of a neuron in the cone of its class.",
        |run, moment| cone_angles(run, moment)?.into_iter().reduce(f64::max),
    )
    .from("YHL26 Corollary 5.3")
    .angle(),
    two_layer::state(
        "least_cone_angle",
        "Least angle to its class sum of a neuron in the cone of its class.",
        |run, moment| cone_angles(run, moment)?.into_iter().reduce(f64::min),
    )
    .from("YHL26 Corollary 5.3")
    .angle(),
    two_layer::state(
        "least_cone_psi",
        "Least psi_j, cosine to x_+, of a neuron in S_+ with v_j > 0 from the start.",
        least_cone_psi,
    )
    .from("YHL26 section 5")
    .within(COSINE),
    two_layer::state(
        "neurons_in_cones",
        "Number of neurons in the cone of their class.",
        |run, moment| Some(cone_angles(run, moment)?.len() as f64),
    )
    .from("MMV24"),
    two_layer::state(
        "dead_neurons",
        "Number of neurons that are active on no training point.",
        |run, moment| Some(dead(run, moment)?.iter().sum()),
    )
    .from("MMV24"),
];

/// Angles to their class sums of the neurons in their cones.
fn cone_angles(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<Vec<f64>> {
    let inside = in_class_cones(run, moment)?;
    let angles = angles_to_own_class(run, moment)?;
    let pairs = angles.into_iter().zip(inside);
    let pairs = pairs.filter(|(_, inside)| *inside == 1.0);
    Some(pairs.map(|(angle, _)| angle).collect())
}

fn least_cone_psi(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<f64> {
    let inside = in_class_cones(run, moment)?;
    let angles = angles_to_own_class(run, moment)?;
    let in_positive = |j: &usize| inside[*j] == 1.0 && class_label(run, *j) > 0.0;
    let angles = (0..angles.len()).filter(in_positive).map(|j| angles[j]);
    angles.reduce(f64::max).map(libm::cos)
}

fn in_class_cones(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<Vec<f64>> {
    of_sides(run, moment, |j, sides| {
        let label = class_label(run, j);
        moment.network.outputs[j] * label > 0.0 && in_cone(run, sides, label)
    })
}

/// The label of a neuron's class.
pub(super) fn class_label(run: &TwoLayerRun<'_>, neuron: usize) -> f64 {
    if run.start.outputs[neuron] > 0.0 {
        1.0
    } else {
        -1.0
    }
}

fn dead(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<Vec<f64>> {
    of_sides(run, moment, |_, sides| !sides.contains(&Side::Active))
}

/// Where a neuron is seen from a training point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Active,
    Inactive,
    Kink,
}

/// The sides of neuron j, one a training point.
pub(super) fn sides(moment: &TwoLayerMoment<'_>, lengths: &[f64], neuron: usize) -> Vec<Side> {
    let norm = moment.network.weights.col(neuron).norm_l2();
    let column = moment.evaluation().preactivations.col(neuron);
    let side = |(&a, &length): (&f64, &f64)| match is_on_kink(a, norm, length) {
        true => Side::Kink,
        false if a > 0.0 => Side::Active,
        false => Side::Inactive,
    };
    column.iter().zip(lengths).map(side).collect()
}

/// 1 or 0 for every neuron, from its sides.
fn of_sides(
    run: &TwoLayerRun<'_>,
    moment: &TwoLayerMoment<'_>,
    holds: impl Fn(usize, &[Side]) -> bool,
) -> Option<Vec<f64>> {
    let lengths = point_lengths(run);
    let neurons = (0..run.start.width()).map(|j| {
        let sides = sides(moment, &lengths, j);
        f64::from(holds(j, &sides))
    });
    run.has_classes().then(|| neurons.collect())
}

/// Active on every point of a label and strictly inactive on all others.
pub(super) fn in_cone(run: &TwoLayerRun<'_>, sides: &[Side], label: f64) -> bool {
    let of_label = |y: f64| match y == label {
        true => Side::Active,
        false => Side::Inactive,
    };
    let mut pairs = sides.iter().zip(run.data().labels());
    pairs.all(|(side, y)| *side == of_label(*y))
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, by_hand, near, on_two_classes, one};

    #[test]
    fn cones_and_dead_neurons() {
        // Points (1, 1), (1, -1) of the one class, (-1, 1) of the other. Neurons: in S_+ with
        // v > 0 and v < 0, in S_- with v < 0, on the kink of (1, -1) and (-1, 1), dead.
        let weights = mat![[2.0, 2.0, -2.0, 1.0, -2.0], [1.0, 1.0, 1.0, 1.0, -2.0]];
        let run = on_two_classes(weights, &[1.0, -1.0, -1.0, 1.0, 1.0]);
        assert_eq!(all(&run, "in_positive_cone"), [1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(all(&run, "in_negative_cone"), [0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(all(&run, "in_class_cone"), [1.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(all(&run, "dead"), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(all(&run, "on_kink"), [0.0, 0.0, 0.0, 1.0, 1.0]);
        assert_eq!(one(&run, "neurons_in_cones"), 2.0);
        assert_eq!(one(&run, "dead_neurons"), 1.0);
        // (2, 1) to (2, 0), and (-2, 1) to (-1, 1).
        near(one(&run, "largest_cone_angle"), libm::atan(0.5));
        near(one(&run, "least_cone_psi"), 2.0 / 5f64.sqrt());
        near(
            one(&run, "least_cone_angle"),
            std::f64::consts::FRAC_PI_4 - libm::atan(0.5),
        );
    }

    #[test]
    fn a_neuron_without_an_output_weight_is_in_no_cone() {
        let run = on_two_classes(mat![[2.0, -2.0], [1.0, 1.0]], &[0.0, 0.0]);
        for name in ["in_positive_cone", "in_negative_cone", "in_class_cone"] {
            assert_eq!(all(&run, name), [0.0, 0.0], "{name}");
        }
    }

    #[test]
    fn on_the_edge_of_a_cone_a_neuron_is_not_inside() {
        // (1, 0) is active on (1, 1); (0, 1) of the other class is on its kink.
        let points = mat![[1.0, 1.0], [0.0, 1.0]];
        let run = by_hand(
            "",
            points,
            &[1.0, -1.0],
            mat![[1.0, 1.0], [0.0, -0.5]],
            &[1.0, 1.0],
        );
        assert_eq!(all(&run, "in_positive_cone"), [0.0, 1.0]);
        assert_eq!(all(&run, "in_class_cone"), [0.0, 1.0]);
    }
}
