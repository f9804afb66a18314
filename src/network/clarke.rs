//! Kinks that points share, and the Clarke interval of the sum loss along a line that starts on
//! some.

use faer::{MatRef, RowRef};

use super::direction::{Crossing, Direction};
use super::{Evaluation, TwoLayer};
use crate::data::Dataset;
use crate::math::dot;

/// Points whose unit vectors (up to sign) are this close count as multiples of each other.
const PARALLEL: f64 = 1e-14;

/// A preactivation of this size relative to |w_j||x_i| counts as zero: states carry the rounding of
/// sums of products.
const ON_KINK: f64 = 1e-10;

/// Whether a preactivation <w_j, x_i> counts as zero: the neuron is on the point's kink.
pub(crate) fn is_on_kink(preactivation: f64, weight_norm: f64, point_norm: f64) -> bool {
    preactivation.abs() <= ON_KINK * weight_norm * point_norm
}

/// The kinks of points that are multiples of each other, and what their points add on its two sides.
pub(crate) struct Hyperplane {
    pub first: usize,
    /// Added where <w_j, x_first> > 0.
    pub above: f64,
    /// Added where <w_j, x_first> < 0.
    pub below: f64,
}

/// Adds point i with what it adds where it is active: above its hyperplane, or below where it is
/// opposite to the first point.
pub(crate) fn add_kink(
    planes: &mut Vec<Hyperplane>,
    points: MatRef<'_, f64>,
    i: usize,
    [above, below]: [f64; 2],
) {
    let x = points.row(i);
    let mut known = planes.iter_mut();
    match known.find(|plane| is_parallel(points.row(plane.first), x)) {
        Some(plane) if same_side(points.row(plane.first), x) => plane.above += above,
        Some(plane) => plane.below += below,
        None => planes.push(Hyperplane {
            first: i,
            above,
            below: 0.0,
        }),
    }
}

/// The least and the largest slope along the direction over the gradients of the cells that
/// meet at the network (their convex hull is Clarke's subdifferential).
///
/// Points that are multiples of each other share a hyperplane and switch together:
/// an interval per point would be too large. Several hyperplanes are taken as
/// independent, which is exact when their normals are linearly independent and otherwise
/// contains the true interval. `evaluation` is at `network`, where `path` starts.
pub(super) fn clarke_interval(
    network: &TwoLayer,
    data: &Dataset,
    evaluation: &Evaluation,
    direction: &Direction,
    path: &[Crossing],
) -> (f64, f64) {
    let v = network.outputs[direction.neuron];
    let mut smooth = 0.0;
    let mut hyperplanes: Vec<Hyperplane> = Vec::new();
    for (i, (crossing, &r)) in path.iter().zip(&evaluation.residuals).enumerate() {
        let slope = -r * v * crossing.rate;
        if !crossing.on_kink {
            if crossing.preactivation > 0.0 {
                smooth += slope - r * direction.output * crossing.preactivation;
            }
            continue;
        }
        add_kink(&mut hyperplanes, data.points(), i, [slope, slope]);
    }
    let (mut low, mut high) = (smooth, smooth);
    for plane in hyperplanes {
        low += plane.above.min(plane.below);
        high += plane.above.max(plane.below);
    }
    (low, high)
}

pub(crate) fn is_parallel(a: RowRef<'_, f64>, b: RowRef<'_, f64>) -> bool {
    let (a_norm, b_norm) = (a.norm_l2(), b.norm_l2());
    // |a/|a| -+ b/|b|| keeps the digits that 1 - cos^2 loses.
    let distance = |sign: f64| -> f64 {
        let pairs = a.iter().zip(b.iter());
        let apart = pairs.map(|(a, b)| a / a_norm - sign * b / b_norm);
        apart.map(|apart| apart * apart).sum()
    };
    distance(1.0).min(distance(-1.0)) <= PARALLEL * PARALLEL
}

pub(crate) fn same_side(a: RowRef<'_, f64>, b: RowRef<'_, f64>) -> bool {
    dot(a.iter(), b.iter()) > 0.0
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::Loss;

    /// The interval along (1, 0) of one neuron that is on the kinks of all points.
    fn interval(points: faer::Mat<f64>, labels: Vec<f64>) -> (f64, f64) {
        let data = Dataset::new(points, labels).unwrap();
        let network = TwoLayer {
            weights: mat![[0.0], [1.0]],
            outputs: vec![2.0],
        };
        let mut evaluation = Evaluation::new(&data, 1);
        evaluation.velocity(&network, &data, Loss::Squared);
        let direction = &Direction::coordinates(&network)[0];
        let path = direction.path(&network, &data);
        clarke_interval(&network, &data, &evaluation, direction, &path)
    }

    #[test]
    fn duplicates_switch_together() {
        // f = 0, so r = y. Pulls -2 y x: -2 and +2 of two copies cancel on the one side.
        let two = mat![[1.0, 0.0], [1.0, 0.0]];
        assert_eq!(interval(two.clone(), vec![1.0, -1.0]), (0.0, 0.0));
        assert_eq!(interval(two, vec![1.0, 1.0]), (-4.0, 0.0));
    }

    #[test]
    fn opposite_points_switch_against_each_other() {
        // On the one side only the first, on the other only the second is active: 0 is no element.
        let opposite = mat![[1.0, 0.0], [-3.0, 0.0]];
        assert_eq!(interval(opposite, vec![1.0, -1.0]), (-6.0, -2.0));
    }

    #[test]
    fn the_edge_of_a_kink() {
        assert!(is_on_kink(-1e-10, 2.0, 0.5) && is_on_kink(1e-10, 2.0, 0.5));
        assert!(!is_on_kink(1.1e-10, 2.0, 0.5) && !is_on_kink(-1.1e-10, 0.5, 2.0));
    }
}
