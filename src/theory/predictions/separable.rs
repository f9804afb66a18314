//! Predictions under orthogonal separability.

use super::setting::Setting;
use super::{Prediction, prediction};
use crate::theory::{
    MaxMargin, Premise, decay_constant, entry_time, escape_time_slope, margin_ceiling,
    max_margin_vector,
};

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
        let length = |of: fn(&(MaxMargin, MaxMargin)) -> f64| {
            margins.as_ref().map(of).map_err(Premise::clone)
        };
        let decay = self
            .both_signs()
            .and_then(|()| length(|m| decay_constant(m.0.length, m.1.length)));
        vec![
            prediction("entry_time", "t_1 <=", entry).means(
                "neurons have entered their cones (non-degenerate starts), flow time",
                "MMV24, constant measured",
            ),
            prediction("escape_time_slope", "d t_esc", escape).means(
                "per log(1/alpha): when max|f| reaches a level, alpha -> 0",
                "own",
            ),
            prediction("max_margin_plus", "|w*_+|", length(|m| m.0.length))
                .means("length of the positive class's max-margin vector", "PL21"),
            prediction("max_margin_minus", "|w*_-|", length(|m| m.1.length))
                .means("length of the negative class's max-margin vector", "PL21"),
            prediction("decay_constant", "t L log(1/L)", decay)
                .means("limit for the sum loss L", "own"),
            prediction(
                "margin_ceiling",
                "margin <=",
                length(|m| margin_ceiling(m.0.length, m.1.length)),
            )
            .means("min y f/|theta|^2 of any network of any width", "own"),
        ]
    }

    fn margin(&self, positive: bool) -> Result<MaxMargin, Premise> {
        let class = if positive {
            self.positive
        } else {
            self.negative
        };
        if class.points == 0 {
            return Err(Premise::TwoClasses);
        }
        Ok(max_margin_vector(&self.problem.training, positive)?)
    }
}
