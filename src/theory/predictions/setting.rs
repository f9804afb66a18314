//! What the predictions of a setting are computed from, and its premises.

use super::Quantity;
use crate::config::Config;
use crate::data::{Problem, orthogonal_separability};
use crate::math::{column_norms, largest, row_norms};
use crate::network::TwoLayer;
use crate::observables::alignment_angle;
use crate::theory::{AlignmentPhase, ClassSum, Premise};

/// Most points for which mu is computed: it takes n^2 numbers.
const MOST_POINTS: usize = 4000;

/// What the predictions are computed from.
pub(super) struct Setting<'a> {
    pub(super) config: &'a Config,
    pub(super) problem: &'a Problem,
    pub(super) start: &'a TwoLayer,
    pub(super) positive: ClassSum,
    pub(super) negative: ClassSum,
    pub(super) shortest: f64,
    pub(super) longest: f64,
    pub(super) separability: Option<f64>,
    pub(super) phi: Option<f64>,
    pub(super) phase: Result<AlignmentPhase, Premise>,
}

impl<'a> Setting<'a> {
    pub(super) fn of(config: &'a Config, problem: &'a Problem, start: &'a TwoLayer) -> Self {
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
    pub(super) fn pull(&self) -> f64 {
        self.config.loss.name.residual(0.0, 1.0)
    }

    /// Loss of the margin and |v_j| = |w_j|; alpha may be of any size.
    pub(super) fn balanced(&self) -> Result<(), Premise> {
        match &self.phase {
            Err(premise @ (Premise::MarginLoss | Premise::Balanced { .. })) => Err(premise.clone()),
            _ => Ok(()),
        }
    }

    pub(super) fn separable_data(&self) -> Result<(), Premise> {
        Premise::margin_loss(self.config.loss.name)?;
        match self.separability {
            None => Err(Premise::SeparabilityUnknown(MOST_POINTS)),
            Some(separability) if separability > 0.0 => Ok(()),
            Some(separability) => Err(Premise::Separable(separability)),
        }
    }

    /// A class that has points.
    pub(super) fn class(&self, positive: bool) -> Result<ClassSum, Premise> {
        let class = if positive {
            self.positive
        } else {
            self.negative
        };
        (class.points > 0)
            .then_some(class)
            .ok_or(Premise::TwoClasses)
    }

    pub(super) fn both_signs(&self) -> Result<(), Premise> {
        let outputs = &self.start.outputs;
        let both = outputs.iter().any(|v| *v > 0.0) && outputs.iter().any(|v| *v < 0.0);
        both.then_some(()).ok_or(Premise::BothSigns)
    }

    /// The quantities of the drawn data and weights.
    pub(super) fn quantities(&self) -> Vec<Quantity> {
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
