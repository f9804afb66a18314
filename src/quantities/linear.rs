//! Linear networks: their closed forms, and what the flow keeps.

use super::measures::any;
use super::{COSINE, Moment, Quantity, Run};
use crate::math::norm;
use crate::network::{Linear, Network};
use crate::observables::{imbalance, kernel_alignment, layer_drift, linear_tangent_kernel};
use crate::theory::linear::{balanced_product, one_neuron, stacked, target};

/// The kinds that are layers of weights, one after another.
const LAYERED: &[&str] = &["two-layer", "linear", "mlp", "cnn"];

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    any::run("depth", "Number of layers of weights L.", |run| {
        Some(run.start.depth() as f64)
    })
    .of(LAYERED)
    .count(),
    any::run(
        "small_layers",
        "r, how many layers start small: network.small_layers, or all.",
        |run| {
            let asked = run.config.network.linear()?;
            Some(asked.small_layers.unwrap_or(asked.depth()) as f64)
        },
    )
    .of(&["linear"])
    .count(),
    any::run(
        "start_imbalance",
        "Mean of the diagonal of W_2^T W_2 - W_1 W_1^T at the start (two layers); a^2 - |w|^2 of \
         one neuron.",
        |run| imbalance(linear(&*run.start)?),
    )
    .of(&["linear"])
    .from("DAP25; KRD24"),
    any::run(
        "target_length",
        "|X^T y|: on whitened points the length of the least-squares solution.",
        |run| (run.problem.outputs == 1).then(|| norm(&target(run.data()))),
    ),
    any::run("risk_at_zero", "Mean training loss of f = 0.", |run| {
        let labels = run.data().labels();
        let zero = vec![0.0; run.problem.outputs];
        let losses = labels.iter().map(|y| run.loss().value_of(&zero, *y));
        Some(losses.sum::<f64>() / run.data().samples() as f64)
    }),
];

pub(super) const QUANTITIES: &[Quantity] = &[
    state(
        "imbalance",
        "Mean of the diagonal of W_2^T W_2 - W_1 W_1^T (two layers), constant along the flow.",
        |_, moment| imbalance(linear(moment.network)?),
    )
    .from("DAP25; KRD24"),
    any::state(
        "layer_drift",
        "Largest change, over neighbouring layers, of |W_(l+1)|^2 - |W_l|^2 as a share of what |W_(l+1)|^2 \
         + |W_l|^2 was or is; biases are left out.",
        |run, moment| layer_drift(&*run.start, moment.network),
    )
    .of(LAYERED)
    .from("DHL18"),
    state(
        "riccati_distance",
        "|Q Q^T - P|_F/|P|_F, Q = [W_1^T; W_2], P its closed form on whitened points from \
         the start with lambda = start_imbalance (two layers).",
        |run, moment| riccati_distance(run, moment, 1.0),
    )
    .from("DAP25"),
    state(
        "half_riccati_distance",
        "The same with half of lambda in the closed form: for controls.",
        |run, moment| riccati_distance(run, moment, 0.5),
    ),
    state(
        "neuron_distance",
        "|(w, a) - (w, a)(t)|/|(w, a)(t)| to the closed form of one neuron f = a <w, x> on \
         whitened points.",
        neuron_distance,
    )
    .from("KRD24"),
    state(
        "last_layer_squared",
        "|W_L|^2; a^2 of one neuron.",
        |_, moment| Some(linear(moment.network)?.weights().last()?.squared_norm_l2()),
    ),
    state(
        "coefficient_length",
        "|beta|, beta = W_L ... W_1.",
        |_, moment| Some(norm(&linear(moment.network)?.coefficients())),
    ),
    any::run(
        "start_kernel_alignment",
        "kernel_alignment of the start.",
        |run| alignment(run, linear(&*run.start)?),
    )
    .of(&["linear"])
    .from("ABP22")
    .within(COSINE),
    state(
        "kernel_alignment",
        "<Theta, Theta_end>/(|Theta| |Theta_end|) of the tangent kernel on the training points.",
        |run, moment| alignment(run, linear(moment.network)?),
    )
    .from("ABP22")
    .within(COSINE),
];

/// Of linear networks, a number per state.
const fn state(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Run, &Moment<'_>) -> Option<f64>,
) -> Quantity {
    any::state(name, meaning, of).of(&["linear"])
}

fn linear(network: &dyn Network) -> Option<&Linear> {
    network.downcast()
}

/// With a share of lambda in the closed form.
fn riccati_distance(run: &Run, moment: &Moment<'_>, share: f64) -> Option<f64> {
    let (start, now) = (linear(&*run.start)?, stacked(linear(moment.network)?)?);
    let lambda = share * imbalance(start)?;
    let target = target(run.data());
    let expected = balanced_product(stacked(start)?.as_ref(), &target, lambda, moment.time);
    let expected = expected.ok()?;
    let distance = (&now * now.transpose() - &expected).norm_l2();
    Some(distance / expected.norm_l2())
}

fn neuron_distance(run: &Run, moment: &Moment<'_>) -> Option<f64> {
    let start = one(linear(&*run.start)?)?;
    let (w, a) = one_neuron(&start.0, start.1, &target(run.data()), moment.time);
    let now = one(linear(moment.network)?)?;
    let expected = [w, vec![a]].concat();
    let now = [now.0, vec![now.1]].concat();
    let off: Vec<f64> = now.iter().zip(&expected).map(|(a, b)| a - b).collect();
    Some(norm(&off) / norm(&expected))
}

/// (w, a) of a network with one hidden neuron.
fn one(network: &Linear) -> Option<(Vec<f64>, f64)> {
    match network.weights() {
        [w, a] if w.nrows() == 1 => Some((w.row(0).iter().copied().collect(), a[(0, 0)])),
        _ => None,
    }
}

fn alignment(run: &Run, network: &Linear) -> Option<f64> {
    let kernel = |network| linear_tangent_kernel(run.data().points(), network);
    kernel_alignment(&kernel(network), &kernel(linear(run.end().network)?))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{all, is_none, linear, near, one};

    const ONE_NEURON: &str = "network.imbalance = -0.5
         network.hidden = [1]";

    #[test]
    fn a_run_follows_its_closed_forms() {
        let run = linear(ONE_NEURON, "flow.record = [0.0, 0.5, 2.0]");
        for name in ["riccati_distance_at", "neuron_distance_at"] {
            for distance in all(&run, name) {
                assert!(distance < 1e-9, "{name}: {distance}");
            }
        }
        let half = all(&run, "half_riccati_distance_at");
        assert!(half[0] < 1e-14 && half[1] > 1e-3, "{half:?}");
        let wide = "network.imbalance = -0.5\n network.hidden = [3]";
        let run = linear(wide, "flow.record = [0.0, 0.5, 2.0]");
        assert!(one(&run, "riccati_distance") < 1e-9);
        assert!(is_none(&run, "neuron_distance"));
    }

    #[test]
    fn sizes_of_one_neuron() {
        let run = linear(ONE_NEURON, "flow.record = [0.0]");
        near(one(&run, "start_imbalance"), -0.5);
        assert!((one(&run, "imbalance") + 0.5).abs() < 1e-9);
        near(all(&run, "imbalance_at")[0], -0.5);
        // alpha is the smaller layer's size: |a| = .25 and |w|^2 = .0625 + .5.
        near(all(&run, "last_layer_squared_at")[0], 0.0625);
        let length = all(&run, "coefficient_length_at")[0];
        near(length, 0.25 * 0.5625f64.sqrt());
        assert_eq!((one(&run, "depth"), one(&run, "small_layers")), (2.0, 2.0));
        // Two coefficients of size 1 on whitened points, n = 8.
        near(one(&run, "target_length"), 2f64.sqrt());
        near(one(&run, "risk_at_zero"), 0.125);
    }

    #[test]
    fn kernels_end_aligned_with_themselves() {
        let keys = "network.hidden = [5, 4]\n network.small_layers = 2";
        let run = linear(keys, "flow.record = [0.0]");
        near(one(&run, "kernel_alignment"), 1.0);
        let start = one(&run, "start_kernel_alignment");
        assert_eq!(all(&run, "kernel_alignment_at"), [start]);
        assert!(start < 0.99, "{start}");
        let drift = one(&run, "layer_drift");
        assert!(drift > 0.0 && drift < 1e-8, "{drift}");
        assert_eq!((one(&run, "depth"), one(&run, "small_layers")), (3.0, 2.0));
        for name in ["imbalance", "start_imbalance", "riccati_distance"] {
            assert!(is_none(&run, name), "{name}");
        }
    }
}
