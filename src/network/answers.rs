//! What a network answers at labelled points, and whether it is right.
//!
//! Predictions of a set stand point after point, each with all its outputs: one whose sign answers
//! a label -1 or +1, or K of which the largest answers a label 0, ..., K - 1.

/// The outputs at each point, with its label; as many a point for all.
pub fn answers<'a>(
    predictions: &'a [f64],
    labels: &'a [f64],
) -> impl Iterator<Item = (&'a [f64], f64)> {
    let outputs = outputs_of(predictions, labels);
    predictions.chunks(outputs).zip(labels.iter().copied())
}

/// Number of outputs a point.
pub fn outputs_of(predictions: &[f64], labels: &[f64]) -> usize {
    let outputs = predictions.len().checked_div(labels.len());
    outputs.unwrap_or(1).max(1)
}

/// Whether the outputs at a point are right: one with the sign of its label, or the label's output
/// the largest alone.
pub fn is_right(outputs: &[f64], label: f64) -> bool {
    margin(outputs, label) > 0.0
}

/// By how much the outputs at a point are right: y f of one output, of K the label's output minus
/// the largest other one. NaN where the label is none of 0, ..., K - 1.
pub fn margin(outputs: &[f64], label: f64) -> f64 {
    if let [f] = outputs {
        return label * f;
    }
    let Some(class) = class_of(label, outputs.len()) else {
        return f64::NAN;
    };
    let others = outputs.iter().enumerate().filter(|(k, _)| *k != class);
    let largest = others.fold(f64::NEG_INFINITY, |largest, (_, f)| match f.is_nan() {
        true => *f,
        false if largest.is_nan() => largest,
        false => largest.max(*f),
    });
    outputs[class] - largest
}

/// The class that a label names, of 0, ..., `classes` - 1.
pub(super) fn class_of(label: f64, classes: usize) -> Option<usize> {
    let named = label >= 0.0 && label < classes as f64 && label.fract() == 0.0;
    named.then_some(label as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_output_is_right_by_its_sign() {
        for (f, y, right) in [(0.1, 1.0, true), (0.1, -1.0, false), (-2.0, -1.0, true)] {
            assert_eq!(is_right(&[f], y), right, "{f} {y}");
        }
        assert!(!is_right(&[0.0], 1.0) && !is_right(&[f64::NAN], 1.0));
    }

    #[test]
    fn of_several_the_largest_alone_answers() {
        let outputs = [0.5, 2.0, -1.0];
        assert_eq!(
            [0.0, 1.0, 2.0].map(|y| is_right(&outputs, y)),
            [false, true, false]
        );
        assert_eq!(
            [0.0, 1.0, 2.0].map(|y| margin(&outputs, y)),
            [-1.5, 1.5, -3.0]
        );
        // A tie is no answer, and neither is what is no number.
        assert!(!is_right(&[1.0, 1.0, 0.0], 0.0));
        assert!(!is_right(&[1.0, f64::NAN, 0.0], 0.0));
        assert!(!is_right(&[1.0, 0.0, f64::NAN], 0.0));
        // Labels that name no class.
        for label in [-1.0, 3.0, 0.5, f64::NAN] {
            assert!(margin(&outputs, label).is_nan(), "{label}");
        }
    }

    #[test]
    fn predictions_stand_point_after_point() {
        let points: Vec<_> = answers(&[1.0, 2.0, 3.0, 4.0], &[0.0, 1.0]).collect();
        assert_eq!(points, [(&[1.0, 2.0][..], 0.0), (&[3.0, 4.0][..], 1.0)]);
        let single: Vec<_> = answers(&[1.0, 2.0], &[-1.0, 1.0]).collect();
        assert_eq!(single, [(&[1.0][..], -1.0), (&[2.0][..], 1.0)]);
        assert_eq!(answers(&[], &[]).count(), 0);
    }
}
