//! Runs that will not get any further.

use super::bits;
use super::kinks::{Kinks, Sides};
use super::neurons::Neurons;
use super::output::Output;
use crate::data::Dataset;
use crate::flow::setting::Setting;
use crate::flow::silent;
use crate::math::refill;

/// |g_j| below this part of sum_i |r_i||x_i| is rounding.
const STILL: f64 = 1e-13;

/// |g_j| below this part of what pulls neuron j is a balance, which the steps meet no better. A
/// neuron that is pulled one way is not still, however little that is beside other pulls.
pub const CANCELLED: f64 = 1e-9;

/// Whether every |g_j| is at most `fastest` by rounding errors of f, and of itself: `scale` is
/// the sum of |r_i||x_i|.
pub fn is_still(
    fastest: f64,
    scale: f64,
    output: &Output,
    kinks: &Kinks,
    setting: &Setting<'_>,
) -> bool {
    let (data, loss) = (setting.data, setting.loss);
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

/// A neuron on a silent point's kink stays there while what else pulls it is below this part of that
/// point's pull: the others' residuals only fall with the risk.
const HELD: f64 = 0.1;

/// A kink is met where w gets behind it by more than this part of |u||w|: less is rounding.
const BEHIND: f64 = 1e-9;

/// A state, and how it has been reached.
pub struct Outlook<'a> {
    pub now: &'a mut Neurons,
    /// The state one step back.
    pub before: &'a Neurons,
    pub kinks: &'a Kinks,
    pub sides: &'a Sides,
    /// Steps like the last one, by the logarithm of time, in as many decades as it is since the last
    /// event.
    pub steps: f64,
}

impl Outlook<'_> {
    /// Whether neuron j comes to a kink as it goes now, by the logarithm of time: pulls that fall
    /// with the risk fall like 1/t or faster.
    fn meets(&mut self, j: usize) -> bool {
        let count = self.kinks.count();
        let past = &self.before.preactivations[j * count..(j + 1) * count];
        let output = self.before.outputs[j].abs();
        let mut units = self.before.scales[j] / self.now.scales[j];
        let neuron = self.now.neuron(j);
        let v = neuron.output.abs();
        let far = reach(v, v - units * output, self.steps);
        if neuron.balance == 0.0 && v < units * output {
            // It shrinks and never vanishes: what changes is its direction.
            units = v / output;
        }
        let size = neuron.length();
        let mut heights = neuron.preactivations.iter().zip(past).enumerate();
        heights.any(|(k, (height, past))| {
            let end = height + far * (height - units * past);
            let behind = if bits::has(neuron.positive, k) {
                -end
            } else {
                end
            };
            !bits::has(neuron.held, k) && behind > BEHIND * size * self.kinks.lengths[k]
        })
    }

    /// Puts the kinks on whose sides neuron j is or may come to be into the sets.
    fn mark(&mut self, j: usize, [positive, negative]: [&mut [u64]; 2]) {
        let meets = self.meets(j);
        let (kinks, sides) = (self.kinks, self.sides);
        let neuron = self.now.neuron(j);
        let own = sides.own(kinks, neuron.sides());
        let sign = neuron.output.signum();
        for (k, length) in kinks.lengths.iter().enumerate() {
            let attracts = sign * (sides.positive[k] - sides.negative[k]) < 0.0;
            for (side, active) in [(true, &mut *positive), (false, &mut *negative)] {
                let is_free = own > HELD * sides.at(k, side).abs() * length;
                let is_active = if bits::has(neuron.held, k) {
                    is_free
                } else {
                    let is_there = bits::has(neuron.positive, k) == side;
                    is_there || (meets && (is_free || !attracts))
                };
                if is_active {
                    bits::put(active, k, true);
                }
            }
        }
    }
}

/// In how many steps like the last one, in which v has grown by `gain`, a neuron gets as far as in
/// `steps`: where pulls fall like 1/t, v^2 grows with the logarithm of time, not v.
fn reach(v: f64, gain: f64, steps: f64) -> f64 {
    if gain <= 0.0 {
        return steps;
    }
    2.0 * v * steps / (v + (v * (v + 2.0 * gain * steps)).sqrt())
}

/// Finds the silent points, and holds the buffers for it.
#[derive(Default)]
pub struct Watch {
    /// Kinks on whose positive side a neuron is or may come to be; the same for the negative. One
    /// that is held there for good is active on neither.
    positive: Vec<u64>,
    negative: Vec<u64>,
    silent: Vec<bool>,
}

impl Watch {
    /// Whether the points that no neuron is active on, or may come to, alone keep the stop rule from
    /// being met. Those of a validation set are not looked at.
    pub fn is_stalled(&mut self, mut outlook: Outlook<'_>, setting: &Setting<'_>) -> bool {
        let kinks = outlook.kinks;
        let (positive, negative) = (&mut self.positive, &mut self.negative);
        for set in [&mut *positive, &mut *negative] {
            refill(set, (0..bits::words(kinks.count())).map(|_| 0));
        }
        for j in 0..outlook.now.width() {
            outlook.mark(j, [positive, negative]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Stop, exact};
    use crate::network::{Loss, TwoLayer};
    use faer::mat;

    /// Whether a neuron stalls that is active on the first of two points, and has climbed to -0.5 on
    /// the other one in the last of the steps, a hundred of which are still to come.
    fn stalls(v: f64, climb: f64) -> bool {
        let data = Dataset::new(mat![[1.0, 0.0], [0.0, 1.0]], vec![1.0; 2]).unwrap();
        let kinks = Kinks::new(&data);
        let at = |height: f64| {
            let weights = mat![[1.0], [height]];
            let outputs = vec![v];
            Neurons::new(&TwoLayer { weights, outputs }, &kinks)
        };
        let (before, mut now) = (at(-0.5 - climb), at(-0.5));
        let mut sides = Sides::default();
        sides.fill(&kinks, &[1e-9, 0.5], &[0.0; 2]);
        let flow = exact::Flow::new(&data, Loss::Logistic2).stop(Stop::TrainingRisk(0.1));
        let outlook = Outlook {
            now: &mut now,
            before: &before,
            kinks: &kinks,
            sides: &sides,
            steps: 100.0,
        };
        Watch::default().is_stalled(outlook, &flow.setting)
    }

    #[test]
    fn a_neuron_that_comes_to_a_silent_point_is_waited_for() {
        assert!(!stalls(1.0, 0.01));
        assert!(stalls(1.0, 0.001) && stalls(1.0, -0.01));
        // Held there, as little else pulls it.
        assert!(stalls(-1.0, 0.01));
    }

    #[test]
    fn a_neuron_that_shrinks_to_nothing_comes_to_no_kink() {
        let data = Dataset::new(mat![[1.0, 0.0]], vec![1.0]).unwrap();
        let kinks = Kinks::new(&data);
        // From the first size and output to the second.
        let meets = |sizes: [f64; 2], outputs: [f64; 2]| {
            let [before, mut now] = [0, 1].map(|k| {
                let weights = mat![[-sizes[k]], [0.0]];
                let outputs = vec![outputs[k]];
                Neurons::new(&TwoLayer { weights, outputs }, &kinks)
            });
            let (before, sides, steps) = (&before, &Sides::default(), 100.0);
            let (now, kinks) = (&mut now, &kinks);
            let mut outlook = Outlook {
                now,
                before,
                kinks,
                sides,
                steps,
            };
            outlook.meets(0)
        };
        assert!(!meets([0.5, 0.4], [0.5, 0.4]));
        // Unbalanced, it goes through the origin.
        assert!(meets([0.5, 0.4], [1.5, 1.47]));
    }

    #[test]
    fn v_grows_by_its_square() {
        assert_eq!(reach(2.0, 0.0, 50.0), 50.0);
        for gain in [1e-12, 0.01, 1.0] {
            let end = 2.0 + gain * reach(2.0, gain, 50.0);
            let square = 4.0 + 2.0 * 2.0 * gain * 50.0;
            assert!((end * end / square - 1.0).abs() < 1e-14, "{gain}");
        }
    }
}
