//! Two sides compared element by element.

use serde::{Deserialize, Serialize};

use super::super::Formula;
use super::gathered::{Gathered, Grid, advance};
use crate::quantities::Axis;
use crate::runs::any_float;

/// Pairs of sides that a run keeps for the figure.
const KEPT_FOR_THE_FIGURE: usize = 24;

/// How two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum Comparison {
    /// `left >= right - slack`.
    AtLeast {
        /// Amount by which the right side may be larger.
        slack: f64,
    },
    /// `|left - right| <= absolute + relative * max(|left|, |right|)`.
    Equal {
        /// Absolute tolerance.
        absolute: f64,
        /// Relative tolerance.
        relative: f64,
    },
}

impl Comparison {
    /// How far from failing: negative where it fails.
    ///
    /// At least: (left - right) relative to the larger side, a difference within the slack
    /// counting as 0. Equal: the share of the tolerance that is left.
    pub fn margin(self, left: f64, right: f64) -> f64 {
        let size = left.abs().max(right.abs());
        match self {
            Comparison::AtLeast { slack } => {
                let gap = left - right;
                if gap == 0.0 || (gap < 0.0 && gap >= -slack) {
                    0.0
                } else {
                    gap / size
                }
            }
            Comparison::Equal { absolute, relative } => {
                let allowed = absolute + relative * size;
                let gap = (left - right).abs();
                if gap == 0.0 {
                    1.0
                } else if allowed == 0.0 {
                    -gap / size
                } else {
                    1.0 - gap / allowed
                }
            }
        }
    }
}

/// One element with its two sides.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Element {
    /// Recorded flow time.
    pub time: Option<f64>,
    /// Neuron, counted from 0.
    pub neuron: Option<usize>,
    /// Training point, counted from 0.
    pub point: Option<usize>,
    /// Left side.
    #[serde(with = "any_float")]
    pub left: f64,
    /// Right side.
    #[serde(with = "any_float")]
    pub right: f64,
    /// How far from failing; negative where it fails.
    #[serde(with = "any_float")]
    pub margin: f64,
}

/// What a comparison found in one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Elements {
    /// Elements selected and compared.
    pub tested: u64,
    /// Those that fail.
    pub violations: u64,
    /// The selected element nearest to failing, or failing most.
    pub worst: Option<Element>,
    /// The first selected element of which a side is not a finite number.
    pub undefined: Option<Element>,
    /// (left, right) of some elements, evenly spaced, for the figure.
    pub sample: Vec<[f64; 2]>,
}

impl Elements {
    fn add(&mut self, element: Element) {
        if !element.left.is_finite() || !element.right.is_finite() {
            self.undefined.get_or_insert(element);
            return;
        }
        self.tested += 1;
        self.violations += u64::from(element.margin < 0.0);
        if self.worst.is_none_or(|worst| element.margin < worst.margin) {
            self.worst = Some(element);
        }
    }

    /// Joins what two runs found.
    pub fn merge(&mut self, other: &Elements) {
        self.tested += other.tested;
        self.violations += other.violations;
        self.undefined = self.undefined.or(other.undefined);
        let worse = |worst: Element| self.worst.is_none_or(|own| worst.margin < own.margin);
        if other.worst.is_some_and(worse) {
            self.worst = other.worst;
        }
        self.sample.extend(&other.sample);
    }

    /// Thins a sample to the number a run keeps.
    fn keep(&mut self, all: &[[f64; 2]]) {
        let stride = all.len().div_ceil(KEPT_FOR_THE_FIGURE).max(1);
        self.sample = all.iter().step_by(stride).copied().collect();
    }
}

/// Compares two formulas for each selected element. A run in which a quantity has no meaning
/// has no elements.
pub(super) fn compare(
    gathered: &mut Gathered<'_>,
    each: &[Axis],
    filter: Option<&Formula>,
    sides: [&Formula; 2],
    comparison: Comparison,
) -> Elements {
    let mut found = Elements::default();
    let selected = match filter {
        Some(formula) => match gathered.grid(formula, each) {
            Some(grid) => Some(grid),
            None => return found,
        },
        None => None,
    };
    let [Some(left), Some(right)] = sides.map(|side| gathered.grid(side, each)) else {
        return found;
    };
    let mut place = vec![0; each.len()];
    let mut kept = Vec::new();
    for index in 0..left.elements.len() {
        if is_selected(selected.as_ref(), index) {
            let (left, right) = (left.elements[index], right.elements[index]);
            found.add(element(gathered, each, &place, left, right, comparison));
            kept.push([left, right]);
        }
        advance(&mut place, &left.shape);
    }
    found.keep(&kept);
    found
}

/// Follows a formula along time, step by step between neighbouring selected times.
pub(super) fn follow(
    gathered: &mut Gathered<'_>,
    filter: Option<&Formula>,
    quantity: &Formula,
    rising: bool,
    slack: f64,
) -> Elements {
    let mut found = Elements::default();
    let mut axes = gathered.axes(quantity);
    if axes.first() != Some(&Axis::Time) {
        axes.insert(0, Axis::Time);
    }
    let selected = match filter {
        Some(formula) => match gathered.grid(formula, &axes) {
            Some(grid) => Some(grid),
            None => return found,
        },
        None => None,
    };
    let Some(grid) = gathered.grid(quantity, &axes) else {
        return found;
    };
    let each_time: usize = grid.shape[1..].iter().product();
    let mut place = vec![0; axes.len()];
    let mut kept = Vec::new();
    for index in 0..grid.elements.len() {
        let before = index.checked_sub(each_time).filter(|&before| {
            is_selected(selected.as_ref(), before) && is_selected(selected.as_ref(), index)
        });
        if let Some(before) = before {
            let (old, new) = (grid.elements[before], grid.elements[index]);
            let (left, right) = if rising { (new, old) } else { (old, new) };
            let comparison = Comparison::AtLeast { slack };
            found.add(element(gathered, &axes, &place, left, right, comparison));
            kept.push([left, right]);
        }
        advance(&mut place, &grid.shape);
    }
    found.keep(&kept);
    found
}

/// Steps of a curve whose values belong to a swept key.
pub(in super::super) fn steps(values: &[f64], rising: bool, slack: f64) -> Elements {
    let mut found = Elements::default();
    for pair in values.windows(2) {
        let (left, right) = if rising {
            (pair[1], pair[0])
        } else {
            (pair[0], pair[1])
        };
        found.add(Element {
            time: None,
            neuron: None,
            point: None,
            left,
            right,
            margin: Comparison::AtLeast { slack }.margin(left, right),
        });
    }
    found
}

/// An undefined selection (NaN) selects nothing: a dead neuron is in no cone.
fn is_selected(selected: Option<&Grid>, index: usize) -> bool {
    selected.is_none_or(|grid| {
        let value = grid.elements[index];
        value != 0.0 && !value.is_nan()
    })
}

fn element(
    gathered: &Gathered<'_>,
    axes: &[Axis],
    place: &[usize],
    left: f64,
    right: f64,
    comparison: Comparison,
) -> Element {
    let at = |axis| {
        let along = axes.iter().position(|&a| a == axis)?;
        place.get(along).copied()
    };
    Element {
        time: at(Axis::Time).and_then(|index| gathered.time(index)),
        neuron: at(Axis::Neuron),
        point: at(Axis::Point),
        left,
        right,
        margin: comparison.margin(left, right),
    }
}
