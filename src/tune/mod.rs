//! Which feature learning strength to use on one's own data.
//!
//! [`tune`] searches a grid over c, the multiplier of the output (gamma = 1/c), on repeated splits of
//! a table, smooths the curve of held-out errors and takes its lowest point. Then it trains that
//! and what people do by default on fresh splits, and only what is found there is reported as the
//! gain: the best of ten noisy values is always flattered by its own noise.

mod advice;
mod confirm;
mod jobs;
mod model;
mod outcome;
mod plan;
mod rates;
mod search;
mod smooth;
mod spent;
mod table;
mod targets;

pub use advice::Advice;
pub use confirm::{Gain, LEVEL, Verdict};
pub use model::{ExportError, exported};
pub use outcome::{Arm, ArmVerdict, Arms, Band, Outcome, Point, Recommended, Splits};
pub use plan::{EPOCHS, Model, Setup, SetupError};
pub use rates::SHARE;
pub use spent::Spent;
pub use table::{DataSummary, configuration};
pub use targets::Targets;

use crate::math::mean;
use crate::runs::{RunError, Store, Workers};
use crate::statistics::resampled;
use crate::sweep::Curve;

use plan::Clock;
use rates::Rates;
use search::{CURVE_LEVEL, Found};

/// Finds the strength to use, within about this many seconds.
///
/// ```
/// use sweetspot::config::{ClassesConfig, Config, Loss};
/// use sweetspot::{runs::Workers, tune::{Model, Setup, tune}};
/// let keys = Model::Mlp.keys().into_iter().map(|(key, value)| (key.to_owned(), value));
/// let mut config = Config::default().with(&keys.collect::<Vec<_>>())?;
/// config.data = ClassesConfig { samples: 60, classes: 2, test_samples: 200, ..Default::default() }.into();
/// config.loss.name = Loss::Logistic;
/// let config = config.with(&[("network.hidden".to_owned(), vec![8].into())])?;
/// let found = tune(&Setup::of(config)?, 1.0, &Workers::default(), None)?;
/// assert!(found.band.low <= found.recommended.c && found.recommended.c <= found.band.high);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As for [`Workers::perform`]; a run that fails; no step that trains at three values of c.
pub fn tune(
    setup: &Setup,
    budget: f64,
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Outcome, RunError> {
    let (clock, mut spent) = (Clock::start(budget), Spent::default());
    let rates = Rates::search(setup, &mut spent, workers, store)?;
    let found = search::search(setup, &rates, (&clock, &mut spent), workers, store)?;
    let nothing = || RunError::NoMeaning {
        what: "tuning where no step trains at three values of c".to_owned(),
        kind: setup.config.network.kind.name().to_owned(),
    };
    let found = found.ok_or_else(nothing)?;
    let best = found.best.point;
    let winner = (found.grid[best], found.steps[best]);
    let compared = (winner, rates.step(1.0));
    let confirmed = confirm::confirm(setup, compared, (&clock, &mut spent), workers, store)?;
    spent.seconds = clock.spent();
    let config = confirm::recommended(setup, winner.0, winner.1);
    let rate = advice::learning_rate(&config, setup.rows[0]);
    let two_layer = setup.config.network.two_layer().is_some();
    let notes = notes(setup, &found, &confirmed.untrained);
    let [low, high] = found.best.band.map(|at| found.grid[at]);
    Ok(Outcome {
        table: DataSummary::of(setup, notes),
        recommended: Recommended {
            c: winner.0,
            gamma: 1.0 / winner.0,
            alpha: two_layer.then(|| setup.config.network.alpha * winner.0.sqrt()),
            learning_rate: rate,
            test_error: confirmed.error.mean,
            test_error_low: confirmed.error.low.max(0.0),
            test_error_high: confirmed.error.high.min(setup.largest_error()),
        },
        band: Band { low, high },
        arms: arms(setup, &found),
        gains: confirmed.gains,
        curve: curve(setup, &found),
        splits: Splits {
            search: found.errors.0.iter().map(Vec::len).max().unwrap_or(0),
            confirmation: confirmed.splits,
            decided: found.decided,
        },
        spent,
        advice: Advice::of(setup, winner.0, rate),
        config,
    })
}

fn notes(setup: &Setup, found: &Found, untrained: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    let lost = setup.grid.len() - found.grid.len();
    if lost > 0 {
        notes.push(format!(
            "{lost} values of c were left out: no step trains there"
        ));
    }
    let last = found.grid.len() - 1;
    for (at, more) in [(0, "smaller"), (last, "larger")] {
        if found.best.point == at {
            notes.push(format!(
                "the recommended c is at an end of the grid: {more} ones were not tried"
            ));
        }
    }
    for name in untrained {
        notes.push(format!("not compared with {name}: no step trains it"));
    }
    notes
}

/// What the ends of the grid cost, on the splits of the search.
fn arms(setup: &Setup, found: &Found) -> Arms {
    let last = found.grid.len() - 1;
    let arm = |at: usize, rich: bool| {
        let cost = found.errors.cost(at, found.best.point);
        let level = found.errors.means()[at];
        let interval = setup.interval(&cost, LEVEL).ok();
        let verdict = interval
            .as_ref()
            .map_or(Verdict::Inconclusive, |cost| confirm::verdict(cost, level));
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

fn curve(setup: &Setup, found: &Found) -> Vec<Point> {
    let curves = Curve::of(&found.rows, "test_error");
    let points = curves.into_iter().flat_map(|curve| curve.points);
    let smoothed = smooth::smoothed(&found.errors.means());
    let mut all = Vec::new();
    for (at, mut point) in points.enumerate() {
        let interval = resampled(&found.errors.0[at], setup.overlap(), CURVE_LEVEL).ok();
        point.low = interval.map(|found| found.low.max(0.0));
        point.high = interval.map(|found| found.high.min(setup.largest_error()));
        let differences = found.errors.differences(at, found.best.point);
        let excess = setup.interval(&differences, CURVE_LEVEL).ok();
        all.push(Point {
            axis: "c",
            excess: mean(&differences),
            excess_low: excess.map(|found| found.low),
            excess_high: excess.map(|found| found.high),
            c: found.grid[at],
            point,
            smoothed: smoothed[at],
            learning_rate: found.steps[at] * setup.rows[0] as f64,
        });
    }
    all
}
