//! What the network says of single training points, and which neuron is active on which.

use faer::Mat;

use super::super::observed::{Moment, Observed};
use super::cones::{Side, sides};
use super::setting::point_lengths;
use super::{Quantity, TIME_NEURON_POINT, TIME_POINT, UNIT};

/// Of training points along the run.
pub(super) fn quantities() -> Vec<Quantity> {
    let mut all =
        vec![
        Quantity::at_times(TIME_POINT, "output", "", "f(x_i).", "definition", |_, moment| {
            Some(moment.evaluation.predictions.clone())
        }),
        Quantity::at_times(
            TIME_POINT,
            "residual",
            "",
            "r_i = -dl/df at point i, signed.",
            "definition",
            |_, moment| Some(moment.evaluation.residuals.clone()),
        ),
        Quantity::at_times(
            TIME_POINT,
            "dead_point",
            "",
            "1 while no neuron is active on x_i, kinks to 1e-10 of |w_j||x_i| included, else 0.",
            "definition",
            |run, moment| Some(dead_points(run, moment)),
        ).within(UNIT),
        Quantity::at_times(TIME_NEURON_POINT,
            "preactivation",
            "input length",
            "<w_j, x_i>.",
            "definition",
            |run, moment| Some(by_neuron(run, &moment.evaluation.preactivations)),
        ),
        Quantity::at_times(TIME_NEURON_POINT,
            "preactivation_rate",
            "input length/(flow time)",
            "d<w_j, x_i>/dt along the selected velocity.",
            "own",
            |run, moment| {
                let rates = run.data().points() * &moment.velocity.weights;
                Some(by_neuron(run, &rates))
            },
        ),
    ];
    all.extend(extremes());
    all.extend(start());
    all
}

fn extremes() -> Vec<Quantity> {
    [
        Quantity::state(
            ["largest_output", "largest_output_at"],
            "",
            "max_i |f(x_i)| over the training points.",
            "MMV24",
            |_, moment| Some(largest(&moment.evaluation.predictions)),
        ),
        Quantity::state(
            ["dead_points", "dead_points_at"],
            "",
            "Number of training points on which no neuron is active.",
            "definition",
            |run, moment| Some(dead_points(run, moment).iter().sum()),
        ),
    ]
    .concat()
}

fn start() -> Vec<Quantity> {
    vec![
        Quantity::run(
            "start_output_rms",
            "",
            "Root mean square of f_0 over the training points: the size of the random initial function.",
            "COB19",
            |run| {
                let f = run.start.predict(run.data().points());
                let squares: f64 = f.iter().map(|f| f * f).sum();
                Some((squares / f.len() as f64).sqrt())
            },
        ),
        Quantity::run(
            "start_largest_output",
            "",
            "max_i |f_0(x_i)| over the training points.",
            "COB19",
            |run| Some(largest(&run.start.predict(run.data().points()))),
        ),
    ]
    .into_iter()
    .map(Quantity::known_before)
    .collect()
}

fn largest(outputs: &[f64]) -> f64 {
    outputs.iter().fold(0.0, |most: f64, f| most.max(f.abs()))
}

/// The n x h entries, neuron by neuron.
fn by_neuron(run: &Observed, matrix: &Mat<f64>) -> Vec<f64> {
    let columns = (0..run.start.width()).map(|j| matrix.col(j));
    columns
        .flat_map(|column| column.iter().copied().collect::<Vec<_>>())
        .collect()
}

fn dead_points(run: &Observed, moment: &Moment) -> Vec<f64> {
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

    use super::super::tests::{all, by_hand, near, observed, one};
    use super::Observed;

    /// f = 2, -1, 0, 0 on four points; the last two have no active neuron, one on a kink.
    fn made() -> Observed {
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
        let state = &run.finished.as_ref().unwrap().solution.states[1];
        assert_eq!(outputs[8..], state.network.predict(run.data().points()));
        let largest = outputs[8..].iter().fold(0.0, |m: f64, f| m.max(f.abs()));
        assert_eq!(all(&run, "largest_output_at")[1], largest);
    }
}
