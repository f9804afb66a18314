//! How lazy a run was: the tangent kernel, the linearisation, the features.

use super::measures::{any, two_layer};
use super::{Quantity, TwoLayerMoment, TwoLayerRun, UNIT};
use crate::network::Deep;
use crate::observables::{
    activation_change, deep_kernel_change, feature_cosines, kernel_change, kernel_difference,
    linearisation_gap,
};
use crate::theory::linearised_weight_change;

pub(super) const QUANTITIES: &[Quantity] = &[
    any::state(
        "kernel_change",
        "|Theta - Theta_0|_F/|Theta_0|_F of the tangent kernel on the training points; of a deep \
         network summed over its outputs, on the first 32 of them.",
        |run, moment| {
            if let Some(start) = run.start.downcast::<Deep>() {
                return deep_kernel_change(run.data(), start, moment.network.downcast()?);
            }
            let (start, network) = (run.start.downcast()?, moment.network.downcast()?);
            kernel_change(run.data(), start, network)
        },
    )
    .of(&["two-layer", "mlp", "cnn"])
    .from("COB19"),
    two_layer::state(
        "kernel_difference",
        "Largest |Theta - J J^T| over the largest |Theta|, J the slopes of f in every parameter by differences of f \
         that no kink is crossed by.",
        |run, moment| Some(kernel_difference(run.data(), moment.network)),
    )
    .from("own"),
    two_layer::state(
        "linearisation_gap",
        "|f - f_lin|/|f - f_0| over the training points, f_lin = f_0 + <df_0/dtheta, theta - \
         theta_0>.",
        |run, moment| linearisation_gap(run.data(), run.start, moment.network),
    )
    .from("COB19"),
    two_layer::state(
        "predicted_weight_change",
        "relative_weight_change of the linearised network that has moved f_0 to the present \
         outputs.",
        predicted_change,
    )
    .from("COB19; own"),
    two_layer::state(
        "activation_change",
        "Share of pairs (neuron, training point) whose activation differs from the start's.",
        |run, moment| Some(activation_change(run.data(), run.start, moment.network)),
    )
    .from("COB19")
    .within(UNIT),
    two_layer::state(
        "cross_class_cosine",
        "Largest cosine between hidden features relu(W^T x_i) of points of opposite classes.",
        |run, moment| {
            let classes = run.has_classes();
            classes.then(|| feature_cosines(moment.network, run.data()).across)
        },
    )
    .from("MZV25")
    .within(UNIT),
    two_layer::state(
        "within_class_cosine",
        "Least cosine between hidden features relu(W^T x_i) of points of the same class.",
        |run, moment| {
            let classes = run.has_classes();
            classes.then(|| feature_cosines(moment.network, run.data()).within)
        },
    )
    .from("MZV25")
    .within(UNIT),
];

fn predicted_change(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<f64> {
    let before = run.start.predict(run.data().points());
    let pairs = moment.evaluation().predictions.iter().zip(before);
    let change: Vec<f64> = pairs.map(|(f, before)| f - before).collect();
    linearised_weight_change(run.data(), run.start, &change).ok()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, before, by_hand, is_none, observed, one};

    #[test]
    fn a_lazy_run_moves_as_its_linearisation_does() {
        let keys = |alpha: f64| {
            format!(
                "network = {{ alpha = {alpha}, init = 'antisymmetric', width = 40 }}
                 data = {{ samples = 6, dimension = 5 }}
                 flow.record = [0.0]"
            )
        };
        let lazy = observed(&keys(30.0));
        let ratio = one(&lazy, "relative_weight_change") / one(&lazy, "predicted_weight_change");
        assert!((ratio - 1.0).abs() < 0.02, "{ratio}");
        let rich = observed(&keys(0.1));
        for name in ["kernel_change", "linearisation_gap", "activation_change"] {
            let (lazy, rich) = (one(&lazy, name), one(&rich, name));
            assert!(lazy < 0.05 && rich > 0.1, "{name}: {lazy} {rich}");
        }
        // At the start nothing has changed yet, and f - f_0 has no direction.
        for name in [
            "kernel_change_at",
            "activation_change_at",
            "predicted_weight_change_at",
        ] {
            assert_eq!(all(&lazy, name), [0.0], "{name}");
        }
        assert!(is_none(&lazy, "linearisation_gap_at"));
    }

    #[test]
    fn the_linearisation_begins_at_the_initial_function() {
        let run = observed("network.alpha = 1.0\n network.width = 40\n flow.record = [0.0]");
        assert!(one(&run, "start_output_rms") > 0.1);
        assert_eq!(all(&run, "predicted_weight_change_at"), [0.0]);
    }

    #[test]
    fn features_of_two_classes() {
        let run = by_hand(
            "",
            mat![[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]],
            &[1.0, 1.0, -1.0],
            mat![[1.0, 0.0], [0.0, 1.0]],
            &[1.0, -1.0],
        );
        assert!((one(&run, "cross_class_cosine") - 0.5f64.sqrt()).abs() < 1e-15);
        assert!((one(&run, "within_class_cosine") - 0.5f64.sqrt()).abs() < 1e-15);
        let regression = before("data.kind = 'three-points'\nloss.name = 'squared'");
        assert!(is_none(&regression, "cross_class_cosine"));
        assert!(is_none(&regression, "within_class_cosine"));
    }
}
