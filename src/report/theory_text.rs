//! The predictions of a setting, as plain text for a terminal and as JSON.

use serde_json::{Map, Value, json};

use super::ReportError;
use super::words::short;
use crate::config::Config;
use crate::theory::Predictions;

const DIGITS: usize = 4;

/// What `theory` prints: the quantities of the draw, the predictions that apply, then those
/// that do not with the premise that fails. Ends with a newline.
pub fn theory_text(found: &Predictions) -> String {
    let mut text = "Of this draw\n\n".to_string();
    for quantity in &found.quantities {
        if let Some(value) = quantity.value {
            text += &line(quantity.symbol, value, quantity.meaning);
        }
    }
    text += "\nPredicted, without training\n\n";
    for prediction in &found.predictions {
        if let Ok(value) = prediction.value {
            let meaning = format!("{} [{}]", prediction.meaning, prediction.source);
            text += &line(prediction.symbol, value, &meaning);
        }
    }
    let mut heading = "\nNot applicable to this setting\n\n";
    for prediction in &found.predictions {
        if let Err(premise) = &prediction.value {
            text += &format!("{heading}{:<14} {premise}\n", prediction.symbol);
            heading = "";
        }
    }
    text
}

fn line(symbol: &str, value: f64, meaning: &str) -> String {
    format!("{symbol:<14} {:>10}  {meaning}\n", short(value, DIGITS))
}

/// What `theory --json` prints: `quantities` and `predictions`, each an object a name;
/// seed and config. A prediction that does not apply has the value null and the failing premise
/// as `not_applicable`, which is null otherwise.
pub fn theory_json(found: &Predictions, config: &Config) -> Result<Value, ReportError> {
    let mut quantities = Map::new();
    for q in &found.quantities {
        let entry = json!({ "value": q.value, "symbol": q.symbol, "meaning": q.meaning });
        // The former name of xmax stays for one release.
        if q.name == "xmax" {
            quantities.insert("longest_point".to_string(), entry.clone());
        }
        quantities.insert(q.name.to_string(), entry);
    }
    let mut predictions = Map::new();
    for prediction in &found.predictions {
        let value = prediction.value.as_ref();
        let entry = json!({
            "value": value.ok(),
            "not_applicable": value.err().map(ToString::to_string),
            "symbol": prediction.symbol,
            "meaning": prediction.meaning,
            "source": prediction.source,
        });
        predictions.insert(prediction.name.to_string(), entry);
    }
    Ok(json!({
        "quantities": quantities,
        "predictions": predictions,
        "seed": config.seed,
        "config": serde_json::to_value(config)?,
    }))
}
