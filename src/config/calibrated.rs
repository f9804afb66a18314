//! Where the step of descent is looked for before a run.

use super::{Config, Optimizer, Rate};

/// The share of the largest step that trains, where no other is asked for.
const CALIBRATED_SHARE: f64 = 0.25;

impl Config {
    /// What the largest step that trains is multiplied by, where the rate is calibrated: where that is
    /// asked for, and for a mlp or cnn on plain gradients, without a step, that stops where a search for
    /// one can look.
    pub fn calibrated_share(&self) -> Option<f64> {
        let descent = self.flow.method.descending()?;
        let untold = descent.rate == Rate::Given && descent.step.is_none();
        let plain = descent.optimizer == Optimizer::Sgd;
        let searched = untold && plain && self.network.kind.is_deep() && self.stop.at.is_fitted();
        let calibrated = searched || descent.rate == Rate::Calibrated;
        calibrated.then(|| descent.step.unwrap_or(CALIBRATED_SHARE))
    }
}
