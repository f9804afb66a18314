//! Runs that will not get any further.

use std::mem::take;

use super::bits;
use super::kinks::{Kinks, Member};
use super::neurons::Neurons;
use super::output::Output;
use crate::data::Dataset;
use crate::flow::{Setting, silent};
use crate::network::Loss;

/// |g_j| below this part of sum_i |r_i||x_i| is rounding.
const STILL: f64 = 1e-13;

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

/// Finds the silent points, and holds the buffers for it.
#[derive(Default)]
pub(super) struct Watch {
    /// Kinks on whose positive side a neuron is, or may be at once.
    positive: Vec<u64>,
    /// The same for the negative side.
    negative: Vec<u64>,
    silent: Vec<bool>,
}

impl Watch {
    /// Whether the points without an active neuron alone keep the stop rule from being met. Those
    /// of a validation set are not looked at.
    pub(super) fn is_stalled(
        &mut self,
        neurons: &Neurons,
        kinks: &Kinks,
        setting: &Setting<'_>,
    ) -> bool {
        self.look(neurons, kinks);
        let mut silent = take(&mut self.silent);
        silent.clear();
        silent.extend(kinks.members.iter().map(|member| self.is_silent(*member)));
        self.silent = silent;
        let unknown = |set: &Dataset| vec![false; set.samples()];
        silent::hold(setting, &self.silent, unknown)
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
    fn is_silent(&self, member: Option<Member>) -> bool {
        match member {
            Some(m) if m.factor > 0.0 => !bits::has(&self.positive, m.kink),
            Some(m) => !bits::has(&self.negative, m.kink),
            None => true,
        }
    }
}
