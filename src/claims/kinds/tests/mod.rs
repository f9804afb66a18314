//! Every kind of check on numbers made by hand, whose verdicts are known.

mod curve;
mod difference;
mod evidence;
mod fixtures;
mod locate;
mod proportion;

pub use fixtures::*;

use super::kind::{Kind, Statistical};
use crate::claims::judge::look::{Look, Undecided};
use crate::claims::outcome::{FigureSeries, Outcome};
use crate::claims::{Formula, Over};

/// A look at level .04 whose last one has 64 seeds at level .02, of a pair at level .1.
pub const SHARP: Look = Look {
    level: 0.04,
    last_seeds: 64,
    last_level: 0.02,
    pair_level: 0.1,
};

pub fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

pub fn over(values: &[f64]) -> Over {
    Over {
        key: "network.alpha".to_owned(),
        values: values.to_vec(),
    }
}

pub fn near(found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= 1e-12 * expected.abs().max(1.0), "{found} {expected}");
}

/// The points of a series without its intervals.
pub fn pairs(series: &FigureSeries) -> Vec<(f64, f64)> {
    series.points.iter().map(|&(x, y, _)| (x, y)).collect()
}

/// The test of a statistical kind.
pub fn statistical_test(kind: &Kind) -> &dyn Statistical {
    match kind {
        Kind::Statistical(test) => &**test,
        Kind::EveryElement(_) => panic!("{kind:?}"),
    }
}

/// One look at numbers without gaps, `values[number][seed]`.
fn look(kind: &Kind, values: &[Vec<f64>]) -> Result<Outcome, Undecided> {
    statistical_test(kind).look(values, SHARP)
}
