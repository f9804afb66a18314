//! What is asked of the table, and the runs its tests look at.

use std::sync::atomic::AtomicBool;

use faer::Mat;

use super::*;
use crate::config::Config;
use crate::data::{Dataset, Problem};
use crate::network::TwoLayer;
use crate::sweep;

/// A small setting, with keys of its own on top.
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
            (Some(toml::Value::Table(known)), toml::Value::Table(new)) => known.extend(new),
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
pub fn observed(keys: &str) -> Observed {
    let config = config(keys);
    let run = sweep::run(&config, &AtomicBool::new(false)).unwrap();
    Observed::finished(config, run)
}

/// The small setting before training.
pub fn before(keys: &str) -> Observed {
    let config = config(keys);
    let problem = sweep::draw_problem(&config).unwrap();
    let start = sweep::draw_start(&config, &problem);
    Observed::before(config, problem, start)
}

/// A network made by hand, looked at before training: column j of `weights` is w_j.
pub fn by_hand(
    keys: &str,
    points: Mat<f64>,
    labels: &[f64],
    weights: Mat<f64>,
    outputs: &[f64],
) -> Observed {
    let run = before(keys);
    let problem = Problem {
        training: Dataset::new(points, labels.to_vec()).unwrap(),
        ..run.problem
    };
    let outputs = outputs.to_vec();
    Observed::before(run.config, problem, TwoLayer { weights, outputs })
}

/// The elements of a quantity that has a meaning.
pub fn all(run: &Observed, name: &str) -> Vec<f64> {
    let quantity = find(name).unwrap_or_else(|| panic!("no {name}"));
    let values = quantity.evaluate(run);
    values
        .unwrap_or_else(|| panic!("{name} has no meaning"))
        .elements
}

/// The only element.
pub fn one(run: &Observed, name: &str) -> f64 {
    let elements = all(run, name);
    assert_eq!(elements.len(), 1, "{name}");
    elements[0]
}

/// Whether a quantity has no meaning for a run.
pub fn is_none(run: &Observed, name: &str) -> bool {
    find(name)
        .unwrap_or_else(|| panic!("no {name}"))
        .evaluate(run)
        .is_none()
}

/// Equal to 1e-12, absolute and relative.
pub fn near(found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= 1e-12 * expected.abs().max(1.0), "{found} {expected}");
}
