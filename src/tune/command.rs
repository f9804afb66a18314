//! The strength to use in a training script: a command's seeds in place of splits.

use std::sync::Arc;

use toml::Value;

use super::advice::Advice;
use super::confirm::{judge, measure, no_error};
use super::curve::{arms, at_an_end, curve};
use super::jobs::Trained;
use super::outcome::{Band, Outcome, Recommended, Splits};
use super::plan::{Clock, SetupError};
use super::search::{Found, search};
use super::spent::Spent;
use super::table::DataSummary;
use super::trials::{Failed, Trials};
use crate::config::{Config, Strength};
use crate::quantities::Row;
use crate::runs::{
    CommandError, FRESH, Made, Request, RunError, Store, Workers, line_of, with_values,
};
use crate::statistics::{Overlap, Resampled, StatisticsError, resampled};

/// Values of c at least.
const FEWEST_VALUES: usize = 3;

/// What the winner is compared with.
const USUAL: &str = "c = 1";

/// A command to be tuned.
#[derive(Clone, Debug)]
pub struct CommandSetup {
    /// The configuration, with the command and the values of all its placeholders but the strength.
    pub config: Config,
    /// The values of c, rising.
    pub grid: Vec<f64>,
    strength: Strength,
    share: bool,
}

impl CommandSetup {
    /// Looks at the command of a configuration.
    ///
    /// # Errors
    /// A placeholder with several values that is no strength, fewer than three values of that.
    pub fn of(config: Config) -> Result<CommandSetup, SetupError> {
        let strength = config.strength();
        let mut fixed = Vec::new();
        for (name, values) in &config.sweep.axes {
            match &values[..] {
                _ if name == strength.name() => {}
                [value] => fixed.push((name.clone(), value.clone())),
                _ => return Err(SetupError::OtherAxis(name.clone())),
            }
        }
        let grid = config
            .strengths()
            .into_iter()
            .map(|value| strength.c(value));
        let mut grid: Vec<f64> = grid.collect();
        grid.sort_by(f64::total_cmp);
        if grid.len() < FEWEST_VALUES {
            let (name, count) = (strength.name(), grid.len());
            return Err(SetupError::FewValues { name, count });
        }
        Ok(CommandSetup {
            share: config
                .command
                .as_ref()
                .is_some_and(|command| command.is_share()),
            config: with_values(&config, &fixed),
            grid,
            strength,
        })
    }

    /// The configuration of the run at c.
    fn at(&self, c: f64) -> Config {
        let value = Value::from(self.strength.of_c(c));
        with_values(&self.config, &[(self.strength.name().to_owned(), value)])
    }

    fn summary(&self, notes: Vec<String>) -> DataSummary {
        let command = self.config.command.as_ref();
        let label = command.and_then(|command| command.measured());
        DataSummary::Command {
            command: command.map_or(String::new(), |command| command.line.clone()),
            label: label.unwrap_or("test_error".to_owned()),
            notes,
        }
    }
}

/// A command at these values of c.
struct OfCommand<'a> {
    setup: &'a CommandSetup,
    configs: Vec<Config>,
}

impl Trials for OfCommand<'_> {
    fn train(
        &self,
        runs: &[(usize, u64)],
        workers: &Workers<'_>,
        store: Option<&Store>,
    ) -> Result<Vec<Made<Trained>>, RunError> {
        let request = |(arm, replicate): &(usize, u64)| {
            let mut config = self.configs[*arm].clone();
            config.replicate = *replicate;
            Request::from(config)
        };
        let requests: Vec<Request> = runs.iter().map(request).collect();
        let made = workers.perform(&requests, store)?.into_iter();
        let seconds = f64::NAN;
        Ok(made
            .map(|row| row.map(|row| Trained { row, seconds }))
            .collect())
    }

    fn error(&self, row: &Row) -> f64 {
        row.value("test_error")
    }

    fn fresh(&self) -> u64 {
        FRESH
    }

    /// Every seed is a draw of its own.
    fn overlap(&self) -> Overlap {
        Overlap::default()
    }

    fn interval(&self, differences: &[f64], level: f64) -> Result<Resampled, StatisticsError> {
        resampled(differences, self.overlap(), level)
    }

    /// Seeds that change nothing would make every difference certain.
    fn check(&self, errors: &[Vec<f64>]) -> Result<(), RunError> {
        let seeds = errors.iter().map(Vec::len).max().unwrap_or(0);
        let alike = |errors: &Vec<f64>| errors.iter().all(|error| *error == errors[0]);
        let differ = errors.iter().any(|one| one.first() != errors[0].first());
        match seeds > 1 && differ && errors.iter().all(alike) {
            true => Err(CommandError::SameSeeds { seeds }.into()),
            false => Ok(()),
        }
    }

    fn largest_error(&self) -> f64 {
        if self.setup.share { 1.0 } else { f64::INFINITY }
    }
}

/// Finds the strength to use in a script, within about this many seconds, but with at least four seeds of
/// every c and ten fresh ones of the winner and c = 1. Seeds are the draws: all c of one are compared.
///
/// # Errors
/// As for [`Workers::perform`]; too few runs that give an error; seeds that change nothing.
pub fn tune_command(
    setup: &CommandSetup,
    budget: f64,
    workers: &Workers<'_>,
    store: Option<&Store>,
) -> Result<Outcome, RunError> {
    let (clock, mut spent) = (Clock::start(budget), Spent::default());
    let trials = OfCommand {
        setup,
        configs: setup.grid.iter().map(|c| setup.at(*c)).collect(),
    };
    let (found, mut failed) = search(&trials, &setup.grid, (&clock, &mut spent), workers, store)?;
    let Some(found) = found else {
        return Err(too_few(&failed, spent.runs));
    };
    let winner = found.grid[found.best.point];
    let compared = [winner, 1.0];
    let arms_of_two = OfCommand {
        setup,
        configs: compared.map(|c| setup.at(c)).to_vec(),
    };
    let (errors, more) = measure(&arms_of_two, 2, (&clock, &mut spent), workers, store)?;
    let arm = |failed: Failed| Failed {
        c: compared[failed.c as usize],
        ..failed
    };
    failed.extend(more.into_iter().map(arm));
    let judged = judge(&arms_of_two, &errors, &[(USUAL, None)]);
    let Ok((error, gains)) = judged else {
        return Err(too_few(&failed, spent.runs));
    };
    spent.seconds = clock.spent();
    let config = setup.at(winner);
    let [low, high] = found.best.band.map(|at| found.grid[at]);
    Ok(Outcome {
        table: setup.summary(notes(setup, &found, &failed)),
        recommended: Recommended {
            c: winner,
            gamma: 1.0 / winner,
            alpha: (setup.strength == Strength::Alpha).then(|| winner.sqrt()),
            learning_rate: None,
            test_error: error.mean,
            test_error_low: error.low.max(0.0),
            test_error_high: error.high.min(trials.largest_error()),
        },
        band: Band { low, high },
        arms: arms(&trials, &found),
        gains,
        curve: curve(&trials, &found, |_| None),
        splits: Splits {
            search: found.errors.most(),
            confirmation: errors[0].len(),
            decided: found.decided,
        },
        spent,
        advice: Advice::of_command(winner, line_of(&config)),
        failed,
        config,
    })
}

/// Why there is no curve, or nothing to compare: the first run that failed, where one did.
fn too_few(failed: &[Failed], succeeded: usize) -> RunError {
    match failed.first() {
        None => no_error("command's"),
        Some(first) if succeeded == 0 => RunError::Shared(first.error.clone()),
        Some(first) => RunError::Some {
            count: failed.len(),
            all: failed.len() + succeeded,
            source: Arc::clone(&first.error),
        },
    }
}

fn notes(setup: &CommandSetup, found: &Found, failed: &[Failed]) -> Vec<String> {
    let mut notes = at_an_end(found);
    let lost: Vec<String> = setup
        .grid
        .iter()
        .filter(|c| !found.grid.contains(c))
        .map(|c| format!("2^{}", libm::log2(*c)))
        .collect();
    if !lost.is_empty() {
        notes.push(format!(
            "left out, as most runs failed there: c = {}",
            lost.join(", ")
        ));
    }
    let (count, first) = (failed.len(), failed.first());
    if let Some(first) = first {
        notes.push(format!(
            "{count} runs failed, the first at c = 2^{} with seed {}: {}",
            libm::log2(first.c),
            setup.config.seed.wrapping_add(first.replicate),
            first.reason
        ));
    }
    notes
}
