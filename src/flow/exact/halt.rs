//! Runs that will not get any further.

use super::bits;
use super::kinks::Kinks;
use super::neurons::Neurons;
use super::output::Output;
use crate::data::Dataset;
use crate::flow::setting::Setting;
use crate::flow::silent;
use crate::math::refill;
use crate::network::Loss;

/// |g_j| below this part of sum_i |r_i||x_i| is rounding.
const STILL: f64 = 1e-13;

/// Whether every |g_j| is at most `fastest` by rounding errors of f, and of itself: `scale` is
/// the sum of |r_i||x_i|.
pub fn is_still(
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

/// Finds the silent points, and holds the buffers for it.
#[derive(Default)]
pub struct Watch {
    /// Kinks on whose positive side a neuron is, or may be at once; the same for the negative.
    positive: Vec<u64>,
    negative: Vec<u64>,
    silent: Vec<bool>,
}

impl Watch {
    /// Whether the points without an active neuron alone keep the stop rule from being met. Those
    /// of a validation set are not looked at.
    pub fn is_stalled(&mut self, neurons: &Neurons, kinks: &Kinks, setting: &Setting<'_>) -> bool {
        let (positive, negative) = (&mut self.positive, &mut self.negative);
        for sides in [&mut *positive, &mut *negative] {
            sides.clear();
            sides.resize(bits::words(kinks.count()), 0);
        }
        for j in 0..neurons.width() {
            let pairs = neurons.positive(j).iter().zip(neurons.held(j));
            for (word, (side, held)) in pairs.enumerate() {
                positive[word] |= side | held;
                negative[word] |= !side | held;
            }
        }
        let silent = kinks.members.iter().map(|member| match member {
            Some(m) if m.factor > 0.0 => !bits::has(positive, m.kink),
            Some(m) => !bits::has(negative, m.kink),
            None => true,
        });
        refill(&mut self.silent, silent);
        let unknown = |set: &Dataset| vec![false; set.samples()];
        silent::hold(setting, &self.silent, unknown)
    }
}
