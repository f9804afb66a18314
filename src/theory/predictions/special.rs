//! Predictions for one initialisation or one data set.

use super::setting::Setting;
use super::{Prediction, prediction};
use crate::config::{Data, Init, StopAt};
use crate::theory::{Premise, inverse_loss, least_squares, linearised_weight_change};

/// The relative change of the weights above which a network is not called lazy.
const LAZY_CHANGE: f64 = 0.1;

impl Setting<'_> {
    /// Predictions for one initialisation or one data set.
    pub(super) fn special(&self) -> Vec<Prediction> {
        let lazy = Premise::margin_loss(self.config.loss.name).and_then(|()| self.lazy_change());
        let line = if self.config.data.kind == Data::ThreePoints {
            least_squares(&self.problem.training)
                .map(|fit| fit.mean_loss)
                .map_err(Premise::from)
        } else {
            Err(Premise::ThreePoints)
        };
        vec![
            prediction("relative_weight_change", "weight change", lazy).means(
                "|theta(t) - theta(0)|/|theta(0)| at the target risk, were all margins equal",
                "COB19, own",
            ),
            prediction("least_squares_loss", "line's loss", line)
                .means("mean loss at which small initialisations end", "BF25"),
        ]
    }

    fn lazy_change(&self) -> Result<f64, Premise> {
        let network = &self.config.network;
        if network.init() != Some(Init::Antisymmetric) {
            return Err(Premise::Antisymmetric);
        }
        let stop = &self.config.stop;
        if stop.at != StopAt::TrainingRisk {
            return Err(Premise::TrainingRisk);
        }
        let margin = inverse_loss(self.config.loss.name, stop.value)?.max(0.0);
        let labels = self.problem.training.labels().iter();
        let outputs: Vec<f64> = labels.map(|y| y * margin).collect();
        let change = linearised_weight_change(&self.problem.training, self.start, &outputs)?;
        if change <= LAZY_CHANGE {
            return Ok(change);
        }
        let limit = network.alpha * (change / LAZY_CHANGE).sqrt();
        Err(Premise::AlphaLarge(limit))
    }
}
