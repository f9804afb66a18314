//! `sweetspot sweep --sbatch`: a job array that makes the sweep.

use std::path::{Path, absolute};

use super::arguments::Arguments;
use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::output::stdout;
use super::script::Script;
use crate::report::{SlurmJob, slurm_script};
use crate::runs::Plan;
use crate::sweep::open;

/// Slurm's own bound on the tasks of an array, unless a cluster raises it.
pub(super) const MOST_PARTS: u64 = 1000;

const PARTS: u64 = 8;
const PROCESSORS: usize = 4;

/// Prints the script. What is wrong with the configuration or the folder comes out here, before anything
/// waits in a queue, and what is edited later does not reach the job.
pub(super) fn print(
    plan: &Plan,
    parts: Option<u64>,
    folder: &Path,
    (script, arguments): (&Script, &Arguments),
) -> Result<Exit, Failure> {
    plan.requests()?;
    drop(open(folder, plan.config(), false)?);
    let place = |path: &Path| absolute(path).map_err(Failure::running);
    let (how, processors) = match plan.config().command {
        Some(_) => (script.repeated(), script.at_a_time()),
        // As many as Slurm gives, which an edit of the script may change.
        None => (
            "--threads \"${SLURM_CPUS_PER_TASK:-1}\"".to_owned(),
            arguments.threads.given().unwrap_or(PROCESSORS),
        ),
    };
    let script = slurm_script(&SlurmJob {
        parts: parts.unwrap_or(PARTS.min(plan.config().sweep.replicates)),
        processors,
        how: &how,
        program: &std::env::current_exe().map_err(Failure::running)?,
        working_folder: &std::env::current_dir().map_err(Failure::running)?,
        folder: &place(folder)?,
        command: &command_line(),
    });
    stdout(&script)?;
    let note = "hand the script in with `sh`; it says what it does";
    arguments.output.note(note);
    Ok(Exit::Done)
}
