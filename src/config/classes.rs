//! The kinds of data whose points are drawn in K classes.

use serde::{Deserialize, Serialize};

/// K Gaussian classes, each around a mean of its own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassesConfig {
    /// Number of training points n.
    pub samples: usize,
    /// Input dimension d.
    pub dimension: usize,
    /// Dimension of the subspace that signal and noise live in; all of it where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intrinsic_dimension: Option<usize>,
    /// Number of classes K.
    pub classes: usize,
    /// Length of the class means.
    pub signal: f64,
    /// Standard deviation of the noise, in every direction of the subspace.
    pub noise: f64,
    /// Points on which the test error is counted.
    pub test_samples: usize,
    /// Points held out for the validation risk.
    pub validation_samples: usize,
}

/// Gaussian points that a random two-layer ReLU network sorts into K classes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeacherConfig {
    /// Number of training points n.
    pub samples: usize,
    /// Input dimension d.
    pub dimension: usize,
    /// Dimension of the subspace that the points live in; all of it where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intrinsic_dimension: Option<usize>,
    /// Number of classes K.
    pub classes: usize,
    /// Number of hidden neurons of the teacher.
    pub teacher_width: usize,
    /// Points on which the test error is counted.
    pub test_samples: usize,
    /// Points held out for the validation risk.
    pub validation_samples: usize,
}

impl Default for ClassesConfig {
    fn default() -> Self {
        ClassesConfig {
            samples: 300,
            dimension: 64,
            intrinsic_dimension: None,
            classes: 10,
            signal: 1.0,
            noise: 0.25,
            test_samples: 2000,
            validation_samples: 0,
        }
    }
}

impl Default for TeacherConfig {
    fn default() -> Self {
        TeacherConfig {
            samples: 300,
            dimension: 64,
            intrinsic_dimension: None,
            classes: 10,
            teacher_width: 32,
            test_samples: 2000,
            validation_samples: 0,
        }
    }
}

impl ClassesConfig {
    /// Dimension of the subspace.
    pub fn intrinsic(&self) -> usize {
        self.intrinsic_dimension.unwrap_or(self.dimension)
    }
}

impl TeacherConfig {
    /// Dimension of the subspace.
    pub fn intrinsic(&self) -> usize {
        self.intrinsic_dimension.unwrap_or(self.dimension)
    }
}
