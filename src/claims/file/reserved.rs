//! Keys of the configuration that no setting decides.

use crate::claims::ClaimError;
use crate::claims::error::ClaimProblem;
use crate::config::document::Field;

/// Refuses keys that the check decides itself.
pub fn check_not_reserved(
    field: &Field<'_>,
    name: &str,
    error: impl Fn(ClaimProblem) -> ClaimError,
) -> Result<(), ClaimError> {
    let Some(why) = reserved(name) else {
        return Ok(());
    };
    let key = if field.name == name {
        field.key.clone()
    } else {
        name.to_owned()
    };
    Err(error(ClaimProblem::Reserved { key, why }))
}

/// Who decides a key that no setting decides.
pub fn reserved(name: &str) -> Option<&'static str> {
    match name.split('.').next().unwrap_or_default() {
        "seed" => Some("`verify --seed` sets the master seed of all claims"),
        "replicate" => Some("the runs of a claim are the replicates 0, 1, 2, ..."),
        "sweep" => Some("a claim sweeps a key by `over`"),
        _ => None,
    }
}
