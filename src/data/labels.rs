//! From the labels of a file to -1 and +1, or to 0, ..., K - 1.

use super::DataError;
use super::error::list;
use super::table::Class;
use crate::config::{DigitsTask, Loss, NamedTask};

/// More distinct labels than this are surely measurements: each class is an output.
const MOST_CLASSES: usize = 1000;

/// Labels as a file has them: numbers, or words that are numbered in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    /// One a row.
    pub values: Vec<f64>,
    /// What 0, 1, ... are called, where the labels are words.
    pub names: Vec<String>,
}

impl Answers {
    /// Labels that are numbers.
    pub fn numbers(values: Vec<f64>) -> Self {
        let names = Vec::new();
        Answers { values, names }
    }

    /// What the file calls a value.
    pub fn name(&self, value: f64) -> String {
        let name = self.names.get(value as usize);
        name.cloned().unwrap_or_else(|| value.to_string())
    }
}

/// Labels sorted into classes, or the targets of a regression.
#[derive(Clone, Debug)]
pub(super) struct Sorted {
    /// The rows that are used, with their labels.
    pub kept: Vec<(usize, f64)>,
    /// Outputs that a network needs for them.
    pub outputs: usize,
    /// The label of each value; `None` for the targets of a regression.
    map: Option<Vec<(f64, f64)>>,
}

impl Sorted {
    /// The label of a value; `None` for one that is not used.
    pub fn label(&self, value: f64) -> Option<f64> {
        let Some(map) = &self.map else {
            return Some(value);
        };
        let found = map.iter().find(|(known, _)| *known == value);
        found.map(|(_, label)| *label)
    }

    /// The number of every kept row's class; `None` for the targets of a regression.
    pub fn class_of_rows(&self) -> Option<Vec<usize>> {
        let labels = self.labels()?;
        let class = |(_, label): &(usize, f64)| labels.iter().position(|other| other == label);
        Some(
            self.kept
                .iter()
                .map(|row| class(row).unwrap_or(0))
                .collect(),
        )
    }

    /// The labels of the classes, rising.
    fn labels(&self) -> Option<Vec<f64>> {
        let labels: Vec<f64> = self.map.as_ref()?.iter().map(|(_, label)| *label).collect();
        Some(distinct(&labels))
    }

    /// The classes in the order of their labels.
    pub fn classes(&self, answers: &Answers) -> Vec<Class> {
        let (Some(labels), Some(map)) = (self.labels(), &self.map) else {
            return Vec::new();
        };
        let class = |label: f64| {
            let values = map.iter().filter(|(_, of)| *of == label);
            let names: Vec<String> = values.map(|(value, _)| answers.name(*value)).collect();
            let rows = self.kept.iter().filter(|(_, of)| *of == label).count();
            Class {
                name: list(&names),
                label,
                rows,
            }
        };
        labels.into_iter().map(class).collect()
    }
}

/// Sorts the labels of a file. Words are sorted by their numbers, and have classes whatever the loss.
pub(super) fn sort(
    answers: &Answers,
    task: Option<DigitsTask>,
    loss: Loss,
) -> Result<Sorted, DataError> {
    let (values, words) = (&answers.values, !answers.names.is_empty());
    let known = || -> Vec<String> {
        let values = distinct(values).into_iter();
        values.map(|value| answers.name(value)).collect()
    };
    if words
        && matches!(
            task,
            Some(DigitsTask::Pair(_) | DigitsTask::Named(NamedTask::Parity | NamedTask::Ten))
        )
    {
        return Err(DataError::TaskOfNumbers(known()));
    }
    let regression = task.is_none() && loss == Loss::Squared && !words;
    let every = task.is_none() && loss == Loss::CrossEntropy;
    let task = if every {
        Some(DigitsTask::Named(NamedTask::Classes))
    } else {
        task
    };
    let count = distinct(values).len();
    if count == 1 && !regression {
        return Err(DataError::OneClass {
            value: known().concat(),
            rows: values.len(),
        });
    }
    if every && count == 2 {
        return Err(DataError::TwoClasses(known()));
    }
    if task.is_none() && !regression && count > 2 {
        return Err(match loss {
            Loss::Squared => DataError::ClassesNeedCrossEntropy(count),
            _ => DataError::TaskMissing(known()),
        });
    }
    let kept = match regression {
        true => values.iter().copied().enumerate().collect(),
        false => classify(values, task, if words { Loss::Logistic } else { loss })?,
    };
    let outputs = outputs(values, task);
    let map = (!regression).then(|| {
        let mut map: Vec<(f64, f64)> = kept
            .iter()
            .map(|(row, label)| (values[*row], *label))
            .collect();
        map.sort_by(|a, b| a.0.total_cmp(&b.0));
        map.dedup();
        map
    });
    Ok(Sorted { kept, outputs, map })
}

/// The rows that the task keeps, with their labels in two classes, or in many from 0 on in the order
/// of the labels; without a task, of two labels the lower is -1 and the upper +1. The squared loss
/// takes labels as they are when there is no task; another loss needs more than one class.
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
        None if loss.is_classification() => two(labels)?,
        None => labels.iter().copied().enumerate().collect(),
    };
    let same = kept.iter().all(|(_, label)| *label == kept[0].1);
    if loss != Loss::Squared && same && !kept.is_empty() {
        return Err(DataError::OneClass {
            value: labels[kept[0].0].to_string(),
            rows: kept.len(),
        });
    }
    Ok(kept)
}

/// Number of outputs that the labels of a task need.
pub(super) fn outputs(labels: &[f64], task: Option<DigitsTask>) -> usize {
    match task {
        Some(DigitsTask::Named(NamedTask::Ten)) => 10,
        Some(DigitsTask::Named(NamedTask::Classes)) => distinct(labels).len(),
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
    let known = distinct(labels);
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
            let known = distinct(labels);
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

/// Of two labels the lower is -1 and the upper +1.
fn two(labels: &[f64]) -> Result<Vec<(usize, f64)>, DataError> {
    let known = distinct(labels);
    let name = |value: &f64| value.to_string();
    match known[..] {
        [value] => Err(DataError::OneClass {
            value: name(&value),
            rows: labels.len(),
        }),
        [low, _] => {
            let sign = |y: f64| if y == low { -1.0 } else { 1.0 };
            let rows = labels.iter().enumerate();
            Ok(rows.map(|(row, y)| (row, sign(*y))).collect())
        }
        _ => Err(DataError::TaskMissing(known.iter().map(name).collect())),
    }
}

/// The distinct labels, rising.
fn distinct(labels: &[f64]) -> Vec<f64> {
    let mut distinct = labels.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    distinct
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
        let signs = [(0, -1.0), (1, 1.0), (2, -1.0)];
        assert_eq!(labels(&[1.0, 2.0, 1.0], None).unwrap(), signs);
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
        assert!(message(&[0.0, 1.0, 2.0], None).contains("data.task"));
        assert!(message(&[-1.0, 0.0, 1.0], None).contains("data.task"));
        for one_class in [
            &[1.0, 1.0][..],
            &[-1.0, -1.0],
            &[0.0, 0.0],
            &[5.0, 5.0],
            &[5.0],
        ] {
            let message = message(one_class, None);
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
