//! A model in a folder: arrays, a description, and loaders for NumPy and PyTorch.

use std::path::Path;

use serde_json::{Value, json};

use super::preparation::{moves, preprocessing_json, split_csv};
use super::{ReportError, write_atomically};
use crate::data::{DataError, npy};
use crate::network::{Affine, Step};
use crate::runs::ExportedModel;

const LOADERS: [(&str, &str); 2] = [
    ("model_numpy.py", include_str!("model_files/model_numpy.py")),
    ("model_torch.py", include_str!("model_files/model_torch.py")),
];

/// Writes `weights_1.npy` (outputs x inputs), `biases_1.npy` and so on, of a centred network
/// `start_weights_1.npy` and so on beside them; `model.json` with the multiplier, the activation and the
/// steps; `preprocessing.json` and `split.csv` where the points are rows of a file; the loaders;
/// and `check_rows.npy` with rows that did not train beside `check_predictions.npy`, the answers on them.
///
/// # Errors
/// What the system refuses.
pub fn write_model(folder: &Path, model: &ExportedModel) -> Result<(), ReportError> {
    let io_error = |error: std::io::Error| ReportError::Write(folder.to_path_buf(), error);
    std::fs::create_dir_all(folder).map_err(io_error)?;
    let refused = |error: DataError| io_error(std::io::Error::other(error));
    let chain = &model.chain;
    write_weights(folder, "", &chain.steps).map_err(refused)?;
    if let Some(start) = &chain.start {
        write_weights(folder, "start_", start).map_err(refused)?;
    }
    let array = |name: &str, matrix| npy::write_matrix(&folder.join(name), matrix).map_err(refused);
    array("check_rows.npy", model.rows.as_ref())?;
    array("check_predictions.npy", model.predictions.as_ref())?;
    let file = |name: &str, bytes: &[u8]| write_atomically(&folder.join(name), bytes);
    file("model.json", &pretty(&description(model))?)?;
    if let Some(preprocessing) = preprocessing_json(&model.problem) {
        file("preprocessing.json", &pretty(&preprocessing)?)?;
    }
    if let Some(split) = split_csv(&model.problem)? {
        file("split.csv", &split)?;
    }
    for (name, text) in LOADERS {
        file(name, text.as_bytes())?;
    }
    Ok(())
}

fn pretty(document: &Value) -> Result<Vec<u8>, ReportError> {
    Ok((serde_json::to_string_pretty(document)? + "\n").into_bytes())
}

fn write_weights(folder: &Path, before: &str, steps: &[Step]) -> Result<(), DataError> {
    for (index, Affine { weights, biases }) in steps.iter().filter_map(Step::affine).enumerate() {
        let path = |name: &str| folder.join(format!("{before}{name}_{}.npy", index + 1));
        npy::write_matrix(&path("weights"), weights.as_ref())?;
        npy::write_vector(&path("biases"), biases)?;
    }
    Ok(())
}

fn description(model: &ExportedModel) -> Value {
    let (chain, problem) = (&model.chain, &model.problem);
    let steps: Vec<&str> = chain.steps.iter().map(Step::name).collect();
    let layers = chain.steps.iter().filter_map(Step::affine).count();
    let image = chain
        .image
        .map(|image| [image.height, image.width, image.channels]);
    let d = problem.training.dimension();
    let [fill, offset, scale] = match &problem.preparation {
        Some(preparation) => moves(preparation),
        None => [vec![0.0; d], vec![0.0; d], vec![1.0; d]],
    };
    let table = problem.table.as_ref();
    let names = table.map_or(Vec::new(), |table| table.input_names());
    let classes = table.into_iter().flat_map(|table| &table.classes);
    json!({
        "layers": layers,
        "steps": steps,
        "image": image,
        "activation": chain.activation,
        "c": chain.multiplier,
        "centred": chain.start.is_some(),
        "fill": fill,
        "offset": offset,
        "scale": scale,
        "bias_input": problem.preparation.as_ref().is_some_and(|found| found.bias),
        "target_mean": model.offset,
        "target_deviation": model.factor,
        "inputs": names,
        "classes": classes.map(|class| &class.name).collect::<Vec<_>>(),
        "test_error": model.test_error,
    })
}
