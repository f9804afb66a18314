//! The targets of a regression, brought to mean 0 and variance 1 over the rows that train: c then has
//! the meaning that it has for classes, whatever the unit of the targets.

use std::sync::Arc;

use crate::config::{Config, Loss};
use crate::data::{DataError, Dataset, Problem, TestSet};
use crate::math::mean;
use crate::runs::draw_problem;

/// What targets are brought to their unit by: `(y - mean) / deviation`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Targets {
    /// Mean over the rows that train.
    pub mean: f64,
    /// Standard deviation over them; 1 where it is 0.
    pub deviation: f64,
}

impl Targets {
    fn of(training: &Dataset) -> Targets {
        let labels = training.labels();
        let mean = mean(labels);
        let squares = labels.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>();
        let deviation = (squares / labels.len() as f64).sqrt();
        let deviation = if deviation > 0.0 { deviation } else { 1.0 };
        Targets { mean, deviation }
    }

    fn applied(&self, set: &Dataset) -> Result<Dataset, DataError> {
        let labels = set.labels().iter();
        let labels = labels.map(|y| (y - self.mean) / self.deviation).collect();
        Dataset::new(set.points().to_owned(), labels)
    }
}

/// The data of a configuration's replicate with targets in their unit; `None` where the labels are
/// classes.
///
/// # Errors
/// Whatever is wrong with the data.
pub(super) fn with_unit_targets(
    config: &Config,
) -> Result<Option<(Arc<Problem>, Targets)>, DataError> {
    if config.loss.name != Loss::Squared {
        return Ok(None);
    }
    let mut problem = draw_problem(config)?;
    let targets = Targets::of(&problem.training);
    problem.training = targets.applied(&problem.training)?;
    if let Some(validation) = &problem.validation {
        problem.validation = Some(targets.applied(validation)?);
    }
    if let TestSet::Rows(rows) = &problem.test {
        problem.test = TestSet::Rows(targets.applied(rows)?);
    }
    Ok(Some((Arc::new(problem), targets)))
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;

    #[test]
    fn targets_have_mean_nothing_and_variance_one_and_a_constant_stays_finite() {
        let points = mat![[1.0], [2.0], [3.0], [4.0]];
        let set = |labels: [f64; 4]| Dataset::new(points.clone(), labels.to_vec()).unwrap();
        let measured = set([100.0, 300.0, 200.0, 600.0]);
        let unit = Targets::of(&measured).applied(&measured).unwrap();
        let squares: f64 = unit.labels().iter().map(|y| y * y).sum();
        assert!(mean(unit.labels()).abs() < 1e-15 && (squares / 4.0 - 1.0).abs() < 1e-15);
        let constant = set([7.0; 4]);
        let unit = Targets::of(&constant).applied(&constant).unwrap();
        assert_eq!(unit.labels(), [0.0; 4]);
    }
}
