//! Tables and arrays of the user's own: which columns, what labels, what is trained and tested on.

mod columns;
mod encode;
mod header;
mod kind;
mod source;
mod summary;

use faer::Mat;

use super::labels::{Answers, Sorted, sort};
use super::rows::{Preparation, Sizes, split};
use super::split::Split;
use super::{DataError, Dataset, Image};
use crate::config::{FileConfig, Loss, TestPart};
use crate::random::Streams;
use source::{Source, TestRows};
pub use summary::{Class, Feature, FeatureKind, TableSummary};

/// The share of a table that is tested on, unless told otherwise.
const SHARE: f64 = 0.25;

/// Tables with fewer rows have no part to test on, unless told otherwise.
const FEWEST_ROWS: usize = 4;

/// What one replicate takes from a file.
pub(super) struct Drawn {
    pub training: Dataset,
    pub validation: Option<Dataset>,
    pub test: Option<Dataset>,
    /// Outputs that the labels ask for.
    pub outputs: usize,
    pub image: Option<Image>,
    pub table: TableSummary,
    pub preparation: Preparation,
    pub split: Split,
}

/// The parts of a file for one replicate's streams.
pub(super) fn draw(config: &FileConfig, loss: Loss, streams: &Streams) -> Result<Drawn, DataError> {
    let source = source::read(config)?;
    let drawn = of_source(&source, config, loss, streams);
    drawn.map_err(|error| error.in_file(&config.path))
}

fn of_source(
    source: &Source,
    config: &FileConfig,
    loss: Loss,
    streams: &Streams,
) -> Result<Drawn, DataError> {
    let rows = &config.rows;
    let sorted = sort(&source.answers, rows.task, loss)?;
    let count = sorted.kept.len();
    let mut notes = source.notes.clone();
    let share = |share: f64| (share * count as f64).round() as usize;
    let test = match &config.test {
        Some(TestPart::Share(given)) => Some(share(*given)),
        Some(TestPart::File(_)) => Some(0),
        None if rows.samples.is_some() => None,
        None if source.is_table && count >= FEWEST_ROWS => Some(share(SHARE).max(1)),
        None => Some(0),
    };
    let sizes = Sizes {
        samples: rows.samples,
        validation: rows.validation_samples,
        test,
    };
    let classes: Option<Vec<usize>> = sorted.class_of_rows();
    let [training, validation, tested] =
        split(count, sizes, classes.as_deref(), &mut streams.data())?;
    let points = |chosen: &[usize]| {
        Mat::from_fn(chosen.len(), source.points.ncols(), |i, j| {
            source.points[(sorted.kept[chosen[i]].0, j)]
        })
    };
    let labels = |chosen: &[usize]| chosen.iter().map(|&i| sorted.kept[i].1).collect();
    let asked = rows.centre || rows.scale;
    let standardise = config.standardise.unwrap_or(source.is_table && !asked);
    let inputs = encode::numbers(&source.features);
    let standardised = if standardise { &inputs[..] } else { &[] };
    let preparation = Preparation::fit(points(&training).as_ref(), rows, standardised)?;
    let prepare =
        |chosen: &[usize]| Dataset::new(preparation.apply(points(chosen).as_ref()), labels(chosen));
    let some = |chosen: &[usize]| (!chosen.is_empty()).then(|| prepare(chosen)).transpose();
    let of_file = |chosen: &[usize]| -> Vec<usize> {
        let used = chosen.iter().map(|&i| sorted.kept[i].0);
        let row = |row: usize| source.rows.as_ref().map_or(row, |rows| rows[row]);
        used.map(row).collect()
    };
    let mut split = Split {
        training: of_file(&training),
        validation: of_file(&validation),
        test: of_file(&tested),
        test_file: None,
    };
    let (training, validation, mut tested) =
        (prepare(&training)?, some(&validation)?, some(&tested)?);
    if let Some(TestRows {
        points,
        answers,
        rows,
    }) = &source.test
    {
        let (kept, labels) = known(answers, &source.answers, &sorted)?;
        if points.ncols() != source.points.ncols() {
            return Err(DataError::TestDimension {
                found: points.ncols(),
                expected: source.points.ncols(),
            });
        }
        let points = Mat::from_fn(kept.len(), points.ncols(), |i, j| points[(kept[i], j)]);
        tested = Some(Dataset::new(preparation.apply(points.as_ref()), labels)?);
        split.test = kept.iter().map(|&row| rows[row]).collect();
        split.test_file = match &config.test {
            Some(TestPart::File(file)) => Some(file.clone()),
            _ => None,
        };
    }
    let test = tested.as_ref().map_or(0, Dataset::samples);
    if source.is_table && test == 0 && config.test.is_none() {
        notes.push(format!("{count} rows are too few to test on some of them"));
    }
    let is_number = |feature: &&Feature| {
        standardise && matches!(feature.kind, FeatureKind::Number | FeatureKind::Array)
    };
    let standardised = source.features.iter().filter(is_number);
    let table = TableSummary {
        file: config.path.clone(),
        rows: count,
        features: source.features.clone(),
        label: source.label.clone(),
        classes: sorted.classes(&source.answers),
        training: training.samples(),
        validation: validation.as_ref().map_or(0, Dataset::samples),
        test,
        standardised: standardised.map(|feature| feature.name.clone()).collect(),
        notes,
    };
    Ok(Drawn {
        training,
        validation,
        test: tested,
        outputs: sorted.outputs,
        // A column of ones is no pixel.
        image: source.image.filter(|_| !rows.bias),
        table,
        preparation,
        split,
    })
}

/// The rows of a file to test on whose labels are classes of the training file, with their labels.
fn known(
    answers: &Answers,
    training: &Answers,
    sorted: &Sorted,
) -> Result<(Vec<usize>, Vec<f64>), DataError> {
    let (mut kept, mut labels) = (Vec::new(), Vec::new());
    for (row, &value) in answers.values.iter().enumerate() {
        let value = match (answers.names.is_empty(), training.names.is_empty()) {
            (true, true) => value,
            (false, false) => {
                let name = &answers.names[value as usize];
                let at = training.names.iter().position(|other| other == name);
                at.ok_or_else(|| DataError::TestLabel(name.clone()))? as f64
            }
            _ => return Err(DataError::TestLabel(answers.name(value))),
        };
        match sorted.label(value) {
            Some(label) => {
                kept.push(row);
                labels.push(label);
            }
            // A task leaves classes out; without one every label has to be known.
            None if training.values.contains(&value) => {}
            None => return Err(DataError::TestLabel(answers.name(value))),
        }
    }
    match kept.is_empty() {
        true => Err(DataError::Empty),
        false => Ok((kept, labels)),
    }
}
