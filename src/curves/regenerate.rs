//! From definitions to numbers.

use super::runs::Task;
use super::{CurveError, Definition, Numbers};
use crate::runs::{RunError, Workers};

/// The numbers of these curves, computed from nothing. All their runs are made together, and one
/// that two curves share is made once. They depend neither on the number of threads nor on which
/// other curves are asked for.
///
/// # Errors
/// Whatever is wrong with a configuration or a run, [`RunError::Interrupted`].
pub fn regenerate(
    definitions: &[&Definition],
    workers: &Workers<'_>,
) -> Result<Vec<Numbers>, CurveError> {
    let mut tasks: Vec<Task> = Vec::new();
    let mut counts = Vec::new();
    for definition in definitions {
        let asked = definition.measure.tasks(definition)?;
        counts.push(asked.len());
        tasks.extend(asked);
    }
    let found = workers.perform(&tasks, None)?;
    let found: Vec<_> = found
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(RunError::from)?;
    let mut rest = &found[..];
    definitions
        .iter()
        .zip(counts)
        .map(|(definition, count)| {
            let (mine, others) = rest.split_at(count);
            rest = others;
            definition.measure.numbers(definition, mine)
        })
        .collect()
}
