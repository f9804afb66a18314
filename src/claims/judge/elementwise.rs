//! The deterministic checks: every element of every seed, no statistics.

use super::super::measure::{Element, Elements, Measured, steps};
use super::super::{Along, Check, Counterexample, Kind, Panel, PanelSeries, Trend, Verdict};
use super::Finding;

/// Points of the figure.
const FIGURE_POINTS: usize = 400;

/// What the comparisons of one seed found.
#[derive(Clone, Debug)]
pub(in super::super) struct ElementsOfSeed {
    pub replicate: u64,
    pub elements: Elements,
}

impl ElementsOfSeed {
    /// Joins the legs of one seed.
    ///
    /// # Errors
    /// Why a run could not be made, or that a quantity has no meaning for it.
    pub fn of(check: &Check, replicate: u64, legs: &[Measured]) -> Result<Self, String> {
        let mut elements = Elements::default();
        let mut curve = Vec::new();
        for measured in legs {
            match measured {
                Measured::Elements(found) => elements.merge(found),
                Measured::Numbers(numbers) => curve.push(numbers.first().copied().flatten()),
                Measured::Failed(reason) => {
                    return Err(format!("replicate {replicate} could not be run: {reason}"));
                }
            }
        }
        if let Kind::Monotone {
            along: Along::EachSeed(_),
            trend,
            slack,
            ..
        } = &check.kind
        {
            let curve: Option<Vec<f64>> = curve.into_iter().collect();
            let curve = curve.ok_or_else(|| {
                format!("the quantity has no finite value in a run of replicate {replicate}")
            })?;
            elements = steps(&curve, *trend == Trend::Increasing, *slack);
        }
        Ok(ElementsOfSeed {
            replicate,
            elements,
        })
    }
}

/// The verdict over all seeds. A violation found here is to be made again with tighter numerics
/// before it is believed.
pub(in super::super) fn elementwise(
    check: &Check,
    master: u64,
    seeds: &[ElementsOfSeed],
) -> Finding {
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
    let mut finding = match worst {
        Some((replicate, element)) if element.margin < 0.0 => {
            violated(&all, counterexample(master, replicate, element))
        }
        _ => clean(check, &all, worst, seeds),
    };
    finding.count = all.tested;
    finding.margin = worst.map(|(_, element)| element.margin);
    finding.panel = Some(panel(check, &all));
    finding
}

fn violated(all: &Elements, counterexample: Counterexample) -> Finding {
    Finding {
        verdict: Verdict::Violated,
        counterexample: Some(counterexample),
        ..Finding::inconclusive(format!(
            "{} of {} elements fail",
            all.violations, all.tested
        ))
    }
}

fn clean(
    check: &Check,
    all: &Elements,
    worst: Option<(u64, Element)>,
    seeds: &[ElementsOfSeed],
) -> Finding {
    if let Some(element) = all.undefined {
        return Finding::inconclusive(format!(
            "a side is not a finite number{}: left {:e}, right {:e}",
            place(element),
            element.left,
            element.right
        ));
    }
    let least = at_least(check);
    let Some((replicate, element)) = worst.filter(|_| all.tested >= least) else {
        return Finding::inconclusive(format!(
            "vacuous: {} elements were selected, {least} are needed",
            all.tested
        ));
    };
    Finding {
        verdict: Verdict::Holds,
        power: Some(power(check, element)),
        ..Finding::inconclusive(format!(
            "all {} elements; nearest to failing in replicate {replicate}{}: {:.6e} against {:.6e}{}",
            all.tested,
            place(element),
            element.left,
            element.right,
            excluded(seeds.len())
        ))
    }
}

/// Fewest clean seeds of which it is worth saying what share they exclude.
const FEWEST_CLEAN_SEEDS: usize = 4;

/// 1 - .01^(1/N): the share of violating seeds that N clean ones exclude with 99%.
fn excluded(seeds: usize) -> String {
    if seeds < FEWEST_CLEAN_SEEDS {
        return String::new();
    }
    let share = 1.0 - libm::pow(0.01, 1.0 / seeds as f64);
    format!(
        ". {seeds} seeds without a violation: at most {:.0}% of seeds have one (99%)",
        100.0 * share
    )
}

/// The power of a check without chance is its worst element.
fn power(check: &Check, element: Element) -> String {
    match check.kind {
        Kind::Equality { .. } => format!(
            "a tolerance {:.2e} times as wide would have failed",
            1.0 - element.margin
        ),
        _ => format!(
            "a side moved by {:.2e} of its size would have failed",
            element.margin
        ),
    }
}

fn at_least(check: &Check) -> u64 {
    match check.kind {
        Kind::Inequality { at_least, .. }
        | Kind::Equality { at_least, .. }
        | Kind::Monotone { at_least, .. } => at_least,
        _ => 1,
    }
}

fn counterexample(master: u64, replicate: u64, element: Element) -> Counterexample {
    Counterexample {
        seed: master,
        replicate,
        time: element.time,
        neuron: element.neuron,
        point: element.point,
        left: element.left,
        right: element.right,
    }
}

fn place(element: Element) -> String {
    let mut text = String::new();
    if let Some(time) = element.time {
        // Recorded times go from 1e-3 to 1e100.
        text += &format!(", time {time:.4e}");
    }
    if let Some(neuron) = element.neuron {
        text += &format!(", neuron {neuron}");
    }
    if let Some(point) = element.point {
        text += &format!(", point {point}");
    }
    text
}

/// Left against right, with the line on which they are equal.
fn panel(check: &Check, all: &Elements) -> Panel {
    let (left, right) = match &check.kind {
        Kind::Inequality { left, right, .. } | Kind::Equality { left, right, .. } => {
            (left.text().to_owned(), right.text().to_owned())
        }
        Kind::Monotone {
            quantity, trend, ..
        } => {
            let (later, earlier) = (
                format!("{} after a step", quantity.text()),
                format!("{} before it", quantity.text()),
            );
            match trend {
                Trend::Increasing => (later, earlier),
                Trend::Decreasing => (earlier, later),
            }
        }
        _ => Default::default(),
    };
    let stride = all.sample.len().div_ceil(FIGURE_POINTS).max(1);
    let points: Vec<(f64, f64, Option<[f64; 2]>)> = all
        .sample
        .iter()
        .step_by(stride)
        .map(|&[left, right]| (right, left, None))
        .collect();
    let log = points.iter().all(|&(x, y, _)| x > 0.0 && y > 0.0);
    let ends = points
        .iter()
        .fold(None, |ends: Option<[f64; 2]>, &(x, ..)| {
            let [low, high] = ends.unwrap_or([x, x]);
            Some([low.min(x), high.max(x)])
        });
    let diagonal = ends.map_or(Vec::new(), |ends| ends.map(|x| (x, x, None)).to_vec());
    Panel {
        x_label: right,
        y_label: left,
        x_log: log,
        y_log: log,
        series: vec![
            PanelSeries {
                name: "measured".to_owned(),
                line: false,
                points,
            },
            PanelSeries {
                name: "equal".to_owned(),
                line: true,
                points: diagonal,
            },
        ],
    }
}
