//! Sizes, ranks and margins of the weights along the run, and of single neurons.

use super::measures::{any, two_layer};
use super::risk::sum_loss;
use super::{COSINE, Quantity};
use crate::network::TwoLayer;
use crate::observables::{balancedness_drift, normalized_margin, stable_rank};
use crate::theory::inverse_loss;

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    two_layer::each_neuron(
        "start_balancedness",
        "v_j^2 - |w_j|^2 at the start.",
        |run| each(run.start, balancedness),
    )
    .from("DHL18"),
    two_layer::each_neuron(
        "start_size_squared",
        "v_j^2 + |w_j|^2 at the start.",
        |run| each(run.start, size_squared),
    )
    .from("DHL18"),
    two_layer::each_neuron("output_sign", "The sign of v_j(0): 1, -1, or 0.", |run| {
        let sign = |v: &f64| if *v == 0.0 { 0.0 } else { v.signum() };
        Some(run.start.outputs.iter().map(sign).collect())
    })
    .within(COSINE),
];

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::state(
        "weight_norm_squared",
        "|theta|^2 = |W|_F^2 + |v|^2.",
        |_, moment| Some(square(moment.network)),
    )
    .from("LL20"),
    two_layer::state(
        "largest_weight_squared",
        "max_j |w_j|^2, which weight_bound_published and weight_bound_sharp bound until T(alpha).",
        |_, moment| {
            let neurons = (0..moment.network.width()).map(|j| weight_squared(moment.network, j));
            Some(neurons.fold(0.0, f64::max))
        },
    )
    .from("MMV24"),
    any::state(
        "relative_weight_change",
        "|theta - theta(0)|/|theta(0)|.",
        |run, moment| Some(moment.network.relative_change(&*run.start)),
    )
    .from("COB19"),
    two_layer::state("stable_rank", "|W|_F^2/|W|_2^2.", |_, moment| {
        Some(stable_rank(moment.network))
    })
    .from("PL21; MMV24"),
    two_layer::state(
        "balancedness_drift",
        "max_j |change of v_j^2 - |w_j|^2| / max(initial, present v_j^2 + |w_j|^2).",
        |run, moment| Some(balancedness_drift(run.start, moment.network)),
    )
    .from("DHL18"),
    two_layer::state(
        "normalized_margin",
        "min_i y_i f(x_i)/|theta|^2.",
        |run, moment| {
            normalized_margin(moment.network, run.data()).filter(|_| run.has_class_labels())
        },
    )
    .from("LL20"),
    two_layer::state(
        "smoothed_margin",
        "l^-1(L)/|theta|^2 of the sum loss L: non-decreasing once L < l(0).",
        |run, moment| {
            let margin = inverse_loss(run.loss(), sum_loss(run, moment)).ok()?;
            Some(margin / square(moment.network))
        },
    )
    .from("LL20"),
    two_layer::each_neuron_at("output_weight", "v_j.", |_, moment| {
        Some(moment.network.outputs.clone())
    }),
    two_layer::each_neuron_at("weight_squared", "|w_j|^2.", |_, moment| {
        each(moment.network, weight_squared)
    })
    .from("MMV24"),
    two_layer::each_neuron_at(
        "size_squared",
        "v_j^2 + |w_j|^2, what a change of balancedness is measured by.",
        |_, moment| each(moment.network, size_squared),
    )
    .from("DHL18"),
    two_layer::each_neuron_at(
        "balancedness",
        "v_j^2 - |w_j|^2, constant along the flow.",
        |_, moment| each(moment.network, balancedness),
    )
    .from("DHL18"),
];

fn each(network: &TwoLayer, of: fn(&TwoLayer, usize) -> f64) -> Option<Vec<f64>> {
    Some((0..network.width()).map(|j| of(network, j)).collect())
}

fn weight_squared(network: &TwoLayer, neuron: usize) -> f64 {
    network.weights.col(neuron).squared_norm_l2()
}

fn size_squared(network: &TwoLayer, neuron: usize) -> f64 {
    let v = network.outputs[neuron];
    v * v + weight_squared(network, neuron)
}

/// By the third binomial formula, so that nothing is lost where |v| and |w| are close.
fn balancedness(network: &TwoLayer, neuron: usize) -> f64 {
    let v = network.outputs[neuron].abs();
    let w = network.weights.col(neuron).norm_l2();
    (v - w) * (v + w)
}

/// |theta|^2.
fn square(network: &TwoLayer) -> f64 {
    let outputs: f64 = network.outputs.iter().map(|v| v * v).sum();
    network.weights.squared_norm_l2() + outputs
}

#[cfg(test)]
mod tests {
    use faer::mat;
    use libm::log;

    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};

    #[test]
    fn sizes_of_weights_made_by_hand() {
        let run = by_hand(
            "",
            mat![[1.0, 0.0], [0.0, -1.0]],
            &[1.0, -1.0],
            mat![[3.0, 0.0, 0.0], [4.0, 1.0, 0.0]],
            &[2.0, -3.0, 0.0],
        );
        assert_eq!(all(&run, "weight_squared"), [25.0, 1.0, 0.0]);
        assert_eq!(all(&run, "output_weight"), [2.0, -3.0, 0.0]);
        assert_eq!(all(&run, "size_squared"), [29.0, 10.0, 0.0]);
        assert_eq!(all(&run, "start_size_squared"), [29.0, 10.0, 0.0]);
        assert_eq!(all(&run, "balancedness"), [-21.0, 8.0, 0.0]);
        assert_eq!(all(&run, "start_balancedness"), [-21.0, 8.0, 0.0]);
        assert_eq!(all(&run, "output_sign"), [1.0, -1.0, 0.0]);
        assert_eq!(one(&run, "weight_norm_squared"), 39.0);
        assert_eq!(one(&run, "largest_weight_squared"), 25.0);
        assert_eq!(one(&run, "relative_weight_change"), 0.0);
        assert_eq!(one(&run, "balancedness_drift"), 0.0);
        // Columns (3, 4) and (0, 1): eigenvalues of W W^T are 13 +- sqrt(160).
        near(one(&run, "stable_rank"), 26.0 / (13.0 + 160f64.sqrt()));
    }

    #[test]
    fn margins_of_a_network_made_by_hand() {
        // f = 2 on the positive, -3 on the negative point; |theta|^2 = 15.
        let run = by_hand(
            "loss.name = 'exponential'",
            mat![[1.0, 0.0], [0.0, 1.0]],
            &[1.0, -1.0],
            mat![[1.0, 0.0], [0.0, 1.0]],
            &[2.0, -3.0],
        );
        near(one(&run, "normalized_margin"), 2.0 / 15.0);
        let sum = libm::exp(-2.0) + libm::exp(-3.0);
        near(one(&run, "smoothed_margin"), -log(sum) / 15.0);
        let regression = before("data.kind = 'three-points'\nloss.name = 'squared'");
        assert!(is_none(&regression, "normalized_margin"));
        assert!(is_none(&regression, "smoothed_margin"));
    }

    #[test]
    fn along_a_run_they_are_those_of_the_end() {
        let run = observed("flow.record = [0.0, 0.05]");
        let (view, end) = (run.two_layer().unwrap(), run.end().two_layer().unwrap());
        let drift = super::balancedness_drift(view.start, end.network);
        assert_eq!(one(&run, "balancedness_drift"), drift);
        assert_eq!(one(&run, "stable_rank"), super::stable_rank(end.network));
        let margin = super::normalized_margin(end.network, run.data());
        assert_eq!(Some(one(&run, "normalized_margin")), margin);
        let changes = all(&run, "relative_weight_change_at");
        assert!(changes[0] == 0.0 && changes[1] > 0.0);
        // Balanced along the run, to rounding of each neuron.
        let (found, size) = (all(&run, "balancedness"), all(&run, "size_squared"));
        for (found, size) in found.iter().zip(&size) {
            assert!(found.abs() < 1e-12 * size);
        }
    }
}
