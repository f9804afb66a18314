//! Runs that will not get any further.

use super::Flow;
use super::bits;
use super::kinks::Kinks;
use super::neurons::Neurons;
use super::output::Output;
use crate::data::Dataset;
use crate::flow::Stop;
use crate::network::Loss;

/// |g_j| below this part of sum_i |r_i||x_i| is rounding.
pub(super) const STILL: f64 = 1e-13;

/// Time has to grow by this factor without an event before a run counts as stalled.
pub(super) const PATIENCE: f64 = 100.0;

/// What rounding errors of f do to |g|.
pub(super) fn pull_noise(output: &Output, kinks: &Kinks, data: &Dataset, loss: Loss) -> f64 {
    let members = kinks.members.iter().enumerate();
    let terms = members.filter_map(|(i, member)| {
        let member = (*member)?;
        let length = member.factor.abs() * kinks.lengths[member.kink];
        let curvature = loss.curvature(output.predictions[i], data.labels()[i]);
        Some(4.0 * f64::EPSILON * curvature * output.sizes[i] * length)
    });
    terms.sum()
}

/// Whether the points without an active neuron alone keep the stop rule from being met.
pub(super) fn is_stalled(stop: &Stop, neurons: &Neurons, kinks: &Kinks, flow: &Flow<'_>) -> bool {
    let (data, loss) = (flow.data, flow.loss);
    let dead = dead_points(neurons, kinks);
    // The best the others can do: a loss of zero, and a right answer.
    let share = |counts: &dyn Fn(f64) -> bool| {
        let labels = data.labels().iter().zip(&dead);
        let (mut sum, mut count) = (0.0, 0.0);
        for (&y, &is_dead) in labels.filter(|(y, _)| counts(**y)) {
            count += 1.0;
            sum += if is_dead { loss.value(0.0, y) } else { 0.0 };
        }
        sum / count
    };
    match *stop {
        Stop::TrainingRisk(value) => share(&|_| true) > value,
        Stop::PositiveClassRisk(value) => share(&|y| y > 0.0) > value,
        Stop::TrainingAccuracy(value) => {
            let wrong = dead.iter().filter(|d| **d).count() as f64;
            1.0 - wrong / (dead.len() as f64) < value
        }
        Stop::ValidationRisk(_)
        | Stop::GradientNorm(_)
        | Stop::LargestOutput(_)
        | Stop::Time(_) => false,
    }
}

/// The points on which no neuron is active, or may become so at once.
fn dead_points(neurons: &Neurons, kinks: &Kinks) -> Vec<bool> {
    let words = bits::words(kinks.count());
    let mut positive = vec![0u64; words];
    let mut negative = vec![0u64; words];
    for j in 0..neurons.width() {
        let row = j * words..(j + 1) * words;
        let pairs = neurons.positive[row.clone()].iter().zip(&neurons.held[row]);
        for (word, (side, held)) in pairs.enumerate() {
            positive[word] |= side | held;
            negative[word] |= !side | held;
        }
    }
    let members = kinks.members.iter();
    members
        .map(|member| match member {
            Some(m) if m.factor > 0.0 => !bits::has(&positive, m.kink),
            Some(m) => !bits::has(&negative, m.kink),
            None => true,
        })
        .collect()
}
