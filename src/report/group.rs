//! Names for the curves of a sweep over more than alpha.

use super::number::distinct;
use crate::sweep::Curve;

/// One label a curve that names only what differs between them, as for the legend
/// of a figure or the heading of a table: "h = 64, n = 40". Empty for a single curve.
///
/// h is the width, n the number of training points, κ the signal, η the learning rate;
/// a curve without a value for a key that others have says so with a dash.
pub fn group_labels(curves: &[Curve]) -> Vec<String> {
    let column = |name: &str, value: &dyn Fn(&Curve) -> Option<f64>| {
        labels_of_key(name, &curves.iter().map(value).collect::<Vec<_>>())
    };
    let columns = [
        column("h", &|curve| Some(curve.width as f64)),
        column("n", &|curve| curve.samples.map(|samples| samples as f64)),
        column("κ", &|curve| curve.signal),
        column("η", &|curve| curve.learning_rate),
    ];
    let label_of = |index: usize| {
        let parts = columns
            .iter()
            .flatten()
            .map(|labels| labels[index].as_str());
        parts.collect::<Vec<_>>().join(", ")
    };
    (0..curves.len()).map(label_of).collect()
}

/// `None` where the key is the same in all curves.
fn labels_of_key(name: &str, values: &[Option<f64>]) -> Option<Vec<String>> {
    values.iter().any(|value| *value != values[0]).then(|| {
        let known: Vec<f64> = values.iter().flatten().copied().collect();
        let mut texts = distinct_integers_whole(&known).into_iter();
        values
            .iter()
            .map(|value| match value.and_then(|_| texts.next()) {
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

    fn curve(width: usize, samples: usize, signal: Option<f64>) -> Curve {
        Curve {
            width,
            samples: Some(samples),
            signal,
            learning_rate: None,
            points: Vec::new(),
            optimum: None,
            u_test: None,
            unreached: 0,
        }
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
