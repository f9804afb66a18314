//! From a file to the configuration that its labels ask for, and what of it is used.

use std::path::Path;

use serde::Serialize;
use toml::Value;

use super::plan::{Model, Setup, SetupError};
use crate::config::{Config, Data, DigitsTask, Loss, Override};
use crate::data::TestSet;
use crate::runs::draw_problem;

/// Rows in a test part, as a share.
const TEST_SHARE: f64 = 0.25;

/// More distinct labels than this, or ones that are not whole, are targets of a regression.
const MOST_CLASSES: usize = 100;

/// What of the data is used.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableSummary {
    /// The file, or the kind of data.
    pub source: String,
    /// Rows in all.
    pub rows: usize,
    /// Numbers of a point, as the network sees it.
    pub features: usize,
    /// The column of the labels.
    pub label: Option<String>,
    /// Number of classes.
    pub classes: usize,
    /// Rows that train in a split.
    pub training: usize,
    /// Rows held out for a validation risk.
    pub validation: usize,
    /// Rows that test in a split.
    pub test: usize,
    /// What was taken for granted.
    pub notes: Vec<String>,
}

impl TableSummary {
    pub(super) fn of(setup: &Setup) -> TableSummary {
        let [training, validation, test] = setup.rows;
        let (source, label) = match &setup.config.data.kind {
            Data::File(file) => (file.path.display().to_string(), file.label_column.clone()),
            kind => (kind.name().to_owned(), None),
        };
        TableSummary {
            source,
            rows: training + validation + test,
            features: setup.features,
            label,
            classes: setup.outputs.max(2),
            training,
            validation,
            test,
            notes: Vec::new(),
        }
    }
}

/// The layers of a configuration below what the user wrote: those of the model and the file, and
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
    let unlabelled = unlabelled(&below, &load)?;
    let found = Labels::of(&unlabelled).map_err(E::from)?;
    below.extend(found.keys(&unlabelled));
    load(&below)
}

/// The configuration with the first loss that its data allow.
fn unlabelled<E>(
    below: &[Override],
    load: &impl Fn(&[Override]) -> Result<Config, E>,
) -> Result<Config, E> {
    let with = |loss: &str| {
        let loss = Override::below("loss.name", loss.into());
        load(&[below, &[loss]].concat())
    };
    with("logistic").or_else(|error| {
        let others = ["cross-entropy", "squared"];
        others.iter().find_map(|loss| with(loss).ok()).ok_or(error)
    })
}

/// What the labels ask for.
struct Labels {
    loss: Loss,
    /// Whether the labels of a file have to be numbered.
    numbered: bool,
    rows: usize,
}

impl Labels {
    fn of(config: &Config) -> Result<Labels, SetupError> {
        let data = &config.data;
        let plain = |loss| Labels {
            loss,
            numbered: false,
            rows: 0,
        };
        let Data::File(file) = &data.kind else {
            return Ok(match (data.has_many_classes(), data.is_regression()) {
                (true, _) => plain(Loss::CrossEntropy),
                (_, true) => plain(Loss::Squared),
                _ => plain(Loss::Logistic),
            });
        };
        let mut read = config.clone();
        read.loss.name = match file.rows.task.is_some_and(DigitsTask::has_many_classes) {
            true => Loss::CrossEntropy,
            false => Loss::Squared,
        };
        let problem = draw_problem(&read)?;
        let tested = match &problem.test {
            TestSet::Rows(rows) => rows.labels(),
            _ => &[],
        };
        let mut known: Vec<f64> = [problem.training.labels(), tested].concat();
        let rows = known.len();
        known.sort_by(f64::total_cmp);
        known.dedup();
        let whole = known.iter().all(|label| label.fract() == 0.0);
        let classes = whole && known.len() <= MOST_CLASSES.min(rows / 2);
        let loss = match known.len() {
            _ if read.loss.name == Loss::CrossEntropy => Loss::CrossEntropy,
            0..=2 => Loss::Logistic,
            _ if classes => Loss::CrossEntropy,
            _ => Loss::Squared,
        };
        let numbered = loss == Loss::CrossEntropy && file.rows.task.is_none();
        Ok(Labels {
            loss,
            numbered,
            rows,
        })
    }

    /// The keys that follow.
    fn keys(&self, config: &Config) -> Vec<Override> {
        let mut keys = Vec::new();
        let word = Value::try_from(self.loss);
        keys.extend(word.map(|loss| Override::below("loss.name", loss)));
        if self.numbered {
            keys.push(Override::below("data.task", "classes".into()));
        }
        let Data::File(file) = &config.data.kind else {
            return keys;
        };
        if file.rows.samples.is_none() {
            let test = (TEST_SHARE * self.rows as f64).round() as usize;
            let samples = Value::from((self.rows - test).max(1) as i64);
            keys.push(Override::below("data.samples", samples));
            for key in ["data.centre", "data.scale"] {
                keys.push(Override::below(key, true.into()));
            }
        }
        keys
    }
}
