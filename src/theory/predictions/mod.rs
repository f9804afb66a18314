//! Everything that is predicted of a setting, with what keeps a prediction from applying.

mod statements;

use super::{AlignmentPhase, ClassSum, Premise};
use crate::config::Config;
use crate::data::{Problem, orthogonal_separability};
use crate::math::{column_norms, largest, row_norms};
use crate::network::TwoLayer;
use crate::observables::alignment_angle;

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

/// Most points for which mu is computed: it takes n^2 numbers.
const MOST_POINTS: usize = 4000;

/// What the predictions are computed from.
struct Setting<'a> {
    config: &'a Config,
    problem: &'a Problem,
    start: &'a TwoLayer,
    positive: ClassSum,
    negative: ClassSum,
    shortest: f64,
    longest: f64,
    separability: Option<f64>,
    phi: Option<f64>,
    phase: Result<AlignmentPhase, Premise>,
}

impl<'a> Setting<'a> {
    fn of(config: &'a Config, problem: &'a Problem, start: &'a TwoLayer) -> Self {
        let data = &problem.training;
        let lengths = row_norms(data.points());
        let classes = config.loss.name.is_classification();
        let known = problem.draw.orthogonal_separability;
        let computed =
            || (classes && data.samples() <= MOST_POINTS).then(|| orthogonal_separability(data));
        let law = problem.law.as_ref();
        Setting {
            config,
            problem,
            start,
            positive: ClassSum::of(data, true),
            negative: ClassSum::of(data, false),
            shortest: lengths.iter().copied().fold(f64::INFINITY, f64::min),
            longest: largest(&lengths),
            separability: known.or_else(computed).filter(|_| classes),
            phi: law.and_then(|law| alignment_angle(data, law)),
            phase: AlignmentPhase::of(data, start, config.network.alpha, config.loss.name),
        }
    }

    /// -l'(0).
    fn pull(&self) -> f64 {
        self.config.loss.name.residual(0.0, 1.0)
    }

    /// Loss of the margin and |v_j| = |w_j|; alpha may be of any size.
    fn balanced(&self) -> Result<(), Premise> {
        match &self.phase {
            Err(premise @ (Premise::MarginLoss | Premise::Balanced { .. })) => Err(premise.clone()),
            _ => Ok(()),
        }
    }

    fn separable_data(&self) -> Result<(), Premise> {
        Premise::margin_loss(self.config.loss.name)?;
        match self.separability {
            None => Err(Premise::SeparabilityUnknown(MOST_POINTS)),
            Some(separability) if separability > 0.0 => Ok(()),
            Some(separability) => Err(Premise::Separable(separability)),
        }
    }

    /// A class that has points.
    fn class(&self, positive: bool) -> Result<ClassSum, Premise> {
        let class = if positive {
            self.positive
        } else {
            self.negative
        };
        (class.points > 0)
            .then_some(class)
            .ok_or(Premise::TwoClasses)
    }

    fn both_signs(&self) -> Result<(), Premise> {
        let outputs = &self.start.outputs;
        let both = outputs.iter().any(|v| *v > 0.0) && outputs.iter().any(|v| *v < 0.0);
        both.then_some(()).ok_or(Premise::BothSigns)
    }

    /// The quantities of the drawn data and weights.
    fn quantities(&self) -> Vec<Quantity> {
        let quantity = |name, symbol, value| Quantity {
            name,
            symbol,
            value,
            meaning: "",
        };
        let classes = self.config.loss.name.is_classification();
        let of_class = |value: f64| Some(value).filter(|_| classes);
        let neurons = column_norms(self.start.weights.as_ref());
        let longest_neuron = largest(&neurons) / self.config.network.alpha;
        let positive = self.positive.points as f64;
        vec![
            quantity("samples", "n", Some(self.problem.training.samples() as f64))
                .means("training points"),
            quantity("positive_samples", "n_+", of_class(positive))
                .means("training points with label +1"),
            quantity("norm_x_plus", "|x_+|", of_class(self.positive.length))
                .means("length of the sum of the positive points"),
            quantity("norm_x_minus", "|x_-|", of_class(self.negative.length))
                .means("length of the sum of the negative points"),
            quantity("xmax", "xmax", Some(self.longest)).means("length of the longest point"),
            quantity("shortest_point", "xmin", Some(self.shortest))
                .means("length of the shortest point"),
            quantity("longest_neuron", "Wmax", Some(longest_neuron))
                .means("length of the longest w_j(0), at alpha = 1"),
            quantity("separability", "mu", self.separability)
                .means("least y_i y_k cos(x_i, x_k); above 0: orthogonally separable (OS)"),
            quantity("phi", "phi", self.phi).means("angle of x_+ to the signal direction, radians"),
        ]
    }
}

#[cfg(test)]
mod tests;
