//! The arguments for a training script in place of this program's own runs.

use std::time::Duration;

use super::command_line::quote;
use super::failure::Failure;
use super::running::Threads;
use crate::config::{Config, Override};
use crate::runs::{Commands, Workers};

/// A training script, and how it is run.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "A training script")]
pub struct Script {
    /// Run this command line (without a shell) for every run, in place of training here. {c}, {gamma} = 1/c or
    /// {alpha} = sqrt(c), {seed}, {replicate} and every axis are replaced; SWEETSPOT_C, SWEETSPOT_SEED, ... are
    /// set to the same. It prints one JSON object on its last line, such as {"test_error": 0.1}
    /// [command.line]
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
    /// The key of the number to make small [command.metric, default: test_error]
    #[arg(long, value_name = "KEY")]
    metric: Option<String>,
    /// The metric is better when it is larger, and at most 1 [command.larger_is_better]
    #[arg(long)]
    larger_is_better: bool,
    /// The script writes its JSON object into this file, which may have placeholders too
    /// [command.metrics_file]
    #[arg(long, value_name = "FILE")]
    metrics_file: Option<String>,
    /// Values of a placeholder (repeatable) [sweep.axes]
    #[arg(long, value_name = "NAME=A,B,..")]
    axis: Vec<String>,
    /// Run so many at a time [default: 1, or one for each of --gpus]
    #[arg(long, value_name = "N", value_parser = jobs)]
    jobs: Option<usize>,
    /// Give each run one of these devices, as CUDA_VISIBLE_DEVICES
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    gpus: Vec<String>,
    /// End a run, with everything that it started, after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
    /// Try a run that failed again so often
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    retries: u32,
}

/// More at a time is surely a slip.
const MOST_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=MOST_JOBS) => Ok(count),
        _ => Err(format!(
            "a number of jobs is a whole number from 1 to {MOST_JOBS}"
        )),
    }
}

/// Reads a time.
pub fn seconds(text: &str) -> Result<f64, String> {
    let seconds: Option<f64> = text.parse().ok();
    let allowed = seconds.filter(|seconds| (1e-3..1e9).contains(seconds));
    allowed
        .ok_or_else(|| "it must be a number of seconds above 0, from 0.001 to a billion".to_owned())
}

impl Script {
    /// Whether `--command` was given.
    pub fn is_given(&self) -> bool {
        self.command.is_some()
    }

    /// The keys that the flags stand for.
    pub fn overrides(&self) -> Result<Vec<Override>, Failure> {
        let mut overrides = Vec::new();
        let mut add = |flag: &str, given: &Option<String>, key: &str| {
            if let Some(value) = given {
                overrides.push(Override::flag(&format!("{flag} {value}"), key, value));
            }
        };
        add("--command", &self.command, "command.line");
        add("--metric", &self.metric, "command.metric");
        add("--metrics-file", &self.metrics_file, "command.metrics_file");
        if self.larger_is_better {
            let key = "command.larger_is_better";
            overrides.push(Override::flag("--larger-is-better", key, "true"));
        }
        if !self.axis.is_empty() {
            overrides.push(Override::axes("--axis", &self.axis)?);
        }
        Ok(overrides)
    }

    /// Refuses flags for how a script is run where there is none, and files that runs at the same time would
    /// share.
    pub fn check(&self, config: &Config, threads: &Threads) -> Result<(), Failure> {
        let refused = |what: String, hint: &str| Err(Failure::input(what).hint(hint));
        let Some(command) = &config.command else {
            let flags = [
                ("--axis", !self.axis.is_empty()),
                ("--jobs", self.jobs.is_some()),
                ("--gpus", !self.gpus.is_empty()),
                ("--time-limit", self.time_limit.is_some()),
                ("--retries", self.retries > 0),
            ];
            return match flags.iter().find(|(_, given)| *given) {
                Some((flag, _)) => refused(
                    format!("{flag} has no meaning without --command"),
                    "leave it out, or name a training script: --command 'python train.py --scale {c} --seed {seed}'",
                ),
                None => Ok(()),
            };
        };
        if threads.are_given() {
            let what = "--threads has no meaning for --command".to_owned();
            return refused(what, "--jobs says how many run at a time");
        }
        let own = command.metrics_placeholders();
        if let Some(own) = own.filter(|_| self.at_a_time() > 1) {
            let strength = ["c", "gamma", "alpha"]
                .iter()
                .any(|name| own.iter().any(|one| one == name));
            let seed = own.iter().any(|name| name == "seed" || name == "replicate");
            let missing = config.sweep.axes.keys().find(|axis| {
                !own.contains(axis) && !["c", "gamma", "alpha"].contains(&axis.as_str())
            });
            if !strength || !seed || missing.is_some() {
                let what = "runs at the same time would write into one metrics file".to_owned();
                return refused(
                    what,
                    "give it the placeholders of the command: metrics-{c}-{seed}.json",
                );
            }
        }
        Ok(())
    }

    /// The flags that say how a script is run, for another process that runs it alike.
    pub fn repeated(&self) -> String {
        let mut words = format!("--jobs {}", self.at_a_time());
        if !self.gpus.is_empty() {
            words += &format!(" --gpus {}", quote(&self.gpus.join(",")));
        }
        if let Some(seconds) = self.time_limit {
            words += &format!(" --time-limit {seconds}");
        }
        match self.retries {
            0 => words,
            retries => words + &format!(" --retries {retries}"),
        }
    }

    /// How many run at a time.
    pub fn at_a_time(&self) -> usize {
        self.jobs.unwrap_or(self.gpus.len().max(1))
    }

    /// How the script is run.
    pub fn commands(&self) -> Commands {
        let limit = self.time_limit.map(Duration::from_secs_f64);
        let commands = Commands::new(limit, self.retries);
        commands.on_devices(&self.gpus, self.at_a_time())
    }

    /// Workers for a configuration: for a script as many as run at a time.
    pub fn workers<'a>(
        &self,
        config: &Config,
        threads: &Threads,
        commands: &'a Commands,
    ) -> Result<Workers<'a>, Failure> {
        let workers: Workers<'a> = threads.workers()?;
        Ok(match config.command {
            Some(_) => workers.threads(self.at_a_time()).commands(commands),
            None => workers,
        })
    }
}
