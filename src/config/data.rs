//! `[data]`: where the training points come from and how they are prepared.

use serde::{Deserialize, Serialize};

use super::classes::{ClassesConfig, TeacherConfig};
use super::file::{FileConfig, RowsConfig};
use super::task::{DigitsTask, NamedTask};

/// `[data]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DataConfig {
    /// The kind of data, with the keys that this kind has.
    #[serde(flatten)]
    pub kind: Data,
    /// Probability that a training label is flipped.
    #[serde(default)]
    pub label_noise: f64,
}

/// The kinds of data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Data {
    /// Symmetric Gaussian mixture `x = kappa y s + sigma z`.
    Mixture(MixtureConfig),
    /// An orthogonally separable training set of the mixture.
    Separable(SeparableConfig),
    /// The three points of Boursier and Flammarion 2025.
    ThreePoints(ThreePointsConfig),
    /// The two equations in four unknowns of arXiv 2607.12332, whose path is known in fractions.
    SparsePath,
    /// Fewer equations than unknowns, solved by a sparse vector.
    SparseRegression(SparseRegressionConfig),
    /// K Gaussian classes.
    Classes(ClassesConfig),
    /// Gaussian points in the classes of a random ReLU network.
    Teacher(TeacherConfig),
    /// The UCI handwritten digits shipped with the crate.
    Digits(DigitsConfig),
    /// A file of the user's own.
    File(FileConfig),
}

/// The Gaussian mixture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MixtureConfig {
    /// Number of training points n.
    pub samples: usize,
    /// Input dimension d.
    pub dimension: usize,
    /// Length kappa of the class means.
    pub signal: f64,
    /// Standard deviation sigma of the noise.
    pub noise: f64,
    /// Random lines on which the test error is integrated.
    pub test_lines: usize,
    /// Points held out for the validation risk.
    pub validation_samples: usize,
}

/// An orthogonally separable set of the mixture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeparableConfig {
    /// The mixture that the set is drawn from; its signal is above 0.
    #[serde(flatten)]
    pub mixture: MixtureConfig,
    /// How separability is reached.
    pub construction: Construction,
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

/// Three points with a bias input and their targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThreePointsConfig {
    /// How far the points are from -1, 0 and 1, if they are those of the paper's Assumption 3 and not
    /// those of its experiment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta: Option<f64>,
}

/// `X beta = y` with a sparse beta.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SparseRegressionConfig {
    /// Number of equations n.
    pub samples: usize,
    /// Number of unknowns d.
    pub dimension: usize,
    /// Entries of the true coefficients that are not 0.
    pub sparsity: usize,
    /// Largest over smallest singular value of X, 1 for whitened points; as they are drawn where
    /// it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<f64>,
}

/// The handwritten digits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DigitsConfig {
    /// Number of training points n.
    pub samples: usize,
    /// The classes.
    pub task: DigitsTask,
    /// Subtract the training mean.
    pub centre: bool,
    /// Scale to mean square norm 1 over the training rows.
    pub scale: bool,
    /// Append a constant 1 to every point.
    pub bias: bool,
    /// Points held out for the validation risk.
    pub validation_samples: usize,
}

impl Default for Data {
    fn default() -> Self {
        Data::Mixture(MixtureConfig::default())
    }
}

impl Default for MixtureConfig {
    fn default() -> Self {
        MixtureConfig {
            samples: 40,
            dimension: 40,
            signal: 2.0,
            noise: 1.0,
            test_lines: 400,
            validation_samples: 0,
        }
    }
}

impl Default for SparseRegressionConfig {
    fn default() -> Self {
        SparseRegressionConfig {
            samples: 20,
            dimension: 40,
            sparsity: 3,
            condition: None,
        }
    }
}

impl Default for DigitsConfig {
    fn default() -> Self {
        DigitsConfig {
            samples: 100,
            task: DigitsTask::Named(NamedTask::Parity),
            centre: true,
            scale: true,
            bias: true,
            validation_samples: 0,
        }
    }
}

impl Data {
    /// The name of the kind in a configuration.
    pub fn name(&self) -> &'static str {
        match self {
            Data::Mixture(_) => "mixture",
            Data::Separable(_) => "separable",
            Data::ThreePoints(_) => "three-points",
            Data::SparsePath => "sparse-path",
            Data::SparseRegression(_) => "sparse-regression",
            Data::Classes(_) => "classes",
            Data::Teacher(_) => "teacher",
            Data::Digits(_) => "digits",
            Data::File(_) => "file",
        }
    }
}

impl DigitsConfig {
    /// How the rows are split and prepared.
    pub fn rows(&self) -> RowsConfig {
        RowsConfig {
            samples: Some(self.samples),
            task: Some(self.task),
            centre: self.centre,
            scale: self.scale,
            bias: self.bias,
            validation_samples: self.validation_samples,
        }
    }
}

impl From<Data> for DataConfig {
    /// Data without label noise.
    fn from(kind: Data) -> Self {
        DataConfig {
            kind,
            label_noise: 0.0,
        }
    }
}

impl From<MixtureConfig> for DataConfig {
    fn from(mixture: MixtureConfig) -> Self {
        Data::Mixture(mixture).into()
    }
}

impl From<SeparableConfig> for DataConfig {
    fn from(separable: SeparableConfig) -> Self {
        Data::Separable(separable).into()
    }
}

impl From<ThreePointsConfig> for DataConfig {
    fn from(points: ThreePointsConfig) -> Self {
        Data::ThreePoints(points).into()
    }
}

impl From<SparseRegressionConfig> for DataConfig {
    fn from(regression: SparseRegressionConfig) -> Self {
        Data::SparseRegression(regression).into()
    }
}

impl From<ClassesConfig> for DataConfig {
    fn from(classes: ClassesConfig) -> Self {
        Data::Classes(classes).into()
    }
}

impl From<TeacherConfig> for DataConfig {
    fn from(teacher: TeacherConfig) -> Self {
        Data::Teacher(teacher).into()
    }
}

impl From<DigitsConfig> for DataConfig {
    fn from(digits: DigitsConfig) -> Self {
        Data::Digits(digits).into()
    }
}

impl From<FileConfig> for DataConfig {
    fn from(file: FileConfig) -> Self {
        Data::File(file).into()
    }
}

impl DataConfig {
    /// Number of training points n; `None` for a file whose rows all train.
    pub fn samples(&self) -> Option<usize> {
        match &self.kind {
            Data::Mixture(mixture) => Some(mixture.samples),
            Data::Separable(separable) => Some(separable.mixture.samples),
            Data::ThreePoints(_) => Some(3),
            Data::SparsePath => Some(2),
            Data::SparseRegression(regression) => Some(regression.samples),
            Data::Classes(classes) => Some(classes.samples),
            Data::Teacher(teacher) => Some(teacher.samples),
            Data::Digits(digits) => Some(digits.samples),
            Data::File(file) => file.rows.samples,
        }
    }

    /// Input dimension d, where the configuration decides it.
    pub fn dimension(&self) -> Option<usize> {
        match &self.kind {
            Data::SparseRegression(regression) => Some(regression.dimension),
            Data::Classes(classes) => Some(classes.dimension),
            Data::Teacher(teacher) => Some(teacher.dimension),
            _ => Some(self.mixture()?.dimension),
        }
    }

    /// The mixture that the points are drawn from (mixture, separable).
    pub fn mixture(&self) -> Option<&MixtureConfig> {
        match &self.kind {
            Data::Mixture(mixture) => Some(mixture),
            Data::Separable(separable) => Some(&separable.mixture),
            _ => None,
        }
    }

    /// Length of the class means, where they have one (mixture, separable, classes).
    pub fn signal(&self) -> Option<f64> {
        match &self.kind {
            Data::Classes(classes) => Some(classes.signal),
            _ => Some(self.mixture()?.signal),
        }
    }

    /// Whether a file decides how many classes there are: one without a task.
    pub fn file_decides_classes(&self) -> bool {
        matches!(&self.kind, Data::File(file) if file.rows.task.is_none())
    }

    /// Whether the labels are K >= 3 classes, 0, ..., K - 1, as far as the configuration says it.
    pub fn has_many_classes(&self) -> bool {
        let task = match &self.kind {
            Data::Classes(classes) => return classes.classes > 2,
            Data::Teacher(teacher) => return teacher.classes > 2,
            Data::Digits(digits) => Some(digits.task),
            Data::File(file) => file.rows.task,
            _ => None,
        };
        task.is_some_and(DigitsTask::has_many_classes)
    }

    /// Points held out for the validation risk.
    pub fn validation_samples(&self) -> usize {
        match &self.kind {
            Data::Classes(classes) => classes.validation_samples,
            Data::Teacher(teacher) => teacher.validation_samples,
            Data::Digits(digits) => digits.validation_samples,
            Data::File(file) => file.rows.validation_samples,
            _ => self
                .mixture()
                .map_or(0, |mixture| mixture.validation_samples),
        }
    }

    /// Whether the labels are targets of a regression, whatever the configuration says.
    pub fn is_regression(&self) -> bool {
        matches!(
            self.kind,
            Data::ThreePoints(_) | Data::SparsePath | Data::SparseRegression(_)
        )
    }
}
