//! Names for the curves of a sweep over more than one axis.

use toml::Value;

use super::number::distinct;
use crate::runs::number;
use crate::sweep::Curve;

/// One label a curve that names only what differs between them, as for the legend
/// of a figure or the heading of a table: "h = 64, n = 40". Empty for a single curve.
///
/// α is the initialisation scale, h the width, n the number of training points, κ the signal, η the
/// learning rate, γ the output divisor, other keys have their own names; a curve without a value for
/// a key that others have says so with a dash.
pub fn group_labels(curves: &[Curve]) -> Vec<String> {
    let keys = curves.first().map_or(&[][..], |curve| &curve.keys);
    let columns: Vec<Option<Vec<String>>> = keys
        .iter()
        .map(|(name, _)| {
            let of = |curve: &Curve| {
                let found = curve.keys.iter().find(|(known, _)| known == name);
                found.and_then(|(_, value)| value.clone())
            };
            labels_of_key(symbol(name), &curves.iter().map(of).collect::<Vec<_>>())
        })
        .collect();
    let label_of = |index: usize| {
        let parts = columns
            .iter()
            .flatten()
            .map(|labels| labels[index].as_str());
        parts.collect::<Vec<_>>().join(", ")
    };
    (0..curves.len()).map(label_of).collect()
}

/// What stands for a key in a label.
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

/// `None` where the key is the same in all curves.
fn labels_of_key(name: &str, values: &[Option<Value>]) -> Option<Vec<String>> {
    values.iter().any(|value| *value != values[0]).then(|| {
        let known: Vec<f64> = values.iter().flatten().filter_map(number).collect();
        let mut texts = distinct_integers_whole(&known).into_iter();
        let mut text = |value: &Value| match value {
            Value::String(word) => Some(word.clone()),
            value if number(value).is_some() => texts.next(),
            other => Some(other.to_string()),
        };
        values
            .iter()
            .map(|value| match value.as_ref().and_then(&mut text) {
                Some(text) => format!("{name} = {text}"),
                None => format!("{name} = -"),
            })
            .collect()
    })
}

/// Counts are written out: a width of 1234 is not 1200.
fn distinct_integers_whole(values: &[f64]) -> Vec<String> {
    if values
        .iter()
        .all(|value| value.fract() == 0.0 && value.abs() < 1e9)
    {
        return values.iter().map(|value| format!("{value}")).collect();
    }
    distinct(values)
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
            axis: "alpha".to_owned(),
            keys: keys.map(|(name, value)| (name.to_owned(), value)).into(),
            points: Vec::new(),
            optimum: None,
            u_test: None,
            unreached: 0,
        }
    }

    #[test]
    fn words_and_keys_without_a_symbol_are_named_too() {
        let mut curves = [curve(8, 4, None), curve(8, 4, None)];
        curves[1].keys[3].1 = Some("antisymmetric".into());
        assert_eq!(
            group_labels(&curves),
            ["network.init = balanced", "network.init = antisymmetric"]
        );
    }

    #[test]
    fn only_what_differs_is_named() {
        let curves = [curve(64, 40, Some(1.5)), curve(1234, 40, Some(2.0))];
        assert_eq!(
            group_labels(&curves),
            ["h = 64, κ = 1.5", "h = 1234, κ = 2"]
        );
        assert_eq!(group_labels(&curves[..1]), [""]);
        assert!(group_labels(&[]).is_empty());
    }

    #[test]
    fn a_missing_value_is_a_dash() {
        let curves = [curve(8, 4, None), curve(8, 4, Some(2.5))];
        assert_eq!(group_labels(&curves), ["κ = -", "κ = 2.5"]);
    }
}
