//! How the rows of a file became points: which, and by what. Enough to do it again elsewhere.

use std::path::Path;

use serde_json::{Value, json};

use super::{ReportError, csv};
use crate::data::{Feature, Preparation, Problem, TestSet};

/// preprocessing.json: the columns that are used with their kinds and levels, and of every input what
/// stands for a missing value, what is subtracted and what it is then multiplied by; the classes.
/// `None` for data that are no rows of a file.
pub(super) fn preprocessing_json(problem: &Problem) -> Option<Value> {
    let preparation = problem.preparation.as_ref()?;
    let own = [Feature::array(preparation.mean.len())];
    let table = problem.table.as_ref();
    let features = table.map_or(&own[..], |table| &table.features[..]);
    let mut begin = 0;
    let columns = features.iter().map(|feature| {
        let inputs = column(feature, preparation, begin);
        begin += feature.inputs;
        inputs
    });
    let columns: Vec<Value> = columns.collect();
    let classes = table.into_iter().flat_map(|table| &table.classes);
    let class = |class: &crate::data::Class| json!({"name": class.name, "label": class.label});
    Some(json!({
        "file": table.map(|table| &table.file),
        "label": table.map(|table| &table.label),
        "classes": classes.map(class).collect::<Vec<_>>(),
        "columns": columns,
        "bias_input": preparation.bias,
    }))
}

fn column(feature: &Feature, preparation: &Preparation, begin: usize) -> Value {
    let [fill, offset, scale] = moves(preparation);
    let inputs = feature.input_names().into_iter().enumerate();
    let input = |(k, name): (usize, String)| {
        let at = begin + k;
        json!({"name": name, "fill": fill[at], "offset": offset[at], "scale": scale[at]})
    };
    json!({
        "name": feature.name,
        "position": feature.column,
        "kind": feature.kind,
        "levels": feature.levels,
        "missing": match (feature.indicator, feature.missing) {
            (true, _) => "indicator",
            (false, 0) => "none",
            _ => "fill",
        },
        "inputs": inputs.map(input).collect::<Vec<_>>(),
    })
}

/// What stands for a missing input, what is subtracted, and what it is then multiplied by.
pub(super) fn moves(preparation: &Preparation) -> [Vec<f64>; 3] {
    let factor = preparation.factor;
    let scale = preparation.scale.iter().map(|scale| factor * scale);
    [
        preparation.fill.clone(),
        preparation.mean.clone(),
        scale.collect(),
    ]
}

/// split.csv: one row a point: `file`, `row` (of the file, counted from 0 below a header), `part`
/// (training, validation or test) and `label` (as trained on). `None` for data that are no rows of a
/// file.
pub(super) fn split_csv(problem: &Problem) -> Result<Option<Vec<u8>>, ReportError> {
    let Some(split) = &problem.split else {
        return Ok(None);
    };
    let file = problem.table.as_ref().map(|table| table.file.as_path());
    let file = file.unwrap_or(Path::new("digits"));
    let test_file = split.test_file.as_deref().unwrap_or(file);
    let training = (file, &split.training, "training", Some(&problem.training));
    let validation = (
        file,
        &split.validation,
        "validation",
        problem.validation.as_ref(),
    );
    let test = match &problem.test {
        TestSet::Rows(test) => Some(test),
        _ => None,
    };
    let test = (test_file, &split.test, "test", test);
    let rows = [training, validation, test].into_iter();
    let rows = rows.flat_map(|(file, rows, part, points)| {
        let labels = points.map_or(&[][..], |points| points.labels());
        let file = file.display().to_string();
        let pairs = rows.iter().zip(labels);
        pairs.map(move |(row, label)| (file.clone(), *row, part, *label))
    });
    Ok(Some(csv::csv(&["file", "row", "part", "label"], rows)?))
}
