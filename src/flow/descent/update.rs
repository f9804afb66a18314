//! How gradients become steps: plain, with momentum, or by Adam.

use crate::config::{DescentConfig, Optimizer};
use crate::flow::field::Point;

/// Adam's factors of fading, and what keeps it from dividing by 0 (Kingma and Ba 2015, Algorithm 1).
const FADING: [f64; 2] = [0.9, 0.999];
const FLOOR: f64 = 1e-8;

/// What a step of descent is made of, beside the gradient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::flow) struct Update {
    optimizer: Optimizer,
    momentum: f64,
    weight_decay: f64,
}

impl From<&DescentConfig> for Update {
    fn from(descent: &DescentConfig) -> Self {
        Update {
            optimizer: descent.optimizer,
            momentum: descent.momentum(),
            weight_decay: descent.weight_decay,
        }
    }
}

/// The updates of a run, with what they remember of past gradients.
pub(super) struct Updates<P> {
    update: Update,
    /// Number of training points n.
    samples: f64,
    /// The fading sum (momentum), or the means of gradients and of their squares, and room for
    /// their quotient (Adam).
    memory: Vec<P>,
    /// Adam's factors to the power of the steps made.
    faded: [f64; 2],
}

impl<P: Point> Updates<P> {
    pub(super) fn new(update: Update, samples: usize, like: &P) -> Self {
        let memories = match update.optimizer {
            Optimizer::Sgd => 0,
            Optimizer::Momentum => 1,
            Optimizer::Adam => 3,
        };
        let mut zero = like.clone();
        zero.clear();
        Updates {
            update,
            samples: samples as f64,
            memory: vec![zero; memories],
            faded: [1.0; 2],
        }
    }

    /// Moves weights by one step of this length; `factor` times the velocity is that of the sum
    /// loss.
    pub(super) fn apply(&mut self, at: &mut P, velocity: &P, factor: f64, length: f64) {
        let Update {
            momentum,
            weight_decay,
            ..
        } = self.update;
        // Beside the sum loss it is n lambda/2 times the square of the weights.
        let decay = self.samples * weight_decay;
        match &mut self.memory[..] {
            [] if decay == 0.0 => at.add(factor * length, velocity),
            [] => {
                let (keep, go) = (1.0 - length * decay, factor * length);
                at.change(velocity, |w, v| *w = keep * *w + go * v);
            }
            [sum] => {
                sum.change(velocity, |s, v| *s = momentum * *s + factor * v);
                if decay > 0.0 {
                    sum.add(-decay, at);
                }
                at.add(length, sum);
            }
            [mean, square, quotient, ..] => {
                let [a, b] = FADING;
                self.faded = [a * self.faded[0], b * self.faded[1]];
                let [first, second] = self.faded.map(|faded| 1.0 / (1.0 - faded));
                // Adam is for the mean loss; only its floor knows the difference.
                let factor = factor / self.samples;
                mean.change(velocity, |m, v| *m = a * *m + (1.0 - a) * factor * v);
                square.change(velocity, |s, v| {
                    let gradient = factor * v;
                    *s = b * *s + (1.0 - b) * gradient * gradient;
                });
                quotient.copy_from(mean);
                quotient.change(square, |m, s| {
                    *m = first * *m / ((second * s).sqrt() + FLOOR)
                });
                let keep = 1.0 - length * weight_decay;
                at.change(quotient, |w, q| *w = keep * *w + length * q);
            }
            [_, _] => {}
        }
    }

    /// Forgets all gradients.
    pub(super) fn restart(&mut self) {
        self.memory.iter_mut().for_each(P::clear);
        self.faded = [1.0; 2];
    }
}

#[cfg(test)]
mod tests {
    use faer::mat;

    use super::*;
    use crate::network::TwoLayer;

    /// One neuron (w, v).
    fn neuron(w: f64, v: f64) -> TwoLayer {
        TwoLayer {
            weights: mat![[w]],
            outputs: vec![v],
        }
    }

    /// w after each of the steps along these velocities, from 1, with n = 2 and steps of 0.1.
    fn path(descent: DescentConfig, velocities: &[f64]) -> Vec<f64> {
        let mut at = neuron(1.0, 1.0);
        let mut updates = Updates::new(Update::from(&descent), 2, &at);
        let steps = velocities.iter().map(|velocity| {
            updates.apply(&mut at, &neuron(*velocity, 0.0), 1.0, 0.1);
            at.weights[(0, 0)]
        });
        steps.collect()
    }

    fn near(found: &[f64], expected: &[f64]) {
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-12, "{found:?} {expected:?}");
        }
        assert_eq!(found.len(), expected.len());
    }

    #[test]
    fn momentum_is_a_fading_sum() {
        let plain = DescentConfig::default();
        near(&path(plain, &[2.0, -1.0]), &[1.2, 1.1]);
        let momentum = DescentConfig {
            optimizer: Optimizer::Momentum,
            momentum: Some(0.5),
            ..plain
        };
        near(&path(momentum, &[2.0, -1.0, 0.0]), &[1.2, 1.2, 1.2]);
    }

    #[test]
    fn weight_decay_is_that_of_the_mean_loss() {
        // n lambda = 0.6: w loses 6% a step; with momentum the loss fades like any gradient.
        let decaying = DescentConfig {
            weight_decay: 0.3,
            ..DescentConfig::default()
        };
        near(&path(decaying, &[0.0, 1.0]), &[0.94, 0.94 * 0.94 + 0.1]);
        let momentum = DescentConfig {
            optimizer: Optimizer::Momentum,
            momentum: Some(0.5),
            ..decaying
        };
        let second = 0.94 + 0.1 * (-0.5 * 0.6 - 0.6 * 0.94);
        near(&path(momentum, &[0.0, 0.0]), &[0.94, second]);
        // Adam's has nothing to do with its gradients: 3% a step at a rate of 0.1.
        let adam = DescentConfig {
            optimizer: Optimizer::Adam,
            ..decaying
        };
        near(&path(adam, &[0.0, 0.0]), &[0.97, 0.97 * 0.97]);
    }

    /// Two steps by hand, at gradients -1 and 0.5 of the mean loss.
    #[test]
    fn adam_is_the_one_of_its_paper() {
        let adam = DescentConfig {
            optimizer: Optimizer::Adam,
            ..DescentConfig::default()
        };
        let first = 1.0 + 0.1 / (1.0 + 1e-8);
        let mean = (0.9 * 0.1 * 1.0 + 0.1 * -0.5) / (1.0 - 0.81);
        let square: f64 = (0.999 * 0.001 + 0.001 * 0.25) / (1.0 - 0.999 * 0.999);
        let second = first + 0.1 * mean / (square.sqrt() + 1e-8);
        near(&path(adam, &[2.0, -1.0]), &[first, second]);
    }
}
