//! From finished runs to the curve of test error against alpha, its optimum and verdict.

use super::{Curve, CurvePoint, Optimum, RunRecord, TwoLinesTest, UTest};
use crate::flow::StopReason;
use crate::statistics::{interior_optimum, kept_set, mean_interval, two_lines};

/// Relative margin by which an interior alpha has to beat both ends.
pub const MARGIN: f64 = 0.02;

/// Level of the U-test.
pub const LEVEL: f64 = 0.01;

/// One minus the coverage of the intervals of a point and of the optimum.
const INTERVAL_LEVEL: f64 = 0.05;

/// The curves of a sweep's runs, one for each combination of the swept keys other than
/// alpha, in the order of the runs. Within a curve every alpha has the same replicates.
pub fn curves(records: &[RunRecord]) -> Vec<Curve> {
    let mut groups: Vec<Vec<&RunRecord>> = Vec::new();
    for record in records {
        match groups
            .iter_mut()
            .find(|group| group[0].key.is_in_curve_of(&record.key))
        {
            Some(group) => group.push(record),
            None => groups.push(vec![record]),
        }
    }
    groups.iter().map(|group| curve(group)).collect()
}

fn curve(records: &[&RunRecord]) -> Curve {
    let columns = by_alpha(records);
    let points: Vec<CurvePoint> = columns.iter().map(|column| point(column)).collect();
    let errors: Option<Vec<Vec<f64>>> = columns
        .iter()
        .map(|column| column.iter().map(|run| run.summary.test_error).collect())
        .collect();
    let alphas: Vec<f64> = points.iter().map(|point| point.alpha).collect();
    let key = &records[0].key;
    Curve {
        width: key.width,
        samples: key.samples,
        signal: key.signal,
        learning_rate: key.learning_rate,
        optimum: errors
            .as_deref()
            .and_then(|errors| optimum(&alphas, errors)),
        u_test: errors.as_deref().and_then(|errors| u_test(&alphas, errors)),
        unreached: points.iter().map(|point| point.unreached).sum(),
        points,
    }
}

/// The runs of each alpha, by rising alpha and then by replicate.
fn by_alpha<'r>(records: &[&'r RunRecord]) -> Vec<Vec<&'r RunRecord>> {
    let mut sorted = records.to_vec();
    sorted.sort_by(|a, b| {
        let alphas = a.key.alpha.total_cmp(&b.key.alpha);
        alphas.then(a.key.replicate.cmp(&b.key.replicate))
    });
    sorted
        .chunk_by(|a, b| a.key.alpha == b.key.alpha)
        .map(<[_]>::to_vec)
        .collect()
}

fn point(runs: &[&RunRecord]) -> CurvePoint {
    let count = |condition: fn(&RunRecord) -> bool| runs.iter().filter(|r| condition(r)).count();
    let values = |get: fn(&RunRecord) -> Option<f64>| -> Option<Vec<f64>> {
        runs.iter().map(|run| get(run)).collect()
    };
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let errors = values(|run| run.summary.test_error);
    let interval = errors
        .as_ref()
        .and_then(|errors| mean_interval(errors, INTERVAL_LEVEL).ok());
    CurvePoint {
        alpha: runs[0].key.alpha,
        runs: runs.len(),
        unreached: count(|run| run.summary.stop_reason != StopReason::Reached),
        at_start: count(|run| {
            run.summary.stop_reason == StopReason::Reached && run.summary.time == 0.0
        }),
        test_error: errors.map(mean),
        // With few replicates the interval reaches beyond what an error can be.
        test_error_low: interval.map(|interval| interval.low.max(0.0)),
        test_error_high: interval.map(|interval| interval.high.min(1.0)),
        test_ties: values(|run| run.summary.test_ties).map(mean),
        over_alignment: values(|run| run.summary.over_alignment).map(mean),
        over_fitting: values(|run| run.summary.over_fitting).map(mean),
        evaluations: mean(
            runs.iter()
                .map(|run| run.summary.evaluations as f64)
                .collect(),
        ),
        time: mean(runs.iter().map(|run| run.summary.time).collect()),
    }
}

fn optimum(alphas: &[f64], errors: &[Vec<f64>]) -> Option<Optimum> {
    let means = errors
        .iter()
        .map(|e| e.iter().sum::<f64>() / e.len() as f64);
    let (best, test_error) = means.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let kept = kept_set(errors, INTERVAL_LEVEL).ok()?;
    let kept: Vec<f64> = kept.into_iter().map(|index| alphas[index]).collect();
    Some(Optimum {
        alpha: alphas[best],
        alpha_low: *kept.first()?,
        alpha_high: *kept.last()?,
        test_error,
        kept,
    })
}

/// `None` where the test has no meaning: fewer than 3 alphas or 2 replicates.
fn u_test(alphas: &[f64], errors: &[Vec<f64>]) -> Option<UTest> {
    let test = interior_optimum(errors, MARGIN, LEVEL).ok()?;
    let lines = two_lines(alphas, errors, LEVEL).ok()?;
    let [over_smallest, over_largest] = [test.gain_over_first, test.gain_over_last];
    Some(UTest {
        verdict: test.verdict,
        p_value: test.p_value,
        gain_over_smallest: over_smallest.estimate,
        gain_over_largest: over_largest.estimate,
        gain_over_smallest_interval: [over_smallest.low, over_smallest.high],
        gain_over_largest_interval: [over_largest.low, over_largest.high],
        margin: test.margin,
        level: test.level,
        replicates: test.seeds,
        cross_fitted: [test.cross_fitted.over_first, test.cross_fitted.over_last],
        skewness: test.skewness,
        two_lines: TwoLinesTest {
            verdict: lines.verdict,
            p_value: lines.p_value,
            break_alpha: alphas[lines.break_point],
        },
    })
}
