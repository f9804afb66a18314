//! Errors on training and test points.

use super::measures::any;
use super::{Moment, Quantity, Run};
use crate::observables::{ErrorEstimate, error_on_rows, test_error, test_r2};

pub(super) const KNOWN_BEFORE: &[Quantity] = &[any::run(
    "start_test_error",
    "The test error of the random initial function.",
    |run| Some(test_error(&*run.start, &run.problem)?.error),
)
.probability()];

pub(super) const QUANTITIES: &[Quantity] = &[
    any::state(
        "test_error",
        "P(y f < 0) + P(f = 0)/2 on the test set; with K outputs P(the label's is not the largest), a tie \
         of m largest as 1 - 1/m; of a regression the mean of (f - y)^2.",
        |run, moment| Some(estimate(run, moment)?.error),
    )
    .probability(),
    any::run(
        "test_error_low",
        "Lower end of the test error's 95% interval over test points, not over replicates.",
        |run| Some(estimate(run, &run.end())?.low),
    )
    .probability(),
    any::run(
        "test_error_high",
        "Upper end of the test error's 95% interval over test points, not over replicates.",
        |run| Some(estimate(run, &run.end())?.high),
    )
    .probability(),
    any::state(
        "test_ties",
        "P(f = 0) on the test set: the wedge on which no neuron is active; with K outputs P(the label's is \
         one of several largest).",
        |run, moment| {
            let found = estimate(run, moment)?;
            run.has_answers().then_some(found.ties)
        },
    )
    .probability(),
    any::state(
        "test_r2",
        "R^2 of a regression on the test set: 1 - mean (f - y)^2 / mean (y - mean y)^2.",
        |run, moment| test_r2(moment.network, &run.problem).filter(|_| moment.is_finite()),
    ),
    any::state(
        "test_error_ties_right",
        "P(y f < 0) on the test set: a tie f = 0 counts as right.",
        |run, moment| of_two_classes(run, moment, -0.5),
    )
    .probability(),
    any::state(
        "test_error_ties_wrong",
        "P(y f <= 0) on the test set: a tie f = 0 counts as wrong.",
        |run, moment| of_two_classes(run, moment, 0.5),
    )
    .probability(),
    any::state(
        "training_error",
        "Share of training points with y f < 0, ties as half; with K outputs as the test error.",
        |run, moment| {
            let meant = run.has_answers() && moment.is_finite();
            meant.then(|| error_on_rows(moment.predictions(), run.data().labels()).error)
        },
    )
    .probability(),
];

/// The error where ties count by this much more than half; of several outputs a tie is not always
/// half.
fn of_two_classes(run: &Run, moment: &Moment<'_>, more: f64) -> Option<f64> {
    let found = estimate(run, moment).filter(|_| run.has_class_labels())?;
    Some(found.error + more * found.ties)
}

/// The error on the test set, found once a state.
fn estimate(run: &Run, moment: &Moment<'_>) -> Option<ErrorEstimate> {
    let find = || test_error(moment.network, &run.problem).filter(|_| moment.is_finite());
    *moment.cache.test_error.get_or_init(find)
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::super::tests::{all, before, by_hand, is_none, near, observed, one};
    use crate::math::normal;

    /// One neuron along s: f > 0 on half of the plane, f = 0 on the other half.
    fn half() -> super::super::Run {
        by_hand(
            "data = { dimension = 2, signal = 1.0, noise = 1.0 }",
            mat![[1.0, 0.0], [-1.0, 0.0], [-2.0, 0.0], [3.0, 0.0]],
            &[1.0, 1.0, -1.0, -1.0],
            mat![[1.0], [0.0]],
            &[1.0],
        )
    }

    #[test]
    fn ties_count_half() {
        let run = half();
        near(one(&run, "test_ties"), 0.5);
        // Wrong on Phi(-1)/2, and half of the ties.
        let error = 0.5 * normal::cdf(-1.0) + 0.25;
        near(one(&run, "test_error"), error);
        near(one(&run, "start_test_error"), error);
        near(one(&run, "test_error_ties_right"), error - 0.25);
        near(one(&run, "test_error_ties_wrong"), error + 0.25);
        // Right, tie, tie, wrong.
        near(one(&run, "training_error"), 0.5);
    }

    #[test]
    fn along_a_run_the_error_falls_to_that_of_the_end() {
        let run = observed("flow.record = [0.0, 0.2]");
        let end = &run.solution.as_ref().unwrap().end.network;
        let found = super::test_error(&**end, &run.problem).unwrap();
        assert_eq!(
            (one(&run, "test_error"), one(&run, "test_ties")),
            (found.error, found.ties)
        );
        let outputs = end.output(run.data().points());
        let training = super::error_on_rows(&outputs, run.data().labels());
        assert_eq!(one(&run, "training_error"), training.error);
        assert_eq!(all(&run, "test_error_at")[0], one(&run, "start_test_error"));
        assert_ne!(all(&run, "test_error_at")[0], all(&run, "test_error_at")[1]);
    }

    const TEN: &str = "
        data = { kind = 'digits', task = 'ten', samples = 30 }
        network = { kind = 'mlp', hidden = [8] }
        loss.name = 'cross-entropy'";

    #[test]
    fn of_ten_outputs_the_largest_answers() {
        let run = before(TEN);
        let wrong = |data: &crate::data::Dataset| {
            let outputs = run.start.predict(data.points());
            let is_wrong = |(i, y): (usize, &f64)| {
                let own = outputs[(i, *y as usize)];
                (0..10).any(|k| k != *y as usize && outputs[(i, k)] >= own)
            };
            let labels = data.labels().iter().enumerate();
            labels.filter(|point| is_wrong(*point)).count() as f64 / data.samples() as f64
        };
        let crate::data::TestSet::Rows(rows) = &run.problem.test else {
            panic!("no rows to test on");
        };
        for name in ["start_test_error", "test_error"] {
            assert_eq!(one(&run, name), wrong(rows), "{name}");
        }
        assert_eq!(one(&run, "test_ties"), 0.0);
        assert_eq!(one(&run, "training_error"), wrong(run.data()));
        assert!(one(&run, "test_error_low") < one(&run, "test_error"));
        near(one(&run, "risk_at_zero"), libm::log(10.0));
        let f = run.start.output(run.data().points());
        let risk = crate::network::mean_loss(&f, run.data().labels(), run.loss());
        near(one(&run, "training_risk"), risk);
    }

    #[test]
    fn what_is_of_two_classes_has_no_meaning_for_ten() {
        let run = before(TEN);
        for name in [
            "test_error_ties_right",
            "test_error_ties_wrong",
            "positive_class_risk",
            "negative_class_risk",
            "t_sum_loss_log",
            "n_plus",
            "n_minus",
            "pull",
            "loss_at_zero",
            "target_length",
            "separable",
            "phi",
        ] {
            assert!(is_none(&run, name), "{name}");
        }
    }

    #[test]
    fn a_regression_has_no_errors() {
        let run = before("data.kind = 'three-points'\n loss.name = 'squared'");
        for name in ["test_error", "test_ties", "training_error"] {
            assert!(is_none(&run, name), "{name}");
        }
        assert!(is_none(&run, "start_test_error"));
    }
}
