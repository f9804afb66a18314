//! Names for the curves of a sweep over more than one axis.

use toml::Value;

use super::words::distinct;
use crate::runs::number;
use crate::sweep::Curve;

/// The curves with a label each that names only what differs between them, as for a legend or a
/// heading: "h = 64, n = 40". Empty for a single curve; a curve without a value has a dash.
///
/// α is the initialisation scale, h the width, n the number of training points, κ the signal, η the
/// learning rate, γ the output divisor; other keys have their own names.
pub fn labelled(curves: &[Curve]) -> Vec<(String, &Curve)> {
    let mut labels = vec![Vec::new(); curves.len()];
    for (name, _) in curves.first().map_or(&[][..], |curve| &curve.keys) {
        let of = |curve: &Curve| {
            let found = curve.keys.iter().find(|(known, _)| known == name);
            found.and_then(|(_, value)| value.clone())
        };
        let values: Vec<Option<Value>> = curves.iter().map(of).collect();
        if values.iter().any(|value| *value != values[0]) {
            for (label, text) in labels.iter_mut().zip(texts(&values)) {
                label.push(format!("{} = {text}", symbol(name)));
            }
        }
    }
    let labels = labels.iter().map(|parts| parts.join(", "));
    labels.zip(curves).collect()
}

fn symbol(name: &str) -> &str {
    match name {
        "alpha" => "α",
        "width" => "h",
        "samples" => "n",
        "signal" => "κ",
        "learning_rate" => "η",
        "output_divisor" => "γ",
        other => other,
    }
}

fn texts(values: &[Option<Value>]) -> Vec<String> {
    let known: Vec<f64> = values.iter().flatten().filter_map(number).collect();
    // Counts are written out: a width of 1234 is not 1200.
    let is_count = |value: &f64| value.fract() == 0.0 && value.abs() < 1e9;
    let numbers = match known.iter().all(is_count) {
        true => known.iter().map(f64::to_string).collect(),
        false => distinct(&known),
    };
    let mut numbers = numbers.into_iter();
    let mut text = |value: &Option<Value>| match value {
        Some(Value::String(word)) => Some(word.clone()),
        Some(value) if number(value).is_some() => numbers.next(),
        other => other.as_ref().map(Value::to_string),
    };
    let text = |value| text(value).unwrap_or("-".to_string());
    values.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(width: i64, samples: i64, signal: Option<f64>) -> Curve {
        let keys = [
            ("width", Some(width.into())),
            ("samples", Some(samples.into())),
            ("signal", signal.map(Value::from)),
            ("network.init", Some("balanced".into())),
        ];
        Curve {
            quantity: "test_error".to_owned(),
            axis: "alpha".to_owned(),
            keys: keys.map(|(name, value)| (name.to_owned(), value)).into(),
            points: Vec::new(),
            optimum: None,
            u_test: None,
            unreached: 0,
        }
    }

    fn labels(curves: &[Curve]) -> Vec<String> {
        let labelled = labelled(curves).into_iter();
        labelled.map(|(label, _)| label).collect()
    }

    #[test]
    fn words_and_keys_without_a_symbol_are_named_too() {
        let mut curves = [curve(8, 4, None), curve(8, 4, None)];
        curves[1].keys[3].1 = Some("antisymmetric".into());
        assert_eq!(
            labels(&curves),
            ["network.init = balanced", "network.init = antisymmetric"]
        );
    }

    #[test]
    fn only_what_differs_is_named() {
        let curves = [curve(64, 40, Some(1.5)), curve(1234, 40, Some(2.0))];
        assert_eq!(labels(&curves), ["h = 64, κ = 1.5", "h = 1234, κ = 2"]);
        assert_eq!(labels(&curves[..1]), [""]);
        assert!(labels(&[]).is_empty());
    }

    #[test]
    fn a_missing_value_is_a_dash() {
        let curves = [curve(8, 4, None), curve(8, 4, Some(2.5))];
        assert_eq!(labels(&curves), ["κ = -", "κ = 2.5"]);
    }
}
