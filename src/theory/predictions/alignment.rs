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
        let of_phase = |value: fn(&AlignmentPhase) -> f64| {
            self.phase.as_ref().map(value).map_err(Premise::clone)
        };
        let zeta = |class| self.zeta(class, AlignmentPhase::zeta, AlignmentPhase::alpha_limit);
        let published = |class| {
            self.zeta(
                class,
                AlignmentPhase::published_zeta,
                AlignmentPhase::published_alpha_limit,
            )
        };
        let limit = |limit: fn(&AlignmentPhase, ClassSum) -> f64| self.alpha_limit(limit);
        let end = of_phase(AlignmentPhase::end);
        let time = end.clone().map(|end| end * self.pull());
        let positive = self.positive;
        let psi = self.separable_data().and_then(|()| {
            Ok(psi_lower_bound(
                time.clone()?,
                positive.length,
                zeta(positive)?,
            ))
        });
        let angle = self.separable_data().and_then(|()| {
            Ok(angle_under_constant_pull(
                FRAC_PI_2,
                time.clone()?,
                positive.length,
            ))
        });
        vec![
            prediction("phase_end", "T(alpha)", end).means(
                "end of the alignment phase, flow time of the sum loss",
                "MMV24",
            ),
            prediction(
                "weight_bound",
                "|w_j|^2 <=",
                of_phase(AlignmentPhase::weight_bound),
            )
            .means("until T(alpha), every neuron", "MMV24, own constant"),
            prediction(
                "output_bound",
                "|f(x_i)| <=",
                of_phase(AlignmentPhase::output_bound),
            )
            .means("until T(alpha), every point", "MMV24, own constant"),
            prediction("published_zeta_plus", "zeta_+", published(positive)).means(
                "d psi/dt >= |x_+| (zeta - psi^2) in the positive cone",
                "YHL26",
            ),
            prediction("published_zeta_minus", "zeta_-", published(self.negative))
                .means("the same for the negative class", "YHL26"),
            prediction("zeta_plus", "zeta'_+", zeta(positive))
                .means("a larger zeta that holds too", "own"),
            prediction("zeta_minus", "zeta'_-", zeta(self.negative))
                .means("the same for the negative class", "own"),
            prediction(
                "published_alpha_limit",
                "alpha_bar",
                limit(AlignmentPhase::published_alpha_limit),
            )
            .means("T and both zeta are positive below this alpha", "YHL26"),
            prediction(
                "alpha_limit",
                "alpha_bar'",
                limit(AlignmentPhase::alpha_limit),
            )
            .means("the same with zeta'", "own"),
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
        let zeta = value(phase, class);
        if zeta > 0.0 {
            Ok(zeta)
        } else {
            let limit = limit(phase, class);
            Err(Premise::ZetaNotPositive { zeta, limit })
        }
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
        if self.positive.points == 0 || self.negative.points == 0 {
            return Err(Premise::TwoClasses);
        }
        let classes = limit(&phase, self.positive).min(limit(&phase, self.negative));
        Ok(classes.min(phase.premise_limit()))
    }
}
