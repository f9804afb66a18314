//! On which side of its kinks a deep network is.

use super::architecture::Operation;
use super::{Pass, Real, pooling};
use crate::config::Activation;

/// The signs of the sums of relu, and the places of the maxima, for all points of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<bool>);

impl<T: Real> Pass<T> {
    /// The pattern of the last forward pass, on m points.
    pub(super) fn pattern(&self, m: usize) -> Pattern {
        let mut pattern = Vec::new();
        let zero = T::default();
        for (i, stage) in self.architecture().stages().iter().enumerate() {
            let outputs = &self.values(i)[..stage.output.size() * m];
            match &stage.operation {
                Operation::Dense(layer) | Operation::Convolution(layer) => {
                    if layer.activation == Activation::Relu {
                        pattern.extend(outputs.iter().map(|value| *value > zero));
                    }
                }
                Operation::MaxPool => {
                    let image = match i {
                        0 => self.image(),
                        _ => self.values(i - 1),
                    };
                    for (from, four) in pooling::places(stage.input, m) {
                        let (from, four) = (&outputs[from..][..m], four.map(|at| &image[at..]));
                        let at = |p: usize| four.map(|image| image[p] == from[p]);
                        pattern.extend((0..m).flat_map(at));
                    }
                }
                Operation::Mean => (),
            }
        }
        Pattern(pattern)
    }
}
