//! The predictions one by one: the alignment phase, what follows it, the test error, and special
//! settings.

use std::f64::consts::FRAC_PI_2;

use super::{Prediction, Setting, prediction};
use crate::config::{Data, Init, StopAt};
use crate::observables::over_alignment;
use crate::theory::{
    AlignmentPhase, ClassSum, Premise, angle_under_constant_pull, decay_constant, entry_time,
    escape_time_slope, inverse_loss, least_squares, linearised_weight_change, margin_ceiling,
    max_margin_vector, psi_lower_bound, separable_probability,
};

/// The relative change of the weights above which a network is not called lazy.
const LAZY_CHANGE: f64 = 0.1;

impl Setting<'_> {
    /// The alignment phase, t <= T(alpha).
    pub(super) fn alignment(&self) -> Vec<Prediction> {
        let (positive, negative) = (self.positive, self.negative);
        let of_phase = |value: fn(&AlignmentPhase) -> f64| {
            self.phase.as_ref().map(value).map_err(Premise::clone)
        };
        let zeta = |class| self.zeta(class, AlignmentPhase::zeta, AlignmentPhase::alpha_limit);
        let published_limit = AlignmentPhase::published_alpha_limit;
        let published = |class| self.zeta(class, AlignmentPhase::published_zeta, published_limit);
        let limit = self.alpha_limit(AlignmentPhase::alpha_limit);
        let weights = of_phase(AlignmentPhase::weight_bound);
        let outputs = of_phase(AlignmentPhase::output_bound);
        let end = of_phase(AlignmentPhase::end);
        // Of a positive neuron that entered its cone at t = 0, at the end.
        let turned = self.separable_data().and_then(|()| end.clone());
        let turned = turned.map(|end| end * self.pull());
        let psi = turned
            .clone()
            .and_then(|time| Ok(psi_lower_bound(time, positive.length, zeta(positive)?)));
        let angle = turned.map(|time| angle_under_constant_pull(FRAC_PI_2, time, positive.length));
        vec![
            prediction("phase_end", "T(alpha)", end).means(
                "end of the alignment phase, flow time of the sum loss",
                "MMV24",
            ),
            prediction("weight_bound", "|w_j|^2 <=", weights)
                .means("until T(alpha), every neuron", "MMV24, own constant"),
            prediction("output_bound", "|f(x_i)| <=", outputs)
                .means("until T(alpha), every point", "MMV24, own constant"),
            prediction("published_zeta_plus", "zeta_+", published(positive)).means(
                "d psi/dt >= |x_+| (zeta - psi^2) in the positive cone",
                "YHL26",
            ),
            prediction("published_zeta_minus", "zeta_-", published(negative))
                .means("the same for the negative class", "YHL26"),
            prediction("zeta_plus", "zeta'_+", zeta(positive))
                .means("a larger zeta that holds too", "own"),
            prediction("zeta_minus", "zeta'_-", zeta(negative))
                .means("the same for the negative class", "own"),
            prediction(
                "published_alpha_limit",
                "alpha_bar",
                self.alpha_limit(published_limit),
            )
            .means("T and both zeta are positive below this alpha", "YHL26"),
            prediction("alpha_limit", "alpha_bar'", limit).means("the same with zeta'", "own"),
            prediction("psi_at_phase_end", "psi(T) >=", psi).means(
                "a positive neuron that entered its cone at t = 0",
                "YHL26, zeta'",
            ),
            prediction("angle_at_phase_end", "angle(T)", angle).means(
                "the same neuron's angle to x_+ from a right angle, alpha -> 0, radians",
                "MMV24, YHL26",
            ),
        ]
    }

    fn zeta(
        &self,
        class: ClassSum,
        value: fn(&AlignmentPhase, ClassSum) -> f64,
        limit: fn(&AlignmentPhase, ClassSum) -> f64,
    ) -> Result<f64, Premise> {
        let phase = self.phase.as_ref().map_err(Premise::clone)?;
        if class.points == 0 {
            return Err(Premise::TwoClasses);
        }
        let (zeta, limit) = (value(phase, class), limit(phase, class));
        let refused = Premise::ZetaNotPositive { zeta, limit };
        (zeta > 0.0).then_some(zeta).ok_or(refused)
    }

    /// The alpha below which T and zeta of both classes are positive.
    fn alpha_limit(&self, limit: fn(&AlignmentPhase, ClassSum) -> f64) -> Result<f64, Premise> {
        self.balanced()?;
        // An alpha that is too large is no obstacle to saying how large it may be.
        let phase = AlignmentPhase::unchecked(
            &self.problem.training,
            self.start,
            self.config.network.alpha,
            self.config.loss.name,
        );
        let classes = limit(&phase, self.class(true)?).min(limit(&phase, self.class(false)?));
        Ok(classes.min(phase.premise_limit()))
    }

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
        let line = if matches!(self.config.data.kind, Data::ThreePoints(_)) {
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
