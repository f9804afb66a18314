//! From the labels of a file to -1 and +1, or to 0, ..., K - 1.

use super::DataError;
use crate::config::{DigitsTask, Loss, NamedTask};

/// More distinct labels than this are surely measurements: each class is an output.
const MOST_CLASSES: usize = 1000;

/// The rows that the task keeps, with their labels in two classes, or in many from 0 on in the order
/// of the labels; without a task, {-1, +1} stay and {0, 1} become {-1, +1}. The squared loss takes
/// labels as they are when there is no task; another loss needs more than one class (except for a
/// single row).
pub(super) fn classify(
    labels: &[f64],
    task: Option<DigitsTask>,
    loss: Loss,
) -> Result<Vec<(usize, f64)>, DataError> {
    let kept: Vec<(usize, f64)> = match task {
        Some(DigitsTask::Pair([a, b])) => pair(labels, a, b)?,
        Some(DigitsTask::Named(NamedTask::Parity)) => parity(labels)?,
        Some(DigitsTask::Named(NamedTask::Ten)) => ten(labels)?,
        Some(DigitsTask::Named(NamedTask::Classes)) => each(labels)?,
        None if loss.is_classification() => as_they_are(labels)?,
        None => labels.iter().copied().enumerate().collect(),
    };
    let same = kept.iter().all(|(_, label)| *label == kept[0].1);
    if loss != Loss::Squared && same && kept.len() >= 2 {
        return Err(DataError::OneClass {
            value: labels[kept[0].0],
            rows: kept.len(),
        });
    }
    Ok(kept)
}

/// Number of outputs that the labels of a task need.
pub(super) fn outputs(labels: &[f64], task: Option<DigitsTask>) -> usize {
    match task {
        Some(DigitsTask::Named(NamedTask::Ten)) => 10,
        Some(DigitsTask::Named(NamedTask::Classes)) => classes(labels).len(),
        _ => 1,
    }
}

/// The labels 0 to 9 as they are.
fn ten(labels: &[f64]) -> Result<Vec<(usize, f64)>, DataError> {
    let digit = |value: f64| (0.0..10.0).contains(&value) && value.fract() == 0.0;
    let class = |(row, &value): (usize, &f64)| match digit(value) {
        true => Ok((row, value)),
        false => Err(DataError::NotOfTen { row, value }),
    };
    labels.iter().enumerate().map(class).collect()
}

/// Every distinct label as a class.
fn each(labels: &[f64]) -> Result<Vec<(usize, f64)>, DataError> {
    let known = classes(labels);
    if !(3..=MOST_CLASSES).contains(&known.len()) {
        let most = MOST_CLASSES;
        return Err(DataError::ClassCount { known, most });
    }
    let class = |label: f64| known.partition_point(|other| other.total_cmp(&label).is_lt());
    let rows = labels.iter().enumerate();
    Ok(rows
        .map(|(row, label)| (row, class(*label) as f64))
        .collect())
}

fn pair(labels: &[f64], a: i64, b: i64) -> Result<Vec<(usize, f64)>, DataError> {
    if a == b {
        return Err(DataError::SameClassTwice(a));
    }
    for class in [a, b] {
        if !labels.contains(&(class as f64)) {
            let known = classes(labels);
            return Err(DataError::ClassMissing { class, known });
        }
    }
    let sign = |(row, &label): (usize, &f64)| {
        let positive = label == a as f64;
        let kept = positive || label == b as f64;
        kept.then_some((row, if positive { 1.0 } else { -1.0 }))
    };
    Ok(labels.iter().enumerate().filter_map(sign).collect())
}

fn parity(labels: &[f64]) -> Result<Vec<(usize, f64)>, DataError> {
    let sign = |(row, &value): (usize, &f64)| match value.rem_euclid(2.0) {
        0.0 => Ok((row, 1.0)),
        1.0 => Ok((row, -1.0)),
        _ => Err(DataError::NoParity { row, value }),
    };
    labels.iter().enumerate().map(sign).collect()
}

fn as_they_are(labels: &[f64]) -> Result<Vec<(usize, f64)>, DataError> {
    let rows = labels.iter().copied().enumerate();
    if labels.iter().all(|y| y.abs() == 1.0) {
        return Ok(rows.collect());
    }
    if labels.iter().all(|&y| y == 0.0 || y == 1.0) {
        return Ok(rows.map(|(row, y)| (row, 2.0 * y - 1.0)).collect());
    }
    let known = classes(labels);
    if let ([value], true) = (&known[..], labels.len() > 1) {
        return Err(DataError::OneClass {
            value: *value,
            rows: labels.len(),
        });
    }
    Err(DataError::TaskMissing(known))
}

/// The distinct labels, rising.
fn classes(labels: &[f64]) -> Vec<f64> {
    let mut classes = labels.to_vec();
    classes.sort_by(f64::total_cmp);
    classes.dedup();
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARITY: Option<DigitsTask> = Some(DigitsTask::Named(NamedTask::Parity));

    fn labels(labels: &[f64], task: Option<DigitsTask>) -> Result<Vec<(usize, f64)>, DataError> {
        classify(labels, task, Loss::Logistic)
    }

    fn message(given: &[f64], task: Option<DigitsTask>) -> String {
        labels(given, task).unwrap_err().to_string()
    }

    #[test]
    fn known_pairs_need_no_task() {
        let signs = [(0, 1.0), (1, -1.0), (2, 1.0)];
        assert_eq!(labels(&[1.0, -1.0, 1.0], None).unwrap(), signs);
        assert_eq!(labels(&[1.0, 0.0, 1.0], None).unwrap(), signs);
        assert_eq!(labels(&[0.0], None).unwrap(), [(0, -1.0)]);
    }

    #[test]
    fn tasks_choose_rows_and_signs() {
        let pair = labels(&[4.0, 1.0, 9.0, 4.0], Some(DigitsTask::Pair([9, 4]))).unwrap();
        assert_eq!(pair, [(0, -1.0), (2, 1.0), (3, -1.0)]);
        let parity = labels(&[4.0, -1.0, 9.0, 0.0], PARITY).unwrap();
        assert_eq!(parity, [(0, 1.0), (1, -1.0), (2, -1.0), (3, 1.0)]);
    }

    #[test]
    fn many_classes_are_numbered_in_the_order_of_the_labels() {
        let task = |task| Some(DigitsTask::Named(task));
        let (ten, each) = (task(NamedTask::Ten), task(NamedTask::Classes));
        let many = |labels: &[f64], task| {
            let classes = classify(labels, task, Loss::CrossEntropy);
            classes.map(|kept| (kept, outputs(labels, task)))
        };
        let digits = many(&[7.0, 0.0, 9.0], ten).unwrap();
        assert_eq!(digits, (vec![(0, 7.0), (1, 0.0), (2, 9.0)], 10));
        let classes = many(&[2.5, -1.0, 40.0, 2.5], each).unwrap();
        assert_eq!(classes, (vec![(0, 1.0), (1, 0.0), (2, 2.0), (3, 1.0)], 3));
        let message = |labels: &[f64], task| many(labels, task).unwrap_err().to_string();
        for label in [10.0, -1.0, 0.5] {
            let said = message(&[1.0, label, 3.0], ten);
            assert!(
                said.contains(&format!("row 1 (counted from 0) is {label}")),
                "{said}"
            );
            assert!(said.contains("the labels 0 to 9"), "{said}");
        }
        assert!(message(&[4.0, 4.0], ten).contains("two classes"));
        assert!(message(&[1.0, 2.0, 1.0], each).contains("3 to 1000 distinct ones"));
        let measured: Vec<f64> = (0..1001).map(f64::from).collect();
        assert!(message(&measured, each).contains("3 to 1000"));
        assert_eq!(outputs(&[1.0, 2.0, 3.0], PARITY), 1);
    }

    #[test]
    fn the_squared_loss_takes_any_label() {
        let given = [0.5, 7.0, 7.0];
        let taken = classify(&given, None, Loss::Squared).unwrap();
        assert_eq!(taken, [(0, 0.5), (1, 7.0), (2, 7.0)]);
        assert!(classify(&[7.0, 7.0], None, Loss::Squared).is_ok());
    }

    #[test]
    fn labels_that_are_no_two_classes_are_refused() {
        assert!(message(&[1.0, 2.0], None).contains("the labels are 1, 2:"));
        assert!(message(&[0.0, 1.0, 2.0], None).contains("data.task"));
        assert!(message(&[-1.0, 0.0, 1.0], None).contains("data.task"));
        assert!(message(&[5.0], None).contains("data.task"));
        for one_class in [[1.0, 1.0], [-1.0, -1.0], [0.0, 0.0], [5.0, 5.0]] {
            let message = message(&one_class, None);
            assert!(message.contains("two classes"), "{message}");
            assert!(
                message.contains(&format!("are {}:", one_class[0])),
                "{message}"
            );
        }
        assert!(message(&[2.0, 4.0], PARITY).contains("two classes"));
        assert!(message(&[2.0, 4.5], PARITY).contains("row 1"));
        let pair = |a, b| message(&[2.0, 3.0], Some(DigitsTask::Pair([a, b])));
        assert!(pair(2, 2).contains("differ"));
        assert!(pair(2, 7).contains("class 7, but the labels are 2, 3"));
    }
}
