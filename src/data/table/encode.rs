//! From the cells of a table to numbers: categories one-hot, missing values NaN until the training
//! part is known.

use faer::Mat;

use super::columns::{Chosen, Columns};
use super::header::truth;
use super::kind::{Kind, kind};
use super::summary::{Feature, FeatureKind};
use crate::config::Missing;
use crate::data::DataError;
use crate::data::error::{Absent, list};
use crate::data::files::{Cells, is_missing};

/// The rows and features of a table that are used.
pub(super) struct Used {
    pub rows: Vec<usize>,
    pub features: Vec<Feature>,
    pub notes: Vec<String>,
}

/// Drops columns that say nothing and, where that is asked, rows with missing values; refuses those
/// where it is not.
pub(super) fn used(
    columns: &Columns<'_>,
    chosen: &Chosen,
    missing: Missing,
) -> Result<Used, DataError> {
    let (cells, names) = (columns.cells, &columns.header.names);
    let mut rows: Vec<usize> = (columns.header.first..cells.rows()).collect();
    let mut notes = Vec::new();
    let filled = |at: &usize| rows.iter().any(|&row| !is_missing(cells.cell(row, *at)));
    let (mut features, empty): (Vec<usize>, Vec<usize>) =
        chosen.features.iter().partition(|at| filled(at));
    note_dropped(&mut notes, &empty, names, "no value");
    let absent = absent(cells, names, &features, chosen.label, &rows);
    if missing == Missing::Drop && !absent.is_empty() {
        let before = rows.len();
        let wanted = |at: usize| features.contains(&at) || chosen.label == Some(at);
        let lacks =
            |row: usize| (0..cells.width).any(|at| wanted(at) && is_missing(cells.cell(row, at)));
        rows.retain(|&row| !lacks(row));
        let left = before - rows.len();
        notes.push(format!(
            "{left} of {before} rows lack a value and are left out"
        ));
    } else if let Some(first) = absent
        .iter()
        .find(|absent| missing == Missing::Refuse || Some(absent.column) == chosen.label)
    {
        let is_label = missing != Missing::Refuse;
        return Err(DataError::MissingValues {
            first: first.clone(),
            columns: if is_label {
                vec![first.clone()]
            } else {
                absent.clone()
            },
            is_label,
        });
    }
    match rows.len() {
        0 => return Err(DataError::Empty),
        1 => return Err(DataError::OneRow),
        _ => {}
    }
    let mut kinds = Vec::new();
    for &at in &features {
        kinds.push(kind(cells, (at, &names[at]), &rows)?);
    }
    let says_nothing = |kind: &Kind| matches!(kind, Kind::Constant | Kind::Empty);
    let constant = features
        .iter()
        .zip(&kinds)
        .filter(|(_, kind)| says_nothing(kind));
    let constant: Vec<usize> = constant.map(|(at, _)| *at).collect();
    note_dropped(&mut notes, &constant, names, "one value only");
    features.retain(|at| !constant.contains(at));
    kinds.retain(|kind| !says_nothing(kind));
    let lacking = |at: usize| absent.iter().find(|absent| absent.column == at);
    let feature = |(at, kind): (usize, Kind)| {
        let count = lacking(at).filter(|_| missing != Missing::Drop);
        let count = count.map_or(0, |absent| absent.count);
        feature(
            names[at].clone(),
            at,
            kind,
            count,
            missing == Missing::Indicator,
        )
    };
    let features: Vec<Feature> = features.into_iter().zip(kinds).map(feature).collect();
    if features.is_empty() {
        return Err(DataError::NoFeatures);
    }
    Ok(Used {
        rows,
        features,
        notes,
    })
}

fn note_dropped(notes: &mut Vec<String>, at: &[usize], names: &[String], why: &str) {
    if !at.is_empty() {
        let names: Vec<&String> = at.iter().map(|&at| &names[at]).collect();
        let (columns, are) = match at.len() {
            1 => ("column", "has"),
            _ => ("columns", "have"),
        };
        notes.push(format!("{columns} {} {are} {why}: left out", list(&names)));
    }
}

/// The columns that lack values in these rows.
fn absent(
    cells: &Cells,
    names: &[String],
    features: &[usize],
    label: Option<usize>,
    rows: &[usize],
) -> Vec<Absent> {
    let of = |at: usize| {
        let mut lacking = rows.iter().filter(|&&row| is_missing(cells.cell(row, at)));
        let first = *lacking.next()?;
        Some(Absent {
            column: at,
            name: names[at].clone(),
            count: 1 + lacking.count(),
            line: cells.line(first),
            value: cells.cell(first, at).to_owned(),
        })
    };
    features
        .iter()
        .copied()
        .chain(label)
        .filter_map(of)
        .collect()
}

fn feature(name: String, column: usize, of: Kind, missing: usize, indicate: bool) -> Feature {
    let (kind, levels) = match of {
        Kind::Category(levels) => (FeatureKind::Category, levels),
        Kind::Truth => (FeatureKind::Truth, Vec::new()),
        _ => (FeatureKind::Number, Vec::new()),
    };
    let indicator = indicate && missing > 0;
    let inputs = if levels.len() > 2 { levels.len() } else { 1 };
    Feature {
        name,
        kind,
        levels,
        missing,
        inputs: inputs + usize::from(indicator),
        column,
        indicator,
    }
}

/// The points of some rows, n x d; NaN where there is no value. Also how many cells hold a level that
/// the features do not know, which is none of them.
pub(super) fn encode(
    cells: &Cells,
    features: &[Feature],
    rows: &[usize],
) -> Result<(Mat<f64>, usize), DataError> {
    let inputs = features.iter().map(|feature| feature.inputs).sum();
    let mut points = Mat::zeros(rows.len(), inputs);
    let (mut begin, mut unknown) = (0, 0);
    for feature in features {
        let own = feature.inputs - usize::from(feature.indicator);
        for (i, &row) in rows.iter().enumerate() {
            let cell = cells.cell(row, feature.column);
            if is_missing(cell) {
                let values = if feature.indicator && feature.kind == FeatureKind::Category {
                    0.0
                } else {
                    f64::NAN
                };
                (begin..begin + own).for_each(|j| points[(i, j)] = values);
                if feature.indicator {
                    points[(i, begin + own)] = 1.0;
                }
                continue;
            }
            match feature.kind {
                FeatureKind::Category => {
                    let level = feature.levels.iter().position(|level| level == cell);
                    unknown += usize::from(level.is_none());
                    match (own, level) {
                        (1, Some(level)) => points[(i, begin)] = level as f64,
                        (_, Some(level)) => points[(i, begin + level)] = 1.0,
                        (_, None) => {}
                    }
                }
                FeatureKind::Truth => {
                    points[(i, begin)] = f64::from(truth(cell) == Some(true));
                }
                _ => {
                    let number = cells.number(cell).filter(|number| number.is_finite());
                    points[(i, begin)] = number.ok_or_else(|| DataError::NotANumber {
                        line: cells.line(row),
                        column: feature.name.clone(),
                        value: cell.to_owned(),
                    })?;
                }
            }
        }
        begin += feature.inputs;
    }
    Ok((points, unknown))
}

/// Which inputs are numbers, to be standardised.
pub(super) fn numbers(features: &[Feature]) -> Vec<bool> {
    let of = |feature: &Feature| {
        let is_number = matches!(feature.kind, FeatureKind::Number | FeatureKind::Array);
        let own = feature.inputs - usize::from(feature.indicator);
        (0..feature.inputs).map(move |input| is_number && input < own)
    };
    features.iter().flat_map(of).collect()
}
