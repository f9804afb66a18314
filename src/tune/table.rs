//! From a file to the configuration that its labels ask for, and what of the data is used.

use std::path::Path;

use serde::Serialize;
use toml::Value;

use super::plan::{Model, Setup, SetupError};
use crate::config::{Config, Loss, Override};
use crate::data::{DataError, TableSummary};
use crate::runs::draw_problem;

/// More classes than this that are numbers, or classes that are not whole numbers, are targets of a
/// regression.
const MOST_CLASSES: usize = 100;

/// What of the data is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum DataSummary {
    /// Of a file.
    Table(Box<TableSummary>),
    /// Of data that come with the program.
    BuiltIn {
        /// The kind of data.
        label: String,
        /// Rows in all.
        rows: usize,
        /// Numbers of a point.
        features: usize,
        /// Number of classes.
        classes: usize,
        /// Rows that train in a split.
        training: usize,
        /// Rows held out for a validation risk.
        validation: usize,
        /// Rows that test in a split.
        test: usize,
        /// What was taken for granted.
        notes: Vec<String>,
    },
    /// What a command does with data is its own.
    Command {
        /// Its line.
        command: String,
        /// What is made small.
        label: String,
        /// What was taken for granted.
        notes: Vec<String>,
    },
}

impl DataSummary {
    pub(super) fn of(setup: &Setup, more: Vec<String>) -> DataSummary {
        if let Some(table) = &setup.table {
            let mut table = Box::new(table.clone());
            table.notes.extend(more);
            return DataSummary::Table(table);
        }
        let [training, validation, test] = setup.rows;
        DataSummary::BuiltIn {
            label: setup.config.data.kind.name().to_owned(),
            rows: training + validation + test,
            features: setup.features,
            classes: setup.outputs.max(2),
            training,
            validation,
            test,
            notes: more,
        }
    }
}

/// The configuration of the layers below what the user wrote: those of the model and the file, and
/// the loss that the labels ask for. `load` puts the user's own on top.
///
/// # Errors
/// Whatever `load` refuses, and whatever is wrong with the data.
pub fn configuration<E: From<SetupError>>(
    model: Model,
    file: Option<(&Path, Option<&str>)>,
    load: impl Fn(&[Override]) -> Result<Config, E>,
) -> Result<Config, E> {
    let mut below: Vec<Override> = Vec::new();
    let mut add = |key: &str, value: Value| below.push(Override::below(key, value));
    for (key, value) in model.keys() {
        add(key, value);
    }
    if let Some((path, label)) = file {
        add("data.kind", "file".into());
        add("data.path", path.display().to_string().into());
        if let Some(label) = label {
            add("data.label_column", label.into());
        }
    }
    let with = |loss: &str| {
        let loss = Override::below("loss.name", loss.into());
        load(&[&below[..], &[loss]].concat())
    };
    // Data that come with the program say themselves how many classes they have.
    let first = with("logistic").or_else(|error| {
        let others = ["cross-entropy", "squared"];
        others.iter().find_map(|loss| with(loss).ok()).ok_or(error)
    })?;
    match loss_of_file(&first).map_err(|error| E::from(error.into()))? {
        Loss::CrossEntropy => with("cross-entropy"),
        Loss::Squared => with("squared"),
        _ => Ok(first),
    }
}

/// The loss that the labels of a file ask for; that of the configuration for other data.
fn loss_of_file(config: &Config) -> Result<Loss, DataError> {
    let loss = config.loss.name;
    if !config.data.file_decides_classes() || loss != Loss::Logistic {
        return Ok(loss);
    }
    let drawn = draw_problem(config);
    match drawn.as_ref().err().map(cause) {
        Some(DataError::TaskMissing(_)) => {}
        _ => return drawn.map(|_| loss),
    }
    let many = Config {
        loss: crate::config::LossConfig {
            name: Loss::CrossEntropy,
        },
        ..config.clone()
    };
    let problem = match draw_problem(&many) {
        Ok(problem) => problem,
        Err(error) => match cause(&error) {
            DataError::ClassCount { .. } => return Ok(Loss::Squared),
            _ => return Err(error),
        },
    };
    let table = problem.table.as_ref();
    let names = table.into_iter().flat_map(|table| &table.classes);
    let names: Vec<&str> = names.map(|class| class.name.as_str()).collect();
    let numbers: Option<Vec<f64>> = names.iter().map(|name| name.parse().ok()).collect();
    let rows = table.map_or(0, |table| table.rows);
    let measured = numbers.is_some_and(|numbers| {
        let whole = numbers.iter().all(|number| number.fract() == 0.0);
        !whole || numbers.len() > MOST_CLASSES.min(rows / 2)
    });
    Ok(if measured {
        Loss::Squared
    } else {
        Loss::CrossEntropy
    })
}

/// What is wrong within the file.
fn cause(error: &DataError) -> &DataError {
    match error {
        DataError::InFile { error, .. } => cause(error),
        error => error,
    }
}
