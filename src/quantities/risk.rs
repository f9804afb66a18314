//! Losses and gradients along the run.

use super::measures::{any, two_layer};
use super::{Moment, Quantity, Run, TwoLayerMoment, TwoLayerRun};
use crate::network::{Slope, TwoLayer, mean_loss, slope_along};

pub(super) const QUANTITIES: &[Quantity] = &[
    any::time(
        "t",
        "The recorded time, flow time of the SUM loss.",
        |_, moment| Some(vec![moment.time]),
    )
    .unit("flow time"),
    any::state(
        "training_risk",
        "Mean training loss; with the squared loss (1/2n) sum_i (f_i - y_i)^2.",
        |run, moment| Some(risk(run, moment)),
    ),
    any::state(
        "sum_loss",
        "Sum of the training losses, which the flow descends.",
        |run, moment| Some(sum_loss(run, moment)),
    ),
    any::state(
        "positive_class_risk",
        "L_+, the mean loss of the training points with label +1.",
        |run, moment| class_risk(run, moment, 1.0),
    )
    .from("YHL26 section 5"),
    any::state(
        "negative_class_risk",
        "L_-, the mean loss of the training points with label -1.",
        |run, moment| class_risk(run, moment, -1.0),
    )
    .from("YHL26 section 5"),
    any::state(
        "validation_risk",
        "Mean loss on the validation points.",
        |run, moment| {
            let validation = run.problem.validation.as_ref()?;
            let f = moment.network.output(validation.points());
            Some(mean_loss(&f, validation.labels(), run.loss()))
        },
    )
    .from("configuration: data.validation_samples"),
    any::state(
        "t_sum_loss_log",
        "t L log(1/L) of the sum loss L, whose limit is decay_constant.",
        |run, moment| {
            let loss = sum_loss(run, moment);
            let value = moment.time * loss * -libm::log(loss);
            run.loss().is_classification().then_some(value)
        },
    )
    .from("own, after LL20")
    .unit("flow time"),
    two_layer::state(
        "gradient_norm",
        "|g|, the length of the least-norm element of Clarke's subdifferential of the sum loss.",
        |_, moment| Some(length(moment.velocity())),
    )
    .from("LL20; Davis et al. 2020")
    .unit("1/sqrt(flow time)"),
    two_layer::state(
        "autodiff_gradient_norm",
        "Length of the gradient of the sum loss with relu'(0) = 0: too long while a neuron slides.",
        |_, moment| Some(moment.evaluation().speed()),
    )
    .from("own")
    .unit("1/sqrt(flow time)"),
    two_layer::state(
        "risk_rate",
        "d(sum loss)/dt along the selected velocity, by extrapolated one-sided differences of the \
         loss.",
        |run, moment| Some(risk_rate(run, moment)?.value),
    )
    .from("LL20; Davis et al. 2020")
    .unit("1/(flow time)"),
    two_layer::state(
        "risk_rate_error",
        "Error estimate of risk_rate; differences of a loss of order 1 see no slope below 1e-15.",
        |run, moment| Some(risk_rate(run, moment)?.error),
    )
    .from("Ridders 1982")
    .unit("1/(flow time)"),
];

fn risk(run: &Run, moment: &Moment<'_>) -> f64 {
    mean_loss(moment.predictions(), run.data().labels(), run.loss())
}

pub(super) fn sum_loss(run: &Run, moment: &Moment<'_>) -> f64 {
    risk(run, moment) * run.data().samples() as f64
}

fn class_risk(run: &Run, moment: &Moment<'_>, label: f64) -> Option<f64> {
    let points = moment.predictions().iter().zip(run.data().labels());
    let (f, y): (Vec<f64>, Vec<f64>) = points.filter(|(_, y)| **y == label).unzip();
    (run.has_classes() && !y.is_empty()).then(|| mean_loss(&f, &y, run.loss()))
}

fn risk_rate(run: &TwoLayerRun<'_>, moment: &TwoLayerMoment<'_>) -> Option<Slope> {
    let (network, velocity) = (moment.network, moment.velocity());
    let measure = || slope_along(network, run.data(), run.loss(), velocity);
    *moment.cache.slope.get_or_init(measure)
}

/// Length over all weights.
fn length(network: &TwoLayer) -> f64 {
    let outputs = faer::ColRef::from_slice(&network.outputs).norm_l2();
    libm::hypot(network.weights.norm_l2(), outputs)
}

#[cfg(test)]
mod tests {
    use faer::mat;
    use libm::{log, log1p};

    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};
    use crate::network::mean_loss;

    #[test]
    fn losses_of_outputs_made_by_hand() {
        // f = 1, 2 on the positive, -3 on the negative point.
        let run = by_hand(
            "loss.name = 'exponential'",
            mat![[1.0, 0.0], [2.0, 0.0], [0.0, 1.0]],
            &[1.0, 1.0, -1.0],
            mat![[1.0, 0.0], [0.0, 1.0]],
            &[1.0, -3.0],
        );
        let losses = [-1.0, -2.0, -3.0].map(libm::exp);
        let sum: f64 = losses.iter().sum();
        near(one(&run, "sum_loss"), sum);
        near(one(&run, "training_risk"), sum / 3.0);
        near(
            one(&run, "positive_class_risk"),
            (losses[0] + losses[1]) / 2.0,
        );
        near(one(&run, "negative_class_risk"), losses[2]);
        assert!(is_none(&run, "validation_risk"));
        let one_class = by_hand("", mat![[1.0]], &[1.0], mat![[1.0]], &[1.0]);
        near(
            one(&one_class, "positive_class_risk"),
            2.0 * log1p(libm::exp(-1.0)),
        );
        assert!(is_none(&one_class, "negative_class_risk"));
        let regression = before("data.kind = 'three-points'\n loss.name = 'squared'");
        assert!(is_none(&regression, "positive_class_risk"));
        assert!(is_none(&regression, "t_sum_loss_log"));
    }

    #[test]
    fn along_a_run_time_and_losses_are_those_of_its_states() {
        let run = observed("flow.record = [0.0, 0.05]\n data.validation_samples = 7");
        assert_eq!(all(&run, "t"), [0.0, 0.05]);
        let sum = all(&run, "sum_loss_at")[1];
        near(all(&run, "t_sum_loss_log_at")[1], -0.05 * sum * log(sum));
        let state = &run.solution.as_ref().unwrap().states[1];
        let validation = run.problem.validation.as_ref().unwrap();
        let f = state.network.output(validation.points());
        let risk = mean_loss(&f, validation.labels(), run.loss());
        assert_eq!(all(&run, "validation_risk_at")[1], risk);
        near(one(&run, "training_risk"), 0.1);
    }

    #[test]
    fn while_a_neuron_slides_only_the_shortest_gradient_is_the_rate() {
        // Its velocity is ((1, 1), 1); relu'(0) = 0 gives ((2, 0), 1) across the kink.
        let run = by_hand(
            "loss.name = 'squared'",
            mat![[1.0, 0.0], [1.0, -1.0]],
            &[3.0, -1.0],
            mat![[1.0], [1.0]],
            &[2.0],
        );
        near(one(&run, "gradient_norm"), 3f64.sqrt());
        near(one(&run, "autodiff_gradient_norm"), 5f64.sqrt());
        let error = one(&run, "risk_rate_error");
        assert!((one(&run, "risk_rate") + 3.0).abs() <= 5.0 * error && error < 1e-8);
    }

    #[test]
    fn nothing_moves_where_the_gradient_is_zero() {
        let run = by_hand("", mat![[1.0]], &[1.0], mat![[-1.0]], &[1.0]);
        assert_eq!(one(&run, "gradient_norm"), 0.0);
        assert!(is_none(&run, "risk_rate") && is_none(&run, "risk_rate_error"));
    }
}
