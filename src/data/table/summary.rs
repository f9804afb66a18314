//! What was taken from a file: said before any run, in text, JSON and reports.

use std::path::PathBuf;

use serde::Serialize;

/// What a run takes from a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableSummary {
    /// The file of the points.
    pub file: PathBuf,
    /// Rows of it that are used.
    pub rows: usize,
    /// The columns that points are made of, in the order of their inputs.
    pub features: Vec<Feature>,
    /// The column, entry or file of the labels.
    pub label: String,
    /// The classes in the order of their labels; none for the targets of a regression.
    pub classes: Vec<Class>,
    /// Training points.
    pub training: usize,
    /// Points for the validation risk.
    pub validation: usize,
    /// Points to test on.
    pub test: usize,
    /// The features that were brought to mean 0 and variance 1 over the training points.
    pub standardised: Vec<String>,
    /// What was taken for granted, and what looks odd.
    pub notes: Vec<String>,
}

/// A column that points are made of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feature {
    /// Its name, or its position from 0 where it has none.
    pub name: String,
    /// What its values are.
    pub kind: FeatureKind,
    /// The different values of a category, sorted; empty for others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Values that are not there.
    #[serde(skip_serializing_if = "is_zero")]
    pub missing: usize,
    /// Inputs that it makes.
    pub inputs: usize,
    /// Its position in the file, from 0.
    #[serde(skip)]
    pub column: usize,
    /// Whether its last input says where it has no value.
    #[serde(skip)]
    pub indicator: bool,
}

/// What the values of a feature are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeatureKind {
    /// A number: one input.
    Number,
    /// `true` (1) or `false` (0): one input.
    Truth,
    /// One of several levels: with two one input, 1 for the second; with more an input each.
    Category,
    /// All coordinates of the points of an array.
    Array,
}

/// A class of labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Class {
    /// What the file calls it.
    pub name: String,
    /// -1 or +1, or its number from 0 where there are more.
    pub label: f64,
    /// Rows of the file in it.
    pub rows: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Feature {
    /// All coordinates of an array's points.
    pub(crate) fn array(inputs: usize) -> Self {
        Feature {
            name: "array".to_owned(),
            kind: FeatureKind::Array,
            levels: Vec::new(),
            missing: 0,
            inputs,
            column: 0,
            indicator: false,
        }
    }

    /// The names of its inputs: its own, those of the levels of a category, and of what says where it has
    /// no value.
    pub fn input_names(&self) -> Vec<String> {
        let (name, own) = (&self.name, self.inputs - usize::from(self.indicator));
        let mut names: Vec<String> = match (&self.levels[..], own) {
            ([], 1) => vec![name.clone()],
            ([], own) => (0..own).map(|k| format!("{name}[{k}]")).collect(),
            ([_, second], _) => vec![format!("{name} = {second}")],
            (levels, _) => levels
                .iter()
                .map(|level| format!("{name} = {level}"))
                .collect(),
        };
        if self.indicator {
            names.push(format!("{name} is missing"));
        }
        names
    }
}

impl TableSummary {
    /// The names of all inputs, in their order, without a column of ones.
    pub fn input_names(&self) -> Vec<String> {
        self.features
            .iter()
            .flat_map(Feature::input_names)
            .collect()
    }

    /// Inputs of a point, without a column of ones.
    pub fn inputs(&self) -> usize {
        self.features.iter().map(|feature| feature.inputs).sum()
    }
}
