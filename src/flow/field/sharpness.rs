//! How sharply the loss bends where a run starts.

use super::{DeepField, Field, FlatField, Point};
use crate::data::Dataset;
use crate::flow::descent;
use crate::network::{Deep, Loss, Network};

/// Power iterations: a first guess needs a few percent.
const ITERATIONS: usize = 12;

/// The length of a difference, as a part of the size of all parameters.
const REACH: f64 = 1e-4;

/// The largest eigenvalue, by size, of the Hessian of the sum loss of f/gamma in the parameters: by
/// power iteration on differences of the velocity, from the direction of the velocity. Not a
/// number where that is 0.
pub(in crate::flow) fn sharpness(
    data: &Dataset,
    loss: Loss,
    start: &dyn Network,
    gamma: f64,
) -> f64 {
    let flow = descent::Flow::new(data, loss).output_divisor(gamma);
    match start.downcast::<Deep>() {
        Some(deep) => sharpest(DeepField::<f64>::new(&flow.setting, deep), &start.boxed()),
        None => sharpest(FlatField::new(&flow.setting, start), &start.boxed()),
    }
}

fn sharpest<F: Field>(mut field: F, start: &F::Network) -> f64 {
    let at = field.point(start);
    let mut velocity = at.clone();
    field.evaluate(&at, &mut velocity);
    let (mut direction, mut moved, mut bend) = (velocity.clone(), at.clone(), at.clone());
    let reach = REACH * at.norm();
    let mut eigenvalue = f64::NAN;
    for _ in 0..ITERATIONS {
        let length = direction.norm();
        if length == 0.0 || !length.is_finite() {
            break;
        }
        moved.copy_from(&at);
        moved.add(reach / length, &direction);
        field.evaluate(&moved, &mut bend);
        bend.add(-1.0, &velocity);
        eigenvalue = bend.norm() / reach;
        direction.copy_from(&bend);
    }
    eigenvalue
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::{Diagonal, TwoLayer};

    /// f = v w x with squared loss at x = 1, y = 0, w = v = 2: the Hessian's eigenvalues are
    /// 12 and -4 (second derivatives v^2, w^2 and 2 v w = 8 of (v w)^2/2).
    #[test]
    fn it_is_the_largest_eigenvalue_of_the_hessian() {
        let data = Dataset::new(mat![[1.0]], vec![0.0]).unwrap();
        let network = TwoLayer {
            weights: mat![[2.0]],
            outputs: vec![2.0],
        };
        let found = sharpness(&data, Loss::Squared, &network, 1.0);
        assert!((found / 12.0 - 1.0).abs() < 1e-3, "{found}");
        // At the minimum of a diagonal network nothing moves, and no direction is known.
        let rest = Diagonal::new(1.0, 1);
        assert!(sharpness(&data, Loss::Squared, &rest, 1.0).is_nan());
    }
}
