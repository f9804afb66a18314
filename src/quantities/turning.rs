//! How neurons turn towards the class sums.

use libm::cos;

use super::measures::two_layer;
use super::{COSINE, Quantity, TwoLayerMoment, TwoLayerRun};
use crate::observables::angle;

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::each_neuron_at("psi", "psi_j, the cosine of w_j to x_+.", |run, moment| {
        each(run, moment, Class::Positive, |turn| cos(turn.angle))
    })
    .from("MMV24; YHL26 section 5")
    .within(COSINE),
    two_layer::each_neuron_at("psi_minus", "The cosine of w_j to x_-.", |run, moment| {
        each(run, moment, Class::Negative, |turn| cos(turn.angle))
    })
    .from("MMV24")
    .within(COSINE),
    two_layer::each_neuron_at(
        "psi_class",
        "The cosine of w_j to the sum of its own class.",
        |run, moment| each(run, moment, Class::Own, |turn| cos(turn.angle)),
    )
    .from("MMV24")
    .within(COSINE),
    two_layer::each_neuron_at("angle", "The angle of w_j to x_+.", |run, moment| {
        each(run, moment, Class::Positive, |turn| turn.angle)
    })
    .from("YHL26 section 5")
    .angle(),
    two_layer::each_neuron_at(
        "angle_class",
        "The angle of w_j to the sum of its own class.",
        angles_to_own_class,
    )
    .from("YHL26 section 5")
    .angle(),
    two_layer::each_neuron_at(
        "dpsi_dt",
        "d psi_j/dt along the selected velocity, in closed form.",
        |run, moment| each(run, moment, Class::Positive, |turn| turn.psi_rate),
    )
    .from("YHL26, proof of Lemma 5.2")
    .unit("1/(flow time)"),
    two_layer::each_neuron_at(
        "dpsi_class_dt",
        "d psi_class/dt along the selected velocity, in closed form.",
        |run, moment| each(run, moment, Class::Own, |turn| turn.psi_rate),
    )
    .from("YHL26, proof of Lemma 5.2")
    .unit("1/(flow time)"),
    two_layer::each_neuron_at(
        "dangle_class_dt",
        "d angle_class/dt along the selected velocity, in closed form.",
        |run, moment| each(run, moment, Class::Own, |turn| turn.angle_rate),
    )
    .from("own")
    .unit("radians/(flow time)"),
];

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

/// The angle of every neuron to the sum of its own class, NaN for a neuron at zero.
pub(super) fn angles_to_own_class(
    run: &TwoLayerRun<'_>,
    moment: &TwoLayerMoment<'_>,
) -> Option<Vec<f64>> {
    each(run, moment, Class::Own, |turn| turn.angle)
}

/// A number of every neuron's turn, NaN for a neuron at zero.
fn each(
    run: &TwoLayerRun<'_>,
    moment: &TwoLayerMoment<'_>,
    class: Class,
    of: fn(&Turn) -> f64,
) -> Option<Vec<f64>> {
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
fn turn(moment: &TwoLayerMoment<'_>, neuron: usize, target: &[f64]) -> Option<Turn> {
    let w = moment.network.weights.col(neuron);
    let vector: Vec<f64> = w.iter().copied().collect();
    let angle = angle(&vector, target)?;
    let psi = cos(angle);
    let (length, target_length) = (w.norm_l2(), faer::ColRef::from_slice(target).norm_l2());
    let velocity = moment.velocity().weights.col(neuron);
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

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, near, observed, on_two_classes};

    #[test]
    fn cosines_and_angles_to_the_class_sums() {
        let run = on_two_classes(
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
        let run = on_two_classes(mat![[2e-9], [1e-9]], &[5e-18f64.sqrt()]);
        let psi = all(&run, "psi")[0];
        near(all(&run, "dpsi_dt")[0], 2.0 * (1.0 - psi * psi));
        near(
            all(&run, "dangle_class_dt")[0],
            -2.0 * (1.0 - psi * psi).sqrt(),
        );
    }
}
