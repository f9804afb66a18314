//! What a sweep takes from a file, before its first run.

use crate::config::Data;
use crate::data::{DataError, TableSummary, TestSet};
use crate::runs::{Plan, RunError, draw_problem};

/// What the first run of a plan takes from a file of the user's own; `None` for other data.
///
/// # Errors
/// Whatever is wrong with the file, and a plan whose runs have no rows to test on: their curve would
/// have no errors.
pub fn table(plan: &Plan) -> Result<Option<TableSummary>, RunError> {
    let requests = plan.requests()?;
    let first = requests.first().map(|(_, request)| &request.config);
    let Some(config) = first.filter(|config| matches!(config.data.kind, Data::File(_))) else {
        return Ok(None);
    };
    let problem = draw_problem(config)?;
    match problem.test {
        TestSet::None => Err(DataError::NoTestRows.into()),
        _ => Ok(problem.table),
    }
}
