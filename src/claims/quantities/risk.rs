//! Losses and gradients along the run.

use super::super::observed::{Moment, Observed};
use super::Quantity;
use crate::network::{Slope, TwoLayer, mean_loss, slope_along};

pub(super) fn quantities() -> Vec<Quantity> {
    let mut all = vec![Quantity::new(
        "t",
        &[super::Axis::Time],
        "flow time",
        "The recorded time, flow time of the SUM loss.",
        "theory: setting",
        super::Measure::Time(|_, moment| Some(moment.time)),
    )];
    all.extend([losses(), gradients()].concat());
    all
}

fn losses() -> Vec<Quantity> {
    [
        Quantity::state(
            ["training_risk", "training_risk_at"],
            "",
            "Mean training loss; with the squared loss (1/2n) sum_i (f_i - y_i)^2.",
            "theory: setting",
            |run, moment| Some(moment.evaluation.risk(run.data(), run.loss())),
        ),
        Quantity::state(
            ["sum_loss", "sum_loss_at"],
            "",
            "Sum of the training losses, which the flow descends.",
            "theory: setting",
            |run, moment| Some(sum_loss(run, moment)),
        ),
        Quantity::state(
            ["positive_class_risk", "positive_class_risk_at"],
            "",
            "L_+, the mean loss of the training points with label +1.",
            "YHL26 section 5",
            |run, moment| class_risk(run, moment, 1.0),
        ),
        Quantity::state(
            ["negative_class_risk", "negative_class_risk_at"],
            "",
            "L_-, the mean loss of the training points with label -1.",
            "YHL26 section 5",
            |run, moment| class_risk(run, moment, -1.0),
        ),
        Quantity::state(
            ["validation_risk", "validation_risk_at"],
            "",
            "Mean loss on the validation points.",
            "configuration: data.validation_samples",
            |run, moment| {
                let validation = run.problem.validation.as_ref()?;
                let f = moment.network.predict(validation.points());
                Some(mean_loss(&f, validation.labels(), run.loss()))
            },
        ),
        Quantity::state(
            ["t_sum_loss_log", "t_sum_loss_log_at"],
            "flow time",
            "t L log(1/L) of the sum loss L, whose limit is decay_constant.",
            "own, after LL20",
            |run, moment| {
                let loss = sum_loss(run, moment);
                let value = moment.time * loss * -libm::log(loss);
                run.loss().is_classification().then_some(value)
            },
        ),
    ]
    .concat()
}

fn gradients() -> Vec<Quantity> {
    [
        Quantity::state(
            ["gradient_norm", "gradient_norm_at"],
            "1/sqrt(flow time)",
            "|g|, the length of the least-norm element of Clarke's subdifferential of the sum loss.",
            "LL20; Davis et al. 2020",
            |_, moment| Some(length(&moment.velocity)),
        ),
        Quantity::state(
            ["autodiff_gradient_norm", "autodiff_gradient_norm_at"],
            "1/sqrt(flow time)",
            "Length of the gradient of the sum loss with relu'(0) = 0: too long while a neuron slides.",
            "control of gradient_norm",
            |_, moment| Some(moment.evaluation.speed()),
        ),
        Quantity::state(
            ["risk_rate", "risk_rate_at"],
            "1/(flow time)",
            "d(sum loss)/dt along the selected velocity, by extrapolated one-sided differences of the loss.",
            "LL20; Davis et al. 2020",
            |run, moment| Some(risk_rate(run, moment)?.value),
        ),
        Quantity::state(
            ["risk_rate_error", "risk_rate_error_at"],
            "1/(flow time)",
            "Error estimate of risk_rate; differences of a loss of order 1 see no slope below 1e-15.",
            "Ridders 1982",
            |run, moment| Some(risk_rate(run, moment)?.error),
        ),
    ]
    .concat()
}

pub(super) fn sum_loss(run: &Observed, moment: &Moment) -> f64 {
    moment.evaluation.risk(run.data(), run.loss()) * run.data().samples() as f64
}

fn class_risk(run: &Observed, moment: &Moment, label: f64) -> Option<f64> {
    let points = moment
        .evaluation
        .predictions
        .iter()
        .zip(run.data().labels());
    let (f, y): (Vec<f64>, Vec<f64>) = points.filter(|(_, y)| **y == label).unzip();
    (run.has_classes() && !y.is_empty()).then(|| mean_loss(&f, &y, run.loss()))
}

fn risk_rate(run: &Observed, moment: &Moment) -> Option<Slope> {
    slope_along(&moment.network, run.data(), run.loss(), &moment.velocity)
}

/// Length over all weights.
fn length(network: &TwoLayer) -> f64 {
    let outputs = faer::ColRef::from_slice(&network.outputs).norm_l2();
    libm::hypot(network.weights.norm_l2(), outputs)
}
