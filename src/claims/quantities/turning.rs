//! How neurons turn towards the class sums, and which points they are active on.

use libm::cos;

use super::super::observed::{Moment, Observed};
use super::Quantity;
use super::setting::point_lengths;
use crate::observables::{angle, is_on_kink};

/// Directions and cones of neurons along the run.
pub(super) fn quantities() -> Vec<Quantity> {
    [directions(), rates(), cones(), extremes()].concat()
}

fn directions() -> Vec<Quantity> {
    vec![
        Quantity::neurons(
            "psi",
            "",
            "psi_j, the cosine of w_j to x_+.",
            "MMV24; YHL26 section 5",
            |run, moment| each(run, moment, Class::Positive, |turn| cos(turn.angle)),
        ),
        Quantity::neurons(
            "psi_minus",
            "",
            "The cosine of w_j to x_-.",
            "MMV24",
            |run, moment| each(run, moment, Class::Negative, |turn| cos(turn.angle)),
        ),
        Quantity::neurons(
            "psi_class",
            "",
            "The cosine of w_j to the sum of its own class.",
            "MMV24",
            |run, moment| each(run, moment, Class::Own, |turn| cos(turn.angle)),
        ),
        Quantity::neurons(
            "angle",
            "radians",
            "The angle of w_j to x_+.",
            "YHL26 section 5",
            |run, moment| each(run, moment, Class::Positive, |turn| turn.angle),
        ),
        Quantity::neurons(
            "angle_class",
            "radians",
            "The angle of w_j to the sum of its own class.",
            "YHL26 section 5",
            |run, moment| each(run, moment, Class::Own, |turn| turn.angle),
        ),
    ]
}

fn rates() -> Vec<Quantity> {
    vec![
        Quantity::neurons(
            "dpsi_dt",
            "1/(flow time)",
            "d psi_j/dt along the selected velocity, in closed form.",
            "YHL26, proof of Lemma 5.2",
            |run, moment| each(run, moment, Class::Positive, |turn| turn.psi_rate),
        ),
        Quantity::neurons(
            "dpsi_class_dt",
            "1/(flow time)",
            "d psi_class/dt along the selected velocity, in closed form.",
            "YHL26, proof of Lemma 5.2",
            |run, moment| each(run, moment, Class::Own, |turn| turn.psi_rate),
        ),
        Quantity::neurons(
            "dangle_class_dt",
            "radians/(flow time)",
            "d angle_class/dt along the selected velocity, in closed form.",
            "own",
            |run, moment| each(run, moment, Class::Own, |turn| turn.angle_rate),
        ),
    ]
}

fn cones() -> Vec<Quantity> {
    vec![
        Quantity::neurons(
            "in_positive_cone",
            "",
            "1 while v_j > 0 and w_j is active on every positive and on no negative point (S_+), else 0.",
            "MMV24; YHL26 section 5",
            |run, moment| {
                let positive = |j: usize| moment.network.outputs[j] > 0.0;
                of_sides(run, moment, |j, sides| {
                    positive(j) && in_cone(run, sides, 1.0)
                })
            },
        ),
        Quantity::neurons(
            "in_negative_cone",
            "",
            "1 while v_j < 0 and w_j is active on every negative and on no positive point (S_-), else 0.",
            "MMV24",
            |run, moment| {
                let negative = |j: usize| moment.network.outputs[j] < 0.0;
                of_sides(run, moment, |j, sides| {
                    negative(j) && in_cone(run, sides, -1.0)
                })
            },
        ),
        Quantity::neurons(
            "in_class_cone",
            "",
            "1 while the neuron is in the cone of its own class (S_+ or S_-), else 0.",
            "MMV24",
            in_class_cones,
        ),
        Quantity::neurons(
            "dead",
            "",
            "1 while w_j is active on no training point, kinks to 1e-10 of |w_j||x_i| included, else 0.",
            "MMV24",
            dead,
        ),
        Quantity::neurons(
            "on_kink",
            "",
            "1 while w_j is on the kink of some training point, to 1e-10 of |w_j||x_i|, else 0.",
            "own",
            |run, moment| of_sides(run, moment, |_, sides| sides.contains(&Side::Kink)),
        ),
    ]
}

fn extremes() -> Vec<Quantity> {
    [
        Quantity::state(
            ["largest_cone_angle", "largest_cone_angle_at"],
            "radians",
            "Largest angle to its class sum of a neuron in the cone of its class.",
            "YHL26 Corollary 5.3",
            |run, moment| cone_angles(run, moment)?.into_iter().reduce(f64::max),
        ),
        Quantity::state(
            ["least_cone_angle", "least_cone_angle_at"],
            "radians",
            "Least angle to its class sum of a neuron in the cone of its class.",
            "YHL26 Corollary 5.3",
            |run, moment| cone_angles(run, moment)?.into_iter().reduce(f64::min),
        ),
        Quantity::state(
            ["neurons_in_cones", "neurons_in_cones_at"],
            "",
            "Number of neurons in the cone of their class.",
            "MMV24",
            |run, moment| Some(cone_angles(run, moment)?.len() as f64),
        ),
        Quantity::state(
            ["dead_neurons", "dead_neurons_at"],
            "",
            "Number of neurons that are active on no training point.",
            "MMV24",
            |run, moment| Some(dead(run, moment)?.iter().sum()),
        ),
    ]
    .concat()
}

/// Angles to their class sums of the neurons in their cones.
fn cone_angles(run: &Observed, moment: &Moment) -> Option<Vec<f64>> {
    let inside = in_class_cones(run, moment)?;
    let angles = each(run, moment, Class::Own, |turn| turn.angle)?;
    let pairs = angles.into_iter().zip(inside);
    Some(
        pairs
            .filter(|(_, inside)| *inside == 1.0)
            .map(|(angle, _)| angle)
            .collect(),
    )
}

fn in_class_cones(run: &Observed, moment: &Moment) -> Option<Vec<f64>> {
    let label = |j: usize| {
        if run.start.outputs[j] > 0.0 {
            1.0
        } else {
            -1.0
        }
    };
    let keeps = |j: usize| moment.network.outputs[j] * label(j) > 0.0;
    of_sides(run, moment, |j, sides| {
        keeps(j) && in_cone(run, sides, label(j))
    })
}

fn dead(run: &Observed, moment: &Moment) -> Option<Vec<f64>> {
    of_sides(run, moment, |_, sides| !sides.contains(&Side::Active))
}

/// Which class's sum a neuron is seen against.
#[derive(Clone, Copy)]
pub(super) enum Class {
    Positive,
    Negative,
    Own,
}

/// A neuron's angle to a vector and how it changes.
struct Turn {
    angle: f64,
    psi_rate: f64,
    angle_rate: f64,
}

/// A number of every neuron's turn, NaN for a neuron at zero.
fn each(run: &Observed, moment: &Moment, class: Class, of: fn(&Turn) -> f64) -> Option<Vec<f64>> {
    if !run.has_classes() {
        return None;
    }
    let sums = [false, true].map(|positive| run.data().class_sum(positive));
    let turns = (0..run.start.width()).map(|j| {
        let positive = match class {
            Class::Positive => true,
            Class::Negative => false,
            Class::Own => run.start.outputs[j] > 0.0,
        };
        turn(moment, j, &sums[usize::from(positive)]).map_or(f64::NAN, |turn| of(&turn))
    });
    Some(turns.collect())
}

/// With u = w/|w| and e the unit target, d psi/dt = <dw/dt, e - psi u>/|w|: the part of e across
/// u, so that nothing cancels near psi = 1.
fn turn(moment: &Moment, neuron: usize, target: &[f64]) -> Option<Turn> {
    let w = moment.network.weights.col(neuron);
    let vector: Vec<f64> = w.iter().copied().collect();
    let angle = angle(&vector, target)?;
    let psi = cos(angle);
    let (length, target_length) = (w.norm_l2(), faer::ColRef::from_slice(target).norm_l2());
    let velocity = moment.velocity.weights.col(neuron);
    let (mut along, mut square) = (0.0, 0.0);
    for (k, (w, e)) in vector.iter().zip(target).enumerate() {
        let across = e / target_length - psi * (w / length);
        along += velocity[k] / length * across;
        square += across * across;
    }
    Some(Turn {
        angle,
        psi_rate: along,
        angle_rate: -along / square.sqrt(),
    })
}

/// Where a neuron is seen from a training point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Active,
    Inactive,
    Kink,
}

/// The sides of neuron j, one a training point.
pub(super) fn sides(moment: &Moment, lengths: &[f64], neuron: usize) -> Vec<Side> {
    let norm = moment.network.weights.col(neuron).norm_l2();
    let column = moment.evaluation.preactivations.col(neuron);
    column
        .iter()
        .zip(lengths)
        .map(|(&a, &length)| {
            if is_on_kink(a, norm, length) {
                Side::Kink
            } else if a > 0.0 {
                Side::Active
            } else {
                Side::Inactive
            }
        })
        .collect()
}

/// 1 or 0 for every neuron, from its sides.
fn of_sides(
    run: &Observed,
    moment: &Moment,
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
pub(super) fn in_cone(run: &Observed, sides: &[Side], label: f64) -> bool {
    let mut pairs = sides.iter().zip(run.data().labels());
    pairs.all(|(side, y)| {
        *side
            == if *y == label {
                Side::Active
            } else {
                Side::Inactive
            }
    })
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, by_hand, near, observed, one};

    /// x_+ = (2, 0), x_- = (-1, 1).
    fn made(weights: faer::Mat<f64>, outputs: &[f64]) -> super::Observed {
        let points = mat![[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]];
        by_hand("", points, &[1.0, 1.0, -1.0], weights, outputs)
    }

    #[test]
    fn cosines_and_angles_to_the_class_sums() {
        let run = made(
            mat![[3.0, -2.0, 0.0, 0.0], [4.0, 0.0, 5.0, 0.0]],
            &[1.0, -1.0, -1.0, 1.0],
        );
        let psi = all(&run, "psi");
        near(psi[0], 0.6);
        near(psi[1], -1.0);
        near(psi[2], 0.0);
        assert!(psi[3].is_nan());
        let minus = all(&run, "psi_minus");
        near(minus[0], 0.2 / 2f64.sqrt());
        near(minus[1], 0.5f64.sqrt());
        let own = all(&run, "psi_class");
        assert_eq!((own[0], own[1]), (psi[0], minus[1]));
        near(all(&run, "angle")[0], libm::acos(0.6));
        near(all(&run, "angle_class")[2], std::f64::consts::FRAC_PI_4);
    }

    #[test]
    fn cones_and_dead_neurons() {
        // Points (1, 1), (1, -1) of the one class, (-1, 1) of the other. Neurons: in S_+ with
        // v > 0 and v < 0, in S_- with v < 0, on the kink of (1, -1) and (-1, 1), dead.
        let weights = mat![[2.0, 2.0, -2.0, 1.0, -2.0], [1.0, 1.0, 1.0, 1.0, -2.0]];
        let run = made(weights, &[1.0, -1.0, -1.0, 1.0, 1.0]);
        assert_eq!(all(&run, "in_positive_cone"), [1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(all(&run, "in_negative_cone"), [0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(all(&run, "in_class_cone"), [1.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(all(&run, "dead"), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(all(&run, "on_kink"), [0.0, 0.0, 0.0, 1.0, 1.0]);
        assert_eq!(one(&run, "neurons_in_cones"), 2.0);
        assert_eq!(one(&run, "dead_neurons"), 1.0);
        // (2, 1) to (2, 0), and (-2, 1) to (-1, 1).
        near(one(&run, "largest_cone_angle"), libm::atan(0.5));
        near(
            one(&run, "least_cone_angle"),
            std::f64::consts::FRAC_PI_4 - libm::atan(0.5),
        );
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

    #[test]
    fn a_neuron_without_an_output_weight_is_in_no_cone() {
        let run = made(mat![[2.0, -2.0], [1.0, 1.0]], &[0.0, 0.0]);
        for name in ["in_positive_cone", "in_negative_cone", "in_class_cone"] {
            assert_eq!(all(&run, name), [0.0, 0.0], "{name}");
        }
    }

    #[test]
    fn rates_are_the_differences_of_a_run() {
        let time = 0.02;
        let step = 1e-4;
        let keys = format!(
            "flow.record = [{}, {time}, {}]
             flow.tolerance = 1e-9
             stop = {{ at = 'time', value = 0.1 }}",
            time - step,
            time + step
        );
        let run = observed(&keys);
        let mut compared = 0;
        for (value, rate) in [
            ("psi", "dpsi_dt"),
            ("psi_class", "dpsi_class_dt"),
            ("angle_class", "dangle_class_dt"),
        ] {
            let (value, rate, kinks) = (all(&run, value), all(&run, rate), all(&run, "on_kink"));
            for j in (0..6).filter(|j| kinks[6 + j] == 0.0) {
                let found = (value[12 + j] - value[j]) / (2.0 * step);
                let expected = rate[6 + j];
                let off = (found - expected).abs();
                // A kink between the three states leaves an error of the rate's jump.
                compared += usize::from(off < 1e-5 * expected.abs().max(1.0));
            }
        }
        assert!(compared >= 15, "{compared}");
    }

    #[test]
    fn a_neuron_under_one_pull_turns_by_the_tanh_law() {
        // At alpha -> 0 residuals are y: d psi/dt = |x_+| (1 - psi^2) in the cone.
        let run = made(mat![[2e-9], [1e-9]], &[5e-18f64.sqrt()]);
        let psi = all(&run, "psi")[0];
        near(all(&run, "dpsi_dt")[0], 2.0 * (1.0 - psi * psi));
        near(
            all(&run, "dangle_class_dt")[0],
            -2.0 * (1.0 - psi * psi).sqrt(),
        );
    }
}
