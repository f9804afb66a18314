//! Where theory says a run goes: max-margin vectors, constants, special solutions.

use super::measures::two_layer;
use super::setting::class_length;
use super::{Quantity, TwoLayerMoment, TwoLayerRun};
use crate::network::TwoLayer;
use crate::observables::angle;
use crate::theory::{
    LeastSquares, MaxMargin, decay_constant, escape_time_slope, least_squares, margin_ceiling,
};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[
    two_layer::run(
        "max_margin_plus",
        "|w*_+|, length of the shortest w with <w, x_i> >= 1 on the positive class (quadratic \
         program).",
        |run| Some(margin(run, true)?.length),
    )
    .from("PL21")
    .unit("1/(input length)"),
    two_layer::run(
        "max_margin_minus",
        "|w*_-|, the same for the negative class.",
        |run| Some(margin(run, false)?.length),
    )
    .from("PL21")
    .unit("1/(input length)"),
    two_layer::run(
        "max_margin_ratio",
        "|w*_+|/|w*_-|, the limit of effective_norm_ratio.",
        |run| {
            let [plus, minus] = margin_lengths(run)?;
            Some(plus / minus)
        },
    )
    .from("PL21"),
    two_layer::run(
        "decay_constant",
        "(|w*_+| + |w*_-|)/2, the limit of t L log(1/L) for the sum loss L.",
        |run| {
            let [plus, minus] = margin_lengths(run)?;
            Some(decay_constant(plus, minus))
        },
    )
    .from("own")
    .unit("flow time"),
    two_layer::run(
        "margin_ceiling",
        "1/(2 (|w*_+| + |w*_-|)), the largest normalized margin of any network of any width on \
         separable data.",
        |run| {
            let [plus, minus] = margin_lengths(run)?;
            Some(margin_ceiling(plus, minus))
        },
    )
    .from("own"),
    two_layer::run(
        "escape_time_slope",
        "1/(pull max(|x_+|, |x_-|)), slope in log(1/alpha) of the first time max|f| reaches a \
         level.",
        |run| {
            let (plus, minus) = (class_length(run, true)?, class_length(run, false)?);
            let pull = run.loss().residual(0.0, 1.0);
            Some(escape_time_slope(pull, plus, minus))
        },
    )
    .from("own")
    .unit("flow time"),
    two_layer::run(
        "least_squares_loss",
        "Mean loss (1/2n) sum_i (f_i - y_i)^2 of the least-squares line.",
        |run| Some(line(run)?.mean_loss),
    )
    .from("BF25 section 5"),
];

pub(super) const QUANTITIES: &[Quantity] = &[
    two_layer::state(
        "line_distance",
        "max_i |f(x_i) - line(x_i)|, distance to the least-squares line on the training points.",
        |run, moment| {
            let line = line(run)?.predictions;
            let pairs = moment.evaluation().predictions.iter().zip(&line);
            Some(pairs.fold(0.0, |most: f64, (f, line)| most.max((f - line).abs())))
        },
    )
    .from("BF25 section 5"),
    two_layer::state(
        "max_margin_angle_plus",
        "Angle of the effective predictor w_hat to the positive class's max-margin vector.",
        |run, moment| angle(&effective(moment, true), &margin(run, true)?.vector),
    )
    .from("PL21")
    .angle(),
    two_layer::state(
        "max_margin_angle_minus",
        "Angle of sum_{v_j < 0} |v_j| w_j to the negative class's max-margin vector.",
        |run, moment| angle(&effective(moment, false), &margin(run, false)?.vector),
    )
    .from("PL21")
    .angle(),
    two_layer::state(
        "effective_norm_ratio",
        "|w_hat|/|sum_{v_j < 0} |v_j| w_j|, ratio of the two effective predictors' lengths.",
        |run, moment| {
            let [plus, minus] = [true, false].map(|positive| {
                let predictor = effective(moment, positive);
                faer::ColRef::from_slice(&predictor).norm_l2()
            });
            let defined = run.has_classes() && minus > 0.0;
            defined.then(|| plus / minus)
        },
    )
    .from("PL21"),
];

/// The max-margin vector of a class, for a loss of the margin.
fn margin<'a>(run: &'a TwoLayerRun<'_>, positive: bool) -> Option<&'a MaxMargin> {
    let margins = run.max_margins();
    margins[usize::from(positive)].as_ref()
}

fn margin_lengths(run: &TwoLayerRun<'_>) -> Option<[f64; 2]> {
    Some([margin(run, true)?.length, margin(run, false)?.length])
}

/// The least-squares line of a regression.
fn line(run: &TwoLayerRun<'_>) -> Option<LeastSquares> {
    let regression = !run.loss().is_classification();
    least_squares(run.data()).ok().filter(|_| regression)
}

/// The effective predictor of the neurons with positive or with negative output weights.
fn effective(moment: &TwoLayerMoment<'_>, positive: bool) -> Vec<f64> {
    let sign = if positive { 1.0 } else { -1.0 };
    let outputs = moment.network.outputs.iter().map(|v| sign * v);
    let network = TwoLayer {
        weights: moment.network.weights.clone(),
        outputs: outputs.collect(),
    };
    network.effective_predictor()
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::Run;
    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};

    /// w*_+ = (1/2, 1), w*_- = (-1/4, 0); |x_+| = sqrt 5, |x_-| = 4.
    fn made(loss: &str, outputs: &[f64]) -> Run {
        by_hand(
            &format!("loss.name = '{loss}'"),
            mat![[2.0, 0.0], [0.0, 1.0], [-4.0, 0.0]],
            &[1.0, 1.0, -1.0],
            mat![[1.0, 2.0, 0.0], [2.0, 4.0, 3.0]],
            outputs,
        )
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-8, "{found} {expected}");
    }

    #[test]
    fn constants_of_known_max_margin_vectors() {
        let run = made("logistic", &[1.0, 1.0, -1.0]);
        let (plus, minus) = (1.25f64.sqrt(), 0.25);
        close(one(&run, "max_margin_plus"), plus);
        close(one(&run, "max_margin_minus"), minus);
        close(one(&run, "max_margin_ratio"), plus / minus);
        close(one(&run, "decay_constant"), 0.5 * (plus + minus));
        close(one(&run, "margin_ceiling"), 0.5 / (plus + minus));
        near(one(&run, "escape_time_slope"), 1.0 / (0.5 * 4.0));
    }

    #[test]
    fn effective_predictors_against_them() {
        let run = made("logistic", &[1.0, 0.5, -2.0]);
        // w_hat = (1, 2) + (1, 2)  along w*_+; the negative ones 2 (0, 3), at a right angle.
        assert!(one(&run, "max_margin_angle_plus") < 1e-7);
        close(
            one(&run, "max_margin_angle_minus"),
            std::f64::consts::FRAC_PI_2,
        );
        near(one(&run, "effective_norm_ratio"), 20f64.sqrt() / 6.0);
        assert!(is_none(
            &made("logistic", &[1.0, 1.0, 1.0]),
            "effective_norm_ratio"
        ));
        assert!(is_none(
            &made("logistic", &[1.0, 1.0, 1.0]),
            "max_margin_angle_minus"
        ));
    }

    #[test]
    fn margins_need_classes_and_the_line_a_regression() {
        let run = made("squared", &[1.0, 1.0, -1.0]);
        for name in [
            "max_margin_plus",
            "decay_constant",
            "margin_ceiling",
            "max_margin_angle_plus",
            "effective_norm_ratio",
            "escape_time_slope",
        ] {
            assert!(is_none(&run, name), "{name}");
        }
        let classes = before("");
        assert!(is_none(&classes, "least_squares_loss") && is_none(&classes, "line_distance"));
    }

    #[test]
    fn the_three_points_end_on_their_line() {
        let run = observed(
            "data.kind = 'three-points'
             loss.name = 'squared'
             network = { width = 200, alpha = 1e-4 }
             stop = { at = 'gradient-norm', value = 1e-9 }
             flow.record = [0.0]",
        );
        close(one(&run, "least_squares_loss"), 0.087_521_37);
        assert!(
            one(&run, "line_distance") < 1e-3,
            "{}",
            one(&run, "line_distance")
        );
        // At the start f = 0: the largest prediction of the line is the distance.
        assert!((all(&run, "line_distance_at")[0] - 0.6897).abs() < 1e-4);
    }
}
