//! Judgements of small measurements made by hand, whose verdicts are known.

mod blocks;
mod curve;
mod elementwise;
mod means;
mod shares;
mod statistic;

use super::Sharpness;
use crate::claims::{Formula, Over, PanelSeries};

/// A look at level .04 whose last one has 64 seeds at level .02.
const SHARP: Sharpness = Sharpness {
    level: 0.04,
    last: (64, 0.02),
};

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

fn over(values: &[f64]) -> Over {
    Over {
        key: "network.alpha".to_owned(),
        values: values.to_vec(),
    }
}

fn near(found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= 1e-12 * expected.abs().max(1.0), "{found} {expected}");
}

/// The points of a series without its intervals.
fn pairs(series: &PanelSeries) -> Vec<(f64, f64)> {
    series.points.iter().map(|&(x, y, _)| (x, y)).collect()
}
