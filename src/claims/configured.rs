//! Claims under other configurations than their own.

use super::{Claim, ClaimError, ClaimProblem};
use crate::config::{Changes, ConfigError};

/// Why a claim could not be put under other configurations: a key that a verification sets itself, or
/// a setting that refuses the keys.
#[allow(missing_docs)]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfiguredError {
    #[error(transparent)]
    Reserved(#[from] ClaimError),
    #[error("{source}")]
    Refused {
        claim: String,
        setting: String,
        source: ConfigError,
    },
}

impl Claim {
    /// The claim with these keys laid over the configuration of every setting, the control's
    /// included. A key that the claim sweeps, or in which its pair differs, keeps the claim's values.
    ///
    /// # Errors
    /// `seed`, `replicate` and keys of `sweep`, which a verification sets itself; a configuration
    /// that the keys do not fit.
    pub fn configured(&self, changes: &Changes) -> Result<Claim, ConfiguredError> {
        for (key, place) in changes.keys() {
            if let Some(problem) = ClaimProblem::reserved(key, key) {
                return Err(ClaimError::new(place.clone(), problem).into());
            }
        }
        let mut claim = self.clone();
        let settings = claim.settings.iter_mut();
        for setting in settings.chain(&mut claim.control.settings) {
            let configured = changes.over(&setting.config);
            setting.config = configured.map_err(|source| ConfiguredError::Refused {
                claim: self.id.clone(),
                setting: setting.name.clone(),
                source,
            })?;
        }
        Ok(claim)
    }
}
