//! From definitions to numbers.

use super::observe::ObservedRun;
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
    let mut tasks: Vec<ObservedRun> = Vec::new();
    let mut ends = Vec::new();
    for definition in definitions {
        let configs = definition.design().configs()?.into_iter();
        tasks.extend(configs.map(|config| ObservedRun::new(config, definition.measure.observe())));
        ends.push(tasks.len());
    }
    let found = workers.perform(&tasks, None)?.into_iter();
    let found: Vec<_> = found.collect::<Result<_, _>>().map_err(RunError::from)?;
    let mut from = 0;
    let numbers = definitions.iter().zip(ends).map(|(definition, end)| {
        let mine = &found[std::mem::replace(&mut from, end)..end];
        let numbers = definition.measure.numbers(definition.design(), mine);
        numbers.map_err(|source| CurveError::Unmeasurable {
            curve: definition.name.clone(),
            source,
        })
    });
    numbers.collect()
}
