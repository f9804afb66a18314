//! `sweetspot merge`: the parts of a sweep from separate disks, joined.

use std::path::PathBuf;

use super::failure::{Exit, Failure};
use super::output::Output;
use super::running::{Threads, note_unreadable};
use super::sweep::conclude;
use crate::runs::Plan;
use crate::sweep::{configuration, join, missing, open};

/// Join the folders of a sweep whose parts were made on separate disks
///
/// Copies the finished runs of every folder into one, and writes the outputs where no run is missing.
/// The folders have to hold the same sweep. A run that two of them have counts once; two results for one
/// run are refused. Exits 1 where runs are missing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot sweep --config my.toml --shard 0/2 --out part0       # on one machine
  sweetspot sweep --config my.toml --shard 1/2 --out part1       # on another
  sweetspot merge part0 part1 --out whole")]
pub(super) struct Merge {
    /// Folders of parts
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    output: Output,
}

impl Merge {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = &self.output;
        let Some(into) = &output.out else {
            return Err(Failure::input("where to? name a folder with --out"));
        };
        let configs = self.folders.iter().map(|folder| configuration(folder));
        let mut configs = configs.collect::<Result<Vec<_>, _>>()?.into_iter();
        let Some(config) = configs.next() else {
            return Ok(Exit::Done);
        };
        for (other, folder) in configs.zip(&self.folders[1..]) {
            if let Some(key) = config.differing_key(&other)? {
                let (first, other) = (self.folders[0].display(), folder.display());
                let what = format!("{first} and {other} hold different sweeps: `{key}` differs");
                return Err(Failure::input(what));
            }
        }
        drop(open(into, &config, false)?);
        for folder in &self.folders {
            let runs = join(folder, into)?;
            output.note(&format!(
                "{}: {runs} runs that were not there yet",
                folder.display()
            ));
        }
        let store = open(into, &config, false)?;
        note_unreadable(&store, output);
        let plan = Plan::of_sweep(&config);
        let found = missing(&plan, &store)?;
        if found.finished == found.total {
            return conclude(&plan, self.threads.workers()?, &store, into, output);
        }
        let (lacking, total) = (found.total - found.finished, found.total);
        let into = into.display();
        output.text(&format!(
            "{lacking} of {total} runs are missing: `sweetspot sweep --config {into}/config.toml --out {into}` makes them\n"
        ))?;
        output.json(&serde_json::json!({ "finished": found.finished, "total": total }))?;
        Ok(Exit::Unexpected)
    }
}
