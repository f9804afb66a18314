//! The statistical checks: all seeds so far.

use super::look::{Look, Undecided, numbers};
use crate::claims::kinds::kind::Statistical;
use crate::claims::measure::Measured;
use crate::claims::outcome::Outcome;

/// One look at a statistical check; `measured[seed][point]`.
pub fn statistical(
    test: &dyn Statistical,
    measured: &[Vec<Measured>],
    look: Look,
) -> Result<Outcome, Undecided> {
    let found = test.look_at_all(&numbers(measured)?, look)?;
    let runs: usize = measured.iter().map(Vec::len).sum();
    Ok(Outcome {
        count: runs as u64,
        ..found
    })
}
