//! What a file says, before any split: points, labels, and how they were understood.

use std::path::Path;

use faer::Mat;

use super::columns::Columns;
use super::encode::{encode, used};
use super::header::{header, truth};
use super::kind::kind;
use super::summary::Feature;
use crate::config::{FileConfig, Missing, TestPart};
use crate::data::dataset::{check_labels, check_points};
use crate::data::files::{self, Cells, Found, Labels, Part, is_missing, within};
use crate::data::labels::Answers;
use crate::data::{DataError, Image};

/// What a file says.
#[derive(Debug)]
pub(super) struct Source {
    /// n x d; NaN where a value is missing and will be filled.
    pub points: Mat<f64>,
    pub answers: Answers,
    pub image: Option<Image>,
    pub features: Vec<Feature>,
    /// Where the labels come from.
    pub label: String,
    /// Whether it is a table, which is standardised and split unless told otherwise.
    pub is_table: bool,
    /// Which rows of the file are used; all where it is `None`.
    pub rows: Option<Vec<usize>>,
    /// The rows of a file to test on, and which they are.
    pub test: Option<TestRows>,
    pub notes: Vec<String>,
}

/// Points and labels of a file to test on, and which of its rows they are.
#[derive(Debug)]
pub(super) struct TestRows {
    pub points: Mat<f64>,
    pub answers: Answers,
    pub rows: Vec<usize>,
}

/// Points and labels of a part, with the features that made them.
struct Read {
    points: Mat<f64>,
    image: Option<Image>,
    answers: Option<Answers>,
    features: Vec<Feature>,
    /// The rows that are used, of how many.
    rows: Option<(Vec<usize>, usize)>,
    label: String,
    notes: Vec<String>,
}

pub(super) fn read(config: &FileConfig) -> Result<Source, DataError> {
    let path = config.path.as_path();
    if path.as_os_str().is_empty() {
        return Err(DataError::PathMissing);
    }
    let (found, is_table) = match files::read(path, config, Part::All)? {
        Found::Table(cells) => (within(path, |_| of_table(&cells, config))?, true),
        Found::Points((points, image), labels, notes) => {
            refuse_columns(config)?;
            within(path, |_| {
                check_points(points.as_ref())?;
                check_labels(labels.as_deref().unwrap_or_default())
            })?;
            let features = vec![Feature::array(points.ncols())];
            let label = config.label_column.clone();
            let read = Read {
                points,
                image,
                answers: labels.map(Answers::numbers),
                features,
                rows: None,
                label: label.unwrap_or_else(|| "y".to_owned()),
                notes,
            };
            (read, false)
        }
    };
    let (answers, label) = match (found.answers, &config.labels) {
        (Some(answers), _) => (answers, found.label),
        (None, Some(file)) => {
            let all = match &found.rows {
                Some((_, all)) => *all,
                None => found.points.nrows(),
            };
            let mut answers = within(file, |file| labels(file, config, all))?;
            if answers.values.len() != all {
                return Err(DataError::LengthsDiffer {
                    points: all,
                    labels: answers.values.len(),
                }
                .in_file(path));
            }
            if let Some((rows, _)) = &found.rows {
                answers.values = rows.iter().map(|&row| answers.values[row]).collect();
            }
            (answers, file.display().to_string())
        }
        (None, None) => {
            let what = "set data.labels (--labels) to the file of the labels, or \
                        data.label_column to the column of an array of two axes";
            return Err(DataError::NoLabels(what.to_owned()).in_file(path));
        }
    };
    let mut notes = found.notes;
    let test = match &config.test {
        Some(TestPart::File(file)) => {
            let read = |_: &Path| test_rows(file, config, &found.features, &mut notes);
            Some(within(file, read)?)
        }
        _ => None,
    };
    Ok(Source {
        points: found.points,
        answers,
        image: found.image,
        features: found.features,
        label,
        is_table,
        rows: found.rows.map(|(rows, _)| rows),
        test,
        notes,
    })
}

/// Keys that only tables have a meaning for.
fn refuse_columns(config: &FileConfig) -> Result<(), DataError> {
    let keys = [
        (!config.columns.is_empty(), "data.columns"),
        (!config.leave_out.is_empty(), "data.leave_out"),
        (config.missing != Missing::Refuse, "data.missing"),
    ];
    match keys.into_iter().find(|(given, _)| *given) {
        Some((_, key)) => Err(DataError::TablesOnly(key).in_file(&config.path)),
        None => Ok(()),
    }
}

fn of_table(cells: &Cells, config: &FileConfig) -> Result<Read, DataError> {
    let columns = Columns {
        cells,
        header: header(cells, None),
    };
    if columns.header.first == cells.rows() {
        return Err(DataError::Empty);
    }
    let chosen = columns.choose(config, config.labels.is_none())?;
    let used = used(&columns, &chosen, config.missing)?;
    let (points, _) = encode(cells, &used.features, &used.rows)?;
    let (names, first) = (&columns.header.names, columns.header.first);
    let answers = chosen
        .label
        .map(|at| answers(cells, (at, &names[at]), &used.rows));
    let mut notes = cells.notes.clone();
    notes.push(columns.header.note.clone());
    notes.extend(chosen.notes);
    notes.extend(used.notes);
    let rows = used.rows.iter().map(|row| row - first).collect();
    Ok(Read {
        points,
        image: None,
        answers: answers.transpose()?,
        features: used.features,
        rows: Some((rows, cells.rows() - first)),
        label: chosen.label.map_or(String::new(), |at| names[at].clone()),
        notes,
    })
}

/// The labels in a column: numbers, truth values as 0 and 1, or words, numbered in their order.
fn answers(
    cells: &Cells,
    (column, name): (usize, &str),
    rows: &[usize],
) -> Result<Answers, DataError> {
    let cell = |row: &usize| cells.cell(*row, column);
    if let Some(row) = rows.iter().find(|row| is_missing(cell(row))) {
        return Err(DataError::NoLabel {
            line: cells.line(*row),
            column: name.to_owned(),
        });
    }
    let numbers: Option<Vec<f64>> = rows.iter().map(|row| cells.number(cell(row))).collect();
    if let Some(numbers) = numbers {
        if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
            return Err(DataError::NotANumber {
                line: cells.line(rows[at]),
                column: name.to_owned(),
                value: cell(&rows[at]).to_owned(),
            });
        }
        return Ok(Answers::numbers(numbers));
    }
    let truths: Option<Vec<bool>> = rows.iter().map(|row| truth(cell(row))).collect();
    if let Some(truths) = truths {
        let names = ["false", "true"].map(str::to_owned).to_vec();
        let values = truths.into_iter().map(f64::from).collect();
        return Ok(Answers { values, names });
    }
    // A word among numbers may be a slip.
    if rows.iter().any(|row| cells.number(cell(row)).is_some()) {
        kind(cells, (column, name), rows)?;
    }
    let mut names: Vec<String> = rows.iter().map(|row| cell(row).to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    let number = |row: &usize| names.binary_search_by(|name| name.as_str().cmp(cell(row)));
    let values = rows
        .iter()
        .map(|row| number(row).unwrap_or(0) as f64)
        .collect();
    Ok(Answers { values, names })
}

/// The labels of a file of their own, beside so many points.
fn labels(file: &Path, config: &FileConfig, points: usize) -> Result<Answers, DataError> {
    let column = config.label_column.as_deref();
    let cells = match files::read_labels(file, column)? {
        Labels::Numbers(numbers) => {
            check_labels(&numbers)?;
            return Ok(Answers::numbers(numbers));
        }
        Labels::Table(cells) => cells,
    };
    let columns = Columns {
        header: header(&cells, Some(points)),
        cells: &cells,
    };
    let at = match column {
        Some(column) => columns.find(column)?,
        None if cells.width == 1 => 0,
        None => {
            return Err(DataError::NoLabels(format!(
                "set data.label_column (--label-column) to one of its columns ({})",
                crate::data::error::list(&columns.header.names)
            )));
        }
    };
    let rows: Vec<usize> = (columns.header.first..cells.rows()).collect();
    answers(&cells, (at, &columns.header.names[at]), &rows)
}

/// The rows of a file to test on, with the features of the training file.
fn test_rows(
    file: &Path,
    config: &FileConfig,
    features: &[Feature],
    notes: &mut Vec<String>,
) -> Result<TestRows, DataError> {
    let alone = FileConfig {
        labels: None,
        ..config.clone()
    };
    match files::read(file, &alone, Part::Test)? {
        Found::Points((points, _), Some(labels), _) => {
            check_points(points.as_ref())?;
            check_labels(&labels)?;
            Ok(TestRows {
                rows: (0..points.nrows()).collect(),
                points,
                answers: Answers::numbers(labels),
            })
        }
        Found::Points(..) => Err(DataError::NoLabels(
            "a file to test on holds points and labels, as a table or an .npz does".to_owned(),
        )),
        Found::Table(cells) => {
            let columns = Columns {
                header: header(&cells, None),
                cells: &cells,
            };
            let chosen = columns.choose(&alone, true)?;
            let by_name = columns.header.first == 1 || cells.names.is_some();
            let place = |feature: &Feature| {
                let column = match by_name {
                    true => columns.find(&feature.name)?,
                    false => feature.column,
                };
                if column >= cells.width {
                    let names = columns.header.names.clone();
                    return Err(DataError::not_found("column", &feature.name, names));
                }
                Ok(Feature {
                    column,
                    ..feature.clone()
                })
            };
            let placed: Result<Vec<Feature>, DataError> = features.iter().map(place).collect();
            let placed = placed?;
            let label = chosen.label.unwrap_or(0);
            let lacks = |row: &usize| {
                let mut wanted = placed.iter().map(|feature| feature.column).chain([label]);
                wanted.any(|at| is_missing(cells.cell(*row, at)))
            };
            let mut rows: Vec<usize> = (columns.header.first..cells.rows()).collect();
            if matches!(config.missing, Missing::Drop | Missing::Refuse) {
                let lacking = rows.iter().filter(|row| lacks(row)).count();
                if lacking > 0 && config.missing == Missing::Refuse {
                    return Err(DataError::TestMissing(lacking));
                }
                rows.retain(|row| !lacks(row));
            }
            let (points, unknown) = encode(&cells, &placed, &rows)?;
            if unknown > 0 {
                notes.push(format!(
                    "{unknown} cells of {} hold levels that no row of the training file has: \
                     they count as none",
                    file.display()
                ));
            }
            let names = &columns.header.names;
            let answers = answers(&cells, (label, &names[label]), &rows)?;
            let first = columns.header.first;
            let rows = rows.iter().map(|row| row - first).collect();
            Ok(TestRows {
                points,
                answers,
                rows,
            })
        }
    }
}
