//! Predictions of the alignment phase, t <= T(alpha).

use std::f64::consts::FRAC_PI_2;

use super::setting::Setting;
use super::{Prediction, prediction};
use crate::theory::{
    AlignmentPhase, ClassSum, Premise, angle_under_constant_pull, psi_lower_bound,
};

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
}
