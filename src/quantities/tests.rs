//! What is asked of the table, and the runs its tests look at.

use std::f64::consts::PI;

use faer::{Mat, mat};

use super::*;
use crate::config::Config;
use crate::data::{Dataset, Problem};
use crate::network::{Networks, TwoLayer};
use crate::runs::{self, Request, Workers};

/// A run through the alignment phase and beyond, densely recorded.
pub const ALIGNING: &str = "
    network = { alpha = 1e-6, width = 20 }
    flow = { record = 200, tolerance = 1e-6 }
    stop.value = 0.02";

/// A small setting, with keys of its own on top; a section that names its kind replaces it.
pub fn config(keys: &str) -> Config {
    let mut table: toml::Table = "
        data.samples = 8
        data.dimension = 3
        data.kind = 'separable'
        data.test_lines = 20
        network.width = 6
    "
    .parse()
    .unwrap();
    let more: toml::Table = keys.parse().unwrap();
    for (section, value) in more {
        match (table.get_mut(&section), value) {
            (Some(toml::Value::Table(known)), toml::Value::Table(new))
                if !new.contains_key("kind") =>
            {
                known.extend(new);
            }
            (_, value) => {
                table.insert(section, value);
            }
        }
    }
    let config: Config = table.try_into().unwrap();
    config.validate().unwrap();
    config
}

/// A finished run of the small setting.
pub fn observed(keys: &str) -> Run {
    finished(config(keys))
}

/// The small setting before training.
pub fn before(keys: &str) -> Run {
    let config = config(keys);
    let problem = runs::draw_problem(&config).unwrap();
    let start = Networks::default().start(&config, &problem).unwrap();
    Run::before(config, problem, start)
}

/// A network made by hand, looked at before training: column j of `weights` is w_j.
pub fn by_hand(
    keys: &str,
    points: Mat<f64>,
    labels: &[f64],
    weights: Mat<f64>,
    outputs: &[f64],
) -> Run {
    let run = before(keys);
    let problem = Problem {
        training: Dataset::new(points, labels.to_vec()).unwrap(),
        ..(*run.problem).clone()
    };
    let outputs = outputs.to_vec();
    Run::before(run.config, problem, Box::new(TwoLayer { weights, outputs }))
}

/// A network on (1, 1) and (1, -1) of the one class and (-1, 1) of the other: x_+ = (2, 0), x_- = (-1, 1).
pub fn on_two_classes(weights: Mat<f64>, outputs: &[f64]) -> Run {
    let points = mat![[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]];
    by_hand("", points, &[1.0, 1.0, -1.0], weights, outputs)
}

/// The elements of a quantity that has a meaning.
pub fn all(run: &Run, name: &str) -> Vec<f64> {
    let quantity = find(name).unwrap_or_else(|| panic!("no {name}"));
    let values = quantity.evaluate(run);
    values.unwrap_or_else(|reason| panic!("{reason}")).elements
}

/// The only element.
pub fn one(run: &Run, name: &str) -> f64 {
    let elements = all(run, name);
    assert_eq!(elements.len(), 1, "{name}");
    elements[0]
}

/// Whether a quantity has no meaning for a run.
pub fn is_none(run: &Run, name: &str) -> bool {
    find(name)
        .unwrap_or_else(|| panic!("no {name}"))
        .evaluate(run)
        .is_err()
}

/// Equal to 1e-12, absolute and relative.
pub fn near(found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= 1e-12 * expected.abs().max(1.0), "{found} {expected}");
}

/// A run that records states and keeps events, of every kind that quantities distinguish.
fn runs() -> Vec<Run> {
    vec![
        observed("flow.record = [0.0, 0.02, 0.05]\n data.validation_samples = 5"),
        observed("flow = { record = 4, method = 'descent' }"),
        observed("loss.name = 'squared'\n data.kind = 'three-points'\n flow.record = 3"),
        observed(""),
    ]
}

/// The small case, which all quantities of diagonal networks have a meaning for.
pub fn diagonal(keys: &str) -> Run {
    configured(&format!(
        "network.kind = 'diagonal'
         data.kind = 'sparse-path'
         loss.name = 'squared'
         {keys}"
    ))
}

/// A linear network on whitened points, with keys of the network and others.
pub fn linear(network: &str, keys: &str) -> Run {
    configured(&format!(
        "network.kind = 'linear'
         network.alpha = 0.25
         {network}
         data = {{ kind = 'sparse-regression', samples = 8, dimension = 5, sparsity = 2, condition = 1.0 }}
         loss.name = 'squared'
         stop.value = 1e-9
         flow.method = 'runge-kutta'
         flow.tolerance = 1e-10
         {keys}"
    ))
}

/// A small mlp of three layers on the separable set of the small setting.
pub fn deep(keys: &str) -> Run {
    configured(&format!(
        "network = {{ kind = 'mlp', hidden = [5, 4] }}
         data = {{ kind = 'separable', samples = 8, dimension = 3, test_lines = 20 }}
         flow.step = 0.01
         {keys}"
    ))
}

/// A quantity that has a meaning, with its shape.
pub fn find_values(run: &Run, name: &str) -> Values {
    find(name).unwrap().evaluate(run).unwrap()
}

fn configured(text: &str) -> Run {
    let table: toml::Table = text.parse().unwrap();
    let config: Config = table.try_into().unwrap();
    config.validate().unwrap();
    finished(config)
}

/// A run made of whichever network is configured.
fn finished(config: Config) -> Run {
    Request::from(config).run(&Workers::default()).unwrap()
}

/// Three points on a line, and three to test on.
fn regression() -> Run {
    let line = |xs: [f64; 3]| {
        Dataset::new(
            Mat::from_fn(3, 1, |i, _| xs[i]),
            xs.map(|x| 0.5 * x + 0.25).to_vec(),
        )
        .unwrap()
    };
    let problem = Problem::from(line([1.0, 2.0, -1.0])).tested_on(line([1.5, -2.0, 0.5]));
    let config = config("loss.name = 'squared'\n stop = { at = 'time', value = 0.1 }");
    let request = Request {
        problem: Some(problem.into()),
        ..Request::from(config)
    };
    request.run(&Workers::default()).unwrap()
}

#[test]
fn every_quantity_has_a_meaning_somewhere_and_the_shape_of_its_axes() {
    let runs = runs();
    let diagonal = diagonal("flow.record = [0.0]");
    let linear = linear(
        "network.hidden = [1]\n network.imbalance = -0.5",
        "flow.record = [0.0]",
    );
    let deep = deep("flow.record = [0.0]");
    let regression = regression();
    for quantity in quantities() {
        let others = [&diagonal, &linear, &deep, &regression];
        let mut somewhere = others.iter().any(|run| quantity.evaluate(run).is_ok());
        for run in &runs {
            let Ok(values) = quantity.evaluate(run) else {
                continue;
            };
            somewhere = true;
            let length = |axis: &Axis| match axis {
                Axis::Time => run.recorded().len(),
                Axis::Neuron => run.two_layer().unwrap().start.width(),
                Axis::Point => run.data().samples(),
                Axis::Layer => run.start.depth(),
            };
            let shape: Vec<usize> = quantity.axes.iter().map(length).collect();
            assert_eq!(values.axes, quantity.axes, "{}", quantity.name);
            assert_eq!(values.shape, shape, "{}", quantity.name);
            let count: usize = shape.iter().product();
            assert_eq!(values.elements.len(), count, "{}", quantity.name);
        }
        assert!(somewhere, "{}", quantity.name);
    }
}

/// A range is part of the definition: no run leaves it but by rounding.
#[test]
fn values_lie_in_the_ranges_that_quantities_declare() {
    let runs = [runs(), vec![observed(ALIGNING)]].concat();
    let mut bounded = 0;
    for quantity in quantities() {
        let Some([low, high]) = quantity.range else {
            continue;
        };
        bounded += 1;
        assert!(
            low < high && low.is_finite() && high.is_finite(),
            "{}",
            quantity.name
        );
        for run in &runs {
            for value in quantity
                .evaluate(run)
                .iter()
                .flat_map(|values| &values.elements)
            {
                let inside = (low - 1e-12..=high + 1e-12).contains(value);
                assert!(inside || value.is_nan(), "{}: {value}", quantity.name);
            }
        }
    }
    assert!(bounded > 50, "{bounded}");
}

#[test]
fn angles_and_probabilities_declare_their_ranges() {
    for quantity in quantities() {
        match quantity.unit {
            "probability" => assert_eq!(quantity.range, Some([0.0, 1.0]), "{}", quantity.name),
            "radians" => assert_eq!(quantity.range, Some([0.0, PI]), "{}", quantity.name),
            _ => {}
        }
        let flag = quantity.meaning.starts_with("1 wh");
        assert!(
            !flag || quantity.range == Some([0.0, 1.0]),
            "{}",
            quantity.name
        );
        let at_end = quantity.name.strip_suffix("_at").and_then(find);
        assert!(
            at_end.is_none_or(|end| end.range == quantity.range),
            "{}",
            quantity.name
        );
    }
}

#[test]
fn what_is_known_before_training_is_what_it_is_afterwards() {
    let keys = "data.validation_samples = 5";
    let (early, late) = (before(keys), observed(keys));
    for quantity in quantities().iter().filter(|quantity| quantity.before) {
        assert!(!quantity.axes.contains(&Axis::Time), "{}", quantity.name);
        let (early, late) = (quantity.evaluate(&early), quantity.evaluate(&late));
        // NaN is not equal to itself.
        assert_eq!(
            format!("{early:?}"),
            format!("{late:?}"),
            "{}",
            quantity.name
        );
    }
}

#[test]
fn only_quantities_of_events_change_with_the_events() {
    let keys = "flow.record = [0.0, 0.02, 0.05]\n network.width = 20";
    let (kept, mut lost) = (observed(keys), observed(keys));
    let solution = lost.solution.as_mut().unwrap();
    assert!(!solution.events.is_empty());
    solution.events.clear();
    for quantity in quantities() {
        let [kept, lost] = [&kept, &lost].map(|run| format!("{:?}", quantity.evaluate(run)));
        assert!(kept == lost || quantity.events, "{}", quantity.name);
    }
    let depends = quantities().iter().filter(|quantity| quantity.events);
    assert!(depends.count() >= 8);
}

#[test]
fn names_follow_the_conventions() {
    let table = quantities();
    for pair in table.windows(2) {
        assert!(
            pair[0].name < pair[1].name,
            "{} {}",
            pair[0].name,
            pair[1].name
        );
    }
    for quantity in table {
        let name = quantity.name;
        assert!(
            name.starts_with(|c: char| c.is_ascii_alphabetic()),
            "{name}"
        );
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(name.chars().all(allowed) && !name.ends_with('_'), "{name}");
        assert!(!["e", "pi", "tau"].contains(&name), "{name}");
        let along = quantity.axes == [Axis::Time] && name != "t";
        assert_eq!(name.ends_with("_at"), along, "{name}");
        if let Some(end) = name.strip_suffix("_at") {
            let end = find(end).unwrap_or_else(|| panic!("{name} without its end"));
            assert!(end.axes.is_empty(), "{name}");
            assert_eq!(
                (end.meaning, end.unit),
                (quantity.meaning, quantity.unit),
                "{name}"
            );
        }
        for text in [quantity.meaning, quantity.source] {
            assert!(!text.is_empty() && text.is_ascii(), "{name}: {text}");
        }
        assert!(quantity.unit.is_ascii(), "{name}");
        assert!(quantity.meaning.ends_with('.'), "{name}");
    }
}

#[test]
fn quantities_are_found_by_name() {
    for quantity in quantities() {
        assert_eq!(find(quantity.name).unwrap().name, quantity.name);
    }
    assert!(find("phase_ends").is_none() && find("").is_none());
}

#[test]
fn at_the_last_recorded_time_a_quantity_is_that_of_the_end() {
    let run = observed("stop = { at = 'time', value = 0.1 }\n flow.record = [0.05, 0.1]");
    for quantity in quantities() {
        let Some(name) = quantity.name.strip_suffix("_at") else {
            continue;
        };
        let (along, end) = (quantity.evaluate(&run), find(name).unwrap().evaluate(&run));
        let along = along.map(|values| values.elements[1]).ok();
        let end = end.map(|values| values.elements[0]).ok();
        assert_eq!(format!("{along:?}"), format!("{end:?}"), "{name}");
    }
}

#[test]
fn the_design_example_finds_its_quantities_with_their_axes() {
    let axes = |name: &str| find(name).unwrap().axes;
    for name in ["in_positive_cone", "dpsi_dt", "psi"] {
        assert_eq!(axes(name), [Axis::Time, Axis::Neuron]);
    }
    assert_eq!(axes("t"), [Axis::Time]);
    for name in ["phase_end", "norm_x_plus", "zeta"] {
        assert!(axes(name).is_empty() && find(name).unwrap().before);
    }
}
