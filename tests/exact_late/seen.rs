//! What can be known of a state from its weights alone, slowly.

use faer::Mat;
use sweetspot::flow::State;
use sweetspot::network::{TwoLayer, mean_loss};

use super::late::Late;

/// Rounding errors of f, relative to sum_j |v_j| |w_j| |x|.
const F_ROUNDING: f64 = 256.0 * f64::EPSILON;

/// What can be known of a state from its weights alone.
pub struct Seen {
    pub risk: f64,
    /// Rounding errors of the risk.
    rounding: f64,
    pub residuals: Vec<f64>,
    /// Rounding errors of each residual.
    pub blurs: Vec<f64>,
    pub curvatures: Vec<f64>,
}

pub fn look(problem: &Late, network: &TwoLayer) -> Seen {
    let (points, labels, loss) = (problem.data.points(), problem.data.labels(), problem.loss);
    let f = network.predict(points);
    let neurons: f64 = (0..network.width())
        .map(|j| network.outputs[j].abs() * network.weights.col(j).norm_l2())
        .sum();
    let residuals: Vec<f64> = f
        .iter()
        .zip(labels)
        .map(|(f, y)| loss.residual(*f, *y))
        .collect();
    let n = labels.len() as f64;
    let risk = mean_loss(&f, labels, loss);
    let mut rounding = 16.0 * f64::EPSILON * risk;
    let (mut blurs, mut curvatures) = (Vec::new(), Vec::new());
    for i in 0..labels.len() {
        let error = F_ROUNDING * neurons * points.row(i).norm_l2();
        let curvature = loss.curvature(f[i], labels[i]);
        rounding += error * (residuals[i].abs() + 0.5 * curvature * error) / n;
        blurs.push(error * curvature);
        curvatures.push(curvature);
    }
    Seen {
        risk,
        rounding,
        residuals,
        blurs,
        curvatures,
    }
}

/// How far from a kink rounding may put neuron j, which may have shrunk: a part of |x|.
fn near(network: &TwoLayer, j: usize) -> f64 {
    1e-10 * network.weights.col(j).norm_l2() + 1e-13 * network.outputs[j].abs()
}

/// Points on which no neuron is active beyond rounding.
pub fn silent(problem: &Late, network: &TwoLayer) -> Vec<bool> {
    let points = problem.data.points();
    let heights = points * &network.weights;
    (0..points.nrows())
        .map(|i| {
            let length = points.row(i).norm_l2();
            (0..network.width()).all(|j| heights[(i, j)] <= near(network, j) * length)
        })
        .collect()
}

/// Whether the points without an active neuron keep the risk above the target.
pub fn is_held(problem: &Late, network: &TwoLayer, target: f64) -> bool {
    let labels = problem.data.labels();
    let held = silent(problem, network).into_iter().zip(labels);
    let sum: f64 = held
        .filter(|(silent, _)| *silent)
        .map(|(_, y)| problem.loss.value(0.0, *y))
        .sum();
    sum / labels.len() as f64 > target
}

/// What pulls each neuron, as a matrix of columns: the least g over what the kinks it is on may pull
/// with, found slowly, by coordinate descent.
fn pulls(problem: &Late, network: &TwoLayer) -> Mat<f64> {
    let residuals = look(problem, network).residuals;
    let points = problem.data.points();
    let (n, d) = (points.nrows(), points.ncols());
    let heights = points * &network.weights;
    let mut pulls = Mat::zeros(d, network.width());
    for j in 0..network.width() {
        let mut free = Vec::new();
        for i in 0..n {
            let length = points.row(i).norm_l2();
            if heights[(i, j)].abs() <= near(network, j) * length {
                // Only where the point drives the neuron back does it slide there.
                if network.outputs[j] * residuals[i] < 0.0 && length > 0.0 {
                    free.push((i, 0.0, residuals[i] * length * length));
                }
            } else if heights[(i, j)] > 0.0 {
                (0..d).for_each(|k| pulls[(k, j)] += residuals[i] * points[(i, k)]);
            }
        }
        for _ in 0..500 {
            for (i, share, stiffness) in &mut free {
                let column = pulls.col(j);
                let slope: f64 = (0..d).map(|k| column[k] * points[(*i, k)]).sum();
                let to = (*share - slope / *stiffness).clamp(0.0, 1.0);
                for k in 0..d {
                    pulls[(k, j)] += (to - *share) * residuals[*i] * points[(*i, k)];
                }
                *share = to;
            }
        }
    }
    pulls
}

/// By how many rounding errors the risk can be made to fall along the velocity, not further than a
/// tenth of the weights.
pub fn possible_fall(problem: &Late, network: &TwoLayer) -> f64 {
    let pulls = pulls(problem, network);
    let seen = look(problem, network);
    let velocity = TwoLayer {
        weights: Mat::from_fn(network.dimension(), network.width(), |k, j| {
            network.outputs[j] * pulls[(k, j)]
        }),
        outputs: (0..network.width())
            .map(|j| {
                let terms = network.weights.col(j).iter().zip(pulls.col(j).iter());
                terms.map(|(w, g)| w * g).sum()
            })
            .collect(),
    };
    let size = |network: &TwoLayer| {
        let outputs = network.outputs.iter().map(|v| v * v).sum::<f64>();
        (network.weights.squared_norm_l2() + outputs).sqrt()
    };
    let longest = 0.1 * size(network) / size(&velocity).max(f64::MIN_POSITIVE);
    let mut most: f64 = 0.0;
    for halvings in 0..60 {
        let time = longest * libm::pow(0.5, f64::from(halvings));
        let mut moved = network.clone();
        moved.weights += faer::Scale(time) * &velocity.weights;
        for (v, speed) in moved.outputs.iter_mut().zip(&velocity.outputs) {
            *v += time * speed;
        }
        let then = look(problem, &moved);
        most = most.max((seen.risk - then.risk) / (seen.rounding + then.rounding));
    }
    most
}

/// The largest rise of the risk between states, in rounding errors.
pub fn worst_rise<'a>(problem: &Late, states: impl Iterator<Item = &'a State>) -> (f64, f64) {
    let mut worst = (0.0, 0.0);
    let mut least: Option<Seen> = None;
    for state in states {
        let seen = look(problem, &state.network);
        if let Some(least) = &least {
            let rise = (seen.risk - least.risk) / (seen.rounding + least.rounding);
            if rise > worst.0 {
                worst = (rise, state.time);
            }
        }
        if least.as_ref().is_none_or(|least| seen.risk < least.risk) {
            least = Some(seen);
        }
    }
    worst
}
