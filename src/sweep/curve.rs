//! The curve of a quantity, its optimum and verdict, from finished runs.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::math::{mean, smallest, written};
use crate::quantities::{Row, find};
use crate::runs::{Columns, Rows, RunRecord};
pub use crate::statistics::Verdict;
use crate::statistics::{
    Contrast, bounded_interior_evidence, interior_optimum, kept_set, two_lines, unseen_share,
};

/// Relative margin by which an interior value has to beat both ends.
pub const MARGIN: f64 = 0.02;

/// Level of the U-test.
pub const LEVEL: f64 = 0.01;

/// One minus the coverage of the intervals of a point and of the optimum.
const INTERVAL_LEVEL: f64 = 0.05;

/// All replicates of one value of the axis. In files, where the curve is one of the test error, the
/// mean and its interval bear its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The axis' value.
    pub value: f64,
    /// Number of runs.
    pub runs: usize,
    /// Runs that did not reach the target; they count with the error at their end.
    pub unreached: usize,
    /// Runs whose start already met the target.
    pub at_start: usize,
    /// Mean of the quantity over replicates; `None` where a run does not have it.
    #[serde(rename = "test_error")]
    pub mean: Option<f64>,
    /// Lower end of the mean's 95% interval over replicates.
    #[serde(rename = "test_error_low")]
    pub low: Option<f64>,
    /// Upper end of that interval.
    #[serde(rename = "test_error_high")]
    pub high: Option<f64>,
    /// Mean share of ties.
    pub test_ties: Option<f64>,
    /// Mean over-alignment.
    pub over_alignment: Option<f64>,
    /// Mean over-fitting.
    pub over_fitting: Option<f64>,
    /// Mean evaluations; NaN where a run does not have them.
    #[serde(serialize_with = "known")]
    pub evaluations: f64,
    /// Mean flow time at the stop; NaN where a run does not have it.
    #[serde(serialize_with = "known")]
    pub time: f64,
}

/// The best value of the axis and those that cannot be told from it (statistics: kept set).
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// The value of the smallest mean.
    pub value: f64,
    /// Smallest value of the kept set.
    pub low: f64,
    /// Largest value of the kept set.
    pub high: f64,
    /// The mean there.
    pub mean: f64,
    /// Every value of the grid that no other beats.
    pub kept: Vec<f64>,
}

impl Optimum {
    /// From where to where values that cannot be told from the best are neighbours on the grid.
    pub fn ranges(&self, curve: &Curve) -> Vec<[f64; 2]> {
        let mut ranges: Vec<[f64; 2]> = Vec::new();
        let mut joined = false;
        for point in &curve.points {
            let kept = self.kept.contains(&point.value);
            match ranges.last_mut().filter(|_| joined) {
                Some(last) if kept => last[1] = point.value,
                _ if kept => ranges.push([point.value; 2]),
                _ => {}
            }
            joined = kept;
        }
        ranges
    }
}

/// The test for an interior optimum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UTest {
    /// Whether a value in between beats both ends; "interior", "monotone" or "inconclusive" in files.
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    /// Twice the smaller of the p-values for and against an interior optimum; the verdict
    /// is decided where this is at most the level.
    pub p_value: f64,
    /// How much worse the smallest value is than the best interior one: .12 is 12% worse.
    #[serde(serialize_with = "written::number")]
    pub gain_over_smallest: f64,
    /// How much worse the largest value is than the best interior one, relative.
    #[serde(serialize_with = "written::number")]
    pub gain_over_largest: f64,
    /// Interval of `gain_over_smallest`, at the test's level; an end without limit is infinite.
    #[serde(serialize_with = "written::pair")]
    pub gain_over_smallest_interval: [f64; 2],
    /// Interval of `gain_over_largest`, at the test's level.
    #[serde(serialize_with = "written::pair")]
    pub gain_over_largest_interval: [f64; 2],
    /// Relative margin that both gains have to exceed.
    pub margin: f64,
    /// Level of the test.
    pub level: f64,
    /// Replicates used.
    pub replicates: usize,
    /// The gains over the smallest and the largest value without the flattery of the search: the
    /// best value is chosen on half of the replicates and measured on the others.
    #[serde(serialize_with = "written::pair")]
    pub cross_fitted: [f64; 2],
    /// Share of replicates that could still carry an opposite effect, though none of these does (99%).
    pub unseen: f64,
    /// The verdict of a test that needs no condition on tails, as errors lie in [0, 1]; without a vote.
    #[serde(serialize_with = "word")]
    pub tail_free: Verdict,
    /// Its p-value, twice the smaller side's.
    pub tail_free_p_value: f64,
    /// Skewness of the two contrasts; beyond 2 the true level may be three times the stated.
    pub skewness: [f64; 2],
    /// Simonsohn's test beside the verdict, without a vote in it.
    pub two_lines: TwoLinesTest,
}

/// The two-lines test: does the error first fall and then rise?
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TwoLinesTest {
    /// Whether a falling line before the break and a rising one after it are established.
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    /// The verdict is decided where this is at most the U-test's level.
    pub p_value: f64,
    /// The value at which the two lines meet.
    pub break_value: f64,
}

/// A number, or nothing where it is NaN.
fn known<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Some(*number)
        .filter(|number| !number.is_nan())
        .serialize(serializer)
}

fn word<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.of_a_curve())
}

/// The curve of a quantity against the first axis of a plan, at fixed values of all other keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The name of the quantity.
    pub quantity: String,
    /// The column of the axis: alpha, unless something else was swept first.
    pub axis: String,
    /// All other columns, alike for the runs of the curve.
    pub keys: Columns,
    /// The points, by rising value of the axis.
    pub points: Vec<CurvePoint>,
    /// The best value; `None` where a run does not have the quantity.
    pub optimum: Option<Optimum>,
    /// The test for an interior optimum; `None` below 3 values or 2 replicates, and where the
    /// quantity is missing or negative.
    pub u_test: Option<UTest>,
    /// Runs that did not reach the target, in all.
    pub unreached: usize,
}

impl Curve {
    /// The curves of a quantity that is reported of a run's stop
    /// ([`SUMMARY`](crate::quantities::SUMMARY)): one for each combination of the values of the
    /// axes beside the first, in the order of the runs. A replicate of which a run failed is left
    /// out of its curve, so that every point has the same replicates.
    ///
    /// ```
    /// use sweetspot::{config::Config, runs::{Plan, Workers}, sweep::Curve};
    /// let mut config = Config::default();
    /// config.network.set_width(16);
    /// let plan = Plan::new(config).axis("network.alpha", [1e-3, 1.0]).replicates(2);
    /// let curve = &Curve::of(&plan.run(&Workers::default(), None)?, "test_error")[0];
    /// assert!(curve.points[0].mean < curve.points[1].mean);
    /// # Ok::<(), sweetspot::runs::RunError>(())
    /// ```
    pub fn of(rows: &Rows, quantity: &str) -> Vec<Curve> {
        let mut groups: Vec<(Columns, Vec<&RunRecord>)> = Vec::new();
        for record in &rows.records {
            let key = record.at.without(&rows.axis);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) => group.push(record),
                None => groups.push((key, vec![record])),
            }
        }
        let curves = groups.into_iter().filter_map(|(keys, group)| {
            let values = by_value(&group, &rows.axis);
            let made = !values.is_empty();
            let range = match rows.unbounded && quantity == "test_error" {
                true => [0.0, f64::INFINITY],
                false => values
                    .first()
                    .map_or([0.0, 1.0], |(_, rows)| range(quantity, rows)),
            };
            made.then(|| curve(quantity, &rows.axis, (keys, range), &values))
        });
        curves.collect()
    }
}

/// The whole replicates of each value, by rising value and then by replicate.
fn by_value<'r>(group: &[&'r RunRecord], axis: &str) -> Vec<(f64, Vec<&'r Row>)> {
    let failed = group.iter().filter(|record| record.row.is_err());
    let failed: BTreeSet<u64> = failed.map(|record| record.at.replicate).collect();
    let whole = group
        .iter()
        .filter(|record| !failed.contains(&record.at.replicate));
    let run = |record: &&'r RunRecord| {
        let value = record.at.number(axis)?;
        Some((value, record.at.replicate, record.row.as_ref().ok()?))
    };
    let mut runs: Vec<(f64, u64, &Row)> = whole.filter_map(run).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let values = runs.chunk_by(|a, b| a.0 == b.0);
    values
        .map(|runs| (runs[0].0, runs.iter().map(|(_, _, row)| *row).collect()))
        .collect()
}

fn curve(
    quantity: &str,
    axis: &str,
    (keys, range): (Columns, [f64; 2]),
    values: &[(f64, Vec<&Row>)],
) -> Curve {
    let points = values
        .iter()
        .map(|(value, rows)| point((quantity, range), *value, rows));
    let points: Vec<CurvePoint> = points.collect();
    let found = values.iter().map(|(_, rows)| numbers(rows, quantity));
    let found: Option<Vec<Vec<f64>>> = found.collect();
    let places: Vec<f64> = values.iter().map(|(value, _)| *value).collect();
    Curve {
        quantity: quantity.to_owned(),
        axis: axis.to_owned(),
        keys,
        optimum: found.as_deref().and_then(|found| optimum(&places, found)),
        u_test: found
            .as_deref()
            .and_then(|found| u_test(range, &places, found)),
        unreached: points.iter().map(|point| point.unreached).sum(),
        points,
    }
}

/// A number of every run; `None` where one does not have it.
fn numbers(rows: &[&Row], name: &str) -> Option<Vec<f64>> {
    rows.iter().map(|row| row.number(name)).collect()
}

/// Between which values the quantity lies. The test error of a regression, which has an R^2, is a mean
/// square.
fn range(quantity: &str, rows: &[&Row]) -> [f64; 2] {
    if quantity == "test_error" && rows.iter().any(|row| row.number("test_r2").is_some()) {
        return [0.0, f64::INFINITY];
    }
    let range = find(quantity).and_then(|quantity| quantity.range);
    range.unwrap_or([f64::NEG_INFINITY, f64::INFINITY])
}

fn point((quantity, [least, most]): (&str, [f64; 2]), value: f64, rows: &[&Row]) -> CurvePoint {
    let count = |condition: fn(&Row) -> bool| rows.iter().filter(|row| condition(row)).count();
    let mean_of = |name: &str| numbers(rows, name).map(|values| mean(&values));
    let mean_or_nan =
        |name: &str| mean(&rows.iter().map(|row| row.value(name)).collect::<Vec<_>>());
    let found = numbers(rows, quantity);
    let contrast = found.as_ref().and_then(|found| Contrast::new(found).ok());
    let interval = contrast.and_then(|contrast| contrast.interval(INTERVAL_LEVEL).ok());
    // With few replicates the interval reaches beyond what an error can be.
    CurvePoint {
        value,
        runs: rows.len(),
        unreached: count(|row| !row.reached()),
        at_start: count(|row| row.reached() && row.value("time") == 0.0),
        mean: found.as_deref().map(mean),
        low: interval.map(|[low, _]| low.max(least)),
        high: interval.map(|[_, high]| high.min(most)),
        test_ties: mean_of("test_ties"),
        over_alignment: mean_of("over_alignment"),
        over_fitting: mean_of("over_fitting"),
        evaluations: mean_or_nan("evaluations"),
        time: mean_or_nan("time"),
    }
}

fn optimum(values: &[f64], found: &[Vec<f64>]) -> Option<Optimum> {
    let means: Vec<f64> = found.iter().map(|found| mean(found)).collect();
    let best = smallest(&means)?;
    let kept = kept_set(found, INTERVAL_LEVEL).ok()?;
    let kept: Vec<f64> = kept.into_iter().map(|index| values[index]).collect();
    Some(Optimum {
        value: values[best],
        low: *kept.first()?,
        high: *kept.last()?,
        mean: means[best],
        kept,
    })
}

/// `None` where the test has no meaning: fewer than 3 values or 2 replicates.
fn u_test(range: [f64; 2], values: &[f64], errors: &[Vec<f64>]) -> Option<UTest> {
    let test = interior_optimum(errors, MARGIN, LEVEL).ok()?;
    let lines = two_lines(values, errors, LEVEL).ok()?;
    let tail_free = bounded_interior_evidence(errors, range, MARGIN).ok()?;
    let tail_free = tail_free.unwrap_or_default();
    let [over_smallest, over_largest] = [test.gain_over_first, test.gain_over_last];
    Some(UTest {
        verdict: test.verdict,
        p_value: test.evidence.p_value(),
        gain_over_smallest: over_smallest.estimate,
        gain_over_largest: over_largest.estimate,
        gain_over_smallest_interval: [over_smallest.low, over_smallest.high],
        gain_over_largest_interval: [over_largest.low, over_largest.high],
        margin: MARGIN,
        level: LEVEL,
        replicates: test.seeds,
        cross_fitted: test.cross_fitted,
        unseen: unseen_share(test.seeds),
        tail_free: tail_free.decide(LEVEL),
        tail_free_p_value: tail_free.p_value(),
        skewness: test.skewness,
        two_lines: TwoLinesTest {
            verdict: lines.verdict,
            p_value: lines.evidence.p_value(),
            break_value: values[lines.break_point],
        },
    })
}
