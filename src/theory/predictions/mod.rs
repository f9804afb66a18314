//! Everything that is predicted of a setting, with what keeps a prediction from applying.

mod alignment;
mod later;
mod setting;

#[cfg(test)]
mod tests;

use setting::Setting;

use super::Premise;
use crate::config::Config;
use crate::data::Problem;
use crate::network::TwoLayer;

/// A quantity of the drawn data or weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Its key in JSON, as `norm_x_plus`.
    pub name: &'static str,
    /// How it is written, as `|x_+|`.
    pub symbol: &'static str,
    /// Its value; `None` where it has no meaning for the data.
    pub value: Option<f64>,
    /// What it is, with its unit where it has one.
    pub meaning: &'static str,
}

/// A prediction, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Its key in JSON, as `phase_end`.
    pub name: &'static str,
    /// How it is written, as `T(alpha)`.
    pub symbol: &'static str,
    /// Its value, or the premise that fails.
    pub value: Result<f64, Premise>,
    /// What it is, with its unit where it has one.
    pub meaning: &'static str,
    /// The paper; `own` for a result of this crate, `measured` for a fit.
    pub source: &'static str,
}

/// The predictions of one replicate of a setting, and the quantities they rest on.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictions {
    /// Of the drawn data and weights.
    pub quantities: Vec<Quantity>,
    /// In the order of a run: alignment, escape, late phase, test error.
    pub predictions: Vec<Prediction>,
}

/// Predicts a setting from one replicate's data and initial network, without training.
///
/// `start` is the network at its scale, `config.network.alpha`.
///
/// ```
/// use sweetspot::{config::Config, data::Problem, random::Streams, theory::predict};
/// use sweetspot::network::{Init, Loss, TwoLayer};
/// let mut config = Config::default();
/// config.network.alpha = 1e-6;
/// let streams = Streams::new(0);
/// let problem = Problem::draw(&config.data, Loss::Logistic2, &streams)?;
/// let shape = TwoLayer::init(Init::Balanced, 64, 40, &mut streams.weights());
/// let found = predict(&config, &problem, &shape.scaled(1e-6));
/// let end = found.predictions.iter().find(|p| p.name == "phase_end").ok_or("missing")?;
/// assert!(end.value.clone()? > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn predict(config: &Config, problem: &Problem, start: &TwoLayer) -> Predictions {
    let setting = Setting::of(config, problem, start);
    let mut predictions = setting.alignment();
    predictions.extend(setting.separable());
    predictions.extend(setting.test_error());
    predictions.extend(setting.special());
    Predictions {
        quantities: setting.quantities(),
        predictions,
    }
}

fn prediction(name: &'static str, symbol: &'static str, value: Result<f64, Premise>) -> Prediction {
    Prediction {
        name,
        symbol,
        value,
        meaning: "",
        source: "",
    }
}

impl Prediction {
    fn means(self, meaning: &'static str, source: &'static str) -> Self {
        Prediction {
            meaning,
            source,
            ..self
        }
    }
}

impl Quantity {
    fn means(self, meaning: &'static str) -> Self {
        Quantity { meaning, ..self }
    }
}
