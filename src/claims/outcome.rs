//! What a check found.

use serde::Serialize;

use crate::statistics::{Admission, Evidence, Verdict};

/// What one claim's check found in one setting.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    /// The claim's id.
    pub id: String,
    /// The paper's key.
    pub paper: String,
    /// The claim's title.
    pub title: String,
    /// Paper and theorem.
    pub source: String,
    /// Name of the setting.
    pub setting: String,
    /// Whether this is the claim's negative control.
    pub control: bool,
    /// Whether the setting meets the paper's assumptions.
    pub inside: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict that was expected.
    pub expected: Verdict,
    /// Deterministic checks: the worst slack in units of the sides' size, negative where violated.
    /// Statistical ones: distance of the interval from the cut, negative where the claim fails.
    pub margin: Option<f64>,
    /// The measured effect: a slope, a gain, a share, a worst ratio.
    pub effect: Option<f64>,
    /// Its interval.
    pub interval: Option<[f64; 2]>,
    /// Elements tested (deterministic) or runs compared (statistical).
    pub count: u64,
    /// Seeds used.
    pub seeds: usize,
    /// What a deviation had to be to be found, in words.
    pub power: Option<String>,
    /// How often the whole rule without its last look gave another verdict than the expected one,
    /// on seeds drawn again from those that were used: 0 admits a statistical check to the quick
    /// budget. `None` where it was not asked, or a run has no value.
    pub admission: Option<Admission>,
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

    /// Whether the verdict is the one that was expected.
    pub fn is_expected(&self) -> bool {
        self.verdict == self.expected
    }

    /// Whether another verdict may come out under other seeds.
    pub fn is_unsure(&self) -> bool {
        self.admission.is_some_and(|found| found.unexpected > 0)
    }
}

/// Where a claim fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counterexample {
    /// Master seed.
    pub seed: u64,
    /// Replicate.
    pub replicate: u64,
    /// Recorded flow time.
    pub time: Option<f64>,
    /// Neuron, counted from 0.
    pub neuron: Option<usize>,
    /// Training point, counted from 0.
    pub point: Option<usize>,
    /// Left side.
    pub left: f64,
    /// Right side.
    pub right: f64,
}

/// A small figure: series of points with names for the axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// Label of the horizontal axis.
    pub x_label: String,
    /// Label of the vertical axis.
    pub y_label: String,
    /// Whether the horizontal axis is logarithmic.
    pub x_log: bool,
    /// Whether the vertical axis is logarithmic.
    pub y_log: bool,
    /// The series.
    pub series: Vec<FigureSeries>,
}

/// (x, y), and the ends of an interval of y where there is one.
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
