//! What every network is: a function of its inputs with parameters that training moves.

use std::any::Any;
use std::fmt::Debug;
use std::ops::Range;

use faer::{ColRef, Mat, MatRef};

use super::{Chain, Loss, TwoLayer};
use crate::data::Dataset;

/// A network of any kind.
///
/// The parameters theta are one flat list; [`layers`](Network::layers) says what stands where. A
/// kind needs `Clone` beside these functions, and a place in [`Networks`](super::Networks).
pub trait Network: CloneNetwork + Any + Debug + Send + Sync {
    /// The name of its kind, as `network.kind` has it.
    fn kind(&self) -> &str;

    /// Input dimension d.
    fn dimension(&self) -> usize;

    /// Number of outputs.
    fn outputs(&self) -> usize {
        1
    }

    /// theta, flat.
    fn parameters(&self) -> Vec<f64>;

    /// The network of the same kind and shape with other parameters, as many as
    /// [`parameters`](Network::parameters) gives.
    fn with_parameters(&self, flat: &[f64]) -> Box<dyn Network>;

    /// f on the rows of an m x d matrix, m x outputs.
    fn predict(&self, points: MatRef<'_, f64>) -> Mat<f64>;

    /// dtheta/dt of the gradient flow of the SUM loss, flat as the parameters.
    fn velocity(&self, data: &Dataset, loss: Loss) -> Vec<f64>;

    /// The degree of homogeneity k: f of c theta is c^k f of theta; `None` if it is not homogeneous.
    fn degree(&self) -> Option<f64>;

    /// The parts of theta, in the order of the parameters; one of all of them for a kind that says
    /// no more.
    fn layers(&self) -> Vec<Layer> {
        let all = self.parameters().len();
        vec![Layer {
            name: self.kind().to_owned(),
            shape: [all, 1],
            place: 0..all,
            is_bias: false,
        }]
    }

    /// Number of layers of weights L.
    fn depth(&self) -> usize {
        self.layers().len()
    }

    /// |theta - theta(0)| / |theta(0)|, `start` the network of the same kind that it came from; at
    /// most the largest double, so that a run that diverged still has a number.
    fn relative_change(&self, start: &dyn Network) -> f64 {
        change_of(&self.parameters(), &start.parameters())
    }

    /// The network whose function is f/gamma, by homogeneity: where theta follows the gradient flow
    /// of the loss of f/gamma, it follows that of the loss of its own function, up to a factor of
    /// the time.
    ///
    /// # Panics
    /// A kind that is not homogeneous has to say for itself how it is divided.
    fn divided(&self, gamma: f64) -> Box<dyn Network> {
        let Some(degree) = self.degree() else {
            panic!(
                "a network of kind {:?} has no degree and no division",
                self.kind()
            );
        };
        let factor = libm::pow(gamma, -1.0 / degree);
        let scaled: Vec<f64> = self.parameters().iter().map(|p| factor * p).collect();
        self.with_parameters(&scaled)
    }

    /// A two-layer ReLU network with the same outputs, for a kind whose functions are such networks'.
    fn as_two_layer(&self) -> Option<TwoLayer> {
        None
    }

    /// The network as a chain of steps, for a kind that is one: what is written for other programs.
    fn chain(&self) -> Option<Chain> {
        None
    }
}

/// A part of a network's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What it holds, as `hidden`.
    pub name: String,
    /// Rows and columns; the parameters stand column by column.
    pub shape: [usize; 2],
    /// Where they stand among the flat parameters.
    pub place: Range<usize>,
    /// Whether they are biases, and no weights.
    pub is_bias: bool,
}

/// Makes `Box<dyn Network>` clone; every [`Network`] that is `Clone` has it.
pub trait CloneNetwork {
    /// The same network in a box of its own.
    fn boxed(&self) -> Box<dyn Network>;
}

impl<N: Network + Clone> CloneNetwork for N {
    fn boxed(&self) -> Box<dyn Network> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Network> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}

impl dyn Network {
    /// The network as one kind; `None` if it is of another.
    pub fn downcast<N: Network>(&self) -> Option<&N> {
        (self as &dyn Any).downcast_ref()
    }

    /// f on the rows of an m x d matrix, point after point with all its outputs.
    pub fn output(&self, points: MatRef<'_, f64>) -> Vec<f64> {
        let f = self.predict(points);
        f.row_iter().flat_map(|row| row.iter().copied()).collect()
    }
}

/// [`Network::relative_change`] of flat parameters.
pub(super) fn change_of(end: &[f64], start: &[f64]) -> f64 {
    let moved: Vec<f64> = end.iter().zip(start).map(|(a, b)| a - b).collect();
    let length = |flat: &[f64]| ColRef::from_slice(flat).norm_l2();
    relative(length(&moved), length(start))
}

/// A change relative to a size; 0 without change, and at most the largest double.
pub(super) fn relative(changed: f64, whole: f64) -> f64 {
    if changed == 0.0 {
        0.0
    } else {
        (changed / whole).min(f64::MAX)
    }
}

/// Outputs as a matrix of one column.
pub(super) fn column(outputs: Vec<f64>) -> Mat<f64> {
    ColRef::from_slice(&outputs).as_mat().to_owned()
}
