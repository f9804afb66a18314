//! Sizes and lengths of the drawn data and weights, and what the configuration sets.

use libm::log;

use super::measures::{any, two_layer};
use super::{COSINE, Quantity, Run, TwoLayerRun, UNIT};
use crate::data::orthogonal_separability;
use crate::observables::alignment_angle;
use crate::theory::{ClassSum, ntk_output_scale};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    any::run("n", "Number of training points.", |run| {
        Some(run.data().samples() as f64)
    })
    .count(),
    any::run(
        "n_plus",
        "Number of training points with label +1.",
        |run| points_of(run, true),
    )
    .count()
    .symbol("n_+"),
    any::run(
        "n_minus",
        "Number of training points with label -1.",
        |run| points_of(run, false),
    )
    .count()
    .symbol("n_-"),
    any::run("d", "Input dimension, a bias column counted.", |run| {
        Some(run.data().dimension() as f64)
    })
    .count(),
    two_layer::run("h", "Number of hidden neurons.", |run| {
        Some(run.start.width() as f64)
    })
    .count(),
    any::run(
        "alpha",
        "Initialisation scale: W(0) = alpha Wbar; small alpha is strong feature learning.",
        |run| Some(run.config.network.alpha),
    ),
    any::run("log_alpha", "Natural logarithm of alpha.", |run| {
        Some(log(run.config.network.alpha))
    }),
    two_layer::run(
        "ntk_output_scale",
        "alpha^2 sqrt(h), the output scale of the same network with weights of order 1.",
        |run| {
            let alpha = run.config.network.alpha;
            Some(ntk_output_scale(alpha, run.start.width()))
        },
    )
    .from("GSJW20"),
    any::run("eta", "The value at which the run stops.", |run| {
        Some(run.config.stop.value)
    }),
    any::run(
        "pull",
        "-l'(0), the size of every residual at f = 0: 1/2 for logistic, 1 for logistic2 and \
         exponential.",
        |run| of_margin_loss(run, run.loss().residual(0.0, 1.0)),
    ),
    any::run(
        "loss_at_zero",
        "l(0), the loss of one point at f = 0.",
        |run| of_margin_loss(run, run.loss().value(0.0, 1.0)),
    ),
    any::run(
        "kappa",
        "Length of the class means of the mixture.",
        |run| Some(run.problem.law?.signal),
    )
    .unit("input length"),
    any::run(
        "sigma",
        "Standard deviation of the mixture's noise.",
        |run| Some(run.problem.law?.noise),
    )
    .unit("input length"),
    any::run("snr", "kappa/sigma, the signal-to-noise ratio.", |run| {
        let law = run.problem.law?;
        Some(law.signal / law.noise)
    }),
    any::run("xmax", "Length of the longest training point.", |run| {
        Some(point_lengths(run).into_iter().fold(0.0, f64::max))
    })
    .unit("input length"),
    any::run("xmin", "Length of the shortest training point.", |run| {
        Some(point_lengths(run).into_iter().fold(f64::INFINITY, f64::min))
    })
    .unit("input length"),
    any::run(
        "mean_square_length",
        "Mean of |x_i|^2 over the training points.",
        |run| {
            let lengths = point_lengths(run);
            let squares: f64 = lengths.iter().map(|length| length * length).sum();
            Some(squares / lengths.len() as f64)
        },
    )
    .unit("input length^2"),
    two_layer::run(
        "wmax",
        "max_j |Wbar_j|, the length of the longest w_j(0) at alpha = 1.",
        |run| {
            let neurons = (0..run.start.width()).map(|j| run.start.weights.col(j).norm_l2());
            Some(neurons.fold(0.0, f64::max) / run.config.network.alpha)
        },
    )
    .from("MMV24")
    .symbol("Wmax"),
    any::run(
        "norm_x_plus",
        "|x_+|, the length of the sum of the positive points.",
        |run| class_length(run, true),
    )
    .from("MMV24")
    .symbol("|x_+|")
    .unit("input length"),
    any::run(
        "norm_x_minus",
        "|x_-|, the length of the sum of the negative points.",
        |run| class_length(run, false),
    )
    .from("MMV24")
    .symbol("|x_-|")
    .unit("input length"),
    two_layer::each_neuron(
        "norm_x_class",
        "|x_+| where the neuron's class is the positive one, else |x_-|.",
        own_class_lengths,
    )
    .from("MMV24")
    .unit("input length"),
    any::run(
        "mu",
        "min over all pairs of y_i y_k cos(x_i, x_k): above 0 the data are orthogonally separable.",
        separability,
    )
    .from("PL21; MMV24; YHL26 Assumption 4.1")
    .within(COSINE),
    any::run(
        "separable",
        "1 where the training set is orthogonally separable (mu > 0), else 0.",
        |run| Some(f64::from(separability(run)? > 0.0)),
    )
    .from("PL21; MMV24; YHL26 Assumption 4.1")
    .within(UNIT),
    any::run("phi", "Angle of x_+ to the signal direction s.", |run| {
        let law = run.problem.law.as_ref()?;
        alignment_angle(run.data(), law).filter(|_| run.has_class_labels())
    })
    .from("YHL26 section 5")
    .angle(),
    any::each_point("label", "y_i, the label.", |run| {
        Some(run.data().labels().to_vec())
    }),
];

/// A number that only has a meaning for losses of the margin.
fn of_margin_loss(run: &Run, value: f64) -> Option<f64> {
    run.loss().is_classification().then_some(value)
}

fn points_of(run: &Run, positive: bool) -> Option<f64> {
    let points = ClassSum::of(run.data(), positive).points;
    run.has_classes().then_some(points as f64)
}

pub(super) fn class_length(run: &Run, positive: bool) -> Option<f64> {
    let length = ClassSum::of(run.data(), positive).length;
    run.has_classes().then_some(length)
}

/// |x_class| of every neuron.
pub(super) fn own_class_lengths(run: &TwoLayerRun<'_>) -> Option<Vec<f64>> {
    let (plus, minus) = (class_length(run, true)?, class_length(run, false)?);
    let length = |v: &f64| if *v > 0.0 { plus } else { minus };
    Some(run.start.outputs.iter().map(length).collect())
}

/// |x_i| of the training points.
pub(super) fn point_lengths(run: &Run) -> Vec<f64> {
    let points = run.data().points();
    points.row_iter().map(|x| x.norm_l2()).collect()
}

pub(super) fn separability(run: &Run) -> Option<f64> {
    if !run.has_classes() {
        return None;
    }
    let known = run.problem.draw.orthogonal_separability;
    Some(known.unwrap_or_else(|| orthogonal_separability(run.data())))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use faer::mat;

    use super::super::tests::{all, before, by_hand, is_none, near, one};

    #[test]
    fn sizes_lengths_and_classes_of_a_set_made_by_hand() {
        let run = by_hand(
            "network.alpha = 0.5
             data.signal = 3.0
             data.noise = 2.0
             stop.value = 0.25",
            mat![[3.0, 4.0], [0.0, 1.0], [-2.0, 0.0]],
            &[1.0, 1.0, -1.0],
            mat![[3.0, 0.0], [4.0, 1.0]],
            &[1.0, -1.0],
        );
        for (name, value) in [
            ("n", 3.0),
            ("n_plus", 2.0),
            ("n_minus", 1.0),
            ("d", 2.0),
            ("h", 2.0),
            ("alpha", 0.5),
            ("log_alpha", -std::f64::consts::LN_2),
            ("ntk_output_scale", 0.25 * 2f64.sqrt()),
            ("eta", 0.25),
            ("pull", 1.0),
            ("loss_at_zero", 2.0 * std::f64::consts::LN_2),
            ("kappa", 3.0),
            ("sigma", 2.0),
            ("snr", 1.5),
            ("xmax", 5.0),
            ("xmin", 1.0),
            ("mean_square_length", 10.0),
            ("wmax", 10.0),
            ("norm_x_plus", 34f64.sqrt()),
            ("norm_x_minus", 2.0),
        ] {
            near(one(&run, name), value);
        }
        assert_eq!(all(&run, "label"), [1.0, 1.0, -1.0]);
        let lengths = all(&run, "norm_x_class");
        near(lengths[0], 34f64.sqrt());
        near(lengths[1], 2.0);
    }

    #[test]
    fn separability_is_of_the_set_that_is_trained_on() {
        let run = before("");
        assert!(one(&run, "mu") > 0.0);
        assert_eq!(one(&run, "separable"), 1.0);
        let mut run = by_hand(
            "",
            mat![[1.0, 0.0], [3.0, 4.0]],
            &[1.0, -1.0],
            mat![[1.0], [1.0]],
            &[1.0],
        );
        Arc::make_mut(&mut run.problem).draw.orthogonal_separability = None;
        near(one(&run, "mu"), -0.6);
        assert_eq!(one(&run, "separable"), 0.0);
    }

    #[test]
    fn the_angle_of_the_class_sum_to_the_signal() {
        let run = by_hand(
            "",
            mat![[1.0, 1.0, 0.0], [-1.0, 0.0, 0.0]],
            &[1.0, -1.0],
            mat![[1.0], [1.0], [1.0]],
            &[1.0],
        );
        near(one(&run, "phi"), std::f64::consts::FRAC_PI_4);
    }

    #[test]
    fn regression_has_no_classes_and_digits_no_law() {
        let regression = by_hand(
            "loss.name = 'squared'",
            mat![[1.0, 0.5], [0.0, 2.0]],
            &[1.5, 0.25],
            mat![[1.0], [1.0]],
            &[1.0],
        );
        for name in [
            "n_plus",
            "n_minus",
            "norm_x_plus",
            "norm_x_minus",
            "norm_x_class",
            "mu",
            "separable",
            "pull",
            "loss_at_zero",
            "phi",
        ] {
            assert!(is_none(&regression, name), "{name}");
        }
        let mut digits = before("");
        Arc::make_mut(&mut digits.problem).law = None;
        for name in ["kappa", "sigma", "snr", "phi"] {
            assert!(is_none(&digits, name), "{name}");
        }
    }
}
