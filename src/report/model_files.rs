//! A model in a folder: arrays, a description, and loaders for NumPy and PyTorch.

use std::path::Path;

use serde_json::json;

use super::{ReportError, write_atomically};
use crate::data::npy;
use crate::tune::ExportedModel;

const LOADERS: [(&str, &str); 2] = [
    ("model_numpy.py", include_str!("model_files/model_numpy.py")),
    ("model_torch.py", include_str!("model_files/model_torch.py")),
];

/// Writes `weights_1.npy` (outputs x inputs), `biases_1.npy` and so on, `model.json` with the multiplier,
/// the activation and the preprocessing, the loaders, and `check_rows.npy` with the rows that did
/// not train beside `check_predictions.npy`, f on them.
///
/// # Errors
/// What the system refuses.
pub fn write_model(folder: &Path, model: &ExportedModel) -> Result<(), ReportError> {
    let io_error = |error: std::io::Error| ReportError::Write(folder.to_path_buf(), error);
    std::fs::create_dir_all(folder).map_err(io_error)?;
    let refused = |error: crate::data::DataError| {
        ReportError::Write(folder.to_path_buf(), std::io::Error::other(error))
    };
    let array = |name: &str, matrix| npy::write_matrix(&folder.join(name), matrix).map_err(refused);
    for (index, (weights, biases)) in model.layers.iter().enumerate() {
        let l = index + 1;
        array(&format!("weights_{l}.npy"), weights.as_ref())?;
        npy::write_vector(&folder.join(format!("biases_{l}.npy")), biases).map_err(refused)?;
    }
    array("check_rows.npy", model.rows.as_ref())?;
    array("check_predictions.npy", model.predictions.as_ref())?;
    let document = json!({
        "layers": model.layers.len(),
        "activation": model.activation,
        "c": model.c,
        "offset": model.offset,
        "scale": model.scale,
        "bias_input": model.bias_input,
        "target_mean": model.targets.map_or(0.0, |targets| targets.mean),
        "target_deviation": model.targets.map_or(1.0, |targets| targets.deviation),
        "inputs": model.inputs,
        "classes": model.classes,
        "test_error": model.test_error,
    });
    let text = serde_json::to_string_pretty(&document)? + "\n";
    write_atomically(&folder.join("model.json"), text.as_bytes())?;
    for (name, text) in LOADERS {
        write_atomically(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}
