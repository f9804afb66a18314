//! The curve of a search and its two arms.

use super::confirm::{LEVEL, Verdict, verdict};
use super::outcome::{Arm, ArmVerdict, Arms, Point};
use super::search::{CURVE_LEVEL, Found};
use super::smooth;
use super::trials::Trials;
use crate::math::mean;
use crate::statistics::resampled;
use crate::sweep::Curve;

/// What is to be said of an optimum at an end.
pub(super) fn at_an_end(found: &Found) -> Vec<String> {
    let ends = [(0, "smaller"), (found.grid.len() - 1, "larger")];
    let ends = ends.into_iter().filter(|(at, _)| found.best.point == *at);
    let note = |(_, more)| {
        format!("the recommended c is at an end of the grid: {more} ones were not tried")
    };
    ends.map(note).collect()
}

/// What the ends of the grid cost, on the splits of the search.
pub(super) fn arms(trials: &dyn Trials, found: &Found) -> Arms {
    let last = found.grid.len() - 1;
    let arm = |at: usize, rich: bool| {
        let cost = found.errors.cost(at, found.best.point);
        let level = found.errors.means()[at];
        let interval = trials.interval(&cost, LEVEL).ok();
        let verdict = interval
            .as_ref()
            .map_or(Verdict::Inconclusive, |cost| verdict(cost, level));
        Arm {
            c: found.grid[at],
            cost: mean(&cost),
            low: interval.map_or(-1.0, |cost| cost.low),
            high: interval.map_or(1.0, |cost| cost.high),
            verdict: ArmVerdict::of(verdict, rich),
        }
    };
    Arms {
        rich: arm(0, true),
        lazy: arm(last, false),
    }
}

/// The points of the grid.
pub(super) fn curve(
    trials: &dyn Trials,
    found: &Found,
    learning_rate: impl Fn(usize) -> Option<f64>,
) -> Vec<Point> {
    let curves = Curve::of(&found.rows, "test_error");
    let points = curves.into_iter().flat_map(|curve| curve.points);
    let smoothed = smooth::smoothed(&found.errors.means());
    let mut all = Vec::new();
    for (at, mut point) in points.enumerate() {
        let interval = resampled(&found.errors.0[at], trials.overlap(), CURVE_LEVEL).ok();
        point.low = interval.map(|found| found.low.max(0.0));
        point.high = interval.map(|found| found.high.min(trials.largest_error()));
        let differences = found.errors.differences(at, found.best.point);
        let excess = trials.interval(&differences, CURVE_LEVEL).ok();
        all.push(Point {
            axis: "c",
            excess: mean(&differences),
            excess_low: excess.map(|found| found.low),
            excess_high: excess.map(|found| found.high),
            c: found.grid[at],
            point,
            smoothed: smoothed[at],
            learning_rate: learning_rate(at),
        });
    }
    all
}
