//! Predictions of the test error.

use super::setting::Setting;
use super::{Prediction, prediction};
use crate::theory::{Premise, over_alignment, separable_probability};

impl Setting<'_> {
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
}
