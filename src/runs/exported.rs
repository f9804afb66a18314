//! The network at the end of a run, as numbers that need nothing of this program.

use std::sync::Arc;

use faer::{Mat, MatRef};

use super::problem::draw_problem;
use crate::config::{Config, Data, Precision};
use crate::data::{DataError, Problem, TestSet};
use crate::network::{Chain, Deep, Network};
use crate::quantities::{Row, Run};

/// Rows at most to check a loader on.
const CHECKED: usize = 1000;

/// A trained network and what its inputs are made of.
#[derive(Clone, Debug)]
pub struct ExportedModel {
    /// The network: f is what its weights give at the prepared rows.
    pub chain: Chain,
    /// What it was trained on: how rows were split and prepared.
    pub problem: Arc<Problem>,
    /// What is added to f times [`factor`](ExportedModel::factor), in the unit of the targets.
    pub offset: f64,
    /// What f is multiplied by; 1 unless the targets were brought to a unit.
    pub factor: f64,
    /// Rows that did not train, if there are any, as the file has them; 1000 at most.
    pub rows: Mat<f64>,
    /// The answers on these rows, in double precision.
    pub predictions: Mat<f64>,
    /// The error on the rows to test on.
    pub test_error: Option<f64>,
}

impl ExportedModel {
    /// The network at the end of a run; `None` for a kind that is no chain of steps.
    ///
    /// # Errors
    /// A file that cannot be read again.
    pub fn of(run: &Run) -> Result<Option<Self>, DataError> {
        let network = in_double(run.end().network).divided(run.config.network.output_divisor());
        let Some(chain) = network.chain() else {
            return Ok(None);
        };
        let problem = run.problem.clone();
        let raw = match problem.preparation {
            Some(_) => rows(&draw_problem(&unprepared(&run.config))?).to_owned(),
            None => rows(&problem).to_owned(),
        };
        let predictions = network.predict(rows(&problem));
        Ok(Some(ExportedModel {
            chain,
            offset: 0.0,
            factor: 1.0,
            rows: raw,
            predictions,
            test_error: Row::of(run).and_then(|row| row.number("test_error")),
            problem,
        }))
    }

    /// The same whose answers are in another unit: `offset + factor f`.
    pub fn in_unit(mut self, offset: f64, factor: f64) -> Self {
        (self.offset, self.factor) = (offset, factor);
        for column in self.predictions.col_iter_mut() {
            column.iter_mut().for_each(|f| *f = offset + factor * *f);
        }
        self
    }
}

/// The first rows that did not train; where all did, the first of those.
fn rows(problem: &Problem) -> MatRef<'_, f64> {
    let points = match &problem.test {
        TestSet::Rows(test) => test.points(),
        _ => problem.training.points(),
    };
    points.subrows(0, points.nrows().min(CHECKED))
}

/// The configuration whose points are as the file has them.
fn unprepared(config: &Config) -> Config {
    let mut config = config.clone();
    match &mut config.data.kind {
        Data::File(file) => {
            (file.rows.centre, file.rows.scale, file.rows.bias) = (false, false, false);
            file.standardise = Some(false);
        }
        Data::Digits(digits) => {
            (digits.centre, digits.scale, digits.bias) = (false, false, false);
        }
        _ => {}
    }
    config
}

/// The same network, predicting in double precision.
fn in_double(network: &dyn Network) -> Box<dyn Network> {
    match network.downcast::<Deep>() {
        Some(deep) => Box::new(deep.clone().in_precision(Precision::F64)),
        None => network.boxed(),
    }
}
