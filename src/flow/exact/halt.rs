//! Runs that will not get any further.

use super::Flow;
use super::bits;
use super::kinks::{Kinks, Member};
use super::neurons::Neurons;
use super::output::Output;
use crate::data::Dataset;
use crate::flow::Stop;
use crate::network::Loss;

/// |g_j| below this part of sum_i |r_i||x_i| is rounding.
const STILL: f64 = 1e-13;

/// Time has to grow by this factor without an event before a run counts as stalled.
pub(super) const PATIENCE: f64 = 100.0;

/// Whether every |g_j| is at most `fastest` by rounding errors of f, and of itself: `scale` is
/// the sum of |r_i||x_i|.
pub(super) fn is_still(
    fastest: f64,
    scale: f64,
    output: &Output,
    kinks: &Kinks,
    (data, loss): (&Dataset, Loss),
) -> bool {
    let own = STILL * scale;
    let of_f = |curvature: &dyn Fn(usize) -> f64| {
        let members = kinks.members.iter().enumerate();
        let terms = members.filter_map(|(i, member)| {
            let member = (*member)?;
            let length = member.factor.abs() * kinks.lengths[member.kink];
            Some(4.0 * f64::EPSILON * curvature(i) * output.sizes[i] * length)
        });
        terms.sum::<f64>()
    };
    // Curvatures take exponentials; what bounds them is known, and nearly always enough.
    let bound = of_f(&|i| 2.0 * loss.most_curvature(output.residuals[i]));
    fastest <= own + bound
        && fastest <= own + of_f(&|i| loss.curvature(output.predictions[i], data.labels()[i]))
}

/// Finds out whether a run is stalled, and holds the buffers for it.
#[derive(Default)]
pub(super) struct Watch {
    /// Kinks on whose positive side a neuron is, or may be at once.
    positive: Vec<u64>,
    /// The same for the negative side.
    negative: Vec<u64>,
}

impl Watch {
    /// Whether the points without an active neuron alone keep the stop rule from being met.
    pub(super) fn is_stalled(&mut self, neurons: &Neurons, kinks: &Kinks, flow: &Flow<'_>) -> bool {
        self.look(neurons, kinks);
        let (data, loss) = (flow.data, flow.loss);
        let dead = |member: &Option<Member>| self.is_dead(*member);
        // The best the others can do: a loss of zero, and a right answer.
        let share = |counts: &dyn Fn(f64) -> bool| {
            let labels = data.labels().iter().zip(&kinks.members);
            let (mut sum, mut count) = (0.0, 0.0);
            for (&y, member) in labels.filter(|(y, _)| counts(**y)) {
                count += 1.0;
                sum += if dead(member) {
                    loss.value(0.0, y)
                } else {
                    0.0
                };
            }
            sum / count
        };
        match flow.stop {
            Stop::TrainingRisk(value) => share(&|_| true) > value,
            Stop::PositiveClassRisk(value) => share(&|y| y > 0.0) > value,
            Stop::TrainingAccuracy(value) => {
                let wrong = kinks.members.iter().filter(|m| dead(m)).count() as f64;
                1.0 - wrong / (kinks.members.len() as f64) < value
            }
            Stop::ValidationRisk(_)
            | Stop::GradientNorm(_)
            | Stop::LargestOutput(_)
            | Stop::Time(_) => false,
        }
    }

    /// Finds the sides on which there are neurons.
    fn look(&mut self, neurons: &Neurons, kinks: &Kinks) {
        let words = bits::words(kinks.count());
        for sides in [&mut self.positive, &mut self.negative] {
            sides.clear();
            sides.resize(words, 0);
        }
        for j in 0..neurons.width() {
            let row = j * words..(j + 1) * words;
            let pairs = neurons.positive[row.clone()].iter().zip(&neurons.held[row]);
            for (word, (side, held)) in pairs.enumerate() {
                self.positive[word] |= side | held;
                self.negative[word] |= !side | held;
            }
        }
    }

    /// Whether no neuron is active on a point, or may become so at once.
    fn is_dead(&self, member: Option<Member>) -> bool {
        match member {
            Some(m) if m.factor > 0.0 => !bits::has(&self.positive, m.kink),
            Some(m) => !bits::has(&self.negative, m.kink),
            None => true,
        }
    }
}
