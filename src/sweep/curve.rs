//! From finished runs to the curve of test error, its optimum and verdict.

use std::collections::BTreeSet;

use super::{Curve, CurvePoint, Optimum, TwoLinesTest, UTest};
use crate::quantities::Row;
use crate::runs::{Columns, Rows, RunRecord};
use crate::statistics::{interior_optimum, kept_set, mean_interval, two_lines};

/// Relative margin by which an interior value has to beat both ends.
pub const MARGIN: f64 = 0.02;

/// Level of the U-test.
pub const LEVEL: f64 = 0.01;

/// One minus the coverage of the intervals of a point and of the optimum.
const INTERVAL_LEVEL: f64 = 0.05;

/// The curves of a plan's runs, one for each combination of the values of its axes beside the first,
/// in the order of the runs. A replicate of which a run failed is left out of its curve, so that every
/// point has the same replicates.
pub fn curves(rows: &Rows) -> Vec<Curve> {
    let mut groups: Vec<(Columns, Vec<&RunRecord>)> = Vec::new();
    for record in &rows.records {
        let key = record.at.without(&rows.axis);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(record),
            None => groups.push((key, vec![record])),
        }
    }
    let mut curves = Vec::new();
    for (keys, group) in groups {
        let failed: BTreeSet<u64> = group
            .iter()
            .filter(|record| record.row.is_err())
            .map(|record| record.at.replicate)
            .collect();
        let whole = group
            .iter()
            .filter(|record| !failed.contains(&record.at.replicate));
        let runs: Vec<Run<'_>> = whole
            .filter_map(|record| Run::of(record, &rows.axis))
            .collect();
        if !runs.is_empty() {
            curves.push(curve(&rows.axis, keys, runs));
        }
    }
    curves
}

/// A run that came back, on a curve.
#[derive(Clone, Copy)]
struct Run<'r> {
    value: f64,
    replicate: u64,
    row: &'r Row,
}

impl<'r> Run<'r> {
    fn of(record: &'r RunRecord, axis: &str) -> Option<Self> {
        Some(Run {
            value: record.at.number(axis)?,
            replicate: record.at.replicate,
            row: record.row.as_ref().ok()?,
        })
    }
}

fn curve(axis: &str, keys: Columns, runs: Vec<Run<'_>>) -> Curve {
    let columns = by_value(runs);
    let points: Vec<CurvePoint> = columns.iter().map(|column| point(column)).collect();
    let errors: Option<Vec<Vec<f64>>> = columns
        .iter()
        .map(|column| {
            column
                .iter()
                .map(|run| run.row.number("test_error"))
                .collect()
        })
        .collect();
    let values: Vec<f64> = points.iter().map(|point| point.value).collect();
    Curve {
        axis: axis.to_owned(),
        keys,
        optimum: errors
            .as_deref()
            .and_then(|errors| optimum(&values, errors)),
        u_test: errors.as_deref().and_then(|errors| u_test(&values, errors)),
        unreached: points.iter().map(|point| point.unreached).sum(),
        points,
    }
}

/// The runs of each value, by rising value and then by replicate.
fn by_value(mut runs: Vec<Run<'_>>) -> Vec<Vec<Run<'_>>> {
    runs.sort_by(|a, b| {
        let values = a.value.total_cmp(&b.value);
        values.then(a.replicate.cmp(&b.replicate))
    });
    let columns = runs.chunk_by(|a, b| a.value == b.value);
    columns.map(<[_]>::to_vec).collect()
}

fn point(runs: &[Run<'_>]) -> CurvePoint {
    let count = |condition: fn(&Row) -> bool| runs.iter().filter(|run| condition(run.row)).count();
    let values =
        |name: &str| -> Option<Vec<f64>> { runs.iter().map(|run| run.row.number(name)).collect() };
    let all = |name: &str| runs.iter().map(|run| run.row.value(name)).collect();
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64;
    let errors = values("test_error");
    let interval = errors
        .as_ref()
        .and_then(|errors| mean_interval(errors, INTERVAL_LEVEL).ok());
    CurvePoint {
        value: runs[0].value,
        runs: runs.len(),
        unreached: count(|row| !row.reached()),
        at_start: count(|row| row.reached() && row.value("time") == 0.0),
        test_error: errors.map(mean),
        // With few replicates the interval reaches beyond what an error can be.
        test_error_low: interval.map(|interval| interval.low.max(0.0)),
        test_error_high: interval.map(|interval| interval.high.min(1.0)),
        test_ties: values("test_ties").map(mean),
        over_alignment: values("over_alignment").map(mean),
        over_fitting: values("over_fitting").map(mean),
        evaluations: mean(all("evaluations")),
        time: mean(all("time")),
    }
}

fn optimum(values: &[f64], errors: &[Vec<f64>]) -> Option<Optimum> {
    let means = errors
        .iter()
        .map(|e| e.iter().sum::<f64>() / e.len() as f64);
    let (best, test_error) = means.enumerate().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let kept = kept_set(errors, INTERVAL_LEVEL).ok()?;
    let kept: Vec<f64> = kept.into_iter().map(|index| values[index]).collect();
    Some(Optimum {
        value: values[best],
        low: *kept.first()?,
        high: *kept.last()?,
        test_error,
        kept,
    })
}

/// `None` where the test has no meaning: fewer than 3 values or 2 replicates.
fn u_test(values: &[f64], errors: &[Vec<f64>]) -> Option<UTest> {
    let test = interior_optimum(errors, MARGIN, LEVEL).ok()?;
    let lines = two_lines(values, errors, LEVEL).ok()?;
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
            break_value: values[lines.break_point],
        },
    })
}
