//! What a sweep finds: one point a grid value, the optimum, the verdict.

use serde::{Serialize, Serializer};

use crate::runs::Columns;
pub use crate::statistics::Verdict;

/// All replicates of one value of the axis.
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
    /// Mean test error over replicates.
    pub test_error: Option<f64>,
    /// Lower end of the mean's 95% interval over replicates.
    pub test_error_low: Option<f64>,
    /// Upper end of that interval.
    pub test_error_high: Option<f64>,
    /// Mean P(f = 0).
    pub test_ties: Option<f64>,
    /// Mean over-alignment.
    pub over_alignment: Option<f64>,
    /// Mean over-fitting.
    pub over_fitting: Option<f64>,
    /// Mean evaluations.
    pub evaluations: f64,
    /// Mean flow time at the stop.
    pub time: f64,
}

/// The best value of the axis and those that cannot be told from it (statistics: kept set).
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// The value of the smallest mean test error.
    pub value: f64,
    /// Smallest value of the kept set.
    pub low: f64,
    /// Largest value of the kept set.
    pub high: f64,
    /// The mean test error there.
    pub test_error: f64,
    /// Every value of the grid that no other beats.
    pub kept: Vec<f64>,
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
    pub gain_over_smallest: f64,
    /// How much worse the largest value is than the best interior one, relative.
    pub gain_over_largest: f64,
    /// Interval of `gain_over_smallest`, at the test's level.
    pub gain_over_smallest_interval: [f64; 2],
    /// Interval of `gain_over_largest`, at the test's level.
    pub gain_over_largest_interval: [f64; 2],
    /// Relative margin that both gains have to exceed.
    pub margin: f64,
    /// Level of the test.
    pub level: f64,
    /// Replicates used.
    pub replicates: usize,
    /// The gains over the smallest and the largest value without the flattery of the search: the
    /// best value is chosen on half of the replicates and measured on the others.
    pub cross_fitted: [f64; 2],
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

fn word<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.of_a_curve())
}

/// A test error curve against the first axis of a sweep, at fixed values of all other keys.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The column of the axis: alpha, unless something else was swept first.
    pub axis: String,
    /// All other columns, alike for the runs of the curve.
    pub keys: Columns,
    /// The points, by rising value of the axis.
    pub points: Vec<CurvePoint>,
    /// The best value; `None` without test errors.
    pub optimum: Option<Optimum>,
    /// The test for an interior optimum; `None` below 3 values, 2 replicates or without test errors.
    pub u_test: Option<UTest>,
    /// Runs that did not reach the target, in all.
    pub unreached: usize,
}
