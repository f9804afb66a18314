//! The velocity that the gradient flow selects where the gradient is set-valued.

use faer::Mat;

use crate::data::Dataset;
use crate::flow::exact::box_least_squares::{BoxLeastSquares, Position};
use crate::math::{dot, row_norms};
use crate::network::{Evaluation, TwoLayer, add_kink, is_on_kink};

/// Slopes below this part of sum_i |r_i||x_i| are rounding.
const ROUNDING: f64 = 1e-13;

/// The velocity of the gradient flow of the sum loss, in the network's shape: minus the element
/// of least norm of Clarke's subdifferential. A trajectory of the flow has it as its velocity
/// at almost every time (the chain rule of LL20, appendix; Davis et al. 2020).
///
/// Away from kinks it is the gradient that [`Evaluation::velocity`] computes, to the bit. A
/// neuron on kinks moves by v_j g with the shortest g = sum_i rho_i x_i, rho_i = r_i on active
/// points, 0 on inactive ones, and between 0 and r_i on kinks; points that are multiples of
/// each other switch together. `evaluation` holds the velocity at `network`. Several hyperplanes
/// are taken as independent, which is exact when their normals are linearly independent.
pub fn selected_velocity(network: &TwoLayer, data: &Dataset, evaluation: &Evaluation) -> TwoLayer {
    let mut velocity = TwoLayer {
        weights: evaluation.weight_velocity.clone(),
        outputs: evaluation.output_velocity.clone(),
    };
    let lengths = row_norms(data.points());
    for j in 0..network.width() {
        let norm = network.weights.col(j).norm_l2();
        let on_kink: Vec<usize> = (0..data.samples())
            .filter(|&i| lengths[i] > 0.0)
            .filter(|&i| is_on_kink(evaluation.preactivations[(i, j)], norm, lengths[i]))
            .collect();
        if on_kink.is_empty() {
            continue;
        }
        let pull = shortest_pull(data, evaluation, &lengths, j, &on_kink);
        let column = network.weights.col(j);
        velocity.outputs[j] = dot(&pull, column.iter());
        for (velocity, g) in velocity.weights.col_mut(j).iter_mut().zip(&pull) {
            *velocity = network.outputs[j] * g;
        }
    }
    velocity
}

/// The shortest g of neuron j, which is on the kinks of some points.
fn shortest_pull(
    data: &Dataset,
    evaluation: &Evaluation,
    lengths: &[f64],
    neuron: usize,
    on_kink: &[usize],
) -> Vec<f64> {
    let residuals = &evaluation.residuals;
    let mut pull = vec![0.0; data.dimension()];
    let mut size = 0.0;
    for (i, &length) in lengths.iter().enumerate() {
        let active = evaluation.preactivations[(i, neuron)] > 0.0;
        size += residuals[i].abs() * length;
        if active && !on_kink.contains(&i) {
            add(&mut pull, residuals[i], data, i);
        }
    }
    // With the pulls along the unit normal of their first point.
    let mut planes = Vec::new();
    for &i in on_kink {
        let along = residuals[i] * lengths[i];
        add_kink(&mut planes, data.points(), i, [along, -along]);
    }
    let normals = Mat::from_fn(planes.len(), data.dimension(), |k, a| {
        let first = planes[k].first;
        data.points()[(first, a)] / lengths[first]
    });
    let mut problem = BoxLeastSquares::default();
    problem.reset(planes.len());
    let gram = &normals * normals.transpose();
    for (k, plane) in planes.iter().enumerate() {
        for l in 0..planes.len() {
            problem.gram[k * planes.len() + l] = gram[(k, l)];
        }
        problem.base[k] = dot(normals.row(k).iter(), &pull);
        problem.low[k] = plane.above.min(plane.below);
        problem.high[k] = plane.above.max(plane.below);
        problem.tolerance[k] = ROUNDING * size;
        problem.positions[k] = Position::Free;
    }
    problem.differentiate();
    problem.solve();
    for (plane, rho) in planes.iter().zip(&problem.rho) {
        add(&mut pull, rho / lengths[plane.first], data, plane.first);
    }
    pull
}

fn add(pull: &mut [f64], factor: f64, data: &Dataset, point: usize) {
    for (g, x) in pull.iter_mut().zip(data.points().row(point).iter()) {
        *g += factor * x;
    }
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::{Init, Loss};
    use crate::random::Streams;

    /// Velocity of one neuron on the squared loss.
    fn of(points: Mat<f64>, labels: &[f64], w: [f64; 2], v: f64) -> TwoLayer {
        let data = Dataset::new(points, labels.to_vec()).unwrap();
        let network = TwoLayer {
            weights: mat![[w[0]], [w[1]]],
            outputs: vec![v],
        };
        let mut evaluation = Evaluation::new(&data, 1);
        evaluation.velocity(&network, &data, Loss::Squared);
        selected_velocity(&network, &data, &evaluation)
    }

    fn near(found: &TwoLayer, w: [f64; 2], v: f64) {
        let close = |a: f64, b: f64| (a - b).abs() < 1e-14;
        assert!(
            close(found.weights[(0, 0)], w[0])
                && close(found.weights[(1, 0)], w[1])
                && close(found.outputs[0], v),
            "{found:?}"
        );
    }

    #[test]
    fn away_from_kinks_it_is_the_gradient_to_the_bit() {
        let data = Dataset::new(mat![[1.0, 0.3], [-0.4, 2.0]], vec![1.0, -1.0]).unwrap();
        let network = TwoLayer::init(Init::Unbalanced, 7, 2, &mut Streams::new(3).weights());
        let mut evaluation = Evaluation::new(&data, 7);
        evaluation.velocity(&network, &data, Loss::Logistic);
        let velocity = selected_velocity(&network, &data, &evaluation);
        assert_eq!(velocity.weights, evaluation.weight_velocity);
        assert_eq!(velocity.outputs, evaluation.output_velocity);
    }

    #[test]
    fn a_sliding_neuron_moves_along_its_kink() {
        // f = 2 on the first point, so r = (3 - 2, -1): g = (1, 0) + rho (1, -1)/sqrt 2 with
        // rho in [-sqrt 2, 0], shortest at rho = -1/sqrt 2: g = (1/2, 1/2).
        let points = mat![[1.0, 0.0], [1.0, -1.0]];
        near(&of(points, &[3.0, -1.0], [1.0, 1.0], 2.0), [1.0, 1.0], 1.0);
    }

    #[test]
    fn a_kink_whose_end_is_shortest_is_on_that_side() {
        // The second point pushes back too weakly: r = (1, -0.1), all of it is used.
        let points = mat![[1.0, 0.0], [1.0, -1.0]];
        near(
            &of(points.clone(), &[3.0, -0.1], [1.0, 1.0], 2.0),
            [1.8, 0.2],
            1.0,
        );
        // It pulls the same way: none of it is.
        near(&of(points, &[3.0, 0.5], [1.0, 1.0], 2.0), [2.0, 0.0], 1.0);
    }

    #[test]
    fn multiples_of_a_point_switch_together() {
        // x_2 = x_1: pulls 1 and -1 cancel on the active side, and 0 is shortest.
        let twice = mat![[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]];
        near(
            &of(twice, &[1.0, -1.0, 2.0], [1.0, 0.0], 1.0),
            [1.0, 0.0],
            1.0,
        );
        // x_2 = -3 x_1 with pulls along x_1 of 1 above and 0 - 3 * (-1) = 3 below: 1 is shortest.
        let opposite = mat![[0.0, 1.0], [0.0, -3.0], [1.0, 0.0]];
        near(
            &of(opposite, &[1.0, -1.0, 2.0], [1.0, 0.0], 1.0),
            [1.0, 1.0],
            1.0,
        );
    }

    #[test]
    fn two_kinks_are_solved_jointly() {
        // w = 0 is on both kinks; g = rho_1 e_1 + rho_2 (e_1 + e_2)/sqrt 2, rho_1 in [0, 1],
        // rho_2 in [-sqrt 2, 0]: 0 is shortest, and nothing moves.
        let points = mat![[1.0, 0.0], [1.0, 1.0]];
        near(&of(points, &[1.0, -1.0], [0.0, 0.0], 1.0), [0.0, 0.0], 0.0);
    }

    #[test]
    fn a_point_at_zero_is_on_no_kink() {
        let points = mat![[0.0, 0.0], [1.0, 0.0]];
        near(&of(points, &[5.0, 2.0], [1.0, 0.0], 1.0), [1.0, 0.0], 1.0);
    }
}
