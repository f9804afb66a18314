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
        "definition",
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
            "definition",
            |run, moment| Some(moment.evaluation.risk(run.data(), run.loss())),
        ),
        Quantity::state(
            ["sum_loss", "sum_loss_at"],
            "",
            "Sum of the training losses, which the flow descends.",
            "definition",
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
            "own",
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
    let (network, velocity) = (&moment.network, &moment.velocity);
    let measure = || slope_along(network, run.data(), run.loss(), velocity);
    *moment.slope.get_or_init(measure)
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
        let state = &run.finished.as_ref().unwrap().solution.states[1];
        let validation = run.problem.validation.as_ref().unwrap();
        let f = state.network.predict(validation.points());
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
