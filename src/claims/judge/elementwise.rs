//! The deterministic checks: every element of every seed, no statistics.

use super::look::Undecided;
use crate::claims::kinds::kind::EveryElement;
use crate::claims::measure::{Element, Elements, Measured, thinned};
use crate::claims::outcome::{Counterexample, Figure, Outcome};
use crate::math::{in_full, short};
use crate::statistics::{Verdict, unseen_share};

const FIGURE_POINTS: usize = 400;

/// Fewest clean seeds of which it is worth saying what share they exclude.
const FEWEST_CLEAN_SEEDS: usize = 4;

#[derive(Clone, Debug)]
pub struct ElementsOfSeed {
    pub replicate: u64,
    pub elements: Elements,
}

impl ElementsOfSeed {
    pub fn of(
        test: &dyn EveryElement,
        replicate: u64,
        runs: &[Measured],
    ) -> Result<Self, Undecided> {
        for run in runs {
            if let Measured::Failed(reason) = run {
                let reason = reason.clone();
                return Err(Undecided::Failed { replicate, reason });
            }
        }
        let elements = test.elements(runs);
        let elements = elements.ok_or(Undecided::NoValue { replicate })?;
        Ok(ElementsOfSeed {
            replicate,
            elements,
        })
    }

    /// How far its worst element is from failing; infinite without elements.
    pub fn margin(&self) -> f64 {
        let worst = self.elements.worst;
        worst.map_or(f64::INFINITY, |worst| worst.margin)
    }
}

/// The verdict over all seeds. A violation found here is to be made again with tighter numerics
/// before it is believed.
pub fn elementwise(test: &dyn EveryElement, master: u64, seeds: &[ElementsOfSeed]) -> Outcome {
    let mut all = Elements::default();
    let mut worst: Option<(u64, Element)> = None;
    for seed in seeds {
        all.merge(&seed.elements);
        if let Some(element) = seed.elements.worst
            && worst.is_none_or(|(_, known)| element.margin < known.margin)
        {
            worst = Some((seed.replicate, element));
        }
    }
    let outcome = match worst {
        Some((replicate, element)) if element.margin < 0.0 => Outcome {
            verdict: Verdict::Violated,
            counterexample: Some(Counterexample {
                seed: master,
                replicate,
                time: element.time,
                neuron: element.neuron,
                point: element.point,
                layer: element.layer,
                left: element.left,
                right: element.right,
            }),
            finding: format!("{} of {} elements fail", all.violations, all.tested),
            ..Outcome::default()
        },
        _ => clean(test, &all, worst, seeds.len()),
    };
    Outcome {
        count: all.tested,
        margin: worst.map(|(_, element)| element.margin),
        figure: Some(figure(test, &all)),
        ..outcome
    }
}

fn clean(
    test: &dyn EveryElement,
    all: &Elements,
    worst: Option<(u64, Element)>,
    seeds: usize,
) -> Outcome {
    if let Some((element, why)) = all.undefined.as_deref() {
        let why = why.as_ref().map_or(String::new(), |why| format!(": {why}"));
        return Outcome::inconclusive(format!(
            "a side is not a finite number{}: left {}, right {}{why}",
            place(*element),
            in_full(element.left),
            in_full(element.right)
        ));
    }
    let least = test.at_least();
    let Some((replicate, element)) = worst.filter(|_| all.tested >= least) else {
        return Outcome::inconclusive(format!(
            "vacuous: {} elements were selected, {least} are needed",
            all.tested
        ));
    };
    Outcome {
        verdict: Verdict::Holds,
        power: Some(test.power(element)),
        finding: format!(
            "all {} elements; nearest to failing in replicate {replicate}{}: {} against {}{}",
            all.tested,
            place(element),
            short(element.left, 7),
            short(element.right, 7),
            excluded(seeds)
        ),
        ..Outcome::default()
    }
}

/// The share of violating seeds that N clean ones exclude with 99%.
fn excluded(seeds: usize) -> String {
    if seeds < FEWEST_CLEAN_SEEDS {
        return String::new();
    }
    format!(
        ". {seeds} seeds without a violation: at most {:.0}% of seeds have one (99%)",
        100.0 * unseen_share(seeds)
    )
}

fn place(element: Element) -> String {
    // Recorded times go from 1e-3 to 1e100.
    let time = element
        .time
        .map(|time| format!(", time {}", short(time, 5)));
    let neuron = element.neuron.map(|neuron| format!(", neuron {neuron}"));
    let point = element.point.map(|point| format!(", point {point}"));
    let layer = element.layer.map(|layer| format!(", layer {layer}"));
    [time, neuron, point, layer].into_iter().flatten().collect()
}

/// Left against right, with the line on which they are equal.
fn figure(test: &dyn EveryElement, all: &Elements) -> Figure {
    let drawn = thinned(&all.sample, FIGURE_POINTS);
    let points: Vec<(f64, f64)> = drawn.map(|&[left, right]| (right, left)).collect();
    let log = points.iter().all(|&(x, y)| x > 0.0 && y > 0.0);
    let rights = points.iter().map(|&(x, _)| [x, x]);
    let ends = rights.reduce(|[low, high], [x, _]| [low.min(x), high.max(x)]);
    Figure::against(test.sides(), points, ends, log)
}
