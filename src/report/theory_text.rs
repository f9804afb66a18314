//! The predictions of a setting, as plain text for a terminal and as JSON.

use serde_json::{Map, Value, json};

use super::number::short;
use crate::config::Config;
use crate::theory::Predictions;

/// Digits of a number shown.
const DIGITS: usize = 4;

/// What `theory` prints: the quantities of the draw, the predictions that apply, then those
/// that do not with the premise that fails. Ends with a newline.
pub fn theory_text(found: &Predictions) -> String {
    let mut text = "Of this draw\n\n".to_string();
    for quantity in &found.quantities {
        if let Some(value) = quantity.value {
            text += &line(quantity.symbol, &short(value, DIGITS), quantity.meaning);
        }
    }
    text += "\nPredicted, without training\n\n";
    for prediction in &found.predictions {
        if let Ok(value) = prediction.value {
            let meaning = format!("{} [{}]", prediction.meaning, prediction.source);
            text += &line(prediction.symbol, &short(value, DIGITS), &meaning);
        }
    }
    let mut none = true;
    for prediction in &found.predictions {
        if let Err(premise) = &prediction.value {
            if none {
                text += "\nNot applicable to this setting\n\n";
                none = false;
            }
            text += &format!("{:<14} {premise}\n", prediction.symbol);
        }
    }
    text
}

fn line(symbol: &str, value: &str, meaning: &str) -> String {
    format!("{symbol:<14} {value:>10}  {meaning}\n")
}

/// What `theory --json` prints: `quantities` and `predictions`, each an object a name;
/// seed and config. A prediction that does not apply has the value null and the failing premise
/// as `not_applicable`, which is null otherwise.
pub fn theory_json(found: &Predictions, config: &Config) -> Result<Value, super::ReportError> {
    let quantities: Map<String, Value> = found
        .quantities
        .iter()
        .flat_map(|q| {
            let entry = json!({ "value": q.value, "symbol": q.symbol, "meaning": q.meaning });
            // The former name of xmax stays for one release.
            let former = (q.name == "xmax").then_some("longest_point");
            let names = [Some(q.name), former].into_iter().flatten();
            names.map(move |name| (name.to_string(), entry.clone()))
        })
        .collect();
    let predictions: Map<String, Value> = found
        .predictions
        .iter()
        .map(|p| {
            let entry = json!({
                "value": p.value.as_ref().ok(),
                "not_applicable": p.value.as_ref().err().map(ToString::to_string),
                "symbol": p.symbol,
                "meaning": p.meaning,
                "source": p.source,
            });
            (p.name.to_string(), entry)
        })
        .collect();
    Ok(json!({
        "quantities": quantities,
        "predictions": predictions,
        "seed": config.seed,
        "config": serde_json::to_value(config)?,
    }))
}
