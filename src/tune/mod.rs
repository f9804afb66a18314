//! Which feature learning strength to use on one's own data.
//!
//! [`tune`] searches a grid over c, the multiplier of the output (gamma = 1/c), on repeated splits of
//! a table, smooths the curve of held-out errors and takes its lowest point. Then it trains that
//! and what people do by default on fresh splits, and only what is found there is reported as the
//! gain: the best of ten noisy values is always flattered by its own noise.

mod advice;
mod command;
mod confirm;
mod curve;
mod jobs;
mod model;
mod outcome;
mod plan;
mod rates;
mod search;
mod smooth;
mod spent;
mod splits;
mod table;
mod targets;
mod trials;

pub use advice::Advice;
pub use command::{CommandSetup, tune_command};
pub use confirm::{Gain, LEVEL, Verdict};
pub use model::{ExportError, exported};
pub use outcome::{Arm, ArmVerdict, Arms, Band, Outcome, Point, Recommended, Splits};
pub use plan::{EPOCHS, Model, Setup, SetupError};
pub use rates::SHARE;
pub use spent::Spent;
pub use table::{DataSummary, configuration};
pub use targets::Targets;
pub use trials::Failed;

use crate::runs::{RunError, Store, Workers};

use curve::{arms, at_an_end, curve};
use plan::Clock;
use rates::{Rates, with_step};
use search::Found;
use splits::OfTable;

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
    let known = setup.grid.iter();
    let known = known.filter_map(|c| Some((*c, rates.step(*c)?)));
    let (grid, steps): (Vec<f64>, Vec<f64>) = known.unzip();
    let configs = grid.iter().zip(&steps);
    let trials = OfTable {
        setup,
        configs: configs
            .map(|(c, step)| with_step(&setup.at(*c), *step))
            .collect(),
    };
    let (found, _) = search::search(&trials, &grid, (&clock, &mut spent), workers, store)?;
    let nothing = || RunError::NoMeaning {
        what: "tuning where no step trains at three values of c".to_owned(),
        kind: setup.config.network.kind.name().to_owned(),
    };
    let found = found.ok_or_else(nothing)?;
    let best = found.best.point;
    let winner = (found.grid[best], steps[best]);
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
            learning_rate: Some(rate),
            test_error: confirmed.error.mean,
            test_error_low: confirmed.error.low.max(0.0),
            test_error_high: confirmed.error.high.min(setup.largest_error()),
        },
        band: Band { low, high },
        arms: arms(&trials, &found),
        gains: confirmed.gains,
        curve: curve(&trials, &found, |at| Some(steps[at] * setup.rows[0] as f64)),
        splits: Splits {
            search: found.errors.most(),
            confirmation: confirmed.splits,
            decided: found.decided,
        },
        spent,
        advice: Advice::of(setup, winner.0, rate),
        failed: Vec::new(),
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
    notes.extend(at_an_end(found));
    for name in untrained {
        notes.push(format!("not compared with {name}: no step trains it"));
    }
    notes
}
