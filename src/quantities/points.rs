//! What the network says of single training points, and which neuron is active on which.

use faer::Mat;

use super::cones::{Side, sides};
use super::measures::two_layer;
use super::setting::point_lengths;
use super::{Quantity, TIME_NEURON_POINT, TIME_POINT, TwoLayerMoment, TwoLayerRun, UNIT};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    two_layer::run(
        "start_output_rms",
        "Root mean square of f_0 over the training points: the size of the random initial \
         function.",
        |run| {
            let f = run.start.predict(run.data().points());
            let squares: f64 = f.iter().map(|f| f * f).sum();
            Some((squares / f.len() as f64).sqrt())
        },
    )
    .from("COB19"),
    two_layer::run(
        "start_largest_output",
        "max_i |f_0(x_i)| over the training points.",
        |run| Some(largest(&run.start.predict(run.data().points()))),
    )
    .from("COB19"),
];

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::at_times("output", TIME_POINT, "f(x_i).", |_, moment| {
        Some(moment.evaluation().predictions.clone())
    }),
    two_layer::at_times(
        "residual",
        TIME_POINT,
        "r_i = -dl/df at point i, signed.",
        |_, moment| Some(moment.evaluation().residuals.clone()),
    ),
    two_layer::at_times(
        "dead_point",
        TIME_POINT,
        "1 while no neuron is active on x_i, kinks to 1e-10 of |w_j||x_i| included, else 0.",
        |run, moment| Some(dead_points(run, moment)),
    )
    .within(UNIT),
    two_layer::at_times(
        "preactivation",
        TIME_NEURON_POINT,
        "<w_j, x_i>.",
        |run, moment| Some(by_neuron(run, &moment.evaluation().preactivations)),
    )
    .unit("input length"),
    two_layer::at_times(
        "preactivation_rate",
        TIME_NEURON_POINT,
        "d<w_j, x_i>/dt along the selected velocity.",
        |run, moment| {
            let rates = run.data().points() * &moment.velocity().weights;
            Some(by_neuron(run, &rates))
        },
    )
    .from("own")
    .unit("input length/(flow time)"),
    two_layer::state(
        "largest_output",
        "max_i |f(x_i)| over the training points.",
        |_, moment| Some(largest(&moment.evaluation().predictions)),
    )
    .from("MMV24"),
    two_layer::state(
        "dead_points",
        "Number of training points on which no neuron is active.",
        |run, moment| Some(dead_points(run, moment).iter().sum()),
    ),
];

fn largest(outputs: &[f64]) -> f64 {
    outputs.iter().fold(0.0, |most: f64, f| most.max(f.abs()))
}

/// The n x h entries, neuron by neuron.
fn by_neuron(run: &TwoLayerRun<'_>, matrix: &Mat<f64>) -> Vec<f64> {
    let columns = (0..run.start.width()).map(|j| matrix.col(j));
    columns
        .flat_map(|column| column.iter().copied().collect::<Vec<_>>())
        .collect()
}

fn dead_points(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Vec<f64> {
    let lengths = point_lengths(run);
    let mut dead = vec![1.0; lengths.len()];
    for j in 0..run.start.width() {
        for (dead, side) in dead.iter_mut().zip(sides(moment, &lengths, j)) {
            if side == Side::Active {
                *dead = 0.0;
            }
        }
    }
    dead
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::Run;
    use super::super::tests::{all, by_hand, near, observed, one};

    /// f = 2, -1, 0, 0 on four points; the last two have no active neuron, one on a kink.
    fn made() -> Run {
        by_hand(
            "loss.name = 'squared'",
            mat![[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-1.0, -2.0]],
            &[1.0, 1.0, 1.0, 1.0],
            mat![[2.0, 0.0], [0.0, 0.5]],
            &[1.0, -2.0],
        )
    }

    #[test]
    fn outputs_residuals_and_dead_points() {
        let run = made();
        assert_eq!(all(&run, "output"), [2.0, -1.0, 0.0, 0.0]);
        assert_eq!(all(&run, "residual"), [-1.0, 2.0, 1.0, 1.0]);
        assert_eq!(all(&run, "dead_point"), [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(one(&run, "dead_points"), 2.0);
        assert_eq!(one(&run, "largest_output"), 2.0);
        assert_eq!(one(&run, "start_largest_output"), 2.0);
        near(one(&run, "start_output_rms"), 1.25f64.sqrt());
    }

    #[test]
    fn preactivations_run_over_points_first() {
        let run = made();
        let expected = [2.0, 0.0, -2.0, -2.0, 0.0, 0.5, 0.0, -1.0];
        assert_eq!(all(&run, "preactivation"), expected);
        // The second neuron is on the kink of the first and the third point, whose pull is
        // (-1, 0) on either side: g = (-1, 2), dw = -2 g.
        let rates = all(&run, "preactivation_rate");
        let expected = [-1.0, 0.0, 1.0, 1.0, 2.0, -4.0, -2.0, 6.0];
        for (found, expected) in rates.iter().zip(expected) {
            near(*found, expected);
        }
    }

    #[test]
    fn along_a_run_outputs_are_those_of_its_states() {
        let run = observed("flow.record = [0.0, 0.05]");
        let outputs = all(&run, "output");
        let state = &run.solution.as_ref().unwrap().states[1];
        assert_eq!(outputs[8..], state.network.output(run.data().points()));
        let largest = outputs[8..].iter().fold(0.0, |m: f64, f| m.max(f.abs()));
        assert_eq!(all(&run, "largest_output_at")[1], largest);
    }
}
