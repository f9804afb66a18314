//! Two sides compared element by element.

use serde::{Deserialize, Serialize};

use super::gathered::Gathered;
use crate::claims::Formula;
use crate::quantities::Axis;
use crate::runs::any_float;

const KEPT_FOR_THE_FIGURE: usize = 24;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Comparison {
    /// `left >= right - slack`.
    AtLeast { slack: f64 },
    /// `|left - right| <= absolute + relative * max(|left|, |right|)`.
    Equal { absolute: f64, relative: f64 },
}

impl Comparison {
    /// How far from failing, negative where it fails: (left - right) relative to the larger side, 0
    /// within the slack; for equality the share of the tolerance that is left.
    pub fn margin(self, left: f64, right: f64) -> f64 {
        let size = left.abs().max(right.abs());
        match self {
            Comparison::AtLeast { slack } => {
                let gap = left - right;
                let within = gap == 0.0 || (gap < 0.0 && gap >= -slack);
                if within { 0.0 } else { gap / size }
            }
            Comparison::Equal { absolute, relative } => {
                let gap = (left - right).abs();
                match absolute + relative * size {
                    _ if gap == 0.0 => 1.0,
                    0.0 => -gap / size,
                    allowed => 1.0 - gap / allowed,
                }
            }
        }
    }
}

/// One element with its two sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Element {
    pub time: Option<f64>,
    /// Neuron, counted from 0.
    pub neuron: Option<usize>,
    /// Training point, counted from 0.
    pub point: Option<usize>,
    /// Layer, counted from 0 at the input.
    pub layer: Option<usize>,
    #[serde(with = "any_float")]
    pub left: f64,
    #[serde(with = "any_float")]
    pub right: f64,
    #[serde(with = "any_float")]
    pub margin: f64,
}

/// What a comparison found in one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Elements {
    pub tested: u64,
    pub violations: u64,
    /// The selected element nearest to failing, or failing most.
    pub worst: Option<Element>,
    /// The first selected element of which a side is not a finite number, and which part of the
    /// side's formula that is.
    pub undefined: Option<Box<(Element, Option<String>)>>,
    /// (left, right) of some elements, evenly spaced, for the figure.
    #[serde(with = "any_float::pairs")]
    pub sample: Vec<[f64; 2]>,
}

impl Elements {
    fn add(&mut self, element: Element) {
        if !element.left.is_finite() || !element.right.is_finite() {
            self.undefined
                .get_or_insert_with(|| Box::new((element, None)));
            return;
        }
        self.tested += 1;
        self.violations += u64::from(element.margin < 0.0);
        if self.worst.is_none_or(|worst| element.margin < worst.margin) {
            self.worst = Some(element);
        }
    }

    pub fn merge(&mut self, other: &Elements) {
        self.tested += other.tested;
        self.violations += other.violations;
        self.undefined = self.undefined.take().or_else(|| other.undefined.clone());
        let worse = |worst: Element| self.worst.is_none_or(|own| worst.margin < own.margin);
        self.worst = other.worst.filter(|worst| worse(*worst)).or(self.worst);
        self.sample.extend(&other.sample);
    }
}

/// At most so many pairs, evenly spaced.
pub fn thinned(pairs: &[[f64; 2]], most: usize) -> impl Iterator<Item = &[f64; 2]> {
    pairs.iter().step_by(pairs.len().div_ceil(most).max(1))
}

/// Compares two formulas for each selected element; `None` where a quantity has no meaning for the
/// run.
pub fn compare(
    run: &mut Gathered<'_>,
    each: &[Axis],
    filter: Option<&Formula>,
    sides: [&Formula; 2],
    comparison: Comparison,
) -> Option<Elements> {
    let (left, right) = (run.grid(sides[0], each)?, run.grid(sides[1], each)?);
    let selected = selection(run, filter, each, left.elements.len())?;
    let places = (0..left.elements.len()).filter(|&index| selected[index]);
    let pairs = places.map(|index| (index, [left.elements[index], right.elements[index]]));
    let mut found = elements(run, each, &left.shape, pairs.clone(), comparison);
    if let Some((_, why)) = found.undefined.as_deref_mut() {
        let undefined = pairs
            .clone()
            .find(|(_, sides)| !sides.iter().all(|side| side.is_finite()));
        let index = undefined.map_or(0, |(index, _)| index);
        *why = sides.iter().find_map(|side| run.problem(side, each, index));
    }
    Some(found)
}

/// Follows a formula along time, step by step between neighbouring selected times.
pub fn follow(
    run: &mut Gathered<'_>,
    filter: Option<&Formula>,
    quantity: &Formula,
    rising: bool,
    slack: f64,
) -> Option<Elements> {
    let mut axes = run.axes(quantity);
    if axes.first() != Some(&Axis::Time) {
        axes.insert(0, Axis::Time);
    }
    let grid = run.grid(quantity, &axes)?;
    let selected = selection(run, filter, &axes, grid.elements.len())?;
    let each_time: usize = grid.shape[1..].iter().product();
    let steps = (each_time..grid.elements.len())
        .map(|index| (index - each_time, index))
        .filter(|&(before, index)| selected[before] && selected[index]);
    let undefined = steps
        .clone()
        .flat_map(|(before, index)| [before, index])
        .find(|&index| !grid.elements[index].is_finite());
    let pairs = steps.map(|(before, index)| {
        let step = [grid.elements[before], grid.elements[index]];
        (index, sides_of_step(step, rising))
    });
    let comparison = Comparison::AtLeast { slack };
    let mut found = elements(run, &axes, &grid.shape, pairs, comparison);
    if let (Some((_, why)), Some(index)) = (found.undefined.as_deref_mut(), undefined) {
        *why = run.problem(quantity, &axes, index);
    }
    Some(found)
}

/// Steps of a curve whose values belong to a swept key.
pub fn steps(values: &[f64], rising: bool, slack: f64) -> Elements {
    let mut found = Elements::default();
    for pair in values.windows(2) {
        let [left, right] = sides_of_step([pair[0], pair[1]], rising);
        found.add(Element {
            left,
            right,
            margin: Comparison::AtLeast { slack }.margin(left, right),
            ..Element::default()
        });
    }
    found
}

/// The side that is claimed to be the larger one first.
fn sides_of_step([before, after]: [f64; 2], rising: bool) -> [f64; 2] {
    if rising {
        [after, before]
    } else {
        [before, after]
    }
}

/// Which of so many elements count: all without a filter; with one, those where it is not 0. One
/// that is not a number selects nothing: a dead neuron is in no cone. `None` where the filter has
/// no meaning for the run.
fn selection(
    run: &mut Gathered<'_>,
    filter: Option<&Formula>,
    axes: &[Axis],
    count: usize,
) -> Option<Vec<bool>> {
    let Some(filter) = filter else {
        return Some(vec![true; count]);
    };
    let values = run.grid(filter, axes)?.elements;
    let selects = |value: f64| value != 0.0 && !value.is_nan();
    Some(values.into_iter().map(selects).collect())
}

fn elements(
    run: &Gathered<'_>,
    axes: &[Axis],
    shape: &[usize],
    pairs: impl Iterator<Item = (usize, [f64; 2])>,
    comparison: Comparison,
) -> Elements {
    let mut found = Elements::default();
    let mut all = Vec::new();
    for (index, [left, right]) in pairs {
        let at = |axis| {
            let along = axes.iter().position(|&a| a == axis)?;
            let stride: usize = shape[along + 1..].iter().product();
            Some(index / stride % shape[along])
        };
        found.add(Element {
            time: at(Axis::Time).and_then(|index| run.time(index)),
            neuron: at(Axis::Neuron),
            point: at(Axis::Point),
            layer: at(Axis::Layer),
            left,
            right,
            margin: comparison.margin(left, right),
        });
        all.push([left, right]);
    }
    found.sample = thinned(&all, KEPT_FOR_THE_FIGURE).copied().collect();
    found
}
