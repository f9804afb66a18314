//! What a check found.

use serde::Serialize;

use super::Over;
use crate::math::{mean, written};
use crate::statistics::{Admission, Contrast, Evidence, StatisticsError, Verdict};

/// Level of the intervals drawn in a figure, and of the values that cannot be told from the best.
pub(super) const DRAWN_LEVEL: f64 = 0.05;

/// What one claim's check found in one setting; the first fields are those of the claim.
#[allow(missing_docs)]
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    pub id: String,
    pub paper: String,
    pub title: String,
    pub source: String,
    pub setting: String,
    /// Whether this is the claim's negative control.
    pub control: bool,
    /// Whether the setting meets the paper's assumptions.
    pub inside: bool,
    /// Whether no run can fail the claim.
    pub identity: bool,
    pub verdict: Verdict,
    pub expected: Verdict,
    /// Why it was not run, where its data are absent: it has no verdict then, and what stands under
    /// `verdict` says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_run: Option<String>,
    /// Deterministic checks: the worst slack in units of the sides' size, negative where violated.
    /// Statistical ones: distance of the interval from the cut, negative where the claim fails.
    #[serde(serialize_with = "written::option")]
    pub margin: Option<f64>,
    /// The measured effect: a slope, a gain, a share, a worst ratio.
    #[serde(serialize_with = "written::option")]
    pub effect: Option<f64>,
    /// Its interval.
    #[serde(serialize_with = "written::option_pair")]
    pub interval: Option<[f64; 2]>,
    /// Elements tested (deterministic) or runs compared (statistical).
    pub count: u64,
    pub seeds: usize,
    /// What a deviation had to be to be found, in words.
    pub power: Option<String>,
    /// How often the whole rule without its last look gave another verdict than the expected one,
    /// on seeds drawn again from those that were used: 0 admits a statistical check to the quick
    /// budget. `None` where it was not asked, or a run has no value.
    pub admission: Option<Admission>,
    /// Of a statistical check of means: the share of seeds that could still carry an opposite effect,
    /// though none of those that were run does (99%).
    pub unseen: Option<f64>,
    /// The same question decided without any condition on tails, where all values are bounded.
    pub tail_free: Option<TailFree>,
    /// The finite scope that was checked: sizes, alphas, seeds, times.
    pub scope: String,
    /// The report line: what was found, in words and numbers.
    pub finding: String,
    /// Seconds of computing, shared runs counted for every claim that uses them.
    pub seconds: f64,
    /// Where it fails.
    pub counterexample: Option<Counterexample>,
    /// The command that repeats this check.
    pub reproduce: String,
    /// p-values of a statistical check, of all its looks together. Not in the JSON.
    #[serde(skip)]
    pub evidence: Option<Evidence>,
    /// The figure of the check: measured against predicted. Not in the JSON.
    #[serde(skip)]
    pub figure: Option<Figure>,
}

impl Outcome {
    /// Nothing was decided, for a reason.
    pub(super) fn inconclusive(finding: impl ToString) -> Self {
        Outcome {
            finding: finding.to_string(),
            ..Outcome::default()
        }
    }

    /// Whether the verdict is the one that was expected; what was not run is not unexpected.
    pub fn is_expected(&self) -> bool {
        self.not_run.is_some() || self.verdict == self.expected
    }

    /// Whether another verdict may come out under other seeds.
    pub fn is_unsure(&self) -> bool {
        self.admission.is_some_and(|found| found.unexpected > 0)
    }
}

/// What a test says that holds however the values are spread within their range
/// ([`crate::statistics::bounded_evidence`]). It stands beside the verdict and has no vote in it: its
/// being undecided says that the verdict rests on the tails being as they were seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TailFree {
    /// At the level of the verdict.
    pub verdict: Verdict,
    /// Twice the smaller side's.
    pub p_value: f64,
}

/// Where a claim fails: master seed and replicate, recorded flow time, neuron, training point
/// and layer (counted from 0), and the two sides.
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counterexample {
    pub seed: u64,
    pub replicate: u64,
    pub time: Option<f64>,
    pub neuron: Option<usize>,
    pub point: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<usize>,
    pub left: f64,
    pub right: f64,
}

/// A small figure: series of points, and of both axes the label and whether it is logarithmic.
#[allow(missing_docs)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    pub x_label: String,
    pub y_label: String,
    pub x_log: bool,
    pub y_log: bool,
    pub series: Vec<FigureSeries>,
}

impl Figure {
    /// The means with their intervals along the key.
    pub(super) fn along(
        over: &Over,
        y_label: &str,
        values: &[Vec<f64>],
    ) -> Result<Figure, StatisticsError> {
        let mut points = Vec::new();
        for (&key, values) in over.values.iter().zip(values) {
            let interval = Contrast::new(values)?.interval(DRAWN_LEVEL)?;
            points.push((key, mean(values), Some(interval)));
        }
        Ok(Figure {
            x_label: over.key.clone(),
            y_label: y_label.to_owned(),
            x_log: over.values.iter().all(|key| *key > 0.0),
            y_log: false,
            series: vec![FigureSeries::marks(points)],
        })
    }

    /// Points (right, left) with the line of equality from one end to the other.
    pub(super) fn against(
        [left, right]: [String; 2],
        points: Vec<(f64, f64)>,
        ends: Option<[f64; 2]>,
        log: bool,
    ) -> Figure {
        let points = points.into_iter().map(|(x, y)| (x, y, None)).collect();
        let diagonal = ends.map_or(Vec::new(), |ends| ends.map(|x| (x, x, None)).to_vec());
        Figure {
            x_label: right,
            y_label: left,
            x_log: log,
            y_log: log,
            series: vec![
                FigureSeries::marks(points),
                FigureSeries::line("equal", diagonal),
            ],
        }
    }
}

type Points = Vec<(f64, f64, Option<[f64; 2]>)>;

/// One series of a [`Figure`].
#[derive(Clone, Debug, PartialEq)]
pub struct FigureSeries {
    /// What it is.
    pub name: String,
    /// Whether its points are joined by a line (else markers).
    pub line: bool,
    /// (x, y), and the ends of an interval of y where there is one.
    pub points: Points,
}

impl FigureSeries {
    /// What was measured, as markers.
    pub(super) fn marks(points: Points) -> Self {
        FigureSeries {
            name: "measured".to_owned(),
            line: false,
            points,
        }
    }

    /// What it is compared with, as a line.
    pub(super) fn line(name: &str, points: Points) -> Self {
        FigureSeries {
            name: name.to_owned(),
            line: true,
            points,
        }
    }
}
