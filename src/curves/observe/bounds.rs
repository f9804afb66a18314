//! How loose each bound is: the bound over what is measured, at least 1 where it holds.

use libm::acos;

use super::output_level::{Size, first_at_level};
use super::setting::Setting;
use crate::config::{Config, Record, StopAt};
use crate::data::Dataset;
use crate::flow::State;
use crate::math::{column_norms, dot, largest, norm};
use crate::network::{Evaluation, TwoLayer};
use crate::observables::{angle, normalized_margin};
use crate::runs::{RunError, Worker};
use crate::theory::{
    AlignmentPhase, ClassSum, margin_ceiling, max_margin_vector, psi_lower_bound, psi_rate_bound,
};

pub(super) const QUANTITIES: &[&str] = &[
    "weights",
    "weights_published",
    "outputs",
    "outputs_published",
    "turning",
    "turning_published",
    "angle",
    "angle_published",
    "phase_length",
    "margin",
];

/// States recorded between 0 and T(alpha).
const RECORDED: usize = 33;

/// The ratios of one run. Where a bound speaks of every neuron and time, the smallest ratio counts.
///
/// weights: |w_j(T)|^2; outputs: max|f(x_i)| at T; turning: d psi_j/dt over its lower bound;
/// angle: arccos of the lower bound on psi_j (Lemma 5.2 of YHL26) over the angle at T; phase_length:
/// the time max|f| needs to reach its published bound, over T; margin: the ceiling over the
/// normalized margin at the time `late`. Published forms are MMV24's and YHL26's.
pub(super) fn observe(
    config: &Config,
    late: f64,
    worker: &Worker<'_>,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let setting = Setting::of(config, worker)?;
    let (data, loss) = (setting.data(), config.loss.name);
    let mut values = vec![("margin", margin(&setting, late)?)];
    let Ok(phase) = AlignmentPhase::of(data, &setting.start, config.network.alpha, loss) else {
        return Ok(values);
    };
    let states = recorded(&setting, phase.end())?;
    let Some(end) = states.last() else {
        return Ok(values);
    };
    let longest = largest(&column_norms(end.network.weights.as_ref()));
    let largest = Size::All.of(&end.network, &setting.problem);
    let class = ClassSum::of(data, true);
    let (own, published) = (phase.zeta(class), phase.published_zeta(class));
    let pull = phase.pull() * class.length;
    let bound = phase.published_output_bound();
    let reached = first_at_level(&setting, (Size::All, bound))?;
    values.extend([
        ("weights", phase.weight_bound() / (longest * longest)),
        (
            "weights_published",
            phase.published_weight_bound() / (longest * longest),
        ),
        ("outputs", phase.output_bound() / largest),
        ("outputs_published", bound / largest),
        ("turning", turning(config, data, &states, (pull, own))),
        (
            "turning_published",
            turning(config, data, &states, (pull, published)),
        ),
        ("angle", closing(data, &states, (pull, own))),
        ("angle_published", closing(data, &states, (pull, published))),
        (
            "phase_length",
            reached.map_or(f64::NAN, |state| state.time / phase.end()),
        ),
    ]);
    Ok(values)
}

fn recorded(setting: &Setting<'_>, end: f64) -> Result<Vec<State>, RunError> {
    let mut config = setting.config.clone();
    (config.stop.at, config.stop.value) = (StopAt::Time, end);
    config.flow.record = Record::Count(RECORDED);
    Ok(setting.follow(&config, &setting.start, 0)?.states)
}

/// Smallest d psi_j/dt over its bound, where the bound says that psi_j grows.
fn turning(config: &Config, data: &Dataset, states: &[State], (pull, zeta): (f64, f64)) -> f64 {
    let sum = data.class_sum(true);
    let length = norm(&sum);
    let mut least = f64::INFINITY;
    let Some(first) = states.first() else {
        return least;
    };
    let mut evaluation = Evaluation::new(data, first.network.width());
    for state in states {
        evaluation.velocity(&state.network, data, config.loss.name);
        for j in in_cone(&state.network, data) {
            let neuron = state.network.weights.col_as_slice(j);
            let velocity = evaluation.weight_velocity.col_as_slice(j);
            let size = norm(neuron);
            let psi = dot(neuron, &sum) / (size * length);
            let across = dot(velocity, &sum) / (size * length);
            let rate = across - psi * dot(velocity, neuron) / (size * size);
            let bound = psi_rate_bound(psi, pull, zeta);
            if bound > 0.0 {
                least = least.min(rate / bound);
            }
        }
    }
    least
}

/// Smallest ratio of the angle that the bound on psi_j allows at the end to the angle there. A
/// neuron counts from the first recorded time in its cone.
fn closing(data: &Dataset, states: &[State], (pull, zeta): (f64, f64)) -> f64 {
    let Some(end) = states.last().filter(|_| zeta > 0.0) else {
        return f64::NAN;
    };
    let sum = data.class_sum(true);
    let mut least = f64::INFINITY;
    for j in in_cone(&end.network, data) {
        let entered = states
            .iter()
            .position(|state| in_cone(&state.network, data).contains(&j));
        let since = entered.map_or(0.0, |first| end.time - states[first].time);
        let allowed = acos(psi_lower_bound(since, pull, zeta).min(1.0));
        let found = angle(end.network.weights.col_as_slice(j), &sum).unwrap_or(f64::NAN);
        least = least.min(allowed / found);
    }
    least
}

/// The neurons with v_j > 0 that are active on every positive point and on no other.
fn in_cone(network: &TwoLayer, data: &Dataset) -> Vec<usize> {
    let preactivations = data.points() * &network.weights;
    let in_cone = |j: usize| {
        let labels = data.labels().iter().enumerate();
        let mut sides = labels.map(|(i, y)| (preactivations[(i, j)] > 0.0) == (*y > 0.0));
        network.outputs[j] > 0.0 && sides.all(|agrees| agrees)
    };
    (0..network.width()).filter(|&j| in_cone(j)).collect()
}

/// The ceiling over the normalized margin at a late time.
fn margin(setting: &Setting<'_>, late: f64) -> Result<f64, RunError> {
    let data = setting.data();
    let [Ok(positive), Ok(negative)] = [true, false].map(|class| max_margin_vector(data, class))
    else {
        return Ok(f64::NAN);
    };
    let end = setting.until(late)?.end;
    let ceiling = margin_ceiling(positive.length, negative.length);
    Ok(normalized_margin(&end.network, data).map_or(f64::NAN, |margin| ceiling / margin))
}
