//! `[data]`: where the training points come from and how they are prepared.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The kinds of data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataKind {
    /// Symmetric Gaussian mixture `x = kappa y s + sigma z`.
    #[default]
    Mixture,
    /// An orthogonally separable training set of the mixture.
    Separable,
    /// The three points of Boursier and Flammarion 2025.
    ThreePoints,
    /// The two equations in four unknowns of arXiv 2607.12332, whose path is known in fractions.
    SparsePath,
    /// Fewer equations than unknowns, solved by a sparse vector.
    SparseRegression,
    /// The UCI handwritten digits shipped with the crate.
    Digits,
    /// A file of the user's own.
    File,
}

impl DataKind {
    /// Whether the labels are targets of a regression, whatever the configuration says.
    pub fn is_regression(self) -> bool {
        matches!(
            self,
            DataKind::ThreePoints | DataKind::SparsePath | DataKind::SparseRegression
        )
    }

    /// The name in a configuration.
    pub(super) fn name(self) -> &'static str {
        match self {
            DataKind::Mixture => "mixture",
            DataKind::Separable => "separable",
            DataKind::ThreePoints => "three-points",
            DataKind::SparsePath => "sparse-path",
            DataKind::SparseRegression => "sparse-regression",
            DataKind::Digits => "digits",
            DataKind::File => "file",
        }
    }
}

/// How an orthogonally separable set is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Construction {
    /// Shrink the noise by a common factor until the set is separable.
    #[default]
    ScaledNoise,
    /// Draw the mixture again until a draw happens to be separable.
    Rejection,
}

/// Which two classes the ten digits are sorted into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DigitsTask {
    /// `"parity"`: even digits are +1, odd digits -1.
    Named(NamedTask),
    /// `[a, b]`: digit a is +1, digit b is -1, all others are left out.
    Pair([i64; 2]),
}

/// The named tasks on class labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedTask {
    /// Even against odd.
    Parity,
}

/// `[data]`. Keys that have no meaning for the kind are refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DataConfig {
    /// The kind of data.
    pub kind: DataKind,
    /// Number of training points n.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples: Option<usize>,
    /// Input dimension d (mixture, separable, sparse-regression).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimension: Option<usize>,
    /// Length kappa of the class means (mixture, separable).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signal: Option<f64>,
    /// Standard deviation sigma of the noise (mixture, separable).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise: Option<f64>,
    /// Random lines on which the test error is integrated (mixture, separable).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_lines: Option<usize>,
    /// Entries of the true coefficients that are not 0 (sparse-regression).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sparsity: Option<usize>,
    /// How separability is reached (separable).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub construction: Option<Construction>,
    /// The two classes (digits; files with more than two labels).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<DigitsTask>,
    /// The file of the points (file).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// The file of the labels, where they are apart (file).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<PathBuf>,
    /// The column of a .csv, or the entry of a .npz, that holds the labels (file).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_column: Option<String>,
    /// Subtract the training mean (digits, file).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centre: Option<bool>,
    /// Scale to mean square norm 1 over the training rows (digits, file).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<bool>,
    /// Append a constant 1 to every point (digits, file).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bias: Option<bool>,
    /// Points held out for the validation risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation_samples: Option<usize>,
    /// Probability that a training label is flipped.
    pub label_noise: f64,
}

impl DataConfig {
    /// n; for a file `None` means every row trains.
    pub fn samples(&self) -> Option<usize> {
        self.samples.or(match self.kind {
            DataKind::Mixture | DataKind::Separable => Some(40),
            DataKind::ThreePoints => Some(3),
            DataKind::SparsePath => Some(2),
            DataKind::SparseRegression => Some(20),
            DataKind::Digits => Some(100),
            DataKind::File => None,
        })
    }

    /// Entries of the true coefficients that are not 0.
    pub fn sparsity(&self) -> usize {
        self.sparsity.unwrap_or(3)
    }

    /// d of the mixture and of the sparse regression.
    pub fn dimension(&self) -> usize {
        self.dimension.unwrap_or(40)
    }

    /// kappa of the mixture.
    pub fn signal(&self) -> f64 {
        self.signal.unwrap_or(2.0)
    }

    /// sigma of the mixture.
    pub fn noise(&self) -> f64 {
        self.noise.unwrap_or(1.0)
    }

    /// Lines of the mixture's test set.
    pub fn test_lines(&self) -> usize {
        self.test_lines.unwrap_or(400)
    }

    /// How separability is reached.
    pub fn construction(&self) -> Construction {
        self.construction.unwrap_or_default()
    }

    /// The digits' task; `None` for a file whose labels are used as they are.
    pub fn task(&self) -> Option<DigitsTask> {
        self.task.or(match self.kind {
            DataKind::Digits => Some(DigitsTask::Named(NamedTask::Parity)),
            _ => None,
        })
    }

    /// Whether the training mean is subtracted.
    pub fn centre(&self) -> bool {
        self.centre.unwrap_or(self.kind == DataKind::Digits)
    }

    /// Whether points are scaled to mean square norm 1.
    pub fn scale(&self) -> bool {
        self.scale.unwrap_or(self.kind == DataKind::Digits)
    }

    /// Whether a constant 1 is appended.
    pub fn bias(&self) -> bool {
        self.bias.unwrap_or(self.kind == DataKind::Digits)
    }

    /// Points held out for the validation risk.
    pub fn validation_samples(&self) -> usize {
        self.validation_samples.unwrap_or(0)
    }

    /// The section with every default filled in that has a meaning for the kind.
    pub(super) fn effective(&self) -> DataConfig {
        let mixture = matches!(self.kind, DataKind::Mixture | DataKind::Separable);
        let sparse = self.kind == DataKind::SparseRegression;
        let separable = self.kind == DataKind::Separable;
        let rows = matches!(self.kind, DataKind::Digits | DataKind::File);
        let file = self.kind == DataKind::File;
        let drawn = mixture || rows;
        DataConfig {
            kind: self.kind,
            samples: self.samples().filter(|_| drawn || sparse),
            dimension: (mixture || sparse).then(|| self.dimension()),
            signal: mixture.then(|| self.signal()),
            noise: mixture.then(|| self.noise()),
            test_lines: mixture.then(|| self.test_lines()),
            sparsity: sparse.then(|| self.sparsity()),
            construction: separable.then(|| self.construction()),
            task: self.task().filter(|_| rows),
            path: self.path.clone().filter(|_| file),
            labels: self.labels.clone().filter(|_| file),
            label_column: self.label_column.clone().filter(|_| file),
            centre: rows.then(|| self.centre()),
            scale: rows.then(|| self.scale()),
            bias: rows.then(|| self.bias()),
            validation_samples: drawn.then(|| self.validation_samples()),
            label_noise: self.label_noise,
        }
    }
}
