//! Predictions of what follows the alignment phase, of the test error, and of special settings.

use super::setting::Setting;
use super::{Prediction, prediction};
use crate::config::{Data, Init, StopAt};
use crate::observables::over_alignment;
use crate::theory::{
    Premise, decay_constant, entry_time, escape_time_slope, inverse_loss, least_squares,
    linearised_weight_change, margin_ceiling, max_margin_vector, separable_probability,
};

/// The relative change of the weights above which a network is not called lazy.
const LAZY_CHANGE: f64 = 0.1;

impl Setting<'_> {
    /// What orthogonal separability gives.
    pub(super) fn separable(&self) -> Vec<Prediction> {
        let n = self.problem.training.samples();
        let balanced = || self.balanced().and_then(|()| self.separable_data());
        let entry = balanced().and_then(|()| match self.separability {
            Some(mu) if n >= 2 => Ok(entry_time(n, self.shortest, mu) / self.pull()),
            _ => Err(Premise::Points(2)),
        });
        let escape = balanced()
            .and_then(|()| self.both_signs())
            .map(|()| escape_time_slope(self.pull(), self.positive.length, self.negative.length));
        let margins = self
            .separable_data()
            .and_then(|()| Ok((self.margin(true)?, self.margin(false)?)));
        let of_margins = |of: fn(f64, f64) -> f64| {
            let margins = margins.clone();
            margins.map(|(positive, negative)| of(positive, negative))
        };
        let decay = self.both_signs().and_then(|()| of_margins(decay_constant));
        let ceiling = of_margins(margin_ceiling);
        vec![
            prediction("entry_time", "t_1 <=", entry).means(
                "neurons have entered their cones (non-degenerate starts), flow time",
                "MMV24, constant measured",
            ),
            prediction("escape_time_slope", "d t_esc", escape).means(
                "per log(1/alpha): when max|f| reaches a level, alpha -> 0",
                "own",
            ),
            prediction(
                "max_margin_plus",
                "|w*_+|",
                of_margins(|positive, _| positive),
            )
            .means("length of the positive class's max-margin vector", "PL21"),
            prediction(
                "max_margin_minus",
                "|w*_-|",
                of_margins(|_, negative| negative),
            )
            .means("length of the negative class's max-margin vector", "PL21"),
            prediction("decay_constant", "t L log(1/L)", decay)
                .means("limit for the sum loss L", "own"),
            prediction("margin_ceiling", "margin <=", ceiling)
                .means("min y f/|theta|^2 of any network of any width", "own"),
        ]
    }

    /// The length of a class's max-margin vector.
    fn margin(&self, positive: bool) -> Result<f64, Premise> {
        self.class(positive)?;
        Ok(max_margin_vector(&self.problem.training, positive)?.length)
    }

    /// Errors of linear directions under the mixture.
    pub(super) fn test_error(&self) -> Vec<Prediction> {
        let law = self.problem.law.as_ref().ok_or(Premise::LawKnown);
        let bayes = law.clone().map(|law| law.bayes_error());
        let aligned = law.clone().and_then(|law| {
            let phi = self.phi.ok_or(Premise::TwoClasses)?;
            Ok(over_alignment(law, phi, 0.0))
        });
        let accepted = law.and_then(separable_probability);
        vec![
            prediction("bayes_error", "E*", bayes)
                .means("the least error of any classifier", "YHL26"),
            prediction("over_alignment", "OA(0)", aligned).means(
                "excess error of x_+ itself: over-alignment at its most",
                "YHL26",
            ),
            prediction("separable_probability", "P(OS)", accepted)
                .means("a draw of the mixture is orthogonally separable", "own"),
        ]
    }

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
