//! Whether the residuals explain an event.

use sweetspot::flow::{Event, EventKind, State};
use sweetspot::network::TwoLayer;

use super::TOLERANCE;
use super::late::Late;
use super::seen::look;

/// What pulls neuron j along the direction of a kink on its two sides, and what may be wrong with it:
/// residuals are averages over a step, and good to the tolerance.
#[derive(Default)]
struct Push {
    below: f64,
    above: f64,
    below_slack: f64,
    above_slack: f64,
}

/// Whether what pulls a neuron near the kink of an event explains it; `None` where other kinks are
/// too near to tell.
pub fn has_cause(problem: &Late, state: &State, event: &Event) -> Option<bool> {
    let network = &state.network;
    let points = problem.data.points();
    let w = network.weights.col(event.neuron);
    let (v, size) = (network.outputs[event.neuron], w.norm_l2());
    let u = points.row(event.kink);
    let height: f64 = u.iter().zip(w.iter()).map(|(x, w)| x * w).sum();
    if size < 1e-3 * v.abs() || v.abs() < 1e-3 * size {
        return None;
    }
    // States within a step are those of a shorter one, whose f is as good but not the same.
    if height.abs() > 0.01 * size * u.norm_l2() + TOLERANCE / v.abs() {
        return Some(false);
    }
    let push = push(problem, network, event)?;
    let is_up = |pull: f64, slack: f64| pull >= -slack;
    let is_down = |pull: f64, slack: f64| pull <= slack;
    let Push {
        below,
        above,
        below_slack,
        above_slack,
    } = push;
    Some(match event.kind {
        EventKind::Activate => is_up(above, above_slack),
        EventKind::Deactivate => is_down(below, below_slack),
        EventKind::Slide => is_up(below, below_slack) && is_down(above, above_slack),
        EventKind::Release => is_down(below, below_slack) || is_up(above, above_slack),
        EventKind::SignChange => true,
    })
}

/// `None` where the neuron is on other kinks too.
fn push(problem: &Late, network: &TwoLayer, event: &Event) -> Option<Push> {
    let points = problem.data.points();
    let (w, u) = (network.weights.col(event.neuron), points.row(event.kink));
    let (sign, size) = (network.outputs[event.neuron].signum(), w.norm_l2());
    let seen = look(problem, network);
    let mut push = Push::default();
    for i in 0..points.nrows() {
        let x = points.row(i);
        let lengths = x.norm_l2() * u.norm_l2();
        let height: f64 = x.iter().zip(w.iter()).map(|(x, w)| x * w).sum();
        let product: f64 = x.iter().zip(u.iter()).map(|(x, u)| x * u).sum();
        let pull = sign * seen.residuals[i] * product;
        let error = (TOLERANCE * seen.curvatures[i] + seen.blurs[i]) * lengths;
        let is_parallel = product.abs() >= (1.0 - 1e-9) * lengths;
        if lengths == 0.0 {
            continue;
        }
        if is_parallel && product > 0.0 {
            push.above += pull;
            push.above_slack += error;
        } else if is_parallel {
            push.below += pull;
            push.below_slack += error;
        } else if height.abs() <= 1e-9 * size * x.norm_l2() {
            return None;
        } else if height > 0.0 {
            let slack = 0.2 * seen.residuals[i].abs() * lengths + error;
            push.above += pull;
            push.below += pull;
            push.above_slack += slack;
            push.below_slack += slack;
        }
    }
    Some(push)
}
